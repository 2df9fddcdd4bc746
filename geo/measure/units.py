"""Units of area as a heading, a line above a table or a cell states them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo.measure.categories import folded

if TYPE_CHECKING:
    from collections.abc import Iterable

_MU = 10_000 / 15
_KINDS: tuple[tuple[float, str, str, tuple[str, ...]], ...] = (
    (
        1.0,
        "平方米",
        "m²",
        ("平方米", "平米", "平方", "m2", "m^2", "sqm", "sq.m", "squaremetres", "squaremeters"),
    ),
    (1e3, "千平方米", "1,000 m²", ("千平方米", "千平米", "千m2")),
    (1e4, "万平方米", "10,000 m²", ("万平方米", "万平米", "万平方", "万平", "万方", "万m2", "万㎡", "万")),
    (1e4, "公顷", "hectares", ("公顷", "ha", "hm2", "hectares", "hectare")),
    (_MU, "亩", "mu", ("亩", "市亩", "mu")),
    (1e4 * _MU, "万亩", "10,000 mu", ("万亩",)),
    (1e6, "平方公里", "km²", ("平方公里", "平方千米", "km2", "km^2", "sqkm")),
)
_UNITS = {word: kind for kind in _KINDS for word in kind[3]}
_LONGEST = sorted(_UNITS, key=len, reverse=True)
_BRACKETS = re.compile(r"[(\[【](.*?)[)\]】]")
_STATED = re.compile(r"^单位[:为是]*|单位[:为是]")
_LIKE_A_UNIT = re.compile(
    r"[万千百亿]?(?:.{0,3}(?:平方|平米|[亩顷坪米尺里])|元|[十百千万亿]+|"
    r"(?:sq\.?|square)?(?:k|d|c|m)?(?:m|ft|feet|foot|yd|yards?|in|mi|miles?|acres?)[2²^]*\d?).{0,2}"
)
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?")


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of area as stated: ``factor`` makes m² of it, None when nobody knows the word."""

    factor: float | None
    stated: str
    zh: str = ""
    en: str = ""


SQUARE_METRE = Unit(1.0, "", "平方米", "m²")


def bare(heading: str) -> str:
    """Return a folded heading without the unit written after it.

    Examples
    --------
    >>> bare("建筑面积万平方米"), bare("floorareaha"), bare("层数")
    ('建筑面积', 'floorarea', '层数')
    """
    ending = next((word for word in _LONGEST if heading.endswith(word) and heading != word), "")
    return heading.removesuffix(ending)


def unit_of(heading: str, above: Iterable[str] = ()) -> Unit:
    """Unit of a column of areas: of its heading, else of a line 单位：… above the table, else m².

    Examples
    --------
    >>> unit_of("建筑面积（万㎡）").factor, unit_of("占地面积/公顷").zh, unit_of("建筑面积（含地下）").factor
    (10000.0, '公顷', 1.0)
    >>> unit_of("面积", ["台账", "单位：万平方米"]).factor, unit_of("建筑面积（平方英尺）").factor
    (10000.0, None)
    """
    text = folded(heading)
    unclear: Unit | None = None
    for remark in _BRACKETS.findall(text):
        found = _read(remark, heading)
        if found is not None and found.factor is not None:
            return found
        unclear = unclear or found
    plain = _BRACKETS.sub("", text)
    ending = next((word for word in _LONGEST if plain.endswith(word) and plain != word), None)
    if ending is not None:
        return _known(ending, heading)
    if unclear is not None:
        return unclear
    for line in above:
        if "单位" in line:
            found = _read(folded(line)[folded(line).rindex("单位") :], line)
            if found is not None and found.factor is not None:
                return found
    return SQUARE_METRE


def _read(remark: str, stated: str) -> Unit | None:
    """The unit a remark is, or states after 单位; None when it speaks of something else."""
    said = _STATED.search(remark)
    words = [word for word in re.split(r"[,;、/]", remark[said.end() :] if said else remark) if word]
    known = next((word for word in words if word in _UNITS), None)
    if known is not None:
        return _known(known, stated)
    if words and (said or any(_LIKE_A_UNIT.fullmatch(word) for word in words)):
        return Unit(None, stated)
    return None


def _known(word: str, stated: str) -> Unit:
    factor, zh, en, _ = _UNITS[word]
    return Unit(factor, stated, zh, en)


def area_of(value: Any, number: float | None, unit: Unit) -> float | None:
    """Area of a cell in m²: the unit written in the cell itself goes before that of the column.

    Parameters
    ----------
    value
        The cell.
    number
        Its number, from `geo.measure.columns.number_of`: in m² where the cell writes a unit.
    unit
        Unit of the column.

    Examples
    --------
    >>> [area_of(cell, number, unit_of("面积（万平方米）"))
    ...  for cell, number in ((0.6, 0.6), ("6000㎡", 6000.0), ("0.6万", 6000.0))]
    [6000.0, 6000.0, 6000.0]
    """
    if number is None or unit.factor is None:
        return None
    if isinstance(value, str):
        text = folded(value).replace(",", "")
        found = _NUMBER.search(text)
        rest = text[found.end() :] if found else ""
        own = next((word for word in _LONGEST if rest.startswith(word)), None)
        if found is not None and own is not None:
            counted = float(found[0]) * _UNITS[own][0]
            return counted * unit.factor if own == "万" and unit.factor not in {1.0, 1e3, 1e4} else counted
    return number * unit.factor
