"""A register in a new folder, the demonstration application judged once, and the people around it."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from geo.assess import assess, demo_application
from geo.model.application import Application, Upload
from geo.model.case import Case
from geo.registry import (
    Action,
    Person,
    Register,
    Role,
    decisions,
    layers,
    open_register,
    people,
    reading,
    seed,
    settings,
    submissions,
)
from geo.resources import demo as demo_folder
from tests.registry.postgis import Server
from tests.registry.shelf import Shelf


@cache
def demo() -> tuple[Application, Case]:
    application = demo_application()
    case = assess(application)
    assert isinstance(case, Case)
    return application, case


def named(name: str) -> Application:
    """The demonstration application under another name: cheap, and the case still fits its files."""
    application, _ = demo()
    return replace(application, zone=replace(application.zone, name=name))


ANNA = Person(id="anna", roles=frozenset({Role.APPLICANT}))
BO = Person(id="iss|bo", roles=frozenset({Role.APPLICANT}))
REVIEWER = Person(id="rui", roles=frozenset({Role.REVIEWER}))
AUTHORITY = Person(id="ou", roles=frozenset({Role.AUTHORITY}))
ADMIN = Person(id="adm", roles=frozenset({Role.ADMIN}))


def fill_every_table(register: Register) -> None:
    """Something in every table."""
    seed.seed(register, ADMIN)
    people.grant(register, ADMIN, "iss|rui", Role.REVIEWER, reason="新任")
    receipt = submissions.submit(register, ANNA, *demo())
    entry = reading.entry(register, REVIEWER, receipt.seen.id)
    decisions.decide(register, REVIEWER, entry.seen, Action.RETURN, reason="补")
    parks = Upload(name="parks.gpkg", data=(demo_folder() / "parks.gpkg").read_bytes())
    layers.add_layer(register, ADMIN, parks, kind="parks", name="示例园区", told=("2018", "演示"))
    settings.change(register, ADMIN, {"map_number": "苏S(2026)1号"})
    settings.change(register, ADMIN, {"map_number": "苏S(2026)2号"})


MEMORY = Path("/dev/shm")


@pytest.fixture(scope="session")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder in memory where there is one: a test need not wait for the disk at every commit."""
    if not os.access(MEMORY, os.W_OK):
        yield tmp_path_factory.mktemp("room")
        return
    with tempfile.TemporaryDirectory(dir=MEMORY) as found:
        yield Path(found)


@pytest.fixture
def folder(room: Path) -> Iterator[Path]:
    """A new folder to be; it and whatever a test lays beside it is gone afterwards."""
    within = room / "here"
    within.mkdir()
    yield within / "register"
    shutil.rmtree(within)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an empty register: made once, then copied."""
    folder = tmp_path_factory.mktemp("made") / "register"
    open_register(folder, create=True).close()
    return folder


@pytest.fixture(scope="session")
def shelves() -> dict[str, Shelf]:
    return {}


def _shelf(request: pytest.FixtureRequest, folder: Path, store: str) -> Shelf:
    shelves: dict[str, Shelf] = request.getfixturevalue("shelves")
    if store not in shelves:
        room: Path = request.getfixturevalue("room")
        server = None if store == "sqlite" else request.getfixturevalue("server")
        shelves[store] = Shelf(folder, room / store, server)
    return shelves[store]


@pytest.fixture(params=["sqlite", "postgis"])
def shelf(request: pytest.FixtureRequest, folder: Path) -> Iterator[Shelf]:
    """Where a test has its register laid out, on each of the two stores in turn."""
    found = _shelf(request, folder, request.param)
    yield found
    found.clear()


@pytest.fixture
def file_shelf(request: pytest.FixtureRequest, folder: Path) -> Iterator[Shelf]:
    """The same for registers in one SQLite file."""
    found = _shelf(request, folder, "sqlite")
    yield found
    found.clear()


@pytest.fixture
def register(shelf: Shelf) -> Register:
    """An empty register, on each of the two stores in turn."""
    return shelf.lay()


@pytest.fixture
def embedded(file_shelf: Shelf) -> Register:
    """An empty register in one SQLite file, for what is asked of the file itself."""
    return file_shelf.lay()


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A PostGIS of our own on a free port; without the programs the tests say so and are skipped."""
    started = Server.start()
    if isinstance(started, str):
        pytest.skip(f"NOT TESTED HERE on PostGIS: {started}")
    yield started
    started.stop()
