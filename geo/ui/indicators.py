"""Indices of concentration between the cities or counties, each with its sentence: reported, not judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.i18n import text
from geo.ui import later
from geo.ui.exports import Table
from geo.ui.later import Later
from geo.ui.render import TEMPLATES
from geo.ui.shelf import Shelf
from geo.ui.zone_rows import by_code

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from geo.measure.province import Statistic
    from geo.places import Level
    from geo.ui.filters import Picked
    from geo.ui.zone_rows import ZoneRow

SEED = 0
MOST_POINTS = 2000
"""Points up to which patterns are thrown for comparison: a second or two of work."""
_FOUND: Shelf[tuple[Statistic, ...]] = Shelf(256, lambda _: 1)
_LATER = Later(_FOUND)


def table(picked: Picked, lang: str) -> None:
    """The indices with their window, seed and one plain sentence each; when they are worked out."""
    title = text("ui.province.indicators", lang)
    measure = text(f"ui.province.measure_{picked.chosen.measure}", lang)
    key, make = _asked(picked, lang)

    def drawn(found: tuple[Statistic, ...]) -> str:
        return TEMPLATES.get_template("indicators.html.j2").render(
            title=title,
            note=text("ui.province.indicators_note", lang, measure=measure),
            heads=[text(f"ui.province.{head}", lang) for head in ("indicator", "meaning", "window")],
            rows=[(name, sentence, basis) for name, _, sentence, basis in _told(found, lang)],
        )

    def get(wait_s: float) -> tuple[Statistic, ...] | None:
        return _LATER.get(key, make, wait_s)

    later.show(get, drawn, key=(key, picked.chosen.measure), title=title, lang=lang)


def sheet(picked: Picked, lang: str) -> Table:
    """The indices to take away."""
    heads = [text(f"ui.province.{key}", lang) for key in ("indicator", "value", "meaning", "window")]
    key, make = _asked(picked, lang)
    return Table(text("ui.province.sheet_indicators", lang), heads, _told(_FOUND.get(key, make), lang))


def _told(found: Sequence[Statistic], lang: str) -> list[tuple[str, float | None, str, str]]:
    """Name, value, sentence and basis of each index."""
    from geo.measure.province import say

    return [(text(f"province.name.{s.name}", lang), s.value, say(s, lang), how(s, lang)) for s in found]


def how(statistic: Statistic, lang: str) -> str:
    """Window, number of places, and the random numbers it rests on."""
    said = text("ui.province.window_of", lang, window=statistic.window, n=statistic.n)
    if statistic.seed is None:
        return said
    drawn = text("ui.province.seed_of", lang, seed=statistic.seed, count=statistic.simulations)
    return f"{said} {drawn}" if lang == "en" else said + drawn


def _asked(picked: Picked, lang: str) -> tuple[tuple[object, ...], Callable[[], tuple[Statistic, ...]]]:
    """What the indices rest on, as a key, and how they are worked out: the land is read in that work only."""
    level: Level = "city" if picked.chosen.by == "city" else "county"
    values = by_code(picked.rows, picked.chosen.measure, level)
    told = tuple(0.0 if value is None else value for value in values.values())
    bounded = tuple(row for row in picked.rows if row.bounded)
    kept = tuple(row.id for row in bounded)
    return (level, told, picked.held.key, kept, lang), lambda: _of(told, bounded, level, lang)


def _of(values: Sequence[float], rows: Sequence[ZoneRow], level: Level, lang: str) -> tuple[Statistic, ...]:
    import shapely

    from geo.measure.province import gini, hhi
    from geo.measure.province_neighbours import contiguity, getis_ord, local_moran, moran
    from geo.measure.province_points import clark_evans, ellipse, pattern, ripley
    from geo.places.store import areas

    window = text(f"ui.province.window_{'cities' if level == 'city' else 'counties'}", lang)
    beside = contiguity(areas(level).geometry)
    points = shapely.point_on_surface([row.geometry for row in rows])
    whole = pattern(points, areas("province").geometry[0], name=text("ui.province.window_province", lang))
    spread = ellipse(whole)
    return (
        gini(values, window=window),
        hhi(values, window=window),
        moran(values, beside, window=window, seed=SEED),
        local_moran(values, beside, window=window, seed=SEED).statistic,
        getis_ord(values, beside, window=window).statistic,
        *(
            (clark_evans(whole, seed=SEED), ripley(whole, seed=SEED).statistic)
            if len(whole.xy) <= MOST_POINTS
            else ()
        ),
        *(() if spread is None else (spread.statistic,)),
    )
