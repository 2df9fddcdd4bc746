"""Applying: from nothing to a receipt, with good files and bad ones, and nothing lost on the way."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from geo.i18n import text
from geo.model.application import Application, Upload
from geo.model.zone import Zone
from geo.registry import PUBLIC, Action, Person, Register, Role, decisions, open_register, submissions
from geo.registry.reading import entry
from geo.registry.stages import Stage
from geo.registry.zones import add_zone
from geo.ui.map_events import Told
from geo.ui.server import SCRIPT

DEMO = Path(__file__).parents[2] / "data" / "boundaries" / "demo"
ANNA = Person(id="anna", roles=frozenset({Role.APPLICANT}))
BO = Person(id="bo", roles=frozenset({Role.APPLICANT}))
RUI = Person(id="rui", roles=frozenset({Role.REVIEWER}))


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


def sign_in(monkeypatch: pytest.MonkeyPatch, person: Person) -> None:
    monkeypatch.setattr("geo.ui.who.person", lambda: person)


def script() -> None:
    import streamlit as st

    from geo.ui.pages import apply

    apply.draw(st.query_params.get("lang", "zh"))


def opened(**asked: str) -> AppTest:
    page = AppTest.from_function(script, default_timeout=60)
    for name, value in asked.items():
        page.query_params[name] = value
    return page.run()


def sent(page: AppTest, *files: Path | tuple[str, bytes]) -> AppTest:
    named = [(f.name, f.read_bytes()) if isinstance(f, Path) else f for f in files]
    page.file_uploader[0].set_value([(*one, "application/octet-stream") for one in named])
    return page.run()


def at(page: AppTest, step: str) -> AppTest:
    page.query_params["step"] = step
    return page.run()


def said(page: AppTest) -> str:
    assert not page.exception
    return "\n".join(str(block.proto.body) for block in page.get("html"))


def place(page: AppTest) -> str:
    found = page.query_params["application"]
    return str(found[0] if isinstance(found, list) else found)


def state_of(page: AppTest, step: str) -> str:
    """How a step stands, as the bar says it."""
    row = next(one for one in said(page).split("<li ") if f"step={step}" in one)
    return row.split('class="')[1].split('"')[0].split()[0]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_empty_page_says_what_it_is_and_how_to_begin(lang: str) -> None:
    page = opened(lang=lang)
    words = said(page)
    assert text("ui.apply.home.none", lang) in words
    assert text("ui.apply.home.how", lang) in words
    assert page.file_uploader[0].label == text("ui.apply.files.upload", lang)


def test_from_files_to_receipt(register: Register) -> None:
    names = ("zone.geojson", "buildings.xlsx", "institutions.xlsx", "parks.gpkg", "lines.gpkg", "claim.txt")
    page = sent(opened(), *(DEMO / name for name in names))
    uses = [box.value for box in page.selectbox if str(box.key).startswith("apply:use")]
    assert uses == ["boundary", "buildings", "institutions", "parks", "lines", "claim"]
    assert "已保存" in said(page)
    key = place(page)
    draft = submissions.draft(register, ANNA, key).application
    assert draft.zone.claim == (DEMO / "claim.txt").read_text(encoding="utf-8").strip()
    assert draft.boundary == Upload(name="zone.geojson", data=(DEMO / "zone.geojson").read_bytes())
    page.text_input(key="apply:about:name").set_value("甲集聚区").run()
    assert draft.kept["claim"].name == "claim.txt"
    # the core of the demonstration: 1,410.2 m² on the ellipsoid (data/boundaries/demo/README.md)
    words = said(at(page, "verdict"))
    assert "sz-banner tone-pass" in words
    assert "1,410.2" in words
    at(page, "submit")
    assert page.button(key="apply:submit").disabled
    page.checkbox(key="apply:sure").check().run()
    page.button(key="apply:submit").click().run()
    receipt = submissions.receipt(register, ANNA, "SZ-" + said(page).split("SZ-")[1][:13])
    assert receipt.seen.id == key
    for proof in (receipt.number, receipt.sha256, receipt.line_hash, *receipt.files.values()):
        assert proof in said(page)
    assert "甲集聚区" in said(opened())


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_demonstration_is_judged_and_cannot_be_submitted(lang: str) -> None:
    page = opened(lang=lang)
    page.button(key="demo").click().run()
    words = said(page)
    assert "sz-banner tone-pass" in words
    assert text("ui.demo_mark", lang) in words
    assert text("ui.finding.title", lang) in words
    at(page, "submit")
    assert [note.value for note in page.info] == [text("ui.apply.sending.demo", lang)]


def test_without_a_login_it_is_a_check_and_nothing_is_kept(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(monkeypatch, PUBLIC)
    with register.reading() as connection:
        before = connection.exec_driver_sql("SELECT count(*) FROM applications").scalar()
    page = sent(opened(), DEMO / "zone.geojson")
    assert text("ui.apply.saved_not", "zh") in said(page)
    words = said(at(page, "verdict"))
    assert "sz-banner tone-review" in words
    assert text("ui.figure.missing", "zh") in words
    at(page, "submit")
    assert [note.value for note in page.info] == [text("ui.apply.sign_in", "zh")]
    with register.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM applications").scalar() == before


def test_a_check_becomes_a_draft() -> None:
    page = opened()
    page.checkbox(key="apply:only_check").check().run()
    sent(page, DEMO / "zone.geojson")
    assert place(page) == "check"
    at(page, "submit")
    page.button(key="apply:keep").click().run()
    assert len(place(page)) == 32
    assert "已保存" in said(page)


def test_a_file_that_cannot_be_used_says_why_and_is_kept_in_the_draft(register: Register) -> None:
    bad = ("方案.dwg", b"AC1032\0\0\0\0\0\0\0\0\0\0")
    page = sent(opened(), bad, ("照片.png", b"\x89PNG\r\n\x1a\n0000"))
    words = said(page)
    assert text("issue.format.dwg.message", "zh", name="方案.dwg") in words
    assert state_of(page, "files") == "needs"
    draft = submissions.draft(register, ANNA, place(page)).application
    assert draft.boundary is None
    assert sorted(upload.name for upload in draft.kept.values()) == ["方案.dwg", "照片.png"]
    page.selectbox(key=page.selectbox[-1].key).set_value("boundary").run()
    assert text("ui.apply.refused", "zh") in said(at(page, "verdict"))


def test_a_choice_among_readings_is_one_click() -> None:
    page = at(sent(opened(), DEMO / "bad" / "gcj02.geojson"), "reading")
    assert state_of(page, "reading") == "needs"
    page.button(key="choose_crs_1").click().run()
    assert page.selectbox(key="apply:shift").value == "gcj02"
    assert state_of(page, "reading") == "done"


def test_repairs_are_taken_part_by_part_or_all_at_once(register: Register) -> None:
    page = at(sent(opened(), DEMO / "bad" / "bow_tie.geojson"), "problems")
    assert state_of(page, "problems") == "needs"
    ways = [button for button in page.button if str(button.key).startswith("apply:repair:")]
    assert said(page).count(f">{text('ui.apply.mending.open', 'zh')}</span>") == 4
    ways[0].click().run()
    method, part = str(ways[0].key).removeprefix("apply:repair:").split(":")
    draft = submissions.draft(register, ANNA, place(page)).application
    assert dict(draft.options.repairs) == {part: method}
    assert state_of(page, "problems") == "needs"
    page.button(key="apply:repair_all").click().run()
    assert len(submissions.draft(register, ANNA, place(page)).application.options.repairs) == 4
    page.button(key=ways[0].key).click().run()
    assert said(page).count(f">{text('ui.apply.mending.open', 'zh')}</span>") == 1


def test_a_boundary_is_drawn_and_corrected_and_the_first_one_kept(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    said_by_the_map: list[Told] = []
    monkeypatch.setattr(
        "geo.ui.map_events.heard",
        lambda *kinds, **_: said_by_the_map.pop() if said_by_the_map and "drawn" in kinds else None,
    )
    page = sent(opened(), DEMO / "zone.txt")
    page.button(key="apply:draw").click().run()
    assert len(page.get("iframe")) == 1
    square = ((120.47, 31.36), (120.48, 31.36), (120.48, 31.37), (120.47, 31.37))
    said_by_the_map.append(Told(kind="drawn", rings=(square,), of=("n1",), metres=0.5))
    page.run()
    application = submissions.draft(register, ANNA, place(page)).application
    assert application.boundary is not None
    assert application.boundary.name == "边界（地图绘制）.geojson"
    assert application.kept["boundary"].name == "zone.txt"
    assert text("ui.apply.drawing.changed", "zh", name="zone.txt") in said(page)
    page.button(key="apply:draw_back").click().run()
    application = submissions.draft(register, ANNA, place(page)).application
    assert (application.boundary.name, dict(application.kept)) == ("zone.txt", {})  # type: ignore[union-attr]


def test_a_role_is_chosen_for_a_part_that_has_none(register: Register) -> None:
    page = at(sent(opened(), DEMO / "bad" / "open_ring.txt"), "roles")
    assert state_of(page, "roles") == "needs"
    boxes = [box for box in page.selectbox if str(box.key).startswith("apply:role")]
    assert len(boxes) == 2
    boxes[0].set_value("core").run()
    assert state_of(page, "roles") == "done"
    assert list(submissions.draft(register, ANNA, place(page)).application.options.roles.values()) == ["core"]


def test_layers_are_offered_when_the_file_holds_several() -> None:
    page = at(sent(opened(), DEMO / "zone.dxf"), "reading")
    assert page.selectbox(key="apply:layer").options


def test_a_new_boundary_forgets_what_was_said_of_the_last() -> None:
    page = at(sent(opened(), DEMO / "bad" / "gcj02.geojson"), "reading")
    page.button(key="choose_crs_1").click().run()
    sent(at(page, "files"), DEMO / "zone.geojson")
    asked = text("ui.apply.files.rivals", "zh", count=2, part="边界", name="zone.geojson")
    assert asked in [note.value for note in page.warning]
    at(page, "reading")
    assert page.selectbox(key="apply:shift").value == ""


def test_a_system_nobody_knows_is_told_in_words() -> None:
    page = at(sent(opened(), DEMO / "zone.geojson"), "reading")
    page.text_input(key="apply:crs").set_value("EPSG:1").run()
    assert len(page.error) == 1
    assert "EPSG:1" in page.error[0].value


def test_the_claim_is_read_while_it_is_written() -> None:
    page = opened(application="new", step="facts")
    page.text_area(key="apply:claim").set_value("东至A路、南至B路、西至C河以东20米").run()
    words = said(page)
    assert "C河" in words
    assert text("ui.apply.facts.not_told", "zh") in words
    assert text("issue.claim.missing_side.message", "zh", side={"zh": "北"}, block={"zh": ""}) in words


def test_an_application_is_tied_to_a_zone_of_the_register_and_found_so_again(register: Register) -> None:
    admin = Person(id="admin", roles=frozenset({Role.ADMIN}))
    zone_id = add_zone(register, admin, Zone(name="已有集聚区", city="苏州"))
    page = opened(application="new", step="facts")
    page.selectbox(key="apply:zone").set_value(zone_id).run()
    key = place(page)
    draft = submissions.draft(register, ANNA, key).application.zone
    assert (draft.id, draft.name, draft.city) == (zone_id, "已有集聚区", "苏州市")
    assert entry(register, ANNA, key).zone_id == zone_id
    again = opened(application=key, step="facts")
    assert again.selectbox(key="apply:zone").value == zone_id
    assert text("ui.apply.tie.means_first", "zh", name="已有集聚区") in said(again)
    assert text("ui.tied.title", "zh") not in said(again)
    at(again, "files")
    again.text_input(key="apply:about:name").set_value("另一个名称").run()
    at(again, "facts")
    assert "名称：申报写「另一个名称」，登记为「已有集聚区」。" in said(again)
    again.selectbox(key="apply:zone").set_value("").run()
    assert entry(register, ANNA, key).zone_id is None


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
    page.button(key="apply:withdraw").click().run()
    assert "理由" in page.error[0].value
    page.text_area(key="apply:reason").set_value("资料有误").run()
    page.button(key="apply:withdraw").click().run()
    assert text("ui.apply.standing.now_withdrawn", "zh") in said(page)
    assert "资料有误" in said(page)


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
