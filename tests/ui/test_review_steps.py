"""The steps of the review: each for each role, somebody who was first, versions, what a return asks."""

import datetime as dt
from dataclasses import replace

import pytest
from an_office import (
    ANNA,
    AUTHORITY,
    BOTH,
    REVIEWER,
    SECOND,
    WAY,
    Office,
    bare,
    field,
    go,
    handed_in,
    said,
    taken,
)

from geo.assess import assess
from geo.i18n import text
from geo.model.application import Upload
from geo.model.case import Case
from geo.model.issue import Issue, Severity, Where
from geo.model.zone import Level, Zone
from geo.registry import Action, Person, Role, Stage, reading, zones
from geo.registry.decisions import decide, history
from geo.registry.submissions import submit
from geo.ui.review import act, approval, head, held, told


def test_the_whole_way_each_step_written_confirmed_and_kept(office: Office) -> None:
    key = handed_in(office, Stage.DECLARED)
    for person, action, to in (
        (REVIEWER, Action.TAKE_UP, Stage.REVIEW),
        (REVIEWER, Action.OPINE, Stage.REVIEW),
        (REVIEWER, Action.PASS, Stage.NOTICE),
        (AUTHORITY, Action.APPROVE, Stage.APPROVED),
        (AUTHORITY, Action.START, Stage.BUILDING),
        (AUTHORITY, Action.ACCEPT, Stage.ACCEPTED),
        (AUTHORITY, Action.REVOKE, Stage.REVOKED),
    ):
        page = office.open(person, application=key)
        taken(page, key, action.value, reason=f"依据充分：{action.value}")
        last = history(office.register, person, key)[-1]
        assert (last.action, last.to_stage, last.decided_by) == (action, to, person.id)
        assert last.reason == f"依据充分：{action.value}"
        assert text("registry.action." + action.value) in page.success[0].value
        # Nothing typed for this step lies in wait for the next.
        assert field(page, key, "reason") not in page.session_state
    assert text("ui.review.no_step_revoked") in said(page)


def test_the_authority_returns_from_the_notice(office: Office) -> None:
    key = handed_in(office, Stage.NOTICE)
    taken(office.open(AUTHORITY, application=key), key, "return", reason="公示期间收到异议")
    assert reading.entry(office.register, ANNA, key).stage is Stage.RETURNED


@pytest.mark.parametrize(
    ("stage", "person", "offered"),
    [
        (Stage.DECLARED, REVIEWER, {"take_up", "return"}),
        (Stage.REVIEW, REVIEWER, {"opine", "return", "pass"}),
        (Stage.NOTICE, REVIEWER, {"opine"}),
        (Stage.NOTICE, AUTHORITY, {"opine", "return", "approve"}),
        (Stage.APPROVED, AUTHORITY, {"opine", "start", "revoke"}),
        (Stage.DECLARED, AUTHORITY, set()),
        (Stage.APPROVED, REVIEWER, set()),
        (Stage.DECLARED, BOTH, set()),
    ],
)
def test_only_what_the_table_allows_is_offered(
    office: Office, stage: Stage, person: Person, offered: set[str]
) -> None:
    key = handed_in(office, stage)
    page = office.open(person, application=key)
    groups = [group for group in page.button_group if group.key == field(page, key, "step")]
    words = {text(f"registry.action.{action}") for action in offered}
    assert {option.content for group in groups for option in group.proto.options} == words
    shown = said(page)
    if not offered:
        why = "own" if person is BOTH else stage.value
        assert text(f"ui.review.no_step_{why}") in shown
    # The advice beside the verdict is for whoever judges it, and gone once it was judged.
    judging = stage in {Stage.DECLARED, Stage.REVIEW}
    assert (text("ui.review.next_review") in shown) is judging
    assert judging or text(f"ui.review.next_in_{stage.value}") in shown


def test_without_a_reason_nothing_happens(office: Office) -> None:
    key = handed_in(office, Stage.REVIEW)
    page = taken(office.open(REVIEWER, application=key), key, "pass", reason="   ")
    assert page.error[0].value == text(
        "error.registry.reason_needed", action={"zh": text("registry.action.pass")}
    )
    assert reading.entry(office.register, REVIEWER, key).stage is Stage.REVIEW


