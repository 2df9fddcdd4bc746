"""A full disk and a read-only one, on both stores: told in plain words, nothing lost, work goes on after."""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from geo.model.application import Application, Upload
from geo.model.case import Case
from geo.registry import LOCAL, Action, Register, decisions, open_register, reading, submissions, verify
from geo.registry.problems import StoreError
from geo.registry.records import Receipt
from tests.registry.conftest import ANNA, REVIEWER, demo
from tests.registry.postgis import Server

Opened = Callable[[], Register]


def _mount(*arguments: str | Path) -> bool:
    return subprocess.run(["mount", *arguments], capture_output=True, check=False).returncode == 0


@contextmanager
def _disk(place: Path, megabytes: int) -> Iterator[Path]:
    place.mkdir()
    size = f"size={megabytes}m,mode=0777"
    may = os.geteuid() == 0 and shutil.which("mount") is not None
    if not (may and _mount("-t", "tmpfs", "-o", size, "tmpfs", place)):
        pytest.skip("NOT TESTED HERE: a disk of its own needs root and the right to mount a tmpfs")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", place], check=True)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of three megabytes, where this may be mounted."""
    with _disk(tmp_path / "disk", 3) as disk:
        yield disk


@pytest.fixture(params=["sqlite", "postgis"])
def opened(request: pytest.FixtureRequest, small_disk: Path, made: Path) -> Opened:
    """A register whose folder is on the small disk: with the database, or with the files alone."""
    folder = small_disk / "register"
    if request.param == "sqlite":
        shutil.copytree(made, folder)
        return lambda: open_register(folder)
    url = request.getfixturevalue("server").new_register()
    return lambda: open_register(url, folder=folder)


def _fill(disk: Path, leave: int = 0) -> Path:
    """Take all the room there is but ``leave`` bytes."""
    filler = disk / "filler"
    free = os.statvfs(disk)
    with filler.open("wb") as stream:
        stream.write(b"\0" * max(0, free.f_bavail * free.f_frsize - leave))
    return filler


def _other_files(number: int) -> tuple[Application, Case]:
    """The demonstration with a list of roads nobody sent before: its bytes are new to the register."""
    application, case = demo()
    data = str(number).encode() + b"\0" * 200_000
    upload = Upload(name="lines.gpkg", data=data)
    inputs = {**case.assessment.inputs}
    inputs["lines"] = {**inputs["lines"], "sha256": hashlib.sha256(data).hexdigest()}
    judged = replace(case, assessment=replace(case.assessment, inputs=inputs))
    return replace(application, layers={**application.layers, "lines": upload}), judged


def _submit_until_it_fails(register: Register, kept: list[Receipt], *, again: bool = False) -> None:
    while len(kept) < 200:
        kept.append(submissions.submit(register, ANNA, *(demo() if again else _other_files(len(kept)))))


def _all_there(register: Register, kept: list[Receipt]) -> None:
    for receipt in kept:
        assert submissions.receipt(register, ANNA, receipt.number).sha256 == receipt.sha256
    assert reading.applications_of(register, LOCAL).total == len(kept)
    assert verify(register).clean


def test_a_full_disk_is_told_and_loses_nothing(opened: Opened, small_disk: Path) -> None:
    register = opened()
    kept = [submissions.submit(register, ANNA, *demo())]
    filler = _fill(small_disk, leave=600_000)
    with pytest.raises(StoreError) as full:
        _submit_until_it_fails(register, kept)
    assert full.value.code == "registry.disk_full"
    _all_there(register, kept)
    register.close()
    again = opened()
    _all_there(again, kept)
    filler.unlink()
    seen = reading.entry(again, REVIEWER, kept[0].seen.id).seen
    decisions.decide(again, REVIEWER, seen, Action.TAKE_UP)
    kept.append(submissions.submit(again, ANNA, *_other_files(999)))
    _all_there(again, kept)
    again.close()


def test_a_read_only_disk_is_told(opened: Opened, small_disk: Path) -> None:
    register = opened()
    receipt = submissions.submit(register, ANNA, *demo())
    register.close()
    assert _mount("-o", "remount,ro", small_disk)
    with pytest.raises(StoreError, match="read_only"), closing(opened()) as reader:
        submissions.submit(reader, ANNA, *_other_files(1))
    assert _mount("-o", "remount,rw", small_disk)
    again = opened()
    assert submissions.receipt(again, ANNA, receipt.number) == receipt
    _all_there(again, [receipt])
    again.close()


