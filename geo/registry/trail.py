"""The audit trail for people: found by who, what, where and when, each line with what it speaks of."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from geo.model.clock import CHINA
from geo.registry.access import Person, require_role, visible
from geo.registry.records import Page
from geo.registry.schema import (
    applications,
    assessments,
    audit,
    buildings,
    decisions,
    facts,
    figures,
    footprints,
    institutions,
    layer_notes,
    layers,
    parts,
    people,
    role_changes,
    settings,
    submission_files,
    submissions,
    zones,
)
from geo.registry.stages import Action, Role

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from sqlalchemy import ColumnElement, Connection, Select

    from geo.registry.store import Register

_BLOCK = 500
"""Keys asked for at a time: fewer than any store takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailQuery:
    """What to look for; everything given must hold. ``first`` and ``last`` are moments in UTC, ISO 8601."""

    actor: str | None = None
    action: str | None = None
    entity: str | None = None
    first: str | None = None
    last: str | None = None
    page: int = 1
    size: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailLine:
    """One line of the trail.

    ``who`` is the person's name, where the register knows one; ``what`` names the thing written, as
    people call it, None where the reader may not know of it or nothing does; ``code`` says more of it: a
    role, a setting, a kind of a note, a part of a submission.
    """

    seq: int
    at: str
    actor: str
    who: str | None
    action: str
    entity: str
    key: str
    what: str | None
    code: str | None
    row_hash: str | None
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class TrailChoices:
    """What the lines can be searched by: who with their names, actions, entities."""

    actors: Mapping[str, str | None]
    actions: tuple[str, ...]
    entities: tuple[str, ...]


def trail(register: Register, person: Person, query: TrailQuery) -> Page[TrailLine]:
    """One page of the trail, newest line first.

    Parameters
    ----------
    register
        The register.
    person
        An administrator.
    query
        What to look for.

    Raises
    ------
    AccessError
        Only an administrator may.
    """
    require_role(person, Role.ADMIN)
    conditions = _conditions(query)
    first = (query.page - 1) * query.size
    with register.reading() as connection:
        total = connection.execute(select(func.count()).select_from(audit).where(*conditions)).scalar_one()
        wanted = select(audit).where(*conditions).order_by(audit.c.seq.desc())
        rows = connection.execute(wanted.limit(query.size).offset(first)).mappings().all()
        return Page(tuple(_told(connection, person, rows)), total)


def lines(register: Register, person: Person, query: TrailQuery) -> Iterator[TrailLine]:
    """Every line that fits, oldest first: to take away.

    Parameters
    ----------
    register
        The register.
    person
        An administrator.
    query
        What to look for; its page counts for nothing.

    Raises
    ------
    AccessError
        Only an administrator may.
    """
    require_role(person, Role.ADMIN)
    wanted = select(audit).where(*_conditions(query)).order_by(audit.c.seq).limit(_BLOCK)
    last = 0
    with register.reading() as connection:
        while rows := connection.execute(wanted.where(audit.c.seq > last)).mappings().all():
            yield from _told(connection, person, rows)
            last = rows[-1]["seq"]


def choices(register: Register, person: Person) -> TrailChoices:
    """What the trail holds to search by.

    Raises
    ------
    AccessError
        Only an administrator may.
    """
    require_role(person, Role.ADMIN)
    with register.reading() as connection:
        found = {
            name: sorted(connection.execute(select(audit.c[name]).distinct()).scalars())
            for name in ("actor", "action", "entity")
        }
        named = _names(connection, found["actor"])
    actors = {actor: named.get(actor) for actor in found["actor"]}
    return TrailChoices(actors, tuple(found["action"]), tuple(found["entity"]))


def moment(day: dt.date, *, end: bool = False) -> str:
    """The beginning or the end of a day in China, in UTC as the trail writes it.

    Examples
    --------
    >>> moment(dt.date(2026, 11, 22))
    '2026-11-21T16:00:00.000Z'
    """
    at = dt.datetime.combine(day + dt.timedelta(days=1) if end else day, dt.time(), CHINA).astimezone(dt.UTC)
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _conditions(query: TrailQuery) -> list[ColumnElement[bool]]:
    found = [
        audit.c[name] == value
        for name, value in (("actor", query.actor), ("action", query.action), ("entity", query.entity))
        if value is not None
    ]
    if query.first is not None:
        found.append(audit.c.at >= query.first)
    if query.last is not None:
        found.append(audit.c.at < query.last)
    return found


def _told(connection: Connection, person: Person, rows: Sequence[Mapping[Any, Any]]) -> Iterator[TrailLine]:
    keys: dict[str, set[str]] = {}
    for row in rows:
        keys.setdefault(row["entity"], set()).add(row["key"])
    named = _names(connection, {row["actor"] for row in rows})
    things = {
        entity: _NAMED[entity](connection, person, sorted(wanted))
        for entity, wanted in keys.items()
        if entity in _NAMED
    }
    for row in rows:
        what, code = things.get(row["entity"], {}).get(row["key"], (None, None))
        yield TrailLine(**row, who=named.get(row["actor"]), what=what, code=code)


