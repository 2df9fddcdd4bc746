"""The map of the coverage page: land and places on trial at once, rings when they are measured."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.i18n import text
from geo.ui import live_map, publisher, register_view
from geo.ui.exports import geopackage_bytes

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

    from geo.maps.listed import Listed
    from geo.ui.coverage_view import Land
    from geo.ui.coverage_work import Work

DEGREE_M = 111_000.0


def show(work: Work, lang: str) -> None:
    """Put the map on the page."""
    from geo.maps.live import LiveContent
    from geo.maps.province_layers import ring_names

    asked = work.asked
    parks = register_view.parks(demo=asked.demo)
    layers = [live_map.measured_rings(work.key, lambda: work.whole().rings, asked.distances_m, lang)]
    if parks is not None:
        layers.append(live_map.parks(parks, lang))
    if asked.lands:
        levels = {land.zone.level for land in asked.lands}
        layers.append(live_map.land(work.land_key, lambda: listed(asked.lands), levels, lang))
    if asked.points:
        layers.append(live_map.trials(asked.points, lang))
    content = LiveContent(
        layers=tuple(layers),
        styles=ring_names(lang, asked.distances_m)[1],
        demo=any(land.zone.demo for land in asked.lands),
        bounds=_bounds(asked.lands, asked.points, max(asked.distances_m)),
    )
    live_map.show(content, text("ui.page.coverage", lang), lang)


def listed(lands: Sequence[Land], points: Sequence[tuple[float, float]] = (), lang: str = "zh") -> Listed:
    """The chosen land, and places on trial, as the maps take them."""
    import numpy as np
    import shapely

    from geo.maps.listed import Listed

    geometry = np.empty(len(lands) + len(points), dtype=object)
    geometry[:] = [*(land.geometry for land in lands), *(shapely.Point(at) for at in points)]
    none = [None] * len(points)
    return Listed(
        id=[*(land.id for land in lands), *(f"trial-{i}" for i, _ in enumerate(points, start=1))],
        name=[*(land.name for land in lands), *live_map.trial_names(points, lang)],
        level=[*(land.zone.level for land in lands), *none],
        city=[*(land.zone.city for land in lands), *none],
        area_m2=[*(land.zone.land_m2 if land.part is None else None for land in lands), *none],
        geometry=geometry,
    )


def _bounds(
    lands: Sequence[Land], points: Sequence[tuple[float, float]], reach_m: float
) -> tuple[float, float, float, float]:
    """The box of all that is measured from, and of the widest ring about it."""
    import numpy as np

    boxes = np.array([*(land.geometry.bounds for land in lands), *((*at, *at) for at in points)])
    west, south = boxes[:, :2].min(axis=0).tolist()
    east, north = boxes[:, 2:].max(axis=0).tolist()
    up = reach_m / DEGREE_M
    aside = up / float(np.cos(np.radians((south + north) / 2)))
    return round(west - aside, 5), round(south - up, 5), round(east + aside, 5), round(north + up, 5)


def page(work: Work, lang: str) -> str:
    """The map as a page that opens anywhere."""
    from geo.maps.province_layers import ProvinceContent
    from geo.maps.province_map import province_map

    asked, found = work.asked, work.whole()
    parks = register_view.parks(demo=asked.demo)
    zones = _frame(work, lang)
    west, south, east, north = (float(edge) for edge in found.rings.total_bounds)
    content = ProvinceContent(
        title=text("ui.page.coverage", lang),
        zones=zones,
        parks=None if parks is None else parks.frame(),
        rings=found.rings,
        demo=any(land.zone.demo for land in asked.lands),
        bounds=(west, south, east, north),
    )
    return province_map(content, lang, assets_url=None, **publisher.on_maps(served=False))


def layers(work: Work, lang: str = "zh") -> bytes:
    """Rings and land as a GeoPackage."""
    return geopackage_bytes({"rings": work.whole().rings, "land": _frame(work, lang)})


def _frame(work: Work, lang: str) -> gpd.GeoDataFrame:
    import geopandas as gpd

    columns = listed(work.asked.lands, work.asked.points, lang)
    named = dict(zip(("id", "name", "level", "city", "area_m2"), columns.columns(), strict=True))
    return gpd.GeoDataFrame(named, geometry=columns.geometry, crs="EPSG:4490")
