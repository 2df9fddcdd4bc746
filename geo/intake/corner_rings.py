"""Rows of corner points to rings, rings to areas: what TXT, corner tables and DXF have in common.

Which ring is a hole is decided by containment (even-odd), never by its number: ring 2 is a hole in one
convention and a second part in another.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from geo.intake.rings import gap_params
from geo.intake.tell import error, note, warning
from geo.model.issue import Where

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from shapely.geometry import MultiPolygon, Polygon

    from geo.model.issue import Issue


_BLOCK = 50_000
_FAR_M = 100_000.0
_FAR_DEGREES = 1.0


class Vertex(NamedTuple):
    """One corner point as its row gives it; ``ring`` is the stated ring number, x is east."""

    row: int
    label: str
    ring: str | None
    x: float
    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring:
    """One ring in file order; ``closed`` when its last row repeats the first (then left out)."""

    vertices: tuple[Vertex, ...]
    closed: bool

    @property
    def xy(self) -> np.ndarray:
        """Coordinates, shape (n, 2), file units, east first."""
        return np.array([(v.x, v.y) for v in self.vertices], dtype=float).reshape(-1, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """What the rings of one parcel make; ``geometry`` None when nothing is left."""

    geometry: Polygon | MultiPolygon | None
    labels: tuple[tuple[str, ...], ...] = ()
    issues: tuple[Issue, ...] = ()


def split(vertices: Sequence[Vertex], *, part: str | None = None) -> tuple[list[Ring], list[Issue]]:
    """Cut the rows of one parcel into rings: where the ring number changes, or a ring has closed.

    Returns
    -------
    tuple
        The rings with at least three corners, and the issues: rings left open, closing points that
        miss, rings too short to be one.

    Examples
    --------
    >>> square = [(0.0, 0.0), (9.0, 0.0), (9.0, 9.0), (0.0, 9.0), (0.0, 0.0)]
    >>> rows = [Vertex(row=i, label=f"J{i}", ring=None, x=x, y=y) for i, (x, y) in enumerate(square * 2)]
    >>> rings, issues = split(rows)
    >>> [len(ring.vertices) for ring in rings], issues
    ([4, 4], [])
    """
    rings: list[Ring] = []
    issues: list[Issue] = []
    start = 0
    for end in range(1, len(vertices) + 1):
        if end < len(vertices) and not _ends(vertices, start, end):
            continue
        group = vertices[start:end]
        start = end
        if rings and rings[-1].closed and _same_place(group, rings[-1]):
            where = Where(part=part, row=group[0].row, x=group[0].x, y=group[0].y)
            issues.append(note("rings.closed_twice", where))
            continue
        ring, found = _close(group, part, len(rings) + 1)
        issues += found
        if ring is not None:
            rings.append(ring)
    return rings, issues


def far(vertices: Sequence[Vertex], *, part: str | None = None) -> list[Issue]:
    """Points a hundred kilometres from the others: a mistyped or cut number that is still a number.

    Examples
    --------
    >>> xy = [(380000.0, 3540000.0)] * 4 + [(38000.0, 3540000.0)]
    >>> rows = [Vertex(row=i, label="", ring=None, x=x, y=y) for i, (x, y) in enumerate(xy)]
    >>> [issue.where.row for issue in far(rows)]
    [4]
    """
    if len(vertices) < 4:
        return []
    xy = np.array([(v.x, v.y) for v in vertices])
    middle = np.median(xy, axis=0)
    limit = _FAR_DEGREES if in_degrees(*middle) else _FAR_M
    away = np.hypot(*(xy - middle).T)
    issues = []
    for at in np.flatnonzero(away > limit).tolist():
        v = vertices[at]
        where = Where(part=part, row=v.row, x=v.x, y=v.y)
        issues.append(error("rings.far", where, label=v.label, north=v.y, east=v.x))
    return issues


def in_degrees(x: float, y: float) -> bool:
    """Whether this looks like a longitude and a latitude in China, in either order; else it is metres.

    Examples
    --------
    >>> in_degrees(118.7, 32.0), in_degrees(32.0, 118.7), in_degrees(100.0, 200.0)
    (True, True, False)
    """
    return (70 <= x <= 140 and 10 <= y <= 60) or (70 <= y <= 140 and 10 <= x <= 60)


def _ends(vertices: Sequence[Vertex], start: int, at: int) -> bool:
    """Whether a new ring begins at ``at``."""
    first, last, this = vertices[start], vertices[at - 1], vertices[at]
    if this.ring != last.ring and None not in {this.ring, last.ring}:
        return True
    if at - start >= 4 and (last.x, last.y) == (first.x, first.y):
        return True
    restarts = bool(this.label) and this.label == first.label and (this.x, this.y) != (first.x, first.y)
    if not restarts or at - start < 3:
        return False
    # The label of the first point comes back elsewhere. With nothing of this ring behind it, it is a
    # closing point that misses; otherwise the numbering begins again and so does a ring.
    follower = vertices[at + 1] if at + 1 < len(vertices) else None
    misses = follower is None or follower.ring != this.ring or follower.label == this.label
    return not misses


def _same_place(group: Sequence[Vertex], ring: Ring) -> bool:
    first = ring.vertices[0]
    return all((v.x, v.y) == (first.x, first.y) for v in group)


def _close(group: Sequence[Vertex], part: str | None, number: int) -> tuple[Ring | None, list[Issue]]:
    """Take the closing point off, or say that there is none."""
    first, last = group[0], group[-1]
    where = Where(part=part, ring=number, row=last.row, x=last.x, y=last.y)
    issues: list[Issue] = []
    closed = len(group) > 1 and (first.x, first.y) == (last.x, last.y)
    kept = list(group[:-1] if closed else group)
    if (distinct := len({(v.x, v.y) for v in kept})) < 3:
        return None, [error("ring.few_points", where, points=distinct)]
    if not closed:
        gap = float(np.hypot(last.x - first.x, last.y - first.y))
        if len(group) > 3 and last.label and last.label == first.label:
            # The first point again, with other coordinates: one of the two rows is wrong.
            issues.append(error("rings.closing_differs", where, gap=gap, label=last.label))
        else:
            apart = gap_params((last.x, last.y), (first.x, first.y))
            told = warning("ring.open", replace(where, point=len(group)), **apart)
            before = {"points": len(group), "closed": False}
            after = {"points": len(group) + 1, "closed": True}
            issues.append(replace(told, before=before, after=after))
    return Ring(vertices=tuple(kept), closed=closed), issues


def assemble(rings: Sequence[Ring], *, part: str | None = None) -> Area:
    """Build the area of one parcel from its rings by the even-odd rule.

    A ring inside another is its hole, a ring inside that hole is land again. Rings that cross one
    another have no such order: that is an error, and they stand side by side so that a map can show
    them. A ring given twice counts once.

    Examples
    --------
    >>> def square(a: float, b: float) -> Ring:
    ...     xy = [(a, a), (b, a), (b, b), (a, b)]
    ...     made = tuple(Vertex(row=0, label="", ring=None, x=x, y=y) for x, y in xy)
    ...     return Ring(vertices=made, closed=True)
    >>> area = assemble([square(4, 6), square(0, 10), square(20, 30)])
    >>> area.geometry.geom_type, area.geometry.area
    ('MultiPolygon', 196.0)
    """
    if not rings:
        return Area(geometry=None)
    shells = [shapely.Polygon(ring.xy) for ring in rings]
    inside, issues, dropped = _relations(rings, shells, part)
    kept = [i for i in range(len(rings)) if i not in dropped]
    depth = {i: len(inside[i]) for i in kept}
    holes_of: dict[int, list[int]] = {i: [] for i in kept if depth[i] % 2 == 0}
    for j in kept:
        if depth[j] % 2:
            # Of the rings around a hole, the innermost is its shell: the one with the most around it.
            holes_of[max(inside[j], key=depth.__getitem__)].append(j)
    polygons, labels = [], []
    for i, holes in holes_of.items():
        polygons.append(shapely.Polygon(rings[i].xy, [rings[j].xy for j in holes]))
        labels += [tuple(v.label for v in rings[j].vertices) for j in (i, *holes)]
    geometry = polygons[0] if len(polygons) == 1 else shapely.MultiPolygon(polygons)
    return Area(geometry=geometry, labels=tuple(labels), issues=tuple(issues))


@np.errstate(over="ignore", invalid="ignore")  # lengths at the far end of the float range are infinite
def _relations(
    rings: Sequence[Ring], shells: Sequence[Polygon], part: str | None
) -> tuple[list[set[int]], list[Issue], set[int]]:
    """For every ring those around it; issues for crossing and repeated rings; the repeated ones."""
    inside: list[set[int]] = [set() for _ in rings]
    issues: list[Issue] = []
    dropped: set[int] = set()
    # A ring that crosses itself still lies somewhere: its repaired area is used for the order only.
    areas = np.array(
        [s if s.is_valid else shapely.make_valid(s, method="structure", keep_collapsed=False) for s in shells]
    )
    size, length = shapely.area(areas), shapely.length(areas)
    noise = 1e-8 if in_degrees(*rings[0].xy[0]) else 1e-3  # rounding on a shared edge, file units
    for i, j, common in _shared(areas, size):
        small, large = (i, j) if size[i] <= size[j] else (j, i)
        slack = min(1e-9 * size[small] + noise * length[small], 0.01 * size[small])
        if common <= slack:
            continue
        where = Where(part=part, ring=j + 1, row=rings[j].vertices[0].row)
        if common < size[small] - slack:
            issues.append(error("rings.cross", where, other=i + 1))
        elif size[large] - common <= slack:
            dropped.add(j)
            issues.append(warning("rings.repeated", where, other=i + 1))
        else:
            inside[small].add(large)
    return [around - dropped for around in inside], issues, dropped


def _shared(areas: np.ndarray, size: np.ndarray) -> Iterator[tuple[int, int, float]]:
    """Pairs of rings that meet, the earlier first, with the area they have in common; in blocks."""
    shapely.prepare(areas)
    pairs = shapely.STRtree(areas).query(areas, predicate="intersects").T
    pairs = pairs[pairs[:, 0] < pairs[:, 1]]
    pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
    for at in range(0, len(pairs), _BLOCK):
        block = pairs[at : at + _BLOCK]
        order = np.argsort(size[block], axis=1, kind="stable")
        small, large = np.take_along_axis(block, order, axis=1).T
        # Most pairs lie wholly in one another, which is known a hundred times sooner than their intersection.
        common = size[small].copy()
        cut = ~shapely.contains_properly(areas[large], areas[small])
        common[cut] = shapely.area(shapely.intersection(areas[small[cut]], areas[large[cut]]))
        yield from zip(block[:, 0].tolist(), block[:, 1].tolist(), common.tolist(), strict=True)
