"""A register of very many made-up zones: squares in a net over the middle of the province."""

from pathlib import Path
from typing import Any

import shapely

from geo.registry import LOCAL, open_register
from geo.registry.schema import footprints, parts, zones

SIDE = 40
"""Zones from west to east, and from south to north: more than a canvas begins at."""
WEST, SOUTH, STEP, WIDTH = 119.0, 32.5, 0.03, 0.01
NATIONAL = SIDE
"""Of national level are those of the southernmost row; all others are municipal."""


def square(column: int, row: int) -> shapely.Polygon:
    """The land of one zone."""
    west, south = WEST + column * STEP, SOUTH + row * STEP
    return shapely.box(west, south, west + WIDTH, south + WIDTH)


def zone_id(column: int, row: int) -> str:
    return f"net-{row:02d}-{column:02d}"


def fill(folder: Path) -> None:
    """Write the register; every zone lies in 扬州市 as far as it says."""
    register = open_register(folder, create=True)
    with register.writing(LOCAL.id, "add_zone") as change:
        rows: dict[Any, list[dict[str, Any]]] = {zones: [], footprints: [], parts: []}
        for row in range(SIDE):
            for column in range(SIDE):
                key, land = zone_id(column, row), square(column, row)
                wkb = shapely.to_wkb(shapely.MultiPolygon([land]))
                at = {"added_at": change.at, "changed_at": change.at}
                said = {"level": "national" if row == 0 else "municipal", "city": "扬州市", "demo": True}
                year = {"approved_on": f"{2016 + row // 8}-05-01"}
                rows[zones].append(
                    {
                        "id": key,
                        "name": f"示例 {key}",
                        "version": 1,
                        "stage": "approved",
                        **said,
                        **at,
                        **year,
                    }
                    | dict.fromkeys(("district", "operator", "claim", "declared_area_m2"))
                    | {"footprint_id": key}
                )
                west, south, east, north = land.bounds
                box = {"west": west, "south": south, "east": east, "north": north}
                rows[footprints].append(
                    {"id": key, "zone_id": key, "version": 1, "city": "扬州市", "area_m2": 1e6, **box}
                    | {"wkb": wkb, "geometry_sha256": key, "source": "示例", "added_at": change.at}
                    | dict.fromkeys(("application_id", "submission_id"))
                )
                role = "base" if row == 0 else "core"
                rows[parts].append(
                    {"id": f"{key}/1", "footprint_id": key, "position": 1, "part_id": "1", "role": role}
                    | {"name": None, "area_m2": 1e6, "wkb": shapely.to_wkb(land)}
                )
        for table, found in rows.items():
            change.insert(table, *found)
    register.close()
