"""What is on public notice, on the province page: its name and no more, and nothing that is not."""

from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from geo.assess import assess, demo_application
from geo.i18n import text
from geo.model.case import Case
from geo.registry import Action, Person, Role, open_register, reading, submissions
from geo.registry.decisions import decide
from geo.ui import register_view

ANNA = Person(id="anna", roles=frozenset({Role.APPLICANT}))
RUI = Person(id="rui", roles=frozenset({Role.REVIEWER}))


def script() -> None:
    from geo.ui import notices

    notices.draw("zh")


def shown() -> str:
    page = AppTest.from_function(script, default_timeout=60).run()
    assert not page.exception
    return "\n".join(str(block.proto.body) for block in page.get("html"))


def test_what_passed_the_review_is_named_and_what_did_not_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    register = open_register(tmp_path, create=True)
    monkeypatch.setattr(register_view, "opened", lambda: register)
    case = assess(demo_application())
    assert isinstance(case, Case)
    assert shown() == ""
    for name, actions in (
        ("公示中的集聚区", (Action.TAKE_UP, Action.PASS)),
        ("还在评审的集聚区", (Action.TAKE_UP,)),
    ):
        asked = replace(demo_application(), zone=replace(demo_application().zone, id=None, name=name))
        sent = submissions.submit(register, ANNA, asked, case).seen
        for action in actions:
            decide(register, RUI, reading.entry(register, RUI, sent.id).seen, action, reason="只给评审人看")
    words = shown()
    assert text("ui.province.on_notice", "zh", count="1") in words
    assert "公示中的集聚区" in words
    assert "苏州市" in words
    for secret in ("还在评审", "只给评审人看", "anna"):
        assert secret not in words
    register.close()
