"""The same land in another format: what `sizhi convert` and every download call.

Reading back what is written here gives the same geometry, roles and names. Text formats carry as many
decimals as that takes: coordinates on a millimetre grid keep three, others get up to eight, ten nanometres.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from geo.crs.gate import is_equal_datum
from geo.crs.systems import SYSTEMS, find, names, parse, plane_crs_for
from geo.errors import CrsError, UsageError
from geo.model.footprint import CRS, check_footprint

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """Where the function of one format lives, and what its files are called.

    ``systems`` is ``"any"``, ``"plane"`` (a Gauss-Krüger zone unless another is given) or
    ``"degrees"`` (the format prescribes longitude and latitude). ``states_accuracy``: the format has a
    place for the accuracy of the vertices, and its reader takes it from there.
    """

    module: str
    function: str
    suffix: str
    media_type: str
    systems: str
    states_accuracy: bool = False

    def write(
        self, footprint: gpd.GeoDataFrame, crs: str, name: str, accuracy_m: float | None = None
    ) -> bytes:
        """Call the writer, importing it on first use."""
        function: Callable[..., bytes] = getattr(
            import_module(f"geo.intake.writers.{self.module}"), self.function
        )
        if self.states_accuracy:
            return function(footprint, crs, name, accuracy_m=accuracy_m)
        return function(footprint, crs, name)


_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WRITERS: dict[str, Writer] = {
    "parcel_txt": Writer(
        module="parcel_txt",
        function="write_parcel_txt",
        suffix=".txt",
        media_type="text/plain; charset=utf-8",
        systems="plane",
        states_accuracy=True,
    ),
    "corners_csv": Writer(
        module="corners",
        function="write_corners_csv",
        suffix=".csv",
        media_type="text/csv; charset=utf-8",
        systems="plane",
        states_accuracy=True,
    ),
    "corners_xlsx": Writer(
        module="corners",
        function="write_corners_xlsx",
        suffix=".xlsx",
        media_type=_XLSX,
        systems="plane",
        states_accuracy=True,
    ),
    "geojson": Writer(
        module="web",
        function="write_geojson",
        suffix=".geojson",
        media_type="application/geo+json",
        systems="degrees",
    ),
    "kml": Writer(
        module="web",
        function="write_kml",
        suffix=".kml",
        media_type="application/vnd.google-earth.kml+xml",
        systems="degrees",
    ),
    "gpkg": Writer(
        module="layers",
        function="write_gpkg",
        suffix=".gpkg",
        media_type="application/geopackage+sqlite3",
        systems="any",
    ),
    "shapefile": Writer(
        module="layers",
        function="write_shapefile",
        suffix=".zip",
        media_type="application/zip",
        systems="any",
    ),
    "dxf": Writer(
        module="dxf", function="write_dxf", suffix=".dxf", media_type="image/vnd.dxf", systems="plane"
    ),
}
"""Every format that can be written, by its key."""


def write(
    footprint: gpd.GeoDataFrame,
    fmt: str,
    *,
    crs: str | None = None,
    name: str = "footprint",
    accuracy_m: float | None = None,
) -> bytes:
    """Write a footprint in another format.

    Parameters
    ----------
    footprint
        Parts in EPSG:4490, as `geo.model.footprint.make_footprint` builds them.
    fmt
        Key of `WRITERS`: parcel_txt, corners_csv, corners_xlsx, geojson, kml, gpkg, shapefile, dxf.
    crs
        System of the file, as `geo.crs.systems.parse` understands it. None: EPSG:4490 where the format
        carries degrees, else the 3° zone of the land with the zone number in the eastings.
    name
        What the file calls the land; becomes a layer, document or project name.
    accuracy_m
        Standard deviation of each coordinate of a vertex, m, for the formats that can state it
        (``WRITERS[fmt].states_accuracy``); the others leave it out. None states none.

    Returns
    -------
    bytes
        The file; a zip archive for a Shapefile.

    Raises
    ------
    UsageError
        ``write.format``: no such format; ``write.empty``: no part.
    CrsError
        ``write.crs_fixed``: the format prescribes longitude and latitude; ``write.crs_datum``: the
        system's datum has no exact relation to CGCS2000.

    Examples
    --------
    >>> from shapely import box
    >>> from geo.model.footprint import make_footprint
    >>> land = make_footprint([("1", None, "示范园", box(118.7, 32.0, 118.701, 32.001))])
    >>> write(land, "parcel_txt").decode().splitlines()[5:9]
    ['坐标系=2000国家大地坐标系', '几度分带=3', '投影类型=高斯克吕格', '计量单位=米']
    """
    writer = WRITERS.get(fmt)
    if writer is None:
        raise UsageError("write.format", found=fmt, known=list(WRITERS))
    check_footprint(footprint)
    if footprint.empty:
        raise UsageError("write.empty")
    return writer.write(footprint, _system(footprint, writer, crs), name, accuracy_m)


def _system(footprint: gpd.GeoDataFrame, writer: Writer, crs: str | None) -> str:
    """The system to write in, checked against what the format can carry."""
    if crs is not None:
        chosen = parse(crs)
        if writer.systems == "degrees" and chosen not in {CRS, "EPSG:4326"}:
            raise CrsError("write.crs_fixed", crs=names(chosen))
        if not is_equal_datum(chosen):
            raise CrsError("write.crs_datum", crs=names(chosen))
        return chosen
    if writer.systems != "plane":
        return CRS
    west, _, east, _ = footprint.total_bounds
    nearest = SYSTEMS[plane_crs_for(float(west + east) / 2)]
    prefixed = find(nearest.datum, nearest.kind, nearest.zone, prefixed=True)
    return nearest.crs if prefixed is None else prefixed.crs
