"""The first sight of the province: the same as its page says, to everybody the same, and never in the way."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from asking import ask
from starlette.applications import Starlette
from starlette.requests import Request

from geo.assess import assess, demo_application
from geo.model.case import Case
from geo.model.zone import Level, Zone
from geo.registry import LOCAL, Register, open_register
from geo.registry.access import SERVICE
from geo.registry.problems import StoreError
from geo.registry.seed import seed
from geo.registry.zones import add_footprint, add_zone
from geo.ui import front, register_view, sight
from geo.ui.navigation import PAGES
from geo.ui.server import routes

APP = Starlette(routes=routes())
PAGE = "/"
MADE = "sz-sight-made"


@pytest.fixture
def register(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Register]:
    opened = open_register(tmp_path, create=True)
    monkeypatch.setattr(register_view, "opened", lambda: opened)
    yield opened
    opened.close()


def test_it_says_what_the_page_says_in_the_language_asked_for(register: Register) -> None:
    seed(register, SERVICE)
    answer = ask(APP, PAGE)
    assert (answer.status, answer.headers["content-encoding"]) == (200, "gzip")
    for words in ("登记的集聚区", "<b>3</b>", "国家级 2，省级 1", "苏州高新区", "边界未公布", "全省概览"):
        assert words in answer.text
    english = ask(APP, f"{PAGE}?lang=en").text
    assert "Suzhou" in english
    assert "登记的集聚区" not in english
    assert 'href="./zone?lang=en"' in english
    assert ask(APP, f"{PAGE}?lang=<b>").text == answer.text
    assert ask(APP, PAGE, encoding="identity").body.decode() == answer.text


def test_a_name_is_written_and_never_taken_for_a_tag(register: Register) -> None:
    add_zone(register, LOCAL, Zone(id="a", name="<img src=x>", level=Level.PROVINCIAL, city="苏州"))
    assert "&lt;img src=x&gt;" in ask(APP, PAGE).text
    assert "<img src" not in ask(APP, PAGE).text


def test_an_empty_register_and_one_that_cannot_be_read_are_left_to_the_page(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = ask(APP, PAGE)
    assert (plain.status, plain.text) == (200, front.document())

    for problem in (StoreError("registry.none_here", place="x"), ValueError("nobody foresaw it")):

        def broken(raised: Exception = problem) -> Register:
            raise raised

        monkeypatch.setattr(register_view, "opened", broken)
        assert ask(APP, PAGE).text == front.document()


def test_who_asks_for_something_else_or_comes_too_early_gets_the_page_alone(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    seed(register, SERVICE)
    assert MADE in ask(APP, PAGE).text
    assert MADE not in ask(APP, f"{PAGE}?level=national").text
    assert MADE not in ask(APP, "/zone").text
    monkeypatch.setattr(sight, "LONGEST_S", 0.05)
    monkeypatch.setattr(register_view, "snapshot", lambda: time.sleep(0.5))
    assert ask(APP, PAGE).text == front.document()


def test_zones_become_points_when_their_land_has_been_read(register: Register) -> None:
    application = demo_application()
    case = assess(application)
    assert isinstance(case, Case)
    key = add_zone(register, SERVICE, application.zone)
    add_footprint(register, LOCAL, key, case.footprint, source="测试", expected=1)
    assert "<circle" not in ask(APP, PAGE).text
    [row] = register_view.snapshot().rows
    assert row.geometry is not None
    told = ask(APP, PAGE).text
    assert told.count("<circle") == 1
    assert "示例数据" in told, "what is made up says so on the map"


@pytest.mark.parametrize(
    ("client", "headers", "everything"),
    [
        ("127.0.0.1", [], True),
        ("10.0.0.7", [], False),
        ("127.0.0.1", [(b"x-forwarded-for", b"10.0.0.7")], False),
    ],
)
def test_only_who_sits_at_this_machine_is_shown_the_way_to_every_page(
    client: str, headers: list[tuple[bytes, bytes]], everything: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("streamlit.get_option", {"server.address": "127.0.0.1"}.get)
    asked = Request({"type": "http", "headers": headers, "client": (client, 5)})
    found = {page.path for page in sight._pages(client, asked)}
    assert found == (
        {page.path for page in PAGES} if everything else {"province", "zone", "apply", "coverage"}
    )


def test_it_stands_behind_the_style_it_takes_and_before_the_end(register: Register) -> None:
    seed(register, SERVICE)
    page = ask(APP, PAGE).text
    order = ('id="root"', 'id="sz-style"', MADE, 'id="sz-sight-style"', "attachShadow", "</body>")
    places = [page.index(mark) for mark in order]
    assert places == sorted(places)
