"""The map of the province for the pages, drawn once for what was chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo.i18n import text
from geo.ui import publisher, register_view
from geo.ui.zone_rows import MEASURES, by_code, frame

if TYPE_CHECKING:
    from geo.places import Level
    from geo.ui.filters import Chosen
    from geo.ui.zone_rows import ZoneRow


def map_page(
    key: str, chosen: Chosen, lang: str, *, _rows: tuple[ZoneRow, ...], assets_url: str | None
) -> str:
    """The map as a page; with ``assets_url`` Leaflet is linked, else inlined."""
    page: str = _map_page((key, publisher.key()), chosen, lang, _rows=_rows, assets_url=assets_url)
    return page


@st.cache_data(max_entries=64, ttl=1800, show_spinner=False)
def _map_page(
    key: tuple[str, str],  # noqa: ARG001 - the cache's key: the moment of the register, and its settings
    chosen: Chosen,
    lang: str,
    *,
    _rows: tuple[ZoneRow, ...],
    assets_url: str | None,
) -> str:
    from geo.maps.province_layers import Choropleth, ProvinceContent
    from geo.maps.province_map import province_map

    demo = any(row.demo for row in _rows)
    level: Level = "city" if chosen.by == "city" else "county"
    content = ProvinceContent(
        title=text("ui.province.map_title", lang),
        zones=frame(_rows),
        parks=register_view.demo_layer("parks") if demo else None,
        choropleth=Choropleth(
            level=level,
            values=by_code(_rows, chosen.measure, level),
            title=text(f"ui.province.measure_{chosen.measure}", lang),
            unit=MEASURES[chosen.measure],
        ),
        demo=demo,
    )
    published = publisher.on_maps(served=assets_url is not None)
    return province_map(content, lang, assets_url=assets_url, **published)
