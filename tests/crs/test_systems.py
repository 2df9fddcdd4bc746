import math

import numpy as np
import pytest
import shapely
from pyproj import CRS, Geod, Transformer
from pyproj.database import query_crs_info

from geo.crs.gate import from_lonlat, is_equal_datum, to_lonlat
from geo.crs.systems import SYSTEMS, describe, is_same, parse, parse_choice, plane_crs_for
from geo.errors import CrsError
from geo.model.datum import Evidence, Hypothesis

DATUMS = {"cgcs2000": "CGCS2000", "xian80": "Xian 1980", "beijing54": "Beijing 1954", "wgs84": "WGS 84"}
LOCAL = "+proj=tmerc +lat_0=0 +lon_0=120.7833333 +k=1 +x_0=50000 +y_0=-3400000 +ellps=GRS80 +units=m"
SEVEN = (24.0, -123.0, -94.0, -0.02, 0.25, 0.13, 1.1)
XIAN_WITH_PARAMETERS = "+proj=longlat +a=6378140 +rf=298.257 +towgs84=" + ",".join(map(str, SEVEN))


def test_every_row_bears_the_name_of_the_registry() -> None:
    registry = {int(i.code): i.name for i in query_crs_info(auth_name="EPSG") if i.code.isdigit()}
    for row in SYSTEMS.values():
        name, datum = registry[row.code], DATUMS[row.datum]
        match row.kind:
            case "gauss3" | "gauss6":
                width = "3-degree " if row.kind == "gauss3" else ""
                where = f"zone {row.zone}" if row.prefixed else f"CM {row.meridian:.0f}E"
                assert name == f"{datum} / {width}Gauss-Kruger {where}"
            case "utm":
                assert name == f"WGS 84 / UTM zone {row.zone}N"
            case "mercator":
                assert name == "WGS 84 / Pseudo-Mercator"
            case _:
                assert row.kind == "geographic"


@pytest.mark.parametrize("crs", [
    *(f"EPSG:{c}" for c in (4527, 4528, 4529, 4548, 4549, 4550, 4498, 4499, 4509, 4510, 32650, 32651, 3857)),
    "EPSG:4490", "EPSG:4326",
])  # fmt: skip
def test_the_gate_agrees_with_the_registry(crs: str) -> None:
    points = np.array([[118.4, 31.0], [119.9, 33.3], [121.3, 34.9]])
    projected = np.column_stack(Transformer.from_crs(4490, crs, always_xy=True).transform(*points.T))
    assert np.abs(to_lonlat(projected, crs) - points).max() < 1e-11
    assert np.abs(from_lonlat(points, crs) - projected).max() < 1e-6


def test_old_planes_lie_on_their_own_ellipsoids() -> None:
    points = np.array([[118.9, 32.1], [120.7, 33.9]])
    for crs, base in (("EPSG:2364", 4610), ("EPSG:2437", 4214), ("EPSG:2334", 4610), ("EPSG:21460", 4214)):
        projected = np.column_stack(Transformer.from_crs(base, crs, always_xy=True).transform(*points.T))
        assert np.abs(to_lonlat(projected, crs, approximate=True) - points).max() < 1e-11


def test_the_meridian_arc_is_that_of_another_library() -> None:
    arc = Geod(ellps="GRS80").inv(120.0, 0.0, 120.0, 32.0)[2]
    assert from_lonlat(np.array([[120.0, 32.0]]), "EPSG:4549")[0] == pytest.approx([500_000.0, arc], abs=1e-6)


@pytest.mark.parametrize("crs", ["EPSG:2364", "EPSG:4610", "EPSG:4214", "EPSG:2437", "EPSG:4555"])
def test_old_datums_do_not_pass_in_silence(crs: str) -> None:
    with pytest.raises(CrsError, match="needs_parameters"):
        to_lonlat(np.array([[118.8, 32.0]]), crs)


