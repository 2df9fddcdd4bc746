"""Bring a database to the schema this code speaks, with Alembic's scripts and without its command."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import inspect, text

from geo.registry.problems import StoreError
from geo.registry.schema import HEAD

if TYPE_CHECKING:
    from alembic.script import ScriptDirectory
    from sqlalchemy import Connection, Engine

FOLDER = Path(__file__).parent / "migrations"
TURN = text(
    "SELECT pg_advisory_xact_lock(424242), CASE current_setting('synchronous_commit') "
    "WHEN 'off' THEN set_config('synchronous_commit', 'on', true) END"
)
"""Waits in line on PostgreSQL: writers, and programs that bring the schema up to date. What is acknowledged
is on the disk, even where the server is set to say so earlier."""
_ONE = threading.Lock()
"""Alembic's `op` belongs to the whole process."""


def bring_up_to_date(engine: Engine, *, create: bool, place: str, write: str) -> None:
    """Run the migrations that are missing, all in one transaction.

    Parameters
    ----------
    engine
        The database.
    create
        Whether an empty database may become a register.
    place
        What the messages call it.
    write
        Name of the execution option that marks a writing transaction.

    Raises
    ------
    StoreError
        The database is empty and ``create`` is not set, or newer than this program.
    """
    with engine.connect() as connection, connection.begin():
        found = version_of(connection)
    if found == HEAD:
        return
    if found is None and not create:
        raise StoreError("registry.none_here", place=place)
    with engine.connect().execution_options(**{write: True}) as connection, connection.begin():
        if connection.dialect.name != "sqlite":
            connection.execute(TURN)
        # Whoever waited here finds the version of the one before, and nothing left to do.
        upgrade(connection, place=place)


def version_of(connection: Connection) -> str | None:
    """Schema version of a database; None when it holds no register."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    row = connection.execute(text("SELECT version_num FROM alembic_version")).first()
    return None if row is None else str(row[0])


def scripts() -> ScriptDirectory:
    """The migrations as Alembic knows them."""
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - a register that is up to date needs none

    return ScriptDirectory(str(FOLDER), version_locations=[str(FOLDER)])


def upgrade(connection: Connection, *, to: str = HEAD, place: str = "") -> None:
    """Run the scripts from the version found up to ``to``.

    Raises
    ------
    StoreError
        The database is at a version these scripts do not know.
    """
    from alembic.operations import Operations  # noqa: PLC0415
    from alembic.runtime.migration import MigrationContext, MigrationStep  # noqa: PLC0415
    from alembic.script.revision import RevisionError  # noqa: PLC0415
    from alembic.util import CommandError  # noqa: PLC0415

    folder = scripts()

    def missing(revision: Any, _context: Any) -> list[Any]:
        current = revision[0] if isinstance(revision, tuple) and revision else revision or "base"
        try:
            found = list(folder.iterate_revisions(to, current))
        except (CommandError, RevisionError) as problem:
            raise StoreError("registry.newer", place=place, found=str(current)) from problem
        return [MigrationStep.upgrade_from_script(folder.revision_map, script) for script in reversed(found)]

    context = MigrationContext.configure(connection, opts={"fn": missing})
    with _ONE, Operations.context(context):
        context.run_migrations()