def test_a_return_lists_what_to_change_drawn_up_from_the_verdict(office: Office) -> None:
    key = handed_in(office, Stage.REVIEW)
    page = office.open(REVIEWER, application=key)
    page.button_group(key=field(page, key, "step")).set_value("return").run()
    proposed = [area.value for area in page.text_area if ":change" in str(area.key)]
    undecided = [f for f in bare()[1].assessment.findings if f.outcome.value in {"fail", "review"}]
    assert len(proposed) >= len(undecided) > 1
    for finding, line in zip(undecided, proposed, strict=False):
        assert finding.title["zh"] in line
    page.checkbox(key=field(page, key, "use1")).uncheck().run()
    page.text_area(key=field(page, key, "change0")).set_value("请补充建筑台账。").run()
    page.button(key=field(page, key, "add")).click().run()
    last = len(proposed)
    page.text_area(key=field(page, key, f"change{last}")).set_value("请附规划文件。").run()
    taken(page, key, "return", reason="材料不全")
    assert history(office.register, ANNA, key)[-1].changes == (
        "请补充建筑台账。",
        *proposed[2:],
        "请附规划文件。",
    )


def test_whoever_comes_second_is_told_and_keeps_every_word(office: Office) -> None:
    key = handed_in(office, Stage.REVIEW)
    page = office.open(REVIEWER, application=key)
    page.button_group(key=field(page, key, "step")).set_value("pass").run()
    page.text_area(key=field(page, key, "reason")).set_value("我的长篇意见").run()
    page.button(key=field(page, key, "check")).click().run()
    decide(
        office.register, SECOND, reading.entry(office.register, SECOND, key).seen, Action.OPINE, reason="先到"
    )
    page.button(key=field(page, key, "yes")).click().run()

    words = said(page)
    assert text("ui.review.overtaken") in words
    assert "隋评审" in words
    assert text("ui.review.overtaken_kept") in words
    assert page.text_area(key=field(page, key, "reason")).value == "我的长篇意见"
    assert reading.entry(office.register, REVIEWER, key).stage is Stage.REVIEW
    # Having seen what is new, they go on from there, with their words.
    page.button(key=field(page, key, "go_on")).click().run()
    page.button(key=field(page, key, "check")).click().run()
    page.button(key=field(page, key, "yes")).click().run()
    assert reading.entry(office.register, REVIEWER, key).stage is Stage.NOTICE
    assert history(office.register, REVIEWER, key)[-1].reason == "我的长篇意见"


def test_words_typed_survive_when_no_step_is_left(office: Office) -> None:
    key = handed_in(office, Stage.REVIEW)
    page = office.open(REVIEWER, application=key)
    page.button_group(key=field(page, key, "step")).set_value("return").run()
    page.text_area(key=field(page, key, "reason")).set_value("不应丢失").run()
    go(office, key, ((SECOND, Action.RETURN),))
    page.run()
    assert text("ui.review.no_step_returned") in said(page)
    assert "不应丢失" in page.text_area(key=field(page, key, "unsaved")).value


def test_two_versions_are_compared_and_the_earlier_takes_no_step(office: Office) -> None:
    smaller, judged = bare(missing_base=True)
    key = submit(office.register, ANNA, smaller, judged).seen.id
    go(office, key, (*WAY[Stage.REVIEW], (REVIEWER, Action.RETURN)))
    submit(office.register, ANNA, *bare(), seen=reading.entry(office.register, ANNA, key).seen)
    page = office.open(REVIEWER, application=key, tab="compare")
    words = said(page)
    # The second base of data/boundaries/demo/README.md, which the first version lacked.
    assert "+8,945.9 m²" in words
    assert text("ui.swipe.none") in words
    assert "0.0 m²" not in words
    assert text("ui.swipe.part_new") in words
    assert text("ui.review.asked_compare") in words
    page.query_params["version"] = "1"
    words = said(page.run())
    assert text("ui.review.old_version") in words
    assert text("ui.review.act_old_version") in words
    assert not [group for group in page.button_group if group.key == field(page, key, "step")]
    go(office, key, WAY[Stage.APPROVED])
    # What was to be changed is past once it is approved.
    assert text("ui.review.asked_compare") not in said(office.open(REVIEWER, application=key))


