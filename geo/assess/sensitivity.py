"""What would change the verdict: the clauses judged again under every other defensible way to measure."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo import topology
from geo.assess.figures import land_figures
from geo.assess.land import other_readings, relocated
from geo.measure.land import area_by_method
from geo.measure.uncertainty import VERTEX_ACCURACY_M
from geo.model.assessment import Finding, Outcome, Reason, Sensitivity
from geo.model.footprint import multipolygon
from geo.rules.evaluate import evaluate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    import geopandas as gpd

    from geo.assess.land import Land
    from geo.model.measurement import Measurement
    from geo.rules.facts import Facts
    from geo.rules.schema import Pack

LAND_SCOPES = {"total": "total_land_area_m2", "core": "core_land_area_m2", "centre": "centre_land_area_m2"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One other way to measure: what it is about, its name, and the measurements it changes."""

    depends_on: str
    name: str
    measurements: Mapping[str, Measurement]
    params: Mapping[str, Any]


def sensitivity(
    land: Land,
    judged: tuple[Pack, Facts, tuple[Finding, ...]],
    remeasure: Callable[[gpd.GeoDataFrame, float], Mapping[str, Measurement]],
) -> tuple[tuple[Finding, ...], tuple[Sensitivity, ...]]:
    """Judge under every variant; a clause whose outcome flips becomes *review*, and says on what it depends.

    Parameters
    ----------
    land
        The land as assessed.
    judged
        The pack, the facts and the findings of the adopted way.
    remeasure
        Measures another footprint with another vertex accuracy: all that depends on the land.

    Returns
    -------
    findings, table
        The findings as they stand, and one row a variant.
    """
    pack, facts, findings = judged
    rows: list[Sensitivity] = []
    flips: dict[str, list[Variant]] = {}
    for variant in _variants(land, facts, remeasure):
        changed = dataclasses.replace(facts, measurements={**facts.measurements, **variant.measurements})
        outcomes = {finding.rule: finding.outcome for finding in evaluate(pack, changed)}
        rows.append(
            Sensitivity(
                depends_on=variant.depends_on, variant=variant.name, outcomes=outcomes, params=variant.params
            )
        )
        for finding in findings:
            if outcomes[finding.rule] is not finding.outcome:
                flips.setdefault(finding.rule, []).append(variant)
    return tuple(_weighed(finding, flips.get(finding.rule, ())) for finding in findings), tuple(rows)


def _weighed(finding: Finding, flipped_by: Iterable[Variant]) -> Finding:
    if finding.outcome not in {Outcome.PASS, Outcome.FAIL}:
        return finding
    causes = list(dict.fromkeys(variant.depends_on for variant in flipped_by))
    if not causes:
        return finding
    reasons = tuple(Reason(code=f"depends.{cause}") for cause in causes)
    return dataclasses.replace(finding, outcome=Outcome.REVIEW, reasons=(*reasons, *finding.reasons))


def _variants(
    land: Land, facts: Facts, remeasure: Callable[[gpd.GeoDataFrame, float], Mapping[str, Measurement]]
) -> Iterator[Variant]:
    yield from _by_area_method(land, facts)
    yield from _by_accuracy(land)
    yield from _by_repair(land, remeasure)
    if not land.decision.settled:
        for reading in other_readings(land.decision, land.adopted):
            footprint = relocated(land, reading)
            if footprint is not None:
                found = remeasure(footprint, land.accuracy_m)
                yield Variant(depends_on="crs", name=reading.name, measurements=found, params={})


def _by_area_method(land: Land, facts: Facts) -> Iterator[Variant]:
    """The plane and the official figure in the place of the ellipsoidal one, each with the same band."""
    tables = area_by_method(land.footprint)
    for method in [name for name in tables[0].areas_m2 if name != "ellipsoidal"]:
        changed: dict[str, Measurement] = {}
        params: dict[str, float] = {}
        for table in tables:
            name = LAND_SCOPES[table.scope]
            known = facts.known(name)
            if known is None or known.value is None:
                continue
            shift = table.areas_m2[method] - known.value
            changed[name] = dataclasses.replace(
                known,
                value=table.areas_m2[method],
                method=method,
                low=None if known.low is None else known.low + shift,
                high=None if known.high is None else known.high + shift,
            )
            params[name] = table.areas_m2[method]
        yield Variant(depends_on="area_method", name=method, measurements=changed, params=params)


def _by_accuracy(land: Land) -> Iterator[Variant]:
    """When nobody stated the accuracy of the vertices: the next coarser default."""
    if land.accuracy_origin == "given":
        return
    coarser = sorted(a.sigma_m for a in VERTEX_ACCURACY_M.values() if a.sigma_m > land.accuracy_m)
    for sigma in coarser[:1]:
        found = land_figures(land.footprint, sigma)
        params = {"assumed_m": land.accuracy_m, "variant_m": sigma}
        yield Variant(depends_on="accuracy", name=f"{sigma:g} m", measurements=found, params=params)


def _by_repair(
    land: Land, remeasure: Callable[[gpd.GeoDataFrame, float], Mapping[str, Measurement]]
) -> Iterator[Variant]:
    """Every other defensible repair of every part, one part at a time."""
    for index, (part, received) in enumerate(zip(land.parts, land.received, strict=True)):
        adopted = land.footprint.geometry.iloc[index]
        for option in topology.repairs(received):
            if not option.defensible or topology.normal_form(option.geometry).equals(
                topology.normal_form(adopted)
            ):
                continue
            footprint = land.footprint.copy()
            footprint.loc[footprint.index[index], "geometry"] = multipolygon(option.geometry)
            found = remeasure(footprint, land.accuracy_m)
            params = {"part": part.part_id, "area_after_m2": option.area_after}
            yield Variant(depends_on="repair", name=option.method, measurements=found, params=params)
