"""Out and back: exports lose nothing, backups under load verify."""

import shutil
import sqlite3
import threading
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest

from geo.errors import SizhiError
from geo.model.application import Upload
from geo.registry import (
    LOCAL,
    PUBLIC,
    Action,
    Person,
    Register,
    backup,
    decisions,
    exchange,
    layers,
    open_register,
    people,
    reading,
    seed,
    submissions,
    verify,
    zones,
)
from geo.registry.problems import AccessError, ConflictError, StoreError
from geo.registry.records import Fact
from geo.registry.stages import Role
from geo.resources import demo as demo_folder
from tests.registry.conftest import ADMIN, ANNA, AUTHORITY, REVIEWER, demo, named
from tests.registry.shelf import Shelf

AWKWARD = (
    "=1+1",
    "",
    " blanks ",
    "line\r\nbreak\x0b",
    "_x0041_",
    "→ pieces",
    "长" * 40_000,
    "@x",
    "'",
    "NULL",
)


@pytest.fixture
def other(made: Path, folder: Path) -> Iterator[Register]:
    """A second register, empty."""
    shutil.copytree(made, folder.parent / "other")
    opened = open_register(folder.parent / "other")
    yield opened
    opened.close()


@pytest.fixture
def filled(shelf: Shelf) -> Register:
    return shelf.lay(_fill)


def _fill(register: Register) -> None:
    seed.seed(register, LOCAL)
    told = [Fact(key=f"k{i}", value=text, source="演示", confidence="note") for i, text in enumerate(AWKWARD)]
    with register.writing("test", "test") as change:
        zones.insert_facts(change, "suzhou-hi-tech", told)
    application, case = demo()
    receipt = submissions.submit(register, LOCAL, application, case, zone_id="suzhou-hi-tech")
    entry = reading.entry(register, LOCAL, receipt.seen.id)
    decisions.decide(register, LOCAL, entry.seen, Action.RETURN, reason="补", changes=["甲", "乙"])
    again = reading.entry(register, LOCAL, receipt.seen.id)
    submissions.save_draft(register, LOCAL, named("改名"), seen=again.seen)
    approved = submissions.submit(register, ANNA, application, case)
    for who, action in (
        (REVIEWER, Action.TAKE_UP), (REVIEWER, Action.PASS), (AUTHORITY, Action.APPROVE),
    ):  # fmt: skip
        seen = reading.entry(register, who, approved.seen.id).seen
        decisions.decide(register, who, seen, action, reason="可")
    parks = Upload(name="parks.gpkg", data=demo_folder() / "parks.gpkg")
    layers.add_layer(register, ADMIN, parks, kind="parks", name="示例园区", told=("2018", "演示"))


@pytest.mark.parametrize("ending", exchange.FORMATS)
def test_a_round_trip_loses_nothing(filled: Register, folder: Path, other: Register, ending: str) -> None:
    out = folder.parent / f"out{ending}"
    exchange.export(filled, LOCAL, out)
    done = exchange.import_file(other, LOCAL, out)
    assert (done.rows, done.added) == (exchange.export(filled, LOCAL, out).rows, done.added)
    one, two = exchange.collect(filled, LOCAL), exchange.collect(other, LOCAL)
    assert set(one) == set(two)
    for table in one:
        assert one[table], table
        assert one[table] == two[table], table
    assert verify(other).clean
    assert exchange.import_file(other, LOCAL, out).added == 0


def test_an_export_of_an_earlier_version_is_completed(
    filled: Register, folder: Path, other: Register
) -> None:
    """Version 0001 had no rows of ledgers and no dates; what they hold stands in its assessments."""
    out = folder.parent / "out.gpkg"
    exchange.export(filled, LOCAL, out)
    with closing(sqlite3.connect(out)) as connection, connection:
        for name in ("figures", "building_records", "institution_records", "buildings", "institutions"):
            connection.execute(f"DELETE FROM gpkg_contents WHERE table_name = '{name}'")
            connection.execute(f"DROP TABLE {name}")
        for name in ("approved_on", "started_on", "due_on", "accepted_on", "revoked_on"):
            connection.execute(f"ALTER TABLE zone_records DROP COLUMN {name}")
    exchange.import_file(other, LOCAL, out)
    one, two = exchange.collect(filled, LOCAL), exchange.collect(other, LOCAL)
    assert one["figures"]
    assert two["figures"] == one["figures"]
    placeless = [{**row, "lon": None, "lat": None} for row in one["buildings"]]
    assert two["buildings"] == placeless
    assert [row["name"] for row in two["institutions"]] == [row["name"] for row in one["institutions"]]
    assert {row["approved_on"] for row in two["zones"]} == {None}
    assert verify(other).clean


