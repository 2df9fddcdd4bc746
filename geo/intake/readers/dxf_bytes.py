"""What GDAL drops from a drawing, or alters, without a word: looked up in the bytes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geo.intake.tell import error, warning
from geo.intake.text import number
from geo.model.issue import Where

if TYPE_CHECKING:
    from geo.model.issue import Issue

_BULGED = (b"LWPOLYLINE", b"VERTEX", b"HATCH")
_UNSUPPORTED = re.compile(
    rb"^[ \t]*0[ \t]*\r?\n[ \t]*(MPOLYGON|REGION|3DSOLID|ACAD_PROXY_ENTITY)[ \t]*\r?$", re.MULTILINE
)
_DRAWN = (*_BULGED, b"LINE", b"POLYLINE", b"ARC", b"CIRCLE", b"ELLIPSE", b"SPLINE", b"SOLID", b"INSERT")
# A plain number, or one with a small exponent: what is left over is looked at more closely.
_ODD_NUMBER = re.compile(
    rb"^[ \t]*(1[01]|2[01]|4[0-2])[ \t]*\r?\n"
    rb"(?![ \t]*[+-]?(?:\d{1,15}(?:\.\d*)?|\.\d+)(?:[eE](?:[+-]?0?\d|-0?\d\d))?[ \t]*\r?$)([^\n]*)$",
    re.MULTILINE,
)
_KIND = re.compile(rb"^[ \t]*0[ \t]*\r?\n[ \t]*([A-Z0-9_]+)[ \t]*\r?$", re.MULTILINE)
_LARGEST = 1e15
_SMALLEST = 1e-99
"""A bulge under it is divided by, and the arc becomes no number."""
_MOST_TOLD = 20
_LOOK_BACK = 1 << 20


def left_out(data: bytes) -> list[Issue]:
    """Entities GDAL drops without a word, though they may be the land itself."""
    kinds = sorted({match.decode() for match in _UNSUPPORTED.findall(data)})
    return [warning("dxf.left_out", kinds=kinds)] if kinds else []


def bad_numbers(data: bytes) -> list[Issue]:
    r"""Coordinates, radii and bulges that are no usable number: GDAL leaves such a corner out of its line.

    Examples
    --------
    >>> [dict(i.params) for i in bad_numbers(b"0\nLINE\n10\n4038x\n20\n3540000.5\n")]
    [{'row': 4, 'text': '4038x'}]
    """
    found: list[Issue] = []
    for match in _ODD_NUMBER.finditer(data):
        text = match[2].decode("utf-8", errors="replace").strip()
        value = number(text)
        vanishing = match[1] == b"42" and value and abs(value) < _SMALLEST
        if value is not None and abs(value) <= _LARGEST and not vanishing:
            continue
        before = _KIND.findall(data[max(0, match.start() - _LOOK_BACK) : match.start()])
        if before and before[-1] in _DRAWN:
            row = data.count(b"\n", 0, match.start(2)) + 1
            found.append(error("dxf.bad_number", Where(row=row), text=text[:40]))
        if len(found) == _MOST_TOLD:
            break
    return found


def bulged(data: bytes) -> bool:
    """Whether a polyline has an arc segment: group 42, which means other things in other entities."""
    lines = data.replace(b"\r", b"").split(b"\n")
    kind = b""
    for code, value in zip(lines[0::2], lines[1::2], strict=False):
        group = code.strip()
        if group == b"0":
            kind = value.strip()
        elif group == b"42" and kind in _BULGED and value.strip(b" +-0.eE"):
            return True
    return False