def test_the_accepted_approximation_passes() -> None:
    accepted = Hypothesis(
        crs="EPSG:4610",
        name="",
        score=0.0,
        fits=True,
        evidence=(Evidence(test="approximate", supports=None, params={}),),
    )
    assert to_lonlat(np.array([[118.8, 32.0]]), accepted).tolist() == [[118.8, 32.0]]


def test_parameters_are_used_and_are_the_helmert_transformation() -> None:
    lon, lat = math.radians(118.8), math.radians(32.0)
    a, f = 6378140.0, 1 / 298.257
    e2 = f * (2 - f)
    n = a / math.sqrt(1 - e2 * math.sin(lat) ** 2)
    x, y, z = (
        n * math.cos(lat) * math.cos(lon),
        n * math.cos(lat) * math.sin(lon),
        n * (1 - e2) * math.sin(lat),
    )
    dx, dy, dz, *seconds, ppm = SEVEN
    rx, ry, rz = (math.radians(s / 3600) for s in seconds)  # position vector rotation, as in EPSG 9606
    m = 1 + ppm * 1e-6
    moved = (dx + m * (x - rz * y + ry * z), dy + m * (rz * x + y - rx * z), dz + m * (-ry * x + rx * y + z))
    expected = Transformer.from_pipeline("+proj=pipeline +step +inv +proj=cart +ellps=WGS84").transform(
        *moved
    )
    found = to_lonlat(np.array([[118.8, 32.0]]), XIAN_WITH_PARAMETERS)[0]
    assert found == pytest.approx(expected[:2], abs=2e-9)
    assert abs(found[0] - 118.8) > 1e-4
    assert from_lonlat(found[None], XIAN_WITH_PARAMETERS)[0] == pytest.approx([118.8, 32.0], abs=1e-8)


def test_geometry_arrays_swapped_axes_and_offsets_go_through() -> None:
    land = shapely.box(32.0, 118.7, 32.001, 118.702)
    swapped = Hypothesis(crs="EPSG:4490", name="", score=0.0, fits=True, swapped=True)
    assert shapely.bounds(to_lonlat(land, swapped)) == pytest.approx((118.7, 32.0, 118.702, 32.001))
    two = to_lonlat(np.array([land, land], dtype=object), swapped)
    assert [g.geom_type for g in two] == ["Polygon", "Polygon"]
    drawn = np.array([[116.41024449916938, 39.91640428150164]])  # published, see test_gcj
    assert to_lonlat(drawn, "EPSG:4326", shift="gcj02")[0] == pytest.approx([116.404, 39.915], abs=1e-12)


def test_a_point_out_of_reach_is_infinite_and_does_not_raise() -> None:
    out = to_lonlat(np.array([[1e12, 1e12], [40_500_000.0, 3_545_000.0]]), "EPSG:4528")
    assert not np.isfinite(out[0]).any()
    assert np.isfinite(out[1]).all()


WRITTEN = [
    (CRS(code).to_wkt(version), f"EPSG:{code}")
    for code in (4549, 4528, 4548, 4498, 4490, 4326, 32650, 2364, 2437, 3857)
    for version in ("WKT1_ESRI", "WKT1_GDAL", "WKT2_2019")
]


@pytest.mark.parametrize(("typed", "expected"), [
    ("EPSG:4528", "EPSG:4528"), ("4528", "EPSG:4528"), (" epsg：4528 ", "EPSG:4528"),
    ("EPSG::4549", "EPSG:4549"), ("EPSG:4979", "EPSG:4326"), ("EPSG:4528+3855", "EPSG:4528"),
    ("CGCS2000_3_Degree_GK_Zone_40", "EPSG:4528"), (LOCAL, LOCAL), *WRITTEN,
])  # fmt: skip
def test_what_a_person_types_is_understood(typed: str, expected: str) -> None:
    assert parse(typed) == expected


@pytest.mark.parametrize(
    "typed", ["", "苏州2000", "EPSG:999999", "EPSG:4479", "+proj=longlat +nadgrids=/etc/passwd"]
)
def test_what_names_nothing_is_refused(typed: str) -> None:
    with pytest.raises(CrsError):
        parse(typed)


