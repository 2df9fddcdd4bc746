"""Indices of concentration between the cities, each with the sentence that says it: reported, not judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo import places
from geo.i18n import text
from geo.ui.exports import Table
from geo.ui.render import html
from geo.ui.zone_rows import by_city

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.measure.province import Statistic
    from geo.ui.filters import Chosen
    from geo.ui.zone_rows import ZoneRow

SEED = 0


def table(rows: tuple[ZoneRow, ...], chosen: Chosen, lang: str) -> None:
    """The indices with their window, seed and one plain sentence each."""
    measure = text(f"ui.province.measure_{chosen.measure}", lang)
    html(
        "indicators.html.j2",
        title=text("ui.province.indicators", lang),
        note=text("ui.province.indicators_note", lang, measure=measure),
        heads=[text(f"ui.province.{key}", lang) for key in ("indicator", "meaning", "window")],
        rows=[(name, sentence, basis) for name, _, sentence, basis in _told(rows, chosen, lang)],
    )


def sheet(rows: tuple[ZoneRow, ...], chosen: Chosen, lang: str) -> Table:
    """The indices to take away."""
    heads = [text(f"ui.province.{key}", lang) for key in ("indicator", "value", "meaning", "window")]
    return Table(text("ui.province.sheet_indicators", lang), heads, _told(rows, chosen, lang))


def _told(rows: tuple[ZoneRow, ...], chosen: Chosen, lang: str) -> list[tuple[str, float | None, str, str]]:
    """Name, value, sentence and basis of each index."""
    from geo.measure.province import say

    return [
        (text(f"province.name.{s.name}", lang), s.value, say(s, lang), how(s, lang))
        for s in of(rows, chosen, lang)
    ]


def how(statistic: Statistic, lang: str) -> str:
    """Window, number of places, and the random numbers it rests on."""
    said = text("ui.province.window_of", lang, window=statistic.window, n=statistic.n)
    if statistic.seed is None:
        return said
    drawn = text("ui.province.seed_of", lang, seed=statistic.seed, count=statistic.simulations)
    return f"{said} {drawn}" if lang == "en" else said + drawn


def of(rows: tuple[ZoneRow, ...], chosen: Chosen, lang: str) -> tuple[Statistic, ...]:
    """The indices, computed once for the same values and places."""
    values = by_city(rows, chosen.measure)
    told = tuple(0.0 if value is None else value for value in values.values())
    points = tuple(row.geometry.representative_point().wkb for row in rows if row.geometry is not None)
    found: tuple[Statistic, ...] = _of(told, points, lang)
    return found


@st.cache_resource(max_entries=256, ttl=1800, show_spinner=False)
def _of(values: Sequence[float], points: Sequence[bytes], lang: str) -> tuple[Statistic, ...]:
    import shapely

    from geo.measure.province import gini, hhi
    from geo.measure.province_neighbours import contiguity, getis_ord, local_moran, moran
    from geo.measure.province_points import clark_evans, ellipse, pattern, ripley

    cities = text("ui.province.window_cities", lang)
    beside = contiguity(places.load("city"))
    whole = pattern(
        shapely.from_wkb(list(points)),
        places.load("province").geometry.iloc[0],
        name=text("ui.province.window_province", lang),
    )
    spread = ellipse(whole)
    return (
        gini(values, window=cities),
        hhi(values, window=cities),
        moran(values, beside, window=cities, seed=SEED),
        local_moran(values, beside, window=cities, seed=SEED).statistic,
        getis_ord(values, beside, window=cities).statistic,
        clark_evans(whole, seed=SEED),
        ripley(whole, seed=SEED).statistic,
        *(() if spread is None else (spread.statistic,)),
    )
