"""Service coverage for the pages: what is chosen, computed once, and told in tables."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from geo import places
from geo.i18n import number, text
from geo.ui import register_view
from geo.ui.exports import Table
from geo.ui.shelf import Shelf

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from shapely.geometry.base import BaseGeometry

    from geo.ui.coverage_work import Found
    from geo.ui.register_view import Snapshot
    from geo.ui.zone_rows import ZoneRow

FEW = 50
"""Zones up to which the parts of all of them are offered."""
PARTS: Shelf[dict[str, list[tuple[str, str | None, BaseGeometry]]]] = Shelf(16, lambda _: 1)
_PAIR = re.compile(r"\s*(-?\d+(?:\.\d+)?)\s*[,，\s]\s*(-?\d+(?:\.\d+)?)\s*$")
MOST_TRIALS = 20


@dataclass(frozen=True, slots=True)
class Land:
    """Land that serves: a whole zone or one part of it."""

    id: str
    name: str
    zone: ZoneRow
    part: BaseGeometry | None = field(default=None, compare=False, repr=False)

    @property
    def geometry(self) -> BaseGeometry:
        """Its land, EPSG:4490; of a whole zone it is read when asked for."""
        land = self.zone.geometry if self.part is None else self.part
        assert land is not None  # noqa: S101 - only zones with a boundary are offered
        return land


def offered(held: Snapshot, rows: Sequence[ZoneRow], asked: Sequence[str]) -> dict[str, Land]:
    """The land one may choose: every zone with a boundary as a whole, and parts.

    Where there are many zones, only the parts of those that are chosen already are offered.

    Parameters
    ----------
    held
        The moment of the register.
    rows
        The zones.
    asked
        Keys that are chosen: of zones, or of zone and part with a stroke between.
    """
    bounded = [row for row in rows if row.bounded]
    if len(bounded) <= FEW:
        opened = bounded
    else:
        named = {key.partition("/")[0] for key in asked}
        opened = [row for row in bounded if row.id in named]
    parts = _parts(held.key, opened)
    found: dict[str, Land] = {}
    for row in bounded:
        found[row.id] = Land(row.id, row.name, row)
        of = parts.get(row.id, [])
        if len(of) > 1:
            for part_id, name, geometry in of:
                key = f"{row.id}/{part_id}"
                found[key] = Land(key, f"{row.name} · {name or part_id}", row, geometry)
    return found


def _parts(moment: str, rows: Sequence[ZoneRow]) -> dict[str, list[tuple[str, str | None, BaseGeometry]]]:
    from geo.registry.standing import standing_parts

    ids = tuple(row.id for row in rows if row.id != register_view.demo_id())
    found = PARTS.get((moment, ids), lambda: standing_parts(register_view.opened(), ids)) if ids else {}
    if any(row.id == register_view.demo_id() for row in rows):
        frame = register_view.demo_case()[1].footprint
        own = [(str(part.part_id), part.name, part.geometry) for part in frame.itertuples()]
        found = {**found, register_view.demo_id(): own}
    return found


def trials(written: str) -> tuple[list[tuple[float, float]], list[str]]:
    """Places on trial, longitude before latitude, and what of the text is none.

    Examples
    --------
    >>> trials("120.62, 31.30；118.8 32.05; 甲")
    ([(120.62, 31.3), (118.8, 32.05)], ['甲'])
    """
    points, wrong = [], []
    for piece in re.split(r"[;；\n]", written):
        if not piece.strip():
            continue
        pair = _PAIR.match(piece)
        if pair is None:
            wrong.append(piece.strip())
            continue
        lon, lat = float(pair[1]), float(pair[2])
        # Nobody in the province can mean it the other way round.
        lon, lat = (lat, lon) if lon < 60 < lat else (lon, lat)
        if places.inside_province([lon], [lat])[0]:
            points.append((lon, lat))
        else:
            wrong.append(piece.strip())
    return points[:MOST_TRIALS], wrong + [f"{lon}, {lat}" for lon, lat in points[MOST_TRIALS:]]


def km(distance_m: float) -> str:
    """A distance as people write it.

    Examples
    --------
    >>> km(1000.0), km(2500.0)
    ('1 km', '2.5 km')
    """
    return f"{distance_m / 1000:g} km"


def shares(frame: pd.DataFrame, lang: str, *, value: str = "share") -> list[tuple[str, list[float]]]:
    """Name of each area and its share at each distance, the most covered first."""
    found: dict[Any, tuple[str, list[float]]] = {}
    for row in frame.to_dict("records"):
        named = places.label(row["name"], lang)
        if row.get("city") and row["city"] != row["name"]:
            named = f"{places.label(row['city'], lang)} {named}"
        found.setdefault(row["area"], (named, []))[1].append(row[value])
    return sorted(found.values(), key=lambda pair: tuple(-v for v in reversed(pair[1])))


_AREA = {
    "distance": "distance_km",
    "area_name": "named",
    "area": "area_km2",
    "covered": "covered_km2",
    "share_percent": "share",
}
_NEAREST = {"park": "name", "base": "base", "away": "distance_km"}
_GAINS = {
    "distance": "distance_km",
    "area_name": "named",
    "share_percent": "share",
    "after_percent": "share_after",
    "gain": "gain_km2",
}
"""Head of a column, and what stands in it."""


def tables(found: Found, lang: str) -> list[Table]:
    """What the downloads hold, with units in the heads; the shares of the cities first."""
    sheets = [("cities", found.cities, _AREA), ("counties", found.counties, _AREA)]
    sheets += [("nearest", found.nearest, _NEAREST)] if found.nearest is not None else []
    sheets += [("gains", found.gains, _GAINS)] if found.gains is not None else []
    return [
        Table(
            text(f"ui.coverage.sheet_{name}", lang),
            [text(f"ui.coverage.column_{head}", lang) for head in columns],
            [_cells(row, tuple(columns.values()), lang) for row in frame.to_dict("records")],
        )
        for name, frame, columns in sheets
    ]


def _cells(row: dict[Any, Any], columns: tuple[str, ...], lang: str) -> list[Any]:
    """Distances in km, areas in km², shares in per cent as on the page; a missing number is an empty cell."""
    row |= {f"{key[:-3]}_km2": value / 1e6 for key, value in row.items() if key.endswith("_m2")}
    row |= {"distance_km": row["distance_m"] / 1000, "named": places.label(row["name"], lang)}
    values = [row[column] for column in columns]
    return [_amount(column, value) for column, value in zip(columns, values, strict=True)]


def _amount(column: str, value: Any) -> Any:
    """A number to its last meaningful digit: a metre, a tenth of a hectare, a hundredth of a per cent."""
    if not isinstance(value, float):
        return value
    if math.isnan(value):
        return None
    return round(100 * value, 2) if column.startswith("share") else round(value, 3)


def told_share(value: float, lang: str) -> str:
    """A share in per cent; a dash for nothing at all, so that what is covered stands out."""
    return "—" if not value > 0 else "<0.1 %" if value < 0.0005 else number(value, "ratio", lang)
