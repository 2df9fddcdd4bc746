"""Rows of a table that sum others: 合计, 总计, 小计. They are no building and no institution."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from geo.measure.categories import folded
from geo.measure.columns import words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_FIRST_CELLS = 3
_ROUNDING = 1e-3
_COUNTED = r"(?:\(.*\)|:?\d+[栋幢座家个所户处]?|:)?"
_TOTAL = re.compile(rf"(?:合计|总计|小计|共计|总和|(?:grand|sub)?-?totals?(?:area)?|sum){_COUNTED}")
_OF_A_GROUP = re.compile(rf".{{1,8}}(?:合计|总计|小计|共计){_COUNTED}")


def is_total(attributes: Mapping[str, Any], *, name: object, bare: bool) -> bool:
    """Whether a row sums others, by its name or its first filled cells.

    Parameters
    ----------
    attributes
        The cells in the order of the columns.
    name
        The cell of the name, if any.
    bare
        The row has no place, paper or category of its own: then 核心区小计 is a sum too, which else may
        be a name.

    Examples
    --------
    >>> is_total({"编号": "合 计", "面积": 5}, name=None, bare=True)
    True
    >>> is_total({"编号": 1, "名称": "总计大厦"}, name="总计大厦", bare=True)
    False
    """
    filled = [value for value in attributes.values() if words_of(value)][:_FIRST_CELLS]
    words = [folded(value) for value in (name, *filled) if isinstance(value, str)]
    patterns = (_TOTAL, _OF_A_GROUP) if bare else (_TOTAL,)
    return any(pattern.fullmatch(word) for word in words for pattern in patterns)


def sums_of(rows: Sequence[float | None], before: int, since: int) -> tuple[float, ...]:
    """What a total may rightly be: of the rows above it, of those since the last total, of all.

    Examples
    --------
    >>> sums_of([1.0, 2.0, None, 4.0], before=3, since=1)
    (3.0, 2.0, 7.0)
    """
    return tuple(_sum(part) for part in (rows[:before], rows[since:before], rows))


def agrees(stated: float, sums: Iterable[float]) -> bool:
    """Whether a total is one of the sums, up to 1 m² and a thousandth for rounded rows.

    Examples
    --------
    >>> agrees(1000.6, [1000.0]), agrees(1100.0, [1000.0])
    (True, False)
    """
    return any(abs(stated - total) <= 1.0 + _ROUNDING * abs(total) for total in sums)


def _sum(rows: Iterable[float | None]) -> float:
    return sum(value for value in rows if value is not None)
