"""Why one polygon is not a polygon: crossings, touches, retraced edges, holes where no hole can be."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.model.issue import Issue, Severity, Where
from geo.topology.contacts import Contact, contacts
from geo.topology.overlay import mended, shared
from geo.topology.rings import at, finite
from geo.topology.vertices import LISTED, more, spike_vertices

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from shapely.geometry.base import BaseGeometry

    from geo.topology.rings import Floats, Land, Ring

_SAME = 1e-6
"""Two areas that differ by less than this share are one area."""


def ring_in_doubt(metres: Floats) -> bool:
    """Whether the ring's sides cross so that two honest readings enclose different land.

    A ring that only touches itself, or runs out and back along one line, encloses by its signed area
    what its repair encloses; one that crosses does not.
    """
    outline = shapely.polygons(metres)
    repaired = float(shapely.area(mended(outline)))
    return abs(float(shapely.area(outline)) - repaired) > _SAME * repaired


def crossings(rings: Sequence[Ring]) -> Iterator[Issue]:
    """Every place where the boundary of one polygon meets itself, ring by ring."""
    found, complete = contacts([ring.xy for ring in rings])
    for index, ring in enumerate(rings):
        own = [c for c in found if c.first[0] == index and c.second[0] == index]
        if own:
            yield from _own(ring, own, complete=complete)


def _own(ring: Ring, own: list[Contact], *, complete: bool) -> Iterator[Issue]:
    doubt = not any(c.kind == "cross" for c in own) and ring_in_doubt(ring.metres)
    size = len(ring.xy)
    tips = spike_vertices(ring.metres, degrees=1e-3)
    beside = {int(edge) % size for k in tips for edge in (k - 1, k)}
    crossing = [c for c in own if c.kind == "cross" or (c.kind == "touch" and doubt)]
    touching = [c for c in own if c.kind == "touch" and not doubt and not {c.first[1], c.second[1]} & beside]
    for contact in crossing[:LISTED]:
        yield _meeting(ring, contact, "ring.self_crossing", Severity.ERROR)
    yield from more(ring, "self_crossing", len(crossing) - LISTED, Severity.ERROR)
    if not complete:
        yield Issue(code="more.uncounted", severity=Severity.ERROR, where=ring.where(0))
    for contact in touching[:LISTED]:
        yield _meeting(ring, contact, "ring.self_touch", Severity.WARNING)
    yield from more(ring, "self_touch", len(touching) - LISTED, Severity.WARNING)
    retraced = [c for c in own if c.kind == "overlap"]
    if retraced:
        severity = Severity.ERROR if doubt and not crossing else Severity.WARNING
        yield _meeting(ring, retraced[0], "ring.retraced", severity, count=len(retraced))


def _meeting(ring: Ring, contact: Contact, code: str, severity: Severity, **params: int) -> Issue:
    """One meeting of two edges of a ring, placed on the first of them."""
    (_, i, along), (_, j, _) = contact.first, contact.second
    spot = ring.where(i, along)
    where = Where(
        part=spot.part,
        ring=spot.ring,
        point=spot.point,
        row=spot.row,
        x=finite(contact.x),
        y=finite(contact.y),
        lon=spot.lon,
        lat=spot.lat,
    )
    return Issue(
        code=code,
        severity=severity,
        where=where,
        params={
            "at": at(where.x, where.y),
            "a": ring.label(i),
            "b": ring.label(i + 1),
            "c": ring.label(j),
            "d": ring.label(j + 1),
            **params,
        },
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Outline:
    ring: Ring
    shape: BaseGeometry
    area: float


def holes(land: Land, rings: Sequence[Ring]) -> Iterator[Issue]:
    """Holes outside their shell, across it, in each other, or leaving nothing of it."""
    outlines = []
    for ring in rings:
        shape = mended(shapely.polygons(ring.metres))
        outlines.append(_Outline(ring, shape, float(shapely.area(shape))))
    shell, *inner = outlines
    settled: set[tuple[int, int]] = set()
    if not shell.area > 0:
        return
    inner = [hole for hole in inner if hole.area > 0]
    for hole in inner:
        issue = _against_shell(land, shell, hole)
        if issue:
            settled.add((shell.ring.number, hole.ring.number))
            yield issue
    shapes = np.array([hole.shape for hole in inner], dtype=object)
    pairs = shapely.STRtree(shapes).query(shapes, predicate="intersects").T.tolist()
    for one, other in ((inner[i], inner[j]) for i, j in sorted(pairs) if i < j):
        issue = _between_holes(one, other)
        if issue:
            settled.add((one.ring.number, other.ring.number))
            yield issue
    yield from _touching(rings, settled)


def _against_shell(land: Land, shell: _Outline, hole: _Outline) -> Issue | None:
    common = float(shapely.area(shared(shell.shape, hole.shape)))
    where = hole.ring.where(0)
    params = {"hole": hole.ring.number, "part": land.title, "at": at(where.x, where.y), "area": hole.area}
    if common <= _SAME * hole.area:
        code = "hole.outside"
    elif common < (1 - _SAME) * hole.area:
        code = "hole.crosses_shell"
        params["outside"] = hole.area - common
    elif common >= (1 - _SAME) * shell.area:
        code = "hole.fills_shell"
    else:
        return None
    return Issue(code=code, severity=Severity.ERROR, where=where, params=params)


def _between_holes(one: _Outline, other: _Outline) -> Issue | None:
    common = float(shapely.area(shared(one.shape, other.shape)))
    smaller = min(one.area, other.area)
    if common <= _SAME * smaller:
        return None
    where = other.ring.where(0)
    within = common >= (1 - _SAME) * smaller
    same = within and common >= (1 - _SAME) * max(one.area, other.area)
    # A ring inside a hole may be land again (an island), or the same hole drawn twice.
    code = "hole.duplicate" if same else "hole.nested" if within else "hole.overlap"
    return Issue(
        code=code,
        severity=Severity.ERROR if code == "hole.nested" else Severity.WARNING,
        where=where,
        params={"a": one.ring.number, "b": other.ring.number, "area": common, "at": at(where.x, where.y)},
    )


def _touching(rings: Sequence[Ring], settled: set[tuple[int, int]]) -> Iterator[Issue]:
    """Two rings that meet along a line or at several points: legal to draw, not legal as a polygon."""
    found, _ = contacts([ring.xy for ring in rings])
    # A single touch is legal by itself; several rings in a chain may cut the land in two.
    explained = bool(settled) or any(c.first[0] == c.second[0] for c in found)
    pairs: dict[tuple[int, int], list[Contact]] = {}
    for contact in found:
        a, b = contact.first[0], contact.second[0]
        if a != b:
            pairs.setdefault((a, b), []).append(contact)
    for (a, b), meetings in pairs.items():
        numbers = (rings[a].number, rings[b].number)
        alone = len(meetings) == 1 and meetings[0].kind == "touch"
        if numbers in settled or (alone and (explained or len(pairs) == 1)):
            continue
        _, i, along = meetings[0].first
        where = rings[a].where(i, along)
        yield Issue(
            code="hole.touches",
            severity=Severity.WARNING,
            where=where,
            params={
                "a": numbers[0],
                "b": numbers[1],
                "count": len(meetings),
                "at": at(where.x, where.y),
            },
        )


_PLACE = re.compile(r"\[(\S+) (\S+?)[\s\]]")


def unexplained(land: Land, file_shape: BaseGeometry, ground_shape: BaseGeometry) -> Issue:
    """Say at least where the library stumbles, when none of the named problems was found."""
    invalid_in_file = not shapely.is_valid(file_shape)
    reason = str(shapely.is_valid_reason(file_shape if invalid_in_file else ground_shape))
    x = y = lon = lat = None
    if match := _PLACE.search(reason):
        place = (finite(float(match[1])), finite(float(match[2])))
        if invalid_in_file:
            x, y = place
        else:
            lon, lat = place
    spot = land.place()
    return Issue(
        code="polygon.invalid" if invalid_in_file else "polygon.invalid_on_ground",
        severity=Severity.ERROR,
        where=Where(part=spot.part, row=spot.row, x=x, y=y, lon=lon, lat=lat),
        params={"part": land.title, "at": at(x, y) if invalid_in_file else at(lon, lat)},
    )


def usable(ring: Ring) -> bool:
    """Whether the ring can be looked at as a line with an inside."""
    return len(ring.xy) >= 3 and bool(np.isfinite(ring.metres).all())
