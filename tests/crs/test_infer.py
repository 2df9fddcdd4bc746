from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyproj import CRS, Transformer

from geo.crs import decide, to_lonlat
from geo.crs.gcj import apply
from geo.errors import CrsError, UsageError
from geo.i18n.catalogue import has, text
from geo.model.datum import CrsDecision, CrsStatus
from geo.model.issue import Severity
from geo.model.reading import DeclaredCrs, RawPart, Reading, Source

# A block near 新街口, Nanjing, and one in Xuzhou, degrees.
NANJING = np.array([[118.78123, 32.04], [118.7825, 32.0401], [118.7824, 32.0412], [118.7811, 32.041]])
XUZHOU = np.array([[117.2, 34.26], [117.2021, 34.2602], [117.202, 34.2619], [117.1998, 34.2617]])
TXT_2000: Mapping[str, str] = {"坐标系": "2000国家大地坐标系", "几度分带": "3", "投影类型": "高斯克吕格"}


def plane(points: np.ndarray, code: int, base: int = 4490) -> np.ndarray:
    """Coordinates a surveyor would deliver, by the registry."""
    east, north = Transformer.from_crs(base, code, always_xy=True).transform(*points.T)
    return np.round(np.column_stack((east, north)), 3)


def file(
    *rings: np.ndarray,
    declared: DeclaredCrs | None = None,
    header: Mapping[str, str] | None = None,
    decimals: int | None = None,
    area: float | None = None,
) -> Reading:
    return Reading(
        source=Source(name="zone", sha256="", size=0, format="geojson"),
        parts=tuple(
            RawPart(part_id=str(k), geometry=shapely.Polygon(ring), declared_area_m2=area)
            for k, ring in enumerate(rings, 1)
        ),
        declared=declared,
        header=header or {},
        decimals=decimals,
    )


def by_format() -> DeclaredCrs:
    return DeclaredCrs(text="GeoJSON", crs="EPSG:4326", origin="format")


def by_prj(code: int) -> DeclaredCrs:
    return DeclaredCrs(text=CRS(code).to_wkt("WKT1_ESRI"), crs=f"EPSG:{code}", origin="prj")


def codes(found: CrsDecision, severity: Severity | None = None) -> set[str]:
    return {issue.code for issue in found.issues if severity in {None, issue.severity}}


def at(found: CrsDecision) -> tuple[float | None, float | None]:
    assert found.adopted is not None
    return found.adopted.lon, found.adopted.lat


# ── nothing declared ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("swapped", [False, True])
@pytest.mark.parametrize("code", [4490, 4528, 4498, 3857])
def test_unambiguous_numbers_need_no_city(code: int, swapped: bool) -> None:
    ring = NANJING if code == 4490 else plane(NANJING, code)
    found = decide(file(ring[:, ::-1] if swapped else ring))
    assert found.status is CrsStatus.INFERRED
    assert found.adopted is not None
    assert (found.adopted.crs, found.adopted.swapped) == (f"EPSG:{code}", swapped)
    assert at(found) == pytest.approx((118.782, 32.0405), abs=2e-3)
    assert ("crs.swapped" in codes(found)) is swapped


def test_the_stated_city_decides_between_meridians() -> None:
    # 34.2°N: read from 117° it is Xuzhou, from 120° it is the coast of Yancheng or the sea.
    ring = plane(XUZHOU, 4548)
    found = decide(file(ring), city="徐州")
    assert (found.status, found.adopted and found.adopted.crs) == (CrsStatus.INFERRED, "EPSG:4548")
    other = decide(
        file(plane(np.array([[120.2, 34.0], [120.202, 34.0], [120.201, 34.002]]), 4549)), city="盐城"
    )
    assert (other.status, other.adopted and other.adopted.crs) == (CrsStatus.INFERRED, "EPSG:4549")


def test_without_a_city_two_readings_in_the_province_are_left_to_a_person() -> None:
    # Tongshan in Xuzhou read from 117° is Binhai in Yancheng read from 120°: the same two numbers.
    ring = plane(np.array([[117.25, 34.1], [117.252, 34.1], [117.251, 34.102]]), 4548)
    found = decide(file(ring))
    assert found.status is CrsStatus.UNDECIDED
    assert {(h.crs, h.city) for h in found.hypotheses if h.fits} >= {
        ("EPSG:4548", "徐州市"),
        ("EPSG:4549", "盐城市"),
    }
    assert "crs.several_fit" in codes(found, Severity.ERROR)
    for city, crs in (("徐州", "EPSG:4548"), ("盐城", "EPSG:4549")):
        told = decide(file(ring), city=city)
        assert (told.status, told.adopted and told.adopted.crs) == (CrsStatus.INFERRED, crs)


