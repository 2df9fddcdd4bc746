"""An applicant for the tests of the page of applications: the page opened, files sent, what it says."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from geo.registry import Person, Role

DEMO = Path(__file__).parents[2] / "data" / "boundaries" / "demo"
ANNA = Person(id="anna", roles=frozenset({Role.APPLICANT}))
BO = Person(id="bo", roles=frozenset({Role.APPLICANT}))
RUI = Person(id="rui", roles=frozenset({Role.REVIEWER}))


def sign_in(monkeypatch: pytest.MonkeyPatch, person: Person) -> None:
    monkeypatch.setattr("geo.ui.who.person", lambda: person)


def script() -> None:
    import streamlit as st

    from geo.ui.pages import apply

    apply.draw(st.query_params.get("lang", "zh"))


def opened(**asked: str) -> AppTest:
    page = AppTest.from_function(script, default_timeout=60)
    for name, value in asked.items():
        page.query_params[name] = value
    return page.run()


def sent(page: AppTest, *files: Path | tuple[str, bytes]) -> AppTest:
    named = [(f.name, f.read_bytes()) if isinstance(f, Path) else f for f in files]
    page.file_uploader[0].set_value([(*one, "application/octet-stream") for one in named])
    return page.run()


def at(page: AppTest, step: str) -> AppTest:
    page.query_params["step"] = step
    return page.run()


def said(page: AppTest) -> str:
    assert not page.exception
    return "\n".join(str(block.proto.body) for block in page.get("html"))


def place(page: AppTest) -> str:
    found = page.query_params["application"]
    return str(found[0] if isinstance(found, list) else found)


def state_of(page: AppTest, step: str) -> str:
    """How a step stands, as the bar says it."""
    row = next(one for one in said(page).split("<li ") if f"step={step}" in one)
    return row.split('class="')[1].split('"')[0].split()[0]
