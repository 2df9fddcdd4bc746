"""What a reader or an inspector saw or changed. Texts come from the catalogue, never stored here."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


class Severity(StrEnum):
    """How much an issue weighs."""

    ERROR = "error"
    """The file cannot be used, or the land is in doubt until somebody answers."""
    WARNING = "warning"
    """It was read, but a person should look."""
    NOTE = "note"
    """Told for completeness; nothing to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """A place in the file and on the ground; whatever is not known is None.

    ``x``, ``y`` are the file's own coordinates (x east or longitude), ``lon``, ``lat`` CGCS2000 degrees.
    ``point`` is the vertex number as a person counts it in the ring, from 1.
    """

    file: str | None = None
    layer: str | None = None
    part: str | None = None
    ring: int | None = None
    point: int | None = None
    row: int | None = None
    x: float | None = None
    y: float | None = None
    lon: float | None = None
    lat: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One problem, or one thing that was changed.

    Parameters
    ----------
    code
        Key in the catalogues: ``issue.<code>.message`` (what was found) and ``issue.<code>.action``
        (what to do).
    severity
        Error, warning or note.
    where
        Place in the file and on the map.
    params
        Values the texts name. JSON-serialisable scalars, lists and dicts only.
    before, after
        For a repair: what was, what it became (areas in m², counts, words). JSON-serialisable.
    """

    code: str
    severity: Severity
    where: Where = field(default_factory=Where)
    params: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None
