"""How the land meets other land, in words: one overlap of an assessment as a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo.i18n import number, text
from geo.words import EVEN_M2

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.model.assessment import Assessment


def overlap(item: Mapping[str, Any], lang: str = "zh") -> str:
    """One overlap of an assessment in a sentence.

    Examples
    --------
    >>> overlap(
    ...     {"part_id": "2", "name": "甲园", "layer": "parks", "matched_by": "geometry", "touching": True}
    ... )
    '部分 2 与产业园区「甲园」仅边界相接，没有重叠。'
    """
    vintage = item.get("vintage")
    dated = text("overlap_vintage", lang, vintage=vintage) if vintage else ""
    return dated + text(
        f"overlap.{overlap_kind(item)}",
        lang,
        part=item.get("part_id") or "—",
        layer=text(f"overlap.layer.{item['layer']}", lang),
        name=item.get("name") or text("overlap.unnamed", lang),
        area=_ground(item.get("area_m2"), lang),
        part_share=number(item.get("part_share"), "ratio", lang),
        feature_share=number(item.get("feature_share"), "ratio", lang),
        noise=number(item.get("noise_m2"), "m2", lang),
    )


def _ground(area_m2: float | None, lang: str) -> str:
    """Shared ground; what is less than its last digit is told as that, never as nothing."""
    if area_m2 is None or area_m2 >= EVEN_M2:
        return number(area_m2, "m2", lang)
    return text("under", lang, value=number(2 * EVEN_M2, "m2", lang))


def overlap_kind(item: Mapping[str, Any]) -> str:
    """How two pieces of land meet: sharing ground, within the error of the surveys, touching, by name alone.

    Examples
    --------
    >>> overlap_kind({"matched_by": "geometry", "touching": False, "within_noise": True})
    'noise'
    """
    if item["matched_by"] == "name":
        return "name"
    if item.get("touching"):
        return "touching"
    return "noise" if item.get("within_noise") else "area"


def sentences(item: Assessment, lang: str) -> list[str]:
    """Every overlap of the record in a sentence, parts by their names."""
    named = {part.part_id: part.name or part.part_id for part in item.parts}
    return [overlap({**one, "part_id": named.get(str(one.get("part_id")))}, lang) for one in item.overlaps]
