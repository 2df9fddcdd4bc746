"""Who may see and do what: every read and every write of the register goes through here."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, false, or_

from geo.registry.problems import AccessError, MissingError, in_words
from geo.registry.stages import JUDGING, Action, Right, Role, Stage, stages_of, step

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import ColumnElement
    from sqlalchemy.sql.selectable import FromClause


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody at the register.

    ``id`` comes from the login (issuer and subject); ``local`` is the one person of a machine without
    logins, who holds every role and may judge what they handed in themselves.
    """

    id: str
    name: str = ""
    roles: frozenset[Role] = field(default_factory=frozenset)
    local: bool = False

    @property
    def all_roles(self) -> frozenset[Role]:
        """The roles held, and the public's, which everybody holds."""
        return self.roles | {Role.PUBLIC}


PUBLIC = Person(id="")
"""Somebody who has not signed in."""
LOCAL = Person(id="local", roles=frozenset(Role), local=True)
"""The one person of a local register."""
SERVICE = Person(id="service", roles=frozenset({Role.ADMIN}))
"""The program itself, where nobody has asked: it brings the known zones into a new register."""
UNSIGNED = frozenset({PUBLIC.id, LOCAL.id, SERVICE.id})
"""Ids that no login may have."""


def right_of(person: Person, action: Action, stage: Stage, *, own: bool) -> Right | None:
    """The line of the table by which ``person`` may do ``action``, or None.

    Parameters
    ----------
    person
        Who asks.
    action
        What is to be done.
    stage
        The stage the application is in.
    own
        Whether the application is this person's.

    Examples
    --------
    >>> reviewer = Person(id="r", roles=frozenset({Role.REVIEWER}))
    >>> right_of(reviewer, Action.PASS, Stage.REVIEW, own=False).to
    <Stage.NOTICE: 'notice'>
    >>> right_of(reviewer, Action.READ, Stage.NURTURE, own=False) is None
    True
    """
    roles = person.all_roles
    if not own:
        roles -= {Role.APPLICANT}
    elif action in JUDGING and not person.local:
        return None
    return step(action, stage, roles)


def owns(person: Person, row: Mapping[Any, Any]) -> bool:
    """Whether the application of this row is the person's own; nobody who is not signed in owns one."""
    return bool(person.id) and row["applicant"] == person.id


def require(person: Person, action: Action, row: Mapping[Any, Any] | None, asked: str) -> Right:
    """The right to do ``action`` with an application, or an error.

    Parameters
    ----------
    person
        Who asks.
    action
        What is to be done.
    row
        The application, None when there is none.
    asked
        The id that was asked for.

    Raises
    ------
    MissingError
        There is no such application, or the person may not know that there is: the same answer.
    AccessError
        The person sees it, but may not do this in its stage.
    """
    if row is None:
        raise MissingError("registry.not_found", asked=asked[:80])
    stage, own = Stage(str(row["stage"])), owns(person, row)
    if right_of(person, Action.LIST, stage, own=own) is None:
        raise MissingError("registry.not_found", asked=asked[:80])
    right = right_of(person, action, stage, own=own)
    if right is None:
        if own and action in JUDGING and step(action, stage, person.all_roles):
            raise AccessError("registry.own_application", action=in_words("action", action))
        raise AccessError(
            "registry.not_allowed", action=in_words("action", action), stage=in_words("stage", stage)
        )
    return right


def require_role(person: Person, role: Role) -> None:
    """Refuse whoever does not hold this role.

    Raises
    ------
    AccessError
        The person does not hold it.
    """
    if role not in person.all_roles:
        raise AccessError("registry.role_needed", role=in_words("role", role))


def visible(person: Person, action: Action, table: FromClause) -> ColumnElement[bool]:
    """The same rule as a condition on the rows of ``applications``, so that a list never reads more."""
    return _visible_to(person, person.all_roles, action, table)


def visible_versions(
    person: Person, applications: FromClause, submission_id: ColumnElement[str]
) -> ColumnElement[bool]:
    """Which submitted versions somebody may read: the public only the one that was approved."""
    roles = person.roles - {Role.PUBLIC}
    by_role = _visible_to(person, roles, Action.READ, applications)
    if stages_of(Role.PUBLIC, Action.READ) <= _stages(roles, Action.READ):
        return by_role
    everybody = visible(PUBLIC, Action.READ, applications) & (submission_id == applications.c.submission_id)
    return or_(everybody, by_role)


def _visible_to(
    person: Person, roles: frozenset[Role], action: Action, table: FromClause
) -> ColumnElement[bool]:
    """The stages that are open by role, and one's own: as few conditions as say the same."""
    conditions: list[ColumnElement[bool]] = [false()]
    if stages := _stages(roles, action):
        conditions.append(table.c.stage.in_([stage.value for stage in sorted(stages)]))
    if Role.APPLICANT in roles:
        conditions.append(visible_as(person, Role.APPLICANT, action, table))
    return or_(*conditions)


def _stages(roles: frozenset[Role], action: Action) -> frozenset[Stage]:
    """The stages in which one of these roles, the applicant's aside, may do ``action``."""
    others = (stages_of(role, action) for role in roles if role is not Role.APPLICANT)
    return frozenset().union(*others)


def reads_standing_only(person: Person) -> bool:
    """Whether of all submitted versions somebody may read but those that were approved: the public's view."""
    roles = person.roles - {Role.PUBLIC}
    return not any(stages_of(role, Action.READ) for role in roles if role is not Role.APPLICANT or person.id)


def visible_as(person: Person, role: Role, action: Action, table: FromClause) -> ColumnElement[bool]:
    """The condition that one role alone gives."""
    stages = sorted(stages_of(role, action))
    if not stages or (role is Role.APPLICANT and not person.id):
        return false()
    condition: ColumnElement[bool] = table.c.stage.in_([stage.value for stage in stages])
    return and_(condition, table.c.applicant == person.id) if role is Role.APPLICANT else condition
