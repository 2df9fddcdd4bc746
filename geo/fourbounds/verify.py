"""A claimed 四至 checked against the land and a reference layer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from geo.fourbounds.blocks import Place, nearest_name, place_blocks
from geo.fourbounds.checks import Ground, check_feature, prepare_ground
from geo.fourbounds.compass import Direction
from geo.fourbounds.describe import SETTLED_SHARE, TOLERANCE_M
from geo.fourbounds.references import Layer, read_layer
from geo.fourbounds.verdict import (
    CONFIRMING,
    WEIGHT,
    AreaCheck,
    BlockCheck,
    FeatureCheck,
    Result,
    SideCheck,
    Verdict,
    Verification,
    result_of,
)
from geo.i18n import LANGUAGES, text
from geo.model.footprint import check_footprint
from geo.model.issue import Issue, Severity

if TYPE_CHECKING:
    import geopandas as gpd

    from geo.fourbounds.claim import Block, Claim, ClaimedSide


def verify(
    claim: Claim,
    footprint: gpd.GeoDataFrame,
    references: gpd.GeoDataFrame | None,
    *,
    tolerance_m: float = TOLERANCE_M,
    zone_name: str | None = None,
) -> Verification:
    """Check a claim side by side.

    Parameters
    ----------
    claim
        As `geo.fourbounds.parse` reads it.
    footprint
        Footprint (`geo.model.footprint`), EPSG:4490.
    references
        Named lines and areas: ``name``, ``kind``, ``geometry``, optionally ``alias``; EPSG:4490.
    tolerance_m
        How far from the boundary a feature may lie to bound it, metres.
    zone_name
        The zone's own name: a block that bears it means the whole.

    Returns
    -------
    Verification
        A verdict for every block, side and feature with its evidence, and the outcome.

    Raises
    ------
    CrsError, SizhiError
        A frame that is not what it should be.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import LineString, box
    >>> from geo.fourbounds.parse import parse
    >>> from geo.model.footprint import make_footprint
    >>> zone = make_footprint([("1", None, None, box(118.70, 32.00, 118.71, 32.01))])
    >>> road = LineString([(118.7102, 31.99), (118.7102, 32.02)])
    >>> roads = gpd.GeoDataFrame({"name": ["演示东路"]}, geometry=[road], crs="EPSG:4490")
    >>> checked = verify(parse("东至演示东路，西至演示东路"), zone, roads)
    >>> [(side.direction.zh, side.verdict.value) for side in checked.blocks[0].sides]
    [('东', 'confirmed'), ('南', 'missing_side'), ('西', 'wrong_side'), ('北', 'missing_side')]
    """
    check_footprint(footprint)
    layer = read_layer(references)
    places = place_blocks(claim, footprint, zone_name=zone_name)
    checks = tuple(
        max(
            (_check_block(block, place, footprint, (layer, tolerance_m)) for place in choices),
            key=lambda check: sum(side.verdict in CONFIRMING for side in check.sides),
        )
        for block, choices in zip(claim.blocks, places, strict=True)
    )
    uncovered = _uncovered(checks, footprint)
    untold = _named(uncovered, footprint) if any(check.part_ids for check in checks) else ()
    areas = add_up(claim)
    return Verification(
        claim=claim,
        tolerance_m=tolerance_m,
        blocks=checks,
        uncovered=uncovered,
        areas=areas,
        outcome=_outcome(claim, checks, areas),
        issues=(
            *claim.issues,
            *_issues(untold, areas),
            *_unknown(checks, footprint),
        ),
        untold=untold,
    )


def _named(part_ids: tuple[str, ...], footprint: gpd.GeoDataFrame) -> tuple[str, ...]:
    """Parts by the names people gave them, where they have one."""
    names = dict(zip(footprint["part_id"].astype(str), footprint["name"], strict=True))
    return tuple(name if isinstance(name := names.get(part), str) else part for part in part_ids)


def _uncovered(checks: tuple[BlockCheck, ...], footprint: gpd.GeoDataFrame) -> tuple[str, ...]:
    """Parts no block speaks of and that do not lie within one that is told (a core in its centre)."""
    ids = footprint["part_id"].astype(str)
    told = ids.isin({part for check in checks for part in check.part_ids}).to_numpy()
    if not told.any():
        return tuple(ids)
    land = footprint.geometry[told].union_all()
    return tuple(
        part
        for part, geometry, known in zip(ids, footprint.geometry, told, strict=True)
        if not known and geometry.difference(land).area > 0.01 * geometry.area
    )


def _outcome(claim: Claim, checks: tuple[BlockCheck, ...], areas: AreaCheck | None) -> Result:
    results = {check.result for check in checks}
    if Result.CONTRADICTED in results or (areas is not None and not areas.adds_up):
        return Result.CONTRADICTED
    if results == {Result.CONFIRMED} and claim.complete:
        return Result.CONFIRMED
    return Result.UNDECIDED


def _check_block(
    block: Block, place: Place, footprint: gpd.GeoDataFrame, against: tuple[Layer, float]
) -> BlockCheck:
    rows = list(place.rows)
    stated = block.area.area_m2 if block.area else None
    if not rows:
        sides = tuple(_unplaced(block, direction) for direction in Direction)
        return BlockCheck(
            name=place.name, part_ids=(), matched_by=place.matched_by, sides=sides, result=Result.UNDECIDED,
            area_m2=0.0, stated_area_m2=stated,
        )  # fmt: skip
    ground = prepare_ground(footprint.geometry.iloc[rows].union_all(), *against)
    sides = tuple(_check_side(block, direction, ground) for direction in Direction)
    return BlockCheck(
        name=place.name,
        part_ids=tuple(str(footprint["part_id"].iloc[row]) for row in rows),
        matched_by=place.matched_by,
        sides=sides,
        result=result_of(side.verdict for side in sides) if place.certain else Result.UNDECIDED,
        area_m2=round(float(ground.walked.land.area), 3),
        stated_area_m2=stated,
    )


def _unplaced(block: Block, direction: Direction) -> SideCheck:
    side = block.side(direction)
    return SideCheck(
        direction=direction,
        verdict=Verdict.NOT_UNDERSTOOD if side else Verdict.MISSING_SIDE,
        reason="unplaced" if side else "missing",
        features=(),
        length_m=0.0,
        span=side.span if side else None,
    )


def _check_side(block: Block, direction: Direction, ground: Ground) -> SideCheck:
    side = block.side(direction)
    length = ground.length_m(direction)
    if side is None:
        return SideCheck(
            direction=direction, verdict=Verdict.MISSING_SIDE, reason="missing", features=(), length_m=length
        )
    if direction in block.contradictory:
        return SideCheck(
            direction=direction, verdict=Verdict.NOT_UNDERSTOOD, reason="contradictory", features=(),
            length_m=length, span=side.span,
        )  # fmt: skip
    return _check_features(side, ground, length)


def _check_features(side: ClaimedSide, ground: Ground, length: float) -> SideCheck:
    checked = [check_feature(feature, side.direction, ground) for feature in side.features]
    features: tuple[FeatureCheck, ...] = tuple(check for check, _ in checked)
    verdict = max((check.verdict for check in features), key=WEIGHT.index)
    reason = "features"
    joint = _joint_share([mask for _, mask in checked], side.direction, ground)
    whole = any(feature.is_coordinate or feature.offset_m is not None for feature in side.features)
    if verdict in CONFIRMING and not whole and joint < SETTLED_SHARE - 1e-9:
        verdict, reason = Verdict.TOO_FAR, "partly"
    return SideCheck(
        direction=side.direction, verdict=verdict, reason=reason, features=features, length_m=length,
        share=round(joint, 4), span=side.span,
    )  # fmt: skip


def _joint_share(masks: list[Any], direction: Direction, ground: Ground) -> float:
    """Share of the side any of the features accompanies: the best of the readings of the side."""
    known = [mask for mask in masks if mask is not None]
    if not known:
        return 0.0
    return ground.share(np.logical_or.reduce(known), direction)


def add_up(claim: Claim) -> AreaCheck | None:
    """Whether the blocks' stated areas make the stated total; None when a figure is not stated.

    Every figure may be off by half a unit of its last digit, so the sum may be off by the sum of those.

    Examples
    --------
    >>> from geo.fourbounds.parse import parse
    >>> text = "区块一：东至甲路，面积12.5公顷；区块二：东至乙路，面积7.4公顷。总面积20公顷。"
    >>> add_up(parse(text)).adds_up, add_up(parse(text.replace("总面积20", "总面积25"))).adds_up
    (True, False)
    """
    areas = [block.area for block in claim.blocks if block.area is not None]
    if claim.total is None or len(areas) < 2 or len(areas) != len(claim.blocks):
        return None
    total = sum(area.area_m2 for area in areas)
    allowed = claim.total.rounding_m2 + sum(area.rounding_m2 for area in areas)
    return AreaCheck(
        total_m2=claim.total.area_m2,
        sum_m2=total,
        allowed_m2=allowed,
        adds_up=abs(total - claim.total.area_m2) <= allowed * (1 + 1e-9),
    )


def _issues(untold: tuple[str, ...], areas: AreaCheck | None) -> list[Issue]:
    issues = []
    if areas is not None and not areas.adds_up:
        params = {"total": areas.total_m2, "sum": areas.sum_m2}
        issues.append(Issue(code="claim.areas_differ", severity=Severity.WARNING, params=params))
    if untold:
        params_parts = {"parts": list(untold)}
        issues.append(Issue(code="claim.part_not_told", severity=Severity.WARNING, params=params_parts))
    return issues


def _unknown(checks: tuple[BlockCheck, ...], footprint: gpd.GeoDataFrame) -> list[Issue]:
    """Blocks whose name is no part's: which parts there are, and which one is meant perhaps."""
    known = list(_named(tuple(footprint["part_id"].astype(str)), footprint))
    issues = []
    for check in checks:
        block = check.name or ""
        if check.matched_by == "near":
            part = _named(check.part_ids, footprint)[0]
            params: dict[str, Any] = {"block": block, "part": part, "parts": known}
            issues.append(Issue(code="claim.block_near", severity=Severity.WARNING, params=params))
        elif not check.part_ids:
            nearest = nearest_name(block, footprint)
            told = {lang: text("fourbounds.nearest", lang, name=nearest) for lang in LANGUAGES}
            params = {
                "block": block,
                "parts": known,
                "nearest": told if nearest else dict.fromkeys(LANGUAGES, ""),
            }
            issues.append(Issue(code="claim.block_unknown", severity=Severity.WARNING, params=params))
    return issues
