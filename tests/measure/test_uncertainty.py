"""σ of areas against hand calculation and against repeated measurement by chance (Monte Carlo)."""

import numpy as np
import pytest
import shapely
from shapely import MultiPolygon, Polygon, box

from geo.i18n.catalogue import text
from geo.measure.area import ellipsoidal_area_m2
from geo.measure.uncertainty import (
    ORIGIN_OF_FORMAT,
    VERTEX_ACCURACY_M,
    area_sigma_m2,
    default_accuracy,
    double_counted_sigma_m2,
    union_sigma_m2,
)

EAST, NORTH = 94_493.142, 110_886.809  # a degree at 32° N, m
SIGMA = 0.05


def metres(*corners: tuple[float, float]) -> Polygon:
    return Polygon([(118.7 + x / EAST, 32.0 + y / NORTH) for x, y in corners])


def rectangle(x: float, y: float, width: float, height: float) -> Polygon:
    return metres((x, y), (x + width, y), (x + width, y + height), (x, y + height))


def spread(measure, polygons: list, times: int = 2000) -> float:
    """σ of a measure when the land is measured again: equal vertices move together, others on their own."""
    rng = np.random.default_rng(7)
    points, place = np.unique(shapely.get_coordinates(polygons), axis=0, return_inverse=True)
    again = []
    for _ in range(times):
        moved = points + rng.normal(0, SIGMA, points.shape) / (EAST, NORTH)
        again.append(shapely.set_coordinates(np.array(polygons, dtype=object), moved[place.ravel()]))
    return float(np.std(measure(np.array(again, dtype=object))))


def union_area(parts: np.ndarray) -> np.ndarray:
    return ellipsoidal_area_m2(shapely.union_all(parts, axis=1))


def sum_area(parts: np.ndarray) -> np.ndarray:
    return ellipsoidal_area_m2(parts).reshape(parts.shape).sum(axis=1)


def test_a_rectangle_by_hand() -> None:
    """σ²/4 · Σ diagonal² over four corners = σ² · diagonal²: 300 m × 400 m gives 500 σ."""
    assert area_sigma_m2(rectangle(0, 0, 300, 400), 0.1)[0] == pytest.approx(50.0, rel=1e-4)


def test_a_thousand_polygons_by_chance() -> None:
    """The largest check: every polygon measured 300 times, the ratio taken over all of them."""
    rng = np.random.default_rng(11)
    polygons = []
    for _ in range(1000):
        angle = np.sort(rng.uniform(0, 2 * np.pi, rng.integers(4, 25)))
        reach = rng.uniform(30, 300) * rng.uniform(0.5, 1, len(angle))
        polygons.append(metres(*zip(reach * np.cos(angle), reach * np.sin(angle), strict=True)))
    sigma = area_sigma_m2(polygons, SIGMA)
    true = ellipsoidal_area_m2(polygons)
    coords = shapely.get_coordinates(polygons)
    first = np.cumsum([0, *shapely.get_num_coordinates(polygons)[:-1]])
    last = np.append(first[1:], len(coords)) - 1
    squares = np.zeros(1000)
    for _ in range(300):
        moved = coords + rng.normal(0, SIGMA, coords.shape) / (EAST, NORTH)
        moved[last] = moved[first]
        again = shapely.set_coordinates(np.array(polygons), moved)
        squares += (ellipsoidal_area_m2(again) - true) ** 2
    ratio = np.sqrt(squares / 300) / sigma
    assert 0.95 < ratio.mean() < 1.05
    # One polygon's ratio over 300 draws has a standard deviation of 1/√600: five of them are 0.2.
    assert ratio.min() > 0.79
    assert ratio.max() < 1.21


def test_one_each() -> None:
    square = rectangle(0, 0, 100, 100)
    one, two = area_sigma_m2([square, square], np.array([0.05, 0.10]))
    assert two == pytest.approx(2 * one)


def test_a_hole_adds_its_own_corners() -> None:
    holed = shapely.difference(rectangle(0, 0, 300, 400), rectangle(100, 100, 30, 40))
    assert area_sigma_m2(holed, 1.0)[0] == pytest.approx(np.hypot(500, 50), rel=1e-4)


