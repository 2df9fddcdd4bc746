"""Land of the register that an application meets: said in sentences, and drawn on its map."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from geo.i18n import number, text
from geo.ui.render import html

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.measure.overlap import Overlap
    from geo.registry.nearby import Nearby
    from geo.ui.review.held import Desk

MOST = 20
"""Neighbours listed."""
SECONDS = 60
"""How long a neighbourhood is taken for known: others hand in and approve meanwhile."""


def found(desk: Desk) -> Nearby:
    """The neighbours of the version shown."""
    key = (desk.held.submission.sha256, desk.held.entry.version, desk.person.id, desk.register.place)
    result: Nearby = _found(key, desk)
    return result


@st.cache_resource(max_entries=64, ttl=SECONDS, show_spinner=False)
def _found(key: tuple[Any, ...], _desk: Desk) -> Nearby:  # noqa: ARG001 - the cache's key
    from geo.registry.nearby import nearby

    return nearby(_desk.register, _desk.person, _desk.held.submission)


def layers(near: Nearby) -> Mapping[str, Any]:
    """The neighbours as layers of a zone's map."""
    import pandas as pd

    extra: dict[str, Any] = {}
    if near.frames:
        extra["zones"] = pd.concat(list(near.frames.values()), ignore_index=True)
    if near.shared is not None:
        extra["overlaps"] = near.shared
    return extra


def block(desk: Desk) -> None:
    """What the register knows of the same ground today: a row a neighbour, the largest first."""
    lang, near = desk.lang, found(desk)
    more = len(near.overlaps) - MOST
    html(
        "table.html.j2",
        title=text("ui.review.near", lang),
        heads=heads(lang),
        right=[False, False, False, True, True, True],
        rows=rows(near, lang),
        note=text("ui.review.near_more", lang, count=more) if more > 0 else "",
        empty=text("ui.review.near_none", lang),
    )


def heads(lang: str) -> tuple[str, ...]:
    """Heads of the table of neighbours."""
    keys = ("name", "kind", "how", "area", "own", "other")
    return tuple(text(f"ui.review.near_head_{key}", lang) for key in keys)


def rows(near: Nearby, lang: str) -> tuple[tuple[str, ...], ...]:
    """The neighbours as a table."""
    return tuple(
        (
            one.name or text("overlap.unnamed", lang),
            text(f"ui.review.near_{one.layer}", lang),
            _met(one, lang),
            number(one.area_m2, "m2", lang),
            number(one.part_share, "ratio", lang),
            number(one.feature_share, "ratio", lang),
        )
        for one in near.overlaps[:MOST]
    )


def _met(one: Overlap, lang: str) -> str:
    """Whether ground is shared, only a boundary, or no more than two surveys differ by."""
    kind = "touching" if one.touching else "noise" if one.within_noise else "overlap"
    return text(f"ui.review.near_{kind}", lang)
