"""Step six: the verdict, clause by clause, with the map, and what to take away."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import streamlit as st

from geo.i18n import text
from geo.report import sheet
from geo.ui import details, verdict
from geo.ui.apply import accuracy, picture
from geo.ui.exports import file_stem
from geo.ui.render import html

if TYPE_CHECKING:
    from geo.model.case import Case
    from geo.ui.apply.look import Look


def draw(seen: Look, lang: str) -> None:
    """Draw the step."""
    if seen.case is None:
        html(
            "apply_head.html.j2",
            title=text("ui.apply.outcome.title", lang),
            lead=text("ui.apply.outcome.lead", lang),
        )
        picture.nothing(lang) if seen.reading is None else picture.refused(lang)
        return
    item = seen.case.assessment
    verdict.banner(item, lang)
    left, right = st.columns([2, 1], gap="medium")
    with left:
        picture.zone(seen.case, seen.application, lang)
    with right:
        verdict.key_figures(item, lang)
        verdict.parts(item, lang)
        details.overlaps(item, lang)
    verdict.repairs(item, lang)
    if accuracy.left_open(item, lang):
        accuracy.draw(seen, lang)
    verdict.findings(seen.case, lang)
    with st.expander(text("ui.apply.outcome.detail", lang)):
        details.four_boundaries(item, lang)
        details.concentration(item, lang)
        details.sensitivity(item, lang)
        st.caption(text("ui.digest", lang, digest=item.digest, pack=sheet.pack_name(item.pack, lang)))
    downloads(seen.case, seen, lang)


def downloads(case: Case, seen: Look, lang: str) -> None:
    """The map and the result, to keep."""
    first, second = st.columns(2)
    first.download_button(
        text("ui.download_map", lang),
        data=lambda: picture.page(case, seen.application, lang, assets_url=None).encode(),
        file_name=f"{file_stem('map', case.assessment.zone.name, lang=lang)}.html",
        mime="text/html",
        icon=":material/map:",
        width="stretch",
        on_click="ignore",
    )
    second.download_button(
        text("ui.download_json", lang),
        data=lambda: _document(case, lang),
        file_name=f"{file_stem('result', case.assessment.zone.name, lang=lang)}.json",
        mime="application/json",
        icon=":material/data_object:",
        width="stretch",
        on_click="ignore",
    )


def _document(case: Case, lang: str) -> bytes:
    from geo.report.document import document

    return json.dumps(document(case, lang), ensure_ascii=False, indent=2).encode()
