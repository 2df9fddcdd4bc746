"""Who holds which role: a table the administrator keeps, or a claim of the login."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from geo.errors import UsageError
from geo.registry.access import UNSIGNED, Person, require_role
from geo.registry.problems import AccessError, in_words
from geo.registry.schema import audit, grants, people, role_changes
from geo.registry.stages import Role

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.registry.store import Change, Register

BETWEEN = "|"
"""Stands between issuer and subject of a login."""
GIVEN = tuple(role for role in Role if role is not Role.PUBLIC)
"""The roles that are given; the public's is everybody's."""
GRANT, WITHDRAW = "grant", "withdraw_grant"
"""What a change of roles is called, in its row and in the trail."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """A role somebody holds by the table, since when, and by whom."""

    role: Role
    granted_at: str
    granted_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Somebody the register knows: who was given a role, or signed in once."""

    id: str
    name: str
    added_at: str
    grants: tuple[Grant, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleChange:
    """A role given or taken away: whose, which, why, by whom, when; ``given`` False took it away."""

    person_id: str
    role: Role
    given: bool
    reason: str | None
    changed_by: str
    changed_at: str


def subject_of(issuer: str, subject: str) -> str:
    """Issuer and subject of a login in one text: a subject alone is unique only at its issuer.

    Raises
    ------
    UsageError
        One of them is empty, or the issuer cannot be told from the subject.

    Examples
    --------
    >>> subject_of("https://login.example", "a1b2")
    'https://login.example|a1b2'
    """
    if not issuer.strip() or BETWEEN in issuer or not subject.strip():
        raise UsageError("registry.no_subject")
    return f"{issuer}{BETWEEN}{subject}"


def person_of(register: Register, subject: str, name: str = "", claimed: Iterable[str] = ()) -> Person:
    """The person a login speaks of.

    Parameters
    ----------
    register
        The register.
    subject
        Issuer and subject of the login, in one text; never empty.
    name
        Name as the login gives it.
    claimed
        Roles a claim of the login names; words that are no role count for nothing, and ``public``
        is everybody's.

    Raises
    ------
    UsageError
        The subject is empty, or that of the local person or of the program.
    """
    if subject.strip() in UNSIGNED:
        raise UsageError("registry.no_subject")
    with register.reading() as connection:
        held = connection.execute(select(grants.c.role).where(grants.c.person_id == subject)).scalars().all()
    known = {role.value: role for role in Role}
    roles = frozenset(known[role] for role in (*held, *claimed) if role in known)
    return Person(id=subject, name=name, roles=roles)


def met(register: Register, subject: str, name: str) -> None:
    """Note that somebody signed in, so that an administrator finds them; nothing when that is known.

    Parameters
    ----------
    register
        The register.
    subject
        Issuer and subject of the login, as `subject_of` joins them.
    name
        Name as the login gives it.
    """
    with register.reading() as connection:
        known = connection.execute(select(people.c.name).where(people.c.id == subject)).first()
    if known is not None and (known.name == name or not name):
        return
    with register.writing(subject, "sign_in") as change:
        _known(change, subject, name)


def people_of(register: Register, admin: Person) -> tuple[Member, ...]:
    """Everybody the register knows, with the roles of the table; those who hold none come first.

    Raises
    ------
    AccessError
        Only an administrator may.
    """
    require_role(admin, Role.ADMIN)
    gave = select(audit.c.key, audit.c.actor).where(audit.c.entity == grants.name).order_by(audit.c.seq)
    with register.reading() as connection:
        known = connection.execute(select(people).order_by(people.c.name, people.c.id)).mappings().all()
        held = connection.execute(select(grants).order_by(grants.c.granted_at)).mappings().all()
        actors = {row.key: row.actor for row in connection.execute(gave)}
    of: dict[str, list[Grant]] = {}
    for row in held:
        line = Grant(role=Role(row["role"]), granted_at=row["granted_at"], granted_by=actors[row["id"]])
        of.setdefault(row["person_id"], []).append(line)
    found = [
        Member(id=row["id"], name=row["name"], added_at=row["added_at"], grants=tuple(of.get(row["id"], ())))
        for row in known
    ]
    return tuple(sorted(found, key=lambda member: bool(member.grants)))


def role_changes_of(register: Register, admin: Person, *, last: int = 50) -> tuple[RoleChange, ...]:
    """The last roles given and taken away, newest first.

    Parameters
    ----------
    register
        The register.
    admin
        An administrator.
    last
        How many.

    Raises
    ------
    AccessError
        Only an administrator may.
    """
    require_role(admin, Role.ADMIN)
    wanted = (
        select(role_changes).order_by(role_changes.c.changed_at.desc(), role_changes.c.id.desc()).limit(last)
    )
    with register.reading() as connection:
        rows = connection.execute(wanted).mappings().all()
    return tuple(
        RoleChange(
            person_id=row["person_id"],
            role=Role(row["role"]),
            given=row["action"] == GRANT,
            reason=row["reason"],
            changed_by=row["changed_by"],
            changed_at=row["changed_at"],
        )
        for row in rows
    )


def names_of(register: Register, ids: Iterable[str]) -> dict[str, str]:
    """The names of people by id, as far as they have one: what a page shows instead of an id.

    Parameters
    ----------
    register
        The register.
    ids
        As they stand in decisions and submissions.
    """
    wanted = select(people.c.id, people.c.name).where(people.c.id.in_(set(ids)), people.c.name != "")
    with register.reading() as connection:
        return {row.id: row.name for row in connection.execute(wanted)}


def grant(
    register: Register, admin: Person, subject: str, role: Role, *, name: str = "", reason: str = ""
) -> bool:
    """Give somebody a role.

    Parameters
    ----------
    register
        The register.
    admin
        An administrator.
    subject
        Issuer and subject of the login, as `subject_of` joins them.
    role
        Any but the public's, which everybody holds.
    name
        A name for the list; that of the login takes its place when the person signs in.
    reason
        Why, where there is more to say than that the role is needed.

    Returns
    -------
    bool
        False when the role was held already.

    Raises
    ------
    AccessError
        Only an administrator may.
    UsageError
        The subject is not one a login could have.
    """
    require_role(admin, Role.ADMIN)
    issuer, _, rest = subject.strip().partition(BETWEEN)
    if not issuer or not rest or role not in GIVEN:
        raise UsageError("registry.strange_subject", found=subject.strip()[:120])
    subject = subject_of(issuer, rest)
    key = f"{subject}/{role.value}"
    with register.writing(admin.id, GRANT) as change:
        _known(change, subject, name.strip())
        if change.row(grants, key) is not None:
            return False
        line = {"id": key, "person_id": subject, "role": role.value, "granted_at": change.at}
        change.insert(grants, line)
        _noted(change, subject, role, reason)
    return True


def withdraw(register: Register, admin: Person, subject: str, role: Role, *, reason: str) -> bool:
    """Take a role away; it counts from the person's next action on.

    Parameters
    ----------
    register
        The register.
    admin
        An administrator; on a server's own command line the one of the machine.
    subject
        Whose role.
    role
        Which.
    reason
        Why.

    Returns
    -------
    bool
        False when it was not held.

    Raises
    ------
    UsageError
        No reason is given.
    AccessError
        Only an administrator may, and nobody takes this role from themselves: the last administrator
        would lock everybody out.
    """
    require_role(admin, Role.ADMIN)
    if role is Role.ADMIN and subject == admin.id and not admin.local:
        raise AccessError("registry.own_admin")
    if not reason.strip():
        raise UsageError("registry.role_reason", role=in_words("role", role))
    key = f"{subject}/{role.value}"
    with register.writing(admin.id, WITHDRAW) as change:
        if change.row(grants, key) is None:
            return False
        change.delete(grants, key)
        _noted(change, subject, role, reason)
    return True


def _noted(change: Change, subject: str, role: Role, reason: str) -> None:
    """Who gave or took which role, when, and why: kept when the grant is gone."""
    row = {
        "id": secrets.token_hex(16),
        "person_id": subject,
        "role": role.value,
        "action": change.action,
        "reason": reason.strip() or None,
        "changed_by": change.actor,
        "changed_at": change.at,
    }
    change.insert(role_changes, row)


def _known(change: Change, subject: str, name: str) -> None:
    """The person's row: new, or with the name they have now."""
    row = change.row(people, subject)
    if row is None:
        change.insert(people, {"id": subject, "name": name, "added_at": change.at})
    elif name and row["name"] != name:
        change.update(people, subject, name=name)
