"""Corner points of a footprint in file order, with the labels and ring numbers surveyors use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo.crs.gate import from_lonlat
from geo.crs.systems import SYSTEMS, describe
from geo.i18n.catalogue import text

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

_EXACT_M = 1e-8
"""A coordinate this near to a decimal grid was on it: the noise of a projection and of 4e7 as a double."""
_EXACT_DEGREES = 1e-14


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One row of a footprint in the file's system."""

    part_id: str
    role: str
    name: str
    geometry: BaseGeometry

    def corners(self) -> Iterator[tuple[int, str, float, float]]:
        """Ring number, label, x and y of every row, closing rows included; labels run on over rings."""
        label = 1
        for number, ring in enumerate(self.rings(), 1):
            first = label
            for x, y in ring[:-1].tolist():
                yield number, f"J{label}", x, y
                label += 1
            yield number, f"J{first}", *ring[0].tolist()

    def rings(self) -> Iterator[np.ndarray]:
        """Closed rings, each polygon's exterior before its holes."""
        for polygon in getattr(self.geometry, "geoms", [self.geometry]):
            for ring in (polygon.exterior, *polygon.interiors):
                yield shapely.get_coordinates(ring)


def parts_in(footprint: gpd.GeoDataFrame, crs: str) -> list[Part]:
    """Rows of the footprint with vertices in ``crs``; role as its Chinese word, blank when there is none."""
    geometries = from_lonlat(footprint.geometry.to_numpy(), crs)
    columns = zip(footprint["part_id"], footprint["role"], footprint["name"], geometries, strict=True)
    return [
        Part(
            part_id=str(part_id),
            role=role_word(role),
            name=name if isinstance(name, str) else "",
            geometry=geometry,
        )
        for part_id, role, name, geometry in columns
    ]


def role_word(role: Any) -> str:
    """The Chinese word of a role value, blank for none.

    Examples
    --------
    >>> role_word("core"), role_word(None)
    ('核心区', '')
    """
    return text(f"role.{role}", "zh") if isinstance(role, str) and role else ""


def decimals_for(parts: list[Part], crs: str) -> int:
    """How many decimals give every coordinate back: 3 on a millimetre grid, at most 8; 15 for degrees."""
    values = np.concatenate([shapely.get_coordinates(part.geometry).ravel() for part in parts])
    degrees = is_degrees(crs)
    most, least, exact = (15, 6, _EXACT_DEGREES) if degrees else (8, 3, _EXACT_M)
    for digits in range(least, most):
        if np.abs(values - np.round(values, digits)).max() <= exact:
            return digits
    return most


def is_degrees(crs: str) -> bool:
    """Whether the system is longitude and latitude."""
    row = SYSTEMS.get(crs)
    return row is not None and row.kind == "geographic"


def stated(crs: str) -> dict[str, str]:
    """The header lines that name a system, by Chinese key.

    Examples
    --------
    >>> stated("EPSG:4528")["带号"], stated("EPSG:4490")["投影类型"]
    ('40', '经纬度')
    """
    row = SYSTEMS.get(crs)
    datums = {"cgcs2000": "2000国家大地坐标系", "wgs84": "WGS84"}
    if row is None or row.datum not in datums or row.kind in {"utm", "mercator"}:
        return {"坐标系": describe(crs, "zh")}
    if row.kind == "geographic":
        return {"坐标系": datums[row.datum], "投影类型": "经纬度", "计量单位": "度"}
    return {
        "坐标系": datums[row.datum],
        "几度分带": row.kind.removeprefix("gauss"),
        "投影类型": "高斯克吕格",
        "计量单位": "米",
        "带号": str(row.zone),
    }


def accuracy_words(accuracy_m: float) -> str:
    """An accuracy as 精度 states it: never a bare whole number, which readers take for a count of decimals.

    Examples
    --------
    >>> accuracy_words(3.0), accuracy_words(0.0594)
    ('3.0', '0.0594')
    """
    written = f"{accuracy_m:.6f}".rstrip("0")
    return written + "0" if written.endswith(".") else written
