"""Set operations that answer for any input: numbers at the far end of the float range break GEOS."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely

from geo.topology.contacts import scribbled
from geo.topology.rings import kept, opened, polygons_of, rings_of

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry


def shared(one: BaseGeometry, other: BaseGeometry) -> BaseGeometry:
    """Return what both have in common; nothing when GEOS cannot tell."""
    try:
        return shapely.intersection(one, other)
    except shapely.errors.GEOSException:
        return shapely.Polygon()


def without(one: BaseGeometry, other: BaseGeometry) -> BaseGeometry:
    """Return the land of one that is not the other's; nothing when GEOS cannot tell."""
    try:
        return land_only(shapely.difference(one, other))
    except shapely.errors.GEOSException:
        return shapely.Polygon()


def joined(*geometries: BaseGeometry) -> BaseGeometry:
    """Return the land of all together; nothing when GEOS cannot tell."""
    try:
        return land_only(shapely.union_all(list(geometries)))
    except shapely.errors.GEOSException:
        return shapely.Polygon()


def mended(geometry: BaseGeometry) -> BaseGeometry:
    """Return what a geometry encloses by GEOS's structural repair; nothing when it is a scribble."""
    if shapely.is_valid(geometry):
        return geometry
    if scribbled(
        [ring[kept(ring)] for part in polygons_of(geometry) for ring in map(opened, rings_of(part))]
    ):
        return shapely.Polygon()
    try:
        return shapely.make_valid(geometry, method="structure", keep_collapsed=False)
    except shapely.errors.GEOSException:
        return shapely.Polygon()


def land_only(geometry: BaseGeometry) -> BaseGeometry:
    """Return only what has an area, as a polygon or multipolygon."""
    polygons = [polygon for polygon in polygons_of(geometry) if polygon.area > 0]
    if len(polygons) == 1:
        return polygons[0]
    return shapely.multipolygons(polygons) if polygons else shapely.Polygon()
