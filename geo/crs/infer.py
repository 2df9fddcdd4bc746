"""Deciding where the coordinates lie: what is declared is checked, what is missing is inferred or asked.

Three ways in: a person's choice, a declaration of the file, or nothing. In every one the reading is
tried against the magnitude of the numbers, the zone number before the eastings, the head of the file, the
province and the stated city. One reading left: adopted. Several, or one against its own file: all are
shown with where they put the land, the best is drawn, and a person chooses.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.crs.clues import Clues
from geo.crs.declared import from_declaration
from geo.crs.gate import is_equal_datum
from geo.crs.hypotheses import Candidate, as_written
from geo.crs.route import Route, said
from geo.crs.shifts import study
from geo.crs.spot import spot
from geo.crs.systems import SYSTEMS, names, parse_choice
from geo.crs.undeclared import alternatives, from_nothing
from geo.crs.weigh import (
    apart,
    city_words,
    magnitude_params,
    place_words,
    readings_words,
    system_words,
    weigh,
)
from geo.model.datum import CrsDecision, CrsStatus, Evidence, Hypothesis
from geo.model.issue import Severity, Where
from geo.places import require_city

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely.geometry.base import BaseGeometry

    from geo.model.issue import Issue
    from geo.model.reading import Reading


def decide(  # noqa: PLR0913 - each is one thing a person may state about the file
    reading: Reading,
    *,
    city: str | None = None,
    crs: str | None = None,
    shift: str | None = None,
    lines: Sequence[BaseGeometry] | None = None,
    declared_area_m2: float | None = None,
    approximate: bool = False,
) -> CrsDecision:
    """Decide how to read the coordinates of a file, with evidence, and say what is doubtful.

    Parameters
    ----------
    reading
        What `geo.intake.read` found.
    city
        The city the land is said to lie in, in any spelling `geo.places` knows.
    crs
        A person's choice: ``EPSG:4528``, WKT, a PROJ string; ``+gcj02`` or ``+bd09`` behind it takes an
        online map's offset off. It is honoured, and checked.
    shift
        The same offset by itself: ``"gcj02"`` or ``"bd09"``.
    lines
        Known lines near the land (roads, rivers, borders), EPSG:4490, for the reference test.
    declared_area_m2
        Area the sender states, m².
    approximate
        Accept Xian80 and Beijing54 without parameters as if they were CGCS2000.

    Returns
    -------
    CrsDecision
        ``hypotheses`` best first. With CONFLICT and UNDECIDED ``adopted`` is the reading that is shown
        until a person has chosen; an offset is never among what is adopted unasked. None with REFUSED.

    Raises
    ------
    CrsError
        The choice itself names no coordinate system.
    UsageError
        No such city in the province.

    Examples
    --------
    >>> from shapely import Polygon
    >>> from geo.model.reading import RawPart, Reading, Source
    >>> land = Polygon([(385000, 3545000), (385200, 3545000), (385200, 3545150), (385000, 3545150)])
    >>> file = Reading(source=Source(name="a.txt", sha256="", size=0, format="parcel_txt"),
    ...                parts=(RawPart(part_id="1", geometry=land),))
    >>> found = decide(file, city="南京")
    >>> found.status.value, found.adopted.crs, found.adopted.city
    ('inferred', 'EPSG:4549', '南京市')
    """
    if crs is not None:
        crs, found = parse_choice(crs)
        shift = shift or found
    elif shift is not None:
        shift = parse_choice(shift)[1]
    clues = Clues(
        reading=reading,
        city=None if city is None else require_city(city),
        declared_area_m2=declared_area_m2,
        lines=() if lines is None else lines,
        approximate=approximate,
    )
    declared = reading.declared.text if reading.declared else None
    # Vertices may be missing or absurd; they are told elsewhere, and here they must not stop the rest.
    with np.errstate(all="ignore"):
        return _decided(clues, declared, crs, shift)


def _decided(clues: Clues, declared: str | None, crs: str | None, shift: str | None) -> CrsDecision:
    if clues.main is None:
        return CrsDecision(
            declared=declared,
            adopted=None,
            status=CrsStatus.REFUSED,
            issues=(said("no_coordinates", Severity.ERROR, clues),),
        )
    route = _given(crs, clues) if crs is not None else from_declaration(clues) or from_nothing(clues)
    route = _shifted(route, shift, clues) if shift is not None else _suspected(route, clues)
    return CrsDecision(
        declared=declared,
        adopted=route.adopted,
        status=route.status,
        hypotheses=_ranked(route),
        issues=(*route.issues, *_placed(route, clues)),
    )


def _given(crs: str, clues: Clues) -> Route:
    """A person's choice: honoured, checked, and the readings that would fit better kept beside it."""
    x, y = clues.main or (0.0, 0.0)
    issues: list[Issue] = []
    candidate = as_written(crs, x, y)
    contradicted = candidate is None
    candidate = candidate or Candidate(crs)
    issues.extend(_rewritten(crs, candidate, clues))
    evidence = [Evidence(test="given", supports=True, params={})]
    if candidate.crs in SYSTEMS:
        evidence.append(Evidence(test="magnitude", supports=not contradicted, params=magnitude_params(clues)))
    if not is_equal_datum(candidate.crs) and clues.approximate:
        evidence.append(Evidence(test="approximate", supports=None, params={}))
    chosen = weigh(candidate, clues, evidence)
    others = tuple(h for h in alternatives(clues) if h.fits and apart(h, chosen))
    issues.extend(_overrides(candidate, clues))
    if not is_equal_datum(candidate.crs):
        if not clues.approximate:
            issues.append(said("needs_parameters", Severity.ERROR, clues, crs=names(candidate.crs)))
            return Route(CrsStatus.REFUSED, None, (chosen, *others), tuple(issues))
        issues.append(said("approximate", Severity.WARNING, clues, crs=names(candidate.crs)))
    if contradicted or chosen.lon is None:
        code = "given_contradicted" if others else "given_far"
        readings = readings_words(others, clues.city)
        issues.append(said(code, Severity.ERROR, clues, crs=names(crs), x=x, y=y, readings=readings))
    if chosen.lon is None:
        return Route(CrsStatus.REFUSED, None, (chosen, *others), tuple(issues))
    return Route(CrsStatus.GIVEN, chosen, (chosen, *others), tuple(issues))


