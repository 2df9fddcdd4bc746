"""Tables and maps to take away: CSV that Excel opens in Chinese, a workbook, a page that opens offline."""

from __future__ import annotations

import csv
import io
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from geo.i18n import text
from geo.model.clock import china_now

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import geopandas as gpd

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet would run."""
_UNSAFE = re.compile(r"[^\w（）()「」·.\-]")
NAME_MOST = 40
"""Characters of a zone's name in the name of a file: in UTF-8 three bytes each, and 255 are the most."""
GEOPACKAGE = "application/geopackage+sqlite3"
NUMBERS = "#,##0.0#####"
"""How a spreadsheet shows a number that is not a count."""
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Table:
    """A table to take away; units stand in the heads."""

    name: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Any]]


def file_stem(kind: str, name: str, *, number: str = "", lang: str = "zh") -> str:
    """What a file is called that somebody takes away, without its ending: kind, zone, number, day.

    Parameters
    ----------
    kind
        A key under ``file.``.
    name
        Of the zone; what no file system takes is left out.
    number
        Of the submission, where there is one.
    lang
        ``zh`` or ``en``.

    Examples
    --------
    >>> file_stem("dossier", "甲/乙 集聚区", number="SZ-2026-1").rpartition("_")[0]
    '核验档案_甲乙集聚区_SZ-2026-1'
    """
    plain = _UNSAFE.sub("", name).strip("._-")[:NAME_MOST] or text("file.unnamed", lang)
    pieces = (text(f"file.{kind}", lang), plain, number, china_now().date().isoformat())
    return "_".join(piece.replace(" ", "-") for piece in pieces if piece)


def page_stem(page: str, lang: str) -> str:
    """What the files of a page are called, without their ending: the page and the day.

    Examples
    --------
    >>> page_stem("coverage", "zh").partition("_")[0]
    '服务覆盖'
    """
    return f"{text(f'ui.page.{page}', lang).replace(' ', '-')}_{china_now().date().isoformat()}"


def csv_bytes(table: Table) -> bytes:
    """A table as UTF-8 with the mark Excel looks for.

    Examples
    --------
    >>> csv_bytes(Table("甲", ["名称", "面积"], [["=1+1", 5.0]])).decode("utf-8-sig").split()
    ['名称,面积', "'=1+1,5.0"]
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(table.heads)
    writer.writerows([_harmless(value) for value in row] for row in table.rows)
    return out.getvalue().encode("utf-8-sig")


def _harmless(value: Any) -> Any:
    """Names come from strangers: none of them is a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def workbook_bytes(tables: Sequence[Table]) -> bytes:
    """A workbook with a sheet a table: heads stay in view, columns as wide as what they hold."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    book.remove(book.active)
    for table in tables:
        sheet = book.create_sheet(table.name[:31])
        for row, values in enumerate((table.heads, *table.rows), start=1):
            for column, value in enumerate(values, start=1):
                cell = sheet.cell(row, column, value)
                if isinstance(value, str):
                    cell.data_type = "s"
                elif isinstance(value, float):
                    cell.number_format = NUMBERS
                if row == 1:
                    cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
        sheet.freeze_panes = "A2"
        for column, values in enumerate(zip(table.heads, *table.rows, strict=True), start=1):
            wide = max(sum(2 if ord(c) > 0x2E80 else 1 for c in str(v)) for v in values if v is not None)
            sheet.column_dimensions[get_column_letter(column)].width = min(60, wide + 2)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@dataclass(frozen=True, slots=True)
class File:
    """One more thing to take away: made when it is asked for."""

    kind: str
    ending: str
    mime: str
    icon: str
    make: Callable[[], bytes]


def buttons(
    tables: Sequence[Table] | Callable[[], Sequence[Table]],
    *,
    name: str,
    lang: str,
    page: Callable[[], str] | None = None,
    more: Sequence[File] = (),
    stem: str = "",
) -> None:
    """The downloads of a page; each is made when it is asked for.

    Parameters
    ----------
    tables
        The first is the CSV; all of them are the workbook. What takes time may be given as a function.
    name
        Of the page; it names the files unless ``stem`` does.
    lang
        ``zh`` or ``en``.
    page
        Makes the map as a page of its own.
    more
        What else there is.
    stem
        Of the files' names, where they are not of the whole page.
    """

    def sheets() -> Sequence[Table]:
        return tables() if callable(tables) else tables

    made = [
        File("csv", "csv", "text/csv", "table_rows", lambda: csv_bytes(sheets()[0])),
        File("xlsx", "xlsx", WORKBOOK, "table", lambda: workbook_bytes(sheets())),
        *more,
    ]
    if page is not None:
        made.append(File("map", "html", "text/html", "map", lambda: page().encode()))
    with st.container(key="downloads"):
        for begin in range(0, len(made), 3):
            row = made[begin : begin + 3]
            for column, file in zip(st.columns(min(len(made), 3)), row, strict=False):
                column.download_button(
                    text(f"ui.province.download_{file.kind}", lang),
                    data=file.make,
                    file_name=f"{stem or page_stem(name, lang)}.{file.ending}",
                    mime=file.mime,
                    icon=f":material/{file.icon}:",
                    width="stretch",
                    on_click="ignore",
                    key=f"download_{name}_{file.kind}",
                )


def geopackage_bytes(layers: Mapping[str, gpd.GeoDataFrame]) -> bytes:
    """A GeoPackage with a layer each, for QGIS and its like.

    Examples
    --------
    >>> import geopandas as gpd, shapely
    >>> land = gpd.GeoDataFrame({"name": ["甲"]}, geometry=[shapely.box(118, 32, 119, 33)], crs="EPSG:4490")
    >>> geopackage_bytes({"zones": land})[:15]
    b'SQLite format 3'
    """
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "layers.gpkg"
        for name, frame in layers.items():
            frame.to_file(file, layer=name, driver="GPKG")
        return file.read_bytes()
