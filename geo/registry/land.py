"""Footprints as rows: parts and their union in WKB, with area, bounding box and city."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import shapely

from geo.measure.area import ellipsoidal_area_m2
from geo.model.footprint import make_footprint, multipolygon
from geo.model.zone import Role
from geo.places import locate
from geo.places.store import areas
from geo.topology import geometry_sha256
from geo.topology.overlay import joined

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry


def footprint_rows(
    frame: gpd.GeoDataFrame, footprint_id: str, **known: Any
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The row of ``footprints`` and the rows of ``parts`` for a footprint.

    Parameters
    ----------
    frame
        A footprint, EPSG:4490.
    footprint_id
        Id of the new version.
    **known
        The other columns: zone_id, submission_id, version, source, added_at, city.
    """
    shapes = list(frame.geometry)
    union = multipolygon(joined(*shapes))
    west, south, east, north = (float(value) for value in union.bounds)
    row = {
        "id": footprint_id,
        "zone_id": None,
        "application_id": None,
        "submission_id": None,
        "source": None,
        "city": known.pop("city", None) or city_of(union),
        "area_m2": float(ellipsoidal_area_m2(union)[0]),
        "west": west,
        "south": south,
        "east": east,
        "north": north,
        "wkb": shapely.to_wkb(union),
        "geometry_sha256": geometry_sha256(frame),
        **known,
    }
    areas = ellipsoidal_area_m2(shapes)
    columns = zip(frame["part_id"], frame["role"], frame["name"], shapes, areas, strict=True)
    parts = [
        {
            "id": f"{footprint_id}/{position}",
            "footprint_id": footprint_id,
            "position": position,
            "part_id": part_id,
            "role": role,
            "name": name,
            "area_m2": float(area),
            "wkb": shapely.to_wkb(shape),
        }
        for position, (part_id, role, name, shape, area) in enumerate(columns, 1)
    ]
    return row, parts


def city_of(geometry: BaseGeometry) -> str | None:
    """The city a point inside the land lies in."""
    point = geometry.representative_point()
    place = locate(point.x, point.y)
    return place.city if place else None


def county_of(geometry: BaseGeometry, city: str | None) -> str | None:
    """The county of a city that most of the land lies in; None where it lies in none of them.

    Examples
    --------
    Two fifths in 虎丘区 and the rest further east in 姑苏区, both of 苏州市:

    >>> county_of(shapely.box(120.55, 31.30, 120.59, 31.31), "苏州市")
    '姑苏区'
    >>> county_of(shapely.box(120.55, 31.30, 120.59, 31.31), "南京市") is None
    True
    """
    counties = areas("county")
    shared = {
        name: float(shapely.intersection(shape, geometry).area)
        for shape, name, of in zip(
            counties.geometry, counties.column("name"), counties.column("city"), strict=True
        )
        if of == city and shapely.intersects(shape, geometry)
    }
    most = max(shared, key=lambda name: shared[name], default=None)
    return most if most is not None and shared[most] > 0 else None


def footprint_of(parts: Iterable[Mapping[Any, Any]]) -> gpd.GeoDataFrame:
    """The footprint again, from the rows of ``parts`` in their order."""
    return make_footprint(
        [
            (
                row["part_id"],
                None if row["role"] is None else Role(row["role"]),
                row["name"],
                shapely.from_wkb(bytes(row["wkb"])),
            )
            for row in parts
        ]
    )
