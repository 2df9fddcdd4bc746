"""The register as a GeoPackage: land as layers with styles QGIS applies, everything else as tables."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.errors import UsageError
from geo.registry.exchange import CONTENTS, LATER, TABLES, Dump, Rows, columns_of
from geo.registry.exchange_land import (
    LAND,
    ZONE_COLUMNS,
    Shapes,
    lands_to_show,
    ledger_to_show,
    shapes_of,
    zones_to_show,
)
from geo.registry.problems import database_problem, system_problem

if TYPE_CHECKING:
    from collections.abc import Sequence

LEDGERS = {
    "buildings": ("name", "state", "certificate", "storeys", "stated_m2", "counted_m2", "core_m2", "why"),
    "institutions": ("name", "category", "building", "low", "high", "why"),
}
"""Layers of points, and what they show of the rows beside them."""
RECORDS = {"zones": "zone_records", "buildings": "building_records", "institutions": "institution_records"}
"""Layers for people, and the tables beside them that keep every row as it is."""
STYLES = Path(__file__).parent / "styles"
_TYPES = {"TEXT": "TEXT", "INTEGER": "INTEGER", "DOUBLE": "REAL", "BOOLEAN": "BOOLEAN", "BLOB": "BLOB"}
_ENVELOPE = (0, 32, 48, 48, 64)
"""Bytes of the envelope in a GeoPackage geometry, by its code."""


def write(dump: Dump, target: Path) -> None:
    """Write the file anew, whole or not at all."""
    from pyogrio.errors import DataLayerError, DataSourceError  # noqa: PLC0415

    beside = target.with_name(f".{target.stem}.part.gpkg")
    try:
        beside.unlink(missing_ok=True)
        _write_layers(dump, beside)
        with closing(sqlite3.connect(beside)) as connection, connection:
            for name, rows in dump.items():
                if name not in LAND:
                    _write_table(connection, name, rows)
            _write_styles(connection)
        beside.replace(target)
    except OSError as problem:
        raise system_problem(problem, target) from problem
    except (sqlite3.Error, DataSourceError, DataLayerError) as problem:
        raise database_problem(problem, str(target)) from problem
    finally:
        beside.unlink(missing_ok=True)


def read(source: Path) -> Dump:
    """The rows again, as they were.

    Raises
    ------
    UsageError
        Not a GeoPackage `write` made.
    """
    dump: Dump = {}
    try:
        with closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            connection.row_factory = sqlite3.Row
            there = {row[0] for row in connection.execute("SELECT table_name FROM gpkg_contents")}
            for name in (*TABLES, CONTENTS):
                if stored(name) not in there:
                    if name in LATER:
                        continue
                    raise UsageError("registry.no_export", name=source.name, found=name)
                found = connection.execute(f'SELECT * FROM "{stored(name)}"')  # noqa: S608 - our own names
                dump[name] = [_plain(name, dict(row)) for row in found]
    except sqlite3.Error as problem:
        raise UsageError("registry.no_export", name=source.name, found=str(problem)) from problem
    return dump


def stored(name: str) -> str:
    """What a table is called in the file."""
    return RECORDS.get(name, name)


def _plain(name: str, row: dict[str, Any]) -> dict[str, Any]:
    row.pop("fid", None)
    if name in LAND:
        row["wkb"] = _wkb(row.pop("geom"))
    return row


def _wkb(blob: bytes) -> bytes:
    """The WKB in a GeoPackage geometry: behind a header of eight bytes and an envelope."""
    return blob[8 + _ENVELOPE[(blob[3] >> 1) & 7] :]


def _write_layers(dump: Dump, target: Path) -> None:
    _layer(target, "zones", zones_to_show(dump), shapes_of(dump, "zones"))
    told = lands_to_show(dump)
    for name, key in LAND.items():
        columns = ["zone", "shown", *(c for c in columns_of(TABLES[name]) if c != "wkb")]
        rows = [{**row, **told[row[key]]} for row in dump[name]]
        _layer(target, name, rows, shapes_of(dump, name), columns=columns)
    for name, shown in LEDGERS.items():
        rows, shapes = ledger_to_show(dump, name, shown)
        _layer(target, name, rows, shapes, columns=["zone", "stage", *shown], kind="Point")


def _layer(
    target: Path,
    name: str,
    rows: Rows,
    shapes: Shapes | None,
    *,
    columns: Sequence[str] = ZONE_COLUMNS,
    kind: str = "MultiPolygon",
) -> None:
    import geopandas as gpd  # noqa: PLC0415
    import pandas as pd  # noqa: PLC0415

    frame = gpd.GeoDataFrame(
        {column: pd.Series([row[column] for row in rows], dtype=_dtype(column)) for column in columns},
        geometry=shapes,
        crs="EPSG:4490",
    )
    frame.to_file(
        target,
        layer=name,
        driver="GPKG",
        engine="pyogrio",
        geometry_type=kind,
        promote_to_multi=kind != "Point",
        # What QGIS and GDAL of some years ago still know; nothing here needs a later one.
        VERSION="1.2",
    )


def _dtype(column: str) -> str:
    if column.endswith("_m2") or column in {"west", "south", "east", "north", "storeys", "institutions"}:
        return "float64"
    return "int64" if column in {"version", "position", "demo", "low", "high"} else "object"


def _write_table(connection: sqlite3.Connection, name: str, rows: Rows) -> None:
    if name == CONTENTS:
        columns = {"sha256": "TEXT", "data": "BLOB"}
    else:
        table = TABLES[name]
        columns = {
            c: _TYPES[type(table.columns[c].type).__name__.upper().replace("LARGEBINARY", "BLOB")]
            for c in columns_of(table)
        }
    spelled = ", ".join(f'"{column}" {kind}' for column, kind in columns.items())
    connection.execute(f'CREATE TABLE "{stored(name)}" (fid INTEGER PRIMARY KEY, {spelled})')
    places = ", ".join("?" * len(columns))
    named = ", ".join(f'"{column}"' for column in columns)
    connection.executemany(
        f'INSERT INTO "{stored(name)}" ({named}) VALUES ({places})',  # noqa: S608 - names of our own schema
        [tuple(row[column] for column in columns) for row in rows],
    )
    _register_table(connection, stored(name))


def _register_table(connection: sqlite3.Connection, name: str) -> None:
    connection.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES (?, 'attributes', ?)",
        (name, name),
    )


def _write_styles(connection: sqlite3.Connection) -> None:
    """The table QGIS looks for when it opens a layer."""
    connection.execute(
        "CREATE TABLE layer_styles (id INTEGER PRIMARY KEY, f_table_catalog TEXT(256), "
        "f_table_schema TEXT(256), f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30), "
        "styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, description TEXT, owner TEXT(30), "
        "ui TEXT(30), update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')))"
    )
    for path in sorted(STYLES.glob("*.qml")):
        connection.execute(
            "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, "
            "styleName, styleQML, styleSLD, useAsDefault, description, owner) "
            "VALUES ('', '', ?, 'geom', ?, ?, '', 1, ?, '')",
            (path.stem, path.stem, path.read_text(encoding="utf-8"), "Sizhi 四至"),
        )
    _register_table(connection, "layer_styles")
