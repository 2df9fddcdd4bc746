"""Service coverage for the pages: what is chosen, computed once, and told in tables."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

from geo import places
from geo.i18n import number, text
from geo.ui import publisher, register_view
from geo.ui.exports import Table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd
    import pandas as pd
    from shapely.geometry.base import BaseGeometry

    from geo.ui.zone_rows import ZoneRow

WHOLE = "whole"
_PAIR = re.compile(r"\s*(-?\d+(?:\.\d+)?)\s*[,，\s]\s*(-?\d+(?:\.\d+)?)\s*$")
MOST_TRIALS = 20


@dataclass(frozen=True, slots=True)
class Land:
    """Land that serves: a whole zone or one part of it."""

    id: str
    name: str
    zone: ZoneRow
    geometry: BaseGeometry


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


def lands(rows: Sequence[ZoneRow]) -> dict[str, Land]:
    """All land one may choose: each zone with a boundary as a whole, then its parts."""
    found: dict[str, Land] = {}
    for row in rows:
        if not row.bounded:
            continue
        found[row.id] = Land(row.id, row.name, row, row.geometry)
        parts = _parts(row)
        if len(parts) > 1:
            for part_id, name, geometry in parts:
                key = f"{row.id}/{part_id}"
                found[key] = Land(key, f"{row.name} · {name or part_id}", row, geometry)
    return found


def _parts(row: ZoneRow) -> list[tuple[str, str | None, BaseGeometry]]:
    if row.id == register_view.demo_row().id:
        frame = register_view.demo_case()[1].footprint
    else:
        from geo.registry.zones import zone_footprint

        frame = zone_footprint(register_view.opened(), row.id)
    if frame is None:
        return []
    return [(str(part.part_id), part.name, part.geometry) for part in frame.itertuples()]


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


@st.cache_resource(max_entries=64, ttl=1800, show_spinner=False)
def computed(
    key: tuple[Any, ...],  # noqa: ARG001 - the cache's key: moment of the register, land, layers
    distances_m: tuple[float, ...],
    points: tuple[tuple[float, float], ...],
    *,
    _lands: Sequence[Land],
    _layers: Mapping[str, gpd.GeoDataFrame],
) -> Found:
    """Rings, shares and nearest land, all from the footprints."""
    import geopandas as gpd
    import shapely

    from geo.measure.coverage import area_shares, park_shares, rings, what_if
    from geo.measure.coverage_nearest import nearest, point_shares

    added = [shapely.Point(at) for at in points]
    served = [land.geometry for land in _lands]
    reach = rings([*served, *added], distances_m)
    cities, counties = places.load("city"), places.load("county")
    parks, residents = _layers.get("parks"), _layers.get("institutions")
    named = gpd.GeoSeries([*served, *added], crs="EPSG:4490", index=_names(_lands, points))
    return Found(
        rings=reach,
        cities=area_shares(reach, cities),
        counties=area_shares(reach, counties),
        parks=None if parks is None else park_shares(reach, parks),
        points=None if residents is None else point_shares(nearest(residents, named), distances_m),
        nearest=None if parks is None else nearest(parks, named).assign(name=parks["name"]),
        gains=what_if(added, rings(served, distances_m), cities) if added and served else None,
    )


def _names(chosen: Sequence[Land], points: Sequence[tuple[float, float]]) -> list[str]:
    return [*(land.name for land in chosen), *(f"{lon:.4f}°E {lat:.4f}°N" for lon, lat in points)]


def map_page(
    key: tuple[Any, ...],
    lang: str,
    *,
    _lands: Sequence[Land],
    _points: Sequence[tuple[float, float]],
    _found: Found,
    _layers: Mapping[str, gpd.GeoDataFrame],
    assets_url: str | None,
) -> str:
    """The map of the rings; with ``assets_url`` Leaflet is linked, else inlined."""
    shown = (_lands, _points, _found, _layers)
    page: str = _map_page((*key, publisher.key()), lang, shown, assets_url=assets_url)
    return page


@st.cache_data(max_entries=32, ttl=1800, show_spinner=False)
def _map_page(
    key: tuple[Any, ...],  # noqa: ARG001
    lang: str,
    _shown: tuple[Sequence[Land], Sequence[tuple[float, float]], Found, Mapping[str, gpd.GeoDataFrame]],
    *,
    assets_url: str | None,
) -> str:
    """Drawn anew when the chosen land, the moment of the register or its settings are others."""
    import geopandas as gpd
    import shapely

    from geo.maps.province_layers import ProvinceContent
    from geo.maps.province_map import province_map

    lands, points, found, layers = _shown
    names = [text("ui.coverage.trial", lang, number=i) for i, _ in enumerate(points, start=1)]
    zones = gpd.GeoDataFrame(
        {
            "id": [*(land.id for land in lands), *(f"trial-{i}" for i, _ in enumerate(points, start=1))],
            "name": [*(land.name for land in lands), *names],
            "level": [*(land.zone.level for land in lands), *(None for _ in points)],
            "city": [*(land.zone.city for land in lands), *(None for _ in points)],
            "area_m2": [*(None for _ in lands), *(None for _ in points)],
        },
        geometry=[*(land.geometry for land in lands), *(shapely.Point(at) for at in points)],
        crs="EPSG:4490",
    )
    west, south, east, north = (float(edge) for edge in found.rings.total_bounds)
    content = ProvinceContent(
        title=text("ui.page.coverage", lang),
        zones=zones,
        parks=layers.get("parks"),
        rings=found.rings,
        demo=any(land.zone.demo for land in lands),
        bounds=(west, south, east, north),
    )
    published = publisher.on_maps(served=assets_url is not None)
    return province_map(content, lang, assets_url=assets_url, **published)


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
    "share": "share",
}
_NEAREST = {"park": "name", "base": "base", "away": "distance_km"}
_GAINS = {
    "distance": "distance_km",
    "area_name": "named",
    "share": "share",
    "after": "share_after",
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
    """Distances in km and areas in km²; a missing number is an empty cell."""
    row |= {f"{key[:-3]}_km2": value / 1e6 for key, value in row.items() if key.endswith("_m2")}
    row |= {"distance_km": row["distance_m"] / 1000, "named": places.label(row["name"], lang)}
    values = [row[column] for column in columns]
    return [None if isinstance(value, float) and math.isnan(value) else value for value in values]


def told_share(value: float, lang: str) -> str:
    """A share in per cent; a dash for nothing at all, so that what is covered stands out."""
    return "—" if not value > 0 else "<0.1 %" if value < 0.0005 else number(value, "ratio", lang)
