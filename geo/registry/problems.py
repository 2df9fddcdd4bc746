"""What can go wrong in the register: part of the one error tree, told in plain words."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

from geo.errors import SizhiError
from geo.i18n import text
from geo.i18n.catalogue import LANGUAGES

if TYPE_CHECKING:
    from pathlib import Path


class StoreError(SizhiError):
    """The disk or the database cannot keep or give what it should; nothing was half written."""


class ConflictError(SizhiError):
    """Somebody else was first: the version a change rests on is not the latest."""


class AccessError(SizhiError):
    """A person may not do something in the stage the application is in."""


class MissingError(SizhiError):
    """Not there, or not for this person to know of: the two look the same."""


def in_words(kind: str, value: str) -> dict[str, str]:
    """A stage, an action or a role in every language, for a message that names it.

    Examples
    --------
    >>> in_words("stage", "notice")
    {'zh': '公示', 'en': 'public notice'}
    """
    return {lang: text(f"registry.{kind}.{value}", lang) for lang in LANGUAGES}


_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_READ_ONLY = {errno.EROFS, errno.EACCES, errno.EPERM}


def system_problem(problem: OSError, place: Path) -> StoreError:
    """The words for an error of the file system.

    Examples
    --------
    >>> import pathlib
    >>> system_problem(OSError(errno.ENOSPC, "No space"), pathlib.Path("data")).code
    'registry.disk_full'
    """
    if problem.errno in _FULL:
        return StoreError("registry.disk_full", place=str(place))
    if problem.errno in _READ_ONLY:
        return StoreError("registry.read_only", place=str(place))
    return StoreError("registry.disk", place=str(place), problem=problem.strerror or "")


_CAUSES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("disk_full", ("disk is full", "no space left", "disk full", "could not extend file")),
    ("read_only", ("readonly", "read-only", "unable to open")),
    ("lost_server", ("closed the connection", "terminating connection", "connection is lost")),
    ("no_server", ("is starting up", "is shutting down", "in recovery mode", "not yet accepting")),
    ("no_postgis", ('extension "postgis"', 'type "geometry"')),
    ("busy", ("locked", "timeout", "deadlock", "too many clients", "connection slots")),
    ("append_only", ("append only",)),
    ("no_right", ("permission denied", "must be owner")),
    ("contradicts", ("constraint",)),
    ("damaged", ("malformed", "not a database")),
    ("no_server", ("connection refused", "connection failed", "could not translate host")),
)
"""Codes by words the databases say; the first that fits counts."""


def database_problem(problem: BaseException, place: str) -> StoreError:
    """The words for an error of the database.

    Examples
    --------
    >>> database_problem(RuntimeError("database or disk is full"), "data").code
    'registry.disk_full'
    >>> database_problem(RuntimeError("consuming input failed: server closed the connection"), "x").code
    'registry.lost_server'
    """
    words = str(problem).lower()
    if getattr(getattr(problem, "diag", None), "severity_nonlocalized", None) == "PANIC":
        # The server stopped while it wrote its log: nobody knows whether this was the last it kept.
        return StoreError("registry.lost_server", place=place)
    if "disk i/o error" in words:
        return StoreError("registry.disk", place=place, problem="I/O")
    for code, said in _CAUSES:
        if any(word in words for word in said):
            return StoreError(f"registry.{code}", place=place)
    return StoreError("registry.database", place=place, problem=words.splitlines()[0][:200])
