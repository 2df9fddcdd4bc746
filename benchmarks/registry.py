"""A register of 100,000 footprint versions: open it, list a page, find by box and by city.

python benchmarks/registry.py [FOLDER, postgresql://… or --postgis for a server of its own]
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import shapely

sys.path.append(str(Path(__file__).parents[1]))

from geo.places import CITIES
from geo.registry import LOCAL, PUBLIC, Person, Query, Register, Role, Stage, open_register, verify
from geo.registry.queue import Asked, counts, queue
from geo.registry.reading import applications_of
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
from geo.registry.standing import moment_of, standing_zones
from geo.registry.zones import footprints_of, zones_of
from tests.registry.postgis import Server

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Table

ZONES, VERSIONS = 20_000, 5
REPEATS = 31
FILLED = (zones, applications, submissions, footprints, parts, assessments, figures, decisions)
SERVER: list[Server] = []
"""The server this started, if any."""
AT = "2026-01-01T00:00:00.000Z"
STAGES = tuple(Stage)
DOCUMENT = "{" + " " * 3_000 + "}"
"""As long as matters: longer than a row of a page, so that reading it costs what a real one costs."""


def fill(register: Register) -> None:
    """Applications of five submitted versions each, spread over the province and over the stages."""
    rng = np.random.default_rng(5)
    lon, lat = rng.uniform(116.4, 121.9, ZONES), rng.uniform(30.8, 35.1, ZONES)
    angles = np.linspace(0, 2 * np.pi, 61)[:-1]
    for begin in range(0, ZONES, 1_000):
        rows: dict[Table, list[dict[str, object]]] = {table: [] for table in FILLED}
        for number in range(begin, min(begin + 1_000, ZONES)):
            radius = rng.uniform(0.8, 1.2, (2, VERSIONS, 60)) * 0.004
            rings = np.stack(
                [lon[number] + radius[0] * np.cos(angles), lat[number] + radius[1] * np.sin(angles)], axis=-1
            )
            one(rows, number, [shapely.multipolygons([shape]) for shape in shapely.polygons(rings)])
        with register.writing("bench", "fill") as change:
            for table, these in rows.items():
                change.insert(table, *these)


def one(rows: dict[Table, list[dict[str, object]]], number: int, shapes: list[shapely.MultiPolygon]) -> None:
    """One zone with its application and all its versions."""
    name, city = f"演示集聚区{number:05d}", CITIES[number % len(CITIES)].name
    stage = STAGES[number % len(STAGES)].value
    ids = [f"s{number:05d}{v}" for v in range(1, VERSIONS + 1)]
    described = {"name": name, "city": city, "level": "provincial", "added_at": AT, "changed_at": AT}
    rows[zones].append(
        {
            **dict.fromkeys(("district", "operator", "claim", "declared_area_m2")),
            "id": f"z{number}",
            "stage": stage,
            "demo": True,
            "footprint_id": f"f{ids[-1]}",
            "version": 1,
            "approved_on": f"{2005 + number % 20}-06-30",
            **described,
        }
    )
    rows[applications].append(
        {
            "id": f"a{number}",
            "zone_id": f"z{number}",
            "applicant": f"p{number % 500}",
            "stage": stage,
            "version": 9,
            "submission_id": ids[-1],
            "draft": None,
            "changed_by": "bench",
            **described,
        }
    )
    for version, (key, shape) in enumerate(zip(ids, shapes, strict=True), 1):
        for table, row in version_rows(number, version, key, shape).items():
            rows[table].append({**row, "city": city} if table is footprints else row)


def version_rows(
    number: int, version: int, key: str, shape: shapely.MultiPolygon
) -> dict[Table, dict[str, object]]:
    """One submitted version of an application."""
    west, south, east, north = map(float, shape.bounds)
    area = float(shape.area * 1e10)
    of = {"application_id": f"a{number}"}
    at = f"2026-01-{1 + number % 28:02d}T00:00:00.{version:03d}Z"
    return {
        submissions: {
            "id": key,
            **of,
            "number": key,
            "version": version,
            "sha256": "0",
            "content": "{}",
            "submitted_by": "bench",
            "submitted_at": AT,
        },
        footprints: {
            "id": f"f{key}",
            "zone_id": f"z{number}",
            **of,
            "submission_id": key,
            "version": version,
            "area_m2": area,
            "west": west,
            "south": south,
            "east": east,
            "north": north,
            "wkb": shapely.to_wkb(shape),
            "geometry_sha256": "0",
            "source": None,
            "added_at": at,
        },
        parts: {
            "id": f"f{key}/1",
            "footprint_id": f"f{key}",
            "position": 1,
            "part_id": "1",
            "role": "core",
            "name": None,
            "area_m2": area,
            "wkb": shapely.to_wkb(shape),
        },
        assessments: {
            "id": key,
            "submission_id": key,
            "digest": "0",
            "outcome": "pass",
            "document": DOCUMENT,
            "assessed_at": AT,
        },
        figures: {
            "id": key,
            "submission_id": key,
            "land_m2": area,
            "core_m2": area / 4,
            "floor_m2": 2 * area,
            "core_floor_m2": area / 2,
            "institutions": 20.0,
        },
        decisions: {
            "id": key,
            **of,
            "submission_id": key,
            "action": "submit",
            "from_stage": "nurture",
            "to_stage": "declared",
            "reason": None,
            "changes": "[]",
            "decided_by": f"p{number % 500}",
            "decided_at": at,
        },
    }


def analysed(register: Register) -> None:
    """What a server does by itself within minutes of such a load."""
    if not register.embedded:
        with register.engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("VACUUM ANALYZE")


def served() -> float:
    """Processor seconds the connections of the server have used so far; 0 without a server of our own."""
    if not SERVER:
        return 0.0
    children = Path(f"/proc/{SERVER[0].postmaster}/task/{SERVER[0].postmaster}/children")
    used = 0
    for process in children.read_text(encoding="utf-8").split():
        fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
        used += int(fields[11]) + int(fields[12])
    return used / os.sysconf("SC_CLK_TCK")


def timed(name: str, call: Callable[[], object]) -> None:
    """Warm calls: median on the wall, and the processor's time, which a busy machine does not change."""
    call()
    spent = []
    used = time.process_time() + served()
    for _ in range(REPEATS):
        begin = time.perf_counter()
        found = call()
        spent.append(1000 * (time.perf_counter() - begin))
    busy = 1000 * (time.process_time() + served() - used) / REPEATS
    total = getattr(found, "total", "")
    told = f"{name:58s} {np.median(spent):7.1f} ms {busy:7.1f} ms processor   {total}"
    print(told, flush=True)


