"""The recognised zones all at once, for a dashboard and as the zones an application is compared with."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import shapely
from sqlalchemy import and_, func, null, select

from geo.model.application import Upload
from geo.registry.access import PUBLIC, visible
from geo.registry.records import Dates, Standing
from geo.registry.schema import (
    applications,
    assessments,
    audit,
    buildings,
    figures,
    footprints,
    parts,
    zones,
)
from geo.registry.stages import Action, Role, Stage, stages_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shapely.geometry.base import BaseGeometry

    from geo.registry.store import Register

_SHOWN = ("zones", "facts")
"""Tables whose rows the public's view of the standing zones is made of."""
_CERTIFIED = (
    select(func.sum(buildings.c.low_m2))
    .where(buildings.c.submission_id == applications.c.submission_id)
    .correlate(applications)
    .scalar_subquery()
)
"""What of a zone's floor area is certain: the lower limits of its buildings added up."""
_PLAIN = (
    *(zones.c[name] for name in ("id", "name", "level", "city", "district", "operator")),
    footprints.c.area_m2.label("land_m2"),
    *(figures.c[name] for name in ("core_m2", "floor_m2", "core_floor_m2")),
    _CERTIFIED.label("floor_low_m2"),
    assessments.c.outcome,
)
_DATES = tuple(zones.c[name] for name in Dates.__slots__)
_NAMES = tuple(column.name for column in _PLAIN)


def standing_zones(register: Register, *, land: bool = True) -> tuple[Standing, ...]:
    """Every zone of the register with its public figures, by city and name, in one query.

    Figures are those of the approved submission the zone's land came with, and only while the public may
    read it (`geo.registry.access`): none for a zone from the seed, on notice, or revoked.

    Parameters
    ----------
    register
        The register.
    land
        Read the geometry too; without it, whether a zone's land is known is told by ``land_m2``.

    Examples
    --------
    >>> import tempfile
    >>> from geo.registry import LOCAL, open_register
    >>> from geo.registry.seed import seed
    >>> register = open_register(tempfile.mkdtemp(), create=True)
    >>> _ = seed(register, LOCAL)
    >>> [(zone.name, zone.land_m2) for zone in standing_zones(register)]
    [('南京江宁', None), ('常州科教城', None), ('苏州高新区', None)]
    >>> register.close()
    """
    open_to_all = and_(
        applications.c.submission_id == footprints.c.submission_id,
        visible(PUBLIC, Action.READ, applications),
    )
    wanted = (
        select(
            *(*_PLAIN, *_DATES, zones.c.stage, zones.c.demo, figures.c.institutions),
            footprints.c.wkb if land else null().label("wkb"),
        )
        .select_from(zones)
        .outerjoin(footprints, footprints.c.id == zones.c.footprint_id)
        .outerjoin(applications, open_to_all)
        .outerjoin(figures, figures.c.submission_id == applications.c.submission_id)
        .outerjoin(assessments, assessments.c.submission_id == applications.c.submission_id)
        .order_by(zones.c.city, zones.c.name, zones.c.id)
    )
    with register.reading() as connection:
        rows = connection.execute(wanted).all()
    shapes = shapely.from_wkb([None if row[-1] is None else bytes(row[-1]) for row in rows])
    stages: dict[str | None, Stage | None] = {None: None, **{stage.value: stage for stage in Stage}}
    return tuple(_standing(row, stages, shape) for row, shape in zip(rows, shapes, strict=True))


def standing_lands(register: Register, zone_ids: Sequence[str] | None = None) -> dict[str, BaseGeometry]:
    """The land of the standing zones by their ids, of those whose land is known.

    Parameters
    ----------
    register
        The register.
    zone_ids
        Only of these; None is all.
    """
    wanted = select(zones.c.id, footprints.c.wkb).join(footprints, footprints.c.id == zones.c.footprint_id)
    if zone_ids is not None:
        wanted = wanted.where(zones.c.id.in_(zone_ids))
    with register.reading() as connection:
        rows = connection.execute(wanted).all()
    shapes = shapely.from_wkb([bytes(row.wkb) for row in rows])
    return {row.id: shape for row, shape in zip(rows, shapes, strict=True)}


