"""The register as the open pages see it: read once, and again when its audit trail has grown."""

from __future__ import annotations

import datetime as dt
import os
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from geo.ui import cache
from geo.ui.zone_rows import UNKNOWN, ZoneRow

if TYPE_CHECKING:
    import geopandas as gpd

    from geo.model.case import Case
    from geo.registry import Register
    from geo.registry.records import Fact, Standing

FOLDER = "SIZHI_DATA"
"""Variable that names the data folder of the register."""
DATABASE = "SIZHI_DATABASE_URL"
"""Variable that names a database server for it; the files stay in the folder."""
ALL = 1_000_000
SERVED = ("parks", "institutions")
"""Layers whose features a zone serves."""
_FIGURES = {
    "land_m2": "total_land_area_m2",
    "core_m2": "core_land_area_m2",
    "floor_m2": "total_floor_area_m2",
    "institutions": "market_institutions",
}
"""Fields of a row, and the measurements of an assessment they are taken from."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The zones and the facts of the province at one moment; ``key`` names that moment."""

    rows: tuple[ZoneRow, ...]
    facts: tuple[Fact, ...]
    key: str


_OPEN = threading.Event()


def is_open() -> bool:
    """Whether somebody has opened the register before."""
    return _OPEN.is_set()


@st.cache_resource(show_spinner=False)
def opened() -> Register:
    """The register, with the known zones where it is new.

    Without a data folder it lasts as long as the process: the pages then show what is publicly known.
    """
    from geo.registry import open_register
    from geo.registry.access import SERVICE
    from geo.registry.seed import seed
    from geo.registry.zones import zones_of

    folder = Path(os.environ.get(FOLDER) or tempfile.mkdtemp(prefix="sizhi-"))
    server = os.environ.get(DATABASE)
    register = open_register(server or folder, folder=folder if server else None, create=True)
    if not zones_of(register).total:
        seed(register, SERVICE)
    _OPEN.set()
    return register


def today() -> str:
    """The day a figure is shown: the register was asked a moment before."""
    return dt.datetime.now(dt.UTC).astimezone().date().isoformat()


def snapshot() -> Snapshot:
    """What the register holds now."""
    from geo.registry.audit import head_of

    register = opened()
    with register.reading() as connection:
        head = head_of(connection)
    found: Snapshot = _read(f"{register.place}/{head.seq}/{head.hash}", register)
    return found


@st.cache_resource(max_entries=4, show_spinner=False)
def _read(key: str, _register: Register) -> Snapshot:
    from geo.registry.standing import standing_zones
    from geo.registry.zones import facts_of

    return Snapshot(tuple(_row(zone) for zone in standing_zones(_register)), facts_of(_register), key)


def _row(zone: Standing) -> ZoneRow:
    """A zone with the figures of the assessment it was approved on."""
    return ZoneRow(
        id=zone.id,
        name=zone.name,
        level=zone.level,
        stage=UNKNOWN if zone.stage is None else zone.stage.value,
        city=zone.city,
        district=zone.district,
        demo=zone.demo,
        geometry=zone.geometry,
        land_m2=zone.land_m2,
        core_m2=zone.core_m2,
        floor_m2=zone.floor_m2,
        institutions=zone.institutions,
        approved=zone.dates.approved_on,
        outcome=zone.outcome,
    )


def demo_case() -> tuple[str, Case]:
    """The demonstration zone, assessed once, and the key of its pages in the cache."""
    from geo.assess import demo_application
    from geo.model.case import Case

    application = demo_application()
    case = cache.assessed(application)
    if not isinstance(case, Case):  # held by the tests of the demonstration
        msg = "the demonstration was refused"
        raise TypeError(msg)
    return cache.key_of(application), case


def demo_row() -> ZoneRow:
    """The demonstration zone as a row: made up, and marked so wherever it is shown."""
    _, case = demo_case()
    item = case.assessment
    values = {key: item.measurements.get(name) for key, name in _FIGURES.items()}
    figures: dict[str, Any] = {key: None if found is None else found.value for key, found in values.items()}
    return ZoneRow(
        id=str(item.zone.id),
        name=item.zone.name,
        level=item.zone.level.value,
        stage=item.zone.stage or UNKNOWN,
        city=item.zone.city,
        district=item.zone.district,
        demo=True,
        geometry=case.footprint.union_all(),
        outcome=item.outcome.value,
        **figures,
    )


def layers(*, demo: bool) -> dict[str, gpd.GeoDataFrame]:
    """Parks and institutions that can be served, by layer: the newest vintage of the register.

    Those of the demonstration take their place only when asked for: real and made-up land never mix.
    """
    if demo:
        return {name: demo_layer(name) for name in SERVED}
    from geo.registry.layers import layers_of

    newest = {name: layers_of(opened(), name)[:1] for name in SERVED}
    return {name: _layer(found[0].id, name) for name, found in newest.items() if found}


@st.cache_resource(max_entries=16, show_spinner=False)
def _layer(layer_id: str, name: str) -> gpd.GeoDataFrame:
    from geo.assess.supporting import read_supporting
    from geo.model.application import Application
    from geo.model.zone import Zone
    from geo.registry.layers import layer_file

    upload = layer_file(opened(), layer_id)
    asked = Application(zone=Zone(name=""), boundary=upload, layers={name: upload})
    return read_supporting(asked).frames[name]


def demo_layer(name: str) -> gpd.GeoDataFrame:
    """A layer of the demonstration: ``parks`` or ``institutions``."""
    return demo_case()[1].layers[name]
