"""The two ledgers as an assessment keeps them: every row with its place, what it adds, and why not more."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import shapely

from geo.measure.categories import folded
from geo.measure.floor import floor_account, floor_measurements, part_floor_measurements
from geo.measure.institutions import (
    institution_account,
    institution_categories,
    institution_measurements,
)
from geo.measure.ledger import State, ledger_from_features
from geo.measure.roster import institutions_from_features

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from geo.assess.supporting import Supporting
    from geo.measure.floor import FloorAccount, PlacedBuilding
    from geo.measure.institutions import InstitutionAccount, PlacedInstitution
    from geo.measure.ledger import Ledger
    from geo.model.issue import Issue
    from geo.model.measurement import Measurement


@dataclass(slots=True)
class Ledgers:
    """What the ledgers say of one footprint; the accounts are None for a file nobody sent."""

    measurements: dict[str, Measurement] = field(default_factory=dict)
    categories: dict[str, Measurement] = field(default_factory=dict)
    by_part: dict[str, Measurement] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)
    floor: FloorAccount | None = None
    listed: InstitutionAccount | None = None


def lay(footprint: gpd.GeoDataFrame, supporting: Supporting) -> Ledgers:
    """Lay the ledgers that came with an application over a footprint (EPSG:4490)."""
    found = Ledgers()
    ledger: Ledger | None = None
    if "buildings" in supporting.readings:
        ledger = ledger_from_features(supporting.readings["buildings"])
        found.floor = floor_account(ledger, footprint)
        found.measurements |= floor_measurements(found.floor, footprint)
        found.by_part |= part_floor_measurements(found.floor, footprint)
        found.issues += found.floor.issues
    if "institutions" in supporting.readings:
        roster = institutions_from_features(supporting.readings["institutions"])
        found.listed = institution_account(roster, footprint, ledger)
        found.measurements |= institution_measurements(found.listed, footprint, ledger)
        found.categories |= institution_categories(found.listed)
        found.issues += found.listed.issues
    return found


def record(ledgers: Ledgers) -> dict[str, Any]:
    """The rows and sums as plain values, by ledger; a ledger nobody sent is not in it.

    Returns
    -------
    dict
        ``buildings``: ``rows`` and ``sums`` (m² for zone, core, centre, apart as evidenced, declared,
        undetermined; None is without known limit). ``institutions``: ``rows``.
    """
    found: dict[str, Any] = {}
    if ledgers.floor is not None:
        found["buildings"] = {
            "rows": [_building(item) for item in ledgers.floor.buildings],
            "sums": {
                target: {
                    "evidenced_m2": total.evidenced,
                    "declared_m2": total.declared,
                    "undetermined_m2": _finite(total.undetermined),
                }
                for target, total in ledgers.floor.sums.items()
            },
        }
    if ledgers.listed is not None:
        found["institutions"] = {"rows": [_institution(item) for item in ledgers.listed.rows]}
    return found


def _building(item: PlacedBuilding) -> dict[str, Any]:
    entry = item.entry
    return {
        "row": entry.row,
        "name": entry.name,
        "state": entry.state.value,
        "certificate": entry.certificate,
        "standard": entry.standard,
        "storeys": entry.storeys,
        "outline_m2": entry.outline_m2,
        "stated_m2": entry.stated_m2,
        "placed_by": item.placement.basis,
        "parts": list(item.placement.parts),
        "share": item.placement.zone.value,
        "counted_m2": _limits(item, "zone"),
        "core_m2": _limits(item, "core"),
        "why": _why(item),
    }


def _limits(item: PlacedBuilding, target: str) -> dict[str, float | None]:
    low, value, high = item.counted(target)
    return {"low": low, "value": value, "high": _finite(high)}


def _finite(value: float) -> float | None:
    return None if math.isinf(value) else value


def _why(item: PlacedBuilding) -> str | None:
    """What keeps a building from counting whole and for certain; a key under ``ledger_why.``."""
    placement, entry = item.placement, item.entry
    if placement.basis == "unknown":
        return "no_place"
    if placement.near_boundary:
        return "near_boundary"
    if placement.zone.high == 0:
        return "outside"
    if entry.state is State.UNDETERMINED:
        return "undetermined"
    if placement.zone.value < 1:
        return "partly_inside"
    return "declared" if entry.state is State.DECLARED else None


def _institution(item: PlacedInstitution) -> dict[str, Any]:
    entry = item.entry
    return {
        "row": entry.row,
        "name": entry.name,
        "category": entry.category,
        "building": entry.building,
        "placed_by": item.placement.basis,
        "parts": list(item.placement.parts),
        "counted": {"low": item.low, "high": item.high},
        "core": {"low": item.core_low, "high": item.core_high},
        "why": item.why,
    }


def ledger_frames(ledgers: Ledgers) -> Mapping[str, gpd.GeoDataFrame]:
    """The accounts for a map, EPSG:4490; geometry None where a row has no place of its own.

    Returns
    -------
    mapping
        ``building_ledger``: row, name, state, area_m2 (stated), low_m2, value_m2, high_m2 (NaN without
        known limit), why. ``institution_ledger``: row, name, category, low, high, why; a row without
        coordinates stands in the building it names.
    """
    frames: dict[str, Any] = {}
    outlines: dict[str, Any] = {}
    if ledgers.floor is not None:
        placed = ledgers.floor.buildings
        outlines = {
            folded(item.entry.name): shapely.point_on_surface(item.entry.geometry)
            for item in placed
            if item.entry.geometry is not None
        }
        rows = [
            {
                "row": item.entry.row,
                "name": item.entry.name,
                "state": item.entry.state.value,
                "area_m2": item.entry.stated_m2,
                **{f"{name}_m2": value for name, value in _limits(item, "zone").items()},
                "why": _why(item),
                "geometry": item.entry.geometry,
            }
            for item in placed
        ]
        frames["building_ledger"] = _frame(rows)
    if ledgers.listed is not None:
        rows = [
            {
                "row": item.entry.row,
                "name": item.entry.name,
                "category": item.entry.category,
                "low": item.low,
                "high": item.high,
                "why": item.why,
                "geometry": item.entry.geometry
                if item.entry.geometry is not None
                else outlines.get(folded(item.entry.building)),
            }
            for item in ledgers.listed.rows
        ]
        frames["institution_ledger"] = _frame(rows)
    return {name: frame for name, frame in frames.items() if frame is not None}


def _frame(rows: list[dict[str, Any]]) -> Any:
    if not rows:
        return None
    import geopandas as gpd  # noqa: PLC0415
    import pandas as pd  # noqa: PLC0415

    words = {"name", "state", "category", "why"}
    columns = {
        key: pd.Series([row[key] for row in rows], dtype=object if key in words else None)
        for key in rows[0]
        if key != "geometry"
    }
    return gpd.GeoDataFrame(columns, geometry=[row["geometry"] for row in rows], crs="EPSG:4490")
