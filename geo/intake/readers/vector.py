"""The binary formats GDAL reads: shapefile, GeoPackage, FileGDB, FlatGeobuf, MapInfo.

Geometries are taken as raw WKB, so that one bad geometry neither kills the file nor gets mended behind
anybody's back. Attribute text of shapefiles and MapInfo files is taken byte by byte and decoded here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.intake.collect import Row, choose, choose_filled, layer_of, parts_of, scalar
from geo.intake.detect import LABELS
from geo.intake.readers import dbf_text, projection, wkb
from geo.intake.request import Content, Table
from geo.model.issue import Issue, Severity, Where
from geo.model.reading import DeclaredCrs, Layer, RawFeature

if TYPE_CHECKING:
    from pathlib import Path

    from geo.intake.request import Request

_BYTEWISE = "ISO-8859-1"
"""Maps every byte to one character and back: whatever GDAL believes of the encoding, nothing is lost."""
_GDAL_ERRORS = (ValueError, RuntimeError, NameError)
"""What pyogrio raises besides its own errors; the last when GDAL cannot write a coordinate system as WKT."""
_BYTE_FORMATS = {"shapefile", "mapinfo"}


def read_vector(path: Path, request: Request) -> Content:
    """Parts of the one layer that holds areas, or of the layer chosen."""
    opened = _open(path, request, areas_only=True)
    if opened.rows is None:
        return Content(layers=opened.layers, issues=opened.issues)
    parts, issues = parts_of(opened.rows)
    return Content(
        parts=parts,
        layers=opened.layers,
        layer=opened.layer,
        declared=opened.declared,
        encoding=opened.encoding,
        issues=opened.issues + issues,
    )


def read_vector_table(path: Path, request: Request) -> Table:
    """Rows of one layer, whatever geometry they have."""
    opened = _open(path, request, areas_only=False)
    rows = opened.rows or []
    return Table(
        columns=tuple(dict.fromkeys(key for row in rows for key in row.attributes)),
        features=tuple(RawFeature(row=r.number, attributes=r.attributes, geometry=r.geometry) for r in rows),
        layers=opened.layers,
        layer=opened.layer,
        declared=opened.declared,
        encoding=opened.encoding,
        issues=opened.issues + tuple(issue for row in rows for issue in row.issues),
    )


class _Opened:
    """One layer on its way from GDAL to the model."""

    def __init__(self) -> None:
        self.rows: list[Row] | None = None
        self.layers: tuple[Layer, ...] = ()
        self.layer: str | None = None
        self.declared: DeclaredCrs | None = None
        self.encoding: str | None = None
        self.issues: tuple[Issue, ...] = ()


def _open(path: Path, request: Request, *, areas_only: bool) -> _Opened:
    """Find the layer and read it; without a decision between several, only list them."""
    import pyogrio  # noqa: PLC0415 - imported once by the reader process, after GDAL_SKIP is set
    from pyogrio.errors import DataLayerError, DataSourceError, FieldError, GeometryError  # noqa: PLC0415

    opened = _Opened()
    opened.issues = _prepare(path, request)
    beside = projection.beside(path) if request.format == "shapefile" else None
    if beside is not None and beside.crs is None:
        # GDAL gives up the whole file for a system it cannot read; on this copy it need not try.
        path.with_suffix(".prj").unlink()
    try:
        found = [str(name) for name, _ in pyogrio.list_layers(path)]
        # A file that is one layer gives it the name the server made up: the sender knows the file's.
        shown = {request.stem if name == path.stem and len(found) == 1 else name: name for name in found}
        names = list(shown)
        wanted = [request.layer] if request.layer in names else names
        by_layer = {name: _read(path, shown[name], request) for name in wanted}
    except (*_GDAL_ERRORS, DataSourceError, DataLayerError, FieldError, GeometryError):
        names = []
    if not names:  # GDAL opens some damaged files as data sets without a layer
        opened.issues += (
            Issue(code="file.broken", severity=Severity.ERROR, params={"format": LABELS[request.format]}),
        )
        return opened
    opened.layers = tuple(
        layer_of(name, by_layer[name].rows or [])
        if name in by_layer
        else Layer(name=name, features=0, kind="none")
        for name in names
    )
    chosen, told = (choose if areas_only else choose_filled)(opened.layers, request.layer)
    opened.issues += told
    if not chosen:
        return opened
    pieces = [by_layer[name] for name in chosen]
    opened.rows = [row for piece in pieces for row in piece.rows or []]
    # A name taken from the file's own says nothing about the content, and the digest must not see it.
    opened.layer = chosen[0] if len(chosen) == 1 and chosen[0] in found else None
    opened.declared = beside if request.format == "shapefile" else pieces[0].declared
    opened.encoding = pieces[0].encoding
    for piece in pieces:
        opened.issues += piece.issues
    opened.issues += _cut(path, len(opened.rows))
    if opened.declared is None:
        code = "prj.missing" if request.format == "shapefile" else "crs.undeclared"
        opened.issues += (Issue(code=code, severity=Severity.NOTE),)
    return opened


def _prepare(path: Path, request: Request) -> tuple[Issue, ...]:
    """Say which side files of a shapefile are missing; keep GDAL from decoding a MapInfo file's text.

    Both happen on this copy: the shapefile's index is rebuilt, the MapInfo header's character set is
    blanked, for files saved under a wrong one are common and the bytes themselves say more.
    """
    import pyogrio  # noqa: PLC0415

    if request.format == "mapinfo":
        data = path.read_bytes()
        head = re.sub(rb'(charset\s+)"[^"]*"', rb'\1"Neutral"', data[:2048], flags=re.IGNORECASE)
        path.write_bytes(head + data[2048:])
    if request.format != "shapefile":
        return ()
    pyogrio.set_gdal_config_options({"SHAPE_RESTORE_SHX": "YES"})
    with path.open("rb") as stream:
        stated = 2 * int.from_bytes(stream.read(28)[24:28], "big")
    if stated > path.stat().st_size:
        # GDAL reads what is there and leaves the cut shapes empty: half a boundary, without a word.
        params = {"stated": stated, "found": path.stat().st_size}
        return (Issue(code="shp.cut", severity=Severity.ERROR, params=params),)
    missing = [suffix for suffix in ("shx", "dbf") if not path.with_suffix(f".{suffix}").exists()]
    return tuple(Issue(code=f"{suffix}.missing", severity=Severity.NOTE) for suffix in missing)


def _cut(path: Path, found: int) -> tuple[Issue, ...]:
    """Say when the attribute table beside the shapes has more rows than there are shapes: the rest is lost.

    A shapefile's table states its rows at byte 4; deleted ones count, and are in the shapes as well.
    """
    rows = 0
    dbf, mid = path.with_suffix(".dbf"), path.with_suffix(".mid")
    if path.suffix == ".shp" and dbf.is_file():
        head = dbf.read_bytes()[:8]
        rows = int.from_bytes(head[4:8], "little") if len(head) == 8 else 0
        rows -= _deleted(dbf)
    elif path.suffix == ".mif" and mid.is_file():
        rows = sum(1 for line in mid.read_bytes().splitlines() if line.strip())
    if rows <= found:
        return ()
    return (Issue(code="file.cut", severity=Severity.ERROR, params={"rows": rows, "found": found}),)


def _deleted(dbf: Path) -> int:
    """Rows marked as deleted with a star, which GDAL leaves out."""
    data = dbf.read_bytes()
    start, length = int.from_bytes(data[8:10], "little"), int.from_bytes(data[10:12], "little")
    return data[start :: length or 1].count(b"*") if length else 0


def _read(path: Path, name: str, request: Request) -> _Opened:
    from pyogrio.raw import read  # noqa: PLC0415

    bytewise = request.format in _BYTE_FORMATS
    meta, _, geometry, columns = read(
        path,
        layer=name,
        encoding=_BYTEWISE if bytewise else None,
        datetime_as_string=True,
    )
    piece = _Opened()
    fields = [str(field) for field in meta["fields"]]
    if bytewise:
        fields, columns, piece.encoding, piece.issues = dbf_text.decoded(fields, columns, path)
    count = len(geometry) if geometry is not None else (len(columns[0]) if columns else 0)
    piece.rows = [
        _row(
            number,
            name,
            dict(zip(fields, values, strict=True)),
            None if geometry is None else geometry[number - 1],
        )
        for number, values in enumerate(_tuples(columns, count), start=1)
    ]
    heights = 0 if geometry is None else sum(wkb.has_height(blob) for blob in geometry)
    if heights:
        piece.issues += (Issue(code="coordinate.height", severity=Severity.NOTE, params={"count": heights}),)
    piece.declared = projection.embedded(meta.get("crs"))
    return piece


def _tuples(columns: list[Any], count: int) -> list[tuple[Any, ...]]:
    if not columns:
        return [()] * count
    return list(zip(*(_listed(column) for column in columns), strict=True))


def _listed(column: Any) -> list[Any]:
    if isinstance(column, np.ndarray) and column.dtype.kind == "M":
        return [None if np.isnat(value) else str(value) for value in column]
    return list(column)


def _row(number: int, layer: str, attributes: dict[str, Any], blob: bytes | None) -> Row:
    where = Where(layer=layer or None, part=str(number), row=number)
    shape, issues = wkb.build(blob, where)
    plain = {key: scalar(value) for key, value in attributes.items()}
    return Row(number, plain, shape, issues, layer or None)
