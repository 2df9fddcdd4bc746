"""A stated area against the drawn one: which unit a bare number must be in."""

from __future__ import annotations

import math
import unicodedata
from typing import TYPE_CHECKING, Any

import shapely

from geo.intake.corner_rings import in_degrees
from geo.intake.tell import note
from geo.model.enclosed import enclosed_area

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shapely.geometry.base import BaseGeometry

    from geo.model.issue import Issue

UNITS_M2 = {"ha": 10_000.0, "m2": 1.0, "mu": 10_000.0 / 15.0}
"""Square metres of each unit in use on Chinese land documents."""
_WORDS = {
    "ha": {"zh": "公顷", "en": "hectares"},
    "m2": {"zh": "平方米", "en": "square metres"},
    "mu": {"zh": "亩", "en": "mu"},
}
_BARE = ("面积", "地块面积", "用地面积", "宗地面积", "土地面积", "mj", "dkmj", "zdmj", "ydmj", "tdmj", "area")
_CLEAR = 0.05
"""The units are at least fifteen times apart; degrees are scaled to a percent, Web Mercator by forty."""
_ROUGHLY = 3.0
"""Times that a stated area may differ from the land within a ring that crosses itself: its repairs differ."""


def plane_area_m2(geometry: BaseGeometry) -> float:
    """Area in the file's plane, m²; degrees are scaled at their latitude, good to a percent.

    Examples
    --------
    >>> from shapely import box
    >>> plane_area_m2(box(380000, 3540000, 380100, 3540100))
    10000.0
    >>> round(plane_area_m2(box(118.7, 32.0, 118.8, 32.1)) / 1e6)
    105
    """
    return float(geometry.area) * _scale(geometry)


def drawn_area_m2(geometry: BaseGeometry) -> tuple[float, bool]:
    """Area in the file's plane, m², and whether there is one.

    A ring that crosses itself encloses no definite area: of it the land within its lines is given, which
    tells hectares from square metres and must not be told as the land's.

    Examples
    --------
    >>> from shapely import Polygon
    >>> drawn_area_m2(Polygon([(380000, 3540000), (380100, 3540100), (380100, 3540000), (380000, 3540100)]))
    (5000.0, False)
    """
    area = enclosed_area(geometry)
    if area is not None:
        return area * _scale(geometry), True
    try:
        within = float(shapely.make_valid(geometry, method="structure", keep_collapsed=False).area)
    except shapely.errors.GEOSException:  # a coordinate that is no number
        within = math.nan
    return within * _scale(geometry), False


def _scale(geometry: BaseGeometry) -> float:
    west, south, *_ = geometry.bounds
    if in_degrees(west, south):
        return 111_320.0 * 110_900.0 * math.cos(math.radians(min(west, south)))
    return 1.0


def bare_areas(
    rows: Sequence[tuple[Mapping[str, Any], BaseGeometry]],
) -> tuple[list[float | None], tuple[Issue, ...]]:
    """Stated areas, m², of a column that names no unit (面积, MJ, area), where the drawn areas settle it.

    One unit must fit every row to a twentieth; otherwise nothing is stated, and that is told.

    Examples
    --------
    >>> from shapely import box
    >>> square = box(380000, 3540000, 380100, 3540100)
    >>> areas, issues = bare_areas([({"面积": "15.0"}, square)])
    >>> areas, issues[0].params["unit"]["zh"]
    ([10000.0], '亩')
    """
    nothing: list[float | None] = [None] * len(rows)
    columns = {_plain(key): key for attributes, _ in rows for key in attributes}
    column = next((columns[name] for name in _BARE if name in columns), None)
    if column is None:
        return nothing, ()
    stated = [_number(attributes.get(column)) for attributes, _ in rows]
    drawn = [drawn_area_m2(geometry) for _, geometry in rows]
    pairs = [(value, area) for value, area in zip(stated, drawn, strict=True) if value is not None]
    if not pairs:
        return nothing, ()
    for unit, m2 in UNITS_M2.items():
        if all(_fits(value * m2, area, definite=definite) for value, (area, definite) in pairs):
            told = note("area.unit_found", column=column, unit=_WORDS[unit])
            return [None if value is None else value * m2 for value in stated], (told,)
    return nothing, (note("area.unit_unclear", column=column),)


def _fits(stated_m2: float, area_m2: float, *, definite: bool) -> bool:
    if definite:
        return abs(stated_m2 - area_m2) <= _CLEAR * area_m2
    return area_m2 / _ROUGHLY <= stated_m2 <= area_m2 * _ROUGHLY


def _plain(text: Any) -> str:
    return unicodedata.normalize("NFKC", str(text)).strip().casefold()


def _number(value: Any) -> float | None:
    try:
        number = float(str(value).replace(",", ""))
    except ValueError:
        return None
    return number if math.isfinite(number) and number > 0 else None
