"""Frames as GeoJSON that a browser can be trusted with: short coordinates, sentences as plain text."""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shapely.geometry.base import BaseGeometry

DECIMALS = 7
"""1 cm: finer than any screen, a third of the bytes."""
LONG = 60
"""Vertices from which a geometry is rounded all at once."""
_FLAT = {"LineString", "Polygon", "MultiLineString", "MultiPolygon"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One thing on the map.

    Parameters
    ----------
    geometry
        In EPSG:4490; empty or None has no place and is left out.
    style
        Key of `theme.STYLES`.
    tip
        The sentence shown on it.
    label
        The short name written on it, or along it.
    upright
        For a line too steep to read along: its characters stand upright.
    part
        Part id, when a click should lead to that part.
    """

    geometry: BaseGeometry | None
    style: str
    tip: str
    label: str | None = None
    upright: float | None = None
    part: str | None = None


@dataclass(frozen=True, slots=True)
class MapLayer:
    """One entry of the legend, which is the layer control too.

    ``styles`` are keys of `theme.STYLES` with their names; ``near`` layers are drawn only when one is
    near enough to tell their shapes apart.
    """

    key: str
    name: str
    styles: tuple[tuple[str, str], ...]
    features: dict[str, Any]
    shown: bool = True
    near: bool = False

    def plain(self) -> dict[str, Any]:
        """As plain data; the features are handed on, not copied."""
        return {name: getattr(self, name) for name in self.__slots__}


def collection(shapes: Iterable[Shape], decimals: int = DECIMALS) -> dict[str, Any]:
    """GeoJSON of shapes. Texts stay plain: the page writes them as text, never as markup.

    Examples
    --------
    >>> collection([Shape(geometry=shapely.Point(118, 32), style="park", tip="甲园")])["features"]
    [{'type': 'Feature', 'properties': {'style': 'park', 'tip': '甲园'},
      'geometry': {'type': 'Point', 'coordinates': [118.0, 32.0]}}]
    """
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": _properties(shape),
                "geometry": shorten(shape.geometry, decimals),
            }
            for shape in shapes
            if shape.geometry is not None and not shape.geometry.is_empty
        ],
    }


def _properties(shape: Shape) -> dict[str, Any]:
    properties: dict[str, Any] = {"style": shape.style, "tip": shape.tip}
    for name in ("label", "upright", "part"):
        value = getattr(shape, name)
        if value is not None:
            properties[name] = value
    if shape.label is not None and shape.geometry is not None and shape.geometry.is_valid:
        at = shape.geometry.representative_point()
        properties["at"] = [round(at.y, DECIMALS), round(at.x, DECIMALS)]
    return properties


def shorten(geometry: BaseGeometry, decimals: int = DECIMALS) -> dict[str, Any]:
    """GeoJSON geometry with coordinates rounded to ``decimals`` digits, whatever its validity.

    Examples
    --------
    >>> shorten(shapely.Point(118.123456789, 32.1))
    {'type': 'Point', 'coordinates': [118.1234568, 32.1]}
    """
    if geometry.geom_type in _FLAT and not geometry.has_z and shapely.get_num_coordinates(geometry) > LONG:
        return {"type": geometry.geom_type, "coordinates": _at_once(geometry, decimals)}

    def rounded(item: Any) -> Any:
        if isinstance(item, list):
            return [rounded(entry) for entry in item]
        return round(item, decimals)

    content: dict[str, Any] = json.loads(shapely.to_geojson(geometry))
    if "geometries" in content:
        content["geometries"] = [
            {**g, "coordinates": rounded(g["coordinates"])} for g in content["geometries"]
        ]
    else:
        content["coordinates"] = rounded(content["coordinates"])
    return content


def _at_once(geometry: BaseGeometry, decimals: int) -> list[Any]:
    """Coordinates of many vertices, rounded all at once: a tenth of the time."""
    _, points, levels = shapely.to_ragged_array([geometry])
    held: list[Any] = np.round(points, decimals).tolist()
    for ends in levels:
        held = [held[begin:end] for begin, end in pairwise(ends.tolist())]
    found: list[Any] = held[0]
    return found
