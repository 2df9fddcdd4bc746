"""When a verdict hangs on something, it is review, and says on what."""

from collections.abc import Callable

import numpy as np
import pytest
import shapely

from geo import words
from geo.assess import assess
from geo.assess.repairs import offered_repairs, repair_choices
from geo.errors import UsageError
from geo.i18n import text
from geo.model.application import Application, Options, Upload
from geo.model.assessment import Finding, Outcome
from geo.model.case import Case, Refused
from geo.model.zone import Role, Zone
from geo.report import sheet
from geo.resources import demo
from tests.assess.conftest import buildings, institutions

Judge = Callable[..., Case]
INSIDE = [(100.0 + i, 30.0) for i in range(15)]
ENOUGH = {"buildings": buildings(("1", 6000, "演示证1")), "institutions": institutions(INSIDE)}
"""6,000 certified m² in part 1 and fifteen institutions: all three clauses are met but for the land."""
SQUARE = shapely.box(0, 0, 200, 200)
BOW_TIE = shapely.Polygon([(0, 0), (50, 0), (0, 30), (50, 30)])
"""Encloses two triangles of 375 m² as drawn; with two points changed round 50 m by 30 m, 1,500 m²."""


def found(case: Case, rule: str) -> Finding:
    return next(finding for finding in case.assessment.findings if finding.rule == rule)


def codes(finding: Finding) -> list[str]:
    return [reason.code for reason in finding.reasons]


def test_nothing_in_doubt_passes(judge: Judge) -> None:
    case = judge((Role.CORE, SQUARE), layers=ENOUGH, vertex_accuracy_m=0.05)
    assert case.assessment.outcome is Outcome.PASS
    assert not any(row.changed for row in case.assessment.sensitivity)


def test_a_core_that_passes_by_one_repair_and_fails_by_another_is_review(judge: Judge) -> None:
    case = judge((Role.CORE, BOW_TIE), layers=ENOUGH, vertex_accuracy_m=0.05)
    core = found(case, "core_area")
    assert core.outcome is Outcome.REVIEW
    assert codes(core)[0] == "depends.repair"
    areas = sorted(
        [core.observed["core_land_area_m2"].value]
        + [row.params["area_after_m2"] for row in case.assessment.sensitivity if row.depends_on == "repair"]
    )
    assert areas == pytest.approx([750, 1500], rel=2e-4)
    assert "doubt.repair" in [reason.code for reason in case.assessment.outcome_reasons]


def test_a_confirmed_repair_settles_it_and_the_other_stays_in_the_table(judge: Judge) -> None:
    case = judge((Role.CORE, BOW_TIE), layers=ENOUGH, vertex_accuracy_m=0.05, repair=True)
    assert found(case, "core_area").outcome is Outcome.PASS
    (row,) = [row for row in case.assessment.sensitivity if row.depends_on == "repair"]
    assert "core_area" in row.changed


def test_a_person_may_choose_another_repair_part_by_part(judge: Judge) -> None:
    case = judge(
        (Role.CORE, BOW_TIE),
        (Role.BASE, shapely.transform(BOW_TIE, lambda xy: np.add(xy, (1000, 0)))),
        layers=ENOUGH,
        vertex_accuracy_m=0.05,
        repairs={"1": "structure"},
    )
    core = found(case, "core_area")
    assert core.observed["core_land_area_m2"].value == pytest.approx(750, rel=2e-4)
    assert "depends.repair" not in codes(core)
    told = {(issue.code, issue.where.part) for issue in case.assessment.issues}
    assert told >= {("repair.reshaped", "1"), ("repair.reshaped_proposed", "2")}
    doubted = next(r for r in case.assessment.outcome_reasons if r.code == "doubt.repair")
    assert doubted.params["parts"]["codes"] == ["2"]
    assert case.assessment.options["repairs"] == {"1": "structure"}


