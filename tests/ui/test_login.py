"""What the environment may say of a login, when a login counts, and whom it speaks of."""

import itertools
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from geo.registry import LOCAL, PUBLIC, Register, Role, open_register, people
from geo.registry.access import Person
from geo.ui import login, sessions, who
from geo.ui.login import Login, LoginError
from geo.ui.who import Standing, alone, signed_in

EVERYWHERE = "0.0.0.0"  # noqa: S104
GOOD = {
    "SIZHI_LOGIN_URL": "https://idp.example/.well-known/openid-configuration",
    "SIZHI_LOGIN_CLIENT_ID": "sizhi",
    "SIZHI_LOGIN_CLIENT_SECRET": "s",
    "SIZHI_LOGIN_COOKIE_SECRET": "c" * 32,
    "SIZHI_LOGIN_ADDRESS": "https://sizhi.example/",
    "SIZHI_DATA": "/srv/sizhi",
}


def problems(**said: str) -> list[str]:
    with pytest.raises(LoginError) as refused:
        login.read(GOOD | said, {})
    assert "Traceback" not in refused.value.told()
    return [code for code, _ in refused.value.problems]


def test_nothing_said_is_local_mode() -> None:
    assert login.read({"SIZHI_DATA": "x", "SIZHI_ROLES_CLAIM": "roles"}, {}) is None


def test_the_environment_describes_a_login() -> None:
    found = login.read(
        GOOD | {"SIZHI_IDLE_MINUTES": "30", "SIZHI_SESSION_MINUTES": "token"}, {"client_id": "x"}
    )
    assert found is not None
    assert (found.origin, found.host, found.secure) == ("https://sizhi.example", "sizhi.example", True)
    assert (found.session_s, found.idle_s) == (None, 1800)
    assert found.auth["redirect_uri"] == "https://sizhi.example/oauth2callback"
    assert "c" * 32 not in repr(found)


def test_the_secrets_file_describes_a_login() -> None:
    filed = {
        "server_metadata_url": GOOD["SIZHI_LOGIN_URL"],
        "client_id": "sizhi",
        "client_secret": "s",
        "cookie_secret": "c" * 32,
        "redirect_uri": "http://127.0.0.1:8501/oauth2callback",
    }
    found = login.read({"SIZHI_DATA": "x"}, filed)
    assert found is not None
    assert (found.secure, found.session_s, found.idle_s, found.auth) == (False, 8 * 3600, 3600, {})
    with pytest.raises(LoginError) as refused:
        login.read({"SIZHI_DATA": "x"}, filed | {"redirect_uri": "https://sizhi.example/"})
    assert [code for code, _ in refused.value.problems] == ["callback"]


def test_every_problem_is_told_at_once_and_in_both_languages() -> None:
    with pytest.raises(LoginError) as refused:
        login.read({"SIZHI_LOGIN_ADDRESS": "http://sizhi.example", "SIZHI_IDLE_MINUTES": "soon"}, {})
    told = refused.value.told()
    assert [code for code, _ in refused.value.problems] == ["missing", "plain", "register", "minutes"]
    assert "SIZHI_LOGIN_COOKIE_SECRET" in told
    assert "缺少设置" in told
    assert "must begin with https" in told


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"SIZHI_LOGIN_COOKIE_SECRET": "short"}, "short_secret"),
        ({"SIZHI_LOGIN_URL": "http://idp.example/x"}, "plain"),
        ({"SIZHI_LOGIN_URL": "idp.example"}, "plain"),
        ({"SIZHI_DATA": ""}, "register"),
        ({"SIZHI_DATA": "", "SIZHI_DATABASE_URL": "postgresql://user@host/sizhi"}, "register"),
        ({"SIZHI_SESSION_MINUTES": "0"}, "minutes"),
        ({"SIZHI_SESSION_MINUTES": "1e3"}, "minutes"),
        ({"SIZHI_ROLES_CLAIM": "r", "SIZHI_ROLES_MAP": "a=king"}, "role"),
        ({"SIZHI_ROLES_MAP": "a=reviewer"}, "claim"),
    ],
)
def test_what_is_unsafe_or_not_understood_is_refused(said: dict[str, str], code: str) -> None:
    assert problems(**said) == [code]


def with_claim(claim: str, **roles: str) -> Login:
    return Login(origin="https://a", session_s=60, idle_s=60, claim=claim, roles=roles)


