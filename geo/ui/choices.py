"""Questions only a person can answer, each answered by a click: which reading, which roles, which repair."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo.crs.weigh import system_words
from geo.i18n import text
from geo.model.zone import Role
from geo.ui.details import reading_place
from geo.ui.render import html
from geo.ui.state import Key, role_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.model.case import Case
    from geo.model.datum import CrsDecision, Hypothesis
    from geo.model.issue import Issue
    from geo.model.reading import Reading

PROPOSED = "_proposed"
"""End of the code of a repair that nobody has accepted yet."""

CHOICES = ("", *(role.value for role in Role))


def what_we_read(reading: Reading, lang: str) -> None:
    """The file as we understood it: format, encoding, layer, parts, declared system."""
    source = reading.source
    declared = reading.declared
    rows = [
        ("file", source.name),
        ("format", text(f"format.{source.format}", lang)),
        ("size", f"{source.size / 1024:,.1f} KB"),
        ("encoding", source.encoding),
        ("layer", source.layer),
        ("parts", str(len(reading.parts))),
        ("declared", text("ui.read.nothing", lang) if declared is None else _short(declared.text)),
    ]
    said = [(text(f"ui.read.{key}", lang), value) for key, value in rows if value]
    html("reading.html.j2", title=text("ui.read.title", lang), rows=said)


def _short(words: str) -> str:
    return words if len(words) <= 60 else words[:57] + "…"


def readings(decision: CrsDecision | None, lang: str) -> None:
    """Choose among the readings of the coordinates, when the file does not settle it."""
    if decision is None or decision.settled or not decision.hypotheses:
        return
    with st.container(border=True, key="choose_crs"):
        st.markdown(f"**{text('ui.choose.crs', lang)}**")
        for index, item in enumerate(decision.hypotheses[:4], start=1):
            said, button = st.columns([4, 1], vertical_alignment="center")
            said.markdown(f"{index}. **{system_words(item)[lang]}**  \n{reading_place(item, lang)}")
            button.button(
                text("ui.choose.this", lang),
                key=f"choose_crs_{index}",
                on_click=_choose,
                args=(item,),
                width="stretch",
                type="primary" if index == 1 else "secondary",
            )


def _choose(item: Hypothesis) -> None:
    st.session_state[Key.CRS] = item.crs
    st.session_state[Key.SHIFT] = item.shift or ""


def roles(case: Case, lang: str) -> None:
    """A role for every part; open when the file marks no core."""
    item = case.assessment
    missing = any(issue.code == "roles.no_core" for issue in item.issues)
    with st.expander(text("ui.choose.roles", lang), expanded=missing, icon=":material/category:"):
        columns = st.columns(min(4, max(1, len(item.parts))))
        for index, part in enumerate(item.parts):
            columns[index % len(columns)].selectbox(
                text("ui.choose.role_of", lang, name=part.name or part.part_id, area=f"{part.area_m2:,.1f}"),
                CHOICES,
                format_func=_RoleName(part.role, lang),
                key=role_key(part.part_id),
            )


class _RoleName:
    """Words of a choice of role; none chosen keeps what the file says."""

    def __init__(self, stated: str | None, lang: str) -> None:
        self.stated, self.lang = stated or "none", lang

    def __call__(self, role: str) -> str:
        if role:
            return text(f"role.{role}", self.lang)
        return text("ui.choose.role_kept", self.lang, role=text(f"role.{self.stated}", self.lang))


def repairs(issues: Sequence[Issue], lang: str) -> None:
    """Accept the proposed repairs, or take that back."""
    proposed = [issue for issue in issues if issue.code.endswith(PROPOSED)]
    accepted = bool(st.session_state.get(Key.REPAIR))
    if not proposed and not accepted:
        return
    with st.container(border=True, key="choose_repair"):
        said, button = st.columns([4, 1], vertical_alignment="center")
        key = "undo" if accepted else "accept"
        said.markdown(text(f"ui.choose.repair_{key}_text", lang, count=len(proposed)))
        button.button(
            text(f"ui.choose.repair_{key}", lang),
            key="choose_repair_button",
            on_click=_set_repair,
            args=(not accepted,),
            width="stretch",
            type="secondary" if accepted else "primary",
        )


def _set_repair(accepted: bool) -> None:
    st.session_state[Key.REPAIR] = accepted
