"""The same land through every vector format, and what each format hides."""

from __future__ import annotations

import json
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pyarrow as pa
import pytest
import shapely
from pyarrow import parquet

from geo.intake import read, read_features
from geo.intake.sandbox import Sandbox
from geo.model.issue import Severity
from geo.model.zone import Role

# One square and one triangle, 0.01 degrees wide, placed by hand; areas 1e-4 and 5e-5 square degrees.
CORE = shapely.Polygon([(118.70, 32.00), (118.71, 32.00), (118.71, 32.01), (118.70, 32.01)])
BASE = shapely.Polygon([(118.75, 32.00), (118.76, 32.00), (118.76, 32.01)])


def _frame() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"编号": ["A1", "B7"], "名称": ["甲区", "乙园"], "角色": ["核心区", "基地"], "面积公顷": [1.5, 2.0]},
        geometry=[CORE, BASE],
        crs="EPSG:4490",
    )


def _zip_folder(folder: Path, place: Path, *, inside: str = "") -> Path:
    with zipfile.ZipFile(place, "w") as archive:
        for path in sorted(folder.iterdir()):
            archive.write(path, f"{inside}{path.name}")
    return place


def _shapefile(tmp_path: Path, encoding: str = "GBK", stem: str = "界线") -> Path:
    folder = tmp_path / "shp"
    folder.mkdir()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # GDAL says that it cuts column names after ten bytes
        _frame().to_file(folder / f"{stem}.shp", encoding=encoding)
    return folder


def _zipped_gdb(tmp_path: Path) -> Path:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        _frame().to_file(tmp_path / "z.gdb", driver="OpenFileGDB", layer="范围")
    return _zip_folder(tmp_path / "z.gdb", tmp_path / "z.zip", inside="导出/集聚区.gdb/")


def _written(driver: str, suffix: str) -> Callable[[Path], Path]:
    def write(tmp_path: Path) -> Path:
        path = tmp_path / f"zone.{suffix}"
        _frame().to_file(path, driver=driver)
        return path

    return write


def _parquet(tmp_path: Path) -> Path:
    _frame().to_parquet(tmp_path / "zone.parquet")
    return tmp_path / "zone.parquet"


def _sequence(tmp_path: Path) -> Path:
    features = json.loads(_frame().to_json())["features"]
    path = tmp_path / "zone.geojsonl"
    path.write_text("\n".join(json.dumps(feature, ensure_ascii=False) for feature in features))
    return path


def _kmz(tmp_path: Path) -> Path:
    kml = _written("KML", "kml")(tmp_path)
    with zipfile.ZipFile(tmp_path / "zone.kmz", "w") as archive:
        archive.write(kml, "doc.kml")
        archive.writestr("files/icon.png", b"\x89PNG")
    return tmp_path / "zone.kmz"


def _mif(charset: str, encoding: str) -> Callable[[Path], Path]:
    """By hand: GDAL's own writer mangles Chinese column names."""

    def write(tmp_path: Path) -> Path:
        rings = [list(shape.exterior.coords) for shape in (CORE, BASE)]
        regions = "".join(
            f"Region 1\n  {len(ring)}\n" + "".join(f"{x} {y}\n" for x, y in ring) for ring in rings
        )
        head = (
            f'Version 300\nCharset "{charset}"\nDelimiter ","\nCoordSys Earth Projection 1, 104\nColumns 4\n'
            "  编号 Char(20)\n  名称 Char(20)\n  角色 Char(20)\n  面积公顷 Float\nData\n\n"
        )
        (tmp_path / "zone.mif").write_bytes((head + regions).encode(encoding))
        rows = '"A1","甲区","核心区",1.5\n"B7","乙园","基地",2.0\n'
        (tmp_path / "zone.mid").write_bytes(rows.encode(encoding))
        return tmp_path / "zone.mif"

    return write


