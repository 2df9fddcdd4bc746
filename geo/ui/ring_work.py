"""Rings about zones: each piece of land is measured once for everybody, whatever set of them is looked at.

The province offers the rings about the zones a filter keeps, the coverage page those about any land. What
each piece of land reaches is kept by itself and put together for a set; what took long is kept on disk too.
"""

from __future__ import annotations

import hashlib
import time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from geo.ui import derived, register_view
from geo.ui.shelf import Shelf, land_bytes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

RINGS: Shelf[BaseGeometry] = Shelf(200_000_000, land_bytes)
"""The ring about some land at one distance."""
REACHES: Shelf[NDArray[Any]] = Shelf(150_000_000, lambda parts: 200 + sum(map(land_bytes, parts)))
"""What one piece of land reaches, part by part."""
KEPT_FROM_S = 1.0
"""What took longer is kept on disk: a restart does not measure it again."""


class Piece(Protocol):
    """A zone or a part of one: the id names its land at one moment of the register."""

    @property
    def id(self) -> str:
        """Name of the land."""

    @property
    def geometry(self) -> BaseGeometry | None:
        """The land, EPSG:4490; read when asked for."""


def ring(moment: str, pieces: Sequence[Piece], distance_m: float) -> BaseGeometry:
    """The ground within a distance of any of these, as `geo.measure.coverage.rings` gives it.

    Parameters
    ----------
    moment
        Of the register.
    pieces
        The land.
    distance_m
        m.
    """
    return RINGS.get(key_of(moment, pieces, distance_m), lambda: _ring(moment, pieces, distance_m))


def key_of(moment: str, pieces: Sequence[Piece], distance_m: float) -> tuple[Any, ...]:
    """Of a ring in `RINGS`."""
    return (moment, tuple(piece.id for piece in pieces), float(distance_m))


def _ring(moment: str, pieces: Sequence[Piece], distance_m: float) -> BaseGeometry:
    from geo.measure.coverage import joined

    folder, name = register_view.opened().folder, _name([piece.geometry for piece in pieces], distance_m)
    kept = derived.ring(folder, name)
    if kept is not None:
        return kept
    began = time.perf_counter()
    found = joined(_reaches(moment, pieces, distance_m))
    if time.perf_counter() - began > KEPT_FROM_S:
        derived.keep_ring(folder, name, found)
    return found


def _reaches(moment: str, pieces: Sequence[Piece], distance_m: float) -> list[NDArray[Any]]:
    """What each reaches; those nobody has asked for yet are measured together."""
    from geo.measure.coverage import reaches

    keys = [(moment, piece.id, distance_m) for piece in pieces]
    known = [REACHES.found(key) for key in keys]
    missing = [row for row, found in enumerate(known) if found is None]
    made = iter(reaches([pieces[row].geometry for row in missing], distance_m) if missing else ())
    found = []
    for key, held in zip(keys, known, strict=True):
        grown = next(made) if held is None else held[0]
        if held is None:
            REACHES.put(key, grown)
        found.append(grown)
    return found


def _name(lands: Sequence[BaseGeometry | None], distance_m: float) -> str:
    """Of a ring on disk: says the land, the distance, and how it is measured."""
    import shapely

    told = hashlib.sha256(f"{_way()}/{distance_m!r}".encode())
    for land in shapely.to_wkb(lands):
        told.update(b"-" if land is None else len(land).to_bytes(8) + land)
    return told.hexdigest()[:32]


@cache
def _way() -> str:
    """How rings are measured: another version of any of it measures anew."""
    import pyproj
    import shapely

    from geo.measure import area, coverage, ellipsoid, overlap, plane, rings

    told = hashlib.sha256(f"{shapely.geos_version} {pyproj.proj_version_str}".encode())
    for module in (area, coverage, ellipsoid, overlap, plane, rings):
        told.update(Path(str(module.__file__)).read_bytes())
    return told.hexdigest()
