"""The review: a queue, or one application beside its map; for reviewers and the authority only."""

from __future__ import annotations

import streamlit as st

from geo.errors import SizhiError
from geo.i18n import text
from geo.ui import register_view, render, who
from geo.ui.review import application, queue


def draw(lang: str) -> None:
    """Draw the page."""
    from geo.registry.queue import JUDGES

    person = who.person()
    if not person.roles & JUDGES:
        _closed(lang)
        return
    asked = st.query_params.get("application", "")
    try:
        register = register_view.opened()
        if asked:
            _application(asked, lang)
            return
        render.html("heading.html.j2", title=text("ui.page.review", lang), lead=text("ui.review.lead", lang))
        queue.draw(register, person, lang)
    except SizhiError as problem:
        st.error(text(f"error.{problem.code}", lang, **problem.params), icon=":material/error:")


def _application(asked: str, lang: str) -> None:
    from geo.registry.problems import MissingError

    try:
        application.draw(register_view.opened(), who.person(), asked, lang)
    except MissingError as problem:
        application.missing(problem, lang)


def _closed(lang: str) -> None:
    """Somebody who may not review: said calmly, with what to do."""
    render.html(
        "notice.html.j2",
        tone="review",
        title=text("ui.review.closed_title", lang),
        lines=[text("ui.review.closed_text", lang)],
    )
