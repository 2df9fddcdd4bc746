"""Corners somebody types for a drawing: every line read, every faulty one told, and nothing guessed."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from geo import crs, places
from geo.crs.spot import spot
from geo.crs.systems import find
from geo.crs.weigh import place_words
from geo.i18n import LANGUAGES, text
from geo.intake.text import lines
from geo.intake.typed_line import Coordinate, two
from geo.measure.uncertainty import METRES_PER_DEGREE
from geo.model.issue import Issue, Severity, Where

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from geo.crs.systems import System

LATITUDES, LONGITUDES = (15.0, 56.0), (70.0, 140.0)
"""Where land of China lies, with room to spare."""
NORTHINGS, EASTINGS = (1.6e6, 6.3e6), (1e5, 9e5)
"""The same in metres; eastings with their 500 km, without a zone number."""
ZONE_M = 1_000_000
ZONES = (39, 40, 41)
"""3° zones of Jiangsu, central meridians 117°, 120° and 123°; 6° zones stand on the first and the last."""
MOST_LINES = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What was typed.

    ``corners`` are longitude, latitude and one of the last written digit, all in degrees; empty while a
    line is faulty or the zone is open. ``candidates`` are the systems to choose among, ``places`` by language
    what each is called and where it puts the corners. ``closed`` says that the first corner was written
    again at the end.
    """

    corners: tuple[tuple[float, float, float], ...] = ()
    issues: tuple[Issue, ...] = ()
    candidates: tuple[str, ...] = ()
    places: Mapping[str, Sequence[str]] = field(default_factory=lambda: MappingProxyType({}))
    closed: bool = False


@dataclass(frozen=True, slots=True)
class _Line:
    row: int
    east: Coordinate
    north: Coordinate
    turned: bool = False
    system: System | None = None


def typed_corners(written: str, *, city: str | None = None, chosen: str | None = None) -> Typed:
    """Read corners, one a line.

    Parameters
    ----------
    written
        Longitude and latitude in either order, as decimals or degrees, minutes and seconds; or northing
        and easting of a CGCS2000 plane, with the zone number before the easting or without.
    city
        The stated city: of several zones the one that puts the corners there is taken.
    chosen
        The system somebody chose for eastings without a zone number.

    Examples
    --------
    >>> typed_corners("31°18′00″, 120°28′00″").corners[0][:2]
    (120.46666666666667, 31.3)
    >>> [issue.where.row for issue in typed_corners("120.47 31.36" + chr(10) + "120.47").issues]
    [2]
    """
    found: list[_Line] = []
    issues: list[Issue] = []
    rows = [(row, line) for row, line in enumerate(lines(written), start=1) if line.strip()]
    for row, line in rows[:MOST_LINES]:
        said = _read(row, line)
        if isinstance(said, Issue):
            issues.append(said)
        else:
            found.append(said)
    if len(rows) > MOST_LINES:
        issues.append(_issue("too_many", Severity.ERROR, count=len(rows), most=MOST_LINES))
    if not rows:
        issues.append(_issue("nothing", Severity.ERROR))
    bare = [line for line in found if line.system is None and not line.east.degrees]
    system, told, candidates = _zone(bare, city, chosen)
    issues += told
    offered = told[0].params["places"] if candidates else {}
    if any(issue.severity is Severity.ERROR for issue in issues):
        return Typed(issues=tuple(issues), candidates=candidates, places=offered)
    corners = tuple(_place(line, line.system or system) for line in found)
    issues += [*_turned(found), *_numbered(found), *_outside(found, corners)]
    closed = len(corners) > 3 and corners[0][:2] == corners[-1][:2]
    return Typed(corners=corners[:-1] if closed else corners, issues=tuple(issues), closed=closed)


