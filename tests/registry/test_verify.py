"""Tampering with any row, line or file is found."""

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import PrimaryKeyConstraint, UniqueConstraint

from geo.errors import SizhiError
from geo.registry import (
    LOCAL,
    Register,
    open_register,
    seed,
    submissions,
    verify,
)
from geo.registry.audit import Head
from geo.registry.problems import StoreError
from geo.registry.schema import APPEND_ONLY, KEPT, LOCAL_COLUMNS, METADATA, key_column
from geo.registry.store import DATABASE, HEAD_FILE
from tests.registry.conftest import ADMIN, ANNA, demo, fill_every_table
from tests.registry.shelf import Shelf


@pytest.fixture
def filled(file_shelf: Shelf) -> Register:
    """A register with something in every table."""
    return file_shelf.lay(_fill)


def _fill(register: Register) -> None:
    fill_every_table(register)
    assert verify(register).clean


def _tamper(register: Register, *statements: str) -> list[str]:
    """Change the database file behind the register's back, its triggers taken away."""
    register.close()
    with closing(sqlite3.connect(register.folder / DATABASE)) as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in names:
            connection.execute(f"DROP TRIGGER {name}")
        changed = sum(connection.execute(statement).rowcount for statement in statements)
        connection.commit()
    assert changed > 0
    return [flaw.code for flaw in verify(register).flaws]


def _columns() -> list[tuple[str, str]]:
    return [
        (table.name, column.name)
        for table in KEPT
        for column in table.columns
        if column.name not in {*LOCAL_COLUMNS, key_column(table)}
    ]


@pytest.mark.parametrize(("table", "column"), _columns())
def test_a_changed_value_is_found(filled: Register, table: str, column: str) -> None:
    # Something else of the same kind in one row: a larger number, a text or bytes one longer.
    changed = (
        f"CASE typeof({column}) WHEN 'integer' THEN {column} + 1000 WHEN 'real' THEN {column} * 1.0000001 "
    )
    changed += f"WHEN 'blob' THEN CAST({column} || x'00' AS BLOB) ELSE coalesce({column}, '') || '改' END"
    if column == "demo":
        changed = f"1 - {column}"
    found = _tamper(
        filled, f"UPDATE {table} SET {column} = {changed} WHERE rowid = (SELECT min(rowid) FROM {table})"
    )
    assert "row_changed" in found


@pytest.mark.parametrize("table", [table.name for table in KEPT])
def test_a_removed_row_is_found(filled: Register, table: str) -> None:
    found = _tamper(filled, f"DELETE FROM {table} WHERE rowid = (SELECT max(rowid) FROM {table})")
    assert "row_removed" in found


