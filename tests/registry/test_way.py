"""From a draft to the acceptance, and the other ends."""

import hashlib
import json
from dataclasses import replace

import pytest

from geo.assess.replay import replay
from geo.errors import UsageError
from geo.model.case import Refused
from geo.model.reading import Source
from geo.model.zone import Level, Zone
from geo.registry import (
    LOCAL,
    PUBLIC,
    Action,
    Query,
    Register,
    Stage,
    decisions,
    reading,
    seed,
    submissions,
    verify,
    zones,
)
from geo.registry.audit import Head
from geo.registry.problems import AccessError, ConflictError, MissingError
from geo.registry.records import Receipt
from geo.resources import demo as demo_folder
from tests.registry.conftest import ADMIN, ANNA, AUTHORITY, BO, REVIEWER, demo, named


def _submitted(register: Register) -> Receipt:
    application, case = demo()
    return submissions.submit(register, ANNA, application, case)


def _step(register: Register, who: object, application_id: str, action: Action) -> None:
    entry = reading.entry(register, LOCAL, application_id)
    decisions.decide(register, who, entry.seen, action, reason="理由")  # type: ignore[arg-type]


def test_the_whole_way(register: Register) -> None:
    draft = submissions.save_draft(register, ANNA, named("园区甲"))
    application, case = demo()
    receipt = submissions.submit(register, ANNA, application, case, seen=draft.seen)
    way = [
        (REVIEWER, Action.TAKE_UP, Stage.REVIEW),
        (REVIEWER, Action.OPINE, Stage.REVIEW),
        (REVIEWER, Action.PASS, Stage.NOTICE),
        (AUTHORITY, Action.APPROVE, Stage.APPROVED),
        (AUTHORITY, Action.START, Stage.BUILDING),
        (AUTHORITY, Action.ACCEPT, Stage.ACCEPTED),
    ]
    for who, action, stage in way:
        _step(register, who, receipt.seen.id, action)
        assert reading.entry(register, ANNA, receipt.seen.id).stage is stage
    told = decisions.history(register, ANNA, receipt.seen.id)
    assert [(d.action, d.decided_by) for d in told] == [
        (Action.SUBMIT, "anna"),
        *((action, who.id) for who, action, _ in way),
    ]
    [zone] = zones.zones_of(register).rows
    assert (zone.name, zone.stage, zone.city) == (application.zone.name, Stage.ACCEPTED, "苏州市")
    assert zone.area_m2 == pytest.approx(case.assessment.measurements["total_land_area_m2"].value, rel=1e-9)
    assert verify(register).clean


def test_a_receipt_names_number_hash_and_time(register: Register) -> None:
    receipt = _submitted(register)
    content = (demo_folder() / "zone.geojson").read_bytes()
    assert receipt.files["zone.geojson"] == hashlib.sha256(content).hexdigest()
    assert receipt.number.endswith("-00000001")
    assert receipt.at.endswith("Z")
    assert receipt == submissions.receipt(register, ANNA, receipt.number)
    assert verify(register, [Head(receipt.line, receipt.line_hash)]).clean


def test_original_bytes_come_back_and_replay(register: Register) -> None:
    receipt = _submitted(register)
    for part, name in (("boundary", "zone.geojson"), ("institutions", "institutions.xlsx")):
        upload = reading.original(register, REVIEWER, receipt.seen.id, part=part)
        assert (upload.name, upload.data) == (name, (demo_folder() / name).read_bytes())
    again = reading.application_again(register, REVIEWER, receipt.seen.id)
    document = dict(reading.submission(register, REVIEWER, receipt.seen.id).document)
    assert replay(document, [again.boundary, *again.layers.values()]).same


def test_a_returned_application_says_what_to_change(register: Register) -> None:
    receipt = _submitted(register)
    entry = reading.entry(register, REVIEWER, receipt.seen.id)
    asked = ("补充建筑台账", "说明 3 号基地的四至")
    decisions.decide(register, REVIEWER, entry.seen, Action.RETURN, reason="材料不齐", changes=asked)
    last = decisions.history(register, ANNA, receipt.seen.id)[-1]
    assert (last.reason, last.changes, last.to_stage) == ("材料不齐", asked, Stage.RETURNED)
    draft = submissions.save_draft(
        register, ANNA, named("还没提交的新名称"), seen=reading.entry(register, ANNA, receipt.seen.id).seen
    )
    assert reading.entry(register, REVIEWER, receipt.seen.id).name == demo()[0].zone.name
    second = submissions.submit(register, ANNA, *demo(), seen=draft.seen)
    assert second.submitted == 2
    assert reading.entry(register, ANNA, receipt.seen.id).stage is Stage.DECLARED


def test_what_has_to_be_answered_comes_from_the_assessment() -> None:
    document = {
        "findings": [{"rule": "a", "outcome": "pass"}, {"rule": "b", "outcome": "review"}],
        "issues": [{"code": "x", "severity": "note"}, {"code": "y", "severity": "error"}],
    }
    assert [item.get("rule") or item["code"] for item in decisions.to_change(document)] == ["b", "y"]


