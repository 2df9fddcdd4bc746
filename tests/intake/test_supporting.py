"""Roads, parks and zones in formats made for land; stated areas without a unit; shapes as WKT."""

from __future__ import annotations

import io
import time
import zipfile
from pathlib import Path

import ezdxf
import geopandas as gpd
import pytest
import shapely

from geo.i18n.catalogue import LANGUAGES
from geo.i18n.catalogue import text as message
from geo.intake import read, read_features
from geo.intake.detect import recognise
from geo.intake.sandbox import Sandbox

SQUARE = [(40380000, 3540000), (40380100, 3540000), (40380100, 3540100), (40380000, 3540100)]
LINE = [(40380000, 3539990), (40380200, 3539990)]
FIELD = shapely.box(380000, 3540000, 380100, 3540100)  # one hectare


def drawing(path: Path) -> bytes:
    document = ezdxf.new("R2010")
    space = document.modelspace()
    space.add_lwpolyline(LINE, dxfattribs={"layer": "演示东路"})
    space.add_lwpolyline(SQUARE, close=True, dxfattribs={"layer": "园区"})
    space.add_text("甲园", dxfattribs={"layer": "园区", "insert": (40380050, 3540050)})
    space.add_line((0, 0), (1, 1), dxfattribs={"layer": "0"})
    document.saveas(path)
    return path.read_bytes()


def test_a_drawing_of_roads_and_parks(tmp_path: Path, sandbox: Sandbox) -> None:
    found = read_features(drawing(tmp_path / "a.dxf"), name="a.dxf", sandbox=sandbox)
    by_name = {f.attributes["name"]: f for f in found.features}
    assert by_name["演示东路"].geometry.length == 200
    assert (by_name["甲园"].geometry.area, by_name["甲园"].attributes["kind"]) == (10_000, "园区")
    assert by_name[None].attributes["kind"] is None  # layer 0 names nothing
    assert [i.code for i in found.issues] == ["dxf.layers_all"]


def test_one_layer_of_a_drawing(tmp_path: Path, sandbox: Sandbox) -> None:
    data = drawing(tmp_path / "a.dxf")
    found = read_features(data, name="a.dxf", layer="园区", sandbox=sandbox)
    assert ([f.attributes["name"] for f in found.features], found.issues) == (["甲园"], ())
    missing = read_features(data, name="a.dxf", layer="无", sandbox=sandbox)
    assert [i.code for i in missing.issues] == ["layer.unknown"]


def test_parks_as_parcels_and_as_corner_points(sandbox: Sandbox) -> None:
    rows = "".join(f"J{i},1,{y},{x}\n" for i, (x, y) in enumerate([*SQUARE, SQUARE[0]], 1))
    parcels = f"[属性描述]\n坐标系=2000国家大地坐标系\n带号=40\n[地块坐标]\n5,1,1,甲园,面,,,,@\n{rows}"
    table = "地块名称,点号,X,Y\n" + "".join(f"甲园,{i},{y},{x}\n" for i, (x, y) in enumerate(SQUARE))
    for text, name in ((parcels, "a.txt"), (table, "a.csv")):
        found = read_features(text.encode("gbk"), name=name, sandbox=sandbox)
        assert [(f.attributes["name"], f.geometry.area) for f in found.features] == [("甲园", 10_000)]


