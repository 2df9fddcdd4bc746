"""What lies behind the verdict: coordinates, 四至, overlaps, concentration, what it depends on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo import words
from geo.i18n import text
from geo.report import overlap_words, sheet
from geo.report.sheet import reading_place
from geo.ui.render import html, picture

if TYPE_CHECKING:
    from geo.model.assessment import Assessment
    from geo.model.datum import CrsDecision

__all__ = ["concentration", "crs", "four_boundaries", "overlaps", "reading_place", "sensitivity"]


def crs(decision: CrsDecision, lang: str) -> None:
    """The readings of the coordinates, with the evidence for and against each."""
    from geo.maps.ground import locator

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
        rows=sheet.readings(decision, lang),
        title=text("ui.crs_title", lang),
        status=words.crs_status(decision, lang),
        adopted=text("ui.adopted", lang),
        assumed=text("ui.assumed", lang),
        locator=picture("locator.svg.j2", **locator(points, city)) if points else None,
        locator_text=text("ui.locator", lang),
    )


def four_boundaries(item: Assessment, lang: str) -> None:
    """The claimed 四至, side by side with what was found; and the 四至 as generated."""
    told = sheet.four_boundaries(item, lang)
    if told is not None:
        html(
            "four_boundaries.html.j2",
            title=text("ui.four.title", lang),
            claim_title=text("ui.four.claim", lang),
            described_title=text("ui.four.described", lang),
            **told,
        )


def overlaps(item: Assessment, lang: str) -> None:
    """Every overlap in a sentence."""
    if item.overlaps:
        html("lines.html.j2", title=text("ui.overlaps", lang), rows=overlap_words.sentences(item, lang))


def concentration(item: Assessment, lang: str) -> None:
    """The indicators of concentration: reported, not judged."""
    if rows := sheet.concentration(item, lang):
        html("pairs.html.j2", title=text("ui.concentration", lang), rows=rows)


def sensitivity(item: Assessment, lang: str) -> None:
    """The outcomes under other defensible ways to measure."""
    titles, rows = sheet.sensitivity(item, lang)
    heads = [text("ui.sensitivity.about", lang), text("ui.sensitivity.variant", lang), *titles]
    html("sensitivity.html.j2", rows=rows, heads=heads, title=text("ui.sensitivity.title", lang))
