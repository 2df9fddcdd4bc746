"""A zone: known without a boundary, the demonstration, one that was approved, one that does not exist."""

import gzip
import io
import json
import re
import tempfile
from collections.abc import Iterator
from functools import cache

import pytest
from openpyxl import load_workbook
from streamlit.testing.v1 import AppTest

from geo.assess import assess, demo_application
from geo.i18n import text
from geo.model.application import Application, Upload
from geo.model.case import Case
from geo.registry import LOCAL, Action, Register, open_register, reading
from geo.registry.decisions import decide
from geo.registry.layers import add_layer, retire
from geo.registry.seed import seed
from geo.registry.submissions import submit
from geo.registry.zones import add_footprint, zone_footprint, zones_of
from geo.resources import demo
from geo.ui import map_data, register_view, zone_land, zone_papers, zone_sheets, zone_view
from geo.ui.exports import workbook_bytes
from geo.ui.shelf import Shelf


def script() -> None:
    import streamlit as st

    from geo.ui.pages import zone

    zone.draw(st.query_params.get("lang", "zh"))


def opened(**asked: str) -> AppTest:
    page = AppTest.from_function(script, default_timeout=60)
    for key, value in asked.items():
        page.query_params[key] = value
    return page.run()


def said(page: AppTest) -> str:
    assert not page.exception
    return "\n".join(str(block.proto.body) for block in page.get("html"))


@cache
def judged() -> tuple[Application, Case]:
    application = demo_application()
    case = assess(application)
    assert isinstance(case, Case)
    return application, case


def words_of_floor(page: str) -> str:
    """What stands beside the label of the floor area."""
    [told] = re.findall(text("ui.zone.floor") + r"</span>\s*<b>(.*?)</b>", page)
    return str(told)


@pytest.fixture
def approved(monkeypatch: pytest.MonkeyPatch) -> Iterator[Register]:
    """A register with the known zones, and the demonstration land approved through the whole way."""
    with tempfile.TemporaryDirectory() as folder:
        register = open_register(folder, create=True)
        seed(register, LOCAL)
        application, case = judged()
        receipt = submit(register, LOCAL, application, case)
        for action in (Action.TAKE_UP, Action.PASS, Action.APPROVE):
            decide(
                register, LOCAL, reading.entry(register, LOCAL, receipt.seen.id).seen, action, reason="理由"
            )
        monkeypatch.setattr("geo.ui.register_view.opened", lambda: register)
        yield register
        register.close()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_without_a_choice_every_zone_is_listed(lang: str) -> None:
    words = said(opened(lang=lang))
    assert words.count("data-soft") == 4
    assert text("ui.zone.list_note", lang) in words


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_zone_without_boundary_says_so_and_draws_nothing(lang: str) -> None:
    page = opened(zone="nanjing-jiangning", lang=lang)
    words = said(page)
    assert text("ui.zone.unbounded_text", lang) in words
    assert text("ui.province.fact.layout", lang, value="一中心两基地") in words
    assert "公开资料" in words
    assert not page.get("iframe")


def test_the_demonstration_has_a_map_and_is_marked() -> None:
    page = opened(zone="DEMO-0001")
    words = said(page)
    assert text("ui.demo_mark", "zh") in words
    assert "63,327.8 m²" in words
    assert len(page.get("iframe")) == 1


def test_an_approved_zone_shows_land_and_the_verdict_it_was_approved_on(approved: Register) -> None:
    [zone] = [zone for zone in zones_of(approved).rows if zone.geometry is not None]
    page = opened(zone=zone.id)
    words = said(page)
    assert len(page.get("iframe")) == 1
    assert "63,327.8" in words
    assert text("ui.finding.title", "zh") in words
    assert text("outcome.pass", "zh") in words
    [entry] = reading.applications_of(approved, LOCAL).rows
    assert text("ui.zone.verdict_of", number=entry.number) in words
    # One building of data/boundaries/demo is of unknown size: the floor area has no upper limit.
    assert words_of_floor(words) == "22,488.7 m²（至少 15,318.7 m²，上限不明）"


