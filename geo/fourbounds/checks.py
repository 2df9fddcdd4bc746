"""One claimed feature against the land: beside the side, on another, too far, across, or unknown."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.fourbounds.compass import Direction
from geo.fourbounds.describe import NAMED_SHARE
from geo.fourbounds.facing import Facing, Samples, face, quantile, sample, share
from geo.fourbounds.references import Layer, Reference, in_plane, near
from geo.fourbounds.sides import WALK, Outline, outline, sides_of
from geo.fourbounds.verdict import FeatureCheck, Verdict

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.fourbounds.claim import ClaimedFeature

BESIDE_SHARE = NAMED_SHARE * 2 / 3
"""From this share of the side a feature is beside it: less than a description asks, so that it verifies."""

OTHER_SHARE = 0.25
"""From this share of another side a feature is said to be on that one."""

NEAR_FACTOR, NEAR_SHARE = 3.0, 0.4
"""Up to so many tolerances away, along so much of the side, a feature still bounds it, with its distance
told, when nothing named lies between."""

NEARER_SHARE = 0.5
OFFSET_SHARE, OFFSET_RELATIVE, OFFSET_COS = 0.3, 0.1, 0.8
"""A stated distance agrees along this share of the side, to the tolerance or a tenth, straight across."""

CROSSING = 0.2
"""A feature crosses the land from this length inside it, in units of the square root of its area."""


@dataclass(slots=True)
class Ground:
    """The land of one block, walked and sampled, with the layer and what was measured of it so far."""

    walked: Outline
    samples: Samples
    layer: Layer
    tolerance_m: float
    shapes: dict[str, Any] = field(default_factory=dict)
    facings: dict[str, Facing] = field(default_factory=dict)
    beside: list[tuple[Reference, Facing]] | None = None

    def shape(self, reference: Reference) -> Any:
        """The feature in the plane of the land, metres."""
        if reference.name not in self.shapes:
            self.shapes[reference.name] = in_plane(reference, self.walked.plane, self.walked.land)
        return self.shapes[reference.name]

    def facing(self, reference: Reference) -> Facing:
        """The distances of a feature, measured once."""
        if reference.name not in self.facings:
            measured = face(self.samples, self.walked.land, self.shape(reference))
            self.facings[reference.name] = measured
        return self.facings[reference.name]

    def readings(self, direction: Direction) -> list[NDArray[np.bool_]]:
        """The stretches that may be called this side: the side itself, and all that looks its way."""
        own = self.samples.of(direction)
        looking = self.samples.open_to(direction)
        weight = self.samples.weight
        enough = float(weight[looking].sum()) >= 0.5 * float(weight[own].sum())
        return [own, looking] if enough else [own]

    def share(self, mask: NDArray[np.bool_], direction: Direction) -> float:
        """Share of the side a mask covers, of the reading that it covers best."""
        return max(share(mask, reading, self.samples.weight) for reading in self.readings(direction))

    def stretch(self, mask: NDArray[np.bool_], direction: Direction) -> NDArray[np.bool_]:
        """The samples of the side in a mask, in that reading."""
        best = max(self.readings(direction), key=lambda reading: share(mask, reading, self.samples.weight))
        return mask & best

    def length_m(self, direction: Direction) -> float:
        """Length of the side."""
        sides = {side.direction: side for side in sides_of(self.walked)}
        return round(sides[direction].length_m, 3)

    def companions(self) -> list[tuple[Reference, Facing]]:
        """Features within the tolerance, measured once."""
        if self.beside is None:
            close = near(self.layer, self.walked.plane, self.walked.land, self.tolerance_m)
            self.beside = [(reference, self.facing(reference)) for reference, _ in close]
        return self.beside


def prepare_ground(geometry: Any, layer: Layer, tolerance_m: float) -> Ground:
    """Walk and sample the land of one block (degrees)."""
    walked = outline(geometry)
    return Ground(walked, sample(walked), layer, tolerance_m)


def check_feature(
    claimed: ClaimedFeature, direction: Direction, ground: Ground
) -> tuple[FeatureCheck, NDArray[np.bool_] | None]:
    """Judge one claimed feature; also the samples it accompanies, None when it does not."""
    if claimed.is_coordinate:
        return _check_coordinate(claimed, direction, ground)
    if not ground.layer.features:
        return FeatureCheck(claimed=claimed, verdict=Verdict.NOT_IN_LAYER, reason="no_layer"), None
    reference, match = ground.layer.find(claimed.name)
    if reference is None:
        check = FeatureCheck(
            claimed=claimed,
            verdict=Verdict.NOT_IN_LAYER,
            reason="suggestion" if match else "unknown",
            matched=match.name if match else None,
            score=match.score if match else None,
        )
        return check, None
    base = FeatureCheck(
        claimed=claimed,
        verdict=Verdict.CONFIRMED,
        reason="beside",
        matched=reference.name,
        score=match.score if match else None,
    )
    if claimed.offset_m is not None:
        return _check_offset(base, direction, ground, reference)
    return _check_beside(base, direction, ground, reference)


def _check_beside(
    base: FeatureCheck, direction: Direction, ground: Ground, reference: Reference
) -> tuple[FeatureCheck, NDArray[np.bool_] | None]:
    facing, tolerance = ground.facing(reference), ground.tolerance_m
    accompanied = facing.within(tolerance)
    if base.claimed.offset_direction is direction:  # 东至A路以东: the road itself lies inside
        accompanied = accompanied | (facing.inner & (facing.gap <= tolerance))
    inside = _inside_m(ground, reference)
    covered = ground.share(accompanied, direction)
    if covered >= BESIDE_SHARE:
        mask = ground.stretch(accompanied, direction)
        crossing = inside if inside >= _crossing_m(ground) else None
        return replace(
            _measured(base, facing, mask, ground), share=round(covered, 4), inside_m=crossing
        ), mask
    on = tuple(
        other
        for other in Direction
        if other is not direction
        and share(accompanied, ground.samples.of(other), ground.samples.weight) >= OTHER_SHARE
    )
    if on:
        return _located(base, Verdict.WRONG_SIDE, "other_side", (facing, ground, direction), on=on), None
    if inside >= _crossing_m(ground):
        crossed = _located(base, Verdict.CROSSES, "crosses", (facing, ground, direction))
        return replace(crossed, inside_m=round(inside, 1)), None
    return _check_apart(base, direction, ground, reference)


def _check_apart(
    base: FeatureCheck, direction: Direction, ground: Ground, reference: Reference
) -> tuple[FeatureCheck, NDArray[np.bool_] | None]:
    """A feature beyond the tolerance: still this side's, hidden by a nearer one, too far, or elsewhere."""
    facing = ground.facing(reference)
    close = facing.outer & (facing.gap <= NEAR_FACTOR * ground.tolerance_m)
    covered = ground.share(close, direction)
    here = (facing, ground, direction)
    if covered >= NEAR_SHARE:
        nearer = _nearer(ground, direction, reference)
        mask = ground.stretch(close, direction)
        if nearer is None:
            told = replace(
                base, verdict=Verdict.CONFIRMED_WITH_DISTANCE, reason="apart", share=round(covered, 4)
            )
            return _measured(told, facing, mask, ground), mask
        return replace(_located(base, Verdict.TOO_FAR, "nearer", here), nearer=nearer), None
    faced = {other: ground.share(facing.outer, other) for other in Direction}
    if ground.share(facing.within(ground.tolerance_m), direction) > 0:
        return _located(base, Verdict.TOO_FAR, "short", here), None
    if faced[direction] >= BESIDE_SHARE:
        return _located(base, Verdict.TOO_FAR, "far", here), None
    on = tuple(other for other in Direction if other is not direction and faced[other] >= OTHER_SHARE)
    if on:
        return _located(base, Verdict.WRONG_SIDE, "elsewhere", here, on=on), None
    return _located(base, Verdict.TOO_FAR, "far", here), None


