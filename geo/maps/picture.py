"""The map of a zone as a drawing that prints: SVG, no script, everything in it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import shapely

from geo.i18n import text
from geo.maps.layers import zone_layers
from geo.maps.marks import pins
from geo.maps.notice import from_environment
from geo.maps.pieces import TEMPLATES
from geo.maps.theme import GROUND, LAND, SEVERITY_COLOURS, STYLES
from geo.places.store import areas

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from shapely.geometry.base import BaseGeometry

    from geo.maps.features import MapLayer
    from geo.maps.notice import Notice
    from geo.model.case import Case

Box = tuple[float, float, float, float]
"""West, south, east, north, CGCS2000 degrees."""
LEFT_OUT = frozenset({"institutions", "sides", "claims", "alternatives"})
"""Layers that a small drawing cannot tell apart."""
LETTERED = ("footprint", "lines", "parks", "zones", "overlaps", "buildings")
"""Layers whose names are written, the strongest first."""
FAR = frozenset({"footprint", "parks", "zones"})
"""Layers whose names are written from far off, where a street is a hair."""
FAR_M = 3.0
"""Metres a pixel from which it is far off."""
STRIP = 18
"""Height of the strip below the drawing that holds source and map review number, px."""
PIN = 9.0
METRES_PER_DEGREE = 111_320.0
MARGIN = 0.10
"""Share of the land's extent left free around it."""
SCALE_SHARE = 0.25
"""Most of the width the scale bar takes."""
CHARACTER = 11.0
"""Height of a written name, px; a Chinese character is as wide."""


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The drawing's own coordinates: x right, y down, px."""

    box: Box
    width: float
    height: float

    @property
    def scale(self) -> float:
        """Pixels for a degree of longitude."""
        return self.width / (self.box[2] - self.box[0])

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        """Place of a point."""
        west, south, east, north = self.box
        return (
            round((lon - west) / (east - west) * self.width, 2),
            round((north - lat) / (north - south) * self.height, 2),
        )

    @property
    def metres_per_pixel(self) -> float:
        """Length on the ground of a pixel, across the middle."""
        middle = math.radians((self.box[1] + self.box[3]) / 2)
        return METRES_PER_DEGREE * math.cos(middle) / self.scale


def zone_picture(
    case: Case,
    lang: str = "zh",
    *,
    box: Box | None = None,
    size: tuple[int, int] = (960, 520),
    notice: Notice | None = None,
) -> str:
    """Draw a zone, or a piece of it.

    Parameters
    ----------
    case
        The assessed application.
    lang
        ``zh`` or ``en``.
    box
        What to show; None the whole land.
    size
        Width and height, px; the box is widened to fill it.
    notice
        Source and map review number to print; by default the publisher's settings.

    Returns
    -------
    str
        An ``<svg>`` element: parts by role, parks, roads, overlaps, numbered problems, scale, north,
        degrees along the edge, source and map review number.
    """
    west, south, east, north = box or tuple(float(v) for v in case.footprint.total_bounds)
    sheet = _Sheet(_filling((west, south, east, north), size), *map(float, size))
    far = sheet.metres_per_pixel > FAR_M
    layers = [layer for layer in _layers(case, lang) if not (far and layer.near)]
    drawn = [(layer, list(_shapes(layer, sheet))) for layer in layers]
    marked = _pins(case, sheet, lang)
    return TEMPLATES.get_template("picture.svg.j2").render(
        width=size[0],
        height=size[1],
        ground=GROUND,
        land=LAND,
        title=text("picture.title", lang, name=case.assessment.zone.name),
        areas=list(_ground(sheet)),
        layers=[shapes for _, shapes in drawn],
        strip=STRIP,
        names=_names([pair for pair in drawn if not far or pair[0].key in FAR], marked, sheet),
        pins=marked,
        ticks=_ticks(sheet),
        scale=_scale(sheet),
        north=text("map.north", lang),
        notice=(notice or from_environment()).sentence(lang),
        demo=text("map.demo", lang) if case.assessment.zone.demo else "",
    )


