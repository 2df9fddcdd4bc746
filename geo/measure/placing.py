"""Where a building or an institution lies: in the zone, the core, the centre, or nobody knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.measure.area import ellipsoidal_area_m2
from geo.measure.categories import folded
from geo.measure.ellipsoid import metres_per_degree

if TYPE_CHECKING:
    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

NEAR_BOUNDARY_M = 15.0
"""A point closer to the boundary than this may belong to a building on either side: half the depth
of an ordinary office block. It counts as undetermined."""
_WHOLE = 0.999
"""A share above this is whole, one below its complement none: survey noise along a common wall."""

TARGETS = ("zone", "core", "centre")


@dataclass(frozen=True, slots=True)
class Share:
    """Share inside, 0 to 1, with its limits: polygons have one value; a point in doubt is `UNKNOWN`."""

    value: float
    low: float
    high: float


NOTHING = Share(0.0, 0.0, 0.0)
EVERYTHING = Share(1.0, 1.0, 1.0)
UNKNOWN = Share(0.0, 0.0, 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """Share in the zone, the core and the centre, and how it was found.

    ``basis`` is polygon, point, part or unknown, or building where an institution lies as its building
    does; ``parts`` the ids of the parts it touches.
    """

    zone: Share
    core: Share
    centre: Share
    basis: str
    near_boundary: bool = False
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Land:
    """A footprint made ready for placing: unions, and each part with its names."""

    zone: BaseGeometry
    core: BaseGeometry | None
    centre: BaseGeometry | None
    parts: tuple[tuple[str, str | None, BaseGeometry], ...]
    names: dict[str, tuple[str, ...]]

    def target(self, name: str) -> BaseGeometry | None:
        """Geometry of ``zone``, ``core`` or ``centre``; None when no part has that role."""
        return {"zone": self.zone, "core": self.core, "centre": self.centre}[name]


_ROLE_WORDS = {
    "core": ("core", "核心区", "核心"),
    "centre": ("centre", "center", "中心", "中心区"),
    "base": ("base", "基地"),
}


def land_of(footprint: gpd.GeoDataFrame) -> Land:
    """Prepare a footprint (EPSG:4490) for `place`.

    Examples
    --------
    >>> from shapely import box
    >>> from geo.model.footprint import make_footprint
    >>> from geo.model.zone import Role
    >>> land = land_of(make_footprint([("1", Role.CORE, "甲区", box(118.7, 32.0, 118.701, 32.001))]))
    >>> land.centre is None, land.names["甲区"]
    (True, ('1',))
    """
    rows = list(
        zip(footprint["part_id"], footprint["role"], footprint["name"], footprint.geometry, strict=True)
    )
    parts = tuple((str(pid), role if isinstance(role, str) else None, shape) for pid, role, _, shape in rows)
    names: dict[str, tuple[str, ...]] = {}
    for pid, role, name, _ in rows:
        for word in {folded(pid), folded(name), *_ROLE_WORDS.get(role or "", ())} - {""}:
            names[folded(word)] = (*names.get(folded(word), ()), str(pid))

    def union(role: str) -> BaseGeometry | None:
        shapes = [shape for _, own, shape in parts if own == role]
        return shapely.union_all(shapes) if shapes else None

    zone, core, centre = shapely.union_all([shape for *_, shape in parts]), union("core"), union("centre")
    for target in (zone, core, centre):
        shapely.prepare(target)
    return Land(zone, core, centre, parts, names)


def place(land: Land, geometry: BaseGeometry | None, part: str | None) -> Placement:
    """Place one row.

    Parameters
    ----------
    land
        From `land_of`.
    geometry
        Polygon (share by intersection, on the ellipsoid) or point (all or nothing, in doubt within
        `NEAR_BOUNDARY_M` of a boundary), EPSG:4490; None when the row has no coordinates.
    part
        The part the row states (id, name or role); used only without a geometry.

    Examples
    --------
    >>> from shapely import Point, box
    >>> from geo.model.footprint import make_footprint
    >>> land = land_of(make_footprint([("1", None, None, box(118.7, 32.0, 118.71, 32.01))]))
    >>> place(land, box(118.709, 32.004, 118.711, 32.005), None).zone.value
    0.5
    >>> place(land, Point(118.705, 32.005), None).basis, place(land, None, None).basis
    ('point', 'unknown')
    """
    if geometry is not None and not geometry.is_empty:
        return _by_polygon(land, geometry) if geometry.area > 0 else _by_point(land, geometry)
    ids = land.names.get(folded(part), ()) if part else ()
    if not ids:
        core, centre = (UNKNOWN if land.target(name) else NOTHING for name in TARGETS[1:])
        return Placement(zone=UNKNOWN, core=core, centre=centre, basis="unknown")
    named = [shape for pid, _, shape in land.parts if pid in ids]
    return Placement(
        zone=EVERYTHING,
        core=_of_parts(named, land.core),
        centre=_of_parts(named, land.centre),
        basis="part",
        parts=ids,
    )


def _of_parts(named: list[BaseGeometry], target: BaseGeometry | None) -> Share:
    """A building somewhere in the parts named: in the target wholly, not at all, or perhaps."""
    if target is None:
        return NOTHING
    shares = [_fraction(shape, target) for shape in named]
    if all(share >= _WHOLE for share in shares):
        return EVERYTHING
    return NOTHING if all(share <= 1 - _WHOLE for share in shares) else UNKNOWN


def _fraction(shape: BaseGeometry, target: BaseGeometry) -> float:
    """Share of a shape inside a prepared target; only one that is cut needs its areas."""
    if not shapely.intersects(target, shape):
        return 0.0
    if shapely.covers(target, shape):
        return 1.0
    inside, whole = ellipsoidal_area_m2(np.array([shapely.intersection(shape, target), shape], dtype=object))
    share = float(inside / whole)
    if share >= _WHOLE:
        return 1.0
    return 0.0 if share <= 1 - _WHOLE else round(share, 9)


def _by_polygon(land: Land, shape: BaseGeometry) -> Placement:
    def share(name: str) -> Share:
        target = land.target(name)
        value = 0.0 if target is None else _fraction(shape, target)
        return Share(value, value, value)

    touched = tuple(pid for pid, _, part in land.parts if shapely.intersects(shape, part))
    return Placement(
        zone=share("zone"), core=share("core"), centre=share("centre"), basis="polygon", parts=touched
    )


def _by_point(land: Land, shape: BaseGeometry) -> Placement:
    point = shapely.point_on_surface(shape)
    doubts = []

    def share(name: str) -> Share:
        target = land.target(name)
        if target is None:
            return NOTHING
        if distance_m(point, shapely.boundary(target)) < NEAR_BOUNDARY_M:
            doubts.append(name)
            return UNKNOWN
        return EVERYTHING if shapely.intersects(target, point) else NOTHING

    shares = {name: share(name) for name in TARGETS}
    touched = tuple(pid for pid, _, part in land.parts if shapely.intersects(point, part))
    return Placement(**shares, basis="point", near_boundary="zone" in doubts, parts=touched)


def distance_m(point: BaseGeometry, other: BaseGeometry) -> float:
    """Distance from a point to a geometry near it, m: degrees scaled at the point's latitude.

    Right to one part in a thousand within 10 km, which is all a nearness test asks.

    Examples
    --------
    >>> from shapely import LineString, Point
    >>> round(distance_m(Point(118.7, 32.0), LineString([(118.701, 31.9), (118.701, 32.1)])), 1)
    94.5
    """
    east, north = (float(scale[0]) for scale in metres_per_degree(np.array([point.y])))
    origin, scale = np.array([point.x, point.y]), np.array([east, north])
    local = shapely.transform(other, lambda xy: (xy - origin) * scale)
    return float(shapely.distance(shapely.Point(0, 0), local))
