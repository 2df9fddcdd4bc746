"""The door: what a file says comes through unchanged, in every encoding, under any name."""

from __future__ import annotations

import hashlib
import io
import json
from pathlib import Path

import pytest
from openpyxl import Workbook

from geo.i18n.catalogue import LANGUAGES, has
from geo.intake import read, read_features
from geo.intake.detect import recognise
from geo.intake.readers.registry import READERS
from geo.intake.roles import role_of_text
from geo.intake.sandbox import Sandbox
from geo.intake.unpack import member_name, server_names
from geo.model.zone import Role

FEATURE = {
    "type": "Feature",
    "properties": {"名称": "软件谷", "类型": "核心区"},
    "geometry": {
        "type": "Polygon",
        "coordinates": [[[118.700000125, 32.0], [118.71, 32.0], [118.71, 32.01], [118.700000125, 32.0]]],
    },
}
KML = (
    "<?xml version='1.0' encoding='{declared}'?><kml xmlns='http://www.opengis.net/kml/2.2'><Document>"
    "<Folder><name>中心</name><Placemark><name>软件谷</name><ExtendedData><Data name='编号'><value>7</value>"
    "</Data></ExtendedData><Polygon><innerBoundaryIs><LinearRing>"
    "<coordinates>1,1 2,1 2,2 1,1</coordinates></LinearRing></innerBoundaryIs>"
    "<outerBoundaryIs><LinearRing><coordinates>0,0,5 4,0,5 4,4,5 0,4,5 0,0,5</coordinates>"
    "</LinearRing></outerBoundaryIs></Polygon></Placemark></Folder>"
    "<Folder><name>基地</name><Placemark><name>乙园</name><MultiGeometry><Polygon><outerBoundaryIs>"
    "<LinearRing><coordinates>10,10 11,10 11,11 10,10</coordinates></LinearRing></outerBoundaryIs></Polygon>"
    "<Point><coordinates>5,5</coordinates></Point></MultiGeometry></Placemark></Folder></Document></kml>"
)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gbk", "gb18030"]
)
def test_geojson_in_every_encoding(encoding: str, sandbox: Sandbox) -> None:
    data = json.dumps(FEATURE, ensure_ascii=False).encode(encoding)
    reading = read(data, name="zone.geojson", sandbox=sandbox)
    assert reading.usable, reading.issues
    part = reading.parts[0]
    assert (part.name, part.role) == ("软件谷", Role.CORE)
    assert reading.decimals == 9
    assert reading.source.sha256 == hashlib.sha256(data).hexdigest()
    assert reading.source.size == len(data)


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [("UTF-8", "utf-8"), ("GBK", "gbk"), ("GB2312", "gbk"), ("UTF-8", "gbk"), ("UTF-16", "utf-16")],
)
def test_kml_whatever_it_declares(declared: str, encoding: str, sandbox: Sandbox) -> None:
    reading = read(KML.format(declared=declared).encode(encoding), name="zone.kml", sandbox=sandbox)
    assert reading.usable, reading.issues
    centre, base = reading.parts
    assert (centre.part_id, centre.name, centre.role) == ("1", "软件谷", Role.CENTRE)
    assert (base.name, base.role) == ("乙园", Role.BASE)
    # 4 x 4 less a triangle of 0.5, by hand; the hole stands first in the file.
    assert centre.geometry.area == pytest.approx(15.5)
    assert {issue.code for issue in reading.issues} == {"layer.all", "coordinate.height", "geometry.skipped"}
    assert len(read(KML.encode(), name="z.kml", layer="基地", sandbox=sandbox).parts) == 1


def test_a_renamed_file_is_read_and_told(sandbox: Sandbox) -> None:
    reading = read(KML.encode(), name="zone.geojson", sandbox=sandbox)
    assert reading.usable
    assert reading.source.format == "kml"
    assert reading.issues[0].code == "format.renamed"
    assert dict(reading.issues[0].params) == {"extension": "geojson", "format": "KML"}


