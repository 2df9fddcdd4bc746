"""The boundary file, read without pandas, pyogrio or GDAL: a start that costs milliseconds.

A GeoPackage is an SQLite database whose geometries are WKB behind a small header
(OGC 12-128r18, clause 2.1.3); the standard library reads the one, shapely the other.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal, get_args

import shapely

from geo import resources

if TYPE_CHECKING:
    from numpy.typing import NDArray

Level = Literal["province", "city", "county"]
LEVELS: tuple[Level, ...] = get_args(Level)

FILE = "jiangsu.gpkg"
COLUMNS = ("adcode", "name", "name_en", "city", "label_lon", "label_lat")
_ENVELOPE_BYTES = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}


@dataclass(frozen=True, slots=True)
class Areas:
    """One layer: the rows as ``COLUMNS`` name them, and their geometries in the same order (EPSG:4490)."""

    rows: tuple[tuple[str | float | None, ...], ...]
    geometry: NDArray[shapely.Geometry]

    def column(self, name: str) -> list[str]:
        """One text column; an empty text where the file has none."""
        place = COLUMNS.index(name)
        return [str(row[place] or "") for row in self.rows]


@cache
def areas(level: Level) -> Areas:
    """One layer of the boundary file, read once.

    Raises
    ------
    ValueError
        No such level.

    Examples
    --------
    >>> [len(areas(level).rows) for level in ("province", "city", "county")]
    [1, 13, 95]
    """
    if level not in LEVELS:
        msg = f"level is one of {LEVELS}, not {level!r}"
        raise ValueError(msg)
    # immutable: an installed package may lie on a disk nobody may write to, not even a lock file.
    uri = f"{(resources.boundaries() / FILE).as_uri()}?mode=ro&immutable=1"
    columns = ", ".join(COLUMNS)
    with closing(sqlite3.connect(uri, uri=True)) as database:
        query = f"SELECT {columns}, geom FROM {level} ORDER BY adcode"  # noqa: S608 - names from the tables above
        found = database.execute(query).fetchall()
    return Areas(
        rows=tuple(tuple(row[:-1]) for row in found),
        geometry=shapely.from_wkb([_wkb(row[-1]) for row in found]),
    )


def _wkb(blob: bytes) -> bytes:
    """Cut the GeoPackage header: magic, version, flags, srs_id, then an envelope of known length."""
    envelope = (blob[3] >> 1) & 0b111
    return blob[8 + _ENVELOPE_BYTES[envelope] :]
