"""The list of resident institutions as its applicant wrote it: names, categories, repetitions."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import shapely

from geo.measure.categories import CATEGORIES, UNDETERMINED, category_of, folded
from geo.measure.columns import words_of
from geo.measure.table import filled_table, geometry_of
from geo.model.issue import Issue, Severity, Where
from geo.model.reading import FeatureReading, RawFeature

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shapely.geometry.base import BaseGeometry

FIELDS: dict[str, tuple[str, ...]] = {
    "name": ("名称", "机构名称", "机构全称", "单位名称", "企业名称", "公司名称", "institution"),
    "category": ("类别", "机构类别", "类型", "机构类型", "业务类别", "服务类别", "type", "kind"),
    "code": ("统一社会信用代码", "信用代码", "社会信用代码", "credit code"),
    "building": ("所在楼栋", "楼栋", "所在建筑", "所在楼宇", "楼宇", "建筑名称", "block"),
    "part": ("所在部分", "所属部分", "部分", "片区", "part id"),
    "address": ("地址", "办公地址", "注册地址", "坐落", "位置", "location"),
    "lon": ("经度", "东经", "longitude", "lng", "x"),
    "lat": ("纬度", "北纬", "latitude", "y"),
    "state": ("状态", "入驻状态", "入驻情况", "status"),
}

_LEGAL_FORM = re.compile(
    r"\((?:普通合伙|特殊普通合伙|有限合伙)\)|(?:股份|集团)?有限(?:责任)?公司|co\.?,?ltd\.?$|[()·.,,\-]"
)
_BRANCH = re.compile(r"(?:分公司|分所|分支机构|办事处|办公室|工作站|分中心|服务站)$")
_NOT_RESIDENT = ("拟入驻", "未入驻", "已退出", "退出", "已迁出", "迁出", "注销", "planned", "left")
_SIGNED_ONLY = ("签约", "已签约", "签约中", "意向")
_COUNT = re.compile(r"(?:合计|总计|小计|共计|total)?[:(共]*(\d{1,6})[家个所户]?\)?")
OWN = ("category", "code", "building", "lon", "lat", "state")
_MARKS = re.compile(r"[0-9a-z一二三四五六七八九十甲乙丙丁戊己庚辛壬癸东南西北]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Institution:
    """One row. ``twin`` is the row of the same institution met first; ``branch_of`` of its head office.

    ``category`` is a key of `CATEGORIES`, or ``undetermined``; ``geometry`` EPSG:4490 or None.
    """

    row: int
    name: str
    category: str
    resident: bool = True
    code: str | None = None
    building: str | None = None
    part: str | None = None
    address: str | None = None
    geometry: BaseGeometry | None = None
    twin: int | None = None
    branch_of: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """All institutions of an application, and what is wrong with the table."""

    entries: tuple[Institution, ...] = ()
    issues: tuple[Issue, ...] = ()
    file: str | None = None


@dataclass(slots=True)
class _Reader:
    file: str | None
    columns: Mapping[str, str]
    entries: list[Institution] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    bare: dict[int, str] = field(default_factory=dict)

    def issue(self, code: str, row: int, severity: Severity = Severity.WARNING, **params: Any) -> None:
        self.issues.append(
            Issue(
                code=f"institution.{code}",
                severity=severity,
                where=Where(file=self.file, row=row),
                params=params,
            )
        )


def institutions_from_features(source: FeatureReading | Sequence[RawFeature]) -> Roster:
    """Read a list of resident institutions.

    Parameters
    ----------
    source
        What `geo.intake.read_features` gave, or its rows. Geometry, and the 经度 and 纬度 columns, must
        be CGCS2000 degrees (EPSG:4490) already.

    Examples
    --------
    >>> names = ["示范专利代理事务所（普通合伙）", "示范市知识产权保护中心", "示范专利代理事务所"]
    >>> roster = institutions_from_features(
    ...     [RawFeature(row=row, attributes={"机构名称": name}) for row, name in enumerate(names, start=2)])
    >>> [(entry.category, entry.twin) for entry in roster.entries]
    [('patent_agency', None), ('protection_centre', None), ('patent_agency', 2)]
    """
    table = filled_table(source, FIELDS)
    reader = _Reader(table.file, table.columns)
    if table.features and "name" not in table.columns:
        row, found = table.heading_row, list(table.headings)
        reader.issue("no_name_column", row, Severity.ERROR, found=found, row_found=row)
        return Roster(issues=tuple(reader.issues), file=table.file)
    totals: list[tuple[RawFeature, int]] = []
    for entry in table.rows(OWN):
        if entry.total:
            totals.append((entry.feature, len(reader.entries)))
        else:
            _add(reader, entry.feature, entry.cells)
    _check_totals(reader, totals)
    return Roster(entries=tuple(reader.entries), issues=tuple(reader.issues), file=table.file)


def _check_totals(reader: _Reader, totals: Sequence[tuple[RawFeature, int]]) -> None:
    """Tell once which rows sum others, and each that states another number than that of its rows."""
    if not totals:
        return
    rows = [feature.row for feature, _ in totals]
    reader.issue("totals_left_out", rows[0], Severity.NOTE, count=len(rows), rows=rows)
    since = 0
    for feature, before in totals:
        stated = [int(found[1]) for cell in feature.attributes.values() if (found := _count_in(cell))]
        possible = {before, before - since, len(reader.entries)}
        if len(stated) == 1 and stated[0] not in possible:
            listed = before - since if 0 < since < before else before or len(reader.entries)
            reader.issue("total_differs", feature.row, row_found=feature.row, stated=stated[0], found=listed)
        since = before


def _count_in(cell: Any) -> re.Match[str] | None:
    return _COUNT.fullmatch(folded(words_of(cell)))


def _add(reader: _Reader, feature: RawFeature, cells: Mapping[str, Any]) -> None:
    name = words_of(cells.get("name"))
    if name is None:
        reader.issue("no_name", feature.row)
        return
    stated = words_of(cells.get("category"))
    category, against = category_of(stated, name)
    if category is None:
        reader.issue("unknown_category", feature.row, name=name, found=stated)
    elif against:
        reader.issue("platform_by_name", feature.row, name=name, found=stated)
    state = folded(words_of(cells.get("state")))
    resident = state not in _SIGNED_ONLY and not any(word in state for word in _NOT_RESIDENT)
    if not resident:
        reader.issue(
            "not_resident", feature.row, Severity.NOTE, name=name, found=words_of(cells.get("state"))
        )
    geometry = geometry_of(feature, cells)
    if geometry is None and any(words_of(cells.get(key)) for key in ("lon", "lat")):
        reader.issue("bad_lonlat", feature.row, name=name, lon=cells.get("lon"), lat=cells.get("lat"))
    code = words_of(cells.get("code"))
    twin, branch_of = _repeats(reader, feature.row, name, code)
    reader.entries.append(
        Institution(
            row=feature.row,
            name=name,
            category=category or UNDETERMINED,
            resident=resident,
            code=code,
            building=words_of(cells.get("building")),
            part=words_of(cells.get("part")),
            address=words_of(cells.get("address")),
            geometry=None if geometry is None else shapely.point_on_surface(geometry),
            twin=twin,
            branch_of=branch_of,
        )
    )


def bare_name(name: str) -> str:
    """Return a name as it is compared: no legal form, brackets, blanks or width of characters.

    Examples
    --------
    >>> bare_name("示范（南京）知识产权代理有限公司"), bare_name("示范专利代理事务所(普通合伙)")
    ('示范南京知识产权代理', '示范专利代理事务所')
    """
    return _LEGAL_FORM.sub("", folded(name))


def _repeats(reader: _Reader, row: int, name: str, code: str | None) -> tuple[int | None, int | None]:
    """Rows of the same institution and of its head office (or branch) met before."""
    bare = reader.bare[row] = bare_name(name)
    branch: int | None = None
    for first in reader.entries:
        other = reader.bare[first.row]
        head = first.row if first.twin is None else first.twin
        params: dict[str, Any] = {"name": name, "first": first.name, "first_row": first.row}
        if bare == other:
            reader.issue("duplicate", row, **params)
            return head, None
        if code is not None and folded(code) == folded(first.code):
            reader.issue("duplicate_code", row, **params)
            return head, None
        if branch is None and (_is_branch(bare, other) or _is_branch(other, bare)):
            reader.issue("branch", row, **params)
            branch = head
        elif _one_character_apart(bare, other):
            reader.issue("similar", row, Severity.NOTE, **params)
    return None, branch


def _is_branch(name: str, head: str) -> bool:
    """Whether a name is that of a head office followed by a place and a word for branch.

    Both are compared without legal forms, so 示范公司南京分公司 begins with 示范.
    """
    return len(head) >= 4 and name.startswith(head) and bool(_BRANCH.search(name))


def _one_character_apart(a: str, b: str) -> bool:
    """Whether two names of one length differ in one character that is no number, letter or compass word."""
    if len(a) != len(b) or len(a) < 6 or (a[:2] != b[:2] and a[2:] != b[2:]):
        return False  # the greater part of all pairs, without looking at every character
    apart = [(x, y) for x, y in zip(a, b, strict=True) if x != y]
    return len(apart) == 1 and not all(_MARKS.match(character) for character in apart[0])


def is_market(category: str) -> bool:
    """Whether a category counts as market-oriented; an undetermined one may.

    Examples
    --------
    >>> is_market("legal"), is_market("service_window"), is_market("undetermined")
    (True, False, True)
    """
    return category not in CATEGORIES or not CATEGORIES[category].public
