"""What the check of a claim comes to: feature by feature, side by side, block by block."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from geo.i18n.catalogue import text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.fourbounds.claim import Claim, ClaimedFeature, Span
    from geo.fourbounds.compass import Direction
    from geo.model.issue import Issue


class Verdict(StrEnum):
    """What a claimed feature, or a side, comes to."""

    CONFIRMED = "confirmed"
    CONFIRMED_WITH_DISTANCE = "confirmed_with_distance"
    """It bounds this side, at a distance: the stated one, or one that is told."""
    WRONG_SIDE = "wrong_side"
    TOO_FAR = "too_far"
    """The distance does not agree: beyond the tolerance, or not the stated one."""
    CROSSES = "crosses"
    NOT_IN_LAYER = "not_in_layer"
    NOT_UNDERSTOOD = "not_understood"
    MISSING_SIDE = "missing_side"


class Result(StrEnum):
    """The whole claim, for the rules."""

    CONFIRMED = "confirmed"
    CONTRADICTED = "contradicted"
    UNDECIDED = "undecided"


WEIGHT = (
    Verdict.CONFIRMED,
    Verdict.CONFIRMED_WITH_DISTANCE,
    Verdict.NOT_IN_LAYER,
    Verdict.MISSING_SIDE,
    Verdict.NOT_UNDERSTOOD,
    Verdict.TOO_FAR,
    Verdict.CROSSES,
    Verdict.WRONG_SIDE,
)
"""From light to heavy: the verdict on a side is the heaviest of its features'."""

CONTRADICTING = frozenset({Verdict.WRONG_SIDE, Verdict.TOO_FAR, Verdict.CROSSES})
CONFIRMING = frozenset({Verdict.CONFIRMED, Verdict.CONFIRMED_WITH_DISTANCE})
UNPLACED = "unplaced"
"""For the rules: a side of a block whose name is no part's, which is neither held true nor refuted."""


def result_of(verdicts: Iterable[Verdict]) -> Result:
    """Contradicted if anything is, else undecided if anything is, else confirmed.

    Examples
    --------
    >>> result_of([Verdict.CONFIRMED, Verdict.NOT_IN_LAYER])
    <Result.UNDECIDED: 'undecided'>
    """
    told = list(verdicts)
    if any(verdict in CONTRADICTING for verdict in told):
        return Result.CONTRADICTED
    if told and all(verdict in CONFIRMING for verdict in told):
        return Result.CONFIRMED
    return Result.UNDECIDED


@dataclass(frozen=True, slots=True, kw_only=True)
class FeatureCheck:
    """One claimed feature against the layer and the land.

    ``reason`` is a catalogue key under ``fourbounds.reason.``; ``matched`` the name in the layer,
    ``score`` how alike it is (0 to 1), also of a mere suggestion; ``median_m``, ``p90_m`` the distances
    over the stretch of the side that faces it; ``share`` of the side that has it beside it; ``on`` the
    sides it is really on; ``inside_m`` its length inside the land; ``nearer`` a feature between.
    """

    claimed: ClaimedFeature
    verdict: Verdict
    reason: str
    matched: str | None = None
    score: float | None = None
    median_m: float | None = None
    p90_m: float | None = None
    share: float | None = None
    on: tuple[Direction, ...] = ()
    inside_m: float | None = None
    nearer: str | None = None

    def _likeness(self, lang: str) -> str:
        """How alike the names are, told only when they are not the same."""
        if self.score is None or self.score > 0.995:
            return ""
        return text("fourbounds.name.likeness", lang, score=self.score)

    def message(self, direction: Direction, lang: str = "zh") -> str:
        """The reason in words."""
        joint = text("fourbounds.joint.features", lang)
        return text(
            f"fourbounds.reason.{self.reason}",
            lang,
            feature=self.claimed.name,
            matched=self.matched,
            score=self.score,
            likeness=self._likeness(lang),
            side=text(f"fourbounds.side.{direction.value}", lang),
            median=self.median_m,
            p90=self.p90_m,
            share=None if self.share is None else 100 * self.share,
            stated=self.claimed.offset_m,
            on=joint.join(text(f"fourbounds.side.{d.value}", lang) for d in self.on) or None,
            inside=self.inside_m,
            nearer=self.nearer,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SideCheck:
    """One side of a block; ``share`` of its length the claimed features accompany together."""

    direction: Direction
    verdict: Verdict
    reason: str
    features: tuple[FeatureCheck, ...]
    length_m: float
    share: float | None = None
    span: Span | None = None

    def message(self, lang: str = "zh") -> str:
        """The side in words: each feature's reason, or the side's own."""
        told = [feature.message(self.direction, lang) for feature in self.features]
        if self.reason != "features":
            share = None if self.share is None else 100 * self.share
            side = text(f"fourbounds.side.{self.direction.value}", lang)
            told.append(text(f"fourbounds.reason.{self.reason}", lang, side=side, share=share))
        return text("fourbounds.joint.reasons", lang).join(told)


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockCheck:
    """One block.

    ``part_ids`` the parts it was taken to tell; ``matched_by`` name, role, order, whole, centre, near (a
    misspelt name, never more than undecided) or none;
    ``area_m2`` measured in the local plane, beside the stated one.
    """

    name: str | None
    part_ids: tuple[str, ...]
    matched_by: str
    sides: tuple[SideCheck, ...]
    result: Result
    area_m2: float
    stated_area_m2: float | None = None

    def side(self, direction: Direction) -> SideCheck:
        """The check of one side."""
        return next(side for side in self.sides if side.direction is direction)


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaCheck:
    """Whether the stated areas of the blocks add up to the stated total, within their rounding."""

    total_m2: float
    sum_m2: float
    allowed_m2: float
    adds_up: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """The claim, checked. ``uncovered`` are parts no block speaks of; ``areas`` None when not stated."""

    claim: Claim
    tolerance_m: float
    blocks: tuple[BlockCheck, ...]
    uncovered: tuple[str, ...]
    areas: AreaCheck | None
    outcome: Result
    issues: tuple[Issue, ...] = ()
    untold: tuple[str, ...] = ()
    """Names of the parts no block speaks of, where the blocks speak of others."""

    def sentence(self, lang: str = "zh") -> str:
        """The outcome in words; parts the claim leaves out are named with it."""
        if not self.untold:
            return text(f"fourbounds.outcome.{self.outcome.value}", lang)
        told = "confirmed_in_part" if self.outcome is Result.CONFIRMED else self.outcome.value
        joint = "" if lang == "zh" else " "
        left_out = text("fourbounds.outcome.untold", lang, parts=list(self.untold))
        return text(f"fourbounds.outcome.{told}", lang) + joint + left_out

    def rows(self, lang: str = "zh") -> list[dict[str, Any]]:
        """One row a side for tables: block, side, verdict (words), message."""
        return [
            {
                "block": block.name,
                "side": text(f"fourbounds.side.{side.direction.value}", lang),
                "verdict": text(f"fourbounds.verdict.{side.verdict.value}", lang),
                "message": side.message(lang),
            }
            for block in self.blocks
            for side in block.sides
        ]
