"""What takes a while: worked out once, in the background, and shown when it is there."""

import re
import threading

import pytest
from asking import ask
from starlette.applications import Starlette
from streamlit.testing.v1 import AppTest

from geo.i18n import text
from geo.ui import map_data
from geo.ui.later import Later
from geo.ui.shelf import Shelf


def test_who_does_not_wait_gets_nothing_and_finds_the_same_work_later() -> None:
    gate, made = threading.Event(), []

    def make() -> str:
        gate.wait(10)
        made.append(1)
        return "done"

    later = Later(Shelf(10, lambda _: 1))
    assert later.get("k", make, 0.0) is None
    assert later.get("k", make, 0.01) is None
    gate.set()
    assert later.get("k", make, 10.0) == "done"
    assert later.get("k", lambda: pytest.fail("made twice"), 0.0) == "done"
    assert made == [1]


def test_an_error_is_told_and_not_kept() -> None:
    later: Later[str] = Later(Shelf(10, lambda _: 1))
    with pytest.raises(ZeroDivisionError):
        later.get("k", lambda: str(1 // 0), 10.0)
    assert later.get("k", lambda: "well", 10.0) == "well"


def waiting() -> None:
    import streamlit as st

    from geo.ui import later

    def get(wait_s: float) -> str | None:
        return "<b>甲</b>" if wait_s == later.LONGEST_S or st.query_params.get("ready") else None

    later.show(get, str, key=("a test of", "later"), title="标题", lang="zh")


def test_a_page_says_that_it_is_coming_and_where_it_will_be() -> None:
    page = AppTest.from_function(waiting).run()
    body = page.get("html")[0].proto.body
    assert text("ui.later.coming", "zh") in body
    (place,) = re.findall(r'data-place="([^"]+)"', body)
    assert ask(Starlette(routes=map_data.routes()), place).text == "<b>甲</b>"


def test_what_is_there_already_is_shown_at_once() -> None:
    page = AppTest.from_function(waiting)
    page.query_params["ready"] = "1"
    assert [block.proto.body for block in page.run().get("html")] == ["<b>甲</b>"]
