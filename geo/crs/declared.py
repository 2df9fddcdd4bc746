"""What a file declares about its coordinates: checked against the numbers, the head and the place."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import shapely

from geo.crs.gate import is_equal_datum
from geo.crs.hypotheses import Candidate, as_written
from geo.crs.route import Route, said
from geo.crs.systems import SYSTEMS, find, is_same, names, parse
from geo.crs.undeclared import alternatives, from_nothing
from geo.crs.weigh import accepted, apart, magnitude_params, readings_words, system_words, weigh
from geo.errors import CrsError
from geo.model.datum import CrsStatus, Evidence, Hypothesis
from geo.model.issue import Issue, Severity

if TYPE_CHECKING:
    from geo.crs.clues import Clues

OLD_DATUMS = frozenset({"xian80", "beijing54"})


def from_declaration(clues: Clues) -> Route | None:
    """Follow what the file declares; None when it declares nothing usable and nothing stands in the way."""
    stated, issues = _stated(clues)
    header = clues.header
    if stated is None and header.local:
        return _local(clues, issues)
    if stated is None and header.datum in OLD_DATUMS:
        return _old_datum(clues, issues)
    if stated is None:
        return from_nothing(clues, tuple(issues)) if issues else None
    x, y = clues.main or (0.0, 0.0)
    candidate = as_written(stated, x, y)
    declared = clues.reading.declared
    if candidate is None and (elsewhere := _elsewhere(stated, clues)) is not None:
        return Route(CrsStatus.REFUSED, None, (), (*issues, elsewhere))
    if candidate is None and declared is not None and declared.origin == "format":
        told = said("format_contradicted", Severity.WARNING, clues, format=declared.text)
        return from_nothing(clues, (*issues, told))
    if candidate is None:
        return _contradicted(stated, clues, issues)
    if candidate.crs != stated:
        params: dict[str, Any] = {"crs": names(stated), "adopted": names(candidate.crs)}
        issues.append(said("prefix_differs", Severity.NOTE, clues, **params))
    if candidate.swapped:
        issues.append(said("swapped", Severity.WARNING, clues, crs=names(candidate.crs)))
    if not is_equal_datum(candidate.crs):
        if not clues.approximate:
            return _refused(candidate, clues, issues)
        issues.append(said("approximate", Severity.WARNING, clues, crs=names(candidate.crs)))
    return _checked(candidate, clues, issues)


def _elsewhere(stated: str, clues: Clues) -> Issue | None:
    """Longitudes and latitudes as declared, only not of this country: the numbers are not at fault."""
    if SYSTEMS[stated].kind != "geographic":
        return None
    west, south, east, north = (float(value) for value in shapely.total_bounds(clues.geometries))
    if not (-180.0 <= west <= east <= 180.0 and -90.0 <= south <= north <= 90.0):
        return None
    params: dict[str, Any] = {
        "crs": names(stated),
        "west": west,
        "south": south,
        "east": east,
        "north": north,
    }
    return said("elsewhere", Severity.ERROR, clues, **params)


def _stated(clues: Clues) -> tuple[str | None, list[Issue]]:
    """The system the file names, its own words first; told when they cannot be understood."""
    declared = clues.reading.declared
    head = clues.header
    from_head = head.system(clues.prefix) if head.stated and not head.local else None
    if declared is None:
        return from_head, []
    # WKT is read again here: a local system keeps its WKT, whatever number another reader gave it.
    wkt = declared.text if "[" in declared.text else None
    for words in (wkt, declared.crs):
        if words:
            try:
                registered = declared.crs if words is wkt and declared.crs in SYSTEMS else None
                return (registered if registered and is_same(words, registered) else parse(words)), []
            except CrsError:
                continue
    if from_head is not None or declared.origin == "header":
        return from_head, []
    return None, [said("declared_unknown", Severity.WARNING, clues, found=declared.text[:120])]


def _checked(candidate: Candidate, clues: Clues, issues: list[Issue]) -> Route:
    """Check a declared reading that makes sense of the numbers against the head and the place."""
    evidence = [Evidence(test="declared", supports=True, params={"crs": names(candidate.crs)})]
    if candidate.crs in SYSTEMS:
        evidence.append(Evidence(test="magnitude", supports=True, params=magnitude_params(clues)))
    if not is_equal_datum(candidate.crs):
        evidence.append(Evidence(test="approximate", supports=None, params={}))
    if (against := _head_against(candidate, clues)) is not None:
        evidence.append(against)
    declared = weigh(candidate, clues, evidence)
    row = SYSTEMS.get(candidate.crs)
    offer = row is not None and row.kind in {"geographic", "mercator"}
    rivals = [h for h in alternatives(clues) if h.fits and apart(h, declared)]
    if against is not None:
        found = (declared, *_by_head(clues), *rivals)
        told = said("head_differs", Severity.ERROR, clues, readings=readings_words(found, clues.city))
        return Route(CrsStatus.CONFLICT, declared, found, (*issues, told))
    if declared.fits or not rivals:
        status = CrsStatus.CONFIRMED
        if clues.reading.declared is None or clues.reading.declared.crs is None:
            status = CrsStatus.INFERRED if clues.header.datum is None else status
        if status is CrsStatus.INFERRED:
            issues.append(said("assumed", Severity.NOTE, clues, reading=system_words(declared)))
        return Route(status, declared, (declared, *rivals), tuple(issues), offer_shifts=offer)
    return _conflict(declared, tuple(rivals), clues, issues)


def _contradicted(stated: str, clues: Clues, issues: list[Issue]) -> Route:
    """The numbers cannot be of the declared system: a foreign zone number, degrees for metres."""
    row = SYSTEMS[stated]
    if clues.prefix is not None and row.zone is not None:
        params: dict[str, object] = {"stated": row.zone, "prefix": clues.prefix}
        evidence = Evidence(test="header_zone", supports=False, params=params)
    else:
        evidence = Evidence(test="magnitude", supports=False, params=magnitude_params(clues))
    declared = weigh(Candidate(stated), clues, [evidence])
    rivals = alternatives(clues, row.datum if row.datum in OLD_DATUMS else None)
    if row.datum in OLD_DATUMS:
        if not clues.approximate:
            told = said("needs_parameters", Severity.ERROR, clues, crs=names(stated))
            return Route(CrsStatus.REFUSED, None, (declared, *rivals), (*issues, told))
        issues.append(said("approximate", Severity.WARNING, clues, crs=names(stated)))
        rivals = tuple(accepted(h) for h in rivals)
    return _conflict(declared, rivals, clues, issues)


def _conflict(
    declared: Hypothesis, rivals: tuple[Hypothesis, ...], clues: Clues, issues: list[Issue]
) -> Route:
    """Both readings side by side; the one that fits is drawn until a person has chosen."""
    fitting = [item for item in rivals if item.fits and SYSTEMS[item.crs].kind != "utm"] or [
        item for item in rivals if item.fits
    ]
    shown = fitting or list(rivals[:1])
    adopted = shown[0] if shown else None
    params: dict[str, Any] = {
        "declared": system_words(declared),
        "declared_at": readings_words([declared], clues.city),
        "readings": readings_words(shown, clues.city),
    }
    code = "conflict" if shown else "contradicted"
    told = said(code, Severity.ERROR, clues, **params)
    status = CrsStatus.CONFLICT if adopted else CrsStatus.REFUSED
    return Route(status, adopted, (declared, *rivals), (*issues, told))


def _old_datum(clues: Clues, issues: list[Issue]) -> Route:
    """The head names Xian80 or Beijing54 and no zone: the zone is inferred, the datum stands."""
    route = from_nothing(clues, tuple(issues))
    if not route.hypotheses:
        return route
    best = names(route.hypotheses[0].crs)
    if not clues.approximate:
        told = said("needs_parameters", Severity.ERROR, clues, crs=best)
        return Route(CrsStatus.REFUSED, None, route.hypotheses, (*issues, told))
    told = said("approximate", Severity.WARNING, clues, crs=best)
    adopted = accepted(route.adopted) if route.adopted else None
    return replace(
        route,
        adopted=adopted,
        hypotheses=tuple(accepted(h) for h in route.hypotheses),
        issues=(*route.issues, told),
    )


def _refused(candidate: Candidate, clues: Clues, issues: list[Issue]) -> Route:
    evidence = [Evidence(test="declared", supports=True, params={"crs": names(candidate.crs)})]
    shown = weigh(candidate, clues, evidence)
    told = said("needs_parameters", Severity.ERROR, clues, crs=names(candidate.crs))
    return Route(CrsStatus.REFUSED, None, (shown,), (*issues, told))


def _local(clues: Clues, issues: list[Issue]) -> Route:
    """A city's own system is named, its parameters are not: what fits is shown, nothing is adopted."""
    words = clues.reading.header.get("坐标系", "")
    told = said("local_system", Severity.ERROR, clues, found=words)
    return Route(CrsStatus.REFUSED, None, alternatives(clues), (*issues, told))


