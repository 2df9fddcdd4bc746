"""What a file says, before anybody believes it: the result of `geo.intake`."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from geo.model.issue import Issue, Severity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shapely.geometry.base import BaseGeometry

    from geo.model.zone import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The file itself. ``sha256`` is of the original bytes; ``format`` is a key of ``FORMATS``."""

    name: str
    sha256: str
    size: int
    format: str
    layer: str | None = None
    encoding: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """One layer a file holds, so that a person can choose. ``area`` is in squared file units."""

    name: str
    features: int
    kind: str
    area: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RawPart:
    """One area as the file gives it.

    ``geometry`` is a shapely Polygon or MultiPolygon in the file's own coordinates, x east (or
    longitude) first, 2-D, possibly invalid: nothing is repaired by a reader. ``labels`` are the point
    labels of each ring (J1, J2 …) where the file has them, exterior first.
    """

    part_id: str
    geometry: BaseGeometry
    name: str | None = None
    role: Role | None = None
    attributes: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    declared_area_m2: float | None = None
    row: int | None = None
    labels: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredCrs:
    """A coordinate system the file or its sender states.

    ``text`` is the words found, ``crs`` what pyproj can make of them (``"EPSG:4528"`` or WKT), None
    when they name nothing usable; ``origin`` is one of prj, header, format, embedded, user.
    """

    text: str
    crs: str | None
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """All that was read from one file, with every problem met on the way.

    ``decimals`` is the largest number of decimals the coordinates are written with (None when the
    format stores binary doubles, and for angles in minutes and seconds, whose last written digit
    ``resolution`` tells in degrees); ``vertex_accuracy_m`` the accuracy stated in the file (精度);
    ``header`` the stated facts of a land-parcel TXT by their Chinese key.
    """

    source: Source
    parts: tuple[RawPart, ...] = ()
    layers: tuple[Layer, ...] = ()
    declared: DeclaredCrs | None = None
    decimals: int | None = None
    resolution: float | None = None
    vertex_accuracy_m: float | None = None
    header: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    issues: tuple[Issue, ...] = ()

    @property
    def unit(self) -> float | None:
        """One of the last written digit, in the file's own unit; None when no digits were written.

        Examples
        --------
        >>> source = Source(name="a.csv", sha256="", size=0, format="corners_csv")
        >>> Reading(source=source, decimals=3).unit, Reading(source=source, resolution=1 / 3600).unit
        (0.001, 0.0002777777777777778)
        """
        if self.resolution is not None:
            return self.resolution
        return None if self.decimals is None else 10.0**-self.decimals

    @property
    def usable(self) -> bool:
        """Whether there is land to assess: at least one part, and no error from the reader."""
        return bool(self.parts) and not any(i.severity is Severity.ERROR for i in self.issues)


@dataclass(frozen=True, slots=True, kw_only=True)
class RawFeature:
    """One row of a supporting layer: a park, a road, a building, an institution.

    ``geometry`` is None in a table without coordinates, and of any type otherwise, x east first.
    """

    row: int
    attributes: Mapping[str, Any]
    geometry: BaseGeometry | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeatureReading:
    """A supporting layer as its file gives it; ``columns`` in the file's order.

    Of a table also ``heading_row``, where its headings stand, and ``above``, the cells over them: titles,
    and the line that states a unit.
    """

    source: Source
    columns: tuple[str, ...] = ()
    heading_row: int | None = None
    above: tuple[str, ...] = ()
    features: tuple[RawFeature, ...] = ()
    layers: tuple[Layer, ...] = ()
    declared: DeclaredCrs | None = None
    issues: tuple[Issue, ...] = ()

    @property
    def usable(self) -> bool:
        """Whether the layer was read at all."""
        return not any(i.severity is Severity.ERROR for i in self.issues)
