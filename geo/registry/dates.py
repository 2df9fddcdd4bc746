"""The days of a zone: set by its decisions, and by the authority where none of them is here."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from geo.errors import UsageError
from geo.registry.access import Person, require_role
from geo.registry.problems import ConflictError, MissingError
from geo.registry.records import Dates
from geo.registry.schema import zones
from geo.registry.stages import Role

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.registry.store import Register


def set_dates(register: Register, person: Person, zone_id: str, dates: Dates, *, expected: int) -> None:
    """Set days of a zone that no decision in the register set: an approval of long ago, a deadline.

    Parameters
    ----------
    register
        The register.
    person
        Of the authority.
    zone_id
        The zone.
    dates
        The days to set; None leaves one as it is.
    expected
        Version of the zone this change was made from.

    Raises
    ------
    AccessError, MissingError, ConflictError
        Not of the authority; no such zone; somebody changed the zone in between.
    UsageError
        Not a day.
    """
    require_role(person, Role.AUTHORITY)
    said = {name: day for name in Dates.__slots__ if (day := getattr(dates, name)) is not None}
    for day in said.values():
        _check_day(day)
    with register.writing(person.id, "set_dates") as change:
        zone = change.row(zones, zone_id)
        if zone is None:
            raise MissingError("registry.no_zone", asked=zone_id[:80])
        if zone["version"] != expected:
            raise ConflictError("registry.zone_conflict", name=zone["name"], at=zone["changed_at"])
        change.update(zones, zone_id, version=expected + 1, changed_at=change.at, **said)


def _check_day(day: str) -> None:
    try:
        exact = dt.date.fromisoformat(day).isoformat() == day
    except ValueError:
        exact = False
    if not exact:
        raise UsageError("registry.no_day", found=day[:40])


def dates_of(row: Mapping[Any, Any]) -> Dates:
    """The days in a row of ``zones``."""
    return Dates(**{name: row[name] for name in Dates.__slots__})
