"""The audit trail in sentences: who did what when, filtered, paged, and to take away whole."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import TYPE_CHECKING, Any

import streamlit as st

from geo.i18n import text
from geo.i18n.catalogue import has
from geo.ui import address, render, who
from geo.ui.data import told
from geo.ui.review.told import kind_of
from geo.ui.state import Key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from geo.registry import Person, Register
    from geo.registry.trail import TrailLine, TrailQuery

SIZE = 100
MOST_NAMED = 3
"""Things named in one sentence; the rest are counted."""
PRIMARY = (
    "decisions",
    "submissions",
    "settings",
    "role_changes",
    "grants",
    "layers",
    "layer_notes",
    "zones",
    "applications",
    "people",
)
"""Of the things written together, those a sentence names: the first of these there is."""
FIELDS = ("seq", "at", "actor", "action", "entity", "key", "row_hash", "previous", "hash")
"""The raw line, from which its hash can be computed again."""


def draw(register: Register, person: Person, lang: str) -> None:
    """Filters, the end of the trail, the lines."""
    from geo.registry.trail import trail

    query = _asked(register, person, lang)
    found = trail(register, person, query)
    pages = max(1, -(-found.total // SIZE))
    _end(register, lang)
    if not found.rows:
        render.html(
            "notice.html.j2",
            tone="advisory",
            title=text("ui.data.trail.none_title", lang),
            lines=[text("ui.data.trail.none_text", lang)],
        )
        return
    render.html(
        "data_trail.html.j2",
        title=text("ui.data.trail.title", lang, count=found.total),
        note=text("ui.data.trail.note", lang),
        groups=list(_groups(found.rows, lang)),
        heads={
            "line": text("ui.data.trail.line", lang),
            "thing": text("ui.data.trail.head_thing", lang),
            "hash": text("ui.data.trail.hash", lang),
            "wrote": text("ui.data.trail.wrote", lang),
        },
    )
    _paging(query.page, pages, lang)
    st.download_button(
        text("ui.data.trail.download", lang),
        data=lambda: csv_bytes(register, person, query, lang),
        file_name="trail.csv",
        mime="text/csv",
        icon=":material/table_rows:",
        on_click="ignore",
    )


def _asked(register: Register, person: Person, lang: str) -> TrailQuery:
    from geo.registry.trail import TrailQuery, choices, moment

    there = choices(register, person)
    names = who.named(there.actors, lang)
    options: tuple[tuple[Key, tuple[str, ...], Any], ...] = (
        (Key.DATA_WHO, tuple(there.actors), lambda key: names[key]),
        (Key.DATA_DID, there.actions, lambda key: did(key, lang)),
        (Key.DATA_TABLE, there.entities, lambda key: text(f"registry.table.{key}", lang)),
    )
    with st.container(border=True, key="filters"):
        columns = st.columns([1.2, 1.2, 1.2, 1, 1], gap="small", vertical_alignment="bottom")
        for column, (key, values, named) in zip(columns, options, strict=False):
            address.restore(key, values, default="")
            column.selectbox(
                text(f"ui.data.trail.filter_{address.name(key)}", lang),
                ["", *values],
                format_func=_or_all(named, lang),
                key=key,
                on_change=_first_page,
            )
            address.keep(key, default="")
        first, last = (
            _day(column, key, lang)
            for column, key in zip(columns[3:], (Key.DATA_FIRST, Key.DATA_LAST), strict=True)
        )
    address.restore(Key.DATA_PAGE, None, default="1")
    page = str(st.session_state[Key.DATA_PAGE])
    state = st.session_state
    return TrailQuery(
        actor=state[Key.DATA_WHO] or None,
        action=state[Key.DATA_DID] or None,
        entity=state[Key.DATA_TABLE] or None,
        first=moment(first) if first else None,
        last=moment(last, end=True) if last else None,
        page=int(page) if page.isdigit() and 0 < int(page) < 1_000_000 else 1,
        size=SIZE,
    )


def _or_all(named: Any, lang: str) -> Any:
    def said(value: str) -> str:
        return str(named(value)) if value else text("ui.data.trail.all", lang)

    return said


def _day(column: st.delta_generator.DeltaGenerator, key: Key, lang: str) -> dt.date | None:
    """A day, kept in the address as ISO 8601."""
    name = address.name(key)
    if key not in st.session_state:
        try:
            st.session_state[key] = dt.date.fromisoformat(st.query_params.get(name, ""))
        except ValueError:
            st.session_state[key] = None
    day: dt.date | None = column.date_input(
        text(f"ui.data.trail.filter_{name}", lang), key=key, format="YYYY-MM-DD", on_change=_first_page
    )
    if day is not None:
        st.query_params[name] = day.isoformat()
    elif name in st.query_params:
        del st.query_params[name]
    return day


def _first_page() -> None:
    st.session_state[Key.DATA_PAGE] = "1"
    st.session_state[f"{Key.DATA_PAGE}:address"] = []
    if "page" in st.query_params:
        del st.query_params["page"]


def _end(register: Register, lang: str) -> None:
    """The last line: noted elsewhere it proves the whole trail before it."""
    from geo.registry.audit import head_of

    with register.reading() as connection:
        head = head_of(connection)
    render.html(
        "data_facts.html.j2",
        title=text("ui.data.trail.end", lang),
        rows=[
            (text("ui.data.trail.end_line", lang), f"{head.seq:,}"),
            (text("ui.data.trail.end_hash", lang), head.hash),
            (text("ui.data.trail.end_why", lang), text("ui.data.trail.end_text", lang)),
        ],
    )


def _groups(rows: Iterable[TrailLine], lang: str) -> Iterator[dict[str, Any]]:
    """Lines written together as one event."""
    rows = list(rows)
    names = who.named({row.actor for row in rows}, lang)
    start = 0
    while start < len(rows):
        end = start
        while end < len(rows) and _together(rows[start], rows[end]):
            end += 1
        group = rows[start:end]
        yield {
            "at": told.when(group[0].at, seconds=True),
            "sentence": _sentence(group, names[group[0].actor], lang),
            "lines": [
                {"seq": f"{line.seq:,}", "thing": _thing(line, lang), "hash": line.hash} for line in group
            ],
            "count": text(f"ui.data.trail.lines{'_one' if len(group) == 1 else ''}", lang, count=len(group)),
        }
        start = end


def _together(one: TrailLine, other: TrailLine) -> bool:
    return (one.at, one.actor, one.action) == (other.at, other.actor, other.action)


def did(action: str, lang: str) -> str:
    """What somebody did, in words."""
    for key in (f"registry.did.{action}", f"registry.action.{action}"):
        if has(key, lang):
            return text(key, lang)
    return text("ui.data.trail.other", lang)


def _sentence(group: list[TrailLine], name: str, lang: str) -> str:
    """Who did what to what: 「张三 退回了 SZ-2026-00000003」."""
    primary = next((entity for entity in PRIMARY if any(line.entity == entity for line in group)), "")
    named = list(dict.fromkeys(_called(line, lang) for line in reversed(group) if line.entity == primary))
    named = [said for said in named if said and said != name]
    key = "sentence" if named else "sentence_bare"
    shown = named[:MOST_NAMED]
    if len(named) > MOST_NAMED:
        shown.append(text("ui.data.trail.and_more", lang, count=len(named) - MOST_NAMED))
    return text(f"ui.data.trail.{key}", lang, who=name, did=did(group[0].action, lang), what=shown)


def _called(line: TrailLine, lang: str) -> str:
    """The thing by its name, with what its code says of it."""
    match line.entity:
        case "grants" | "role_changes":
            return text(
                "ui.data.trail.grant", lang, who=line.what, role=text(f"registry.role.{line.code}", lang)
            )
        case "settings":
            known = has(f"setting.{line.code}", lang)
            return text(f"setting.{line.code}", lang) if known else ""
        case "layers":
            return f"{line.what} · {line.code}" if line.what else ""
        case "applications":
            return line.what or text("ui.data.trail.draft", lang)
        case "files":
            return line.key[:12]
        case "submission_files" if line.what:
            return f"{line.what} · {kind_of(str(line.code), lang)}"
        case _:
            return line.what or ""


def _thing(line: TrailLine, lang: str) -> str:
    table = text(f"registry.table.{line.entity}", lang) if has(f"registry.table.{line.entity}", lang) else ""
    called = _called(line, lang)
    said = text("ui.data.trail.thing", lang, table=table, what=called) if called else table
    return text("ui.data.trail.removed", lang, thing=said) if line.row_hash is None else said


def _paging(page: int, pages: int, lang: str) -> None:
    if pages == 1:
        return
    with st.container(horizontal=True, key="data_paging", vertical_alignment="center"):
        st.button(
            text("ui.data.trail.newer", lang),
            disabled=page <= 1,
            on_click=_turn,
            args=(page - 1,),
            icon=":material/chevron_left:",
        )
        st.markdown(text("ui.data.trail.page", lang, page=page, pages=pages))
        st.button(
            text("ui.data.trail.older", lang),
            disabled=page >= pages,
            on_click=_turn,
            args=(page + 1,),
            icon=":material/chevron_right:",
        )


def _turn(page: int) -> None:
    st.session_state[Key.DATA_PAGE] = str(page)
    st.session_state[f"{Key.DATA_PAGE}:address"] = [str(page)]
    st.query_params["page"] = str(page)


def csv_bytes(register: Register, person: Person, query: TrailQuery, lang: str) -> bytes:
    """Every line that fits, in words and raw, oldest first; UTF-8 with the mark Excel looks for."""
    from geo.registry.trail import lines

    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(
        [*(text(f"ui.data.trail.csv_{key}", lang) for key in ("when", "who", "did", "thing")), *FIELDS]
    )
    names: dict[str, str] = {}
    for line in lines(register, person, query):
        if line.actor not in names:
            names |= who.named({line.actor}, lang)
        said = (
            told.when(line.at, seconds=True),
            names[line.actor],
            did(line.action, lang),
            _thing(line, lang),
        )
        writer.writerow([*map(harmless, said), *(getattr(line, name) for name in FIELDS)])
    return out.getvalue().encode("utf-8-sig")


def harmless(said: str) -> str:
    """Names come from strangers: none of them is a formula.

    Examples
    --------
    >>> harmless("=1+1"), harmless("甲")
    ("'=1+1", '甲')
    """
    return f"'{said}" if said.startswith(("=", "+", "-", "@", "\t", "\r")) else said
