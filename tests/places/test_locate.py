"""Points and the areas they lie in. Landmarks are public knowledge, far from any line."""

import subprocess
import sys

import numpy as np
import pytest
import shapely
from pyproj import Geod

from geo.errors import UsageError
from geo.places import (
    Nearness,
    bounds,
    distance_to_city_m,
    inside_province,
    load,
    locate,
    locate_many,
    nearness,
)

LANDMARKS = {
    "Confucius temple": (118.784, 32.021, "南京市", "秦淮区"),
    "Lukou airport": (118.862, 31.742, "南京市", "江宁区"),
    "Humble Administrator's garden": (120.629, 31.324, "苏州市", "姑苏区"),
    "Kunshan south station": (120.958, 31.375, "苏州市", "昆山市"),
    "Yunlong lake, south shore": (117.150, 34.215, "徐州市", "泉山区"),
    "Tianning temple": (119.975, 31.780, "常州市", "天宁区"),
    "Xinghua, town": (119.842, 32.925, "泰州市", "兴化市"),
    "Yancheng airport": (120.205, 33.430, "盐城市", "亭湖区"),
    "Slender West lake": (119.420, 32.415, "扬州市", "邗江区"),
    "Huaguo mountain": (119.285, 34.645, "连云港市", "海州区"),
    "Qidong, town": (121.660, 31.810, "南通市", "启东市"),
}
ELSEWHERE = {
    "People's square, Shanghai": (121.475, 31.232),
    "Hefei": (117.227, 31.821),
    "West lake, Hangzhou": (120.149, 30.247),
    "Rizhao": (119.527, 35.417),
    "Yellow sea": (123.0, 33.5),
}


@pytest.mark.parametrize("landmark", LANDMARKS)
def test_landmarks_lie_where_everybody_knows(landmark: str) -> None:
    lon, lat, city, county = LANDMARKS[landmark]
    place = locate(lon, lat)
    assert place is not None
    assert (place.city, place.county) == (city, county)


@pytest.mark.parametrize("landmark", ELSEWHERE)
def test_places_elsewhere_are_none(landmark: str) -> None:
    assert locate(*ELSEWHERE[landmark]) is None


def test_many_points_agree_with_one_by_one_and_missing_coordinates_are_nowhere() -> None:
    points = [(lon, lat) for lon, lat, *_ in LANDMARKS.values()] + list(ELSEWHERE.values())
    points += [(np.nan, 32.0), (120.0, np.inf), (31.3, 120.6)]
    lons, lats = np.array(points).T
    together = locate_many(lons, lats)
    assert together == [locate(lon, lat) for lon, lat in points]
    assert together[-3:] == [None, None, None]
    expected = [True] * len(LANDMARKS) + [False] * (len(ELSEWHERE) + 3)
    assert inside_province(lons, lats).tolist() == expected
    assert locate_many([], []) == []


def test_no_point_of_the_province_is_between_two_counties() -> None:
    rng = np.random.default_rng(4)
    west, south, east, north = bounds()
    lons, lats = rng.uniform(west, east, 5000), rng.uniform(south, north, 5000)
    province = load("province").geometry.iloc[0]
    expected = shapely.contains_xy(province, lons, lats)
    assert inside_province(lons, lats).tolist() == expected.tolist()
    cities = load("city").set_index("name").geometry
    for lon, lat, place in zip(lons[:500], lats[:500], locate_many(lons[:500], lats[:500]), strict=True):
        if place is not None:
            assert shapely.contains_xy(cities[place.city], lon, lat)


@pytest.mark.parametrize(("lon", "lat"), [(120.3, 31.57), (121.475, 31.232), (120.6, 31.3), (119.5, 32.2)])
def test_distances_agree_with_geodesics_to_a_dense_line(lon: float, lat: float) -> None:
    suzhou = load("city").set_index("name").geometry["苏州市"]
    line = shapely.get_coordinates(shapely.segmentize(suzhou.boundary, 0.0002))
    _, _, lengths = Geod(ellps="GRS80").inv(
        np.full(len(line), lon), np.full(len(line), lat), line[:, 0], line[:, 1]
    )
    measured = distance_to_city_m(lon, lat, "Suzhou")
    inside = shapely.contains_xy(suzhou, lon, lat)
    assert abs(measured) == pytest.approx(min(lengths), rel=5e-3)
    assert (measured < 0) == inside


def test_near_the_line_nobody_can_tell() -> None:
    suzhou = load("city").set_index("name").geometry["苏州市"]
    lon, lat = shapely.get_coordinates(suzhou.boundary)[50]
    for east in (-0.004, 0.0, 0.004):
        assert nearness(lon + east, lat, "苏州") is Nearness.BORDER
    assert nearness(120.629, 31.324, "苏州") is Nearness.INSIDE
    assert nearness(120.629, 31.324, "南京") is Nearness.OUTSIDE
    assert nearness(lon, lat + 0.004, "苏州", tolerance_m=10.0) is not Nearness.BORDER


def test_an_unknown_city_is_refused() -> None:
    for ask in (lambda: nearness(120.0, 32.0, "上海"), lambda: bounds("上海")):
        with pytest.raises(UsageError, match=r"places\.unknown_city"):
            ask()


def test_bounds_of_a_city_lie_within_those_of_the_province() -> None:
    west, south, east, north = bounds()
    city = bounds("xuzhou")
    assert west <= city[0] < city[2] <= east
    assert south <= city[1] < city[3] <= north
    # The westernmost county of the province, 丰县, belongs to 徐州.
    assert city[0] == west


def test_locating_needs_neither_pandas_nor_gdal() -> None:
    code = (
        "import sys; from geo.places import locate, city_name; assert locate(120.44, 31.35); "
        "assert city_name('suzhou'); "
        "print([m for m in ('pandas', 'geopandas', 'pyogrio', 'pyproj') if m in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
