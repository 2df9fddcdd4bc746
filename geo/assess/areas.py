"""The land areas by every way to state them, beside what was declared: the differences, explained."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from geo.measure.land import area_by_method
from geo.measure.uncertainty import BAND_SIGMAS, areas_and_sigmas_m2
from geo.model.issue import Issue, Severity, Where

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd

    from geo.measure.land import AreaByMethod
    from geo.model.measurement import Measurement
    from geo.model.reading import RawPart
    from geo.model.zone import Zone

MEASURED = {"total": "total_land_area_m2", "core": "core_land_area_m2", "centre": "centre_land_area_m2"}
"""Measurement that decides, by scope of `geo.measure.land.SCOPES`."""
HARDLY_ANY_M2 = 0.01
"""Land counted twice below this does not keep the parts' declared areas from being added up."""


def area_table(
    footprint: gpd.GeoDataFrame,
    zone: Zone,
    parts: Sequence[RawPart],
    measurements: Mapping[str, Measurement],
) -> tuple[dict[str, Any], ...]:
    """One row for the whole, the core and the centre, as far as there are such parts.

    Parameters
    ----------
    footprint
        EPSG:4490.
    zone, parts
        What the applicant declared, of the whole and of each part, m².
    measurements
        The measured areas with their bands.

    Returns
    -------
    tuple of dict
        ``scope``; ``areas_m2`` by method of `geo.measure.area.AREA_METHODS`; ``band_m2`` half the width
        of the band; ``zone``, ``central_meridian``, ``offset_m`` and ``plane_excess`` which explain the
        plane area, ``unexplained_m2`` what they leave of the difference; ``declared`` None or ``value_m2``,
        ``origin`` (zone or parts), ``difference_m2`` to the ellipsoidal area, ``agrees_with`` the method
        it equals to its own rounding, ``within_band``.
    """
    stated = {part.part_id: part.declared_area_m2 for part in parts}
    once = (measurements["double_counted_area_m2"].value or 0.0) < HARDLY_ANY_M2
    rows = []
    for item in area_by_method(footprint, declared=stated):
        measured = measurements[MEASURED[item.scope]]
        band = 0.0 if measured.high is None or measured.value is None else measured.high - measured.value
        if item.scope == "total" and zone.declared_area_m2 is not None:
            declared = _declared(zone.declared_area_m2, "zone", item, band)
        elif item.declared_m2 is not None and (once or item.scope != "total"):
            declared = _declared(item.declared_m2, "parts", item, band)
        else:
            declared = None
        rows.append(
            {
                "scope": item.scope,
                "areas_m2": dict(item.areas_m2),
                "band_m2": band,
                "zone": item.zone,
                "central_meridian": item.central_meridian,
                "offset_m": item.offset_m,
                "plane_excess": item.plane_excess,
                "unexplained_m2": item.unexplained_m2,
                "declared": declared,
            }
        )
    return tuple(rows)


def _declared(value: float, origin: str, item: AreaByMethod, band: float) -> dict[str, Any]:
    decided = item.areas_m2["ellipsoidal"]
    # The ellipsoidal area comes first: where the digits written tell no difference, none is claimed.
    equal = [method for method, area in item.areas_m2.items() if abs(area - value) <= rounding_m2(value)]
    return {
        "value_m2": value,
        "origin": origin,
        "difference_m2": value - decided,
        "agrees_with": equal[0] if equal else None,
        "within_band": abs(value - decided) <= band + rounding_m2(value),
    }


def rounding_m2(value: float) -> float:
    """Half a unit of the last digit a person wrote: 63 300 may stand for anything from 63 250 to 63 350.

    Examples
    --------
    >>> rounding_m2(63300.0), rounding_m2(63330.9), rounding_m2(1409.9999999999998)
    (50.0, 0.05, 5.0)
    """
    shown = float(f"{value:.10g}")
    for exponent in range(math.ceil(math.log10(shown)) if shown > 0 else 0, -7, -1):
        unit = 10.0**exponent
        if math.isclose(round(shown / unit) * unit, shown, rel_tol=1e-10):
            return unit / 2
    return 0.0


def declared_issues(
    footprint: gpd.GeoDataFrame,
    zone: Zone,
    parts: Sequence[RawPart],
    *,
    accuracy_m: float,
    total: Measurement,
) -> tuple[Issue, ...]:
    """Where a declared area is not the area of the land drawn, beyond band and rounding."""
    found = []
    areas, sigmas = areas_and_sigmas_m2(footprint.geometry.to_numpy(), accuracy_m)
    for part, area, sigma in zip(parts, areas.tolist(), sigmas.tolist(), strict=True):
        if part.declared_area_m2 is not None:
            where = Where(part=part.part_id, row=part.row)
            found.append(_differs(where, part.declared_area_m2, area, BAND_SIGMAS * sigma))
    if zone.declared_area_m2 is not None and total.value is not None and total.high is not None:
        found.append(_differs(Where(), zone.declared_area_m2, total.value, total.high - total.value))
    return tuple(issue for issue in found if issue is not None)


def _differs(where: Where, declared: float, area: float, band: float) -> Issue | None:
    if abs(declared - area) <= band + rounding_m2(declared):
        return None
    params = {
        "declared": declared,
        "measured": area,
        "difference": declared - area,
        "band": band,
        "share": 100 * (declared - area) / area if area else None,
    }
    code = "area.declared_part" if where.part else "area.declared_total"
    return Issue(code=code, severity=Severity.WARNING, where=where, params=params)