def test_a_contradiction_imports_nothing(filled: Register, folder: Path, other: Register) -> None:
    out = folder.parent / "out.gpkg"
    exchange.export(filled, LOCAL, out)
    seed.seed(other, LOCAL)
    with pytest.raises(ConflictError, match="import_conflict"):
        exchange.import_file(other, LOCAL, out)
    assert reading.applications_of(other, LOCAL).total == 0
    assert verify(other).clean


def test_a_number_that_is_taken_imports_nothing(filled: Register, folder: Path, other: Register) -> None:
    out = folder.parent / "out.gpkg"
    exchange.export(filled, LOCAL, out)
    taken = submissions.submit(other, ANNA, *demo())
    with pytest.raises(StoreError, match="contradicts"):
        exchange.import_file(other, LOCAL, out)
    assert reading.applications_of(other, LOCAL).total == 1
    assert submissions.receipt(other, ANNA, taken.number) == taken


def test_the_geopackage_opens_with_layers_and_styles(filled: Register, folder: Path) -> None:
    out = folder.parent / "out.gpkg"
    exchange.export(filled, LOCAL, out)
    shown = dict(pyogrio.list_layers(out))
    areas, points = ("zones", "footprints", "parts"), ("buildings", "institutions")
    assert {name: shown[name] for name in (*areas, *points)} == {
        **dict.fromkeys(areas, "MultiPolygon"),
        **dict.fromkeys(points, "Point"),
    }
    shown = pyogrio.read_dataframe(out, layer="footprints")["shown"].tolist()
    assert sorted(shown) == ["current", "standing"]
    parts = pyogrio.read_dataframe(out, layer="parts")
    assert parts["shown"].value_counts().to_dict() == {"standing": 4, "current": 4}
    assert set(parts["zone"]) == {demo()[0].zone.name, "苏州高新区"}
    frame = pyogrio.read_dataframe(out, layer="zones")
    assert frame.crs.to_epsg() == 4490
    assert frame.geometry.notna().sum() == 1
    with closing(sqlite3.connect(out)) as connection:
        styled = {row[0] for row in connection.execute("SELECT f_table_name FROM layer_styles")}
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert styled == {*areas, *points}


def test_geoparquet_opens_in_geopandas_and_the_workbook_in_pandas(filled: Register, folder: Path) -> None:
    exchange.export(filled, LOCAL, folder.parent / "out.zip")
    with zipfile.ZipFile(folder.parent / "out.zip") as archive:
        archive.extractall(folder.parent / "out")
    for name, rows in (
        ("zones", 4),
        ("footprints", 2),
        ("parts", 8),
        ("buildings", 22),
        ("institutions", 48),
    ):
        frame = gpd.read_parquet(folder.parent / "out" / f"{name}.parquet")
        assert (len(frame), frame.crs.to_epsg()) == (rows, 4490)
    exchange.export(filled, LOCAL, folder.parent / "out.xlsx")
    sheets = pd.read_excel(folder.parent / "out.xlsx", sheet_name=None)
    assert len(sheets["zones"]) == 4
    assert sheets["buildings"]["name"].tolist()[0] == "演示1号楼"
    assert sheets["footprints"]["area_m2"].sum() == pytest.approx(2 * frame_area())


def frame_area() -> float:
    value = demo()[1].assessment.measurements["total_land_area_m2"].value
    assert value is not None
    return value


