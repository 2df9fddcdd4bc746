"""Who holds which role: a table the administrator keeps, or a claim of the login."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from geo.errors import UsageError
from geo.registry.access import UNSIGNED, Person, require_role
from geo.registry.problems import AccessError
from geo.registry.schema import audit, grants, people
from geo.registry.stages import Role

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.registry.store import Change, Register

BETWEEN = "|"
"""Stands between issuer and subject of a login."""
GIVEN = tuple(role for role in Role if role is not Role.PUBLIC)
"""The roles that are given; the public's is everybody's."""


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


def grant(register: Register, admin: Person, subject: str, role: Role, *, name: str = "") -> bool:
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
    with register.writing(admin.id, "grant") as change:
        _known(change, subject, name.strip())
        if change.row(grants, key) is not None:
            return False
        line = {"id": key, "person_id": subject, "role": role.value, "granted_at": change.at}
        change.insert(grants, line)
    return True


def withdraw(register: Register, admin: Person, subject: str, role: Role) -> bool:
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

    Returns
    -------
    bool
        False when it was not held.

    Raises
    ------
    AccessError
        Only an administrator may, and nobody takes this role from themselves: the last administrator
        would lock everybody out.
    """
    require_role(admin, Role.ADMIN)
    if role is Role.ADMIN and subject == admin.id and not admin.local:
        raise AccessError("registry.own_admin")
    key = f"{subject}/{role.value}"
    with register.writing(admin.id, "withdraw_grant") as change:
        if change.row(grants, key) is None:
            return False
        change.delete(grants, key)
    return True


def _known(change: Change, subject: str, name: str) -> None:
    """The person's row: new, or with the name they have now."""
    row = change.row(people, subject)
    if row is None:
        change.insert(people, {"id": subject, "name": name, "added_at": change.at})
    elif name and row["name"] != name:
        change.update(people, subject, name=name)
