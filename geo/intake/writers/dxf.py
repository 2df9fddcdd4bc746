"""DXF of AutoCAD 2010, UTF-8: closed polylines on layers named after the roles, names as text."""

from __future__ import annotations

import io
from contextlib import contextmanager
from typing import TYPE_CHECKING

import shapely

from geo.intake.readers.dxf import LAND_LAYER
from geo.intake.writers.rows import parts_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

    from geo.intake.writers.rows import Part

_COLOURS = {"核心区": 1, "中心": 5, "基地": 3, LAND_LAYER: 7}


def write_dxf(footprint: gpd.GeoDataFrame, crs: str, name: str) -> bytes:
    """Write every ring as a closed polyline, in metres.

    A part that lies within or over another of its role goes to a layer of its own (基地-2): on one
    layer its outline would read as a hole.
    """
    with _no_dates():
        return _drawn(parts_in(footprint, crs), name).encode()


@contextmanager
def _no_dates() -> Iterator[None]:
    """Keep ezdxf from writing dates and random ids: the same land gives the same bytes."""
    from ezdxf._options import options  # noqa: PLC0415

    before = options.write_fixed_meta_data_for_testing
    options.write_fixed_meta_data_for_testing = True
    try:
        yield
    finally:
        options.write_fixed_meta_data_for_testing = before


def _drawn(parts: list[Part], name: str) -> str:
    from ezdxf import units  # noqa: PLC0415 - only drawings pay for it
    from ezdxf.filemanagement import new  # noqa: PLC0415

    doc = new("R2010", setup=False)
    doc.units = units.M
    doc.header["$PROJECTNAME"] = _one_line(name)
    space = doc.modelspace()
    taken: dict[str, list[BaseGeometry]] = {}
    for part in parts:
        role = part.role or LAND_LAYER
        layer = _free_layer(role, part.geometry, taken)
        if layer not in doc.layers:
            doc.layers.add(layer, color=_COLOURS.get(role, 7))
        for ring in part.rings():
            space.add_lwpolyline(ring[:-1].tolist(), close=True, dxfattribs={"layer": layer})
        if part.name:
            for polygon in part.geometry.geoms:
                inside = shapely.point_on_surface(polygon)
                label = space.add_text(
                    _one_line(part.name), height=_height(polygon), dxfattribs={"layer": layer}
                )
                label.set_placement((inside.x, inside.y))
    out = io.StringIO()
    doc.write(out)
    return out.getvalue()


def _one_line(text: str) -> str:
    """A DXF value ends with its line: a line break in a name would go on as drawing code."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _free_layer(role: str, geometry: BaseGeometry, taken: dict[str, list[BaseGeometry]]) -> str:
    """The role's layer, or the first numbered one where nothing shares ground with this part."""
    hull = shapely.MultiPolygon([shapely.Polygon(p.exterior) for p in geometry.geoms])
    number = 1
    while True:
        layer = role if number == 1 else f"{role}-{number}"
        others = taken.setdefault(layer, [])
        outlines = shapely.union_all([hull])
        if not any(shapely.intersection(outlines, other).area > 0 for other in others):
            others.append(outlines)
            return layer
        number += 1


def _height(polygon: BaseGeometry) -> float:
    """A twentieth of the part's shorter side: legible, and never across its boundary."""
    west, south, east, north = polygon.bounds
    return max(min(east - west, north - south) / 20, 0.1)