def test_utm_is_disclosed_where_the_convention_decides() -> None:
    ring = plane(np.array([[120.6, 31.3], [120.602, 31.3], [120.601, 31.302]]), 4549)
    found = decide(file(ring), city="苏州")
    assert (found.status, found.adopted and found.adopted.crs) == (CrsStatus.INFERRED, "EPSG:4549")
    assert "crs.assumed" in codes(found) or "crs.assumed_gauss" in codes(found)


def test_an_area_that_is_true_under_utm_only_stops_the_convention() -> None:
    # Wujin lies 117.6 from no meridian of UTM: near 117° (Xuzhou, Fengxian) both GK and UTM 50 fit.
    ring = plane(XUZHOU, 32650, 4326)
    square = shapely.Polygon(ring).area
    truth = square / 0.9996**2  # k² on the meridian: 117.2° is 18 km off it, 4e-6 in scale
    undecided = decide(file(ring), city="徐州", declared_area_m2=truth)
    assert undecided.status is CrsStatus.UNDECIDED
    assert "crs.area_utm" in codes(undecided, Severity.ERROR)
    assert undecided.hypotheses[0].crs == "EPSG:32650"
    plain = decide(file(ring), city="徐州", declared_area_m2=square)
    assert (plain.status, plain.adopted and plain.adopted.crs) == (CrsStatus.INFERRED, "EPSG:4548")
    assert "crs.assumed_gauss" in codes(plain, Severity.WARNING)


def test_numbers_of_no_national_system_are_refused_with_what_to_do() -> None:
    found = decide(file(np.array([[1000.0, 2000.0], [1200.0, 2000.0], [1200.0, 2100.0]])), city="南京")
    assert (found.status, found.adopted) == (CrsStatus.REFUSED, None)
    assert codes(found, Severity.ERROR) == {"crs.no_reading"}


def test_a_file_without_a_finite_vertex_is_refused() -> None:
    empty = Reading(source=Source(name="a", sha256="", size=0, format="csv"))
    assert decide(empty).status is CrsStatus.REFUSED


def test_one_stray_vertex_does_not_move_the_decision() -> None:
    ring = plane(np.vstack([NANJING[:3], [[118.7820, 32.0413]], NANJING[3:]]), 4549)
    ring[2] = [-1e9, 1e12]
    found = decide(file(ring), city="南京")
    assert (found.status, found.adopted and found.adopted.crs) == (CrsStatus.INFERRED, "EPSG:4549")


# ── declared ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("code", [4528, 4549, 4490, 4326, 32651, 3857])
def test_a_true_declaration_is_confirmed_without_a_word(code: int) -> None:
    points = np.array([[120.6, 31.3], [120.602, 31.3], [120.601, 31.302]])
    ring = points if code in {4490, 4326} else plane(points, code)
    found = decide(file(ring, declared=by_prj(code)), city="苏州")
    assert (found.status, found.adopted and found.adopted.crs) == (CrsStatus.CONFIRMED, f"EPSG:{code}")
    assert codes(found) == set()
    assert found.hypotheses[0] == found.adopted


def test_the_neighbouring_zone_declared_is_a_conflict_with_both_readings() -> None:
    found = decide(file(plane(NANJING, 4549), declared=by_prj(4548)), city="南京")
    assert found.status is CrsStatus.CONFLICT
    assert "crs.conflict" in codes(found, Severity.ERROR)
    places = {h.crs: (h.lon, h.city) for h in found.hypotheses}
    assert places["EPSG:4549"] == (pytest.approx(118.78, abs=0.01), "南京市")
    assert places["EPSG:4548"] == (pytest.approx(115.78, abs=0.01), None)


