"""The sheet a drawing stands on: its own coordinates, degrees along the edges, the scale bar."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import shapely

if TYPE_CHECKING:
    from geo.model.case import Case

Box = tuple[float, float, float, float]
"""West, south, east, north, CGCS2000 degrees."""
METRES_PER_DEGREE = 111_320.0
MARGIN = 0.10
"""Share of the land's extent left free around it."""
SCALE_SHARE = 0.25
"""Most of the width the scale bar takes."""
TOP = 11.0
EDGE = 26.0
"""Room a mark of degrees takes along the lower edge, px: none is cut."""


@dataclass(frozen=True, slots=True)
class Sheet:
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


def filling(box: Box, size: tuple[int, int]) -> Box:
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


def ticks(sheet: Sheet) -> dict[str, list[tuple[float, str]]]:
    """Round degrees along the lower and the left edge: place and value."""
    west, south, east, north = sheet.box
    step = _round((east - west) / 4)
    digits = max(0, math.ceil(-math.log10(step) - 1e-9))

    def along(low: float, high: float) -> list[float]:
        first = math.ceil(low / step)
        return [number * step for number in range(first, math.floor(high / step) + 1)]

    lon = [(sheet.at(v, south)[0], f"{v:.{digits}f}°E") for v in along(west, east)]
    lat = [(sheet.at(west, v)[1], f"{v:.{digits}f}°N") for v in along(south, north)]
    return {
        "lon": [mark for mark in lon if EDGE <= mark[0] <= sheet.width - EDGE],
        "lat": [mark for mark in lat if TOP <= mark[0] <= sheet.height - EDGE],
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


def scale_bar(sheet: Sheet, case: Case) -> dict[str, Any]:
    """The scale bar, in a lower corner where no land of the zone lies, and the room it takes."""
    metres = _round(SCALE_SHARE * sheet.width * sheet.metres_per_pixel)
    said = f"{metres / 1000:g} km" if metres >= 1000 else f"{metres:g} m"
    length = round(metres / sheet.metres_per_pixel, 1)
    left, right = 64.0, sheet.width - length - 16

    def free(x: float) -> bool:
        """Whether no land of the zone lies under the bar."""
        under = (x - 8, sheet.height - 52, x + length + 8, sheet.height - 24)
        return not case.footprint.geometry.intersects(shapely.box(*_degrees(under, sheet))).any()

    x = left if free(left) and not free(right) else right
    taken = (x - 6, sheet.height - 50, x + length + 6, sheet.height - 26)
    return {"length": length, "said": said, "x": x, "taken": taken}


def _degrees(box: Box, sheet: Sheet) -> Box:
    """A box of the drawing, px, on the ground."""
    west, _, _, north = sheet.box
    left, top, right, bottom = box
    up = (sheet.box[3] - sheet.box[1]) / sheet.height
    across = (sheet.box[2] - west) / sheet.width
    return west + left * across, north - bottom * up, west + right * across, north - top * up