@pytest.mark.parametrize(
    ("claims", "configured", "found"),
    [
        ({"roles": ["admin"]}, with_claim(""), ()),
        ({"roles": ["admin", "king"]}, with_claim("roles"), ("admin", "king")),
        ({"roles": "reviewer authority"}, with_claim("roles"), ("reviewer", "authority")),
        ({"roles": ["admin", "planners"]}, with_claim("roles", planners="reviewer"), ("reviewer",)),
        ({"realm": {"roles": ["p"]}}, with_claim("realm.roles", p="reviewer"), ("reviewer",)),
        ({"https://a.b/roles": ["p"]}, with_claim("https://a.b/roles", p="reviewer"), ("reviewer",)),
        ({"roles": {"admin": True}}, with_claim("roles"), ()),
        ({"roles": "x"}, with_claim("roles.deep.er"), ()),
        ({}, with_claim("roles"), ()),
    ],
)
def test_roles_come_only_from_the_claim_that_was_named(
    claims: object, configured: Login, found: object
) -> None:
    assert login.claimed(claims, configured) == found  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("address", "client", "headers", "here"),
    [
        ("127.0.0.1", "127.0.0.1", {"host": "127.0.0.1:8501"}, True),
        ("localhost", "::1", {}, True),
        ("127.0.0.1", None, {}, True),
        (EVERYWHERE, "127.0.0.1", {}, False),
        ("", "127.0.0.1", {}, False),
        ("192.168.1.5", "127.0.0.1", {}, False),
        ("127.0.0.1.example", "127.0.0.1", {}, False),
        ("127.0.0.1", "10.0.0.9", {}, False),
        ("127.0.0.1", "", {}, False),
        ("127.0.0.1", "127.0.0.1", {"x-forwarded-for": "10.0.0.9"}, False),
        ("127.0.0.1", "127.0.0.1", {"forwarded": "for=10.0.0.9"}, False),
        ("127.0.0.1", "127.0.0.1", {"via": "1.1 proxy"}, False),
    ],
)
def test_only_the_machine_itself_is_alone(
    address: str, client: str | None, headers: dict[str, str], *, here: bool
) -> None:
    assert alone(address, client, headers) is here


