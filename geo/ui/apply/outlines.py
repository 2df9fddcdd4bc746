"""Two outlines fitted into one small picture."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import shapely

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

WIDTH, HEIGHT, EDGE = 220, 150, 8


def paths(before: BaseGeometry, after: BaseGeometry) -> dict[str, str]:
    """Both outlines fitted into the picture, north up, a degree of longitude as much shorter as it is."""
    west, south, east, north = shapely.total_bounds([before, after]).tolist()
    shorter = math.cos(math.radians((south + north) / 2))
    across, up = (east - west) * shorter or 1.0, (north - south) or 1.0
    scale = min((WIDTH - 2 * EDGE) / across, (HEIGHT - 2 * EDGE) / up)

    def path(shape: BaseGeometry) -> str:
        land = [polygon for polygon in shapely.get_parts(shape) if not polygon.is_empty]
        rings = [ring for polygon in land for ring in (polygon.exterior, *polygon.interiors)]
        corners = [
            [
                f"{EDGE + (x - west) * shorter * scale:.1f} {EDGE + (north - y) * scale:.1f}"
                for x, y in ring.coords
            ]
            for ring in rings
        ]
        return " ".join("M" + "L".join(ring) + "Z" for ring in corners)

    return {"before": path(before), "after": path(after)}
