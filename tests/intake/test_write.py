"""What is written is read back twice: by our readers, and by programs that know nothing of them."""

import io
import math
import time
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

import ezdxf
import geopandas as gpd
import numpy as np
import openpyxl
import pyogrio
import pyproj
import pytest
import shapely

from geo.crs.gate import to_lonlat
from geo.errors import CrsError, UsageError
from geo.i18n.catalogue import text as message
from geo.intake import read
from geo.intake.write import WRITERS, write
from geo.model.footprint import make_footprint
from geo.model.zone import Role

LINES = "甲\n  0\nEOF\r\n"
NASTY = "=1+1，核心,“甲”<&>@"


def plane_box(x: float, y: float, width: float, height: float) -> shapely.Polygon:
    return shapely.box(x, y, x + width, y + height, ccw=False)


def lonlat(geometry: shapely.Geometry) -> shapely.Geometry:
    """EPSG:4528 to degrees by pyproj's own lookup of the code, not by our tables."""
    moved = pyproj.Transformer.from_crs("EPSG:4528", "EPSG:4490", always_xy=True)
    return shapely.transform(geometry, lambda xy: np.column_stack(moved.transform(*xy.T)))


@pytest.fixture(scope="module")
def land() -> gpd.GeoDataFrame:
    """Millimetre corners in zone 40; a hole, two polygons in one part, a part inside another's outline."""
    core = plane_box(40380000.125, 3540000.25, 31.5, 33.001)
    hole = plane_box(40380110, 3540110, 20, 20)
    centre = plane_box(40380100, 3540100, 200, 100).difference(hole)
    base = shapely.MultiPolygon([plane_box(40380500, 3540000, 30, 30), plane_box(40380600, 3540000, 10, 10)])
    within = plane_box(40380510, 3540010, 5, 5)
    rows = [
        ("甲", Role.CORE, NASTY, core),
        ("2", Role.CENTRE, "中心园", centre),
        ("3", Role.BASE, "创新中心", base),
        ("4", Role.BASE, None, within),
        ("5", None, "无角色", plane_box(40380700, 3540000, 10, 10)),
    ]
    return make_footprint([(i, role, name, lonlat(shape)) for i, role, name, shape in rows])


def key(geometry: shapely.Geometry) -> float:
    return round(geometry.bounds[0], 7)


def assert_same_land(found: list[shapely.Geometry], land: gpd.GeoDataFrame, within: float) -> None:
    pieces = sorted((p for g in found for p in getattr(g, "geoms", [g])), key=key)
    wanted = sorted((p for g in land.geometry for p in g.geoms), key=key)
    assert len(pieces) == len(wanted)
    for one, other in zip(map(shapely.normalize, pieces), map(shapely.normalize, wanted), strict=True):
        assert shapely.equals_exact(one, other, tolerance=within)
        assert len(one.interiors) == len(other.interiors)
        assert one.area == pytest.approx(other.area, rel=1e-7)


@pytest.mark.parametrize("fmt", [f for f in WRITERS if f != "dxf"])
def test_our_own_readers_give_the_land_back(land: gpd.GeoDataFrame, fmt: str) -> None:
    data = write(land, fmt, name="示范区")
    reading = read(data, name=f"示范区{WRITERS[fmt].suffix}")
    assert [i.code for i in reading.issues if i.severity == "error"] == []
    assert reading.declared is not None
    assert reading.declared.crs is not None
    found = {p.part_id: p for p in reading.parts}
    assert set(found) == set(land["part_id"])
    geometries = [to_lonlat(p.geometry, reading.declared.crs) for p in reading.parts]
    # 1e-12 of a degree is a tenth of a micrometre.
    assert_same_land(geometries, land, within=1e-12)
    for row in land.itertuples():
        role = found[row.part_id].role
        assert (None if role is None else role.value) == (row.role if isinstance(row.role, str) else None)
    assert found["2"].name == "中心园"
    assert found["甲"].name is not None
    assert found["甲"].name.replace("，", ",").replace("＠", "@").lstrip("'") == NASTY.replace("，", ",")


def test_the_drawing_gives_the_land_back(land: gpd.GeoDataFrame) -> None:
    reading = read(write(land, "dxf"), name="示范区.dxf")
    assert [i.code for i in reading.issues if i.severity == "error"] == []
    assert_same_land([to_lonlat(p.geometry, "EPSG:4528") for p in reading.parts], land, within=1e-12)
    roles = sorted(str(p.role) for p in reading.parts)
    assert roles == ["None", "base", "base", "base", "centre", "core"]
    assert sorted(p.name or "" for p in reading.parts) == sorted(
        ["", NASTY, "中心园", "创新中心", "创新中心", "无角色"]
    )


