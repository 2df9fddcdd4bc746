"""How concentrated a zone is: indicators for a reviewer's judgement, each beside those of other zones.

The measures ask for a layout that is "relatively concentrated" (起草说明 五（三）) and give no number; so
there is none here: no cut-off, no score, only indicators and the percentile among known zones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.measure.area import ellipsoidal_area_m2
from geo.measure.ellipsoid import A_M, F
from geo.measure.land import parts_of, union_of
from geo.measure.plane import to_plane, unproject, zone_of
from geo.measure.registry import MEASURES
from geo.measure.rings import as_array
from geo.measure.shape import polsby_popper, reock
from geo.model.measurement import Measurement
from geo.model.zone import Role

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

INDICATORS = (
    "parts",
    "largest_part_share",
    "hull_fill",
    "max_centre_distance_m",
    "mean_centre_distance_m",
    "standard_distance_m",
    "core_area_share",
    "core_institution_share",
    "institutions_per_ha",
    "polsby_popper",
    "reock",
)
"""What `indicators` gives, in order; the core's share of the floor area comes from the floor ledger."""


def indicators(
    footprint: gpd.GeoDataFrame, *, institutions: gpd.GeoSeries | Sequence[BaseGeometry] | None = None
) -> dict[str, Measurement]:
    """All indicators of one zone.

    Parameters
    ----------
    footprint
        As `geo.model.footprint.check_footprint` passes it, EPSG:4490.
    institutions
        Points of the institutions to count, EPSG:4490, one each: duplicates taken out beforehand. On the
        boundary counts as inside. None or a missing point is not known, and not counted.

    Returns
    -------
    dict
        `Measurement` by the names of `INDICATORS`. Value None where its input is missing: no core, no
        centre or no base, no institutions given.

    Examples
    --------
    >>> from geo.model.footprint import make_footprint
    >>> zone = make_footprint([
    ...     ("1", Role.CORE, None, shapely.box(118.70, 32.0, 118.71, 32.01)),
    ...     ("2", Role.BASE, None, shapely.box(118.71, 32.0, 118.74, 32.01)),
    ... ])
    >>> found = indicators(zone, institutions=[shapely.Point(118.705, 32.005), shapely.Point(119, 32)])
    >>> {name: round(found[name].value, 3) for name in ("parts", "largest_part_share", "hull_fill")}
    {'parts': 2.0, 'largest_part_share': 0.75, 'hull_fill': 1.0}
    >>> found["core_institution_share"].value, found["max_centre_distance_m"].value
    (1.0, 0.0)
    """
    parts = parts_of(footprint, "total")
    union = union_of(parts)
    hull = shapely.convex_hull(union)
    core = union_of(parts_of(footprint, "core"))
    total, of_hull, of_core, *each = ellipsoidal_area_m2([union, hull, core, *parts]).tolist()
    values: dict[str, tuple[float | None, str]] = {
        "parts": (float(len(parts)), "count_of_parts"),
        "largest_part_share": (_over(max(each, default=0.0), total), "largest_part_of_union"),
        "hull_fill": (_over(total, of_hull), "union_of_hull"),
        "standard_distance_m": (_standard_distance(parts, each), "standard_distance"),
        "core_area_share": (None if core.is_empty else _over(of_core, total), "core_of_union"),
        "polsby_popper": (_number(polsby_popper(union)[0]), "polsby_popper"),
        "reock": (_number(reock(union)[0]), "reock"),
    }
    farthest, mean = _centre_distances(footprint)
    values["max_centre_distance_m"] = (farthest, "geodesic_between_boundaries")
    values["mean_centre_distance_m"] = (mean, "geodesic_between_boundaries")
    share, density = _institutions(union, core, institutions, total)
    values["core_institution_share"] = (share, "institutions_inside")
    values["institutions_per_ha"] = (density, "institutions_inside")
    return {
        name: Measurement(name=name, value=values[name][0], unit=MEASURES[name].unit, method=values[name][1])
        for name in INDICATORS
    }


