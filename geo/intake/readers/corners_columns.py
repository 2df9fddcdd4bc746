"""Which column of a corner table is what, and which of X and Y is north."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from statistics import median
from typing import TYPE_CHECKING, Literal

from geo.intake.text import normalise

if TYPE_CHECKING:
    from collections.abc import Sequence

Kind = Literal["label", "ring", "id", "name", "role", "north", "east", "lat", "lon", "x", "y", "count"]
_NAMES: dict[Kind, str] = {
    "label": "点号 界址点号 界址点 界址点编号 点名 桩号 界桩号 拐点 拐点号 拐点编号 顶点 顶点号 节点号 点 "
    "point pointid pointno pointname pt ptno label vertex corner",
    "ring": "圈号 环号 圈 环 界址圈号 圈序号 ring ringno ringid ringnumber",
    "id": "地块编号 地块号 宗地号 宗地代码 宗地编号 图斑号 图斑编号 区块编号 编号 "
    "parcelid parcelno partid part id",
    "name": "地块名称 地块 区块 区块名称 片区 片区名称 宗地名称 宗地 名称 区域 区域名称 图斑 "
    "parcel parcelname zone name partname block",
    "role": "角色 类型 区域类型 地块类型 地块用途 用途 role type kind",
    "count": "序号 号 no number seq index order",
}
_WORDS = {name: frozenset(words.split()) for name, words in _NAMES.items()}
_AXES: tuple[tuple[Kind, str], ...] = (
    ("lon", r"经度|东经|^lon|longitude|^lng"),
    ("lat", r"纬度|北纬|^lat"),
    ("north", r"纵坐标|北坐标|^北$|^n$|north|北方向|北向"),
    ("east", r"横坐标|东坐标|^东$|^e$|east|东方向|东向"),
    ("x", r"^x(坐标|坐标值|轴|值|coord|coordinate|m)?$|^坐标x$"),
    ("y", r"^y(坐标|坐标值|轴|值|coord|coordinate|m)?$|^坐标y$"),
)
_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]|<[^>]*>")
_DATA = re.compile(r"[A-Za-z]{0,3}-?\d[\d.]*", re.ASCII)
"""What most cells of a long table look like: not worth a closer look."""
_LONGEST = 200
_PACKED = re.compile(r"d+\.?m+\.?s+|度\.?分\.?秒", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Columns:
    """One set of columns by kind. ``packed`` when the heading says ddd.mmss; ``chinese`` its language."""

    at: dict[Kind, int] = field(default_factory=dict)
    headings: dict[int, str] = field(default_factory=dict)
    packed: bool = False
    chinese: bool = True

    @cached_property
    def coordinates(self) -> tuple[int, int] | None:
        """Column of the northward and of the eastward number, bare X counted as north; None if not two."""
        pairs: tuple[tuple[Kind, Kind], ...] = (("lat", "lon"), ("north", "east"), ("x", "y"))
        for north, east in pairs:
            if north in self.at and east in self.at:
                return self.at[north], self.at[east]
        return None

    @property
    def explicit(self) -> bool:
        """Whether the heading itself says which number is north."""
        return {"lat", "lon"} <= self.at.keys() or {"north", "east"} <= self.at.keys()


@lru_cache(maxsize=4096)  # most cells of a long table are names and numbers that come again
def kind(cell: str) -> Kind | None:
    """What a heading names; None when it names nothing a corner table has.

    Examples
    --------
    >>> [kind(c) for c in ("界址点号", "X（m）", "横坐标Y", "经度(°)", "Easting", "边长", "序号")]
    ['label', 'x', 'east', 'lon', 'east', None, 'count']
    """
    if not cell or len(cell) > _LONGEST or _DATA.fullmatch(cell):
        return None
    plain = normalise(cell).casefold()
    bare = re.sub(r"[\s_\-/:.]+", "", _BRACKETS.sub("", plain)) or re.sub(r"[\s()\[\]]+", "", plain)
    if len(bare) > 24:
        return None
    for axis, pattern in _AXES:
        if re.search(pattern, bare):
            return axis
    return next((name for name, words in _WORDS.items() if bare in words), None)


def find(row: Sequence[str], above: Sequence[str] = ()) -> list[Columns]:
    """Sets of columns a heading row names; empty when it is no heading.

    A heading may stand in two rows (坐标 over X and Y); what the row leaves open is taken from the one
    above. Tables printed side by side give several sets.

    Examples
    --------
    >>> [c.at for c in find(["点号", "X", "Y", "点号", "X", "Y"])]
    [{'label': 0, 'x': 1, 'y': 2}, {'label': 3, 'x': 4, 'y': 5}]
    """
    kinds = [kind(cell) for cell in row]
    if not any(k in {"north", "east", "lat", "lon", "x", "y"} for k in kinds):
        return []
    for i, cell in enumerate(above[: len(row)]):
        if kinds[i] is None and not row[i].strip():
            kinds[i] = kind(cell)
    sets: list[dict[Kind, int]] = [{}]
    for i, k in enumerate(kinds):
        if k is None:
            continue
        if k in sets[-1] and _complete(sets[-1]):
            sets.append({})
        sets[-1].setdefault(k, i)
    text = "".join(row)
    made = [
        Columns(
            at=at,
            headings={i: row[i] for i in at.values() if i < len(row)},
            packed=_PACKED.search(normalise(text)) is not None,
            chinese=re.search(r"[\u4e00-\u9fff]", text + "".join(above)) is not None,
        )
        for at in sets
    ]
    return [columns for columns in made if columns.coordinates is not None] or made[:1]


def _complete(at: dict[Kind, int]) -> bool:
    return Columns(at=at).coordinates is not None


def northward(first: Sequence[float], second: Sequence[float]) -> bool | None:
    """Whether the first of two columns is north by the size of its numbers; None when size cannot tell.

    Examples
    --------
    >>> northward([3540000.0], [40380000.0]), northward([118.7], [32.0]), northward([512.0], [640.0])
    (True, False, None)
    """
    if not first or not second:
        return None
    a, b = abs(median(first)), abs(median(second))
    if _pair(a, b):
        return True
    return False if _pair(b, a) else None


def _pair(north: float, east: float) -> bool:
    if 15 <= north <= 56 and 70 <= east <= 140:
        return True
    easting = 1e5 <= east < 1e6 or 1e7 <= east < 6e7
    return 1.6e6 <= north <= 8e6 and easting