def _overrides(candidate: Candidate, clues: Clues) -> list[Issue]:
    """Tell when the choice and the file's own words differ."""
    declared = clues.reading.declared
    if declared is None or declared.crs is None or declared.origin == "format":
        return []
    x, y = clues.main or (0.0, 0.0)
    if as_written(declared.crs, x, y) == candidate:
        return []
    stated, chosen = names(declared.crs), names(candidate.crs)
    return [said("given_over_declared", Severity.NOTE, clues, declared=stated, crs=chosen)]


def _rewritten(crs: str, candidate: Candidate, clues: Clues) -> list[Issue]:
    issues = []
    if candidate.crs != crs:
        adopted = names(candidate.crs)
        issues.append(said("prefix_differs", Severity.NOTE, clues, crs=names(crs), adopted=adopted))
    if candidate.swapped:
        issues.append(said("swapped", Severity.WARNING, clues, crs=names(candidate.crs)))
    return issues


def _shifted(route: Route, shift: str | None, clues: Clues) -> Route:
    """Take off the offset a person asked to take off; told, with the distance it moves the land."""
    if route.adopted is None or shift is None:
        return route
    tried = study(route.adopted, clues, offer=True)
    moved = next(item for item in tried.shifted if item.shift == shift)
    told = said(
        "shift_removed",
        Severity.NOTE,
        clues,
        reading=system_words(moved),
        distance_m=_moved_m(tried.straight, moved),
    )
    status = route.status if route.status in {CrsStatus.CONFLICT, CrsStatus.UNDECIDED} else CrsStatus.GIVEN
    issues = [*route.issues, told]
    if tried.suspected not in {None, shift}:
        other = next(item for item in tried.shifted if item.shift == tried.suspected)
        issues.append(said("shift_other", Severity.WARNING, clues, reading=system_words(other)))
    rest = (tried.straight, *(item for item in tried.shifted if item.shift != shift))
    others = tuple(h for h in route.hypotheses if not _same(h, route.adopted))
    return Route(status, moved, (moved, *rest, *others), tuple(issues))


