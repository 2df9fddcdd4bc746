"""The queue: counts by stage, filters, an order, and one page of lines, all of it in the address."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import streamlit as st

from geo import places, words
from geo.i18n import text
from geo.places import CITIES
from geo.ui import address
from geo.ui.render import html
from geo.ui.review import told
from geo.ui.state import Key
from geo.ui.zone_rows import LEVELS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from streamlit.delta_generator import DeltaGenerator

    from geo.registry import Person, Register
    from geo.registry.queue import Counts, Line
    from geo.registry.records import Page

MINE, ALL = "mine", "all"
SHOWN = (MINE, ALL, "declared", "review", "notice", "approved", "building", "accepted", "returned")
ENDED = ("withdrawn", "revoked")
"""Stages whose count is shown only when there is one."""
COLUMNS = (
    ("name", "name", False),
    ("city", "city", False),
    ("stage", "stage", False),
    ("outcome", "", False),
    ("area", "area", True),
    ("received", "received", True),
    ("waiting", "waiting", True),
)
"""Columns: name, what the register sorts by, whether numbers stand to the right."""
SORTS = tuple(sign + key for _, key, _ in COLUMNS if key for sign in ("", "-"))
SIZE = 20


def draw(register: Register, person: Person, lang: str) -> None:
    """Draw the queue."""
    from geo.registry.queue import counts, queue
    from geo.registry.stages import Stage

    for key, allowed, default in (
        (Key.REVIEW_SHOW, (*SHOWN, *ENDED), MINE),
        (Key.REVIEW_SORT, SORTS, "waiting"),
        (Key.REVIEW_PAGE, None, "1"),
    ):
        address.restore(key, allowed, default=default)
        address.keep(key, default=default)
    _filters(lang)
    state = st.session_state
    show, sort = state[Key.REVIEW_SHOW], state[Key.REVIEW_SORT]
    asked = _asked(
        stages=() if show in {MINE, ALL} else (Stage(show),),
        mine=show == MINE,
        order=sort.removeprefix("-"),
        descending=sort.startswith("-"),
    )
    found = queue(register, person, asked)
    if not found.rows and found.total:
        asked = _asked(asked, page=max(1, math.ceil(found.total / SIZE)))
        found = queue(register, person, asked)
    _counts(counts(register, person, asked), show, lang)
    if found.rows:
        _table(found, asked.page, sort, lang)
    else:
        _nothing(show, lang)


def _asked(base: Any = None, **values: Any) -> Any:
    """What the register is asked for, from what is chosen here."""
    import dataclasses

    from geo.registry.queue import Asked

    if base is not None:
        return dataclasses.replace(base, **values)
    state = st.session_state
    page = str(state[Key.REVIEW_PAGE])
    return Asked(
        city=state[Key.REVIEW_CITY] or None,
        level=state[Key.REVIEW_LEVEL] or None,
        words=(state[Key.REVIEW_WORDS] or "").strip() or None,
        page=int(page) if page.isdecimal() and 0 < int(page) < 1_000_000 else 1,
        size=SIZE,
        **values,
    )


def _filters(lang: str) -> None:
    named = {city.name: city.name if lang == "zh" else city.name_en for city in CITIES}
    with st.container(border=True, key="review_filters"):
        first, second, third = st.columns([2, 1, 1], gap="small", vertical_alignment="bottom")
        address.restore(Key.REVIEW_WORDS, default="")
        first.text_input(
            text("ui.review.words", lang),
            key=Key.REVIEW_WORDS,
            placeholder=text("ui.review.words_example", lang),
            on_change=_first_page,
            persist_state="session",
        )
        address.keep(Key.REVIEW_WORDS, default="")
        _one(second, Key.REVIEW_CITY, named, lang)
        _one(third, Key.REVIEW_LEVEL, {level: text(f"level.{level}", lang) for level in LEVELS}, lang)


def _one(column: DeltaGenerator, key: Key, named: Mapping[str, str], lang: str) -> None:
    """A choice of one or all."""
    shown = {"": text("ui.review.every", lang), **named}
    address.restore(key, shown, default="")
    column.selectbox(
        text(f"ui.review.{address.name(key)}", lang),
        list(shown),
        format_func=shown.__getitem__,
        key=key,
        on_change=_first_page,
        persist_state="session",
    )
    address.keep(key, default="")


def _first_page() -> None:
    """Another filter begins at its first page."""
    st.session_state[Key.REVIEW_PAGE] = "1"


def _counts(found: Counts, show: str, lang: str) -> None:
    """How many there are in each stage, each number the way to its list."""
    by_stage = {stage.value: count for stage, count in found.by_stage.items()}
    total = sum(by_stage.values())
    rows = [(MINE, text("ui.review.mine", lang), found.mine), (ALL, text("ui.review.all", lang), total)]
    stages = (*SHOWN[2:], *(stage for stage in ENDED if by_stage.get(stage)))
    rows += [(stage, told.stage(stage, lang), by_stage.get(stage, 0)) for stage in stages]
    html(
        "review_counts.html.j2",
        title=text("ui.review.counts", lang),
        rows=[
            {"name": name, "count": count, "url": told.link(show=key, page="1"), "now": key == show}
            for key, name, count in rows
        ],
    )


def _nothing(show: str, lang: str) -> None:
    """Nothing to see: because all is done, because of a filter, or because nothing was ever handed in."""
    state = st.session_state
    filtered = any(state[key] for key in (Key.REVIEW_CITY, Key.REVIEW_LEVEL, Key.REVIEW_WORDS))
    kind = "filtered" if filtered else "mine" if show == MINE else "empty" if show == ALL else "stage"
    links = [] if show == ALL else [(text("ui.review.see_all", lang), told.link(show=ALL, page="1"))]
    html(
        "notice.html.j2",
        tone="advisory",
        title=text(f"ui.review.none_{kind}_title", lang),
        lines=[text(f"ui.review.none_{kind}_text", lang)],
        links=links,
    )
    if filtered:
        st.button(text("ui.review.filters_off", lang), on_click=_forget, icon=":material/filter_alt_off:")


def _forget() -> None:
    for key in (Key.REVIEW_CITY, Key.REVIEW_LEVEL, Key.REVIEW_WORDS):
        st.session_state[key] = ""
    _first_page()


def _table(found: Page[Line], page: int, sort: str, lang: str) -> None:
    pages = math.ceil(found.total / SIZE)
    first = (page - 1) * SIZE + 1
    html(
        "review_queue.html.j2",
        title=text("ui.review.queue", lang),
        count=text("ui.review.count", lang, total=found.total, first=first, last=first + len(found.rows) - 1),
        heads=[_head(name, key, right=right, sort=sort, lang=lang) for name, key, right in COLUMNS],
        rows=[_row(line, lang) for line in found.rows],
        pages=[
            (text(f"ui.review.page_{name}", lang), told.link(page=str(to)))
            for name, to in (("before", page - 1), ("next", page + 1))
            if 1 <= to <= pages
        ],
        page=text("ui.review.page", lang, page=page, pages=pages),
        own=text("ui.review.own", lang),
        waits=text("ui.review.waits", lang),
    )


def _head(name: str, key: str, *, right: bool, sort: str, lang: str) -> dict[str, Any]:
    """A column's head; the one sorted by turns the order round."""
    now = key and sort.removeprefix("-") == key
    first = not sort.startswith("-")
    to = f"-{key}" if now and first else key
    # What has waited longest came first: the earliest moment is the longest time.
    ascending = first != (key == "waiting")
    return {
        "name": text(f"ui.review.column_{name}", lang),
        "url": told.link(sort=to, page="1") if key else "",
        "sort": ("ascending" if ascending else "descending") if now else "",
        "right": right,
    }