def main() -> None:
    """Fill when empty, then time."""
    where = sys.argv[1] if len(sys.argv) > 1 else tempfile.mkdtemp()
    server = None
    if where == "--postgis":
        server = Server.start(home=tempfile.gettempdir(), fsync=True)
        assert isinstance(server, Server), server
        where = server.new_database()
        SERVER.append(server)
    try:
        measure(where)
    finally:
        if server is not None:
            server.stop()


def measure(where: str) -> None:
    """All timings of one store."""
    folder = Path(os.environ.get("SIZHI_DATA", tempfile.gettempdir())) if "://" in where else None
    register = open_register(where, folder=folder, create=True)
    if not zones_of(register).total:
        begin = time.perf_counter()
        fill(register)
        spent = time.perf_counter() - begin
        analysed(register)
        print(f"filled with {ZONES * VERSIONS:,} versions in {spent:.0f} s: {register.place}")
    town, region = (120.4, 31.2, 120.6, 31.4), (119.0, 31.0, 121.0, 33.0)
    reviewer = Person(id="r", roles=frozenset({Role.REVIEWER}))

    def opened() -> object:
        again = open_register(where, folder=folder)
        page = zones_of(again, Query(size=1))
        again.close()
        return page

    timed("open the register and read one zone", opened)
    timed("zones: first page", lambda: zones_of(register))
    timed("zones: page 200", lambda: zones_of(register, Query(page=200)))
    timed("zones: all standing with their figures", lambda: standing_zones(register))
    timed("zones: all standing without land", lambda: standing_zones(register, land=False))
    timed("what the public sees now", lambda: moment_of(register))
    timed("zones: approved in a year", lambda: zones_of(register, Query(year=2015)))
    timed("zones: one city", lambda: zones_of(register, Query(city="苏州")))
    timed("zones: box of a town", lambda: zones_of(register, Query(box=town)))
    timed("zones: box of a third of the province", lambda: zones_of(register, Query(box=region)))
    for who, name in ((reviewer, "reviewer"), (PUBLIC, "public"), (LOCAL, "local")):
        for what, query in (
            ("first page", Query()),
            ("one stage", Query(stage=Stage.APPROVED)),
            ("one city", Query(city="苏州")),
            ("town box", Query(box=town)),
            ("region box", Query(box=region)),
        ):
            timed(f"applications, {name}: {what}", lambda w=who, q=query: applications_of(register, w, q))
            timed(f"versions, {name}: {what}", lambda w=who, q=query: footprints_of(register, w, q))
    timed("queue: longest waiting", lambda: queue(register, reviewer))
    timed("queue: page 100 by area", lambda: queue(register, reviewer, Asked(order="area", page=100)))
    timed("queue: counts by stage", lambda: counts(register, reviewer))
    timed("versions of one zone", lambda: footprints_of(register, reviewer, zone_id="z80"))
    begin = time.perf_counter()
    result = verify(register)
    print(f"verify: {result.lines:,} lines, {len(result.flaws)} flaws, {time.perf_counter() - begin:.1f} s")


if __name__ == "__main__":
    main()
