"""Coordinates that say nothing of their system: inferred, left to a person, or refused."""

import numpy as np
import pytest
import shapely

from geo.crs import decide
from geo.model.datum import CrsStatus
from geo.model.issue import Severity
from geo.model.reading import Reading, Source
from tests.crs.conftest import NANJING, XUZHOU, at, codes, file, plane


@pytest.mark.parametrize("swapped", [False, True])
@pytest.mark.parametrize("code", [4490, 4528, 4498, 3857])
def test_unambiguous_numbers_need_no_city(code: int, swapped: bool) -> None:
    ring = NANJING if code == 4490 else plane(NANJING, code)
    found = decide(file(ring[:, ::-1] if swapped else ring))
    assert found.status is CrsStatus.INFERRED
    assert found.adopted is not None
    assert (found.adopted.crs, found.adopted.swapped) == (f"EPSG:{code}", swapped)
    assert at(found) == pytest.approx((118.782, 32.0405), abs=2e-3)
    assert ("crs.swapped" in codes(found)) is swapped


def test_the_stated_city_decides_between_meridians() -> None:
    # 34.2°N: read from 117° it is Xuzhou, from 120° it is the coast of Yancheng or the sea.
    ring = plane(XUZHOU, 4548)
    found = decide(file(ring), city="徐州")
    assert (found.status, found.adopted and found.adopted.crs) == (CrsStatus.INFERRED, "EPSG:4548")
    other = decide(
        file(plane(np.array([[120.2, 34.0], [120.202, 34.0], [120.201, 34.002]]), 4549)), city="盐城"
    )
    assert (other.status, other.adopted and other.adopted.crs) == (CrsStatus.INFERRED, "EPSG:4549")


def test_without_a_city_two_readings_in_the_province_are_left_to_a_person() -> None:
    # Tongshan in Xuzhou read from 117° is Binhai in Yancheng read from 120°: the same two numbers.
    ring = plane(np.array([[117.25, 34.1], [117.252, 34.1], [117.251, 34.102]]), 4548)
    found = decide(file(ring))
    assert found.status is CrsStatus.UNDECIDED
    assert {(h.crs, h.city) for h in found.hypotheses if h.fits} >= {
        ("EPSG:4548", "徐州市"),
        ("EPSG:4549", "盐城市"),
    }
    assert "crs.several_fit" in codes(found, Severity.ERROR)
    for city, crs in (("徐州", "EPSG:4548"), ("盐城", "EPSG:4549")):
        told = decide(file(ring), city=city)
        assert (told.status, told.adopted and told.adopted.crs) == (CrsStatus.INFERRED, crs)


def test_utm_is_disclosed_where_the_convention_decides() -> None:
    ring = plane(np.array([[120.6, 31.3], [120.602, 31.3], [120.601, 31.302]]), 4549)
    found = decide(file(ring), city="苏州")
    assert (found.status, found.adopted and found.adopted.crs) == (CrsStatus.INFERRED, "EPSG:4549")
    assert "crs.assumed" in codes(found) or "crs.assumed_gauss" in codes(found)


def test_an_area_that_speaks_for_a_reading_is_the_area_told() -> None:
    # the plane's area is the same under every meridian, that of the ground 2.6 % less at 7° from it
    ring = plane(np.array([[117.25, 34.1], [117.252, 34.1], [117.251, 34.102]]), 4548)
    stated = shapely.Polygon(ring).area
    found = decide(file(ring), declared_area_m2=stated)
    told = [one for item in found.hypotheses for one in item.evidence if one.test == "area" and one.supports]
    assert len(told) >= 3
    for one in told:
        assert one.params["computed_m2"] == pytest.approx(stated, rel=2e-4)


def test_a_stated_area_says_nothing_beside_a_ring_that_crosses_itself() -> None:
    # exchanged corners of a square of 200 m: what the area formula gives is no area of any land
    square = plane(np.array([[120.6, 31.3], [120.6021, 31.3], [120.6, 31.3018], [120.6021, 31.3018]]), 4549)
    found = decide(file(square), declared_area_m2=40_000.0)
    assert {one.test for item in found.hypotheses for one in item.evidence} & {"area", "area_shift"} == set()


def test_utm_is_spoken_of_only_where_it_shares_a_meridian() -> None:
    # UTM 50 and 51 stand on 117° and 123°: eastings from 120° are nowhere near a UTM reading
    found = decide(file(plane(np.array([[120.6, 31.3], [120.602, 31.3], [120.601, 31.302]]), 4549)))
    told = {item.crs: {one.test for one in item.evidence} for item in found.hypotheses}
    assert "convention" not in told["EPSG:4549"]
    assert "convention" in told["EPSG:4548"]


def test_an_area_that_is_true_under_utm_only_stops_the_convention() -> None:
    # Wujin lies 117.6 from no meridian of UTM: near 117° (Xuzhou, Fengxian) both GK and UTM 50 fit.
    ring = plane(XUZHOU, 32650, 4326)
    square = shapely.Polygon(ring).area
    truth = square / 0.9996**2  # k² on the meridian: 117.2° is 18 km off it, 4e-6 in scale
    undecided = decide(file(ring), city="徐州", declared_area_m2=truth)
    assert undecided.status is CrsStatus.UNDECIDED
    assert "crs.area_utm" in codes(undecided, Severity.ERROR)
    assert undecided.hypotheses[0].crs == "EPSG:32650"
    plain = decide(file(ring), city="徐州", declared_area_m2=square)
    assert (plain.status, plain.adopted and plain.adopted.crs) == (CrsStatus.INFERRED, "EPSG:4548")
    assert "crs.assumed_gauss" in codes(plain, Severity.WARNING)


def test_numbers_of_no_national_system_are_refused_with_what_to_do() -> None:
    found = decide(file(np.array([[1000.0, 2000.0], [1200.0, 2000.0], [1200.0, 2100.0]])), city="南京")
    assert (found.status, found.adopted) == (CrsStatus.REFUSED, None)
    assert codes(found, Severity.ERROR) == {"crs.no_reading"}


def test_a_file_without_a_finite_vertex_is_refused() -> None:
    empty = Reading(source=Source(name="a", sha256="", size=0, format="csv"))
    assert decide(empty).status is CrsStatus.REFUSED


def test_one_stray_vertex_does_not_move_the_decision() -> None:
    ring = plane(np.vstack([NANJING[:3], [[118.7820, 32.0413]], NANJING[3:]]), 4549)
    ring[2] = [-1e9, 1e12]
    found = decide(file(ring), city="南京")
    assert (found.status, found.adopted and found.adopted.crs) == (CrsStatus.INFERRED, "EPSG:4549")