FORMATS: dict[str, tuple[Callable[[Path], Path], str]] = {
    "GeoPackage": (_written("GPKG", "gpkg"), "gpkg"),
    "FlatGeobuf": (_written("FlatGeobuf", "fgb"), "flatgeobuf"),
    "GeoJSON": (_written("GeoJSON", "geojson"), "geojson"),
    "GeoJSON sequence": (_sequence, "geojsonseq"),
    "KML": (_written("KML", "kml"), "kml"),
    "KMZ": (_kmz, "kmz"),
    "GeoParquet": (_parquet, "geoparquet"),
    "zipped FileGDB": (_zipped_gdb, "filegdb"),
    "MapInfo, GBK": (_mif("WindowsSimpChinese", "gbk"), "mapinfo"),
    "MapInfo, UTF-8 that says GBK": (_mif("WindowsSimpChinese", "utf-8"), "mapinfo"),
    "shapefile by path": (lambda p: _shapefile(p) / "界线.shp", "shapefile"),
    "shapefile, zipped": (lambda p: _zip_folder(_shapefile(p), p / "z.zip"), "shapefile"),
    "shapefile, UTF-8, zipped in folders": (
        lambda p: _zip_folder(_shapefile(p, "UTF-8"), p / "z.zip", inside="送审/终稿/"),
        "shapefile",
    ),
}


@pytest.mark.parametrize("name", FORMATS)
def test_one_land_in_every_format(name: str, tmp_path: Path, sandbox: Sandbox) -> None:
    write, form = FORMATS[name]
    reading = read(write(tmp_path), sandbox=sandbox)
    assert reading.usable, reading.issues
    assert reading.source.format == form
    parts = {part.part_id: part for part in reading.parts}
    assert set(parts) == {"A1", "B7"}
    assert parts["A1"].geometry.equals_exact(CORE.normalize(), 1e-12, normalize=True)
    assert parts["B7"].geometry.equals_exact(BASE.normalize(), 1e-12, normalize=True)
    assert (parts["A1"].name, parts["A1"].role, parts["A1"].declared_area_m2) == ("甲区", Role.CORE, 15_000.0)
    assert (parts["B7"].name, parts["B7"].role, parts["B7"].declared_area_m2) == ("乙园", Role.BASE, 20_000.0)
    assert reading.declared is not None
    assert reading.declared.crs in {"EPSG:4490", "EPSG:4326"}
    assert not [issue for issue in reading.issues if issue.severity is not Severity.NOTE]


@pytest.mark.parametrize(
    ("missing", "code"), [("shx", "shx.missing"), ("dbf", "dbf.missing"), ("prj", "prj.missing")]
)
def test_a_missing_side_file_is_told_and_borne(
    missing: str, code: str, tmp_path: Path, sandbox: Sandbox
) -> None:
    folder = _shapefile(tmp_path)
    next(folder.glob(f"*.{missing}")).unlink()
    reading = read(_zip_folder(folder, tmp_path / "z.zip"), sandbox=sandbox)
    assert reading.usable
    assert code in {issue.code for issue in reading.issues}
    assert len(reading.parts) == 2
    assert (reading.declared is None) == (missing == "prj")


def test_only_side_files_name_what_is_missing(tmp_path: Path, sandbox: Sandbox) -> None:
    folder = _shapefile(tmp_path)
    reading = read((folder / "界线.shx").read_bytes(), name="界线.shx", sandbox=sandbox)
    assert [issue.code for issue in reading.issues] == ["shp.missing"]


def test_gbk_text_without_cpg_and_with_a_wrong_one(tmp_path: Path, sandbox: Sandbox) -> None:
    folder = _shapefile(tmp_path)
    (folder / "界线.cpg").unlink()
    bare = read(_zip_folder(folder, tmp_path / "a.zip"), sandbox=sandbox)
    for name in (b"\x00", b"utf-8\x00", b"../../etc/passwd", b"zlib_codec"):
        (folder / "界线.cpg").write_bytes(name)
        found = read(_zip_folder(folder, tmp_path / "odd.zip"), sandbox=sandbox)
        assert [part.name for part in found.parts] == ["甲区", "乙园"]
    (folder / "界线.cpg").write_text("UTF-8")
    wrong = read(_zip_folder(folder, tmp_path / "b.zip"), sandbox=sandbox)
    assert [part.name for part in bare.parts] == [part.name for part in wrong.parts] == ["甲区", "乙园"]
    assert "encoding.differs" in {issue.code for issue in wrong.issues}
    assert "encoding.differs" not in {issue.code for issue in bare.issues}


def test_names_in_a_windows_zip(tmp_path: Path, sandbox: Sandbox) -> None:
    """Names as GBK bytes without the UTF-8 flag, and extensions in mixed case."""
    folder = _shapefile(tmp_path)
    reading = read(_windows_zip(folder), name="w.zip", sandbox=sandbox)
    assert reading.usable
    assert reading.source.layer is None
    assert [layer.name for layer in reading.layers] == ["界线"]