def _read(row: int, line: str) -> _Line | Issue:
    shown = line.strip()[:60]
    read = two(line)
    if read is None:
        return _issue("unread", Severity.ERROR, row, found=shown)
    if any(one.axis == "far" or one.value < 0 for one in read):
        return _issue("not_here", Severity.ERROR, row, found=shown)
    if read[0].degrees is not read[1].degrees:
        return _issue("mixed", Severity.ERROR, row, found=shown)
    within = _in_degrees if read[0].degrees else _in_metres
    either = [(east, north) for east, north in (read, read[::-1]) if within(east, north)]
    if not either:
        code = "no_degrees" if read[0].degrees else "no_metres"
        return _issue(code, Severity.ERROR, row, found=shown)
    [(east, north)] = either  # no number is both
    if east.axis == "north" or north.axis == "east":
        return _issue("contradicted", Severity.ERROR, row, found=shown, east=east.text, north=north.text)
    if east.degrees:
        turned = east is read[1] and not east.axis and not north.axis
        return _Line(row, east, north, turned)
    system = _numbered_zone(east.value)
    if east.value >= ZONE_M and system is None:
        return _issue("no_zone", Severity.ERROR, row, found=shown, zone=int(east.value // ZONE_M))
    return _Line(row, east, north, system=system)


def _in_degrees(east: Coordinate, north: Coordinate) -> bool:
    return LONGITUDES[0] < east.value < LONGITUDES[1] and LATITUDES[0] < north.value < LATITUDES[1]


def _in_metres(east: Coordinate, north: Coordinate) -> bool:
    numbered = east.value >= 10 * ZONE_M and EASTINGS[0] <= east.value % ZONE_M <= EASTINGS[1]
    if not NORTHINGS[0] <= north.value <= NORTHINGS[1]:
        return False
    return numbered or EASTINGS[0] <= east.value <= EASTINGS[1]


def _numbered_zone(easting: float) -> System | None:
    """The plane whose number stands before the easting; None without one, or when no zone has it."""
    zone = int(easting // ZONE_M)
    if zone == 0:
        return None
    return find("cgcs2000", "gauss3" if zone > 23 else "gauss6", zone, prefixed=True)


def _zone(
    bare: Sequence[_Line], city: str | None, chosen: str | None
) -> tuple[System | None, list[Issue], tuple[str, ...]]:
    """The plane of eastings without a zone number: chosen, or the only one that puts them in the province."""
    if not bare:
        return None, [], ()
    systems = [system for zone in ZONES if (system := find("cgcs2000", "gauss3", zone)) is not None]
    placed = {system.crs: [_place(line, system)[:2] for line in bare] for system in systems}
    fitting = [system for system in systems if bool(_inside(placed[system.crs]).any())]
    taken = next((system for system in fitting if system.crs == chosen), None)
    rows = [line.row for line in bare]
    if not fitting:
        told = _issue("nowhere", Severity.ERROR, rows=rows, places=_places(systems, placed))
        return None, [told], ()
    if taken is not None:
        return taken, [_meridian(taken, placed, rows, "meridian_chosen")], ()
    if len(fitting) > 1 and city is not None:
        there = [
            system
            for system in fitting
            if any(places.nearness(*at, city).value != "outside" for at in placed[system.crs])
        ]
        if len(there) == 1:
            return there[0], [_meridian(there[0], placed, rows, "meridian_city")], ()
    if len(fitting) == 1:
        return fitting[0], [_meridian(fitting[0], placed, rows, "meridian")], ()
    told = _issue("meridian_open", Severity.ERROR, rows=rows, places=_places(fitting, placed))
    return None, [told], tuple(system.crs for system in fitting)


def _inside(at: Sequence[tuple[float, float]]) -> Any:
    return places.inside_province([lon for lon, _ in at], [lat for _, lat in at])


def _meridian(
    system: System, placed: dict[str, list[tuple[float, float]]], rows: list[int], code: str
) -> Issue:
    return _issue(code, Severity.NOTE, rows=rows, place=_places([system], placed))


def _places(systems: Iterable[System], placed: dict[str, list[tuple[float, float]]]) -> dict[str, list[str]]:
    """Each system by its name with where it puts the corners, in both languages."""
    return {
        lang: [
            text("typed.place", lang, name=crs.names(system.crs)[lang], place=where(placed[system.crs])[lang])
            for system in systems
        ]
        for lang in LANGUAGES
    }


def where(at: Sequence[tuple[float, float]]) -> dict[str, str]:
    """The place of some corners in words: that of the middle one."""
    lon, lat = np.median(np.array(at), axis=0).tolist()
    return place_words(spot(lon, lat))


def _place(line: _Line, system: System | None) -> tuple[float, float, float]:
    """Longitude, latitude and the coarser of the two last digits, degrees."""
    unit = max(line.east.unit, line.north.unit)
    if system is None:
        return line.east.value, line.north.value, unit
    points = np.array([[line.east.value, line.north.value]])
    lon, lat = crs.to_lonlat(points, system.crs)[0].tolist()
    return lon, lat, unit / METRES_PER_DEGREE


def _turned(found: Sequence[_Line]) -> list[Issue]:
    turned = [line for line in found if line.turned]
    if not turned:
        return []
    first = turned[0]
    rows = [line.row for line in turned]
    return [_issue("turned", Severity.NOTE, rows=rows, north=first.north.text, east=first.east.text)]


def _numbered(found: Sequence[_Line]) -> list[Issue]:
    by_system: dict[str, list[int]] = {}
    for line in found:
        if line.system is not None:
            by_system.setdefault(line.system.crs, []).append(line.row)
    severity = Severity.NOTE if len(by_system) < 2 else Severity.WARNING
    return [
        _issue("numbered", severity, rows=rows, name=crs.names(system)) for system, rows in by_system.items()
    ]


def _outside(found: Sequence[_Line], corners: Sequence[tuple[float, float, float]]) -> list[Issue]:
    if not corners:
        return []
    inside = _inside([(lon, lat) for lon, lat, _ in corners]).tolist()
    out = [(line, at) for line, at, within in zip(found, corners, inside, strict=True) if not within]
    return [
        _issue("outside", Severity.WARNING, line.row, lon=lon, lat=lat, place=where([(lon, lat)]))
        for line, (lon, lat, _) in out
    ]


def _issue(code: str, severity: Severity, row: int | None = None, **params: Any) -> Issue:
    if "rows" in params:
        params["rows"] = _runs(params["rows"])
    return Issue(code=f"typed.{code}", severity=severity, where=Where(row=row), params=params)


def _runs(rows: Sequence[int]) -> list[str]:
    """Numbers in a row as a range: 1–19, 21."""
    runs: list[list[int]] = []
    for row in rows:
        if runs and row == runs[-1][-1] + 1:
            runs[-1].append(row)
        else:
            runs.append([row])
    return [str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs]
