"""Who is here, at the top of every page: name and roles, the way in or out, and what came of the login."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import streamlit as st

from geo.i18n import text
from geo.model.clock import CHINA, china_now
from geo.ui import login, who
from geo.ui.gate import SAID
from geo.ui.render import html
from geo.ui.state import Key
from geo.ui.who import Standing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.ui.who import Visitor

WORDS = ("unavailable", "failed", "refused", "out", "nowhere")
"""What the gate says in the address: of those who went to the login, or asked for what there is not."""
CALM = {"out", "nowhere"}
SHORT_NAME = 14
MODES = {Standing.ALONE: ":material/computer:", Standing.OPEN: ":material/public:"}


def draw(now: Visitor, lang: str) -> None:
    """The corner of the head: the mode, or the person, or the way in."""
    if now.standing in MODES:
        mode = now.standing.value
        with st.popover(text(f"ui.account.{mode}", lang), icon=MODES[now.standing], key="account"):
            keys = ("where", "why", "how") if now.standing is Standing.ALONE else ("text", "how")
            html(
                "account.html.j2",
                title=text(f"ui.account.{mode}_title", lang),
                lines=[text(f"ui.account.{mode}_{key}", lang) for key in keys],
            )
    elif now.standing is Standing.IN:
        _person(now, lang)
    else:
        sign_in(lang, key="sign_in_head")


def sign_in(lang: str, *, key: str) -> None:
    """The button that leads to the login."""
    st.button(
        text("ui.account.sign_in", lang),
        key=key,
        on_click=who.sign_in,
        icon=":material/login:",
        type="primary",
    )


def _person(now: Visitor, lang: str) -> None:
    roles = role_words(now.person.roles, lang)
    name = now.person.name or text("registry.member.nameless", lang)
    short = name if len(name) <= SHORT_NAME else name[: SHORT_NAME - 1] + "…"
    label = _plain(f"{short} · {roles or text('ui.account.no_role', lang)}")
    with st.popover(label, icon=":material/account_circle:", key="account"):
        lines = [] if roles else [text("ui.account.no_role_text", lang)]
        html(
            "account.html.j2",
            title=name if roles else text("ui.account.no_role_title", lang),
            lines=lines,
            rows=[
                (text("ui.account.roles", lang), roles or text("ui.account.no_role", lang), False),
                (text("ui.account.subject", lang), now.person.id, True),
            ],
            note=_ends(now, lang),
        )
        st.button(
            text("ui.account.sign_out", lang),
            key="sign_out",
            on_click=who.sign_out,
            icon=":material/logout:",
            width="stretch",
        )


def told(now: Visitor, page: str, lang: str) -> None:
    """One sentence about the login, until the person goes on to another page."""
    state = st.session_state
    asked = st.query_params.get(SAID)
    if asked is not None:
        del st.query_params[SAID]
    if asked in WORDS:
        state[Key.SIGN_IN] = (asked, page)
    over = now.standing is Standing.OVER
    if over and not state.get(Key.WAS_OVER):
        state[Key.SIGN_IN] = (Standing.OVER.value, page)
    state[Key.WAS_OVER] = over
    word, where = state.get(Key.SIGN_IN, ("", page))
    if now.standing is Standing.NAMELESS:
        word, where = Standing.NAMELESS.value, page
    if not word or where != page or (now.standing is Standing.IN and word != "nowhere"):
        state.pop(Key.SIGN_IN, None)
        return
    icon = {"out": ":material/logout:", "nowhere": ":material/wrong_location:"}.get(
        word, ":material/key_off:"
    )
    say = st.info if word in CALM else st.warning
    say(text(f"ui.account.said.{word}", lang), icon=icon)


def guard(now: Visitor, title: str, roles: Iterable[str], lang: str) -> None:
    """Instead of a page somebody may not use: for whom it is, and what to do."""
    way = {Standing.IN: "in", Standing.OPEN: "open"}.get(now.standing, "out")
    html(
        "notice.html.j2",
        tone="advisory",
        title=text(f"ui.guard.title_{way}", lang, page=title),
        lines=[
            text("ui.guard.text", lang, roles=role_words(roles, lang)),
            text(f"ui.guard.do_{way}", lang),
        ],
    )
    if way == "out":
        sign_in(lang, key="sign_in_here")


def role_words(roles: Iterable[str], lang: str) -> str:
    """Roles as a person reads them, in the order in which an application meets them."""
    from geo.registry.people import GIVEN

    held = set(roles)
    return ("、" if lang == "zh" else ", ").join(
        text(f"registry.role.{role.value}", lang) for role in GIVEN if role in held
    )


def _ends(now: Visitor, lang: str) -> str:
    configured = login.configured()
    if now.until is None or configured is None:
        return ""
    at = dt.datetime.fromtimestamp(now.until, CHINA)
    today = at.date() == china_now().date()
    key = "until_token" if configured.session_s is None else "until"
    minutes = configured.idle_s // 60
    return text(
        f"ui.account.{key}", lang, at=f"{at:%H:%M}" if today else f"{at:%m-%d %H:%M}", minutes=minutes
    )


def _plain(words: str) -> str:
    """Words for a label, in which a name must not become a picture, a link or a formula."""
    return "".join(f"\\{mark}" if mark in "\\`*_{}[]()#+-.!|~:<>$^" else mark for mark in words)
