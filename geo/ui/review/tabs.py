"""What stands below the map, one matter at a time: the choice of it is in the address."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import streamlit as st

from geo import words
from geo.i18n import text
from geo.report import ledger_rows
from geo.ui import address, details, problems, verdict
from geo.ui.render import html
from geo.ui.review import again, against, head, nearby, papers
from geo.ui.state import Key

if TYPE_CHECKING:
    from geo.ui.review.held import Desk


def _clauses(desk: Desk) -> None:
    verdict.repairs(desk.held.assessment, desk.lang)
    verdict.findings(desk.held.recorded, desk.lang)
    item = desk.held.assessment
    problems.issues(item.issues, desk.lang, settled=item.settled_parts, names=words.part_names(item))
    for ledger in ledger_rows.ledgers(desk.held.assessment, desk.lang):
        html("review_ledger.html.j2", **ledger)


def _place(desk: Desk) -> None:
    item, lang = desk.held.assessment, desk.lang
    details.overlaps(item, lang)
    if not item.overlaps:
        rows = [text("ui.review.overlaps_none", lang)]
        html("lines.html.j2", title=text("ui.overlaps", lang), rows=rows)
    nearby.block(desk)
    details.four_boundaries(item, lang)


def _grounds(desk: Desk) -> None:
    item, lang = desk.held.assessment, desk.lang
    details.crs(item.crs, lang)
    details.sensitivity(item, lang)
    details.concentration(item, lang)


def _way(desk: Desk) -> None:
    head.way(desk.held, desk.lang)


TABS: dict[str, Callable[[Desk], None]] = {
    "clauses": _clauses,
    "place": _place,
    "grounds": _grounds,
    "compare": against.block,
    "files": papers.block,
    "way": _way,
    "again": again.block,
}
"""Matters in their order, each with what draws it."""


def chosen() -> str:
    """The matter asked for."""
    address.restore(Key.REVIEW_TAB, TABS, default="clauses")
    tab: str = st.session_state[Key.REVIEW_TAB]
    return tab


def draw(desk: Desk) -> None:
    """The choice, and what was chosen."""
    st.segmented_control(
        text("ui.review.tab", desk.lang),
        list(TABS),
        format_func=lambda tab: text(f"ui.review.tab_{tab}", desk.lang),
        key=Key.REVIEW_TAB,
        required=True,
        label_visibility="collapsed",
        width="stretch",
        persist_state="session",
    )
    address.keep(Key.REVIEW_TAB, default="clauses")
    TABS[st.session_state[Key.REVIEW_TAB]](desk)
