"""Dates in workbooks: numbers of days that the format of a cell makes a day, a time or a length of time."""

from __future__ import annotations

import datetime as dt
import re

_QUOTED = re.compile(r'"[^"]*"|\\.|_.')
_BRACKETED = re.compile(r"\[(?!hh?\]|mm?\]|ss?\])[^\]]*\]", re.IGNORECASE)
_DATE = re.compile(r"[dmhys]", re.IGNORECASE)
_LENGTH = re.compile(r"\[(?:hh?|mm?|ss?)\]", re.IGNORECASE)
_BUILT_IN_DATES = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
"""Of every office program, and those a Chinese one knows without writing them out (27 to 36, 50 to 58)."""
_BUILT_IN_LENGTH = 46
_WINDOWS, _MAC = dt.datetime(1899, 12, 30), dt.datetime(1904, 1, 1)  # noqa: DTZ001 - a cell has no zone
_LEAP_DAY = 60
"""Excel counts a 29 February 1900 that never was; days before it are one off."""


def makes_date(number: int, code: str | None) -> bool:
    """Whether a format makes a date, a time or a length of time of a number.

    Parameters
    ----------
    number
        Its number in the workbook, decisive where no code is written out.
    code
        Its code, if it is written out.

    Examples
    --------
    >>> makes_date(31, None), makes_date(164, 'yyyy"年"m"月"'), makes_date(165, '0.000"m"')
    (True, True, False)
    """
    if code is None:
        return number in _BUILT_IN_DATES
    return _DATE.search(_bare(code)) is not None


def makes_length(number: int, code: str | None) -> bool:
    """Whether it is a length of time, which may have more than 24 hours.

    Examples
    --------
    >>> makes_length(46, None), makes_length(164, "[h]:mm"), makes_length(165, "h:mm")
    (True, True, False)
    """
    return number == _BUILT_IN_LENGTH if code is None else _LENGTH.search(_bare(code)) is not None


def as_day(days: float, *, since_1904: bool = False, length: bool = False) -> str:
    """The day, time or length of time a number stands for, as text.

    Raises
    ------
    OverflowError, ValueError
        There is no such day.

    Examples
    --------
    >>> as_day(45823.0), as_day(0.5), as_day(1.25, length=True)
    ('2025-06-15 00:00:00', '12:00:00', '1 day, 6:00:00')
    """
    moment = dt.timedelta(milliseconds=round(days * 86_400_000))
    if length:
        return str(moment)
    if 0 <= days < 1 and moment.days == 0:
        return str((_WINDOWS + moment).time())
    if 0 < days < _LEAP_DAY and not since_1904:
        moment += dt.timedelta(days=1)
    return str((_MAC if since_1904 else _WINDOWS) + moment)


def _bare(code: str) -> str:
    """The first part of a format code, without words, colours and conditions."""
    return _BRACKETED.sub("", _QUOTED.sub("", code.partition(";")[0]))