def standing_roles(register: Register) -> dict[str, dict[str | None, int]]:
    """How many parts of each role the land of each standing zone has; None is a part without a role."""
    wanted = (
        select(zones.c.id, parts.c.role, func.count().label("number"))
        .join(parts, parts.c.footprint_id == zones.c.footprint_id)
        .group_by(zones.c.id, parts.c.role)
    )
    found: dict[str, dict[str | None, int]] = {}
    with register.reading() as connection:
        for row in connection.execute(wanted):
            found.setdefault(row.id, {})[row.role] = row.number
    return found


def standing_parts(
    register: Register, zone_ids: Sequence[str]
) -> dict[str, list[tuple[str, str | None, BaseGeometry]]]:
    """The parts of the land of these standing zones: id, name and geometry, in their order."""
    wanted = (
        select(zones.c.id.label("zone"), parts.c.part_id, parts.c.name, parts.c.wkb)
        .join(parts, parts.c.footprint_id == zones.c.footprint_id)
        .where(zones.c.id.in_(zone_ids))
        .order_by(zones.c.id, parts.c.position)
    )
    found: dict[str, list[tuple[str, str | None, BaseGeometry]]] = {}
    with register.reading() as connection:
        for row in connection.execute(wanted):
            shape = shapely.from_wkb(bytes(row.wkb))
            found.setdefault(row.zone, []).append((row.part_id, row.name, shape))
    return found


def moment_of(register: Register) -> str:
    """A short text that changes when, and only when, a zone or a fact about one is written.

    What the public sees of the standing zones follows from it: every step of an application that shows writes
    its zone too. Drafts, opinions and the queue leave it as it is.
    """
    last = select(audit.c.seq, audit.c.hash).where(audit.c.entity.in_(_SHOWN))
    with register.reading() as connection:
        row = connection.execute(last.order_by(audit.c.seq.desc()).limit(1)).first()
    return "0" if row is None else f"{row.seq}/{row.hash}"


def known_zones(register: Register, *, demo: bool = False) -> Upload | None:
    """The standing zones whose land is known, as the layer ``zones`` of an application takes them.

    An application is laid over them and its indicators get their percentiles among them. Real and
    made-up zones are never in one layer. The same zones give the same bytes.

    Parameters
    ----------
    register
        The register.
    demo
        The demonstration zones instead of the real ones.

    Returns
    -------
    Upload or None
        A GeoJSON file in CGCS2000 degrees; None when no such zone is known.
    """
    gone = {stage for stage in Stage if stage not in stages_of(Role.PUBLIC, Action.READ)}
    known = [
        zone
        for zone in standing_zones(register)
        if zone.geometry is not None and zone.demo is demo and zone.stage not in gone
    ]
    if not known:
        return None
    content = {
        "type": "FeatureCollection",
        "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4490"}},
        "features": [_feature(zone) for zone in known],
    }
    data = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    return Upload(name="known-zones.geojson", data=data)


def _feature(zone: Standing) -> dict[str, Any]:
    told = {"name": zone.name, "level": zone.level, "city": zone.city, "as_of": zone.dates.approved_on}
    return {"type": "Feature", "properties": told, "geometry": shapely.geometry.mapping(zone.geometry)}


def _standing(
    row: Sequence[Any], stages: Mapping[str | None, Stage | None], geometry: BaseGeometry | None
) -> Standing:
    """By position: a dashboard reads ten thousands of them at once."""
    plain, dates = len(_PLAIN), len(_PLAIN) + len(_DATES)
    stage, demo, counted, _ = row[dates:]
    return Standing(
        **dict(zip(_NAMES, row[:plain], strict=True)),
        dates=Dates(*row[plain:dates]),
        stage=stages[stage],
        demo=bool(demo),
        institutions=None if counted is None else int(counted),
        geometry=geometry,
    )
