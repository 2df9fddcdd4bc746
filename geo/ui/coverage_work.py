"""The work behind the coverage page: rings a distance at a time, then shares, counts and nearest land.

Rings about the zones are kept apart from those about bases on trial: one more base costs its own ring only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo import places
from geo.ui import register_view, ring_work
from geo.ui.later import Later
from geo.ui.shelf import Shelf, land_bytes

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    import pandas as pd
    from shapely.geometry.base import BaseGeometry

    from geo.ui.coverage_form import Asked
    from geo.ui.coverage_view import Land


@dataclass(frozen=True, slots=True)
class Found:
    """Everything the page shows; frames as `geo.measure.coverage` gives them.

    ``nearest`` has the parks with the name of the nearest land; frames are None where there is no layer.
    """

    rings: gpd.GeoDataFrame
    cities: pd.DataFrame
    counties: pd.DataFrame
    parks: pd.DataFrame | None
    points: pd.DataFrame | None
    nearest: pd.DataFrame | None
    gains: pd.DataFrame | None


def _weigh(found: Found) -> int:
    return 4_000_000 + sum(map(land_bytes, found.rings.geometry))


_FOUND: Shelf[Found] = Shelf(200_000_000, _weigh)
_LATER = Later(_FOUND)


@dataclass(frozen=True, slots=True)
class Work:
    """What is to be measured, at which moment of the register, and over which of its layers."""

    moment: str
    asked: Asked
    layers: tuple[tuple[str, str], ...] = ()
    """As `geo.ui.register_view.newest` tells them."""

    @property
    def land_key(self) -> tuple[Any, ...]:
        """The land: which of it, and when."""
        return (self.moment, self.asked.demo, tuple(land.id for land in self.asked.lands))

    @property
    def key(self) -> tuple[Any, ...]:
        """All that the result rests on."""
        return (*self.land_key, self.asked.distances_m, self.asked.points, self.layers)

    def ready(self, wait_s: float) -> Found | None:
        """The result, or None when it is not there after so many seconds."""
        return _LATER.get(self.key, self._measured, wait_s)

    def whole(self) -> Found:
        """The result, however long it takes."""
        return _FOUND.get(self.key, self._measured)

    def done(self) -> int:
        """At how many of the distances the ring is measured."""
        keys = (ring_work.key_of(self.moment, self.asked.lands, d) for d in self.asked.distances_m)
        return sum(ring_work.RINGS.found(key) is not None for key in keys)

    def _measured(self) -> Found:
        import geopandas as gpd
        import shapely

        from geo.measure.area import ellipsoidal_area_m2
        from geo.measure.coverage import area_shares, park_shares, rings, what_if
        from geo.measure.coverage_nearest import nearest, point_shares
        from geo.measure.rings import polygonal

        asked = self.asked
        added = [shapely.Point(at) for at in asked.points]
        served = [land.geometry for land in asked.lands]
        distances = list(asked.distances_m)
        before = [ring_work.ring(self.moment, asked.lands, d) for d in distances] if served else []
        around = list(rings(added, distances).geometry) if added else []
        both = zip(before, around, strict=True) if before and around else ((one,) for one in before or around)
        grown = [pair[0] if len(pair) == 1 else polygonal(shapely.union_all(pair)) for pair in both]
        reach = _frame(distances, grown, ellipsoidal_area_m2(grown))
        cities, counties = places.load("city"), places.load("county")
        layers = register_view.layers(self.layers, demo=asked.demo)
        parks, residents = layers.get("parks"), layers.get("institutions")
        named = gpd.GeoSeries([*served, *added], crs="EPSG:4490", index=names(asked.lands, asked.points))
        old = _frame(distances, before, ellipsoidal_area_m2(before)) if before else None
        return Found(
            rings=reach,
            cities=area_shares(reach, cities),
            counties=area_shares(reach, counties),
            parks=None if parks is None else park_shares(reach, parks),
            points=None if residents is None else point_shares(nearest(residents, named), distances),
            nearest=None if parks is None else nearest(parks, named).assign(name=parks["name"]),
            gains=what_if(added, old, cities) if added and old is not None else None,
        )


def _frame(distances: Sequence[float], shapes: Sequence[BaseGeometry], area: Any) -> gpd.GeoDataFrame:
    """Rings as `geo.measure.coverage.rings` gives them."""
    import geopandas as gpd

    return gpd.GeoDataFrame(
        {"distance_m": distances, "area_m2": area}, geometry=list(shapes), crs="EPSG:4490"
    )


def names(chosen: Sequence[Land], points: Sequence[tuple[float, float]]) -> list[str]:
    """What the nearest land is called: its name, or the place of a base on trial."""
    return [*(land.name for land in chosen), *(f"{lon:.4f}°E {lat:.4f}°N" for lon, lat in points)]
