"""Binary files: the shapefile byte by byte, the rest by GDAL, pyarrow, openpyxl and ezdxf."""

from __future__ import annotations

import io
import itertools
import struct
import tempfile
import warnings
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import shapely
from pyproj import CRS

from corpus_builder.land import Plot, Ring

Files = dict[str, bytes]


def _polygon_record(plot: Plot, kind: int) -> bytes:
    parts: list[Sequence[tuple[float, float]]] = []
    for rings in plot.polygons:
        for number, ring in enumerate(rings):
            loop = [*ring, ring[0]]
            # Shells clockwise, holes the other way (ESRI white paper, 1998).
            area = sum(a * d - c * b for (a, b), (c, d) in itertools.pairwise(loop))
            clockwise = area < 0
            parts.append(loop if clockwise == (number == 0) else loop[::-1])
    points = [p for part in parts for p in part]
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    starts, at = [], 0
    for part in parts:
        starts.append(at)
        at += len(part)
    body = struct.pack("<i4d2i", kind, min(xs), min(ys), max(xs), max(ys), len(parts), len(points))
    body += struct.pack(f"<{len(starts)}i", *starts)
    body += b"".join(struct.pack("<2d", *p) for p in points)
    if kind == 15:
        body += struct.pack(f"<2d{len(points)}d", 5.0, 5.0, *([5.0] * len(points)))
    return body