def test_the_widely_copied_head_with_zone_38_over_39() -> None:
    # design/formats.md: trusting the head moves land of 116.3°E to 124.1°E.
    points = np.array([[116.5, 34.7], [116.502, 34.7], [116.501, 34.702]])
    header = {**TXT_2000, "带号": "38"}
    declared = DeclaredCrs(text="带号=38", crs="EPSG:4526", origin="header")
    found = decide(file(plane(points, 4527), declared=declared, header=header), city="徐州")
    assert found.status is CrsStatus.CONFLICT
    assert found.adopted is not None
    assert found.adopted.crs == "EPSG:4527"
    stated = next(h for h in found.hypotheses if h.crs == "EPSG:4526")
    assert stated.lon is not None
    assert 123.8 < stated.lon < 124.7
    assert not stated.fits


def test_the_head_alone_declares_and_its_zone_is_checked() -> None:
    header = {**TXT_2000, "带号": "40"}
    good = decide(file(plane(NANJING, 4549), header=header), city="南京")
    assert (good.status, good.adopted and good.adopted.crs) == (CrsStatus.CONFIRMED, "EPSG:4549")
    bad = decide(file(plane(XUZHOU, 4527), header=header), city="徐州")
    assert bad.status is CrsStatus.CONFLICT
    assert {"EPSG:4527", "EPSG:4528"} <= {h.crs for h in bad.hypotheses}


def test_a_head_without_zone_leaves_it_to_the_place_and_rules_utm_out() -> None:
    found = decide(file(plane(XUZHOU, 4548), header=TXT_2000), city="徐州")
    assert (found.status, found.adopted and found.adopted.crs) == (CrsStatus.INFERRED, "EPSG:4548")
    assert codes(found) == {"crs.zone_inferred"}
    assert not any("326" in h.crs for h in found.hypotheses)


def test_prefix_written_the_other_way_is_the_same_place() -> None:
    found = decide(file(plane(NANJING, 4549), declared=by_prj(4528)), city="南京")
    assert (found.status, found.adopted and found.adopted.crs) == (CrsStatus.CONFIRMED, "EPSG:4549")
    assert codes(found) == {"crs.prefix_differs"}


def test_metres_in_a_geojson_contradict_the_format_and_are_inferred() -> None:
    found = decide(file(plane(NANJING, 4528), declared=by_format()), city="南京")
    assert (found.status, found.adopted and found.adopted.crs) == (CrsStatus.INFERRED, "EPSG:4528")
    assert "crs.format_contradicted" in codes(found, Severity.WARNING)


def test_latitude_first_in_a_geojson_is_exchanged_and_told() -> None:
    found = decide(file(NANJING[:, ::-1], declared=by_format()), city="南京")
    assert found.adopted is not None
    assert found.adopted.swapped
    assert codes(found) == {"crs.swapped"}


@pytest.mark.parametrize("code", [2364, 2385, 2416, 4610])
def test_old_datums_are_refused_and_accepted_as_approximate_only(code: int) -> None:
    base = CRS(code).geodetic_crs
    assert base is not None
    ring = NANJING if code == 4610 else plane(NANJING, code, base.to_epsg() or 0)
    refused = decide(file(ring, declared=by_prj(code)), city="南京")
    assert (refused.status, refused.adopted) == (CrsStatus.REFUSED, None)
    assert "crs.needs_parameters" in codes(refused, Severity.ERROR)
    taken = decide(file(ring, declared=by_prj(code)), city="南京", approximate=True)
    assert taken.adopted is not None
    assert taken.status is CrsStatus.CONFIRMED
    assert "crs.approximate" in codes(taken, Severity.WARNING)
    assert to_lonlat(ring, taken.adopted) == pytest.approx(NANJING, abs=1e-7)


def test_an_old_datum_named_in_the_head_without_zone_is_never_read_as_cgcs2000() -> None:
    header = {"坐标系": "1980西安坐标系"}
    refused = decide(file(plane(NANJING, 2385, 4610), header=header), city="南京")
    assert refused.status is CrsStatus.REFUSED
    assert {h.crs for h in refused.hypotheses} <= {"EPSG:2384", "EPSG:2385", "EPSG:2386"}
    taken = decide(file(plane(NANJING, 2385, 4610), header=header), city="南京", approximate=True)
    assert taken.adopted is not None
    assert taken.adopted.crs == "EPSG:2385"


