"""People, moments, stages and files as a reviewer reads them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import streamlit as st

from geo.i18n import text
from geo.model.clock import china
from geo.registry.content import KEPT
from geo.ui.apply.desk import kept_as

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geo.registry import Register

LOCAL_ID = "local"
"""The one person of a machine without logins (`geo.registry.access.LOCAL`)."""
MINUTE, HOUR, DAY = 60, 3600, 86400
TONES = {
    "declared": "advisory",
    "review": "advisory",
    "notice": "advisory",
    "approved": "pass",
    "building": "pass",
    "accepted": "pass",
    "returned": "review",
    "withdrawn": "not_applicable",
    "revoked": "fail",
}
"""Colour of a stage; its name always stands beside it."""


def moment(at: str, lang: str) -> str:
    """A moment of the register, which is UTC, by the clock in China."""
    there = china(at)
    return there.strftime("%Y-%m-%d %H:%M") if lang == "zh" else there.strftime("%d %b %Y, %H:%M")


def seconds_since(at: str) -> float:
    """How long ago a moment was; never negative."""
    return max(0.0, (dt.datetime.now(dt.UTC) - dt.datetime.fromisoformat(at)).total_seconds())


def waited(at: str, lang: str) -> str:
    """How long something has been waiting, in its largest whole unit."""
    seconds = seconds_since(at)
    if seconds < MINUTE:
        return text("ui.review.waited_now", lang)
    for unit, length in (("days", DAY), ("hours", HOUR), ("minutes", MINUTE)):
        if seconds >= length:
            count = int(seconds // length)
            return text(f"ui.review.waited_{unit}" + ("_one" if count == 1 else ""), lang, count=count)
    return ""


def names(register: Register, ids: Iterable[str], lang: str) -> dict[str, str]:
    """Names of people by id; an id itself is never shown."""
    from geo.registry.people import names_of

    wanted = set(ids)
    known = names_of(register, wanted)
    return {key: known.get(key) or unnamed(key, lang) for key in wanted}


def unnamed(key: str, lang: str) -> str:
    """What somebody is called whose name the register does not know."""
    return text("registry.member.local" if key == LOCAL_ID else "registry.member.nameless", lang)


def stage(value: str, lang: str) -> str:
    """A stage in words."""
    return text(f"registry.stage.{value}", lang)


def action(value: str, lang: str) -> str:
    """A step in words, as the name of a button.

    Examples
    --------
    >>> action("pass", "zh"), action("pass", "en")
    ('评审通过', 'Pass the review')
    """
    said = text(f"registry.action.{value}", lang)
    return said[:1].upper() + said[1:]


def back() -> str:
    """The address of the queue, with the filters it had."""
    return link(application=None, tab=None, version=None, against=None)


def link(**changes: str | None) -> str:
    """The address of this page with some of what it asks for changed; None takes a thing out."""
    asked: Mapping[str, list[str]] = {key: st.query_params.get_all(key) for key in st.query_params}
    changed = {**asked, **{key: [] if value is None else [value] for key, value in changes.items()}}
    pairs = [(key, value) for key, values in changed.items() for value in values]
    return "/review" + ("?" + urlencode(pairs) if pairs else "")


def kind_of(part: str, lang: str) -> str:
    """What a file is: judged as, or kept beside those that were."""
    if part.startswith(KEPT):
        return text(f"ui.apply.part.{kept_as(part.removeprefix(KEPT))}", lang)
    return text(f"ui.review.file_{part}", lang)
