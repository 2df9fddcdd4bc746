"""Files read and assessments computed once: keyed by what was sent and what was chosen.

The caches are shared by all sessions, and a key holds every byte and every option: two people see the
same result only when they sent the same files and said the same of them.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import threading
from importlib import import_module
from typing import TYPE_CHECKING

import streamlit as st

from geo.model.assessment import plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from geo.assess.grids import Grid
    from geo.assess.recognise import Guess
    from geo.model.application import Application, Upload
    from geo.model.case import Case, Refused
    from geo.model.drawing import Piece
    from geo.model.reading import Reading

HEAVY = ("geopandas", "pyproj", "geo.assess", "geo.maps.zone")
"""What an assessment and its map import: a second that nobody should wait for."""

WARM_AFTER_S = 1.5
"""By then the first page is drawn: the loading does not compete with it."""


@st.cache_resource(show_spinner=False)
def warm() -> None:
    """Load what the first file will need while the first visitor reads the page; once a process."""
    later = threading.Timer(WARM_AFTER_S, _load)
    later.daemon = True
    later.start()


def _load() -> None:
    from geo import intake

    intake.warm()
    for name in HEAVY:
        import_module(name)


def key_of(application: Application) -> str:
    """SHA-256 over every byte and every option of an application."""
    content = {
        "zone": plain(application.zone),
        "options": plain(application.options),
        "boundary": None if application.boundary is None else digest(application.boundary),
        "layers": {
            name: [*digest(upload), upload.choice.said] for name, upload in application.layers.items()
        },
        "kept": {name: digest(upload) for name, upload in application.kept.items()},
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()


def digest(upload: Upload) -> list[str]:
    """Name and SHA-256 of a file."""
    data = upload.data if isinstance(upload.data, bytes) else upload.data.read_bytes()
    return [upload.name, hashlib.sha256(data).hexdigest()]


def read(upload: Upload, layer: str | None) -> Reading:
    """The boundary file as read, so that a changed option does not read it again."""
    result: Reading = _read((*digest(upload), layer), upload, layer)
    return result


@st.cache_resource(max_entries=32, ttl=1800, show_spinner=False)
def _read(key: tuple[str | None, ...], _upload: Upload, _layer: str | None) -> Reading:  # noqa: ARG001 - the cache's key
    from geo import intake

    return intake.read(_upload.data, name=_upload.name, layer=_layer)


def assessed(application: Application) -> Case | Refused:
    """The assessment of an application, computed at most once; what is not judged does not count."""
    judged = dataclasses.replace(application, kept={})
    result: Case | Refused = _assessed(key_of(judged), judged)
    return result


@st.cache_resource(max_entries=64, ttl=1800, show_spinner=False)
def _assessed(key: str, _application: Application) -> Case | Refused:  # noqa: ARG001
    from geo.assess import assess

    boundary = _application.boundary
    known = None if boundary is None else read(boundary, _application.options.layer)
    return assess(_application, reading=known)


def recognised(upload: Upload) -> Guess:
    """What a file seems to be, so that a list of files does not read them again."""
    result: Guess = _recognised(tuple(digest(upload)), upload)
    return result


@st.cache_resource(max_entries=128, ttl=1800, show_spinner=False)
def _recognised(key: tuple[str, ...], _upload: Upload) -> Guess:  # noqa: ARG001
    from geo.assess.recognise import recognise

    return recognise(_upload)


def map_page(key: str, lang: str, case: Case, *, assets_url: str | None) -> str:
    """The map of an assessed case as a page; with ``assets_url`` Leaflet is linked, else inlined.

    ``key`` is that of the application: two files may hold the same land and yet differ on the map.
    """
    from geo.ui import publisher

    page: str = _map_page((key, publisher.key()), lang, case, assets_url=assets_url)
    return page


@st.cache_resource(max_entries=64, ttl=1800, show_spinner=False)
def _map_page(key: tuple[str, str], lang: str, _case: Case, *, assets_url: str | None) -> str:  # noqa: ARG001
    from geo.maps import zone_map
    from geo.ui import publisher

    return zone_map(_case, lang, assets_url=assets_url, **publisher.on_maps(served=assets_url is not None))


def readings_page(key: str, lang: str, refused: Refused) -> str:
    """The map of where a refused file's land would lie under each reading, as a page; ``key`` as above."""
    from geo.ui import publisher

    page: str = _readings_page((key, publisher.key()), lang, refused)
    return page


@st.cache_data(max_entries=16, ttl=1800, show_spinner=False)
def _readings_page(key: tuple[str, str], lang: str, _refused: Refused) -> str:  # noqa: ARG001
    from geo.maps.readings import readings_map
    from geo.ui import publisher
    from geo.ui.server import LEAFLET_URL

    return readings_map(_refused.alternatives, lang, assets_url=LEAFLET_URL, **publisher.on_maps(served=True))


def ledger_grid(kind: str, upload: Upload, city: str | None) -> Grid:
    """A ledger row by row, so that looking at it does not read it again."""
    result: Grid = _ledger_grid((kind, city, *digest(upload)), upload)
    return result


@st.cache_resource(max_entries=64, ttl=1800, show_spinner=False)
def _ledger_grid(key: tuple[str | None, ...], _upload: Upload) -> Grid:
    from geo.assess.grids import grid_of

    return grid_of(str(key[0]), _upload, key[1])


@st.cache_resource(max_entries=32, ttl=1800, show_spinner=False)
def editor_page(
    key: tuple[str, str | None, str, str, float],
    lang: str,
    _pieces: tuple[Piece, ...],
    _behind: Mapping[str, gpd.GeoDataFrame],
) -> str:
    """The page on which a boundary is drawn.

    ``key`` is where the browser keeps a drawing, the city it opens on, the key of the application, that of
    the publisher's settings, and how well the corners that are there are known.
    """
    from geo.maps.editor import editor_map
    from geo.ui import publisher
    from geo.ui.server import LEAFLET_URL

    memory, city, _, _, before_m = key
    drawn = {"assets_url": LEAFLET_URL, **publisher.on_maps(served=True)}
    return editor_map(_pieces, _behind, lang, memory=memory, city=city, before_m=before_m, **drawn)
