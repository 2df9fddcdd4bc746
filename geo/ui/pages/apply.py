"""Apply: from the files to the receipt, in steps a person goes back and forth in, and nothing is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo.errors import SizhiError
from geo.i18n import text
from geo.registry.problems import MissingError
from geo.ui import who
from geo.ui.apply import home, look, saving, session, standing, steps

if TYPE_CHECKING:
    from geo.registry.access import Person


def draw(lang: str) -> None:
    """Draw the page."""
    person, place = who.person(), session.asked()
    try:
        if place is None:
            home.draw(person, lang)
        elif place not in {session.NEW, session.CHECK} and _on_its_way(person, place, lang):
            return
        else:
            _work(person, place, lang)
    except MissingError:
        saving.missing(lang)
    except SizhiError as problem:
        st.error(text(f"error.{problem.code}", lang, **problem.params), icon=":material/error:")


def _on_its_way(person: Person, place: str, lang: str) -> bool:
    """Show an application that was handed in; False for one that is still worked on."""
    entry = session.entry_of(person, place)
    if entry.stage in session.OPEN:
        return False
    standing.draw(person, entry, lang)
    return True


def _work(person: Person, place: str, lang: str) -> None:
    desk = session.desk(person, place)
    top, notes = st.container(), st.container()
    progress = st.container()
    with st.spinner(text("ui.apply.working", lang)):
        seen = look.look(desk)
    with progress:
        steps.bar(seen, lang)
    steps.chosen().draw(seen, lang)
    steps.onwards(lang)
    saved = session.save(person) or desk
    if session.asked() != place:  # the first save has given it an address of its own, which the links need
        st.rerun()
    with top:
        saving.top(saved, lang)
    with notes:
        saving.trouble(saved, lang)
        saving.returned(person, saved, lang)
    saving.more(person, saved, lang)
