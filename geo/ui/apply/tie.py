"""The zone of the register an application speaks of: a new version of its land, or its first boundary."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo.i18n import text
from geo.places import label
from geo.registry import Query
from geo.registry.problems import MissingError
from geo.registry.zones import zone, zones_of
from geo.ui import register_view
from geo.ui import tied as tied_to
from geo.ui.apply import session
from geo.ui.render import html
from geo.ui.state import Key

if TYPE_CHECKING:
    from geo.registry.records import ZoneRecord
    from geo.ui.apply.desk import Desk
    from geo.ui.apply.look import Look

MOST = 200
"""Zones offered at once: with more, a part of the name is asked for first."""
NONE = ""
"""Choice of an application for a zone that is not in the register yet."""
ZONE, FIND = f"{Key.APPLY}:zone", f"{Key.APPLY}:zone_find"


def draw(seen: Look, lang: str) -> None:
    """Choose the zone, and say what it has already."""
    html("apply_head.html.j2", title=text("ui.apply.tie.title", lang), lead=text("ui.apply.tie.lead", lang))
    tied = known(seen.desk.zone.id)
    words = st.session_state.get(FIND, "").strip()
    found = zones_of(register_view.opened(), Query(words=words or None, size=MOST))
    left, right = st.columns(2, gap="medium")
    with left:
        if found.total > MOST or words:
            st.text_input(text("ui.apply.tie.find", lang, count=found.total), key=FIND, max_chars=100)
        offered = {one.id: one for one in (*((tied,) if tied else ()), *found.rows)}
        st.session_state[ZONE] = NONE if tied is None else tied.id
        st.selectbox(
            text("ui.apply.tie.zone", lang),
            [NONE, *offered],
            format_func=lambda key: named(offered[key], lang) if key else text("ui.apply.tie.new", lang),
            key=ZONE,
            help=text("ui.apply.tie.help", lang),
            on_change=_chosen,
        )
    with right:
        html("apply_quiet.html.j2", said=_means(tied, lang))
        if tied is not None:
            _differs(seen.desk, tied, lang)


def known(zone_id: str | None) -> ZoneRecord | None:
    """A zone of the register; None where there is none of this id."""
    if not zone_id:
        return None
    try:
        return zone(register_view.opened(), zone_id)
    except MissingError:
        return None


def named(one: ZoneRecord, lang: str) -> str:
    """A zone in the list: its name, city, level, and whether its land is known."""
    land = (
        text("ui.apply.tie.no_land", lang)
        if one.area_m2 is None
        else text("ui.apply.tie.land", lang, area=one.area_m2)
    )
    city = "" if one.city is None else label(one.city, lang)
    return " · ".join(piece for piece in (one.name, city, text(f"level.{one.level}", lang), land) if piece)


def _means(tied: ZoneRecord | None, lang: str) -> str:
    """What the choice leads to."""
    if tied is None:
        return text("ui.apply.tie.means_new", lang)
    return text(f"ui.apply.tie.means_{'first' if tied.area_m2 is None else 'next'}", lang, name=tied.name)


def _differs(desk: Desk, found: ZoneRecord, lang: str) -> None:
    """What the application says else than the register, and that the register holds."""
    zone_said = desk.zone
    lines = tied_to.differences(zone_said.name, zone_said.level.value, zone_said.city, found, lang=lang)
    if lines:
        html(
            "notice.html.j2",
            tone="review",
            title=text("ui.tied.title", lang),
            lines=[*lines, text("ui.tied.stays", lang)],
        )
    else:
        html("apply_quiet.html.j2", said=text("ui.tied.stays", lang))


def _chosen() -> None:
    zone_id = st.session_state[ZONE]
    found = known(zone_id)
    session.change(lambda desk: with_zone(desk, found))


def with_zone(desk: Desk, found: ZoneRecord | None) -> Desk:
    """Let an application speak of a zone; what is not said of it yet is taken from there."""
    if found is None:
        return desk.with_zone(id=None)
    return desk.with_zone(
        id=found.id,
        name=desk.zone.name or found.name,
        city=desk.zone.city or found.city,
        operator=desk.zone.operator or found.operator,
    )
