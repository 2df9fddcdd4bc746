"""The register as the open pages see it: read once, and again when what the public sees has changed."""

from __future__ import annotations

import functools
import os
import tempfile
import threading
import tomllib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from geo.model.clock import china_now
from geo.ui import cache, derived
from geo.ui.shelf import Shelf, land_bytes
from geo.ui.zone_rows import UNKNOWN, ZoneRow, layout

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

    from geo.maps.listed import Listed
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

    Without a data folder it lasts as long as the process: the pages then show what is publicly known. A
    database server without one is refused: what is handed in would lose its files with the process.
    """
    from geo.registry import open_register
    from geo.registry.access import SERVICE
    from geo.registry.seed import seed
    from geo.registry.zones import zones_of

    said, server = os.environ.get(FOLDER), os.environ.get(DATABASE)
    if server:
        register = open_register(server, folder=Path(said) if said else None, create=True)
    else:
        register = open_register(said or tempfile.mkdtemp(prefix="sizhi-"), create=True)
    if not zones_of(register).total:
        seed(register, SERVICE)
    _OPEN.set()
    return register


def today() -> str:
    """The day a figure is shown: the register was asked a moment before."""
    return china_now().date().isoformat()


def snapshot() -> Snapshot:
    """What the register holds now, for everybody.

    It is read anew when the public's view of it has changed, and not for every line of the trail: drafts are
    saved all the time, and show nothing.
    """
    register = opened()
    moment = f"{register.place}/{_moment(register)}"
    return SNAPSHOTS.get(moment, lambda: _read(moment, register))


SNAPSHOTS: Shelf[Snapshot] = Shelf(4, lambda _: 1)
"""The last moments of the register, read as the public."""
_MOMENTS: Shelf[str] = Shelf(4, lambda _: 1)


def _moment(register: Register) -> str:
    from geo.registry.audit import head_of
    from geo.registry.standing import moment_of

    with register.reading() as connection:
        head = head_of(connection)
    return _MOMENTS.get(f"{register.place}/{head.seq}/{head.hash}", lambda: moment_of(register))


def _read(key: str, register: Register) -> Snapshot:
    from geo.registry.standing import standing_roles, standing_zones
    from geo.registry.zones import facts_of

    roles = standing_roles(register)
    rows = tuple(_row(zone, layout(roles.get(zone.id)), key) for zone in standing_zones(register, land=False))
    return Snapshot(rows, facts_of(register), key)


def _row(zone: Standing, laid_out: str, key: str) -> ZoneRow:
    """A zone with the figures of the assessment it was approved on."""
    return ZoneRow(
        id=zone.id,
        name=zone.name,
        level=zone.level,
        stage=UNKNOWN if zone.stage is None else zone.stage.value,
        city=zone.city,
        district=zone.district,
        demo=zone.demo,
        layout=laid_out,
        land=None if zone.land_m2 is None else functools.partial(_land, key, zone.id),
        land_m2=zone.land_m2,
        core_m2=zone.core_m2,
        floor_m2=zone.floor_m2,
        floor_low_m2=zone.floor_low_m2,
        institutions=zone.institutions,
        approved=zone.dates.approved_on,
        outcome=zone.outcome,
    )


LANDS: Shelf[dict[str, BaseGeometry]] = Shelf(400_000_000, lambda held: sum(map(land_bytes, held.values())))
"""The land of all standing zones, read when the first of it is asked for."""


def _land(key: str, zone_id: str) -> BaseGeometry:
    from geo.registry.standing import standing_lands

    return LANDS.get(key, lambda: standing_lands(opened()))[zone_id]


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


@functools.cache
def demo_id() -> str:
    """Id of the demonstration zone, as its file says it: nothing of it is read or assessed for this."""
    from geo import resources

    content = tomllib.loads((resources.demo() / "zone.toml").read_text(encoding="utf-8"))
    return str(content["zone"]["id"])


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
        layout=layout(Counter(None if role != role else role for role in case.footprint["role"])),  # noqa: PLR0124
        land=case.footprint.union_all,
        outcome=item.outcome.value,
        floor_low_m2=None if values["floor_m2"] is None else values["floor_m2"].low,
        **figures,
    )


@dataclass(frozen=True, slots=True)
class Parks:
    """The parks there are, by ``key``; their names and land, or all of them, are read when asked for."""

    key: str
    features: int
    frame: Callable[[], gpd.GeoDataFrame]
    columns: Callable[[], Listed]


def parks(*, demo: bool) -> Parks | None:
    """The parks of the register, newest vintage, or those of the demonstration; read when asked for."""
    from geo.maps.listed import listed

    if demo:
        return Parks("demo", 0, functools.partial(demo_layer, "parks"), lambda: listed(demo_layer("parks")))
    from geo.registry.layers import layers_of

    found = layers_of(opened(), "parks")[:1]
    if not found:
        return None
    key = found[0].id
    frame = functools.partial(_layer, key, "parks")
    columns = functools.partial(derived.names_and_land, opened().folder, key, lambda: listed(frame()))
    return Parks(key, found[0].features, frame, columns)


def newest(names: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Name and id of the newest vintage in use of these layers, of those the register keeps for everybody.

    An id stands for one file read one way, which never changes. What rests on these layers has this in its
    key: the moment of the register does not move when a layer comes or goes.
    """
    from geo.registry.layers import layers_of

    found: dict[str, str] = {}
    for layer in layers_of(opened()):
        found.setdefault(layer.kind, layer.id)
    return tuple((name, found[name]) for name in names if name in found)


def layers(held: Sequence[tuple[str, str]], *, demo: bool) -> dict[str, gpd.GeoDataFrame]:
    """Layers by name: those that `newest` told of.

    Those of the demonstration take their place only when asked for: real and made-up land never mix.
    """
    if demo:
        return {name: demo_layer(name) for name in SERVED}
    return {name: _layer(layer_id, name) for name, layer_id in held}


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