def test_a_city_system_named_in_the_head_is_not_guessed() -> None:
    declared = DeclaredCrs(text="坐标系=苏州2000坐标系", crs=None, origin="header")
    ring = plane(np.array([[120.6, 31.3], [120.602, 31.3], [120.601, 31.302]]), 4549)
    found = decide(file(ring, declared=declared, header={"坐标系": "苏州2000坐标系"}), city="苏州")
    assert (found.status, found.adopted) == (CrsStatus.REFUSED, None)
    assert "crs.local_system" in codes(found, Severity.ERROR)


def test_a_local_system_in_a_prj_keeps_its_wkt() -> None:
    wkt = CRS(4549).to_wkt("WKT1_ESRI").replace("120.0]", "120.7833333]")
    east = CRS(wkt)
    ring = np.round(np.column_stack(Transformer.from_crs(
        east.geodetic_crs, east, always_xy=True
    ).transform(*np.array([[120.6, 31.3], [120.602, 31.3], [120.601, 31.302]]).T)), 3)  # fmt: skip
    declared = DeclaredCrs(text=wkt, crs="EPSG:4549", origin="prj")  # what a hasty reader would make of it
    found = decide(file(ring, declared=declared), city="苏州")
    assert (found.status, found.adopted and found.adopted.crs) == (CrsStatus.CONFIRMED, wkt)
    assert at(found)[0] == pytest.approx(120.601, abs=2e-3)


def test_words_nobody_understands_are_told_and_the_rest_inferred() -> None:
    declared = DeclaredCrs(text="自选坐标", crs=None, origin="embedded")
    found = decide(file(plane(NANJING, 4528), declared=declared), city="南京")
    assert (found.status, found.adopted and found.adopted.crs) == (CrsStatus.INFERRED, "EPSG:4528")
    assert "crs.declared_unknown" in codes(found)


# ── given ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_choice_is_honoured_and_checked() -> None:
    good = decide(file(plane(NANJING, 4549)), city="南京", crs="4549")
    assert (good.status, good.issues) == (CrsStatus.GIVEN, ())
    wrong = decide(file(plane(NANJING, 4549)), city="南京", crs="EPSG:4548")
    assert (wrong.status, wrong.adopted and wrong.adopted.crs) == (CrsStatus.GIVEN, "EPSG:4548")
    assert "crs.outside_province" in codes(wrong, Severity.ERROR)
    assert any(h.crs == "EPSG:4549" and h.fits for h in wrong.hypotheses)


def test_a_choice_that_cannot_be_is_refused_with_a_better_one() -> None:
    found = decide(file(plane(NANJING, 4549)), city="南京", crs="EPSG:4490")
    assert (found.status, found.adopted) == (CrsStatus.REFUSED, None)
    assert "crs.given_contradicted" in codes(found, Severity.ERROR)
    with pytest.raises(CrsError):
        decide(file(NANJING), crs="no such system")
    with pytest.raises(UsageError):
        decide(file(NANJING), city="上海")


def test_a_proj_string_with_parameters_is_used() -> None:
    words = (
        "+proj=tmerc +lat_0=0 +lon_0=120 +k=1 +x_0=500000 +a=6378140 +rf=298.257 +towgs84=24,-123,-94,0,0,0,0"
    )
    ring = plane(NANJING, 2385, 4610)
    found = decide(file(ring), city="南京", crs=words)
    assert found.status is CrsStatus.GIVEN
    assert found.adopted is not None
    # 24 m, −123 m, −94 m geocentric: east = −dx·sin λ + dy·cos λ, λ = 118.78°.
    lam = np.radians(118.782)
    east = -24 * np.sin(lam) - 123 * np.cos(lam)
    moved = (to_lonlat(ring, found.adopted)[:, 0] - NANJING[:, 0]) * 111_320 * np.cos(np.radians(32.04))
    assert moved == pytest.approx(np.full(4, east), abs=0.2)


def test_without_parameters_an_old_choice_is_refused() -> None:
    found = decide(file(plane(NANJING, 2385, 4610)), city="南京", crs="EPSG:2385")
    assert found.status is CrsStatus.REFUSED
    assert codes(found, Severity.ERROR) == {"crs.needs_parameters"}


# ── the place ───────────────────────────────────────────────────────────────────────────────────────


