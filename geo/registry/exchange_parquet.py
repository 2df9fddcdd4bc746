"""The register as GeoParquet: one file a table, in a zip archive."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

from geo.errors import UsageError
from geo.registry.exchange import CONTENTS, LATER, TABLES, Dump, Rows, columns_of
from geo.registry.exchange_land import LAND, shapes_of
from geo.registry.problems import system_problem

if TYPE_CHECKING:
    from pathlib import Path

PLACED = (*LAND, "zones", "buildings", "institutions")
"""Tables that are GeoParquet: each row has, or may have, a place."""


def write(dump: Dump, target: Path) -> None:
    """Write the archive anew, whole or not at all."""
    beside = target.with_name(f".{target.name}.part")
    try:
        with zipfile.ZipFile(beside, "w", zipfile.ZIP_STORED) as archive:
            for name, rows in dump.items():
                content = _placed(dump, name) if name in PLACED else _table(name, rows)
                archive.writestr(f"{name}.parquet", content)
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
        Not an archive `write` made.
    """
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.parquet as pq  # noqa: PLC0415

    dump: Dump = {}
    try:
        with zipfile.ZipFile(source) as archive:
            for name in (*TABLES, CONTENTS):
                if name in LATER and f"{name}.parquet" not in archive.namelist():
                    continue
                rows = pq.read_table(io.BytesIO(archive.read(f"{name}.parquet"))).to_pylist()
                dump[name] = [_plain(name, row) for row in rows]
    except (zipfile.BadZipFile, KeyError, pa.ArrowException) as problem:
        raise UsageError("registry.no_export", name=source.name, found=str(problem)[:200]) from problem
    return dump


def _plain(name: str, row: dict[str, Any]) -> dict[str, Any]:
    if name in PLACED:
        # An export of an earlier version has places for the land alone.
        place = row.pop("geometry", None)
        if name in LAND:
            row["wkb"] = place
    return row


def _placed(dump: Dump, name: str) -> bytes:
    import geopandas as gpd  # noqa: PLC0415
    import pandas as pd  # noqa: PLC0415

    columns = [column for column in columns_of(TABLES[name]) if name not in LAND or column != "wkb"]
    frame = gpd.GeoDataFrame(
        {column: _series(pd, name, column, dump[name]) for column in columns},
        geometry=shapes_of(dump, name),
        crs="EPSG:4490",
    )
    stream = io.BytesIO()
    frame.to_parquet(stream, index=False)
    return stream.getvalue()


def _series(pd: Any, name: str, column: str, rows: Rows) -> Any:
    kind = type(TABLES[name].columns[column].type).__name__
    values = [row[column] for row in rows]
    return pd.Series(
        values, dtype={"Double": "float64", "Integer": "int64", "Boolean": "bool"}.get(kind, "object")
    )


def _table(name: str, rows: Rows) -> bytes:
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.parquet as pq  # noqa: PLC0415

    if name == CONTENTS:
        schema = pa.schema([("sha256", pa.string()), ("data", pa.binary())])
    else:
        kinds = {"Double": pa.float64(), "Integer": pa.int64(), "Boolean": pa.bool_(), "Text": pa.string()}
        table = TABLES[name]
        schema = pa.schema(
            [(column, kinds[type(table.columns[column].type).__name__]) for column in columns_of(table)]
        )
    stream = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), stream)
    return stream.getvalue()
