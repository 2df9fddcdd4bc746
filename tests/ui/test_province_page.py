"""The province: as the register stands, with the demonstration, filtered to nothing, empty, broken."""

import csv
import io
from dataclasses import replace

import pytest
from openpyxl import load_workbook
from streamlit.testing.v1 import AppTest

from geo.errors import SizhiError
from geo.i18n import text
from geo.maps.province_layers import valued
from geo.ui.exports import Table, csv_bytes, workbook_bytes
from geo.ui.filters import Chosen, Picked
from geo.ui.overview import floor_said, headline, sums_table, zones_table
from geo.ui.plots import timeline
from geo.ui.province_view import choropleth
from geo.ui.register_view import Snapshot
from geo.ui.zone_rows import Filter, ZoneRow, by_code, frame, kept, ranking, total


def script() -> None:
    import streamlit as st

    from geo.ui.pages import province

    province.draw(st.query_params.get("lang", "zh"))


def opened(**asked: str | list[str]) -> AppTest:
    page = AppTest.from_function(script, default_timeout=60)
    for key, value in asked.items():
        page.query_params[key] = value
    return page.run()


def address(page: AppTest, name: str) -> list[str]:
    """What the address says of a name, however many times."""
    value = page.query_params[name]
    return [value] if isinstance(value, str) else list(value)


def said(page: AppTest) -> str:
    assert not page.exception
    return "\n".join(str(block.proto.body) for block in page.get("html"))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_known_zones_are_shown_without_boundaries_and_facts_with_their_source(lang: str) -> None:
    words = said(opened(lang=lang))
    # the seed names three zones, and none has a published boundary (data/register/zones.toml)
    assert words.count(f'sz-none">{text("ui.province.unbounded", lang)}') == 3
    assert words.count("data-soft") == 3
    assert text("ui.province.fact.zones_provincial_or_above", lang, value="9") in words
    assert "起草说明" in words
    assert text("ui.province.counted_none", lang) in words
    assert text("ui.province.of_none", lang, count=3) in words


def test_made_up_land_is_shown_only_when_asked_for_and_marked() -> None:
    page = opened()
    assert "示例知识产权" not in said(page)
    page.toggle(key="province_demo").set_value(True).run()
    words = said(page)
    assert text("ui.province.with_demo", "zh", count=1) in words
    assert "示例知识产权" in words
    # 63,327.8 m², core 1,410.2 m², 19 institutions: data/boundaries/demo/README.md, measured on the ellipsoid
    assert "63,327.8" in words
    assert "1,410.2 m²" in words
    assert "其中有证 15,318.7 m²" in words
    assert address(page, "demo") == ["1"]


def test_a_filter_drives_everything_and_stands_in_the_address() -> None:
    page = opened(level="national", city=["320500", "320100"])
    assert page.multiselect(key="province_level").value == ["national"]
    words = said(page)
    assert "常州科教城" not in words
    assert "苏州高新区" in words
    page.multiselect(key="province_city").set_value(["320500"]).run()
    assert "南京江宁" not in said(page)
    assert address(page, "city") == ["320500"]
    assert address(page, "level") == ["national"]


def test_what_no_zone_fits_is_told_and_taken_back_by_one_click() -> None:
    page = opened(level="municipal")
    assert text("ui.province.filtered_title", "zh") in said(page)
    page.button[0].click().run()
    assert "苏州高新区" in said(page)


def test_an_address_that_asks_for_what_does_not_exist_is_ignored() -> None:
    page = opened(level="galactic", city="999999", measure="beauty", by="planet")
    assert page.multiselect(key="province_level").value == []
    assert page.selectbox(key="province_measure").value == "zones"
    assert "苏州高新区" in said(page)


def test_an_empty_register_says_how_it_is_filled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geo.ui.register_view.snapshot", lambda: Snapshot((), (), "empty"))
    assert text("ui.province.empty_title", "zh") in said(opened())


def test_a_register_that_cannot_be_opened_is_told_in_its_own_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> Snapshot:
        raise SizhiError("registry.none_here", place="D:/数据")

    monkeypatch.setattr("geo.ui.register_view.snapshot", broken)
    page = opened()
    assert not page.exception
    assert "D:/数据" in page.error[0].value


@pytest.mark.parametrize("measure", ["land_m2", "core_m2", "floor_m2", "institutions"])
def test_every_measure_is_drawn_by_city_and_by_county(measure: str) -> None:
    for by in ("city", "county"):
        page = opened(measure=measure, by=by, demo="1")
        assert text(f"ui.province.measure_{measure}", "zh") in said(page)


ROWS = (
    ZoneRow(id="a", name="甲", level="national", city="苏州市", district="虎丘区", land_m2=10.0),
    ZoneRow(id="b", name="乙", level="provincial", city="苏州市", district="虎丘区", land_m2=5.0),
    ZoneRow(id="c", name="丙", level="provincial", city="南京市", stage="approved"),
)


def test_sums_hold_what_is_known_and_say_of_how_many() -> None:
    assert (total(ROWS, "land_m2").value, total(ROWS, "land_m2").known) == (15.0, 2)
    assert total(ROWS, "floor_m2").value is None
    assert [row.id for row in kept(ROWS, Filter(stages=("approved",), cities=("南京市",)))] == ["c"]


def test_a_county_is_not_called_empty_when_its_citys_zone_may_lie_in_it() -> None:
    cities, counties = by_code(ROWS, "zones", "city"), by_code(ROWS, "zones", "county")
    assert (cities["320500"], cities["320100"], cities["320200"]) == (2.0, 1.0, 0.0)
    assert counties["320505"] == 2.0
    assert counties["320506"] == 0.0
    assert counties["320115"] is None


