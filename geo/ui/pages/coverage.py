"""Service coverage: rings about the footprints, what lies within them, and what one more base would add."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo.errors import SizhiError
from geo.i18n import text
from geo.ui import coverage_form, coverage_tables, coverage_view, exports, register_view, render
from geo.ui.server import LEAFLET_URL

if TYPE_CHECKING:
    from geo.ui.coverage_form import Asked
    from geo.ui.register_view import Snapshot


def draw(lang: str) -> None:
    """Draw the page."""
    render.html("heading.html.j2", title=text("ui.page.coverage", lang), lead=text("ui.coverage.lead", lang))
    try:
        with st.spinner(text("ui.province.working", lang)):
            held = register_view.snapshot()
        asked = coverage_form.ask(held, lang)
        for sentence in asked.wrong:
            st.error(sentence, icon=":material/error:")
        if not asked.lands and not asked.points:
            _nothing(len(held.rows), lang)
            return
        _result(asked, held, lang)
    except SizhiError as problem:
        st.error(text(f"error.{problem.code}", lang, **problem.params), icon=":material/error:")


def _nothing(zones: int, lang: str) -> None:
    """No land to measure from: why, and the two ways on."""
    render.html(
        "notice.html.j2",
        tone="review",
        title=text("ui.coverage.nothing_title", lang),
        lines=[text("ui.coverage.nothing_text", lang, count=zones), text("ui.coverage.nothing_do", lang)],
    )


def _result(asked: Asked, held: Snapshot, lang: str) -> None:
    layers = register_view.layers(demo=asked.demo)
    key = (held.key, tuple(land.id for land in asked.lands), asked.demo)
    with st.spinner(text("ui.coverage.working", lang)):
        found = coverage_view.computed(
            key, asked.distances_m, asked.points, _lands=asked.lands, _layers=layers
        )
    coverage_tables.figures(found, asked, lang)
    picture, beside = st.columns([2, 1], gap="medium")

    def page(assets_url: str | None) -> str:
        return coverage_view.map_page(
            (*key, asked.distances_m, asked.points),
            lang,
            _lands=asked.lands,
            _points=asked.points,
            _found=found,
            _layers=layers,
            assets_url=assets_url,
        )

    with picture, st.container(key="map"):
        st.iframe(page(LEAFLET_URL), height=640)
    with beside:
        coverage_tables.cities(found, asked, lang)
    coverage_tables.gains(found, asked, lang)
    coverage_tables.served(found, lang)
    with st.expander(text("ui.coverage.counties_fold", lang)):
        coverage_tables.counties(found, asked, lang)
    exports.buttons(coverage_view.tables(found, lang), name="coverage", lang=lang, page=lambda: page(None))
