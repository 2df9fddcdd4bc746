"""GeoPackage and Shapefile, written by GDAL."""

from __future__ import annotations

import io
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.crs.gate import from_lonlat

if TYPE_CHECKING:
    import geopandas as gpd

_STAMP = (2000, 1, 1, 0, 0, 0)
"""Files carry no time of day: the same land gives the same bytes."""


def write_gpkg(footprint: gpd.GeoDataFrame, crs: str, name: str) -> bytes:
    """Write a GeoPackage with one layer and the columns of a footprint."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "footprint.gpkg"
        _write(_in(footprint, crs), path, driver="GPKG", layer=name or "footprint")
        return path.read_bytes()


def write_shapefile(footprint: gpd.GeoDataFrame, crs: str, name: str) -> bytes:
    """Write a zipped Shapefile in UTF-8 with its .cpg, ASCII column names, and Chinese names inside.

    The files of the archive are called ``footprint``: names of other alphabets inside a zip are lost
    in half of the programs that unpack it.
    """
    del name
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "footprint.shp"
        _write(_in(footprint, crs), path, driver="ESRI Shapefile", encoding="UTF-8")
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for member in sorted(Path(folder).iterdir()):
                archive.writestr(zipfile.ZipInfo(member.name, _STAMP), member.read_bytes())
        return out.getvalue()


def _in(footprint: gpd.GeoDataFrame, crs: str) -> gpd.GeoDataFrame:
    frame = footprint[["part_id", "role", "name", "geometry"]].copy()
    moved = from_lonlat(footprint.geometry.to_numpy(), crs)
    return frame.set_geometry(type(footprint.geometry)(moved, index=frame.index, crs=crs))


def _write(frame: gpd.GeoDataFrame, path: Path, **options: Any) -> None:
    import pyogrio  # noqa: PLC0415 - only writing needs it in this process

    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": "2000-01-01T00:00:00.000Z"})
    try:
        pyogrio.write_dataframe(frame, path, geometry_type="MultiPolygon", promote_to_multi=True, **options)
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})
