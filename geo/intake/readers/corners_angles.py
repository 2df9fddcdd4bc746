"""Angles as surveyors write them: decimal degrees, degrees-minutes-seconds, and packed ddd.mmss."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.intake.text import decimals, normalise, number, written_decimals

if TYPE_CHECKING:
    from collections.abc import Iterable

_SIDES = re.compile(r"东经|西经|北纬|南纬|[EWNSewns]")
_DMS = re.compile(
    r"(\d{1,3})[°度:dD\s-]+(\d{1,2}(?:\.\d+)?)(?:['′’‘分:mM\s-]+(\d{1,2}(?:\.\d+)?))?[\"″”“'′’分秒mMsS\s]*",
    re.ASCII,
)
_UNIT = re.compile(r"(?<=[\d.])\s*(?:米|公尺|m|M|°|度)$")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?", re.ASCII)
_PACKED = 4
"""Digits of minutes and seconds after the point of a packed angle."""


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
    plain, negative = _stripped(text)
    value = number(plain)
    if value is None:
        match = _DMS.fullmatch(plain)
        value = None if match is None else _degrees(*match.groups())
    return value if value is None or not negative else -value


def _stripped(text: str) -> tuple[str, bool]:
    """A cell without its unit, thousands marks and hemisphere, and whether that was west or south."""
    plain = normalise(text)
    bare = _UNIT.sub("", plain)
    if _THOUSANDS.fullmatch(bare):
        return bare.replace(",", ""), False
    if number(plain) is not None:
        return plain, False
    sides = _SIDES.findall(plain)
    plain = _SIDES.sub("", plain).strip() if len(sides) == 1 else plain
    bare = _UNIT.sub("", plain)
    return (plain if number(bare) is None else bare), bool(sides) and sides[0] in "西经南纬WSws"


@dataclass(frozen=True, slots=True)
class LastDigit:
    """What a coordinate is written to: so many decimals of one of ``parts`` parts of its unit."""

    decimals: int
    parts: int = 1
    """1 for metres and degrees, 60 for minutes, 3600 for seconds."""

    @property
    def unit(self) -> float:
        """One of the last digit, in metres or degrees."""
        return 10.0**-self.decimals / self.parts


def last_digit(text: str, *, packed: bool = False) -> LastDigit | None:
    """Where the digits of a coordinate cell end; None for what is no coordinate.

    A packed ``ddd.mmss`` goes to whole seconds at least: a worksheet drops the zeros at its end.

    Examples
    --------
    >>> last_digit("118.50"), last_digit("118°30′12.5″"), last_digit("118.3", packed=True)
    (LastDigit(decimals=2, parts=1), LastDigit(decimals=1, parts=3600), LastDigit(decimals=0, parts=3600))
    """
    plain = text
    most = written_decimals(text)
    if most is None:
        plain = _stripped(text)[0]
        most = written_decimals(plain)
    if most is not None:
        return LastDigit(max(0, most - _PACKED), 3600) if packed else LastDigit(most)
    match = _DMS.fullmatch(plain)
    if match is None:
        return None
    _, minutes, seconds = match.groups()
    return LastDigit(decimals(minutes), 60) if seconds is None else LastDigit(decimals(seconds), 3600)


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
