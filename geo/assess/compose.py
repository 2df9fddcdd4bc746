"""From an application to its assessment: read, locate, measure, judge, weigh."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import platform
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import shapely

from geo import __version__, intake, topology
from geo.assess.areas import area_table, declared_issues
from geo.assess.figures import Figures, changes, figures
from geo.assess.land import Land, read_land, unmarked_core
from geo.assess.repairs import repairs_by_id
from geo.assess.sensitivity import sensitivity
from geo.assess.supporting import Supporting, read_supporting
from geo.errors import UsageError
from geo.measure.land import part_figures
from geo.model.assessment import Assessment, Reason, plain
from geo.model.case import Case, Refused
from geo.rules import say
from geo.rules.evaluate import evaluate, overall
from geo.rules.facts import Answer, Facts
from geo.rules.pack import load_pack

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd

    from geo.model.application import Application
    from geo.model.issue import Issue
    from geo.model.reading import Reading

LIBRARIES = ("shapely", "pyproj", "numpy", "pyogrio")
"""The libraries whose arithmetic the numbers rest on; their versions are recorded."""

READ_AREA = "parcel.area_differs"
"""What the reader says of a stated area; of assessed land the assessment says it, with the band."""
OPERATOR = "operator"
"""The item of a checklist that the zone's own operator answers."""


def assess(application: Application, *, reading: Reading | None = None) -> Case | Refused:
    """Judge one application.

    Parameters
    ----------
    application
        The zone, its boundary file, the supporting layers and the options.
    reading
        The boundary file as `geo.intake.read` gave it, when a page has read it already.

    Returns
    -------
    Case or Refused
        The assessment with the frames it rests on; or every reason why the file cannot be used.

    Raises
    ------
    UsageError
        An option that does not fit the file: a role for a part that is not there.
    PackError
        The rule pack is unknown or does not hold.

    Examples
    --------
    >>> from geo.assess import demo_application
    >>> case = assess(demo_application())
    >>> len(case.assessment.digest)
    64
    """
    intake.warm()
    on = day_of(application.options.on, "on")
    pack = load_pack(application.options.pack, on)
    supporting = read_supporting(application)
    land = read_land(application, reading, lines=supporting.frames.get("lines"))
    if isinstance(land, Refused):
        return dataclasses.replace(land, issues=(*land.issues, *supporting.issues))
    if len(land.parts) > topology.MOST_PARTS:
        excess = topology.too_many_parts(len(land.parts))
        return Refused(source=land.reading.source, issues=(*land.issues, excess), crs=land.decision)
    as_drawn = land.footprint
    land = dataclasses.replace(land, footprint=_in_one_order(as_drawn))
    measured = figures(application.zone, land.footprint, land.accuracy_m, supporting)
    doubts = _doubts(land, supporting, measured)
    facts = _facts(application, measured, doubts)
    remeasure = functools.partial(changes, zone=application.zone, supporting=supporting)
    findings, table = sensitivity(land, (pack, facts, evaluate(pack, facts)), remeasure)
    outcome, reasons = overall(findings, doubts)
    declared = {part.part_id: part.declared_area_m2 for part in land.parts}
    core = unmarked_core(land)
    stated = declared_issues(
        land.footprint,
        application.zone,
        land.parts,
        accuracy_m=land.accuracy_m,
        total=measured.measurements["total_land_area_m2"],
    )
    assessment = Assessment(
        zone=application.zone,
        source=land.reading.source,
        crs=land.decision,
        parts=part_figures(land.footprint, declared),
        issues=(*_weighed(land), *([core] if core else []), *stated, *supporting.issues, *measured.issues),
        measurements=measured.measurements,
        overlaps=measured.overlaps,
        four_boundaries=measured.four_boundaries,
        concentration=measured.concentration,
        findings=findings,
        sensitivity=table,
        outcome=outcome,
        outcome_reasons=reasons,
        options=_recorded(application, land),
        inputs=supporting.inputs,
        pack=pack.identity,
        engine=engine(),
        geometry_sha256=topology.geometry_sha256(land.footprint),
        areas=area_table(land.footprint, application.zone, land.parts, measured.measurements),
        ledgers=measured.ledgers,
    )
    layers = {**supporting.frames, **measured.frames}
    return Case(
        assessment=assessment,
        footprint=as_drawn,
        original=land.original,
        alternatives=land.alternatives,
        layers=layers,
    )


