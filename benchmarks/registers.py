"""Made-up registers for the measurements of the pages: so many zones with land and figures, so many parks.

Every name says that it is a demonstration; the land is scattered over Jiangsu by `shapes`.

    python benchmarks/registers.py FOLDER ZONES PARKS
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from shapes import outline, somewhere, zone_parts

from geo import places
from geo.assess import assess, demo_application
from geo.model.application import Upload
from geo.model.case import Case
from geo.model.footprint import make_footprint
from geo.model.zone import Role
from geo.registry import LOCAL, Register, open_register
from geo.registry.land import footprint_rows
from geo.registry.layers import add_layer
from geo.registry.schema import (
    applications,
    assessments,
    decisions,
    figures,
    footprints,
    parts,
    submissions,
    zones,
)
from geo.registry.seed import seed
from geo.report.document import document

LEVELS = ("national", "provincial", "municipal")
STAGES = ("approved", "building", "accepted")
FIRST_YEAR, LAST_YEAR = 2013, 2026
FOLDERS = Path("/tmp") / "sizhi-benchmarks"  # noqa: S108 - made once, read by every run
FILLED = (zones, applications, submissions, footprints, parts, assessments, figures, decisions)
EMPTIED = ("ledgers", "four_boundaries", "issues", "sensitivity", "overlaps")
"""Of the assessment's document: long lists the province does not ask for, and only the disk would feel."""


def register_of(count: int, parks: int) -> Path:
    """Data folder of a made-up register, written once and then kept."""
    folder = FOLDERS / f"{count}-{parks}"
    if not (folder / "whole").exists():
        fill(folder, count, parks)
        (folder / "whole").touch()
    return folder


def fill(folder: Path, count: int, parks: int) -> None:
    """Write a register of ``count`` approved zones and a layer of ``parks`` parks."""
    register = open_register(folder, create=True)
    seed(register, LOCAL)
    rng = np.random.default_rng(20240601)
    case = assess(demo_application())
    if not isinstance(case, Case):
        raise TypeError("the demonstration was refused")
    told = document(case, "zh")
    told |= {key: type(told[key])() for key in EMPTIED}
    size = 500
    for begin in range(0, count, size):
        _zones(register, rng, told, range(begin + 1, min(begin + size, count) + 1))
    if parks:
        _parks(register, rng, folder, parks)
    register.close()


def inland(rng: np.random.Generator) -> tuple[float, float]:
    """A place inside the province."""
    while True:
        lon, lat = somewhere(rng)
        if places.inside_province([lon], [lat])[0]:
            return lon, lat


def _zones(register: Register, rng: np.random.Generator, told: dict[str, Any], numbers: range) -> None:
    with register.writing(LOCAL.id, "add_zone") as change:
        rows: dict[Any, list[dict[str, Any]]] = {
            table: []
            for table in (
                zones,
                applications,
                submissions,
                footprints,
                parts,
                assessments,
                figures,
                decisions,
            )
        }
        for number in numbers:
            for table, row in _zone(rng, told, number, change.at):
                rows[table].append(row)
        for table, found in rows.items():
            change.insert(table, *found)


