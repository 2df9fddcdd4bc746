"""What the attribute columns of a boundary file mean: role, name, number and stated area of a part."""

from __future__ import annotations

import math
import re
import unicodedata
from typing import TYPE_CHECKING, Any

from geo.model.zone import Role

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ROLE_COLUMNS = ("role", "角色", "类型", "type", "区域类型", "功能", "类别", "性质", "kind")
NAME_COLUMNS = ("name", "名称", "地块名称", "区域名称", "片区名称", "mc", "xmmc", "dkmc", "title", "标题")
ID_COLUMNS = (
    "part_id",
    "编号",
    "地块编号",
    "dkbh",
    "bh",
    "代码",
    "code",
    "序号",
    "no",
    "id",
    "fid",
    "objectid",
)

_ROLE_WORDS: tuple[tuple[Role, tuple[str, ...]], ...] = (
    (Role.CORE, ("核心", "core")),
    (Role.CENTRE, ("中心", "centre", "center", "主区", "主体区")),
    (Role.BASE, ("基地", "base", "分区")),
)
_SQUARE_METRES = ("平方米", "㎡", "m2", "m²", "sqm", "sq_m")
_HECTARES = ("公顷", "hectare", "_ha", "(ha)", "[ha]", "面积公")
"""The last one is 面积公顷 as a shapefile cuts it after ten bytes."""
_MU = ("亩",)
_SQUARE_KILOMETRES = ("平方公里", "平方千米", "km2", "km²")
_M2_PER_MU = 10_000 / 15


def _plain(text: Any) -> str:
    return unicodedata.normalize("NFKC", str(text)).strip().casefold()


def _named(attributes: Mapping[str, Any], columns: Sequence[str]) -> Any:
    by_name = {_plain(key): value for key, value in attributes.items()}
    for column in columns:
        value = by_name.get(column)
        if value is not None and str(value).strip() and not (isinstance(value, float) and math.isnan(value)):
            return value
    return None


def role_of_text(text: Any) -> Role | None:
    """Role named by a word: 核心区, core; 中心, centre, center; 基地, base. None when it names none.

    「核心」 decides before 「中心」, so that 「中心核心区」 is the core.

    Examples
    --------
    >>> role_of_text("核心区"), role_of_text(" Center "), role_of_text("基地一"), role_of_text("住宅")
    (<Role.CORE: 'core'>, <Role.CENTRE: 'centre'>, <Role.BASE: 'base'>, None)
    """
    words = _plain(text)
    latin = set(re.findall(r"[a-z]+", words))
    for role, known in _ROLE_WORDS:
        if any(word in latin if word.isascii() else word in words for word in known):
            return role
    return None


def role_of(attributes: Mapping[str, Any]) -> Role | None:
    """Role of a part from its role, 角色 or 类型 column (and their likes); None when none says."""
    by_name = {_plain(key): value for key, value in attributes.items()}
    for column in ROLE_COLUMNS:
        if by_name.get(column) is not None and (role := role_of_text(by_name[column])) is not None:
            return role
    return None


def name_of(attributes: Mapping[str, Any]) -> str | None:
    """Name of a part from its name or 名称 column.

    Examples
    --------
    >>> name_of({"ID": 3, "名称": " 软件园基地 "})
    '软件园基地'
    """
    value = _named(attributes, NAME_COLUMNS)
    return None if value is None else str(value).strip()


def ids_of(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """One id a part: the first id column whose values are all there and all different, else counted from 1.

    Examples
    --------
    >>> ids_of([{"id": 7}, {"id": 9.0}]), ids_of([{"id": 7}, {"id": 7}])
    (['7', '9'], ['1', '2'])
    """
    for column in ID_COLUMNS:
        values = [_named(row, (column,)) for row in rows]
        texts = [_number_as_text(value) for value in values if value is not None]
        if len(texts) == len(rows) and len(set(texts)) == len(texts):
            return texts
    return [str(number) for number in range(1, len(rows) + 1)]


def _number_as_text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def declared_area_m2(attributes: Mapping[str, Any]) -> float | None:
    """Stated area, m², of a column that names its unit (面积_公顷, area_m2, 面积（亩）); None otherwise.

    A bare 面积 says nothing by itself: `geo.intake.stated_area` compares it with the drawn area.

    Examples
    --------
    >>> declared_area_m2({"面积（公顷）": "1.5"}), declared_area_m2({"面积": 1.5})
    (15000.0, None)
    """
    for key, value in attributes.items():
        column = _plain(key)
        if ("面积" not in column and "area" not in column) or "建筑" in column or "floor" in column:
            continue
        try:
            number = float(str(value).replace(",", ""))
        except ValueError:
            continue
        factor = _factor(column)
        if factor is not None and math.isfinite(number) and number > 0:
            return number * factor
    return None


def _factor(column: str) -> float | None:
    if any(word in column for word in _SQUARE_KILOMETRES):
        return 1e6
    if any(word in column for word in _SQUARE_METRES):
        return 1.0
    if any(word in column for word in _HECTARES):
        return 1e4
    if any(word in column for word in _MU):
        return _M2_PER_MU
    return None
