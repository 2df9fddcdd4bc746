"""The contract of `sizhi assess`: exit status, JSON, and that nothing else is on standard output."""

import json
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest

from geo.resources import demo
from tests.cli.conftest import Ran, ring

Sizhi = Callable[..., Ran]
SCHEMA = json.loads(
    (Path(__file__).parents[2] / "docs" / "assessment.schema.json").read_text(encoding="utf-8")
)
CORE = ("core", ring(120.47, 31.36, 0.0004, 0.0004))
"""38 m by 44 m: 1,690 m² of core."""
BASE = ("base", ring(120.50, 31.34, 0.001, 0.001))
DEMO_FILES = (
    *("--city", "苏州", "--parks", demo() / "parks.gpkg", "--lines", demo() / "lines.gpkg"),
    *("--buildings", demo() / "buildings.xlsx", "--institutions", demo() / "institutions.xlsx"),
)


def _valid(document: object) -> None:
    jsonschema.validate(document, SCHEMA)


def test_a_boundary_alone_is_review_because_a_polygon_proves_no_floor_area(sizhi: Sizhi, geojson) -> None:
    ran = sizhi("assess", geojson(CORE, BASE), "--city", "苏州", "--json", "-")
    assert ran.status == 1
    _valid(ran.document)
    outcomes = {finding["rule"]: finding["outcome"] for finding in ran.document["findings"]}
    assert outcomes["floor_area"] == "review"
    assert outcomes["market_institutions"] == "review"
    assert ran.document["outcome"] == "review"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_demonstration_application_conforms_to_the_schema(sizhi: Sizhi, lang: str) -> None:
    ran = sizhi("assess", demo() / "zone.geojson", *DEMO_FILES, "--json", "-", "--lang", lang)
    _valid(ran.document)
    assert ran.status == {"pass": 0}.get(ran.document["outcome"], 1)


def test_a_small_core_fails(sizhi: Sizhi, geojson, tmp_path: Path) -> None:
    ledger = tmp_path / "buildings.csv"
    # 900 m² of floor inside a core of 0.0003° by 0.0002° (28.5 m by 22.2 m, 633 m²): both readings fail.
    ledger.write_text(
        "名称,层数,建筑面积,产权证号,经度,纬度\n甲,2,900,A1,120.4701,31.3601\n", encoding="utf-8"
    )
    boundary = geojson(("core", ring(120.47, 31.36, 0.0003, 0.0002)))
    ran = sizhi("assess", boundary, "--buildings", ledger, "--accuracy", "0.05", "--json", "-")
    core = next(f for f in ran.document["findings"] if "core" in f["rule"])
    assert core["outcome"] == "fail"
    assert core["margin"] < 0
    assert ran.status == 1


def test_without_a_core_the_clause_is_review_and_shows_the_centre(sizhi: Sizhi, geojson) -> None:
    ran = sizhi("assess", geojson(("centre", ring(120.47, 31.36, 0.001, 0.001)), BASE), "--json", "-")
    core = next(f for f in ran.document["findings"] if "core" in f["rule"])
    assert core["outcome"] == "review"
    assert core["observations"]["centre_land_area_m2"]["value"] == pytest.approx(10_560, rel=0.01)


def test_a_part_named_core_on_the_command_line_is_the_core(sizhi: Sizhi, geojson) -> None:
    ran = sizhi("assess", geojson((None, CORE[1]), BASE), "--core", "1", "--json", "-")
    assert ran.document["parts"][0]["role"] == "core"


def test_a_role_for_a_part_that_is_not_there_is_wrong_usage(sizhi: Sizhi, geojson) -> None:
    ran = sizhi("assess", geojson(CORE), "--core", "七")
    assert ran.status == 2
    assert "七" in ran.err


def test_two_roles_for_one_part_are_wrong_usage(sizhi: Sizhi, geojson) -> None:
    ran = sizhi("assess", geojson(CORE), "--core", "1", "--base", "1")
    assert ran.status == 2
    assert "1" in ran.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("--city", "上海"),
        ("--crs", "EPSG:999999"),
        ("--level", "galactic"),
        ("--pack", "no-such-pack"),
        ("--parks", "no-such-file"),
        ("--on", "tomorrow"),
        ("--since", "operation_since"),
        ("--answer", "operator=perhaps"),
    ],
)
def test_wrong_usage_is_status_2_and_says_why(sizhi: Sizhi, geojson, arguments: tuple[str, str]) -> None:
    ran = sizhi("assess", geojson(CORE), *arguments, "--json", "-")
    assert ran.status == 2
    assert ran.out == ""
    assert arguments[1] in ran.err


def test_a_file_that_cannot_be_used_is_status_3_and_still_json(sizhi: Sizhi, tmp_path: Path) -> None:
    bad = tmp_path / "边界.geojson"
    bad.write_bytes(b"")
    ran = sizhi("assess", bad, "--json", "-")
    assert ran.status == 3
    _valid(ran.document)
    assert ran.document["status"] == "refused"
    assert ran.document["issues"][0]["action"]


def test_without_json_the_reasons_of_a_refusal_are_on_standard_error(sizhi: Sizhi, tmp_path: Path) -> None:
    bad = tmp_path / "边界.geojson"
    bad.write_bytes(b"\x00\x01\x02")
    ran = sizhi("assess", bad)
    assert ran.status == 3
    assert "边界.geojson" in ran.err
    assert ran.out == ""


def test_json_goes_to_a_file_whole(sizhi: Sizhi, geojson, tmp_path: Path) -> None:
    target = tmp_path / "新" / "result.json"
    sizhi("assess", geojson(CORE), "--json", target)
    _valid(json.loads(target.read_text(encoding="utf-8")))
    assert [path.name for path in target.parent.iterdir()] == ["result.json"]


def test_the_map_is_one_file(sizhi: Sizhi, geojson, tmp_path: Path) -> None:
    target = tmp_path / "map.html"
    sizhi("assess", geojson(CORE, BASE), "--map", target)
    assert "演示1" in target.read_text(encoding="utf-8")


def test_no_colour_codes_reach_a_pipe(sizhi: Sizhi, geojson) -> None:
    ran = sizhi("assess", geojson(CORE))
    assert "\x1b[" not in ran.out + ran.err


def test_answers_and_dates_reach_the_clauses(sizhi: Sizhi, geojson) -> None:
    more = ("--answer", "operator=yes", "--answer", "managers=否", "--since", "operation_since=2020-01-01")
    ran = sizhi("assess", geojson(CORE), *more, "--on", "2026-11-22", "--json", "-")
    assert ran.document["options"]["checklist"] == {"operator": True, "managers": False}
    assert ran.document["options"]["since"] == {"operation_since": "2020-01-01"}
