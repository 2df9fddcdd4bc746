"""The readings a pair of coordinates allows, by magnitude alone: cheap, and before any projection."""

from __future__ import annotations

from dataclasses import dataclass

from geo.crs.systems import GEOGRAPHIC, SYSTEMS, System, find

# Degrees, metres and zone numbers over all of China: what lies elsewhere is found out by place.
_LON, _LAT = (70.0, 140.0), (15.0, 55.0)
_NORTHING = (1_600_000.0, 6_200_000.0)
_EASTING = (100_000.0, 900_000.0)
_MERCATOR_X, _MERCATOR_Y = (7_790_000.0, 15_600_000.0), (1_680_000.0, 7_400_000.0)
_ZONES_3, _ZONES_6 = range(25, 46), range(13, 24)

# Eastings without a zone number, in the order surveyors of the province use them. The 6° zones 20 and 21
# have the meridians 117° and 123° of the 3° zones and the same scale: the same reading, tried once.
UNPREFIXED = ("EPSG:4549", "EPSG:4548", "EPSG:4550", "EPSG:32650", "EPSG:32651")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A system, and whether x and y change places first."""

    crs: str
    swapped: bool = False


def by_magnitude(x: float, y: float) -> tuple[Candidate, ...]:
    """List every reading that the size of a coordinate pair allows, in either order of axes.

    Parameters
    ----------
    x, y
        Coordinates as the file gives them.

    Examples
    --------
    >>> [c.crs for c in by_magnitude(40_512_345.0, 3_545_678.0)]
    ['EPSG:4528']
    >>> by_magnitude(32.06, 118.79)
    (Candidate(crs='EPSG:4490', swapped=True),)
    >>> by_magnitude(120.0, 80.0)
    ()
    """
    straight = tuple(Candidate(crs) for crs in _systems(x, y))
    return straight + tuple(Candidate(crs, swapped=True) for crs in _systems(y, x))


def coherent(row: System, east: float, north: float) -> bool:
    """Whether coordinates have the magnitude this system writes.

    Examples
    --------
    >>> coherent(SYSTEMS["EPSG:4528"], 39_512_345.0, 3_545_678.0)
    False
    """
    match row.kind:
        case "geographic":
            return _within(east, _LON) and _within(north, _LAT)
        case "mercator":
            return _within(east, _MERCATOR_X) and _within(north, _MERCATOR_Y)
        case _:
            offset = 1_000_000 * (row.zone or 0) if row.prefixed else 0
            return _within(east - offset, _EASTING) and _within(north, _NORTHING)


def as_written(crs: str, x: float, y: float) -> Candidate | None:
    """Find how a file must be meant that names ``crs``: as named, with or without zone number, swapped.

    A zone named 40 over eastings without the number, or CM 120° over eastings with it, is the same
    reading written the other way; a 39 before the easting is not.

    Returns
    -------
    Candidate or None
        None when the coordinates contradict the system in every way of writing it. A system outside the
        tables is taken as it is.

    Examples
    --------
    >>> as_written("EPSG:4528", 512_345.0, 3_545_678.0)
    Candidate(crs='EPSG:4549', swapped=False)
    >>> as_written("EPSG:4526", 39_512_345.0, 3_545_678.0) is None
    True
    """
    row = SYSTEMS.get(crs)
    if row is None:
        return Candidate(crs)
    other = find(row.datum, row.kind, row.zone, prefixed=not row.prefixed)
    for swapped in (False, True):
        east, north = (y, x) if swapped else (x, y)
        for system in (row, other):
            if system is not None and coherent(system, east, north):
                return Candidate(system.crs, swapped)
    return None


def prefix_of(x: float, y: float) -> int | None:
    """Read the zone number that stands before the easting, in whichever axis it is.

    Examples
    --------
    >>> prefix_of(39_512_345.0, 3_545_678.0), prefix_of(512_345.0, 3_545_678.0)
    (39, None)
    """
    for east, north in ((x, y), (y, x)):
        zone = int(east // 1_000_000)
        if _within(north, _NORTHING) and zone in {*_ZONES_3, *_ZONES_6}:
            return zone if _within(east - 1_000_000 * zone, _EASTING) else None
    return None


def _systems(east: float, north: float) -> tuple[str, ...]:
    found: list[str] = []
    if _within(east, _LON) and _within(north, _LAT):
        found.append(GEOGRAPHIC)
    if _within(east, _EASTING) and _within(north, _NORTHING):
        found.extend(UNPREFIXED)
    zone = int(east // 1_000_000) if abs(east) < 1e9 else 0
    if _within(north, _NORTHING) and _within(east - 1_000_000 * zone, _EASTING):
        kind = "gauss3" if zone in _ZONES_3 else "gauss6"
        row = find("cgcs2000", kind, zone, prefixed=True)
        found.extend([row.crs] if row else [])
    if _within(east, _MERCATOR_X) and _within(north, _MERCATOR_Y):
        found.append("EPSG:3857")
    return tuple(found)


def _within(value: float, limits: tuple[float, float]) -> bool:
    return limits[0] <= value <= limits[1]
