"""What can be asked of a zone besides its land: dates, figures, buildings, institutions."""

from dataclasses import replace

import pytest
from shapely import box

from geo.assess import assess
from geo.errors import UsageError
from geo.model.case import Case
from geo.model.footprint import make_footprint
from geo.model.zone import Role as PartRole
from geo.registry import (
    LOCAL,
    PUBLIC,
    Action,
    Person,
    Query,
    Register,
    Role,
    Stage,
    decisions,
    reading,
    seed,
    submissions,
    verify,
    zones,
)
from geo.registry.current import day_of
from geo.registry.dates import set_dates
from geo.registry.ledgers import buildings_of, institutions_of
from geo.registry.problems import AccessError, ConflictError, MissingError
from geo.registry.records import Dates, Standing
from geo.registry.standing import known_zones, standing_zones
from tests.registry.conftest import ADMIN, ANNA, AUTHORITY, BO, REVIEWER, demo

TO_NOTICE = ((REVIEWER, Action.TAKE_UP), (REVIEWER, Action.PASS))
TO_APPROVED = (*TO_NOTICE, (AUTHORITY, Action.APPROVE))
BOTH = Person(id="both", roles=frozenset({Role.REVIEWER, Role.APPLICANT}))


def _led(register: Register, *steps: tuple[Person, Action], zone_id: str | None = None) -> str:
    application, case = demo()
    made = submissions.submit(register, ANNA, application, case, zone_id=zone_id).seen.id
    _further(register, made, *steps)
    return made


def _further(register: Register, application_id: str, *steps: tuple[Person, Action]) -> None:
    for who, action in steps:
        seen = reading.entry(register, LOCAL, application_id).seen
        decisions.decide(register, who, seen, action, reason="理由")


def _only(register: Register) -> Standing:
    [zone] = standing_zones(register)
    return zone


def test_buildings_and_institutions_of_a_submission(register: Register) -> None:
    made = _led(register)
    houses, firms = buildings_of(register, ANNA, made), institutions_of(register, REVIEWER, made)
    # data/boundaries/demo/ledgers.py: eleven buildings, and 24 institutions with one twin and one outside.
    assert (len(houses), len(firms)) == (11, 24)
    first = houses[0]
    assert (first.name, first.storeys, first.stated_m2, first.state) == (
        "演示1号楼",
        4.0,
        2640.5,
        "evidenced",
    )
    assert (first.certificate, first.core_m2) == ("演示不动产权第0000001号", 2640.5)
    assert (first.lon, first.lat) == pytest.approx((120.46978, 31.360972), abs=1e-6)
    assert sum(house.low_m2 or 0 for house in houses) == pytest.approx(2640.5 + 4688.2 + 4350 + 3640)
    assert [house.why for house in houses if house.state == "undetermined"] == ["undetermined"]
    counted = [firm for firm in firms if firm.high and not firm.name.startswith("演示知识产权")]
    assert (len(counted), {firm.why for firm in firms}) == (19, {None, "duplicate", "outside"})
    assert (firms[0].category, firms[0].building, firms[0].parts) == (
        "patent_agency",
        "演示1号楼",
        ("1", "2"),
    )
    assert verify(register).clean


def test_ledgers_are_for_whom_the_original_files_are_open(register: Register) -> None:
    made = _led(register, *TO_APPROVED)
    for asked in (buildings_of, institutions_of):
        for who in (ANNA, REVIEWER, AUTHORITY):
            assert asked(register, who, made)
        for who in (PUBLIC, BO, ADMIN):
            with pytest.raises((AccessError, MissingError)):
                asked(register, who, made)
        with pytest.raises(MissingError):
            asked(register, REVIEWER, made, submitted=2)


def test_each_version_keeps_its_own_ledgers(register: Register) -> None:
    application, _ = demo()
    made = _led(register, (REVIEWER, Action.RETURN))
    less = replace(application, layers={k: v for k, v in application.layers.items() if k != "buildings"})
    case = assess(less)
    assert isinstance(case, Case)
    submissions.submit(register, ANNA, less, case, seen=reading.entry(register, ANNA, made).seen)
    assert buildings_of(register, ANNA, made) == ()
    assert len(buildings_of(register, ANNA, made, submitted=1)) == 11
    assert len(institutions_of(register, ANNA, made)) == 24