def test_a_local_system_is_never_given_the_number_of_one_it_resembles() -> None:
    # The name and all parameters of EPSG:4549 but the meridian, as city systems are written.
    wkt = CRS(4549).to_wkt("WKT1_GDAL").replace('"central_meridian",120', '"central_meridian",120.5')
    wkt = wkt.replace('AUTHORITY["EPSG","4549"]', "").replace(",]", "]")
    assert not is_same(wkt, "EPSG:4549")
    assert parse(wkt) == wkt
    assert is_equal_datum(wkt)
    east = to_lonlat(np.array([[500_000.0, 3_545_000.0]]), wkt)[0, 0]
    assert east == pytest.approx(120.5, abs=1e-12)


def test_offsets_are_read_behind_a_system_and_alone() -> None:
    assert parse_choice("EPSG:4326+BD-09") == ("EPSG:4326", "bd09")
    assert parse_choice("gcj02") == ("EPSG:4490", "gcj02")
    with pytest.raises(CrsError):
        parse_choice("gcj03")


@pytest.mark.parametrize(("crs", "zh", "en"), [
    ("EPSG:4528", "CGCS2000 / 3度带 40带（EPSG:4528）", "CGCS2000 / 3-degree zone 40 (EPSG:4528)"),
    ("EPSG:4499", "CGCS2000 / 6度带 21带（EPSG:4499）", "CGCS2000 / 6-degree zone 21 (EPSG:4499)"),
    ("EPSG:2437", "北京54 / 3度带 中央经线120°（EPSG:2437）",
     "Beijing 1954 / 3-degree, central meridian 120° (EPSG:2437)"),
    ("EPSG:32650", "WGS 84 / UTM 50N 带（EPSG:32650）", "WGS 84 / UTM zone 50N (EPSG:32650)"),
    (LOCAL, "自定义坐标系", "custom coordinate system"),
    (None, "未声明", "not declared"),
])  # fmt: skip
def test_systems_are_named_as_people_name_them(crs: str | None, zh: str, en: str) -> None:
    assert (describe(crs), describe(crs, "en")) == (zh, en)


def test_the_plane_of_a_longitude_is_the_nearest_zone() -> None:
    assert [plane_crs_for(lon) for lon in (116.36, 118.49, 118.51, 121.49, 121.9)] == [
        "EPSG:4548", "EPSG:4548", "EPSG:4549", "EPSG:4549", "EPSG:4550",
    ]  # fmt: skip
    for outside in (float("nan"), 10.0, 400.0):
        with pytest.raises(CrsError):
            plane_crs_for(outside)


@pytest.mark.parametrize(
    ("words", "crs"),
    [
        # Codes as the registry lists them.
        ("西安80 3度带 40带", "EPSG:2364"),
        ("北京54 3度带 中央经线120°", "EPSG:2437"),
        ("2000国家大地坐标系 带号40", "EPSG:4528"),
        ("国家2000 六度带 20带", "EPSG:4498"),
        ("CGCS2000 经纬度", "EPSG:4490"),
        ("CGCS2000 / 3度带 40带（EPSG:4528）", "EPSG:4528"),
    ],
)
def test_a_choice_in_words_is_understood(words: str, crs: str) -> None:
    assert parse_choice(words) == (crs, None)


@pytest.mark.parametrize("words", ["西安80", "北京54", "2000国家大地坐标系", "西安80 99带"])
def test_a_datum_alone_is_answered_with_what_to_write(words: str) -> None:
    with pytest.raises(CrsError) as refused:
        parse_choice(words)
    assert refused.value.code == "crs.zone_needed"


@pytest.mark.parametrize("words", ["苏州独立坐标系", "某坐标系"])
def test_words_for_a_system_of_a_city_are_never_a_national_one(words: str) -> None:
    with pytest.raises(CrsError) as refused:
        parse_choice(words)
    assert refused.value.code == "crs.unknown"
