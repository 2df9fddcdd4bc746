"""Areas against Karney's geodesics, the official sum, PROJ's equal-area cylinder and the sphere."""

import math

import numpy as np
import pytest
import shapely
from pyproj import Geod, Transformer
from shapely import MultiPolygon, Point, Polygon, box

from geo.measure.area import (
    densified,
    ellipsoidal_area_m2,
    karney_area_m2,
    official_area_m2,
    plane_area_m2,
)
from geo.measure.rings import rings_of

M_PER_DEG_LON, M_PER_DEG_LAT = 94_000.0, 110_900.0


def star(rng: np.random.Generator, vertices: int, radius_m: float) -> Polygon:
    """A star-shaped polygon of either winding somewhere over Jiangsu."""
    lon, lat = rng.uniform(116.5, 121.9), rng.uniform(30.8, 35.1)
    angle = np.sort(rng.uniform(0, 2 * np.pi, vertices))[:: rng.choice([-1, 1])]
    reach = radius_m * rng.uniform(0.4, 1.0, vertices)
    return Polygon(
        np.column_stack(
            (lon + reach * np.cos(angle) / M_PER_DEG_LON, lat + reach * np.sin(angle) / M_PER_DEG_LAT)
        )
    )


def stars(count: int, seed: int, low_m: float = 100, high_m: float = 3000) -> list[Polygon]:
    rng = np.random.default_rng(seed)
    return [
        star(rng, int(rng.integers(5, 60)), math.exp(rng.uniform(math.log(low_m), math.log(high_m))))
        for _ in range(count)
    ]


def test_a_thousand_polygons_agree_with_karney() -> None:
    polygons = stars(1000, seed=1)
    ours, karney = ellipsoidal_area_m2(polygons), karney_area_m2(polygons, max_edge_m=50)
    assert np.abs(ours / karney - 1).max() <= 1e-6


def test_the_official_sum_and_the_equal_area_cylinder_agree_to_1e_8() -> None:
    polygons = stars(200, seed=2)
    ours = ellipsoidal_area_m2(polygons)
    assert np.abs(official_area_m2(polygons, max_edge_m=5) / ours - 1).max() <= 1e-8
    cea = Transformer.from_crs("EPSG:4490", "+proj=cea +ellps=GRS80", always_xy=True)
    fine = shapely.segmentize(np.array(polygons), 5 / M_PER_DEG_LAT)
    around = shapely.transform(
        fine, lambda xy: np.column_stack(cea.transform(xy[:, 0], xy[:, 1])) - (1.3e7, 3.5e6)
    )
    assert np.abs(shapely.area(around) / ours - 1).max() <= 1e-7


def test_the_official_sum_with_its_own_70_m_edges_stays_within_3e_6() -> None:
    polygons = stars(300, seed=3, low_m=20)
    assert np.abs(official_area_m2(polygons) / ellipsoidal_area_m2(polygons) - 1).max() <= 3e-6


def test_land_as_large_as_a_province_and_as_the_world() -> None:
    province = star(np.random.default_rng(4), 40, 250_000)
    karney = karney_area_m2(province, max_edge_m=200)[0]
    assert ellipsoidal_area_m2(province)[0] == pytest.approx(karney, rel=1e-8)
    # Equator and meridians are geodesics: an octant of the ellipsoid needs no dividing.
    octant = Geod(ellps="GRS80").polygon_area_perimeter([0, 90, 0], [0, 0, 90])[0]
    assert ellipsoidal_area_m2(box(-180, -90, 180, 90))[0] == pytest.approx(8 * octant, rel=1e-12)


def test_where_the_polynomials_change_the_area_does_not_jump() -> None:
    for height in (0.2, 3.0):
        below, above = box(118, 32, 118.1, 32 + height * (1 - 1e-9)), box(118, 32, 118.1, 32 + height + 1e-9)
        low, high = ellipsoidal_area_m2([below, above])
        assert high / low - 1 == pytest.approx(1e-9 * (1 + 1 / height), rel=0.2)