def shapefile(
    plots: Sequence[Plot],
    *,
    stem: str = "zone",
    code: int | None = 4528,
    prj: str | None = None,
    encoding: str = "gbk",
    ldid: int = 0x4D,
    cpg: str | None = None,
    fields: tuple[str, str] = ("name", "role"),
    kind: int = 5,
    roles: dict[str | None, str] | None = None,
) -> Files:
    """A shapefile and its companions; ``kind`` 5 polygons, 15 with heights, 3 lines."""
    records = [_polygon_record(plot, kind) for plot in plots]
    box = shapely.MultiPoint(
        [p for plot in plots for rings in plot.polygons for ring in rings for p in ring]
    ).bounds
    extent = struct.pack("<4d", *box) + struct.pack("<4d", 0, 0, 0, 0)

    def header(length: int) -> bytes:
        return struct.pack(">7i", 9994, 0, 0, 0, 0, 0, length // 2) + struct.pack("<2i", 1000, kind) + extent

    shp, shx, at = b"", b"", 100
    for number, record in enumerate(records, start=1):
        shp += struct.pack(">2i", number, len(record) // 2) + record
        shx += struct.pack(">2i", at // 2, len(record) // 2)
        at += 8 + len(record)
    files = {
        f"{stem}.shp": header(100 + len(shp)) + shp,
        f"{stem}.shx": header(100 + len(shx)) + shx,
        f"{stem}.dbf": dbf(plots, encoding=encoding, ldid=ldid, fields=fields, roles=roles),
    }
    if prj is not None or code is not None:
        files[f"{stem}.prj"] = (prj or CRS(code).to_wkt("WKT1_ESRI")).encode()
    if cpg is not None:
        files[f"{stem}.cpg"] = cpg.encode()
    return files


def dbf(
    plots: Sequence[Plot],
    *,
    encoding: str,
    ldid: int,
    fields: tuple[str, str],
    roles: dict[str | None, str] | None,
) -> bytes:
    """A dBase III table of two text columns of 40 bytes."""
    width = 40
    rows = b""
    for plot in plots:
        role = (roles or {}).get(plot.role, plot.role or "")
        texts = (text.encode(encoding).ljust(width)[:width] for text in (plot.name or "", role))
        rows += b" " + b"".join(texts)
    columns = b"".join(
        field.encode(encoding)[:10].ljust(11, b"\0") + b"C" + b"\0" * 4 + bytes([width, 0]) + b"\0" * 14
        for field in fields
    )
    size = 32 + len(columns) + 1
    head = struct.pack("<4BIHH", 3, 125, 6, 15, len(plots), size, 1 + 2 * width) + b"\0" * 17
    return head + bytes([ldid]) + b"\0\0" + columns + b"\r" + rows + b"\x1a"


def zipped(files: Files, *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip with UTF-8 names."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2025, 6, 15, 0, 0, 0)), data)
    return out.getvalue()


def zipped_gbk(files: Files) -> bytes:
    """A zip as Windows makes it: names in GBK bytes, the UTF-8 flag not set."""
    standing = {
        name: f"q{number:02d}".ljust(len(name.encode("gbk")), "~") for number, name in enumerate(files)
    }
    data = zipped({standing[name]: content for name, content in files.items()}, method=zipfile.ZIP_STORED)
    for name, ascii_name in standing.items():
        data = data.replace(ascii_name.encode(), name.encode("gbk"))
    return data


def rows(
    plots: Sequence[Plot], shapes: Sequence[shapely.Geometry] | None = None
) -> tuple[list[Any], list[Any]]:
    geometries = shapes or [
        shapely.MultiPolygon([shapely.Polygon(r[0], r[1:]) for r in plot.polygons])
        if plot.more
        else shapely.Polygon(plot.rings[0], plot.rings[1:])
        for plot in plots
    ]
    return list(geometries), [[plot.name for plot in plots], [plot.role for plot in plots]]


def by_gdal(
    plots: Sequence[Plot],
    *,
    driver: str,
    suffix: str,
    code: int | None,
    layer: str = "zone",
    fields: tuple[str, str] = ("name", "role"),
    extra: dict[str, Sequence[Plot]] | None = None,
    shapes: Sequence[shapely.Geometry] | None = None,
    geometry_type: str | None = None,
    **options: Any,
) -> Files:
    """Whatever files GDAL makes of the plots: by name relative to the folder."""
    import numpy as np
    from pyogrio.raw import write

    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="'crs' was not provided")
        path = Path(folder) / f"zone{suffix}"
        for number, (title, content) in enumerate({layer: plots, **(extra or {})}.items()):
            geometries, columns = rows(content, shapes if number == 0 else None)
            multi = any(g.geom_type == "MultiPolygon" for g in geometries)
            kind = geometry_type or ("MultiPolygon" if multi else "Polygon")
            if kind == "MultiPolygon":
                geometries = [
                    g if g.geom_type == "MultiPolygon" else shapely.MultiPolygon([g]) for g in geometries
                ]
            write(
                str(path),
                np.array([shapely.to_wkb(g, flavor="iso") for g in geometries], dtype=object),
                [np.array(column, dtype=object) for column in columns],
                np.array(fields),
                layer=title,
                driver=driver,
                geometry_type=kind,
                crs=None if code is None else f"EPSG:{code}",
                append=number > 0,
                **options,
            )
        return {
            str(item.relative_to(folder)): item.read_bytes()
            for item in sorted(Path(folder).rglob("*"))
            if item.is_file()
        }


def parquet(plots: Sequence[Plot], *, code: int | None, null_crs: bool = False) -> bytes:
    """GeoParquet 1.1 by pyarrow: WKB column and the ``geo`` metadata of the specification."""
    import json

    import pyarrow as pa
    import pyarrow.parquet as pq

    geometries, (names, roles) = rows(plots)
    column: dict[str, Any] = {"encoding": "WKB", "geometry_types": []}
    if code is not None:
        column["crs"] = json.loads(CRS(code).to_json())
    elif null_crs:
        column["crs"] = None
    meta = {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}
    made = pa.table({"name": names, "role": roles, "geometry": [shapely.to_wkb(g) for g in geometries]})
    out = io.BytesIO()
    pq.write_table(made.replace_schema_metadata({"geo": json.dumps(meta)}), out)
    return out.getvalue()


def workbook(sheets: dict[str, list[list[Any]]], *, numbers: bool = True) -> bytes:
    """An XLSX; texts that are numbers become numbers, as in a sheet somebody typed."""
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, content in sheets.items():
        sheet = book.create_sheet(title)
        for row in content:
            sheet.append([_number(cell) if numbers else cell for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _number(cell: Any) -> Any:
    try:
        return float(cell) if "." in str(cell) else cell
    except ValueError:
        return cell


def drawing(version: str = "R2010") -> tuple[Any, Any]:
    """An empty drawing in metres and its model space."""
    import ezdxf

    document = ezdxf.new(version)
    document.units = 6
    if version in {"R2000", "R2004"}:
        document.encoding = "gbk"  # what a Chinese AutoCAD of that age writes, as ANSI_936
    return document, document.modelspace()


def dxf_bytes(document: Any) -> bytes:
    out = io.StringIO()
    document.write(out)
    return out.getvalue().encode(document.output_encoding)


def outline(space: Any, ring: Ring, layer: str, *, close: bool = True) -> None:
    space.add_lwpolyline(list(ring), close=close, dxfattribs={"layer": layer})
