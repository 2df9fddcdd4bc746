"""Every number of one footprint: land, floor area, institutions, overlap, 四至, concentration."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from geo.measure.floor import floor_account, floor_measurements
from geo.measure.land import land_measurements
from geo.measure.ledger import ledger_from_features

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from geo.assess.supporting import Supporting
    from geo.model.assessment import Reason
    from geo.model.issue import Issue
    from geo.model.measurement import Measurement
    from geo.model.zone import Zone
    from geo.rules.facts import PartFacts


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


def figures(zone: Zone, footprint: gpd.GeoDataFrame, accuracy_m: float, supporting: Supporting) -> Figures:
    """Measure a footprint with everything that came with it."""
    measurements = dict(land_figures(footprint, accuracy_m))
    issues: list[Issue] = []
    if "buildings" in supporting.readings:
        ledger = ledger_from_features(supporting.readings["buildings"])
        account = floor_account(ledger, footprint)
        measurements |= floor_measurements(account, footprint)
        issues += account.issues
    return Figures(measurements=measurements, issues=tuple(issues))
