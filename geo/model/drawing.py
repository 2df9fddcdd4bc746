"""A boundary as a hand changes it: polygons with their corners, and whose they are."""

from __future__ import annotations

from dataclasses import dataclass

Ring = tuple[tuple[float, float], ...]
"""Longitude and latitude, CGCS2000 degrees, not closed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One polygon that can be changed: the outline first, then its holes.

    ``key`` comes back with whatever becomes of it.
    """

    key: str
    name: str
    role: str | None
    rings: tuple[Ring, ...]
