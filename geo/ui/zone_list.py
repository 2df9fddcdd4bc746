"""The list of zones beside the map: found by name, a page at a time, however many they are."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

import streamlit as st

from geo import places
from geo.i18n import number, text
from geo.ui import address
from geo.ui.filters import stage_name
from geo.ui.render import html
from geo.ui.state import Key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.ui.zone_rows import ZoneRow

LIST = "zone_list.html.j2"
PAGE = 50
"""Zones on one page of the list."""
SEARCHED_FROM = 8
"""Zones from which the list can be searched."""


def zone_url(zone_id: str, lang: str) -> str:
    """Address of a zone's page."""
    return "/zone?" + urlencode({"zone": zone_id} | ({"lang": lang} if lang != "zh" else {}))


@st.fragment
def draw(rows: Sequence[ZoneRow], lang: str, *, on_map: bool = True) -> None:
    """Zones with the way to their pages and to their places on the map; those without a boundary say so.

    Parameters
    ----------
    rows
        The zones.
    lang
        ``zh`` or ``en``.
    on_map
        Whether a map stands beside the list.
    """
    found = rows
    if len(rows) >= SEARCHED_FROM:
        asked = _asked(lang)
        found = [row for row in rows if asked in f"{row.name} {row.city or ''} {row.district or ''}".lower()]
    page, pages = _page(len(found))
    first = (page - 1) * PAGE
    html(LIST, **list_of(found[first : first + PAGE], len(rows), lang, on_map=on_map))
    if pages > 1:
        _turn(page, pages, len(found), lang)


def list_of(shown: Sequence[ZoneRow], count: int, lang: str, *, on_map: bool) -> dict[str, object]:
    """What the list says of the zones shown, of ``count`` there are, for its template."""
    return {
        "title": text("ui.province.zones", lang, count=f"{count:,}"),
        "note": text("ui.province.zones_note" if on_map else "ui.zone.list_note", lang),
        "nothing": "" if shown else text("ui.province.find_none", lang),
        "on_map": on_map,
        "show": text("ui.province.show", lang),
        "demo": text("ui.province.demo_mark", lang),
        "unbounded": text("ui.province.unbounded", lang),
        "rows": [_told(row, lang) for row in shown],
    }


def _asked(lang: str) -> str:
    """What is looked for; it stays in the address."""
    address.restore(Key.PROVINCE_FIND, default="")
    asked = st.text_input(
        text("ui.province.find", lang),
        key=Key.PROVINCE_FIND,
        placeholder=text("ui.province.find_example", lang),
        label_visibility="collapsed",
        persist_state="session",
        on_change=_begin,
    )
    address.keep(Key.PROVINCE_FIND, default="")
    return (asked or "").strip().lower()


def _begin() -> None:
    st.session_state[Key.PROVINCE_PAGE] = 1


def _page(count: int) -> tuple[int, int]:
    """The page shown, never one behind the last, and how many there are."""
    pages = max(1, -(-count // PAGE))
    page = min(pages, max(1, int(st.session_state.get(Key.PROVINCE_PAGE) or 1)))
    st.session_state[Key.PROVINCE_PAGE] = page
    return page, pages


def _turn(page: int, pages: int, count: int, lang: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="list_pages"):
        for step, icon in ((-1, "chevron_left"), (1, "chevron_right")):
            st.button(
                text("ui.province.page_before" if step < 0 else "ui.province.page_after", lang),
                key=f"list_page_{step}",
                icon=f":material/{icon}:",
                disabled=not 1 <= page + step <= pages,
                on_click=_step,
                args=(step,),
            )
        last = min(page * PAGE, count)
        said = text(
            "ui.province.page_of",
            lang,
            first=f"{(page - 1) * PAGE + 1:,}",
            last=f"{last:,}",
            count=f"{count:,}",
        )
        st.caption(said)


def _step(step: int) -> None:
    st.session_state[Key.PROVINCE_PAGE] += step


def _told(row: ZoneRow, lang: str) -> dict[str, object]:
    named = [places.label(name, lang) for name in (row.city, row.district) if name]
    said = [text(f"level.{row.level}", lang), " ".join(named), stage_name(row.stage, lang)]
    return {
        "id": row.id,
        "name": row.name,
        "url": zone_url(row.id, lang),
        "about": " · ".join(part for part in said if part),
        "area": number(row.land_m2, "m2", lang) if row.bounded else "",
        "demo": row.demo,
    }
