"""Service coverage: rings about the footprints, what lies within them, and what one more base would add."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo.errors import SizhiError
from geo.i18n import text
from geo.ui import (
    coverage_form,
    coverage_map,
    coverage_tables,
    coverage_view,
    exports,
    later,
    register_view,
    render,
)
from geo.ui.coverage_work import Work

if TYPE_CHECKING:
    from geo.ui.coverage_form import Asked
    from geo.ui.register_view import Snapshot

MEASURED_S = 0.8
"""Waited for the measures before the page says that they are coming: a few zones take less."""


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
    work = Work(held.key, asked, () if asked.demo else register_view.newest(register_view.SERVED))
    above = st.container()
    picture, beside = st.columns([2, 1], gap="medium")
    with picture, st.container(key="map"):
        coverage_map.show(work, lang)
    # The map stands before anything is measured: it asks for its rings itself.
    found = work.ready(max(MEASURED_S, later.AT_ONCE_S))
    with above:
        if found is None:
            later.coming(work.ready, text("ui.coverage.measuring", lang), lambda: _progress(work, lang))
            return
        coverage_tables.figures(found, asked, lang)
    with beside:
        coverage_tables.cities(found, asked, lang)
    coverage_tables.gains(found, asked, lang)
    coverage_tables.served(found, lang)
    with st.expander(text("ui.coverage.counties_fold", lang)):
        coverage_tables.counties(found, asked, lang)
    exports.buttons(
        lambda: coverage_view.tables(found, lang),
        name="coverage",
        lang=lang,
        page=lambda: coverage_map.page(work, lang),
        more=[exports.File("gpkg", "gpkg", exports.GEOPACKAGE, "layers", lambda: coverage_map.layers(work))],
    )


def _progress(work: Work, lang: str) -> str:
    return text("ui.coverage.progress", lang, done=work.done(), count=len(work.asked.distances_m))
