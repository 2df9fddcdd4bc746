"""The land of a zone: what counts as its area, part by part, as a union, and by every way to state it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.measure.area import AREA_METHODS, ellipsoidal_area_m2, plane_area_m2
from geo.measure.ellipsoid import A_M, E2
from geo.measure.plane import project, zone_of
from geo.measure.registry import MEASURES
from geo.measure.rings import polygonal
from geo.measure.uncertainty import BAND_SIGMAS, double_counted_sigma_m2, union_sigma_m2
from geo.model.assessment import PartFigures
from geo.model.measurement import Measurement
from geo.model.zone import Role

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

SCOPES: dict[str, Role | None] = {"total": None, "core": Role.CORE, "centre": Role.CENTRE}
"""The lands a rule speaks of; None is all parts, whatever their role."""


def parts_of(footprint: gpd.GeoDataFrame, scope: str) -> list[BaseGeometry]:
    """The parts a scope of `SCOPES` is made of, in the footprint's order."""
    role = SCOPES[scope]
    chosen = footprint if role is None else footprint[footprint["role"] == role.value]
    return list(chosen.geometry)


def union_of(parts: list[BaseGeometry]) -> BaseGeometry:
    """Dissolve parts in longitude and latitude, where their edges are straight: nothing is counted twice.

    Examples
    --------
    >>> union_of([shapely.box(0, 0, 2, 1), shapely.box(1, 0, 3, 1)]).area
    3.0
    """
    return polygonal(shapely.union_all(np.array(parts, dtype=object)))


def land_measurements(footprint: gpd.GeoDataFrame, *, vertex_sigma_m: float) -> dict[str, Measurement]:
    """Land areas of the zone with their 2σ bands, on the ellipsoid.

    Total is the union of all parts; core the union of the parts marked core, and likewise the centre:
    without such a part the value is None, for the core is not guessed. ``double_counted_area_m2`` is the
    sum of the parts less their union.

    Parameters
    ----------
    footprint
        As `geo.model.footprint.check_footprint` passes it, EPSG:4490.
    vertex_sigma_m
        Standard deviation of each coordinate of each vertex, m.

    Returns
    -------
    dict
        `Measurement` by the names of `geo.measure.registry.MEASURES`; m².

    Examples
    --------
    Two squares, the second overlapping the first by half:

    >>> from geo.model.footprint import make_footprint
    >>> west, east = shapely.box(118.70, 32.0, 118.71, 32.01), shapely.box(118.705, 32.0, 118.715, 32.01)
    >>> zone = make_footprint([("1", Role.CORE, None, west), ("2", Role.BASE, None, east)])
    >>> land = land_measurements(zone, vertex_sigma_m=0.05)
    >>> [round(land[name].value) for name in ("total_land_area_m2", "core_land_area_m2")]
    [1571622, 1047748]
    >>> round(land["double_counted_area_m2"].value), land["centre_land_area_m2"].value
    (523874, None)
    """
    found = {
        name: _land(name, parts_of(footprint, scope), vertex_sigma_m)
        for scope, name in (
            ("total", "total_land_area_m2"),
            ("core", "core_land_area_m2"),
            ("centre", "centre_land_area_m2"),
        )
    }
    found["double_counted_area_m2"] = _double_counted(parts_of(footprint, "total"), vertex_sigma_m)
    return found


def _land(name: str, parts: list[BaseGeometry], vertex_sigma_m: float) -> Measurement:
    if not parts:
        return _measurement(name, None, "no_part")
    area = float(ellipsoidal_area_m2(union_of(parts))[0])
    band = BAND_SIGMAS * union_sigma_m2(parts, vertex_sigma_m)
    return _measurement(name, area, "ellipsoidal_union", band)


def _double_counted(parts: list[BaseGeometry], vertex_sigma_m: float) -> Measurement:
    name = "double_counted_area_m2"
    if not parts:
        return _measurement(name, None, "no_part")
    before, shared = parts[0], []
    for part in parts[1:]:
        shared.append(polygonal(shapely.intersection(before, part)))
        before = shapely.union(before, part)
    # To the square millimetre: below, crossings rounded to the last bit of a degree would show.
    area = round(float(ellipsoidal_area_m2(shared).sum()), 6) if shared else 0.0
    return _measurement(
        name, area, "sum_less_union", BAND_SIGMAS * double_counted_sigma_m2(parts, vertex_sigma_m)
    )


def _measurement(name: str, value: float | None, method: str, band: float | None = None) -> Measurement:
    bounded = value is not None and band is not None
    return Measurement(
        name=name,
        value=value,
        unit=MEASURES[name].unit,
        method=method,
        low=max(0.0, value - band) if bounded else None,  # type: ignore[operator]
        high=value + band if bounded else None,  # type: ignore[operator]
    )


