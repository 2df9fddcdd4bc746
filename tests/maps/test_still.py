"""The still picture of the province: where its pixels lie, and what of the map it shows."""

import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest
import shapely
from pyproj import Transformer

from geo import places
from geo.maps.listed import Listed
from geo.maps.province_layers import Choropleth
from geo.maps.still import TILE, ZOOM, outlines, pixel, points, still
from geo.places.store import areas

HALF_M = 20037508.342789244
"""Half the width of the web's maps, metres."""
WEB = Transformer.from_crs(4326, 3857, always_xy=True)


def projected(lon: float, lat: float) -> tuple[float, float]:
    """PROJ's own web mercator as pixels of the zoom."""
    x, y = WEB.transform(lon, lat)
    size = TILE * 2**ZOOM
    return (x + HALF_M) / (2 * HALF_M) * size, (HALF_M - y) / (2 * HALF_M) * size


@pytest.mark.parametrize(("lon", "lat"), [(116.36, 35.1), (119.4, 32.9), (121.9, 30.8)])
def test_pixels_are_those_of_the_projection_of_the_webs_maps(lon: float, lat: float) -> None:
    assert pixel(lon, lat) == pytest.approx(projected(lon, lat), abs=1e-6)


def drawn(path: str) -> shapely.Geometry:
    """The shape an SVG path of relative steps draws."""
    rings = []
    for ring in re.findall(r"M([^lz]+)l([^z]+)z", path):
        start, steps = (np.array(part.split(), dtype=float).reshape(-1, 2) for part in ring)
        rings.append(shapely.Polygon(np.cumsum(np.vstack([start, steps]), axis=0)))
    return shapely.union_all(rings)


def test_each_city_is_drawn_where_it_lies() -> None:
    for path, city in zip(outlines("city"), areas("city").geometry, strict=True):
        whole = shapely.transform(city, lambda at: np.column_stack(projected(at[:, 0], at[:, 1])))
        shape = drawn(path)
        assert shape.symmetric_difference(whole).area < 0.03 * whole.area


def zones(count: int) -> Listed:
    """So many squares of 400 m in a row, a tenth of a degree apart; the last two lie within one pixel."""
    lons = [118.0 + 0.001 * 40 * i for i in range(count - 1)]
    lons.append(lons[-1] + 1e-4)
    return Listed(
        id=[str(i) for i in range(count)],
        name=["示例"] * count,
        level=["national", *["provincial"] * (count - 2), None],
        city=[None] * count,
        area_m2=[160_000.0] * count,
        geometry=np.array([shapely.box(lon, 32.0, lon + 0.004, 32.004) for lon in lons], dtype=object),
    )


def test_a_few_zones_keep_a_point_each_and_very_many_share_their_pixels() -> None:
    few, many = points(zones(4)), points(zones(80))
    assert [one.style for one in few] == [
        "zone_national",
        "zone_provincial",
        "zone_provincial",
        "zone_unknown",
    ]
    assert all(one.radius >= 5 for one in few)
    assert (few[0].x, few[0].y) == pytest.approx(projected(118.002, 32.002), abs=0.3)
    assert len(many) == 79


def test_the_picture_says_what_the_map_says() -> None:
    shown = Choropleth(level="city", values={"320500": 3.0, "320100": 1.0}, title="集聚区数量")
    picture = ET.fromstring(still(shown, points(zones(3)), "zh"))  # noqa: S314 - our own drawing
    said = [["".join(line.itertext()) for line in text] for text in picture.iter("text")]
    assert len(said) == 13
    assert ["苏州市", "3"] in said
    assert ["无锡市"] in said
    assert len(list(picture.iter("circle"))) == 3
    left, top, right, bottom = (float(edge) for edge in picture.attrib["data-box"].split())
    west, south, east, north = places.bounds()
    assert (left, top) == pytest.approx(projected(west, north), abs=0.1)
    assert (right, bottom) == pytest.approx(projected(east, south), abs=0.1)
    fills = {one.attrib.get("fill") for one in picture.iter("path") if one.attrib.get("fill-opacity")}
    assert len(fills) == 2, "two values are two classes; what is not known shows the ground"
