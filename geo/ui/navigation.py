"""The pages, in the order of the menu, and the language switch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from geo.i18n import LANGUAGES, text
from geo.ui.pages import assess
from geo.ui.state import Key


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its address, its icon and what draws it, given the language."""

    path: str
    icon: str
    draw: Callable[[str], None]


PAGES: tuple[Page, ...] = (Page("assess", ":material/fact_check:", assess.draw),)


def run() -> None:
    """Draw the chosen page in the chosen language."""
    st.set_page_config(page_title="Sizhi 四至", page_icon="🧭", layout="wide")
    lang = _language()
    chosen = st.navigation(
        [
            st.Page(
                _drawer(page, lang),
                title=text(f"ui.page.{page.path}", lang),
                icon=page.icon,
                url_path=page.path,
                default=index == 0,
            )
            for index, page in enumerate(PAGES)
        ],
        position="hidden" if len(PAGES) == 1 else "top",
    )
    chosen.run()


def _drawer(page: Page, lang: str) -> Callable[[], None]:
    def draw() -> None:
        page.draw(lang)

    return draw


def _language() -> str:
    """The language: from the address, so that a link keeps it; changed by the switch at the top."""
    asked = st.query_params.get("lang", "zh")
    if Key.LANG not in st.session_state:
        st.session_state[Key.LANG] = asked if asked in LANGUAGES else "zh"
    title, switch = st.columns([5, 1], vertical_alignment="center")
    with switch:
        lang = st.segmented_control(
            "语言 Language",
            list(LANGUAGES),
            format_func={"zh": "中文", "en": "English"}.__getitem__,
            key=Key.LANG,
            required=True,
            label_visibility="collapsed",
        )
    with title:
        st.markdown(f"### Sizhi 四至 · {text('ui.tagline', lang or 'zh')}")
    if lang and st.query_params.get("lang", "zh") != lang:
        st.query_params["lang"] = lang
    return lang or "zh"
