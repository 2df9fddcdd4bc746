"""The boundary file itself: what it must hold, checked with GDAL rather than with our own reader."""

import geopandas as gpd
import pytest
import shapely
from geopandas.testing import assert_geodataframe_equal
from pyproj import Geod

from geo import resources
from geo.places import load
from geo.places.store import FILE

PATH = resources.boundaries() / FILE
LEVELS = {"province": 1, "city": 13, "county": 95}
COUNTIES_PER_CITY = [11, 7, 10, 6, 9, 7, 6, 7, 9, 6, 6, 6, 5]


@pytest.mark.parametrize("level", LEVELS)
def test_gdal_reads_the_same_as_our_reader(level: str) -> None:
    ours = load(level)
    theirs = gpd.read_file(PATH, layer=level).sort_values("adcode", ignore_index=True)
    assert len(ours) == LEVELS[level]
    assert ours.crs.to_epsg() == theirs.crs.to_epsg() == 4490
    assert_geodataframe_equal(ours, theirs, check_dtype=False, check_crs=False)


@pytest.mark.parametrize("level", LEVELS)
def test_areas_are_valid_and_fit_together(level: str) -> None:
    shapes = load(level).geometry.to_numpy()
    assert shapely.is_valid(shapes).all()
    assert shapely.coverage_is_valid(shapes)


def test_every_level_covers_the_same_land() -> None:
    whole = load("province").geometry.iloc[0]
    for level in ("city", "county"):
        union = shapely.coverage_union_all(load(level).geometry.to_numpy())
        assert union.symmetric_difference(whole).area < 1e-12
    assert load("county").groupby("city", sort=False).size().tolist() == COUNTIES_PER_CITY


def test_codes_nest() -> None:
    cities = load("city").set_index("name")["adcode"]
    county = load("county")
    assert (county["adcode"].str[:4] == county["city"].map(cities).str[:4]).all()
    assert county["adcode"].is_unique


def test_the_province_has_its_published_size() -> None:
    # 107,200 km² by the provincial government; the lines are generalised and the coast is disputed ground.
    area, _ = Geod(ellps="GRS80").geometry_area_perimeter(load("province").geometry.iloc[0])
    assert abs(area) / 1e6 == pytest.approx(107_200, rel=0.06)


def test_labels_stand_inside_their_areas() -> None:
    for level in LEVELS:
        frame = load(level)
        assert shapely.contains_xy(frame.geometry.to_numpy(), frame["label_lon"], frame["label_lat"]).all()


def test_a_caller_cannot_spoil_the_frame_of_the_next() -> None:
    first = load("city")
    first.loc[0, "name"] = "spoiled"
    assert load("city").loc[0, "name"] == "南京市"


def test_an_unknown_level_is_refused() -> None:
    with pytest.raises(ValueError, match="village"):
        load("village")


def test_the_file_is_small() -> None:
    assert PATH.stat().st_size < 500_000