def test_a_metre_square_keeps_its_digits() -> None:
    """Four hundred squares tile one large one: their areas add up to it."""
    lon, lat = 118.703125, 32.015625  # sums of powers of two: every corner is exact
    step = 2.0**-17
    small = [
        box(lon + i * step, lat + j * step, lon + (i + 1) * step, lat + (j + 1) * step)
        for i in range(20)
        for j in range(20)
    ]
    whole = ellipsoidal_area_m2(box(lon, lat, lon + 20 * step, lat + 20 * step))[0]
    assert ellipsoidal_area_m2(small).sum() == pytest.approx(whole, rel=1e-13)


def test_holes_subtract_and_parts_add_whatever_the_winding() -> None:
    shell, hole, island = (
        box(118.7, 32.0, 118.71, 32.01),
        box(118.702, 32.002, 118.704, 32.004),
        box(118.8, 32.1, 118.81, 32.12),
    )
    a_shell, a_hole, a_island = karney_area_m2([shell, hole, island], max_edge_m=20)
    for shell_step in (1, -1):
        for hole_step in (1, -1):
            holed = Polygon(shell.exterior.coords[::shell_step], [hole.exterior.coords[::hole_step]])
            both = MultiPolygon([holed, island])
            for area in (ellipsoidal_area_m2, karney_area_m2, official_area_m2):
                assert area([holed, both]) == pytest.approx(
                    [a_shell - a_hole, a_shell - a_hole + a_island], rel=1e-6
                )


def test_what_has_no_area_is_nought_and_what_is_missing_is_not_a_number() -> None:
    square = box(118.7, 32.0, 118.71, 32.01)
    mixed = shapely.GeometryCollection([square, Point(118, 32), MultiPolygon([box(119, 32, 119.01, 32.01)])])
    geoms = [None, Point(118, 32), Polygon(), MultiPolygon(), mixed, square]
    for area in (ellipsoidal_area_m2, plane_area_m2, official_area_m2, karney_area_m2):
        found = area(geoms)
        assert np.isnan(found[0])
        assert found[1:4].tolist() == [0, 0, 0]
        assert found[4] == pytest.approx(2 * found[5], rel=1e-3)
        assert area([]).tolist() == []


def test_heights_do_not_count() -> None:
    flat = box(118.7, 32.0, 118.71, 32.01)
    assert ellipsoidal_area_m2(shapely.force_3d(flat, 100.0)) == ellipsoidal_area_m2(flat)


def test_the_plane_is_true_on_the_meridian_and_too_large_away_from_it() -> None:
    at, off = box(119.9999, 32.0, 120.0001, 32.0002), box(118.5001, 32.0, 118.5003, 32.0002)
    for polygon, easting in ((at, 0.0), (off, 1.4998 * 94_493)):
        excess = plane_area_m2(polygon)[0] / ellipsoidal_area_m2(polygon)[0] - 1
        assert excess == pytest.approx((easting / 6_371_000) ** 2, abs=3e-6)


def test_the_plane_agrees_with_shapely_in_the_projected_frame() -> None:
    polygons = stars(50, seed=5)
    zones = [round(p.centroid.x / 3) for p in polygons]
    for polygon, zone, found in zip(polygons, zones, plane_area_m2(polygons, np.array(zones)), strict=True):
        to_zone = Transformer.from_crs("EPSG:4490", f"EPSG:{4488 + zone}", always_xy=True)
        moved = shapely.transform(polygon, lambda xy, t=to_zone: np.column_stack(t.transform(*xy.T)))
        assert found == pytest.approx(moved.area, rel=1e-8)


def test_a_wrong_zone_shows_and_an_impossible_one_is_refused() -> None:
    square = box(118.7, 32.0, 118.71, 32.01)
    assert plane_area_m2(square, 39)[0] / plane_area_m2(square)[0] - 1 > 1e-4
    with pytest.raises(ValueError, match="zone"):
        plane_area_m2(square, 118)


def test_divided_edges_are_short_and_lie_on_the_old_ones() -> None:
    triangle = Polygon([(118.7, 32.0), (118.71, 32.002), (118.703, 32.01)])
    fine = densified(rings_of(triangle), 70)
    steps = np.hypot(np.diff(fine.x) * 94_493, np.diff(fine.y) * 110_887)
    assert steps.max() <= 70.001
    assert shapely.hausdorff_distance(Polygon(np.column_stack((fine.x, fine.y))), triangle) < 1e-13
    with pytest.raises(ValueError, match="positive"):
        densified(rings_of(triangle), 0)
