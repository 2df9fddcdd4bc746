"""Around every page: who is here, words about the login, health, and the settings that protect."""

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from asking import ask
from starlette.applications import Starlette
from streamlit.testing.v1 import AppTest

from geo.i18n import text
from geo.registry import LOCAL, PUBLIC, Person, Register, Role, open_register
from geo.registry.problems import AccessError, StoreError
from geo.ui import login, server
from geo.ui.login import Login, LoginError
from geo.ui.server import SCRIPT
from geo.ui.who import Standing, Visitor

ROOT = Path(__file__).parents[2]
SERVICE = Login(origin="https://a", session_s=8 * 3600, idle_s=1800)
RUI = Person(id="https://idp|rui", name="芮 [评](x) $审$", roles=frozenset({Role.REVIEWER, Role.ADMIN}))


@pytest.fixture(autouse=True)
def register(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Register]:
    opened = open_register(tmp_path, create=True)
    monkeypatch.setattr("geo.ui.register_view.opened", lambda: opened)
    yield opened
    opened.close()


NOON = 1_899_950_000.0
"""17 March 2030, wherever the server stands."""


def here(monkeypatch: pytest.MonkeyPatch, person: Person, standing: Standing) -> None:
    until = NOON if standing is Standing.IN else None
    monkeypatch.setattr("geo.ui.who.visitor", lambda: Visitor(person, standing, until))
    monkeypatch.setattr("geo.ui.navigation.Page.draw", lambda _page, _lang: None)


def opened(lang: str = "zh", **asked: str) -> AppTest:
    page = AppTest.from_file(str(SCRIPT), default_timeout=60)
    page.query_params["lang"] = lang
    for key, value in asked.items():
        page.query_params[key] = value
    return page.run()


def said(page: AppTest) -> str:
    assert not page.exception
    return "\n".join(str(block.proto.body) for block in page.get("html"))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_corner_says_who_is_here(lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(login, "configured", lambda: SERVICE)
    here(monkeypatch, RUI, Standing.IN)
    words = said(opened(lang))
    assert RUI.id in words
    assert "03-17 " in words
    assert f"{text('registry.role.reviewer', lang)}" in words
    here(monkeypatch, Person(id="https://idp|neu", name="新"), Standing.IN)
    assert text("ui.account.no_role_text", lang) in said(opened(lang))
    here(monkeypatch, PUBLIC, Standing.OUT)
    assert opened(lang).button(key="sign_in_head").label == text("ui.account.sign_in", lang)
    here(monkeypatch, LOCAL, Standing.ALONE)
    assert text("ui.account.alone_title", lang) in said(opened(lang))
    here(monkeypatch, PUBLIC, Standing.OPEN)
    assert text("ui.account.open_title", lang) in said(opened(lang))


def test_a_name_is_no_markup() -> None:
    from geo.ui.account import _plain

    assert _plain("[a](b) $c$ :red[d]") == r"\[a\]\(b\) \$c\$ \:red\[d\]"


@pytest.mark.parametrize("word", ["unavailable", "failed", "refused", "out", "nowhere"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_came_of_the_login_is_said_once_on_the_page_it_led_to(
    word: str, lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    here(monkeypatch, PUBLIC, Standing.OUT)
    page = opened(lang, said=word)
    told = [block.value for block in (*page.warning, *page.info)]
    assert text(f"ui.account.said.{word}", lang) in told
    assert "said" not in page.query_params


def test_any_other_word_in_the_address_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    here(monkeypatch, PUBLIC, Standing.OUT)
    page = opened(said="ui.unexpected")
    assert not [*page.warning, *page.info]


def test_an_ended_login_is_told_where_it_ended_and_no_further(monkeypatch: pytest.MonkeyPatch) -> None:
    def script() -> None:
        import streamlit as st

        from geo.ui import account, who

        account.told(who.visitor(), st.session_state["page"], "zh")

    here(monkeypatch, PUBLIC, Standing.OVER)
    page = AppTest.from_function(script)
    page.session_state["page"] = "zone"
    assert page.run().warning[0].value == text("ui.account.said.over", "zh")
    page.session_state["page"] = "coverage"
    assert not page.run().warning
    page.session_state["page"] = "zone"
    assert not page.run().warning


@pytest.mark.parametrize("standing", [Standing.OVER, Standing.NAMELESS])
def test_a_login_that_does_not_count_is_told_as_long_as_it_is_there(
    standing: Standing, monkeypatch: pytest.MonkeyPatch
) -> None:
    here(monkeypatch, PUBLIC, standing)
    page = opened()
    for _ in range(2):
        assert page.warning[0].value == text(f"ui.account.said.{standing.value}", "zh")
        page.run()


def test_nothing_of_one_person_is_left_to_the_next(
    monkeypatch: pytest.MonkeyPatch, register: Register
) -> None:
    monkeypatch.setattr(login, "configured", lambda: SERVICE)
    here(monkeypatch, RUI, Standing.IN)
    page = opened("en")
    page.session_state["typed"] = "of Rui"
    page.run()
    assert page.session_state["typed"] == "of Rui"
    here(monkeypatch, PUBLIC, Standing.OVER)
    page.run()
    assert "typed" not in page.session_state
    assert page.warning[0].value == text("ui.account.said.over", "en")
    from geo.registry.people import names_of

    assert names_of(register, [RUI.id]) == {RUI.id: RUI.name}


def test_health_says_whether_the_register_can_be_read_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = Starlette(routes=server.routes())
    answer = ask(app, "/health")
    assert (answer.status, json.loads(answer.body)) == (200, {"status": "ok"})

    def broken() -> Register:
        raise StoreError("registry.disk", place="/srv/secret", problem="I/O")

    monkeypatch.setattr("geo.ui.register_view.opened", broken)
    answer = ask(app, "/health")
    assert (answer.status, json.loads(answer.body)) == (503, {"status": "unavailable"})


def test_an_unsafe_login_ends_the_start_with_every_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    def unsafe() -> None:
        raise LoginError([("register", {}), ("short_secret", {"least": 32})])

    monkeypatch.setattr(login, "configured", unsafe)
    with pytest.raises(SystemExit) as ended:
        server.settings()
    assert "SIZHI_DATA" in str(ended.value)
    assert "32" in str(ended.value)


def test_an_error_outside_a_page_is_told_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def script() -> None:
        from geo.registry.problems import AccessError, in_words
        from geo.ui.server import broken

        assert broken(AccessError("registry.role_needed", role=in_words("role", "admin")))
        assert broken(ZeroDivisionError("secret detail"))

    page = AppTest.from_function(script).run()
    assert [block.value for block in page.error] == [
        text("error.registry.role_needed", "zh", role={"zh": "系统管理员"}),
        text("ui.unexpected", "zh"),
    ]
    assert AccessError.__name__ not in page.error[0].value


def test_the_settings_of_the_server_that_protect() -> None:
    said = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert said["server"]["address"] == "127.0.0.1"
    assert said["server"]["maxUploadSize"] == 200
    assert not said["server"]["enableStaticServing"]
    assert said["client"]["showErrorDetails"] == "none"
    assert not said["browser"]["gatherUsageStats"]
    # without it a server that listens everywhere asks the internet for its own address
    assert said["browser"]["serverAddress"] == "127.0.0.1"
    # Streamlit's own defaults protect here; nothing may turn them off
    assert not said["server"].keys() & {
        "enableCORS",
        "enableXsrfProtection",
        "enableAgentApi",
        "trustedUserHeaders",
    }
    assert not (ROOT / ".streamlit" / "secrets.toml").exists()
