"""`sizhi convert`: the same land comes back, or nothing is written."""

from collections.abc import Callable
from pathlib import Path

import pytest

from geo.resources import demo
from tests.cli.conftest import Ran

Sizhi = Callable[..., Ran]
ENDINGS = (".txt", ".csv", ".xlsx", ".geojson", ".gpkg", ".zip", ".kml", ".dxf")


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_is_written_reads_back_as_the_same_land(sizhi: Sizhi, tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"out{ending}"
    assert sizhi("convert", demo() / "zone_4528.gpkg", out).status == 0
    there = sizhi("assess", demo() / "zone_4528.gpkg", "--city", "苏州", "--json", "-").document
    back = sizhi("assess", out, "--city", "苏州", "--json", "-").document
    areas = [sorted(part["area_m2"] for part in each["parts"]) for each in (there, back)]
    assert areas[1] == pytest.approx(areas[0], rel=1e-9)
    roles = [sorted(part["role"] for part in each["parts"]) for each in (there, back)]
    assert roles[1] == roles[0]


def test_land_whose_place_is_in_doubt_is_not_written(sizhi: Sizhi, tmp_path: Path) -> None:
    out = tmp_path / "out.geojson"
    ran = sizhi("convert", demo() / "bad" / "wrong_zone.txt", out)
    assert ran.status == 3
    assert not out.exists()


def test_an_ending_that_names_no_format_is_wrong_usage(sizhi: Sizhi, tmp_path: Path) -> None:
    ran = sizhi("convert", demo() / "zone.geojson", tmp_path / "out.abc")
    assert ran.status == 2
    assert ".geojson" in ran.err


def test_another_system_is_written_on_request(sizhi: Sizhi, tmp_path: Path) -> None:
    out = tmp_path / "out.gpkg"
    sizhi("convert", demo() / "zone.geojson", out, "--to-crs", "EPSG:4549")
    document = sizhi("assess", out, "--json", "-").document
    assert document["crs"]["adopted"] == "EPSG:4549"


@pytest.mark.parametrize("ending", [".txt", ".csv", ".xlsx"])
def test_a_change_of_format_does_not_make_the_corners_better_known(
    sizhi: Sizhi, tmp_path: Path, ending: str
) -> None:
    drawn, out = tmp_path / "drawn.kml", tmp_path / f"out{ending}"
    sizhi("convert", demo() / "zone.geojson", drawn)
    assert "--accuracy" not in sizhi("convert", drawn, out).err
    before = sizhi("assess", drawn, "--json", "-").document
    after = sizhi("assess", out, "--json", "-").document
    assert before["options"]["adopted_accuracy_m"] == 3.0
    assert after["options"]["adopted_accuracy_m"] == 3.0
    assert after["outcome"] == before["outcome"]
    assert [part["declared_area_m2"] for part in after["parts"]] == [None] * len(before["parts"])


def test_a_format_that_cannot_state_the_accuracy_has_it_told(sizhi: Sizhi, tmp_path: Path) -> None:
    drawn = tmp_path / "drawn.kml"
    assert "--accuracy 0.5" in sizhi("convert", demo() / "zone.geojson", drawn).err
    assert "--accuracy 3" in sizhi("convert", drawn, tmp_path / "out.geojson").err
    assert "--accuracy" not in sizhi("convert", demo() / "zone.geojson", tmp_path / "out.gpkg").err
