"""Who holds which role: a table the administrator keeps, or a claim of the login."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from geo.errors import UsageError
from geo.registry.access import Person, require_role
from geo.registry.schema import grants, people
from geo.registry.stages import Role

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.registry.store import Register


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
        The subject is empty, or that of the local person.
    """
    if not subject.strip() or subject == "local":
        raise UsageError("registry.no_subject")
    with register.reading() as connection:
        held = connection.execute(select(grants.c.role).where(grants.c.person_id == subject)).scalars().all()
    known = {role.value: role for role in Role}
    roles = frozenset(known[role] for role in (*held, *claimed) if role in known)
    return Person(id=subject, name=name, roles=roles)


def grant(register: Register, admin: Person, subject: str, role: Role, *, name: str = "") -> None:
    """Give somebody a role.

    Raises
    ------
    AccessError
        Only an administrator may.
    """
    require_role(admin, Role.ADMIN)
    key = f"{subject}/{role.value}"
    with register.writing(admin.id, "grant") as change:
        if change.row(people, subject) is None:
            change.insert(people, {"id": subject, "name": name, "added_at": change.at})
        if change.row(grants, key) is None:
            line = {"id": key, "person_id": subject, "role": role.value, "granted_at": change.at}
            change.insert(grants, line)


def withdraw(register: Register, admin: Person, subject: str, role: Role) -> None:
    """Take a role away.

    Raises
    ------
    AccessError
        Only an administrator may.
    """
    require_role(admin, Role.ADMIN)
    key = f"{subject}/{role.value}"
    with register.writing(admin.id, "withdraw_grant") as change:
        if change.row(grants, key) is not None:
            change.delete(grants, key)
