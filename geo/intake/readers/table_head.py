"""Where the headings of a table stand: below titles, merged cells and a line that states the unit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.intake.text import normalise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.intake.readers.corners_grid import Sheet

SEARCHED_ROWS = 15
"""Filled rows among which the headings are looked for: titles and remarks above them are few."""
_REMARK = re.compile(r"[(（\[【].*?[)）\]】]|\s")
_STATEMENT = re.compile(r"[^:]{0,8}(?:单位|日期|时间|人|电话):.")
_NUMBER = re.compile(r"[-+]?[\d,]*\.?\d+%?")
_ENDINGS = (
    "名称|全称|面积|层数|层高|证号|编号|序号|代码|经度|纬度|东经|北纬|类别|类型|性质|楼栋|栋号|幢号|楼号|楼宇|地址|坐落|位置"
    "|状态|情况|依据|标准|部分|片区|备注|坐标|日期|时间|角色|图形|几何"
)
_WORDS = (
    "name|building|block|floors|levels|storeys|storeyheight|floorheight|floorarea|grossfloorarea|area|gfa"
    "|certificate|certificateno|address|location|lon|lng|long|longitude|lat|latitude|x|y|easting|northing|type"
    "|kind|category|institution|status|state|code|id|no|no.|remark|remarks|note|wkt|geometry|geom|partid|part|role"
)
_KNOWN = re.compile(rf"(?:.*(?:{_ENDINGS})|机构|企业|单位|公司|建筑|依据|(?:{_WORDS}))")


@dataclass(frozen=True, slots=True)
class Headed:
    """A sheet below its headings.

    ``names`` are the headings and ``places`` their columns, counted from 0; ``rows`` what stands below,
    ``row`` the number of the heading row, ``above`` the text over it.
    """

    names: tuple[str, ...] = ()
    places: tuple[int, ...] = ()
    rows: tuple[tuple[int, list[str]], ...] = ()
    row: int | None = None
    above: tuple[str, ...] = ()

    def cells(self, row: Sequence[str]) -> dict[str, str]:
        """The cells of a row by heading; what stands below no heading belongs to nothing."""
        return {
            name: row[place] if place < len(row) else ""
            for name, place in zip(self.names, self.places, strict=True)
        }


def headed(sheet: Sheet) -> Headed:
    """Find the heading row of a sheet and part it from what is above and below.

    Examples
    --------
    >>> from geo.intake.readers.corners_grid import Sheet
    >>> lines = ["示范区建筑台账,,", "填报单位：示例,,单位：平方米", "名称,建筑面积,", "甲楼,800,"]
    >>> found = headed(Sheet(name=None, rows=[(i, line.split(",")) for i, line in enumerate(lines, 1)]))
    >>> found.names, found.row, found.above[-1], found.rows
    (('名称', '建筑面积'), 3, '单位：平方米', ((4, ['甲楼', '800', '']),))
    """
    filled = [(number, cells) for number, cells in sheet.rows if any(cells)]
    if not filled:
        return Headed()
    at = _heading(filled)
    number, head = filled[at]
    below = at + 1
    if below < len(filled) and _known(filled[below][1]) == _cells(filled[below][1]):
        head, below = _under(head, filled[below][1]), below + 1
    names: list[str] = []
    places: list[int] = []
    for place, cell in enumerate(head):
        if cell:
            names.append(cell if cell not in names else f"{cell} {place + 1}")
            places.append(place)
    above = tuple(cell for _, cells in filled[:at] for cell in cells if cell)
    return Headed(tuple(names), tuple(places), tuple(filled[below:]), number, above)


def _heading(filled: Sequence[tuple[int, list[str]]]) -> int:
    """Position of the row with the most known headings; else of the first that is more than a title."""
    known = [_known(cells) for _, cells in filled[:SEARCHED_ROWS]]
    if max(known) > 0:
        return known.index(max(known))
    at = 0
    while at + 1 < len(filled) and _is_title(filled[at][1]) and _cells(filled[at + 1][1]) > 1:
        at += 1
    return at


def _is_title(row: Sequence[str]) -> bool:
    """A lone cell, or a line of 单位：… and 填报日期：…: no column is called so."""
    return _cells(row) == 1 or any(_STATEMENT.match(normalise(cell[:80])) for cell in row if cell)


def _under(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """Headings in two rows, 坐标 over 经度 and 纬度: the lower one names the column where there is one."""
    width = max(len(upper), len(lower))
    both = zip(*([*row, *[""] * (width - len(row))] for row in (upper, lower)), strict=True)
    return [under or over for over, under in both]


def _cells(row: Sequence[str]) -> int:
    return sum(map(bool, row))


def _known(row: Sequence[str]) -> int:
    """How many cells of a row are words that head columns; none when it is a title or holds numbers."""
    if any(cell and _NUMBER.fullmatch(cell) for cell in row):
        return 0
    plain = {_REMARK.sub("", normalise(cell[:80])).casefold().replace("_", "") for cell in row if cell}
    count = sum(_KNOWN.fullmatch(word) is not None and len(word) <= 24 for word in plain)
    # A title may end in a word that heads columns; alone in its row it is a title all the same.
    return count if count > 1 else 0
