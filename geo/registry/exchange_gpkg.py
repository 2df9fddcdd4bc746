"""The register as a GeoPackage: land as layers with styles QGIS applies, everything else as tables."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import shapely

from geo.errors import UsageError
from geo.registry.exchange import CONTENTS, LATER, TABLES, Dump, Rows, columns_of
from geo.registry.problems import system_problem

LAND = ("footprints", "parts")
"""Tables whose ``wkb`` is the geometry of a layer."""
STYLES = Path(__file__).parent / "styles"
_TYPES = {"TEXT": "TEXT", "INTEGER": "INTEGER", "DOUBLE": "REAL", "BOOLEAN": "BOOLEAN", "BLOB": "BLOB"}
_ENVELOPE = (0, 32, 48, 48, 64)
"""Bytes of the envelope in a GeoPackage geometry, by its code."""


def write(dump: Dump, target: Path) -> None:
    """Write the file anew, whole or not at all."""
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
    """What a table is called in the file: ``zones`` is a layer for people, its rows stand beside it."""
    return "zone_records" if name == "zones" else name


def _plain(name: str, row: dict[str, Any]) -> dict[str, Any]:
    row.pop("fid", None)
    if name in LAND:
        row["wkb"] = _wkb(row.pop("geom"))
    return row


def _wkb(blob: bytes) -> bytes:
    """The WKB in a GeoPackage geometry: behind a header of eight bytes and an envelope."""
    return blob[8 + _ENVELOPE[(blob[3] >> 1) & 7] :]


def _write_layers(dump: Dump, target: Path) -> None:
    lands = {row["id"]: row for row in dump["footprints"]}
    zones = [
        {
            **{key: row[key] for key in ("id", "name", "level", "stage", "city", "district", "operator")},
            "area_m2": lands.get(row["footprint_id"], {}).get("area_m2"),
            "demo": int(row["demo"]),
        }
        for row in dump["zones"]
    ]
    shapes = [lands.get(row["footprint_id"], {}).get("wkb") for row in dump["zones"]]
    names = ("id", "name", "level", "stage", "city", "district", "operator", "area_m2", "demo")
    _layer(target, "zones", zones, names, shapes=shapes)
    for name in LAND:
        columns = tuple(column for column in columns_of(TABLES[name]) if column != "wkb")
        _layer(target, name, dump[name], columns, shapes=[row["wkb"] for row in dump[name]])


def _layer(
    target: Path, name: str, rows: Rows, columns: tuple[str, ...], *, shapes: list[bytes | None]
) -> None:
    import geopandas as gpd  # noqa: PLC0415
    import pandas as pd  # noqa: PLC0415

    frame = gpd.GeoDataFrame(
        {column: pd.Series([row[column] for row in rows], dtype=_dtype(column)) for column in columns},
        geometry=[None if shape is None else shapely.from_wkb(bytes(shape)) for shape in shapes],
        crs="EPSG:4490",
    )
    frame.to_file(
        target,
        layer=name,
        driver="GPKG",
        engine="pyogrio",
        geometry_type="MultiPolygon",
        promote_to_multi=True,
    )


def _dtype(column: str) -> str:
    if column in {"area_m2", "west", "south", "east", "north"}:
        return "float64"
    if column in {"version", "position", "demo"}:
        return "int64"
    return "object"


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
