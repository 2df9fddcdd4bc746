"""What the office keeps for everybody, taken into an application: the same file a year later."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from an_applicant import ANNA, DEMO, opened, place, said, sent, sign_in

from geo.assess import assess, demo_application
from geo.model.application import Upload
from geo.model.case import Case
from geo.registry import LOCAL, Register, open_register, submissions
from geo.registry.access import SERVICE
from geo.registry.layers import add_layer
from geo.registry.zones import add_footprint, add_zone
from geo.ui import register_view
from geo.ui.apply import shared
from geo.ui.apply.desk import Desk

PARKS = Upload(name="parks.gpkg", data=(DEMO / "parks.gpkg").read_bytes())


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    register = open_register(tmp_path_factory.mktemp("shared"), create=True)
    add_layer(register, LOCAL, PARKS, kind="parks", name="园区边界", told=("2018", "国家目录"))
    application = demo_application()
    case = assess(application)
    assert isinstance(case, Case)
    for name, demo in (("已有集聚区", False), ("示例集聚区", True)):
        zone = replace(application.zone, id=None, name=name, demo=demo)
        key = add_zone(register, SERVICE, zone)
        add_footprint(register, LOCAL, key, case.footprint, source="测试", expected=1)
    yield register
    register.close()


@pytest.fixture(autouse=True)
def register(held: Register, monkeypatch: pytest.MonkeyPatch) -> Register:
    monkeypatch.setattr(register_view, "opened", lambda: held)
    sign_in(monkeypatch, ANNA)
    return held


def test_one_click_puts_the_offices_layers_among_the_files_and_a_draft_keeps_them(register: Register) -> None:
    page = sent(opened(), DEMO / "zone.geojson")
    assert "产业园区：园区边界（2018，" in said(page)
    assert "截至" in said(page)
    page.button(key="apply:shared:parks").click().run()
    page.button(key="apply:shared:zones").click().run()
    assert "apply:shared:parks" not in {button.key for button in page.button}
    kept = submissions.draft(register, ANNA, place(page)).application
    assert kept.layers["parks"] == PARKS
    assert "已有集聚区" in bytes(kept.layers["zones"].data).decode()  # type: ignore[arg-type]
    assert "示例集聚区" not in bytes(kept.layers["zones"].data).decode()  # type: ignore[arg-type]
    judged = assess(kept)
    assert isinstance(judged, Case)
    assert set(judged.layers) >= {"parks", "zones"}


def test_made_up_land_is_offered_made_up_zones_only(register: Register) -> None:
    desk = Desk(zone=replace(demo_application().zone, demo=True))
    [offer] = shared.offers(desk, register, "2026-11-27")
    upload = offer.file()
    assert upload is not None
    assert (offer.part, offer.count) == ("zones", 1)
    assert "已有集聚区" not in bytes(upload.data).decode()  # type: ignore[arg-type]


def test_who_brought_a_layer_is_offered_none_of_its_kind(register: Register) -> None:
    desk = Desk().with_file(PARKS, "parks")
    assert [offer.part for offer in shared.offers(desk, register, "2026-11-27")] == ["zones"]
