"""Applying: from nothing to a receipt, with good files and bad ones, and nothing lost on the way."""

import re
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import pytest
from an_applicant import ANNA, DEMO, at, opened, place, said, sent, sign_in, state_of

from geo.i18n import text
from geo.model.application import Upload
from geo.model.zone import Zone
from geo.registry import PUBLIC, Person, Register, Role, open_register, submissions
from geo.registry.reading import entry
from geo.registry.zones import add_zone
from geo.ui.map_events import Told


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
    assert state_of(page, "verdict") == "look"  # nobody has opened it yet
    words = said(at(page, "verdict"))
    assert state_of(page, "verdict") == "done"
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
    page = at(sent(opened(), DEMO / "bad" / "open_ring.txt"), "problems")
    # the problem names the step that deals with it, and leads there
    assert text("ui.apply.mending.go", "zh", step="划分角色") in said(page)
    assert "在「划分角色」一步指明" in said(page)
    at(page, "roles")
    assert state_of(page, "roles") == "needs"
    boxes = [box for box in page.selectbox if str(box.key).startswith("apply:role")]
    assert len(boxes) == 2
    boxes[0].set_value("core").run()
    assert state_of(page, "roles") == "done"
    assert list(submissions.draft(register, ANNA, place(page)).application.options.roles.values()) == ["core"]


def test_a_part_of_several_polygons_is_separated_to_give_each_its_role(register: Register) -> None:
    # the four parts of the demonstration dissolved into one feature: core and centre are one polygon then
    land = gpd.read_file(DEMO / "zone.geojson")
    whole = gpd.GeoDataFrame({"名称": ["全部"]}, geometry=[land.union_all()], crs=land.crs)
    page = at(sent(opened(), ("合并.geojson", whole.to_json().encode())), "roles")
    assert text("ui.apply.roles.several", "zh", name="全部", count=3) in said(page)
    page.button(key="apply:separate").click().run()
    application = submissions.draft(register, ANNA, place(page)).application
    assert application.kept["boundary"].name == "合并.geojson"
    roles = [box for box in page.selectbox if str(box.key).startswith("apply:role:")]
    assert [str(box.key).rpartition(":")[2] for box in roles] == ["0-1", "0-2", "0-3"]  # the feature has id 0
    assert "63,327.8" not in "".join(box.label for box in roles)
    # nothing of the land has changed
    assert text("ui.apply.drawing.same", "zh") in said(at(page, "files"))


def test_layers_are_offered_when_the_file_holds_several() -> None:
    page = at(sent(opened(), DEMO / "zone.dxf"), "reading")
    assert page.selectbox(key="apply:layer").options


def test_layers_are_told_beside_each_other_until_one_is_chosen(tmp_path: Path) -> None:
    # the second is the first moved 30 m east
    land = gpd.read_file(DEMO / "zone_4528.gpkg")
    for name, east in (("现状", 0), ("规划", 30)):
        land.set_geometry(land.translate(east, 0)).to_file(tmp_path / "two.gpkg", layer=name)
    page = at(sent(opened(), tmp_path / "two.gpkg"), "reading")
    words = said(page)
    assert text("ui.apply.rivals.layers", "zh") in words
    assert "边界最远相距约 30.0 m" in words
    assert text("ui.read.nothing", "zh") not in words  # nobody has looked for a system yet
    assert text("ui.apply.mending.go", "zh", step="核对读取") in said(at(page, "problems"))
    page = at(page, "reading")
    page.selectbox(key="apply:layer").set_value("规划").run()
    assert text("ui.apply.rivals.layers", "zh") not in said(page)
    assert state_of(page, "reading") == "done"


def test_a_new_boundary_forgets_what_was_said_of_the_last() -> None:
    page = at(sent(opened(), DEMO / "bad" / "gcj02.geojson"), "reading")
    page.button(key="choose_crs_1").click().run()
    sent(at(page, "files"), DEMO / "zone.geojson")
    asked = text("ui.apply.files.rivals", "zh", count=2, part="边界", name="zone.geojson")
    assert asked in [note.value for note in page.warning]
    # each is told with its figures, and how far the one lies from the other: an online map's offset
    assert "63,327.8 m²" in said(page)
    apart = re.search(r"边界最远相距约 ([\d,.]+) m", said(page))
    assert apart is not None
    assert 300 < float(apart[1].replace(",", "")) < 700
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
