"""What lies before reviewers and the authority: found, counted and put in order by the database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, false, func, or_, select, true

from geo.places import require_city
from geo.registry.access import Person, owns, visible_as
from geo.registry.problems import AccessError, in_words
from geo.registry.records import Page
from geo.registry.schema import applications, assessments, footprints, people, submissions, zones
from geo.registry.stages import Action, Role, Stage, awaiting

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import ColumnElement, Select, Table

    from geo.registry.store import Register

JUDGES = frozenset({Role.REVIEWER, Role.AUTHORITY})
"""Who has a queue."""

_SINCE = func.coalesce(applications.c.staged_at, applications.c.changed_at)
"""When an application came into the stage it is in."""

ORDERS: Mapping[str, ColumnElement[Any]] = {
    "waiting": _SINCE,
    "received": submissions.c.submitted_at,
    "name": applications.c.name,
    "city": applications.c.city,
    "stage": applications.c.stage,
    "area": footprints.c.area_m2,
}
"""What the queue can be put in order by; ``waiting`` begins with the one that has waited longest."""
_SUBMITTED: Mapping[Table, ColumnElement[bool]] = {
    submissions: submissions.c.id == applications.c.submission_id,
    footprints: footprints.c.submission_id == applications.c.submission_id,
    assessments: assessments.c.submission_id == applications.c.submission_id,
}
"""The tables of a submission, and how they belong to its application."""
JOINED: Mapping[str, Table] = {"received": submissions, "area": footprints}
"""Orders that need a table besides: the others are counted and put in order without any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What to look for; everything given must hold.

    ``words`` part of the name or of the number; ``mine`` only what waits for this person; ``page`` from 1.
    """

    stages: tuple[Stage, ...] = ()
    city: str | None = None
    level: str | None = None
    words: str | None = None
    mine: bool = False
    order: str = "waiting"
    descending: bool = False
    page: int = 1
    size: int = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One application in the queue; ``since`` is when it came into its stage, ``applicant`` a name or empty.

    ``zone`` is the name, and ``zone_level`` the level, of the zone of the register it speaks of.
    ``waits``: the person who asks may take it a step further; ``own``: it is theirs.
    """

    id: str
    name: str
    level: str
    city: str | None
    stage: Stage
    number: str
    applicant: str
    applicant_id: str
    submitted: int
    received_at: str
    since: str
    outcome: str
    area_m2: float
    own: bool
    waits: bool
    zone: str | None = None
    zone_level: str | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many there are by stage, whichever were asked for, and how many of all wait for the person."""

    by_stage: Mapping[Stage, int]
    mine: int


def queue(register: Register, person: Person, asked: Asked | None = None) -> Page[Line]:
    """One page of the submitted applications, the longest waiting first unless asked otherwise.

    Parameters
    ----------
    register
        The register.
    person
        A reviewer or the authority.
    asked
        What to look for, the order and the page.

    Raises
    ------
    AccessError
        The person is neither.
    """
    asked = asked or Asked()
    chosen = _found(person, asked).where(_in_stages(person, asked))
    key = ORDERS[asked.order]
    ordered = chosen.order_by(key.desc() if asked.descending else key.asc(), applications.c.id)
    if asked.order in JOINED:
        table = JOINED[asked.order]
        ordered = ordered.join(table, _SUBMITTED[table])
    with register.reading() as connection:
        total = connection.execute(_count(chosen)).scalar_one()
        first = (asked.page - 1) * asked.size
        ids = connection.execute(ordered.limit(asked.size).offset(first)).scalars().all()
        wanted = (
            select(
                applications,
                submissions.c.number,
                submissions.c.version.label("submitted"),
                submissions.c.submitted_at,
                assessments.c.outcome,
                footprints.c.area_m2,
                people.c.name.label("applicant_name"),
                zones.c.name.label("zone_name"),
                zones.c.level.label("zone_level"),
                _SINCE.label("since"),
            )
            .select_from(
                _joined()
                .outerjoin(people, people.c.id == applications.c.applicant)
                .outerjoin(zones, zones.c.id == applications.c.zone_id)
            )
            .where(applications.c.id.in_(ids))
        )
        rows = {row["id"]: row for row in connection.execute(wanted).mappings()}
    return Page(tuple(_line(rows[key], person) for key in ids if key in rows), total)


def counts(register: Register, person: Person, asked: Asked | None = None) -> Counts:
    """How many of what was asked for are in each stage.

    Raises
    ------
    AccessError
        The person is neither reviewer nor authority.
    """
    chosen = _found(person, asked or Asked())
    grouped = chosen.with_only_columns(
        applications.c.stage, func.count(), maintain_column_froms=True
    ).group_by(applications.c.stage)
    with register.reading() as connection:
        found = {Stage(row[0]): int(row[1]) for row in connection.execute(grouped)}
        mine = connection.execute(_count(chosen.where(_waits(person)))).scalar_one()
    return Counts({stage: found[stage] for stage in Stage if stage in found}, mine)


def _found(person: Person, asked: Asked) -> Select[Any]:
    """Ids of what was asked for, in any stage; never a draft, not even one's own."""
    roles = sorted(person.roles & JUDGES)
    if not roles:
        raise AccessError("registry.role_needed", role=in_words("role", Role.REVIEWER))
    conditions: list[ColumnElement[bool]] = [
        applications.c.submission_id.is_not(None),
        or_(*(visible_as(person, role, Action.READ, applications) for role in roles)),
    ]
    if asked.city:
        conditions.append(applications.c.city == require_city(asked.city))
    if asked.level:
        conditions.append(applications.c.level == asked.level)
    if asked.words:
        numbered = submissions.c.number.contains(asked.words.upper(), autoescape=True)
        named = applications.c.name.contains(asked.words, autoescape=True)
        of = select(submissions.c.id).where(numbered)
        conditions.append(or_(named, applications.c.submission_id.in_(of)))
    return select(applications.c.id).where(*conditions)


def _joined() -> Any:
    source: Any = applications
    for table, belongs in _SUBMITTED.items():
        source = source.join(table, belongs)
    return source


def _in_stages(person: Person, asked: Asked) -> ColumnElement[bool]:
    conditions: list[ColumnElement[bool]] = []
    if asked.stages:
        conditions.append(applications.c.stage.in_([stage.value for stage in asked.stages]))
    if asked.mine:
        conditions.append(_waits(person))
    return and_(true(), *conditions)


def _waits(person: Person) -> ColumnElement[bool]:
    """An application of their own waits for nobody, except for the one person of a local machine."""
    stages = sorted(awaiting(person.all_roles))
    if not stages:
        return false()
    condition: ColumnElement[bool] = applications.c.stage.in_([stage.value for stage in stages])
    return condition if person.local else and_(condition, applications.c.applicant != person.id)


def _count(chosen: Select[Any]) -> Select[Any]:
    return chosen.with_only_columns(func.count(), maintain_column_froms=True).order_by(None)


def _line(row: Mapping[Any, Any], person: Person) -> Line:
    stage, own = Stage(row["stage"]), owns(person, row)
    return Line(
        id=row["id"],
        name=row["name"],
        level=row["level"],
        city=row["city"],
        stage=stage,
        number=row["number"],
        applicant=row["applicant_name"] or "",
        applicant_id=row["applicant"],
        submitted=row["submitted"],
        received_at=row["submitted_at"],
        since=row["since"] or row["submitted_at"],
        outcome=row["outcome"],
        area_m2=row["area_m2"],
        own=own,
        zone=row["zone_name"],
        zone_level=row["zone_level"],
        waits=stage in awaiting(person.all_roles) and (person.local or not own),
    )
