"""Colours and strokes: one hue for the zone, one for parks, one for overlaps (colour-blind safe).

Blues are ColorBrewer's; the rest is Okabe–Ito. Never colour alone: roles differ in strength and
stroke, parks and overlaps are hatched in two directions, problems are numbered.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Style:
    """Stroke and fill of one kind of feature; ``shape`` is how the legend draws it.

    ``hatch`` names a pattern of ``templates/patterns.svg``; ``width`` and ``casing`` make a line of a
    second, lighter stroke on top of the first, as roads are drawn.
    """

    color: str
    weight: float = 1.5
    fill_opacity: float = 0.0
    dash: str | None = None
    fill: str | None = None
    hatch: str | None = None
    casing: str | None = None
    shape: str = "area"


GROUND = "#e9eef2"
LAND = "#fbfaf6"
STYLES: dict[str, Style] = {
    "core": Style("#08306b", 2.5, 0.72, fill="#08519c"),
    "centre": Style("#08519c", 2.2, 0.42, fill="#4292c6"),
    "base": Style("#2171b5", 2.2, 0.34, fill="#9ecae1"),
    "none": Style("#2171b5", 2.2, 0.20, dash="2 4", fill="#9ecae1"),
    "park": Style("#8a5a00", 1.4, 1.0, dash="8 4", hatch="park"),
    "overlap": Style("#a5346f", 1.8, 1.0, hatch="overlap"),
    "road": Style("#b3bcc6", 7.0, casing="#ffffff", shape="line"),
    "river": Style("#8cc4e6", 7.0, shape="line"),
    "side": Style("#00795a", 4.0, shape="line"),
    "claim_confirmed": Style("#1b7f4d", 5.0, shape="line"),
    "claim_doubtful": Style("#b86e00", 5.0, dash="9 5", shape="line"),
    "claim_refuted": Style("#b42318", 5.0, dash="2 6", shape="line"),
    "claim_distance": Style("#1f2933", 1.6, dash="3 3", shape="line"),
    "building": Style("#52606d", 1.2, 0.75, fill="#d6dde4", shape="point"),
    "institution": Style("#ffffff", 1.5, 1.0, fill="#5b3a8c", shape="point"),
    "trial": Style("#ffffff", 2.0, 1.0, fill="#6a51a3", shape="point"),
    "zone": Style("#5b3a8c", 1.5, 0.10, dash="3 3"),
    "received": Style("#b42318", 1.8, dash="5 4"),
    "alternative": Style("#b42318", 2.0, 0.08, dash="7 6"),
    "province": Style("#8793a0", 1.4, 1.0, fill=LAND),
    "city": Style("#a9b4bf", 1.1),
    "county": Style("#c6ced6", 0.9, dash="4 3"),
}
SEVERITY_COLOURS = {"error": "#b42318", "warning": "#a15c00", "note": "#475467", "settled": "#1b7a43"}
