"""Copies of a whole register: a backup while it is in use, its way back, the move to another store."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from geo.registry.access import Person, require_role
from geo.registry.audit import head_of
from geo.registry.files import sync_folder
from geo.registry.problems import StoreError, system_problem
from geo.registry.schema import KEPT, LOCAL_COLUMNS, audit, files
from geo.registry.stages import Role
from geo.registry.store import DATABASE, HEAD_FILE, now, open_register
from geo.registry.verify import Verification, verify

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from geo.registry.store import Register

BACKUP_FILE = "backup.json"
_ROWS = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A backup: when it was made, where it was put, how many lines and files it holds."""

    at: str
    place: str
    lines: int
    files: int


def backup(register: Register, person: Person, target: Path) -> Verification:
    """Copy one moment of the register to a new folder, while others read and write.

    The copy is a register of its own (a PostgreSQL one becomes a SQLite file) and is verified before
    this returns.

    Parameters
    ----------
    register
        The register.
    person
        An administrator.
    target
        A folder that is not there yet.

    Raises
    ------
    AccessError
        Only an administrator may.
    StoreError
        The folder is there already, the disk is full, or the copy does not verify.
    """
    require_role(person, Role.ADMIN)
    result = _copy(register, target)
    _note_backup(register, Made(at=now(), place=str(target), lines=result.lines, files=result.files))
    return result


def _copy(register: Register, target: Path) -> Verification:
    """The copy itself, whole and verified or not there at all."""
    if target.exists():
        raise StoreError("registry.target_exists", place=str(target))
    beside = target.with_name(f".{target.name}.part")
    try:
        shutil.rmtree(beside, ignore_errors=True)
        beside.mkdir(parents=True)
        if register.embedded:
            _copy_database(register.folder / DATABASE, beside / DATABASE)
        copy = open_register(beside, create=not register.embedded)
        try:
            if register.embedded:
                _copy_files(register, copy)
            else:
                _copy_rows(register, copy)
            result = verify(copy)
        finally:
            copy.close()
        if not result.clean:
            raise StoreError("registry.copy_flawed", place=str(target), count=len(result.flaws))
        _settle(beside)
        beside.replace(target)
        sync_folder(target.parent)
    except OSError as problem:
        raise system_problem(problem, target) from problem
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return result


def last_backup(register: Register) -> Made | None:
    """The last backup made of this register, as far as it was noted; it may be gone by now."""
    try:
        return Made(**json.loads((register.folder / BACKUP_FILE).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def restore(source: Path, target: Path) -> Verification:
    """Make a register again from a backup; both are verified.

    Raises
    ------
    StoreError
        The backup does not verify, or the target is there already: nothing is overwritten.
    """
    if (target / DATABASE).exists() or (target.exists() and any(target.iterdir())):
        raise StoreError("registry.target_exists", place=str(target))
    kept = open_register(source)
    try:
        result = verify(kept)
        if not result.clean:
            raise StoreError("registry.copy_flawed", place=str(source), count=len(result.flaws))
        if target.exists():
            target.rmdir()
        return _copy(kept, target)
    except OSError as problem:
        raise system_problem(problem, target) from problem
    finally:
        kept.close()


def move(source: Register, target: Register, person: Person) -> Verification:
    """Copy everything, trail and all, into an empty register of either kind, and verify it.

    Raises
    ------
    AccessError
        Only an administrator may.
    StoreError
        The target is not empty, or the copy does not verify.
    """
    require_role(person, Role.ADMIN)
    _copy_rows(source, target)
    result = verify(target)
    if not result.clean:
        raise StoreError("registry.copy_flawed", place=target.place, count=len(result.flaws))
    return result


def _copy_database(source: Path, target: Path) -> None:
    """One moment of the database by SQLite's own backup: in one step, so that no writer restarts it."""
    try:
        with closing(sqlite3.connect(source)) as one, closing(sqlite3.connect(target)) as other:
            one.backup(other, pages=-1)
    except sqlite3.Error as problem:
        code = "registry.disk_full" if "full" in str(problem) else "registry.database"
        raise StoreError(code, place=str(target), problem=str(problem)) from problem


def _copy_files(source: Register, target: Register) -> None:
    """The files the copy speaks of: they were on the disk before their rows were."""
    with target.reading() as connection:
        wanted = connection.execute(select(files.c.sha256)).scalars().all()
        _note_head(target, connection)
    for sha256 in wanted:
        target.files.put(source.files.get(sha256))


def _copy_rows(source: Register, target: Register) -> None:
    """All rows of one moment, the trail among them, into an empty register."""
    with source.reading() as old, target.copying() as new:
        if new.execute(select(func.count()).select_from(audit)).scalar_one():
            raise StoreError("registry.target_exists", place=target.place)
        for sha256 in old.execute(select(files.c.sha256)).scalars().all():
            target.files.put(source.files.get(sha256))
        for table in (*KEPT, audit):
            columns = [column for column in table.columns if column.name not in LOCAL_COLUMNS]
            rows = old.execution_options(yield_per=_ROWS).execute(select(*columns)).mappings()
            for block in rows.partitions(_ROWS):
                new.execute(table.insert(), [dict(row) for row in block])
        _note_head(target, new)


def _note_backup(register: Register, made: Made) -> None:
    """Note beside the register that there is a backup; without the note the backup is as good."""
    beside = register.folder / f".{BACKUP_FILE}.{os.getpid()}"
    try:
        beside.write_text(json.dumps(asdict(made), ensure_ascii=False), encoding="utf-8")
        beside.replace(register.folder / BACKUP_FILE)
    except OSError:
        beside.unlink(missing_ok=True)


def _note_head(target: Register, connection: Connection) -> None:
    head = head_of(connection)
    if head.seq:
        noted = json.dumps({"seq": head.seq, "hash": head.hash})
        (target.folder / HEAD_FILE).write_text(noted, encoding="utf-8")


def _settle(folder: Path) -> None:
    """Fold the write-ahead log into the database file and bring all of it to the disk."""
    with closing(sqlite3.connect(folder / DATABASE)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    sync_folder(folder)
