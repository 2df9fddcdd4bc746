"""How the register does: how much it holds, how large it is, when it was last copied."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select, text

from geo.registry.access import Person, visible
from geo.registry.audit import Head, head_of
from geo.registry.backup import Made, last_backup
from geo.registry.migrate import version_of
from geo.registry.problems import AccessError, in_words
from geo.registry.schema import applications, files, footprints, layers, zones
from geo.registry.stages import Action, Role, Stage
from geo.registry.store import DATABASE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from geo.registry.store import Register

LOOKERS = frozenset({Role.REVIEWER, Role.AUTHORITY, Role.ADMIN})
"""Who may see how the register does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """Counts and sizes of one moment; sizes in bytes.

    ``applications`` counts those the person may know of by stage; ``free`` and ``disk`` are of the disk
    the files lie on; ``backup`` is the last one that was noted.
    """

    place: str
    embedded: bool
    schema: str | None
    zones: int
    bounded: int
    applications: Mapping[Stage, int]
    footprints: int
    layers: int
    files: int
    database_bytes: int
    files_bytes: int
    free: int
    disk: int
    head: Head
    backup: Made | None


def health(register: Register, person: Person) -> Health:
    """How the register does now.

    Parameters
    ----------
    register
        The register.
    person
        A reviewer, the authority or an administrator.

    Raises
    ------
    AccessError
        The person is none of them.
    """
    if not person.all_roles & LOOKERS:
        raise AccessError("registry.role_needed", role=in_words("role", Role.ADMIN))
    disk = shutil.disk_usage(register.folder)
    with register.reading() as connection:
        stages = connection.execute(
            select(applications.c.stage, func.count())
            .where(visible(person, Action.LIST, applications))
            .group_by(applications.c.stage)
        )
        bounded = select(func.count()).where(zones.c.footprint_id.is_not(None))
        kept = connection.execute(select(func.count(), func.coalesce(func.sum(files.c.size), 0))).one()
        return Health(
            place=register.place,
            embedded=register.embedded,
            schema=version_of(connection),
            zones=connection.execute(select(func.count()).select_from(zones)).scalar_one(),
            bounded=connection.execute(bounded).scalar_one(),
            applications={Stage(stage): count for stage, count in stages},
            footprints=connection.execute(select(func.count()).select_from(footprints)).scalar_one(),
            layers=connection.execute(select(func.count()).select_from(layers)).scalar_one(),
            files=kept[0],
            database_bytes=_database_bytes(register, connection),
            files_bytes=int(kept[1]),
            free=disk.free,
            disk=disk.total,
            head=head_of(connection),
            backup=last_backup(register),
        )


def _database_bytes(register: Register, connection: Connection) -> int:
    """The database with its log."""
    if not register.embedded:
        return int(connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one())
    beside = (register.folder / f"{DATABASE}{end}" for end in ("", "-wal"))
    return sum(path.stat().st_size for path in beside if path.exists())
