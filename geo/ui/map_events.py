"""What somebody does on a map, told to the page: a part clicked, a place pointed at, a boundary drawn."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_EAR = """
export default function (component) {
  const { data, setTriggerValue } = component;
  function hear(event) {
    const frame = document.querySelector(".st-key-" + data.map + " iframe");
    if (!frame || event.source !== frame.contentWindow) { return; }
    const said = event.data;
    if (said && said.sizhi === "loaded") { listening(); }
    if (!said || said.sizhi !== "told" || data.kinds.indexOf(said.told.kind) < 0) { return; }
    setTriggerValue("told", said.told);
  }
  // A map whose parts are listened to leaves it to the page what a click on one means.
  function listening() {
    const frame = document.querySelector(".st-key-" + data.map + " iframe");
    if (!frame) { return; }
    frame.contentWindow.postMessage({ sizhi: "listening", kinds: data.kinds }, "*");
    if (data.say) { frame.contentWindow.postMessage(data.say, "*"); }
  }
  window.addEventListener("message", hear);
  listening();
  return function () { window.removeEventListener("message", hear); };
}
"""
LARGEST_RING = 20_000
"""Vertices of a drawn boundary beyond which nobody drew it by hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One thing told by a map.

    ``kind`` is ``part`` (``id`` of the part), ``sketch`` (``state`` of a drawing that was not taken yet, as
    JSON, empty when nothing is drawn), ``place`` (``at``: longitude and latitude, CGCS2000 degrees)
    or ``drawn`` (``rings``: closed or open rings of such places; the map decides nothing about them; ``of``
    names the piece each ring belongs to, its outline first; ``metres`` is how much ground a pixel covered
    where corners were clicked, at its coarsest, ``unit`` one of the last digit of those that were typed,
    degrees; ``counts`` how many were clicked, typed, and left as they were).
    """

    kind: str
    id: str = ""
    at: tuple[float, float] | None = None
    rings: tuple[tuple[tuple[float, float], ...], ...] = ()
    of: tuple[str, ...] = ()
    metres: float = 0.0
    unit: float = 0.0
    counts: tuple[int, int, int] = (0, 0, 0)
    state: str = ""


def heard(*kinds: str, container: str = "map", say: Mapping[str, Any] | None = None) -> Told | None:
    """What the map in the container ``st.container(key=container)`` told since the last run, once.

    Parameters
    ----------
    kinds
        What to listen to: ``part``, ``place``, ``drawn``, ``sketch``.
    container
        Key of the container the map's iframe stands in.
    say
        A message to that map, once it is there; it may come again, so it bears an ``id``.

    Returns
    -------
    Told or None
        None when nothing was told, or when it was no place on earth.
    """
    with st.container(key=f"ear_{container}"):
        answer = _ear()(
            key=f"ear:{container}",
            data={"map": container, "kinds": list(kinds), "say": None if say is None else dict(say)},
            on_told_change=_nothing,
        )
    return understood(getattr(answer, "told", None))


def understood(said: Mapping[str, Any] | None) -> Told | None:
    """Check what came from the browser; anything that is not as agreed is nothing.

    Examples
    --------
    >>> understood({"kind": "place", "lon": 118.8, "lat": 32.1}).at
    (118.8, 32.1)
    >>> understood({"kind": "place", "lon": "x", "lat": 32.1}) is None
    True
    """
    match said:
        case {"kind": "part", "id": str(key)}:
            return Told(kind="part", id=key[:200])
        case {"kind": "sketch", "state": str(state)}:
            return Told(kind="sketch", state=state)
        case {"kind": "place", "lon": lon, "lat": lat}:
            at = _place([lon, lat])
            return None if at is None else Told(kind="place", at=at)
        case {"kind": "drawn", "rings": list(rings), **extra}:
            found = [[_place(point) for point in ring] for ring in rings if isinstance(ring, list)]
            whole = tuple(tuple(p for p in ring if p is not None) for ring in found)
            spoiled = any(None in ring for ring in found) or sum(map(len, found)) > LARGEST_RING
            told = None if spoiled else Told(kind="drawn", rings=whole)
            return told and _with_pieces(told, extra)
        case _:
            return None


def _with_pieces(told: Told, extra: Mapping[Any, Any]) -> Told | None:
    """The pieces the rings belong to, one name a ring; a map that names none draws rings alone."""
    of = extra.get("of")
    if of is None:
        return told
    if not (isinstance(of, list) and len(of) == len(told.rings) and all(isinstance(k, str) for k in of)):
        return None
    clicked, typed, kept = _counts(extra.get("counts"))
    return replace(
        told,
        of=tuple(key[:80] for key in of),
        metres=_size(extra.get("metres"), 1e6),
        unit=_size(extra.get("unit"), 1.0),
        counts=(clicked, typed, kept),
    )


def _size(found: Any, most: float) -> float:
    """A size up to ``most``; 0 for what is none."""
    return float(found) if isinstance(found, int | float) and 0 <= found <= most else 0.0


def _counts(found: Any) -> tuple[int, int, int]:
    match found:
        case [int() as clicked, int() as typed, int() as kept] if min(clicked, typed, kept) >= 0:
            return clicked, typed, kept
        case _:
            return 0, 0, 0


def _place(point: Any) -> tuple[float, float] | None:
    match point:
        case [float() | int() as lon, float() | int() as lat] if -180 <= lon <= 180 and -90 <= lat <= 90:
            return float(lon), float(lat)
        case _:
            return None


def _nothing() -> None:
    """The framework tells of a trigger only where somebody asked to be called."""


@cache
def _ear() -> Callable[..., Any]:
    return st.components.v2.component("sizhi_map_ear", js=_EAR)
