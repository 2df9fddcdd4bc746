"""The demonstration application: the same land in every file, and the oddities its README promises.

Files are read with GDAL, openpyxl or a few lines here, never with the readers of the service; areas are
computed by pyproj's geodesics, which the service does not use.
"""

import csv
import io
import json
import re
import subprocess
import sys
import tomllib
import zipfile
from collections import defaultdict

import geopandas as gpd
import numpy as np
import openpyxl
import pyogrio
import pytest
import shapely
from defusedxml import ElementTree
from pyproj import Geod, Transformer

from geo import resources
from geo.places import city_name, county_name, locate, nearness

DEMO = resources.demo()
ROLES = {"1": "核心区", "2": "中心", "3": "基地", "4": "基地"}
GEOD = Geod(ellps="GRS80")
KML = "{http://www.opengis.net/kml/2.2}"


def _degrees(shape, crs: int):
    to = Transformer.from_crs(crs, 4490, always_xy=True)
    return shapely.transform(shape, to.transform, interleaved=False)


def _frame(path: str, *, columns=("编号", "名称", "角色")) -> dict:
    frame = gpd.read_file(path)
    shapes = frame.geometry.to_crs(4490)
    # Shapefile and GeoPackage may give every part as a multipolygon of one polygon.
    shapes = [getattr(shape, "geoms", [shape])[0] for shape in shapes]
    rows = zip(*(frame[c] for c in columns), shapes, strict=True)
    return {str(number): (name, role, shape) for number, name, role, shape in rows}


def _from_kml(text: bytes) -> dict:
    found = {}
    for mark in ElementTree.fromstring(text).iter(f"{KML}Placemark"):
        data = {d.get("name"): d.findtext(f"{KML}value") for d in mark.iter(f"{KML}Data")}
        rings = [
            [[float(v) for v in point.split(",")[:2]] for point in ring.text.split()]
            for ring in mark.iter(f"{KML}coordinates")
        ]
        shape = shapely.Polygon(rings[0], rings[1:])
        found[data["编号"]] = (mark.findtext(f"{KML}name"), data["角色"], shape)
    return found


def _from_corners(rows: list[list]) -> dict:
    rings, names = defaultdict(lambda: defaultdict(list)), {}
    for number, name, role, ring, _, north, east in rows[1:]:
        rings[str(number)][int(ring)].append((float(east), float(north)))
        names[str(number)] = (name, role)
    return {
        number: (
            *names[number],
            _degrees(shapely.Polygon(found[1], [found[k] for k in found if k > 1]), 4528),
        )
        for number, found in rings.items()
    }


def _from_txt(text: str) -> dict:
    rows, head = [[]], None
    for line in text.split("[地块坐标]")[1].split():
        cells = line.split(",")
        if line.endswith("@"):
            head = (cells[2], cells[3], cells[6])
        else:
            rows.append([*head, cells[1], cells[0], cells[2], cells[3]])
    return _from_corners(rows)


def _xlsx(name: str) -> list[list]:
    book = openpyxl.load_workbook(DEMO / name, read_only=True)
    rows = [list(row) for row in book.active.iter_rows(values_only=True)]
    book.close()
    return rows


READERS = {
    "zone.geojson": lambda: _frame(DEMO / "zone.geojson"),
    "zone_4490.gpkg": lambda: _frame(DEMO / "zone_4490.gpkg"),
    "zone_4528.gpkg": lambda: _frame(DEMO / "zone_4528.gpkg"),
    "zone_4549_shp.zip": lambda: _frame(f"/vsizip/{DEMO}/zone_4549_shp.zip/zone.shp"),
    "zone_4549_mif.zip": lambda: _frame(
        f"/vsizip/{DEMO}/zone_4549_mif.zip/zone.mif", columns=("id", "name", "role")
    ),
    "zone.fgb": lambda: _frame(DEMO / "zone.fgb"),
    "zone.kml": lambda: _from_kml((DEMO / "zone.kml").read_bytes()),
    "zone.kmz": lambda: _from_kml(zipfile.ZipFile(DEMO / "zone.kmz").read("doc.kml")),
    "zone.txt": lambda: _from_txt((DEMO / "zone.txt").read_text(encoding="gb18030")),
    "zone_corners.csv": lambda: _from_corners(
        list(csv.reader(io.StringIO((DEMO / "zone_corners.csv").read_text(encoding="gb18030"))))
    ),
    "zone_corners.xlsx": lambda: _from_corners(_xlsx("zone_corners.xlsx")),
}


def _area(shape) -> float:
    # Geod adds a hole wound like its shell; each ring by itself needs no orientation.
    shell, *holes = [
        abs(GEOD.polygon_area_perimeter(*shapely.get_coordinates(ring).T)[0])
        for ring in (shape.exterior, *shape.interiors)
    ]
    return shell - sum(holes)