def _layers(case: Case, lang: str) -> list[MapLayer]:
    return [layer for layer in zone_layers(case, lang) if layer.shown and layer.key not in LEFT_OUT]


def legend(case: Case, lang: str = "zh") -> list[tuple[str, str]]:
    """What the drawing shows: an ``<svg>`` sample and its name, each kind once."""
    kinds = dict(pair for layer in reversed(_layers(case, lang)) for pair in layer.styles)
    sample = TEMPLATES.get_template("sample.svg.j2")
    return [(sample.render(style=STYLES[style], key=style), name) for style, name in kinds.items()]


def details(case: Case, lang: str = "zh") -> list[tuple[str, Box]]:
    """The places too small to see in a drawing of the whole: names and box of each, core with centre."""
    boxes = [
        (row.name or row.part_id, shapely.box(*row.geometry.bounds)) for row in case.footprint.itertuples()
    ]
    found: list[tuple[list[str], Any]] = []
    for name, own in sorted(boxes, key=lambda pair: -pair[1].area):
        near = next((place for place in found if place[1].intersects(own)), None)
        if near is None:
            found.append(([name], own))
        else:
            near[0].append(name)
    if len(found) < 2:
        return []
    return [(text("picture.place", lang, names=names), tuple(box.bounds)) for names, box in found]


def _filling(box: Box, size: tuple[int, int]) -> Box:
    """The box with a margin, widened to the proportions of the sheet."""
    west, south, east, north = box
    middle = (west + east) / 2, (south + north) / 2
    narrow = math.cos(math.radians(middle[1]))
    across = max((east - west) * (1 + 2 * MARGIN), 1e-4) * narrow
    up = max((north - south) * (1 + 2 * MARGIN), 1e-4)
    wanted = size[0] / size[1]
    across, up = max(across, up * wanted), max(up, across / wanted)
    return (
        middle[0] - across / narrow / 2,
        middle[1] - up / 2,
        middle[0] + across / narrow / 2,
        middle[1] + up / 2,
    )


def _ground(sheet: _Sheet) -> Iterator[dict[str, Any]]:
    for level in ("province", "city", "county"):
        style = STYLES[level]
        for geometry in areas(level).geometry:
            seen = shapely.clip_by_rect(geometry, *sheet.box)
            if not seen.is_empty:
                yield {
                    "d": _path(seen, sheet),
                    "color": style.color,
                    "weight": style.weight,
                    "dash": style.dash,
                }


def _shapes(layer: MapLayer, sheet: _Sheet) -> Iterator[dict[str, Any]]:
    for feature in layer.features["features"]:
        geometry = shapely.geometry.shape(feature["geometry"])
        if not geometry.intersects(shapely.box(*sheet.box)):
            continue
        style = STYLES[feature["properties"]["style"]]
        yield {
            "d": _path(geometry, sheet),
            "points": [sheet.at(*point) for point in _points(geometry)],
            "style": style,
            "key": feature["properties"]["style"],
            "label": feature["properties"].get("label", ""),
            "at": _label_place(geometry, sheet),
        }


def _points(geometry: BaseGeometry) -> list[tuple[float, float]]:
    if geometry.geom_type not in {"Point", "MultiPoint"}:
        return []
    return [(float(x), float(y)) for x, y in shapely.get_coordinates(geometry)]


def _label_place(geometry: BaseGeometry, sheet: _Sheet) -> tuple[float, float] | None:
    """Where a name stands: inside what is seen of it."""
    if not geometry.is_valid:
        return None
    seen = shapely.intersection(geometry, shapely.box(*sheet.box))
    if seen.is_empty:
        return None
    inside = seen.representative_point()
    return sheet.at(inside.x, inside.y)


def _path(geometry: BaseGeometry, sheet: _Sheet) -> str:
    """Rings and lines of a geometry as one SVG path."""
    pieces = []
    for part in shapely.get_parts(geometry):
        if part.geom_type == "Polygon":
            rings = [part.exterior, *part.interiors]
            pieces += [_line(ring.coords, sheet) + "Z" for ring in rings if not ring.is_empty]
        elif part.geom_type in {"LineString", "LinearRing"}:
            pieces.append(_line(part.coords, sheet))
    return "".join(pieces)


