"""Drafts on the page of applications: found again, changed in two windows, returned, given up, kept apart."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from an_applicant import ANNA, BO, DEMO, RUI, at, opened, place, said, sent, sign_in
from streamlit.testing.v1 import AppTest

from geo.i18n import text
from geo.model.application import Application, Upload
from geo.model.zone import Zone
from geo.registry import PUBLIC, Action, Register, decisions, open_register, submissions
from geo.registry.reading import versions
from geo.registry.stages import Stage
from geo.ui.map_events import Told
from geo.ui.server import SCRIPT


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    register = open_register(tmp_path_factory.mktemp("register"), create=True)
    yield register
    register.close()


@pytest.fixture(autouse=True)
def register(held: Register, monkeypatch: pytest.MonkeyPatch) -> Register:
    monkeypatch.setattr("geo.ui.register_view.opened", lambda: held)
    sign_in(monkeypatch, ANNA)
    return held


def begun(register: Register, name: str) -> str:
    boundary = Upload(name="zone.geojson", data=(DEMO / "zone.geojson").read_bytes())
    application = Application(zone=Zone(name=name, claim="东至A路"), boundary=boundary)
    return submissions.save_draft(register, ANNA, application).seen.id


def test_a_draft_is_found_again_by_its_applicant_only(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = begun(register, "乙集聚区")
    page = opened(application=key, step="facts")
    assert page.text_area(key="apply:claim").value == "东至A路"
    assert "乙集聚区" in said(page)
    unknown = said(opened(application="0" * 32))
    for person in (BO, RUI, PUBLIC):
        sign_in(monkeypatch, person)
        assert said(opened(application=key)) == unknown
    assert text("ui.apply.missing.title", "zh") in unknown


def test_a_draft_changed_in_two_windows_loses_nothing(register: Register) -> None:
    key = begun(register, "丙集聚区")
    first, second = opened(application=key), opened(application=key)
    first.text_input(key="apply:about:operator").set_value("甲公司").run()
    second.text_input(key="apply:about:operator").set_value("乙公司").run()
    assert text("ui.apply.conflict.title", "zh") in said(second)
    assert second.text_input(key="apply:about:operator").value == "乙公司"
    assert submissions.draft(register, ANNA, key).application.zone.operator == "甲公司"
    second.button(key="apply:conflict:both").click().run()
    other = place(second)
    assert other != key
    kept = [submissions.draft(register, ANNA, one).application.zone.operator for one in (key, other)]
    assert kept == ["甲公司", "乙公司"]


def test_of_two_windows_one_is_chosen(register: Register) -> None:
    key = begun(register, "丁集聚区")
    first, second = opened(application=key), opened(application=key)
    first.text_input(key="apply:about:operator").set_value("甲公司").run()
    second.text_input(key="apply:about:operator").set_value("乙公司").run()
    second.button(key="apply:conflict:mine").click().run()
    assert submissions.draft(register, ANNA, key).application.zone.operator == "乙公司"
    first.text_input(key="apply:about:operator").set_value("丙公司").run()
    first.button(key="apply:conflict:theirs").click().run()
    assert first.text_input(key="apply:about:operator").value == "乙公司"
    assert text("ui.apply.conflict.title", "zh") not in said(first)


@pytest.fixture(scope="module")
def handed(held: Register) -> str:
    """An application that was submitted and returned."""
    from geo.assess import assess
    from geo.model.case import Case

    boundary = Upload(name="zone.geojson", data=(DEMO / "zone.geojson").read_bytes())
    application = Application(zone=Zone(name="戊集聚区"), boundary=boundary)
    case = assess(application)
    assert isinstance(case, Case)
    receipt = submissions.submit(held, ANNA, application, case)
    decisions.decide(
        held, RUI, receipt.seen, Action.RETURN, reason="核心区过小", changes=["请扩大核心区", "请补四至"]
    )
    return receipt.seen.id


def test_a_returned_application_says_what_to_change_and_is_corrected(register: Register, handed: str) -> None:
    assert "核心区过小" in said(opened())
    page = opened(application=handed)
    words = said(page)
    for line in ("核心区过小", "请扩大核心区", "请补四至"):
        assert line in words
    # Nothing was changed yet: the last step says so, and lists what was asked for.
    at(page, "submit")
    words = said(page)
    assert text("ui.apply.matter.unchanged", "zh") in words
    assert text("ui.apply.sending.asked", "zh", count=2) in words
    assert words.count("请扩大核心区") == 3  # above the steps, in the last one, on the way so far
    assert text("ui.apply.sending.nothing_open", "zh") not in words
    at(page, "files")
    page.text_input(key="apply:about:operator").set_value("运营公司").run()
    assert submissions.draft(register, ANNA, handed).stage is Stage.RETURNED
    at(page, "submit")
    assert text("ui.apply.matter.unchanged", "zh") not in said(page)
    assert text("ui.apply.sending.asked", "zh", count=2) in said(page)
    page.checkbox(key="apply:sure").check().run()
    page.button(key="apply:submit").click().run()
    assert text("ui.apply.receipt.nth", "zh", count=2) in said(page)
    # the second receipt names the first
    first, _ = versions(register, ANNA, handed)
    named = text("ui.apply.receipt.before", "zh")
    assert f"{named}</th><td>{first.number}（第 1 次提交，" in said(page)
    page.button(key="apply:withdraw").click().run()
    assert "理由" in page.error[0].value
    page.text_area(key="apply:reason").set_value("资料有误").run()
    page.button(key="apply:withdraw").click().run()
    assert text("ui.apply.standing.now_withdrawn", "zh") in said(page)
    assert "资料有误" in said(page)


def test_a_boundary_half_drawn_is_listed_and_comes_back(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = '{"pieces": [], "drawing": {"ring": [[120.4, 31.3], [120.5, 31.3]], "hole": false}, "at": 5}'
    said_by_the_map = [Told(kind="sketch", state=state)]
    monkeypatch.setattr(
        "geo.ui.map_events.heard",
        lambda *kinds, **_: said_by_the_map.pop() if said_by_the_map and "sketch" in kinds else None,
    )
    key = place(opened(application="new"))
    assert submissions.draft(register, ANNA, key).application.kept["sketch"].data
    assert key in said(opened())  # the list leads to it
    page = opened(application=key)
    assert page.button(key="apply:draw").label == text("ui.apply.drawing.again", "zh")
    assert text("ui.apply.drawing.again_lead", "zh", pieces=0, corners=2) in said(page)


def test_a_draft_is_given_up(register: Register) -> None:
    key = begun(register, "己集聚区")
    page = opened(application=key)
    page.button(key="apply:discard").click().run()
    assert "application" not in page.query_params
    assert "己集聚区" in said(page)
    assert text("registry.stage.discarded", "zh") in said(page)


def test_what_nobody_foresaw_is_a_calm_word(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr("geo.ui.register_view.snapshot", broken)
    page = AppTest.from_file(str(SCRIPT), default_timeout=60).run()
    assert [error.value for error in page.error] == [text("ui.unexpected", "zh")]
    assert "secret" not in said(page)


def test_two_people_do_not_see_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    first = sent(opened(), DEMO / "zone.geojson")
    sign_in(monkeypatch, BO)
    second = opened()
    assert text("ui.apply.home.none", "zh") in said(second)
    sent(second, DEMO / "zone.txt")
    sign_in(monkeypatch, ANNA)
    first.run()
    assert "zone.txt" not in said(first)


def test_what_was_handed_in_fits_its_files_even_with_some_kept_beside(register: Register) -> None:
    from geo.assess import assess

    boundary = Upload(name="zone.geojson", data=(DEMO / "zone.geojson").read_bytes())
    original = Upload(name="before.geojson", data=b"{}")
    application = Application(zone=Zone(name="庚"), boundary=boundary, kept={"boundary": original})
    receipt = submissions.submit(register, ANNA, application, assess(replace(application, kept={})))
    assert set(receipt.files) == {"zone.geojson", "before.geojson"}
