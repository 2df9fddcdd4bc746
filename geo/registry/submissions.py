"""Drafts and submissions: what an applicant saves, hands in, and gets a receipt for."""

from __future__ import annotations

import json
import secrets
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from geo.errors import UsageError
from geo.model.case import Refused
from geo.registry.access import Person, require, require_role
from geo.registry.content import BOUNDARY, KEPT, Received, as_text, read_back, received, written
from geo.registry.current import advance, application_row, checked, day_of
from geo.registry.problems import AccessError, ConflictError, MissingError
from geo.registry.ready import insert_ready, made_ready
from geo.registry.records import Draft, Receipt, Seen
from geo.registry.schema import (
    applications,
    audit,
    decisions,
    files,
    submissions,
    zones,
)
from geo.registry.stages import OPEN, Action, Role, Stage

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geo.model.application import Application
    from geo.model.case import Case
    from geo.registry.store import Change, Register


def save_draft(
    register: Register,
    person: Person,
    application: Application,
    *,
    seen: Seen | None = None,
    zone_id: str | None = None,
) -> Draft:
    """Save what an applicant has so far; nobody else sees it.

    Parameters
    ----------
    register
        The register.
    person
        The applicant.
    application
        Zone, files and options.
    seen
        The draft this one replaces, as it was seen; None begins a new application.
    zone_id
        A zone that is already in the register, which the application speaks of; empty takes that back, None
        leaves it as it is.

    Raises
    ------
    MissingError, AccessError, ConflictError
        Not this person's, or no such zone; not in a stage in which it can be changed; changed by somebody
        in between.
    """
    came = received(application)
    text = as_text(written(application, came))
    _may_begin(register, person, seen, Action.SAVE_DRAFT)
    _keep(register, came)
    with register.writing(person.id, "save_draft") as change:
        row = _begun(change, person, application, seen=seen, action=Action.SAVE_DRAFT)
        _note_files(change, came)
        tied = _tied(change, row, zone_id)
        # Once submitted, the line others see keeps what was submitted until the next submission.
        described = {**_described(application), **tied} if row["stage"] == Stage.NURTURE else {}
        advance(change, person, row, draft=text, **described)
    return draft(register, person, row["id"])


def submit(
    register: Register,
    person: Person,
    application: Application,
    case: Case | Refused,
    *,
    seen: Seen | None = None,
    zone_id: str | None = None,
) -> Receipt:
    """Hand in an application. When this returns, it is on the disk.

    Parameters
    ----------
    register
        The register.
    person
        The applicant.
    application
        Zone, files and options.
    case
        What `geo.assess.assess` gave for this application.
    seen
        The draft or the returned application, as it was seen; None hands in a new one.
    zone_id
        A zone that is already in the register, which the application speaks of; empty takes that back, None
        leaves it as it is.

    Raises
    ------
    UsageError
        The file was refused, or the assessment is of other files.
    MissingError, AccessError, ConflictError
        Not this person's; not in a stage in which it can be handed in; changed in between, or the zone
        has another application under way.
    """
    came = received(application)
    if isinstance(case, Refused):
        raise UsageError("registry.refused", name=case.source.name)
    _check_same_files(came, case)
    _may_begin(register, person, seen, Action.SUBMIT)
    _keep(register, came)
    ready = made_ready(application, came, case)
    with register.writing(person.id, "submit") as change:
        row = _begun(change, person, application, seen=seen, action=Action.SUBMIT)
        tied = _tied(change, row, zone_id)
        row = {**row, **tied}
        _one_at_a_time(change, row)
        _note_files(change, came)
        number, version = _next(change, row["id"])
        insert_ready(change, ready, row, number=number, version=version)
        change.insert(decisions, _step(change, row, ready.id, Stage.DECLARED))
        advance(
            change,
            person,
            row,
            stage=Stage.DECLARED.value,
            submission_id=ready.id,
            draft=None,
            **{**_described(application), **tied, "city": ready.city},
        )
    return receipt(register, person, number)


def draft(register: Register, person: Person, application_id: str) -> Draft:
    """What was saved last.

    Raises
    ------
    MissingError
        There is no such draft, or it is somebody else's.
    """
    with register.reading() as connection:
        row = application_row(connection, application_id)
    require(person, Action.READ_DRAFT, row, application_id)
    assert row is not None  # noqa: S101 - `require` has refused it
    if row["draft"] is None:
        raise MissingError("registry.no_draft")
    return Draft(
        seen=Seen(row["id"], row["version"]),
        stage=Stage(row["stage"]),
        application=read_back(json.loads(row["draft"]), register.files.get),
        saved_at=row["changed_at"],
    )


def same_as_last(register: Register, person: Person, application_id: str, application: Application) -> bool:
    """Whether an application says, to the byte, what was handed in last, of the same zone.

    Rule pack and default accuracies are the publisher's: another setting is no answer to a return.

    Raises
    ------
    MissingError, AccessError
        Not for this person to know of, or to read.
    """
    with register.reading() as connection:
        row = application_row(connection, application_id)
        require(person, Action.READ_FILES, row, application_id)
        assert row is not None  # noqa: S101 - `require` has refused it
        last = connection.execute(
            select(submissions.c.content).where(submissions.c.id == row["submission_id"])
        ).scalar()
    if last is None:
        return False
    now = as_text(written(application, received(application)))
    return (application.zone.id or None) == row["zone_id"] and _said(last) == _said(now)


def _said(content: str) -> tuple[Any, ...]:
    """What an applicant says in a content."""
    known = json.loads(content)
    zone = {key: value for key, value in known["zone"].items() if key != "id"}
    options = {
        key: value for key, value in known["options"].items() if key not in {"pack", "accuracy_defaults"}
    }
    return zone, options, sorted(known["files"], key=lambda file: str(file["part"]))