def _windows_zip(folder: Path) -> bytes:
    """A stored zip built byte by byte, with GBK names and no flags."""
    local, central = b"", b""
    files = sorted(folder.iterdir())
    for path in files:
        suffix = path.suffix.upper() if path.suffix == ".dbf" else path.suffix
        name, data = f"甲/界线{suffix}".encode("gbk"), path.read_bytes()
        facts = struct.pack("<HHHIIIHH", 0, 0, 0, zlib.crc32(data), len(data), len(data), len(name), 0)
        central += b"PK\x01\x02" + struct.pack("<HHH", 20, 20, 0) + facts
        central += struct.pack("<HHHII", 0, 0, 0, 0, len(local)) + name
        local += b"PK\x03\x04" + struct.pack("<HH", 20, 0) + facts + name + data
    end = struct.pack("<HHHHIIH", 0, 0, len(files), len(files), len(central), len(local), 0)
    return local + central + b"PK\x05\x06" + end


def test_several_shapefiles_ask_which(tmp_path: Path, sandbox: Sandbox) -> None:
    folder = _shapefile(tmp_path)
    _frame().iloc[:1].to_file(folder / "核心.shp", encoding="GBK")
    place = _zip_folder(folder, tmp_path / "z.zip")
    asked = read(place, sandbox=sandbox)
    assert not asked.usable
    assert [issue.code for issue in asked.issues] == ["layer.choose"]
    assert {(layer.name, layer.features) for layer in asked.layers} == {("核心.shp", 1), ("界线.shp", 2)}
    # 0.01 x 0.01 square degrees, by hand.
    assert next(x.area for x in asked.layers if x.name == "核心.shp") == pytest.approx(1e-4)
    for choice in ("核心", "核心.shp"):
        chosen = read(place, layer=choice, sandbox=sandbox)
        assert chosen.usable
        assert len(chosen.parts) == 1
    wrong = read(place, layer="没有", sandbox=sandbox)
    assert [issue.code for issue in wrong.issues] == ["layer.unknown"]


def test_layers_of_a_geopackage(tmp_path: Path, sandbox: Sandbox) -> None:
    path = tmp_path / "zone.gpkg"
    _frame().to_file(path, layer="范围")
    points = gpd.GeoDataFrame({"a": [1]}, geometry=[shapely.Point(118, 32)], crs=4490)
    points.to_file(path, layer="机构")
    only = read(path, sandbox=sandbox)
    assert only.usable
    assert only.source.layer == "范围"
    assert [issue.code for issue in only.issues] == ["layer.only"]
    _frame().iloc[:1].to_file(path, layer="备选")
    asked = read(path, sandbox=sandbox)
    assert [issue.code for issue in asked.issues] == ["layer.choose"]
    assert {choice["name"] for choice in asked.issues[0].params["choices"]} == {"范围", "备选"}
    assert len(read(path, layer="备选", sandbox=sandbox).parts) == 1
    institutions = read_features(path, layer="机构", sandbox=sandbox)
    assert institutions.features[0].geometry.equals(shapely.Point(118, 32))


def _gpkg_of(tmp_path: Path, *shapes: shapely.Geometry | None) -> Path:
    path = tmp_path / "odd.gpkg"
    gpd.GeoDataFrame({"n": range(len(shapes))}, geometry=list(shapes), crs=4490).to_file(path)
    return path


def test_geometry_is_handed_over_as_it_is(tmp_path: Path, sandbox: Sandbox) -> None:
    bow = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    reading = read(_gpkg_of(tmp_path, bow), sandbox=sandbox)
    assert reading.parts[0].geometry.equals_exact(bow, 0)
    assert not reading.parts[0].geometry.is_valid


def test_an_open_ring_in_a_geopackage_is_closed_and_told(tmp_path: Path, sandbox: Sandbox) -> None:
    """GEOS refuses such WKB outright; four points are stored where five should be."""
    path = _gpkg_of(tmp_path, shapely.box(0, 0, 2, 1))
    data = path.read_bytes()
    ring = struct.pack("<I", 5)
    first = data.index(ring + struct.pack("<d", 2.0), data.index(b"GP\0"))
    broken = data[:first] + ring + struct.pack("<10d", 2, 0, 2, 1, 0, 1, 0, 0, 1.5, 0) + data[first + 84 :]
    reading = read(broken, name="odd.gpkg", sandbox=sandbox)
    assert [issue.code for issue in reading.issues] == ["ring.open"]
    issue = reading.issues[0]
    assert (issue.where.part, issue.where.ring, issue.where.point) == ("1", 1, 5)
    assert issue.params["gap"] == pytest.approx(0.5)
    assert reading.parts[0].geometry.area == pytest.approx(2.0)