def _over(part: float, whole: float) -> float | None:
    """Ratio that rounding does not lift above one; None of nothing."""
    return min(1.0, part / whole) if whole > 0 else None


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _standard_distance(parts: list[BaseGeometry], areas: list[float]) -> float | None:
    """Root of the mean squared distance of the parts' middles from their common middle, by area, m.

    Each part counts at its own centroid: 0 for a single part, whatever its size.
    """
    if not parts:
        return None
    middles = shapely.get_coordinates(shapely.centroid(to_plane(parts)))
    weights = np.asarray(areas)
    common = np.average(middles, axis=0, weights=weights)
    return float(np.sqrt(np.average(((middles - common) ** 2).sum(axis=1), weights=weights)))


def _centre_distances(footprint: gpd.GeoDataFrame) -> tuple[float | None, float | None]:
    """Largest and mean distance of the bases from the centre, or from the core where no centre is marked."""
    bases = list(footprint.geometry[footprint["role"] == Role.BASE.value])
    centre = parts_of(footprint, "centre") or parts_of(footprint, "core")
    if not bases or not centre:
        return None, None
    distances = gaps_m(bases, union_of(centre))
    return max(distances), sum(distances) / len(distances)


def gaps_m(geoms: Sequence[BaseGeometry], target: BaseGeometry) -> list[float]:
    """Geodesic length of the shortest way from each geometry to the target, boundary to boundary, m.

    The two nearest points are found in the Gauss–Krüger plane, where directions are true, and the way
    between them is measured on the ellipsoid. 0 where they meet.

    Examples
    --------
    A hundredth of a degree of longitude apart at the equatorward corner, 32° N:

    >>> west, east = shapely.box(118.69, 31.9, 118.70, 32.0), shapely.box(118.71, 32.0, 118.72, 32.1)
    >>> [round(gap, 1) for gap in gaps_m([west], east)]
    [944.9]
    """
    from pyproj import Geod  # noqa: PLC0415 - only where there is a way to measure

    geod = Geod(a=A_M, f=F)
    array = np.empty(len(geoms) + 1, dtype=object)
    array[:] = [*geoms, target]
    zone = int(zone_of(target)[0])
    plane = to_plane(array, zone)
    gaps = []
    for geometry, flat in zip(geoms, plane[:-1], strict=True):
        if shapely.intersects(geometry, target):
            gaps.append(0.0)
            continue
        ends = shapely.get_coordinates(shapely.shortest_line(flat, plane[-1]))
        lon, lat = unproject(ends[:, 0], ends[:, 1], zone)
        gaps.append(float(geod.inv(lon[0], lat[0], lon[1], lat[1])[2]))
    return gaps


def _institutions(
    union: BaseGeometry,
    core: BaseGeometry,
    institutions: gpd.GeoSeries | Sequence[BaseGeometry] | None,
    total_m2: float,
) -> tuple[float | None, float | None]:
    """Share of the zone's institutions that lie in the core, and institutions per hectare of the zone."""
    if institutions is None:
        return None, None
    points = as_array(institutions)
    inside = int(shapely.intersects(union, points).sum())
    density = inside / (total_m2 / 10_000) if total_m2 > 0 else None
    if core.is_empty or not inside:
        return None, density
    return int(shapely.intersects(core, points).sum()) / inside, density


def percentiles(
    measured: Mapping[str, Measurement], reference: Mapping[str, Sequence[float | None]]
) -> dict[str, tuple[float, int]]:
    """Where a zone stands among known zones: per indicator the percentile, and among how many.

    The share (0–100) of the known zones with a smaller value, those of equal value counting half
    (``kind="mean"`` of scipy's percentileofscore). Large is neither good nor bad by itself.

    Parameters
    ----------
    measured
        What `indicators` gave for the zone.
    reference
        Values of the known zones by the same names, the zone itself left out; None is left out too.

    Returns
    -------
    dict
        ``{name: (percentile, zones compared with)}`` for those that have a value and something to compare.

    Examples
    --------
    >>> zone = {"parts": Measurement(name="parts", value=3, unit="count", method="count_of_parts")}
    >>> percentiles(zone, {"parts": [1, 2, 3, 5, None], "reock": [0.5]})
    {'parts': (62.5, 4)}
    """
    found = {}
    for name, measurement in measured.items():
        known = np.array([v for v in reference.get(name, ()) if v is not None], dtype=float)
        known = known[~np.isnan(known)]
        if measurement.value is None or not len(known):
            continue
        below = (known < measurement.value).sum() + (known <= measurement.value).sum()
        found[name] = (float(50 * below / len(known)), len(known))
    return found
