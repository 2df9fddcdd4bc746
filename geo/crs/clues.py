"""What is known of a file before its coordinates are interpreted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.crs.hypotheses import prefix_of
from geo.crs.systems import find
from geo.model.enclosed import enclosed_area

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from geo.model.reading import Reading

# Words of a land-parcel TXT, or of any declaration, that name a datum; the first that occurs counts.
_DATUM_WORDS = (
    ("cgcs2000", ("2000", "CGCS")),
    ("xian80", ("西安", "80")),
    ("beijing54", ("北京", "54")),
    ("wgs84", ("WGS", "84")),
)
# Systems of a city: never to be taken for a national one, whatever year stands in the name.
_LOCAL_WORDS = ("地方", "独立", "城市", "城建", "苏州", "淮安", "南京", "无锡", "常州", "LOCAL")


@dataclass(frozen=True, slots=True, kw_only=True)
class HeaderFacts:
    """What the head of a land-parcel TXT states; None where it is silent or not understood.

    ``local``: it names a city's own system; ``gauss``: it names the Gauss-Krüger projection.
    """

    zone: int | None = None
    width: int | None = None
    datum: str | None = None
    local: bool = False
    gauss: bool = False

    @property
    def stated(self) -> bool:
        """Whether it says anything about zone, belt width or datum."""
        return not (self.zone is None and self.width is None and self.datum is None)

    def system(self, prefix: int | None) -> str | None:
        """Name the system the head describes, its zone from the easting where the head names none."""
        zone = self.zone if self.zone is not None else prefix
        if zone is None:
            return None
        width = self.width or (3 if zone > 23 else 6)
        row = find(self.datum or "cgcs2000", f"gauss{width}", zone, prefixed=prefix is not None)
        return row.crs if row else None


def header_facts(header: Mapping[str, str]) -> HeaderFacts:
    """Read the head of a land-parcel TXT.

    Examples
    --------
    >>> header_facts({"坐标系": "2000国家大地坐标系", "带号": "40", "投影类型": "高斯克吕格"})
    HeaderFacts(zone=40, width=None, datum='cgcs2000', local=False, gauss=True)
    """
    width, zone = _whole(header.get("几度分带")), _whole(header.get("带号"))
    if zone is not None and zone > 60:  # some write the central meridian here
        zone = zone // 3 if zone % 3 == 0 else None
    words = header.get("坐标系", "")
    return HeaderFacts(
        zone=zone,
        width=width if width in {3, 6} else None,
        datum=datum_named(words),
        local=any(word in words for word in _LOCAL_WORDS),
        gauss="高斯" in header.get("投影类型", ""),
    )


def datum_named(words: str) -> str | None:
    """Tell which datum a text names.

    Examples
    --------
    >>> [datum_named(words) for words in ("80国家大地坐标系", "1954年北京坐标系", "CGCS2000", "独立坐标系")]
    ['xian80', 'beijing54', 'cgcs2000', None]
    """
    upper = words.upper()
    if any(word in upper for word in _LOCAL_WORDS):
        return None
    return next((datum for datum, marks in _DATUM_WORDS if any(mark in upper for mark in marks)), None)


def _whole(value: str | None) -> int | None:
    found = re.search(r"\d+", value or "")
    return int(found[0]) if found else None


@dataclass(frozen=True, kw_only=True)
class Clues:
    """A reading, and what a person states about it.

    ``city`` is a name as `geo.places` gives it; ``lines`` are in EPSG:4490.
    """

    reading: Reading
    city: str | None = None
    declared_area_m2: float | None = None
    lines: Sequence[BaseGeometry] = ()
    approximate: bool = False

    @cached_property
    def geometries(self) -> NDArray[np.object_]:
        """Polygons of all parts."""
        return np.array([part.geometry for part in self.reading.parts], dtype=object)

    @cached_property
    def points(self) -> NDArray[np.float64]:
        """All finite vertices, in file coordinates, shape (n, 2)."""
        return _finite(shapely.get_coordinates(self.geometries))

    @cached_property
    def main(self) -> tuple[float, float] | None:
        """A place within the largest part: its middle vertex, which one stray vertex does not move."""
        if not len(self.points):
            return None
        areas = np.nan_to_num(shapely.area(self.geometries), nan=0.0, posinf=0.0)
        order = np.argsort(-areas, kind="stable")
        largest = next(p for i in order if len(p := _finite(shapely.get_coordinates(self.geometries[i]))))
        # Each vertex once: the one that closes the ring must not count twice, wherever the ring begins.
        x, y = np.median(np.unique(largest, axis=0), axis=0)
        return float(x), float(y)

    @cached_property
    def prefix(self) -> int | None:
        """Zone number before the eastings."""
        return prefix_of(*self.main) if self.main else None

    @cached_property
    def header(self) -> HeaderFacts:
        """What the head of a land-parcel TXT states."""
        return header_facts(self.reading.header)

    @cached_property
    def area_m2(self) -> float | None:
        """Area stated by the sender of the whole, or by the file for every part, added up.

        None where a boundary crosses itself: it encloses no definite area that could be compared.
        """
        stated = self._stated_area_m2
        if stated and any(enclosed_area(geometry) is None for geometry in self.geometries):
            return None
        return stated

    @property
    def _stated_area_m2(self) -> float | None:
        if self.declared_area_m2:
            return self.declared_area_m2
        stated = [part.declared_area_m2 for part in self.reading.parts]
        return sum(a for a in stated if a) if stated and all(stated) else None

    @property
    def by_parts(self) -> bool:
        """Whether the stated area is the sum of the parts', so that land in two of them counts twice."""
        return not self.declared_area_m2

    @cached_property
    def plane_area(self) -> float:
        """Area of the land the stated area is of, in squared file units."""
        return float(np.nansum(shapely.area(self.stated_land(self.geometries))))

    def stated_land(self, geometries: NDArray[np.object_]) -> NDArray[np.object_]:
        """The land the stated area is of: the parts one by one, or the whole with shared land once."""
        if self.by_parts or len(geometries) < 2:
            return geometries
        try:
            return np.array([shapely.union_all(shapely.make_valid(geometries))], dtype=object)
        except shapely.errors.GEOSException:  # coordinates that are no numbers: told elsewhere
            return geometries


def _finite(points: NDArray[np.float64]) -> NDArray[np.float64]:
    return points[np.isfinite(points).all(axis=1)]
