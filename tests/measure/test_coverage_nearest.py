"""Nearest bases against an exhaustive geodesic search, and catchments counted by hand."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from pyproj import Geod
from shapely import Point, Polygon, box

from geo.errors import SizhiError
from geo.i18n.catalogue import has
from geo.measure.coverage_access import two_step_catchment
from geo.measure.coverage_nearest import NearestBase, nearest, point_shares

GEOD = Geod(ellps="GRS80")
WEST, EAST = box(118.70, 32.00, 118.71, 32.01), box(118.80, 32.00, 118.81, 32.01)


def scattered(seed: int, count: int) -> list[Polygon]:
    rng = np.random.default_rng(seed)
    middles = rng.uniform((116.6, 30.9), (121.8, 35.0), (count, 2))
    return [Point(*middle).buffer(rng.uniform(0.002, 0.02), quad_segs=12) for middle in middles]


def exhaustive(point: Point, bases: list[Polygon]) -> tuple[int, float]:
    """Every base cut into steps of 20 m, every vertex by Karney."""
    best = []
    for base in bases:
        if base.intersects(point):
            best.append(0.0)
            continue
        xy = shapely.get_coordinates(shapely.segmentize(base.exterior, 2e-4))
        best.append(float(GEOD.inv([point.x] * len(xy), [point.y] * len(xy), xy[:, 0], xy[:, 1])[2].min()))
    return int(np.argmin(best)), min(best)


def test_the_nearest_base_is_that_of_an_exhaustive_search() -> None:
    bases = scattered(1, 25)
    points = [Point(*at) for at in np.random.default_rng(2).uniform((116.4, 30.8), (121.9, 35.1), (30, 2))]
    found = nearest(points, bases)
    for point, base, distance in zip(points, found["base"], found["distance_m"], strict=True):
        expected, length = exhaustive(point, bases)
        assert base == expected
        assert distance == pytest.approx(length, rel=1e-6, abs=0.05)


def test_the_plane_alone_would_choose_the_wrong_one() -> None:
    """Scale grows away from the middle of the plane: 300 km off it, a base 5 m nearer lies farther there."""
    at = Point(121.5, 33.0)
    inner = GEOD.fwd(121.5, 33.0, 270, 60_000.0)[:2]
    outer = GEOD.fwd(121.5, 33.0, 90, 59_995.0)[:2]
    anchor = Point(115.6, 33.0)
    found = nearest([at], [Point(*inner), Point(*outer), anchor])
    assert found["base"][0] == 1
    assert found["distance_m"][0] == pytest.approx(59_995.0, abs=0.01)


def test_along_a_meridian() -> None:
    found = nearest([Point(118.705, 32.05), Point(118.705, 32.005), Point(118.71, 32.005)], [WEST])
    assert found["distance_m"].tolist() == pytest.approx(
        [GEOD.inv(118.705, 32.01, 118.705, 32.05)[2], 0, 0], abs=1e-3
    )
    assert found.loc[0, ["lon", "lat"]].tolist() == pytest.approx([118.705, 32.01], abs=1e-6)


def test_distances_run_to_the_polygon_and_not_to_its_middle() -> None:
    long = box(118.0, 32.0, 118.9, 32.01)
    found = nearest([Point(118.89, 32.02)], [long, Point(118.80, 32.02)])
    assert found["base"][0] == 0


def test_parks_are_measured_from_boundary_to_boundary() -> None:
    parks = [
        box(118.72, 32.0, 118.73, 32.01),
        box(118.705, 31.9, 118.72, 32.1),
        box(118.6, 31.9, 118.9, 32.1),
    ]
    found = nearest(parks, [WEST])
    assert found["distance_m"].tolist() == pytest.approx(
        [GEOD.inv(118.71, 32.01, 118.72, 32.01)[2], 0, 0], abs=1e-2
    )


def test_labels_are_kept_and_rows_without_place_have_no_base() -> None:
    bases = gpd.GeoDataFrame(index=["甲", "乙", "丙"], geometry=[WEST, None, EAST], crs="EPSG:4490")
    points = gpd.GeoDataFrame(
        index=[7, 8, 9], geometry=[Point(118.82, 32), None, Point(118.69, 32)], crs="EPSG:4490"
    )
    found = nearest(points, bases)
    assert found.index.tolist() == [7, 8, 9]
    assert found["base"].tolist() == ["丙", None, "甲"]
    assert np.isnan(found["distance_m"][8])


def test_two_bases_over_one_another_give_the_first() -> None:
    assert nearest([Point(118.705, 32.005)], [EAST, WEST, WEST])["base"].tolist() == [1]


def test_without_any_base_there_is_no_answer() -> None:
    with pytest.raises(SizhiError) as caught:
        NearestBase([None])
    assert has(f"error.{caught.value.code}")


def test_pairs_within_a_distance_are_those_of_all_pairs() -> None:
    bases = scattered(3, 20)
    points = [Point(*at) for at in np.random.default_rng(4).uniform((116.6, 30.9), (121.8, 35.0), (40, 2))]
    place, base, away = NearestBase(bases).within(points, 80_000)
    found = {(int(p), int(b)): d for p, b, d in zip(place, base, away, strict=True)}
    expected = {}
    for p, point in enumerate(points):
        for b, land in enumerate(bases):
            _, length = exhaustive(point, [land])
            if length <= 80_000:
                expected[p, b] = length
    assert found.keys() == expected.keys()
    assert [found[key] for key in expected] == pytest.approx(list(expected.values()), rel=1e-6, abs=0.05)


def test_shares_of_points_by_number_and_weight() -> None:
    points = [Point(118.705, 32.005), Point(118.705, 32.015), Point(118.705, 32.05), None]
    found = point_shares(nearest(points, [WEST]), [0, 1000, 10_000], weights=[1, 2, 3, 100])
    assert found["inside"].tolist() == [1, 2, 3]
    assert found["share"].tolist() == pytest.approx([1 / 6, 3 / 6, 1])
    assert found["without_place"].tolist() == [1, 1, 1]
    with pytest.raises(SizhiError):
        point_shares(nearest(points, [WEST]), [0], weights=[1, 2, -3, 1])


def test_a_catchment_by_hand() -> None:
    """Luo and Wang's steps on paper: the west serves a and b (10 + 30 people), the east b only."""
    a, b, far = Point(118.69, 32.005), Point(118.755, 32.005), Point(119.5, 32.0)
    found = two_step_catchment(
        [a, b, far, None],
        [WEST, EAST, box(121, 33, 121.1, 33.1)],
        5000,
        people=[10, 30, 5, 9],
        capacity=[8, 6, 4],
    )
    assert found.load.tolist()[:2] == pytest.approx([8 / 40, 6 / 30])
    assert np.isnan(found.load[2])
    assert found.unreached == 4
    assert found.per_head[:3].tolist() == pytest.approx([0.2, 0.4, 0.0])
    assert np.isnan(found.per_head[3])
    assert np.nansum(found.per_head * np.array([10, 30, 5, 9])) == pytest.approx(8 + 6)


def test_with_distance_decay_nothing_is_lost_either() -> None:
    """At the base the weight is 1 and at the edge 0; halfway (e^-1/8 − e^-1/2) / (1 − e^-1/2) = 0.70137."""
    half = GEOD.fwd(118.71, 32.005, 90, 2500)[:2]
    inside = Point(118.705, 32.005)
    found = two_step_catchment([inside, Point(*half)], [WEST], 5000, capacity=[10], decay="gaussian")
    w = (np.exp(-1 / 8) - np.exp(-1 / 2)) / (1 - np.exp(-1 / 2))
    assert found.per_head.tolist() == pytest.approx([10 / (1 + w), 10 * w / (1 + w)], rel=1e-5)
    assert w == pytest.approx(0.70137, abs=1e-5)
