"""Every number of one footprint: land, floor area, institutions, overlap, 四至, concentration."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import shapely

from geo.assess.boundaries import four_boundaries
from geo.assess.ledgers import lay, ledger_frames, record
from geo.measure.concentration import INDICATORS, indicators, percentiles
from geo.measure.land import land_measurements
from geo.measure.overlap import ParkIndex, overlap_frame, overlay
from geo.measure.uncertainty import BAND_SIGMAS, areas_and_sigmas_m2
from geo.model.assessment import plain
from geo.model.footprint import make_footprint
from geo.model.measurement import Measurement
from geo.rules.facts import PartFacts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

    from geo.assess.ledgers import Ledgers
    from geo.assess.supporting import Supporting
    from geo.measure.overlap import Overlay
    from geo.model.assessment import Reason
    from geo.model.issue import Issue
    from geo.model.zone import Zone

OVERLAID = ("parks", "zones")
"""The layers a footprint is laid over."""
VINTAGES = (
    "数据时间",
    "数据年份",
    "数据日期",
    "现势性",
    "更新时间",
    "更新日期",
    "vintage",
    "as_of",
    "updated",
)
"""Columns in which a layer says what day or year its features stand for, in the order they are tried."""
SAME_LAND = 0.95
"""Share of the larger of two zones that both have, from which they are taken for one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What was measured of one footprint; the fields are those of `Facts` and `Assessment`."""

    measurements: Mapping[str, Measurement]
    issues: tuple[Issue, ...] = ()
    overlaps: tuple[Mapping[str, Any], ...] = ()
    four_boundaries: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    concentration: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    ledgers: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    categories: Mapping[str, Measurement] = field(default_factory=lambda: MappingProxyType({}))
    parts: tuple[PartFacts, ...] = ()
    claims: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    doubts: tuple[Reason, ...] = ()
    frames: Mapping[str, gpd.GeoDataFrame] = field(default_factory=lambda: MappingProxyType({}))


def land_figures(footprint: gpd.GeoDataFrame, accuracy_m: float) -> Mapping[str, Measurement]:
    """The land areas with their bands."""
    return land_measurements(footprint, vertex_sigma_m=accuracy_m)


def changes(
    footprint: gpd.GeoDataFrame, accuracy_m: float, *, zone: Zone, supporting: Supporting
) -> dict[str, Any]:
    """What rules look at, measured on another footprint: the fields of `Facts` that depend on land."""
    ledgers = lay(footprint, supporting)
    found: dict[str, Any] = {
        "measurements": _measured(footprint, accuracy_m, ledgers),
        "categories": ledgers.categories,
        "parts": part_facts(footprint, accuracy_m, ledgers.by_part),
    }
    if zone.claim:
        lines = supporting.frames.get("lines")
        found["claims"] = four_boundaries(zone.claim, footprint, lines, zone_name=zone.name).claims
    return found


def _measured(footprint: gpd.GeoDataFrame, accuracy_m: float, ledgers: Ledgers) -> dict[str, Measurement]:
    """Land, ledgers and concentration; what a ledger measured stands before what its points alone give."""
    return {**land_figures(footprint, accuracy_m), **indicators(footprint), **ledgers.measurements}


def figures(zone: Zone, footprint: gpd.GeoDataFrame, accuracy_m: float, supporting: Supporting) -> Figures:
    """Measure a footprint with everything that came with it."""
    ledgers = lay(footprint, supporting)
    measured = _measured(footprint, accuracy_m, ledgers)
    bounded = four_boundaries(zone.claim, footprint, supporting.frames.get("lines"), zone_name=zone.name)
    overlays = list(_overlays(zone, footprint, accuracy_m, supporting))
    frames = {**bounded.frames, **ledger_frames(ledgers)}
    if overlays:
        import pandas as pd  # noqa: PLC0415

        frames["overlaps"] = pd.concat([overlap_frame(item) for item in overlays], ignore_index=True)
    return Figures(
        measurements=measured,
        issues=(*ledgers.issues, *bounded.issues),
        overlaps=tuple(plain(overlap) for item in overlays for overlap in item.overlaps),
        four_boundaries=bounded.record,
        concentration=_concentration(zone, footprint, measured, supporting),
        ledgers=record(ledgers),
        categories=ledgers.categories,
        parts=part_facts(footprint, accuracy_m, ledgers.by_part),
        claims=bounded.claims,
        doubts=bounded.doubts,
        frames=frames,
    )


def part_facts(
    footprint: gpd.GeoDataFrame, accuracy_m: float, floor: Mapping[str, Measurement]
) -> tuple[PartFacts, ...]:
    """Land area of every part by itself, and its floor area by part id where known: for scope ``part``."""
    areas, sigmas = areas_and_sigmas_m2(footprint.geometry.to_numpy(), accuracy_m)
    found = []
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
        if part_id in floor:
            own["part_floor_area_m2"] = floor[part_id]
        found.append(PartFacts(part_id=part_id, role=role, measurements=own))
    return tuple(found)


def _concentration(
    zone: Zone, footprint: gpd.GeoDataFrame, measured: Mapping[str, Measurement], supporting: Supporting
) -> dict[str, Any]:
    """The indicators, and where each stands among the zones given to compare with; never a cut-off."""
    known = [zone_indicators(geometry) for geometry in _others(zone, footprint, supporting)]
    reference = {name: [other[name].value for other in known] for name in INDICATORS} if known else {}
    own = {name: measured[name] for name in INDICATORS if name in measured}
    placed = percentiles(own, reference)
    return {
        "indicators": {name: plain(item) for name, item in own.items()},
        "percentiles": {name: {"percentile": p, "among": n} for name, (p, n) in placed.items()},
        "compared_with": len(known),
    }


def _others(zone: Zone, footprint: gpd.GeoDataFrame, supporting: Supporting) -> list[BaseGeometry]:
    """The land of the zones to compare with; the zone itself may be in the same register and is left out."""
    if "zones" not in supporting.frames:
        return []
    frame = supporting.frames["zones"]
    areal = frame.geometry.geom_type.isin(["Polygon", "MultiPolygon"]) & frame.geometry.is_valid
    own = shapely.union_all(footprint.geometry.to_numpy())
    return [
        other
        for name, other in zip(frame.loc[areal, "name"], frame.geometry[areal], strict=True)
        if name != zone.name and not _same_land(own, other)
    ]


def _same_land(one: BaseGeometry, other: BaseGeometry) -> bool:
    """Nearly all of both is shared: one zone drawn twice."""
    shared = shapely.intersection(one, other).area
    return bool(shared >= SAME_LAND * max(one.area, other.area))


def zone_indicators(geometry: BaseGeometry) -> Mapping[str, Measurement]:
    """Indicators of a known zone of which only the land is known: one part a polygon, no roles."""
    polygons = list(getattr(geometry, "geoms", [geometry]))
    return indicators(make_footprint([(str(i), None, None, p) for i, p in enumerate(polygons, 1)]))


def _overlays(
    zone: Zone, footprint: gpd.GeoDataFrame, accuracy_m: float, supporting: Supporting
) -> Iterator[Overlay]:
    for layer in OVERLAID:
        if layer in supporting.frames:
            frame = supporting.frames[layer]
            found = overlay(
                footprint, ParkIndex(frame, layer=layer), vertex_sigma_m=accuracy_m, zone_name=zone.name
            )
            found = _dated(found, frame)
            yield _without_itself(found, zone) if layer == "zones" else found


def _dated(found: Overlay, frame: gpd.GeoDataFrame) -> Overlay:
    """Each overlap with what the layer says of the day its feature stands for."""
    named = {str(column).strip().lower(): column for column in frame.columns}
    column = next((named[name] for name in VINTAGES if name in named), None)
    if column is None:
        return found
    values = frame[column].astype(object)
    cells = [str(cell).strip() for cell in values.where(values.notna(), "")]
    return dataclasses.replace(
        found,
        overlaps=tuple(
            dataclasses.replace(item, vintage=cells[item.feature] or None) for item in found.overlaps
        ),
    )


def _without_itself(found: Overlay, zone: Zone) -> Overlay:
    """A register that holds the zone itself: that is no overlap."""
    kept = [
        (overlap, ground)
        for overlap, ground in zip(found.overlaps, found.geometries, strict=True)
        if overlap.name is None or overlap.name != zone.name
    ]
    return dataclasses.replace(
        found,
        overlaps=tuple(overlap for overlap, _ in kept),
        geometries=tuple(ground for _, ground in kept),
    )
