"""Angles as surveyors write them: decimal degrees, degrees-minutes-seconds, and packed ddd.mmss."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geo.intake.text import decimals, normalise, number

if TYPE_CHECKING:
    from collections.abc import Iterable

_SIDES = re.compile(r"东经|西经|北纬|南纬|[EWNSewns]")
_DMS = re.compile(
    r"(\d{1,3})[°度:dD\s-]+(\d{1,2}(?:\.\d+)?)(?:['′’‘分:mM\s-]+(\d{1,2}(?:\.\d+)?))?[\"″”“'′’分秒mMsS\s]*",
    re.ASCII,
)
_UNIT = re.compile(r"(?<=[\d.])\s*(?:米|公尺|m|M|°|度)$")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?", re.ASCII)


def coordinate(text: str) -> float | None:
    """A coordinate cell as a number: metres, degrees, or degrees-minutes-seconds; None for anything else.

    Examples
    --------
    >>> coordinate("118°30′12.5″"), coordinate("E118度30分"), coordinate("118:30:12.5")
    (118.50347222222223, 118.5, 118.50347222222223)
    >>> coordinate("3,540,000.125 米"), coordinate("118°75′00″"), coordinate("J1")
    (3540000.125, None, None)
    """
    value = number(text)
    if value is not None:
        return value
    plain = normalise(text)
    bare = _UNIT.sub("", plain)
    if _THOUSANDS.fullmatch(bare):
        plain = bare.replace(",", "")
    value = number(plain)
    if value is not None:
        return value
    sides = _SIDES.findall(plain)
    plain = _SIDES.sub("", plain).strip() if len(sides) == 1 else plain
    value = number(_UNIT.sub("", plain))
    if value is None:
        match = _DMS.fullmatch(plain)
        value = None if match is None else _degrees(*match.groups())
    negative = bool(sides) and sides[0] in "西经南纬WSws"
    return value if value is None or not negative else -value


def _degrees(whole: str, minutes: str, seconds: str | None) -> float | None:
    m, s = float(minutes), float(seconds or 0)
    if m >= 60 or s >= 60 or (seconds is not None and not m.is_integer()):
        return None
    return int(whole) + m / 60 + s / 3600


def unpack(text: str) -> float | None:
    """Degrees of a packed ``ddd.mmss`` number; None when its minutes or seconds reach 60.

    Worked on the written digits: 118.3 as a binary number lies a little below 118 degrees 30 minutes.

    Examples
    --------
    >>> unpack("118.301250"), unpack("118.3"), unpack("118.7512")
    (118.50347222222223, 118.5, None)
    """
    plain = normalise(text)
    if number(plain) is None or "e" in plain.lower():
        return None
    sign = -1 if plain.startswith("-") else 1
    whole, _, rest = plain.lstrip("+-").partition(".")
    digits = rest.ljust(4, "0")
    minutes, seconds = int(digits[:2]), float(f"{digits[2:4]}.{digits[4:] or '0'}")
    if minutes >= 60 or seconds >= 60:
        return None
    return sign * (int(whole or 0) + minutes / 60 + seconds / 3600)


def could_be_packed(cells: Iterable[str]) -> bool:
    """Whether every number could as well be ddd.mmss: one with 60 minutes or seconds settles it.

    Examples
    --------
    >>> could_be_packed(["118.3012", "118.3059"]), could_be_packed(["118.3012", "118.3060"])
    (True, False)
    """
    plain = [cell for cell in cells if number(cell) is not None]
    return bool(plain) and all(decimals(c) >= 4 and unpack(c) is not None for c in plain)