def test_what_could_be_chosen_is_told_part_by_part(judge: Judge) -> None:
    case = judge((Role.CORE, SQUARE), (Role.BASE, BOW_TIE), repairs={"2": "structure"})
    (choice,) = repair_choices(case)
    assert (choice.part_id, choice.confirmed) == ("2", True)
    offered = [(o.method, o.recommended, o.adopted, round(o.area_after)) for o in choice.options]
    assert offered == [("untangle", True, False, 1500), ("structure", False, True, 750)]
    (unconfirmed,) = repair_choices(judge((Role.CORE, BOW_TIE)))
    assert [o.adopted for o in unconfirmed.options] == [True, False]
    assert not unconfirmed.confirmed


def test_a_spike_may_be_kept_by_choice_and_nothing_hangs_on_it(judge: Judge) -> None:
    # 40 m by 30 m with a hair of 200 m: valid, 1,200 m² either way.
    spiked = shapely.Polygon([(0, 0), (40, 0), (40, 15), (240, 15.01), (40, 15.02), (40, 30), (0, 30)])
    asked = judge((Role.CORE, spiked), layers=ENOUGH, vertex_accuracy_m=0.05, repairs={"1": "keep"})
    (choice,) = repair_choices(asked)
    assert [(o.method, o.adopted) for o in choice.options] == [("remove_spikes", False), ("keep", True)]
    assert choice.confirmed
    removed = judge(
        (Role.CORE, spiked), layers=ENOUGH, vertex_accuracy_m=0.05, repairs={"1": "remove_spikes"}
    )
    assert shapely.get_num_coordinates(removed.footprint.geometry.iloc[0]) == 7  # two corners at x = 40 m


@pytest.mark.parametrize(
    ("repairs", "code"),
    [
        ({"9": "structure"}, "roles.unknown_part"),
        ({"1": "buffer"}, "repair.method"),
        ({"1": "remove_spikes"}, "repair.method"),
    ],
)
def test_a_repair_that_cannot_be_is_refused(judge: Judge, repairs: dict[str, str], code: str) -> None:
    with pytest.raises(UsageError) as caught:
        judge((Role.CORE, BOW_TIE), repairs=repairs)
    assert caught.value.code == code
    for lang in ("zh", "en"):
        assert "—" not in text(f"error.{code}", lang, **caught.value.params)


def test_the_count_of_institutions_is_asked_again_of_every_repair(judge: Judge) -> None:
    # The square of 200 m the points were meant to make, or the two triangles above and below its middle:
    # (30, 100) is 30 m inside the square and 49 m outside the triangles.
    bow_tie = shapely.Polygon([(0, 0), (200, 0), (0, 200), (200, 200)])
    listed = institutions([*INSIDE[:14], (30.0, 100.0)])
    case = judge((Role.CORE, bow_tie), layers={**ENOUGH, "institutions": listed}, vertex_accuracy_m=0.05)
    counted = found(case, "market_institutions")
    assert counted.observed["market_institutions"].value == 15
    assert counted.outcome is Outcome.REVIEW
    assert codes(counted)[0] == "depends.repair"


@pytest.mark.parametrize(("accuracy", "outcome"), [(0.5, Outcome.REVIEW), (0.05, Outcome.PASS)])
def test_a_core_inside_the_band_is_review(judge: Judge, accuracy: float, outcome: Outcome) -> None:
    # 40 m by 25.2 m is 1,008 m²; each vertex has the diagonal of 47.3 m across it, so σ_A = σ · 47.3:
    # 2σ is 47.3 m² at 0.5 m and 4.7 m² at 0.05 m, and the threshold is 8 m² away.
    case = judge((Role.CORE, shapely.box(0, 0, 40, 25.2)), layers=ENOUGH, vertex_accuracy_m=accuracy)
    core = found(case, "core_area")
    measured = core.observed["core_land_area_m2"]
    assert (measured.high - measured.low) / 2 == pytest.approx(2 * accuracy * 47.276, rel=1e-3)
    assert core.outcome is outcome
    assert ("band_accuracy" in codes(core)) == (outcome is Outcome.REVIEW)


