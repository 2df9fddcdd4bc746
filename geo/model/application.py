"""What an applicant hands in: files, and what was said about them."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from geo.model.zone import Role, Zone

LAYERS = ("parks", "lines", "buildings", "institutions", "zones")
"""The supporting layers an application may bring, by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """How a person said a supporting file is to be read, where the file does not settle it.

    ``layer`` of a file with several; ``crs``, ``shift`` and ``approximate`` as in `Options`.
    """

    layer: str | None = None
    crs: str | None = None
    shift: str | None = None
    approximate: bool = False

    @property
    def said(self) -> dict[str, Any]:
        """What was really chosen, by name: nothing of it is recorded where there is nothing."""
        return {name: value for name in Choice.__slots__ if (value := getattr(self, name))}


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file somebody sent: its own name, its bytes or where they lie, and how to read it.

    The choices for the boundary itself stand in `Options`.
    """

    name: str
    data: Path | bytes
    choice: Choice = field(default_factory=Choice)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How the file is to be read and judged; recorded in the assessment.

    Parameters
    ----------
    layer
        Name of the layer when a file holds several.
    crs, shift
        Coordinate system chosen by a person (EPSG code, WKT or PROJ string), and ``gcj02`` or ``bd09``
        when the coordinates were taken from an online map.
    approximate
        Accept the metre-level shift of Xian80 and Beijing54 without local parameters.
    roles
        Role by part id, where the file does not say it.
    repair
        Apply the recommended repair of each faulty part that ``repairs`` does not name.
    repairs
        Repair a person chose, by part id (or name): a method of `geo.topology.repairs`, as
        `geo.assess.repair_choices` lists them.
    vertex_accuracy_m
        Standard deviation of a vertex, m; None takes the file's own or the default of its source.
    accuracy_defaults
        Defaults by source that the publisher of the service uses instead of the programme's own, m.
    pack
        Id of the rule pack, or the path of one.
    on
        The day the zone is judged for, ISO; decides which version of a pack and which of its rules are
        in force, and how long something has lasted. None leaves dates open.
    since
        Day something began, ISO, by name (``operation_since``).
    zone_type
        Type of the zone, where a pack asks for it.
    checklist
        Answers to the clauses without a number, by item.
    """

    layer: str | None = None
    crs: str | None = None
    shift: str | None = None
    approximate: bool = False
    roles: Mapping[str, Role] = field(default_factory=lambda: MappingProxyType({}))
    repair: bool = False
    repairs: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    vertex_accuracy_m: float | None = None
    accuracy_defaults: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    pack: str = "jiangsu-2024-draft"
    on: str | None = None
    since: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    zone_type: str | None = None
    checklist: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """One application: the zone, the boundary file, supporting layers by name, and the options.

    ``boundary`` is None while a draft has none. ``kept`` holds files that are not judged: under
    ``boundary`` or the name of a layer the file as it came, before it was changed on the page; under
    ``aside/1`` and so on what a draft has not found a use for.
    """

    zone: Zone
    boundary: Upload | None = None
    layers: Mapping[str, Upload] = field(default_factory=lambda: MappingProxyType({}))
    kept: Mapping[str, Upload] = field(default_factory=lambda: MappingProxyType({}))
    options: Options = field(default_factory=Options)
