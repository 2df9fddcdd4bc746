"""The province at a glance: figures, map, ranking, spread, and how concentrated all of it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo.errors import SizhiError
from geo.i18n import text
from geo.ui import (
    exports,
    filters,
    indicators,
    notices,
    overview,
    province_files,
    province_view,
    register_view,
    render,
    zone_list,
)
from geo.ui.filters import Picked
from geo.ui.zone_rows import kept

if TYPE_CHECKING:
    from geo.ui.zone_rows import ZoneRow


def draw(lang: str) -> None:
    """Draw the page."""
    render.html("heading.html.j2", title=text("ui.page.province", lang), lead=text("ui.province.lead", lang))
    try:
        with st.spinner(text("ui.province.working", lang)):
            held = register_view.snapshot()
            chosen = filters.ask(held.rows, lang)
            every = (*held.rows, register_view.demo_row()) if chosen.demo else held.rows
    except SizhiError as problem:
        st.error(text(f"error.{problem.code}", lang, **problem.params), icon=":material/error:")
        return
    picked = Picked(kept(every, chosen.wanted), every, held, chosen)
    if not picked.rows:
        _nothing(every, lang)
        notices.draw(lang)
        overview.facts(held.facts, lang)
        return
    overview.figures(picked.rows, register_view.today(), lang)
    _map(picked, lang)
    notices.draw(lang)
    overview.facts(held.facts, lang)
    overview.spread(picked.rows, chosen, lang)
    indicators.table(picked, lang)
    _downloads(picked, lang)


def _nothing(every: tuple[ZoneRow, ...], lang: str) -> None:
    """No zone fits the filters, or the register is empty: two different things to do."""
    key = "filtered" if every else "empty"
    render.html(
        "notice.html.j2",
        tone="advisory",
        title=text(f"ui.province.{key}_title", lang),
        lines=[text(f"ui.province.{key}_text", lang)],
    )


def _map(picked: Picked, lang: str) -> None:
    picture, beside = st.columns([2, 1], gap="medium")
    with picture, st.container(key="map"):
        province_view.show(picked, lang)
    with beside:
        zone_list.draw(picked.rows, lang)


def _downloads(picked: Picked, lang: str) -> None:
    exports.buttons(
        lambda: overview.tables(picked, lang),
        name="province",
        lang=lang,
        page=lambda: province_view.page(picked, lang),
        more=province_files.files(picked, lang),
    )