def _check_offset(
    base: FeatureCheck, direction: Direction, ground: Ground, reference: Reference
) -> tuple[FeatureCheck, NDArray[np.bool_] | None]:
    """「东起津二路以东550米」: the boundary lies 550 m east of the road, so the road 550 m west of it."""
    facing, stated, toward = (
        ground.facing(reference),
        base.claimed.offset_m or 0.0,
        base.claimed.offset_direction,
    )
    if toward is not None and toward not in {direction, direction.opposite}:
        return replace(base, verdict=Verdict.NOT_UNDERSTOOD, reason="offset_sideways"), None
    ways = np.array([direction.unit, ground.samples.axis[WALK.index(direction)]])
    across = facing.way @ ways.T  # straight across by the compass, or by the side where the land is turned
    outward, inward = across.max(axis=1) >= OFFSET_COS, across.min(axis=1) <= -OFFSET_COS
    right_way = outward | inward if toward is None else inward if toward is direction else outward
    allowed = max(ground.tolerance_m, OFFSET_RELATIVE * stated)
    agreeing = right_way & (np.abs(facing.gap - stated) <= allowed)
    covered = ground.share(agreeing, direction)
    if covered >= OFFSET_SHARE:
        mask = ground.stretch(agreeing, direction)
        told = replace(
            base, verdict=Verdict.CONFIRMED_WITH_DISTANCE, reason="offset", share=round(covered, 4)
        )
        return _measured(told, facing, mask, ground), mask
    for way, verdict, reason in (
        (right_way, Verdict.TOO_FAR, "offset_differs"),
        (outward | inward, Verdict.WRONG_SIDE, "offset_other_way"),
    ):
        if ground.share(way, direction) >= BESIDE_SHARE:
            told = replace(base, verdict=verdict, reason=reason, share=round(covered, 4))
            told = _measured(told, facing, ground.stretch(way, direction), ground)
            agrees = way is right_way and abs((told.median_m or 0.0) - stated) <= allowed
            return replace(told, reason="offset_short") if agrees else told, None
    return _located(base, Verdict.TOO_FAR, "offset_differs", (facing, ground, direction)), None


