"""The defensible repairs of one geometry, each with its area before and after; applied on request only."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo.errors import UsageError
from geo.i18n import LANGUAGES, text
from geo.model.issue import Issue, Severity, Where
from geo.topology.contacts import contacts, scribbled
from geo.topology.overlay import land_only, mended, shared, without
from geo.topology.plane import Plane, plane_at
from geo.topology.rings import kept, opened, polygons_of, rings_of
from geo.topology.untangle import swapped, untangled
from geo.topology.validity import ring_in_doubt
from geo.topology.vertices import flat, spike_vertices

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shapely.geometry.base import BaseGeometry

    from geo.topology.rings import Floats

METHODS = ("untangle", "swap", "structure", "linework", "remove_spikes", "keep")
"""Ways to repair; the texts stand under ``repair.method.``. ``buffer(0)`` is not one: it halves a bow-tie."""

_SAME = 1e-6
_KINK = 0.01
"""A loop under this share of the land is a slip of the pen; a larger one, points out of order."""

_SPIKES_AT_LEAST = 4
_SPIKES_SHARE = 0.1
"""Spikes are exceptions: a boundary made of them loses its shape with them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """One way to make a geometry valid.

    ``geometry`` is in the units it was given in. ``area_before`` is None when the drawn boundary crosses
    itself and so encloses no definite area; areas are m², good to a part in a thousand. ``defensible``
    says whether a reviewer could hold this to be the land that was meant. ``changes``: counts of
    ``points_removed``, ``edges_reordered``, ``polygons_before``, ``polygons_after``, ``holes_after``.
    """

    method: str
    geometry: BaseGeometry
    area_before: float | None
    area_after: float
    defensible: bool
    changes: Mapping[str, int]


def clean(geometry: BaseGeometry) -> BaseGeometry:
    """Drop consecutive repeated vertices: the one change always made (`inspect` tells of it).

    The land stays exactly the same. Rings that would have fewer than three points are left as they are.

    Examples
    --------
    >>> from shapely import Polygon
    >>> clean(Polygon([(0, 0), (1, 0), (1, 0), (1, 1)])).wkt
    'POLYGON ((0 0, 1 0, 1 1, 0 0))'
    """
    return _rebuilt(geometry, lambda xy: xy[kept(xy)])


def repairs(geometry: BaseGeometry) -> tuple[Repair, ...]:
    """Ways to repair one part, the recommended one first; the same for the same input, always.

    Parameters
    ----------
    geometry
        Polygon or multipolygon, in CGCS2000 degrees or in file units (degrees or metres, by magnitude).

    Returns
    -------
    tuple of Repair
        Empty when there is nothing to repair, and when nothing can be defended: missing coordinates, no
        area, a hole outside its shell (a repair would turn it into land), a scribble. All are valid.

    Examples
    --------
    >>> from shapely import Polygon
    >>> bow_tie = Polygon([(0, 0), (100, 100), (100, 0), (0, 100)])
    >>> [(r.method, r.area_before, r.area_after) for r in repairs(bow_tie)]
    [('untangle', None, 10000.0), ('structure', None, 5000.0)]
    """
    with np.errstate(all="ignore"):
        polygons = polygons_of(geometry)
        if not polygons or not np.isfinite(shapely.get_coordinates(geometry)).all():
            return ()
        cleaned = clean(geometry)
        if not shapely.is_valid(cleaned) and any(_too_tangled(p) for p in polygons_of(cleaned)):
            return ()
        plane = plane_at(cleaned)
        found = _candidates(cleaned, plane)
    return _distinct(found, geometry)


def repair(
    geometries: Mapping[str, BaseGeometry],
    methods: Mapping[str, str] | None = None,
) -> tuple[dict[str, BaseGeometry], tuple[Issue, ...]]:
    """Apply a repair to each part that needs one, and tell what changed.

    Parameters
    ----------
    geometries
        By part id, CGCS2000 degrees. A sound part comes back as it is (its repeated vertices dropped).
    methods
        Method by part id; the recommended one for a part that is not named.

    Returns
    -------
    geometries, issues
        The geometries in the same order; one issue a changed part with ``before`` and ``after``
        (``area_m2``, ``points``), and one error for each part that cannot be repaired.

    Raises
    ------
    UsageError
        A method that this part does not offer, or a part that is not there.
    """
    methods = methods or {}
    if unknown := sorted(set(methods) - set(geometries)):
        raise UsageError("repair.unknown_part", parts=unknown, known=list(geometries))
    result: dict[str, BaseGeometry] = {}
    issues: list[Issue] = []
    for part_id, geometry in geometries.items():
        result[part_id], told = _repair_one(part_id, geometry, methods.get(part_id))
        issues += told
    return result, tuple(issues)


