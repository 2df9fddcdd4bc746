"""Zones or parks as columns, with or without pandas: what the maps draw, list and find them by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo import places
from geo.i18n import text
from geo.maps.many import lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

LEVELS = ("national", "provincial", "municipal")


@dataclass(frozen=True, slots=True)
class Listed:
    """Columns of one length; ``geometry`` in EPSG:4490, None or empty where no boundary is known.

    Parks have an id, a name and a geometry only: their other columns hold None.
    """

    id: Sequence[str]
    name: Sequence[str | None]
    level: Sequence[str | None]
    city: Sequence[str | None]
    area_m2: Sequence[float | None]
    geometry: NDArray[np.object_]

    def where(self, chosen: NDArray[np.bool_]) -> Listed:
        """The chosen rows."""
        rows = np.flatnonzero(chosen).tolist()
        key, name, level, city, area = ([column[row] for row in rows] for column in self.columns())
        return Listed(key, name, level, city, area, self.geometry[chosen])

    def columns(self) -> tuple[Sequence[Any], ...]:
        """All but the geometry."""
        return self.id, self.name, self.level, self.city, self.area_m2


def listed(frame: Listed | gpd.GeoDataFrame) -> Listed:
    """A frame as columns; what it lacks is not known.

    Examples
    --------
    >>> import geopandas as gpd
    >>> listed(gpd.GeoDataFrame({"name": ["甲园"]}, geometry=[None], crs="EPSG:4490")).id
    ['0']
    """
    if isinstance(frame, Listed):
        return frame
    given = {
        name: _plain(frame[name].tolist()) for name in ("name", "level", "city", "area_m2") if name in frame
    }
    none: list[Any] = [None] * len(frame)
    return Listed(
        id=[str(value) for value in frame.get("id", frame.index)],
        name=given.get("name", none),
        level=given.get("level", none),
        city=given.get("city", none),
        area_m2=given.get("area_m2", none),
        geometry=np.asarray(frame.geometry.to_numpy(), dtype=object),
    )


def _plain(values: list[Any]) -> list[Any]:
    """What is missing is None, however the frame writes it."""
    return [None if isinstance(value, float) and np.isnan(value) else value for value in values]


def bounded(zones: Listed) -> Listed:
    """Those that have a boundary."""
    return zones.where(~_without(zones))


def _without(zones: Listed) -> NDArray[np.bool_]:
    missing: NDArray[np.bool_] = shapely.is_missing(zones.geometry) | shapely.is_empty(zones.geometry)
    return missing


def called(zones: Listed, lang: str) -> list[str]:
    """The name of each, or a word for having none."""
    return [name if isinstance(name, str) and name else text("map.unnamed", lang) for name in zones.name]


def zone_rows(zones: Listed | gpd.GeoDataFrame, lang: str) -> list[dict[str, Any]]:
    """The zones drawn: how each is called, where it is, the box to zoom to, the radius of its point.

    ``piece`` is the box of its largest piece: when that is too small to see, the zone is a point.
    """
    drawn = bounded(listed(zones))
    where = lines(drawn.geometry)
    return [
        {
            **record,
            "area": hectares(record["area_m2"], lang),
            "radius": radius(record["area_m2"]),
            "at": [y / 1e5, x / 1e5],
            "box": [edge / 1e5 for edge in box],
            "piece": [edge / 1e5 for edge in piece],
        }
        for record, x, y, box, piece in zip(
            _records(drawn, lang),
            where.x.tolist(),
            where.y.tolist(),
            where.box.tolist(),
            where.piece.tolist(),
            strict=True,
        )
    ]


def unbounded_rows(zones: Listed | gpd.GeoDataFrame, lang: str) -> list[dict[str, Any]]:
    """The zones that have no boundary: how each is called and in which city."""
    every = listed(zones)
    return _records(every.where(_without(every)), lang)


def _records(zones: Listed, lang: str) -> list[dict[str, Any]]:
    found = []
    for key, name, level, city, area in zip(zones.id, called(zones, lang), *zones.columns()[2:], strict=True):
        known = level if level in LEVELS else "unknown"
        found.append(
            {
                "id": key,
                "name": name,
                "style": f"zone_{known}",
                "role": level_name(known, lang),
                "place": places.label(city, lang) if city else "",
                "area_m2": None if area is None else float(area),
            }
        )
    return found


def level_name(level: str, lang: str) -> str:
    """A level in words, ``unknown`` included."""
    return text("province_map.level_unknown" if level == "unknown" else f"level.{level}", lang)


def radius(area_m2: float | None) -> float:
    """Pixels of the point that stands for a zone: by area, as the eye compares circles.

    Examples
    --------
    >>> radius(1e6), radius(100.0), radius(None)
    (5.0, 3.5, 3.5)
    """
    return round(min(12.0, max(3.5, 5 * ((area_m2 or 0.0) / 1e6) ** 0.5)), 1)


def hectares(area_m2: float | None, lang: str) -> str:
    """An area in hectares, or a dash."""
    return "—" if area_m2 is None else text("province_map.hectares", lang, value=area_m2 / 10_000)
