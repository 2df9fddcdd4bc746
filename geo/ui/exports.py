"""Tables and maps to take away: CSV that Excel opens in Chinese, a workbook, a page that opens offline."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

from geo.i18n import text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet would run."""
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Table:
    """A table to take away; units stand in the heads."""

    name: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Any]]


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
                if row == 1:
                    cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
        sheet.freeze_panes = "A2"
        for column, values in enumerate(zip(table.heads, *table.rows, strict=True), start=1):
            wide = max(sum(2 if ord(c) > 0x2E80 else 1 for c in str(v)) for v in values if v is not None)
            sheet.column_dimensions[get_column_letter(column)].width = min(60, wide + 2)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def buttons(tables: Sequence[Table], *, name: str, lang: str, page: Callable[[], str] | None = None) -> None:
    """The downloads of a page; each is made when it is asked for.

    Parameters
    ----------
    tables
        The first is the CSV; all of them are the workbook.
    name
        Of the files.
    lang
        ``zh`` or ``en``.
    page
        Makes the map as a page of its own.
    """
    made: list[tuple[str, str, str, str, Callable[[], bytes]]] = [
        ("csv", "csv", "text/csv", ":material/table_rows:", lambda: csv_bytes(tables[0])),
        ("xlsx", "xlsx", WORKBOOK, ":material/table:", lambda: workbook_bytes(tables)),
    ]
    if page is not None:
        made.append(("map", "html", "text/html", ":material/map:", lambda: page().encode()))
    with st.container(key="downloads"):
        for column, (kind, ending, mime, icon, data) in zip(st.columns(len(made)), made, strict=True):
            column.download_button(
                text(f"ui.province.download_{kind}", lang),
                data=data,
                file_name=f"{name}.{ending}",
                mime=mime,
                icon=icon,
                width="stretch",
                on_click="ignore",
                key=f"download_{name}_{kind}",
            )
