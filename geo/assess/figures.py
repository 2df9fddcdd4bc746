"""Every number of one footprint: land, floor area, institutions, overlap, 四至, concentration."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from geo.assess.boundaries import four_boundaries
from geo.measure.concentration import INDICATORS, indicators, percentiles
from geo.measure.floor import floor_account, floor_measurements, part_floor_measurements
from geo.measure.institutions import (
    institution_account,
    institution_categories,
    institution_measurements,
)
from geo.measure.land import land_measurements
from geo.measure.ledger import Ledger, ledger_from_features
from geo.measure.overlap import ParkIndex, overlap_frame, overlay
from geo.measure.roster import institutions_from_features
from geo.measure.uncertainty import BAND_SIGMAS, areas_and_sigmas_m2
from geo.model.assessment import plain
from geo.model.footprint import make_footprint
from geo.model.measurement import Measurement
from geo.rules.facts import PartFacts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

    from geo.assess.supporting import Supporting
    from geo.measure.overlap import Overlay
    from geo.model.assessment import Reason
    from geo.model.issue import Issue
    from geo.model.zone import Zone

OVERLAID = ("parks", "zones")
"""The layers a footprint is laid over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What was measured of one footprint; the fields are those of `Facts` and `Assessment`."""

    measurements: Mapping[str, Measurement]
    issues: tuple[Issue, ...] = ()
    overlaps: tuple[Mapping[str, Any], ...] = ()
    four_boundaries: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    concentration: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    categories: Mapping[str, Measurement] = field(default_factory=lambda: MappingProxyType({}))
    parts: tuple[PartFacts, ...] = ()
    claims: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    doubts: tuple[Reason, ...] = ()
    frames: Mapping[str, gpd.GeoDataFrame] = field(default_factory=lambda: MappingProxyType({}))


def land_figures(footprint: gpd.GeoDataFrame, accuracy_m: float) -> Mapping[str, Measurement]:
    """The land areas with their bands."""
    return land_measurements(footprint, vertex_sigma_m=accuracy_m)


@dataclass(slots=True)
class _Ledgers:
    """What the ledgers say of one footprint."""

    measurements: dict[str, Measurement] = field(default_factory=dict)
    categories: dict[str, Measurement] = field(default_factory=dict)
    by_part: dict[str, Measurement] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)


def _ledgers(footprint: gpd.GeoDataFrame, supporting: Supporting) -> _Ledgers:
    found = _Ledgers()
    ledger: Ledger | None = None
    if "buildings" in supporting.readings:
        ledger = ledger_from_features(supporting.readings["buildings"])
        account = floor_account(ledger, footprint)
        found.measurements |= floor_measurements(account, footprint)
        found.by_part |= part_floor_measurements(account, footprint)
        found.issues += account.issues
    if "institutions" in supporting.readings:
        roster = institutions_from_features(supporting.readings["institutions"])
        listed = institution_account(roster, footprint, ledger)
        found.measurements |= institution_measurements(listed, footprint, ledger)
        found.categories |= institution_categories(listed)
        found.issues += listed.issues
    return found


def measurements(
    footprint: gpd.GeoDataFrame, accuracy_m: float, supporting: Supporting
) -> dict[str, Measurement]:
    """All measurements a rule may name; no overlaps, no 四至: what the sensitivity table asks again."""
    return _measured(footprint, accuracy_m, _ledgers(footprint, supporting))


def _measured(footprint: gpd.GeoDataFrame, accuracy_m: float, ledgers: _Ledgers) -> dict[str, Measurement]:
    """Land, ledgers and concentration; what a ledger measured stands before what its points alone give."""
    return {**land_figures(footprint, accuracy_m), **indicators(footprint), **ledgers.measurements}


def figures(zone: Zone, footprint: gpd.GeoDataFrame, accuracy_m: float, supporting: Supporting) -> Figures:
    """Measure a footprint with everything that came with it."""
    ledgers = _ledgers(footprint, supporting)
    measured = _measured(footprint, accuracy_m, ledgers)
    bounded = four_boundaries(zone.claim, footprint, supporting.frames.get("lines"))
    overlays = list(_overlays(zone, footprint, accuracy_m, supporting))
    frames = dict(bounded.frames)
    if overlays:
        import pandas as pd  # noqa: PLC0415

        frames["overlaps"] = pd.concat([overlap_frame(item) for item in overlays], ignore_index=True)
    return Figures(
        measurements=measured,
        issues=(*ledgers.issues, *bounded.issues),
        overlaps=tuple(plain(overlap) for item in overlays for overlap in item.overlaps),
        four_boundaries=bounded.record,
        concentration=_concentration(measured, supporting),
        categories=ledgers.categories,
        parts=tuple(_part_facts(footprint, accuracy_m, ledgers)),
        claims=bounded.claims,
        doubts=bounded.doubts,
        frames=frames,
    )


def _part_facts(footprint: gpd.GeoDataFrame, accuracy_m: float, ledgers: _Ledgers) -> Iterator[PartFacts]:
    """Land and floor area of every part by itself, for rules of scope ``part``."""
    areas, sigmas = areas_and_sigmas_m2(footprint.geometry.to_numpy(), accuracy_m)
    for part_id, role, area, sigma in zip(
        footprint["part_id"], footprint["role"], areas.tolist(), sigmas.tolist(), strict=True
    ):
        band = BAND_SIGMAS * sigma
        land = Measurement(
            name="part_land_area_m2",
            value=area,
            unit="m2",
            method="ellipsoidal_union",
            low=max(0.0, area - band),
            high=area + band,
        )
        own = {land.name: land}
        if part_id in ledgers.by_part:
            own["part_floor_area_m2"] = ledgers.by_part[part_id]
        yield PartFacts(part_id=part_id, role=role, measurements=own)


def _concentration(measured: Mapping[str, Measurement], supporting: Supporting) -> dict[str, Any]:
    """The indicators, and where each stands among the zones given to compare with; never a cut-off."""
    known = [zone_indicators(geometry) for geometry in _zones(supporting)]
    reference = {name: [zone[name].value for zone in known] for name in INDICATORS} if known else {}
    own = {name: measured[name] for name in INDICATORS if name in measured}
    placed = percentiles(own, reference)
    return {
        "indicators": {name: plain(item) for name, item in own.items()},
        "percentiles": {name: {"percentile": p, "among": n} for name, (p, n) in placed.items()},
        "compared_with": len(known),
    }


def _zones(supporting: Supporting) -> list[BaseGeometry]:
    if "zones" not in supporting.frames:
        return []
    known = supporting.frames["zones"].geometry
    areal = known.geom_type.isin(["Polygon", "MultiPolygon"]) & known.is_valid
    return list(known[areal])


def zone_indicators(geometry: BaseGeometry) -> Mapping[str, Measurement]:
    """Indicators of a known zone of which only the land is known: one part a polygon, no roles."""
    polygons = list(getattr(geometry, "geoms", [geometry]))
    return indicators(make_footprint([(str(i), None, None, p) for i, p in enumerate(polygons, 1)]))


def _overlays(
    zone: Zone, footprint: gpd.GeoDataFrame, accuracy_m: float, supporting: Supporting
) -> Iterator[Overlay]:
    for layer in OVERLAID:
        if layer in supporting.frames:
            index = ParkIndex(supporting.frames[layer], layer=layer)
            yield overlay(footprint, index, vertex_sigma_m=accuracy_m, zone_name=zone.name)