def _plane_area(shape) -> float:
    to = Transformer.from_crs(4490, 4528, always_xy=True)
    return shapely.transform(shape, to.transform, interleaved=False).area


@pytest.fixture(scope="module")
def plane() -> dict:
    """The parts from the millimetres of the text, in metres."""
    to = Transformer.from_crs(4490, 4528, always_xy=True)
    found = READERS["zone.txt"]()
    return {
        number: shapely.transform(shape, lambda *c: np.round(to.transform(*c), 3), interleaved=False)
        for number, (_, _, shape) in found.items()
    }


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("name", READERS)
def test_every_format_holds_the_same_land(name: str) -> None:
    expected, found = READERS["zone.txt"](), READERS[name]()
    # MapInfo knows no CGCS2000 and names WGS 84, whose ellipsoid differs by 0.1 mm in the plane.
    tolerance = 2e-9 if name.endswith("mif.zip") else 1e-11
    assert {number: role for number, (_, role, _) in found.items()} == ROLES
    for number, (label, _, shape) in found.items():
        assert label == expected[number][0]
        assert shape.is_valid
        # Geodesic areas carry a noise of 1e-5 m² from a double's last digit; the plane does not.
        assert _area(shape) == pytest.approx(_area(expected[number][2]), abs=1e-3)
        assert _plane_area(shape) == pytest.approx(_plane_area(expected[number][2]), rel=1e-9)
        assert shape.normalize().equals_exact(expected[number][2].normalize(), tolerance)


def test_parquet_too() -> None:
    frame = gpd.read_parquet(DEMO / "zone.parquet")
    expected = READERS["zone.txt"]()
    for number, shape in zip(frame["编号"], frame.geometry, strict=True):
        assert _plane_area(shape) == pytest.approx(_plane_area(expected[number][2]), rel=1e-9)


def test_the_drawing_holds_the_same_rings(plane: dict) -> None:
    # The drawing is of a version that is UTF-8 whatever its header says; GDAL believes the header.
    pyogrio.set_gdal_config_options({"DXF_ENCODING": "UTF-8"})
    try:
        frame = gpd.read_file(DEMO / "zone.dxf")
    finally:
        pyogrio.set_gdal_config_options({"DXF_ENCODING": None})
    assert frame.crs is None
    drawn = [
        (layer, shapely.get_coordinates(line))
        for layer, line in zip(frame["Layer"], frame.geometry, strict=True)
    ]
    expected = [
        (ROLES[number], shapely.get_coordinates(ring))
        for number, shape in plane.items()
        for ring in (shape.exterior, *shape.interiors)
    ]
    assert [layer for layer, _ in drawn] == [role for role, _ in expected]
    for (_, found), (_, wanted) in zip(drawn, expected, strict=True):
        np.testing.assert_allclose(found[:, :2], wanted, rtol=0, atol=1e-6)


def test_areas_by_the_shoelace_on_the_millimetre_grid(plane: dict) -> None:
    # Plane areas as the README prints them; the integer shoelace is exact.
    expected = {"1": 1410.3, "2": 42514.7, "3": 11869.9, "4": 8946.3}
    for number, shape in plane.items():
        total = 0
        for sign, ring in ((1, shape.exterior), *((-1, hole) for hole in shape.interiors)):
            e, n = np.round(shapely.get_coordinates(ring) * 1000).astype(np.int64).astype(object).T
            total += sign * abs(sum(e[:-1] * n[1:] - e[1:] * n[:-1]))
        assert total / 2e6 == pytest.approx(expected[number], abs=0.05)
        assert shape.area == pytest.approx(total / 2e6, rel=1e-6)
    assert shapely.union_all(list(plane.values())).area == pytest.approx(63_330.9, abs=0.05)
    assert plane["2"].contains(plane["1"])
    assert len(plane["2"].interiors) == 1


def test_degrees_carry_the_grid() -> None:
    numbers = re.findall(r"1?\d\d\.(\d+)", (DEMO / "zone.geojson").read_text(encoding="utf-8"))
    assert np.median([len(digits) for digits in numbers]) >= 13
    frame = gpd.read_file(DEMO / "zone.geojson").to_crs(4528)
    millimetres = shapely.get_coordinates(frame.geometry) * 1000
    assert np.abs(millimetres - np.round(millimetres)).max() < 1e-3


