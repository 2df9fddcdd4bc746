"""Who asks: the one place where a page learns whom it serves."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import streamlit as st
from streamlit import runtime

from geo.errors import SizhiError
from geo.i18n import text
from geo.ui import login, sessions
from geo.ui.state import Key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geo.registry.access import Person
    from geo.ui.login import Login

LOG = logging.getLogger(__name__)
LONGEST_NAME = 80
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip", "Via")
"""What a proxy adds: then somebody else may be at the other end."""


class Standing(StrEnum):
    """How somebody came to be who they are."""

    ALONE = "alone"
    """No login is configured and this is the machine itself: the one person, with every role."""
    OPEN = "open"
    """No login is configured, and others can reach the service: everybody is the public."""
    OUT = "out"
    """Not signed in."""
    IN = "in"
    OVER = "over"
    """Signed in once, and no longer: too long ago, too long silent, or signed out elsewhere."""
    NAMELESS = "nameless"
    """The login names nobody."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody at a page; ``until`` is when their session ends at the latest, in seconds since 1970."""

    person: Person
    standing: Standing
    until: float | None = None


def person() -> Person:
    """Somebody at this page: on a machine without logins the one local person, who holds every role.

    Ask anew for every action: a role withdrawn and a session that ended count from the next call on.
    """
    return visitor().person


def visitor() -> Visitor:
    """Whoever is at this page, and how they came to be that."""
    from geo.registry.access import LOCAL, PUBLIC

    configured = login.configured()
    if configured is not None:
        return signed_in(dict(st.user.to_dict()), configured)
    if alone(str(st.get_option("server.address") or ""), *_connection()):
        return Visitor(LOCAL, Standing.ALONE)
    return Visitor(PUBLIC, Standing.OPEN)


def alone(address: str, client: str | None, headers: Mapping[str, str]) -> bool:
    """Whether only the person at this machine can be asking.

    Parameters
    ----------
    address
        Where the server listens.
    client
        Where the connection comes from; None when there is no connection, as in a test.
    headers
        Of the connection, by lower-case name.
    """
    here = login.LOOPBACK.fullmatch(address) is not None
    near = client is None or login.LOOPBACK.fullmatch(client) is not None
    return here and near and not any(name.lower() in headers for name in FORWARDED)


def signed_in(claims: Mapping[str, Any], configured: Login) -> Visitor:
    """Whom the claims of a login speak of, as far as the login still counts."""
    from geo.registry.access import PUBLIC
    from geo.registry.people import subject_of

    if not claims.get("is_logged_in"):
        return Visitor(PUBLIC, Standing.OUT)
    try:
        subject = subject_of(str(claims.get("iss") or ""), str(claims.get("sub") or ""))
        since, expires = float(claims["iat"]), float(claims["exp"])
    except (SizhiError, KeyError, TypeError, ValueError):
        return Visitor(PUBLIC, Standing.NAMELESS)
    until = expires if configured.session_s is None else since + configured.session_s
    key = sessions.key_of(claims)
    if not sessions.LOGINS.alive(key, since=since, until=until, idle_s=configured.idle_s):
        return Visitor(PUBLIC, Standing.OVER)
    found = _known(subject, name_in(claims), login.claimed(claims, configured))
    return Visitor(found, Standing.IN, until)


def name_in(claims: Mapping[str, Any]) -> str:
    r"""The name a login gives, fit for a line.

    Examples
    --------
    >>> name_in({"name": " 张\n三 "}), name_in({"email": "z@example.cn"}), name_in({})
    ('张 三', 'z@example.cn', '')
    """
    said = next((str(claims[key]) for key in ("name", "preferred_username", "email") if claims.get(key)), "")
    return " ".join("".join(c if c.isprintable() else " " for c in said).split())[:LONGEST_NAME]


def meet() -> Visitor:
    """Whoever is at this page, once a run before anything else: nothing of somebody before them is left.

    A session that ended leaves what was sent and typed to nobody; and a person seen for the first time
    is noted in the register, so that an administrator finds them.
    """
    now = visitor()
    state = st.session_state
    before = state.get(Key.WHO)
    if before not in {None, now.person.id}:
        for key in [key for key in state if key != Key.LANG]:
            del state[key]
    if before != now.person.id and now.standing is Standing.IN:
        _note(now.person)
    state[Key.WHO] = now.person.id
    return now


def sign_in() -> None:
    """Lead to the login: for a button."""
    st.login()


def sign_out() -> None:
    """End the login, here and in every copy of its cookie: for a button."""
    configured = login.configured()
    claims: dict[str, Any] = dict(st.user.to_dict())
    if configured is not None and claims.get("is_logged_in"):
        since = float(claims.get("iat") or 0)
        until = since + (configured.session_s or sessions.LONGEST_S)
        sessions.LOGINS.end(sessions.key_of(claims), until=until)
    st.session_state.clear()
    st.logout()


def named(ids: Iterable[str], lang: str) -> dict[str, str]:
    """Names of people by id, for whatever stands in decisions and submissions: never the id itself."""
    from geo.registry.access import LOCAL, SERVICE
    from geo.registry.people import names_of
    from geo.ui import register_view

    wanted = set(ids)
    known = names_of(register_view.opened(), wanted)
    nameless = text("registry.member.nameless", lang)
    unsigned = {one.id: text(f"registry.member.{one.id}", lang) for one in (LOCAL, SERVICE)}
    return {one: unsigned.get(one) or known.get(one, nameless) for one in wanted}


def _known(subject: str, name: str, claimed: tuple[str, ...]) -> Person:
    """The person, with the roles of the register; while it cannot be read, with none."""
    from geo.registry.access import Person
    from geo.registry.people import person_of
    from geo.ui import register_view

    try:
        return person_of(register_view.opened(), subject, name, claimed)
    except SizhiError:
        LOG.exception("the roles cannot be read")
        return Person(id=subject, name=name)


def _note(one: Person) -> None:
    from geo.registry.people import met
    from geo.ui import register_view

    try:
        met(register_view.opened(), one.id, one.name)
    except SizhiError:
        LOG.exception("a sign-in cannot be noted")


def _connection() -> tuple[str | None, Mapping[str, str]]:
    """Where the connection of this session comes from, and its headers; a test of a page has none."""
    if not runtime.exists() or st.get_option("global.appTest"):
        return None, {}
    headers = {name.lower(): value for name, value in st.context.headers.items()}
    if "host" not in headers:
        return "", headers  # gone in the middle of a run: whoever it was, it is nobody now
    # Streamlit gives None for this machine's own address.
    return st.context.ip_address or "127.0.0.1", headers
