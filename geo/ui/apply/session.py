"""Which application the address speaks of, and its desk; saved after every change, and never overwritten."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import streamlit as st

from geo.errors import SizhiError
from geo.model.application import Options
from geo.registry import Role, submissions
from geo.registry.access import Person
from geo.registry.problems import ConflictError, MissingError
from geo.registry.reading import application_again, entry
from geo.registry.records import Entry, Seen
from geo.registry.stages import Stage
from geo.registry.zones import zone
from geo.ui import cache, publisher, register_view
from geo.ui.apply.desk import Desk, desk_of
from geo.ui.state import Key

if TYPE_CHECKING:
    from collections.abc import Callable

ADDRESS, STEP = "application", "step"
"""Names in the address."""
NEW, CHECK = "new", "check"
"""What the address says of an application that is not in the register: one to be saved, one to look at."""
OPEN = (Stage.NURTURE, Stage.RETURNED)
"""Stages in which the applicant works on an application."""


def may_apply(person: Person) -> bool:
    """Whether somebody may save and hand in applications."""
    return bool(person.id) and Role.APPLICANT in person.all_roles


def asked() -> str | None:
    """What the address asks for; None is the list of applications."""
    found: str | None = st.query_params.get(ADDRESS)
    return found or None


def url_of(place: str | None, lang: str, step: str | None = None) -> str:
    """Address of an application and one of its steps; None of the list."""
    said = {ADDRESS: place, STEP: step, "lang": None if lang == "zh" else lang}
    asked_for = {name: value for name, value in said.items() if value}
    return "apply?" + urlencode(asked_for) if asked_for else "apply"


def home_url(lang: str) -> str:
    """Address of the list of applications."""
    return url_of(None, lang)


def fresh(*, kept: bool) -> Desk:
    """An empty desk, judged by what the publisher of the service has set."""
    return Desk(kept=kept, options=Options(**publisher.defaults()))


def begin(desk: Desk, step: str) -> None:
    """Put a new desk up and go to it: for a button."""
    place = NEW if desk.kept else CHECK
    _desks()[place] = desk
    go(place, step)


def go(place: str | None, step: str | None = None) -> None:
    """Go to an application and one of its steps; None to the list."""
    for name, value in ((ADDRESS, place), (STEP, step)):
        if value is not None:
            st.query_params[name] = value
        elif name in st.query_params:
            del st.query_params[name]


def change(how: Callable[[Desk], Desk]) -> None:
    """Change the desk the address speaks of: for widgets."""
    place = asked()
    if place in _desks():
        _desks()[place] = how(_desks()[place])


def here() -> Desk | None:
    """The desk the address speaks of, for a button: what a button is given stays as long as the session."""
    return _desks().get(asked() or "")


def entry_of(person: Person, application_id: str) -> Entry:
    """The line of an application of one's own.

    Raises
    ------
    MissingError
        There is none, or it is not this person's: the two look the same.
    """
    found = entry(register_view.opened(), person, application_id)
    if not found.own:
        raise MissingError("registry.not_found", asked=application_id[:80])
    return found


def desk(person: Person, place: str) -> Desk:
    """The desk the address speaks of, from the session or from the register.

    Raises
    ------
    MissingError
        There is no such application, or it is not this person's.
    """
    desks = _desks()
    if place in {NEW, CHECK}:
        return desks.setdefault(place, fresh(kept=place == NEW and may_apply(person)))
    known = entry_of(person, place)
    held = desks.get(place)
    if held is None or (held.seen != known.seen and not dirty(held)):
        desks[place] = _loaded(person, known)
        _clear_beside(place)
    return desks[place]


def _loaded(person: Person, known: Entry) -> Desk:
    register = register_view.opened()
    try:
        draft = submissions.draft(register, person, known.id)
        application, seen, at, drafted = draft.application, draft.seen, draft.saved_at, True
    except MissingError:
        application = application_again(register, person, known.id)
        seen, at, drafted = known.seen, known.changed_at, False
    found = desk_of(application, kept=True, seen=seen, stage=known.stage, saved_at=at)
    found = found.with_zone(id=_tie(known, found, drafted=drafted))
    found = found.with_options(**publisher.defaults())
    return dataclasses.replace(found, saved=_key(found))


def _tie(known: Entry, found: Desk, *, drafted: bool) -> str | None:
    """The zone of the register an application speaks of; an id of elsewhere is none.

    What was changed after a return stands in the draft alone, until it is handed in again.
    """
    if known.stage is Stage.NURTURE or not (drafted or found.zone.id):
        return known.zone_id
    if not found.zone.id:
        return None
    try:
        return zone(register_view.opened(), found.zone.id).id
    except MissingError:
        return known.zone_id


def _clear_beside(place: str) -> None:
    """Leave one desk up: a session may be long, and the register has what lay on the others."""
    desks = _desks()
    for other in [name for name, one in desks.items() if name not in {NEW, CHECK, place} and not dirty(one)]:
        del desks[other]


def dirty(desk: Desk) -> bool:
    """Whether the register does not have what is on the desk."""
    return desk.kept and not (desk.seen is None and desk.empty) and _key(desk) != desk.saved


def save(person: Person) -> Desk | None:
    """Save the desk the address speaks of, if it has changed; gives it as it then is."""
    place = asked()
    held = _desks().get(place or "")
    if place is None or held is None or not dirty(held) or isinstance(held.trouble, ConflictError):
        return held
    try:
        saved = submissions.save_draft(
            register_view.opened(), person, held.draft, seen=held.seen, zone_id=held.zone.id or ""
        )
    except SizhiError as problem:
        _desks()[place] = dataclasses.replace(held, trouble=problem)
        return _desks()[place]
    stands = dataclasses.replace(
        held, seen=saved.seen, stage=saved.stage, saved_at=saved.saved_at, saved=_key(held), trouble=None
    )
    del _desks()[place]
    _desks()[saved.seen.id] = stands
    _clear_beside(saved.seen.id)
    st.query_params[ADDRESS] = saved.seen.id
    return stands


def take_theirs() -> None:
    """Give up what stands here for what was saved in the other window: for a button."""
    _desks().pop(asked() or "", None)


def take_mine(person: Person) -> None:
    """Let what stands here replace what was saved in the other window: for a button."""
    place = asked() or ""
    held = _desks()[place]
    known = entry_of(person, place)
    _desks()[place] = dataclasses.replace(held, seen=Seen(known.id, known.version), trouble=None)


def take_both() -> None:
    """Keep what was saved in the other window, and what stands here as a draft of its own: for a button."""
    held = _desks().pop(asked() or "")
    fresh = dataclasses.replace(held, seen=None, stage=Stage.NURTURE, saved=None, saved_at=None, trouble=None)
    begin(fresh, st.query_params.get(STEP, ""))


def forget(place: str) -> None:
    """Clear the desk of an application that was handed in, discarded or withdrawn."""
    _desks().pop(place, None)


def _key(desk: Desk) -> str:
    return cache.key_of(desk.draft)


def _desks() -> dict[str, Desk]:
    found: dict[str, Desk] = st.session_state.setdefault(Key.DESKS, {})
    return found