def test_bound_elsewhere_without_a_login_nobody_is_the_local_person(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(login, "configured", lambda: None)
    monkeypatch.setattr("streamlit.get_option", {"server.address": EVERYWHERE, "global.appTest": True}.get)
    assert who.visitor() == who.Visitor(PUBLIC, Standing.OPEN)
    monkeypatch.setattr("streamlit.get_option", {"server.address": "127.0.0.1", "global.appTest": True}.get)
    assert who.visitor() == who.Visitor(LOCAL, Standing.ALONE)


SERVICE = Login(origin="https://a", session_s=8 * 3600, idle_s=3600, claim="roles")
SIGNED = {"is_logged_in": True, "iss": "https://idp", "sub": "z1", "name": "张三", "iat": 1000, "exp": 1300}
_nonces = itertools.count()


def claims(**more: object) -> dict[str, object]:
    """A new sign-in of the same person."""
    return SIGNED | {"nonce": next(_nonces)} | more


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    time = [1010.0]
    monkeypatch.setattr(sessions, "LOGINS", sessions.Logins(lambda: time[0]))
    return time


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    opened = open_register(tmp_path_factory.mktemp("login"), create=True)
    yield opened
    opened.close()


@pytest.fixture(autouse=True)
def _asked(register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geo.ui.register_view.opened", lambda: register)


def standing(said: dict[str, object], configured: Login = SERVICE) -> Standing:
    found = signed_in(said, configured)
    assert (found.person == PUBLIC) is (found.standing is not Standing.IN)
    return found.standing


def test_a_login_speaks_of_issuer_and_subject_with_roles_of_claim_and_table(
    clock: list[float], register: Register
) -> None:
    people.grant(register, LOCAL, "https://idp|z1", Role.REVIEWER)
    people.grant(register, LOCAL, "https://other|z1", Role.ADMIN)
    said = claims(roles=["applicant", "king", "public"])
    found = signed_in(said, SERVICE)
    assert found.person == Person(
        id="https://idp|z1", name="张三", roles=frozenset({Role.APPLICANT, Role.REVIEWER, Role.PUBLIC})
    )
    assert found.until == 1000 + 8 * 3600
    people.withdraw(register, LOCAL, "https://idp|z1", Role.REVIEWER, reason="调离")
    assert Role.REVIEWER not in signed_in(said, SERVICE).person.roles


@pytest.mark.parametrize("missing", ["iss", "sub", "iat", "exp"])
def test_a_login_that_names_nobody_is_nobody(clock: list[float], missing: str) -> None:
    assert standing({key: value for key, value in claims().items() if key != missing}) is Standing.NAMELESS
    assert standing(claims(**{missing: ""})) is Standing.NAMELESS
    assert standing(claims(is_logged_in=False)) is Standing.OUT
    assert standing({}) is Standing.OUT


def test_a_session_ends_with_its_time(clock: list[float]) -> None:
    said = claims()
    for clock[0] in range(1010, 1000 + 8 * 3600, 3000):
        assert standing(said) is Standing.IN
    clock[0] = 1000 + 8 * 3600
    assert standing(said) is Standing.OVER


def test_a_session_ends_with_the_token_where_that_is_asked_for(clock: list[float]) -> None:
    said, strict = claims(), Login(origin="https://a", session_s=None, idle_s=3600)
    assert standing(said, strict) is Standing.IN
    clock[0] = 1300
    assert standing(said, strict) is Standing.OVER


def test_a_session_ends_when_its_person_is_silent_and_does_not_come_back(clock: list[float]) -> None:
    said = claims()
    assert standing(said) is Standing.IN
    clock[0] += 3600
    assert standing(said) is Standing.IN
    clock[0] += 3601
    assert standing(said) is Standing.OVER
    clock[0] -= 3000
    assert standing(said) is Standing.OVER


def test_after_a_restart_an_old_cookie_does_not_count(clock: list[float]) -> None:
    clock[0] = 1000 + 3601
    assert standing(claims()) is Standing.OVER


def test_a_copy_of_the_cookie_ends_with_the_sign_out(clock: list[float]) -> None:
    said, other = claims(), claims()
    assert standing(said) is Standing.IN
    sessions.LOGINS.end(sessions.key_of(said), until=1000 + 8 * 3600)
    assert standing(dict(said)) is Standing.OVER
    assert standing(other) is Standing.IN


def test_who_signed_out_stays_signed_out_after_a_restart(tmp_path: Path) -> None:
    time = [1010.0]

    def started() -> sessions.Logins:
        return sessions.Logins(lambda: time[0], lambda: tmp_path)

    def counts(logins: sessions.Logins, key: str) -> bool:
        return logins.alive(key, since=1000, until=5000, idle_s=3600)

    first = started()
    assert counts(first, "a")
    assert counts(first, "b")
    first.end("a", until=5000)
    again = started()
    assert not counts(again, "a")
    assert counts(again, "b")
    again.end("b", until=1200)
    time[0] = 1300
    again.end("c", until=5000)
    # Whose time is over needs no note: the cookie says so itself.
    assert set(json.loads((tmp_path / sessions.FILE).read_text())) == {"a", "c"}
    # Nobody knows who had signed out: whoever comes back signs in again.
    (tmp_path / sessions.FILE).write_text("{", encoding="utf-8")
    broken = started()
    assert not counts(broken, "d")
    assert broken.alive("new", since=1301, until=5000, idle_s=3600)


def test_what_is_over_by_its_date_is_forgotten(clock: list[float]) -> None:
    logins = sessions.LOGINS
    for number in range(50):
        assert logins.alive(str(number), since=1000, until=1100, idle_s=3600)
    clock[0] = 1100
    assert not logins.alive("7", since=1000, until=1100, idle_s=3600)
    assert logins.alive("new", since=1100, until=1200, idle_s=3600)
    assert len(logins._seen) == 1


def test_a_register_that_cannot_be_read_gives_no_role(
    clock: list[float], register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    from geo.registry.problems import StoreError

    def broken() -> Register:
        raise StoreError("registry.busy", place="x")

    monkeypatch.setattr("geo.ui.register_view.opened", broken)
    found = signed_in(claims(roles=["admin"]), SERVICE)
    assert (found.standing, found.person.roles) == (Standing.IN, frozenset())


def test_names_stand_for_ids(register: Register) -> None:
    people.met(register, "https://idp|li", "李四")
    assert who.named(["https://idp|li", "local", "service", "https://idp|gone"], "zh") == {
        "https://idp|li": "李四",
        "local": "本机用户",
        "service": "程序",
        "https://idp|gone": "未登记姓名",
    }
