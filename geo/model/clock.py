"""The clock people read: the register keeps UTC, everybody it serves lives by the time of China."""

from __future__ import annotations

import datetime as dt

CHINA = dt.timezone(dt.timedelta(hours=8))
"""China has one time the whole year."""


def china(at: str) -> dt.datetime:
    """A moment as the register writes it, by the clock in China, wherever the machine stands.

    Examples
    --------
    >>> china("2026-01-01T16:30:00.000Z").strftime("%Y-%m-%d %H:%M")
    '2026-01-02 00:30'
    """
    return dt.datetime.fromisoformat(at).astimezone(CHINA)


def china_now() -> dt.datetime:
    """Now, by the clock in China."""
    return dt.datetime.now(CHINA)
