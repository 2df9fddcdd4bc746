"""Tables people fill in: find the column meant by a heading, and the number meant by a cell."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

from geo.measure.categories import folded
from geo.measure.units import bare

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_REMARK = re.compile(r"[(\[【].*?[)\]】]|[/_:*·\-]")
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?")
_LARGE = {"万": 1e4, "亩": 10_000 / 15, "公顷": 1e4, "ha": 1e4}


def heading(text: object) -> str:
    """Return a heading as it is compared: without unit in brackets, blanks, signs and case.

    Examples
    --------
    >>> heading("建筑面积（㎡）"), heading("Floor_Area [m2]")
    ('建筑面积', 'floorarea')
    """
    return _REMARK.sub("", folded(text))


def match_columns(columns: Iterable[str], fields: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Which column holds each field: the first heading that is one of the field's names.

    Examples
    --------
    >>> match_columns(["序号", "名称", "建筑面积(㎡)"], {"name": ["名称"], "area": ["面积", "建筑面积"]})
    {'name': '名称', 'area': '建筑面积(㎡)'}
    """
    wanted = {heading(name): field for field, names in fields.items() for name in (*names, field)}
    found: dict[str, str] = {}
    for column in columns:
        field = wanted.get(heading(column)) or wanted.get(bare(heading(column)))
        if field is not None and field not in found:
            found[field] = column
    return found


def words_of(value: Any) -> str | None:
    """Text of a cell, None when it is empty, a dash or the word for nothing.

    Examples
    --------
    >>> words_of("  A栋 "), words_of("无"), words_of(float("nan")), words_of(3.0)
    ('A栋', None, None, '3')
    """
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value).strip()
    return None if text in {"", "-", "—", "/", "无", "暂无", "nan", "None", "N/A", "NULL"} else text


def number_of(value: Any) -> float | None:
    """Return the number of a cell: full-width digits, thousands marks, 万 and units are understood.

    Examples
    --------
    >>> number_of("５，２００．５㎡"), number_of("1.2万"), number_of("约"), number_of(3)
    (5200.5, 12000.0, None, 3.0)
    """
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return float(value) if math.isfinite(value) else None
    text = folded(value).replace(",", "")
    found = _NUMBER.search(text)
    if found is None:
        return None
    factor = next((f for unit, f in _LARGE.items() if text[found.end() :].startswith(unit)), 1.0)
    return float(found[0]) * factor


def storeys_of(value: Any) -> float | None:
    """Storeys of a cell; those above and below ground add up.

    Examples
    --------
    >>> storeys_of("地上5层，地下1层"), storeys_of("5/-1"), storeys_of("12F"), storeys_of("")
    (6.0, 6.0, 12.0, None)
    """
    if isinstance(value, int | float):
        return number_of(value)
    counts = re.findall(r"\d+(?:\.\d+)?", folded(value))
    return math.fsum(map(float, counts)) if counts else None
