"""The steps of an application's way: who took them, when, from where to where, and why."""

from __future__ import annotations

import json
import secrets
from typing import TYPE_CHECKING, Any

import shapely
from sqlalchemy import select

from geo.errors import UsageError
from geo.registry.access import Person, owns, require, right_of
from geo.registry.current import advance, application_row, checked, day_of
from geo.registry.land import county_of
from geo.registry.problems import in_words
from geo.registry.records import Decision, Seen
from geo.registry.schema import decisions, footprints, submissions, zones
from geo.registry.stages import STEPS, Action, Stage

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.registry.store import Change, Register

DATED = {Stage.BUILDING: "started_on", Stage.ACCEPTED: "accepted_on", Stage.REVOKED: "revoked_on"}
"""Stages of an approved zone, and its date that entering each of them sets."""
TO_CHANGE = ("fail", "review")
"""Outcomes of a clause that a returned application has to answer."""


def decide(
    register: Register,
    person: Person,
    seen: Seen,
    action: Action,
    *,
    reason: str | None = None,
    changes: Sequence[str] = (),
) -> Decision:
    """Take one step of the way. When this returns, it is on the disk.

    Parameters
    ----------
    register
        The register.
    person
        Who decides.
    seen
        The application, as it was seen.
    action
        The step: one of `geo.registry.stages.STEPS`.
    reason
        Why; the table says which steps need it.
    changes
        With a return: what is to be changed, one sentence each.

    Raises
    ------
    UsageError
        Not a decision, or a reason is needed.
    MissingError, AccessError, ConflictError
        Not for this person to know of; not allowed in its stage; somebody was first.
    """
    if action not in STEPS:
        raise UsageError("registry.no_step", action=in_words("action", action))
    said = (reason or "").strip() or None
    with register.writing(person.id, action.value) as change:
        row = checked(change, person, seen, action)
        right = require(person, action, row, seen.id)
        if right.reason and said is None:
            raise UsageError("registry.reason_needed", action=in_words("action", action))
        to = right.to or Stage(row["stage"])
        decided = {
            "id": secrets.token_hex(16),
            "application_id": row["id"],
            "submission_id": row["submission_id"],
            "action": action.value,
            "from_stage": row["stage"],
            "to_stage": to.value,
            "reason": said,
            "changes": json.dumps(list(changes), ensure_ascii=False),
            "decided_by": person.id,
            "decided_at": change.at,
        }
        change.insert(decisions, decided)
        zone_id = _mark_zone(change, row, to)
        advance(change, person, row, stage=to.value, zone_id=zone_id)
    return _decision(decided)


def history(register: Register, person: Person, application_id: str) -> tuple[Decision, ...]:
    """Every step so far, with its reasons, oldest first.

    Raises
    ------
    MissingError, AccessError
        Not for this person to know of, or to read.
    """
    with register.reading() as connection:
        require(person, Action.READ_DECISIONS, application_row(connection, application_id), application_id)
        found = connection.execute(
            select(decisions)
            .where(decisions.c.application_id == application_id)
            .order_by(decisions.c.decided_at, decisions.c.id)
        )
        return tuple(_decision(row) for row in found.mappings())


def steps_for(register: Register, person: Person, application_id: str) -> tuple[Action, ...]:
    """The steps this person may take now: what a page offers.

    Raises
    ------
    MissingError
        Not for this person to know of.
    """
    with register.reading() as connection:
        row = application_row(connection, application_id)
    require(person, Action.LIST, row, application_id)
    assert row is not None  # noqa: S101 - `require` has refused it
    own, stage = owns(person, row), Stage(row["stage"])
    return tuple(action for action in Action if action in STEPS and right_of(person, action, stage, own=own))


def to_change(document: Mapping[Any, Any]) -> tuple[Mapping[Any, Any], ...]:
    """What an assessment says is to be answered: clauses not met or not decided, and problems of the file.

    Parameters
    ----------
    document
        The public JSON of an assessment.
    """
    clauses = [finding for finding in document["findings"] if finding["outcome"] in TO_CHANGE]
    problems = [issue for issue in document["issues"] if issue["severity"] in {"error", "warning"}]
    return (*clauses, *problems)


def _mark_zone(change: Change, row: Mapping[Any, Any], to: Stage) -> str | None:
    """The zone the application speaks of follows it from the approval on; an opinion moves nothing."""
    moved = row["stage"] != to.value
    if moved and to is Stage.APPROVED:
        return _recognised(change, row)
    zone = change.row(zones, row["zone_id"])
    if moved and zone is not None and to in DATED:
        values: dict[str, str | None] = {"stage": to.value, DATED[to]: day_of(change.at)}
        if to is Stage.REVOKED:
            values["footprint_id"] = None
        change.update(zones, zone["id"], version=zone["version"] + 1, changed_at=change.at, **values)
    return None if zone is None else str(zone["id"])


def _recognised(change: Change, row: Mapping[Any, Any]) -> str:
    """Write the approved application into the list of zones: a new one, or the land of a known one."""
    content = change.connection.execute(
        select(submissions.c.content).where(submissions.c.id == row["submission_id"])
    ).scalar_one()
    said = json.loads(content)["zone"]
    land = change.connection.execute(
        select(footprints.c.id, footprints.c.wkb).where(footprints.c.submission_id == row["submission_id"])
    ).one()
    itself = {**{key: said[key] for key in ("name", "level", "district", "operator")}, "city": row["city"]}
    values = {
        **{key: said[key] for key in ("claim", "declared_area_m2")},
        "demo": bool(said["demo"]),
        "stage": Stage.APPROVED.value,
        "footprint_id": land.id,
        "changed_at": change.at,
        "approved_on": day_of(change.at),
        **dict.fromkeys((*DATED.values(), "due_on")),
    }
    zone = change.row(zones, row["zone_id"])
    if zone is not None:
        itself = _still_itself(zone, itself)
    # Which county is seldom said and always known once there is land.
    itself["district"] = itself["district"] or county_of(shapely.from_wkb(bytes(land.wkb)), itself["city"])
    if zone is not None:
        change.update(zones, zone["id"], version=zone["version"] + 1, **itself, **values)
        return str(zone["id"])
    zone_id = secrets.token_hex(8)
    change.insert(zones, {"id": zone_id, "version": 1, "added_at": change.at, **itself, **values})
    return zone_id


def _still_itself(zone: Mapping[Any, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    """What an approval of its land makes of a known zone: it keeps its name, level, city and district.

    The operator follows the application that names one; a city or district the register does not know yet
    is filled in.
    """
    city = zone["city"] or said["city"]
    return {
        "city": city,
        "district": zone["district"] or (said["district"] if city == said["city"] else None),
        "operator": said["operator"] or zone["operator"],
    }


def _decision(row: Mapping[Any, Any]) -> Decision:
    return Decision(
        action=Action(row["action"]),
        from_stage=Stage(row["from_stage"]),
        to_stage=Stage(row["to_stage"]),
        reason=row["reason"],
        changes=tuple(json.loads(row["changes"])),
        decided_by=row["decided_by"],
        decided_at=row["decided_at"],
    )
