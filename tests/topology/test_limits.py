"""More land than a zone may have is refused before anything is computed from it."""

import numpy as np
import pytest
import shapely

from geo.i18n import text
from geo.model.reading import RawPart
from geo.topology.limits import MOST_OVERLAPS, MOST_POLYGONS, MOST_VERTICES, beyond


def circle(vertices: int) -> shapely.Polygon:
    angle = np.linspace(0, 2 * np.pi, vertices, endpoint=False)
    return shapely.Polygon(np.column_stack((np.cos(angle), np.sin(angle))))


def parcels(side: int) -> list[shapely.Polygon]:
    """Parcels in the shape of an L fitted into each other: boxes of neighbours overlap, parcels touch."""
    corner = np.array([(0, 0), (2, 0), (2, 1), (1, 1), (1, 2), (0, 2)], dtype=float)
    return [shapely.Polygon(np.add(corner, (x - 2 * y, x + y))) for x in range(side) for y in range(side)]


def codes(*geometries: shapely.Geometry) -> list[str]:
    found = beyond([RawPart(part_id=str(i), geometry=shape) for i, shape in enumerate(geometries)])
    for issue in found:
        for lang in ("zh", "en"):
            assert "—" not in text(f"issue.{issue.code}.message", lang, **issue.params)
    return [issue.code for issue in found]


def test_a_boundary_with_too_many_points() -> None:
    # A ring of n corners is written with n + 1 points.
    assert codes(circle(MOST_VERTICES - 1)) == []
    assert codes(circle(MOST_VERTICES // 2), circle(MOST_VERTICES // 2)) == ["land.many_vertices"]


def test_parcels_side_by_side_are_no_overlaps() -> None:
    laid = parcels(54)
    assert shapely.union_all(laid).area == pytest.approx(3 * len(laid))
    assert codes(*laid) == []
    assert codes(shapely.MultiPolygon(laid + parcels(10)[: MOST_POLYGONS + 1 - len(laid)])) == [
        "land.many_polygons"
    ]


@pytest.mark.parametrize("one_part", [False, True])
def test_squares_drawn_over_each_other(one_part: bool) -> None:
    # Each of n squares overlaps each other: n (n - 1) / 2 pairs, 990 for 45 and 1,035 for 46.
    squares = [shapely.box(i, i, i + 100, i + 100) for i in range(46)]
    assert 45 * 44 / 2 < MOST_OVERLAPS < 46 * 45 / 2
    assert codes(*([shapely.MultiPolygon(squares)] if one_part else squares)) == ["land.many_overlaps"]
    assert codes(*squares[:45]) == []


def test_polygons_that_cross_themselves_count_as_well() -> None:
    bow_ties = [shapely.Polygon([(i, 0), (i + 99, 99), (i + 99, 0), (i, 99)]) for i in range(80)]
    assert codes(*bow_ties) == ["land.many_overlaps"]
