"""GeoParquet: WKB in a column, its coordinate system in the file's ``geo`` metadata (OGC 24-013)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from geo.intake.collect import Row, choose, layer_of, parts_of, scalar
from geo.intake.readers import projection, wkb
from geo.intake.request import Content, Table
from geo.intake.tell import warning
from geo.intake.text import decode
from geo.model.issue import Issue, Severity, Where
from geo.model.reading import DeclaredCrs, RawFeature

if TYPE_CHECKING:
    from pathlib import Path

    from geo.intake.request import Request

_MOST_CELLS = 20_000_000


def read_parquet(path: Path, request: Request) -> Content:
    """Parts of a GeoParquet file."""
    rows, base = _rows(path)
    if any(issue.severity is Severity.ERROR for issue in base.issues):
        return Content(issues=base.issues)
    layer = layer_of(request.stem, rows)
    _, wrong = choose([layer], request.layer)
    if wrong:
        return Content(layers=(layer,), issues=base.issues + wrong)
    parts, issues = parts_of(rows)
    return Content(parts=parts, layers=(layer,), declared=base.declared, issues=base.issues + issues)


def read_parquet_table(path: Path, request: Request) -> Table:
    """Rows of a GeoParquet file, or of a plain Parquet table without geometry."""
    rows, base = _rows(path, geometry_needed=False)
    told = tuple(issue for row in rows for issue in row.issues)
    return Table(
        columns=tuple(dict.fromkeys(key for row in rows for key in row.attributes)),
        features=tuple(RawFeature(row=r.number, attributes=r.attributes, geometry=r.geometry) for r in rows),
        layers=(layer_of(request.stem, rows),),
        declared=base.declared,
        issues=base.issues + told,
    )


def _rows(path: Path, *, geometry_needed: bool = True) -> tuple[list[Row], Table]:
    import pyarrow as pa  # noqa: PLC0415 - 0.2 s that only this format pays
    from pyarrow import parquet  # noqa: PLC0415

    try:
        # No threads and no memory map: the limits of the process are meant for one plain reader.
        source = parquet.ParquetFile(path, memory_map=False)
        meta = source.metadata
        if meta.num_rows * max(meta.num_columns, 1) > _MOST_CELLS:
            return [], _failed("file.many_rows", count=meta.num_rows)
        geo = json.loads((source.schema_arrow.metadata or {}).get(b"geo", b"null"))
        table = source.read(use_threads=False)
    except (pa.ArrowException, OSError, ValueError, RecursionError):
        return [], _failed("file.broken", format="GeoParquet")
    column = geo.get("primary_column") if isinstance(geo, dict) else None
    if column not in table.column_names:
        column = next(
            (name for name in table.column_names if name.lower() in {"geometry", "geom", "wkb"}), None
        )
    if column is not None and not _is_binary(table.schema.field(column).type):
        column = None
    if column is None and geometry_needed:
        return [], _failed("parquet.no_geometry")
    names = [name for name in table.column_names if name != column]
    blobs = table.column(column).to_pylist() if column else [None] * table.num_rows
    read = [_cells(table.column(name), name) for name in names]
    columns = [values for values, _ in read]
    rows = []
    for number, blob in enumerate(blobs, start=1):
        shape, issues = wkb.build(blob, Where(part=str(number), row=number))
        attributes = {name: scalar(values[number - 1]) for name, values in zip(names, columns, strict=True)}
        rows.append(Row(number, attributes, shape, issues))
    spoilt = tuple(issue for _, issue in read if issue is not None)
    return rows, Table(declared=_declared(geo, column) if column else None, issues=spoilt)


def _cells(column: Any, name: str) -> tuple[list[Any], Issue | None]:
    """Values of a column; text in GBK is read as such, a cell that holds no value Python knows as empty."""
    import pyarrow as pa  # noqa: PLC0415

    unreadable = (ValueError, OverflowError, pa.ArrowException)
    try:
        return column.to_pylist(), None
    except unreadable:
        pass
    values: list[Any] = []
    empty: list[int] = []
    for row, cell in enumerate(column, start=1):
        try:
            values.append(cell.as_py())
        except UnicodeDecodeError as error:
            values.append(decode(bytes(error.object)).text)
        except unreadable:
            values.append(None)
            empty.append(row)
    if not empty:
        return values, None
    return values, warning(
        "parquet.cells", Where(row=empty[0]), column=name, count=len(empty), rows=empty[:10]
    )


def _is_binary(kind: Any) -> bool:
    return "binary" in str(kind)


def _failed(code: str, **params: Any) -> Table:
    return Table(issues=(Issue(code=code, severity=Severity.ERROR, params=params),))


def _declared(geo: Any, column: str) -> DeclaredCrs | None:
    """Stated system: longitude and latitude by the format unless stated; None when stated as unknown."""
    if not isinstance(geo, dict):
        return None
    columns = geo.get("columns")
    facts = columns.get(column) if isinstance(columns, dict) else None
    if not isinstance(facts, dict) or "crs" not in facts:
        return DeclaredCrs(text="OGC:CRS84", crs="EPSG:4326", origin="format")
    crs = facts["crs"]
    if crs is None:
        return None
    text = crs if isinstance(crs, str) else json.dumps(crs, ensure_ascii=False)
    return DeclaredCrs(text=text[:20_000], crs=projection.usable(text), origin="embedded")
