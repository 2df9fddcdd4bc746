"""Two versions beside each other, against areas computed by PROJ."""

from dataclasses import replace

import pytest
from pyproj import Geod
from shapely import box

from geo.model.assessment import Outcome
from geo.model.footprint import make_footprint
from geo.model.zone import Role
from geo.registry import PUBLIC, Action, Register, decisions, reading, submissions, zones
from geo.registry.compare import compare, compared, land_of, standing
from geo.registry.problems import MissingError
from tests.registry.conftest import ANNA, AUTHORITY, BO, REVIEWER, demo, named


def test_what_was_gained_and_lost(register: Register) -> None:
    application, case = demo()
    # One strip of a thousandth of a degree is given up in the west, two are added in the east.
    old = replace(
        case, footprint=make_footprint([("1", Role.CORE, None, box(120.45, 31.35, 120.46, 31.351))])
    )
    figures = case.assessment.measurements
    name = "total_land_area_m2"
    judged = replace(
        case.assessment,
        outcome=Outcome.FAIL,
        measurements={**figures, name: replace(figures[name], value=123.0)},
    )
    new = replace(
        case,
        footprint=make_footprint([("1", Role.CORE, None, box(120.451, 31.35, 120.462, 31.351))]),
        assessment=judged,
    )
    receipt = submissions.submit(register, ANNA, application, old)
    seen = reading.entry(register, REVIEWER, receipt.seen.id).seen
    decisions.decide(register, REVIEWER, seen, Action.RETURN, reason="补")
    again = reading.entry(register, ANNA, receipt.seen.id).seen
    submissions.submit(register, ANNA, application, new, seen=again)

    found = compare(register, REVIEWER, receipt.seen.id, before=1, after=2)

    strip, _ = Geod(ellps="GRS80").geometry_area_perimeter(box(120.45, 31.35, 120.451, 31.351))
    assert found.lost_m2 == pytest.approx(abs(strip), rel=1e-5)
    assert found.gained_m2 == pytest.approx(2 * abs(strip), rel=1e-5)
    assert found.difference_m2 == pytest.approx(3 * abs(strip), rel=1e-5)
    assert found.lost.bounds == pytest.approx((120.45, 31.35, 120.451, 31.351))
    assert found.gained.bounds == pytest.approx((120.46, 31.35, 120.462, 31.351))
    assert [(c.name, c.before, c.after) for c in found.measurements] == [(name, figures[name].value, 123.0)]
    assert [(c.name, c.after) for c in found.verdicts] == [("", "fail")]


def test_a_version_beside_itself_differs_in_nothing(register: Register) -> None:
    receipt = submissions.submit(register, ANNA, *demo())
    same = compare(register, ANNA, receipt.seen.id, before=1, after=1)
    assert (same.difference_m2, same.measurements, same.verdicts) == (0.0, (), ())


def test_a_new_application_beside_the_version_its_zone_was_approved_on(register: Register) -> None:
    application, case = demo()
    first = submissions.submit(register, ANNA, application, case).seen.id
    for person, action in ((REVIEWER, Action.TAKE_UP), (REVIEWER, Action.PASS), (AUTHORITY, Action.APPROVE)):
        seen = reading.entry(register, person, first).seen
        decisions.decide(register, person, seen, action, reason="可")
    zone_id = reading.entry(register, REVIEWER, first).zone_id
    assert zone_id is not None
    smaller = replace(case, footprint=case.footprint[case.footprint["role"] != "base"].reset_index(drop=True))
    second = submissions.submit(register, BO, named("扩区"), smaller, zone_id=zone_id).seen.id

    approved = standing(register, PUBLIC, zone_id)
    assert approved is not None
    assert approved.entry.id == first
    found = compared(approved, reading.submission(register, REVIEWER, second))
    bases = case.footprint[case.footprint["role"] == "base"]
    geod = Geod(ellps="GRS80")
    expected = sum(abs(geod.geometry_area_perimeter(shape)[0]) for shape in bases.geometry)
    assert found.lost_m2 == pytest.approx(expected, rel=1e-5)
    assert found.gained_m2 == 0.0


def test_the_land_of_a_version_is_for_whom_the_version_is(register: Register) -> None:
    application, case = demo()
    key = submissions.submit(register, ANNA, application, case).seen.id
    [version] = zones.footprints_of(register, REVIEWER).rows
    land = land_of(register, REVIEWER, version.id)
    assert list(land["part_id"]) == list(case.footprint["part_id"])
    for stranger in (PUBLIC, BO):
        with pytest.raises(MissingError):
            land_of(register, stranger, version.id)
    for person, action in ((REVIEWER, Action.TAKE_UP), (REVIEWER, Action.PASS), (AUTHORITY, Action.APPROVE)):
        decisions.decide(register, person, reading.entry(register, person, key).seen, action, reason="可")
    assert len(land_of(register, PUBLIC, version.id)) == len(land)


def test_the_land_a_new_zone_was_approved_on_is_a_version_of_it(register: Register) -> None:
    key = submissions.submit(register, ANNA, *demo()).seen.id
    for person, action in ((REVIEWER, Action.TAKE_UP), (REVIEWER, Action.PASS), (AUTHORITY, Action.APPROVE)):
        decisions.decide(register, person, reading.entry(register, person, key).seen, action, reason="可")
    zone_id = reading.entry(register, REVIEWER, key).zone_id
    # Handed in when there was no zone yet.
    versions = zones.footprints_of(register, PUBLIC, zone_id=zone_id)
    assert [version.number for version in versions.rows] == [reading.entry(register, REVIEWER, key).number]


def test_a_zone_without_land_has_no_approved_version(register: Register) -> None:
    assert standing(register, PUBLIC, "nowhere") is None
