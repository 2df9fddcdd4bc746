"""The first section of a land-parcel TXT: facts to be checked, not a header to be trusted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.crs.clues import datum_named
from geo.crs.systems import find
from geo.intake.tell import note, warning
from geo.intake.text import normalise, number
from geo.model.issue import Where
from geo.model.reading import DeclaredCrs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.model.issue import Issue

_ALIASES = {
    "坐标系统": "坐标系",
    "坐标系名称": "坐标系",
    "分带": "几度分带",
    "度带": "几度分带",
    "分带方式": "几度分带",
    "投影带号": "带号",
    "中央子午线": "中央经线",
    "投影": "投影类型",
    "投影方式": "投影类型",
    "单位": "计量单位",
    "坐标精度": "精度",
}
_SPOKEN = {"三": "3", "六": "6"}
_ZONES = {3: range(25, 46), 6: range(13, 24)}

COARSEST_M = 1000.0
"""No 精度 is larger; the options take none either."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the header states. ``header`` by normalised Chinese key, values normalised too."""

    header: Mapping[str, str]
    declared: DeclaredCrs | None
    accuracy_m: float | None
    issues: tuple[Issue, ...]


def facts(pairs: Sequence[tuple[int, str, str]], *, prefixed: bool) -> Facts:
    """Read the key–value lines.

    Parameters
    ----------
    pairs
        ``(row, key, value)`` in file order; of a key given twice the first counts.
    prefixed
        Whether the eastings carry a zone number: it chooses between the two EPSG codes of a zone,
        never the zone itself, which is the header's claim alone.

    Examples
    --------
    >>> found = facts([(1, "坐标系", "2000国家大地坐标系"), (2, "带号", "40")], prefixed=True)
    >>> found.declared.crs, dict(found.header)
    ('EPSG:4528', {'坐标系': '2000国家大地坐标系', '带号': '40'})
    """
    header: dict[str, str] = {}
    rows: dict[str, int] = {}
    issues: list[Issue] = []
    for row, raw, value in pairs:
        plain = normalise(raw).replace(" ", "")
        key, stated = _ALIASES.get(plain, plain), normalise(value)
        if header.get(key, stated) != stated:
            where = Where(row=row)
            issues.append(warning("parcel.header_twice", where, key=key, first=header[key], second=stated))
        if key not in header:
            header[key], rows[key] = stated, row
    declared, problem = _declared(header, prefixed=prefixed)
    if problem is not None:
        width, zone = header.get("几度分带"), header.get("带号")
        issues.append(warning(problem, Where(row=rows.get("带号")), width=width, zone=zone))
    accuracy = _metres(header.get("精度", ""))
    if header.get("精度") and accuracy is None:
        issues.append(note("parcel.accuracy", Where(row=rows["精度"]), value=header["精度"]))
    if any(number(value) for value in header.get("转换参数", "").split(",")):
        where = Where(row=rows["转换参数"])
        issues.append(warning("parcel.shift_parameters", where, value=header["转换参数"]))
    return Facts(header=header, declared=declared, accuracy_m=accuracy, issues=tuple(issues))


def datum(text: str) -> str | None:
    """The datum a 坐标系 line names, None for a local or unknown one.

    Examples
    --------
    >>> datum("2000国家大地坐标系"), datum("80国家大地坐标系"), datum("苏州2000坐标系")
    ('cgcs2000', 'xian80', None)
    """
    return datum_named(normalise(text).replace(" ", ""))


def _declared(header: Mapping[str, str], *, prefixed: bool) -> tuple[DeclaredCrs | None, str | None]:
    """The coordinate system stated, and the code of what is wrong with the statement."""
    keys = ("坐标系", "几度分带", "带号", "中央经线", "投影类型")
    words = [f"{key}={header[key]}" for key in keys if header.get(key)]
    if not words:
        return None, None
    text = "，".join(words)
    name = datum(header.get("坐标系", ""))
    problem = None
    system = None
    if name is not None and _geographic(header):
        system = find(name, "geographic")
    elif name is not None:
        width, zone, problem = _zone(header)
        if width and zone and problem is None:
            system = find(name, f"gauss{width}", zone, prefixed=prefixed)
    crs = None if system is None else f"EPSG:{system.code}"
    return DeclaredCrs(text=text, crs=crs, origin="header"), problem


def _geographic(header: Mapping[str, str]) -> bool:
    unit, projection = header.get("计量单位", ""), header.get("投影类型", "")
    return unit.startswith("度") or "经纬" in projection or "地理" in projection


def _zone(header: Mapping[str, str]) -> tuple[int | None, int | None, str | None]:
    """Belt width and zone number, and the code of a contradiction between them."""
    width = _integer(header.get("几度分带", ""))
    zone = _integer(header.get("带号", ""))
    meridian = _integer(header.get("中央经线", ""))
    if zone is not None and zone > 60:  # some write the central meridian here
        zone, meridian = None, zone
    if zone is None and meridian is not None and width in {3, 6}:
        zone = meridian // 3 if width == 3 else (meridian + 3) // 6
    if zone is None:
        return width, None, None
    natural = next((w for w, zones in _ZONES.items() if zone in zones), None)
    if natural is None or (width is not None and width != natural):
        return width, zone, "parcel.zone_width"
    return natural, zone, None


def _integer(text: str) -> int | None:
    digits = "".join(c for c in _SPOKEN.get(text[:1], text[:1]) + text[1:] if c in "0123456789.")
    value = number(digits)
    return int(value) if value is not None and value == int(value) and value < 1e6 else None


def _metres(text: str) -> float | None:
    """精度 in metres as stated.

    A bare whole number is a count of decimals as often as a distance: not used. ``3.0`` and ``3米`` are
    distances.
    """
    plain = text.rstrip("米mM ").strip()
    value = number(plain)
    distance = "." in plain or plain != text.strip()
    return value if distance and value is not None and 0 < value <= COARSEST_M else None
