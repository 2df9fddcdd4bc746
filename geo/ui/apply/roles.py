"""Step three: which part is the core, which the centre, which a base: on the map or in the table."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import shapely
import streamlit as st

from geo.i18n import text
from geo.model.zone import Role
from geo.ui import map_events
from geo.ui.apply import drawing, picture, session
from geo.ui.render import html
from geo.ui.state import Key, part_key

if TYPE_CHECKING:
    from geo.ui.apply.desk import Desk
    from geo.ui.apply.look import Look

AS_STATED = ""
"""Choice that keeps what the file says."""
CHOICES = (*(role.value for role in Role), AS_STATED)


def draw(seen: Look, lang: str) -> None:
    """Draw the step."""
    _pointed_at(seen)
    html(
        "apply_head.html.j2", title=text("ui.apply.roles.title", lang), lead=text("ui.apply.roles.lead", lang)
    )
    if seen.reading is None:
        picture.nothing(lang)
        return
    if seen.case is None:
        picture.refused(lang)
        return
    left, right = st.columns([2, 1], gap="medium")
    with left:
        _brush(lang)
        picture.zone(seen.case, seen.application, lang)
    with right:
        _table(seen, lang)


def _brush(lang: str) -> None:
    """The role the next click on the map gives."""
    key = f"{Key.APPLY}:brush"
    st.session_state.setdefault(key, Role.CORE.value)
    st.segmented_control(
        text("ui.apply.roles.brush", lang),
        CHOICES,
        format_func=lambda role: _word(role, lang),
        key=key,
        required=True,
        persist_state="session",
    )


def _pointed_at(seen: Look) -> None:
    """A part clicked on the map gets the role that is up."""
    told = map_events.heard("part")
    role = st.session_state.get(f"{Key.APPLY}:brush", Role.CORE.value)
    if told is None or seen.case is None or told.id not in {p.part_id for p in seen.case.assessment.parts}:
        return
    session.change(lambda desk: desk.with_options(roles=_with(desk.options.roles, told.id, role)))
    st.rerun()


def _table(seen: Look, lang: str) -> None:
    assert seen.case is not None  # noqa: S101 - `draw` has looked
    assert seen.reading is not None  # noqa: S101
    stated = {part.part_id: part.role for part in seen.reading.parts}
    given = seen.desk.options.roles
    _several(seen, lang)
    html("apply_roles.html.j2", title=text("ui.apply.roles.parts", lang, count=len(stated)))
    for part in seen.case.assessment.parts:
        key = part_key("role", part.part_id)
        st.session_state[key] = given[part.part_id].value if part.part_id in given else AS_STATED
        st.selectbox(
            text("ui.apply.roles.of", lang, name=part.name or part.part_id, area=f"{part.area_m2:,.1f}"),
            CHOICES,
            format_func=partial(_choice, stated.get(part.part_id), lang),
            key=key,
            on_change=_said,
            args=(part.part_id,),
        )


def _several(seen: Look, lang: str) -> None:
    """Parts of several polygons have one role: where that is not meant, each polygon becomes a part."""
    assert seen.case is not None  # noqa: S101 - `draw` has looked
    frame = seen.case.original
    counts = {
        row.name or row.part_id: len(shapely.get_parts(row.geometry))
        for row in frame.itertuples()
        if len(shapely.get_parts(row.geometry)) > 1
    }
    if not counts:
        return
    lines = [text("ui.apply.roles.several", lang, name=name, count=count) for name, count in counts.items()]
    html(
        "notice.html.j2",
        tone="note",
        title=text("ui.apply.roles.several_title", lang),
        lines=[*lines, text("ui.apply.roles.several_do", lang)],
    )
    st.button(
        text("ui.apply.roles.separate", lang),
        key=f"{Key.APPLY}:separate",
        icon=":material/call_split:",
        on_click=session.change,
        args=(_separated,),
    )


def _separated(desk: Desk) -> Desk:
    """Each polygon a part of its own, in a file made here; the one that came is kept beside it."""
    from geo.ui.apply.look import look

    seen = look(desk)
    from geo.assess.drawn import boundary_file, separated
    from geo.measure.by_hand import Corners

    if seen.case is None:
        return desk
    mended = desk.options.repair or desk.options.repairs
    pieces = separated(seen.case.footprint if mended else seen.case.original)
    rings = [(ring, piece.key) for piece in pieces for ring in piece.rings]
    corners = Corners(kept=sum(len(ring) for ring, _ in rings), before_m=drawing.known_m(seen))
    of = [key for _, key in rings]
    data = boundary_file([ring for ring, _ in rings], of, pieces, corners=corners, fresh="{number}")
    return drawing.replaced(desk, data)


def _choice(stated: Role | None, lang: str, role: str) -> str:
    """Words of a choice of role; none chosen keeps what the file says."""
    if role:
        return text(f"role.{role}", lang)
    return text("ui.apply.roles.kept", lang, role=text(f"role.{stated or 'none'}", lang))


def _word(role: str, lang: str) -> str:
    return text(f"role.{role}" if role else "ui.apply.roles.as_stated", lang)


def _said(part_id: str) -> None:
    role = st.session_state[part_key("role", part_id)]
    session.change(lambda desk: desk.with_options(roles=_with(desk.options.roles, part_id, role)))


def _with(roles: object, part_id: str, role: str) -> dict[str, Role]:
    kept = {part: given for part, given in dict(roles).items() if part != part_id}  # type: ignore[call-overload]
    return {**kept, part_id: Role(role)} if role else kept
