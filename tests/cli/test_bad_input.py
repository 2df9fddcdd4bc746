"""Bad input: always a reason, a place and a next step; never a traceback, never a silent pass."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from geo.resources import demo
from tests.cli.conftest import Ran, ring

Sizhi = Callable[..., Ran]
SQUARE = ring(120.47, 31.36, 0.001, 0.001)
BOW_TIE = [[120.47, 31.36], [120.471, 31.361], [120.471, 31.36], [120.47, 31.361], [120.47, 31.36]]
SPIKE = [*SQUARE[:2], [120.4710000001, 31.37], *SQUARE[2:]]


def _polygon(*rings: list[list[float]]) -> bytes:
    return json.dumps({"type": "Polygon", "coordinates": list(rings)}).encode()


def _without(suffix: str, tmp_path: Path) -> Path:
    target = tmp_path / "zone.zip"
    with zipfile.ZipFile(demo() / "zone_4549_shp.zip") as source, zipfile.ZipFile(target, "w") as copy:
        for entry in source.namelist():
            if not entry.lower().endswith(suffix):
                copy.writestr(entry, source.read(entry))
    return target


REFUSED = {
    "empty.geojson": b"",
    "truncated.geojson": (demo() / "zone.geojson").read_bytes()[:3000],
    "truncated.gpkg": (demo() / "zone_4490.gpkg").read_bytes()[:5000],
    "truncated.zip": (demo() / "zone_4549_shp.zip").read_bytes()[:900],
    "noise.kml": bytes(range(256)) * 20,
    "points.geojson": b'{"type":"Point","coordinates":[120.47,31.36]}',
    "nothing.geojson": b'{"type":"FeatureCollection","features":[]}',
    "nan.geojson": b'{"type":"Polygon","coordinates":[[[120,31],[NaN,31],[120.1,31.1],[120,31]]]}',
    "zero.geojson": _polygon([[120.47, 31.36], [120.471, 31.36], [120.472, 31.36], [120.47, 31.36]]),
    "hole_outside.geojson": _polygon(SQUARE, ring(120.48, 31.36, 0.0005, 0.0005)),
    "drawing.dwg": b"AC1027" + bytes(200),
    "scan.pdf": b"%PDF-1.7\n" + bytes(200),
    "photo.png": b"\x89PNG\r\n\x1a\n" + bytes(200),
    "page.html": b"<!DOCTYPE html><html><body>404</body></html>",
    "words.txt": "今天天气很好。\n".encode("gbk") * 10,
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_used_is_refused_with_reasons(sizhi: Sizhi, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(REFUSED[name])
    ran = sizhi("assess", path, "--city", "苏州", "--json", "-")
    assert ran.status == 3
    errors = [issue for issue in ran.document["issues"] if issue["severity"] == "error"]
    assert errors
    for issue in errors:
        assert len(issue["message"]) > 5
        assert len(issue["action"]) > 5


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (_polygon(BOW_TIE), "ring.self_crossing"),
        (_polygon(SQUARE[:-1]), "ring.open"),
        (_polygon(SPIKE), "ring.spike"),
        (_polygon([SQUARE[0], SQUARE[0], *SQUARE[1:]]), "ring.repeated_points"),
    ],
)
def test_a_faulty_boundary_is_assessed_and_its_fault_located(
    sizhi: Sizhi, tmp_path: Path, content: bytes, code: str
) -> None:
    path = tmp_path / "zone.geojson"
    path.write_bytes(content)
    ran = sizhi("assess", path, "--city", "苏州", "--json", "-")
    assert ran.status == 1
    found = [issue for issue in ran.document["issues"] if issue["code"] == code]
    assert found, [issue["code"] for issue in ran.document["issues"]]
    assert found[0]["where"]


def test_a_bow_tie_is_never_passed_unconfirmed(sizhi: Sizhi, tmp_path: Path) -> None:
    path = tmp_path / "zone.geojson"
    path.write_bytes(_polygon(BOW_TIE))
    ran = sizhi("assess", path, "--city", "苏州", "--core", "1", "--json", "-")
    assert any(reason["code"] == "doubt.repair" for reason in ran.document["outcome_reasons"])
    assert {row["depends_on"] for row in ran.document["sensitivity"]} >= {"repair"}


@pytest.mark.parametrize("suffix", [".shx", ".dbf", ".prj"])
def test_a_shapefile_without_one_of_its_files_is_still_read(
    sizhi: Sizhi, tmp_path: Path, suffix: str
) -> None:
    ran = sizhi("assess", _without(suffix, tmp_path), "--city", "苏州", "--json", "-")
    assert ran.status == 1
    areas = sorted(part["area_m2"] for part in ran.document["parts"])
    # Gauss-Krüger areas of the master coordinates, rounded; the ellipsoidal ones are 5e-5 smaller.
    assert areas == pytest.approx([1410.3, 8946.3, 11869.9, 42514.7], rel=1e-4)
    assert any(suffix.strip(".") in issue["code"] + issue["message"] for issue in ran.document["issues"])


def test_gbk_names_are_read_as_chinese(sizhi: Sizhi) -> None:
    ran = sizhi("assess", demo() / "zone_4549_shp.zip", "--city", "苏州", "--json", "-")
    assert {part["name"] for part in ran.document["parts"]} >= {"演示核心区", "演示中心"}


def test_a_wrong_crs_given_is_told_and_makes_review(sizhi: Sizhi) -> None:
    ran = sizhi("assess", demo() / "zone_4528.gpkg", "--crs", "EPSG:4527", "--city", "苏州", "--json", "-")
    assert ran.status in {1, 3}
    assert any(issue["severity"] == "error" for issue in ran.document["issues"])
    assert ran.document["outcome"] in {"review", None}


def test_land_in_another_city_is_told(sizhi: Sizhi) -> None:
    ran = sizhi("assess", demo() / "zone.geojson", "--city", "南京", "--json", "-")
    assert ran.document["outcome"] == "review"
    told = [issue for issue in ran.document["issues"] if issue["severity"] == "error"]
    assert any("苏州" in issue["message"] for issue in told)


def test_land_outside_jiangsu_is_told(sizhi: Sizhi, tmp_path: Path) -> None:
    path = tmp_path / "zone.geojson"
    path.write_bytes(_polygon(ring(116.39, 39.90, 0.001, 0.001)))  # Beijing
    ran = sizhi("assess", path, "--json", "-")
    assert ran.status in {1, 3}
    assert any(issue["severity"] == "error" for issue in ran.document["issues"])


def test_the_demonstration_mistakes_are_all_caught(sizhi: Sizhi) -> None:
    for path in sorted((demo() / "bad").glob("*.*")):
        if path.suffix == ".md":
            continue
        ran = sizhi("assess", path, "--city", "苏州", "--json", "-")
        assert ran.status in {1, 3}, path.name
        weights = {issue["severity"] for issue in ran.document["issues"]}
        assert weights & {"error", "warning"}, path.name


def test_a_file_over_the_limit_is_refused_without_being_read(sizhi: Sizhi, tmp_path: Path) -> None:
    path = tmp_path / "huge.geojson"
    with path.open("wb") as stream:
        stream.truncate(201 * 1024 * 1024)
    ran = sizhi("assess", path, "--json", "-")
    assert ran.status == 3
    assert "200" in ran.document["issues"][0]["message"] + ran.document["issues"][0]["action"]


def test_more_parts_than_are_judged_are_refused(
    sizhi: Sizhi, geojson: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("geo.topology.MOST_PARTS", 1)
    path = geojson(
        *((role, ring(120.48 + i, 31.36, 0.001, 0.001)) for i, role in enumerate(["核心区", "基地"]))
    )
    ran = sizhi("assess", path, "--city", "苏州市")
    assert (ran.status, "请把相邻的宗地合并" in ran.out + ran.err) == (3, True)


def test_a_large_file_is_answered(sizhi: Sizhi, tmp_path: Path) -> None:
    path = tmp_path / "large.geojson"
    row = b"[120.47,31.36]," * 4096
    with path.open("wb") as stream:
        stream.write(b'{"type":"Polygon","coordinates":[[')
        while stream.tell() < 190 * 1024 * 1024:
            stream.write(row)
        stream.write(b"[120.47,31.36]]]}")
    ran = sizhi("assess", path, "--json", "-")
    assert ran.status == 3
    assert ran.document["issues"]


def test_a_bad_supporting_file_is_told_and_leaves_its_clause_open(sizhi: Sizhi, tmp_path: Path) -> None:
    bad = tmp_path / "buildings.xlsx"
    bad.write_bytes(b"PK\x03\x04 not a workbook")
    ran = sizhi("assess", demo() / "zone.geojson", "--buildings", bad, "--json", "-")
    assert ran.status == 1
    assert any(issue["where"].get("file") == "buildings.xlsx" for issue in ran.document["issues"])
    outcomes = {finding["rule"]: finding["outcome"] for finding in ran.document["findings"]}
    assert outcomes["floor_area"] == "review"


def test_exchanged_degrees_are_one_story(sizhi: Sizhi, tmp_path: Path) -> None:
    file = tmp_path / "swap.geojson"
    file.write_bytes(_polygon([[north, east] for east, north in SQUARE]))
    ran = sizhi("assess", file)
    assert "未发现矛盾" not in ran.out
    assert "写反了，已对调" in ran.out


def test_no_heading_stands_over_nothing(sizhi: Sizhi, tmp_path: Path) -> None:
    file = tmp_path / "world.geojson"
    file.write_bytes(_polygon([[-180, -90], [180, -90], [180, 90], [-180, 90], [-180, -90]]))
    ran = sizhi("assess", file)
    assert ran.status == 3
    assert "各种解释" not in ran.err
    assert "不是我国境内" in ran.err


def test_a_datum_without_its_zone_is_wrong_usage(sizhi: Sizhi) -> None:
    ran = sizhi("assess", demo() / "zone.geojson", "--crs", "西安80")
    assert ran.status == 2
    assert "3度带" in ran.err


def test_a_misspelt_city_is_answered_with_the_cities(sizhi: Sizhi) -> None:
    ran = sizhi("assess", demo() / "zone.geojson", "--city", "连云巷")
    assert ran.status == 2
    assert "您要填的是「连云港市」吗" in ran.err