def test_the_land_lies_where_the_zone_says(plane: dict) -> None:
    facts = tomllib.loads((DEMO / "zone.toml").read_text(encoding="utf-8"))
    zone = facts["zone"]
    assert zone["demo"] is True
    assert city_name(zone["city"]) == zone["city"]
    assert county_name(zone["district"], zone["city"]) == zone["district"]
    assert all((DEMO / name).is_file() for name in facts["files"].values())
    assert zone["declared_area_m2"] == pytest.approx(shapely.union_all(list(plane.values())).area, abs=0.06)
    for _, _, shape in READERS["zone.geojson"]().values():
        point = shape.centroid
        place = locate(point.x, point.y)
        assert (place.city, place.county) == (zone["city"], zone["district"])
        assert nearness(point.x, point.y, zone["city"]) == "inside"


def test_every_name_is_marked_as_made_up() -> None:
    names = [name for name, _, _ in READERS["zone.txt"]().values()]
    for layer, column in (("parks", "名称"), ("lines", "name"), ("buildings", "名称")):
        names += gpd.read_file(DEMO / f"{layer}.gpkg")[column].tolist()
    names += [row[1] for sheet in ("buildings", "institutions") for row in _xlsx(f"{sheet}.xlsx")[1:]]
    facts = tomllib.loads((DEMO / "zone.toml").read_text(encoding="utf-8"))["zone"]
    names += [facts["name"], facts["operator"]]
    assert len(names) > 60
    assert [name for name in names if "示例" not in name and "演示" not in name] == []


# Local frames: the sides face E, S, W, N after each part's turn; a line is on a side when the part's
# middle sees it in that direction.
BEARING = {"N": 0, "E": 90, "S": 180, "W": 270}
ALONG = {
    "1": {"E": "示例创意巷", "S": "示例专利巷", "W": "示例版权巷", "N": "示例商标巷"},
    "2": {"E": "示例紫藤路", "S": "示例浒溪河", "W": "示例青杨路", "N": "示例文昌大道"},
    "3": {"E": "示例银杏路", "S": "示例桂花街", "W": "示例木槿路", "N": "示例白鹭塘"},
    "4": {"E": "示例海棠路", "S": "示例石榴街", "W": "示例芦苇港", "N": "示例梧桐路"},
}


@pytest.mark.parametrize("number", ALONG)
def test_a_road_or_river_runs_along_every_side(number: str, plane: dict) -> None:
    frame = gpd.read_file(DEMO / "lines.gpkg").to_crs(4528).set_index("name")
    part = plane[number]
    for side, name in ALONG[number].items():
        line = frame.geometry[name]
        near = shapely.ops.nearest_points(part.centroid, line)[1]
        seen = np.degrees(np.arctan2(near.x - part.centroid.x, near.y - part.centroid.y)) % 360
        assert abs((seen - BEARING[side] + 180) % 360 - 180) < 25, name
        assert 5 <= line.distance(part) <= 30, name
        assert line.length > 0.8 * np.sqrt(part.area), name
    kinds = set(frame.loc[list(ALONG[number].values()), "kind"])
    assert kinds <= {"road", "river"}


def test_the_claim_names_the_lines_of_the_centre() -> None:
    claim = (DEMO / "claim.txt").read_text(encoding="utf-8").strip()
    block, sentence, closing = re.split("[：。]", claim.removesuffix("。"))
    sides = dict(zip("ESWN", re.findall(r"[东南西北]至([^、]+)", sentence), strict=True))
    assert block == READERS["zone.geojson"]()["2"][0]
    assert re.sub(r"至[^、]+、?", "", sentence) == "东南西北"
    assert closing == "具体以界址点坐标控制"
    assert sides == ALONG["2"]


def test_parks_overlap_touch_or_have_no_land(plane: dict) -> None:
    frame = gpd.read_file(DEMO / "parks.gpkg").set_index("名称")
    degrees = {number: shape for number, (_, _, shape) in READERS["zone_4490.gpkg"]().items()}
    assert frame.loc[frame.geometry.isna(), "批准面积_公顷"].tolist() == [132.5]
    assert frame.geometry["示例生物医药园"].touches(degrees["4"])
    metres = frame.to_crs(4528).geometry
    assert metres["示例软件园"].intersection(plane["3"]).area > 1000
    assert metres["示例软件园"].intersects(metres["示例光电产业园"])
    assert 0.5 < metres["示例文创产业园"].intersection(plane["4"]).area < 5
    assert metres["演示高新技术产业园"].contains(plane["2"])
    assert metres["演示物流园"].distance(plane["2"]) > 500