def _about_zone(line: Line, lang: str) -> list[str]:
    """The zone of the register a line under way is about, or one that is called otherwise."""
    from geo.registry.stages import OPEN

    known = line.zone is not None and line.zone_level is not None
    if not known or (line.stage not in OPEN and (line.zone, line.zone_level) == (line.name, line.level)):
        return []
    level = text(f"level.{line.zone_level}", lang)
    return [text("ui.tied.for", lang, zone=text("ui.tied.called", lang, name=line.zone, level=level))]


def _row(line: Line, lang: str) -> dict[str, Any]:
    who = line.applicant or told.unnamed(line.applicant_id, lang)
    return {
        "name": line.name,
        "url": told.link(application=line.id),
        "about": " · ".join((line.number, who, text(f"level.{line.level}", lang), *_about_zone(line, lang))),
        "again": text("ui.review.again", lang, count=line.submitted) if line.submitted > 1 else "",
        "own": line.own,
        "waits": line.waits,
        "city": places.label(line.city, lang) if line.city else "—",
        "stage": told.stage(line.stage.value, lang),
        "tone": told.TONES.get(line.stage.value, "not_applicable"),
        "outcome": text(f"outcome.{line.outcome}", lang),
        "outcome_tone": line.outcome,
        "mark": words.OUTCOME_MARK[line.outcome],
        "area": f"{line.area_m2:,.1f}",
        "received": told.moment(line.received_at, lang),
        "waited": told.waited(line.since, lang),
    }
