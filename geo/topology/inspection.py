"""Everything that is wrong with the land of one file, placed and weighed. Nothing is changed here."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.model.issue import Issue, Severity, Where
from geo.topology.between import between
from geo.topology.rings import survey
from geo.topology.validity import crossings, holes, unexplained, usable
from geo.topology.vertices import closeness, collapsed, repeated_points, sliver, spikes, unreadable_points

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from shapely.geometry.base import BaseGeometry

    from geo.model.reading import RawPart
    from geo.topology.rings import Land, Ring

TINY_M2 = 10.0
HUGE_M2 = 1e9
"""1,000 km²: a large county. Either end says that the units are wrong, not that the land is."""


def inspect(
    parts: Sequence[RawPart],
    adopted: Sequence[BaseGeometry] | None = None,
    *,
    city: str | None = None,
) -> tuple[Issue, ...]:
    """All problems of the land at once, part by part in the file's order, then between parts.

    Parameters
    ----------
    parts
        As read: file coordinates, possibly invalid, NaN, of zero area.
    adopted
        The same geometries, vertex by vertex, in CGCS2000 longitude and latitude; None while the
        coordinate system is not settled. Sizes are then guessed from the magnitude of the numbers
        (degrees or metres), and no longitude and latitude is given.
    city
        The city the applicant states; a part in another one is told.

    Returns
    -------
    tuple of Issue
        ``ERROR`` when the land is in doubt, ``WARNING`` when a person should look, ``NOTE`` otherwise.
        Sizes in the parameters are m and m², good to a part in a thousand.

    Examples
    --------
    >>> from shapely import Polygon
    >>> from geo.model.reading import RawPart
    >>> bow_tie = RawPart(part_id="1", geometry=Polygon([(0, 0), (100, 100), (100, 0), (0, 100)]))
    >>> [(i.code, i.where.x, i.where.y, i.params["a"], i.params["d"]) for i in inspect([bow_tie])]
    [('ring.self_crossing', 50.0, 50.0, '1', '4')]
    """
    issues: list[Issue] = []
    lands: list[Land] = []
    if adopted is not None and not _reached(parts, adopted):
        adopted = None
    # Numbers at the far end of the float range overflow while they are weighed: the result is then
    # infinite or NaN, which every comparison below takes for "nothing to tell".
    with np.errstate(all="ignore"):
        for index, part in enumerate(parts):
            land = survey(part, adopted[index] if adopted is not None else None)
            found = list(_part(land))
            issues += found
            if any(i.code in {"ring.not_finite", "polygon.empty"} for i in found):
                continue
            lands.append(land)
        issues += between(lands, city=city)
    return tuple(issues)


def _reached(parts: Sequence[RawPart], adopted: Sequence[BaseGeometry]) -> bool:
    """Whether every vertex that is a number has a place: a projection ends, and a digit too few is beyond."""
    stated = shapely.get_coordinates([part.geometry for part in parts])
    placed = shapely.get_coordinates(list(adopted))
    return bool((np.isfinite(placed) | ~np.isfinite(stated)).all())


def _part(land: Land) -> Iterator[Issue]:
    if not land.polygons:
        yield Issue(
            code="polygon.empty",
            severity=Severity.ERROR,
            where=Where(part=land.raw.part_id, row=land.raw.row),
            params={"part": land.title},
        )
        return
    unreadable = [issue for ring in land.rings for issue in unreadable_points(ring)]
    if unreadable:
        yield from unreadable
        return
    for number in range(len(land.polygons)):
        yield from _polygon(land, number)
    yield from _size(land)


def _polygon(land: Land, number: int) -> Iterator[Issue]:
    rings = [ring for ring in land.rings if ring.polygon == number]
    shape, ground = land.polygons[number], land.grounds[number]
    valid = bool(shapely.is_valid(shape)) and bool(shapely.is_valid(ground))
    found: list[Issue] = []
    sound: list[Ring] = []
    for ring in rings:
        found += repeated_points(ring)
        nothing = collapsed(ring, valid=valid) if usable(ring) or len(ring.xy) < 3 else None
        if nothing:
            found.append(nothing)
            continue
        if not usable(ring):
            continue
        sound.append(ring)
        found += spikes(ring)
        narrow = sliver(land, ring) if valid else None
        if narrow:
            found.append(narrow)
    if not valid and sound:
        found += crossings(sound)
        if not sound[0].hole and len(sound) > 1:
            found += holes(land, sound)
    if valid and not any(i.severity is Severity.WARNING for i in found):
        near = closeness(land, sound, number)
        if near:
            found.append(near)
    if not valid and not any(i.severity is not Severity.NOTE for i in found):
        found.append(unexplained(land, shape, ground))
    yield from found


def _size(land: Land) -> Iterator[Issue]:
    valid = [polygon for polygon in land.grounds if shapely.is_valid(polygon)]
    if len(valid) < len(land.grounds):
        return
    area = sum(land.plane.area(polygon) for polygon in valid)
    if not math.isfinite(area) or area > HUGE_M2:
        code, severity = "polygon.huge", Severity.WARNING
    elif area < TINY_M2:
        code, severity = "polygon.tiny", Severity.WARNING
    else:
        return
    yield Issue(
        code=code,
        severity=severity,
        where=land.place(),
        params={"part": land.title, "area": area if math.isfinite(area) else None},
    )
