"""The floor-area ledger as its applicant wrote it: one entry a building, nothing judged by place yet."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo.measure.area import ellipsoidal_area_m2
from geo.measure.categories import folded
from geo.measure.columns import number_of, storeys_of, words_of
from geo.measure.table import filled_table, geometry_of
from geo.measure.totals import agrees, sums_of
from geo.measure.units import SQUARE_METRE, Unit, area_of, unit_of
from geo.model.issue import Issue, Severity, Where
from geo.model.reading import FeatureReading, RawFeature

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shapely.geometry.base import BaseGeometry

FIELDS: dict[str, tuple[str, ...]] = {
    "name": ("名称", "建筑名称", "建筑物名称", "楼宇名称", "项目名称", "building name"),
    "building": ("楼栋", "栋号", "幢号", "楼号", "block"),
    "storeys": ("层数", "总层数", "楼层数", "floors", "levels"),
    "floor_area": (
        "建筑面积",
        "总建筑面积",
        "证载面积",
        "面积",
        "floor area",
        "gross floor area",
        "area",
        "gfa",
    ),
    "certificate": ("产权证号", "证书编号", "不动产权证号", "房产证号", "权证号", "证号", "certificate no"),
    "standard": ("证书类型", "测绘标准", "面积标准", "证书类型测绘标准", "survey standard"),
    "state": ("状态", "依据", "状态依据", "面积依据", "status"),
    "storey_height": ("层高", "标准层高", "storey height", "floor height"),
    "footprint_area": ("占地面积", "基底面积", "建筑基底面积", "footprint area", "base area"),
    "part": ("所在部分", "所属部分", "部分", "片区", "part id"),
    "address": ("地址", "坐落", "位置", "location"),
    "lon": ("经度", "东经", "longitude", "lng", "x"),
    "lat": ("纬度", "北纬", "latitude", "y"),
    "vacant": ("空置面积", "闲置面积", "可用面积", "vacant area", "vacant floor area"),
    "used": ("已使用面积", "已用面积", "在用面积", "出租面积", "已出租面积", "used area", "let area"),
}

_AREAS = ("floor_area", "footprint_area", "vacant", "used")
OWN = ("lon", "lat", "certificate", "state", "storeys")
"""What a building has and a sum of buildings has not."""

HALF_STOREY_M = 2.20
"""GB/T 50353 counts a storey of at least this height whole, a lower one half."""
CAPACITY_TOLERANCE = 0.10
"""Bays, balconies and eaves carry floor area beyond the ground outline; ten per cent is let pass."""


class State(StrEnum):
    """How well a stated floor area is proved."""

    EVIDENCED = "evidenced"
    """With the number of a certificate or survey report."""
    DECLARED = "declared"
    """Stated, without a number."""
    UNDETERMINED = "undetermined"
    """Not stated, in doubt, or contradicted."""


_DOUBTFUL = (
    "待定",
    "未定",
    "在建",
    "规划中",
    "拟建",
    "待核",
    "undetermined",
    "planned",
    "under construction",
)
_DOUBTFUL_ALONE = ("规划", "设计")
"""Doubtful as the whole cell only: 建设工程规划许可证 is a paper, not a plan."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry:
    """One building. Areas in m², heights in m; ``geometry`` EPSG:4490 or None.

    ``counted_m2`` is the stated area as far as nothing contradicts it, ``ceiling_m2`` the most it may
    be (None when no limit is known).
    """

    row: int
    name: str
    state: State
    stated_m2: float | None
    counted_m2: float
    ceiling_m2: float | None
    storeys: float | None = None
    outline_m2: float | None = None
    certificate: str | None = None
    standard: str | None = None
    part: str | None = None
    address: str | None = None
    vacant_m2: float | None = None
    used_m2: float | None = None
    geometry: BaseGeometry | None = None
    capacity_factor: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """All buildings of an application, and what is wrong with the table."""

    entries: tuple[LedgerEntry, ...] = ()
    issues: tuple[Issue, ...] = ()
    file: str | None = None


@dataclass(slots=True)
class _Reader:
    """Collects entries and issues of one table."""

    file: str | None
    columns: Mapping[str, str]
    entries: list[LedgerEntry] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    units: dict[str, Unit] = field(default_factory=dict)
    totals: list[tuple[RawFeature, float | None, int]] = field(default_factory=list)
    """Rows that sum others: the row, the area it states, and how many entries stand above it."""

    def issue(
        self, code: str, feature: RawFeature, severity: Severity = Severity.WARNING, **params: Any
    ) -> None:
        point = None
        if feature.geometry is not None and not feature.geometry.is_empty:
            point = shapely.point_on_surface(feature.geometry)
        where = Where(
            file=self.file,
            row=feature.row,
            lon=None if point is None else point.x,
            lat=None if point is None else point.y,
        )
        self.issues.append(Issue(code=f"ledger.{code}", severity=severity, where=where, params=params))


