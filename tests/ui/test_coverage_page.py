"""Coverage: nothing to measure from, the demonstration, a base on trial, answers that make no sense."""

import math
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from geo.i18n import text
from geo.model.application import Upload
from geo.registry import LOCAL, open_register
from geo.registry.layers import add_layer, retire
from geo.resources import demo
from geo.ui.coverage_view import tables, trials
from geo.ui.coverage_work import Found


def script() -> None:
    import streamlit as st

    from geo.ui.pages import coverage

    coverage.draw(st.query_params.get("lang", "zh"))


def opened(**asked: str | list[str]) -> AppTest:
    page = AppTest.from_function(script, default_timeout=60)
    for key, value in asked.items():
        page.query_params[key] = value
    return page.run()


def said(page: AppTest) -> str:
    assert not page.exception
    return "\n".join(str(block.proto.body) for block in page.get("html"))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_without_boundaries_it_says_why_and_what_to_do(lang: str) -> None:
    page = opened(lang=lang)
    words = said(page)
    assert text("ui.coverage.nothing_text", lang, count=3) in words
    assert not page.get("iframe")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_demonstration_is_measured_and_marked(lang: str) -> None:
    page = opened(demo="1", lang=lang)
    words = said(page)
    assert text("ui.coverage.with_demo", lang) in words
    assert len(page.get("iframe")) == 1
    # six parks with a boundary and one known by name only, says the README of the demonstration
    assert "/ 6" in words
    assert text("ui.coverage.no_place", lang) in words


def test_a_ring_about_a_point_has_the_area_of_a_circle() -> None:
    page = opened(add="119.5, 32.9", other="2")
    words = said(page)
    # a geodesic circle of 2 km: 4π km² but for the earth's curve, one part in 10 million
    assert f"<b>{4 * math.pi:.1f}</b>" in words
    assert not page.error


def test_a_base_on_trial_says_what_it_adds() -> None:
    page = opened(demo="1", km="5", add="118.7967, 32.0603")
    words = said(page)
    # the demonstration lies in Suzhou, 200 km away: all of the new circle, 25π = 78.5 km², is a gain
    assert text("ui.coverage.gains", "zh", count=1, area="78.5", distance="5 km") in words
    assert "南京市" in words


def test_parts_are_chosen_one_by_one() -> None:
    page = opened(demo="1", land="DEMO-0001/3", km="1")
    assert page.multiselect(key="coverage_land").value == ["DEMO-0001/3"]
    assert "示例一号基地" in said(page)


def test_answers_that_make_no_sense_are_told_and_the_rest_goes_on() -> None:
    page = opened(demo="1", add="2.35, 48.85; 甲", other="500, 三, 2km", land="nowhere")
    told = [error.value for error in page.error]
    assert told == [
        text("ui.coverage.wrong_land", "zh", asked="nowhere"),
        text("ui.coverage.wrong_distance", "zh", asked="500", most=100),
        text("ui.coverage.wrong_distance", "zh", asked="三", most=100),
        text("ui.coverage.wrong_place", "zh", asked="2.35, 48.85"),
        text("ui.coverage.wrong_place", "zh", asked="甲"),
    ]
    assert "2 km" in said(page)


@pytest.mark.parametrize(
    ("written", "points"),
    [
        ("120.62,31.30", [(120.62, 31.3)]),
        ("31.30，120.62", [(120.62, 31.3)]),
        ("120.62 31.30\n118.8,32.05", [(120.62, 31.3), (118.8, 32.05)]),
        ("", []),
    ],
)
def test_places_are_read_in_every_usual_form(written: str, points: list[tuple[float, float]]) -> None:
    assert trials(written) == (points, [])


def test_parks_of_the_register_are_served_without_the_demonstration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    register = open_register(tmp_path / "register", create=True)
    parks = Upload(name="parks.gpkg", data=(demo() / "parks.gpkg").read_bytes())
    monkeypatch.setattr("geo.ui.register_view.opened", lambda: register)
    before = said(opened(add="120.4706, 31.3617", km="10"))
    layer = add_layer(register, LOCAL, parks, kind="parks", name="示例园区", told=("2018", "示例"))
    words = said(opened(add="120.4706, 31.3617", km="10"))
    retire(register, LOCAL, layer.id, "旧")
    after = said(opened(add="120.4706, 31.3617", km="10"))
    register.close()
    # what was measured before a layer came, or while it was there, is not shown for another state of it
    assert text("ui.coverage.no_parks", "zh") in before
    assert text("ui.coverage.no_parks", "zh") not in words
    assert text("ui.coverage.no_parks", "zh") in after
    # all six parks of the demonstration with a boundary lie within 10 km of its centre (its README)
    assert "6 / 6" in words
    assert text("ui.coverage.no_points", "zh") in words
    assert text("ui.coverage.with_demo", "zh") not in words


def test_the_tables_to_take_away_are_rounded_and_in_per_cent() -> None:
    area = {"distance_m": [2500.0], "area": ["320500"], "name": ["苏州市"], "city": ["苏州市"]}
    cities = pd.DataFrame(
        {**area, "area_m2": [8.65712345e9], "covered_m2": [12345678.9], "share": [0.00142612]}
    )
    found = Found(gpd.GeoDataFrame(), cities, cities.iloc[:0], None, None, None, None)
    table = tables(found, "zh")[0]
    assert table.heads[-1] == "覆盖占比（%）"
    # 8,657.12345 km², 12.3456789 km², 0.142612 %
    assert list(table.rows[0]) == [2.5, "苏州市", 8657.123, 12.346, 0.14]
