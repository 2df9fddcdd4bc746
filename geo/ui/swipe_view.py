"""Two versions of one land: the map with its divider, and the blocks beside it; for review and zone page."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import streamlit as st

from geo.i18n import number, text
from geo.ui import publisher
from geo.ui.render import html

if TYPE_CHECKING:
    import geopandas as gpd

    from geo.maps.swipe import PartChange, Swipe

SMALLEST_M2 = 0.05
"""A difference that shows."""


@dataclass(frozen=True, slots=True)
class Sides:
    """Two versions, the older first: ``key`` names both, ``names`` are what they are called here."""

    key: tuple[str, str]
    title: str
    names: tuple[str, str]
    before: gpd.GeoDataFrame
    after: gpd.GeoDataFrame
    demo: bool = False


def content(sides: Sides) -> Swipe:
    """What came and went between the two."""
    from geo.maps.swipe import Swipe
    from geo.topology.overlay import joined, without

    one, other = joined(*sides.before.geometry), joined(*sides.after.geometry)
    return Swipe(
        title=sides.title,
        names=sides.names,
        before=sides.before,
        after=sides.after,
        gained=without(other, one),
        lost=without(one, other),
        demo=sides.demo,
    )


def map_page(sides: Sides, lang: str, *, assets_url: str | None) -> str:
    """Both versions on one map with a divider."""
    key = (*sides.key, *sides.names, sides.title, publisher.key())
    page: str = _map_page(key, lang, sides, assets_url=assets_url)
    return page


@st.cache_resource(max_entries=32, ttl=1800, show_spinner=False)
def _map_page(key: tuple[str, ...], lang: str, _sides: Sides, *, assets_url: str | None) -> str:  # noqa: ARG001
    from geo.maps.swipe import swipe_map

    found = publisher.on_maps(served=assets_url is not None)
    return swipe_map(content(_sides), lang, assets_url=assets_url, **found)


def figures(sides: Sides, lang: str) -> None:
    """Gained, lost, the whole before and after, and each part with the way to its place."""
    from geo.maps.swipe import part_changes
    from geo.measure.area import ellipsoidal_area_m2
    from geo.topology.overlay import joined

    found = content(sides)
    lands = [found.gained, found.lost, joined(*sides.before.geometry), joined(*sides.after.geometry)]
    gained, lost, before, after = (float(area) for area in ellipsoidal_area_m2(lands))
    html(
        "review_changed.html.j2",
        rows=[
            {
                "key": key,
                "name": text(f"swipe.{key}", lang),
                "value": sign + number(value, "m2", lang)
                if value >= SMALLEST_M2
                else text("ui.swipe.none", lang),
                "show": f"layer:{key}" if value >= SMALLEST_M2 else "",
            }
            for key, sign, value in (("gained", "+", gained), ("lost", "−", lost))
        ],
        show=text("ui.show", lang),
        totals=[
            (sides.names[0], number(before, "m2", lang)),
            (sides.names[1], number(after, "m2", lang)),
        ],
        note=text("ui.swipe.note", lang) + rounding((gained, lost, before, after), lang),
        parts_title=text("ui.swipe.parts", lang),
        parts_heads=[text(f"ui.swipe.{key}", lang) for key in ("part", "before", "after", "how")],
        parts=[_part(change, lang) for change in part_changes(sides.before, sides.after)],
    )


def rounding(areas: tuple[float, float, float, float], lang: str) -> str:
    """A sentence where gained, lost, before and after do not add up as printed; empty where they do.

    Examples
    --------
    >>> rounding((10.14, 3.14, 100.04, 107.04), "zh")
    ''
    >>> rounding((10.14, 3.06, 100.04, 107.12), "zh")
    '各数分别四舍五入，相加减时末位可差 0.1 m²。'
    """
    printed = [Decimal(f"{area:.1f}") for area in areas]
    adds_up = printed[2] + printed[0] - printed[1] == printed[3]
    return "" if adds_up else (" " if lang == "en" else "") + text("ui.swipe.rounding", lang)


def _part(change: PartChange, lang: str) -> dict[str, str]:
    """One part before and after, with the way to its place."""
    if change.before_m2 is None or change.after_m2 is None:
        kind = "new" if change.before_m2 is None else "gone"
    else:
        kind = "changed" if change.difference_m2 >= SMALLEST_M2 else "same"
    return {
        "name": change.name,
        "style": change.role,
        "before": "—" if change.before_m2 is None else f"{change.before_m2:,.1f}",
        "after": "—" if change.after_m2 is None else f"{change.after_m2:,.1f}",
        "how": text(f"ui.swipe.part_{kind}", lang),
        "tone": {"new": "pass", "gone": "fail", "changed": "review"}.get(kind, "advisory"),
    }
