"""How a name is written along a line: from left to right, and upright where the line is steep."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import shapely

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shapely.geometry.base import BaseGeometry

STEEP = 55.0
"""Degrees from the horizontal beyond which Chinese names stand upright, character below character."""


def readable(geometry: BaseGeometry, name: str) -> Iterator[tuple[shapely.LineString, float | None]]:
    """Every line of a geometry in the direction its name reads, with the turn of each character.

    A level line runs eastward. A steep one runs southward, and the characters of a Chinese name are
    turned back by the angle returned (degrees, as SVG's ``rotate``) so that they stand upright.

    Examples
    --------
    >>> (line, turn), = readable(shapely.LineString([(1, 0), (0, 0)]), "演示路")
    >>> line.wkt, turn
    ('LINESTRING (0 0, 1 0)', None)
    >>> (line, turn), = readable(shapely.LineString([(0, 0), (0, 1)]), "演示路")
    >>> line.wkt, turn
    ('LINESTRING (0 1, 0 0)', -90.0)
    """
    for line in shapely.get_parts(shapely.line_merge(geometry)):
        if line.geom_type != "LineString" or line.is_empty:
            continue
        (x0, y0), (x1, y1) = line.coords[0][:2], line.coords[-1][:2]
        across = (x1 - x0) * math.cos(math.radians((y0 + y1) / 2))
        angle = math.degrees(math.atan2(y1 - y0, across))
        steep = STEEP < abs(angle) < 180 - STEEP
        if angle > STEEP if steep else across < 0:
            line, angle = line.reverse(), angle - 180  # noqa: PLW2901 - the same line, read the other way
        yield line, round(angle, 1) if steep and not name.isascii() else None
