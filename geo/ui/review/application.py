"""One application beside its map: head, verdict, map and facts, one matter at a time, and the next step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo.errors import SizhiError
from geo.i18n import text
from geo.ui import map_pages, swipe_view, verdict
from geo.ui.map_data import LEAFLET_URL
from geo.ui.render import document, html
from geo.ui.review import act, again, against, head, held, nearby, tabs, told

if TYPE_CHECKING:
    from geo.registry import Person, Register
    from geo.ui.review.held import Desk


def draw(register: Register, person: Person, application_id: str, lang: str) -> None:
    """Draw the application.

    Raises
    ------
    SizhiError
        There is none this person may know of, or the register cannot be read.
    """
    asked = st.query_params.get("version", "")
    submitted = int(asked) if asked.isdecimal() and len(asked) < 6 else None
    desk = held.Desk(
        register=register,
        person=person,
        held=held.load(register, person, application_id, lang, submitted=submitted),
        lang=lang,
    )
    act.opened(desk.held)
    head.draw(desk.held, lang)
    act.overtaken(desk.held, lang)
    head.asked_for(desk.held, lang)
    against.version_choice(desk)
    item = desk.held.assessment
    verdict.banner(item, lang, next_step=_next(desk))
    same = st.container(key="review_same")
    picture, facts = st.columns([2, 1], gap="medium")
    with picture:
        place = st.container(key="map")
    compared = against.chosen(desk) if tabs.chosen() == "compare" else None
    with facts:
        if compared is not None:
            swipe_view.figures(against.sides(desk, compared), lang)
        else:
            verdict.key_figures(item, lang)
            verdict.parts(item, lang)
    tabs.draw(desk)
    act.draw(desk)
    # Last, because it takes longest: what is recorded stands on the page before it is judged again.
    with place, st.spinner(text("ui.review.map_working", lang)):
        page = (
            _map(desk)
            if compared is None
            else swipe_view.map_page(against.sides(desk, compared), lang, assets_url=LEAFLET_URL)
        )
        document(page)
    with same:
        again.line(desk)


def _next(desk: Desk) -> str:
    """What is to be done with this verdict: while it is judged, after its outcome; later, after its stage."""
    from geo.registry.stages import Stage

    stage, outcome = desk.held.entry.stage, desk.held.assessment.outcome
    judged = stage in {Stage.DECLARED, Stage.REVIEW}
    return text(f"ui.review.next_{outcome.value if judged else f'in_{stage.value}'}", desk.lang)


def _map(desk: Desk) -> str:
    """The recorded verdict on the map, with the layers of the original files and the land of the register."""
    try:
        replay = held.replayed(desk)
    except SizhiError:
        replay = None  # said in the line under the verdict; the recorded land is shown all the same
    near = nearby.found(desk)
    case = held.drawn(desk.held, replay, nearby.layers(near))
    key = f"review/{desk.held.submission.sha256}/{near.overlaps!r}/{replay is None}"
    return map_pages.map_page(key, desk.lang, case, assets_url=LEAFLET_URL)


def missing(problem: SizhiError, lang: str) -> None:
    """An application that is not there, or not for this person to know of: the two look the same."""
    html(
        "notice.html.j2",
        tone="review",
        title=text("ui.review.missing", lang),
        lines=[text(f"error.{problem.code}", lang, **problem.params), text("ui.review.missing_do", lang)],
        links=[(text("ui.review.back", lang), told.back())],
    )
