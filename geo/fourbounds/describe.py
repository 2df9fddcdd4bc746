"""四至 generated: what bounds each side of each part, as a structure and as a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.fourbounds.compass import Direction
from geo.fourbounds.facing import Facing, Samples, face, quantile, sample, share
from geo.fourbounds.references import Layer, Reference, near, read_layer
from geo.fourbounds.sides import Side, outline, sides_of
from geo.i18n.catalogue import text
from geo.model.footprint import check_footprint

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

TOLERANCE_M = 50.0
"""A road's centre line lies this far from the boundary at most: half of a wide avenue with its verge."""

NAMED_SHARE = 0.15
"""A feature is named when it accompanies at least this share of the side."""

SETTLED_SHARE = 0.4
"""Below this joint share the side's farthest point is told besides."""

SAME_DISTANCE_M = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundingFeature:
    """A named feature along a side.

    ``share`` of the side's length it accompanies, 0 to 1; ``median_m``, ``p90_m`` of the distances to it
    there; ``order`` where along the side, 0 at its north or west end and 1 at the other.
    """

    name: str
    kind: str | None
    share: float
    median_m: float
    p90_m: float
    order: float


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundedSide:
    """One side with what bounds it; ``lon``, ``lat`` its farthest point; ``share`` named in all."""

    direction: Direction
    length_m: float
    lon: float
    lat: float
    share: float
    features: tuple[BoundingFeature, ...]

    @property
    def settled(self) -> bool:
        """Whether named features say enough of the side, so that no coordinates are told."""
        return self.share >= SETTLED_SHARE


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundedPart:
    """The four sides of a part, east, south, west, north; ``part_id`` None is the whole."""

    part_id: str | None
    role: str | None
    name: str | None
    sides: tuple[BoundedSide, ...]

    def sentence(self, lang: str = "zh") -> str:
        """The four sides as a clause, without a full stop."""
        told = [_tell(side, lang) for side in self.sides]
        return text("fourbounds.joint.sides", lang).join(told)


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """四至 of a footprint: part by part, and the whole."""

    tolerance_m: float
    parts: tuple[BoundedPart, ...]
    whole: BoundedPart

    def sentence(self, lang: str = "zh") -> str:
        """The description in words, ``zh`` or ``en``; several parts are told one by one."""
        if len(self.parts) == 1:
            return text("fourbounds.sentence.one", lang, sides=self.parts[0].sentence(lang))
        told = [
            text("fourbounds.sentence.part", lang, part=part_label(part, lang), sides=part.sentence(lang))
            for part in self.parts
        ]
        joined = text("fourbounds.joint.parts", lang).join(told)
        return text("fourbounds.sentence.many", lang, parts=joined)


def part_label(part: BoundedPart, lang: str = "zh") -> str:
    """What a part is called: its name, else its role with its id, else its id."""
    if part.name:
        return part.name
    role = text(f"role.{part.role}", lang) if part.role else text("fourbounds.part", lang)
    return f"{role}{part.part_id}" if lang == "zh" else f"{role} {part.part_id}"


