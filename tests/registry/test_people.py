"""Who the register knows, who gave them what, and what nobody can do to themselves; on both stores."""

import pytest

from geo.errors import UsageError
from geo.registry import LOCAL, PUBLIC, Person, Register, Role, people, verify
from geo.registry.audit import head_of
from geo.registry.problems import AccessError
from tests.registry.conftest import ADMIN, ANNA, AUTHORITY, REVIEWER

WANG, LI = "https://idp|wang", "https://idp|li"


def test_who_signed_in_is_found_by_an_administrator_and_keeps_the_name_of_the_login(
    register: Register,
) -> None:
    people.met(register, WANG, "王五")
    people.met(register, WANG, "")
    with register.reading() as connection:
        before = head_of(connection)
    people.met(register, WANG, "王五")
    with register.reading() as connection:
        assert head_of(connection) == before
    people.met(register, WANG, "王武")
    assert people.grant(register, ADMIN, LI, Role.APPLICANT, name="李四")
    assert not people.grant(register, ADMIN, LI, Role.APPLICANT)
    assert people.grant(register, LOCAL, LI, Role.REVIEWER)
    waiting, li = people.people_of(register, ADMIN)
    assert (waiting.id, waiting.name, waiting.grants) == (WANG, "王武", ())
    assert {(line.role, line.granted_by) for line in li.grants} == {
        (Role.APPLICANT, ADMIN.id),
        (Role.REVIEWER, "local"),
    }
    assert people.names_of(register, [WANG, LI, "https://idp|nobody"]) == {WANG: "王武", LI: "李四"}
    assert verify(register).clean


def test_a_role_taken_away_and_given_again_names_who_gave_it_last(register: Register) -> None:
    people.grant(register, ADMIN, LI, Role.REVIEWER)
    assert people.withdraw(register, ADMIN, LI, Role.REVIEWER, reason="调离")
    assert not people.withdraw(register, ADMIN, LI, Role.REVIEWER, reason="调离")
    people.grant(register, LOCAL, LI, Role.REVIEWER)
    (li,) = people.people_of(register, LOCAL)
    assert [line.granted_by for line in li.grants] == ["local"]


def test_who_was_given_or_lost_which_role_and_why_is_kept(register: Register) -> None:
    people.grant(register, ADMIN, LI, Role.REVIEWER, reason=" 新任评审 ")
    people.grant(register, ADMIN, LI, Role.REVIEWER, reason="again")
    for reason in ("", "  "):
        with pytest.raises(UsageError, match="role_reason"):
            people.withdraw(register, LOCAL, LI, Role.REVIEWER, reason=reason)
    assert people.withdraw(register, LOCAL, LI, Role.REVIEWER, reason="调离")
    gone, came = people.role_changes_of(register, ADMIN)
    assert (gone.person_id, gone.role, gone.given, gone.reason, gone.changed_by) == (
        LI, Role.REVIEWER, False, "调离", "local",
    )  # fmt: skip
    assert (came.given, came.reason, came.changed_by) == (True, "新任评审", ADMIN.id)
    assert gone.changed_at >= came.changed_at
    assert people.role_changes_of(register, ADMIN, last=1) == (gone,)
    with pytest.raises(AccessError):
        people.role_changes_of(register, REVIEWER)
    assert verify(register).clean


def test_nobody_else_sees_or_changes_who_may_what(register: Register) -> None:
    for person in (PUBLIC, ANNA, REVIEWER, AUTHORITY):
        with pytest.raises(AccessError):
            people.people_of(register, person)
        with pytest.raises(AccessError):
            people.grant(register, person, person.id or LI, Role.ADMIN)
        with pytest.raises(AccessError):
            people.withdraw(register, person, LI, Role.ADMIN, reason="调离")


def test_an_administrator_cannot_lock_everybody_out(register: Register) -> None:
    admin = Person(id=WANG, roles=frozenset({Role.ADMIN}))
    people.grant(register, LOCAL, WANG, Role.ADMIN)
    people.grant(register, admin, WANG, Role.REVIEWER)
    with pytest.raises(AccessError) as refused:
        people.withdraw(register, admin, WANG, Role.ADMIN, reason="调离")
    assert refused.value.code == "registry.own_admin"
    assert people.withdraw(register, admin, WANG, Role.REVIEWER, reason="调离")
    assert people.withdraw(register, LOCAL, WANG, Role.ADMIN, reason="调离")


@pytest.mark.parametrize("subject", ["", "zhang@example.cn", "https://idp", "https://idp|", "|zhang", " | "])
def test_what_no_login_could_be_gets_no_role(embedded: Register, subject: str) -> None:
    with pytest.raises(UsageError):
        people.grant(embedded, ADMIN, subject, Role.APPLICANT)
    with pytest.raises(UsageError):
        people.subject_of("https://a|b", "c")
    with pytest.raises(UsageError):
        people.grant(embedded, ADMIN, LI, Role.PUBLIC)
    assert people.people_of(embedded, ADMIN) == ()
