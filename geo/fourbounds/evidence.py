"""What a check rests on, as geometry for the map: sides, matched features, and the distances between."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from shapely import LineString

from geo.fourbounds.checks import Ground, prepare_ground
from geo.fourbounds.references import Reference, read_layer
from geo.fourbounds.sides import sides, sides_of

if TYPE_CHECKING:
    import geopandas as gpd

    from geo.fourbounds.verdict import FeatureCheck, SideCheck, Verification

COLUMNS = ("block", "parts", "side", "what", "feature", "verdict", "distance_m", "geometry")
MARGIN = 0.3
"""A matched feature is drawn this much of the land's extent beyond it."""

MIN_MARGIN_M = 150.0


def evidence_frame(
    verification: Verification, footprint: gpd.GeoDataFrame, references: gpd.GeoDataFrame | None
) -> gpd.GeoDataFrame:
    """The evidence of a verification, to be drawn.

    Parameters
    ----------
    verification
        Of `geo.fourbounds.verify`.
    footprint, references
        The frames it was made with.

    Returns
    -------
    GeoDataFrame
        EPSG:4490; ``block``, ``parts``, ``side``, ``what`` (side: the line judged; feature: the matched
        feature near the land; distance: the way to it where it is of median length), ``feature``,
        ``verdict``, ``distance_m``, ``geometry``. A missing side is there with its line.
    """
    import geopandas as gpd  # noqa: PLC0415 - heavy, and this module is on the way of the first page

    layer = read_layer(references)
    known = {feature.name: feature for feature in layer.features}
    aliases = {alias: feature for feature in layer.features for alias in feature.aliases}
    ids = footprint["part_id"].astype(str)
    rows: list[dict[str, Any]] = []
    for block in verification.blocks:
        if not block.part_ids:
            continue
        land = footprint.geometry[ids.isin(block.part_ids).to_numpy()].union_all()
        ground = prepare_ground(land, layer, verification.tolerance_m)
        lines = {side.direction: side.line for side in sides_of(ground.walked)}
        label = {"block": block.name, "parts": ",".join(block.part_ids)}
        for side in block.sides:
            own = {**label, "side": side.direction.value}
            line = {"what": "side", "feature": None, "verdict": side.verdict.value, "distance_m": None}
            rows.append({**own, **line, "geometry": lines[side.direction]})
            for check in side.features:
                reference = known.get(check.matched or "") or aliases.get(check.matched or "")
                if reference is not None:
                    rows += [{**own, **row} for row in _feature_rows(check, side, ground, reference)]
    columns: dict[str, list[Any]] = {name: [row[name] for row in rows] for name in COLUMNS[:-1]}
    return gpd.GeoDataFrame(columns, geometry=[row["geometry"] for row in rows], crs="EPSG:4490")


def sides_frame(footprint: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The four sides of every part: ``part_id``, ``side``, ``length_m``, ``geometry``, EPSG:4490."""
    import geopandas as gpd  # noqa: PLC0415 - as above

    rows = [
        (str(part_id), side)
        for part_id, geometry in zip(footprint["part_id"], footprint.geometry, strict=True)
        for side in sides(geometry)
    ]
    return gpd.GeoDataFrame(
        {
            "part_id": [part_id for part_id, _ in rows],
            "side": [side.direction.value for _, side in rows],
            "length_m": [round(side.length_m, 3) for _, side in rows],
        },
        geometry=[side.line for _, side in rows],
        crs="EPSG:4490",
    )


def _feature_rows(
    check: FeatureCheck, side: SideCheck, ground: Ground, reference: Reference
) -> list[dict[str, Any]]:
    plane, land = ground.walked.plane, ground.walked.land
    common = {"feature": check.matched, "verdict": check.verdict.value}
    west, south, east, north = shapely.bounds(land)
    reach = max(MARGIN * max(east - west, north - south), MIN_MARGIN_M, 1.2 * (check.median_m or 0.0))
    drawn = ground.shape(reference).intersection(land.envelope.buffer(reach))
    rows = []
    if not drawn.is_empty:
        rows.append({**common, "what": "feature", "distance_m": None, "geometry": plane.backward(drawn)})
    way = _way(check, side, ground, reference)
    if way is not None:
        geometry = plane.backward(way)
        rows.append({**common, "what": "distance", "distance_m": round(way.length, 1), "geometry": geometry})
    return rows


def _way(check: FeatureCheck, side: SideCheck, ground: Ground, reference: Reference) -> LineString | None:
    """From the side to the feature, at the sample whose distance is nearest to the median."""
    if check.median_m is None:
        return None
    facing = ground.facing(reference)
    mask = ground.samples.of(side.direction)
    beside = mask & (facing.outer | facing.inner)
    chosen = np.flatnonzero(beside if beside.any() else mask)
    off = np.abs(facing.gap[chosen] - check.median_m)
    # of many equally near the median the middle one, so that the line stands in the middle of the side
    equal = chosen[off <= off.min() + 0.5]
    at = int(equal[len(equal) // 2])
    ends = np.vstack([ground.samples.xy[at], facing.foot[at]])
    return LineString(ends) if facing.gap[at] > 0.01 else None