def test_a_core_whose_floor_fails_where_its_land_passes_is_review(judge: Judge) -> None:
    # Part 1 is the core with 900 m² of floor on 40,000 m² of land; the zone has its 5,000 m² in part 2.
    base = shapely.box(300, 0, 400, 100)
    ledger = buildings(("1", 900, "演示证1"), ("2", 6000, "演示证2"))
    case = judge(
        (Role.CORE, SQUARE),
        (Role.BASE, base),
        layers={**ENOUGH, "buildings": ledger},
        vertex_accuracy_m=0.05,
    )
    core = found(case, "core_area")
    assert core.outcome is Outcome.REVIEW
    assert codes(core)[0] == "basis_differ"
    by_basis = {
        row.variant: row.outcomes["core_area"]
        for row in case.assessment.sensitivity
        if row.depends_on == "basis"
    }
    assert by_basis == {"land": Outcome.PASS, "floor": Outcome.FAIL}


def test_a_conflict_of_coordinate_systems_is_review_whatever_the_areas(judge: Judge) -> None:
    # Eastings begin with 40; the file says zone 39.
    case = judge((Role.CORE, SQUARE), declared="EPSG:4527", layers=ENOUGH, vertex_accuracy_m=0.05)
    item = case.assessment
    assert item.crs.status.value == "conflict"
    assert item.outcome is Outcome.REVIEW
    assert "doubt.crs_conflict" in [reason.code for reason in item.outcome_reasons]


def test_every_open_reading_of_the_coordinates_is_a_row_of_the_table(judge: Judge) -> None:
    # Neither a system nor a zone number nor a city: easting 650 000 at 32° N is Nanjing in zone 39
    # and Nantong in zone 40, 3° further east.
    nowhere = Zone(name="示例集聚区", demo=True)
    ledger = {"buildings": ENOUGH["buildings"]}
    case = judge((Role.CORE, SQUARE), declared=None, corner=(650_000, 3_541_000), zone=nowhere, layers=ledger)
    item = case.assessment
    assert item.crs.status.value == "undecided"
    assert item.outcome is Outcome.REVIEW
    readings = [row for row in item.sensitivity if row.depends_on == "crs"]
    assert readings
    assert len({item.crs.adopted.name, *(row.variant for row in readings)}) == len(readings) + 1
    assert len(case.alternatives) == len(readings)


def test_an_assumed_accuracy_that_decides_is_review(judge: Judge) -> None:
    # 40 m by 27 m is 1,080 m², σ_A = σ · 48.3: 48 m² for the 0.5 m of a GeoPackage, 290 m² for 3 m.
    case = judge((Role.CORE, shapely.box(0, 0, 40, 27)), layers=ENOUGH)
    core = found(case, "core_area")
    assert core.outcome is Outcome.REVIEW
    assert codes(core)[0] == "depends.accuracy"
    stated = judge((Role.CORE, shapely.box(0, 0, 40, 27)), layers=ENOUGH, vertex_accuracy_m=0.5)
    assert found(stated, "core_area").outcome is Outcome.PASS


def test_the_declared_area_speaks_for_the_repair_that_comes_to_it() -> None:
    # two points of each part of the demonstration have changed places; its core is 1,410.2 m² on the
    # ellipsoid and declared with 1,410.0 (data/boundaries/demo/README.md)
    boundary = Upload(name="bow_tie.geojson", data=demo() / "bad" / "bow_tie.geojson")
    case = assess(Application(zone=Zone(name="甲"), boundary=boundary))
    assert isinstance(case, Case)
    core = next(choice for choice in repair_choices(case) if choice.name == "演示核心区")
    assert core.by_declared
    assert (core.options[0].recommended, core.options[0].adopted) == (True, True)
    assert core.options[0].area_after == pytest.approx(1410.2, abs=0.05)
    measured = case.assessment.measurements["core_land_area_m2"].value
    assert measured == pytest.approx(1410.2, abs=0.05)
    told = next(issue for issue in case.assessment.issues if issue.code == "repair.beside_declared")
    assert told.params["declared"] == pytest.approx(1410.0)
    # one sign everywhere: declared minus measured, 1,410.0 - 1,410.2
    assert told.params["difference"] == pytest.approx(-0.2, abs=0.05)
    assert "申报减核算 -0.2 m²" in words.issue_message(told)
    assert "1,407.2 m²" in "".join(told.params["others"]["zh"])
    # with nothing declared the usual repair stands, which leaves a slit
    assert offered_repairs(case.original.geometry.iloc[0])[0].method == "untangle"


