"""Floor area in the zone, the core and the centre, with what is evidenced, declared and undetermined.

``value`` is evidenced plus declared, ``low`` evidenced alone, ``high`` with the undetermined as well. So a
threshold is met only by certificates, and missed only when even the doubtful buildings would not do.
docs/ledgers.md says why.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo.measure.area import ellipsoidal_area_m2
from geo.measure.categories import folded
from geo.measure.ledger import CAPACITY_TOLERANCE, Ledger, LedgerEntry, State
from geo.measure.placing import TARGETS, Land, Placement, land_of, place
from geo.model.issue import Issue, Severity, Where
from geo.model.measurement import Measurement

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd

METHOD = "floor_ledger"
_SHARE_NOISE = 1e-9
_PLACE_OPEN = {"near_boundary", "no_place"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """Floor area by state, m²; ``undetermined`` infinite when a building has no known limit."""

    evidenced: float
    declared: float
    undetermined: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedBuilding:
    """One building with its place, and its floor area in each target as (low, value, high), m²."""

    entry: LedgerEntry
    placement: Placement
    inside_m2: dict[str, tuple[float, float, float]]

    def counted(self, target: str) -> tuple[float, float, float]:
        """What the building adds to low, value and high of the sum of a target, m²."""
        low, value, high = self.inside_m2[target]
        match self.entry.state:
            case State.EVIDENCED:
                return low, value, high
            case State.DECLARED:
                return 0.0, value, high
            case State.UNDETERMINED:
                return 0.0, 0.0, high


@dataclass(frozen=True, slots=True, kw_only=True)
class FloorAccount:
    """A ledger laid over a footprint: every building placed, sums by state, what does not fit."""

    buildings: tuple[PlacedBuilding, ...]
    sums: dict[str, Sum]
    issues: tuple[Issue, ...]


def standing(state: str, why: str | None) -> str:
    """State a recorded row of the ledger counts in: a place in doubt leaves it undetermined, papers or not.

    Examples
    --------
    >>> standing("declared", "near_boundary"), standing("evidenced", None)
    ('undetermined', 'evidenced')
    """
    return State.UNDETERMINED.value if why in _PLACE_OPEN else state


def floor_account(ledger: Ledger, footprint: gpd.GeoDataFrame) -> FloorAccount:
    """Lay a ledger over a footprint.

    Parameters
    ----------
    ledger
        From `geo.measure.ledger.ledger_from_features`.
    footprint
        Parts with roles, EPSG:4490.

    Returns
    -------
    FloorAccount
        ``sums`` for zone, core and centre; ``issues`` hold the ledger's own and those of place.

    Examples
    --------
    Half of a building stands outside; its certificate says 1,000 m² on one storey:

    >>> from shapely import box
    >>> from geo.measure.ledger import ledger_from_features
    >>> from geo.model.footprint import make_footprint
    >>> from geo.model.reading import RawFeature
    >>> zone = make_footprint([("1", None, None, box(118.70, 32.0, 118.71, 32.01))])
    >>> hall = RawFeature(row=2, geometry=box(118.709, 32.0, 118.711, 32.001),
    ...                   attributes={"名称": "示范厅", "建筑面积": 1000, "产权证号": "示范1"})
    >>> account = floor_account(ledger_from_features([hall]), zone)
    >>> account.sums["zone"].declared, [issue.code for issue in account.issues]
    (500.0, ['ledger.partly_inside'])
    """
    land = land_of(footprint)
    placed: list[PlacedBuilding] = []
    issues = list(ledger.issues)
    for entry in ledger.entries:
        placement = place(land, entry.geometry, entry.part)
        inside = {target: _inside(entry, placement, target) for target in TARGETS}
        placed.append(PlacedBuilding(entry=entry, placement=placement, inside_m2=inside))
        issues += _place_issues(ledger, entry, placement, land)
    sums = {target: _sum(placed, target) for target in TARGETS}
    return FloorAccount(buildings=tuple(placed), sums=sums, issues=tuple(issues))


def floor_measurements(ledger: Ledger | FloorAccount, footprint: gpd.GeoDataFrame) -> dict[str, Measurement]:
    """Measurements a ledger gives for a footprint.

    Returns
    -------
    dict of str to Measurement
        total_floor_area_m2, core_floor_area_m2, centre_floor_area_m2 (m²), core_floor_share,
        vacant_floor_share, unbuilt_land_share (ratios). Value None: no part has that role, the ledger
        does not say, or no row of it could be read. ``high`` None beside a ``low``: no upper limit is
        known.

    Examples
    --------
    >>> from shapely import box
    >>> from geo.measure.ledger import ledger_from_features
    >>> from geo.model.footprint import make_footprint
    >>> from geo.model.reading import RawFeature
    >>> zone = make_footprint([("1", None, None, box(118.70, 32.0, 118.71, 32.01))])
    >>> table = [{"名称": "甲", "建筑面积": 3000, "产权证号": "示范1", "所在部分": "1"},
    ...          {"名称": "乙", "建筑面积": 2500, "所在部分": "1"}, {"名称": "丙", "建筑面积": 400}]
    >>> rows = [RawFeature(row=row, attributes=cells) for row, cells in enumerate(table, start=2)]
    >>> total = floor_measurements(ledger_from_features(rows), zone)["total_floor_area_m2"]
    >>> total.low, total.value, total.high
    (3000.0, 5500.0, 5900.0)
    """
    account = ledger if isinstance(ledger, FloorAccount) else floor_account(ledger, footprint)
    land = land_of(footprint)
    found = [
        _total(account, land, target, name)
        for target, name in (
            ("zone", "total_floor_area_m2"),
            ("core", "core_floor_area_m2"),
            ("centre", "centre_floor_area_m2"),
        )
    ]
    found += [_core_share(account, found[0], found[1]), _vacant(account), _unbuilt(account, land)]
    return {measurement.name: measurement for measurement in found}


def part_floor_measurements(account: FloorAccount, footprint: gpd.GeoDataFrame) -> dict[str, Measurement]:
    """``part_floor_area_m2`` of each part, by part id: for rules of scope ``part``.

    Examples
    --------
    >>> from shapely import box
    >>> from geo.measure.ledger import ledger_from_features
    >>> from geo.model.footprint import make_footprint
    >>> from geo.model.reading import RawFeature
    >>> zone = make_footprint([("1", None, None, box(118.70, 32.0, 118.71, 32.01)),
    ...                        ("2", None, None, box(118.72, 32.0, 118.73, 32.01))])
    >>> cells = {"名称": "甲", "建筑面积": 3000, "产权证号": "示范1", "所在部分": "2"}
    >>> row = RawFeature(row=2, attributes=cells)
    >>> account = floor_account(ledger_from_features([row]), zone)
    >>> {part: m.value for part, m in part_floor_measurements(account, zone).items()}
    {'1': 0.0, '2': 3000.0}
    """
    measured = {}
    for position, part_id in enumerate(footprint["part_id"]):
        alone = land_of(footprint.iloc[[position]])
        placed = []
        for building in account.buildings:
            entry = building.entry
            placement = place(alone, entry.geometry, entry.part)
            stated_elsewhere = building.placement.basis == "part" and part_id not in building.placement.parts
            if stated_elsewhere:
                continue
            inside = {"zone": _inside(entry, placement, "zone")}
            placed.append(PlacedBuilding(entry=entry, placement=placement, inside_m2=inside))
        measured[str(part_id)] = _measured("part_floor_area_m2", _limits(placed, "zone"))
    return measured


def _inside(entry: LedgerEntry, placement: Placement, target: str) -> tuple[float, float, float]:
    """Floor area of a building in a target as (low, value, high), m², its state aside.

    A building cut by the boundary is split by its ground outline. How its floors lie over that outline
    is not known: at least what cannot stand outside, at most what can stand inside.
    """
    share = getattr(placement, target)
    counted = entry.counted_m2
    ceiling = math.inf if entry.ceiling_m2 is None else entry.ceiling_m2
    if placement.basis != "polygon" or share.value in {0.0, 1.0}:
        high = 0.0 if share.high == 0 else ceiling * share.high
        return counted * share.low, counted * share.value, high
    if entry.outline_m2 is None or entry.storeys is None:
        return 0.0, counted * share.value, ceiling
    room = entry.outline_m2 * entry.storeys * entry.capacity_factor * (1 + CAPACITY_TOLERANCE)
    low = max(0.0, counted - room * (1 - share.value))
    return low, counted * share.value, max(counted * share.value, min(ceiling, room * share.value))


def _limits(placed: Iterable[PlacedBuilding], target: str) -> tuple[float, float, float]:
    columns = list(zip(*(building.counted(target) for building in placed), strict=True))
    low, value, high = (round(math.fsum(column), 6) for column in columns or [(), (), ()])
    return low, value, high


def _sum(placed: Iterable[PlacedBuilding], target: str) -> Sum:
    placed = list(placed)
    low, value, high = _limits(placed, target)
    return Sum(evidenced=low, declared=round(value - low, 6), undetermined=high - value)


def _measured(name: str, limits: tuple[float, float, float]) -> Measurement:
    low, value, high = limits
    upper = None if math.isinf(high) else high
    return Measurement(name=name, value=value, unit="m2", method=METHOD, low=low, high=upper)


def _total(account: FloorAccount, land: Land, target: str, name: str) -> Measurement:
    if land.target(target) is None or not account.buildings:
        return Measurement(name=name, value=None, unit="m2", method=METHOD)
    return _measured(name, _limits(account.buildings, target))


def _ratio(
    name: str, value: float | None, low: float | None = None, high: float | None = None
) -> Measurement:
    return Measurement(name=name, value=value, unit="ratio", method=METHOD, low=low, high=high)


def _core_share(account: FloorAccount, total: Measurement, core: Measurement) -> Measurement:
    """Share of the core, and between which ends the undetermined floor area leaves it; none without doubt."""
    name = "core_floor_share"
    if core.value is None or total.value is None or total.high == 0:
        return _ratio(name, None)
    beside = [_beside_core(building) for building in account.buildings]
    beside_low, beside_high = (math.fsum(ends) for ends in zip(*beside, strict=True))
    core_low = core.low or 0.0
    core_high = math.inf if core.high is None else core.high
    low = core_low / (core_low + beside_high) if core_low + beside_high else 1.0
    high = 1.0 if math.isinf(core_high) else core_high / (core_high + beside_low) if core_high else 0.0
    value = core.value / total.value if total.value else None
    doubtful = high - low > _SHARE_NOISE
    return _ratio(name, value, low if doubtful else None, high if doubtful else None)


def _beside_core(building: PlacedBuilding) -> tuple[float, float]:
    """Least and most floor area of a building in the zone and outside its core, m²."""
    (low, _, high), (core_low, _, core_high) = building.counted("zone"), building.counted("core")
    core = building.placement.core
    if core.low >= 1:
        return 0.0, 0.0
    return (low, high) if core.high == 0 else (max(0.0, low - core_high), max(0.0, high - core_low))


def _vacant(account: FloorAccount) -> Measurement:
    """Vacant share of the floor area inside; a building that does not say may be all or not vacant."""
    known_vacant = known = unknown = 0.0
    for building in account.buildings:
        entry, inside = building.entry, building.inside_m2["zone"][1]
        if not inside or not entry.counted_m2 or entry.state is State.UNDETERMINED:
            continue
        vacant = entry.vacant_m2
        if vacant is None and entry.used_m2 is not None:
            vacant = max(0.0, entry.counted_m2 - entry.used_m2)
        if vacant is None:
            unknown += inside
            continue
        known += inside
        known_vacant += inside * min(1.0, vacant / entry.counted_m2)
    if not known:
        return _ratio("vacant_floor_share", None)
    everything = known + unknown
    low, high = known_vacant / everything, (known_vacant + unknown) / everything
    return _ratio("vacant_floor_share", known_vacant / known, low, high)


def _unbuilt(account: FloorAccount, land: Land) -> Measurement:
    """Share of the land under no building; it needs the outline of at least one.

    Buildings without a drawn outline count with their stated ground area; one with neither leaves the
    lower limit open, down to nothing unbuilt.
    """
    drawn = [b.entry.geometry for b in account.buildings if b.placement.basis == "polygon"]
    rest = [b for b in account.buildings if b.placement.basis != "polygon" and b.placement.zone.high > 0]
    stated = math.fsum(b.entry.outline_m2 or 0.0 for b in rest if b.placement.zone.value)
    possible = math.fsum(b.entry.outline_m2 or 0.0 for b in rest)
    if not drawn and not stated:
        return _ratio("unbuilt_land_share", None)
    covered = shapely.intersection(shapely.union_all(drawn), land.zone) if drawn else shapely.Polygon()
    built, whole = ellipsoidal_area_m2(np.array([covered, land.zone], dtype=object))
    value = max(0.0, 1 - (built + stated) / whole)
    complete = all(b.entry.outline_m2 is not None for b in rest)
    low = max(0.0, 1 - (built + possible) / whole) if complete else 0.0
    return _ratio("unbuilt_land_share", float(value), float(low), float(max(value, 1 - built / whole)))


def _place_issues(ledger: Ledger, entry: LedgerEntry, placement: Placement, land: Land) -> list[Issue]:
    """What speaks against a building's place."""
    codes: list[tuple[str, dict[str, Any]]] = []
    share = placement.zone
    if placement.basis == "unknown":
        code = "unknown_part" if entry.part else "no_place"
        known = sorted({pid for pid, *_ in land.parts})
        codes.append((code, {"part": entry.part, "address": entry.address, "known": known}))
    elif placement.near_boundary:
        codes.append(("near_boundary", {}))
    elif share.high == 0:
        codes.append(("outside", {}))
    elif 0 < share.value < 1:
        codes.append(("partly_inside", {"share": share.value}))
    stated = land.names.get(folded(entry.part), ()) if entry.part else ()
    placed = placement.basis in {"polygon", "point"} and share.high > 0 and not placement.near_boundary
    if placed and stated and not set(stated) & set(placement.parts):
        codes.append(("other_part", {"part": entry.part, "found": list(placement.parts)}))
    point = None if entry.geometry is None else shapely.point_on_surface(entry.geometry)
    where = Where(
        file=ledger.file,
        row=entry.row,
        lon=None if point is None else point.x,
        lat=None if point is None else point.y,
    )
    return [
        Issue(
            code=f"ledger.{code}",
            severity=Severity.WARNING,
            where=where,
            params={"name": entry.name, **params},
        )
        for code, params in codes
    ]
