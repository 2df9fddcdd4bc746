"""The map of the province for the pages, drawn once for what was chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo.i18n import text
from geo.ui import register_view
from geo.ui.zone_rows import MEASURES, by_code, frame

if TYPE_CHECKING:
    from geo.places import Level
    from geo.ui.filters import Chosen
    from geo.ui.zone_rows import ZoneRow


@st.cache_data(max_entries=64, ttl=1800, show_spinner=False)
def map_page(
    key: str,  # noqa: ARG001 - the cache's key: the moment of the register
    chosen: Chosen,
    lang: str,
    *,
    _rows: tuple[ZoneRow, ...],
    assets_url: str | None,
) -> str:
    """The map as a page; with ``assets_url`` Leaflet is linked, else inlined."""
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
    return province_map(content, lang, assets_url=assets_url)
