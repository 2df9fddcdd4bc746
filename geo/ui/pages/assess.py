"""A boundary file, judged: upload or demonstration, findings, map, problems, downloads."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import streamlit as st

from geo.errors import SizhiError
from geo.i18n import text
from geo.model.case import Refused
from geo.ui import cache, choices, details, intake_form, problems, render, verdict
from geo.ui.server import LEAFLET_URL

if TYPE_CHECKING:
    from geo.model.application import Application
    from geo.model.case import Case


def draw(lang: str) -> None:
    """Draw the page."""
    application = intake_form.application(lang)
    if application is None:
        render.empty(lang)
        return
    try:
        with st.spinner(text("ui.working", lang)):
            result = cache.assessed(application)
    except SizhiError as problem:
        st.error(text(f"error.{problem.code}", lang, **problem.params), icon=":material/error:")
        return
    if isinstance(result, Refused):
        _refusal(result, application, lang)
    else:
        _verdict(result, application, lang)


def _refusal(refused: Refused, application: Application, lang: str) -> None:
    """Why the file cannot be used: every reason, what was read, and what may be chosen."""
    st.error(text("ui.refused", lang, name=refused.source.name), icon=":material/error:")
    problems.issues(refused.issues, lang, on_map=False)
    choices.readings(refused.crs, lang)
    choices.what_we_read(cache.read(application.boundary, application.options.layer), lang)
    if refused.crs is not None and refused.crs.hypotheses:
        details.crs(refused.crs, lang)


def _verdict(case: Case, application: Application, lang: str) -> None:
    item = case.assessment
    problems.summary(item.issues, lang)
    verdict.banner(item, lang)
    if not item.zone.demo:
        choices.readings(item.crs, lang)
        choices.repairs(item.issues, lang)
    key = cache.key_of(application)
    picture, facts = st.columns([2, 1], gap="medium")
    with picture, st.container(key="map"):
        st.iframe(cache.map_page(key, lang, case, assets_url=LEAFLET_URL), height=640)
    with facts:
        verdict.key_figures(item, lang)
        verdict.parts(item, lang)
        details.overlaps(item, lang)
    if not item.zone.demo:
        choices.roles(case, lang)
    verdict.findings(case, lang)
    problems.issues(item.issues, lang)
    _details(case, application, lang)
    _downloads(case, key, lang)


def _details(case: Case, application: Application, lang: str) -> None:
    item = case.assessment
    with st.expander(text("ui.detail", lang)):
        choices.what_we_read(cache.read(application.boundary, application.options.layer), lang)
        details.crs(item.crs, lang)
        details.four_boundaries(item, lang)
        details.concentration(item, lang)
        details.sensitivity(item, lang)
        st.caption(text("ui.digest", lang, digest=item.digest, pack=item.pack.get("id", "")))


def _downloads(case: Case, key: str, lang: str) -> None:
    from geo.report.document import document

    first, second = st.columns(2)
    first.download_button(
        text("ui.download_map", lang),
        data=cache.map_page(key, lang, case, assets_url=None),
        file_name="map.html",
        mime="text/html",
        icon=":material/map:",
        width="stretch",
        on_click="ignore",
    )
    second.download_button(
        text("ui.download_json", lang),
        data=json.dumps(document(case, lang), ensure_ascii=False, indent=2),
        file_name="assessment.json",
        mime="application/json",
        icon=":material/data_object:",
        width="stretch",
        on_click="ignore",
    )
