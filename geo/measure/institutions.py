"""How many institutions are resident in the zone: each placed, each counted once, each doubt named.

``value`` and ``low`` count what nothing speaks against; ``high`` counts the doubtful ones too: place
unknown or at the boundary, category unknown, head office and branch.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from geo.measure.area import ellipsoidal_area_m2
from geo.measure.categories import CATEGORIES, UNDETERMINED, folded
from geo.measure.placing import NOTHING, UNKNOWN, Land, Placement, Share, land_of, place
from geo.measure.roster import Institution, Roster, is_market
from geo.model.issue import Issue, Severity, Where
from geo.model.measurement import Measurement

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd

    from geo.measure.ledger import Ledger

METHOD = "institution_list"
_SHORTEST_NAME = 3
_MOST_TOLD = 10
_PLACE_ISSUES = {"outside", "near_boundary", "no_place", "building_disagrees", "building_doubtful"}


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedInstitution:
    """One row with its place. ``low`` and ``high`` are 0 or 1: counted for certain, counted at most.

    ``why`` says why a row does not count for certain: outside, near_boundary, no_place,
    building_disagrees, building_doubtful, duplicate, branch, category, not_resident; None when it does.
    """

    entry: Institution
    placement: Placement
    low: int
    high: int
    core_low: int
    core_high: int
    why: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InstitutionAccount:
    """A list of institutions laid over a footprint: every row, and every problem."""

    rows: tuple[PlacedInstitution, ...]
    issues: tuple[Issue, ...]


def institution_account(
    roster: Roster, footprint: gpd.GeoDataFrame, ledger: Ledger | None = None
) -> InstitutionAccount:
    """Lay a list of institutions over a footprint (EPSG:4490).

    A row lies at its own point, or in the building of the ledger it names (in 所在楼栋, or within its
    address), or in the part it names.

    Examples
    --------
    >>> from shapely import box, Point
    >>> from geo.measure.roster import institutions_from_features
    >>> from geo.model.footprint import make_footprint
    >>> from geo.model.reading import RawFeature
    >>> zone = make_footprint([("1", None, None, box(118.70, 32.0, 118.71, 32.01))])
    >>> rows = [RawFeature(row=2, attributes={"名称": "甲律师事务所"}, geometry=Point(118.705, 32.005)),
    ...         RawFeature(row=3, attributes={"名称": "乙律师事务所"}, geometry=Point(118.72, 32.005)),
    ...         RawFeature(row=4, attributes={"名称": "丙律师事务所"})]
    >>> account = institution_account(institutions_from_features(rows), zone)
    >>> [(row.low, row.high, row.why) for row in account.rows]
    [(1, 1, None), (0, 0, 'outside'), (0, 1, 'no_place')]
    """
    land = land_of(footprint)
    buildings = _buildings(ledger, land)
    issues = list(roster.issues)
    placed: list[PlacedInstitution] = []
    for entry in roster.entries:
        placement, doubt = _place(land, entry, buildings)
        found = _weigh(entry, placement, doubt)
        placed.append(found)
        if found.why in _PLACE_ISSUES and entry.resident:
            issues.append(_issue(roster, found))
    issues += _by_building(roster, placed)
    return InstitutionAccount(rows=tuple(_once(placed)), issues=tuple(issues))


def institution_measurements(
    listing: Roster | InstitutionAccount, footprint: gpd.GeoDataFrame, ledger: Ledger | None = None
) -> dict[str, Measurement]:
    """Measurements a list of institutions gives for a footprint.

    Returns
    -------
    dict of str to Measurement
        market_institutions and public_platforms (counts), core_institution_share (ratio; value None
        without a core or without institutions), institutions_per_ha (of market institutions). A list
        without a single row that could be read measures nothing: every value is None.

    Examples
    --------
    >>> from shapely import box
    >>> from geo.measure.roster import institutions_from_features
    >>> from geo.model.footprint import make_footprint
    >>> from geo.model.reading import RawFeature
    >>> zone = make_footprint([("1", None, "甲区", box(118.70, 32.0, 118.71, 32.01))])
    >>> rows = [RawFeature(row=2, attributes={"名称": "示范律师事务所", "所在部分": "甲区"}),
    ...         RawFeature(row=3, attributes={"名称": "示范市快速维权中心", "所在部分": "甲区"})]
    >>> found = institution_measurements(institutions_from_features(rows), zone)
    >>> found["market_institutions"].value, found["public_platforms"].value
    (1.0, 1.0)
    """
    account = (
        listing
        if isinstance(listing, InstitutionAccount)
        else institution_account(listing, footprint, ledger)
    )
    market = [row for row in account.rows if is_market(row.entry.category)]
    public = [row for row in account.rows if not is_market(row.entry.category)]
    area_ha = float(ellipsoidal_area_m2([land_of(footprint).zone])[0]) / 10_000
    read = bool(account.rows)
    count = _count("market_institutions", market, read=read)
    low, high = (None if end is None else end / area_ha for end in (count.low, count.high))
    density = Measurement(
        name="institutions_per_ha", value=low, unit="1_per_ha", method=METHOD, low=low, high=high
    )
    share = _core_share(market, has_core=bool((footprint["role"] == "core").any()))
    platforms = _count("public_platforms", public, read=read)
    return {found.name: found for found in (count, platforms, share, density)}


def institution_categories(account: InstitutionAccount) -> dict[str, Measurement]:
    """Institutions inside by category, each with low and high: what `Facts.categories` wants.

    Empty when no row could be read.

    Examples
    --------
    >>> institution_categories(InstitutionAccount(rows=(), issues=()))
    {}
    """
    if not account.rows:
        return {}
    return {
        key: _count(key, [row for row in account.rows if row.entry.category == key])
        for key in (*CATEGORIES, UNDETERMINED)
    }


def _count(name: str, rows: Iterable[PlacedInstitution], *, read: bool = True) -> Measurement:
    rows = list(rows)
    if not read:
        return Measurement(name=name, value=None, unit="count", method=METHOD)
    low, high = float(sum(row.low for row in rows)), float(sum(row.high for row in rows))
    return Measurement(name=name, value=low, unit="count", method=METHOD, low=low, high=high)


def _core_share(market: list[PlacedInstitution], *, has_core: bool) -> Measurement:
    """Share of the core: of those that count for certain, and between which ends the doubtful ones leave it.

    Without doubt there are no limits; with doubt alone there is no value.
    """
    name, possible = "core_institution_share", sum(row.high for row in market)
    if not has_core or not possible:
        return Measurement(name=name, value=None, unit="ratio", method=METHOD)
    inside, core = sum(row.low for row in market), sum(row.core_low for row in market)
    # Least: whatever need not lie in the core counts, and outside it.
    most_inside = sum(row.high and (row.low or row.placement.core.low < 1) for row in market)
    low = core / most_inside if most_inside else 1.0
    # Most: whatever may lie in the core does, and of the rest only what is certain counts.
    most_core = sum(row.core_high for row in market)
    beside = sum(row.low for row in market if not row.core_high)
    high = most_core / (most_core + beside) if most_core + beside else 0.0
    return Measurement(
        name=name,
        value=core / inside if inside else None,
        unit="ratio",
        method=METHOD,
        low=low if low < high else None,
        high=high if low < high else None,
    )


def _buildings(ledger: Ledger | None, land: Land) -> dict[str, Placement]:
    """Placement of every building of the ledger, by its name as it is compared."""
    entries = () if ledger is None else ledger.entries
    return {folded(entry.name): place(land, entry.geometry, entry.part) for entry in entries}


def _building_of(entry: Institution, buildings: dict[str, Placement]) -> Placement | None:
    """The building a row names: exactly, or as the longest building name within its words."""
    words = folded(entry.building)
    if words in buildings:
        return buildings[words]
    text = words + folded(entry.address)
    within = [name for name in buildings if len(name) >= _SHORTEST_NAME and name in text]
    return buildings[max(within, key=len)] if within else None


def _place(land: Land, entry: Institution, buildings: dict[str, Placement]) -> tuple[Placement, str | None]:
    """Where a row lies, and what makes that doubtful."""
    housed = _building_of(entry, buildings)
    if entry.geometry is None:
        if housed is not None and housed.basis != "unknown":
            doubtful = housed.zone.high > 0 and housed.zone.low < 1
            return replace(housed, basis="building"), "building_doubtful" if doubtful else None
        placement = place(land, None, entry.part)
        return placement, "no_place" if placement.basis == "unknown" else None
    placement = place(land, entry.geometry, None)
    settled = housed is not None and housed.basis != "unknown" and housed.zone.low == housed.zone.high
    if settled and housed is not None and housed.zone.value in {0.0, 1.0}:
        if placement.near_boundary:
            return replace(housed, basis="building"), None
        if housed.zone.value != placement.zone.value:
            return placement, "building_disagrees"
    return placement, "near_boundary" if placement.near_boundary else None


def _weigh(entry: Institution, placement: Placement, doubt: str | None) -> PlacedInstitution:
    """What a row adds to low and high, before repetitions are looked at."""
    zone, core = placement.zone, placement.core
    why = doubt
    if doubt == "building_disagrees":
        zone, core = UNKNOWN, UNKNOWN if core.high > 0 else NOTHING
    elif zone.high == 0:
        why = "outside"
    low, high = _bits(zone, certain=doubt is None)
    core_low, core_high = _bits(core, certain=doubt is None)
    if entry.category == UNDETERMINED:
        low, core_low, why = 0, 0, why or "category"
    if entry.branch_of is not None:
        low, core_low, why = 0, 0, why or "branch"
    if not entry.resident:
        low = high = core_low = core_high = 0
        why = "not_resident"
    return PlacedInstitution(
        entry=entry,
        placement=placement,
        low=low,
        high=high,
        core_low=min(low, core_low),
        core_high=min(high, core_high),
        why=why,
    )


def _bits(share: Share, *, certain: bool) -> tuple[int, int]:
    """Certainly and possibly inside, as 0 or 1."""
    return int(certain and share.low >= 1), int(share.high > 0)


def _once(placed: list[PlacedInstitution]) -> list[PlacedInstitution]:
    """Of the rows of one institution the best placed counts, the others do not."""
    best: dict[int, PlacedInstitution] = {}
    for row in placed:
        key = row.entry.row if row.entry.twin is None else row.entry.twin
        if key not in best or (row.low, row.high) > (best[key].low, best[key].high):
            best[key] = row
    chosen = {id(row) for row in best.values()}
    return [
        row if id(row) in chosen else replace(row, low=0, high=0, core_low=0, core_high=0, why="duplicate")
        for row in placed
    ]


def _by_building(roster: Roster, placed: list[PlacedInstitution]) -> list[Issue]:
    """Rows without coordinates that lie where their building does, told in one note."""
    found = [row for row in placed if row.entry.geometry is None and row.placement.basis == "building"]
    if not found:
        return []
    buildings = list(dict.fromkeys(row.entry.building or row.entry.address or "" for row in found))
    params = {"count": len(found), "buildings": buildings[:_MOST_TOLD], "rows": [r.entry.row for r in found]}
    where = Where(file=roster.file, row=found[0].entry.row if len(found) == 1 else None)
    code = "institution.by_building" if len(found) == 1 else "institution.by_buildings"
    return [Issue(code=code, severity=Severity.NOTE, where=where, params=params)]


def _issue(roster: Roster, row: PlacedInstitution) -> Issue:
    point = row.entry.geometry
    params: dict[str, Any] = {"name": row.entry.name}
    if row.why in {"building_disagrees", "building_doubtful"}:
        params["building"] = row.entry.building or row.entry.address
    where = Where(
        file=roster.file,
        row=row.entry.row,
        lon=None if point is None else point.x,
        lat=None if point is None else point.y,
    )
    return Issue(code=f"institution.{row.why}", severity=Severity.WARNING, where=where, params=params)
