"""The map of a zone as a drawing that prints: SVG, no script, everything in it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import shapely

from geo.i18n import text
from geo.maps.layers import zone_layers
from geo.maps.marks import pins
from geo.maps.notice import from_environment
from geo.maps.pieces import TEMPLATES
from geo.maps.plate import Sheet, filling, scale_bar, ticks
from geo.maps.theme import GROUND, LAND, SEVERITY_COLOURS, STYLES
from geo.places.store import areas

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from shapely.geometry.base import BaseGeometry

    from geo.maps.features import MapLayer
    from geo.maps.notice import Notice
    from geo.maps.plate import Box
    from geo.model.case import Case

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
DEMO_SPACING = 0.27
"""Between the letters of the mark of made-up land, em."""
DETAIL = (460, 290)
"""Width and height of the drawing of a place, px."""
WHOLE = (960, 400)
"""Of the drawing of the whole."""
FRAME_LEAST = 18.0
"""Least width and height of a place's frame in the drawing of the whole, px: a few metres must show."""
AROUND = 0.002
"""Degrees around a place within which a numbered problem belongs on its drawing: about 200 m."""
CHARACTER = 11.0
"""Height of a written name, px; a Chinese character is as wide."""


def zone_picture(
    case: Case,
    lang: str = "zh",
    *,
    box: Box | None = None,
    size: tuple[int, int] = (960, 520),
    notice: Notice | None = None,
    frames: Sequence[tuple[str, Box]] = (),
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
    frames
        Places of `details` that have a drawing of their own: framed and named here, what is in them is not.

    Returns
    -------
    str
        An ``<svg>`` element: parts by role, parks, roads, overlaps, numbered problems, scale, north,
        degrees along the edge, source and map review number.
    """
    west, south, east, north = box or tuple(float(v) for v in case.footprint.total_bounds)
    sheet = Sheet(filling((west, south, east, north), size), *map(float, size))
    far = sheet.metres_per_pixel > FAR_M
    marks = [_frame(name, place, sheet) for name, place in frames]
    layers = [layer for layer in _layers(case, lang) if not (far and layer.near)]
    drawn = [(layer, list(_shapes(layer, sheet))) for layer in layers]
    marked = _pins(case, sheet, lang, marks)
    shown = [pair for pair in drawn if not far or pair[0].key in FAR] if not frames else []
    bar = scale_bar(sheet, case)
    said = (notice or from_environment()).sentence(lang)
    mark = text("map.demo", lang) if case.assessment.zone.demo else ""
    taken = [bar["taken"], (sheet.width - 40, 6.0, sheet.width, 52.0)]
    taken += [(pin["x"] - PIN, pin["y"] - PIN, pin["x"] + PIN, pin["y"] + PIN) for pin in marked]
    taken += [(f["x"], f["y"], f["x"] + f["w"], f["y"] + f["h"]) for f in marks]
    return TEMPLATES.get_template("picture.svg.j2").render(
        width=size[0],
        height=size[1],
        ground=GROUND,
        land=LAND,
        title=text("picture.title", lang, name=case.assessment.zone.name),
        areas=list(_ground(sheet)),
        layers=[shapes for _, shapes in drawn],
        strip=STRIP,
        names=_names(shown, marks, taken, sheet),
        frames=marks,
        pins=marked,
        ticks=ticks(sheet),
        scale=bar,
        north=text("map.north", lang),
        notice=said,
        notice_size=_fitting(said, 9.0, size[0] - 12),
        demo=mark,
        demo_size=_fitting(mark, 30.0, 0.9 * size[0], spacing=DEMO_SPACING),
        demo_spacing=DEMO_SPACING,
    )


def _fitting(said: str, size: float, room: float, *, spacing: float = 0.0) -> float:
    """The size of letters, px, no larger than asked, at which a line fits; ``spacing`` between them in em."""
    wide = sum((1.0 if ord(c) > 0x2E80 else 0.5) + spacing for c in said) * size
    return size if wide <= room else round(size * room / wide, 1)


def _layers(case: Case, lang: str) -> list[MapLayer]:
    return [layer for layer in zone_layers(case, lang) if layer.shown and layer.key not in LEFT_OUT]


def legend(case: Case, lang: str = "zh") -> list[tuple[str, str]]:
    """What the drawing of the whole shows: an ``<svg>`` sample and its name, each kind once."""
    west, south, east, north = (float(v) for v in case.footprint.total_bounds)
    seen = shapely.box(*filling((west, south, east, north), WHOLE))
    layers = _layers(case, lang)
    there = {
        feature["properties"]["style"]
        for layer in layers
        for feature in layer.features["features"]
        if shapely.geometry.shape(feature["geometry"]).intersects(seen)
    }
    kinds = dict(pair for layer in reversed(layers) for pair in layer.styles if pair[0] in there)
    sample = TEMPLATES.get_template("sample.svg.j2")
    return [(sample.render(style=STYLES[style], key=style), name) for style, name in kinds.items()]


def details(case: Case, lang: str = "zh") -> list[tuple[str, Box]]:
    """The places too small to see in a drawing of the whole: names and box of each, core with centre.

    A numbered problem beside a place is in its box too.
    """
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
    beside = [shapely.Point(pin["at"][1], pin["at"][0]) for pin in pins(case, lang)]
    return [
        (
            text("picture.place", lang, letter=_letter(index), names=names),
            tuple(shapely.union_all([box, *(p for p in beside if p.distance(box) <= AROUND)]).bounds),
        )
        for index, (names, box) in enumerate(found)
    ]


def numbers(case: Case, frames: Sequence[tuple[str, Box]], lang: str = "zh") -> dict[int, str]:
    """Where each numbered problem is drawn: the letter of the place that shows it, empty for the whole.

    One that lies beyond all of them is not among them.
    """
    west, south, east, north = (float(v) for v in case.footprint.total_bounds)
    sheet = Sheet(filling((west, south, east, north), WHOLE), *map(float, WHOLE))
    marks = [_frame(name, place, sheet) for name, place in frames]
    whole = {pin["number"] for pin in _pins(case, sheet, lang, marks)}
    boxes = [(_letter(index), filling(place, DETAIL)) for index, (_, place) in enumerate(frames)]
    shown = {}
    for pin in pins(case, lang):
        lat, lon = pin["at"]
        inside = [letter for letter, (w, s, e, n) in boxes if w <= lon <= e and s <= lat <= n]
        if inside or pin["number"] in whole:
            shown[pin["number"]] = inside[0] if inside else ""
    return shown


def _letter(index: int) -> str:
    return chr(ord("A") + index)


def _frame(name: str, place: Box, sheet: Sheet) -> dict[str, Any]:
    """The frame of a place on the drawing of the whole, px."""
    west, south, east, north = filling(place, DETAIL)
    (left, top), (right, bottom) = sheet.at(west, north), sheet.at(east, south)
    width, height = max(FRAME_LEAST, right - left), max(FRAME_LEAST, bottom - top)
    x, y = (left + right - width) / 2, (top + bottom - height) / 2
    return {"name": name, **{k: round(v, 1) for k, v in zip("xywh", (x, y, width, height), strict=True)}}


def _holds(frame: dict[str, Any], x: float, y: float) -> bool:
    return bool(frame["x"] <= x <= frame["x"] + frame["w"] and frame["y"] <= y <= frame["y"] + frame["h"])


def _ground(sheet: Sheet) -> Iterator[dict[str, Any]]:
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


def _shapes(layer: MapLayer, sheet: Sheet) -> Iterator[dict[str, Any]]:
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


def _label_place(geometry: BaseGeometry, sheet: Sheet) -> tuple[float, float] | None:
    """Where a name stands: inside what is seen of it."""
    if not geometry.is_valid:
        return None
    seen = shapely.intersection(geometry, shapely.box(*sheet.box))
    if seen.is_empty:
        return None
    inside = seen.representative_point()
    return sheet.at(inside.x, inside.y)


def _path(geometry: BaseGeometry, sheet: Sheet) -> str:
    """Rings and lines of a geometry as one SVG path."""
    pieces = []
    for part in shapely.get_parts(geometry):
        if part.geom_type == "Polygon":
            rings = [part.exterior, *part.interiors]
            pieces += [_line(ring.coords, sheet) + "Z" for ring in rings if not ring.is_empty]
        elif part.geom_type in {"LineString", "LinearRing"}:
            pieces.append(_line(part.coords, sheet))
    return "".join(pieces)


def _line(coords: Sequence[Sequence[float]], sheet: Sheet) -> str:
    return "M" + "L".join("{},{}".format(*sheet.at(*point[:2])) for point in coords)


def _names(
    drawn: list[tuple[MapLayer, list[dict[str, Any]]]],
    frames: list[dict[str, Any]],
    taken: list[Box],
    sheet: Sheet,
) -> list[dict[str, Any]]:
    """Names that run into nothing that is taken, frames' first, then the strongest kind; each once."""
    said: set[str] = set()
    found = []
    for frame in frames:
        above = (frame["x"] + frame["w"] / 2, frame["y"] - CHARACTER)
        below = (above[0], frame["y"] + frame["h"] + CHARACTER)
        places = (_free(frame["name"], at, taken, sheet) for at in (above, below))
        x, y = next((place for place in places if place is not None), above)
        found.append({"text": frame["name"], "x": x, "y": y, "kind": "footprint"})
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


def _free(label: str, at: tuple[float, float], taken: list[Box], sheet: Sheet) -> tuple[float, float] | None:
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


def _pins(case: Case, sheet: Sheet, lang: str, frames: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The numbers on the sheet and in no frame; those of one place stand side by side."""
    west, south, east, north = sheet.box
    placed: list[dict[str, Any]] = []
    for pin in pins(case, lang):
        lat, lon = pin["at"]
        if not (west <= lon <= east and south <= lat <= north):
            continue
        x, y = sheet.at(lon, lat)
        if any(_holds(frame, x, y) for frame in frames):
            continue
        while any(math.hypot(x - other["x"], y - other["y"]) < 2 * PIN for other in placed):
            x += 2 * PIN
        color = SEVERITY_COLOURS[pin["severity"]]
        placed.append({"number": pin["number"], "color": color, "x": round(x, 2), "y": y})
    return placed