def test_the_area_of_a_crossing_ring_is_told_as_that_of_a_proposed_repair() -> None:
    # corners 4 and 13 of the core have changed places in the surveyor's text, which states 0.1410 ha
    lines = (demo() / "zone.txt").read_text("gb18030").splitlines()
    first = next(number for number, line in enumerate(lines) if line.startswith("J4,1,"))
    lines[first], lines[first + 9] = lines[first + 9], lines[first]
    boundary = Upload(name="crossed.txt", data="\r\n".join(lines).encode("gb18030"))
    case = assess(Application(zone=Zone(name="甲"), boundary=boundary))
    assert isinstance(case, Case)
    told = [issue for issue in case.assessment.issues if "area" in issue.code or "declared" in issue.code]
    assert [issue.code for issue in told] == ["repair.beside_declared"]
    assert case.assessment.proposed_parts == {"1"}
    [core, *others] = sheet.parts(case.assessment, "zh")
    assert (core["name"], core["mark"]) == ("演示核心区", "（按建议的修复，未确认）")
    assert not any(row["mark"] for row in others)
    for name in ("total_land_area_m2", "core_land_area_m2"):
        assert sheet.figure_proposed(case.assessment, name, "zh") == "（按建议的修复，未确认）"
    assert sheet.figure_proposed(case.assessment, "centre_land_area_m2", "zh") == ""  # that part is sound
    taken = assess(Application(zone=Zone(name="甲"), boundary=boundary, options=Options(repair=True)))
    assert isinstance(taken, Case)
    assert taken.assessment.proposed_parts == frozenset()
    assert sheet.figure_proposed(taken.assessment, "core_land_area_m2", "zh") == ""


def test_a_stated_area_is_weighed_once() -> None:
    # the centre states 4.4515 ha, 2,002 m² more than the 42,512.6 m² it encloses on the ellipsoid
    data = (demo() / "zone.txt").read_text("gb18030").replace(",4.2515,", ",4.4515,").encode("gb18030")
    case = assess(Application(zone=Zone(name="甲"), boundary=Upload(name="zone.txt", data=data)))
    assert isinstance(case, Case)
    [told] = [issue for issue in case.assessment.issues if "area" in issue.code]
    assert (told.code, told.where.part) == ("area.declared_part", "2")
    assert told.params["difference"] == pytest.approx(2002.4, abs=0.05)


def test_a_system_that_cannot_be_taken_still_shows_where_the_land_would_lie() -> None:
    corners = [(3471162.1, 40544744.1), (3471162.1, 40544944.1), (3471362.1, 40544944.1)]
    rows = [f"J{number},{x},{y}" for number, (x, y) in enumerate(corners, start=1)]
    upload = Upload(name="1.csv", data="\n".join(["点号,X,Y", *rows]).encode())
    found = assess(Application(zone=Zone(name="甲"), boundary=upload, options=Options(crs="EPSG:2364")))
    assert isinstance(found, Refused)
    [place] = found.alternatives
    west, south, east, north = place.frame.total_bounds
    # 44,744 m east of 120° E and 3,471,162 m north: 0.4713° and 31.3625° within a hundred metres
    assert (west, south) == pytest.approx((120.4703, 31.3616), abs=1e-3)
    assert east - west < 0.003
    assert north - south < 0.003
