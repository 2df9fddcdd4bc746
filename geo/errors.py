"""The one error tree. Text for people comes from the catalogue (`geo.i18n`), keyed by `code`."""

from __future__ import annotations

from typing import Any


class SizhiError(Exception):
    """Something a person can mend; never shown as a traceback.

    Parameters
    ----------
    code
        Key of the message in the catalogues, under ``error.``: ``"pack.unknown_measure"``.
    **params
        What the message needs to say what, where, what was found and what to do.
    """

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        details = ", ".join(f"{key}={value!r}" for key, value in self.params.items())
        return f"{self.code}({details})"


class UsageError(SizhiError):
    """An option that cannot be: an unknown city, a part that is not in the file."""


class CrsError(SizhiError):
    """A coordinate system that is missing, unknown, or may not be mixed with another."""


class PackError(SizhiError):
    """A rule pack that does not hold: unknown measure, missing unit or clause."""


class ReaderError(SizhiError):
    """The reader process ended without an answer: killed by a limit, or broken."""
