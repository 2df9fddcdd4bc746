"""What an assessment says of a submission, in rows: figures, buildings, institutions."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import shapely

from geo.registry.schema import buildings, figures, institutions

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry
    from sqlalchemy import Table

FIGURES = {
    "land_m2": "total_land_area_m2",
    "core_m2": "core_land_area_m2",
    "floor_m2": "total_floor_area_m2",
    "core_floor_m2": "core_floor_area_m2",
    "institutions": "market_institutions",
}
"""Columns of ``figures``, and the measurements of an assessment they hold."""
LEDGERS = {"buildings": "building_ledger", "institutions": "institution_ledger"}
"""The tables of a ledger's rows, and the layers of a case that know their places."""

Row = dict[str, Any]
Places = dict[str, list["BaseGeometry | None"]]
"""Where the rows of a table lie, in their order."""


def places_of(layers: Mapping[str, gpd.GeoDataFrame]) -> Places:
    """Where the rows of the ledgers lie, from the layers of a case."""
    return {
        name: list(layers[layer].geometry) for name, layer in LEDGERS.items() if layers.get(layer) is not None
    }


def evidence_rows(
    submission_id: str, document: Mapping[str, Any], places: Places | None = None
) -> dict[Table, list[Row]]:
    """The rows of ``figures``, ``buildings`` and ``institutions`` for one assessment.

    Parameters
    ----------
    submission_id
        Id of the submission.
    document
        The public JSON of its assessment.
    places
        Where the rows of its ledgers lie; the document does not say it.

    Examples
    --------
    >>> rows = evidence_rows("s", {"measurements": {"total_land_area_m2": {"value": 5}}, "ledgers": {}})
    >>> rows[figures][0]["land_m2"], rows[buildings]
    (5.0, [])
    """
    measured = document.get("measurements", {})
    values = {key: _double((measured.get(name) or {}).get("value")) for key, name in FIGURES.items()}
    found: dict[Table, list[Row]] = {
        figures: [{"id": submission_id, "submission_id": submission_id, **values}]
    }
    for table, told in ((buildings, _building), (institutions, _institution)):
        rows = document.get("ledgers", {}).get(table.name, {}).get("rows", ())
        known = (places or {}).get(table.name) or [None] * len(rows)
        found[table] = [
            {
                "id": f"{submission_id}/{position}",
                "submission_id": submission_id,
                "row": int(row["row"]),
                "parts": json.dumps(row["parts"], ensure_ascii=False),
                **told(row, place),
            }
            for position, (row, place) in enumerate(zip(rows, known, strict=True), start=1)
        ]
    return found


def _building(row: Mapping[str, Any], place: BaseGeometry | None) -> Row:
    counted = row["counted_m2"]
    outline = place is not None and place.geom_type in {"Polygon", "MultiPolygon"}
    return {
        **{key: row[key] for key in ("name", "state", "certificate", "why")},
        "storeys": _double(row["storeys"]),
        "stated_m2": _double(row["stated_m2"]),
        "low_m2": _double(counted["low"]),
        "counted_m2": _double(counted["value"]),
        "high_m2": _double(counted["high"]),
        "core_m2": _double(row["core_m2"]["value"]),
        "outline": shapely.to_wkb(place) if outline else None,
        **_point(place),
    }


def _institution(row: Mapping[str, Any], place: BaseGeometry | None) -> Row:
    return {
        **{key: row[key] for key in ("name", "category", "building", "why")},
        "low": int(row["counted"]["low"]),
        "high": int(row["counted"]["high"]),
        **_point(place),
    }


def _point(place: BaseGeometry | None) -> Row:
    if place is None or place.is_empty:
        return {"lon": None, "lat": None}
    inside = shapely.point_on_surface(place)
    return {"lon": float(inside.x), "lat": float(inside.y)}


def _double(value: float | None) -> float | None:
    return None if value is None else float(value)
