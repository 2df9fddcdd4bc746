"""How parts, and the polygons of one part, lie to each other: overlaps, gaps, distances, cities."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo import places
from geo.model.issue import Issue, Severity
from geo.model.zone import Role
from geo.topology.gaps import GAP_M, gaps_between
from geo.topology.overlay import joined, mended, shared
from geo.topology.plane import Plane, plane_at
from geo.topology.rings import at
from geo.topology.validity import unexplained

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from shapely.geometry.base import BaseGeometry

    from geo.topology.rings import Land

_SAME = 1e-6
_LEAST_OVERLAP_M2 = 0.01
"""Neighbours digitised to the millimetre overlap by square centimetres without anybody meaning it."""

FAR_M = 1_000.0
PAIRS_LISTED = 50
_MOST_EXACT = 64


@dataclass(frozen=True, slots=True, eq=False)
class _Piece:
    land: Land
    polygon: int
    shape: BaseGeometry
    """Valid, in the common metric plane."""
    area: float


def between(lands: Sequence[Land], *, city: str | None) -> Iterator[Issue]:
    """Findings that need more than one polygon, or the map."""
    if not lands:
        return
    plane = plane_at(
        *(land.geometry for land in lands), degrees=True if all(land.settled for land in lands) else None
    )
    pieces = [
        _Piece(land, number, shape, float(shapely.area(shape)))
        for land in lands
        for number, ground in enumerate(land.grounds)
        if not (shape := mended(plane.project(ground))).is_empty
    ]
    within: set[str] = set()
    for issue in _most(_pairs(pieces, plane)):
        if issue.code.startswith("polygons."):
            within.add(issue.where.part or "")
        yield issue
    for land in lands:
        # A multipolygon of sound polygons can still be wrong as a whole.
        if land.raw.part_id not in within and _only_whole_invalid(land):
            yield unexplained(land, land.raw.geometry, land.geometry)
    yield from _far_apart(lands, pieces)
    if all(land.settled for land in lands):
        yield from _cities(lands, city)


def _most(issues: Iterator[Issue]) -> Iterator[Issue]:
    """The first of each kind; the rest is counted: a grid of parts has hundreds of equal gaps."""
    rest: dict[str, list[Issue]] = {}
    for issue in issues:
        rest.setdefault(issue.code, []).append(issue)
        if len(rest[issue.code]) <= PAIRS_LISTED:
            yield issue
    for of_a_kind in rest.values():
        if len(of_a_kind) > PAIRS_LISTED:
            yield Issue(
                code=f"more.{of_a_kind[0].code.partition('.')[2]}",
                severity=of_a_kind[0].severity,
                where=of_a_kind[PAIRS_LISTED].where,
                params={"count": len(of_a_kind) - PAIRS_LISTED, "listed": PAIRS_LISTED},
            )


def _only_whole_invalid(land: Land) -> bool:
    if len(land.polygons) < 2:
        return False
    whole = bool(shapely.is_valid(land.raw.geometry)) and bool(shapely.is_valid(land.geometry))
    each = shapely.is_valid(np.array([*land.polygons, *land.grounds], dtype=object)).all()
    return not whole and bool(each)


def _pairs(pieces: list[_Piece], plane: Plane) -> Iterator[Issue]:
    shapes = np.array([piece.shape for piece in pieces], dtype=object)
    if len(shapes) < 2:
        return
    first, second = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=GAP_M)
    for i, j in sorted(zip(first.tolist(), second.tolist(), strict=True)):
        if i >= j:
            continue
        one, other = pieces[i], pieces[j]
        common = shared(one.shape, other.shape)
        area = float(shapely.area(common))
        if area > max(_LEAST_OVERLAP_M2, _SAME * min(one.area, other.area)):
            yield _overlap(one, other, common, plane)
            continue
        if one.land is other.land and _shares_line(one, other):
            yield _issue("polygons.shared_edge", Severity.WARNING, one, other)
        for gap in gaps_between(one.shape, other.shape):
            x, y = _unprojected(gap.place, plane)
            code = "polygons.gap" if one.land is other.land else "parts.gap"
            yield _issue(
                code,
                Severity.WARNING,
                one,
                other,
                area=gap.area_m2,
                width=gap.width_m,
                length=gap.length_m,
                at=at(x, y),
            )


def _shares_line(one: _Piece, other: _Piece) -> bool:
    return shapely.get_dimensions(shared(one.shape, other.shape)) == 1


def _overlap(one: _Piece, other: _Piece, common: BaseGeometry, plane: Plane) -> Issue:
    area = float(shapely.area(common))
    smaller, larger = min(one.area, other.area), max(one.area, other.area)
    kind = "overlap"
    if area >= (1 - _SAME) * larger:
        kind = "duplicate"
    elif area >= (1 - _SAME) * smaller:
        kind = "nested"
    inner, outer = (one, other) if one.area <= other.area else (other, one)
    x, y = _unprojected(shapely.point_on_surface(common), plane)
    params: dict[str, float | str | None] = {"area": area, "share": area / smaller, "at": at(x, y)}
    if one.land is other.land:
        # A polygon inside a polygon of the same part: a hole drawn as a part, or land drawn twice.
        severity = Severity.ERROR if kind == "nested" else Severity.WARNING
        return _issue(f"polygons.{kind}", severity, inner, outer, **params)
    roles = {one.land.raw.role, other.land.raw.role}
    if roles == {Role.CORE, Role.CENTRE}:
        core, centre = (one, other) if one.land.raw.role is Role.CORE else (other, one)
        if area >= (1 - _SAME) * core.area:
            return _issue("parts.core_inside", Severity.NOTE, core, centre, **params)
        beyond = core.area - area
        return _issue("parts.core_beyond", Severity.WARNING, core, centre, beyond=beyond, **params)
    if Role.BASE in roles and len(roles) == 2 and None not in roles:
        base, rest = (one, other) if one.land.raw.role is Role.BASE else (other, one)
        return _issue("parts.base_overlaps", Severity.WARNING, base, rest, **params)
    return _issue(f"parts.{kind}", Severity.WARNING, inner, outer, **params)


def _issue(code: str, severity: Severity, one: _Piece, other: _Piece, **params: float | str | None) -> Issue:
    same = one.land is other.land
    return Issue(
        code=code,
        severity=severity,
        where=one.land.place(one.polygon if len(one.land.polygons) > 1 else None),
        params={
            "a": str(one.polygon + 1) if same else one.land.title,
            "b": str(other.polygon + 1) if same else other.land.title,
            "part": one.land.title,
            **params,
        },
    )


def _unprojected(point: BaseGeometry, plane: Plane) -> tuple[float, float]:
    return plane.x + shapely.get_x(point) / plane.east, plane.y + shapely.get_y(point) / plane.north


def _far_apart(lands: Sequence[Land], pieces: list[_Piece]) -> Iterator[Issue]:
    """Name the longest jumps of the shortest network that joins all parts: one centre, several bases."""
    shapes, owners = [], []
    for land in lands:
        own = [piece.shape for piece in pieces if piece.land is land]
        if own:
            shapes.append(shapely.multipolygons([p for s in own for p in shapely.get_parts(s)]))
            owners.append(land)
    if len(shapes) < 2:
        return
    if len(shapes) > _MOST_EXACT:
        shapes = [shapely.centroid(shape) for shape in shapes]
    joined = np.array(shapes, dtype=object)
    distance = shapely.distance(joined[:, None], joined[None, :])
    nearest, link = distance[0].copy(), np.zeros(len(joined), dtype=int)
    nearest[0] = math.inf
    outside = set(range(1, len(joined)))
    while outside:
        k = min(outside, key=lambda index: (nearest[index], index))
        outside.discard(k)
        if math.isfinite(nearest[k]) and nearest[k] > FAR_M:
            yield Issue(
                code="parts.far_apart",
                severity=Severity.NOTE,
                where=owners[k].place(),
                params={
                    "a": owners[k].title,
                    "b": owners[int(link[k])].title,
                    "km": float(nearest[k]) / 1000,
                },
            )
        closer = distance[k] < nearest
        nearest = np.where(closer, distance[k], nearest)
        link = np.where(closer, k, link)


def _cities(lands: Sequence[Land], city: str | None) -> Iterator[Issue]:
    """Parts outside the stated city; without one, parts that lie in different cities."""
    spots = []
    for land in lands:
        shape = joined(*(mended(ground) for ground in land.grounds))
        if not shape.is_empty:
            spots.append((land, *shapely.get_coordinates(shapely.point_on_surface(shape))[0].tolist()))
    if not spots:
        return
    found = places.locate_many([lon for _, lon, _ in spots], [lat for *_, lat in spots])
    stated = places.city_name(city)
    names = sorted({place.city for place in found if place})
    if stated is None and len(names) > 1:
        yield Issue(
            code="parts.several_cities",
            severity=Severity.NOTE,
            where=lands[0].place(),
            params={"cities": names, "count": len(names)},
        )
    if stated is None:
        return
    for (land, lon, lat), place in zip(spots, found, strict=True):
        # Beside the line nobody can say: the boundaries are generalised.
        if place and place.city != stated and places.nearness(lon, lat, stated) is places.Nearness.OUTSIDE:
            yield Issue(
                code="parts.other_city",
                severity=Severity.WARNING,
                where=land.place(),
                params={"part": land.title, "city": stated, "found": f"{place.city}{place.county}"},
            )
