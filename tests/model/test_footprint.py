"""The door through which every footprint goes."""

import geopandas as gpd
import pytest
from shapely import Polygon, box

from geo.errors import CrsError, SizhiError
from geo.model.footprint import check_footprint, make_footprint
from geo.model.zone import Role

SQUARE = box(118.7, 32.0, 118.701, 32.001)


def test_a_frame_without_crs_is_refused() -> None:
    frame = make_footprint([("1", Role.CORE, None, SQUARE)])
    with pytest.raises(CrsError):
        check_footprint(gpd.GeoDataFrame(frame, crs=None).set_crs(None, allow_override=True))


def test_what_is_not_known_is_none() -> None:
    frame = make_footprint([("1", None, None, SQUARE), ("2", Role.BASE, "基地", SQUARE)])
    assert frame["role"].tolist() == [None, "base"]
    assert frame["name"].tolist() == [None, "基地"]


def test_a_bow_tie_is_refused() -> None:
    bow_tie = Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    with pytest.raises(SizhiError, match="geometry"):
        make_footprint([("1", None, None, bow_tie)])


def test_the_same_part_id_twice_is_refused() -> None:
    with pytest.raises(SizhiError, match="duplicate_part"):
        make_footprint([("1", None, None, SQUARE), ("1", None, None, SQUARE)])
