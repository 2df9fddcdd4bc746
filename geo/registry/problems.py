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


def database_problem(problem: BaseException, place: str) -> StoreError:  # noqa: PLR0911 - one line a cause
    """The words for an error of the database.

    Examples
    --------
    >>> database_problem(RuntimeError("database or disk is full"), "data").code
    'registry.disk_full'
    """
    words = str(problem).lower()
    if "disk is full" in words or "no space left" in words or "disk full" in words:
        return StoreError("registry.disk_full", place=place)
    if "readonly" in words or "read-only" in words or "unable to open" in words:
        return StoreError("registry.read_only", place=place)
    if "disk i/o error" in words:
        return StoreError("registry.disk", place=place, problem="I/O")
    if "locked" in words or "timeout" in words or "deadlock" in words:
        return StoreError("registry.busy", place=place)
    if "append only" in words:
        return StoreError("registry.append_only", place=place)
    if "constraint" in words:
        return StoreError("registry.contradicts", place=place)
    if "malformed" in words or "not a database" in words:
        return StoreError("registry.damaged", place=place)
    if "connection" in words and ("refused" in words or "failed" in words):
        return StoreError("registry.no_server", place=place)
    return StoreError("registry.database", place=place, problem=words.splitlines()[0][:200])
