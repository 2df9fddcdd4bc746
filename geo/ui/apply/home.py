"""Where one begins: the own applications with what each waits for, and a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

import streamlit as st

from geo.i18n import text
from geo.registry import Query, Stage, decisions
from geo.registry.reading import applications_of
from geo.ui import register_view
from geo.ui.apply import receiving, session
from geo.ui.apply.desk import desk_of
from geo.ui.apply.files import templates
from geo.ui.apply.standing import TONES, local_time
from geo.ui.render import html
from geo.ui.state import Key

if TYPE_CHECKING:
    from geo.registry.access import Person
    from geo.registry.records import Entry

PAGE_SIZE = 20


def draw(person: Person, lang: str) -> None:
    """Draw the page."""
    may = session.may_apply(person)
    html("heading.html.j2", title=text("ui.page.apply", lang), lead=text("ui.apply.home.lead", lang))
    if may:
        mine(person, lang)
    start(lang, may=may)
    _how(lang)


def mine(person: Person, lang: str) -> None:
    """The own applications, newest change first."""
    asked = st.query_params.get("page", "1")
    number = max(1, int(asked)) if asked.isdigit() else 1
    found = applications_of(register_view.opened(), person, Query(own=True, page=number, size=PAGE_SIZE))
    rows = [_row(person, entry, lang) for entry in found.rows]
    last = max(1, -(-found.total // PAGE_SIZE))
    html(
        "apply_list.html.j2",
        title=text("ui.apply.home.mine", lang, count=found.total),
        heads=[text(f"ui.apply.home.{key}", lang) for key in ("name", "stage", "number", "changed", "next")],
        rows=rows,
        empty=text("ui.apply.home.none", lang),
        pages=[(n, url(lang, n), n == number) for n in range(1, last + 1)] if last > 1 else [],
        pages_label=text("ui.apply.home.pages", lang),
    )


def url(lang: str, number: int) -> str:
    """Address of a page of the list."""
    return "apply?" + urlencode({"page": number, **({} if lang == "zh" else {"lang": lang})})


def _row(person: Person, entry: Entry, lang: str) -> dict[str, object]:
    note = ""
    if entry.stage is Stage.RETURNED:
        steps = decisions.history(register_view.opened(), person, entry.id)
        note = next(
            (step.reason for step in reversed(steps) if step.to_stage is Stage.RETURNED and step.reason), ""
        )
    working, drafted = entry.stage in session.OPEN, entry.stage is Stage.NURTURE
    return {
        "name": entry.name or text("ui.apply.home.unnamed", lang),
        "url": session.url_of(entry.id, lang),
        "stage": text("ui.apply.draft" if drafted else f"registry.stage.{entry.stage.value}", lang),
        "tone": TONES.get(entry.stage, "advisory"),
        "number": entry.number or "",
        "changed": local_time(entry.changed_at),
        "next": text(f"ui.apply.home.next_{entry.stage.value if working else 'see'}", lang),
        "note": note,
    }


def start(lang: str, *, may: bool) -> None:
    """Begin: with files, with a drawing, or with the demonstration."""
    with st.container(border=True, key="apply_start"):
        html(
            "apply_head.html.j2",
            title=text("ui.apply.home.start" if may else "ui.apply.home.check", lang),
            lead=text("ui.apply.home.start_lead" if may else "ui.apply.home.check_lead", lang),
        )
        check = not may
        if may:
            check = st.checkbox(text("ui.apply.home.only_check", lang), key=f"{Key.APPLY}:only_check")
        came = receiving.uploader(lang, label=text("ui.apply.files.upload", lang))
        with st.container(horizontal=True, key="apply_ways", vertical_alignment="center"):
            st.button(
                text("ui.apply.home.blank", lang),
                key=f"{Key.APPLY}:blank",
                icon=":material/edit_document:",
                on_click=session.begin,
                args=(session.fresh(kept=not check), "files"),
            )
            st.button(
                text("ui.apply.home.demo", lang),
                key="demo",
                icon=":material/science:",
                help=text("ui.apply.home.demo_help", lang),
                on_click=_demo,
            )
        templates(lang)
    if came:
        session.begin(receiving.laid(session.fresh(kept=not check), came, lang), "files")
        st.rerun()


def _demo() -> None:
    from geo.assess import demo_application

    session.begin(desk_of(demo_application()), "verdict")


def _how(lang: str) -> None:
    """What comes, before anything was sent."""
    html(
        "empty.html.j2",
        title=text("ui.apply.home.how", lang),
        lead=text("ui.apply.home.how_lead", lang),
        steps=[
            tuple(text(f"ui.apply.home.{part}{i}", lang) for part in ("head", "step", "form"))
            for i in (1, 2, 3)
        ],
    )
