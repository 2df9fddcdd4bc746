"""The steps of an application, in order: each with how it stands, all of them a click away."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from geo.i18n import text
from geo.ui.apply import look, session
from geo.ui.apply.facts import draw as facts
from geo.ui.apply.files import draw as files
from geo.ui.apply.mending import draw as problems
from geo.ui.apply.outcome import draw as verdict
from geo.ui.apply.place import draw as reading
from geo.ui.apply.roles import draw as roles
from geo.ui.apply.sending import draw as submit
from geo.ui.render import html

if TYPE_CHECKING:
    from geo.ui.apply.look import Look

MARKS = {look.DONE: "✓", look.NEEDS: "!"}
"""A sign beside the word of a step's state, so that colour is never alone."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its name in the address, how it stands, what draws it."""

    name: str
    state: Callable[[Look], str]
    draw: Callable[[Look, str], None]


STEPS: tuple[Step, ...] = (
    Step("files", look.files_state, files),
    Step("reading", look.reading_state, reading),
    Step("roles", look.roles_state, roles),
    Step("problems", look.problems_state, problems),
    Step("facts", look.facts_state, facts),
    Step("verdict", look.verdict_state, verdict),
    Step("submit", look.submit_state, submit),
)


def chosen() -> Step:
    """The step the address names; the first for any other word."""
    asked = st.query_params.get(session.STEP)
    return next((step for step in STEPS if step.name == asked), STEPS[0])


def bar(seen: Look, lang: str) -> None:
    """All steps in a row, the current one marked."""
    current = chosen()
    if current.name == "verdict" and seen.case is not None:
        seen = _viewed(seen, seen.case.assessment.digest)
    rows = []
    for number, step in enumerate(STEPS, start=1):
        state = step.state(seen)
        rows.append(
            {
                "number": number,
                "name": text(f"ui.apply.step.{step.name}", lang),
                "state": state,
                "mark": MARKS.get(state, str(number)),
                "said": text(f"ui.apply.state.{state}", lang),
                "url": session.url_of(session.asked(), lang, step.name),
                "current": step is current,
            }
        )
    html("apply_steps.html.j2", rows=rows, label=text("ui.apply.steps", lang))


def _viewed(seen: Look, digest: str) -> Look:
    """Keep in mind which verdict was looked at: another one is to be looked at again."""
    if seen.desk.viewed == digest:
        return seen
    session.change(lambda desk: dataclasses.replace(desk, viewed=digest))
    return dataclasses.replace(seen, desk=dataclasses.replace(seen.desk, viewed=digest))


def onwards(lang: str) -> None:
    """One step back, one on."""
    at = STEPS.index(chosen())
    back, _, on = st.columns([1.2, 2, 1.4], vertical_alignment="center")
    if at:
        name = text(f"ui.apply.step.{STEPS[at - 1].name}", lang)
        back.button(
            text("ui.apply.back", lang, step=name),
            key="apply_back",
            on_click=session.go,
            args=(session.asked(), STEPS[at - 1].name),
            icon=":material/arrow_back:",
            width="stretch",
        )
    if at + 1 < len(STEPS):
        name = text(f"ui.apply.step.{STEPS[at + 1].name}", lang)
        on.button(
            text("ui.apply.on", lang, step=name),
            key="apply_on",
            on_click=session.go,
            args=(session.asked(), STEPS[at + 1].name),
            icon=":material/arrow_forward:",
            icon_position="right",
            type="primary",
            width="stretch",
        )