def no_such_repair(part_id: str, method: str, offered: Sequence[str]) -> UsageError:
    """The error of a repair a part does not offer, with those it does."""
    words = {
        lang: [f"{name} {text(f'repair.method.{name}', lang)}" for name in offered] for lang in LANGUAGES
    }
    return UsageError("repair.method", part=part_id, method=method, offered=words)


def _repair_one(part_id: str, geometry: BaseGeometry, method: str | None) -> tuple[BaseGeometry, list[Issue]]:
    valid = bool(shapely.is_valid(geometry)) and not geometry.is_empty
    options = repairs(geometry)
    offered = [option.method for option in options]
    if method is not None and method not in offered and not (method == "keep" and valid):
        raise no_such_repair(part_id, method, offered or ["keep"])
    if not options:
        if valid:
            return clean(geometry), []
        issue = Issue(
            code="repair.impossible",
            severity=Severity.ERROR,
            where=Where(part=part_id),
            params={"part": part_id},
        )
        return geometry, [issue]
    chosen = next((option for option in options if option.method == method), options[0])
    if chosen.method == "keep":
        return clean(geometry), []
    before, after = chosen.area_before, chosen.area_after
    same = before is not None and abs(after - before) <= _SAME * max(before, after)
    issue = Issue(
        code="repair.reshaped" if before is None else "repair.same_area" if same else "repair.applied",
        severity=Severity.NOTE if same else Severity.WARNING,
        where=Where(part=part_id),
        params={
            "part": part_id,
            "method": chosen.method,
            "before": before,
            "after": after,
            "change": None if before is None else after - before,
            "others": [option.method for option in options if option is not chosen],
        },
        before={"area_m2": before, "points": _points(geometry)},
        after={"area_m2": after, "points": _points(chosen.geometry), "method": chosen.method},
    )
    return chosen.geometry, [issue]


def _candidates(geometry: BaseGeometry, plane: Plane) -> list[Repair]:
    valid = bool(shapely.is_valid(geometry))
    before = _area_before(geometry, plane)
    found: list[tuple[str, BaseGeometry, bool]] = []
    spiky = _without_spikes(geometry, plane)
    if valid:
        if spiky is not None and shapely.is_valid(spiky):
            found = [("remove_spikes", spiky, True), ("keep", geometry, True)]
    elif not _rejected(geometry, plane):
        found = _for_invalid(geometry, plane)
        if spiky is not None and shapely.is_valid(spiky):
            # Where the boundary crosses itself, a sharp vertex is a point out of order, not one too many.
            found.insert(len(found) if before is None else 0, ("remove_spikes", spiky, True))
    options = [
        Repair(
            method=method,
            geometry=shape,
            area_before=before,
            area_after=plane.area(shape),
            defensible=defensible,
            changes=_changes(geometry, shape),
        )
        for method, shape, defensible in found
    ]
    return [option for option in options if 0 < option.area_after < math.inf]


def _for_invalid(geometry: BaseGeometry, plane: Plane) -> list[tuple[str, BaseGeometry, bool]]:
    structure = land_only(mended(geometry))
    try:
        linework = land_only(shapely.make_valid(geometry, method="linework"))
    except shapely.errors.GEOSException:
        linework = shapely.Polygon()
    # Even-odd makes the overlap of two polygons, or a hole's part beyond its shell, the opposite of
    # what was drawn; of one ring that winds twice it is an honest reading.
    even_odd = not _polygons_overlap(geometry) and not _holes_stray(geometry)
    found = [("structure", structure, True), ("linework", linework, even_odd)]
    ways = (("untangle", _rebuilt(geometry, untangled)), ("swap", _rebuilt(geometry, swapped)))
    ordered = [(way, shape, True) for way, shape in ways if shape != geometry and shapely.is_valid(shape)]
    if ordered:
        place = 0 if _order_is_wrong(geometry, plane) else len(found)
        found[place:place] = ordered
    return [entry for entry in found if not entry[1].is_empty and shapely.is_valid(entry[1])]


def _distinct(found: list[Repair], original: BaseGeometry) -> tuple[Repair, ...]:
    """Leave out repairs that come to the same land as one before."""
    kept_: list[Repair] = []
    for option in found:
        twin = any(
            abs(option.area_after - other.area_after) <= _SAME * other.area_after
            and shapely.area(without(option.geometry, other.geometry)) <= _SAME * shapely.area(other.geometry)
            for other in kept_
            if option.method != "keep"
        )
        if not twin:
            kept_.append(option)
    return tuple(kept_) if kept_ and original is not None else ()


def _area_before(geometry: BaseGeometry, plane: Plane) -> float | None:
    """Area as drawn, polygons summed; None when a ring crosses itself."""
    total = 0.0
    for polygon in polygons_of(geometry):
        if any(ring_in_doubt(plane.metres(opened(ring))) for ring in rings_of(polygon)):
            return None
        shell, *holes = (abs(plane.area(shapely.polygons(opened(ring)))) for ring in rings_of(polygon))
        total += shell - sum(holes)
    return total