def test_land_in_another_city_is_an_error_that_says_where_and_how_far() -> None:
    found = decide(file(NANJING, declared=by_format()), city="苏州")
    issue = next(i for i in found.issues if i.code == "crs.outside_city")
    assert issue.severity is Severity.ERROR
    assert issue.params["distance_km"] == pytest.approx(144, abs=4)  # measured on the map, line to block
    assert "南京市" in issue.params["place"]["zh"]
    assert issue.where.lon == pytest.approx(118.782, abs=2e-3)


def test_land_outside_the_province_is_an_error() -> None:
    shanghai = NANJING + np.array([2.69, -0.81])
    found = decide(file(shanghai, declared=by_format()), city="苏州")
    assert codes(found, Severity.ERROR) == {"crs.outside_province"}


def test_a_part_outside_the_province_is_named() -> None:
    found = decide(file(NANJING, NANJING * [1, 1] - [1.5, 0.0], declared=by_format()))
    assert [(i.code, i.where.part) for i in found.issues] == [("crs.part_outside_province", "2")]


# ── online maps ─────────────────────────────────────────────────────────────────────────────────────


def survey() -> np.ndarray:
    """The block with vertices on the millimetres of its plane, degrees."""
    back = Transformer.from_crs(4549, 4490, always_xy=True)
    return np.column_stack(back.transform(*plane(NANJING, 4549).T))


@pytest.mark.parametrize("shift", ["gcj02", "bd09"])
def test_the_grid_finds_an_offset_and_moves_nothing(shift: str) -> None:
    drawn = np.round(np.column_stack(apply(*survey().T, shift)), 9)
    found = decide(file(drawn, declared=by_format(), decimals=9), city="南京")
    assert found.status is CrsStatus.CONFLICT
    assert found.adopted is not None
    assert found.adopted.shift is None
    assert found.hypotheses[0].shift == shift
    assert "crs.shift_suspected" in codes(found, Severity.ERROR)
    tests = {(e.test, e.supports) for e in found.hypotheses[0].evidence}
    assert ("grid", True) in tests


@pytest.mark.parametrize("decimals", [5, 6, 7, 8, 9, 12])
def test_honest_files_raise_no_suspicion(decimals: int) -> None:
    found = decide(file(np.round(survey(), decimals), declared=by_format(), decimals=decimals), city="南京")
    assert (found.status, codes(found)) == (CrsStatus.CONFIRMED, set())
    offered = {h.shift for h in found.hypotheses}
    assert offered == {None, "gcj02", "bd09"}
    grid = next(
        e.supports for h in found.hypotheses if h.shift == "gcj02" for e in h.evidence if e.test == "grid"
    )
    assert grid is (False if decimals >= 9 else None)


def test_reference_lines_find_an_offset_at_six_decimals() -> None:
    road = shapely.LineString(NANJING)
    other = shapely.LineString([NANJING[3], NANJING[0]])
    drawn = np.round(np.column_stack(apply(*NANJING.T, "gcj02")), 6)
    found = decide(file(drawn, declared=by_format(), decimals=6), city="南京", lines=[road, other])
    assert found.hypotheses[0].shift == "gcj02"
    assert found.status is CrsStatus.CONFLICT
    honest = decide(file(NANJING, declared=by_format(), decimals=6), city="南京", lines=[road, other])
    assert honest.status is CrsStatus.CONFIRMED


@pytest.mark.parametrize("choice", [{"shift": "gcj02"}, {"crs": "EPSG:4490+gcj02"}])
def test_an_offset_asked_for_is_taken_off_and_recorded(choice: dict[str, str]) -> None:
    drawn = np.column_stack(apply(*NANJING.T, "gcj02"))
    found = decide(file(drawn, declared=by_format()), city="南京", **choice)
    assert found.status is CrsStatus.GIVEN
    assert found.adopted is not None
    assert to_lonlat(drawn, found.adopted) == pytest.approx(NANJING, abs=1e-12)
    note = next(i for i in found.issues if i.code == "crs.shift_removed")
    assert 400 < note.params["distance_m"] < 600