def discard(register: Register, person: Person, seen: Seen) -> None:
    """Give up a draft nobody has seen.

    Raises
    ------
    MissingError, AccessError, ConflictError
        Not this person's; submitted already; changed in between.
    """
    with register.writing(person.id, "discard") as change:
        row = checked(change, person, seen, Action.DISCARD)
        advance(change, person, row, stage=Stage.DISCARDED.value, draft=None)


def receipt(register: Register, person: Person, number: str) -> Receipt:
    """The receipt of a submission, again.

    Raises
    ------
    MissingError
        There is no such submission, or the person may not know of it.
    """
    with register.reading() as connection:
        row = connection.execute(select(submissions).where(submissions.c.number == number)).mappings().first()
        mine = None if row is None else application_row(connection, row["application_id"])
        require(person, Action.READ_FILES, mine, number)
        assert row is not None  # noqa: S101 - `require` has refused it
        assert mine is not None  # noqa: S101
        line = connection.execute(
            select(audit.c.seq, audit.c.hash).where(
                audit.c.entity == submissions.name, audit.c.key == row["id"]
            )
        ).one()
    content = json.loads(row["content"])
    return Receipt(
        number=row["number"],
        sha256=row["sha256"],
        at=row["submitted_at"],
        seen=Seen(mine["id"], mine["version"]),
        submitted=row["version"],
        digest=content["digest"],
        files={file["name"]: file["sha256"] for file in content["files"]},
        line=line.seq,
        line_hash=line.hash,
    )


def _may_begin(register: Register, person: Person, seen: Seen | None, action: Action) -> None:
    """Refuse early, before any byte is kept; the change itself asks again."""
    if not person.id:
        raise AccessError("registry.sign_in")
    if seen is None:
        require_role(person, Role.APPLICANT)
        return
    with register.reading() as connection:
        require(person, action, application_row(connection, seen.id), seen.id)


def _keep(register: Register, came: Iterable[Received]) -> None:
    for file in came:
        register.files.put(file.data)


def _note_files(change: Change, came: tuple[Received, ...]) -> None:
    """Rows for the files that are new to the register."""
    sizes = {file.sha256: len(file.data) for file in came}
    known = change.connection.execute(select(files.c.sha256).where(files.c.sha256.in_(list(sizes))))
    for sha256 in known.scalars():
        del sizes[sha256]
    change.insert(
        files, *({"sha256": key, "size": size, "added_at": change.at} for key, size in sizes.items())
    )


def _begun(
    change: Change,
    person: Person,
    application: Application,
    *,
    seen: Seen | None,
    action: Action,
) -> Mapping[Any, Any]:
    """The application's row: the one that was seen, or a new one."""
    if seen is not None:
        return checked(change, person, seen, action)
    row = {
        "id": secrets.token_hex(16),
        "zone_id": None,
        "applicant": person.id,
        "stage": Stage.NURTURE.value,
        "version": 0,
        "submission_id": None,
        "draft": None,
        "added_at": change.at,
        "changed_at": change.at,
        "changed_by": person.id,
        "staged_at": change.at,
        **_described(application),
    }
    change.insert(applications, row)
    return row


def _tied(change: Change, row: Mapping[Any, Any], zone_id: str | None) -> dict[str, Any]:
    """The zone the application speaks of from now on."""
    if zone_id and change.row(zones, zone_id) is None:
        raise MissingError("registry.no_zone", asked=zone_id[:80])
    return {"zone_id": row["zone_id"] if zone_id is None else zone_id or None}


def _described(application: Application) -> dict[str, Any]:
    zone = application.zone
    return {"name": zone.name, "level": zone.level.value, "city": zone.city}


def _check_same_files(came: tuple[Received, ...], case: Case) -> None:
    said = {BOUNDARY: case.assessment.source.sha256}
    said |= {part: entry["sha256"] for part, entry in case.assessment.inputs.items()}
    if said != {file.part: file.sha256 for file in came if not file.part.startswith(KEPT)}:
        raise UsageError("registry.other_files")


def _one_at_a_time(change: Change, row: Mapping[Any, Any]) -> None:
    if row["zone_id"] is None:
        return
    other = change.connection.execute(
        select(applications.c.id).where(
            applications.c.zone_id == row["zone_id"],
            applications.c.stage.in_([stage.value for stage in OPEN]),
            applications.c.id != row["id"],
        )
    ).first()
    if other is not None:
        raise ConflictError("registry.one_at_a_time")


def _next(change: Change, application_id: str) -> tuple[str, int]:
    """Number of a new submission, and which version of its application it is."""
    year = day_of(change.at)[:4]
    earlier = select(func.count()).where(submissions.c.application_id == application_id)
    last = change.connection.execute(
        # The last by the index, not the largest of all.
        select(submissions.c.number)
        .where(submissions.c.number.like(f"SZ-{year}-%"))
        .order_by(submissions.c.number.desc())
        .limit(1)
    ).scalar()
    serial = 1 + (0 if last is None else int(last.rsplit("-", 1)[1]))
    return f"SZ-{year}-{serial:08d}", 1 + change.connection.execute(earlier).scalar_one()


def _step(change: Change, row: Mapping[Any, Any], submission_id: str, to: Stage) -> dict[str, Any]:
    return {
        "id": secrets.token_hex(16),
        "application_id": row["id"],
        "submission_id": submission_id,
        "action": Action.SUBMIT.value,
        "from_stage": row["stage"],
        "to_stage": to.value,
        "reason": None,
        "changes": "[]",
        "decided_by": change.actor,
        "decided_at": change.at,
    }