def test_a_repeated_vertex_is_one_point() -> None:
    plain = metres((0, 0), (300, 0), (300, 400), (0, 400))
    repeated = metres((0, 0), (300, 0), (300, 0), (300, 400), (0, 400), (0, 400))
    assert area_sigma_m2(repeated, 1.0)[0] == pytest.approx(area_sigma_m2(plain, 1.0)[0], rel=1e-9)
    closed_twice = metres((0, 0), (300, 0), (300, 400), (0, 400), (0, 0), (0, 0))
    assert area_sigma_m2(closed_twice, 1.0)[0] == pytest.approx(area_sigma_m2(plain, 1.0)[0], rel=1e-9)


def test_a_boundary_between_touching_parts_does_not_count() -> None:
    """Two halves with common corners are known as well as the whole with those corners in its sides."""
    west, east = rectangle(0, 0, 150, 400), rectangle(150, 0, 150, 400)
    whole = metres((0, 0), (150, 0), (300, 0), (300, 400), (150, 400), (0, 400))
    expected = area_sigma_m2(whole, 1.0)[0]
    assert area_sigma_m2(MultiPolygon([west, east]), 1.0)[0] == pytest.approx(expected, rel=1e-3)
    assert union_sigma_m2([west, east], 1.0) == pytest.approx(expected, rel=1e-3)


@pytest.mark.parametrize(
    "parts",
    [
        [rectangle(0, 0, 300, 400)],
        [rectangle(0, 0, 300, 400), rectangle(200, 150, 300, 400)],
        [rectangle(0, 0, 300, 400), rectangle(250, 100, 200, 50), rectangle(-40, 50, 400, 20)],
        [rectangle(0, 0, 300, 400), rectangle(100, 100, 50, 50)],
        [rectangle(0, 0, 100, 100), rectangle(500, 0, 100, 100)],
        [
            shapely.difference(rectangle(0, 0, 300, 400), rectangle(100, 100, 90, 90)),
            rectangle(90, 90, 50, 50),
        ],
    ],
    ids=["one", "corner", "crossing", "inside", "apart", "into a hole"],
)
def test_the_union_by_chance(parts: list[Polygon]) -> None:
    assert union_sigma_m2(parts, SIGMA) / spread(union_area, parts) == pytest.approx(1, abs=0.05)


def test_land_counted_twice_by_chance() -> None:
    parts = [rectangle(0, 0, 300, 400), rectangle(200, 150, 300, 400)]
    chance = spread(lambda p: sum_area(p) - union_area(p), parts)
    assert double_counted_sigma_m2(parts, SIGMA) / chance == pytest.approx(1, abs=0.05)


def test_parts_that_do_not_meet_count_nothing_twice() -> None:
    parts = [rectangle(0, 0, 100, 100), rectangle(500, 0, 100, 100)]
    assert double_counted_sigma_m2(parts, SIGMA) == pytest.approx(0, abs=1e-9)


def test_nothing_and_what_is_missing() -> None:
    assert union_sigma_m2([], 0.05) == 0
    found = area_sigma_m2([None, Polygon()], 0.05)
    assert np.isnan(found[0])
    assert found[1] == 0


def test_every_origin_has_an_accuracy_and_a_reason() -> None:
    assert set(ORIGIN_OF_FORMAT.values()) <= set(VERTEX_ACCURACY_M)
    assert all(entry.sigma_m > 0 and entry.reason for entry in VERTEX_ACCURACY_M.values())
    sigma, origin = default_accuracy("shapefile", shifted=True)
    assert (sigma, origin) == (VERTEX_ACCURACY_M["online_map"].sigma_m, "online_map")


def test_a_box_at_any_winding_is_the_same() -> None:
    square = box(118.7, 32.0, 118.71, 32.01)
    assert area_sigma_m2([square, square.reverse()], 0.05).tolist() == pytest.approx(
        [area_sigma_m2(square, 0.05)[0]] * 2, rel=1e-14
    )


def test_the_words_for_an_origin_state_its_figure() -> None:
    for origin, entry in VERTEX_ACCURACY_M.items():
        for lang in ("zh", "en"):
            assert f"{entry.sigma_m:.2f}".rstrip("0") in text(f"accuracy_origin.{origin}", lang)