@pytest.mark.parametrize("who", [PUBLIC, ADMIN, Person(id="bo", roles=frozenset({Role.APPLICANT}))])
def test_an_export_holds_only_what_the_person_may_read(
    filled: Register, folder: Path, other: Register, who: Person
) -> None:
    dump = exchange.collect(filled, who)
    assert {name: len(rows) for name, rows in dump.items() if name not in {"zones", "facts"}} == {
        "files": 1, "applications": 0, "submissions": 0, "submission_files": 0, "footprints": 1, "parts": 4,
        "assessments": 0, "figures": 0, "buildings": 0, "institutions": 0, "decisions": 0, "layers": 1,
        "layer_notes": 1, "contents": 1,
    }  # fmt: skip
    assert dump["footprints"][0]["submission_id"] is None
    exchange.export(filled, who, folder.parent / "out.xlsx")
    exchange.import_file(other, LOCAL, folder.parent / "out.xlsx")
    assert verify(other).clean


def test_a_draft_is_in_no_export_but_its_own(filled: Register) -> None:
    submissions.save_draft(filled, ANNA, named("甲的秘密草稿"))
    for who in (PUBLIC, REVIEWER, AUTHORITY, ADMIN, LOCAL):
        assert "秘密" not in str(exchange.collect(filled, who))
    assert "改名" not in str(exchange.collect(filled, REVIEWER))
    assert "秘密" in str(exchange.collect(filled, ANNA))


def test_only_an_administrator_imports_and_backs_up(filled: Register, folder: Path) -> None:
    exchange.export(filled, LOCAL, folder.parent / "out.gpkg")
    for who in (ANNA, REVIEWER, AUTHORITY, PUBLIC):
        with pytest.raises(AccessError):
            exchange.import_file(filled, who, folder.parent / "out.gpkg")
        with pytest.raises(AccessError):
            backup.backup(filled, who, folder.parent / "copy")


@pytest.mark.parametrize("ending", [*exchange.FORMATS, ".txt"])
def test_another_file_is_refused(register: Register, folder: Path, ending: str) -> None:
    wrong = folder.parent / f"wrong{ending}"
    wrong.write_bytes(b"PK not an export")
    with pytest.raises(SizhiError):
        exchange.import_file(register, LOCAL, wrong)
    assert verify(register).lines == 0


def test_a_backup_under_load_restores_and_verifies(register: Register, folder: Path) -> None:
    application, case = demo()
    stop, failed = threading.Event(), []
    sent: list[str] = []

    def write(who: Person) -> None:
        try:
            while not stop.is_set():
                sent.append(submissions.submit(register, who, application, case).number)
        except SizhiError as problem:
            failed.append(problem)

    writers = [
        threading.Thread(target=write, args=(Person(id=f"w{i}", roles=frozenset({Role.APPLICANT})),))
        for i in range(3)
    ]
    for writer in writers:
        writer.start()
    while not sent:
        stop.wait(0.01)
    before = set(sent)
    result = backup.backup(register, LOCAL, folder.parent / "copy")
    stop.set()
    for writer in writers:
        writer.join()
    assert not failed
    assert result.clean
    backup.restore(folder.parent / "copy", folder.parent / "again")
    again = open_register(folder.parent / "again")
    assert verify(again).clean
    kept = {submissions.receipt(again, REVIEWER, number).number for number in before}
    assert kept == before
    again.close()


def test_a_backup_that_was_changed_is_not_restored(filled: Register, folder: Path) -> None:
    copy = folder.parent / "copy"
    backup.backup(filled, LOCAL, copy)
    next(path for path in (copy / "files").rglob("*") if path.is_file()).write_bytes(b"x")
    with pytest.raises(StoreError, match="copy_flawed"):
        backup.restore(copy, folder.parent / "again")
    assert not (folder.parent / "again").exists()
    with pytest.raises(StoreError, match="target_exists"):
        backup.restore(copy, filled.folder)


def test_a_move_keeps_the_trail(filled: Register, other: Register) -> None:
    people.grant(filled, ADMIN, "iss|rui", Role.REVIEWER)
    assert backup.move(filled, other, LOCAL).head == verify(filled).head
    with pytest.raises(StoreError, match="target_exists"):
        backup.move(filled, other, LOCAL)