def _head_against(candidate: Candidate, clues: Clues) -> Evidence | None:
    """A zone number or belt width in the head of the file that is not that of the declared system."""
    row, header = SYSTEMS.get(candidate.crs), clues.header
    if row is None or row.zone is None or row.kind == "utm":
        return None
    width = 3 if row.kind == "gauss3" else 6
    zone_differs = header.zone is not None and header.zone != row.zone
    width_differs = header.width is not None and header.width != width
    # A 6° zone and a 3° zone with one meridian are one projection: only the number was written otherwise.
    if not row.prefixed and header.zone is not None:
        stated = find(row.datum, "gauss6" if header.zone <= 23 else "gauss3", header.zone)
        zone_differs = stated is None or stated.meridian != row.meridian
        width_differs = False
    if not (zone_differs or width_differs):
        return None
    params: dict[str, object] = {"stated": header.zone, "prefix": clues.prefix or row.zone}
    return Evidence(test="header_zone", supports=False, params=params)


def _by_head(clues: Clues) -> tuple[Hypothesis, ...]:
    """Give the reading the head of the file describes, if it describes one."""
    stated = clues.header.system(clues.prefix)
    if stated is None:
        return ()
    params: dict[str, object] = {"stated": clues.header.zone, "prefix": clues.prefix}
    return (weigh(Candidate(stated), clues, [Evidence(test="header_zone", supports=None, params=params)]),)
