"""An application as it stands now, and one step further: what drafts, submissions and decisions share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from geo.model.clock import china
from geo.registry.access import Person, require
from geo.registry.problems import ConflictError, in_words
from geo.registry.schema import applications

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from geo.registry.records import Seen
    from geo.registry.stages import Action
    from geo.registry.store import Change


def day_of(at: str) -> str:
    """The day it was in China at this moment.

    Examples
    --------
    >>> day_of("2026-01-01T16:30:00.000Z")
    '2026-01-02'
    """
    return china(at).date().isoformat()


def application_row(connection: Connection, application_id: str) -> Mapping[Any, Any] | None:
    """The row of an application, with no question asked: whoever calls this must ask `access`."""
    found = connection.execute(select(applications).where(applications.c.id == application_id))
    return found.mappings().first()


def checked(change: Change, person: Person, seen: Seen, action: Action) -> Mapping[Any, Any]:
    """The row a change speaks of: the person may do this, and nobody was there in between.

    Raises
    ------
    MissingError, AccessError, ConflictError
        As their names say.
    """
    row = application_row(change.connection, seen.id)
    require(person, action, row, seen.id)
    assert row is not None  # noqa: S101 - `require` has refused it
    if row["version"] != seen.version:
        raise ConflictError(
            "registry.conflict",
            by=row["changed_by"],
            at=row["changed_at"],
            stage=in_words("stage", row["stage"]),
        )
    return row


def advance(change: Change, person: Person, row: Mapping[Any, Any], **values: Any) -> None:
    """Change the application's row, one version further, and note when it enters another stage."""
    if values.get("stage", row["stage"]) != row["stage"]:
        values["staged_at"] = change.at
    change.update(
        applications,
        row["id"],
        version=row["version"] + 1,
        changed_at=change.at,
        changed_by=person.id,
        **values,
    )
