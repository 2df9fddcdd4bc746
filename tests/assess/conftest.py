"""Zones drawn in metres, assessed from a reading: no file to write, every number known by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pyproj
import pytest
import shapely

from geo.assess import assess
from geo.model.application import Application, Options, Upload
from geo.model.case import Case
from geo.model.reading import DeclaredCrs, RawPart, Reading, Source
from geo.model.zone import Role, Zone

EAST, NORTH = 40_544_000.0, 3_471_000.0
"""Corner the drawings are set on: EPSG:4528, in Suzhou, 44 km east of 120°; areas shrink by 4.8e-5."""
TO_LONLAT = pyproj.Transformer.from_crs(4528, 4490, always_xy=True)

Part = tuple[Role | None, shapely.Geometry]


def lonlat(x: float, y: float) -> tuple[float, float]:
    """Where a point of a drawing lies, CGCS2000 degrees."""
    lon, lat = TO_LONLAT.transform(EAST + x, NORTH + y)
    return lon, lat


def buildings(*rows: tuple[str, float, str | None]) -> Upload:
    """A ledger: part, floor area, certificate."""
    lines = [
        f"演示{i}号楼,{area},{certificate or ''},{part}"
        for i, (part, area, certificate) in enumerate(rows, 1)
    ]
    text = "\n".join(["名称,建筑面积,产权证号,所在部分", *lines]) + "\n"
    return Upload(name="buildings.csv", data=text.encode())


def institutions(points: Sequence[tuple[float, float]]) -> Upload:
    """Law firms at points of the drawing, metres."""
    lines = []
    for i, (x, y) in enumerate(points, 1):
        lon, lat = lonlat(x, y)
        lines.append(f"演示第{i}律师事务所,律师事务所,{lon:.9f},{lat:.9f}")
    return Upload(name="institutions.csv", data=("\n".join(["名称,类别,经度,纬度", *lines]) + "\n").encode())


@pytest.fixture(scope="session")
def judge() -> Callable[..., Case]:
    """Assess parts drawn in metres from the corner."""

    def run(
        *parts: Part,
        declared: str | None = "EPSG:4528",
        corner: tuple[float, float] = (EAST, NORTH),
        layers: dict[str, Upload] | None = None,
        zone: Zone | None = None,
        **options: Any,
    ) -> Case:
        raw = tuple(
            RawPart(
                part_id=str(i),
                geometry=shapely.transform(shape, lambda xy: xy + corner),
                role=role,
                row=i,
            )
            for i, (role, shape) in enumerate(parts, 1)
        )
        reading = Reading(
            source=Source(name="drawn.gpkg", sha256="0" * 64, size=1, format="gpkg"),
            declared=None if declared is None else DeclaredCrs(text=declared, crs=declared, origin="prj"),
            parts=raw,
        )
        application = Application(
            zone=zone or Zone(name="示例集聚区", city="苏州市", demo=True),
            boundary=Upload(name="drawn.gpkg", data=b""),
            layers=layers or {},
            options=Options(**options),
        )
        case = assess(application, reading=reading)
        assert isinstance(case, Case), [issue.code for issue in case.issues]
        return case

    return run
