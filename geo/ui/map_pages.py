"""Pages of maps, drawn once: keyed by what they show and by the publisher's settings.

They are shared by all sessions, as what is read and assessed in `geo.ui.cache`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo.ui import publisher
from geo.ui.map_data import LEAFLET_URL

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from geo.model.case import Alternative, Case
    from geo.model.drawing import Piece


def map_page(key: str, lang: str, case: Case, *, assets_url: str | None) -> str:
    """The map of an assessed case as a page; with ``assets_url`` Leaflet is linked, else inlined.

    ``key`` is that of the application: two files may hold the same land and yet differ on the map.
    """
    page: str = _map_page((key, publisher.key()), lang, case, assets_url=assets_url)
    return page


@st.cache_resource(max_entries=64, ttl=1800, show_spinner=False)
def _map_page(key: tuple[str, str], lang: str, _case: Case, *, assets_url: str | None) -> str:  # noqa: ARG001
    from geo.maps import zone_map

    return zone_map(_case, lang, assets_url=assets_url, **publisher.on_maps(served=assets_url is not None))


def readings_page(key: str, lang: str, found: tuple[Alternative, ...]) -> str:
    """The map of where land would lie under each reading, as a page; ``key`` as above."""
    page: str = _readings_page((key, publisher.key()), lang, found)
    return page


@st.cache_data(max_entries=16, ttl=1800, show_spinner=False)
def _readings_page(key: tuple[str, str], lang: str, _found: tuple[Alternative, ...]) -> str:  # noqa: ARG001
    from geo.maps.readings import readings_map

    return readings_map(_found, lang, assets_url=LEAFLET_URL, **publisher.on_maps(served=True))


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

    memory, city, _, _, before_m = key
    drawn = {"assets_url": LEAFLET_URL, **publisher.on_maps(served=True)}
    return editor_map(_pieces, _behind, lang, memory=memory, city=city, before_m=before_m, **drawn)
