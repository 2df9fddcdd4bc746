"""What shares ground with an application in the register: areas from PROJ, and whom it is told to."""

from dataclasses import replace

import pytest
from pyproj import Geod
from shapely import box

from geo.model.case import Case
from geo.model.footprint import make_footprint
from geo.model.zone import Role
from geo.registry import Action, Person, Register, decisions, reading, submissions
from geo.registry.nearby import nearby
from tests.registry.conftest import ANNA, AUTHORITY, BO, REVIEWER, demo, named


def on(west: float, east: float) -> Case:
    """The demonstration's verdict on a strip of land of our own."""
    _, case = demo()
    land = make_footprint([("1", Role.CORE, "核心区", box(west, 31.35, east, 31.351))])
    return replace(case, footprint=land)


def handed_in(register: Register, person: Person, name: str, case: Case, *steps: Action) -> str:
    key = submissions.submit(register, person, named(name), case).seen.id
    for action in steps:
        judge = AUTHORITY if action is Action.APPROVE else REVIEWER
        seen = reading.entry(register, judge, key).seen
        decisions.decide(register, judge, seen, action, reason="可")
    return key


def test_ground_shared_with_a_zone_and_with_another_application(embedded: Register) -> None:
    way = (Action.TAKE_UP, Action.PASS, Action.APPROVE)
    own = handed_in(embedded, ANNA, "甲区", on(120.450, 120.460))
    handed_in(embedded, BO, "乙区", on(120.459, 120.470), *way)
    handed_in(embedded, BO, "丙区", on(120.440, 120.452), Action.TAKE_UP)
    handed_in(embedded, BO, "丁区", on(120.500, 120.510), *way)
    handed_in(embedded, BO, "退回的", on(120.450, 120.460), Action.RETURN)

    found = nearby(embedded, REVIEWER, reading.submission(embedded, REVIEWER, own))

    told = [(one.layer, str(one.name)[:2], one.area_m2) for one in found.overlaps]
    areas = {
        width: abs(Geod(ellps="GRS80").geometry_area_perimeter(box(120.45, 31.35, 120.45 + width, 31.351))[0])
        for width in (0.001, 0.002)
    }
    # The largest first.
    assert [(layer, name) for layer, name, _ in told] == [("applications", "丙区"), ("zones", "乙区")]
    assert told[0][2] == pytest.approx(areas[0.002], rel=1e-4)
    assert told[1][2] == pytest.approx(areas[0.001], rel=1e-4)
    assert found.shared is not None
    assert len(found.shared) == 2
    # The applicant of 甲区 may not read 丙区, and is told of the recognised zone only.
    theirs = nearby(embedded, ANNA, reading.submission(embedded, ANNA, own))
    assert [one.layer for one in theirs.overlaps] == ["zones"]


def test_a_zone_is_no_neighbour_of_its_own(embedded: Register) -> None:
    way = (Action.TAKE_UP, Action.PASS, Action.APPROVE)
    first = handed_in(embedded, ANNA, "甲区", on(120.450, 120.460), *way)
    zone_id = reading.entry(embedded, REVIEWER, first).zone_id
    again = submissions.submit(embedded, ANNA, named("甲区"), on(120.450, 120.462), zone_id=zone_id).seen.id
    for key in (first, again):
        found = nearby(embedded, REVIEWER, reading.submission(embedded, REVIEWER, key))
        assert [one.name for one in found.overlaps if one.layer == "zones"] == []