def engine() -> Mapping[str, str]:
    """Versions the numbers rest on.

    Examples
    --------
    >>> sorted(engine())
    ['numpy', 'pyogrio', 'pyproj', 'shapely', 'sizhi']
    """
    return {"sizhi": __version__, **{name: version(name) for name in LIBRARIES}}


def machine() -> str:
    """The machine's own words for a report of a difference; never in the digest."""
    return f"Python {platform.python_version()} {platform.system()} {platform.machine()}"


def _weighed(land: Land) -> tuple[Issue, ...]:
    """Without the reader's own look at a stated area, in the plane and without a band: `declared_issues`."""
    return tuple(issue for issue in land.issues if issue.code != READ_AREA)


def _in_one_order(footprint: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The same land beginning at the same vertex: sums then run in one order, to the last bit."""
    ordered = footprint.copy()
    ordered["geometry"] = shapely.normalize(footprint.geometry.to_numpy())
    return ordered


def _facts(application: Application, measured: Figures, doubts: tuple[Reason, ...]) -> Facts:
    answers = {
        item: answer if isinstance(answer, Answer) else Answer(value=answer)
        for item, answer in application.options.checklist.items()
    }
    # Whoever named the operator has answered that there is one; what proves it is asked for all the same.
    said = answers.get(OPERATOR)
    if application.zone.operator and (said is None or said.value is None):
        answers[OPERATOR] = Answer(value=True, evidence=() if said is None else said.evidence)
    since = application.options.since.items()
    return Facts(
        measurements=measured.measurements,
        level=application.zone.level.value,
        zone_type=application.options.zone_type,
        on_date=day_of(application.options.on, "on"),
        dates={name: (day, day) for name, given in since if (day := day_of(given, name))},
        city=application.zone.city,
        answers=answers,
        categories=measured.categories,
        parts=measured.parts,
        claims=measured.claims,
        claim=application.zone.claim,
        doubts=doubts,
    )


def day_of(given: str | None, name: str) -> dt.date | None:
    """A day as an option gives it.

    Raises
    ------
    UsageError
        Not a day.
    """
    if given is None:
        return None
    try:
        return dt.date.fromisoformat(given)
    except ValueError as problem:
        raise UsageError("options.no_day", name=name, found=given) from problem


def _doubts(land: Land, supporting: Supporting, measured: Figures) -> tuple[Reason, ...]:
    """Why the place of the land, or what speaks of it, is in doubt."""
    doubts: list[Reason] = []
    if not land.decision.settled:
        doubts.append(Reason(code=f"doubt.crs_{land.decision.status.value}"))
    codes = {issue.code for issue in land.decision.issues if issue.severity.value == "error"}
    if land.decision.settled and codes:
        doubts.append(Reason(code="doubt.place"))
    if land.doubtful_parts:
        doubts.append(
            Reason(code="doubt.repair", params={"parts": _listed(_names(land, land.doubtful_parts))})
        )
    if supporting.unusable:
        files = [str(supporting.inputs[name]["name"]) for name in supporting.unusable]
        doubts.append(Reason(code="doubt.supporting", params={"files": _listed(files)}))
    if supporting.names_only:
        files = [str(supporting.inputs[name]["name"]) for name in supporting.names_only]
        doubts.append(Reason(code="doubt.names_only", params={"files": _listed(files)}))
    return (*doubts, *measured.doubts)


def _names(land: Land, part_ids: Sequence[str]) -> list[str]:
    """Parts by the names people gave them."""
    return [part.name or part.part_id for part in land.parts if part.part_id in part_ids]


def _listed(names: Sequence[str]) -> dict[str, Any]:
    """Names as they are, with the marks of each language between them."""
    return say.joined([{"zh": name, "en": name, "code": name} for name in names])


def _recorded(application: Application, land: Land) -> Mapping[str, Any]:
    """The options as given and as they came to be: all that a replay needs besides the bytes."""
    options = application.options
    # Recorded where there are any: what was assessed without them keeps its digest.
    defaults = {"accuracy_defaults": plain(options.accuracy_defaults)} if options.accuracy_defaults else {}
    return {
        **defaults,
        "layer": options.layer,
        "crs": options.crs,
        "shift": options.shift,
        "approximate": options.approximate,
        "roles": plain(options.roles),
        "repair": options.repair,
        "repairs": repairs_by_id(land.parts, options.repairs),
        "vertex_accuracy_m": options.vertex_accuracy_m,
        "checklist": plain(options.checklist),
        "on": options.on,
        "since": plain(options.since),
        "zone_type": options.zone_type,
        "adopted_accuracy_m": land.accuracy_m,
        "adopted_accuracy_origin": land.accuracy_origin,
    }
