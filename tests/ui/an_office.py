"""An office for the tests of the review: who is in it, and the page opened as one of them."""

import json
from dataclasses import dataclass, replace
from functools import cache

import pytest
from streamlit.testing.v1 import AppTest

from geo.assess import assess, demo_application
from geo.model.application import Application, Upload
from geo.model.case import Case
from geo.registry import Action, Person, Register, Role, Stage, reading
from geo.registry.decisions import decide
from geo.registry.submissions import submit
from geo.resources import demo

ANNA = Person(id="anna", roles=frozenset({Role.APPLICANT}))
REVIEWER = Person(id="rui", roles=frozenset({Role.REVIEWER}))
SECOND = Person(id="sui", roles=frozenset({Role.REVIEWER}))
AUTHORITY = Person(id="ou", roles=frozenset({Role.AUTHORITY}))
BOTH = Person(id="anna", roles=frozenset({Role.APPLICANT, Role.REVIEWER}))
WAY: dict[Stage, tuple[tuple[Person, Action], ...]] = {
    Stage.DECLARED: (),
    Stage.REVIEW: ((REVIEWER, Action.TAKE_UP),),
    Stage.NOTICE: ((REVIEWER, Action.TAKE_UP), (REVIEWER, Action.PASS)),
}
WAY[Stage.APPROVED] = (*WAY[Stage.NOTICE], (AUTHORITY, Action.APPROVE))


def script() -> None:
    import streamlit as st

    from geo.ui.pages import review

    review.draw(st.query_params.get("lang", "zh"))


def said(page: AppTest) -> str:
    assert not page.exception
    return "\n".join(str(block.proto.body) for block in page.get("html"))


@cache
def bare(missing_base: bool = False) -> tuple[Application, Case]:
    """The demonstration's boundary alone, quick to judge: its ledgers are missing, so it needs review."""
    data = json.loads((demo() / "zone.geojson").read_text(encoding="utf-8"))
    if missing_base:
        data["features"] = data["features"][:-1]
    boundary = Upload(name="zone.geojson", data=json.dumps(data, ensure_ascii=False).encode())
    application = replace(demo_application(), boundary=boundary, layers={})
    case = assess(application)
    assert isinstance(case, Case)
    return application, case


@dataclass
class Office:
    """A register, and the page opened as somebody."""

    register: Register
    patch: pytest.MonkeyPatch

    def open(self, person: Person, **asked: str) -> AppTest:
        self.patch.setattr("geo.ui.register_view.opened", lambda: self.register)
        self.patch.setattr("geo.ui.who.person", lambda: person)
        page = AppTest.from_function(script, default_timeout=60)
        for key, value in asked.items():
            page.query_params[key] = value
        return page.run()


def handed_in(office: Office, stage: Stage, name: str = "甲区", by: Person = ANNA) -> str:
    application, case = bare()
    named = replace(application, zone=replace(application.zone, name=name))
    key = submit(office.register, by, named, case).seen.id
    go(office, key, WAY[stage])
    return key


def go(office: Office, key: str, steps: tuple[tuple[Person, Action], ...]) -> None:
    for person, action in steps:
        decide(office.register, person, reading.entry(office.register, person, key).seen, action, reason="可")


def field(page: AppTest, key: str, name: str) -> str:
    return f"review_form:{key}:{name}"


def taken(page: AppTest, key: str, action: str, reason: str | None = None) -> AppTest:
    """Choose a step, write, check and confirm."""
    page.button_group(key=field(page, key, "step")).set_value(action).run()
    if reason is not None:
        page.text_area(key=field(page, key, "reason")).set_value(reason).run()
    page.button(key=field(page, key, "check")).click().run()
    if field(page, key, "yes") in [button.key for button in page.button]:
        page.button(key=field(page, key, "yes")).click().run()
    assert not page.exception
    return page