def ledger_from_features(source: FeatureReading | Sequence[RawFeature]) -> Ledger:
    """Read a buildings ledger.

    Parameters
    ----------
    source
        What `geo.intake.read_features` gave, or its rows. Geometry, and the 经度 and 纬度 columns, must
        be CGCS2000 degrees (EPSG:4490) already.

    Returns
    -------
    Ledger
        One entry a row that holds a building; every problem is an issue with its row.

    Examples
    --------
    >>> tower = {"名称": "示范大厦", "建筑面积（㎡）": "5,200", "产权证号": "示范0001"}
    >>> annex = {"名称": "示范二号楼", "建筑面积（㎡）": 800}
    >>> rows = [RawFeature(row=2, attributes=tower), RawFeature(row=3, attributes=annex)]
    >>> [(entry.name, entry.counted_m2, entry.state.value) for entry in ledger_from_features(rows).entries]
    [('示范大厦', 5200.0, 'evidenced'), ('示范二号楼', 800.0, 'declared')]
    """
    table = filled_table(source, FIELDS)
    reader = _Reader(table.file, table.columns)
    heading = RawFeature(row=table.heading_row, attributes={})
    if table.features and "floor_area" not in table.columns:
        found = list(table.headings)
        reader.issue("no_area_column", heading, Severity.ERROR, found=found, row=heading.row)
    _units(reader, heading, table.above)
    for row in table.rows(OWN):
        if row.total:
            stated = _area(reader, row.feature, name="", cells=row.cells, key="floor_area")
            reader.totals.append((row.feature, stated, len(reader.entries)))
        else:
            reader.entries.append(_entry(reader, row.feature, row.cells))
    _check_totals(reader)
    entries = _mark_duplicates(reader, table.features)
    return Ledger(entries=tuple(entries), issues=tuple(reader.issues), file=table.file)


def _units(reader: _Reader, at: RawFeature, above: Sequence[str]) -> None:
    """Units of the columns of areas; one that is not m² is told, one that nobody knows is a problem."""
    for key in _AREAS:
        column = reader.columns.get(key)
        if column is None:
            continue
        unit = reader.units[key] = unit_of(column, above)
        if unit.factor is None:
            reader.issue("unit_unknown", at, column=column)
        elif unit.factor != 1:
            params = {"unit": {"zh": unit.zh, "en": unit.en}, "factor": unit.factor, "stated": unit.stated}
            reader.issue("unit_read", at, Severity.NOTE, column=column, **params)


def _check_totals(reader: _Reader) -> None:
    """Tell once which rows sum others, and each that states another sum than that of its rows."""
    if not reader.totals:
        return
    rows = [feature.row for feature, _, _ in reader.totals]
    reader.issue("totals_left_out", reader.totals[0][0], Severity.NOTE, count=len(rows), rows=rows)
    areas = [entry.stated_m2 for entry in reader.entries]
    since = 0
    for feature, stated, before in reader.totals:
        sums = sums_of(areas, before, since)
        if stated is not None and not agrees(stated, sums):
            part = sums[1] if 0 < since < before else sums[0] if before else sums[2]
            reader.issue("total_differs", feature, row=feature.row, stated=stated, found=part)
        since = before


def _entry(reader: _Reader, feature: RawFeature, cells: Mapping[str, Any]) -> LedgerEntry:
    names = [word for key in ("name", "building") if (word := words_of(cells.get(key)))]
    name = " ".join(dict.fromkeys(names)) or f"#{feature.row}"
    geometry = geometry_of(feature, cells)
    if geometry is None and any(words_of(cells.get(key)) for key in ("lon", "lat")):
        reader.issue("bad_lonlat", feature, name=name, lon=cells.get("lon"), lat=cells.get("lat"))
    storeys, height = storeys_of(cells.get("storeys")), number_of(cells.get("storey_height"))
    stated = _area(reader, feature, name=name, cells=cells, key="floor_area")
    outline = _area(reader, feature, name=name, cells=cells, key="footprint_area")
    factor = 0.5 if height is not None and height < HALF_STOREY_M else 1.0
    certificate = words_of(cells.get("certificate"))
    state = _state(reader, feature, name, cells)
    if geometry is not None and geometry.area > 0:
        outline = _outline(reader, feature, name=name, geometry=geometry, stated=outline)
    counted, ceiling = stated or 0.0, stated
    capacity = None if outline is None or storeys is None else outline * storeys * factor
    if stated is None:
        state, ceiling = State.UNDETERMINED, capacity
        unread = "floor_area" not in reader.columns or reader.units["floor_area"].factor is None
        if capacity is not None or not unread:  # that no area at all could be read was told once
            code = "no_area" if capacity is None else "estimated"
            reader.issue(code, feature, name=name, capacity=capacity)
    elif capacity is not None and stated > capacity * (1 + CAPACITY_TOLERANCE):
        counted = capacity * (1 + CAPACITY_TOLERANCE)
        code = "above_capacity" if factor == 1.0 else "low_storeys"
        params: dict[str, Any] = {
            "outline": outline,
            "storeys": storeys,
            "capacity": capacity,
            "height": height,
        }
        reader.issue(code, feature, name=name, stated=stated, **params)
    vacant, used = (_area(reader, feature, name=name, cells=cells, key=key) for key in ("vacant", "used"))
    if stated is not None and (vacant or 0.0) + (used or 0.0) > stated * (1 + 1e-9):
        reader.issue("use_above_area", feature, name=name, stated=stated, vacant=vacant, used=used)
        vacant = used = None
    return LedgerEntry(
        row=feature.row,
        name=name,
        state=state,
        stated_m2=stated,
        counted_m2=counted,
        ceiling_m2=ceiling,
        storeys=storeys,
        outline_m2=outline,
        certificate=certificate,
        standard=words_of(cells.get("standard")),
        part=words_of(cells.get("part")),
        address=words_of(cells.get("address")),
        vacant_m2=vacant,
        used_m2=used,
        geometry=geometry,
        capacity_factor=factor,
    )