@pytest.mark.parametrize("driver", ["ESRI Shapefile", "KML", "MapInfo File", "GeoJSON", "FlatGeobuf", "GPKG"])
@pytest.mark.parametrize("kind", ["line", "area"])
def test_layers_in_every_vector_format(tmp_path: Path, sandbox: Sandbox, driver: str, kind: str) -> None:
    shape = (
        shapely.LineString([(118.7, 32), (118.8, 32.1)]) if kind == "line" else shapely.box(118, 32, 119, 33)
    )
    suffixes = {"ESRI Shapefile": "a.shp", "MapInfo File": "a.tab", "FlatGeobuf": "a.fgb", "GPKG": "a.gpkg"}
    path = tmp_path / suffixes.get(driver, "a")
    gpd.GeoDataFrame({"name": ["演示东路"]}, geometry=[shape], crs=4326).to_file(path, driver=driver)
    if driver in {"ESRI Shapefile", "MapInfo File"}:
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as archive:
            for file in tmp_path.glob("a.*"):
                archive.write(file, file.name)
        data = target.getvalue()
    else:
        data = path.read_bytes()
    found = read_features(data, name="layer", sandbox=sandbox)
    (feature,) = found.features
    assert feature.attributes["name"] == "演示东路"
    assert feature.geometry.equals_exact(shape, 1e-6) or feature.geometry.equals(shape)


@pytest.mark.parametrize(
    ("stated", "unit"), [("1.0", "公顷"), ("10003", "平方米"), ("15", "亩"), ("3.3", None), ("", "none")]
)
def test_a_bare_area_column_is_compared(sandbox: Sandbox, stated: str, unit: str | None) -> None:
    """A hundred metres square is 1 ha, 10,000 m², 15 mu."""
    reading = read(f'名称,面积,wkt\n甲,{stated},"{FIELD.wkt}"\n'.encode(), name="a.csv", sandbox=sandbox)
    (part,) = reading.parts
    told = {issue.code: issue for issue in reading.issues}
    if unit == "none":
        assert part.declared_area_m2 is None
        assert not any(code.startswith("area.") for code in told)
    elif unit is None:
        assert part.declared_area_m2 is None
        assert "area.unit_unclear" in told
    else:
        assert part.declared_area_m2 == pytest.approx(10_000, rel=0.001)
        assert told["area.unit_found"].params["unit"]["zh"] == unit
    for issue in reading.issues:
        assert all(
            "—" not in message(f"issue.{issue.code}.message", lang, **issue.params) for lang in LANGUAGES
        )


def test_shapes_as_wkt_are_parts_and_broken_ones_are_told(sandbox: Sandbox) -> None:
    text = f'名称,角色,WKT\n甲,核心区,"SRID=4528;{FIELD.wkt}"\n乙,基地,"POLYGON ((0 0, 1 1"\n'
    reading = read(text.encode(), name="a.csv", sandbox=sandbox)
    assert [(p.name, p.role, p.geometry.area) for p in reading.parts] == [("甲", "core", 10_000)]
    assert [(i.code, i.where.row) for i in reading.issues if i.severity == "error"] == [("table.wkt", 3)]


def test_a_long_shape_in_one_cell(sandbox: Sandbox) -> None:
    """20,000 vertices are over the 128 kB at which the csv library stops by itself."""
    shape = shapely.Point(380000, 3540000).buffer(500, quad_segs=5_000)
    reading = read(f'name,wkt\n甲,"{shape.wkt}"\n'.encode(), name="a.csv", sandbox=sandbox)
    assert len(reading.parts[0].geometry.exterior.coords) == 20_001


def test_empty_columns_behind_a_table_are_left_out(sandbox: Sandbox) -> None:
    found = read_features("名称,层数,,\n甲,3,,\n乙,4,,\n".encode(), name="a.csv", sandbox=sandbox)
    assert found.columns == ("名称", "层数")


@pytest.mark.parametrize(
    ("entry", "code"),
    [("Workbook", "format.xls"), ("EncryptedPackage", "format.encrypted"), ("x", "format.office_old")],
)
def test_office_files_are_told_apart(sandbox: Sandbox, entry: str, code: str) -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 90_000 + entry.encode("utf-16-le") + b"\0" * 40
    assert [i.code for i in read(data, name="a.xls", sandbox=sandbox).issues] == [code]


def test_comments_before_a_drawing_cost_no_time() -> None:
    """With two places for each line break, twenty such comments took minutes, and each more doubled it."""
    began = time.process_time()
    assert recognise(b"999\n\n\n\n" * 500 + b"x").format is None
    assert time.process_time() - began < 5
