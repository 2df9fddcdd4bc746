"""GeoJSON and KML: longitude and latitude in full precision."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import shapely

from geo.intake.writers.rows import parts_in

if TYPE_CHECKING:
    import geopandas as gpd
    from shapely.geometry import Polygon


def write_geojson(footprint: gpd.GeoDataFrame, crs: str, name: str) -> bytes:
    """Write a FeatureCollection with part_id, role and name, and the ``crs`` member GIS programs know.

    RFC 7946 knows WGS 84 only; without the member CGCS2000 degrees would be taken for those.
    """
    features = [
        {
            "type": "Feature",
            "properties": {"part_id": part_id, "role": role, "name": label},
            "geometry": shapely.geometry.mapping(geometry),
        }
        for part_id, role, label, geometry in _rows(footprint)
    ]
    content = {
        "type": "FeatureCollection",
        "name": name,
        "crs": {
            "type": "name",
            "properties": {"name": f"urn:ogc:def:crs:EPSG::{crs.removeprefix('EPSG:')}"},
        },
        "features": features,
    }
    return (json.dumps(content, ensure_ascii=False) + "\n").encode()


def _rows(footprint: gpd.GeoDataFrame) -> list[tuple[str, str | None, str | None, shapely.MultiPolygon]]:
    columns = [[v if isinstance(v, str) else None for v in footprint[c]] for c in ("role", "name")]
    ids = [str(part_id) for part_id in footprint["part_id"]]
    return list(zip(ids, *columns, footprint.geometry, strict=True))


def write_kml(footprint: gpd.GeoDataFrame, crs: str, name: str) -> bytes:
    """Write a KML document: one placemark a part, role and number as extended data."""
    placemarks = []
    for (part_id, role, label, geometry), part in zip(
        _rows(footprint), parts_in(footprint, crs), strict=True
    ):
        data = {"part_id": part_id, "role": role, "角色": part.role or None}
        extended = "".join(
            f'<Data name="{key}"><value>{_plain(value)}</value></Data>'
            for key, value in data.items()
            if value is not None
        )
        polygons = "".join(_polygon(polygon) for polygon in geometry.geoms)
        title = "" if label is None else f"<name>{_plain(label)}</name>"
        placemarks.append(
            f"<Placemark>{title}<ExtendedData>{extended}</ExtendedData>"
            f"<MultiGeometry>{polygons}</MultiGeometry></Placemark>"
        )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
        f"<name>{_plain(name)}</name>\n" + "\n".join(placemarks) + "\n</Document></kml>\n"
    ).encode()


def _polygon(polygon: Polygon) -> str:
    outer = f"<outerBoundaryIs>{_ring(polygon.exterior)}</outerBoundaryIs>"
    inner = "".join(f"<innerBoundaryIs>{_ring(ring)}</innerBoundaryIs>" for ring in polygon.interiors)
    return f"<Polygon>{outer}{inner}</Polygon>"


def _ring(ring: shapely.LinearRing) -> str:
    points = " ".join(f"{x!r},{y!r}" for x, y in shapely.get_coordinates(ring).tolist())
    return f"<LinearRing><coordinates>{points}</coordinates></LinearRing>"


def _plain(text: str) -> str:
    """Escape for XML, without the control characters XML cannot hold."""
    return escape("".join(c for c in text if c >= " " or c in "\t\n"))
