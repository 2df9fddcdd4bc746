"""The people block: who is listed, that a change takes two clicks, and that only an administrator gets it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from geo.i18n import text
from geo.registry import LOCAL, PUBLIC, Person, Register, Role, open_register, people
from geo.ui import people_view

WANG, LI = "https://idp|wang", "https://idp|li"
ADMIN = Person(id=LI, name="李四", roles=frozenset({Role.ADMIN}))


def script() -> None:
    import streamlit as st

    from geo.ui import people_view, who

    people_view.draw(who.person(), st.query_params.get("lang", "zh"))


@pytest.fixture
def register(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> Iterator[Register]:
    opened = open_register(str(tmp_path), create=True)
    people.met(opened, WANG, "王<b>五")
    people.grant(opened, LOCAL, LI, Role.ADMIN, name="李四")
    people.grant(opened, LOCAL, LI, Role.REVIEWER)
    monkeypatch.setattr("geo.ui.register_view.opened", lambda: opened)
    asks(monkeypatch, ADMIN)
    yield opened
    opened.close()


def asks(monkeypatch: pytest.MonkeyPatch, person: Person) -> None:
    monkeypatch.setattr("geo.ui.who.person", lambda: person)


def page(lang: str = "zh") -> AppTest:
    opened = AppTest.from_function(script, default_timeout=30)
    opened.query_params["lang"] = lang
    return opened.run()


def said(page: AppTest) -> str:
    assert not page.exception
    return "\n".join(str(block.proto.body) for block in page.get("html"))


def pills(page: AppTest) -> object:
    [found] = page.button_group
    return found


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_everybody_known_is_listed_with_roles_since_when_and_by_whom(register: Register, lang: str) -> None:
    words = said(page(lang))
    assert "王&lt;b&gt;五" in words
    assert words.index("王") < words.index("李四</b>")
    assert text("ui.account.no_role", lang) in words
    assert text("registry.member.local", lang) in words
    assert LI in words
    # of the table of rights, in words
    assert text("registry.action.take_up", lang) in words


def test_a_role_is_given_by_two_clicks(register: Register) -> None:
    shown = page()
    shown.selectbox[0].select(WANG).run()
    shown.button_group[0].set_value(["reviewer"]).run()
    assert "将授予「王&lt;b&gt;五」：评审人。" in said(shown)
    assert people.person_of(register, WANG).roles == frozenset()
    shown.button(key="people_confirm").click().run()
    assert shown.success[0].value == text("ui.people.done", "zh")
    assert people.person_of(register, WANG).roles == {Role.REVIEWER}
    assert shown.button_group[0].value == ["reviewer"]
    assert not [button for button in shown.button if button.key == "people_confirm"]


def test_a_change_of_mind_leaves_everything_as_it_was(register: Register) -> None:
    shown = page()
    shown.selectbox[0].select(LI).run()
    shown.button_group[0].set_value(["admin"]).run()
    assert "将撤销「李四」：评审人，自其下一次操作起生效。" in said(shown)
    shown.button(key="people_cancel").click().run()
    assert shown.button_group[0].value == ["reviewer", "admin"]
    assert people.person_of(register, LI).roles == {Role.REVIEWER, Role.ADMIN}


def test_a_role_is_taken_with_a_reason_that_everybody_who_may_reads_later(register: Register) -> None:
    shown = page()
    shown.selectbox[0].select(LI).run()
    shown.button_group[0].set_value(["admin"]).run()
    shown.button(key="people_confirm").click().run()
    assert shown.error[0].value == "撤销「评审人」角色须写明理由。"
    assert Role.REVIEWER in people.person_of(register, LI).roles
    shown.text_input(key="people_reason").set_value("调离<b>").run()
    shown.button(key="people_confirm").click().run()
    assert people.person_of(register, LI).roles == {Role.ADMIN}
    words = said(shown)
    assert "撤销评审人" in words
    assert "调离&lt;b&gt;" in words
    assert not [box for box in shown.text_input if box.key == "people_reason" and box.value]


def test_an_administrator_is_told_why_they_cannot_lock_themselves_out(register: Register) -> None:
    shown = page()
    shown.selectbox[0].select(LI).run()
    shown.button_group[0].set_value(["reviewer"]).run()
    shown.button(key="people_confirm").click().run()
    assert shown.error[0].value == text("error.registry.own_admin", "zh")
    assert Role.ADMIN in people.person_of(register, LI).roles


def test_somebody_who_never_signed_in_is_given_a_role_by_their_identity(register: Register) -> None:
    shown = page()
    shown.selectbox[0].select(people_view.NEW).run()
    shown.text_input(key="people_new").set_value("zhao@example.cn").run()
    shown.button_group[0].set_value(["applicant"]).run()
    shown.button(key="people_confirm").click().run()
    assert "不是登录标识" in shown.error[0].value
    shown.text_input(key="people_new").set_value(" https://idp|zhao ").run()
    shown.text_input(key="people_name").set_value("赵六").run()
    shown.button(key="people_confirm").click().run()
    assert people.person_of(register, "https://idp|zhao").roles == {Role.APPLICANT}
    assert people.names_of(register, ["https://idp|zhao"]) == {"https://idp|zhao": "赵六"}


def test_who_is_no_administrator_sees_nobody_and_changes_nothing(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = page()
    shown.selectbox[0].select(WANG).run()
    shown.button_group[0].set_value(["admin"]).run()
    # the role is withdrawn between the choice and the click
    asks(monkeypatch, PUBLIC)
    shown.button(key="people_confirm").click().run()
    assert people.person_of(register, WANG).roles == frozenset()
    assert "李四" not in said(shown)
    assert not shown.selectbox
    assert "系统管理员" in shown.error[0].value


def test_every_right_of_the_table_is_told_of_its_role() -> None:
    assert people_view.may("reviewer", "zh") == "受理、填写意见、退回修改、评审通过"
    assert "批复" in people_view.may("authority", "zh")
    assert "提交申报" in people_view.may("applicant", "zh")
    assert people_view.may("admin", "en").startswith("manage people and roles")


def test_the_documented_roles_are_those_of_the_table() -> None:
    told = (Path(__file__).parents[2] / "docs" / "people.md").read_text(encoding="utf-8")
    for role in people.GIVEN:
        named = text(f"registry.role.{role.value}", "zh")
        assert f"| {named} {role.value} | {people_view.may(role.value, 'zh')} |" in told