Named = dict[str, tuple[str | None, str | None]]
"""By key: what people call it, and a code that says more."""


def _names(connection: Connection, ids: Iterable[str]) -> dict[str, str]:
    found = connection.execute(select(people.c.id, people.c.name).where(people.c.id.in_(list(ids))))
    return {row.id: row.name for row in found if row.name}


def _rows(connection: Connection, wanted: Select[Any], keys: Sequence[str]) -> Iterator[Any]:
    """Rows of a selection whose first column is among the keys, asked for a block at a time."""
    column = next(iter(wanted.selected_columns))
    for start in range(0, len(keys), _BLOCK):
        yield from connection.execute(wanted.where(column.in_(keys[start : start + _BLOCK])))


def _simple(wanted: Select[Any]) -> Callable[[Connection, Person, Sequence[str]], Named]:
    """Names by a selection of key, name and code."""

    def named(connection: Connection, _person: Person, keys: Sequence[str]) -> Named:
        return {row[0]: (row[1], row[2]) for row in _rows(connection, wanted, keys)}

    return named


def _applications(connection: Connection, person: Person, keys: Sequence[str]) -> Named:
    """Only those the person may know of: a draft is its applicant's own."""
    wanted = (
        select(applications.c.id, applications.c.name, submissions.c.number)
        .outerjoin(submissions, submissions.c.id == applications.c.submission_id)
        .where(visible(person, Action.LIST, applications))
    )
    return {row[0]: (row[2] or row[1], None) for row in _rows(connection, wanted, keys)}


def _land(connection: Connection, _person: Person, keys: Sequence[str]) -> Named:
    wanted = (
        select(footprints.c.id, submissions.c.number, zones.c.name)
        .outerjoin(submissions, submissions.c.id == footprints.c.submission_id)
        .outerjoin(zones, zones.c.id == footprints.c.zone_id)
    )
    return {row[0]: (row[1] or row[2], None) for row in _rows(connection, wanted, keys)}


def _grants(connection: Connection, _person: Person, keys: Sequence[str]) -> Named:
    """Person and role; a role taken away has left its key and nothing else."""
    split = {key: key.rpartition("/") for key in keys}
    named = _names(connection, {subject for subject, _, _ in split.values()})
    return {key: (named.get(subject, subject), role) for key, (subject, _, role) in split.items()}


def _settings(connection: Connection, _person: Person, keys: Sequence[str]) -> Named:
    wanted = select(settings.c.id, settings.c.name)
    return {row[0]: (None, row[1]) for row in _rows(connection, wanted, keys)}


_NAMED: dict[str, Callable[[Connection, Person, Sequence[str]], Named]] = {
    "applications": _applications,
    "assessments": _simple(
        select(assessments.c.id, submissions.c.number, assessments.c.outcome).join(
            submissions, submissions.c.id == assessments.c.submission_id
        )
    ),
    "buildings": _simple(
        select(buildings.c.id, submissions.c.number, submissions.c.version).join(
            submissions, submissions.c.id == buildings.c.submission_id
        )
    ),
    "decisions": _simple(
        select(decisions.c.id, submissions.c.number, decisions.c.action).outerjoin(
            submissions, submissions.c.id == decisions.c.submission_id
        )
    ),
    "facts": _simple(
        select(facts.c.id, zones.c.name, facts.c.key).outerjoin(zones, zones.c.id == facts.c.zone_id)
    ),
    "figures": _simple(
        select(figures.c.id, submissions.c.number, submissions.c.version).join(
            submissions, submissions.c.id == figures.c.submission_id
        )
    ),
    "footprints": _land,
    "grants": _grants,
    "institutions": _simple(
        select(institutions.c.id, submissions.c.number, submissions.c.version).join(
            submissions, submissions.c.id == institutions.c.submission_id
        )
    ),
    "layer_notes": _simple(
        select(layer_notes.c.id, layers.c.name, layer_notes.c.kind).join(
            layers, layers.c.id == layer_notes.c.layer_id
        )
    ),
    "layers": _simple(select(layers.c.id, layers.c.name, layers.c.vintage)),
    "parts": _simple(select(parts.c.id, parts.c.name, parts.c.part_id)),
    "people": _simple(select(people.c.id, people.c.name, people.c.id)),
    "role_changes": _simple(
        select(
            role_changes.c.id, func.coalesce(func.nullif(people.c.name, ""), people.c.id), role_changes.c.role
        ).join(people, people.c.id == role_changes.c.person_id)
    ),
    "settings": _settings,
    "submission_files": _simple(
        select(submission_files.c.id, submissions.c.number, submission_files.c.part).join(
            submissions, submissions.c.id == submission_files.c.submission_id
        )
    ),
    "submissions": _simple(select(submissions.c.id, submissions.c.number, submissions.c.version)),
    "zones": _simple(select(zones.c.id, zones.c.name, zones.c.level)),
}
"""How the things of each table are called. A file is its hash and nothing else; a row of a ledger goes by
its submission, because ledgers name firms."""