def drawn(page: AppTest) -> str:
    """The document of the map, as a browser fetches it; of two versions it stands in the page itself."""
    [frame] = page.get("iframe")
    if not frame.proto.src:
        return str(frame.proto.srcdoc)
    offered = map_data.OFFERS.answer(frame.proto.src.rpartition("/")[2])
    assert offered is not None
    assert "frame-ancestors 'self'" in str(offered[0].policy)
    return gzip.decompress(offered[1]).decode()


def test_the_map_of_a_zone_is_drawn_when_its_frame_asks(
    approved: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    [zone] = [zone for zone in zones_of(approved).rows if zone.geometry is not None]
    calls: list[str] = []

    def named(case: Case, lang: str, **_: object) -> str:
        calls.append(lang)
        return case.assessment.zone.name

    monkeypatch.setattr("geo.maps.zone_map", named)
    monkeypatch.setattr(map_data.OFFERS, "made", Shelf(1000, len))
    page = opened(zone=zone.id)
    assert not calls
    assert drawn(page) == zone.name
    assert drawn(opened(zone=zone.id)) == zone.name  # somebody else: the same address, drawn already
    assert calls == ["zh"]


def test_nothing_that_is_not_public_is_told(approved: Register) -> None:
    [zone] = [zone for zone in zones_of(approved).rows if zone.geometry is not None]
    for tab in ("verdict", "place", "versions", "papers"):
        page = opened(zone=zone.id, tab=tab)
        told = said(page) + str(page.get("iframe")) + drawn(page)
        # the reason of a decision, a firm of the list, a building's papers, a file of the applicant
        for secret in ("理由", "示例甲专利代理事务所", "演示不动产权第", "buildings.xlsx", "本机用户"):
            assert secret not in told, (tab, secret)


def test_nothing_that_is_not_public_is_taken_away(approved: Register) -> None:
    held = register_view.snapshot()
    row = next(row for row in held.rows if row.bounded)
    found, land = zone_view.story(row, held.key), zone_land.land(row, held.key)
    assert land is not None
    assert found.document is not None
    data = zone_papers.verdict(found.document).decode()
    sheet = zone_papers.dossier(row, found, land, "zh").decode()
    assert json.loads(data)["outcome"] == "pass"
    assert found.document["digest"] in data
    assert found.document["digest"] in sheet
    assert "63,327.8" in sheet
    for secret in (
        "理由",
        "示例甲专利代理事务所",
        "演示不动产权第",
        "buildings.xlsx",
        "zone.geojson",
        "办理经过",
    ):
        assert secret not in data, secret
        assert secret not in sheet, secret


def test_the_tables_of_a_zone_hold_all_that_is_public_and_no_id(approved: Register) -> None:
    held = register_view.snapshot()
    row = next(row for row in held.rows if row.bounded)
    tables = zone_sheets.tables(row, zone_view.story(row, held.key), zone_land.land(row, held.key), "zh")
    book = load_workbook(io.BytesIO(workbook_bytes(tables)))
    names = ("facts", "measures", "clauses", "parts", "buildings", "institutions", "overlaps")
    names = (*names, "versions", "verdicts")
    assert book.sheetnames == [text(f"ui.zone_sheet.{name}") for name in names]
    cells = {name: list(book[name].iter_rows(min_row=2, values_only=True)) for name in book.sheetnames}
    # data/boundaries/demo/README.md: areas, 11 buildings, 24 institutions of which 19 count.
    assert [line[2] for line in cells["组成部分"]] == [1410.2, 42512.6, 11869.3, 8945.9, 63327.8]
    assert sum(line[1] for line in cells["建筑（按证件汇总）"]) == 11
    # the limits of the papers add up to those of the whole floor area, in the zone and in the core
    whole = {line[0]: line[3:5] for line in cells["量算值"]}
    papers = [[line[place] for line in cells["建筑（按证件汇总）"]] for place in (3, 4, 6, 7)]
    sums = [None if None in ends else pytest.approx(sum(ends), abs=0.3) for ends in papers]
    assert [*whole["集聚区内建筑面积"], *whole["核心区建筑面积"]] == sums
    listed = cells["机构（按类别汇总）"]
    assert sum(line[2] for line in listed if line[1] == "计入") == 19
    assert sum(sum(line[2:]) for line in listed) == 24
    assert ("示例生物医药园", "仅边界相接") in [line[2:4] for line in cells["重叠"]]
    flat = [cell for lines in cells.values() for line in lines for cell in line]
    assert row.id not in flat
    assert all(round(cell, 2) == cell for cell in flat if isinstance(cell, float))
    for secret in ("示例甲专利代理事务所", "演示不动产权第", "buildings.xlsx", "理由"):
        assert secret not in str(flat)


def test_every_matter_of_a_zone_opens_from_the_address(approved: Register) -> None:
    [zone] = [zone for zone in zones_of(approved).rows if zone.geometry is not None]
    shows = {
        "place": text("ui.four.title"),
        "versions": text("ui.zone.verdicts"),
        "papers": text("ui.zone.papers_lead"),
    }
    for tab, shown in shows.items():
        page = opened(zone=zone.id, tab=tab)
        assert shown in said(page), tab
    # One version: there is nothing to lay over it.
    assert not [box for box in page.selectbox if box.key == "zone_before"]


def test_two_versions_are_laid_over_each_other(approved: Register) -> None:
    [zone] = [zone for zone in zones_of(approved).rows if zone.geometry is not None]
    land = zone_footprint(approved, zone.id)
    assert land is not None
    smaller = land[land["name"] != "示例二号基地"].reset_index(drop=True)
    add_footprint(approved, LOCAL, zone.id, smaller, source="复测", expected=zone.version)
    page = opened(zone=zone.id, tab="versions")
    words = said(page)
    # Without the second base of data/boundaries/demo/README.md.
    assert "−8,945.9 m²" in words
    assert text("ui.swipe.part_gone") in words
    assert text("ui.zone.version_survey") in words
    assert len(page.get("iframe")) == 1
    # Land that was measured anew is not the land the verdict speaks of.
    assert text("ui.finding.title") not in said(opened(zone=zone.id))


def test_a_link_to_a_zone_that_does_not_exist_is_answered() -> None:
    page = opened(zone="no-such-zone")
    assert not page.exception
    assert "no-such-zone" in page.error[0].value
    assert said(page).count("data-soft") == 4


def test_a_choice_stands_in_the_address() -> None:
    page = opened()
    page.selectbox(key="zone_zone").set_value("suzhou-hi-tech").run()
    assert page.query_params["zone"] in ("suzhou-hi-tech", ["suzhou-hi-tech"])
    assert text("ui.zone.unbounded_text", "zh") in said(page)


def test_the_land_around_a_zone_follows_the_public_layers(approved: Register) -> None:
    held = register_view.snapshot()
    [row] = [row for row in held.rows if row.bounded]

    def around() -> set[str]:
        found = zone_land.land(row, held.key)
        assert found is not None
        return {"parks", "overlaps"} & found.case.layers.keys()

    address = zone_land.map_address(row, held.key, "zh")
    assert around() == set()
    parks = Upload(name="parks.gpkg", data=(demo() / "parks.gpkg").read_bytes())
    layer = add_layer(approved, LOCAL, parks, kind="parks", name="示例园区", told=("2018", "示例"))
    # the moment of the register stays: no zone was written
    assert register_view.snapshot() is held
    assert around() == {"parks", "overlaps"}
    assert zone_land.map_address(row, held.key, "zh") != address
    retire(approved, LOCAL, layer.id, "旧")
    assert around() == set()
