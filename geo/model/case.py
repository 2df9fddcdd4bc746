"""An assessment together with the land it speaks of: what maps, pages and notebooks draw."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from geo.model.assessment import Assessment
    from geo.model.datum import CrsDecision, Hypothesis
    from geo.model.issue import Issue
    from geo.model.reading import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """Where another reading of the coordinates would put the land (EPSG:4490)."""

    hypothesis: Hypothesis
    frame: gpd.GeoDataFrame


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One application, assessed. All frames are EPSG:4490.

    ``original`` is the land as received (columns part_id, role, name; geometry may be invalid);
    ``layers`` holds those given or derived: parks, lines, buildings, institutions (each with ``name``),
    overlaps (part_id, name, area_m2), sides (part_id, side, length_m), claims (side, feature, verdict).
    """

    assessment: Assessment
    footprint: gpd.GeoDataFrame
    original: gpd.GeoDataFrame
    alternatives: tuple[Alternative, ...] = ()
    layers: Mapping[str, gpd.GeoDataFrame] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A file that cannot be used, with every reason; ``crs`` is None when it was not reached.

    ``alternatives`` is where each reading of its coordinates would put the land, best first.
    """

    source: Source
    issues: tuple[Issue, ...]
    crs: CrsDecision | None = None
    alternatives: tuple[Alternative, ...] = ()
