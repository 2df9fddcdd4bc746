"""What the last step lists: everything open on the others, and what of it stops handing in."""

from dataclasses import replace
from pathlib import Path

import pytest

from geo.assess import assess
from geo.model.application import Upload
from geo.model.zone import Level
from geo.registry.records import Dates, ZoneRecord
from geo.ui.apply import look
from geo.ui.apply.desk import BOUNDARY, Desk
from geo.ui.apply.grids import row_issues
from geo.ui.apply.look import Look
from geo.ui.apply.matters import open_matters
from geo.ui.apply.steps import STEPS

DEMO = Path(__file__).parents[2] / "data" / "boundaries" / "demo"


def seen_of(desk: Desk) -> Look:
    from geo import intake

    boundary = desk.upload(BOUNDARY)
    if boundary is None:
        return Look(desk=desk, application=desk.application)
    reading = intake.read(boundary.data, name=boundary.name)
    return Look(desk=desk, application=desk.application, reading=reading, result=assess(desk.application))


def sent(*paths: str) -> Desk:
    desk = Desk(kept=True).with_zone(name="甲集聚区", city="苏州市")
    for path in paths:
        upload = Upload(name=Path(path).name, data=(DEMO / path).read_bytes())
        desk = desk.with_file(upload, BOUNDARY)
    return desk


@pytest.fixture(scope="module")
def plain() -> Look:
    return seen_of(sent("zone.geojson"))


def listed(seen: Look) -> dict[str, set[str]]:
    return {
        step: {matter.key or matter.issue.code for matter in open_matters(seen) if matter.step == step}
        for step in {matter.step for matter in open_matters(seen)}
    }


def test_every_step_that_needs_somebody_is_on_the_list(plain: Look) -> None:
    elsewhere = seen_of(sent("zone.geojson").with_zone(city="南京市"))
    for seen in (plain, elsewhere, seen_of(sent("bad/open_ring.txt")), seen_of(sent("bad/bow_tie.geojson"))):
        needing = {step.name for step in STEPS if step.state(seen) == look.NEEDS}
        assert needing <= set(listed(seen))
    assert not any(matter.stops for matter in open_matters(elsewhere))
    assert "南京" in " ".join(matter.said("zh") for matter in open_matters(elsewhere))


def test_what_differs_from_the_zone_it_is_about_deserves_a_look(
    plain: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = ZoneRecord(
        id="suzhou-hi-tech",
        version=1,
        name="苏州高新区",
        level="national",
        stage=None,
        city="南京市",
        district=None,
        operator=None,
        claim=None,
        declared_area_m2=None,
        demo=False,
        dates=Dates(),
        area_m2=None,
        geometry=None,
    )
    monkeypatch.setattr("geo.ui.apply.tie.known", lambda zone_id: known if zone_id else None)
    about = replace(plain, desk=plain.desk.with_zone(id=known.id))
    rows = [matter for matter in open_matters(about) if matter.key.startswith("tied_")]
    assert [(matter.key, matter.step, matter.stops) for matter in rows] == [
        ("tied_name", "facts", False),
        ("tied_level", "facts", False),
        ("tied_city", "facts", False),
    ]
    assert rows[1].said("zh") == "级别：申报写「省级」，登记为「国家级」。"
    assert "“provincial”" in rows[1].said("en")
    assert "南京市" in rows[2].said("zh")
    alike = plain.desk.with_zone(id=known.id, name=known.name, level=Level.NATIONAL, city="南京")
    assert not [one for one in open_matters(replace(plain, desk=alike)) if one.key.startswith("tied_")]


def test_a_land_without_a_core_is_told(plain: Look) -> None:
    assert listed(seen_of(sent("bad/open_ring.txt")))["roles"] == {"no_core"}


def test_what_stops_is_what_nobody_could_judge(plain: Look) -> None:
    def stopping(seen: Look) -> set[str]:
        return {matter.key for matter in open_matters(seen) if matter.stops}

    assert stopping(plain) == set()
    assert look.submit_state(plain) == look.CHECK
    nameless = replace(plain, desk=plain.desk.with_zone(name=""))
    assert stopping(nameless) == {"no_name"}
    assert look.submit_state(nameless) == look.OPEN
    two = plain.desk.with_file(Upload(name="2.geojson", data=b"{}"), BOUNDARY)
    assert stopping(replace(plain, desk=two)) == {"rivals"}
    assert stopping(seen_of(Desk(kept=True))) == {"no_boundary", "no_name"}


def test_repairs_taken_are_settled() -> None:
    desk = sent("bad/bow_tie.geojson")
    waiting = seen_of(desk)
    assert listed(waiting)["problems"]
    taken = seen_of(desk.with_options(repair=True))
    assert "problems" not in listed(taken)


TRACED = """<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark>
<name>核心区</name><Polygon><outerBoundaryIs><LinearRing><coordinates>120.473014,31.358911
120.475377,31.358926 120.475402,31.360752 120.473049,31.360731 120.473014,31.358911</coordinates></LinearRing>
</outerBoundaryIs></Polygon></Placemark></Document></kml>"""
"""Six decimals and no stated area: nothing tells whether it was traced from a displaced map."""


def test_an_offset_nothing_can_tell_is_asked_for() -> None:
    desk = Desk(kept=True).with_zone(name="甲集聚区", city="苏州市")
    desk = desk.with_file(Upload(name="描.kml", data=TRACED.encode()), BOUNDARY)
    open_ = seen_of(desk)
    assert open_.crs is not None
    assert open_.crs.offset_open
    assert "offset" in listed(open_)["reading"]
    assert look.reading_state(open_) == look.NEEDS
    for said in ({"crs": "EPSG:4326"}, {"crs": "EPSG:4326", "shift": "gcj02"}):
        settled = seen_of(desk.with_options(**said))
        assert settled.crs is not None
        assert not settled.crs.offset_open
        assert look.reading_state(settled) == look.DONE


def test_land_on_the_grid_of_a_survey_has_no_open_offset(plain: Look) -> None:
    assert plain.crs is not None
    assert not plain.crs.offset_open


def test_a_file_with_a_broken_row_needs_somebody_though_its_place_is_known() -> None:
    rows = (
        "点号,X,Y\nJ1,3471162.160,40544744.159\nJ2,3471162.160,40544844.159\nJ3,3471262.160，40544844.159\n"
    )
    desk = Desk(kept=True).with_zone(name="甲集聚区", city="苏州市")
    broken = seen_of(desk.with_file(Upload(name="点.csv", data=rows.encode()), BOUNDARY))
    assert look.reading_state(broken) == look.NEEDS


def test_rows_are_told_what_their_place_on_the_ground_adds() -> None:
    from geo.assess.grids import grid_of

    upload = Upload(name="buildings.xlsx", data=(DEMO / "buildings.xlsx").read_bytes())
    seen = seen_of(sent("zone.geojson").with_file(upload, "buildings"))
    told = row_issues(seen, upload.name, grid_of("buildings", upload, "苏州市"))
    # 6 stands at the edge, 7 has no area, 12 lies across the street: data/boundaries/demo/README.md
    assert {issue.where.row for issue in told} == {6, 7, 12}
    assert len({(issue.code, issue.where.row) for issue in told}) == len(told)