def test_a_step_with_a_reason_needs_one(register: Register) -> None:
    receipt = _submitted(register)
    with pytest.raises(UsageError, match="reason_needed"):
        decisions.decide(register, REVIEWER, receipt.seen, Action.RETURN, reason="  ")


def test_who_comes_second_is_told_who_was_first(register: Register) -> None:
    receipt = _submitted(register)
    decisions.decide(register, REVIEWER, receipt.seen, Action.TAKE_UP)
    with pytest.raises(ConflictError) as lost:
        decisions.decide(register, ANNA, receipt.seen, Action.WITHDRAW, reason="重报")
    assert lost.value.params["by"] == "rui"
    assert reading.entry(register, ANNA, receipt.seen.id).stage is Stage.REVIEW


def test_withdrawn_and_revoked(register: Register) -> None:
    first = _submitted(register)
    _step(register, ANNA, first.seen.id, Action.WITHDRAW)
    assert reading.entry(register, ANNA, first.seen.id).stage is Stage.WITHDRAWN
    second = _submitted(register)
    for who, action in (
        (REVIEWER, Action.TAKE_UP),
        (REVIEWER, Action.PASS),
        (AUTHORITY, Action.APPROVE),
        (AUTHORITY, Action.REVOKE),
    ):
        _step(register, who, second.seen.id, action)
    [zone] = zones.zones_of(register).rows
    assert (zone.stage, zone.geometry) == (Stage.REVOKED, None)
    assert zones.footprints_of(register, PUBLIC).total == 0


def test_one_application_at_a_time_for_a_zone(register: Register) -> None:
    seed.seed(register, ADMIN)
    application, case = demo()
    first = submissions.submit(register, ANNA, application, case, zone_id="suzhou-hi-tech")
    with pytest.raises(ConflictError, match="one_at_a_time"):
        submissions.submit(register, BO, application, case, zone_id="suzhou-hi-tech")
    _step(register, ANNA, first.seen.id, Action.WITHDRAW)
    assert submissions.submit(register, BO, application, case, zone_id="suzhou-hi-tech").submitted == 1


def test_a_draft_is_tied_to_a_zone_untied_and_its_approval_is_the_next_version(register: Register) -> None:
    seed.seed(register, ADMIN)
    application, case = demo()
    draft = submissions.save_draft(register, ANNA, application)
    for zone_id in ("suzhou-hi-tech", "", "suzhou-hi-tech"):
        draft = submissions.save_draft(register, ANNA, application, seen=draft.seen, zone_id=zone_id)
        assert reading.entry(register, ANNA, draft.seen.id).zone_id == (zone_id or None)
    # nothing said of it leaves it as it is
    draft = submissions.save_draft(register, ANNA, application, seen=draft.seen)
    with pytest.raises(MissingError):
        submissions.save_draft(register, ANNA, application, seen=draft.seen, zone_id="nowhere")
    before, known = zones.zones_of(register).total, zones.zone(register, "suzhou-hi-tech")
    receipt = submissions.submit(register, ANNA, application, case, seen=draft.seen)
    for who, action in (
        (REVIEWER, Action.TAKE_UP),
        (REVIEWER, Action.PASS),
        (AUTHORITY, Action.APPROVE),
    ):
        _step(register, who, receipt.seen.id, action)
    assert zones.zones_of(register).total == before
    after = zones.zone(register, "suzhou-hi-tech")
    assert (after.stage, after.operator) == (Stage.APPROVED, application.zone.operator)
    assert after.area_m2 is not None
    assert after.dates.approved_on is not None
    # the application gives another name and asks for 省级: the zone stays what the register has
    assert (known.name, known.level, known.city) == ("苏州高新区", "national", "苏州市")
    assert (after.name, after.level, after.city) == (known.name, known.level, known.city)
    assert application.zone.name != known.name
    assert application.zone.level == "provincial"
    assert verify(register).clean


def test_an_approval_leaves_the_city_of_a_known_zone_and_fills_in_an_unknown_one(register: Register) -> None:
    application, case = demo()
    for name, city, kept in (("南京江宁", "南京市", "南京市"), ("某某集聚区", None, "苏州市")):
        zone = Zone(name=name, level=Level.NATIONAL, city=city, district="江宁区", operator="原运营单位")
        zone_id = zones.add_zone(register, ADMIN, zone)
        nobody = replace(application, zone=replace(application.zone, operator=None))
        key = submissions.submit(register, ANNA, nobody, case, zone_id=zone_id).seen.id
        for who, action in ((REVIEWER, Action.TAKE_UP), (REVIEWER, Action.PASS), (AUTHORITY, Action.APPROVE)):
            _step(register, who, key, action)
        after = zones.zone(register, zone_id)
        assert (after.name, after.level, after.city, after.district) == (name, "national", kept, "江宁区")
        assert after.operator == "原运营单位"


