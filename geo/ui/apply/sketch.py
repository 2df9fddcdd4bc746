"""A boundary that is being drawn and was not taken yet: kept with the draft, and there again on return."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from geo.model.application import Upload
from geo.ui import cache

if TYPE_CHECKING:
    from geo.ui.apply.desk import Desk

NAME = "边界（尚未采用）.json"
LARGEST = 2_000_000
"""Characters of a drawing beyond which it is kept by the browser alone."""


def of(desk: Desk) -> str:
    """Which boundary a drawing corrects: the beginning of its SHA-256, empty where it begins with nothing."""
    boundary = desk.application.boundary
    return "" if boundary is None else cache.digest(boundary)[1][:16]


def kept(desk: Desk, state: str) -> Desk:
    """The desk with what is drawn so far; without it when the map says that nothing is."""
    if not state:
        return desk.with_sketch(None)
    found = understood(state)
    if found is None or len(state) > LARGEST:
        return desk
    data = json.dumps({**found, "of": of(desk)}, ensure_ascii=False, separators=(",", ":")).encode()
    return desk.with_sketch(Upload(name=NAME, data=data))


def left(desk: Desk) -> dict[str, Any] | None:
    """What was drawn before, when it corrects the boundary that lies on the desk now."""
    if desk.sketch is None:
        return None
    data = desk.sketch.data if isinstance(desk.sketch.data, bytes) else desk.sketch.data.read_bytes()
    try:
        said = json.loads(data)
    except ValueError:
        return None
    found = understood(data.decode("utf-8", "replace"))
    return found if found is not None and said.get("of") == of(desk) else None


def counts(state: dict[str, Any]) -> tuple[int, int]:
    """How many parts are drawn, and how many corners of one that is not closed yet."""
    drawing = state["drawing"]
    return len(state["pieces"]), 0 if drawing is None else len(drawing["ring"])


def understood(state: str) -> dict[str, Any] | None:
    """Check what a map, or a draft, holds as a drawing; None for what is none.

    Examples
    --------
    >>> understood('{"pieces": [], "drawing": {"ring": [[120.4, 31.3]], "hole": false}, "at": 5}')["drawing"]
    {'ring': [[120.4, 31.3]], 'hole': False}
    >>> understood('{"pieces": "x"}') is None
    True
    """
    try:
        said = json.loads(state)
    except ValueError:
        return None
    if not isinstance(said, dict):
        return None
    pieces, drawing = said.get("pieces"), said.get("drawing")
    if not isinstance(pieces, list) or not all(_is_piece(piece) for piece in pieces):
        return None
    if drawing is not None and not (isinstance(drawing, dict) and _is_ring(drawing.get("ring"))):
        return None
    how = said.get("set")
    return {
        "pieces": [{key: piece.get(key) for key in ("key", "name", "role", "rings")} for piece in pieces],
        "drawing": drawing and {"ring": drawing["ring"], "hole": bool(drawing.get("hole"))},
        "set": how if isinstance(how, dict) and all(_is_how(value) for value in how.values()) else {},
        **{key: _whole(said.get(key), unless) for key, unless in (("made", 0), ("chosen", -1), ("at", 0))},
    }


def _is_piece(piece: Any) -> bool:
    if not isinstance(piece, dict) or not isinstance(piece.get("rings"), list):
        return False
    named = isinstance(piece.get("key"), str) and isinstance(piece.get("name"), str)
    role = piece.get("role")
    return named and (role is None or isinstance(role, str)) and all(map(_is_ring, piece["rings"]))


def _is_ring(ring: Any) -> bool:
    return isinstance(ring, list) and all(
        isinstance(point, list) and len(point) == 2 and all(isinstance(v, int | float) for v in point)
        for point in ring
    )


def _is_how(value: Any) -> bool:
    return isinstance(value, dict) and all(
        name in {"metres", "unit"} and isinstance(size, int | float) for name, size in value.items()
    )


def _whole(value: Any, unless: int) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else unless
