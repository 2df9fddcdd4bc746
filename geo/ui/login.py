"""How people sign in, as the environment or ``.streamlit/secrets.toml`` says it; nothing said: local mode."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from geo.errors import SizhiError
from geo.i18n import LANGUAGES, text

if TYPE_CHECKING:
    from collections.abc import Mapping

VARIABLES = {
    "SIZHI_LOGIN_URL": "server_metadata_url",
    "SIZHI_LOGIN_CLIENT_ID": "client_id",
    "SIZHI_LOGIN_CLIENT_SECRET": "client_secret",
    "SIZHI_LOGIN_COOKIE_SECRET": "cookie_secret",
    "SIZHI_LOGIN_ADDRESS": "redirect_uri",
}
"""Variables of the environment, and what they are in the ``[auth]`` section of the secrets file."""
CALLBACK = "/oauth2callback"
SHORTEST_SECRET = 32
SESSION_MIN, IDLE_MIN = 8 * 60, 60
UNTIL_TOKEN = "token"  # noqa: S105 - a word of the setting
LOOPBACK = re.compile(r"localhost|[\w-]+\.localhost|127(\.\d{1,3}){3}|::1")
REGISTER = "SIZHI_DATA"
"""Names the data folder: with a database server the files are still there."""


class LoginError(SizhiError):
    """The login is configured, but not so that people could sign in safely; ``problems`` says all of it."""

    def __init__(self, problems: list[tuple[str, dict[str, Any]]]) -> None:
        super().__init__("login.unusable", count=len(problems))
        self.problems = problems

    def told(self) -> str:
        """Every problem in every language: whoever starts a server may read either."""
        lines = []
        for lang in LANGUAGES:
            lines.append(text("login.unusable", lang, count=len(self.problems)))
            lines += [
                f"  - {text(f'login.problem.{code}', lang, **params)}" for code, params in self.problems
            ]
        return "\n".join(lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """Service mode: where the service is reached, how long a session lasts, which claim names roles."""

    origin: str
    session_s: int | None
    """From the sign-in on; None: until the token of the login expires."""
    idle_s: int
    claim: str = ""
    roles: Mapping[str, str] = field(default_factory=dict)
    """Value of the claim to role; empty: the values are roles themselves."""
    auth: Mapping[str, str] = field(default_factory=dict, repr=False)
    """What Streamlit is told, when it comes from the environment."""

    @property
    def host(self) -> str:
        """Name (and port) of the service, as browsers ask for it."""
        return urlsplit(self.origin).netloc

    @property
    def secure(self) -> bool:
        """Whether browsers reach the service by https."""
        return self.origin.startswith("https:")


@cache
def configured() -> Login | None:
    """The login of this process, None in local mode.

    Raises
    ------
    LoginError
        It is configured and cannot be used.
    """
    return read(os.environ, _filed())


def read(env: Mapping[str, str], filed: Mapping[str, Any]) -> Login | None:
    """The login that ``env`` and the ``[auth]`` section of the secrets file describe.

    The environment counts alone as soon as it says anything of a login.

    Raises
    ------
    LoginError
        Something is missing or unsafe; all of it is told at once.

    Examples
    --------
    >>> read({}, {}) is None
    True
    """
    said = {key: env[name].strip() for name, key in VARIABLES.items() if env.get(name, "").strip()}
    if not said and not filed:
        return None
    from_env = bool(said)
    auth = said if from_env else {key: str(filed.get(key) or "").strip() for key in VARIABLES.values()}
    if from_env and "redirect_uri" in auth:
        auth["redirect_uri"] = auth["redirect_uri"].rstrip("/") + CALLBACK
    problems = [*_missing(auth, from_env=from_env), *_unsafe(auth)]
    if not env.get(REGISTER):
        problems.append(("register", {}))
    session = env.get("SIZHI_SESSION_MINUTES", "").strip()
    found = Login(
        origin="{0.scheme}://{0.netloc}".format(urlsplit(auth.get("redirect_uri", ""))),
        session_s=None
        if session == UNTIL_TOKEN
        else _seconds("SIZHI_SESSION_MINUTES", session, SESSION_MIN, problems),
        idle_s=_seconds("SIZHI_IDLE_MINUTES", env.get("SIZHI_IDLE_MINUTES", ""), IDLE_MIN, problems),
        claim=env.get("SIZHI_ROLES_CLAIM", "").strip(),
        roles=_roles(env.get("SIZHI_ROLES_MAP", ""), problems),
        auth=auth if from_env else {},
    )
    if found.roles and not found.claim:
        problems.append(("claim", {}))
    if problems:
        raise LoginError(problems)
    return found


def secrets() -> dict[str, Any] | None:
    """What ``st.App`` is given: the login of the environment, in the words of Streamlit."""
    login = configured()
    return {"auth": dict(login.auth)} if login is not None and login.auth else None


def claimed(claims: Mapping[str, Any], login: Login) -> tuple[str, ...]:
    """The roles a login's claim names; without a configured claim none, whatever the token says.

    Parameters
    ----------
    claims
        Of the identity token.
    login
        Names the claim: one of that name, or a path with dots (``realm_access.roles``).

    Examples
    --------
    >>> login = Login(origin="https://a", session_s=1, idle_s=1, claim="x.groups", roles={"R1": "reviewer"})
    >>> claimed({"x": {"groups": ["R1", "admin"]}}, login)
    ('reviewer',)
    """
    if not login.claim:
        return ()
    value: Any = claims.get(login.claim)
    if value is None:
        value = claims
        for step in login.claim.split("."):
            value = value.get(step) if isinstance(value, dict) else None
    values = value.split() if isinstance(value, str) else value if isinstance(value, list) else []
    named = (str(one) for one in values)
    if not login.roles:
        return tuple(named)
    return tuple(login.roles[one] for one in named if one in login.roles)


def _filed() -> Mapping[str, Any]:
    """The ``[auth]`` section of the secrets file, empty when there is none."""
    import streamlit as st
    from streamlit.errors import StreamlitSecretNotFoundError

    try:
        return st.secrets.get("auth") or {}
    except StreamlitSecretNotFoundError:
        return {}


def _missing(auth: Mapping[str, str], *, from_env: bool) -> list[tuple[str, dict[str, Any]]]:
    names = [name if from_env else key for name, key in VARIABLES.items() if not auth.get(key)]
    return [("missing", {"names": names})] if names else []


def _unsafe(auth: Mapping[str, str]) -> list[tuple[str, dict[str, Any]]]:
    problems: list[tuple[str, dict[str, Any]]] = []
    secret = auth.get("cookie_secret", "")
    if secret and len(secret) < SHORTEST_SECRET:
        problems.append(("short_secret", {"least": SHORTEST_SECRET}))
    for key in ("redirect_uri", "server_metadata_url"):
        address = urlsplit(auth.get(key, ""))
        plain = address.scheme == "http" and LOOPBACK.fullmatch(address.hostname or "")
        if auth.get(key) and not (address.netloc and (address.scheme == "https" or plain)):
            problems.append(("plain", {"address": auth[key]}))
    if auth.get("redirect_uri") and not auth["redirect_uri"].endswith(CALLBACK):
        problems.append(("callback", {"address": auth["redirect_uri"], "end": CALLBACK}))
    return problems


def _seconds(name: str, said: str, usual: int, problems: list[tuple[str, dict[str, Any]]]) -> int:
    minutes = said.strip() or str(usual)
    if not minutes.isdecimal() or not 1 <= int(minutes) <= 30 * 24 * 60:
        problems.append(("minutes", {"name": name, "found": minutes[:40]}))
        return usual * 60
    return int(minutes) * 60


def _roles(said: str, problems: list[tuple[str, dict[str, Any]]]) -> dict[str, str]:
    """``value=role`` pairs with commas between."""
    from geo.registry.stages import Role

    found: dict[str, str] = {}
    for pair in filter(None, (piece.strip() for piece in said.split(","))):
        value, _, role = pair.rpartition("=")
        if not value.strip() or role.strip() not in set(Role):
            problems.append(("role", {"found": pair[:80], "known": [role.value for role in Role]}))
        found[value.strip()] = role.strip()
    return found
