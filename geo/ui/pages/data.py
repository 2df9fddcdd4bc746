"""The data of the service: layers, health of the register, trail, copies, settings, rules."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

import streamlit as st

from geo.errors import SizhiError
from geo.i18n import text
from geo.ui import address, register_view, render, who
from geo.ui.data import told
from geo.ui.state import Key

if TYPE_CHECKING:
    from geo.registry import Person


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab: its name in the address, the module that draws it, and whether it is the administrator's."""

    name: str
    module: str
    admin: bool = True


TABS: tuple[Tab, ...] = (
    Tab("layers", "geo.ui.data.layers", admin=False),
    Tab("add", "geo.ui.data.adding"),
    Tab("health", "geo.ui.data.health", admin=False),
    Tab("trail", "geo.ui.data.trail"),
    Tab("copies", "geo.ui.data.copies"),
    Tab("settings", "geo.ui.data.settings"),
    Tab("rules", "geo.ui.data.rules", admin=False),
    Tab("people", "geo.ui.data.people"),
)
"""Reviewers and the authority may look at layers, health and rules."""


def draw(lang: str) -> None:
    """Draw the page."""
    from geo.registry.health import LOOKERS

    person = who.person()
    render.html("heading.html.j2", title=text("ui.page.data", lang), lead=text("ui.data.lead", lang))
    if not person.all_roles & LOOKERS:
        render.html(
            "notice.html.j2",
            tone="review",
            title=text("ui.data.closed_title", lang),
            lines=[text("ui.data.closed_text", lang)],
        )
        return
    tab = _tab(person, lang)
    try:
        import_module(tab.module).draw(register_view.opened(), person, lang)
    except SizhiError as problem:
        told.error(problem, lang)


def _tab(person: Person, lang: str) -> Tab:
    from geo.registry.stages import Role

    admin = Role.ADMIN in person.all_roles
    allowed = {tab.name: tab for tab in TABS if admin or not tab.admin}
    first = next(iter(allowed))
    unknown = address.restore(Key.DATA_TAB, allowed, default=first)
    if unknown:
        closed = unknown[0] in {tab.name for tab in TABS}
        st.warning(text(f"ui.data.tab_{'closed' if closed else 'unknown'}", lang), icon=":material/info:")
    chosen = st.segmented_control(
        text("ui.data.tabs", lang),
        list(allowed),
        format_func=lambda name: text(f"ui.data.tab.{name}", lang),
        key=Key.DATA_TAB,
        required=True,
        label_visibility="collapsed",
    )
    address.keep(Key.DATA_TAB, default=first)
    return allowed[chosen or first]
