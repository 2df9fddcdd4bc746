"""A boundary file, judged: upload or demonstration, findings, map, problems, downloads."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import streamlit as st

from geo.errors import SizhiError
from geo.i18n import text
from geo.model.case import Refused
from geo.ui import intake_form, render
from geo.ui.cache import assessed, map_page
from geo.ui.server import LEAFLET_URL

if TYPE_CHECKING:
    from geo.model.case import Case


def draw(lang: str) -> None:
    """Draw the page."""
    application = intake_form.application(lang)
    if application is None:
        render.empty(lang)
        return
    try:
        with st.spinner(text("ui.working", lang), show_time=True):
            result = assessed(application)
    except SizhiError as problem:
        st.error(text(f"error.{problem.code}", lang, **problem.params))
        return
    if isinstance(result, Refused):
        render.refusal(result, lang)
        return
    _verdict(result, lang)


def _verdict(case: Case, lang: str) -> None:
    item = case.assessment
    render.banner(item, lang)
    picture, facts = st.columns([2, 1], gap="medium")
    with picture:
        st.iframe(map_page(item.digest, lang, case, assets_url=LEAFLET_URL), height=600)
    with facts:
        render.key_figures(item, lang)
        render.parts(item, lang)
    render.findings(item, lang)
    render.issues(item.issues, lang)
    with st.expander(text("ui.detail", lang)):
        render.crs(item.crs, lang)
        render.sensitivity(item, lang)
    _downloads(case, lang)


def _downloads(case: Case, lang: str) -> None:
    from geo.report.document import document

    item = case.assessment
    first, second = st.columns(2)
    first.download_button(
        text("ui.download_map", lang),
        data=map_page(item.digest, lang, case, assets_url=None),
        file_name="map.html",
        mime="text/html",
        icon=":material/map:",
        width="stretch",
    )
    second.download_button(
        text("ui.download_json", lang),
        data=json.dumps(document(case, lang), ensure_ascii=False, indent=2),
        file_name="assessment.json",
        mime="application/json",
        icon=":material/data_object:",
        width="stretch",
    )
