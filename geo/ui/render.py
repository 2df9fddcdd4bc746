"""HTML on the page: one environment that escapes, one style sheet, one script for links to the map."""

from __future__ import annotations

import base64
import urllib.parse
from pathlib import Path
from typing import Any

import streamlit as st
from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from geo.i18n import text

TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
)


UNITS = ((1024 * 1024, "MB"), (1024, "KB"))


def size(count: int) -> str:
    """A number of bytes as people read it.

    Examples
    --------
    >>> size(2048), size(12)
    ('2.0 KB', '12 B')
    """
    for length, unit in UNITS:
        if count >= length:
            return f"{count / length:,.1f} {unit}"
    return f"{count} B"


def html(template: str, **content: Any) -> None:
    """Put a template on the page; every value is escaped."""
    st.html(drawn(template, **content))


def drawn(template: str, **content: Any) -> Markup:
    """A template as HTML, to be put into another as it is; every value is escaped."""
    return Markup(TEMPLATES.get_template(template).render(**content))  # noqa: S704 - the environment escapes


def document(page: str) -> None:
    """Put a document of its own on the page, in a frame: a map.

    The framework asks whether the text is an address, and the parser of addresses remembers all it was asked.
    """
    st.iframe(page, height=640)
    urllib.parse.clear_cache()  # type: ignore[attr-defined]


def frame_at(place: str) -> None:
    """Put the document that lies at an address of our own on the page, in a frame: a map."""
    st.iframe(place, height=640)


def picture(template: str, **content: Any) -> str:
    """Draw an SVG template as a ``data:`` address: the page lets pictures through, not drawings."""
    drawn = TEMPLATES.get_template(template).render(**content)
    return "data:image/svg+xml;base64," + base64.b64encode(drawn.encode()).decode("ascii")


def style() -> str:
    """The style of every page: in the first document, so that nothing is seen without it."""
    return TEMPLATES.get_template("page.css.j2").render()


def frame(lang: str) -> None:
    """What of the style is said in the language of the page: once a run, before anything else."""
    words = {key: text(f"ui.widget.{key}", lang) for key in ("upload", "limit")}
    st.html("<style>" + TEMPLATES.get_template("widget.css.j2").render(words=words) + "</style>")


def script(lang: str) -> None:
    """The script that names things for a screen reader: last on the page, so that it takes no place above."""
    code = TEMPLATES.get_template("page.js.j2").render(
        lang="zh-CN" if lang == "zh" else "en",
        words={key: text(f"ui.widget.{key}", lang) for key in ("upload", "remove", "skip", "help", "map")},
    )
    st.html(f"<script>{code}</script>", unsafe_allow_javascript=True)


def calm(lang: str) -> None:
    """An error nobody foresaw, without its words: what is safe, and what to do."""
    st.error(text("ui.unexpected", lang), icon=":material/error:")
