"""How well the corners of the boundary are known, in words, and what cannot be decided because of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.i18n import text
from geo.measure.by_hand import ROUGH_M, ROUGH_SHARE
from geo.report.sheet import title
from geo.ui.apply.desk import BOUNDARY, MADE
from geo.ui.render import html

if TYPE_CHECKING:
    from geo.measure.by_hand import Corners
    from geo.model.assessment import Assessment
    from geo.ui.apply.look import Look

OPEN_BY = ("band_accuracy", "depends.accuracy")
"""Reasons of a clause that a better boundary would decide."""


def draw(seen: Look, lang: str) -> None:
    """The accuracy used and where it comes from; a warning where it leaves a clause undecided."""
    if seen.case is None:
        return
    item = seen.case.assessment
    undecided = left_open(item, lang)
    off, poor = _band(item, lang)
    corners = drawn(seen)
    do = "do_file" if corners is None else "do_drawn"
    said = [*(_rests(item, lang) if corners is None else _of_corners(corners, lang)), off]
    if undecided:
        said = [
            *said,
            text("ui.apply.accuracy.undecided", lang, count=len(undecided), clauses=undecided),
        ]
    if undecided or poor:
        said.append(text(f"ui.apply.accuracy.{do}", lang))
    html(
        "notice.html.j2",
        tone="review" if undecided or poor else "note",
        title=text("ui.apply.accuracy.title", lang, metres=metres(item.options["adopted_accuracy_m"])),
        lines=said,
    )


def _band(item: Assessment, lang: str) -> tuple[str, bool]:
    """How far off the whole area may be, and whether that is too much of it."""
    total = item.measurements["total_land_area_m2"]
    value, high = total.value or 0.0, total.high or 0.0
    band = max(0.0, high - value)
    poor = band > ROUGH_SHARE * value or item.options["adopted_accuracy_m"] > ROUGH_M
    return text(f"ui.apply.accuracy.band{'_poor' if poor else ''}", lang, band=band), poor


def drawn(seen: Look) -> Corners | None:
    """What the corners rest on, when the boundary was drawn on the page."""
    from geo.assess.drawn import corners_of

    upload = seen.desk.upload(BOUNDARY)
    if upload is None or upload.name != MADE[BOUNDARY]:
        return None
    return corners_of(upload)


def left_open(item: Assessment, lang: str) -> list[str]:
    """Titles of the clauses that nobody can decide with corners known no better."""
    return [
        title(finding, lang)
        for finding in item.findings
        if finding.outcome == "review" and any(reason.code in OPEN_BY for reason in finding.reasons)
    ]


def metres(value: float) -> str:
    """An accuracy as people read it.

    Examples
    --------
    >>> metres(0.0594), metres(3.0), metres(1834.4)
    ('0.059', '3', '1,834')
    """
    return f"{value:,.0f}" if value >= 10 else f"{value:.2g}"


def _of_corners(corners: Corners, lang: str) -> list[str]:
    """One sentence for each way a corner came to be, and that the worst decides."""
    said = []
    if corners.clicked:
        known = {
            "count": corners.clicked,
            "metres": metres(corners.clicked_m),
            "pixel": metres(corners.metres),
        }
        said.append(text("ui.apply.accuracy.clicked", lang, **known))
    for name, metre in (("typed", corners.typed_m), ("kept", corners.before_m)):
        if count := getattr(corners, name):
            said.append(text(f"ui.apply.accuracy.{name}", lang, count=count, metres=metres(metre)))
    if len(said) > 1:
        said.append(text("ui.apply.accuracy.worst", lang))
    return said


def _rests(item: Assessment, lang: str) -> list[str]:
    origin = str(item.options["adopted_accuracy_origin"])
    return [text(f"accuracy_origin.{origin}", lang)]