def test_a_standing_zone_has_the_figures_of_its_assessment(register: Register) -> None:
    _led(register, *TO_APPROVED)
    zone, measured = _only(register), demo()[1].assessment.measurements
    assert zone.land_m2 == pytest.approx(measured["total_land_area_m2"].value, rel=1e-9)
    assert zone.core_m2 == measured["core_land_area_m2"].value
    assert (zone.floor_m2, zone.core_floor_m2) == (
        measured["total_floor_area_m2"].value,
        measured["core_floor_area_m2"].value,
    )
    assert zone.floor_low_m2 == pytest.approx(measured["total_floor_area_m2"].low, rel=1e-12)
    # 24 rows without the twin, the one outside, and three public platforms.
    assert (zone.institutions, zone.outcome, zone.stage) == (19, "pass", Stage.APPROVED)
    assert zone.dates == Dates(approved_on=day_of(decided(register)))
    assert zone.geometry is not None
    assert zone.geometry.equals(zones.zone(register, zone.id).geometry)


def decided(register: Register) -> str:
    """When the last step was taken."""
    [entry] = reading.applications_of(register, LOCAL).rows
    return decisions.history(register, LOCAL, entry.id)[-1].decided_at


@pytest.mark.parametrize("steps", [(), TO_NOTICE[:1], TO_NOTICE])
def test_nothing_of_an_application_under_way_is_standing(
    register: Register, steps: tuple[tuple[Person, Action], ...]
) -> None:
    seed.seed(register, ADMIN)
    _led(register, *steps, zone_id="suzhou-hi-tech")
    found = {zone.id: zone for zone in standing_zones(register)}
    assert len(found) == 3
    assert all(zone.land_m2 is zone.floor_m2 is zone.outcome is None for zone in found.values())


def test_a_revoked_zone_has_no_figures(register: Register) -> None:
    _led(register, *TO_APPROVED, (AUTHORITY, Action.REVOKE))
    zone = _only(register)
    assert (zone.stage, zone.land_m2, zone.floor_m2, zone.outcome) == (Stage.REVOKED, None, None, None)
    assert zone.dates.revoked_on == day_of(decided(register))
    assert known_zones(register, demo=True) is None


def test_a_survey_brings_land_without_figures(register: Register) -> None:
    """Figures are of the land they were measured on, and no other."""
    _led(register, *TO_APPROVED)
    zone = zones.zone(register, _only(register).id)
    land = make_footprint([("1", PartRole.CORE, None, box(120.45, 31.35, 120.46, 31.36))])
    zones.add_footprint(register, ADMIN, zone.id, land, source="演示测绘", expected=zone.version)
    found = _only(register)
    assert found.land_m2 == pytest.approx(zones.zone(register, zone.id).area_m2)
    assert (found.floor_m2, found.institutions, found.outcome) == (None, None, None)


def test_an_opinion_on_an_approved_zone_moves_nothing(register: Register) -> None:
    made = _led(register, *TO_APPROVED)
    zone = zones.zone(register, _only(register).id)
    land = make_footprint([("1", PartRole.CORE, None, box(120.45, 31.35, 120.46, 31.36))])
    zones.add_footprint(register, ADMIN, zone.id, land, source="演示测绘", expected=zone.version)
    before = zones.zone(register, zone.id)
    _further(register, made, (AUTHORITY, Action.OPINE))
    after = zones.zone(register, zone.id)
    assert (after.version, after.dates, after.area_m2) == (before.version, before.dates, before.area_m2)


def test_the_days_of_a_zone_follow_its_way(register: Register) -> None:
    made = _led(register, *TO_APPROVED, (AUTHORITY, Action.START))
    begun = day_of(decided(register))
    zone = zones.zone(register, _only(register).id)
    set_dates(register, AUTHORITY, zone.id, Dates(due_on="2028-06-30"), expected=zone.version)
    _further(register, made, (AUTHORITY, Action.ACCEPT))
    dates = zones.zone(register, zone.id).dates
    assert (dates.started_on, dates.due_on, dates.accepted_on) == (begun, "2028-06-30", begun)
    assert (dates.approved_on, dates.revoked_on) == (begun, None)
    assert verify(register).clean