def _check_coordinate(
    claimed: ClaimedFeature, direction: Direction, ground: Ground
) -> tuple[FeatureCheck, NDArray[np.bool_] | None]:
    """A side told by its farthest point: the longitude of an east or west side, the latitude else."""
    told = claimed.lon if direction.unit[1] == 0 else claimed.lat
    if told is None:
        return FeatureCheck(claimed=claimed, verdict=Verdict.NOT_UNDERSTOOD, reason="coordinate_axis"), None
    side = next(side for side in sides_of(ground.walked) if side.direction is direction)
    true, metres = (
        (side.lon, ground.walked.plane.scale[0])
        if direction.unit[1] == 0
        else (
            side.lat,
            ground.walked.plane.scale[1],
        )
    )
    off = abs(told - true) * metres
    agrees = off <= ground.tolerance_m
    check = FeatureCheck(
        claimed=claimed,
        verdict=Verdict.CONFIRMED if agrees else Verdict.TOO_FAR,
        reason="coordinate" if agrees else "coordinate_off",
        median_m=round(off, 3),
        p90_m=round(off, 3),
    )
    return check, ground.samples.of(direction) if agrees else None


def _measured(base: FeatureCheck, facing: Facing, mask: NDArray[np.bool_], ground: Ground) -> FeatureCheck:
    gap, weight = facing.gap[mask], ground.samples.weight[mask]
    median, p90 = quantile(gap, weight, 0.5), quantile(gap, weight, 0.9)
    return replace(
        base,
        median_m=None if median is None else round(median, 3),
        p90_m=None if p90 is None else round(p90, 3),
    )


def _located(
    base: FeatureCheck,
    verdict: Verdict,
    reason: str,
    here: tuple[Facing, Ground, Direction],
    *,
    on: tuple[Direction, ...] = (),
) -> FeatureCheck:
    """A feature that does not bound the side, with its distances from it (all of it) and where it is."""
    facing, ground, direction = here
    of_side = ground.samples.of(direction)
    faced = of_side & facing.outer
    mask = faced if faced.any() else of_side
    covered = ground.share(facing.within(ground.tolerance_m), direction)
    located = replace(base, verdict=verdict, reason=reason, share=round(covered, 4), on=on)
    return _measured(located, facing, mask, ground)


def _nearer(ground: Ground, direction: Direction, reference: Reference) -> str | None:
    """A road or river that runs along the side within the tolerance, so that it bounds it instead."""
    found = [
        (ground.share(facing.within(ground.tolerance_m), direction), other.name)
        for other, facing in ground.companions()
        if other.name != reference.name and not other.is_neighbour
    ]
    best = max(found, default=(0.0, ""))
    return best[1] if best[0] >= NEARER_SHARE else None


def _inside_m(ground: Ground, reference: Reference) -> float:
    """Length of a feature inside the land, its rim of half the tolerance left out."""
    land = ground.walked.land
    core = land.buffer(-min(ground.tolerance_m / 2, 0.1 * float(land.area) ** 0.5))
    inside = ground.shape(reference).intersection(core)
    return float(inside.length if inside.area == 0 else inside.length / 2)


def _crossing_m(ground: Ground) -> float:
    return CROSSING * float(ground.walked.land.area) ** 0.5
