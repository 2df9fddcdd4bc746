"""四至 in an assessment: told for every part, and the claim checked side by side."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from geo import fourbounds
from geo.fourbounds.verdict import UNPLACED
from geo.i18n import LANGUAGES
from geo.model.assessment import Reason, plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from geo.fourbounds import Description, Verification
    from geo.model.issue import Issue

NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class FourBoundaries:
    """What is told, what was claimed, and what comes of it.

    ``claims`` maps ``<block>/<side>`` to its verdict, for the rules; ``doubts`` is not empty when text
    and coordinates speak of different land.
    """

    record: Mapping[str, Any]
    claims: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    issues: tuple[Issue, ...] = ()
    doubts: tuple[Reason, ...] = ()
    frames: Mapping[str, gpd.GeoDataFrame] = field(default_factory=lambda: NOTHING)


def four_boundaries(
    claim: str | None,
    footprint: gpd.GeoDataFrame,
    references: gpd.GeoDataFrame | None,
    *,
    zone_name: str | None = None,
) -> FourBoundaries:
    """Describe a footprint, and verify a claim when there is one.

    Parameters
    ----------
    claim
        The claimed 四至 as the applicant wrote it.
    footprint
        EPSG:4490.
    references
        Named roads, rivers and areas, EPSG:4490; without them a description falls back to coordinates
        and no claim can be confirmed.
    zone_name
        The zone's own name: a claim may call the whole land by it.
    """
    described = fourbounds.describe(footprint, references)
    frames = {"sides": fourbounds.sides_frame(footprint)}
    record: dict[str, Any] = {"described": _described(described)}
    if not claim:
        return FourBoundaries(record=record, frames=frames)
    checked = fourbounds.verify(fourbounds.parse(claim), footprint, references, zone_name=zone_name)
    record["claim"] = _checked(claim, checked)
    frames["claims"] = fourbounds.evidence_frame(checked, footprint, references)
    contradicted = checked.outcome is fourbounds.Result.CONTRADICTED
    return FourBoundaries(
        record=record,
        claims={
            f"{block.name or index}/{side.direction.value}": UNPLACED
            if block.matched_by in {"near", "none"}
            else side.verdict.value
            for index, block in enumerate(checked.blocks, 1)
            for side in block.sides
        },
        issues=checked.issues,
        doubts=(Reason(code="doubt.claim"),) if contradicted else (),
        frames=frames,
    )


def _described(described: Description) -> dict[str, Any]:
    content: dict[str, Any] = plain(described)
    content["sentence"] = {lang: described.sentence(lang) for lang in LANGUAGES}
    for shown, part in zip(content["parts"], described.parts, strict=True):
        shown["sentence"] = {lang: part.sentence(lang) for lang in LANGUAGES}
    content["whole"]["sentence"] = {lang: described.whole.sentence(lang) for lang in LANGUAGES}
    return content


def _checked(claim: str, checked: Verification) -> dict[str, Any]:
    """The verification as plain values, every side with its message in both languages."""
    blocks = []
    for block in checked.blocks:
        content: dict[str, Any] = plain(block)
        for shown, side in zip(content["sides"], block.sides, strict=True):
            shown["message"] = {lang: side.message(lang) for lang in LANGUAGES}
        blocks.append(content)
    return {
        "text": claim,
        "outcome": checked.outcome.value,
        "sentence": {lang: checked.sentence(lang) for lang in LANGUAGES},
        "tolerance_m": checked.tolerance_m,
        "blocks": blocks,
        "uncovered": list(checked.uncovered),
        "areas": plain(checked.areas),
    }
