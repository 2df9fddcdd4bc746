"""The register's store: one database and one folder of files, and the only ways to read and to write."""

from __future__ import annotations

import datetime as dt
import json
import os
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import create_engine, event, make_url, select
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

try:
    import fcntl
except ImportError:  # Windows: SQLite's own waiting
    fcntl = None  # type: ignore[assignment]

from geo.registry import migrate
from geo.registry.audit import Head, Line, chained, head_of, row_hash
from geo.registry.files import FileStore
from geo.registry.problems import StoreError, database_problem, system_problem
from geo.registry.schema import audit, key_column

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import Connection, Engine, Table

DATABASE = "register.sqlite"
HEAD_FILE = "head.json"
LOCK_FILE = "writers.lock"
SCHEMES = ("postgresql://", "postgres://")
"""How the address of a database begins."""
BUSY_MS = 60_000
"""How long a writer waits for the one before it."""
_WRITE = "sizhi_write"
_ONE_MOMENT = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
"""PostgreSQL shows every statement another moment otherwise; SQLite does not."""


@dataclass(frozen=True, slots=True)
class Register:
    """An open register: ``folder`` holds the files and, unless a server keeps it, the database.

    Reading never waits for a writer; writers come one after the other.
    """

    folder: Path
    engine: Engine
    files: FileStore

    @property
    def place(self) -> str:
        """Where the register is, without a password."""
        if self.embedded:
            return str(self.folder)
        return self.engine.url.set(drivername="postgresql").render_as_string(hide_password=True)

    @property
    def embedded(self) -> bool:
        """Whether the database is the one SQLite file in the folder."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one moment of the register, whatever others write meanwhile.

        Raises
        ------
        StoreError
            The database cannot be read.
        """
        moment: dict[str, Any] = {} if self.embedded else _ONE_MOMENT
        with (
            _told(self.place),
            self.engine.connect().execution_options(**moment) as connection,
            connection.begin(),
        ):
            yield connection

    @contextmanager
    def writing(self, actor: str, action: str) -> Iterator[Change]:
        """One change: everything in it happens, or nothing does.

        When the block ends without an error the change is on the disk. The audit lines of all its rows
        are part of it.

        Parameters
        ----------
        actor
            Id of the person.
        action
            What they do, as the audit trail names it.

        Raises
        ------
        StoreError
            The database cannot be written; the register is as it was.
        """
        with _told(self.place):
            with (
                self._turn(),
                self.engine.connect().execution_options(**{_WRITE: True}) as connection,
                connection.begin(),
            ):
                if not self.embedded:
                    connection.execute(migrate.TURN)
                change = Change(connection, actor, action)
                yield change
                head = change.close()
            if head is not None:
                # The next writer need not wait for this.
                self._note(head)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Wait in line: writers of a SQLite file come in the order in which they asked.

        SQLite alone lets waiting writers knock ever more rarely, so that under load some wait for long.
        The system takes the lock from a process that dies.
        """
        if not self.embedded or fcntl is None:
            yield
            return
        with (self.folder / LOCK_FILE).open("ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    @contextmanager
    def copying(self) -> Iterator[Connection]:
        """A writing connection without audit lines: only for a whole copy, which brings its own trail."""
        options = {_WRITE: True}
        with (
            _told(self.place),
            self.engine.connect().execution_options(**options) as connection,
            connection.begin(),
        ):
            yield connection

    def _note(self, head: Head) -> None:
        """Write the end of the chain beside the database: an older one still proves what came before it."""
        beside = self.folder / f".{HEAD_FILE}.{os.getpid()}.{head.seq}"
        try:
            beside.write_text(json.dumps({"seq": head.seq, "hash": head.hash}), encoding="utf-8")
            beside.replace(self.folder / HEAD_FILE)
        except OSError:
            # The change itself is kept; the note is a second witness and the next change renews it.
            beside.unlink(missing_ok=True)

    def close(self) -> None:
        """Give the connections back."""
        self.engine.dispose()


class Change:
    """One change under way. Every row written leaves its line in the audit trail."""

    def __init__(self, connection: Connection, actor: str, action: str) -> None:
        self.connection = connection
        self.actor = actor
        self.action = action
        self.at = now()
        self._lines: list[tuple[str, str, str | None]] = []

    def insert(self, table: Table, *rows: Mapping[Any, Any]) -> None:
        """Add rows."""
        if not rows:
            return
        key = key_column(table)
        self.connection.execute(table.insert(), [dict(row) for row in rows])
        self._lines += [(table.name, str(row[key]), row_hash(table, row)) for row in rows]

    def update(self, table: Table, key: str, **values: Any) -> None:
        """Change the row of this key."""
        column = table.c[key_column(table)]
        self.connection.execute(table.update().where(column == key).values(**values))
        row = self.connection.execute(select(table).where(column == key)).mappings().one()
        self._lines.append((table.name, key, row_hash(table, row)))

    def delete(self, table: Table, key: str) -> None:
        """Take the row of this key away; the trail keeps that it was there."""
        self.connection.execute(table.delete().where(table.c[key_column(table)] == key))
        self._lines.append((table.name, key, None))

    def row(self, table: Table, key: str | None) -> Mapping[Any, Any] | None:
        """The row of this key, or None."""
        if key is None:
            return None
        found = self.connection.execute(select(table).where(table.c[key_column(table)] == key))
        return found.mappings().one_or_none()

    def head(self) -> Head:
        """The end of the chain before this change."""
        return head_of(self.connection)

    def close(self) -> Head | None:
        """Write the audit lines; called once, last."""
        if not self._lines:
            return None
        lines, head = chained(
            self.head(),
            [
                Line(self.at, self.actor, self.action, entity, key, digest)
                for entity, key, digest in self._lines
            ],
        )
        self.connection.execute(audit.insert(), lines)
        return head


def open_register(where: str | Path, *, folder: Path | None = None, create: bool = False) -> Register:
    """Open a register and bring its schema up to date.

    Parameters
    ----------
    where
        The data folder, or the URL of a PostgreSQL database (``postgresql://…``).
    folder
        With a database URL, where the files are kept.
    create
        Make the register when there is none.

    Raises
    ------
    StoreError
        There is no register and ``create`` is not set; it cannot be opened, or the address is none; its
        schema is newer than this program.

    Examples
    --------
    >>> import tempfile
    >>> register = open_register(tempfile.mkdtemp(), create=True)
    >>> register.embedded
    True
    >>> register.close()
    """
    address = str(where)
    server = "://" in address
    if server and not address.startswith(SCHEMES):
        raise StoreError("registry.no_address", found=f"{address.partition('://')[0][:40]}://…")
    if server and folder is None:
        raise StoreError("registry.folder_needed", place="SIZHI_DATA")
    home = folder if server and folder is not None else Path(where)
    if not server and not create and not (home / DATABASE).exists():
        raise StoreError("registry.none_here", place=str(home))
    _make(home)
    engine = _server(address) if server else _sqlite(home / DATABASE)
    register = Register(folder=home, engine=engine, files=FileStore(home / "files"))
    try:
        with _told(register.place):
            migrate.bring_up_to_date(engine, create=create, place=register.place, write=_WRITE)
    except BaseException:
        register.close()
        raise
    return register


def _make(home: Path) -> None:
    try:
        (home / "files").mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise system_problem(problem, home) from problem


def _sqlite(path: Path) -> Engine:
    engine = create_engine(
        f"sqlite:///{path}",
        connect_args={"timeout": BUSY_MS / 1000, "check_same_thread": False},
        pool_size=16,
        max_overflow=240,
        pool_timeout=120,
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        # The driver's own transactions are off: BEGIN below says whether a writer waits for its turn.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            f"busy_timeout = {BUSY_MS}",
            "cache_size = -32000",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        write = connection.get_execution_options().get(_WRITE, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    return engine


def _server(address: str) -> Engine:
    try:
        url = make_url(f"postgresql+psycopg://{address.partition('://')[2]}")
        return create_engine(url, pool_size=16, max_overflow=64, pool_timeout=120, pool_pre_ping=True)
    except ModuleNotFoundError as problem:
        raise StoreError("registry.no_driver", name=str(problem.name)) from problem
    except (ArgumentError, ValueError) as problem:
        raise StoreError("registry.no_address", found="postgresql://…") from problem


@contextmanager
def _told(place: str) -> Iterator[None]:
    """Errors of the database and of the disk, in plain words."""
    try:
        yield
    except DBAPIError as problem:
        raise database_problem(problem.orig or problem, place) from problem
    except SQLAlchemyError as problem:
        raise database_problem(problem, place) from problem
    except OSError as problem:
        raise system_problem(problem, Path(place)) from problem


def now() -> str:
    """The time in UTC, ISO 8601 with milliseconds."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
