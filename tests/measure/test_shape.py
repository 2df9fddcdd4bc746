"""Compactness of shapes whose value is known: circle, square, strip."""

import math

import numpy as np
import pytest
import shapely
from shapely import Point, Polygon

from geo.measure.shape import elongation, polsby_popper, reock

EAST, NORTH = 94_493.142, 110_886.809  # a degree at 32° N, m


def metres(shape: Polygon) -> Polygon:
    return shapely.transform(shape, lambda xy: xy / (EAST, NORTH) + (118.7, 32.0))


CIRCLE = metres(Point(0, 0).buffer(500, quad_segs=90))
SQUARE = metres(shapely.box(0, 0, 500, 500))
STRIP = metres(shapely.box(0, 0, 2000, 100))


def test_circle_square_and_strip() -> None:
    assert polsby_popper([CIRCLE, SQUARE, STRIP]) == pytest.approx(
        [1, math.pi / 4, 4 * math.pi * 2e5 / 4200**2], rel=2e-4
    )
    assert reock([CIRCLE, SQUARE, STRIP]) == pytest.approx(
        [1, 2 / math.pi, 2e5 / (math.pi / 4 * (2000**2 + 100**2))], rel=2e-4
    )
    assert elongation([CIRCLE, SQUARE, STRIP]) == pytest.approx([1, 1, 0.05], rel=1e-3)


def test_turning_a_strip_changes_nothing() -> None:
    turned = metres(shapely.affinity.rotate(shapely.box(0, 0, 2000, 100), 33))
    for measure in (polsby_popper, reock, elongation):
        assert measure(turned)[0] == pytest.approx(measure(STRIP)[0], rel=1e-3)


def test_scattered_parts_are_less_compact() -> None:
    apart = shapely.MultiPolygon([SQUARE, shapely.transform(SQUARE, lambda xy: xy + np.array([0.05, 0]))])
    assert reock(apart)[0] < 0.1 * reock(SQUARE)[0]
    assert polsby_popper(apart)[0] == pytest.approx(math.pi / 8, rel=1e-3)


def test_what_has_no_shape_has_no_number() -> None:
    for measure in (polsby_popper, reock, elongation):
        assert np.isnan(measure([None, Polygon(), Point(118.7, 32.0)])).all()
