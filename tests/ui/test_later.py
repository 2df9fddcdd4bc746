"""What takes a while: worked out once, in the background, and shown when it is there."""

import threading

import pytest
from streamlit.testing.v1 import AppTest

from geo.i18n import text
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

    asked = st.session_state.setdefault("asked", [])

    def get(wait_s: float) -> str | None:
        asked.append(wait_s)
        return "甲" if len(asked) > 2 else None

    later.show(get, st.write, "标题", "zh")


def test_a_page_says_that_it_is_coming_and_then_shows_it() -> None:
    page = AppTest.from_function(waiting).run()
    assert text("ui.later.coming", "zh") in page.get("html")[0].proto.body
    page.run()
    assert page.markdown[0].value == "甲"
    assert page.get("html") == []
