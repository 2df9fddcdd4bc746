"""The reference layer in the plane of an outline: features by name, near the land."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo.errors import CrsError, SizhiError
from geo.fourbounds.compass import LocalPlane
from geo.fourbounds.names import Match, best_match, normalise

if TYPE_CHECKING:
    import geopandas as gpd

NEIGHBOURS = frozenset({"park", "zone", "园区", "开发区", "集聚区", "parcel", "宗地", "地块"})
"""Kinds that are named only where no road or river bounds the land."""


@dataclass(frozen=True, slots=True)
class Reference:
    """One named feature: all rows of the layer that bear the name, in degrees."""

    name: str
    kind: str | None
    geometry: Any
    aliases: tuple[str, ...] = ()

    @property
    def is_neighbour(self) -> bool:
        """Whether it is land beside the zone rather than a line along it."""
        return self.kind in NEIGHBOURS


@dataclass(frozen=True, slots=True)
class Layer:
    """Every named feature of the layer, to be looked up by name."""

    features: tuple[Reference, ...]

    def find(self, name: str) -> tuple[Reference | None, Match | None]:
        """The feature a name means, if any, and how alike the best entry is."""
        labels = [(i, label) for i, f in enumerate(self.features) for label in (f.name, *f.aliases)]
        match = best_match(name, [label for _, label in labels])
        if match is None or not match.accepted:
            return None, match
        return self.features[labels[match.index][0]], match


def read_layer(references: gpd.GeoDataFrame | None) -> Layer:
    """Group the rows of a reference layer by normalised name.

    Parameters
    ----------
    references
        Columns ``name``, ``geometry``, optionally ``kind`` and ``alias`` (several separated by ``;`` or
        、), EPSG:4490. Rows without a name or a geometry are passed over; points bound nothing.

    Raises
    ------
    CrsError
        The layer has no coordinate system, or not CGCS2000 longitude and latitude.
    SizhiError
        There is no column ``name``.
    """
    if references is None or not len(references):
        return Layer(())
    if references.crs is None or references.crs.to_epsg() != 4490:
        raise CrsError("footprint.crs", found=str(references.crs))
    if "name" not in references.columns:
        raise SizhiError("fourbounds.no_name", columns=[str(c) for c in references.columns])
    grouped: dict[str, list[tuple[str, str | None, Any, str]]] = {}
    columns = [
        references[c] if c in references.columns else [None] * len(references) for c in ("kind", "alias")
    ]
    rows = zip(references["name"], *columns, references.geometry, strict=True)
    for name, kind, alias, geometry in rows:
        if not isinstance(name, str) or not name.strip() or geometry is None or geometry.is_empty:
            continue
        if shapely.get_dimensions(geometry) < 1:
            continue
        row = (name.strip(), kind if isinstance(kind, str) else None, geometry, alias)
        grouped.setdefault(normalise(name), []).append(row)
    features = []
    for same in grouped.values():
        aliases = {a.strip() for *_, alias in same if isinstance(alias, str) for a in _split(alias)}
        geometry = shapely.union_all([shapely.force_2d(geometry) for _, _, geometry, _ in same])
        features.append(Reference(same[0][0], same[0][1], geometry, tuple(sorted(aliases - {""}))))
    return Layer(tuple(sorted(features, key=lambda feature: feature.name)))


def _split(text: str) -> list[str]:
    for separator in ("、", "，", ",", "；", "|", "/"):
        text = text.replace(separator, ";")
    return text.split(";")


def in_plane(reference: Reference, plane: LocalPlane, land: Any) -> Any:
    """The feature in metres; of an area that holds most of the land (the park it lies in), its edge."""
    geometry = plane.forward(reference.geometry)
    if shapely.get_dimensions(geometry) == 2:
        geometry = geometry if geometry.is_valid else shapely.make_valid(geometry)
        if geometry.intersection(land).area > 0.5 * land.area:
            return shapely.boundary(geometry)
    return geometry


def near(layer: Layer, plane: LocalPlane, land: Any, reach_m: float) -> list[tuple[Reference, Any]]:
    """Features within ``reach_m`` of the land, in metres."""
    if not layer.features:
        return []
    west, south, east, north = shapely.bounds(land)
    corner = np.array([[west - reach_m, south - reach_m], [east + reach_m, north + reach_m]])
    window = shapely.box(*plane.to_lonlat(corner).ravel())
    candidates = [f for f in layer.features if shapely.intersects(window, shapely.box(*f.geometry.bounds))]
    measured = [(feature, in_plane(feature, plane, land)) for feature in candidates]
    return [(feature, geometry) for feature, geometry in measured if geometry.distance(land) <= reach_m]
