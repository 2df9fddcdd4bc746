"""The footprint of a zone: one row per part, always CGCS2000 longitude and latitude."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import shapely

from geo.errors import CrsError, SizhiError
from geo.model.zone import Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

COLUMNS = ("part_id", "role", "name", "geometry")
CRS = "EPSG:4490"


def make_footprint(rows: Sequence[tuple[str, Role | None, str | None, BaseGeometry]]) -> gpd.GeoDataFrame:
    """Build a footprint from ``(part_id, role, name, geometry)`` rows in CGCS2000 degrees.

    Examples
    --------
    >>> from shapely import box
    >>> frame = make_footprint([("1", Role.CORE, "核心区", box(118.7, 32.0, 118.701, 32.001))])
    >>> list(frame.columns), frame.crs.to_epsg(), frame.geometry.geom_type[0]
    (['part_id', 'role', 'name', 'geometry'], 4490, 'MultiPolygon')
    """
    import geopandas as gpd  # noqa: PLC0415 - 0.4 s that a help text need not pay
    import pandas as pd  # noqa: PLC0415

    geometry = [multipolygon(g) for *_, g in rows]
    frame = gpd.GeoDataFrame(
        {
            "part_id": [part_id for part_id, *_ in rows],
            # object, so that what is not known stays None: a string column would make it NaN
            "role": pd.Series([None if role is None else role.value for _, role, *_ in rows], dtype=object),
            "name": pd.Series([name for _, _, name, _ in rows], dtype=object),
        },
        geometry=geometry,
        crs=CRS,
    )
    return check_footprint(frame)


def multipolygon(geometry: BaseGeometry) -> BaseGeometry:
    """A polygon as the multipolygon a footprint holds; anything else as it is."""
    return shapely.multipolygons([geometry]) if geometry.geom_type == "Polygon" else geometry


def check_footprint(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Refuse a frame that is not a footprint: the door through which every footprint goes.

    Raises
    ------
    CrsError
        The frame has no coordinate system, or not CGCS2000 longitude and latitude.
    SizhiError
        A column is missing, a part id occurs twice, or a geometry is not a valid 2-D multipolygon.
    """
    if frame.crs is None or frame.crs.to_epsg() != 4490:
        raise CrsError("footprint.crs", found=str(frame.crs))
    problems: dict[str, Any] = {}
    if missing := [column for column in COLUMNS if column not in frame.columns]:
        raise SizhiError("footprint.columns", missing=missing)
    if frame["part_id"].duplicated().any():
        problems["duplicate_part"] = frame.loc[frame["part_id"].duplicated(), "part_id"].tolist()
    bad = ~(frame.geometry.geom_type.eq("MultiPolygon") & frame.is_valid & ~frame.has_z & ~frame.is_empty)
    if bad.any():
        problems["geometry"] = frame.loc[bad, "part_id"].tolist()
    if problems:
        raise SizhiError("footprint.content", **problems)
    return frame
