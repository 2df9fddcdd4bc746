"""The way of an application, and the one table that says who may do what in which stage."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Stage(StrEnum):
    """Where an application stands."""

    NURTURE = "nurture"
    """培育: a draft; nobody but its applicant knows of it."""
    DECLARED = "declared"
    """申报: submitted, with a receipt."""
    REVIEW = "review"
    """评审."""
    NOTICE = "notice"
    """公示."""
    APPROVED = "approved"
    """批复."""
    BUILDING = "building"
    """建设."""
    ACCEPTED = "accepted"
    """验收."""
    RETURNED = "returned"
    """退回: back with its applicant, who sees what to change."""
    WITHDRAWN = "withdrawn"
    """撤回, by its applicant."""
    REVOKED = "revoked"
    """撤销, after the approval."""
    DISCARDED = "discarded"
    """作废: a draft given up before anybody saw it."""


class Role(StrEnum):
    """What somebody is to the register. Everybody is the public; an applicant is one of the own only."""

    PUBLIC = "public"
    APPLICANT = "applicant"
    REVIEWER = "reviewer"
    AUTHORITY = "authority"
    ADMIN = "admin"


class Action(StrEnum):
    """What may be done with an application."""

    LIST = "list"
    """See that it is there: name, city, level, stage."""
    READ = "read"
    """Its land, its assessment, its versions."""
    READ_FILES = "read_files"
    """The original bytes: ledgers name firms and people."""
    READ_DECISIONS = "read_decisions"
    """Opinions and reasons."""
    READ_DRAFT = "read_draft"
    SAVE_DRAFT = "save_draft"
    DISCARD = "discard"
    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    TAKE_UP = "take_up"
    OPINE = "opine"
    RETURN = "return"
    PASS = "pass"  # noqa: S105 - a step of the way, not a password
    APPROVE = "approve"
    START = "start"
    ACCEPT = "accept"
    REVOKE = "revoke"


@dataclass(frozen=True, slots=True)
class Right:
    """One line of the table: ``role`` may do ``action`` in ``stages``, which leads ``to`` another."""

    action: Action
    role: Role
    stages: frozenset[Stage]
    to: Stage | None = None
    reason: bool = False


_ALL = frozenset(Stage)
_SECRET = frozenset({Stage.NURTURE, Stage.DISCARDED})
_SUBMITTED = _ALL - _SECRET
_DRAFTED = frozenset({Stage.NURTURE, Stage.RETURNED})
_STANDING = frozenset({Stage.APPROVED, Stage.BUILDING, Stage.ACCEPTED})
_DECLARED, _REVIEW, _NOTICE = (frozenset({s}) for s in (Stage.DECLARED, Stage.REVIEW, Stage.NOTICE))

RIGHTS: tuple[Right, ...] = (
    # reading
    Right(Action.LIST, Role.APPLICANT, _ALL),
    Right(Action.LIST, Role.REVIEWER, _SUBMITTED),
    Right(Action.LIST, Role.AUTHORITY, _SUBMITTED),
    Right(Action.LIST, Role.ADMIN, _SUBMITTED),
    Right(Action.LIST, Role.PUBLIC, _NOTICE | _STANDING),
    Right(Action.READ, Role.APPLICANT, _ALL),
    Right(Action.READ, Role.REVIEWER, _SUBMITTED),
    Right(Action.READ, Role.AUTHORITY, _SUBMITTED),
    Right(Action.READ, Role.PUBLIC, _STANDING),
    Right(Action.READ_FILES, Role.APPLICANT, _ALL),
    Right(Action.READ_FILES, Role.REVIEWER, _SUBMITTED),
    Right(Action.READ_FILES, Role.AUTHORITY, _SUBMITTED),
    Right(Action.READ_DECISIONS, Role.APPLICANT, _ALL),
    Right(Action.READ_DECISIONS, Role.REVIEWER, _SUBMITTED),
    Right(Action.READ_DECISIONS, Role.AUTHORITY, _SUBMITTED),
    Right(Action.READ_DRAFT, Role.APPLICANT, _ALL),
    # the applicant's steps
    Right(Action.SAVE_DRAFT, Role.APPLICANT, _DRAFTED),
    Right(Action.DISCARD, Role.APPLICANT, frozenset({Stage.NURTURE}), Stage.DISCARDED),
    Right(Action.SUBMIT, Role.APPLICANT, _DRAFTED, Stage.DECLARED),
    Right(
        Action.WITHDRAW,
        Role.APPLICANT,
        _DECLARED | _REVIEW | _NOTICE | {Stage.RETURNED},
        Stage.WITHDRAWN,
        reason=True,
    ),
    # the reviewer's
    Right(Action.TAKE_UP, Role.REVIEWER, _DECLARED, Stage.REVIEW),
    Right(Action.OPINE, Role.REVIEWER, _REVIEW | _NOTICE, reason=True),
    Right(Action.RETURN, Role.REVIEWER, _DECLARED | _REVIEW, Stage.RETURNED, reason=True),
    Right(Action.PASS, Role.REVIEWER, _REVIEW, Stage.NOTICE, reason=True),
    # the authority's
    Right(Action.OPINE, Role.AUTHORITY, _NOTICE | _STANDING, reason=True),
    Right(Action.RETURN, Role.AUTHORITY, _NOTICE, Stage.RETURNED, reason=True),
    Right(Action.APPROVE, Role.AUTHORITY, _NOTICE, Stage.APPROVED, reason=True),
    Right(Action.START, Role.AUTHORITY, frozenset({Stage.APPROVED}), Stage.BUILDING),
    Right(Action.ACCEPT, Role.AUTHORITY, frozenset({Stage.BUILDING}), Stage.ACCEPTED, reason=True),
    Right(Action.REVOKE, Role.AUTHORITY, _STANDING, Stage.REVOKED, reason=True),
)
"""Who may do what in which stage. What is not here may not be done."""

JUDGING = frozenset(
    {Action.TAKE_UP, Action.OPINE, Action.RETURN, Action.PASS, Action.APPROVE, Action.ACCEPT, Action.REVOKE}
)
"""Steps nobody takes on an application of their own, except alone on a local machine."""

OPEN = _DECLARED | _REVIEW | _NOTICE
"""Stages of an application under way: one at a time for a zone."""

FORWARD = frozenset({Action.TAKE_UP, Action.RETURN, Action.PASS, Action.APPROVE})
"""Steps an application waits for. An opinion may be given and an approval revoked at any time; that building
begins or is accepted is told when it happens, and until then nobody has anything to do."""

STEPS = frozenset(right.action for right in RIGHTS if right.to is not None or right.reason) - {
    Action.SUBMIT,
    Action.DISCARD,
}
"""The actions that are decisions: they have an author, a time, and most of them a reason."""


def stages_of(role: Role, action: Action) -> frozenset[Stage]:
    """The stages in which ``role`` may do ``action``.

    Examples
    --------
    >>> sorted(stages_of(Role.PUBLIC, Action.READ))
    [<Stage.ACCEPTED: 'accepted'>, <Stage.APPROVED: 'approved'>, <Stage.BUILDING: 'building'>]
    """
    found = [right.stages for right in RIGHTS if right.role is role and right.action is action]
    return frozenset().union(*found)


def step(action: Action, stage: Stage, roles: frozenset[Role]) -> Right | None:
    """The line of the table that lets one of ``roles`` do ``action`` in ``stage``.

    Examples
    --------
    >>> step(Action.TAKE_UP, Stage.DECLARED, frozenset({Role.REVIEWER})).to
    <Stage.REVIEW: 'review'>
    """
    for right in RIGHTS:
        if right.action is action and right.role in roles and stage in right.stages:
            return right
    return None


def awaiting(roles: frozenset[Role]) -> frozenset[Stage]:
    """The stages in which an application waits for one of ``roles``.

    Examples
    --------
    >>> sorted(awaiting(frozenset({Role.REVIEWER})))
    [<Stage.DECLARED: 'declared'>, <Stage.REVIEW: 'review'>]
    """
    found = [right.stages for right in RIGHTS if right.action in FORWARD and right.role in roles]
    return frozenset().union(*found)
