"""The questions of the coverage page: which land, which distances, which places on trial."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import streamlit as st

from geo.i18n import text
from geo.measure.coverage import FARTHEST_M, RING_DISTANCES_M
from geo.ui import address, coverage_view, filters, map_events, register_view
from geo.ui.state import Key

if TYPE_CHECKING:
    from geo.ui.coverage_view import Land
    from geo.ui.register_view import Snapshot

OFFERED = tuple(f"{distance / 1000:g}" for distance in RING_DISTANCES_M)
MOST_DISTANCES = 8


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be looked at, and what of the answers could not be understood, in sentences."""

    lands: tuple[Land, ...]
    distances_m: tuple[float, ...]
    points: tuple[tuple[float, float], ...]
    demo: bool
    wrong: tuple[str, ...] = field(default=())


def ask(held: Snapshot, lang: str) -> Asked:
    """Ask; no land chosen means every zone that has a boundary."""
    with st.container(border=True, key="coverage_form"):
        first, second = st.columns([3, 1], vertical_alignment="bottom")
        with second:
            demo = filters.with_demo(Key.COVERAGE_DEMO, lang)
        rows = (*held.rows, register_view.demo_row()) if demo else held.rows
        state = st.session_state
        known = [*st.query_params.get_all(address.name(Key.COVERAGE_LAND)), *state.get(Key.COVERAGE_LAND, [])]
        offered = coverage_view.offered(held, rows, known)
        missing = address.restore(Key.COVERAGE_LAND, offered)
        state[Key.COVERAGE_LAND] = [key for key in state[Key.COVERAGE_LAND] if key in offered]
        with first:
            st.multiselect(
                text("ui.coverage.land", lang),
                list(offered),
                format_func=lambda key: offered[key].name,
                key=Key.COVERAGE_LAND,
                placeholder=text("ui.coverage.land_all" if offered else "ui.coverage.land_none", lang),
                persist_state="session",
            )
        address.keep(Key.COVERAGE_LAND)
        distances, wrong = _distances(lang)
        _pointed_at()
        points, strange = coverage_view.trials(_line(Key.COVERAGE_ADD, "ui.coverage.add", lang))
    chosen = [offered[key] for key in state[Key.COVERAGE_LAND]]
    whole = [land for land in offered.values() if land.id == land.zone.id]
    problems = [
        *(text("ui.coverage.wrong_land", lang, asked=asked[:80]) for asked in missing),
        *(text("ui.coverage.wrong_distance", lang, asked=w[:80], most=FARTHEST_M / 1000) for w in wrong),
        *(text("ui.coverage.wrong_place", lang, asked=w[:80]) for w in strange),
    ]
    return Asked(tuple(chosen or whole), distances, tuple(points), demo, tuple(problems))


def _pointed_at() -> None:
    """A place clicked on the map joins those on trial; asked before the field that shows them."""
    told = map_events.heard("place")
    if told is not None and told.at is not None:
        lon, lat = told.at
        written = (st.session_state.get(Key.COVERAGE_ADD) or "").strip(" ;；")
        st.session_state[Key.COVERAGE_ADD] = "; ".join(filter(None, (written, f"{lon:.5f}, {lat:.5f}")))


def _distances(lang: str) -> tuple[tuple[float, ...], list[str]]:
    address.restore(Key.COVERAGE_KM, OFFERED)
    left, right = st.columns([1, 1], vertical_alignment="bottom")
    with left:
        st.pills(
            text("ui.coverage.distances", lang),
            OFFERED,
            selection_mode="multi",
            format_func=lambda value: f"{value} km",
            key=Key.COVERAGE_KM,
            persist_state="session",
        )
    address.keep(Key.COVERAGE_KM)
    with right:
        written = _line(Key.COVERAGE_OTHER, "ui.coverage.other", lang)
    good: list[str] = []
    wrong: list[str] = []
    for piece in re.split(r"[,，、;；\s]+", written.strip()):
        if not piece:
            continue
        number = re.fullmatch(r"(\d+(?:\.\d+)?)(?:km|公里|千米)?", piece, re.IGNORECASE)
        fits = number is not None and 0 < float(number[1]) * 1000 <= FARTHEST_M
        (good if fits else wrong).append(number[1] if fits and number else piece)
    chosen = {float(km) * 1000 for km in [*st.session_state[Key.COVERAGE_KM], *good]}
    return tuple(sorted(chosen)[:MOST_DISTANCES]) or RING_DISTANCES_M, wrong


def _line(key: Key, label: str, lang: str) -> str:
    """One line of text that lives in the address."""
    address.restore(key, default="")
    written = st.text_input(
        text(label, lang),
        key=key,
        help=text(f"{label}_help", lang),
        placeholder=text(f"{label}_example", lang),
        persist_state="session",
    )
    address.keep(key, default="")
    return written or ""
