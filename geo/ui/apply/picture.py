"""The map of what is on the desk, and what stands in its place when there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo.i18n import text
from geo.ui import cache, map_pages
from geo.ui.map_data import LEAFLET_URL
from geo.ui.render import document, html

if TYPE_CHECKING:
    from geo.model.application import Application
    from geo.model.case import Case


def zone(case: Case, application: Application, lang: str) -> None:
    """The map, in the container the page's links and ears know."""
    with st.container(key="map"):
        document(page(case, application, lang, assets_url=LEAFLET_URL))


def page(case: Case, application: Application, lang: str, *, assets_url: str | None) -> str:
    """The map as a page: with Leaflet linked, or inlined to be taken away."""
    return map_pages.map_page(cache.key_of(application), lang, case, assets_url=assets_url)


def nothing(lang: str) -> None:
    """No boundary yet: which step brings one."""
    html(
        "notice.html.j2",
        tone="note",
        title=text("ui.apply.no_boundary", lang),
        lines=[text("ui.apply.no_boundary_do", lang)],
    )


def refused(lang: str) -> None:
    """A boundary that cannot be used: which step says why."""
    html(
        "notice.html.j2",
        tone="fail",
        title=text("ui.apply.refused", lang),
        lines=[text("ui.apply.refused_do", lang)],
    )
