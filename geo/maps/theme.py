"""Colours and strokes: one hue for the zone, one for parks, one for overlaps (colour-blind safe).

Blues are ColorBrewer's; the rest is Okabe–Ito. Never colour alone: roles differ in strength and
stroke, parks are dashed, problems are numbered.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Style:
    """Stroke and fill of one kind of feature, as Leaflet understands them."""

    color: str
    weight: float = 1.5
    fill_opacity: float = 0.0
    dash: str | None = None
    fill: str | None = None

    def leaflet(self) -> dict[str, object]:
        """The style as Leaflet path options."""
        return {
            "color": self.color,
            "weight": self.weight,
            "fillColor": self.fill or self.color,
            "fillOpacity": self.fill_opacity,
            "dashArray": self.dash,
        }


GROUND = "#eef1f4"
STYLES: dict[str, Style] = {
    "core": Style("#08306b", 2.5, 0.75, fill="#08519c"),
    "centre": Style("#08519c", 2.0, 0.40, fill="#3182bd"),
    "base": Style("#2171b5", 2.0, 0.28, fill="#6baed6"),
    "none": Style("#2171b5", 2.0, 0.20, dash="2 4", fill="#6baed6"),
    "park": Style("#b26b00", 1.5, 0.10, dash="7 4", fill="#e69f00"),
    "overlap": Style("#a5346f", 1.5, 0.55, fill="#cc79a7"),
    "road": Style("#7b8794", 2.5),
    "river": Style("#56a9d6", 3.5),
    "side": Style("#00795a", 4.0),
    "building": Style("#5f6b7a", 1.0, 0.30, fill="#9aa5b1"),
    "institution": Style("#3e4c59", 1.0, 0.9, fill="#ffffff"),
    "zone": Style("#6b4fa0", 1.5, 0.10, dash="3 3"),
    "received": Style("#b42318", 1.5, 0.0, dash="4 3"),
    "alternative": Style("#b42318", 2.0, 0.08, dash="6 6"),
    "province": Style("#9aa5b1", 1.6, 1.0, fill="#ffffff"),
    "city": Style("#b8c2cc", 1.0),
    "county": Style("#d9dfe5", 0.7, dash="3 3"),
}
SEVERITY_COLOURS = {"error": "#b42318", "warning": "#b54708", "note": "#475467"}
