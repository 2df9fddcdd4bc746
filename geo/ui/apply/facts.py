"""Step five: the claimed 四至, the ledgers, and what the zone has in place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo import words
from geo.fourbounds import Direction, parse
from geo.i18n import text
from geo.ui.apply import grids, session, tie
from geo.ui.render import html
from geo.ui.state import Key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.fourbounds import Claim, ClaimedSide
    from geo.model.issue import Issue
    from geo.ui.apply.look import Look


def draw(seen: Look, lang: str) -> None:
    """Draw the step."""
    html(
        "apply_head.html.j2", title=text("ui.apply.facts.title", lang), lead=text("ui.apply.facts.lead", lang)
    )
    tie.draw(seen, lang)
    claim(seen, lang)
    for kind in ("buildings", "institutions"):
        grids.draw(seen, kind, lang)
    checklist(seen, lang)


def claim(seen: Look, lang: str) -> None:
    """The claimed 四至 as text, and beside it what was understood of it."""
    left, right = st.columns(2, gap="medium")
    key = f"{Key.APPLY}:claim"
    st.session_state[key] = seen.desk.zone.claim or ""
    with left:
        st.text_area(
            text("ui.apply.facts.claim", lang),
            key=key,
            placeholder=text("ui.apply.facts.claim_example", lang),
            help=text("ui.apply.facts.claim_help", lang),
            height=190,
            on_change=_claimed,
        )
    with right:
        checked = () if seen.case is None else seen.case.assessment.issues
        untold = [issue for issue in checked if issue.code == "claim.part_not_told"]
        understood(seen.desk.zone.claim or "", lang, untold)


def _claimed() -> None:
    said = st.session_state[f"{Key.APPLY}:claim"].strip()
    session.change(lambda desk: desk.with_zone(claim=said or None))


def understood(said: str, lang: str, untold: Sequence[Issue] = ()) -> None:
    """The sides as read, side by side; what is missing, what could not be read, which parts are left out."""
    if not said.strip():
        html(
            "apply_claim.html.j2",
            title=text("ui.apply.facts.read", lang),
            empty=text("ui.apply.facts.none", lang),
        )
        return
    read = parse(said)
    html(
        "apply_claim.html.j2",
        title=text("ui.apply.facts.read", lang),
        blocks=[_block(block, lang) for block in read.blocks],
        issues=[
            (issue.severity.value, words.issue_message(issue, lang), words.issue_action(issue, lang))
            for issue in (*read.issues, *untold)
        ],
        closing=_closing(read, lang),
    )


def _block(block: object, lang: str) -> dict[str, object]:
    from geo.fourbounds import Block

    assert isinstance(block, Block)  # noqa: S101 - what `parse` gives
    return {
        "name": block.name or text("ui.apply.facts.whole", lang),
        "sides": [
            {
                "side": text(f"map.side_{direction.value}", lang),
                "mark": "✓" if (side := block.side(direction)) else "–",
                "tone": "pass" if side else "review",
                "said": _side(side, lang) if side else text("ui.apply.facts.not_told", lang),
            }
            for direction in Direction
        ],
    }


def _side(side: ClaimedSide, lang: str) -> str:
    told = []
    for feature in side.features:
        if feature.offset_m is not None:
            way = (
                ""
                if feature.offset_direction is None
                else text(f"map.side_{feature.offset_direction.value}", lang)
            )
            told.append(
                text("ui.apply.facts.offset", lang, name=feature.name, way=way, metres=feature.offset_m)
            )
        else:
            told.append(feature.name)
    return ("、" if lang == "zh" else ", ").join(told)


def _closing(read: Claim, lang: str) -> str:
    return "" if read.closing is None else text("ui.apply.facts.closing", lang, text=read.closing.text)


def checklist(seen: Look, lang: str) -> None:
    """What the applicant states to have, for the clauses without a number."""
    from geo.rules.pack import load_pack

    pack = load_pack(seen.desk.options.pack)
    items = {item.id: item.text[lang] for rule in pack.rules for item in rule.items}
    if not items:
        return
    html(
        "apply_head.html.j2",
        title=text("ui.apply.facts.checklist", lang),
        lead=text("ui.apply.facts.checklist_lead", lang),
        small=True,
    )
    with st.container(key="apply_checklist"):
        for item, said in items.items():
            key = f"{Key.APPLY}:check:{item}"
            st.session_state[key] = bool(seen.desk.options.checklist.get(item))
            st.checkbox(said, key=key, on_change=_ticked, args=(item,))


def _ticked(item: str) -> None:
    on = st.session_state[f"{Key.APPLY}:check:{item}"]

    def ticked(desk: object) -> object:
        known = {key: value for key, value in desk.options.checklist.items() if key != item}  # type: ignore[attr-defined]
        return desk.with_options(checklist={**known, item: True} if on else known)  # type: ignore[attr-defined]

    session.change(ticked)  # type: ignore[arg-type]
