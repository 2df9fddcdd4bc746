"""The coordinate system a vector file states, as far as pyproj can name it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from geo.intake.text import decode
from geo.model.reading import DeclaredCrs

if TYPE_CHECKING:
    from pathlib import Path


_USUAL = (4490, 4326, 4527, 4528, 4529, 4548, 4549, 4550)
"""CGCS2000 and WGS 84 in degrees, and the 3° zones of the province with and without zone number."""


@cache
def usable(text: str) -> str | None:
    """``"EPSG:4528"`` when pyproj knows the system by number, its WKT when it only understands it.

    The default confidence is kept: with less, a city's own system takes the number of a national one.

    Examples
    --------
    >>> usable("EPSG:4528"), usable("no system")
    ('EPSG:4528', None)
    """
    from pyproj import CRS  # noqa: PLC0415 - 0.1 s that a file without coordinate system need not pay
    from pyproj.exceptions import CRSError  # noqa: PLC0415

    try:
        crs = CRS.from_user_input(text)
    except CRSError:
        return None
    number = crs.to_epsg()
    return f"EPSG:{number}" if number else str(crs.to_wkt())


def rehearse() -> None:
    """Know the usual systems, by number and as a .prj writes them, before any file asks."""
    from pyproj import CRS  # noqa: PLC0415

    for code in _USUAL:
        for text in (f"EPSG:{code}", CRS.from_epsg(code).to_wkt("WKT1_ESRI")):
            usable(text)


def beside(path: Path) -> DeclaredCrs | None:
    """Read the .prj next to a shapefile; None when there is none or it is empty."""
    prj = path.with_suffix(".prj")
    if not prj.is_file():
        return None
    text = decode(prj.read_bytes()[:65536]).text.strip()
    return DeclaredCrs(text=text, crs=usable(text), origin="prj") if text else None


def embedded(text: str | None) -> DeclaredCrs | None:
    """Name what GDAL found inside the file; None for GeoPackage's undefined systems."""
    if not text or "Undefined" in text or "unknown" in text[:40].lower():
        return None
    return DeclaredCrs(text=text, crs=usable(text), origin="embedded")
