"""Rings, held to pyproj's geodesics, and shares of squares counted by hand."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from numpy.typing import NDArray
from pyproj import Geod
from shapely import Point, Polygon, box

from geo import places
from geo.errors import CrsError, SizhiError
from geo.i18n.catalogue import has
from geo.measure import coverage
from geo.measure.area import karney_area_m2
from geo.measure.coverage import ACCURACY, FARTHEST_M, area_shares, park_shares, rings, what_if

GEOD = Geod(ellps="GRS80")
SQUARE = box(118.70, 32.00, 118.71, 32.01)


def frame(*geoms, **columns) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=list(geoms), crs="EPSG:4490")


def worst(line, land, distance: float) -> float:
    """Largest departure of a line from its distance, by brute force: Karney from each of its points to
    land cut so finely that the nearest of its vertices stands for the nearest point."""
    at = shapely.get_coordinates(shapely.segmentize(line, distance / 111_000 / 20))
    step = distance / 111_000 / 60
    to = shapely.get_coordinates(shapely.segmentize(shapely.boundary(land), step))
    if land.geom_type == "Point":
        to = shapely.get_coordinates(land)
    lon0, lat0, lon1, lat1 = (
        np.repeat(at[:, 0], len(to)),
        np.repeat(at[:, 1], len(to)),
        np.tile(to[:, 0], len(at)),
        np.tile(to[:, 1], len(at)),
    )
    # Only those near enough to matter are handed to Karney.
    middle = land.centroid.y
    narrow = GEOD.inv(119, middle, 119.01, middle)[2] / GEOD.inv(119, middle - 0.005, 119, middle + 0.005)[2]
    rough = np.hypot((lon1 - lon0) * narrow, lat1 - lat0).reshape(len(at), -1)
    least = np.argpartition(rough, 20, axis=1)[:, :20] if len(to) > 20 else np.zeros((len(at), 1), int)
    pick = (np.arange(len(at))[:, None] * len(to) + least).ravel()
    length = GEOD.inv(lon0[pick], lat0[pick], lon1[pick], lat1[pick])[2].reshape(len(at), -1).min(axis=1)
    return float(np.abs(length / distance - 1).max())


CORNERS = [(116.45, 34.6), (116.45, 30.9), (119.0, 32.0), (121.85, 31.7), (121.0, 35.0)]


@pytest.mark.parametrize(("lon", "lat"), CORNERS)
@pytest.mark.parametrize("distance", [300.0, 1_000.0, 10_000.0])
def test_a_ring_keeps_its_distance_anywhere_in_the_province(lon: float, lat: float, distance: float) -> None:
    land = Polygon(
        [(lon, lat), (lon + 0.012, lat + 0.002), (lon + 0.009, lat + 0.01), (lon + 0.001, lat + 0.008)]
    )
    line = rings([land], [distance]).geometry[0].boundary
    # The brute force itself is good to (1/60)²/8 of the distance.
    assert worst(line, land, distance) < ACCURACY


def test_the_farthest_ring_keeps_its_distance() -> None:
    land = Point(118.0, 33.0)
    line = rings([land], [FARTHEST_M]).geometry[0].boundary
    assert worst(line, land, FARTHEST_M) < ACCURACY


def stars(count: int) -> NDArray[np.object_]:
    """Spiky land of 10 m to 3 km about 118.7° E, 32° N, with every kind of dent."""
    rng = np.random.default_rng(0)
    found = []
    for _ in range(count):
        corners = int(rng.integers(5, 200))
        angle = np.sort(rng.uniform(0, 2 * np.pi, corners))
        size = 10 ** rng.uniform(1, 3.5)
        radius = size * (1 + rng.uniform(0, 0.5) * rng.standard_normal(corners)).clip(0.1)
        metres = np.column_stack((radius * np.cos(angle), radius * np.sin(angle)))
        found.append(Polygon(metres / [94_490, 110_890] + [118.7, 32.0]))
    land = np.array(found, dtype=object)
    return land[shapely.is_valid(land)]


def test_dents_are_not_smoothed_away() -> None:
    """GEOS alone departs by up to 0.45 % on such land: on few of them, so those are looked for."""
    lands, distance = stars(300), 1000.0
    flat, _ = coverage.to_local(lands)
    smoothed = coverage._departing(flat, shapely.buffer(flat, distance, quad_segs=48), distance)
    assert 0 < len(smoothed) < 20
    for land in [*lands[smoothed[:4]], *lands[:4]]:
        assert worst(rings([land], [distance]).geometry[0].boundary, land, distance) < ACCURACY


def test_a_square_on_a_meridian() -> None:
    """North and south of the middle of a side the ring runs along the meridian."""
    reach = rings([SQUARE], [5000]).geometry[0]
    _, south, _, north = reach.bounds
    assert GEOD.inv(118.705, 32.01, 118.705, north)[2] == pytest.approx(5000, rel=2e-4)
    assert GEOD.inv(118.705, 32.00, 118.705, south)[2] == pytest.approx(5000, rel=2e-4)


def test_the_area_of_a_ring_is_that_of_a_cap() -> None:
    """About a point: 2π·N·M·(1 − cos(d/√(NM))) is πd² less 2e-8 at 10 km; the chords take 1.6e-4·… away."""
    area = rings([Point(119, 32)], [10_000]).area_m2[0]
    assert area == pytest.approx(np.pi * 1e8, rel=6e-4)
    assert area < np.pi * 1e8
    assert karney_area_m2(rings([Point(119, 32)], [10_000]).geometry[0])[0] == pytest.approx(area, rel=1e-6)


def test_footprints_far_apart_have_rings_of_their_own_and_near_ones_share_one() -> None:
    apart = rings([SQUARE, box(121.0, 34.0, 121.01, 34.01)], [1000]).geometry[0]
    together = rings([SQUARE, box(118.72, 32.0, 118.73, 32.01)], [1000]).geometry[0]
    assert [len(apart.geoms), len(together.geoms)] == [2, 1]
    assert apart.covers(SQUARE)


def test_distance_zero_is_the_land_itself() -> None:
    found = rings([SQUARE, SQUARE], [0])
    assert found.geometry[0].equals(SQUARE)


def test_a_hole_is_filled_from_its_edge_inward() -> None:
    ring_land = Polygon(
        box(118.6, 31.9, 118.7, 32.0).exterior.coords, [box(118.61, 31.91, 118.69, 31.99).exterior.coords]
    )
    few, many = rings([ring_land], [1000, 5000]).geometry
    assert [len(few.geoms[0].interiors), len(many.geoms[0].interiors)] == [1, 0]
    assert worst(shapely.LinearRing(few.geoms[0].interiors[0]), ring_land, 1000) < ACCURACY


def test_the_vertices_of_a_ring_do_not_grow_with_those_of_the_footprint() -> None:
    detailed = shapely.segmentize(Point(119, 32).buffer(0.01, quad_segs=2000), 1e-6)
    assert shapely.get_num_coordinates(detailed) > 8000
    assert shapely.get_num_coordinates(rings([detailed], [5000]).geometry[0]) < 300


def test_nothing_has_no_ring() -> None:
    found = rings([None, Polygon()], [1000])
    assert found.geometry[0].is_empty
    assert found.area_m2[0] == 0


@pytest.mark.parametrize("distance", [-1.0, float("nan"), FARTHEST_M + 1])
def test_a_distance_out_of_range_is_refused(distance: float) -> None:
    with pytest.raises(SizhiError) as caught:
        rings([SQUARE], [distance])
    assert has(f"error.{caught.value.code}")


def test_other_coordinates_and_lines_are_refused() -> None:
    with pytest.raises(CrsError):
        rings(gpd.GeoSeries([SQUARE], crs="EPSG:3857"))
    with pytest.raises(CrsError):
        rings(gpd.GeoSeries([SQUARE]))
    with pytest.raises(SizhiError):
        rings([shapely.LineString([(118, 32), (119, 32)])])


def reach_of(*boxes, distance: float = 1000.0) -> gpd.GeoDataFrame:
    return frame(*boxes, distance_m=[distance] * len(boxes))


def test_shares_of_areas_by_hand() -> None:
    """Between two parallels the share of the area is the share of the longitudes."""
    areas = frame(
        box(118, 32, 119, 33),
        box(119, 32, 120, 33),
        box(121, 32, 122, 33),
        None,
        name=["甲", "乙", "丙", "丁"],
    )
    found = area_shares(reach_of(box(118.75, 31, 119.5, 34)), areas)
    assert found["share"].tolist()[:3] == pytest.approx([0.25, 0.5, 0.0], abs=1e-12)
    assert np.isnan(found["share"][3])
    assert found["name"].tolist() == ["甲", "乙", "丙", "丁"]


def test_the_shares_of_the_counties_add_up_to_the_ring_inside_the_province() -> None:
    reach = rings([box(120.6, 31.3, 120.62, 31.32)], [3000, 10_000])
    found = area_shares(reach, places.load("county"))
    for distance, whole in zip(reach["distance_m"], reach["area_m2"], strict=True):
        # Wholly inland, so counties cover it; a line cut by a county keeps its place to 1e-9.
        assert found.loc[found["distance_m"] == distance, "covered_m2"].sum() == pytest.approx(
            whole, rel=1e-6
        )


def test_parks_by_number_and_by_area() -> None:
    parks = frame(
        box(118.0, 32, 118.2, 33),
        box(118.1, 32, 118.3, 33),
        box(118.4, 32, 118.6, 33),
        box(119.0, 32, 119.1, 33),
        None,
    )
    found = park_shares(reach_of(box(117, 31, 118.5, 34)), parks).loc[0]
    assert found[["parks", "without_boundary", "met", "whole"]].tolist() == [4, 1, 3, 2]
    # 118.0–118.3 counted once, half of 118.4–118.6, nothing of 119.0–119.1.
    assert found["share"] == pytest.approx(0.4 / 0.6, rel=1e-9)


def test_an_invalid_park_is_read_by_its_structure() -> None:
    bow_tie = Polygon([(118, 32), (118.2, 32.2), (118.2, 32), (118, 32.2)])
    found = park_shares(reach_of(box(117, 31, 118.1, 34)), frame(bow_tie)).loc[0]
    assert found["share"] == pytest.approx(0.5, rel=1e-6)


def test_a_base_added_counts_only_where_nothing_reached_before() -> None:
    areas = frame(box(118, 32, 119, 33), name=["甲"])
    present = rings([Point(118.5, 32.5)], [5000])
    same = what_if([Point(118.5, 32.5)], present, areas)
    assert same["gain"][0] == pytest.approx(0, abs=1e-9)
    both = area_shares(rings([Point(118.5, 32.5), Point(118.55, 32.5)], [5000]), areas)
    beside = what_if([Point(118.55, 32.5)], present, areas)
    assert beside["share_after"][0] == pytest.approx(both["share"][0], rel=1e-6)
    assert 0 < beside["gain"][0] < beside["share"][0]


def test_a_base_added_where_there_is_none() -> None:
    areas = frame(box(118, 32, 119, 33), name=["甲"])
    first = what_if([Point(118.5, 32.5)], rings([], [5000]), areas)
    assert first["share"][0] == 0
    assert first["gain_m2"][0] == pytest.approx(np.pi * 25e6, rel=1e-3)
