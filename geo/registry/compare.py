"""Two submitted versions beside each other: the land, the numbers, the verdicts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import or_, select

from geo.measure.area import ellipsoidal_area_m2
from geo.registry.access import visible_versions
from geo.registry.land import footprint_of
from geo.registry.problems import MissingError
from geo.registry.reading import submission
from geo.registry.schema import applications, footprints, parts, submissions, zones
from geo.topology.overlay import joined, without

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

    from geo.registry.access import Person
    from geo.registry.records import Submission
    from geo.registry.store import Register

LAST_BITS = 1e-9
"""Relative difference below which two numbers are the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A number or a verdict that is not what it was; None where one version does not have it."""

    name: str
    before: Any
    after: Any
    unit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What a newer version gained and lost against an older one.

    ``gained`` and ``lost`` are geometries in EPSG:4490 for a map, ``gained_m2`` and ``lost_m2`` their
    areas on the ellipsoid, ``difference_m2`` both together.
    """

    before: Submission
    after: Submission
    gained: BaseGeometry
    lost: BaseGeometry
    gained_m2: float
    lost_m2: float
    measurements: tuple[Changed, ...]
    verdicts: tuple[Changed, ...]

    @property
    def difference_m2(self) -> float:
        """Area of the symmetric difference, m²."""
        return self.gained_m2 + self.lost_m2


def compare(
    register: Register, person: Person, application_id: str, *, before: int, after: int
) -> Comparison:
    """Compare two submitted versions of an application.

    Parameters
    ----------
    register
        The register.
    person
        Who asks; must be allowed to read both.
    application_id
        The application.
    before, after
        The versions, from 1.

    Raises
    ------
    MissingError, AccessError
        There is none the person may know of, or read.
    """
    return compared(
        submission(register, person, application_id, submitted=before),
        submission(register, person, application_id, submitted=after),
    )


def compared(old: Submission, new: Submission) -> Comparison:
    """Compare two submitted versions somebody has been given to read, of one application or of two."""
    one, other = joined(*old.footprint.geometry), joined(*new.footprint.geometry)
    gained, lost = without(other, one), without(one, other)
    areas = ellipsoidal_area_m2([gained, lost])
    return Comparison(
        before=old,
        after=new,
        gained=gained,
        lost=lost,
        gained_m2=float(areas[0]),
        lost_m2=float(areas[1]),
        measurements=_numbers(old.document["measurements"], new.document["measurements"]),
        verdicts=_verdicts(old.document, new.document),
    )


def standing(register: Register, person: Person, zone_id: str) -> Submission | None:
    """The version a zone was approved on; None where its land is not known, or came without an application.

    Parameters
    ----------
    register
        The register.
    person
        Who asks; everybody may read what is approved.
    zone_id
        The zone.
    """
    wanted = (
        select(submissions.c.application_id, submissions.c.version)
        .join(footprints, footprints.c.submission_id == submissions.c.id)
        .join(zones, zones.c.footprint_id == footprints.c.id)
        .where(zones.c.id == zone_id)
    )
    with register.reading() as connection:
        found = connection.execute(wanted).first()
    if found is None:
        return None
    return submission(register, person, found.application_id, submitted=found.version)


def land_of(register: Register, person: Person, footprint_id: str) -> gpd.GeoDataFrame:
    """One version of a footprint part by part, EPSG:4490.

    Raises
    ------
    MissingError
        There is none of this id, or it is not for this person to read.
    """
    readable = or_(
        footprints.c.submission_id.is_(None),
        visible_versions(person, applications, footprints.c.submission_id),
    )
    wanted = (
        select(parts)
        .join(footprints, footprints.c.id == parts.c.footprint_id)
        .outerjoin(applications, applications.c.id == footprints.c.application_id)
        .where(footprints.c.id == footprint_id, readable)
        .order_by(parts.c.position)
    )
    with register.reading() as connection:
        rows = connection.execute(wanted).mappings().all()
    if not rows:
        raise MissingError("registry.not_found", asked=footprint_id[:80])
    return footprint_of(rows)


def _numbers(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[Changed, ...]:
    found = []
    for name in sorted({*old, *new}):
        before, after = (side.get(name, {}).get("value") for side in (old, new))
        if not _same(before, after):
            unit = (new.get(name) or old[name])["unit"]
            found.append(Changed(name=name, before=before, after=after, unit=unit))
    return tuple(found)


def _same(before: float | None, after: float | None) -> bool:
    if before is None or after is None:
        return before is after
    return abs(before - after) <= LAST_BITS * max(1.0, abs(before), abs(after))


def _verdicts(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[Changed, ...]:
    one, other = (
        {finding["rule"]: finding["outcome"] for finding in side["findings"]} for side in (old, new)
    )
    one, other = {"": old["outcome"], **one}, {"": new["outcome"], **other}
    return tuple(
        Changed(name=rule, before=one.get(rule), after=other.get(rule))
        for rule in dict.fromkeys((*one, *other))
        if one.get(rule) != other.get(rule)
    )
