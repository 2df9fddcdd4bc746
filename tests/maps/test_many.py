"""Very many outlines: where each is, and blocks that hold what meets them, as simple as promised."""

import json

import numpy as np
import pytest
import shapely
from shapely import MultiPolygon, Point, Polygon, box

from geo.maps.many import STEPS, Blocks, lines, tile_box, tolerance

FAR = MultiPolygon([box(118.0, 32.0, 118.001, 32.001), box(118.1, 32.1, 118.13, 32.12)])
HOLED = Polygon(
    [(119, 33), (119.02, 33), (119.02, 33.02), (119, 33.02)],
    [[(119.005, 33.005), (119.01, 33.005), (119.005, 33.01)]],
)
ROUND = Point(119.5, 32.9).buffer(0.02, quad_segs=200)
LAND = np.array([FAR, HOLED, ROUND], dtype=object)


def decoded(block: bytes) -> list[tuple[int, int, Polygon]]:
    found = []
    for owner, piece, *rings in json.loads(block):
        points = [np.cumsum(np.reshape(ring, (-1, 2)), axis=0) / 1e6 for ring in rings]
        found.append((owner, piece, Polygon(points[0], points[1:])))
    return found


def tile_of(z: int, lon: float, lat: float) -> tuple[int, int]:
    """By the other formula of the web's map: asinh(tan) where the code has sinh."""
    y = (1 - np.arcsinh(np.tan(np.radians(lat))) / np.pi) / 2
    return int((lon + 180) / 360 * 2**z), int(y * 2**z)


def test_a_place_lies_on_the_largest_piece_and_the_box_holds_all() -> None:
    found = lines(LAND)
    assert shapely.covers(FAR.geoms[1], Point(found.x[0] / 1e5, found.y[0] / 1e5))
    assert found.box[0].tolist() == [11800000, 3200000, 11813000, 3212000]
    assert found.piece[0].tolist() == [11810000, 3210000, 11813000, 3212000]
    # 0.03° of longitude at 32.1° N: 111 320 m · 0.03 · cos 32.1° = 2 829 m
    assert found.size[0] == pytest.approx(2829, abs=5)


def test_nothing_gives_nothing() -> None:
    found = lines(np.array([], dtype=object))
    assert (found.x.size, found.box.shape) == (0, (0, 4))


@pytest.mark.parametrize("z", STEPS)
def test_a_tile_holds_what_its_place_lies_in(z: int) -> None:
    x, y = tile_of(z, 119.5, 32.9)
    west, south, east, north = tile_box(z, x, y)
    assert west <= 119.5 <= east
    assert south <= 32.9 <= north


@pytest.mark.parametrize("z", STEPS)
def test_a_block_holds_the_outlines_that_meet_it_and_moves_them_no_further_than_promised(z: int) -> None:
    for owner, land, place in ((1, HOLED, (119.01, 33.0)), (2, ROUND, (119.5, 32.9))):
        block = decoded(Blocks(LAND).block(z, *tile_of(z, *place)))
        tile = box(*tile_box(z, *tile_of(z, *place)))
        expected = {
            i for i, piece in enumerate([*FAR.geoms, HOLED, ROUND]) if box(*piece.bounds).intersects(tile)
        }
        assert {piece for _, piece, _ in block} == expected
        mine = next(shape for who, _, shape in block if who == owner)
        assert shapely.hausdorff_distance(mine.exterior, land.exterior, densify=0.1) <= tolerance(z) + 1e-6
        assert len(mine.interiors) == len(land.interiors)


def test_outer_rings_turn_one_way_and_holes_the_other() -> None:
    """So that all of a style can be filled at once by the winding rule."""
    (_, _, shape), *_ = decoded(Blocks(np.array([HOLED])).all(0.0))
    assert shape.exterior.is_ccw != shape.interiors[0].is_ccw


def test_what_is_smaller_than_the_tolerance_stays_a_shape() -> None:
    tiny = np.array([box(118, 32, 118.00001, 32.00001)], dtype=object)
    (_, _, shape), *_ = decoded(Blocks(tiny).all(0.01))
    assert shape.area > 0


@pytest.mark.parametrize("asked", [(10, 0, 0), (9, -1, 0), (9, 512, 0), (9, 0, 512)])
def test_no_block_is_made_of_a_tile_that_is_none(asked: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="no block"):
        Blocks(LAND).block(*asked)
