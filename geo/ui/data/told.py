"""What all tabs of the data page say alike: addresses, moments, sizes, people, errors."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

import streamlit as st

from geo.i18n import LANGUAGES, text
from geo.model.clock import china

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.errors import SizhiError

_STEP = 1024
_UNITS = ("B", "KB", "MB", "GB", "TB")


def link(**asked: str | None) -> str:
    """The address of this page with nothing but what is asked for, and the language of now."""
    lang = st.query_params.get("lang")
    kept = {"lang": lang} if lang in LANGUAGES else {}
    pairs = {**{key: value for key, value in asked.items() if value is not None}, **kept}
    return "/data" + ("?" + urlencode(pairs) if pairs else "")


def when(at: str | None, *, seconds: bool = False) -> str:
    """A moment of the register by the clock in China.

    Examples
    --------
    >>> when(None)
    '—'
    """
    if not at:
        return "—"
    local = china(at)
    return local.strftime("%Y-%m-%d %H:%M:%S" if seconds else "%Y-%m-%d %H:%M")


def size(count: int) -> str:
    """A number of bytes as people read it.

    Examples
    --------
    >>> size(512), size(2_500_000), size(0)
    ('512 B', '2.4 MB', '0 B')
    """
    value, place = float(count), 0
    while value >= _STEP and place < len(_UNITS) - 1:
        value, place = value / _STEP, place + 1
    return f"{value:,.0f} {_UNITS[place]}" if place == 0 else f"{value:,.1f} {_UNITS[place]}"


def error(problem: SizhiError, lang: str) -> None:
    """One thing that went wrong, in its words."""
    st.error(text(f"error.{problem.code}", lang, **problem.params), icon=":material/error:")


def errors(problems: Iterable[SizhiError], lang: str) -> None:
    """Everything that is wrong, in one place."""
    said = [text(f"error.{problem.code}", lang, **problem.params) for problem in problems]
    if not said:
        return
    head = text("ui.data.problems", lang, count=len(said))
    st.error("\n".join((head, "", *(f"{place}. {line}" for place, line in enumerate(said, start=1)))))