@pytest.fixture
def small_tablespace(server: Server) -> Iterator[tuple[Path, str]]:
    """A disk that holds a PostGIS register's tables and little else, and the URL of its database."""
    with _disk(server.home / "tables", 32) as disk:
        yield disk, server.new_register(tablespace=disk)
        server.drop_tablespaces()


def test_a_full_disk_under_the_tables_is_told(small_tablespace: tuple[Path, str], folder: Path) -> None:
    disk, url = small_tablespace
    register = open_register(url, folder=folder)
    kept = [submissions.submit(register, ANNA, *demo())]
    filler = _fill(disk, leave=300_000)
    with pytest.raises(StoreError, match="disk_full"):
        _submit_until_it_fails(register, kept, again=True)
    _all_there(register, kept)
    filler.unlink()
    kept.append(submissions.submit(register, ANNA, *demo()))
    _all_there(register, kept)
    register.close()


def test_a_server_that_cannot_write_its_log_comes_back_with_all_it_said(server: Server, folder: Path) -> None:
    """The disk under the write-ahead log is full: the server stops, and what it acknowledged is there after.

    A limit on the file size stands for the full disk, so that this needs no right to mount.
    """
    register = open_register(server.new_register(), folder=folder)
    kept = [submissions.submit(register, ANNA, *demo())]
    with register.engine.connect() as connection:
        backend = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
        place = "SELECT file_offset FROM pg_walfile_name_offset(pg_current_wal_insert_lsn())"
        # The log stands beyond the limit, the tables below it.
        while connection.exec_driver_sql(place).scalar_one() < 4_000_000:
            connection.exec_driver_sql("SELECT pg_logical_emit_message(false, 'x', repeat('x', 1000000))")
    server.limit(backend, 2_000_000)
    with pytest.raises(StoreError, match="lost_server"):
        submissions.submit(register, ANNA, *demo())
    _recovered(register)
    _all_there(register, kept)
    kept.append(submissions.submit(register, ANNA, *demo()))
    _all_there(register, kept)
    register.close()


def _recovered(register: Register) -> None:
    """Wait until the server takes connections again; meanwhile it says why not in plain words."""
    until, said = time.monotonic() + 60, set()
    while time.monotonic() < until:
        try:
            reading.applications_of(register, LOCAL)
        except StoreError as problem:
            said.add(problem.code)
            time.sleep(0.1)
        else:
            break
    assert said <= {"registry.no_server", "registry.lost_server"}


def test_a_database_that_only_reads_is_told(server: Server, folder: Path) -> None:
    url = server.new_register()
    register = open_register(url, folder=folder)
    receipt = submissions.submit(register, ANNA, *demo())
    register.close()
    name = url.rsplit("/", 1)[1]
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on".encode())
    again = open_register(url, folder=folder)
    with pytest.raises(StoreError, match="read_only"):
        submissions.submit(again, ANNA, *demo())
    _all_there(again, [receipt])
    again.close()


def test_a_file_limit_is_told(folder: Path) -> None:
    """Where nothing can be mounted: the system refuses to let a file grow, the database's as well."""
    script = (
        "import resource, signal, sys\n"
        "from geo.registry import LOCAL, open_register, reading, verify\n"
        "from geo.registry.problems import StoreError\n"
        "from geo.registry.records import Fact\n"
        "from geo.registry.zones import facts_of, insert_facts\n"
        "register = open_register(sys.argv[1], create=True)\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, hard))\n"
        "try:\n"
        "    register.files.put(b'x' * 2_000_000)\n"
        "except StoreError as problem:\n"
        "    print(problem.code, len(list(register.files.known())))\n"
        "kept = 0\n"
        "try:\n"
        "    while kept < 100:\n"
        "        with register.writing('test', 'test') as change:\n"
        "            said = Fact(key=f'k{kept}', value='x' * 50_000, source='x', confidence='note')\n"
        "            insert_facts(change, None, [said])\n"
        "        kept += 1\n"
        "except StoreError as problem:\n"
        "    print(problem.code, len(facts_of(register)) == kept > 0)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))\n"
        "print(verify(register).clean)\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script, str(folder)], capture_output=True, text=True, timeout=120, check=True
    )
    said = ran.stdout.split()
    assert said[:2] == ["registry.disk_full", "0"]
    assert said[2] in {"registry.disk", "registry.disk_full"}
    assert said[3:] == ["True", "True"]
