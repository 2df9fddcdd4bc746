"""Corners somebody types: read in every form, placed by evidence, and told where nothing is certain."""

import pytest

from geo import words
from geo.assess.typed import Typed, typed_corners
from geo.measure.by_hand import typed_accuracy_m
from geo.model.issue import Severity

# The first corner of the demonstration's core: 3,471,072.872 north, 544,681.785 east of 120° with its 500 km
# (data/boundaries/demo/zone.txt), at 120.469626289 E 31.360803826 N (zone.geojson).
LON, LAT = 120.46962628920045, 31.36080382635494


def codes(found: Typed) -> list[str]:
    return [issue.code.removeprefix("typed.") for issue in found.issues]


@pytest.mark.parametrize(
    "line",
    [
        "31°18′05.2″, 120°28′10.1″",
        "120°28′10.1″ 31°18′05.2″",
        "N31°18'05.2\" E120°28'10.1\"",
        "31 18 05.2, 120 28 10.1",
        "31 18 05.2 120 28 10.1",
        "31 18 05.2 N, 120 28 10.1 E",
        "北纬31度18分5.2秒，东经120度28分10.1秒",
        "东经120°28′10.1″，北纬31°18′05.2″",
        "J1，３１°１８′０５．２″，１２０°２８′１０．１″",
        "31d18m05.2s 120d28m10.1s",
        "31-18-05.2 120-28-10.1",
    ],
)
def test_degrees_minutes_and_seconds(line: str) -> None:
    # 31 + 18/60 + 5.2/3600 and 120 + 28/60 + 10.1/3600
    [(lon, lat, unit)] = typed_corners(line).corners
    assert (lon, lat) == pytest.approx((120.469472222, 31.301444444), abs=1e-9)
    # a tenth of a second is 3.09 m, its rounding error 3.09 / √12 = 0.89 m, with the 0.05 m of a survey
    assert unit == pytest.approx(0.1 / 3600)
    assert typed_accuracy_m(unit) == pytest.approx(0.894, abs=0.003)


@pytest.mark.parametrize(
    "line",
    [
        "3471072.872, 40544681.785",
        "40544681.785 3471072.872",
        "J1,3471072.872,40544681.785",
        "1\t3471072.872\t40544681.785",
        "东坐标 40544681.785 北坐标 3471072.872",
        "X=3471072.872 Y=40544681.785",
        "3,471,072.872  40,544,681.785",
        "3471072.872米，40544681.785米",
        "3471072.872, 544681.785",  # no zone number: only 120° puts it in the province
    ],
)
def test_metres_of_the_national_grid(line: str) -> None:
    found = typed_corners(line)
    [(lon, lat, unit)] = found.corners
    assert (lon, lat) == pytest.approx((LON, LAT), abs=2e-9)
    assert typed_accuracy_m(unit) == 0.05
    assert codes(found) == (["meridian"] if " 544681" in line else ["numbered"])
    assert "EPSG:45" in words.issue_message(found.issues[0])


def test_latitude_first_is_said_with_the_reason() -> None:
    found = typed_corners("31.36,120.46\n120.47,31.36\n31.37,120.46")
    assert [corner[:2] for corner in found.corners] == [(120.46, 31.36), (120.47, 31.36), (120.46, 31.37)]
    [told] = found.issues
    assert (told.code, told.params["rows"]) == ("typed.turned", ["1", "3"])
    assert words.issue_message(told) == (
        "第 1、3 行按“纬度, 经度”读：31.36 不可能是我国的经度，120.46 不可能是纬度。"
    )
    assert typed_corners("北纬31.36 东经120.46").issues == ()


def test_every_faulty_line_is_told_at_once() -> None:
    lines = [
        "120.47, 31.36",
        "东边的角",
        "120.47",
        "31°75′00″, 120°28′00″",
        "120.47, 3471072.9",
        "",
        "W120.47, 31.36",
        "北坐标 40544681.785 东坐标 3471072.872",
        "12.5, 31.36",
        "3471072.872, 99544681.785",
        "1234.5, 6789.1",
    ]
    found = typed_corners("\n".join(lines))
    assert found.corners == ()
    assert [(issue.where.row, issue.code.removeprefix("typed.")) for issue in found.issues] == [
        (2, "unread"),
        (3, "unread"),
        (4, "unread"),
        (5, "mixed"),
        (7, "not_here"),
        (8, "contradicted"),
        (9, "no_degrees"),
        (10, "no_zone"),
        (11, "no_metres"),
    ]


def test_a_zone_that_cannot_be_told_is_asked_for() -> None:
    # 18.4 km east of its meridian at 34.26° N: 117.2° lies in Xuzhou, 120.2° in Yancheng
    line = "3793000.000, 518400.000"
    found = typed_corners(line)
    assert (found.corners, codes(found)) == ((), ["meridian_open"])
    assert found.candidates == ("EPSG:4548", "EPSG:4549")
    assert [said.rpartition("：")[2][:3] for said in found.places["zh"]] == ["徐州市", "盐城市"]
    told = words.issue_message(found.issues[0])
    assert "徐州市" in told
    assert "盐城市" in told
    [(lon, _, _)] = typed_corners(line, chosen="EPSG:4548").corners
    assert lon == pytest.approx(117.2, abs=0.01)
    stated = typed_corners(line, city="盐城市")
    assert stated.corners[0][0] == pytest.approx(120.2, abs=0.01)
    assert codes(stated) == ["meridian_city"]


def test_metres_that_lie_nowhere_in_the_province_are_not_taken() -> None:
    found = typed_corners("2500000.0, 544700.0")  # 22.6° N
    assert (found.corners, codes(found), found.candidates) == ((), ["nowhere"], ())


def test_a_corner_outside_is_told_and_a_closed_ring_is_closed_once() -> None:
    found = typed_corners("120.47,31.36\n120.48,31.36\n121.47,31.23\n120.47,31.36")  # the third in Shanghai
    assert len(found.corners) == 3
    assert found.closed
    assert [(i.where.row, i.severity) for i in found.issues] == [(3, Severity.WARNING)]


def test_the_coarser_coordinate_decides() -> None:
    [(_, _, unit)] = typed_corners("120.4706, 31.36").corners
    assert unit == pytest.approx(0.01)
