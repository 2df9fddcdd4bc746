"""One table to parcels: headings wherever they stand, titles between, tables side by side."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from geo.intake.readers.corners_angles import coordinate
from geo.intake.readers.corners_columns import Columns, find, northward
from geo.intake.text import normalise, number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.intake.readers.corners_columns import Kind
    from geo.intake.readers.corners_grid import Sheet

_STATED = re.compile(r"([^:=\s]{1,12})\s*[:=]\s*(\S.*)")
_PARCEL_KEYS = {"地块名称", "地块", "宗地", "宗地名称", "区块", "片区", "名称", "地块编号", "宗地号"}
_HEADER_KEYS = {
    "坐标系",
    "坐标系统",
    "几度分带",
    "分带",
    "带号",
    "中央子午线",
    "中央经线",
    "投影类型",
    "计量单位",
    "精度",
}
_NO_PARCEL = re.compile(r"表$|坐标|成果|备注|说明|注[:：]|单位|制表|审核|日期|合计|小计|总计|面积|页|检查")
_LABELS: tuple[Kind, ...] = ("label", "count")
_FILLED: tuple[Kind, ...] = ("id", "name", "role", "ring")
_POINT_LABEL = re.compile(r"(?:界址点|拐点|点|[A-Za-z])?[\s#-]?\d{1,6}['′]?", re.ASCII)


class Line(NamedTuple):
    """One row of one table: the cells that matter by kind, north or X first, names filled down."""

    row: int
    columns: Columns
    first: str
    second: str
    label: str
    ring: str | None
    key: str
    name: str | None
    role: str


@dataclass(slots=True, kw_only=True)
class Walk:
    """What a sheet holds: point lines in order, stated pairs, and whether a heading was found."""

    lines: list[Line] = field(default_factory=list)
    pairs: list[tuple[int, str, str]] = field(default_factory=list)
    incomplete: tuple[int, Columns] | None = None
    headed: bool = False


def walk(sheet: Sheet) -> Walk:
    """Go through the rows of a sheet once.

    Tables printed side by side are read one after the other, section by section.
    """
    found = Walk()
    sections: list[list[list[Line]]] = []
    current: list[Columns] = []
    fills: list[_Fill] = []
    title: str | None = None
    above: Sequence[str] = ()
    for row, cells in sheet.rows:
        heading = find(cells, above)
        above = cells
        if heading and not _has_numbers(cells, heading):
            if heading[0].coordinates is None:
                found.incomplete = found.incomplete or (row, heading[0])
                continue
            current, fills = heading, [_Fill(columns) for columns in heading]
            sections.append([[] for _ in heading])
            found.headed = True
            continue
        named = _title(row, cells, current, found)
        if named is not None:
            title, fills = named, [_Fill(columns) for columns in current]
            continue
        for at, fill in enumerate(fills):
            line = fill.line(row, cells, title)
            if line is not None:
                sections[-1][at].append(line)
    found.lines = [line for section in sections for block in section for line in block]
    return found


def walk_bare(sheet: Sheet) -> Walk:
    """Go through a sheet without headings: two neighbouring columns must look like coordinates."""
    found = Walk()
    columns = _guess(sheet)
    if columns is not None:
        fill = _Fill(columns)
        lines = (fill.line(row, cells, None) for row, cells in sheet.rows)
        found.lines = [line for line in lines if line is not None]
    return found


def _guess(sheet: Sheet) -> Columns | None:
    rows = [cells for _, cells in sheet.rows[:200]]
    width = max(map(len, rows), default=0)
    best, most = None, len(rows) // 2
    for at in range(width - 1):
        pairs = [(coordinate(c[at]), coordinate(c[at + 1])) for c in rows if len(c) > at + 1]
        fits = sum(a is not None and b is not None and northward([a], [b]) is not None for a, b in pairs)
        if fits > most:
            best, most = at, fits
    if best is None:
        return None
    at_kind: dict[Kind, int] = {"x": best, "y": best + 1}
    if best > 0:
        at_kind["label"] = 0
    if best > 1 and all(re.fullmatch(r"\d{1,3}", c[1]) for c in rows if len(c) > best and c[best]):
        at_kind["ring"] = 1
    return Columns(at=at_kind, chinese=True)


def _has_numbers(cells: Sequence[str], heading: Sequence[Columns]) -> bool:
    """Whether a row that names columns holds coordinates all the same: a point called N, for example."""
    return any(
        coordinate(cells[i]) is not None
        for columns in heading
        for i in (columns.coordinates or ())
        if i < len(cells)
    )


def _title(row: int, cells: Sequence[str], current: Sequence[Columns], found: Walk) -> str | None:
    """The parcel a title row names; stated facts go to ``found``. None when it is an ordinary row."""
    for columns in current:
        if _numbers(cells, columns):
            return None
    texts = [cell for cell in cells if cell]
    named: str | None = None
    for text in texts:
        whole = _STATED.fullmatch(normalise(text))
        if whole is not None and whole.group(1) in _PARCEL_KEYS and number(whole.group(2)) is None:
            named = named or whole.group(2)
        for piece in re.split(r"[;；,，\s]+", text):
            match = _STATED.fullmatch(normalise(piece))
            if match is not None and match.group(1) in _HEADER_KEYS:
                found.pairs.append((row, match.group(1), match.group(2)))
    if named is None and len(texts) == 1 and len(texts[0]) <= 40:
        lone = normalise(texts[0])
        is_label = _POINT_LABEL.fullmatch(lone) is not None
        is_parcel = not current and re.search(r"地块|区块|片区|核心区|中心|基地|宗地", lone)
        if (current or is_parcel) and not is_label and not _NO_PARCEL.search(lone) and number(lone) is None:
            named = texts[0]
    return named


def _numbers(cells: Sequence[str], columns: Columns) -> bool:
    first, second = columns.coordinates or (0, 0)
    width = len(cells)
    return bool((first < width and cells[first]) or (second < width and cells[second]))


class _Fill:
    """Blank cells below a name, a number or a role repeat it: that is what merged cells look like."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self.last: dict[str, str] = {}
        self._coordinates = columns.coordinates or (0, 0)
        self._label = [columns.at[kind] for kind in _LABELS if kind in columns.at]
        self._filled = [(kind, columns.at[kind]) for kind in _FILLED if kind in columns.at]

    def line(self, row: int, cells: Sequence[str], title: str | None) -> Line | None:
        """The row as a point; None when it is none."""
        width = len(cells)
        north, east = self._coordinates
        first = cells[north] if north < width else ""
        second = cells[east] if east < width else ""
        label = next((cells[at] for at in self._label if at < width and cells[at]), "")
        if not first and not second and not _POINT_LABEL.fullmatch(normalise(label)):
            return None
        if self._filled:
            fresh = {kind: cells[at] for kind, at in self._filled if at < width and cells[at]}
            if any(kind in fresh and fresh[kind] != self.last.get(kind) for kind in ("id", "name")):
                self.last = {}
            for kind, cell in fresh.items():
                self.last[kind] = cell
        name = self.last.get("name") or title
        return Line(
            row=row,
            columns=self.columns,
            first=first,
            second=second,
            label=label,
            ring=self.last.get("ring"),
            key=self.last.get("id") or name or "1",
            name=name,
            role=self.last.get("role", ""),
        )