@pytest.mark.parametrize("table", [table.name for table in KEPT])
def test_an_added_row_is_found(filled: Register, table: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A copy of a row under another key; a table is looked at block by block, here two rows at a time."""
    monkeypatch.setattr("geo.registry.audit.BLOCK", 2)
    found = METADATA.tables[table]
    rules = [rule for rule in found.constraints if isinstance(rule, PrimaryKeyConstraint | UniqueConstraint)]
    alone = {column.name for rule in rules for column in rule.columns}
    cells = [
        f"(SELECT max(fid) + 1 FROM {table})"
        if column.name in LOCAL_COLUMNS
        else f"'~' || {column.name}"
        if column.name in alone
        else column.name
        for column in found.columns
    ]
    copied = f"INSERT INTO {table} SELECT {', '.join(cells)} FROM {table} LIMIT 1"
    assert "row_added" in _tamper(filled, copied)


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("DELETE FROM audit WHERE seq = 5", "line_removed"),
        ("DELETE FROM audit WHERE seq = 1", "line_removed"),
        ("DELETE FROM audit WHERE seq = (SELECT max(seq) FROM audit)", "line_removed"),
        ("UPDATE audit SET actor = 'eve' WHERE seq = 5", "line_changed"),
        ("UPDATE audit SET at = '2020' WHERE seq = 5", "line_changed"),
        ("UPDATE audit SET row_hash = NULL WHERE seq = 5", "line_changed"),
        ("UPDATE audit SET seq = CASE seq WHEN 5 THEN -6 ELSE -5 END WHERE seq IN (5, 6)", "line_removed"),
    ],
)
def test_a_changed_trail_is_found(filled: Register, statement: str, code: str) -> None:
    assert code in _tamper(filled, statement)


def test_lines_in_another_order_are_found(filled: Register) -> None:
    swap = (
        "UPDATE audit SET seq = -seq WHERE seq IN (5, 6)",
        "UPDATE audit SET seq = CASE seq WHEN -5 THEN 6 ELSE 5 END WHERE seq < 0",
    )
    assert {"line_out_of_order", "line_changed"} <= set(_tamper(filled, *swap))


def test_a_whole_change_taken_back_is_found_by_its_receipt(embedded: Register) -> None:
    """The last lines and their rows are gone together, and the head file was mended as well."""
    seed.seed(embedded, ADMIN)
    before = verify(embedded).head
    receipt = submissions.submit(embedded, ANNA, *demo())
    of = ("parts", "footprints", "footprint_index", "figures", "buildings", "institutions", "assessments")
    gone = [f"DELETE FROM {name}" for name in (*of, "decisions", "submission_files")]
    gone += ["DELETE FROM submissions", "DELETE FROM applications", "DELETE FROM files"]
    _tamper(embedded, *gone, f"DELETE FROM audit WHERE seq > {before.seq}")
    assert [flaw.code for flaw in verify(embedded).flaws] == ["line_removed"]
    (embedded.folder / HEAD_FILE).write_text(f'{{"seq": {before.seq}, "hash": "{before.hash}"}}')
    assert verify(embedded).clean
    told = verify(embedded, [Head(receipt.line, receipt.line_hash)])
    assert [(flaw.code, flaw.seq) for flaw in told.flaws] == [("line_removed", receipt.line)]


def test_changed_and_missing_files_are_found(filled: Register) -> None:
    known = list(filled.files.known())
    assert len(known) > 4
    for name in known:
        path = filled.files.path(name)
        kept = path.read_bytes()
        path.write_bytes(kept[:-1] + bytes([kept[-1] ^ 1]))
        assert [(flaw.code, flaw.key) for flaw in verify(filled).flaws] == [("file_changed", name)]
        path.unlink()
        assert [(flaw.code, flaw.key) for flaw in verify(filled).flaws] == [("file_missing", name)]
        path.write_bytes(kept)
    one, other = known[:2]
    filled.files.path(one).write_bytes(b"x")
    filled.files.path(other).unlink()
    with pytest.raises(StoreError, match="file_changed"):
        filled.files.get(one)
    with pytest.raises(StoreError, match="file_missing"):
        filled.files.get(other)


def test_a_spatial_index_that_does_not_fit_is_found(filled: Register) -> None:
    assert _tamper(filled, "UPDATE footprint_index SET west = east") == ["index_wrong"]


def test_a_damaged_database_is_told(filled: Register) -> None:
    filled.close()
    path = filled.folder / DATABASE
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = bytearray(path.read_bytes())
    content[4096 * 3 : 4096 * 6] = b"\xff" * 4096 * 3
    path.write_bytes(content)
    try:
        clean = verify(filled).clean
    except StoreError as problem:
        clean = problem.code != "registry.damaged"
    assert not clean


@pytest.mark.parametrize("table", [table.name for table in APPEND_ONLY])
@pytest.mark.parametrize("verb", ["DELETE FROM {}", "UPDATE {} SET rowid = rowid"])
def test_history_cannot_be_changed_by_accident(filled: Register, table: str, verb: str) -> None:
    filled.close()
    with (
        closing(sqlite3.connect(filled.folder / DATABASE)) as connection,
        pytest.raises(sqlite3.IntegrityError, match="append only"),
    ):
        connection.execute(verb.format(table))


def test_verifying_while_others_write_finds_nothing(register: Register) -> None:
    """One moment is looked at: rows written meanwhile are no flaw."""
    application, case = demo()
    submissions.submit(register, ANNA, application, case)
    stop, failed = threading.Event(), []

    def write() -> None:
        try:
            while not stop.is_set():
                submissions.submit(register, ANNA, application, case)
        except SizhiError as problem:
            failed.append(problem)

    writers = [threading.Thread(target=write) for _ in range(2)]
    for writer in writers:
        writer.start()
    found = [verify(register) for _ in range(8)]
    stop.set()
    for writer in writers:
        writer.join()
    assert not failed
    assert [result.flaws for result in found] == [()] * 8
    assert found[-1].lines > found[0].lines


def test_a_file_left_by_a_kill_does_no_harm(register: Register) -> None:
    register.files.put(b"nobody speaks of this")
    assert (verify(register).clean, verify(register).loose) == (True, 1)


def test_no_hash_leads_out_of_the_folder(register: Register) -> None:
    for name in ("../../etc/passwd", "a" * 63, "A" * 64, "/" + "a" * 63, "a" * 64 + "\n"):
        with pytest.raises(StoreError, match="no_hash"):
            register.files.get(name)


def test_an_empty_folder_is_no_register(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="none_here"):
        open_register(tmp_path)
    assert list(tmp_path.iterdir()) == []
    assert LOCAL.local
