"""The land of a zone as everybody may see it: parts, side lines, parks, overlaps, and its public verdict."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import shapely
import streamlit as st

from geo.ui import cache, live_map, map_pages, register_view
from geo.ui.map_data import LEAFLET_URL

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from geo.model.application import Application
    from geo.model.case import Case
    from geo.registry.records import Submission
    from geo.ui.zone_rows import ZoneRow

AROUND = 0.02
"""Degrees around the land within which public layers are drawn: about 2 km."""
LAYERS = ("parks", "lines", "institutions")
"""Layers of the register that everybody may see."""


@dataclass(frozen=True, slots=True)
class Land:
    """What is drawn of a zone; ``approved`` says that the verdict in it is the one it was approved on."""

    case: Case
    approved: bool


def land(row: ZoneRow, key: str) -> Land | None:
    """The land of a zone with what is public around it; None where it cannot be drawn.

    Parameters
    ----------
    row
        The zone.
    key
        The moment of the register.
    """
    if row.id == register_view.demo_row().id:
        return Land(register_view.demo_case()[1], approved=True)
    found: Land | None = _land(key, _around(row), row.id, row)
    return found


def _around(row: ZoneRow) -> tuple[tuple[str, str], ...]:
    """The public layers a picture of a zone rests on; the demonstration brings its own."""
    return () if row.id == register_view.demo_id() else register_view.newest(LAYERS)


@st.cache_resource(max_entries=64, ttl=1800, show_spinner=False)
def _land(key: str, around: tuple[tuple[str, str], ...], zone_id: str, _row: ZoneRow) -> Land | None:
    from geo.model.case import Case
    from geo.registry import PUBLIC
    from geo.registry.compare import standing
    from geo.registry.zones import zone

    known = standing(register_view.opened(), PUBLIC, zone_id)
    if known is not None:
        case = _recorded(known)
    else:
        judged = cache.assessed(application(_row, key))
        if not isinstance(judged, Case):
            return None
        case = judged
    claim = zone(register_view.opened(), zone_id).claim
    return Land(dataclasses.replace(case, layers=_layers(case, claim, around)), approved=known is not None)


def _recorded(found: Submission) -> Case:
    """The approved verdict on the approved land, as the register gives it to everybody."""
    from geo.model.case import Case
    from geo.report.stored import stored_assessment

    item = stored_assessment(found.document)
    return Case(assessment=item, footprint=found.footprint, original=found.footprint)


def _layers(
    case: Case, claim: str | None, around: tuple[tuple[str, str], ...]
) -> Mapping[str, gpd.GeoDataFrame]:
    """Side lines and the public layers of the neighbourhood, with what they share with the land."""
    from geo.fourbounds import evidence_frame, parse, sides_frame, verify
    from geo.measure.overlap import ParkIndex, overlap_frame, overlay

    footprint = case.footprint
    public = register_view.layers(around, demo=False)
    near = {name: kept for name, frame in public.items() if len(kept := _near(footprint, frame))}
    found: dict[str, Any] = {**near, "sides": sides_frame(footprint)}
    if claim and "lines" in near:
        checked = verify(parse(claim), footprint, near["lines"], zone_name=case.assessment.zone.name)
        found["claims"] = evidence_frame(checked, footprint, near["lines"])
    if "parks" in near:
        accuracy = float(case.assessment.options["adopted_accuracy_m"])
        met = overlay(footprint, ParkIndex(near["parks"]), vertex_sigma_m=accuracy)
        if met.overlaps:
            found["overlaps"] = overlap_frame(met)
    return found


def _near(footprint: gpd.GeoDataFrame, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Features of a public layer about the land."""
    box = shapely.box(*footprint.total_bounds).buffer(AROUND)
    return frame[frame.geometry.notna() & frame.geometry.intersects(box)].reset_index(drop=True)


def application(row: ZoneRow, key: str) -> Application:
    """The land of a zone as an application that nobody hands in: for land that came without one."""
    if row.id == register_view.demo_row().id:
        from geo.assess import demo_application

        return demo_application()
    found: Application = _application(key, row.id, row)
    return found


@st.cache_resource(max_entries=256, ttl=1800, show_spinner=False)
def _application(key: str, zone_id: str, _row: ZoneRow) -> Application:
    from geo.model.application import Application, Options, Upload
    from geo.model.zone import Level, Zone
    from geo.registry.zones import zone_footprint

    found = zone_footprint(register_view.opened(), zone_id)
    if found is None:
        msg = f"the zone {zone_id} of {key} has an area and no parts"
        raise LookupError(msg)
    zone = Zone(name=_row.name, level=Level(_row.level), city=_row.city, demo=_row.demo)
    return Application(
        zone=zone,
        boundary=Upload(name=f"{_row.name}.geojson", data=geojson(found).encode()),
        options=Options(crs="EPSG:4490"),
    )


def geojson(footprint: gpd.GeoDataFrame) -> str:
    """A footprint as GeoJSON that this service and any other program reads."""
    from geo.i18n import text

    named = footprint.rename(columns={"part_id": "编号", "name": "名称", "role": "角色"})
    named["角色"] = [text(f"role.{role}") if isinstance(role, str) else None for role in named["角色"]]
    return str(named.to_json())


def saved_map(row: ZoneRow, key: str, lang: str) -> str:
    """The map of a zone's land as a page that opens anywhere; empty where it cannot be drawn."""
    found = land(row, key)
    if found is None:
        return ""
    return map_pages.map_page(f"zone/{key}/{_around(row)}/{row.id}", lang, found.case, assets_url=None)


def map_address(row: ZoneRow, key: str, lang: str) -> str:
    """Where the map of a zone's land lies: drawn when a browser asks for it, once for everybody.

    ``row`` must have land that can be drawn.
    """

    def drawn(served: Mapping[str, Any]) -> str:
        from geo.maps import zone_map

        found = land(row, key)
        if found is None:
            msg = f"the land of {row.id} is there no longer"
            raise LookupError(msg)
        return zone_map(found.case, lang, assets_url=LEAFLET_URL, **served)

    return live_map.address(("zone", key, _around(row), row.id, lang), drawn)
