"""Corner tables (界址点坐标表) as CSV with a byte-order mark, so that Excel reads it, and as a workbook."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
from typing import TYPE_CHECKING

from geo.intake.writers.rows import accuracy_words, decimals_for, is_degrees, parts_in, stated

if TYPE_CHECKING:
    import geopandas as gpd

_PLANE = ["地块编号", "地块名称", "角色", "圈号", "点号", "北坐标X", "东坐标Y"]
_DEGREES = ["地块编号", "地块名称", "角色", "圈号", "点号", "纬度", "经度"]
_FORMULA = ("=", "+", "-", "@", "\t")


def write_corners_csv(
    footprint: gpd.GeoDataFrame,
    crs: str,
    name: str,  # noqa: ARG001 - as every writer
    *,
    accuracy_m: float | None = None,
) -> bytes:
    """Write one row a corner; the first row states the coordinate system, and the accuracy if there is one.

    A name that a spreadsheet would run as a formula gets an apostrophe before it.
    """
    parts = parts_in(footprint, crs)
    digits = decimals_for(parts, crs)
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow([_system_line(crs, accuracy_m)])
    table.writerow(_DEGREES if is_degrees(crs) else _PLANE)
    for part in parts:
        words = [_harmless(part.part_id), _harmless(part.name), part.role]
        for ring, label, x, y in part.corners():
            table.writerow([*words, ring, label, f"{y:.{digits}f}", f"{x:.{digits}f}"])
    return out.getvalue().encode("utf-8-sig")


def write_corners_xlsx(
    footprint: gpd.GeoDataFrame, crs: str, name: str, *, accuracy_m: float | None = None
) -> bytes:
    """Write one sheet: title, coordinate system, headings, one row a corner; numbers as numbers."""
    from openpyxl import Workbook  # noqa: PLC0415 - only workbooks pay for it
    from openpyxl.styles import Font  # noqa: PLC0415

    parts = parts_in(footprint, crs)
    digits = decimals_for(parts, crs)
    book = Workbook()
    book.properties.creator = "Sizhi"
    book.properties.created = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - as openpyxl wants it
    sheet = book.active
    sheet.title = "界址点坐标表"
    sheet.append([f"{name}界址点坐标表"])
    sheet["A1"].data_type = "s"
    sheet["A1"].font = Font(bold=True, size=14)
    sheet.append([_system_line(crs, accuracy_m)])
    sheet.append(_DEGREES if is_degrees(crs) else _PLANE)
    for part in parts:
        for ring, label, x, y in part.corners():
            sheet.append([part.part_id, part.name or None, part.role or None, ring, label, y, x])
            row = sheet.max_row
            for cell in sheet[row][:3]:
                if cell.value is not None:
                    cell.data_type = "s"  # a name that begins with = is a name, not a formula
            for cell in sheet[row][5:7]:
                cell.number_format = "0." + "0" * digits
    for column, width in zip("ABCDEFG", (12, 24, 10, 8, 8, 22, 22), strict=True):
        sheet.column_dimensions[column].width = width
    sheet.freeze_panes = "A4"
    out = io.BytesIO()
    book.save(out)
    return _without_times(out)


def _without_times(workbook: io.BytesIO) -> bytes:
    """The workbook without the time of writing: the same land gives the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(workbook) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            content = old.read(member)
            if member == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2000-01-01T00:00:00Z", content)
            new.writestr(zipfile.ZipInfo(member, (2000, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _system_line(crs: str, accuracy_m: float | None) -> str:
    words = stated(crs) if accuracy_m is None else stated(crs) | {"精度": accuracy_words(accuracy_m)}
    return " ".join(f"{key}：{value.replace(' ', '')}" for key, value in words.items())


def _harmless(name: str) -> str:
    return f"'{name}" if name.startswith(_FORMULA) else name
