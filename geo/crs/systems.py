"""The coordinate systems boundary files of Jiangsu come in: the tables, their names, what a person types.

Every system the tables hold is transformed without opening the EPSG database, so that a cold process
does not pay for it; the tests hold each row against that database. Systems that are not in the tables
(the local ones of Suzhou and Huai'an, for example) are kept as the WKT or PROJ string they came as.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from geo.crs.spoken import spoken
from geo.errors import CrsError
from geo.i18n.catalogue import text as message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyproj import CRS

GEOGRAPHIC = "EPSG:4490"

# Ellipsoids as PROJ writes them. That of WGS 84 differs from that of CGCS2000 by 0.1 mm.
ELLIPSOIDS = {
    "cgcs2000": "+ellps=GRS80",
    "wgs84": "+ellps=WGS84",
    "xian80": "+a=6378140 +rf=298.257",
    "beijing54": "+ellps=krass",
}
# Datums whose degrees are CGCS2000 degrees to within the accuracy of any parcel survey.
EQUAL_DATUMS = frozenset({"cgcs2000", "wgs84"})

_GEOGRAPHIC_CODES = {4490: "cgcs2000", 4326: "wgs84", 4610: "xian80", 4214: "beijing54"}
_GEOGRAPHIC = {datum: code for code, datum in _GEOGRAPHIC_CODES.items()}
# Family: datum, width of a zone in degrees, zone number in the easting, first EPSG code, first zone.
# The codes of a family run on without a gap over all zones of China.
_FAMILIES = (
    ("cgcs2000", 3, True, 4513, 25),
    ("cgcs2000", 3, False, 4534, 25),
    ("cgcs2000", 6, True, 4491, 13),
    ("cgcs2000", 6, False, 4502, 13),
    ("xian80", 3, True, 2349, 25),
    ("xian80", 3, False, 2370, 25),
    ("xian80", 6, True, 2327, 13),
    ("xian80", 6, False, 2338, 13),
    ("beijing54", 3, True, 2401, 25),
    ("beijing54", 3, False, 2422, 25),
    ("beijing54", 6, True, 21413, 13),
    ("beijing54", 6, False, 21453, 13),
)
_LAST_ZONE = {3: 45, 6: 23}
_UTM_CODES = {32649: 49, 32650: 50, 32651: 51}


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """One row of the tables.

    ``kind`` is geographic, gauss3, gauss6, utm or mercator; ``meridian`` the central one in degrees;
    ``prefixed`` whether eastings begin with the zone's number.
    """

    code: int
    datum: str
    kind: str
    zone: int | None = None
    meridian: float | None = None
    prefixed: bool = False

    @property
    def crs(self) -> str:
        """``EPSG:4528``."""
        return f"EPSG:{self.code}"

    @property
    def projection(self) -> str | None:
        """The projection as a PROJ string; None for longitude and latitude."""
        ellipsoid = ELLIPSOIDS[self.datum]
        if self.kind == "geographic":
            return None
        if self.kind == "mercator":
            return "+proj=webmerc +lat_0=0 +lon_0=0 +x_0=0 +y_0=0 +ellps=WGS84 +units=m"
        meridian, scale, false_easting = self.parameters
        return (
            f"+proj=tmerc +lat_0=0 +lon_0={meridian} +k={scale} +x_0={false_easting} +y_0=0 "
            f"{ellipsoid} +units=m"
        )

    @property
    def parameters(self) -> tuple[float, float, float]:
        """Central meridian in degrees, scale on it, and false easting in metres."""
        false_easting = 500_000.0 + (1_000_000.0 * (self.zone or 0) if self.prefixed else 0.0)
        return self.meridian or 0.0, 0.9996 if self.kind == "utm" else 1.0, false_easting


def _rows() -> Iterator[System]:
    for code, datum in _GEOGRAPHIC_CODES.items():
        yield System(code=code, datum=datum, kind="geographic")
    for datum, width, prefixed, first_code, first_zone in _FAMILIES:
        for zone in range(first_zone, _LAST_ZONE[width] + 1):
            yield System(
                code=first_code + zone - first_zone,
                datum=datum,
                kind=f"gauss{width}",
                zone=zone,
                meridian=float(zone * 3 if width == 3 else zone * 6 - 3),
                prefixed=prefixed,
            )
    for code, zone in _UTM_CODES.items():
        yield System(code=code, datum="wgs84", kind="utm", zone=zone, meridian=float(zone * 6 - 183))
    yield System(code=3857, datum="wgs84", kind="mercator")


SYSTEMS: dict[str, System] = {row.crs: row for row in _rows()}
_BY_PLACE = {(row.datum, row.kind, row.zone, row.prefixed): row for row in SYSTEMS.values()}


def find(datum: str, kind: str, zone: int | None = None, *, prefixed: bool = False) -> System | None:
    """Return the row of the tables with these properties, or None.

    Examples
    --------
    >>> find("cgcs2000", "gauss3", 40, prefixed=True).crs
    'EPSG:4528'
    """
    return _BY_PLACE.get((datum, kind, zone, prefixed))


def plane_crs_for(lon: float) -> str:
    """Return the 3° zone whose central meridian is nearest, as CGCS2000 without zone number.

    Parameters
    ----------
    lon
        Longitude, degrees.

    Raises
    ------
    CrsError
        No 3° zone of China lies there.

    Examples
    --------
    >>> plane_crs_for(118.49), plane_crs_for(118.51), plane_crs_for(121.6)
    ('EPSG:4548', 'EPSG:4549', 'EPSG:4550')
    """
    row = find("cgcs2000", "gauss3", int(lon / 3 + 0.5)) if -180 <= lon <= 180 else None
    if row is None:
        raise CrsError("crs.no_zone", lon=lon)
    return row.crs


def describe(crs: str | None, lang: str = "zh") -> str:
    """Name a coordinate system as people do.

    Parameters
    ----------
    crs
        ``"EPSG:4528"``, WKT or a PROJ string; None where none is known.
    lang
        ``zh`` or ``en``.

    Examples
    --------
    >>> describe("EPSG:4528"), describe("EPSG:4549", "en")
    ('CGCS2000 / 3度带 40带（EPSG:4528）', 'CGCS2000 / 3-degree, central meridian 120° (EPSG:4549)')
    """
    if crs is None:
        return message("crs.name.none", lang)
    row = SYSTEMS.get(crs)
    if row is None:
        return _describe_other(crs, lang)
    form = row.kind + ("_zone" if row.prefixed else "")
    return message(
        f"crs.name.{form}",
        lang,
        datum=message(f"crs.datum.{row.datum}", lang),
        zone=row.zone,
        meridian=f"{row.meridian:g}" if row.meridian is not None else None,
        code=row.crs,
    )


def names(crs: str | None) -> dict[str, str]:
    """Name a system in both languages: what an issue carries, so that each text takes its own.

    Examples
    --------
    >>> names("EPSG:4490")["zh"]
    'CGCS2000 / 经纬度（EPSG:4490）'
    """
    return {lang: describe(crs, lang) for lang in ("zh", "en")}


def _describe_other(crs: str, lang: str) -> str:
    system = pyproj_crs(crs)
    if crs.upper().startswith("EPSG:"):
        return message("crs.name.epsg", lang, name=system.name, code=crs.upper())
    unnamed = system.name.lower() in {"unknown", "unnamed", "undefined", ""}
    return (
        message("crs.name.local_unnamed", lang)
        if unnamed
        else message("crs.name.local", lang, name=system.name)
    )


@lru_cache(maxsize=64)
def pyproj_crs(crs: str) -> CRS:
    """Let pyproj read a coordinate system; two-dimensional.

    Raises
    ------
    CrsError
        It names nothing pyproj knows, or it would read transformation grids from files.
    """
    from pyproj import CRS  # noqa: PLC0415 - 0.1 s that lon/lat files need not pay
    from pyproj.exceptions import CRSError  # noqa: PLC0415

    # A grid names a file on this machine; only "no grid" may stand in what a stranger sends.
    if any(grid != "@null" for grid in re.findall(r"(?:nad|geoid)grids=([^\s\"]*)", crs)) or "+init" in crs:
        raise CrsError("crs.unknown", found=crs[:80])
    try:
        system = CRS.from_user_input(crs)
        if system.is_compound:
            system = system.sub_crs_list[0]
        return system.to_2d()
    except CRSError as problem:
        raise CrsError("crs.unknown", found=crs[:80]) from problem


def parse(text: str) -> str:
    """Read what a person typed, or a file declares, as a coordinate system.

    Parameters
    ----------
    text
        ``EPSG:4528``, ``4528``, WKT, a PROJ string, or a name pyproj knows.

    Returns
    -------
    str
        ``"EPSG:4528"`` where the system is one of the EPSG registry beyond doubt, else the text itself:
        a local system stays what it is and is never given the number of one it resembles.

    Raises
    ------
    CrsError
        ``crs.unknown``: nothing known; ``crs.not_horizontal``: heights or Earth-centred coordinates.

    Examples
    --------
    >>> parse(" 4528 "), parse("epsg:4490"), parse("CGCS2000_3_Degree_GK_CM_120E")
    ('EPSG:4528', 'EPSG:4490', 'EPSG:4549')
    """
    wanted = text.strip()
    if number := re.fullmatch(r"(?:EPSG\s*[:：]{1,2}\s*)?(\d{4,6})", wanted, re.IGNORECASE):
        wanted = f"EPSG:{number[1]}"
    if wanted in SYSTEMS:
        return wanted
    if not wanted:
        raise CrsError("crs.unknown", found=text)
    system = pyproj_crs(wanted)
    if not (system.is_geographic or system.is_projected):
        raise CrsError("crs.not_horizontal", found=wanted[:80])
    _check_projection(system, wanted)
    code = None if (known := _in_tables(system)) else system.to_epsg()
    if code is not None and is_same(wanted, f"EPSG:{code}"):
        return f"EPSG:{code}"
    return known or wanted


def _check_projection(system: CRS, found: str) -> None:
    """Refuse a projection PROJ can describe but not compute."""
    from pyproj import Proj  # noqa: PLC0415
    from pyproj.exceptions import ProjError  # noqa: PLC0415

    try:
        Proj(system.source_crs if system.is_bound else system)
    except ProjError as problem:
        raise CrsError("crs.unknown", found=found[:80]) from problem


def parse_choice(text: str) -> tuple[str, str | None]:
    """Read what a person chose: a code, WKT, a PROJ string or words (西安80 3度带 40带).

    An online map's offset may stand behind it: ``EPSG:4490+gcj02``, ``4490+bd09``, or just ``gcj02``.

    Returns
    -------
    tuple
        Coordinate system as `parse` gives it, and ``None``, ``"gcj02"`` or ``"bd09"``.

    Raises
    ------
    CrsError
        As `parse`; ``crs.zone_needed``: the words name a datum and not which plane of it.

    Examples
    --------
    >>> parse_choice("EPSG:4490+gcj02"), parse_choice("BD-09"), parse_choice("4549")
    (('EPSG:4490', 'gcj02'), ('EPSG:4490', 'bd09'), ('EPSG:4549', None))
    """
    found = re.fullmatch(r"(?:(.*?)\s*\+\s*)?(gcj-?02|bd-?09)", text.strip(), re.IGNORECASE)
    if found is None:
        return _chosen(text), None
    return _chosen(found[1] or GEOGRAPHIC), found[2].lower().replace("-", "")


def _chosen(text: str) -> str:
    """A system in words, or as `parse` reads it."""
    words = spoken(text)
    if words is None:
        return parse(text)
    if words.code is not None:
        return parse(str(words.code))
    if words.datum is not None and words.kind is not None:
        row = find(words.datum, words.kind, words.zone, prefixed=words.prefixed)
        if row is not None:
            return row.crs
    raise CrsError("crs.zone_needed", found=text.strip()[:80])


# How the datums are called in WKT, by the registry, by Esri and by GDAL.
_DATUM_NAMES = {
    "cgcs2000": ("china 2000", "china geodetic coordinate system 2000", "cgcs2000"),
    "wgs84": ("world geodetic system 1984", "wgs 1984", "wgs 84", "wgs84"),
    "xian80": ("xian 1980", "xian 80"),
    "beijing54": ("beijing 1954", "beijing 54"),
}


def datum_of(system: CRS) -> str | None:
    """Tell which of the four datums a system names; None for a nameless or another one."""
    datum = system.geodetic_crs.datum if system.geodetic_crs is not None else None
    if datum is None or system.is_bound:
        return None
    name = datum.name.lower().removeprefix("d_").replace("_", " ").removesuffix(" ensemble")
    return next((key for key, known in _DATUM_NAMES.items() if name in known), None)


def _in_tables(system: CRS) -> str | None:
    """Find a system in the tables by its datum and its parameters, whatever it is called.

    Names and axes differ between the programs that write WKT, so that identification by the registry
    misses every second .prj file; parameters do not.
    """
    datum, operation = datum_of(system), system.coordinate_operation
    if datum is None or operation is None or operation.method_name != "Transverse Mercator":
        return f"EPSG:{_GEOGRAPHIC[datum]}" if datum and system.is_geographic else None
    if any(axis.unit_conversion_factor != 1.0 for axis in system.axis_info):
        return None
    found = {item.name: item.value for item in operation.params}
    key = tuple(
        round(float(found.get(name, 0.0)), 9)
        for name in ("Longitude of natural origin", "Scale factor at natural origin", "False easting")
    )
    if found.get("False northing", 0.0) or found.get("Latitude of natural origin", 0.0):
        return None
    for row in SYSTEMS.values():
        if row.datum == datum and row.kind in {"gauss3", "gauss6", "utm"} and row.parameters == key:
            return row.crs
    return None


def is_same(text: str, crs: str) -> bool:
    """Whether a WKT or PROJ text is the registered system ``crs``, by ellipsoid and by the plane it makes.

    Examples
    --------
    >>> local = "+proj=tmerc +lon_0=120.7833 +k=1 +x_0=500000 +ellps=GRS80"
    >>> is_same(local, "EPSG:4549"), is_same(local.replace("120.7833", "120"), "EPSG:4549")
    (False, True)
    """
    system, registered = pyproj_crs(text), pyproj_crs(crs)
    if system.is_bound or system.is_projected != registered.is_projected:
        return False
    ours, theirs = system.ellipsoid, registered.ellipsoid
    if ours is None or theirs is None:
        return False
    axis = abs(ours.semi_major_metre - theirs.semi_major_metre)
    if axis > 1e-3 or abs(ours.inverse_flattening - theirs.inverse_flattening) > 1e-5:
        return False
    if not system.is_projected:
        return True
    from pyproj import Proj  # noqa: PLC0415

    planes = Proj(system), Proj(registered)
    return all(
        max(abs(a - b) for a, b in zip(planes[0](*point), planes[1](*point), strict=True)) < 1e-4
        for point in ((119.0, 32.0), (120.5, 33.5))
    )
