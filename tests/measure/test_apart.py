"""How much two versions of one land differ, against planes worked out by hand."""

import pytest
import shapely
from pyproj import Geod

from geo.measure.apart import apart

GROUND = Geod(ellps="GRS80")


def test_a_corner_that_moved() -> None:
    # a corner of a square of 0.001° moved 0.0002° north: a triangle of half that height is gained
    square = shapely.Polygon([(120, 31.3), (120.001, 31.3), (120.001, 31.301), (120, 31.301)])
    moved = shapely.Polygon([(120, 31.3), (120.001, 31.3), (120.001, 31.3012), (120, 31.301)])
    found = apart(square, moved)
    across = GROUND.inv(120, 31.301, 120.001, 31.301)[2]
    up = GROUND.inv(120.001, 31.301, 120.001, 31.3012)[2]
    assert found.first_m2 == pytest.approx(0, abs=1e-6)
    assert found.second_m2 == pytest.approx(across * up / 2, rel=1e-4)
    assert found.difference_m2 == found.first_m2 + found.second_m2
    # of all places on either line the moved corner is the farthest from the other line
    assert found.greatest_m == pytest.approx(up, rel=1e-3)


def test_the_same_land_in_another_order_is_not_apart() -> None:
    square = shapely.box(120, 31.3, 120.001, 31.301)
    found = apart(square, shapely.Polygon(list(square.exterior.coords)[::-1]))
    assert (found.difference_m2, found.greatest_m) == pytest.approx((0, 0), abs=1e-6)


def test_lands_that_do_not_meet_differ_by_both() -> None:
    one, other = shapely.box(120, 31.3, 120.001, 31.301), shapely.box(120.01, 31.3, 120.011, 31.301)
    found = apart(one, other)
    assert found.first_m2 == pytest.approx(found.second_m2, rel=1e-6)
    # from the western side of the one to the western side of the other
    assert found.greatest_m == pytest.approx(GROUND.inv(120, 31.3, 120.01, 31.3)[2], rel=1e-3)