def test_an_application_for_a_known_zone_is_compared_with_the_land_the_register_has(office: Office) -> None:
    admin = Person(id="admin", roles=frozenset({Role.ADMIN}))
    zone_id = zones.add_zone(office.register, admin, Zone(name="已测集聚区", level=Level.NATIONAL))
    application, case = bare()
    key = submit(office.register, ANNA, application, case, zone_id=zone_id).seen.id
    page = office.open(REVIEWER, application=key, tab="compare")
    assert text("ui.review.against_none_land") in said(page)
    assert "已测集聚区（国家级）" in said(page)
    assert "级别：申报写「省级」，登记为「国家级」。" in said(page)
    smaller = bare(missing_base=True)[1].footprint
    zones.add_footprint(office.register, admin, zone_id, smaller, source="测绘", expected=1)
    words = said(office.open(REVIEWER, application=key, tab="compare"))
    assert text("ui.review.against_land_only") in words
    # the second base of data/boundaries/demo/README.md, which the survey did not have
    assert "8,945.9" in words
    assert text("ui.swipe.part_new") in words
    assert "针对：已测集聚区（国家级）" in said(
        office.open(REVIEWER, show="all", words=number_of(office, key))
    )
    # Before the approval is confirmed: since when the notice is open, which zone gets this land.
    go(office, key, WAY[Stage.NOTICE])
    found = held.load(office.register, AUTHORITY, key, "zh")
    since, zone, *differs = approval.notes(found, "zh")
    assert since.startswith(f"公示自 {told.moment(found.history[-1].decided_at, 'zh')} 起，已 0 天。")
    assert zone == text("ui.tied.gets", zone="已测集聚区（国家级）")
    assert "登记为「国家级」" in "".join(differs)
    assert ("针对的集聚区", "已测集聚区（国家级）") in head.facts(found, "zh", on_paper=True)
    opened = [replace(step, decided_at="2026-11-01T00:00:00.000Z") for step in found.history]
    days = (dt.datetime.now(dt.UTC) - dt.datetime(2026, 11, 1, tzinfo=dt.UTC)).days
    assert (
        f"2026-11-01 08:00 起，已 {days} 天" in approval.notes(replace(found, history=tuple(opened)), "zh")[0]
    )


def number_of(office: Office, key: str) -> str:
    return reading.entry(office.register, REVIEWER, key).number or ""


def test_what_is_to_be_changed_names_file_and_row(office: Office) -> None:
    found = held.load(office.register, REVIEWER, handed_in(office, Stage.REVIEW), "zh")
    rows = [
        Issue(
            code="supporting_file.dwg",
            severity=Severity.ERROR,
            where=Where(file="institutions.xlsx", row=row),
        )
        for row in range(19, 26)
    ]
    item = replace(found.assessment, findings=(), issues=(rows[0],))
    [line] = act.proposals(replace(found, assessment=item), "zh")
    assert line.startswith("文件 institutions.xlsx · 第 19 行：")
    [line] = act.proposals(replace(found, assessment=replace(item, issues=tuple(rows))), "zh")
    assert "第 23 行 等 7 处：" in line
    assert "第 24 行" not in line


def test_a_verdict_that_is_not_reached_again_is_shown_as_recorded(office: Office) -> None:
    application, case = bare()
    figures = case.assessment.measurements
    name = "total_land_area_m2"
    forged = replace(
        case,
        assessment=replace(
            case.assessment, measurements={**figures, name: replace(figures[name], value=99_999.9)}
        ),
    )
    key = submit(office.register, ANNA, application, forged).seen.id
    words = said(office.open(REVIEWER, application=key, tab="again"))
    assert "99,999.9" in words
    assert text("ui.review.again_differs_title") in words
    assert text("replay.cause.unexplained") in words
    assert "总用地面积" in words


def test_files_that_are_gone_are_told_and_the_record_still_shown(office: Office) -> None:
    application, _ = bare()
    other = Upload(name="zone.geojson", data=b" " + application.boundary.data)  # type: ignore[operator]
    changed = replace(application, boundary=other)
    judged = assess(changed)
    assert isinstance(judged, Case)
    key = submit(office.register, ANNA, changed, judged).seen.id
    sha256 = judged.assessment.source.sha256
    (office.register.folder / "files" / sha256[:2] / sha256[2:]).unlink()
    page = office.open(REVIEWER, application=key)
    words = said(page)
    assert text("ui.review.again_not") in words
    assert "63,327.8" in words
    assert len(page.get("iframe")) == 1
