"""Reads one file of the corpus and compares what comes out with its label."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely

from corpus_builder import land
from corpus_builder.label import Case, Label
from geo import crs, intake, topology
from geo.errors import CrsError
from geo.model.datum import CrsDecision
from geo.model.issue import Issue
from geo.model.reading import Reading

_WEIGHTS = {"note": 0, "warning": 1, "error": 2}
_METRES_PER_DEGREE = 111_195.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one file."""

    case: Case
    mismatches: tuple[str, ...]
    seconds: float


def run(case: Case) -> Outcome:
    """Read, decide, inspect, compare; what raises is a mismatch like any other."""
    data = case.make()
    start = time.perf_counter()
    try:
        reading = intake.read(data, name=case.name, layer=case.layer)
        decision = crs.decide(reading, city=case.city, crs=case.crs, approximate=case.approximate)
        located = _located(reading, decision)
        found = topology.inspect(reading.parts, located, city=case.city)
    except Exception as error:  # noqa: BLE001 - a traceback is the finding
        return Outcome(case=case, mismatches=(f"raised {error!r}",), seconds=time.perf_counter() - start)
    seconds = time.perf_counter() - start
    issues = (*reading.issues, *(decision.issues if reading.parts else ()), *found)
    mismatches = (
        *_reading(case.label, reading),
        *_decision(case.label, decision),
        *_place(case.label, located),
        *_issues(case.label, issues),
    )
    return Outcome(case=case, mismatches=mismatches, seconds=seconds)


def _located(reading: Reading, decision: CrsDecision) -> list[shapely.Geometry] | None:
    if decision.adopted is None:
        return None
    try:
        return [crs.to_lonlat(part.geometry, decision.adopted) for part in reading.parts]
    except CrsError:
        return None


def _differs(what: str, expected: object, found: object) -> Iterator[str]:
    if expected != found:
        yield f"{what}: {expected!r} expected, {found!r} found"


def _reading(label: Label, reading: Reading) -> Iterator[str]:
    yield from _differs("usable", label.usable, reading.usable)
    if label.form is not None:
        yield from _differs("format", label.form, reading.source.format)
    if label.parts is not None:
        yield from _differs("parts", label.parts, len(reading.parts))
    if label.roles is not None:
        yield from _differs("roles", label.roles, tuple(p.role and p.role.value for p in reading.parts))
    if label.names is not None:
        yield from _differs("names", label.names, tuple(p.name for p in reading.parts))
    if label.declared is not ...:
        stated = None if reading.declared is None else reading.declared.crs
        yield from _differs("declared", label.declared, stated)
    if label.layers is not None:
        yield from _differs("layers", label.layers, len(reading.layers))
    if label.plane_m2 is not None:
        found = sum(part.geometry.area for part in reading.parts)
        slack = label.off_m * sum(part.geometry.length for part in reading.parts)
        if not abs(found - label.plane_m2) <= slack:
            yield f"plane area: {label.plane_m2} expected, {found} found"


def _decision(label: Label, decision: CrsDecision) -> Iterator[str]:
    if label.status and decision.status.value not in label.status:
        yield f"status: {label.status} expected, {decision.status.value} found"
    adopted = None if decision.adopted is None else decision.adopted.crs
    if label.adopted and str(adopted) not in label.adopted:
        yield f"adopted: {label.adopted} expected, {adopted} found"
    if label.swapped is not None and decision.adopted is not None:
        yield from _differs("swapped", label.swapped, decision.adopted.swapped)
    if label.status == ("refused",) and adopted is not None:
        yield f"nothing may be adopted, {adopted} was"


def _place(label: Label, located: list[shapely.Geometry] | None) -> Iterator[str]:
    """The land read must be the land made: every vertex in its place, and the same area."""
    if label.truth is None:
        return
    if not located:
        yield "no land where land was made"
        return
    polygons = [piece for geometry in located for piece in shapely.get_parts(geometry)]
    whole = shapely.MultiPolygon(polygons)
    lat = float(np.cos(np.radians(shapely.get_coordinates(label.truth)[0, 1])))

    def local(points: np.ndarray) -> np.ndarray:
        return points * [_METRES_PER_DEGREE * lat, _METRES_PER_DEGREE]

    made, found = shapely.transform(label.truth, local), shapely.transform(whole, local)
    off = max(_farthest(made, found), _farthest(found, made))
    if not off <= label.off_m * 1.5:
        yield f"a vertex is {off:.6g} m off, {label.off_m} m allowed"
    expected, area = land.ellipsoid_m2(label.truth), land.ellipsoid_m2(whole)
    if not abs(area - expected) <= label.off_m * made.length + 1e-9 * expected:
        yield f"area: {expected:.4f} expected, {area:.4f} found"


def _farthest(one: shapely.Geometry, other: shapely.Geometry) -> float:
    """Largest distance from a vertex of one to the nearest of the other, metres."""
    a, b = shapely.get_coordinates(one), shapely.get_coordinates(other)
    if not len(a) or not len(b):
        return float("inf")
    return float(np.sqrt(((a[:, None] - b[None]) ** 2).sum(-1)).min(axis=1).max())


def _issues(label: Label, issues: tuple[Issue, ...]) -> Iterator[str]:
    codes = {issue.code for issue in issues}
    if missing := sorted(label.has - codes):
        yield f"not told: {', '.join(missing)} (told: {', '.join(sorted(codes)) or 'nothing'})"
    if surplus := sorted(label.lacks & codes):
        yield f"wrongly told: {', '.join(surplus)}"
    heavy = sorted({i.code for i in issues if _WEIGHTS[i.severity.value] > _WEIGHTS[label.worst]} - label.has)
    if heavy:
        yield f"weighs more than {label.worst}: {', '.join(heavy)}"
    if not label.usable and not any(issue.severity.value == "error" for issue in issues):
        yield "refused without an error that says why"
