"""Lines of a land-parcel TXT to parcels and points; every line that does not fit is an issue."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from geo.intake.corner_rings import Vertex
from geo.intake.tell import error, note, warning
from geo.intake.text import decimals, lines, normalise, number
from geo.model.issue import Where

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.model.issue import Issue

FIELDS = ("界址点数", "地块面积", "地块编号", "地块名称", "图形类型", "图幅号", "地块用途", "地类编码")
_SECTION = re.compile(r"\[(.{1,40})\]")
_RING = re.compile(r"(?:第|圈|R|r)?(\d{1,4})圈?")
_PAIR = re.compile(r"([^=:,]{1,40})[=:](.*)")
FURTHEST = 1e9
"""No coordinate of any system is larger, in metres or degrees."""


@dataclass(slots=True, kw_only=True)
class Parcel:
    """One ``…,@`` line and the points below it; ``bad_rows`` counts the points that were not read."""

    row: int
    stated: dict[str, str]
    vertices: list[Vertex] = field(default_factory=list)
    bad_rows: int = 0


@dataclass(slots=True, kw_only=True)
class Lexed:
    """The file in pieces: key–value pairs with their rows, parcels, and what did not fit."""

    pairs: list[tuple[int, str, str]] = field(default_factory=list)
    parcels: list[Parcel] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    decimals: int = 0
    extra_columns: int | None = None


def lex(text: str) -> Lexed:
    r"""Sort the lines of the file into pairs, parcels and points. X is north: it becomes ``y``.

    Examples
    --------
    >>> found = lex("[地块坐标]\n4,1,1,甲,面,,,,@\nJ1,1,3540000.25,40380000.5\nJ2,1,none,40380001")
    >>> found.parcels[0].stated["地块名称"], found.parcels[0].vertices[0].x, found.issues[0].code
    ('甲', 40380000.5, 'parcel.row_number')
    """
    found = Lexed()
    coordinates = False
    for row, raw in enumerate(lines(text), 1):
        plain = normalise(raw)
        if not plain:
            continue
        if section := _SECTION.fullmatch(plain):
            coordinates = "坐标" in section.group(1) and "属性" not in section.group(1)
        elif plain.rstrip(",; \t").endswith("@"):
            found.parcels.append(Parcel(row=row, stated=_stated(raw, row, found)))
            coordinates = True
        elif coordinates or found.parcels:
            _point(row, raw, plain, found)
        elif pair := _PAIR.fullmatch(plain):
            found.pairs.append((row, pair.group(1), pair.group(2)))
        else:
            found.issues.append(note("parcel.line_ignored", Where(row=row), text=plain[:40]))
    if found.extra_columns is not None:
        found.issues.append(note("parcel.extra_columns", Where(row=found.extra_columns)))
    return found


def _stated(raw: str, row: int, found: Lexed) -> dict[str, str]:
    """The fields before ``@``. A name may hold a full-width comma when the others are plain."""
    head = raw.strip().rstrip(",，;； \t").rstrip("@＠")
    if re.search("[,，]", head):
        fields = head.split(",") if head.count(",") >= 7 else re.split("[,，]", head)
    else:
        fields = re.split("[;；\t]", head)
    fields = [value.strip() for value in fields]
    if len(fields) > 1 and not fields[-1]:
        fields.pop()
    if len(fields) < 4:
        found.issues.append(warning("parcel.header_short", Where(row=row), found=len(fields)))
    stated = dict(zip(FIELDS, fields, strict=False))
    for extra, value in enumerate(fields[len(FIELDS) :], 1):
        if value:
            stated[f"附加{extra}"] = value
    return stated


def _point(row: int, raw: str, plain: str, found: Lexed) -> None:
    """One row of a parcel, or what is wrong with it."""
    fields = [value.strip() for value in plain.split(",")]
    while fields and not fields[-1]:
        fields.pop()
    if len(fields) < 2:
        fields = re.split(r"[\s;]+", plain)
    columns = _columns(fields)
    if _lost_its_at(fields, columns):
        found.issues.append(warning("parcel.header_no_at", Where(row=row), found=len(fields)))
        found.parcels.append(Parcel(row=row, stated=_stated(raw, row, found)))
        return
    if not found.parcels:
        found.issues.append(warning("parcel.header_missing", Where(row=row)))
        found.parcels.append(Parcel(row=row, stated={}))
    parcel = found.parcels[-1]
    where = Where(row=row, part=parcel.stated.get("地块名称") or str(len(found.parcels)))
    label = fields[0] if fields else ""
    if columns is None:
        parcel.bad_rows += 1
        found.issues.append(error("parcel.row_columns", where, found=len(fields), text=plain[:60]))
        return
    at_label, at_ring, at_x = columns
    values = [number(fields[at_x]), number(fields[at_x + 1])]
    for name, value, written in zip("XY", values, fields[at_x : at_x + 2], strict=True):
        if value is None or abs(value) > FURTHEST:
            found.issues.append(
                error("parcel.row_number", where, label=label, column=name, text=written[:40])
            )
    north, east = values
    if north is None or east is None or max(abs(north), abs(east)) > FURTHEST:
        parcel.bad_rows += 1
        return
    if len(fields) > at_x + 2 and found.extra_columns is None:
        found.extra_columns = row
    found.decimals = max(found.decimals, decimals(fields[at_x]), decimals(fields[at_x + 1]))
    parcel.vertices.append(
        Vertex(
            row=row,
            label=fields[at_label] if at_label is not None else "",
            ring=fields[at_ring] if at_ring is not None and fields[at_ring] else None,
            x=east,
            y=north,
        )
    )


def _lost_its_at(fields: Sequence[str], columns: object) -> bool:
    """Whether this is a parcel line without ``@``: it says 面, or has many fields and no coordinates."""
    if len(fields) < 5 or number(fields[0]) is None:
        return False
    return "面" in fields or (columns is None and len(fields) >= 6)


def _columns(fields: Sequence[str]) -> tuple[int | None, int | None, int] | None:
    """Where label, ring number and X stand in a row; None when the row has another form.

    ``J1,1,X,Y`` and ``J1,X,Y`` are told apart by the second field: a ring number is a small whole
    number. ``J1,1,X`` is the first form cut short, never the second.
    """
    count = len(fields)
    ring = count >= 2 and (not fields[1] or _RING.fullmatch(fields[1]) is not None)
    if count >= 4 and ring:
        return 0, 1, 2
    if count == 3 and ring and not _looks_geographic(fields[1:]):
        return None
    if count >= 3:
        return 0, None, 1
    if count == 2 and all("." in value for value in fields):
        return None, None, 0
    return None


def _looks_geographic(fields: Sequence[str]) -> bool:
    values = [number(value) for value in fields]
    return all(value is not None and 15 < value < 140 for value in values)
