"""Which function reads which format: the one table, filled by hand."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from geo.intake.request import Content, Request, Table


@dataclass(frozen=True, slots=True)
class Reader:
    """Where the functions of one format live, as ``module.function`` below `geo.intake.readers`.

    The module is imported on use. ``table`` is None when the format cannot carry a supporting layer.
    """

    content: str
    table: str | None = None

    def read(self, path: Path, request: Request) -> Content:
        """Read the parts of a footprint."""
        return _function(self.content)(path, request)

    def read_table(self, path: Path, request: Request) -> Table | None:
        """Read a supporting layer; None when the format has none."""
        return None if self.table is None else _function(self.table)(path, request)


def _function(place: str) -> Callable[[Path, Request], Any]:
    module, _, name = place.partition(".")
    return getattr(import_module(f"geo.intake.readers.{module}"), name)


READERS: dict[str, Reader] = {
    "geojson": Reader("geojson.read_geojson", "geojson.read_geojson_table"),
    "geojsonseq": Reader("geojson.read_geojson", "geojson.read_geojson_table"),
    "kml": Reader("kml.read_kml", "kml.read_kml_table"),
    "kmz": Reader("kml.read_kml", "kml.read_kml_table"),
    "gpkg": Reader("vector.read_vector", "vector.read_vector_table"),
    "shapefile": Reader("vector.read_vector", "vector.read_vector_table"),
    "filegdb": Reader("vector.read_vector", "vector.read_vector_table"),
    "flatgeobuf": Reader("vector.read_vector", "vector.read_vector_table"),
    "mapinfo": Reader("vector.read_vector", "vector.read_vector_table"),
    "geoparquet": Reader("parquet.read_parquet", "parquet.read_parquet_table"),
    "dxf": Reader("dxf.read_dxf", "supporting.read_dxf_table"),
    "corners_csv": Reader("corners.read_corners_csv", "supporting.read_csv_table"),
    "corners_xlsx": Reader("corners.read_corners_xlsx", "supporting.read_xlsx_table"),
    "parcel_txt": Reader("parcel_txt.read_parcel_txt", "supporting.read_parcel_txt_table"),
}