def _area(
    reader: _Reader, feature: RawFeature, *, name: str, cells: Mapping[str, Any], key: str
) -> float | None:
    """Area in a cell; what is not a number, or negative, is an issue and counts as not stated."""
    text = words_of(cells.get(key))
    value = number_of(cells.get(key))
    unit = reader.units.get(key, SQUARE_METRE)
    if unit.factor is None:
        return None
    if text is not None and (value is None or value < 0):
        reader.issue("bad_number", feature, name=name, column=reader.columns[key], found=text)
        return None
    if key == "floor_area" and value == 0:
        return None
    return area_of(cells.get(key), value, unit)


def _state(reader: _Reader, feature: RawFeature, name: str, cells: Mapping[str, Any]) -> State:
    stated = folded(words_of(cells.get("state")))
    if stated in _DOUBTFUL_ALONE or any(folded(word) in stated for word in _DOUBTFUL):
        reader.issue("doubtful_state", feature, Severity.NOTE, name=name, found=words_of(cells.get("state")))
        return State.UNDETERMINED
    if words_of(cells.get("certificate")):
        return State.EVIDENCED
    if any(word in stated for word in ("有证", "已办证", "evidenced")):
        reader.issue("certificate_missing", feature, name=name, found=words_of(cells.get("state")))
    return State.DECLARED


def _outline(
    reader: _Reader, feature: RawFeature, *, name: str, geometry: BaseGeometry, stated: float | None
) -> float:
    """Area of the drawn outline, m²; a stated one that differs by more than the tolerance is told."""
    drawn = float(ellipsoidal_area_m2([geometry])[0])
    if stated is not None and abs(stated - drawn) > CAPACITY_TOLERANCE * drawn:
        reader.issue("outline_differs", feature, name=name, stated=stated, drawn=drawn)
    return drawn


def _mark_duplicates(reader: _Reader, features: Sequence[RawFeature]) -> list[LedgerEntry]:
    """The later of two rows that seem one building is undetermined: it may, but need not, count."""
    rows = {feature.row: feature for feature in features}
    by_name: dict[str, LedgerEntry] = {}
    by_certificate: dict[str, list[LedgerEntry]] = {}
    covered = _mostly_covered(reader.entries)
    kept: list[LedgerEntry] = []
    for position, entry in enumerate(reader.entries):
        name, certificate = folded(entry.name), folded(entry.certificate)
        same_paper = by_certificate.get(certificate, []) if certificate else []
        alike = (f for f in same_paper if f.stated_m2 == entry.stated_m2 or folded(f.name) == name)
        code, first = "certificate", next(alike, None)
        if first is None and not name.startswith("#"):
            code, first = "name", by_name.get(name)
        if first is None and position in covered:
            code, first = "outline", reader.entries[covered[position]]
        by_name.setdefault(name, entry)
        by_certificate.setdefault(certificate, []).append(entry)
        if first is None:
            kept.append(entry)
            continue
        params: dict[str, Any] = {"name": entry.name, "first": first.name, "first_row": first.row}
        reader.issue(f"duplicate_{code}", rows[entry.row], **params)
        kept.append(replace(entry, state=State.UNDETERMINED))
    return kept


def _mostly_covered(entries: Sequence[LedgerEntry]) -> dict[int, int]:
    """Outlines more than half of which (of the smaller) lie over an earlier one: position to position."""
    drawn = [i for i, entry in enumerate(entries) if entry.geometry is not None and entry.geometry.area > 0]
    shapes = np.array([entries[i].geometry for i in drawn], dtype=object)
    found: dict[int, int] = {}
    for later, earlier in sorted(shapely.STRtree(shapes).query(shapes, predicate="intersects").T.tolist()):
        if earlier < later and drawn[later] not in found:
            a, b = shapes[earlier], shapes[later]
            if shapely.area(shapely.intersection(a, b)) > 0.5 * min(shapely.area(a), shapely.area(b)):
                found[drawn[later]] = drawn[earlier]
    return found
