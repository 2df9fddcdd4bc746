"""The province at a glance: figures, map, ranking, spread, and how concentrated all of it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo.errors import SizhiError
from geo.i18n import text
from geo.ui import exports, filters, indicators, overview, register_view, render
from geo.ui.province_view import map_page
from geo.ui.server import LEAFLET_URL
from geo.ui.zone_rows import kept

if TYPE_CHECKING:
    from geo.ui.filters import Chosen
    from geo.ui.register_view import Snapshot
    from geo.ui.zone_rows import ZoneRow


def draw(lang: str) -> None:
    """Draw the page."""
    render.html("heading.html.j2", title=text("ui.page.province", lang), lead=text("ui.province.lead", lang))
    chosen = filters.ask(lang)
    try:
        with st.spinner(text("ui.province.working", lang)):
            held = register_view.snapshot()
            every = (*held.rows, register_view.demo_row()) if chosen.demo else held.rows
    except SizhiError as problem:
        st.error(text(f"error.{problem.code}", lang, **problem.params), icon=":material/error:")
        return
    rows = kept(every, chosen.wanted)
    if not rows:
        _nothing(every, lang)
        overview.facts(held.facts, lang)
        return
    overview.figures(rows, register_view.today(), lang)
    overview.facts(held.facts, lang)
    _map(rows, held, chosen, lang)
    overview.spread(rows, chosen, lang)
    indicators.table(rows, chosen, lang)
    _downloads(rows, held, chosen, lang)


def _nothing(every: tuple[ZoneRow, ...], lang: str) -> None:
    """No zone fits the filters, or the register is empty: two different things to do."""
    key = "filtered" if every else "empty"
    render.html(
        "notice.html.j2",
        tone="advisory",
        title=text(f"ui.province.{key}_title", lang),
        lines=[text(f"ui.province.{key}_text", lang)],
    )
    if every:
        st.button(
            text("ui.province.filters_off", lang), on_click=filters.forget, icon=":material/filter_alt_off:"
        )


def _map(rows: tuple[ZoneRow, ...], held: Snapshot, chosen: Chosen, lang: str) -> None:
    picture, beside = st.columns([2, 1], gap="medium")
    with picture, st.container(key="map"):
        st.iframe(map_page(held.key, chosen, lang, _rows=rows, assets_url=LEAFLET_URL), height=640)
    with beside:
        overview.zone_list(rows, lang)


def _downloads(rows: tuple[ZoneRow, ...], held: Snapshot, chosen: Chosen, lang: str) -> None:
    tables = overview.tables(rows, held, chosen, lang)
    exports.buttons(
        tables,
        name="province",
        lang=lang,
        page=lambda: map_page(held.key, chosen, lang, _rows=rows, assets_url=None),
    )