def test_txt_keeps_the_millimetre_grid(land: gpd.GeoDataFrame) -> None:
    lines = write(land, "parcel_txt").decode().splitlines()
    at = lines.index("[地块坐标]") + 1
    assert lines[at].split(",")[0] == "5"
    # By hand: the lower left corner of the core in X (north), Y (east).
    assert any(line.endswith(",1,3540000.250,40380000.125") for line in lines[at + 1 : at + 6])
    # What stands in 地块面积 is a declaration, and nobody has declared anything.
    assert lines[at].split(",")[1] == ""
    assert "带号=40" in lines


def test_land_off_the_grid_gets_more_decimals() -> None:
    skew = shapely.Polygon([(119.1234567890123, 32.1), (119.1334567890123, 32.1), (119.13, 32.2)])
    land = make_footprint([("1", None, None, skew)])
    reading = read(write(land, "parcel_txt"), name="a.txt")
    assert reading.decimals == 8
    assert reading.declared is not None
    assert reading.declared.crs == "EPSG:4528"
    found = to_lonlat(reading.parts[0].geometry, "EPSG:4528")
    assert shapely.equals_exact(shapely.normalize(found), shapely.normalize(skew), tolerance=1e-12)


@pytest.mark.parametrize("fmt", ["geojson", "gpkg", "kml"])
def test_gdal_reads_the_web_formats(land: gpd.GeoDataFrame, fmt: str, tmp_path: Path) -> None:
    path = tmp_path / f"land{WRITERS[fmt].suffix}"
    path.write_bytes(write(land, fmt, name="示范区"))
    frame = gpd.read_file(path)
    assert_same_land(list(frame.geometry), land, within=0 if fmt != "kml" else 1e-14)
    assert frame["part_id"].tolist() == land["part_id"].tolist()
    assert frame["role"].fillna("").tolist() == ["core", "centre", "base", "base", ""]
    if fmt != "kml":
        assert frame.crs.to_epsg() == 4490
        assert frame["name"].tolist()[:3] == [NASTY, "中心园", "创新中心"]


def test_gdal_reads_the_shapefile(land: gpd.GeoDataFrame, tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(write(land, "shapefile", crs="EPSG:4528"))) as archive:
        assert {Path(n).suffix for n in archive.namelist()} == {".cpg", ".dbf", ".prj", ".shp", ".shx"}
        archive.extractall(tmp_path)
    frame = gpd.read_file(tmp_path / "footprint.shp")
    assert frame["name"].tolist()[0] == NASTY
    assert "CGCS2000 / 3-degree Gauss-Kruger zone 40" in frame.crs.name.replace("_", " ")
    # By hand, in the plane: 200 × 100 − 20 × 20 m².
    assert frame.geometry.area[1] == pytest.approx(19_600, abs=1e-4)


def test_ezdxf_reads_the_drawing(land: gpd.GeoDataFrame) -> None:
    doc = ezdxf.read(io.StringIO(write(land, "dxf").decode()))
    assert doc.dxfversion == "AC1024"
    rings = doc.modelspace().query("LWPOLYLINE")
    assert all(ring.closed for ring in rings)
    assert sorted({ring.dxf.layer for ring in rings}) == sorted(
        ["核心区", "中心", "基地", "基地-2", "用地范围"]
    )
    core = next(r for r in rings if r.dxf.layer == "核心区")
    xy = np.array([p[:2] for p in core.get_points()])
    assert xy.min(axis=0) == pytest.approx([40380000.125, 3540000.25], abs=1e-7)
    assert not doc.audit().has_errors


def test_openpyxl_reads_the_workbook(land: gpd.GeoDataFrame) -> None:
    book = openpyxl.load_workbook(io.BytesIO(write(land, "corners_xlsx", name="示范区")))
    rows = list(book.active.iter_rows(values_only=True))
    assert rows[0][0] == "示范区界址点坐标表"
    assert rows[2] == ("地块编号", "地块名称", "角色", "圈号", "点号", "北坐标X", "东坐标Y")
    assert rows[3][1] == NASTY
    assert book.active["B4"].data_type == "s"
    # Rows: 5 for each plain rectangle, twice that for the hole and for the part of two polygons.
    assert len(rows) - 3 == 5 + 10 + 10 + 5 + 5
    norths = [row[5] for row in rows[3:8]]
    assert min(norths) == pytest.approx(3540000.25, abs=1e-9)


