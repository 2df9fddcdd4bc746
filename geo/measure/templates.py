"""The workbooks an applicant fills in: buildings ledger and list of institutions."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.i18n import text
from geo.measure import ledger, roster
from geo.measure.categories import CATEGORIES

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_ROWS = 2000
"""Rows the drop-down lists reach down to."""
_FIXED_DATE = (2024, 1, 1)


@dataclass(frozen=True, slots=True)
class _Kind:
    fields: dict[str, tuple[str, ...]]
    required: tuple[str, ...]
    lists: dict[str, tuple[str, ...]]


KINDS: dict[str, _Kind] = {
    "buildings": _Kind(
        ledger.FIELDS,
        ("name", "floor_area"),
        {
            "standard": ("GB/T 17986", "GB/T 50353", "其他"),
            "state": ("有证", "申报", "待定", "在建"),
        },
    ),
    "institutions": _Kind(
        roster.FIELDS,
        ("name", "category"),
        {
            "category": tuple(category.zh for category in CATEGORIES.values()),
            "state": ("在驻", "拟入驻", "已退出"),
        },
    ),
}


def template(kind: str, lang: str = "zh") -> bytes:
    """Build an empty workbook to be filled in.

    The first sheet has the headings (Chinese, as `ledger_from_features` and
    `institutions_from_features` read them), the second explains every column in ``lang``, the third
    holds the drop-down lists. The same version gives the same content.

    Parameters
    ----------
    kind
        ``buildings`` or ``institutions``.
    lang
        Language of the explanations.

    Returns
    -------
    bytes
        An XLSX file.

    Raises
    ------
    KeyError
        No such kind.

    Examples
    --------
    >>> import io, openpyxl
    >>> book = openpyxl.load_workbook(io.BytesIO(template("institutions")))
    >>> [cell.value for cell in book.worksheets[0][1]][:2], book.sheetnames
    (['名称', '类别'], ['机构名录', '填写说明', '选项'])
    """
    import datetime as dt  # noqa: PLC0415 - only `sizhi template` comes here

    import openpyxl  # noqa: PLC0415

    wanted = KINDS[kind]
    book = openpyxl.Workbook()
    book.properties.created = book.properties.modified = dt.datetime(*_FIXED_DATE)  # noqa: DTZ001 - XLSX has no zone
    data, explained = book.active, book.create_sheet(text("template.sheet_help", lang))
    data.title = text(f"template.sheet_data_{kind}", lang)
    lists = book.create_sheet(text("template.sheet_lists", lang))
    _headings(data, wanted)
    _explain(explained, kind, lang)
    _choices(data, lists, wanted)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _headings(sheet: Worksheet, wanted: _Kind) -> None:
    from openpyxl.styles import Font, PatternFill  # noqa: PLC0415
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    for column, (field, names) in enumerate(wanted.fields.items(), start=1):
        cell = sheet.cell(row=1, column=column, value=names[0])
        colour = "F4B942" if field in wanted.required else "D9E2EC"
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor=colour)
        sheet.column_dimensions[get_column_letter(column)].width = max(12, 3 * len(names[0]))
    sheet.freeze_panes = "A2"


def _explain(sheet: Worksheet, kind: str, lang: str) -> None:
    from openpyxl.styles import Alignment, Font  # noqa: PLC0415

    sheet.append([text(f"template.about_{kind}", lang)])
    sheet.append([])
    sheet.append([text(f"template.{key}", lang) for key in ("column", "required", "meaning")])
    for cell in sheet[3]:
        cell.font = Font(bold=True)
    for field, names in KINDS[kind].fields.items():
        needed = text(f"template.{'yes' if field in KINDS[kind].required else 'no'}", lang)
        sheet.append([names[0], needed, text(f"template.{kind}.{field}", lang)])
    for letter, width in (("A", 20), ("B", 10), ("C", 70)):
        sheet.column_dimensions[letter].width = width
    sheet.merge_cells("A1:C1")
    sheet["A1"].alignment = Alignment(wrap_text=True, vertical="top")
    sheet.row_dimensions[1].height = 48


def _choices(data: Worksheet, lists: Worksheet, wanted: _Kind) -> None:
    from openpyxl.utils import get_column_letter  # noqa: PLC0415
    from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415

    for column, (field, choices) in enumerate(wanted.lists.items(), start=1):
        lists.cell(row=1, column=column, value=wanted.fields[field][0])
        for row, choice in enumerate(choices, start=2):
            lists.cell(row=row, column=column, value=choice)
        letter = get_column_letter(column)
        source = f"='{lists.title}'!${letter}$2:${letter}${len(choices) + 1}"
        rule = DataValidation(type="list", formula1=source, allow_blank=True, showErrorMessage=False)
        target = get_column_letter(list(wanted.fields).index(field) + 1)
        rule.add(f"{target}2:{target}{_ROWS}")
        data.add_data_validation(rule)
