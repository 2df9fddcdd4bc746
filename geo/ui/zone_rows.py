"""Zones as the open pages show them: one flat row each, filtered, added up and ranked."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from geo.places import CITIES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

    from geo.maps.listed import Listed
    from geo.places import Level

UNKNOWN = "unknown"
"""Of a stage nobody has published."""
LEVELS = ("national", "provincial", "municipal")
STAGES = ("declared", "review", "notice", "approved", "building", "accepted", "revoked", UNKNOWN)
MEASURES = {
    "zones": "count",
    "land_m2": "m2",
    "core_m2": "m2",
    "floor_m2": "m2",
    "institutions": "count",
}
"""What zones are ranked and areas coloured by, with its unit; ``zones`` is their number."""
TOLD = ("zones", "land_m2", "core_m2", "floor_m2", "floor_low_m2", "institutions")
"""What tables tell: every measure, and beside the floor area what of it is certified."""


LAYOUTS = ("bases", "single", "unmarked", "unbounded")
"""Types of zones by how their land is laid out, which the draft measures speak of (起草说明 五（三）): one
centre with bases, one piece without, parts without roles, no published boundary."""
UNDATED = "undated"
"""Of a year of approval nobody has published."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneRow:
    """One zone; None is not known.

    ``approved`` is a date as ISO 8601, ``floor_low_m2`` what of the floor area is certified.
    ``land`` gives the geometry (EPSG:4490), which is read when it is asked for: lists and sums do without.
    """

    id: str
    name: str
    level: str
    stage: str = UNKNOWN
    city: str | None = None
    district: str | None = None
    demo: bool = False
    layout: str = "unbounded"
    land: Callable[[], BaseGeometry] | None = field(default=None, compare=False, repr=False)
    land_m2: float | None = None
    core_m2: float | None = None
    floor_m2: float | None = None
    floor_low_m2: float | None = None
    institutions: float | None = None
    approved: str | None = None
    outcome: str | None = None

    @property
    def bounded(self) -> bool:
        """Whether its boundary is published."""
        return self.land is not None

    @property
    def geometry(self) -> BaseGeometry | None:
        """Its land, EPSG:4490; None where no boundary is published."""
        return None if self.land is None else self.land()

    @property
    def year(self) -> str:
        """The year of its approval."""
        return self.approved[:4] if self.approved else UNDATED

    def value(self, measure: str) -> float | None:
        """A measure of `TOLD`."""
        return 1.0 if measure == "zones" else getattr(self, measure)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What to keep; empty keeps all."""

    levels: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    cities: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    layouts: tuple[str, ...] = ()

    def takes(self, row: ZoneRow) -> bool:
        """Whether a zone fits."""
        return (
            (not self.levels or row.level in self.levels)
            and (not self.stages or row.stage in self.stages)
            and (not self.cities or row.city in self.cities)
            and (not self.years or row.year in self.years)
            and (not self.layouts or row.layout in self.layouts)
        )


def layout(roles: Mapping[str | None, int] | None) -> str:
    """How land is laid out, from the number of its parts of each role; None is no land.

    Examples
    --------
    >>> layout({"core": 1, "base": 2}), layout({"core": 1}), layout({None: 3}), layout(None)
    ('bases', 'single', 'unmarked', 'unbounded')
    """
    if not roles:
        return "unbounded"
    if roles.get("base"):
        return "bases"
    return "single" if roles.keys() - {None} else "unmarked"


@dataclass(frozen=True, slots=True)
class Total:
    """A sum, and how many zones it is known of."""

    value: float | None
    known: int


def kept(rows: Iterable[ZoneRow], wanted: Filter) -> tuple[ZoneRow, ...]:
    """The rows a filter keeps, in their order.

    Examples
    --------
    >>> rows = [ZoneRow(id="a", name="甲", level="national"), ZoneRow(id="b", name="乙", level="provincial")]
    >>> [row.id for row in kept(rows, Filter(levels=("national",)))]
    ['a']
    """
    return tuple(row for row in rows if wanted.takes(row))


def total(rows: Iterable[ZoneRow], measure: str) -> Total:
    """A measure added up over the zones it is known of; None where it is known of none.

    Examples
    --------
    >>> total([ZoneRow(id="a", name="甲", level="national", land_m2=5.0)], "land_m2")
    Total(value=5.0, known=1)
    """
    values = [value for row in rows if (value := row.value(measure)) is not None]
    return Total(sum(values) if values else None, len(values))


def by_city(rows: Iterable[ZoneRow], measure: str) -> dict[str, float | None]:
    """A measure of each of the thirteen cities: 0 without zones, None where zones do not tell it."""
    return _by(rows, measure, [city.name for city in CITIES])


def _by(rows: Iterable[ZoneRow], measure: str, names: Sequence[str]) -> dict[str, float | None]:
    of: dict[str, list[ZoneRow]] = {name: [] for name in names}
    for row in rows:
        if row.city in of:
            of[row.city].append(row)
    return {name: total(found, measure).value if found else 0.0 for name, found in of.items()}


def by_code(rows: Sequence[ZoneRow], measure: str, level: Level) -> dict[str, float | None]:
    """A measure by the six-digit code of each city or county.

    A zone whose county is not known counts in no county: then no county of its city can be called empty,
    and those without a value of their own are not known.
    """
    vague = {row.city for row in rows if row.district is None} if level == "county" else set()
    return {
        unit.code: total(here, measure).value if here else None if unit.city in vague else 0.0
        for unit, here in by_unit(rows, level)
    }


@dataclass(frozen=True, slots=True)
class Unit:
    """A city or a county: its code, its name, and its city."""

    code: str
    name: str
    city: str


def by_unit(rows: Iterable[ZoneRow], level: Level) -> list[tuple[Unit, list[ZoneRow]]]:
    """Every city or county of the province, in the order of their codes, with the zones in it."""
    from geo.places.store import areas

    of: dict[tuple[str | None, str | None], list[ZoneRow]] = {}
    for row in rows:
        of.setdefault((row.city, row.district if level == "county" else row.city), []).append(row)
    found = areas(level)
    columns = (found.column(key) for key in ("adcode", "name", "city"))
    units = [Unit(code, name, city or name) for code, name, city in zip(*columns, strict=True)]
    return [(unit, of.get((unit.city, unit.name), [])) for unit in units]


def ranking(values: Mapping[str, float | None]) -> list[tuple[int | None, str, float | None]]:
    """Rank, name and value, largest first; equal values share a rank, unknown ones have none.

    Examples
    --------
    >>> ranking({"甲": 2.0, "乙": None, "丙": 5.0, "丁": 2.0})
    [(1, '丙', 5.0), (2, '甲', 2.0), (2, '丁', 2.0), (None, '乙', None)]
    """
    known = sorted(((n, v) for n, v in values.items() if v is not None), key=lambda pair: -pair[1])
    ranks = {value: place for place, (_, value) in reversed(list(enumerate(known, start=1)))}
    return [(ranks[v], n, v) for n, v in known] + [(None, n, None) for n, v in values.items() if v is None]


def years(rows: Iterable[ZoneRow]) -> list[tuple[int, int]]:
    """Zones approved in each year, from the first to the last, years without any included.

    Examples
    --------
    >>> years([ZoneRow(id=i, name=i, level="national", approved=d) for i, d in
    ...        (("a", "2021-03-01"), ("b", "2023-01-05"), ("c", "2023-09-30"), ("d", None))])
    [(2021, 1), (2022, 0), (2023, 2)]
    """
    counted = Counter(int(row.approved[:4]) for row in rows if row.approved)
    if not counted:
        return []
    return [(year, counted[year]) for year in range(min(counted), max(counted) + 1)]


def listed(rows: Sequence[ZoneRow], *, land: bool = True) -> Listed:
    """The zones as the maps take them; without ``land``, none of their geometry is read."""
    import numpy as np

    from geo.maps.listed import Listed

    geometry = np.empty(len(rows), dtype=object)
    if land:
        geometry[:] = [row.geometry for row in rows]
    return Listed(
        id=[row.id for row in rows],
        name=[row.name for row in rows],
        level=[row.level for row in rows],
        city=[row.city for row in rows],
        area_m2=[row.land_m2 for row in rows],
        geometry=geometry,
    )


def frame(rows: Sequence[ZoneRow]) -> gpd.GeoDataFrame:
    """The zones with their land as a frame, EPSG:4490."""
    import geopandas as gpd

    found = listed(rows)
    columns = dict(zip(("id", "name", "level", "city", "area_m2"), found.columns(), strict=True))
    return gpd.GeoDataFrame(columns, geometry=found.geometry, crs="EPSG:4490")