def part_figures(
    footprint: gpd.GeoDataFrame, declared: Mapping[str, float | None] | None = None
) -> tuple[PartFigures, ...]:
    """Each part's own areas and a point inside it, in the footprint's order.

    Parameters
    ----------
    footprint
        As `geo.model.footprint.check_footprint` passes it, EPSG:4490.
    declared
        Area the applicant states, m², by part id.

    Examples
    --------
    >>> from geo.model.footprint import make_footprint
    >>> zone = make_footprint([("1", Role.CORE, "核心区", shapely.box(118.70, 32.0, 118.71, 32.01))])
    >>> (part,) = part_figures(zone, {"1": 1_048_000.0})
    >>> round(part.area_m2), round(part.plane_area_m2), part.declared_area_m2, round(part.lon, 3)
    (1047748, 1048135, 1048000.0, 118.705)
    """
    stated = declared or {}
    geoms = footprint.geometry.to_numpy()
    points = shapely.point_on_surface(geoms)
    columns = zip(
        footprint["part_id"],
        footprint["role"],
        footprint["name"],
        ellipsoidal_area_m2(geoms),
        plane_area_m2(geoms),
        points,
        strict=True,
    )
    return tuple(
        PartFigures(
            part_id=part_id,
            role=_text(role),
            name=_text(name),
            area_m2=float(area),
            plane_area_m2=float(plane),
            declared_area_m2=stated.get(part_id),
            lon=float(point.x),
            lat=float(point.y),
        )
        for part_id, role, name, area, plane, point in columns
    )


def _text(value: object) -> str | None:
    """A cell of a frame: pandas keeps a missing text as NaN."""
    return value if isinstance(value, str) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaByMethod:
    """One land, its union measured by every method of `AREA_METHODS`, m².

    ``zone``, ``central_meridian`` (degrees) and ``offset_m`` (of the land from that meridian, positive
    eastward) say where the plane was laid; ``plane_excess`` is what this offset alone makes the plane area
    larger by, as a ratio: the difference explained. ``declared_m2`` is what the applicant states.
    """

    scope: str
    areas_m2: Mapping[str, float]
    zone: int
    central_meridian: float
    offset_m: float
    plane_excess: float
    declared_m2: float | None = None

    @property
    def unexplained_m2(self) -> float:
        """Plane less ellipsoidal area, after the excess of the plane at this place is taken off."""
        return self.areas_m2["plane"] - self.areas_m2["ellipsoidal"] * (1 + self.plane_excess)


def area_by_method(
    footprint: gpd.GeoDataFrame, *, declared: Mapping[str, float | None] | None = None
) -> tuple[AreaByMethod, ...]:
    r"""The union of all parts, of the core and of the centre, by every method.

    The Gauss–Krüger plane enlarges areas by the square of its scale, at a distance *E* of its central
    meridian

    .. math:: m² − 1 = \frac{E²}{MN} + \frac{E⁴}{3(MN)²},

    and that is nearly all by which the two figures differ.

    Parameters
    ----------
    footprint
        As `geo.model.footprint.check_footprint` passes it, EPSG:4490.
    declared
        Area the applicant states, m², by part id: the total is theirs only when every part has one.

    Returns
    -------
    tuple of AreaByMethod
        One for each scope that has a part, ``total`` first.

    Examples
    --------
    >>> from geo.model.footprint import make_footprint
    >>> zone = make_footprint([("1", None, None, shapely.box(118.70, 32.0, 118.71, 32.01))])
    >>> (row,) = area_by_method(zone)
    >>> {method: round(area) for method, area in row.areas_m2.items()}
    {'ellipsoidal': 1047748, 'plane': 1048135, 'official': 1047748}
    >>> row.central_meridian, round(row.offset_m), round(abs(row.unexplained_m2), 1)
    (120.0, -122367, 0.0)
    """
    return tuple(
        _by_method(footprint, scope, declared or {}) for scope in SCOPES if parts_of(footprint, scope)
    )


def _by_method(footprint: gpd.GeoDataFrame, scope: str, declared: Mapping[str, float | None]) -> AreaByMethod:
    union = union_of(parts_of(footprint, scope))
    role = SCOPES[scope]
    ids = footprint["part_id"] if role is None else footprint.loc[footprint["role"] == role.value, "part_id"]
    stated = [declared.get(part_id) for part_id in ids]
    zone = int(zone_of(union)[0])
    centre = union.centroid
    east, _ = project(np.array([centre.x]), np.array([centre.y]), zone)
    offset = float(east[0]) - 500_000
    # The scale series runs in the easting itself; MN of the place is off by 1e-7 of the excess at most.
    w2 = 1 - E2 * np.sin(np.radians(centre.y)) ** 2
    ratio = offset**2 * w2**2 / (A_M**2 * (1 - E2))
    return AreaByMethod(
        scope=scope,
        areas_m2={name: float(method(union)[0]) for name, method in AREA_METHODS.items()},
        zone=zone,
        central_meridian=3.0 * zone,
        offset_m=offset,
        plane_excess=float(ratio + ratio**2 / 3),
        declared_m2=None if None in stated else float(sum(s for s in stated if s is not None)),
    )
