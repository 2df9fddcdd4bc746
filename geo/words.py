"""Model objects as sentences: the one place where an issue, a reason or a place becomes text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo.i18n import number, text
from geo.i18n.catalogue import has

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.model.assessment import Finding, Outcome, Reason
    from geo.model.datum import CrsDecision, Evidence
    from geo.model.issue import Issue, Where
    from geo.model.measurement import Measurement

OUTCOME_MARK = {"pass": "✓", "fail": "✗", "review": "?", "advisory": "i", "not_applicable": "–"}
"""A sign beside the word, so that colour is never alone."""


def issue_message(issue: Issue, lang: str = "zh") -> str:
    """What was found."""
    return text(f"issue.{issue.code}.message", lang, **issue.params)


def issue_action(issue: Issue, lang: str = "zh") -> str:
    """What to do about it."""
    return text(f"issue.{issue.code}.action", lang, **issue.params)


def issue_place(where: Where, lang: str = "zh") -> str:
    """Where it is, from the file down to the point; empty when nothing is known.

    Examples
    --------
    >>> from geo.model.issue import Where
    >>> issue_place(Where(part="2", ring=1, point=7, lon=120.561235, lat=31.3))
    '部分 2 · 第 1 圈 · 第 7 点 · 120.561235°E, 31.300000°N'
    """
    pieces = [
        text(f"where.{name}", lang, value=value)
        for name in ("file", "layer", "part", "row", "ring", "point")
        if (value := getattr(where, name)) is not None
    ]
    if where.lon is not None and where.lat is not None:
        pieces.append(f"{where.lon:.6f}°E, {where.lat:.6f}°N")
    elif where.x is not None and where.y is not None:
        pieces.append(text("where.xy", lang, x=f"{where.x:.10g}", y=f"{where.y:.10g}"))
    return " · ".join(pieces)


def reason(item: Reason, lang: str = "zh") -> str:
    """Why an outcome is what it is."""
    return text(f"reason.{item.code}", lang, **item.params)


def reasons(finding: Finding, lang: str = "zh") -> str:
    """All reasons of a finding as one text."""
    joint = "" if lang == "zh" else " "
    return joint.join(reason(item, lang) for item in finding.reasons)


def evidence(item: Evidence, lang: str = "zh") -> str:
    """One test of a reading of the coordinates."""
    return text(f"evidence.{item.test}", lang, **item.params)


def crs_status(decision: CrsDecision, lang: str = "zh") -> str:
    """How the coordinate system was arrived at."""
    return text(f"crs_status.{decision.status.value}", lang)


def outcome(value: Outcome, lang: str = "zh") -> str:
    """Mark and word of an outcome: ``✓ 符合``."""
    return f"{OUTCOME_MARK[value.value]} {text(f'outcome.{value.value}', lang)}"


def overlap(item: Mapping[str, Any], lang: str = "zh") -> str:
    """One overlap of an assessment in a sentence.

    Examples
    --------
    >>> overlap(
    ...     {"part_id": "2", "name": "甲园", "layer": "parks", "matched_by": "geometry", "touching": True}
    ... )
    '部分 2 与产业园区「甲园」仅边界相接，没有重叠。'
    """
    if item["matched_by"] == "name":
        kind = "name"
    elif item.get("touching"):
        kind = "touching"
    else:
        kind = "noise" if item.get("within_noise") else "area"
    return text(
        f"overlap.{kind}",
        lang,
        part=item.get("part_id") or "—",
        layer=text(f"overlap.layer.{item['layer']}", lang),
        name=item.get("name") or text("overlap.unnamed", lang),
        area=number(item.get("area_m2"), "m2", lang),
        part_share=number(item.get("part_share"), "ratio", lang),
        feature_share=number(item.get("feature_share"), "ratio", lang),
        noise=number(item.get("noise_m2"), "m2", lang),
    )


def measurement(item: Measurement | None, lang: str = "zh") -> str:
    """A measured value with its unit and, when there is one, its band.

    Examples
    --------
    >>> from geo.model.measurement import Measurement
    >>> measurement(Measurement(name="core_land_area_m2", value=1013.2, unit="m2", method="ellipsoidal",
    ...                         low=1010.1, high=1016.3))
    '1,013.2 m² ± 3.1'
    >>> measurement(Measurement(name="market_institutions", value=16, unit="count", method="ledger",
    ...                         low=14, high=17))
    '16（14–17）'
    """
    if item is None or item.value is None:
        return "—"
    shown = number(item.value, item.unit, lang)
    if item.low is None or item.high is None or item.low == item.high:
        return shown
    below, above = item.value - item.low, item.high - item.value
    if item.unit == "m2" and abs(below - above) <= 0.05:
        return f"{shown} ± {above:,.1f}"
    between = f"{number(item.low, item.unit, lang)}–{number(item.high, item.unit, lang)}"
    return f"{shown}（{between}）" if lang == "zh" else f"{shown} ({between})"


def verdict(findings: tuple[Finding, ...], lang: str = "zh") -> str:
    """The overall verdict in one sentence: how many clauses came to what."""
    counts = {name: sum(f.outcome.value == name for f in findings) for name in OUTCOME_MARK}
    pieces = [
        text(f"verdict.{name}", lang, count=count)
        for name, count in counts.items()
        if count and has(f"verdict.{name}", lang)
    ]
    return ("，" if lang == "zh" else ", ").join(pieces)