@pytest.mark.parametrize(
    ("crs", "expected"),
    [
        ({"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4528"}}, "EPSG:4528"),
        ({"type": "name", "properties": {"name": "EPSG:4490"}}, "EPSG:4490"),
        ({"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}, "EPSG:4326"),
        ({"type": "name", "properties": {"name": "苏州2000"}}, None),
    ],
)
def test_the_crs_member_is_taken_as_stated(crs: object, expected: str | None, sandbox: Sandbox) -> None:
    reading = read(json.dumps(FEATURE | {"crs": crs}).encode(), name="z.geojson", sandbox=sandbox)
    assert reading.declared is not None
    assert (reading.declared.crs, reading.declared.origin) == (expected, "embedded")


def test_a_crs_of_null_or_by_link_states_nothing(sandbox: Sandbox) -> None:
    null = read(json.dumps(FEATURE | {"crs": None}).encode(), name="z.geojson", sandbox=sandbox)
    link = {"type": "link", "properties": {"href": "http://127.0.0.1:9/crs"}}
    linked = read(json.dumps(FEATURE | {"crs": link}).encode(), name="z.geojson", sandbox=sandbox)
    assert null.declared is None
    assert linked.declared is None
    assert [issue.code for issue in linked.issues] == ["crs.link"]
    assert linked.usable


def test_an_open_ring_says_where(sandbox: Sandbox) -> None:
    ring = [[0, 0], [3, 0], [3, 4]]
    reading = read(
        json.dumps({"type": "Polygon", "coordinates": [ring]}).encode(), name="z.geojson", sandbox=sandbox
    )
    (issue,) = reading.issues
    assert (issue.code, issue.where.ring, issue.where.point, issue.where.x, issue.where.y) == (
        "ring.open",
        1,
        3,
        3.0,
        4.0,
    )
    assert issue.params["gap"] == pytest.approx(5.0)
    assert issue.before == {"points": 3, "closed": False}
    assert reading.parts[0].geometry.area == pytest.approx(6.0)


def test_all_problems_at_once(sandbox: Sandbox) -> None:
    rings = [[[0, 0], [1, 0], [None, 1], [0, 0]]], [[[5, 5], [6, 6], [5, 5]]], [[[0, 0], [1, 0], [1, 1]]]
    document = {"type": "MultiPolygon", "coordinates": list(rings)}
    reading = read(json.dumps(document).encode(), name="z.geojson", sandbox=sandbox)
    assert {issue.code for issue in reading.issues} == {"coordinate.missing", "ring.few_points", "ring.open"}
    assert not reading.usable


@pytest.mark.parametrize(
    ("head", "refusal"),
    [
        (b"AC1027\0\0\0\0\0", "format.dwg"),
        (b"%PDF-1.7", "format.document"),
        (b"\x89PNG\r\n\x1a\n", "format.image"),
        (b"\xff\xd8\xff\xe0", "format.image"),
        (b"II*\0\x08\0\0\0", "format.image"),
        (b"Rar!\x1a\x07\x01\0", "format.archive"),
        (b"7z\xbc\xaf\x27\x1c\0\x04", "format.archive"),
        (b"\x1f\x8b\x08\0", "format.archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "format.office_old"),
        (b"AutoCAD Binary DXF\r\n\x1a\0", "format.dxf_binary"),
        (b"<!DOCTYPE html><html>", "format.document"),
        (b"<html><body>", "format.document"),
        (b'<?xml version="1.0"?><gpx>', "format.other_vector"),
        (b"SQLite format 3\0" + b"\0" * 100, "format.database"),
        ("今天天气很好".encode(), "format.unknown"),
        (
            b'# settings, made by hand\n[zone]\nid = "A-1"\nname = "x, y"\narea_m2 = 63330.9\n',
            "format.unknown",
        ),
    ],
)
def test_what_cannot_be_read_is_named(head: bytes, refusal: str) -> None:
    assert recognise(head).refusal == refusal
    for lang in LANGUAGES:
        assert has(f"issue.{refusal}.message", lang)


@pytest.mark.parametrize(
    ("head", "form"),
    [
        (b'\xef\xbb\xbf {"type": "Feature"', "geojson"),
        ('{"type": "Feature", "properties": {"名": "甲"}'.encode("utf-16"), "geojson"),
        (b'\x1e{"type":"Feature"}\n\x1e{"type":"Feature"}', "geojsonseq"),
        (b'{"type":"Feature"}\n{"type":"Feature"}\n', "geojsonseq"),
        (b"<?xml version='1.0'?><!-- a <html> --><kml>", "kml"),
        (b"<kml:kml xmlns:kml='a'>", "kml"),
        (b"fgb\x03fgb\x01", "flatgeobuf"),
        (b"PAR1\x15\x04", "geoparquet"),
        (b"!table\n!version 300", "mapinfo"),
        (b'VERSION 300\nCharset "Neutral"\n', "mapinfo"),
        (b"  0\r\nSECTION\r\n  2\r\nHEADER", "dxf"),
        (b"999\nmade by hand\n0\nSECTION\n", "dxf"),
        ("【属性描述】\n坐标系=2000国家大地坐标系".encode("gbk"), "parcel_txt"),
        ("4,0.5,1,甲,面,,,,@\nJ1,1,3540000,40383000".encode(), "parcel_txt"),
        ("点号,X,Y\nJ1,3540000,40383000".encode("gbk"), "corners_csv"),
        (b"J1\t3540000.1\t40383000.2", "corners_csv"),
        (b"\x00\x00\x27\x0a" + b"\0" * 92 + b"\0" * 4, "shapefile"),
        ("4,1,1,甲,面,,,,＠\r\nJ1,1,3540000,40383000".encode("gbk"), "parcel_txt"),
        ("[ 地块坐标 ]\nJ1,1,3540000,40383000".encode(), "parcel_txt"),
    ],
)
def test_content_decides(head: bytes, form: str) -> None:
    assert recognise(head).format == form


def test_every_format_has_a_reader_that_exists() -> None:
    from importlib import import_module

    for reader in READERS.values():
        for place in filter(None, (reader.content, reader.table)):
            module, name = place.split(".")
            assert callable(getattr(import_module(f"geo.intake.readers.{module}"), name))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
def test_a_ledger_in_every_encoding(encoding: str, sandbox: Sandbox) -> None:
    text = "集聚区服务机构名录,,\n名称,经度,纬度\n甲所,118.75,32.05\n乙所,118°30′00″,32.06\n丙所,,\n"
    reading = read_features(text.encode(encoding), name="机构.csv", sandbox=sandbox)
    assert reading.columns == ("名称", "经度", "纬度")
    assert [feature.row for feature in reading.features] == [3, 4, 5]
    shapes = [feature.geometry for feature in reading.features]
    assert (shapes[0].x, shapes[0].y, shapes[1].x, shapes[2]) == (118.75, 32.05, 118.5, None)
    assert [issue.code for issue in reading.issues] == ["table.no_point_in_row"]
    assert reading.usable


def test_surveyors_columns_are_put_right(sandbox: Sandbox) -> None:
    north_first = read_features("名称,X,Y\n甲,3540000,40383000\n".encode(), name="a.csv", sandbox=sandbox)
    assert (north_first.features[0].geometry.x, north_first.features[0].geometry.y) == (40383000, 3540000)
    assert [issue.code for issue in north_first.issues] == ["table.north_first"]
    exchanged = read_features("名称,经度,纬度\n甲,32.05,118.75\n".encode(), name="a.csv", sandbox=sandbox)
    assert exchanged.features[0].geometry.x == 118.75
    assert [issue.code for issue in exchanged.issues] == ["table.swapped"]


def test_a_ledger_of_a_workbook_keeps_its_values(sandbox: Sandbox) -> None:
    book = Workbook()
    sheet = book.active
    for row in (
        ["名称", "层数", "建筑面积", "图形", "信用代码"],
        ["1号楼", 6, 5200.5, "POINT (118.7 32)", "0012"],
    ):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    reading = read_features(out.getvalue(), name="楼.xlsx", sandbox=sandbox)
    attributes = dict(reading.features[0].attributes)
    assert (attributes["层数"], attributes["建筑面积"], attributes["信用代码"]) == (6, 5200.5, "0012")
    assert reading.features[0].geometry.wkt == "POINT (118.7 32)"


def test_paths_that_are_none(sandbox: Sandbox, tmp_path: Path) -> None:
    assert [i.code for i in read(tmp_path / "none.shp", sandbox=sandbox).issues] == ["file.not_found"]
    assert [i.code for i in read(tmp_path, sandbox=sandbox).issues] == ["file.unreadable"]
    (tmp_path / "a.json").write_bytes(b"")
    assert [i.code for i in read(tmp_path / "a.json", sandbox=sandbox).issues] == ["file.empty"]


def test_truncation_is_never_taken_for_the_whole(sandbox: Sandbox) -> None:
    """Cut anywhere, a GeoJSON is refused: half a boundary must not be assessed."""
    data = json.dumps(FEATURE).encode()
    for keep in range(len(data) // 10, len(data), len(data) // 10):
        assert not read(data[:keep], name="z.geojson", sandbox=sandbox).usable


def test_names_of_members() -> None:
    import zipfile

    info = zipfile.ZipInfo("核心区.shp".encode().decode("cp437"))
    assert member_name(info) == "核心区.shp"
    places = server_names(["a/b.shp", "a/B.DBF", "c.gdb/a0001.gdbtable", "c.gdb/../x", "a/b.shp"], Path("/r"))
    assert len(set(places)) == 5
    assert places[0].stem == places[1].stem
    assert places[2] == Path("/r/m2.gdb/a0001.gdbtable")
    assert all(str(place).isascii() and ".." not in str(place) for place in places)


@pytest.mark.parametrize(
    ("word", "role"),
    [
        ("核心区", Role.CORE),
        ("中心核心区", Role.CORE),
        ("CORE", Role.CORE),
        ("一中心", Role.CENTRE),
        ("center-1", Role.CENTRE),
        ("基地２", Role.BASE),
        ("base_3", Role.BASE),
        ("score", None),
        ("database", None),
        ("", None),
    ],
)
def test_words_for_roles(word: str, role: Role | None) -> None:
    assert role_of_text(word) == role


def test_every_problem_has_words_in_both_languages() -> None:
    import re

    import geo.intake

    root = Path(geo.intake.__file__).parent
    sources = "".join(path.read_text(encoding="utf-8") for path in root.rglob("*.py"))
    codes = set(
        re.findall(r'(?:code=|RefusedError\(|_bad\(|_failed\(|_told\()\s*"([a-z_]+\.[a-z_]+)"', sources)
    )
    codes |= set(re.findall(r'"((?:format|zip|shp|reader|prj|crs|json|xml)\.[a-z_]+)"', sources)) - {
        "prj.wkt"
    }
    assert len(codes) > 50
    missing = {code for code in codes for lang in LANGUAGES if not has(f"issue.{code}.message", lang)}
    assert not missing