def _line(coords: Sequence[Sequence[float]], sheet: _Sheet) -> str:
    return "M" + "L".join("{},{}".format(*sheet.at(*point[:2])) for point in coords)


def _names(
    drawn: list[tuple[MapLayer, list[dict[str, Any]]]], marked: list[dict[str, Any]], sheet: _Sheet
) -> list[dict[str, Any]]:
    """Names that run into no other and no number, the strongest kind first; each once."""
    taken: list[Box] = [(pin["x"] - PIN, pin["y"] - PIN, pin["x"] + PIN, pin["y"] + PIN) for pin in marked]
    said: set[str] = set()
    found = []
    for key in LETTERED:
        for layer, shapes in drawn:
            if layer.key != key:
                continue
            for shape in shapes:
                label, at = str(shape["label"]), shape["at"]
                if not label or at is None or label in said:
                    continue
                place = _free(label, at, taken, sheet)
                if place is not None:
                    said.add(label)
                    found.append({"text": label, "x": place[0], "y": place[1], "kind": key})
    return found


def _free(label: str, at: tuple[float, float], taken: list[Box], sheet: _Sheet) -> tuple[float, float] | None:
    """A place for a name near its own, on the sheet and on nothing else; it is then taken."""
    half = sum(CHARACTER if ord(c) > 0x2E80 else CHARACTER * 0.56 for c in label) / 2 + 2
    for by in (0.0, CHARACTER * 1.5, -CHARACTER * 1.5, CHARACTER * 3, -CHARACTER * 3):
        x = min(max(at[0], half + 4), sheet.width - half - 4)
        y = min(max(at[1] + by, CHARACTER * 2), sheet.height - CHARACTER * 2.6)
        own = (x - half, y - CHARACTER * 0.8, x + half, y + CHARACTER * 0.8)
        if not any(own[0] < t[2] and own[2] > t[0] and own[1] < t[3] and own[3] > t[1] for t in taken):
            taken.append(own)
            return round(x, 1), round(y, 1)
    return None


def _pins(case: Case, sheet: _Sheet, lang: str) -> list[dict[str, Any]]:
    west, south, east, north = sheet.box
    return [
        {
            "number": pin["number"],
            "color": SEVERITY_COLOURS[pin["severity"]],
            "x": sheet.at(pin["at"][1], pin["at"][0])[0],
            "y": sheet.at(pin["at"][1], pin["at"][0])[1],
        }
        for pin in pins(case, lang)
        if west <= pin["at"][1] <= east and south <= pin["at"][0] <= north
    ]


def _ticks(sheet: _Sheet) -> dict[str, list[tuple[float, str]]]:
    """Round degrees along the lower and the left edge: place and value."""
    west, south, east, north = sheet.box
    step = _round((east - west) / 4)
    digits = max(0, math.ceil(-math.log10(step) - 1e-9))

    def along(low: float, high: float) -> list[float]:
        first = math.ceil(low / step)
        return [number * step for number in range(first, math.floor(high / step) + 1)]

    return {
        "lon": [(sheet.at(v, south)[0], f"{v:.{digits}f}°E") for v in along(west, east)],
        "lat": [(sheet.at(west, v)[1], f"{v:.{digits}f}°N") for v in along(south, north)],
    }


def _round(value: float) -> float:
    """The largest of 1, 2, 5 times a power of ten that is no larger.

    Examples
    --------
    >>> _round(0.0037), _round(760.0)
    (0.002, 500.0)
    """
    power = 10.0 ** math.floor(math.log10(value))
    return next(round(m * power, 10) for m in (5, 2, 1) if m * power <= value * (1 + 1e-9))


def _scale(sheet: _Sheet) -> dict[str, Any]:
    metres = _round(SCALE_SHARE * sheet.width * sheet.metres_per_pixel)
    said = f"{metres / 1000:g} km" if metres >= 1000 else f"{metres:g} m"
    return {"length": round(metres / sheet.metres_per_pixel, 1), "said": said}
