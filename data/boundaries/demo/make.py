"""Write every file of the demonstration application: ``python data/boundaries/demo/make.py``.

The land is made up by this project; see README.md. The same libraries give the same bytes.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

import formats as fm
import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from land import BASE_ONE, CENTRE, CORE, PARTS, lines, parks
from ledgers import BUILDING_COLUMNS, INSTITUTION_COLUMNS, buildings, institutions
from others import zones
from pyogrio import set_gdal_config_options

from geo.crs import gcj

HERE = Path(__file__).parent
CLAIM = "演示中心：东至示例紫藤路、南至示例浒溪河、西至示例青杨路、北至示例文昌大道。具体以界址点坐标控制。"
"""The 四至 of the centre in the words such documents use; true to the lines."""


def zone_files(folder: Path) -> None:
    """The same four parts in every format."""
    plane, degrees = fm.zone(), fm.in_degrees(fm.zone())
    fm.geojson(degrees, folder / "zone.geojson")
    fm.gpkg(plane, folder / "zone_4528.gpkg", "zone")
    fm.gpkg(degrees, folder / "zone_4490.gpkg", "zone")
    short = shifted(plane)
    fm.shapefile_zip(short, folder / "zone_4549_shp.zip")
    fm.mapinfo_zip(short, folder / "zone_4549_mif.zip")
    kml = fm.kml_text(degrees)
    (folder / "zone.kml").write_text(kml, encoding="utf-8")
    fm.zip_files({"doc.kml": kml.encode()}, folder / "zone.kmz")
    (folder / "zone.txt").write_bytes(fm.parcel_txt().encode("gb18030"))
    degrees.to_file(folder / "zone.fgb", driver="FlatGeobuf", layer_options={"SPATIAL_INDEX": "NO"})
    degrees.to_parquet(folder / "zone.parquet")
    fm.dxf_file(folder / "zone.dxf")
    fm.csv_file(fm.corner_rows(), folder / "zone_corners.csv", "gb18030")
    fm.xlsx_file(fm.corner_rows(), folder / "zone_corners.xlsx", "界址点坐标表")


def shifted(plane: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The plane without the zone number before the easting."""
    moved = [shapely.transform(shape, without_zone) for shape in plane.geometry]
    return plane.set_geometry(moved, crs=fm.PLANE_WITHOUT_ZONE)


def without_zone(metres: np.ndarray) -> np.ndarray:
    """Whole millimetres again after the subtraction: no digit is lost."""
    return np.round((metres - [fm.ZONE_M, 0]) * 1000) / 1000


def frame(rows: list[dict[str, object]]) -> gpd.GeoDataFrame:
    """Rows with plane geometry to a frame in degrees; whole numbers stay whole beside empty cells."""
    shapes = [fm.degrees(row["geometry"]) for row in rows]
    table = pd.DataFrame([{k: v for k, v in row.items() if k != "geometry"} for row in rows])
    if "层数" in table:
        table["层数"] = table["层数"].astype("Int64")
    return gpd.GeoDataFrame(table, geometry=shapes, crs=fm.DEGREES)


def table_rows(rows: list[dict[str, object]], columns: tuple[str, ...]) -> list[list[object]]:
    """Rows as a spreadsheet has them: a header, then values; the point as longitude and latitude."""
    out: list[list[object]] = [list(columns)]
    for row in rows:
        point = fm.degrees(row["geometry"].centroid) if row["geometry"] is not None else None
        place = {"经度": round(point.x, 7), "纬度": round(point.y, 7)} if point is not None else {}
        out.append([{**row, **place}.get(column) for column in columns])
    return out


