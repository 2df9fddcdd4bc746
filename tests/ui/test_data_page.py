"""The data page: who sees what, a layer from file to register, the trail in words, settings that count."""

import dataclasses
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from geo.i18n import text
from geo.model.application import Choice, Upload
from geo.registry import LOCAL, PUBLIC, Action, Person, Register, Role, layers, open_register, people, reading
from geo.registry import settings as kept
from geo.registry.decisions import decide
from geo.registry.seed import seed
from geo.registry.submissions import submit
from geo.resources import demo
from geo.ui.pages.data import TABS
from tests.registry.conftest import demo as demo_case

ADMIN = Person(id="https://idp|li", name="李四", roles=frozenset({Role.ADMIN}))
REVIEWER = Person(id="https://idp|zhang", name="张三", roles=frozenset({Role.REVIEWER}))
ANNA = Person(id="https://idp|anna", roles=frozenset({Role.APPLICANT}))
PARKS = demo() / "parks.gpkg"
METRES = (
    'wkt,名称\n"POLYGON((660000 3530000,660100 3530000,660100 3530100,660000 3530100,660000 3530000))",园\n'
)
"""Metres without a word of the zone: near Nanjing by 117°, near Nantong by 120°."""


def script() -> None:
    import streamlit as st

    from geo.ui.pages import data

    data.draw(st.query_params.get("lang", "zh"))


@pytest.fixture
def register(monkeypatch: pytest.MonkeyPatch) -> Iterator[Register]:
    """A register with the known zones; Li, the administrator, asks."""
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as folder:
        opened = open_register(folder, create=True)
        seed(opened, LOCAL)
        people.grant(opened, LOCAL, ADMIN.id, Role.ADMIN, name=ADMIN.name)
        people.grant(opened, LOCAL, REVIEWER.id, Role.REVIEWER, name=REVIEWER.name)
        monkeypatch.setattr("geo.ui.register_view.opened", lambda: opened)
        asks(monkeypatch, ADMIN)
        yield opened
        opened.close()


def asks(monkeypatch: pytest.MonkeyPatch, person: Person) -> None:
    monkeypatch.setattr("geo.ui.who.person", lambda: person)


def page(tab: str = "", **asked: str) -> AppTest:
    opened = AppTest.from_function(script, default_timeout=60)
    for key, value in {"tab": tab, **asked}.items():
        if value:
            opened.query_params[key] = value
    return opened.run()


def said(page: AppTest) -> str:
    assert not page.exception
    return "\n".join(str(block.proto.body) for block in page.get("html"))


def tabs(page: AppTest) -> list[str]:
    [found] = [group for group in page.button_group if group.key == "data_tab"]
    return list(found.options)


# Who sees what


@pytest.mark.parametrize(("person", "lang"), [(PUBLIC, "zh"), (ANNA, "en")])
def test_nobody_but_staff_gets_in(
    register: Register, monkeypatch: pytest.MonkeyPatch, person: Person, lang: str
) -> None:
    asks(monkeypatch, person)
    opened = page(lang=lang)
    assert text("ui.data.closed_title", lang) in said(opened)
    assert not opened.button_group


