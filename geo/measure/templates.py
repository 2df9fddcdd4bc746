"""The workbooks an applicant fills in: buildings ledger and list of institutions."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.errors import UsageError
from geo.i18n import text
from geo.measure import ledger, roster
from geo.measure.categories import CATEGORIES

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_ROWS = 2000
"""Rows the drop-down lists reach down to."""


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
    `institutions_from_features` read them) and drop-down lists; the second explains every column in
    ``lang``, in one cell, so that no reader takes it for a table.

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
    UsageError
        ``template.unknown``: no such kind.

    Examples
    --------
    >>> import io, openpyxl
    >>> book = openpyxl.load_workbook(io.BytesIO(template("institutions")))
    >>> [cell.value for cell in book.worksheets[0][1]][:2], book.sheetnames
    (['名称', '类别'], ['机构名录', '填写说明'])
    """
    import openpyxl  # noqa: PLC0415 - only `sizhi template` comes here

    if kind not in KINDS:
        raise UsageError("template.unknown", name=kind, known=list(KINDS))
    book = openpyxl.Workbook()
    data = book.active
    data.title = text(f"template.sheet_{kind}", lang)
    _headings(data, KINDS[kind])
    _explain(book.create_sheet(text("template.sheet_help", lang)), kind, lang)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _headings(sheet: Worksheet, wanted: _Kind) -> None:
    from openpyxl.styles import Font, PatternFill  # noqa: PLC0415
    from openpyxl.utils import get_column_letter  # noqa: PLC0415
    from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415

    for column, (field, names) in enumerate(wanted.fields.items(), start=1):
        letter = get_column_letter(column)
        cell = sheet.cell(row=1, column=column, value=names[0])
        colour = "F4B942" if field in wanted.required else "D9E2EC"
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor=colour)
        sheet.column_dimensions[letter].width = max(12, 3 * len(names[0]))
        if field in wanted.lists:
            choices = ",".join(wanted.lists[field])
            # Another word may still be typed: it comes back as an issue with its row, not as a wall.
            rule = DataValidation(
                type="list", formula1=f'"{choices}"', allow_blank=True, showErrorMessage=False
            )
            rule.add(f"{letter}2:{letter}{_ROWS}")
            sheet.add_data_validation(rule)
    sheet.freeze_panes = "A2"


def _explain(sheet: Worksheet, kind: str, lang: str) -> None:
    from openpyxl.styles import Alignment  # noqa: PLC0415

    wanted = KINDS[kind]
    lines = [text(f"template.about_{kind}", lang), ""]
    for field, names in wanted.fields.items():
        line = "template.line_required" if field in wanted.required else "template.line"
        lines.append(text(line, lang, column=names[0], meaning=text(f"template.{kind}.{field}", lang)))
    sheet["A1"] = "\n".join(lines)
    sheet["A1"].alignment = Alignment(wrap_text=True, vertical="top")
    sheet.column_dimensions["A"].width = 110
    sheet.row_dimensions[1].height = min(400, 18 * (len(lines) + 1))