def _zone(
    rng: np.random.Generator, told: dict[str, Any], number: int, at: str
) -> list[tuple[Any, dict[str, Any]]]:
    key, lon, lat = f"demo-{number:05d}", *inland(rng)
    frame = make_footprint(
        [
            (str(i), Role.CORE if i == 0 else Role.BASE, f"示例第{i + 1}块", part)
            for i, part in enumerate(zone_parts(rng, (lon, lat)))
        ]
    )
    place = places.locate(lon, lat)
    level, stage = rng.choice(LEVELS, p=(0.1, 0.4, 0.5)), str(rng.choice(STAGES))
    name, city = f"示例集聚区 {number:05d}", place.city if place else None
    land, of = footprint_rows(frame, f"{key}-land", city=city)
    day = f"{rng.integers(FIRST_YEAR, LAST_YEAR + 1)}-{rng.integers(1, 13):02d}-{rng.integers(1, 29):02d}"
    values = {
        "total_land_area_m2": land["area_m2"],
        "core_land_area_m2": of[0]["area_m2"],
        "total_floor_area_m2": float(land["area_m2"] * rng.uniform(0.2, 1.5)),
        "market_institutions": float(rng.integers(5, 120)),
    }
    measured = {k: {**told["measurements"][k], "value": v} for k, v in values.items()}
    told = {**told, "parts": [_part(told["parts"][0], row) for row in of]}
    text = json.dumps({**told, "measurements": {**told["measurements"], **measured}}, ensure_ascii=False)
    common = {
        "name": name,
        "level": str(level),
        "city": city,
        "stage": stage,
        "added_at": at,
        "changed_at": at,
    }
    said = {"name": name, "level": str(level), "city": city, "demo": True}
    step = {
        "action": "approve",
        "from_stage": "notice",
        "to_stage": "approved",
        "reason": "示例",
        "changes": "[]",
    }
    return [
        (
            zones,
            {
                **common,
                "id": key,
                "district": place.county if place else None,
                "operator": None,
                "claim": None,
                "declared_area_m2": None,
                "demo": True,
                "footprint_id": land["id"],
                "version": 1,
                "approved_on": day,
            },
        ),
        (
            applications,
            {
                **common,
                "id": key,
                "zone_id": key,
                "applicant": "示例",
                "version": 1,
                "submission_id": key,
                "draft": None,
                "changed_by": "示例",
            },
        ),
        (
            submissions,
            {
                "id": key,
                "application_id": key,
                "number": f"示例-{number:05d}",
                "version": 1,
                "sha256": "0" * 64,
                "content": json.dumps({"zone": said, "options": {}, "files": []}),
                "submitted_by": "示例",
                "submitted_at": f"{day}T00:00:00.000Z",
            },
        ),
        (
            footprints,
            {
                **land,
                "zone_id": key,
                "application_id": key,
                "submission_id": key,
                "version": 1,
                "added_at": at,
            },
        ),
        *((parts, row) for row in of),
        (
            assessments,
            {
                "id": key,
                "submission_id": key,
                "digest": "0" * 64,
                "outcome": told["outcome"],
                "document": text,
                "assessed_at": at,
            },
        ),
        (
            figures,
            {
                "id": key,
                "submission_id": key,
                "land_m2": values["total_land_area_m2"],
                "core_m2": values["core_land_area_m2"],
                "floor_m2": values["total_floor_area_m2"],
                "institutions": values["market_institutions"],
            },
        ),
        (
            decisions,
            {
                **step,
                "id": key,
                "application_id": key,
                "submission_id": key,
                "decided_by": "示例",
                "decided_at": f"{day}T00:00:00.000Z",
            },
        ),
    ]


def _part(like: dict[str, Any], row: dict[str, Any]) -> dict[str, Any]:
    """A part in the assessment's document, as the land has it."""
    at = shapely.from_wkb(row["wkb"]).representative_point()
    said = {key: row[key] for key in ("part_id", "role", "name", "area_m2")}
    return {**like, **said, "plane_area_m2": row["area_m2"], "lon": at.x, "lat": at.y}


def _parks(register: Register, rng: np.random.Generator, folder: Path, count: int) -> None:
    frame = gpd.GeoDataFrame(
        {"name": [f"示例园区 {i + 1:05d}" for i in range(count)]},
        geometry=[outline(rng, rng.uniform(1000, 2500), *inland(rng)) for _ in range(count)],
        crs="EPSG:4490",
    )
    frame.geometry = shapely.set_precision(frame.geometry.to_numpy(), 1e-7)
    file = folder / "parks.gpkg"
    frame.to_file(file, driver="GPKG")
    upload = Upload(name="parks.gpkg", data=file.read_bytes())
    add_layer(register, LOCAL, upload, kind="parks", name="示例园区", told=("2026", "虚构"))
    file.unlink()


if __name__ == "__main__":
    began = time.perf_counter()
    fill(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
    print(f"{time.perf_counter() - began:.1f} s")
