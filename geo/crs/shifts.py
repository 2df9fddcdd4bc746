"""Whether the land was drawn on an online map: tests, evidence, and an offer; never a silent move."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.crs import gcj
from geo.crs.gate import from_lonlat, to_lonlat
from geo.crs.grid import GridTest, decimals_of, grid_test
from geo.crs.reference import ReferenceTest, reference_test
from geo.crs.spot import spot
from geo.crs.systems import SYSTEMS, plane_crs_for
from geo.crs.weigh import area_tolerance
from geo.errors import CrsError
from geo.model.datum import Evidence

if TYPE_CHECKING:
    from geo.crs.clues import Clues
    from geo.model.datum import Hypothesis

_MOSTLY = 0.5
"""A part with a smaller share of its vertices on the grid is named: chance puts one in seventy there."""


@dataclass(frozen=True, slots=True)
class ShiftStudy:
    """The reading as is and with each offset taken off; ``suspected`` the offset the tests speak for."""

    straight: Hypothesis
    shifted: tuple[Hypothesis, ...]
    suspected: str | None
    tests: tuple[str, ...]


def study(adopted: Hypothesis, clues: Clues, *, offer: bool) -> ShiftStudy:
    """Test an adopted reading for the offsets of online maps.

    A suspicion takes the grid test or the reference test; the stated area is listed as evidence beside
    them, since one in fifty areas agrees by chance. Where both tests tell and disagree, there is none.
    Without ``offer`` the readings with an offset taken off are worked out only when one is suspected.
    """
    lonlat = to_lonlat(clues.geometries, replace(adopted, shift=None), approximate=True)
    grid = _grid(adopted, clues, lonlat)
    lines = reference_test(list(lonlat), clues.lines) if len(clues.lines) else None
    told = {
        name: test.shift
        for name, test in (("grid", grid), ("reference", lines))
        if test is not None and test.told
    }
    agreed = set(told.values())
    suspected = agreed.pop() if len(agreed) == 1 else None
    areas = _areas(lonlat, clues)

    standing = _standing(grid, lonlat, clues)

    def evidence(shift: str | None) -> tuple[Evidence, ...]:
        found = [_grid_evidence(grid, shift, standing)]
        if lines is not None:
            found.append(_reference_evidence(lines, shift))
        if shift in areas:
            found.append(areas[shift])
        return tuple(found)

    shifted = tuple(
        _moved(adopted, shift, evidence(shift), clues, suspected=suspected == shift)
        for shift in (gcj.SHIFTS if offer or suspected else ())
    )
    straight = replace(adopted, evidence=(*adopted.evidence, *evidence(None)))
    return ShiftStudy(
        straight=straight, shifted=shifted, suspected=suspected, tests=tuple(told) if suspected else ()
    )


def _moved(
    adopted: Hypothesis, shift: str, evidence: tuple[Evidence, ...], clues: Clues, *, suspected: bool
) -> Hypothesis:
    lon, lat = gcj.remove(adopted.lon or 0.0, adopted.lat or 0.0, shift)
    here = spot(float(lon), float(lat), clues.city)
    return replace(
        adopted,
        shift=shift,
        score=round(adopted.score + (2.0 if suspected else -1.0), 3),
        lon=here.lon,
        lat=here.lat,
        city=here.place.city if here.place else None,
        county=here.place.county if here.place else None,
        evidence=tuple(item for item in adopted.evidence if item.test != "declared") + evidence,
    )


def _grid(adopted: Hypothesis, clues: Clues, lonlat: np.ndarray) -> GridTest:
    row = SYSTEMS.get(adopted.crs)
    metres = row is None or row.kind != "geographic"
    decimals = clues.reading.decimals
    if decimals is None:
        unit = clues.reading.unit
        decimals = decimals_of(clues.points) if unit is None else max(0, math.floor(-math.log10(unit)))
    return grid_test(shapely.get_coordinates(lonlat), decimals, metres=metres)


def _standing(test: GridTest, lonlat: np.ndarray, clues: Clues) -> dict[str, object]:
    """How many vertices stand on the grid found, and the parts mostly off it; empty where none is found."""
    if not test.told:
        return {}
    every, on, off = [], [], []
    for part, shape in zip(clues.reading.parts, lonlat, strict=True):
        points = shapely.get_coordinates(shape)
        points = np.unique(points[np.isfinite(points).all(axis=1)], axis=0)
        stands = test.standing(points)
        every.append(points)
        on.append(stands)
        if len(points) and stands.mean() < _MOSTLY:
            off.append(part.name or part.part_id)
    _, places = np.unique(np.concatenate(every), axis=0, return_index=True)
    return {"points": len(places), "on": int(np.concatenate(on)[places].sum()), "off": off}


def _grid_evidence(test: GridTest, shift: str | None, standing: dict[str, object]) -> Evidence:
    supports = (test.shift == shift) if test.told else None
    params: dict[str, object] = {"log10_p": test.log10_p.get(shift)}
    if supports:
        params |= standing
    return Evidence(test="grid", supports=supports, params=params)


def _reference_evidence(test: ReferenceTest, shift: str | None) -> Evidence:
    supports = (test.shift == shift) if test.told else None
    distance = test.distance_m.get(shift)
    params: dict[str, object] = {"distance_m": None if distance is None else round(distance, 1)}
    return Evidence(test="reference", supports=supports, params=params)


def _areas(lonlat: np.ndarray, clues: Clues) -> dict[str | None, Evidence]:
    """Compare the stated area with the land's under each offset: an offset stretches by up to 0.5 %."""
    stated = clues.area_m2
    if stated is None:
        return {}
    found: dict[str | None, Evidence] = {}
    tolerance = area_tolerance(stated)
    lonlat = clues.stated_land(lonlat)
    for shift in (None, *gcj.SHIFTS):
        area = _ground_area(lonlat, shift)
        if area is None:
            return {}
        supports = True if abs(stated / area - 1.0) < tolerance else None
        params: dict[str, object] = {
            "stated_m2": stated,
            "computed_m2": round(area, 2),
            "parts": clues.by_parts,
        }
        found[shift] = Evidence(test="area_shift", supports=supports, params=params)
    return found


def _ground_area(lonlat: np.ndarray, shift: str | None) -> float | None:
    """Area on the ellipsoid, m²: that of the nearest 3° plane, divided by the plane's scale squared."""

    def unshifted(points: np.ndarray) -> np.ndarray:
        return points if shift is None else np.column_stack(gcj.remove(points[:, 0], points[:, 1], shift))

    try:
        land = shapely.transform(lonlat, unshifted)
        west, _, east, _ = shapely.total_bounds(land)
        plane = from_lonlat(land, plane_crs_for((west + east) / 2.0))
    except (CrsError, ValueError):
        return None
    area = float(np.nansum(shapely.area(plane)))
    offset = float(np.nanmedian(shapely.get_coordinates(plane)[:, 0])) - 500_000.0
    return area / (1.0 + (offset / 6_371_000.0) ** 2 / 2.0) ** 2 if area else None
