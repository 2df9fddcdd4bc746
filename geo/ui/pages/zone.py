"""One zone: what is known of it and from where, its land when it is known, its versions and verdicts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo.errors import SizhiError
from geo.i18n import text
from geo.ui import (
    address,
    exports,
    register_view,
    render,
    swipe_view,
    verdict,
    zone_land,
    zone_list,
    zone_sheets,
    zone_tabs,
    zone_view,
)
from geo.ui.map_data import LEAFLET_URL
from geo.ui.state import Key

if TYPE_CHECKING:
    from geo.ui.register_view import Snapshot
    from geo.ui.zone_rows import ZoneRow


def draw(lang: str) -> None:
    """Draw the page."""
    try:
        with st.spinner(text("ui.province.working", lang)):
            held = register_view.snapshot()
            rows = {row.id: row for row in (*held.rows, register_view.demo_row())}
    except SizhiError as problem:
        st.error(text(f"error.{problem.code}", lang, **problem.params), icon=":material/error:")
        return
    unknown = address.restore(Key.ZONE_ZONE, rows, default="")
    asked = st.session_state[Key.ZONE_ZONE]
    render.html("heading.html.j2", title=text("ui.page.zone", lang), lead=text("ui.zone.lead", lang))
    st.selectbox(
        text("ui.zone.choose", lang),
        ["", *rows],
        format_func=lambda key: rows[key].name if key else text("ui.zone.none", lang),
        key=Key.ZONE_ZONE,
    )
    address.keep(Key.ZONE_ZONE, default="")
    if unknown:
        st.error(text("ui.zone.unknown", lang, asked=unknown[0][:80]), icon=":material/error:")
    if asked:
        try:
            _zone(rows[asked], held, lang)
        except SizhiError as problem:
            st.error(text(f"error.{problem.code}", lang, **problem.params), icon=":material/error:")
    else:
        zone_list.draw(tuple(rows.values()), lang, on_map=False)


def _zone(row: ZoneRow, held: Snapshot, lang: str) -> None:
    found = zone_view.story(row, held.key)
    if not row.bounded:
        zone_view.head(row, lang)
        zone_view.without_boundary(lang)
        zone_view.facts(found, lang)
        return
    with st.spinner(text("ui.zone.working", lang)):
        land = zone_land.land(row, held.key)
    swiped = zone_tabs.swipe(row, found, lang) if zone_tabs.chosen() == "versions" else None
    picture, beside = st.columns([2, 1], gap="medium")
    with picture, st.container(key="map"):
        if swiped is not None:
            render.document(swipe_view.map_page(swiped, lang, assets_url=LEAFLET_URL))
        elif land is not None:
            render.frame_at(zone_land.map_address(row, held.key, lang))
        if swiped is None and row.id != register_view.demo_row().id:
            render.html("note.html.j2", said=text("ui.zone.map_public", lang))
    with beside:
        zone_view.head(row, lang, land)
        if swiped is not None:
            swipe_view.figures(swiped, lang)
        else:
            if land is not None:
                verdict.parts(land.case.assessment, lang)
            zone_view.facts(found, lang)
    zone_tabs.draw(row, found, land, lang)
    exports.buttons(
        lambda: zone_sheets.tables(row, found, land, lang),
        name="zone",
        stem=exports.file_stem("zone", row.name, lang=lang),
        lang=lang,
        page=lambda: zone_land.saved_map(row, held.key, lang),
    )