def test_everything_said_is_in_both_catalogues_and_fits() -> None:
    cases = [
        decide(file(plane(NANJING, 4549), declared=by_prj(4548)), city="南京"),
        decide(file(plane(NANJING, 4549)), city="苏州"),
        decide(file(plane(NANJING, 4549)), city="南京", crs="EPSG:4490"),
        decide(file(np.round(np.column_stack(apply(*survey().T, "gcj02")), 9), decimals=9)),
    ]
    for found in cases:
        for issue in found.issues:
            for lang in ("zh", "en"):
                message = text(f"issue.{issue.code}.message", lang, **issue.params)
                assert "—" not in message, message
        for hypothesis in found.hypotheses:
            for evidence in hypothesis.evidence:
                assert has(f"evidence.{evidence.test}")
                said = text(f"evidence.{evidence.test}", "en", **evidence.params)
                assert "{" not in said, said
                assert "—" not in said, said


# ── anything at all ─────────────────────────────────────────────────────────────────────────────────

NUMBERS = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False),
    st.floats(-400, 400),
    st.floats(1e5, 9e5),
    st.floats(3.3e6, 4e6),
    st.floats(1e7, 4.2e7),
)
RINGS = st.lists(st.tuples(NUMBERS, NUMBERS), min_size=4, max_size=8).map(np.array)
SYSTEMS_SAID = st.sampled_from(
    ["EPSG:4490", "EPSG:4528", "EPSG:4548", "EPSG:2364", "EPSG:3857", "EPSG:32651", None]
)
WORDS = ["40", "39", "20", "120", "3", "6", "三", "", "2000国家大地坐标系", "1954北京坐标系", "独立坐标系"]
HEADS = st.dictionaries(st.sampled_from(["带号", "几度分带", "坐标系"]), st.sampled_from(WORDS))
STATED = st.fixed_dictionaries({"said": SYSTEMS_SAID, "chosen": SYSTEMS_SAID, "approximate": st.booleans()})


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(ring=RINGS, header=HEADS, stated=STATED)
def test_any_numbers_with_any_declaration_get_an_answer(
    ring: np.ndarray, header: dict[str, str], stated: dict[str, Any]
) -> None:
    said, chosen, approximate = stated["said"], stated["chosen"], stated["approximate"]
    declared = None if said is None else DeclaredCrs(text=said, crs=said, origin="embedded")
    found = decide(
        file(ring, declared=declared, header=header), city="苏州", crs=chosen, approximate=approximate
    )
    assert (found.adopted is None) == (found.status is CrsStatus.REFUSED)
    assert found.adopted is None or found.adopted in found.hypotheses
    if found.status in {CrsStatus.REFUSED, CrsStatus.CONFLICT, CrsStatus.UNDECIDED}:
        assert codes(found, Severity.ERROR)
    if found.adopted is not None:
        shapely.get_coordinates(to_lonlat(shapely.Polygon(ring), found.adopted))
    for issue in found.issues:
        for lang in ("zh", "en"):
            assert text(f"issue.{issue.code}.message", lang, **issue.params)


def test_an_offset_is_found_behind_a_projection_when_the_survey_was_in_centimetres() -> None:
    # Drawn on the centimetre, displaced by a map, projected again and written in millimetres.
    back, there = (
        Transformer.from_crs(4549, 4490, always_xy=True),
        Transformer.from_crs(4490, 4549, always_xy=True),
    )
    true = np.column_stack(back.transform(*np.round(plane(NANJING, 4549), 2).T))
    drawn = np.column_stack(apply(*true.T, "gcj02"))
    ring = np.round(np.column_stack(there.transform(*drawn.T)), 3)
    found = decide(file(ring, declared=by_prj(4549), decimals=3), city="南京")
    assert found.hypotheses[0].shift == "gcj02"
    assert found.status is CrsStatus.CONFLICT
    honest = decide(file(np.round(plane(NANJING, 4549), 2), declared=by_prj(4549), decimals=2), city="南京")
    assert honest.status is CrsStatus.CONFIRMED


@pytest.mark.parametrize("origin", ["format", "prj"])
def test_degrees_of_another_country_are_not_called_anything_but_degrees(origin: str) -> None:
    world = np.array([[-180.0, -90.0], [180.0, -90.0], [180.0, 90.0], [-180.0, 90.0]])
    found = decide(file(world, declared=DeclaredCrs(text="WGS 84", crs="EPSG:4326", origin=origin)))
    assert found.status is CrsStatus.REFUSED
    assert [issue.code for issue in found.issues] == ["crs.elsewhere"]
