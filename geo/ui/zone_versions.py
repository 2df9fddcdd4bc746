"""The versions of a zone's land over time, and two of them on one map with a divider."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo.i18n import text
from geo.ui import address, register_view, zone_view
from geo.ui.render import html
from geo.ui.state import Key
from geo.ui.swipe_view import Sides

if TYPE_CHECKING:
    from geo.registry.records import FootprintVersion
    from geo.ui.zone_rows import ZoneRow
    from geo.ui.zone_view import Story


def ordered(found: Story) -> dict[str, FootprintVersion]:
    """The versions everybody may see by their place in time, from ``"1"``, the oldest."""
    inorder = sorted(found.versions, key=lambda version: (version.added_at, version.id))
    return {str(place): version for place, version in enumerate(inorder, start=1)}


def named(place: str, version: FootprintVersion, lang: str) -> str:
    """How a version is called in a list."""
    return text("ui.zone.version_named", lang, count=place, day=zone_view.day(version.added_at))


def choose(found: Story, lang: str) -> tuple[str, str] | None:
    """Which two versions are compared, the older first; None where there are fewer than two."""
    known = ordered(found)
    if len(known) < 2:
        return None
    places = list(known)
    for key, default in ((Key.ZONE_BEFORE, places[-2]), (Key.ZONE_AFTER, places[-1])):
        address.restore(key, places, default=default)
        if st.session_state[key] not in known:
            st.session_state[key] = default
    before, after = st.columns(2)
    for column, key, default in (
        (before, Key.ZONE_BEFORE, places[-2]),
        (after, Key.ZONE_AFTER, places[-1]),
    ):
        column.selectbox(
            text(f"ui.zone.{address.name(key)}", lang),
            places,
            format_func=lambda place: named(place, known[place], lang),
            key=key,
            persist_state="session",
        )
        address.keep(key, default=default)
    chosen = sorted((st.session_state[Key.ZONE_BEFORE], st.session_state[Key.ZONE_AFTER]), key=int)
    return chosen[0], chosen[1]


def sides(row: ZoneRow, found: Story, chosen: tuple[str, str], lang: str) -> Sides:
    """The two versions part by part."""
    from geo.registry import PUBLIC
    from geo.registry.compare import land_of

    known = ordered(found)
    register = register_view.opened()
    before, after = (known[place] for place in chosen)
    return Sides(
        key=(before.id, after.id),
        title=row.name,
        names=(
            text("ui.zone.version_short", lang, count=chosen[0], day=zone_view.day(before.added_at)),
            text("ui.zone.version_short", lang, count=chosen[1], day=zone_view.day(after.added_at)),
        ),
        before=land_of(register, PUBLIC, before.id),
        after=land_of(register, PUBLIC, after.id),
        demo=row.demo,
    )


def table(found: Story, row: ZoneRow, lang: str) -> None:
    """Every version everybody may see, the newest first."""
    known = ordered(found)
    html(
        "table.html.j2",
        title=text("ui.zone.versions", lang),
        heads=[text(f"ui.zone.head_{head}", lang) for head in ("version", "number", "added", "area")],
        right=[False, False, False, True],
        rows=[
            (
                place,
                version.number or text("ui.zone.version_survey", lang),
                zone_view.day(version.added_at),
                f"{version.area_m2:,.1f}",
            )
            for place, version in reversed(known.items())
        ],
        empty=text("ui.zone.versions_demo" if row.demo and not known else "ui.zone.versions_none", lang),
    )
