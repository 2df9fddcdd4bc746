"""Frames as GeoJSON that a browser can be trusted with: short coordinates, escaped sentences."""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING, Any

import shapely

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shapely.geometry.base import BaseGeometry

DECIMALS = 7
"""1 cm: finer than any screen, a third of the bytes."""


def collection(rows: Iterable[tuple[BaseGeometry, str, str]], decimals: int = DECIMALS) -> dict[str, Any]:
    """GeoJSON of ``(geometry, style key, sentence)`` rows; the sentence is escaped for HTML.

    Empty and missing geometries are left out: they have no place on a map.
    """
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"style": style, "tip": escape(tip)},
                "geometry": shorten(geometry, decimals),
            }
            for geometry, style, tip in rows
            if geometry is not None and not geometry.is_empty
        ],
    }


def shorten(geometry: BaseGeometry, decimals: int = DECIMALS) -> dict[str, Any]:
    """GeoJSON geometry with coordinates rounded to ``decimals`` digits, whatever its validity.

    Examples
    --------
    >>> shorten(shapely.Point(118.123456789, 32.1))
    {'type': 'Point', 'coordinates': [118.1234568, 32.1]}
    """

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
