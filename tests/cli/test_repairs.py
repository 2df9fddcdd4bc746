"""A faulty boundary at the terminal: the repairs to choose from, with areas known by hand."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Ran, ring

Sizhi = Callable[..., Ran]
BOW_TIE = [[120.47, 31.36], [120.471, 31.361], [120.471, 31.36], [120.47, 31.361], [120.47, 31.36]]
# 0.001° at 31.3605° N by the usual series: 111412.84 cos B - 93.5 cos 3B + 0.118 cos 5B is 95,143.1 m a
# degree of longitude, 111132.954 - 559.822 cos 2B + 1.175 cos 4B is 110,875.7 m one of latitude.
SQUARE_M2 = 95.1431 * 110.8757


def _areas(out: str) -> list[tuple[str, float]]:
    return [
        (before, float(after.replace(",", "")))
        for before, after in re.findall(r"面积 (\S+) → ([\d,.]+) m²", out)
    ]


def test_the_repairs_of_a_bow_tie_are_listed(sizhi: Sizhi, geojson: Callable[..., Path]) -> None:
    path = geojson(("核心区", BOW_TIE), ("基地", ring(120.48, 31.36, 0.001, 0.001)))
    ran = sizhi("assess", path, "--city", "苏州市")
    # the two points changed round give the whole square, the triangles as drawn half of it
    assert _areas(ran.out) == [
        ("不确定", pytest.approx(SQUARE_M2, rel=1e-4)),
        ("不确定", pytest.approx(SQUARE_M2 / 2, rel=1e-4)),
    ]
    assert "「演示1」：" in ran.out
    assert "「演示2」：" not in ran.out
    assert "--repair" in ran.out
    assert "--map" in ran.out
    accepted = sizhi("assess", path, "--city", "苏州市", "--repair")
    assert "已采用" in accepted.out
    english = sizhi("assess", path, "--city", "苏州市", "--lang", "en")
    assert "undefined →" in english.out


def test_another_repair_is_chosen_recorded_and_replayed(
    sizhi: Sizhi, geojson: Callable[..., Path], tmp_path: Path
) -> None:
    path = geojson(("核心区", BOW_TIE), ("基地", BOW_TIE))
    listed = sizhi("assess", path, "--city", "苏州市")
    assert "--repair-part 1=structure" in listed.out
    record = tmp_path / "chosen.json"
    chosen = sizhi(
        "assess", path, "--city", "苏州市", "--repair", "--repair-part", "演示1=structure", "--json", record
    )
    found = json.loads(record.read_text(encoding="utf-8"))
    assert found["options"]["repairs"] == {"1": "structure"}
    assert [part["area_m2"] for part in found["parts"]] == [
        pytest.approx(SQUARE_M2 / 2, rel=1e-4),
        pytest.approx(SQUARE_M2, rel=1e-4),
    ]
    assert "doubt.repair" not in {reason["code"] for reason in found["outcome_reasons"]}
    assert "已采用" in chosen.out
    assert sizhi("replay", record, "--file", path).status == 0


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("1", "名称=值"),
        ("1=", "名称=值"),
        ("1=buffer", "untangle 调整点号顺序（界址点不变）、structure 按外圈、内圈重建"),
        ("7=structure", "1 演示1"),
    ],
)
def test_a_repair_that_cannot_be_says_which_can(
    sizhi: Sizhi, geojson: Callable[..., Path], wrong: str, told: str
) -> None:
    ran = sizhi("assess", geojson(("核心区", BOW_TIE)), "--city", "苏州市", "--repair-part", wrong)
    assert ran.status == 2
    assert told in ran.err


def test_a_sound_boundary_lists_none(sizhi: Sizhi, geojson: Callable[..., Path]) -> None:
    path = geojson(("核心区", ring(120.48, 31.36, 0.001, 0.001)))
    assert "修复" not in sizhi("assess", path, "--city", "苏州市").out


def test_a_core_in_its_centre_is_told_without_a_second_figure(
    sizhi: Sizhi, geojson: Callable[..., Path]
) -> None:
    path = geojson(
        ("核心区", ring(120.4705, 31.3605, 0.001, 0.001)), ("中心", ring(120.47, 31.36, 0.003, 0.003))
    )
    ran = sizhi("assess", path, "--city", "苏州市")
    assert "核心区「演示1」位于中心「演示2」之内，合计时只计一次。" in ran.out
