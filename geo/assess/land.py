"""From a boundary file to land whose place is known: read, located, inspected, repaired, with roles."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import shapely

from geo import crs, intake, topology
from geo.assess.repairs import by_name, chosen_repairs, told_by_area
from geo.crs.systems import SYSTEMS, pyproj_crs
from geo.errors import CrsError, UsageError
from geo.i18n import LANGUAGES, text
from geo.intake.role_names import role_of_name
from geo.measure.uncertainty import default_accuracy, rounding_sigma_m, with_rounding
from geo.model.case import Alternative, Refused
from geo.model.datum import CrsStatus
from geo.model.footprint import make_footprint
from geo.model.issue import Issue, Severity, Where
from geo.model.zone import Role

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

    from geo.assess.repairs import Chosen
    from geo.model.application import Application, Options
    from geo.model.datum import CrsDecision, Hypothesis
    from geo.model.reading import RawPart, Reading

OTHER_READINGS = 3
"""How many other readings of the coordinates are carried along to the map and the sensitivity table."""
FINEST_SURVEY_M = 0.02
"""No survey of boundary points claims to be finer; a smaller 精度 is the number of decimals written."""

_POWER = 1e-6
"""How near the logarithm of a unit lies to a whole number when it is a power of ten."""
WRITTEN = "written"
"""Origin of an accuracy that the decimals of the file decide: too few for the usual one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """What was read, and where it lies: ``received`` as it came, possibly invalid, CGCS2000 degrees."""

    reading: Reading
    decision: CrsDecision
    adopted: Hypothesis
    parts: tuple[RawPart, ...]
    received: tuple[BaseGeometry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Land(Located):
    """The land of one application.

    ``footprint`` is what is assessed; ``doubtful_parts`` had to be repaired without anybody having
    confirmed it; ``repairs`` are those a person asked for.
    """

    footprint: gpd.GeoDataFrame
    accuracy_m: float
    accuracy_origin: str
    doubtful_parts: tuple[str, ...]
    repairs: Chosen
    issues: tuple[Issue, ...]

    @property
    def original(self) -> gpd.GeoDataFrame:
        """The land as received: same columns as the footprint, nothing repaired."""
        return _frame(self.parts, self.received)

    @property
    def alternatives(self) -> tuple[Alternative, ...]:
        """Where other readings, the fitting ones if any, would put the land; empty when it is settled."""
        if self.decision.settled:
            return ()
        others = other_readings(self.decision, self.adopted)
        if not others and not self.adopted.fits:
            others = tuple(item for item in self.decision.hypotheses if item != self.adopted)
        return _placed(self.parts, others[:OTHER_READINGS])


def read_land(
    application: Application, reading: Reading | None = None, *, lines: gpd.GeoDataFrame | None = None
) -> Land | Refused:
    """Read the boundary file and find where it lies.

    Parameters
    ----------
    application
        The application; its options say which layer, system, roles and repairs a person chose.
    reading
        The file as read before, so that a page does not read it twice.
    lines
        Known lines near the land, EPSG:4490: evidence for an offset of the coordinates.

    Returns
    -------
    Land or Refused
        Refused with every reason at once: the reader's, the coordinate system's, the geometry's.

    Raises
    ------
    UsageError
        There is no boundary file, or a role was given to a part that is not in it.
    """
    options = application.options
    if reading is None:
        reading = read_boundary(application)
    if not reading.parts:
        return Refused(source=reading.source, issues=reading.issues)
    if excess := topology.beyond(reading.parts):
        return Refused(source=reading.source, issues=(*reading.issues, *excess))
    parts = _with_roles(reading.parts, options.roles)
    decision = _decide(reading, application, lines)
    adopted = decision.adopted or next((h for h in decision.hypotheses if h.fits), None)
    if adopted is not None and decision.status is CrsStatus.REFUSED:
        adopted = None
    received = None if adopted is None else _locate(parts, adopted, approximate=options.approximate)
    found = topology.inspect(parts, received, city=application.zone.city)
    issues = (*reading.issues, *decision.issues, *found)
    if adopted is None or received is None or not reading.usable:
        return Refused(
            source=reading.source,
            issues=issues,
            crs=decision,
            alternatives=_placed(parts, decision.hypotheses[: OTHER_READINGS + 1]),
        )
    located = Located(reading=reading, decision=decision, adopted=adopted, parts=parts, received=received)
    return _repaired(located, options, issues)


def read_boundary(application: Application) -> Reading:
    """The boundary file as it is, with the layer a person chose.

    Raises
    ------
    UsageError
        The application has no boundary file yet.
    """
    boundary = application.boundary
    if boundary is None:
        raise UsageError("application.no_boundary")
    return intake.read(boundary.data, name=boundary.name, layer=application.options.layer)


def _repaired(located: Located, options: Options, issues: tuple[Issue, ...]) -> Land | Refused:
    reading, decision, adopted = located.reading, located.decision, located.adopted
    parts = located.parts
    named = {part.part_id: geometry for part, geometry in zip(parts, located.received, strict=True)}
    chosen = chosen_repairs(parts, named, options)
    repaired, changes = topology.repair(named, chosen.methods)
    if any(issue.severity is Severity.ERROR for issue in changes):
        return Refused(source=reading.source, issues=(*issues, *changes), crs=decision)
    doubtful = tuple(k for k, g in named.items() if not g.is_valid and k not in chosen.confirmed)
    names = {part.part_id: part.name or part.part_id for part in parts}
    accuracy, origin, doubted = _accuracy(reading, options, adopted)
    return Land(
        reading=reading,
        decision=decision,
        adopted=adopted,
        parts=parts,
        received=located.received,
        footprint=_frame(parts, tuple(repaired.values()), checked=True),
        accuracy_m=accuracy,
        accuracy_origin=origin,
        doubtful_parts=doubtful,
        repairs=chosen,
        issues=(
            *issues,
            *doubted,
            *(_told(item, doubtful, names) for item in changes),
            *told_by_area(parts, chosen),
        ),
    )


def _told(change: Issue, doubtful: tuple[str, ...], names: Mapping[str, str]) -> Issue:
    """A repair nobody asked for is a proposal, and is told as one; a part by the name people gave it."""
    part = change.where.part or ""
    code = f"{change.code}_proposed" if part in doubtful else change.code
    return dataclasses.replace(change, code=code, params={**change.params, "part": names.get(part, part)})


def _decide(reading: Reading, application: Application, lines: gpd.GeoDataFrame | None) -> CrsDecision:
    options = application.options
    known = [] if lines is None else [line for line in lines.geometry if line is not None]
    return crs.decide(
        _in_one_order(reading),
        city=application.zone.city,
        crs=options.crs,
        shift=options.shift,
        lines=known or None,
        declared_area_m2=application.zone.declared_area_m2,
        approximate=options.approximate,
    )


def _in_one_order(reading: Reading) -> Reading:
    """The same parts with their rings begun at one vertex: evidence that samples them is then the same."""
    parts = tuple(
        dataclasses.replace(part, geometry=shapely.normalize(part.geometry)) for part in reading.parts
    )
    return dataclasses.replace(reading, parts=parts)


def _accuracy(
    reading: Reading, options: Options, adopted: Hypothesis
) -> tuple[float, str, tuple[Issue, ...]]:
    """Accuracy of the vertices, where it comes from, and what contradicts it.

    A statement wins; where there is none, a coordinate is never known better than it is written.
    """
    rounding = _rounding_m(reading, adopted)
    if (given := options.vertex_accuracy_m) is not None:
        return given, "given", _finer_than_written(given, rounding, reading, adopted)
    if (stated := _stated_accuracy(reading, rounding)) is not None and adopted.shift is None:
        return stated, "file", ()
    assumed, origin = default_accuracy(
        reading.source.format, shifted=adopted.shift is not None, own=options.accuracy_defaults
    )
    accuracy = with_rounding(assumed, rounding)
    return accuracy, origin if accuracy == assumed else WRITTEN, ()


def _rounding_m(reading: Reading, adopted: Hypothesis) -> float:
    """Standard deviation that the last written digit leaves to a coordinate, m; 0 for binary numbers."""
    if reading.unit is None:
        return 0.0
    return rounding_sigma_m(reading.unit, degrees=_in_degrees(adopted))


def _in_degrees(adopted: Hypothesis) -> bool:
    row = SYSTEMS.get(adopted.crs)
    return bool(pyproj_crs(adopted.crs).is_geographic) if row is None else row.kind == "geographic"


def _unit_words(unit: float, *, degrees: bool) -> str:
    """The last written digit as a person reads it: 0.001 m, 0.0001°, 0.1″."""
    if not degrees:
        return f"{unit:g} m"
    for sign, parts in (("°", 1), ("′", 60), ("″", 3600)):
        value = unit * parts
        if abs(math.log10(value) - round(math.log10(value))) < _POWER:
            return f"{value:.15f}".rstrip("0").rstrip(".") + sign
    return f"{unit:g}°"


def _finer_than_written(
    given: float, rounding: float, reading: Reading, adopted: Hypothesis
) -> tuple[Issue, ...]:
    """Tell of an accuracy somebody states that the digits of the file cannot hold."""
    if given >= rounding or reading.unit is None:
        return ()
    unit = _unit_words(reading.unit, degrees=_in_degrees(adopted))
    params = {"given": given, "written": float(f"{rounding:.3g}"), "unit": unit}
    return (
        Issue(
            code="accuracy.finer_than_written",
            severity=Severity.WARNING,
            where=Where(file=reading.source.name),
            params=params,
        ),
    )


def _stated_accuracy(reading: Reading, rounding: float) -> float | None:
    """The accuracy a file states, if it can be one.

    Most programs write the print resolution of the coordinates into 精度 (0.001 beside three decimals);
    that is not how well the corners are known, and neither is anything below what a survey can reach or
    what the digits of the file can hold.
    """
    stated = reading.vertex_accuracy_m
    if stated is None or stated < FINEST_SURVEY_M or stated < rounding:
        return None
    return stated if stated > 1.01 * (reading.unit or 0.0) else None


def other_readings(decision: CrsDecision, adopted: Hypothesis) -> tuple[Hypothesis, ...]:
    """The fitting readings besides the adopted one, best first."""
    others = [item for item in decision.hypotheses if item.fits and item != adopted]
    return tuple(others[:OTHER_READINGS])


def _placed(parts: Sequence[RawPart], readings: Sequence[Hypothesis]) -> tuple[Alternative, ...]:
    """Where each reading would put the land, as far as it is in or near the country."""
    found = []
    for item in readings:
        if item.lon is None or item.lat is None or not (70 < item.lon < 140 and 15 < item.lat < 56):
            continue
        located = _locate(parts, item, approximate=True)
        if located is not None:
            found.append(Alternative(hypothesis=item, frame=_frame(parts, located)))
    return tuple(found)


def relocated(land: Land, reading: Hypothesis) -> gpd.GeoDataFrame | None:
    """The footprint under another reading of its coordinates, repaired likewise; None if it cannot be."""
    located = _locate(land.parts, reading)
    if located is None:
        return None
    named = {part.part_id: geometry for part, geometry in zip(land.parts, located, strict=True)}
    try:
        repaired, problems = topology.repair(named, land.repairs.methods)
    except UsageError:  # what could be chosen there is not what could be chosen here
        repaired, problems = topology.repair(named)
    if any(issue.severity is Severity.ERROR for issue in problems):
        return None
    return _frame(land.parts, tuple(repaired.values()), checked=True)


def _locate(
    parts: Sequence[RawPart], reading: Hypothesis, *, approximate: bool = False
) -> tuple[BaseGeometry, ...] | None:
    try:
        return tuple(crs.to_lonlat(part.geometry, reading, approximate=approximate) for part in parts)
    except CrsError:
        return None


def _with_roles(parts: tuple[RawPart, ...], roles: Mapping[str, Role]) -> tuple[RawPart, ...]:
    """Roles a person gave, by part id or by name, over those the file states.

    Raises
    ------
    UsageError
        A part that is not in the file.
    """
    known = by_name(parts, roles)
    chosen = {known[given]: role for given, role in roles.items()}
    return tuple(dataclasses.replace(part, role=chosen.get(part.part_id, part.role)) for part in parts)


def _frame(parts: Sequence[RawPart], located: Sequence[BaseGeometry], *, checked: bool = False) -> Any:
    rows = [(p.part_id, p.role, p.name, g) for p, g in zip(parts, located, strict=True)]
    if checked:
        return make_footprint(rows)
    import geopandas as gpd  # noqa: PLC0415
    import pandas as pd  # noqa: PLC0415

    names = ("part_id", "role", "name")
    columns = {name: pd.Series([row[i] for row in rows], dtype=object) for i, name in enumerate(names)}
    return gpd.GeoDataFrame(columns, geometry=[row[3] for row in rows], crs="EPSG:4490")


def unmarked_core(land: Land) -> Issue | None:
    """No part says that it is the core: told once, with what to do, and which one's name sounds like it."""
    if any(part.role is not None and part.role.value == "core" for part in land.parts):
        return None
    likely = [part for part in land.parts if part.role is None and role_of_name(part.name) is Role.CORE]
    params = {
        "parts": [part.name or part.part_id for part in land.parts],
        "likely": {
            lang: "".join(text("roles.likely", lang, name=part.name, part=part.part_id) for part in likely)
            for lang in LANGUAGES
        },
    }
    return Issue(code="roles.no_core", severity=Severity.WARNING, where=Where(), params=params)