def layer_files(folder: Path) -> None:
    """Parks, lines, buildings, institutions, and other zones to compare with."""
    known = gpd.GeoDataFrame(zones(), geometry="geometry", crs="EPSG:4490")
    fm.gpkg(known, folder / "known_zones.gpkg", "zones")
    fm.gpkg(frame(parks()), folder / "parks.gpkg", "parks")
    fm.gpkg(frame(lines()), folder / "lines.gpkg", "lines")
    fm.gpkg(frame(buildings()), folder / "buildings.gpkg", "buildings")
    fm.xlsx_file(table_rows(buildings(), BUILDING_COLUMNS), folder / "buildings.xlsx", "建筑台账")
    rows = table_rows(institutions(), INSTITUTION_COLUMNS)
    fm.xlsx_file(rows, folder / "institutions.xlsx", "入驻机构")
    fm.csv_file(rows, folder / "institutions.csv", "utf-8-sig")


def facts(folder: Path) -> None:
    """The claimed 四至 and what the applicant says of the zone."""
    total = sum(part.area_m2() for part in PARTS if part is not CORE)  # the core lies inside the centre
    (folder / "claim.txt").write_text(CLAIM + "\n", encoding="utf-8")
    (folder / "zone.toml").write_text(
        f"""# The demonstration application: made up, no real zone. Written by make.py.
[zone]
id = "DEMO-0001"
name = "示例知识产权服务业集聚发展区（演示）"
level = "provincial"
stage = "declared"
city = "苏州市"
district = "虎丘区"
operator = "示例园区运营管理有限公司（演示）"
declared_area_m2 = {total:.1f}
demo = true

[files]
boundary = "zone.geojson"
parks = "parks.gpkg"
lines = "lines.gpkg"
buildings = "buildings.xlsx"
institutions = "institutions.xlsx"
zones = "known_zones.gpkg"
claim = "claim.txt"

[checklist]
operator = true
managers = true
plan = true
policies = true
""",
        encoding="utf-8",
    )


def bad_files(folder: Path) -> None:
    """What applicants send by mistake; README.md says what is wrong with each."""
    folder.mkdir(exist_ok=True)
    degrees = fm.in_degrees(fm.zone())
    fm.geojson(changed(degrees, bow_tie), folder / "bow_tie.geojson")
    fm.geojson(changed(degrees, drawn_online), folder / "gcj02.geojson", crs=None)
    one = (CENTRE, BASE_ONE)
    texts = {
        "open_ring.txt": fm.parcel_txt(one, closed=False),
        "swapped_xy.txt": fm.parcel_txt(one, swapped=True),
        "wrong_zone.txt": fm.parcel_txt(one, zone_number=39),
    }
    for name, text in texts.items():
        (folder / name).write_bytes(text.encode("gb18030"))
    fm.shapefile_zip(shifted(fm.zone()), folder / "no_prj.zip", prj=False)


def changed(frame: gpd.GeoDataFrame, how: Callable[[shapely.Polygon], shapely.Polygon]) -> gpd.GeoDataFrame:
    """The frame with every geometry changed."""
    return frame.set_geometry([how(shape) for shape in frame.geometry], crs=frame.crs)


def bow_tie(shape: shapely.Polygon) -> shapely.Polygon:
    """Two vertices of the shell in each other's place: points 4 and 12."""
    ring = shapely.get_coordinates(shape.exterior)[:-1]
    ring[[3, 11]] = ring[[11, 3]]
    return shapely.Polygon(ring, shape.interiors)


def drawn_online(shape: shapely.Polygon) -> shapely.Polygon:
    """Displaced as an online map displaces it."""
    return shapely.transform(shape, lambda lon, lat: gcj.apply(lon, lat, "gcj02"), interleaved=False)


def main() -> None:
    """Write everything."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--output", type=Path, default=HERE)
    folder = parser.parse_args().output
    folder.mkdir(parents=True, exist_ok=True)
    set_gdal_config_options({"OGR_CURRENT_DATE": "2025-01-01T00:00:00.000Z"})
    zone_files(folder)
    layer_files(folder)
    facts(folder)
    bad_files(folder / "bad")
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    print(f"{size / 1024:.0f} KiB")


if __name__ == "__main__":
    main()
