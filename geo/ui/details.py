"""What lies behind the verdict: coordinates, 四至, overlaps, concentration, what it depends on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo import places, words
from geo.crs.weigh import system_words
from geo.i18n import text
from geo.measure.registry import MEASURES
from geo.model.measurement import Measurement
from geo.ui.render import html, picture

if TYPE_CHECKING:
    from geo.model.assessment import Assessment
    from geo.model.datum import CrsDecision, Hypothesis

SIGNS = {True: "✓", False: "✗", None: "·"}


def reading_place(item: Hypothesis, lang: str) -> str:
    """Where a reading puts the land: city, county and degrees."""
    if item.lon is None or item.lat is None:
        return ""
    named = " ".join(places.label(name, lang) for name in (item.city, item.county) if name)
    return f"{named or text('ui.outside', lang)} · {item.lon:.4f}°E, {item.lat:.4f}°N"


def crs(decision: CrsDecision, lang: str) -> None:
    """The readings of the coordinates, with the evidence for and against each."""
    from geo.maps.ground import locator

    rows = [
        {
            "name": system_words(item)[lang],
            "adopted": decision.adopted == item,
            "fits": item.fits,
            "place": reading_place(item, lang),
            "evidence": [(SIGNS[e.supports], words.evidence(e, lang)) for e in item.evidence],
        }
        for item in decision.hypotheses
    ]
    points = [
        (item.lon, item.lat, str(index))
        for index, item in enumerate(decision.hypotheses, start=1)
        if item.lon is not None
        and item.lat is not None
        and abs(item.lon - 119) < 25
        and abs(item.lat - 33) < 15
    ]
    city = next((item.city for item in decision.hypotheses if item.city), None)
    html(
        "crs.html.j2",
        rows=rows,
        title=text("ui.crs_title", lang),
        status=words.crs_status(decision, lang),
        adopted=text("ui.adopted", lang),
        locator=picture("locator.svg.j2", **locator(points, city)) if points else None,
        locator_text=text("ui.locator", lang),
    )


def four_boundaries(item: Assessment, lang: str) -> None:
    """The claimed 四至, side by side with what was found; and the 四至 as generated."""
    found = item.four_boundaries
    claim = found.get("claim") or {}
    rows = [
        {
            "block": block.get("name") or text("ui.whole_zone", lang),
            "side": text(f"map.side_{side['direction']}", lang),
            "mark": "✓" if str(side["verdict"]).startswith("confirmed") else "?",
            "message": side.get("message", {}).get(lang, ""),
        }
        for block in claim.get("blocks", ())
        for side in block.get("sides", ())
    ]
    described = (found.get("described") or {}).get("sentence", {}).get(lang, "")
    if not rows and not described:
        return
    html(
        "four_boundaries.html.j2",
        title=text("ui.four.title", lang),
        claim_title=text("ui.four.claim", lang),
        claim=claim.get("text", ""),
        verdict=(claim.get("sentence") or {}).get(lang, ""),
        rows=rows,
        described_title=text("ui.four.described", lang),
        described=described,
    )


def overlaps(item: Assessment, lang: str) -> None:
    """Every overlap in a sentence."""
    if item.overlaps:
        named = {part.part_id: part.name or part.part_id for part in item.parts}
        rows = [
            words.overlap({**o, "part_id": named.get(str(o.get("part_id")))}, lang) for o in item.overlaps
        ]
        html("lines.html.j2", title=text("ui.overlaps", lang), rows=rows)


def concentration(item: Assessment, lang: str) -> None:
    """The indicators of concentration: reported, not judged."""
    rows = []
    for name, values in (item.concentration.get("indicators") or {}).items():
        known = MEASURES.get(name)
        if known is not None and values.get("value") is not None:
            shown = Measurement(**values) if isinstance(values, dict) else values
            placed = (item.concentration.get("percentiles") or {}).get(name)
            told = words.measurement(shown, lang)
            if placed is not None:
                told = text(
                    "ui.among", lang, value=told, percentile=placed["percentile"], among=placed["among"]
                )
            rows.append((known.zh if lang == "zh" else known.en, told))
    if rows:
        html("pairs.html.j2", title=text("ui.concentration", lang), rows=rows)


def sensitivity(item: Assessment, lang: str) -> None:
    """The outcomes under other defensible ways to measure."""
    titles = {f.rule: f.title.get(lang) or f.title["zh"] for f in item.findings if f.threshold is not None}
    rows = [
        {
            "about": text(f"depends.{row.depends_on}", lang),
            "variant": words.variant(row.depends_on, row.variant, row.params, lang),
            "outcomes": [words.outcome(row.outcomes[rule], lang) for rule in titles],
        }
        for row in item.sensitivity
    ]
    heads = [text("ui.sensitivity.about", lang), text("ui.sensitivity.variant", lang), *titles.values()]
    html("sensitivity.html.j2", rows=rows, heads=heads, title=text("ui.sensitivity.title", lang))
