"""The plots of the province page: when zones were approved, how large they are, which city has most.

Each has one message, its title; the page draws them as boxes and text, the picture as a drawing.
"""

from __future__ import annotations

import math
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from geo.i18n import text
from geo.ui.zone_rows import MEASURES, by_code, by_unit, ranking, years
from geo.words import glance

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.maps.province_sheet import Plot
    from geo.ui.filters import Chosen
    from geo.ui.zone_rows import ZoneRow

FEWEST = 3
"""Zones of which a figure must be known before its distribution says anything."""
LARGE = 10_000.0
MOST_BARS = 20
"""Bars a picture has room for."""


def timeline(rows: Sequence[ZoneRow], lang: str) -> Plot | None:
    """Zones approved a year; None where no date is known."""
    from geo.maps.province_sheet import Plot

    counted = years(rows)
    if not counted:
        return None
    most = max(count for _, count in counted)
    best = [str(year) for year, count in counted if count == most]
    known = sum(count for _, count in counted)
    said = {"year": best[-1], "count": f"{most:,}"}
    if len(counted) == 1:
        title = text("ui.province.years_only", lang, **said)
    else:
        span = text("ui.province.years_span", lang, first=counted[0][0], last=counted[-1][0])
        key = "ui.province.years_one" if len(best) == 1 else "ui.province.years_several"
        title = text(key, lang, **said, known=f"{known:,}", span=span)
    return Plot(title, [(str(year), float(count), f"{count:,}") for year, count in counted], upright=True)


def distribution(rows: Sequence[ZoneRow], measure: str, lang: str) -> Plot | None:
    """How a figure is spread over the zones; of their number, their land is.

    None where too few are known.
    """
    from geo.maps.province_sheet import Plot

    shown = "land_m2" if measure == "zones" else measure
    values = sorted(value for row in rows if (value := row.value(shown)) is not None and value > 0)
    if len(values) < FEWEST:
        return None
    scale = LARGE if MEASURES[shown] == "m2" and values[-1] >= LARGE else 1.0
    counted = bins([value / scale for value in values])
    unit = "m²" if MEASURES[shown] == "m2" else text(f"ui.province.unit_{shown}", lang)
    unit = text("ui.province.unit_large", lang) if scale != 1 else unit
    low, middle, high = (glance(quantile(values, at), MEASURES[shown], lang) for at in (0.25, 0.5, 0.75))
    name = text(f"ui.province.measure_{shown}", lang)
    title = text("ui.province.spread_title", lang, measure=name, low=low, middle=middle, high=high, unit=unit)
    named = [(f"{begin:g}–{end:g}", float(count), f"{count:,}") for begin, end, count in counted]
    return Plot(title, named, upright=True)


def units(rows: Sequence[ZoneRow], chosen: Chosen, title: str, lang: str) -> Plot:
    """The cities, or the counties that have zones, by the chosen measure, the largest first."""
    from geo.maps.province_sheet import Plot
    from geo.ui.overview import level_of, named

    measure, level = chosen.measure, level_of(chosen)
    of = {unit.code: (unit, here) for unit, here in by_unit(rows, level)}
    said = [
        (
            named(of[code][0], lang),
            value,
            text("ui.province.not_known", lang) if value is None else glance(value, MEASURES[measure], lang),
        )
        for _, code, value in ranking(by_code(rows, measure, level))
        if level == "city" or of[code][1]
    ]
    return Plot(title, said[:MOST_BARS])


def bins(values: Sequence[float]) -> list[tuple[float, float, int]]:
    """Sorted positive values counted between round numbers: 1, 2, 5, 10, 20, 50 and so on.

    Examples
    --------
    >>> bins([1.5, 3.0, 4.0, 12.0])
    [(1.0, 2.0, 1), (2.0, 5.0, 2), (5.0, 10.0, 0), (10.0, 20.0, 1)]
    """
    decade = 10.0 ** math.floor(math.log10(values[0]))
    edges = [decade * step for step in (1.0, 2.0, 5.0)]
    edges = [edges[-1 if values[0] >= edges[2] else 1 if values[0] >= edges[1] else 0]]
    while edges[-1] <= values[-1]:
        head = edges[-1] / 10.0 ** math.floor(math.log10(edges[-1] * 1.0000001))
        edges.append(float(f"{edges[-1] * (2.5 if 1.9 < head < 2.1 else 2.0):.6g}"))
    return [(begin, end, sum(begin <= value < end for value in values)) for begin, end in pairwise(edges)]


def quantile(values: Sequence[float], share: float) -> float:
    """A quantile of sorted values, straight between the two it lies between.

    Examples
    --------
    >>> quantile([1.0, 2.0, 3.0, 10.0], 0.5)
    2.5
    """
    at = share * (len(values) - 1)
    low = math.floor(at)
    return values[low] + (values[min(low + 1, len(values) - 1)] - values[low]) * (at - low)


def shares(plot: Plot) -> list[dict[str, object]]:
    """The rows for the page: name, what is written, height or length in per cent."""
    most = max((value or 0.0 for _, value, _ in plot.rows), default=0.0) or 1.0
    return [
        {"name": name, "said": said, "share": round(100 * (value or 0.0) / most, 1), "zero": not value}
        for name, value, said in plot.rows
    ]


def counted(rows: Sequence[ZoneRow], field: str, names: Sequence[tuple[str, str]], title: str) -> Plot:
    """Zones of each kind, with the kinds nobody is of left out."""
    from geo.maps.province_sheet import Plot

    of = Counter(getattr(row, field) for row in rows)
    return Plot(title, [(name, float(of[key]), f"{of[key]:,}") for key, name in names if of[key]])