def test_a_day_in_china_may_be_the_next() -> None:
    assert (day_of("2026-12-31T15:59:59.999Z"), day_of("2026-12-31T16:00:00.000Z")) == (
        "2026-12-31",
        "2027-01-01",
    )


def test_days_known_from_elsewhere(register: Register) -> None:
    seed.seed(register, ADMIN)
    known = Dates(approved_on="2019-08-01")
    set_dates(register, AUTHORITY, "suzhou-hi-tech", known, expected=1)
    assert zones.zone(register, "suzhou-hi-tech").dates == known
    for year, names in ((2019, ["苏州高新区"]), (2020, [])):
        assert [zone.name for zone in zones.zones_of(register, Query(year=year)).rows] == names
    with pytest.raises(ConflictError):
        set_dates(register, AUTHORITY, "suzhou-hi-tech", known, expected=1)
    with pytest.raises(MissingError):
        set_dates(register, AUTHORITY, "nowhere", known, expected=1)
    for who in (ANNA, REVIEWER, ADMIN, PUBLIC):
        with pytest.raises(AccessError):
            set_dates(register, who, "suzhou-hi-tech", known, expected=2)
    for day in ("2019", "20190801", "2019-02-30", "昨天", "2019-08-01T00:00"):
        with pytest.raises(UsageError, match="no_day"):
            set_dates(register, AUTHORITY, "suzhou-hi-tech", Dates(due_on=day), expected=2)


def test_applications_and_land_of_a_zone_and_of_a_year(register: Register) -> None:
    made = _led(register, *TO_APPROVED)
    _led(register)
    year = int(day_of(decided_of(register, made))[:4])
    zone_id = reading.entry(register, LOCAL, made).zone_id
    for query in (Query(zone_id=zone_id), Query(year=year)):
        assert [entry.id for entry in reading.applications_of(register, REVIEWER, query).rows] == [made]
    for query in (Query(zone_id="nowhere"), Query(year=year - 1)):
        assert reading.applications_of(register, REVIEWER, query).total == 0
        assert zones.footprints_of(register, REVIEWER, query).total == 0
        assert zones.zones_of(register, query).total == 0


def decided_of(register: Register, application_id: str) -> str:
    return decisions.history(register, LOCAL, application_id)[-1].decided_at


def test_known_zones_place_an_application_among_them(register: Register) -> None:
    """Three demonstration zones; one of one part, so that of four parts stands above two of three."""
    shapes = {
        "演示甲": [box(118.8, 32.0, 118.81, 32.01)],
        "演示乙": [box(118.9 + i / 20, 32.0, 118.91 + i / 20, 32.01) for i in range(2)],
        "演示丙": [box(118.6 + i / 50, 32.1, 118.61 + i / 50, 32.11) for i in range(9)],
        "真实": [box(119.8, 32.0, 119.81, 32.01)],
    }
    for name, boxes in shapes.items():
        zone = replace(demo()[0].zone, id=None, name=name, city="南京市", demo=name != "真实")
        made = zones.add_zone(register, ADMIN, zone)
        land = make_footprint([(str(i), None, None, shape) for i, shape in enumerate(boxes, 1)])
        zones.add_footprint(register, ADMIN, made, land, source="演示", expected=1)
    upload = known_zones(register, demo=True)
    assert upload is not None
    assert upload == known_zones(register, demo=True)
    case = assess(replace(demo()[0], layers={"zones": upload}))
    assert isinstance(case, Case)
    assert set(case.layers["zones"]["name"]) == {"演示甲", "演示乙", "演示丙"}
    placed = case.assessment.concentration["percentiles"]["parts"]
    assert placed == {"percentile": pytest.approx(100 * 2 / 3), "among": 3}
    real = known_zones(register)
    assert real is not None
    assert "演示" not in bytes(real.data).decode()  # type: ignore[arg-type]
