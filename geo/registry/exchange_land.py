"""Where the rows of an export lie: what a program for maps shows of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import shapely

from geo.registry.stages import OPEN, Stage

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from geo.registry.exchange import Dump, Rows

Shapes = list["BaseGeometry | None"]

LAND = {"footprints": "id", "parts": "footprint_id"}
"""Tables whose ``wkb`` is the geometry of a layer and stands nowhere else in it; their version's column."""

_FACTS = ("id", "name", "level", "stage", "city", "district", "operator", "approved_on", "accepted_on")
_FIGURES = ("core_m2", "floor_m2", "institutions")
_UNDER_WAY = {stage.value for stage in OPEN} | {Stage.RETURNED.value}
ZONE_COLUMNS = (*_FACTS, "area_m2", *_FIGURES, "outcome", "demo")
"""What a layer of zones shows."""


def shapes_of(dump: Dump, name: str) -> Shapes | None:
    """The geometry of every row of a table, EPSG:4490; None for a table that lies nowhere.

    A zone lies where its footprint does; buildings and institutions are points.
    """
    rows = dump[name]
    if name in LAND:
        return [shapely.from_wkb(bytes(row["wkb"])) for row in rows]
    if name == "zones":
        lands = {row["id"]: bytes(row["wkb"]) for row in dump["footprints"]}
        return [
            None if (wkb := lands.get(row["footprint_id"])) is None else shapely.from_wkb(wkb) for row in rows
        ]
    if name in {"buildings", "institutions"}:
        return [None if row["lon"] is None else shapely.Point(row["lon"], row["lat"]) for row in rows]
    return None


def zones_to_show(dump: Dump) -> Rows:
    """The zones as a person reads them on a map: facts, dates, and the figures of their land."""
    lands = {row["id"]: row for row in dump["footprints"]}
    measured = {row["submission_id"]: row for row in dump["figures"]}
    judged = {row["submission_id"]: row["outcome"] for row in dump["assessments"]}
    found = []
    for row in dump["zones"]:
        land = lands.get(row["footprint_id"], {})
        figures = measured.get(land.get("submission_id"), {})
        found.append(
            {
                **{key: row[key] for key in _FACTS},
                "area_m2": land.get("area_m2"),
                **{key: figures.get(key) for key in _FIGURES},
                "outcome": judged.get(land.get("submission_id")),
                "demo": int(row["demo"]),
            }
        )
    return found


def lands_to_show(dump: Dump) -> dict[str, dict[str, str | None]]:
    """Of every version of land the name it goes by, and whether it stands, is the current one, or earlier.

    ``shown`` is ``standing`` for the land of a recognised zone, ``current`` for the last submission of an
    application that is not one yet, ``earlier`` for all others.
    """
    standing = {row["footprint_id"]: row["name"] for row in dump["zones"]}
    current = {row["submission_id"]: row for row in dump["applications"] if row["submission_id"]}
    named = {row["id"]: row["name"] for row in (*dump["zones"], *dump["applications"])}
    found: dict[str, dict[str, str | None]] = {}
    for row in dump["footprints"]:
        name = named.get(row["zone_id"]) or named.get(row["application_id"])
        if row["id"] in standing:
            found[row["id"]] = {"zone": standing[row["id"]], "shown": "standing"}
        elif current.get(row["submission_id"], {}).get("stage") in _UNDER_WAY:
            found[row["id"]] = {"zone": name, "shown": "current"}
        else:
            found[row["id"]] = {"zone": name, "shown": "earlier"}
    return found


def ledger_to_show(dump: Dump, name: str, columns: tuple[str, ...]) -> tuple[Rows, Shapes]:
    """Rows of a ledger that have a place, of the last submission of each application, with its name."""
    last = {row["submission_id"]: row for row in dump["applications"] if row["submission_id"]}
    rows: Rows = []
    shapes: Shapes = []
    for row, shape in zip(dump[name], shapes_of(dump, name) or (), strict=True):
        of: dict[str, Any] | None = last.get(row["submission_id"])
        if of is not None and shape is not None:
            rows.append({"zone": of["name"], "stage": of["stage"], **{key: row[key] for key in columns}})
            shapes.append(shape)
    return rows, shapes
