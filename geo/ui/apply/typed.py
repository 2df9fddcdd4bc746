"""Corners typed or pasted beside the map that draws: read at once, told line by line, and put on the map."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

import streamlit as st

from geo import words
from geo.i18n import text
from geo.model.issue import Severity
from geo.ui.apply import session
from geo.ui.render import html
from geo.ui.state import Key

if TYPE_CHECKING:
    from geo.assess.typed import Typed
    from geo.ui.apply.look import Look

WRITTEN = f"{Key.APPLY}:typed"
"""What was typed."""
SAID = f"{Key.APPLY}:typed_said"
"""The corners last put on the map, as it is told them, and of which application."""
CAME = f"{Key.APPLY}:typed_came"
"""What came of reading them: to be told until the next time."""
ZONE = f"{Key.APPLY}:typed_zone"
"""The system chosen for eastings without a zone number."""
HEIGHT = 110
TONES = {Severity.ERROR: "fail", Severity.WARNING: "review", Severity.NOTE: "note"}


def draw(seen: Look, lang: str) -> None:
    """The field, and what came of what was written in it."""
    field, button = st.columns([4, 1], vertical_alignment="bottom", gap="small")
    with field:
        st.text_area(
            text("ui.typed.label", lang),
            key=WRITTEN,
            height=HEIGHT,
            placeholder=text("ui.typed.placeholder", lang),
            help=text("ui.typed.help", lang),
        )
    button.button(
        text("ui.typed.add", lang),
        key=f"{Key.APPLY}:typed_add",
        icon=":material/add_location:",
        on_click=_add,
        args=(seen.desk.zone.city, None),
        width="stretch",
    )
    came: Typed | None = st.session_state.get(CAME)
    with st.container(key="apply_typed_told"):  # always there: the map below it stays where it is
        if came is not None:
            _told(came, lang)
            if came.candidates:
                _choice(came, seen, lang)


def message() -> dict[str, Any] | None:
    """What the map is to be told: the corners last added to the drawing of this application."""
    said: tuple[str | None, dict[str, Any]] | None = st.session_state.get(SAID)
    return said[1] if said is not None and said[0] == session.asked() else None


def forget() -> None:
    """The drawing was taken or closed: nothing of it is to be said again."""
    for key in (SAID, CAME):
        st.session_state.pop(key, None)


def _add(city: str | None, chosen: str | None) -> None:
    """Read what was typed; when every line holds, the corners go to the map and the field is empty again."""
    from geo.assess.typed import typed_corners

    came = typed_corners(st.session_state.get(WRITTEN, ""), city=city, chosen=chosen)
    st.session_state[CAME] = came
    if not came.corners:
        return
    corners = [list(corner) for corner in came.corners]
    told = {"sizhi": "corners", "id": secrets.token_hex(8), "corners": corners, "closed": came.closed}
    st.session_state[SAID] = (session.asked(), told)
    st.session_state[WRITTEN] = ""


def _told(came: Typed, lang: str) -> None:
    if came.corners:
        key = "added_closed" if came.closed else "added"
        title = text(f"ui.typed.{key}", lang, count=len(came.corners))
    else:
        only_open = came.candidates and sum(one.severity is Severity.ERROR for one in came.issues) == 1
        title = text(f"ui.typed.{'open' if only_open else 'faulty'}", lang)
    worst = max((issue.severity for issue in came.issues), key=list(TONES)[::-1].index, default=Severity.NOTE)
    rows = sorted(came.issues, key=lambda issue: (list(TONES).index(issue.severity), issue.where.row or 0))
    html(
        "notice.html.j2",
        tone=TONES[worst],
        title=title,
        lines=[
            text(
                "ui.typed.one",
                lang,
                place="" if issue.where.row is None else text("ui.typed.row", lang, row=issue.where.row),
                message=words.issue_message(issue, lang),
                action=words.issue_action(issue, lang),
            )
            for issue in rows
        ],
    )


def _choice(came: Typed, seen: Look, lang: str) -> None:
    """The zones that put the corners in the province: one is chosen, none is guessed."""
    st.radio(
        text("ui.typed.choose", lang),
        came.candidates,
        index=None,
        format_func=dict(zip(came.candidates, came.places[lang], strict=True)).__getitem__,
        key=ZONE,
        on_change=_chosen,
        args=(seen.desk.zone.city,),
    )


def _chosen(city: str | None) -> None:
    chosen = st.session_state.get(ZONE)
    if chosen is not None:
        _add(city, chosen)