def test_heights_lines_points_and_nothing_are_told(tmp_path: Path, sandbox: Sandbox) -> None:
    closed = shapely.LineString([(0, 0), (1, 0), (1, 1), (0, 0)])
    reading = read(
        _gpkg_of(tmp_path, shapely.force_3d(CORE, 5.0), shapely.Point(0, 0), closed, None), sandbox=sandbox
    )
    assert {issue.code for issue in reading.issues} == {
        "coordinate.height",
        "geometry.skipped",
        "line.closed",
        "geometry.null",
    }
    assert len(reading.parts) == 2
    assert not any(part.geometry.has_z for part in reading.parts)


def test_lines_alone_are_joined_and_dangles_told(tmp_path: Path, sandbox: Sandbox) -> None:
    sides = [[(0, 0), (2, 0)], [(2, 0), (2, 1)], [(2, 1), (0, 1), (0, 0)], [(2, 1), (3, 3)]]
    reading = read(_gpkg_of(tmp_path, *map(shapely.LineString, sides)), sandbox=sandbox)
    assert [issue.code for issue in reading.issues] == ["line.joined"]
    assert dict(reading.issues[0].params) == {"lines": 4, "areas": 1, "dangles": 1}
    assert reading.parts[0].geometry.area == pytest.approx(2.0)


def test_a_projected_shapefile_keeps_its_own_coordinates(tmp_path: Path, sandbox: Sandbox) -> None:
    folder = tmp_path / "shp"
    folder.mkdir()
    square = shapely.box(40383200, 3540000, 40383300, 3540100)
    gpd.GeoDataFrame({"a": [1]}, geometry=[square], crs=4528).to_file(folder / "a.shp")
    reading = read(_zip_folder(folder, tmp_path / "z.zip"), sandbox=sandbox)
    assert reading.declared is not None
    assert (reading.declared.crs, reading.declared.origin) == ("EPSG:4528", "prj")
    assert reading.parts[0].geometry.bounds == square.bounds


@pytest.mark.parametrize("name", ["GeoPackage", "KML", "GeoParquet", "MapInfo, GBK", "shapefile by path"])
def test_half_a_file_is_refused(name: str, tmp_path: Path, sandbox: Sandbox) -> None:
    path = FORMATS[name][0](tmp_path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 7 // 10])
    assert not read(path, sandbox=sandbox).usable


def test_a_cut_shapefile_without_index_is_refused(tmp_path: Path, sandbox: Sandbox) -> None:
    """The index is rebuilt from what is left; only the table knows that there was more."""
    folder = _shapefile(tmp_path)
    (folder / "界线.shx").unlink()
    # The header takes 100 bytes; the first record, five points, 136.
    (folder / "界线.shp").write_bytes((folder / "界线.shp").read_bytes()[:236])
    reading = read(folder / "界线.shp", sandbox=sandbox)
    assert not reading.usable
    assert {issue.code for issue in reading.issues} & {"shp.cut"}


def test_cells_of_a_parquet_that_no_python_value_holds_leave_the_land_whole(tmp_path: Path) -> None:
    """Found by fuzz_door.py: one wrong byte of a text ended the reading of the whole file."""
    gbk = "甲区".encode("gbk") + "乙园".encode("gbk")
    texts = pa.StringArray.from_buffers(2, pa.py_buffer(struct.pack("<3i", 0, 4, 8)), pa.py_buffer(gbk))
    days = pa.array([20_000, 2**31 - 1], pa.int32()).cast(pa.date32())  # the second: in 5.9 million years
    shapes = pa.array([shapely.to_wkb(CORE), shapely.to_wkb(BASE)])
    path = tmp_path / "zone.parquet"
    parquet.write_table(pa.table({"名称": texts, "日期": days, "geometry": shapes}), path)
    found = read_features(path)
    assert [row.attributes["名称"] for row in found.features] == ["甲区", "乙园"]
    assert [row.attributes["日期"] for row in found.features] == ["2024-10-04", None]
    assert [(i.code, i.params["rows"]) for i in found.issues] == [("parquet.cells", [2])]
    assert [part.geometry.area for part in read(path).parts] == [pytest.approx(1e-4), pytest.approx(5e-5)]