def test_floor_area_suffices_and_the_oddities_are_there(plane: dict) -> None:
    frame = gpd.read_file(DEMO / "buildings.gpkg").set_index("名称").to_crs(4528)
    zone = shapely.union_all(list(plane.values()))
    share = frame.intersection(zone).area / frame.area
    certified = frame["产权证号"].notna()
    assert (frame["建筑面积"] * share)[certified].sum() > 5000
    assert (frame["建筑面积"] * frame.within(plane["1"]))[certified].sum() == pytest.approx(2640.5)
    assert share["示例对街楼"] == 0
    assert share["演示5号楼"] == pytest.approx(20 / 28, abs=0.02)
    assert frame.loc["演示6号楼", ["层数", "建筑面积", "产权证号"]].isna().all()
    assert frame.loc["演示7号楼", "层高"] < 2.2
    assert frame.loc["演示8号楼", "建筑面积"] > frame.area["演示8号楼"] * frame.loc["演示8号楼", "层数"]
    inside = share.drop(["演示5号楼", "示例对街楼"])
    assert inside.min() == pytest.approx(1.0)
    buildings = frame.geometry.tolist()
    assert shapely.union_all(buildings).area == pytest.approx(frame.area.sum())


def test_ledger_and_footprints_name_the_same_buildings() -> None:
    header, *rows = _xlsx("buildings.xlsx")
    assert header == ["编号", "名称", "层数", "层高", "建筑面积", "产权证号", "状态", "经度", "纬度"]
    frame = gpd.read_file(DEMO / "buildings.gpkg")
    for row, name, shape in zip(rows, frame["名称"], frame.geometry, strict=True):
        assert row[1] == name
        assert shapely.contains_xy(shape, *row[-2:])


def test_enough_market_institutions_stand_in_the_zone() -> None:
    header, *rows = _xlsx("institutions.xlsx")
    assert header == ["序号", "名称", "类别", "所在建筑", "入驻日期", "经度", "纬度"]
    text = (DEMO / "institutions.csv").read_text(encoding="utf-8-sig")
    assert [row[1:4] for row in csv.reader(io.StringIO(text))] == [row[1:4] for row in [header, *rows]]
    public = {"知识产权保护中心", "快速维权中心", "知识产权业务窗口"}
    assert public <= {row[2] for row in rows}
    zone = shapely.union_all([shape for _, _, shape in READERS["zone.geojson"]().values()])
    market = [row for row in rows if row[2] not in public]
    inside = {
        re.sub(r"\W", "", row[1]) for row in market if row[5] and shapely.contains_xy(zone, row[5], row[6])
    }
    assert len(rows) == 24
    assert len(market) == 21
    assert len(inside) == 18


def test_bad_files_are_bad_as_described(plane: dict) -> None:
    bad = DEMO / "bad"
    bow = json.loads((bad / "bow_tie.geojson").read_text(encoding="utf-8"))
    shapes = [shapely.geometry.shape(feature["geometry"]) for feature in bow["features"]]
    assert not any(shape.is_valid for shape in shapes)
    opened = (bad / "open_ring.txt").read_text(encoding="gb18030")
    closed = (DEMO / "zone.txt").read_text(encoding="gb18030")
    assert opened.count("\nJ1,") == 2
    assert closed.count("\nJ1,") == 2 * 4
    assert "带号=39" in (bad / "wrong_zone.txt").read_text(encoding="gb18030")
    swapped = (bad / "swapped_xy.txt").read_text(encoding="gb18030")
    assert re.search(r"^J1,1,405\d{5}\.\d{3},34\d{5}\.\d{3}", swapped, re.MULTILINE)
    online = json.loads((bad / "gcj02.geojson").read_text(encoding="utf-8"))
    assert "crs" not in online
    west = GEOD.inv(
        *online["features"][1]["geometry"]["coordinates"][0][0],
        *shapely.get_coordinates(READERS["zone.geojson"]()["2"][2])[0],
    )[2]
    assert 412 < west < 590  # formats.md: the offset of GCJ-02 in Jiangsu
    assert {name.rsplit(".")[-1] for name in zipfile.ZipFile(bad / "no_prj.zip").namelist()} == {
        "shp",
        "shx",
        "dbf",
    }


@pytest.fixture(scope="module")
def made_again(tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("demo")
    script = DEMO / "make.py"
    subprocess.run([sys.executable, script, "--output", folder], check=True, capture_output=True)
    return folder


def test_the_script_writes_exactly_these_files(made_again) -> None:
    made = {str(path.relative_to(made_again)) for path in made_again.rglob("*") if path.is_file()}
    kept = {
        str(path.relative_to(DEMO))
        for path in DEMO.rglob("*")
        if path.is_file() and path.suffix not in {".py", ".md", ".pyc"}
    }
    assert made == kept
    # Binary containers depend on the version of GDAL and pyarrow; what is text does not.
    for name in made:
        if name.endswith((".geojson", ".txt", ".kml", ".toml", ".csv")):
            assert (made_again / name).read_bytes() == (DEMO / name).read_bytes(), name
    assert sum(path.stat().st_size for path in DEMO.rglob("*.*") if path.is_file()) < 1_000_000
