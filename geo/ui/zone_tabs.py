"""What stands below the map of a zone, one matter at a time: the choice of it is in the address."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo.i18n import text
from geo.ui import address, details, swipe_view, verdict, zone_papers, zone_versions, zone_view
from geo.ui.render import html
from geo.ui.state import Key

if TYPE_CHECKING:
    from geo.ui.zone_land import Land
    from geo.ui.zone_rows import ZoneRow
    from geo.ui.zone_view import Story

TABS = ("verdict", "place", "versions", "papers")


def chosen() -> str:
    """The matter asked for."""
    address.restore(Key.ZONE_TAB, TABS, default=TABS[0])
    tab: str = st.session_state[Key.ZONE_TAB]
    return tab


def draw(row: ZoneRow, found: Story, held: Land | None, lang: str) -> None:
    """The choice, and what was chosen."""
    st.segmented_control(
        text("ui.zone.tab", lang),
        TABS,
        format_func=lambda tab: text(f"ui.zone.tab_{tab}", lang),
        key=Key.ZONE_TAB,
        required=True,
        label_visibility="collapsed",
        width="stretch",
        persist_state="session",
    )
    address.keep(Key.ZONE_TAB, default=TABS[0])
    match st.session_state[Key.ZONE_TAB]:
        case "verdict":
            _verdict(row, found, held, lang)
        case "place":
            _place(held, lang)
        case "versions":
            zone_versions.table(found, row, lang)
            zone_view.verdicts(found, row, lang)
        case _ if held is not None:
            zone_papers.block(row, found, held, lang)


def _verdict(row: ZoneRow, found: Story, held: Land | None, lang: str) -> None:
    """The verdict it was approved on, clause by clause; of other land only that there is none."""
    if held is not None and held.approved:
        item = held.case.assessment
        verdict.banner(item, lang, next_step=text("ui.zone.verdict_of", lang, number=_number(found, lang)))
        verdict.findings(held.case, lang)
        return
    zone_view.verdicts(found, row, lang)


def _number(found: Story, lang: str) -> str:
    return found.verdicts[0].number if found.verdicts else text("ui.demo_mark", lang)


def _place(held: Land | None, lang: str) -> None:
    if held is None:
        return
    item = held.case.assessment
    details.four_boundaries(item, lang)
    details.overlaps(item, lang)
    if not item.overlaps:
        html("lines.html.j2", title=text("ui.overlaps", lang), rows=[text("ui.zone.overlaps_none", lang)])
    details.concentration(item, lang)


def swipe(row: ZoneRow, found: Story, lang: str) -> swipe_view.Sides | None:
    """The two versions to lay over each other; None where there is only one."""
    pair = zone_versions.choose(found, lang)
    return None if pair is None else zone_versions.sides(row, found, pair, lang)