def describe(
    footprint: gpd.GeoDataFrame, references: gpd.GeoDataFrame | None, *, tolerance_m: float = TOLERANCE_M
) -> Description:
    """Tell what bounds a footprint on its four sides.

    Parameters
    ----------
    footprint
        Footprint (`geo.model.footprint`), EPSG:4490.
    references
        Named lines and areas, columns ``name``, ``kind``, ``geometry``, optionally ``alias``; EPSG:4490.
        None: the sides are told by coordinates.
    tolerance_m
        How far from the boundary a feature may lie to be named, metres.

    Returns
    -------
    Description
        Per side the features that accompany at least 15 % of it, nearest first claimed, told from north
        to south and from west to east; where they leave more than 60 % open, the farthest point too.

    Raises
    ------
    CrsError, SizhiError
        A frame that is not what it should be.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import LineString, box
    >>> from geo.model.footprint import make_footprint
    >>> zone = make_footprint([("1", None, None, box(118.70, 32.00, 118.71, 32.01))])
    >>> roads = gpd.GeoDataFrame(
    ...     {"name": ["演示东路", "演示南路"], "kind": ["road", "road"]},
    ...     geometry=[LineString([(118.7102, 31.99), (118.7102, 32.02)]),
    ...               LineString([(118.69, 31.9998), (118.72, 31.9998)])], crs="EPSG:4490")
    >>> print(describe(zone, roads).sentence())
    东至演示东路、南至演示南路、西至最西点（东经118.700000°，北纬32.000000°）、北至最北点（东经118.710000°，北纬32.010000°）。
    """
    check_footprint(footprint)
    layer = read_layer(references)
    parts = tuple(
        _describe_part(geometry, layer, tolerance_m, (str(part_id), _text(role), _text(name)))
        for part_id, role, name, geometry in zip(
            footprint["part_id"], footprint["role"], footprint["name"], footprint.geometry, strict=True
        )
    )
    whole = _describe_part(footprint.union_all(), layer, tolerance_m, (None, None, None))
    return Description(tolerance_m=tolerance_m, parts=parts, whole=whole)


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def _describe_part(
    geometry: Any, layer: Layer, tolerance_m: float, label: tuple[str | None, str | None, str | None]
) -> BoundedPart:
    walked = outline(geometry)
    samples = sample(walked)
    measured = [
        (reference, face(samples, walked.land, shape))
        for reference, shape in near(layer, walked.plane, walked.land, tolerance_m)
    ]
    owner = _owners(measured, len(samples.xy), tolerance_m)
    told = tuple(_describe_side(side, samples, measured, owner) for side in sides_of(walked))
    return BoundedPart(part_id=label[0], role=label[1], name=label[2], sides=told)


def _owners(measured: list[tuple[Reference, Facing]], count: int, tolerance_m: float) -> NDArray[np.int64]:
    """For every sample the feature nearest to it, roads and rivers before neighbouring land; -1 none."""
    owner = np.full(count, -1)
    for neighbours in (False, True):
        best = np.full(count, np.inf)
        free = owner < 0
        for index, (reference, facing) in enumerate(measured):
            if reference.is_neighbour is not neighbours:
                continue
            nearer = free & facing.within(tolerance_m) & (facing.gap < best - SAME_DISTANCE_M)
            owner[nearer], best[nearer] = index, facing.gap[nearer]
    return owner


def _describe_side(
    side: Side, samples: Samples, measured: list[tuple[Reference, Facing]], owner: NDArray[np.int64]
) -> BoundedSide:
    mask = samples.of(side.direction)
    # east and west sides are told from the north, north and south sides from the west
    along = -samples.xy[:, 1] if side.direction.unit[1] == 0 else samples.xy[:, 0]
    low, high = float(along[mask].min()), float(along[mask].max())
    features = []
    for index, (reference, facing) in enumerate(measured):
        own = mask & (owner == index)
        covered = share(own, mask, samples.weight)
        if covered < NAMED_SHARE:
            continue
        gap, weight = facing.gap[own], samples.weight[own]
        middle = float(np.average(along[own], weights=weight))
        features.append(
            BoundingFeature(
                name=reference.name,
                kind=reference.kind,
                share=round(covered, 4),
                median_m=round(quantile(gap, weight, 0.5) or 0.0, 3),
                p90_m=round(quantile(gap, weight, 0.9) or 0.0, 3),
                order=round((middle - low) / max(high - low, 1e-9), 4),
            )
        )
    features.sort(key=lambda feature: (feature.order, feature.name))
    return BoundedSide(
        direction=side.direction,
        length_m=round(side.length_m, 3),
        lon=side.lon,
        lat=side.lat,
        share=round(sum(feature.share for feature in features), 4),
        features=tuple(features),
    )


def _tell(side: BoundedSide, lang: str) -> str:
    named = [feature.name for feature in side.features]
    if not side.settled:
        named.append(text(f"fourbounds.extreme.{side.direction.value}", lang, lon=side.lon, lat=side.lat))
    joined = text("fourbounds.joint.features", lang).join(named)
    return text(f"fourbounds.tell.{side.direction.value}", lang, features=joined)