def test_a_zone_nobody_gave_a_county_gets_that_of_its_land(register: Register) -> None:
    application, case = demo()
    silent = replace(application, zone=replace(application.zone, district=None))
    asked = (("新区", None, None), ("已知区", "苏州市", "姑苏区"), ("外市区", "南京市", None))
    found = {}
    for name, city, district in asked:
        known = None
        if city is not None:
            zone = Zone(name=name, level=Level.PROVINCIAL, city=city, district=district)
            known = zones.add_zone(register, ADMIN, zone)
        called = replace(silent, zone=replace(silent.zone, name=name))
        key = submissions.submit(register, ANNA, called, case, zone_id=known).seen.id
        for who, action in ((REVIEWER, Action.TAKE_UP), (REVIEWER, Action.PASS), (AUTHORITY, Action.APPROVE)):
            _step(register, who, key, action)
        entry = reading.entry(register, ADMIN, key)
        found[name] = zones.zone(register, str(entry.zone_id)).district
    # the land lies in 虎丘区 of 苏州市 (data/boundaries/demo/README.md): what the register has stays,
    # and a county of another city is never written beside 南京市
    assert found == {"新区": "虎丘区", "已知区": "姑苏区", "外市区": None}


def test_a_survey_tells_the_county_of_a_zone_without_one(register: Register) -> None:
    zone_id = zones.add_zone(register, ADMIN, Zone(name="甲", level=Level.PROVINCIAL, city="苏州市"))
    zones.add_footprint(register, ADMIN, zone_id, demo()[1].footprint, source="测绘", expected=1)
    assert zones.zone(register, zone_id).district == "虎丘区"


def test_a_refused_file_and_an_assessment_of_other_files_are_not_taken(register: Register) -> None:
    application, case = demo()
    refused = Refused(source=Source(name="x", sha256="0", size=0, format="?"), issues=())
    with pytest.raises(UsageError, match="refused"):
        submissions.submit(register, ANNA, application, refused)
    other = demo_folder() / "zone.kml"
    from dataclasses import replace

    changed = replace(application, boundary=replace(application.boundary, data=other))
    with pytest.raises(UsageError, match="other_files"):
        submissions.submit(register, ANNA, changed, case)
    assert reading.applications_of(register, ANNA).total == 0


def test_a_discarded_draft_is_gone_for_good(register: Register) -> None:
    draft = submissions.save_draft(register, ANNA, named("甲"))
    submissions.discard(register, ANNA, draft.seen)
    with pytest.raises(AccessError):
        submissions.submit(register, ANNA, *demo(), seen=reading.entry(register, ANNA, draft.seen.id).seen)


def test_the_seed_holds_known_zones_without_land(register: Register) -> None:
    assert seed.seed(register, ADMIN) == 3
    assert seed.seed(register, ADMIN) == 0
    found = zones.zones_of(register)
    assert {zone.name for zone in found.rows} == {"南京江宁", "苏州高新区", "常州科教城"}
    assert all(zone.geometry is None and not zone.demo for zone in found.rows)
    assert all(fact.source for zone in found.rows for fact in zones.facts_of(register, zone.id))
    assert {f.key: f.value for f in zones.facts_of(register)}["institutions_over"] == "600"
    assert verify(register).clean


def test_found_by_city_box_level_and_words(register: Register) -> None:
    seed.seed(register, ADMIN)
    zone = zones.zone(register, "suzhou-hi-tech")
    zones.add_footprint(register, ADMIN, zone.id, demo()[1].footprint, source="演示", expected=zone.version)

    def names(query: Query) -> list[str]:
        return [found.name for found in zones.zones_of(register, query).rows]

    assert names(Query(city="Suzhou")) == ["苏州高新区"]
    assert names(Query(level="provincial")) == ["常州科教城"]
    assert names(Query(words="江宁")) == ["南京江宁"]
    # The demonstration land spans 120.4408–120.5018° E, 31.3412–31.3666° N.
    assert names(Query(box=(120.45, 31.35, 120.46, 31.36))) == ["苏州高新区"]
    assert names(Query(box=(120.5019, 31.3, 120.6, 31.4))) == []
    assert names(Query(box=(120.4, 31.3667, 120.6, 31.4))) == []
    assert zones.zones_of(register, Query(size=2)).total == 3
    assert len(zones.zones_of(register, Query(size=2, page=2)).rows) == 1
    assert json.dumps(zones.zone_footprint(register, zone.id)["part_id"].tolist()) == '["1", "2", "3", "4"]'


def test_a_footprint_made_from_an_old_view_is_refused(register: Register) -> None:
    seed.seed(register, ADMIN)
    land = demo()[1].footprint
    zones.add_footprint(register, ADMIN, "nanjing-jiangning", land, source="演示", expected=1)
    with pytest.raises(ConflictError):
        zones.add_footprint(register, ADMIN, "nanjing-jiangning", land, source="演示", expected=1)
    assert zones.footprints_of(register, PUBLIC, zone_id="nanjing-jiangning").total == 1
