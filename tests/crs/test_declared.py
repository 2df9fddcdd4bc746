"""Systems that are declared or chosen: confirmed, contradicted or refused, and held against the place."""

import numpy as np
import pytest
from pyproj import CRS, Transformer

from geo.crs import decide, to_lonlat
from geo.errors import CrsError, UsageError
from geo.model.datum import CrsStatus
from geo.model.issue import Severity
from geo.model.reading import DeclaredCrs
from tests.crs.conftest import NANJING, TXT_2000, XUZHOU, at, by_format, by_prj, codes, file, plane


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


@pytest.mark.parametrize("origin", ["format", "prj"])
def test_degrees_of_another_country_are_not_called_anything_but_degrees(origin: str) -> None:
    world = np.array([[-180.0, -90.0], [180.0, -90.0], [180.0, 90.0], [-180.0, 90.0]])
    found = decide(file(world, declared=DeclaredCrs(text="WGS 84", crs="EPSG:4326", origin=origin)))
    assert found.status is CrsStatus.REFUSED
    assert [issue.code for issue in found.issues] == ["crs.elsewhere"]