def test_a_zone_without_boundary_keeps_its_row_on_the_map() -> None:
    assert frame(ROWS).geometry.isna().all()
    assert frame(ROWS).crs.to_epsg() == 4490


def test_a_name_is_never_a_formula() -> None:
    table = Table("甲", ["名称", "面积"], [["=HYPERLINK(1)", -5.0], [None, 2.5]])
    rows = list(csv.reader(io.StringIO(csv_bytes(table).decode("utf-8-sig"))))
    assert rows[1] == ["'=HYPERLINK(1)", "-5.0"]
    sheet = load_workbook(io.BytesIO(workbook_bytes([table])))["甲"]
    assert (sheet["A2"].data_type, sheet["A2"].value) == ("s", "=HYPERLINK(1)")
    assert sheet["B3"].value == 2.5


def test_the_table_of_zones_has_areas_to_a_decimal_and_no_id() -> None:
    row = ZoneRow(id="5f2c9d", name="甲区", level="provincial", city="苏州市", land_m2=63327.750095540134)
    table = zones_table([row], "zh")
    assert 63327.8 in table.rows[0]
    assert "5f2c9d" not in table.rows[0]
    assert text("ui.province.column_name") in table.heads


def test_floor_area_is_told_with_what_of_it_is_certified() -> None:
    # Two zones: 900 of 1,500 m² and all 600 m² certified; a third has no ledger.
    rows = [
        ZoneRow(id="a", name="甲", level="national", city="苏州市", floor_m2=1500.0, floor_low_m2=900.0),
        ZoneRow(id="b", name="乙", level="national", city="苏州市", floor_m2=600.0, floor_low_m2=600.0),
        ZoneRow(id="c", name="丙", level="national", city="苏州市"),
    ]
    assert floor_said(rows, "zh") == "区内建筑面积 2,100.0 m²，其中有证 1,500.0 m²"
    assert floor_said(rows[1:], "zh") == "区内建筑面积 600.0 m²"
    table = zones_table(rows, "zh")
    place = table.heads.index("其中有证建筑面积（m²）")
    assert [row[place] for row in table.rows] == [900.0, 600.0, None]
    assert table.heads[place - 1] == "建筑面积（m²）"


def test_the_map_by_floor_area_says_what_of_it_is_certified() -> None:
    # 900 of 1,500 m² in Suzhou, all 600 in Wuxi
    rows = (
        ZoneRow(id="a", name="甲", level="national", city="苏州市", floor_m2=1500.0, floor_low_m2=900.0),
        ZoneRow(id="b", name="乙", level="national", city="无锡市", floor_m2=600.0, floor_low_m2=600.0),
    )
    chosen = Chosen(Filter(), "floor_m2", "city", False)
    picked = Picked(held=Snapshot(rows, (), "k"), every=rows, rows=rows, chosen=chosen)
    shown = choropleth(picked, "zh")
    assert dict(shown.notes) == {"320500": "（其中有证 900.0 m²）"}
    tips = valued(shown, "zh").tips
    assert "1,500.0 m²（其中有证 900.0 m²）" in tips["320500"]
    assert "其中有证" not in tips["320200"]
    assert dict(choropleth(replace(picked, chosen=replace(chosen, measure="land_m2")), "zh").notes) == {}


def test_one_year_of_approvals_is_told_as_one_year() -> None:
    def title(*days: str) -> str:
        plot = timeline([ZoneRow(id=d, name=d, level="national", approved=d) for d in days], "zh")
        assert plot is not None
        return plot.title

    assert title("2026-01-05", "2026-06-30") == "批复均在 2026 年，2 个"
    assert title("2024-01-05", "2026-06-30").endswith("（2024 至 2026 年共 2 个）")


def test_the_ranking_and_its_table_follow_the_unit() -> None:
    rows = (*ROWS, ZoneRow(id="d", name="丁", level="provincial", city="无锡市", district="滨湖区"))
    chosen = Chosen(Filter(), "land_m2", "county", False)
    ranked = ranking(by_code(rows, "land_m2", "county"))
    # 10 + 5 m² in 虎丘区 are all that is known
    assert (
        headline(ranked, chosen, "zh")
        == "各县（市、区）用地面积：苏州市 虎丘区最多，15.0 m²，占已知的 100.0 %"
    )
    table = sums_table(rows, "county", "zh")
    assert len(table.rows) == 95
    [tiger] = [row for row in table.rows if row[:2] == ["苏州市", "虎丘区"]]
    # two zones, 15 m² of land known of two of them, no core known of any
    assert tiger[2:7] == [2, 15.0, 2, None, 0]
    assert table.heads[4] == "有数据的集聚区：用地面积（个）"
    cities = {row[0]: row[1:4] for row in sums_table(rows, "city", "zh").rows}
    assert (cities["苏州市"], cities["无锡市"]) == ([2, 15.0, 2], [1, None, 0])
    assert len(cities) == 13


def test_by_county_the_page_says_so_and_what_it_leaves_out() -> None:
    words = said(opened(by="county", demo="1"))
    # the demonstration lies in 虎丘区, the seed names the county of one of three zones
    assert "各县（市、区）集聚区数量" in words
    assert "苏州市 虎丘区" in words
    assert text("ui.province.ranking_left", "zh", count=93) in words
    assert text("ui.province.ranking_vague", "zh", count=2) in words
    assert text("ui.province.window_counties", "zh") in words
    assert text("ui.province.window_cities", "zh") not in words
