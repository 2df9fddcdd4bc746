"""People and their roles, for an administrator: who is known, what they hold, and giving or taking it.

A block for a page to mount: ``people_view.draw(who.person(), lang)``. The register itself refuses whoever is
no administrator.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from geo.errors import SizhiError
from geo.i18n import text
from geo.model.clock import china
from geo.ui import login, register_view, who
from geo.ui.account import role_words
from geo.ui.render import html
from geo.ui.state import Key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.registry import Register
    from geo.registry.access import Person
    from geo.registry.people import Member

NEW = "+"
"""Choice of somebody who has never signed in."""
SHORT_NUMBER = 12
LONGEST_REASON = 500
ADMINS = ("people", "import", "backup", "layers", "settings")
"""What an administrator may; the other roles' rights are those of `geo.registry.stages.RIGHTS`."""


@dataclass(frozen=True, slots=True)
class Change:
    """What is asked for and not yet confirmed."""

    subject: str
    name: str
    give: tuple[str, ...]
    take: tuple[str, ...]


def draw(person: Person, lang: str) -> None:
    """Draw the block.

    Parameters
    ----------
    person
        Who asks, from `who.person`.
    lang
        Of the page.
    """
    from geo.registry.people import people_of

    register = register_view.opened()
    html("heading.html.j2", title=text("ui.people.title", lang), lead=_lead(lang))
    try:
        known = people_of(register, person)
    except SizhiError as problem:
        st.error(text(f"error.{problem.code}", lang, **problem.params), icon=":material/error:")
        return
    given_by = who.named([line.granted_by for member in known for line in member.grants], lang)
    html("people.html.j2", **_table(known, given_by, lang))
    with st.container(border=True, key="people_form"):
        _form(known, lang)
    _changes(register, person, known, lang)


def _lead(lang: str) -> str:
    configured = login.configured()
    if configured is None:
        return text("ui.people.lead_local", lang)
    return text("ui.people.lead_claim" if configured.claim else "ui.people.lead", lang)


def _table(known: Sequence[Member], given_by: dict[str, str], lang: str) -> dict[str, object]:
    rows = [
        {
            "name": member.name or text("registry.member.nameless", lang),
            "roles": [
                (
                    text(f"registry.role.{line.role.value}", lang),
                    text("ui.people.since", lang, day=line.granted_at[:10], by=given_by[line.granted_by]),
                )
                for line in member.grants
            ],
            "added": member.added_at[:10],
            "id": member.id,
        }
        for member in known
    ]
    return {
        "title": text("ui.people.table", lang),
        "heads": [text(f"ui.people.head_{head}", lang) for head in ("name", "roles", "added", "subject")],
        "rows": rows,
        "no_role": text("ui.account.no_role", lang),
        "empty": text("ui.people.empty", lang),
    }


def _changes(register: Register, person: Person, known: Sequence[Member], lang: str) -> None:
    """Who was given or lost which role, why, by whom: the last ones."""
    from geo.registry.people import role_changes_of

    found = role_changes_of(register, person)
    if not found:
        return
    nameless = text("registry.member.nameless", lang)
    names = {member.id: member.name or nameless for member in known}
    by = who.named([change.changed_by for change in found], lang)
    html(
        "data_table.html.j2",
        title=text("ui.people.changes", lang),
        heads=[text(f"ui.people.head_{head}", lang) for head in ("at", "name", "change", "reason", "by")],
        rows=[
            (
                china(change.changed_at).strftime("%Y-%m-%d %H:%M"),
                names[change.person_id],
                text(
                    "ui.people.given" if change.given else "ui.people.taken",
                    lang,
                    role=text(f"registry.role.{change.role.value}", lang),
                ),
                change.reason or text("ui.people.no_reason", lang),
                by[change.changed_by],
            )
            for change in found
        ],
    )


