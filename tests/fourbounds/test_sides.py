"""Which stretch of an outline is which side; expected lengths by hand, in metres."""

import math

import numpy as np
import pytest
from fourbounds_shapes import lonlat
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, MultiPolygon, Point, Polygon, affinity, box

from geo.errors import SizhiError
from geo.fourbounds import sides

OBLONG = box(0, 0, 200, 100)


def _lengths(geometry: object) -> dict[str, float]:
    return {side.direction.zh: side.length_m for side in sides(lonlat(geometry))}


def _near(found: dict[str, float], expected: dict[str, float]) -> bool:
    return all(math.isclose(found[key], expected[key], rel_tol=2e-3) for key in "东南西北")


@pytest.mark.parametrize("angle", [-43, -20, 0, 10, 30, 43])
def test_a_turned_rectangle_keeps_four_whole_sides(angle: float) -> None:
    found = _lengths(affinity.rotate(OBLONG, angle, origin=(0, 0)))
    assert _near(found, {"东": 100, "南": 200, "西": 100, "北": 200})


@pytest.mark.parametrize("wobble", [-0.4, 0, 0.4])
def test_on_its_corner_the_north_east_edge_is_the_north_whatever_the_last_bits(wobble: float) -> None:
    square = affinity.rotate(box(0, 0, 100, 100), 45 + wobble)
    north = {side.direction.value: side for side in sides(lonlat(square))}["north"]
    assert north.length_m == pytest.approx(100, rel=2e-3)
    assert north.azimuth == pytest.approx(45, abs=1)


def test_jags_and_chamfers_make_no_side() -> None:
    jagged = box(0, 0, 200, 100).difference(box(195, 40, 200, 45)).union(box(80, 100, 84, 106))
    chamfered = jagged.difference(Polygon([(190, 0), (200, 0), (200, 10)]))
    assert _near(_lengths(jagged), {"东": 110, "南": 200, "西": 100, "北": 212})
    assert sum(_lengths(chamfered).values()) == pytest.approx(
        sum(_lengths(jagged).values()) - 20 + 14.14, rel=1e-3
    )


def test_an_l_keeps_its_outer_south_and_west() -> None:
    found = _lengths(Polygon([(0, 0), (300, 0), (300, 100), (100, 100), (100, 300), (0, 300)]))
    assert found["南"] == pytest.approx(300, rel=2e-3)
    assert found["西"] == pytest.approx(300, rel=2e-3)
    assert found["东"] + found["北"] == pytest.approx(600, rel=2e-3)


def test_a_circle_has_four_quarters() -> None:
    found = _lengths(Point(0, 0).buffer(100, quad_segs=64))
    assert all(length == pytest.approx(math.pi * 50, rel=0.02) for length in found.values())


def test_a_sliver_has_two_long_sides_and_two_ends() -> None:
    found = _lengths(box(0, 0, 3000, 12))
    assert _near(found, {"东": 12, "南": 3000, "西": 12, "北": 3000})


def test_a_triangle_has_a_tip_in_the_north() -> None:
    east, south, west, north = sides(lonlat(Polygon([(0, 0), (200, 0), (100, 300)])))
    assert north.length_m < 3
    assert south.length_m == pytest.approx(200, rel=0.01)
    assert (north.lon, east.lon > west.lon) == (pytest.approx(lonlat(Point(100, 300)).x), True)


def test_several_polygons_are_walked_round_their_hull() -> None:
    pair = MultiPolygon([box(0, 0, 100, 100), box(300, 0, 400, 100)])
    assert _near(_lengths(pair), {"东": 100, "南": 400, "西": 100, "北": 400})


def test_a_line_is_no_land() -> None:
    with pytest.raises(SizhiError, match="no_area"):
        sides(LineString([(118, 32), (118.1, 32)]))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 11), st.booleans(), st.integers(0, 10_000))
def test_the_first_vertex_and_the_winding_change_nothing(first: int, reverse: bool, seed: int) -> None:
    rng = np.random.default_rng(seed)
    angle = np.sort(rng.uniform(0, 2 * np.pi, 12))
    ring = np.column_stack([np.cos(angle), np.sin(angle)]) * rng.uniform(50, 200, (12, 1))
    again = np.roll(ring, first, axis=0)[:: -1 if reverse else 1]
    one, other = (sides(lonlat(Polygon(vertices))) for vertices in (ring, again))
    for a, b in zip(one, other, strict=True):
        assert (a.direction, a.lon, a.lat) == (b.direction, b.lon, b.lat)
        assert a.length_m == pytest.approx(b.length_m, abs=1e-6)
    whole = sum(side.length_m for side in one)
    assert whole == pytest.approx(Polygon(ring).length, rel=2e-3)
