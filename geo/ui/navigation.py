"""The pages, in the order of the menu, and the language switch."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

import streamlit as st

from geo.i18n import LANGUAGES, text
from geo.ui import account, memory, publisher, render, who
from geo.ui.cache import warm
from geo.ui.state import Key

if TYPE_CHECKING:
    from collections.abc import Callable

    from streamlit.navigation.page import StreamlitPage

    from geo.ui.who import Visitor

LOG = logging.getLogger(__name__)
EVERYBODY = frozenset({"public"})
"""Everybody holds the public's role (`geo.registry.stages.Role`)."""
JUDGES = frozenset({"reviewer", "authority"})
KEEPERS = JUDGES | {"admin"}


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its address, its icon, and for which roles it is.

    Its module in `geo.ui.pages` has the name of its address and a ``draw(lang)``; it is loaded when somebody
    comes, so that nobody waits for the pages of others.
    """

    path: str
    icon: str
    roles: frozenset[str] = EVERYBODY

    def draw(self, lang: str) -> None:
        """Draw the page."""
        import_module(f"geo.ui.pages.{self.path}").draw(lang)


PAGES: tuple[Page, ...] = (
    Page("province", ":material/map:"),
    Page("zone", ":material/location_on:"),
    Page("apply", ":material/edit_document:"),
    Page("review", ":material/gavel:", JUDGES),
    Page("coverage", ":material/radar:"),
    Page("data", ":material/database:", KEEPERS),
)


def run() -> None:
    """Draw the chosen page in the chosen language."""
    st.set_page_config(page_title="Sizhi 四至", layout="wide")
    own = publisher.language()
    asked = st.query_params.get("lang", own)
    asked = asked if asked in LANGUAGES else own
    lang: str = st.session_state.get(Key.LANG) or asked
    render.frame(lang)
    now = who.meet()
    _head(now, lang)
    # Every page has its address; whoever may not use one is told so there. A page with an icon of its own
    # would have the browser fetch it from another host as the sign of its tab: the menu shows the icons.
    pages = [
        st.Page(
            _drawer(page, lang),
            title=text(f"ui.page.{page.path}", lang),
            url_path=page.path,
            default=index == 0,
        )
        for index, page in enumerate(PAGES)
    ]
    # The framework's own menu stands in a bar of its own words: ours takes its place.
    chosen = st.navigation(pages, position="hidden")
    _menu([pair for pair in zip(pages, PAGES, strict=True) if _may(now, pair[1])], lang, own)
    account.told(now, chosen.url_path, lang)
    chosen.run()
    render.script(lang)
    warm()
    memory.tidy_later()


def _menu(pages: list[tuple[StreamlitPage, Page]], lang: str, own: str) -> None:
    """The way to every page, in the language of the page; the service's own needs no word in the address."""
    with st.container(horizontal=True, gap="small", key="menu"):
        for page, of in pages:
            asked = None if lang == own else {"lang": lang}
            st.page_link(page, icon=of.icon, width="content", query_params=asked)


def _drawer(page: Page, lang: str) -> Callable[[], None]:
    """Draw a page; what nobody foresaw goes to the log, and the person gets a calm word."""

    def draw() -> None:
        try:
            now = who.visitor()
            if _may(now, page):
                page.draw(lang)
            else:
                account.guard(now, text(f"ui.page.{page.path}", lang), page.roles, lang)
        except Exception:
            LOG.exception("the page %s broke", page.path)
            render.calm(lang)

    return draw


def _may(now: Visitor, page: Page) -> bool:
    return bool(page.roles & now.person.all_roles)


def _head(now: Visitor, lang: str) -> None:
    """Name of the service, who is here, and the language, which the address keeps, so that a link does."""
    title, corner = st.columns([3, 2], vertical_alignment="center")
    with title:
        render.html("brand.html.j2", tagline=text("ui.tagline", lang))
    with (
        corner,
        st.container(
            horizontal=True,
            horizontal_alignment="right",
            vertical_alignment="center",
            gap="small",
            key="corner",
        ),
    ):
        account.draw(now, lang)
        st.segmented_control(
            "语言 Language",
            list(LANGUAGES),
            format_func={"zh": "中文", "en": "English"}.__getitem__,
            default=lang,
            key=Key.LANG,
            required=True,
            label_visibility="collapsed",
            width="content",
        )
    if st.query_params.get("lang", publisher.language()) != lang:
        st.query_params["lang"] = lang