def _form(known: Sequence[Member], lang: str) -> None:
    from geo.registry.people import GIVEN

    members = {member.id: member for member in known}
    left, right = st.columns([2, 3], gap="medium")
    chosen = left.selectbox(
        text("ui.people.who", lang),
        ["", *members, NEW],
        format_func=lambda key: _named(members.get(key), key, lang),
        key=Key.PEOPLE_WHO,
    )
    subject, name = chosen, ""
    if chosen == NEW:
        subject = left.text_input(
            text("ui.people.subject", lang),
            key=Key.PEOPLE_NEW,
            help=text("ui.people.subject_help", lang),
            placeholder="https://login.example|a1b2",
        ).strip()
        name = left.text_input(text("ui.people.name", lang), key=Key.PEOPLE_NAME).strip()
    roles = [role.value for role in GIVEN]
    given = {line.role.value for line in members[subject].grants} if subject in members else set()
    held = [role for role in roles if role in given]
    # What somebody else gives or takes meanwhile makes another key: the choice begins anew from there.
    key = ":".join((Key.PEOPLE_ROLES, chosen, *held))
    wanted = right.pills(
        text("ui.people.roles", lang),
        roles,
        selection_mode="multi",
        default=held,
        format_func=lambda role: text(f"registry.role.{role}", lang),
        key=key,
        disabled=not subject,
    )
    with right:
        told = [(text(f"registry.role.{role}", lang), may(role, lang), False) for role in roles]
        html("account.html.j2", title=text("ui.people.rights", lang), lines=[], rows=told)
    give = [role for role in roles if role in wanted and role not in held]
    take = [role for role in roles if role in held and role not in wanted]
    if subject and (give or take):
        told_as = name or (members[subject].name if subject in members else "") or subject
        change = Change(subject, name, tuple(give), tuple(take))
        _announce(change, told_as, lang)
        st.text_input(
            text("ui.people.reason_needed" if take else "ui.people.reason", lang),
            key=Key.PEOPLE_REASON,
            max_chars=LONGEST_REASON,
        )
        with st.container(horizontal=True, gap="small"):
            st.button(
                text("ui.people.confirm", lang),
                key="people_confirm",
                type="primary",
                icon=":material/check:",
                on_click=_apply,
                args=(change, lang),
            )
            st.button(text("ui.people.cancel", lang), key="people_cancel", on_click=_set, args=(key, held))
    _said()


def may(role: str, lang: str) -> str:
    """What a role may do, from the one table of rights."""
    from geo.registry.stages import RIGHTS, Role

    if role == Role.ADMIN:
        return ("、" if lang == "zh" else ", ").join(text(f"ui.people.may_{key}", lang) for key in ADMINS)
    actions = dict.fromkeys(
        right.action.value
        for right in RIGHTS
        if right.role == role and (right.to is not None or right.reason or right.action.value == "save_draft")
    )
    return ("、" if lang == "zh" else ", ").join(text(f"registry.action.{key}", lang) for key in actions)


def _announce(change: Change, told_as: str, lang: str) -> None:
    """What is about to happen, in words."""
    lines = [
        text(f"ui.people.will_{way}", lang, name=told_as, roles=role_words(roles, lang))
        for way, roles in (("give", change.give), ("take", change.take))
        if roles
    ]
    html("notice.html.j2", tone="review", title=text("ui.people.confirm_title", lang), lines=lines)


def _apply(change: Change, lang: str) -> None:
    """Give and take, as whoever asks at this very moment."""
    from geo.registry.people import grant, withdraw
    from geo.registry.stages import Role

    register, admin = register_view.opened(), who.person()
    reason = str(st.session_state.get(Key.PEOPLE_REASON) or "")
    try:
        # What may be refused comes first: nothing is given when something cannot be taken.
        for role in change.take:
            withdraw(register, admin, change.subject, Role(role), reason=reason)
        for role in change.give:
            grant(register, admin, change.subject, Role(role), name=change.name, reason=reason)
    except SizhiError as problem:
        st.session_state[Key.PEOPLE_SAID] = ("error", text(f"error.{problem.code}", lang, **problem.params))
        return
    st.session_state[Key.PEOPLE_SAID] = ("done", text("ui.people.done", lang))
    st.session_state[Key.PEOPLE_REASON] = ""
    if st.session_state.get(Key.PEOPLE_WHO) == NEW:
        st.session_state[Key.PEOPLE_WHO] = change.subject


def _set(key: str, held: list[str]) -> None:
    """Take back what was chosen and not confirmed."""
    st.session_state[key] = held


def _said() -> None:
    """What came of the last change, once."""
    kind, message = st.session_state.pop(Key.PEOPLE_SAID, ("", ""))
    if kind == "error":
        st.error(message, icon=":material/error:")
    elif kind == "done":
        st.success(message, icon=":material/check_circle:")


def _named(member: Member | None, key: str, lang: str) -> str:
    if member is None:
        return text("ui.people.new" if key == NEW else "ui.people.nobody", lang)
    roles = role_words([line.role for line in member.grants], lang) or text("ui.account.no_role", lang)
    number = member.id.partition("|")[2]
    short = number if len(number) <= SHORT_NUMBER else number[: SHORT_NUMBER - 1] + "…"
    return f"{member.name or text('registry.member.nameless', lang)} · {roles} · {short}"