def test_a_reviewer_looks_and_changes_nothing(register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    layers.add_layer(
        register, LOCAL, Upload(name="parks.gpkg", data=PARKS), kind="parks", name="园", told=("2018", "演示")
    )
    asks(monkeypatch, REVIEWER)
    opened = page("settings")
    assert tabs(opened) == ["图层", "运行状况", "规则包"]
    assert opened.warning[0].value == text("ui.data.tab_closed", "zh")
    [layer] = layers.layers_of(register)
    words = said(page("layers", layer=layer.id))
    assert "园 · 2018" in words
    assert not page("layers", layer=layer.id).expander
    health = page("health")
    assert not [button for button in health.button if button.label == "开始核验"]
    assert str(register.folder) not in said(health)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_tab_of_a_new_register_can_be_drawn(register: Register, lang: str) -> None:
    first = page(lang=lang)
    assert text("ui.data.layers.none_title", lang) in said(first)
    for tab in TABS:
        assert said(page(tab.name, lang=lang))


# Layers


def test_a_layer_from_file_to_register(register: Register) -> None:
    opened = page("add")
    opened.file_uploader[0].upload("parks.gpkg", PARKS.read_bytes(), "application/octet-stream").run()
    words = said(opened)
    assert "CGCS2000 / 经纬度（EPSG:4490）" in words
    assert "演示高新技术产业园" in words
    assert len(opened.get("iframe")) == 1
    press(opened, "导入")
    assert opened.error[0].value.splitlines()[-1].startswith("3. ")
    assert not layers.layers_of(register)
    opened.text_input(key="data_name").set_value("演示园区")
    opened.text_input(key="data_vintage").set_value("今年")
    opened.text_input(key="data_source").set_value("演示数据")
    press(opened, "导入")
    assert "今年" in opened.error[0].value
    opened.text_input(key="data_vintage").set_value("2018")
    press(opened, "导入")
    assert text("ui.data.add.saved_title", "zh", name="演示园区 · 2018") in said(opened)
    [layer] = layers.layers_of(register, "parks")
    assert (layer.name, layer.vintage, layer.features, layer.added_by) == ("演示园区", "2018", 7, ADMIN.id)


def press(page: AppTest, label: str) -> None:
    [found] = [button for button in page.button if button.label == label]
    found.click().run()


def test_a_file_that_does_not_say_its_system_takes_a_choice_that_is_kept(register: Register) -> None:
    opened = page("add")
    opened.file_uploader[0].upload("园区.csv", METRES.encode(), "text/csv").run()
    assert text("ui.data.add.which", "zh") in [block.value.strip("*") for block in opened.markdown]
    assert not opened.get("iframe")
    opened.button(key="data_reading_1").click().run()
    assert len(opened.get("iframe")) == 1
    for key, value in (("name", "园"), ("vintage", "2024"), ("source", "演示")):
        opened.text_input(key=f"data_{key}").set_value(value)
    press(opened, "导入")
    [layer] = layers.layers_of(register)
    assert layer.choice.crs is not None
    assert layer.choice == Choice(crs=layer.read["crs"])
    assert text("ui.data.read.chosen_crs", "zh") in said(page("layers", layer=layer.id))


def test_parks_known_by_name_alone_are_taken_and_said_to_be_so(register: Register) -> None:
    opened = page("add")
    table = "园区名称,批准面积_公顷\n演示甲园,120\n演示乙园,80.5\n".encode()
    opened.file_uploader[0].upload("园区.csv", table, "text/csv").run()
    assert text("ui.data.read.no_place_title", "zh") in said(opened)
    for key, value in (("name", "名录"), ("vintage", "2018"), ("source", "演示")):
        opened.text_input(key=f"data_{key}").set_value(value)
    press(opened, "导入")
    [layer] = layers.layers_of(register)
    assert (layer.features, layer.read["placed"]) == (2, 0)


def test_a_file_of_no_use_is_told_and_not_offered_for_import(register: Register) -> None:
    opened = page("add")
    opened.file_uploader[0].upload("x.pdf", b"%PDF-1.7 nothing", "application/pdf").run()
    assert not opened.get("iframe")
    assert "sz-issue tone-error" in said(opened)
    # nothing is asked that leads nowhere
    assert text("ui.data.add.no_use_title", "zh") in said(opened)
    assert not opened.text_input
    assert text("ui.data.add.save", "zh") not in [button.label for button in opened.button]


def test_rows_without_a_geometry_are_named(register: Register) -> None:
    opened = page("add")
    parks = (demo() / "parks.gpkg").read_bytes()
    opened.file_uploader[0].upload("parks.gpkg", parks, "application/octet-stream").run()
    # six parks with a boundary and 示例纺织工业园 by name only (data/boundaries/demo/README.md)
    assert "第 7 行「示例纺织工业园」没有图形" in said(opened)


def test_a_system_that_puts_the_land_elsewhere_is_named_and_not_offered(register: Register) -> None:
    opened = page("add")
    parks = (demo() / "parks.gpkg").read_bytes()
    opened.file_uploader[0].upload("parks.gpkg", parks, "application/octet-stream").run()
    opened.text_input(key="data_crs").set_value("EPSG:4528").run()
    offered = [block.value for block in opened.markdown if block.value[:2] in {"1.", "2.", "3.", "4."}]
    assert offered
    assert not [line for line in offered if "EPSG:4528" in line]
    assert "EPSG:4528" in said(opened)


def test_a_system_that_does_not_exist_is_told(register: Register) -> None:
    opened = page("add")
    opened.file_uploader[0].upload("园区.csv", METRES.encode(), "text/csv").run()
    opened.text_input(key="data_crs").set_value("EPSG:99").run()
    assert "EPSG:99" in opened.error[0].value
    opened.text_input(key="data_crs").set_value("EPSG:4549").run()
    assert not opened.error
    assert len(opened.get("iframe")) == 1


def test_the_very_same_file_again_is_told(register: Register) -> None:
    layers.add_layer(
        register, LOCAL, Upload(name="p.gpkg", data=PARKS), kind="parks", name="园", told=("2018", "演示")
    )
    opened = page("add")
    opened.file_uploader[0].upload("parks.gpkg", PARKS.read_bytes(), "application/octet-stream").run()
    assert "园 · 2018" in opened.warning[0].value


def test_a_layer_is_retired_with_a_reason_and_put_to_use_again(register: Register) -> None:
    upload = Upload(name="parks.gpkg", data=PARKS)
    layer = layers.add_layer(register, LOCAL, upload, kind="parks", name="园", told=("2018", "演示")).id
    opened = page("layers", layer=layer)
    press(opened, "停用")
    assert opened.error[0].value == text("error.registry.layer_reason", "zh")
    opened.text_input[0].set_value("坐标有误")
    press(opened, "停用")
    assert not layers.layers_of(register)
    assert "坐标有误" in said(opened)
    opened.text_input[0].set_value("已核对")
    press(opened, "恢复使用")
    assert [item.id for item in layers.layers_of(register)] == [layer]


# Health, trail, copies


def test_the_check_says_what_is_wrong_and_what_to_do(register: Register) -> None:
    opened = page("health")
    opened.button[0].click().run()
    assert "核验通过" in said(opened)
    file = register.files.put(b"an original")
    with register.writing("test", "test") as change:
        from geo.registry.schema import files

        change.insert(files, {"sha256": file, "size": 11, "added_at": change.at})
    register.files.path(file).unlink()
    opened.button[0].click().run()
    words = said(opened)
    assert "核验未通过" in words
    assert text("registry.flaw.file_missing", "zh", key=file) in words
    assert text("ui.data.flaw.file_missing", "zh") in words


def test_the_trail_speaks_in_sentences_and_is_found_by_person(register: Register) -> None:
    application, case = demo_case()
    unused = {name: Upload(name=f"{name[:5]}.pdf", data=b"%PDF") for name in ("aside/1", "boundary", "claim")}
    receipt = submit(register, LOCAL, dataclasses.replace(application, kept=unused), case)
    decide(register, REVIEWER, reading.entry(register, REVIEWER, receipt.seen.id).seen, Action.TAKE_UP)
    kept.change(register, ADMIN, {"lang": "en"})
    words = said(page("trail"))
    for part in ("aside", "original", "claim"):
        assert f"{receipt.number} · {text(f'ui.apply.part.{part}', 'zh')}" in words
    assert f"张三 受理了 {receipt.number}" in words
    assert "李四 修改了设置 默认语言" in words
    assert "本机用户 授予了角色 张三（评审人）" in words
    only = said(page("trail", who=REVIEWER.id))
    assert f"张三 受理了 {receipt.number}" in only
    assert "李四 修改了设置" not in only
    assert text("ui.data.trail.none_title", "zh") in said(page("trail", who=REVIEWER.id, did="submit"))
    english = said(page("trail", lang="en"))
    assert "李四 changed the settings Default language" in english


def test_a_backup_is_made_and_noted(register: Register) -> None:
    opened = page("copies")
    press(opened, "制作备份并核验")
    assert text("ui.data.copies.made", "zh") in said(opened)
    [name] = [path.name for path in (register.folder / "backups").iterdir()]
    other = open_register(register.folder / "backups" / name)
    other.close()
    assert text("ui.data.health.no_backup", "zh") not in [item.value for item in page("health").warning]


# Settings


def test_settings_are_saved_shown_and_told_with_what_they_were(register: Register) -> None:
    opened = page("settings")
    opened.text_input(key="data_setting:map_number").set_value("苏S（2026）1号")
    opened.number_input(key="data_setting:accuracy_survey").set_value(0.2)
    opened.text_input(key="data_setting:tianditu_key").set_value("0f3c9a7b55d1e842")
    press(opened, "保存设置")
    words = said(opened)
    assert text("ui.data.settings.saved", "zh") in words
    assert "审图号：苏S（2026）1号" in words
    assert "…e842" in words
    assert "0f3c9a7b" not in words
    found = kept.in_force(register, {})
    assert (found.map_number, dict(found.accuracy)) == ("苏S（2026）1号", {"survey": 0.2})
    # a second look leaves the key alone unless it is typed anew, and may take it away
    assert opened.text_input(key="data_setting:tianditu_key").value == ""
    opened.checkbox(key="data_setting:clear").check()
    press(opened, "保存设置")
    assert kept.in_force(register, {}).tianditu_key is None
    assert kept.in_force(register, {}).map_number == "苏S（2026）1号"


def test_somebody_who_was_first_is_not_overwritten(register: Register) -> None:
    opened = page("settings")
    kept.change(register, LOCAL, {"map_number": "甲"})
    opened.text_input(key="data_setting:map_number").set_value("乙")
    press(opened, "保存设置")
    assert "审图号" in opened.error[0].value
    assert kept.in_force(register, {}).map_number == "甲"
    press(opened, "载入最新的设置")
    assert opened.text_input(key="data_setting:map_number").value == "甲"


def test_what_the_environment_sets_cannot_be_changed_here(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIZHI_MAP_NUMBER", "环境")
    monkeypatch.setenv("SIZHI_LANG", "fr")
    opened = page("settings")
    assert opened.text_input(key="data_setting:map_number").disabled
    words = said(opened)
    assert "SIZHI_MAP_NUMBER" in words
    assert text("ui.data.settings.refused", "zh", setting="默认语言", variable="SIZHI_LANG") in words


def test_the_default_accuracy_counts_for_the_next_assessment(register: Register) -> None:
    from geo.ui import publisher

    kept.change(
        register, ADMIN, {"accuracy_gis_export": "1.5", "pack": "jiangsu-modern-services-2010-illustrative"}
    )
    assert publisher.defaults() == {
        "pack": "jiangsu-modern-services-2010-illustrative",
        "accuracy_defaults": {"gis_export": 1.5},
    }
