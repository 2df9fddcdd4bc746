"""What is asked of PostGIS alone: its index, its roles, its refusals."""

from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Text

from geo.registry import LOCAL, PUBLIC, Query, Register, open_register, seed, submissions, verify, zones
from geo.registry.problems import StoreError
from geo.registry.reading import in_box
from geo.registry.schema import KEPT, footprints, key_column
from tests.registry.conftest import ANNA, demo, fill_every_table
from tests.registry.postgis import Server


@pytest.fixture
def served(server: Server, folder: Path) -> tuple[Register, str]:
    url = server.new_database()
    return open_register(url, folder=folder, create=True), url


def test_a_box_is_found_through_the_index(served: tuple[Register, str]) -> None:
    register, _ = served
    with register.reading() as connection:
        connection.exec_driver_sql("SET enable_seqscan = off")
        query = footprints.select().where(in_box(register, (120.0, 31.0, 120.1, 31.1)))
        sql = str(query.compile(connection, compile_kwargs={"literal_binds": True}))
        plan = "\n".join(row[0] for row in connection.exec_driver_sql(f"EXPLAIN {sql}"))
    assert "ix_footprints_geom" in plan
    register.close()


def test_the_geometry_is_that_of_the_bytes(served: tuple[Register, str]) -> None:
    register, url = served
    submissions.submit(register, ANNA, *demo())
    with psycopg.connect(url) as connection:
        same = connection.execute(
            "SELECT ST_SRID(geom), ST_AsBinary(geom) = wkb, GeometryType(geom) FROM footprints"
        ).fetchone()
    assert same == (4490, True, "MULTIPOLYGON")
    register.close()


def test_history_refuses_changes_and_tampering_is_found(served: tuple[Register, str]) -> None:
    register, url = served
    submissions.submit(register, ANNA, *demo())
    with psycopg.connect(url) as connection, pytest.raises(psycopg.errors.RaiseException):
        connection.execute("UPDATE assessments SET outcome = 'pass'")
    with psycopg.connect(url) as connection:
        connection.execute("ALTER TABLE assessments DISABLE TRIGGER ALL")
        connection.execute("UPDATE assessments SET digest = 'x'")
    assert [(flaw.code, flaw.entity) for flaw in verify(register).flaws] == [("row_changed", "assessments")]
    register.close()


def test_tampering_with_any_table_is_found(served: tuple[Register, str]) -> None:
    """By somebody who may do everything: a value changed, and changed back; then a row taken from each."""
    register, url = served
    fill_every_table(register)
    names = [table.name for table in KEPT]
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")  # no trigger, no foreign key
        for table in KEPT:
            key = key_column(table)
            texts = (c.name for c in table.columns if isinstance(c.type, Text) and not c.nullable)
            column = next(name for name in texts if name != key)
            last = f"WHERE {key} = (SELECT max({key}) FROM {table.name})"
            for value in (f"{column} || '改'", f"left({column}, -1)"):
                connection.execute(f"UPDATE {table.name} SET {column} = {value} {last}".encode())
                found = [(flaw.code, flaw.entity) for flaw in verify(register).flaws]
                assert found == ([("row_changed", table.name)] if "改" in value else [])
        for table in KEPT:
            key = key_column(table)
            connection.execute(
                f"DELETE FROM {table.name} WHERE {key} = (SELECT max({key}) FROM {table.name})".encode()
            )
    found = [(flaw.code, flaw.entity) for flaw in verify(register).flaws]
    assert sorted(found) == sorted(("row_removed", name) for name in names)
    register.close()


def test_what_is_acknowledged_is_on_the_disk_even_where_the_server_is_careless(
    served: tuple[Register, str],
) -> None:
    register, url = served
    name = url.rsplit("/", 1)[1]
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {name} SET synchronous_commit = off".encode())
    register.close()
    asked = "SHOW synchronous_commit"
    with register.reading() as connection:
        assert connection.exec_driver_sql(asked).scalar_one() == "off"
    with register.writing("test", "test") as change:
        assert change.connection.exec_driver_sql(asked).scalar_one() == "on"
    register.close()


def test_an_account_with_few_rights_is_enough_and_what_lacks_is_told(
    served: tuple[Register, str], server: Server, folder: Path
) -> None:
    """The owner of a database in which PostGIS was enabled by somebody else, like at a hosting service."""
    register, admin = served
    register.close()
    ready, bare = server.new_database(), server.new_database(postgis=False)
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute("CREATE ROLE plain LOGIN")
        for url in (ready, bare):
            connection.execute(f"ALTER DATABASE {url.rsplit('/', 1)[1]} OWNER TO plain".encode())

    def as_plain(url: str) -> str:
        return url.replace("postgres@", "plain@")

    opened = open_register(as_plain(ready), folder=folder, create=True)
    submissions.submit(opened, ANNA, *demo())
    assert verify(opened).clean
    opened.close()
    with pytest.raises(StoreError, match="no_postgis"):
        open_register(as_plain(bare), folder=folder, create=True)
    with pytest.raises(StoreError, match="no_right"):
        open_register(as_plain(admin), folder=folder)
    with psycopg.connect(admin, autocommit=True) as connection:
        for url in (ready, bare):
            connection.execute(f"DROP DATABASE {url.rsplit('/', 1)[1]} WITH (FORCE)".encode())
        connection.execute("DROP ROLE plain")


def test_a_dashboard_sees_the_view_and_nothing_else(served: tuple[Register, str]) -> None:
    register, url = served
    seed.seed(register, LOCAL)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP ROLE IF EXISTS dashboard")
        connection.execute("CREATE ROLE dashboard LOGIN")
        connection.execute("GRANT SELECT ON public_zones TO dashboard")
    with psycopg.connect(url.replace("postgres@", "dashboard@"), autocommit=True) as connection:
        assert len(connection.execute("SELECT * FROM public_zones").fetchall()) == 3
        for table in ("zones", "applications", "submissions", "people", "audit", "footprints"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(f"SELECT * FROM {table}".encode())
        with pytest.raises(psycopg.errors.Error):
            connection.execute("DELETE FROM public_zones")
    assert zones.footprints_of(register, PUBLIC, Query()).total == 0
    register.close()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP OWNED BY dashboard")
        connection.execute("DROP ROLE dashboard")
