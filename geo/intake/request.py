"""What a reader is asked and what it answers: the one interface every format keeps.

A reader is a plain function ``read_x(path, request) -> Content`` (or ``-> Table`` for supporting
layers), listed in `geo.intake.readers.registry`. It runs in the forked reader process, on a file whose
name the server made up; it never repairs a geometry, and tells what it saw as issues.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.model.issue import Issue
    from geo.model.reading import DeclaredCrs, Layer, RawFeature, RawPart


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a reader may know besides the bytes.

    ``name`` is the file's own name, for messages only, never to be opened; ``format`` the key under
    which the file was recognised; ``layer`` the layer (or DXF layer, or sheet) a person chose.
    """

    name: str
    format: str
    layer: str | None = None

    @property
    def stem(self) -> str:
        """The name without folders and extension: what a single unnamed layer is called."""
        return self.name.replace("\\", "/").rsplit("/", 1)[-1].rpartition(".")[0] or self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What one reader found: a `geo.model.reading.Reading` without its source.

    ``layer`` and ``encoding`` are those actually read; everything else as in ``Reading``. A file that
    cannot be used has no parts and at least one issue of severity error.
    """

    parts: tuple[RawPart, ...] = ()
    layers: tuple[Layer, ...] = ()
    declared: DeclaredCrs | None = None
    decimals: int | None = None
    resolution: float | None = None
    vertex_accuracy_m: float | None = None
    header: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    encoding: str | None = None
    layer: str | None = None
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """What one reader found in a supporting layer: a ``FeatureReading`` without its source."""

    columns: tuple[str, ...] = ()
    heading_row: int | None = None
    above: tuple[str, ...] = ()
    features: tuple[RawFeature, ...] = ()
    layers: tuple[Layer, ...] = ()
    declared: DeclaredCrs | None = None
    encoding: str | None = None
    layer: str | None = None
    issues: tuple[Issue, ...] = ()
