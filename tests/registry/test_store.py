"""Schema and migrations."""

import gzip
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import MetaData, create_engine

from geo.registry import Query, Register, migrate, open_register, reading, verify
from geo.registry.ledgers import buildings_of, institutions_of
from geo.registry.problems import StoreError
from geo.registry.queue import queue
from geo.registry.records import Dates
from geo.registry.schema import HEAD, METADATA
from geo.registry.standing import standing_zones
from geo.registry.store import DATABASE
from tests.registry.conftest import REVIEWER
from tests.registry.postgis import Server

SAMPLES = sorted((Path(__file__).parent / "samples").glob("*.sqlite.gz"))


def _own(item: object, name: str | None, kind: str, _reflected: bool, _other: object) -> bool:
    """The spatial index and PostGIS's own tables are not of the schema both stores share."""
    foreign = ("footprint_index", "spatial_ref_sys", "geom", "ix_footprints_geom")
    return not str(name).startswith(foreign)


@pytest.mark.filterwarnings("ignore:Did not recognize type 'geometry'")
def test_the_migrations_make_the_schema(register: Register) -> None:
    with register.reading() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": _own})
        assert compare_metadata(context, METADATA) == []


def test_the_head_is_the_newest_script() -> None:
    assert migrate.scripts().get_heads() == [HEAD]
    written = {script.revision for script in migrate.scripts().walk_revisions()}
    assert {path.name.split(".")[0] for path in SAMPLES} == written


@pytest.fixture(params=["sqlite", "postgis"])
def upgraded(request: pytest.FixtureRequest, folder: Path, sample: Path) -> Iterator[Register]:
    """A kept sample, opened by this program: as the file it is, and as rows in a PostGIS of its version."""
    (folder / "files").mkdir(parents=True)
    content = gzip.decompress(sample.read_bytes())
    if request.param == "sqlite":
        (folder / DATABASE).write_bytes(content)
        register = open_register(folder)
    else:
        url = request.getfixturevalue("server").new_database()
        (folder / "old.sqlite").write_bytes(content)
        _fill(url, folder / "old.sqlite", sample.name.split(".")[0])
        register = open_register(url, folder=folder)
    yield register
    register.close()


def _fill(url: str, sample: Path, version: str) -> None:
    """Every row of a SQLite sample, written into a PostGIS brought to the same version and no further."""
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with closing(sqlite3.connect(sample)) as old, engine.begin() as new:
        old.row_factory = sqlite3.Row
        migrate.upgrade(new, to=version)
        tables = MetaData()
        tables.reflect(new, only=lambda name, _: name != "spatial_ref_sys")
        for table in tables.sorted_tables:
            if table.name in {"alembic_version", "public_zones"}:
                continue
            rows = [dict(row) for row in old.execute(f"SELECT * FROM {table.name}")]
            if rows:
                for row in rows:
                    row.pop("fid", None)
                    row.update({"demo": bool(row["demo"])} if "demo" in row else {})
                new.execute(table.insert(), rows)
    engine.dispose()


@pytest.mark.filterwarnings("ignore:Did not recognize type 'geometry'")
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.name)
def test_every_earlier_version_is_brought_up_to_date(upgraded: Register, sample: Path) -> None:
    """The samples were written by the program of their version and are kept as they were."""
    with upgraded.reading() as connection:
        assert migrate.version_of(connection) == HEAD
    # Suzhou's demonstration zone, submitted once or by three, and the note that its files were not kept.
    found = reading.applications_of(upgraded, REVIEWER, Query(box=(120.45, 31.34, 120.48, 31.37)))
    numbers = [f"SZ-2026-0000000{i}" for i in (1, 2, 3)]
    assert sorted(str(entry.number) for entry in found.rows) == numbers[: 3 if "way" in sample.name else 1]
    assert {flaw.code for flaw in verify(upgraded).flaws} == {"file_missing"}


@pytest.mark.filterwarnings("ignore:Did not recognize type 'geometry'")
@pytest.mark.parametrize("sample", [path for path in SAMPLES if "way" in path.name], ids=lambda p: p.name)
def test_what_became_rows_is_filled_in(upgraded: Register, folder: Path, sample: Path) -> None:
    (folder / "asked.sqlite").write_bytes(gzip.decompress(sample.read_bytes()))
    with closing(sqlite3.connect(folder / "asked.sqlite")) as old:
        said = "SELECT s.number, " + ", ".join(
            f"json_extract(document, '$.measurements.{name}.value')"
            for name in ("total_floor_area_m2", "core_land_area_m2", "market_institutions")
        )
        number, floor, core, institutions = old.execute(
            f"{said} FROM assessments a JOIN submissions s ON s.id = a.id WHERE s.number LIKE '%1'"
        ).fetchone()
        # The last step of each that led to another stage: an opinion does not begin the waiting anew.
        since = dict(
            old.execute(
                "SELECT a.name, max(d.decided_at) FROM decisions d JOIN applications a "
                "ON a.id = d.application_id WHERE d.from_stage <> d.to_stage GROUP BY a.id"
            ).fetchall()
        )
        day = old.execute(
            "SELECT date(decided_at, '+8 hours') FROM decisions WHERE action = 'approve' ORDER BY decided_at"
        ).fetchone()[0]
    by_name = {zone.name: zone for zone in standing_zones(upgraded)}
    kept, revoked = by_name["演示甲"], by_name["演示乙"]
    assert (kept.floor_m2, kept.core_m2, kept.institutions) == (floor, core, institutions)
    assert kept.dates == Dates(approved_on=day, started_on=day, accepted_on=day)
    assert (revoked.floor_m2, revoked.dates) == (None, Dates(approved_on=day, revoked_on=day))
    assert by_name["苏州高新区"].dates == Dates()
    assert {line.name: line.since for line in queue(upgraded, REVIEWER).rows} == since
    assert len(since) == 3
    [application] = reading.applications_of(upgraded, REVIEWER, Query(zone_id=kept.id)).rows
    assert application.number == number
    assert len(buildings_of(upgraded, REVIEWER, application.id)) == 11
    assert len(institutions_of(upgraded, REVIEWER, application.id)) == 24


@pytest.mark.filterwarnings("ignore:Did not recognize type 'geometry'")
def test_two_that_open_an_old_register_at_once(server: Server, folder: Path) -> None:
    """The second finds the work of the first done, and does not do it again."""
    (folder / "files").mkdir(parents=True)
    content = gzip.decompress(SAMPLES[0].read_bytes())
    url = server.new_database()
    (folder / DATABASE).write_bytes(content)
    _fill(url, folder / DATABASE, "0001")
    for where in (folder, url):
        with ThreadPoolExecutor(4) as pool:
            opened = list(pool.map(lambda _: open_register(where, folder=folder), range(4)))  # noqa: B023
        assert verify(opened[0]).lines == verify(opened[3]).lines
        for register in opened:
            register.close()


def test_a_register_of_a_newer_program_is_left_alone(embedded: Register) -> None:
    embedded.close()
    with closing(sqlite3.connect(embedded.folder / DATABASE)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    with pytest.raises(StoreError, match="newer"):
        open_register(embedded.folder)


def test_the_settings_that_keep_it_safe_are_on(embedded: Register) -> None:
    with embedded.reading() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