def _rejected(geometry: BaseGeometry, plane: Plane) -> bool:
    """Whether any repair would invent land: a shell without area, or a hole wholly outside its shell.

    A hole without area takes nothing away, and may be left out.
    """
    for polygon in polygons_of(geometry):
        shell, *holes = (opened(ring) for ring in rings_of(polygon))
        if len(np.unique(shell, axis=0)) < 3 or flat(plane.metres(shell)):
            return True
        land = mended(shapely.polygons(shell))
        if not land.area > 0:
            return True
        for hole in holes:
            taken = mended(shapely.polygons(hole)) if len(hole) >= 3 else shapely.Polygon()
            if taken.area > 0 and shapely.area(shared(land, taken)) <= _SAME * taken.area:
                return True
    return False


def _holes_stray(geometry: BaseGeometry) -> bool:
    for polygon in polygons_of(geometry):
        shell, *holes = (mended(shapely.polygons(opened(ring))) for ring in rings_of(polygon))
        if any(shapely.area(without(hole, shell)) > _SAME * shapely.area(hole) for hole in holes):
            return True
    return False


def _polygons_overlap(geometry: BaseGeometry) -> bool:
    """Whether polygons overlap without one lying in the other (then it may be a hole)."""
    shapes = [mended(polygon) for polygon in polygons_of(geometry)]
    for k, one in enumerate(shapes):
        for other in shapes[k + 1 :]:
            common = float(shapely.area(shared(one, other)))
            smaller, larger = sorted((float(one.area), float(other.area)))
            if common > _SAME * smaller and (
                common < (1 - _SAME) * smaller or common >= (1 - _SAME) * larger
            ):
                return True
    return False


def _order_is_wrong(geometry: BaseGeometry, plane: Plane) -> bool:
    """Whether a crossing cuts off so much that two points changed places is the likelier story."""
    for polygon in polygons_of(geometry):
        parts = shapely.get_parts(land_only(mended(plane.project(polygon))))
        areas = sorted(shapely.area(parts).tolist())
        if len(areas) > 1 and areas[-2] > _KINK * sum(areas):
            return True
        crossing, _ = contacts([plane.metres(opened(polygon.exterior))])
        if any(c.kind == "cross" for c in crossing) and len(areas) == 1:
            drawn = abs(float(shapely.area(shapely.polygons(plane.metres(opened(polygon.exterior))))))
            if abs(drawn - areas[0]) > _KINK * areas[0]:
                return True
    return False


def _without_spikes(geometry: BaseGeometry, plane: Plane) -> BaseGeometry | None:
    """Drop spike vertices until none is left; None when there was none, or when they are no exception."""

    def smooth(xy: Floats) -> Floats:
        while len(xy) > 3:
            tips = spike_vertices(plane.metres(xy))
            if not len(tips):
                break
            shorter = np.delete(xy, tips[:1], axis=0)
            shorter = shorter[kept(shorter)]
            if len(shorter) < 3:
                break
            xy = shorter
        return xy

    result = _rebuilt(geometry, smooth)
    dropped = _points(geometry) - _points(result)
    return result if 0 < dropped <= max(_SPIKES_AT_LEAST, _SPIKES_SHARE * _points(geometry)) else None


def _rebuilt(geometry: BaseGeometry, change: Any) -> BaseGeometry:
    """Return the geometry with every open ring passed through ``change``."""
    polygons = []
    for polygon in polygons_of(geometry):
        rings = []
        for ring in rings_of(polygon):
            xy = opened(ring)
            changed = change(xy)
            rings.append(changed if len(changed) >= 3 else xy)
        polygons.append(shapely.Polygon(rings[0], rings[1:]))
    if geometry.geom_type == "Polygon" and polygons:
        return polygons[0]
    return shapely.multipolygons(polygons)


def _too_tangled(polygon: BaseGeometry) -> bool:
    return scribbled([opened(ring) for ring in rings_of(polygon)])


def _points(geometry: BaseGeometry) -> int:
    return sum(len(opened(ring)) for polygon in polygons_of(geometry) for ring in rings_of(polygon))


def _changes(before: BaseGeometry, after: BaseGeometry) -> dict[str, int]:
    old, new = polygons_of(before), polygons_of(after)
    olds = {tuple(xy) for xy in shapely.get_coordinates(before).tolist()}
    news = {tuple(xy) for xy in shapely.get_coordinates(after).tolist()}
    return {
        "points_removed": len(olds - news),
        "points_added": len(news - olds),
        "polygons_before": len(old),
        "polygons_after": len(new),
        "holes_after": sum(len(polygon.interiors) for polygon in new),
    }
