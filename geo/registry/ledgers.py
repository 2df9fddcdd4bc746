"""The buildings and the institutions of a submission, row by row, for whom its original files are open."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from geo.registry.access import Person, require
from geo.registry.current import application_row
from geo.registry.reading import submitted_row
from geo.registry.records import Building, Institution
from geo.registry.schema import buildings, institutions
from geo.registry.stages import Action

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Table

    from geo.registry.store import Register


def buildings_of(
    register: Register, person: Person, application_id: str, *, submitted: int | None = None
) -> tuple[Building, ...]:
    """The floor-area ledger of a submitted version, in its order; none where no ledger was handed in.

    Parameters
    ----------
    register
        The register.
    person
        Who asks; ledgers name firms and people, so only whom the original files are open to.
    application_id
        The application.
    submitted
        Which version, from 1; None the last.

    Raises
    ------
    MissingError, AccessError
        There is none the person may know of, or read.
    """
    rows = _rows(register, person, application_id, submitted=submitted, table=buildings)
    names = [name for name in Building.__slots__ if name != "parts"]
    return tuple(
        Building(parts=tuple(json.loads(row["parts"])), **{n: row[n] for n in names}) for row in rows
    )


def institutions_of(
    register: Register, person: Person, application_id: str, *, submitted: int | None = None
) -> tuple[Institution, ...]:
    """The institutions of a submitted version, in the order of their list; as `buildings_of`.

    Raises
    ------
    MissingError, AccessError
        There is none the person may know of, or read.
    """
    rows = _rows(register, person, application_id, submitted=submitted, table=institutions)
    names = [name for name in Institution.__slots__ if name != "parts"]
    return tuple(
        Institution(parts=tuple(json.loads(row["parts"])), **{n: row[n] for n in names}) for row in rows
    )


def _rows(
    register: Register, person: Person, application_id: str, *, submitted: int | None, table: Table
) -> Sequence[Mapping[Any, Any]]:
    with register.reading() as connection:
        row = application_row(connection, application_id)
        right = require(person, Action.READ_FILES, row, application_id)
        assert row is not None  # noqa: S101 - `require` has refused it
        found = submitted_row(connection, row, right, submitted)
        wanted = select(table).where(table.c.submission_id == found["id"]).order_by(table.c.row, table.c.id)
        return list(connection.execute(wanted).mappings())
