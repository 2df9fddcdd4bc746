"""What the register hands out: frozen records, never rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from geo.registry.stages import Action, Stage

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

    from geo.model.application import Application

T = TypeVar("T")
Box = tuple[float, float, float, float]
"""West, south, east, north, CGCS2000 degrees."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The application a change speaks of, and the version of it the person saw."""

    id: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line in a list of applications."""

    id: str
    version: int
    name: str
    level: str
    city: str | None
    stage: Stage
    zone_id: str | None
    number: str | None
    own: bool
    changed_at: str

    @property
    def seen(self) -> Seen:
        """What a change made from this line rests on."""
        return Seen(self.id, self.version)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What an applicant has saved and not yet submitted."""

    seen: Seen
    stage: Stage
    application: Application
    saved_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The proof of a submission.

    ``sha256`` is of the whole content (zone, options, the hash of every file, the digest of the
    assessment); ``files`` maps each file's own name to the hash of its bytes; ``line`` and ``line_hash``
    name the line of the audit trail that speaks of it, so that a trail cut short is found.
    """

    number: str
    sha256: str
    at: str
    seen: Seen
    submitted: int
    digest: str
    files: Mapping[str, str]
    line: int
    line_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """One submitted version. ``footprint`` is EPSG:4490; ``document`` the public JSON."""

    entry: Entry
    number: str
    submitted: int
    submitted_by: str
    submitted_at: str
    sha256: str
    outcome: str
    digest: str
    area_m2: float
    document: Mapping[str, Any]
    footprint: gpd.GeoDataFrame
    files: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One submitted version in a list."""

    submitted: int
    number: str
    submitted_at: str
    outcome: str
    digest: str
    area_m2: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A step of the way: who, when, from where to where, why, and what is to be changed."""

    action: Action
    from_stage: Stage
    to_stage: Stage
    reason: str | None
    changes: tuple[str, ...]
    decided_by: str
    decided_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something known, with where it was learned; ``confidence`` is seed, source or measured."""

    key: str
    value: str
    source: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Dates:
    """Days of a zone in ISO 8601; None is not known.

    批复 approved, 开始建设 started, 建设期限 due, 验收 accepted, 撤销 revoked.
    """

    approved_on: str | None = None
    started_on: str | None = None
    due_on: str | None = None
    accepted_on: str | None = None
    revoked_on: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneRecord:
    """A zone of the register; ``geometry`` None where no footprint is known."""

    id: str
    version: int
    name: str
    level: str
    stage: Stage | None
    city: str | None
    district: str | None
    operator: str | None
    claim: str | None
    declared_area_m2: float | None
    demo: bool
    dates: Dates
    area_m2: float | None
    geometry: BaseGeometry | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A recognised zone with the public figures of its land; None is not known.

    ``land_m2`` is known with the land; the other figures, and ``outcome``, are those of the approved
    submission the land came with. ``floor_low_m2`` is what of the floor area is certified and certainly
    inside; ``institutions`` counts market-oriented ones.
    """

    id: str
    name: str
    level: str
    stage: Stage | None
    city: str | None
    district: str | None
    operator: str | None
    demo: bool
    dates: Dates
    land_m2: float | None
    core_m2: float | None
    floor_m2: float | None
    floor_low_m2: float | None
    core_floor_m2: float | None
    institutions: int | None
    outcome: str | None
    geometry: BaseGeometry | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Building:
    """A row of a submission's floor-area ledger, and what of it counted; m², None without known limit.

    ``state`` is evidenced, declared or undetermined; ``parts`` are the parts of the land it stands in;
    ``why`` a key under ``ledger_why.`` that says what keeps it from counting whole and for certain.
    """

    row: int
    name: str | None
    state: str
    certificate: str | None
    storeys: float | None
    stated_m2: float | None
    low_m2: float | None
    counted_m2: float | None
    high_m2: float | None
    core_m2: float | None
    parts: tuple[str, ...]
    why: str | None
    lon: float | None
    lat: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Institution:
    """A row of a submission's list of institutions; it counted between ``low`` and ``high`` times.

    ``category`` is a key of `geo.measure.categories.CATEGORIES` or ``undetermined``.
    """

    row: int
    name: str
    category: str
    building: str | None
    low: int
    high: int
    parts: tuple[str, ...]
    why: str | None
    lon: float | None
    lat: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FootprintVersion:
    """One version of a footprint, as it was."""

    id: str
    zone_id: str | None
    number: str | None
    version: int
    city: str | None
    area_m2: float
    geometry: BaseGeometry
    added_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What to look for; everything given must hold.

    ``box`` is (west, south, east, north) in CGCS2000 degrees and meets the bounding box of a footprint;
    ``city`` in any spelling; ``words`` part of the name; ``zone_id`` a zone of the register; ``year`` that
    of a zone's approval (applications have none); ``page`` from 1.
    """

    box: Box | None = None
    city: str | None = None
    stage: Stage | None = None
    level: str | None = None
    words: str | None = None
    zone_id: str | None = None
    year: int | None = None
    own: bool = False
    page: int = 1
    size: int = 50


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list, and how many there are in all."""

    rows: tuple[T, ...]
    total: int