def _moved_m(one: Hypothesis, other: Hypothesis) -> float | None:
    """Distance between the places of two readings, metres; a sphere is enough for a message."""
    if one.lon is None or one.lat is None or other.lon is None or other.lat is None:
        return None
    east = (other.lon - one.lon) * math.cos(math.radians(one.lat))
    return round(math.hypot(east, other.lat - one.lat) * 111_195.0, 1)


def _suspected(route: Route, clues: Clues) -> Route:
    """Test the adopted reading for an online map's offset; a suspicion is shown, not acted upon."""
    if route.adopted is None:
        return route
    tried = study(route.adopted, clues, offer=route.offer_shifts)
    others = tuple(h for h in route.hypotheses if not _same(h, route.adopted))
    hypotheses = (tried.straight, *tried.shifted, *others)
    if tried.suspected is None:
        return replace(route, adopted=tried.straight, hypotheses=hypotheses)
    moved = next(item for item in tried.shifted if item.shift == tried.suspected)
    given = route.status is CrsStatus.GIVEN
    issue = said(
        "shift_suspected",
        Severity.WARNING if given else Severity.ERROR,
        clues,
        reading=system_words(moved),
        place=place_words(spot(moved.lon or 0.0, moved.lat or 0.0, clues.city)),
        distance_m=_moved_m(tried.straight, moved),
    )
    status = {CrsStatus.CONFIRMED: CrsStatus.CONFLICT, CrsStatus.INFERRED: CrsStatus.UNDECIDED}.get(
        route.status, route.status
    )
    return replace(
        route, status=status, adopted=tried.straight, hypotheses=hypotheses, issues=(*route.issues, issue)
    )


def _placed(route: Route, clues: Clues) -> list[Issue]:
    """Say so when the adopted reading puts the land outside the province or the stated city."""
    adopted = route.adopted
    if adopted is None or adopted.lon is None or adopted.lat is None:
        return []
    here = spot(adopted.lon, adopted.lat, clues.city)
    reading = system_words(adopted)
    where = Where(file=clues.reading.source.name, lon=adopted.lon, lat=adopted.lat)
    if not here.in_province:
        params: dict[str, Any] = {
            "reading": reading,
            "place": place_words(here),
            "lon": adopted.lon,
            "lat": adopted.lat,
        }
        return [said("outside_province", Severity.ERROR, clues, where=where, **params)]
    if here.in_city is False and clues.city is not None and here.city_m is not None:
        params = {
            "reading": reading,
            "place": place_words(here),
            "city": city_words(clues.city),
            "distance_km": here.city_m / 1000.0,
        }
        return [said("outside_city", Severity.ERROR, clues, where=where, **params)]
    return _stray_parts(adopted, clues)


def _stray_parts(adopted: Hypothesis, clues: Clues) -> list[Issue]:
    """Parts outside the province while the largest lies inside."""
    import shapely  # noqa: PLC0415 - only the middle of each part is needed

    from geo.crs.gate import to_lonlat  # noqa: PLC0415

    issues = []
    for part in clues.reading.parts[1:] if len(clues.reading.parts) > 1 else ():
        middle = shapely.centroid(part.geometry)
        if middle.is_empty:
            continue
        point = to_lonlat(middle, adopted, approximate=True)
        here = spot(float(shapely.get_x(point)), float(shapely.get_y(point)))
        if not here.in_province:
            where = Where(file=clues.reading.source.name, part=part.part_id, lon=here.lon, lat=here.lat)
            params: dict[str, Any] = {"part": part.name or part.part_id, "place": place_words(here)}
            issues.append(said("part_outside_province", Severity.ERROR, clues, where=where, **params))
    return issues


def _ranked(route: Route) -> tuple[Hypothesis, ...]:
    return tuple(sorted(route.hypotheses, key=lambda item: -item.score))


def _same(one: Hypothesis, other: Hypothesis) -> bool:
    return (one.crs, one.shift, one.swapped) == (other.crs, other.shift, other.swapped)
