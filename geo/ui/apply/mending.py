"""Step four: every problem with its place, and each repair before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo.i18n import text
from geo.ui import problems
from geo.ui.apply import picture, session
from geo.ui.apply.look import PROPOSED
from geo.ui.render import html

if TYPE_CHECKING:
    from geo.ui.apply.look import Look


def draw(seen: Look, lang: str) -> None:
    """Draw the step."""
    html(
        "apply_head.html.j2",
        title=text("ui.apply.mending.title", lang),
        lead=text("ui.apply.mending.lead", lang),
    )
    if seen.reading is None:
        picture.nothing(lang)
        return
    if seen.case is None:
        problems.issues(seen.issues, lang, on_map=False)
        return
    problems.summary(seen.issues, lang)
    repairs(seen, lang)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        picture.zone(seen.case, seen.application, lang)
    with right, st.container(key="apply_issues"):
        problems.issues(seen.issues, lang)


def repairs(seen: Look, lang: str) -> None:
    """Accept the proposed repairs, or take that back."""
    proposed = [issue for issue in seen.issues if issue.code.endswith(PROPOSED)]
    accepted = bool(seen.desk.options.repair)
    if not proposed and not accepted:
        return
    with st.container(border=True, key="choose_repair"):
        said, button = st.columns([4, 1], vertical_alignment="center")
        key = "undo" if accepted else "accept"
        said.markdown(text(f"ui.apply.mending.{key}_text", lang, count=len(proposed)))
        button.button(
            text(f"ui.apply.mending.{key}", lang),
            key="choose_repair_button",
            on_click=session.change,
            args=(lambda desk: desk.with_options(repair=not accepted),),
            width="stretch",
            type="secondary" if accepted else "primary",
        )
