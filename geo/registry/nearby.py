"""What else the register knows of the ground an application speaks of: zones, and other applications."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import shapely
from sqlalchemy import select

from geo.measure.overlap import NEAR_DEGREES, ParkIndex, overlap_frame, overlay
from geo.model.footprint import make_footprint, multipolygon
from geo.registry.access import visible
from geo.registry.reading import in_box
from geo.registry.records import Query
from geo.registry.schema import applications, footprints, submissions
from geo.registry.stages import OPEN, Action
from geo.registry.zones import zones_of
from geo.topology.overlay import joined

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from geo.measure.overlap import Overlap
    from geo.registry.access import Person
    from geo.registry.records import Box, Submission
    from geo.registry.store import Register

MOST = 200
"""Neighbours looked at; a box of one zone holds a handful."""
LAYERS = ("zones", "applications")


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearby:
    """Land that shares ground or a boundary with an application, EPSG:4490.

    ``overlaps`` are those of the whole land, a neighbour each, the largest first, their ``layer`` one of
    `LAYERS`; ``frames`` the neighbours by layer (``name``); ``shared`` the ground they share (columns as
    `geo.measure.overlap.Overlap`).
    """

    overlaps: tuple[Overlap, ...]
    frames: Mapping[str, gpd.GeoDataFrame]
    shared: gpd.GeoDataFrame | None


def nearby(register: Register, person: Person, found: Submission) -> Nearby:
    """Lay the land of a submitted version over what the register holds now.

    The zone the application speaks of is no neighbour of its own; of other applications only those under
    way count, and only those the person may read.

    Parameters
    ----------
    register
        The register.
    person
        Who asks.
    found
        The version.
    """
    import geopandas as gpd  # noqa: PLC0415
    import pandas as pd  # noqa: PLC0415

    west, south, east, north = (float(value) for value in found.footprint.total_bounds)
    box: Box = (west - NEAR_DEGREES, south - NEAR_DEGREES, east + NEAR_DEGREES, north + NEAR_DEGREES)
    known = {
        "zones": _zones(register, found, box),
        "applications": _applications(register, person, found, box),
    }
    frames = {
        layer: gpd.GeoDataFrame(
            {"name": [name for name, _ in rows]}, geometry=[land for _, land in rows], crs="EPSG:4490"
        )
        for layer, rows in known.items()
        if rows
    }
    # Parts may lie in one another: ground is shared once, so the whole is laid over, not part by part.
    whole = make_footprint([("", None, None, multipolygon(joined(*found.footprint.geometry)))])
    accuracy = float(found.document["options"]["adopted_accuracy_m"])
    overlays = [
        overlay(whole, ParkIndex(frame, layer=layer), vertex_sigma_m=accuracy)
        for layer, frame in frames.items()
    ]
    shared = [overlap_frame(item) for item in overlays if item.overlaps]
    every = [one for item in overlays for one in item.overlaps]
    return Nearby(
        overlaps=tuple(sorted(every, key=lambda one: -(one.area_m2 or 0.0))),
        frames=frames,
        shared=pd.concat(shared, ignore_index=True) if shared else None,
    )


def _zones(register: Register, found: Submission, box: Box) -> list[tuple[str, Any]]:
    return [
        (zone.name, zone.geometry)
        for zone in zones_of(register, Query(box=box, size=MOST)).rows
        if zone.id != found.entry.zone_id and zone.geometry is not None
    ]


def _applications(register: Register, person: Person, found: Submission, box: Box) -> list[tuple[str, Any]]:
    """Land of the latest versions of other applications under way: geometry alone, for a crowded place."""
    latest = applications.c.submission_id == footprints.c.submission_id
    wanted = (
        select(applications.c.name, submissions.c.number, footprints.c.wkb)
        .select_from(
            footprints.join(applications, latest).join(
                submissions, submissions.c.id == footprints.c.submission_id
            )
        )
        .where(
            visible(person, Action.READ, applications),
            applications.c.id != found.entry.id,
            applications.c.stage.in_([stage.value for stage in sorted(OPEN)]),
            in_box(register, box),
        )
        .order_by(submissions.c.number)
        .limit(MOST)
    )
    with register.reading() as connection:
        rows = connection.execute(wanted).all()
    return [(f"{row.name} {row.number}", shapely.from_wkb(bytes(row.wkb))) for row in rows]
