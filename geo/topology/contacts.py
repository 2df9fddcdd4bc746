"""Where the edges of a polygon meet although they are not neighbours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

MOST = 2_000
"""A scribble of thousands of edges has millions of crossings; nobody reads beyond the first dozens, and to
rebuild an area from them takes minutes."""

_FIRST_CHUNK, _LAST_CHUNK = 8, 1024
"""Edges asked at once: few at first, so that a scribble is recognised before it fills the memory."""


@dataclass(frozen=True, slots=True)
class Contact:
    """Two edges that meet: ``(ring, edge, share along the edge)`` of each, rings by their index.

    ``cross``: inside both edges, at a point. ``touch``: at a vertex of one of them. ``overlap``: they
    lie on each other. Edge ``k`` leaves vertex ``k``.
    """

    kind: Literal["cross", "touch", "overlap"]
    first: tuple[int, int, float]
    second: tuple[int, int, float]
    x: float
    y: float


@dataclass(frozen=True, slots=True, eq=False)
class _Edges:
    start: Floats
    end: Floats
    owner: NDArray[np.int64]
    index: NDArray[np.int64]
    size: NDArray[np.int64]
    lines: NDArray[np.object_]


def contacts(rings: Sequence[Floats], *, most: int = MOST) -> tuple[tuple[Contact, ...], bool]:
    """All meetings of edges that are not neighbours in a ring, in ring and edge order.

    Parameters
    ----------
    rings
        Open rings ``(n, 2)`` without consecutive repeats, any units.
    most
        Stop looking when so many pairs are found.

    Returns
    -------
    contacts, complete
        One contact a place; ``complete`` is False when the search was cut short.

    Examples
    --------
    >>> found, _ = contacts([np.array([[0, 0], [2, 2], [2, 0], [0, 2.0]])])
    >>> [(c.kind, c.first, c.second, c.x, c.y) for c in found]
    [('cross', (0, 0, 0.5), (0, 2, 0.5), 1.0, 1.0)]
    """
    edges = _edges(rings)
    first, second, complete = _pairs(edges, most)
    if not len(first):
        return (), complete
    a, b = edges.lines[first], edges.lines[second]
    crossing = shapely.crosses(a, b)
    touching = shapely.touches(a, b) & ~crossing
    overlapping = ~crossing & ~touching
    found = [
        *_crossings(edges, first[crossing], second[crossing]),
        *_overlaps(edges, first[overlapping], second[overlapping]),
    ]
    ends = np.concatenate([first[overlapping], second[overlapping]])
    taken = {tuple(xy) for xy in np.concatenate([edges.start[ends], edges.end[ends]]).tolist()}
    found += _touches(edges, first[touching], second[touching], taken)
    return tuple(sorted(found, key=lambda c: (c.first, c.second))), complete


def scribbled(rings: Sequence[Floats]) -> bool:
    """Whether the rings meet themselves so often that no repair should be tried."""
    usable = [ring for ring in rings if len(ring) >= 3]
    return bool(usable) and not _pairs(_edges(usable), MOST)[2]


def _edges(rings: Sequence[Floats]) -> _Edges:
    sizes = [len(ring) for ring in rings]
    start = np.concatenate([np.asarray(ring, dtype=float) for ring in rings])
    end = np.concatenate([np.roll(ring, -1, axis=0) for ring in rings])
    return _Edges(
        start=start,
        end=end,
        owner=np.repeat(np.arange(len(rings)), sizes),
        index=np.concatenate([np.arange(size) for size in sizes]),
        size=np.repeat(sizes, sizes),
        lines=shapely.linestrings(np.stack([start, end], axis=1)),
    )


def _pairs(edges: _Edges, most: int) -> tuple[NDArray[np.int64], NDArray[np.int64], bool]:
    tree = shapely.STRtree(edges.lines)
    firsts, seconds, total = [], [], 0
    begin, chunk = 0, _FIRST_CHUNK
    while begin < len(edges.lines):
        i, j = tree.query(edges.lines[begin : begin + chunk], predicate="intersects")
        i = i + begin
        step = edges.index[j] - edges.index[i]
        neighbours = (edges.owner[i] == edges.owner[j]) & ((step == 1) | (step == edges.size[i] - 1))
        wanted = (i < j) & ~neighbours
        firsts.append(i[wanted])
        seconds.append(j[wanted])
        total += int(wanted.sum())
        begin, chunk = begin + chunk, min(2 * chunk, _LAST_CHUNK)
        if total >= most:
            return np.concatenate(firsts)[:most], np.concatenate(seconds)[:most], False
    return np.concatenate(firsts), np.concatenate(seconds), True


def _spot(edges: _Edges, edge: int, x: float, y: float) -> tuple[int, int, float]:
    way = edges.end[edge] - edges.start[edge]
    length2 = float(way @ way)
    along = float((np.array([x, y]) - edges.start[edge]) @ way) / length2 if length2 > 0 else 0.0
    share = min(max(along, 0.0), 1.0) if np.isfinite(along) else 0.0
    return int(edges.owner[edge]), int(edges.index[edge]), share


def _contact(
    edges: _Edges,
    kind: Literal["cross", "touch", "overlap"],
    pair: tuple[int, int],
    place: tuple[float, float],
) -> Contact:
    x, y = place
    one, other = (_spot(edges, edge, x, y) for edge in pair)
    return Contact(kind, min(one, other), max(one, other), x, y)


def _crossings(edges: _Edges, first: NDArray[np.int64], second: NDArray[np.int64]) -> list[Contact]:
    points = _middles(edges, first, second)
    xs, ys = shapely.get_x(points), shapely.get_y(points)
    return [
        _contact(edges, "cross", (int(i), int(j)), (float(x), float(y)))
        for i, j, x, y in zip(first, second, xs, ys, strict=True)
    ]


def _middles(edges: _Edges, first: NDArray[np.int64], second: NDArray[np.int64]) -> Any:
    """Where pairs of edges meet; the beginning of one where sizes beyond all measure leave nothing of it."""
    middles = shapely.centroid(shapely.intersection(edges.lines[first], edges.lines[second]))
    nowhere = shapely.is_empty(middles)
    middles[nowhere] = shapely.points(edges.start[first[nowhere]])
    return middles


def _overlaps(edges: _Edges, first: NDArray[np.int64], second: NDArray[np.int64]) -> list[Contact]:
    middle = _middles(edges, first, second)
    return [
        _contact(edges, "overlap", (int(i), int(j)), (float(x), float(y)))
        for i, j, x, y in zip(first, second, shapely.get_x(middle), shapely.get_y(middle), strict=True)
    ]


def _touches(
    edges: _Edges,
    first: NDArray[np.int64],
    second: NDArray[np.int64],
    taken: set[tuple[float, ...]],
) -> list[Contact]:
    """One contact a node: up to four pairs of edges meet where a ring comes back to a vertex."""
    found: dict[tuple[float, float, int, int], Contact] = {}
    for edge, other in ((first, second), (second, first)):
        for ends in (edges.start, edges.end):
            meets = shapely.intersects(shapely.points(ends[edge]), edges.lines[other])
            for i, j in zip(edge[meets], other[meets], strict=True):
                x, y = ends[i].tolist()
                owners = sorted((int(edges.owner[i]), int(edges.owner[j])))
                key = (x, y, *owners)
                if (x, y) in taken or key in found:
                    continue
                found[key] = _contact(edges, "touch", (int(i), int(j)), (x, y))
    return list(found.values())