def test_csv_names_are_no_formulas(land: gpd.GeoDataFrame) -> None:
    data = write(land, "corners_csv")
    assert data.startswith(b"\xef\xbb\xbf")
    body = data.decode("utf-8-sig").splitlines()[2]
    assert body.startswith("甲,\"'=1+1")


def test_kml_is_well_formed(land: gpd.GeoDataFrame) -> None:
    root = ET.fromstring(write(land, "kml", name=NASTY + "\x07"))  # noqa: S314 - our own bytes
    space = {"k": "http://www.opengis.net/kml/2.2"}
    assert len(root.findall(".//k:Placemark", space)) == 5
    assert len(root.findall(".//k:innerBoundaryIs", space)) == 1


@pytest.mark.parametrize("fmt", WRITERS)
def test_the_same_land_gives_the_same_bytes(land: gpd.GeoDataFrame, fmt: str) -> None:
    first = write(land, fmt)
    time.sleep(1.1 if fmt == "corners_xlsx" else 0)  # a workbook states its second
    assert write(land, fmt) == first


@pytest.mark.parametrize(
    ("fmt", "crs"),
    [
        ("parcel_txt", "EPSG:4549"),
        ("parcel_txt", "EPSG:4527"),
        ("parcel_txt", "EPSG:4509"),
        ("parcel_txt", "EPSG:4490"),
        ("corners_csv", "EPSG:4549"),
        ("corners_csv", "EPSG:4490"),
        ("corners_xlsx", "EPSG:4490"),
        ("gpkg", "EPSG:4549"),
        ("shapefile", "EPSG:4528"),
    ],
)
def test_other_systems(land: gpd.GeoDataFrame, fmt: str, crs: str) -> None:
    reading = read(write(land, fmt, crs=crs), name="a")
    assert reading.declared is not None
    assert reading.declared.crs is not None
    assert_same_land([to_lonlat(p.geometry, reading.declared.crs) for p in reading.parts], land, 1e-12)


@pytest.mark.parametrize("fmt", WRITERS)
def test_a_name_cannot_break_out_of_its_field(fmt: str) -> None:
    land = make_footprint([("1", Role.CORE, LINES, lonlat(plane_box(40380000, 3540000, 50, 50)))])
    reading = read(write(land, fmt, name=LINES), name="a")
    assert [i.code for i in reading.issues if i.severity == "error"] == []
    assert len(reading.parts) == 1
    assert "".join((reading.parts[0].name or "").split()) == "甲0EOF"


def test_what_cannot_be_written(land: gpd.GeoDataFrame) -> None:
    with pytest.raises(UsageError, match=r"write\.format"):
        write(land, "dwg")
    with pytest.raises(CrsError, match=r"write\.crs_fixed"):
        write(land, "geojson", crs="EPSG:4528")
    with pytest.raises(CrsError, match=r"write\.crs_datum"):
        write(land, "gpkg", crs="EPSG:2364")
    with pytest.raises(UsageError, match=r"write\.empty"):
        write(land.iloc[:0], "gpkg")
    for fmt in ("format", "empty", "crs_fixed", "crs_datum"):
        assert message(f"error.write.{fmt}", "zh", found="x", known="y", crs={"zh": "甲", "en": "A"})


def test_areas_survive_every_text_format_to_a_billionth(land: gpd.GeoDataFrame) -> None:
    def local_area(geometry: shapely.Geometry) -> float:
        # The shoelace formula about a corner: a geodesic area's own noise is a hundred times larger.
        return shapely.transform(geometry, lambda xy: (xy - [118.73, 31.97]) * [94_000, 111_000]).area

    wanted = sum(map(local_area, land.geometry))
    for fmt in ("parcel_txt", "corners_csv", "corners_xlsx", "dxf"):
        reading = read(write(land, fmt), name="a")
        found = sum(local_area(to_lonlat(p.geometry, "EPSG:4528")) for p in reading.parts)
        assert math.isclose(found, wanted, rel_tol=1e-9), fmt


def test_settings_of_gdal_are_put_back(land: gpd.GeoDataFrame) -> None:
    write(land, "gpkg")
    assert not pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
