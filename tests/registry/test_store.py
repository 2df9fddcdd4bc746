"""Schema and migrations."""

import gzip
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from geo.registry import Query, Register, migrate, open_register, reading, verify
from geo.registry.problems import StoreError
from geo.registry.schema import HEAD, METADATA
from geo.registry.store import DATABASE
from tests.registry.conftest import REVIEWER

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


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.name)
def test_every_earlier_version_is_brought_up_to_date(folder: Path, sample: Path) -> None:
    """The samples were written by the program of their version and are kept as they were."""
    (folder / "files").mkdir(parents=True)
    (folder / DATABASE).write_bytes(gzip.decompress(sample.read_bytes()))
    register = open_register(folder)
    with register.reading() as connection:
        assert migrate.version_of(connection) == HEAD
    # Suzhou's demonstration zone, submitted once, and the note that its files were not kept.
    found = reading.applications_of(register, REVIEWER, Query(box=(120.45, 31.34, 120.48, 31.37)))
    assert [entry.number for entry in found.rows] == ["SZ-2026-00000001"]
    assert {flaw.code for flaw in verify(register).flaws} == {"file_missing"}
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
