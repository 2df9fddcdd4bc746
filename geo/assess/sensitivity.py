"""What would change the verdict: the clauses judged again under every other defensible way to measure."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from geo import topology, words
from geo.assess.areas import MEASURED
from geo.assess.figures import land_figures, part_facts
from geo.assess.land import WRITTEN, other_readings, relocated
from geo.crs.weigh import system_words
from geo.i18n import LANGUAGES, text
from geo.measure.area import AREA_METHODS
from geo.measure.land import area_by_method
from geo.measure.uncertainty import VERTEX_ACCURACY_M
from geo.model.assessment import Finding, Outcome, Reason, Sensitivity
from geo.model.footprint import multipolygon
from geo.rules import say
from geo.rules.evaluate import evaluate, overall
from geo.rules.schema import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    import geopandas as gpd

    from geo.assess.land import Land
    from geo.model.measurement import Measurement
    from geo.rules.facts import Facts, PartFacts
    from geo.rules.schema import Pack, Rule

    Remeasure = Callable[[gpd.GeoDataFrame, float], Mapping[str, Any]]

BASES = ("land", "floor")


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One other way to measure: what it is about, its name, and what it changes.

    ``facts`` are the fields of `Facts` it changes, measurements only those that differ; ``basis`` the one
    reading given to the clauses that say neither land nor floor. A variant that is not ``open`` was ruled
    out by a person: it is shown, and turns no clause into *review*.
    """

    depends_on: str
    name: str
    params: Mapping[str, Any]
    facts: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    basis: str | None = None
    open: bool = True


def sensitivity(
    land: Land, judged: tuple[Pack, Facts, tuple[Finding, ...]], remeasure: Remeasure
) -> tuple[tuple[Finding, ...], tuple[Sensitivity, ...]]:
    """Judge under every variant; a clause whose outcome flips becomes *review*, and says on what it depends.

    Parameters
    ----------
    land
        The land as assessed.
    judged
        The pack, the facts and the findings of the adopted way.
    remeasure
        Measures another footprint with another vertex accuracy: the fields of `Facts` that depend on it.

    Returns
    -------
    findings, table
        The findings as they stand, and one row a variant.
    """
    pack, facts, findings = judged
    rows: list[Sensitivity] = []
    flips: dict[str, list[tuple[Variant, Outcome]]] = {}
    for variant in _variants(land, pack, facts, remeasure):
        found = _judge(pack, facts, variant)
        outcomes = {finding.rule: finding.outcome for finding in found}
        changed = tuple(f.rule for f in findings if outcomes[f.rule] is not f.outcome)
        rows.append(
            Sensitivity(
                depends_on=variant.depends_on,
                variant=variant.name,
                outcomes=outcomes,
                params=variant.params,
                outcome=overall(found)[0],
                changed=changed,
            )
        )
        for rule in changed if variant.open else ():
            flips.setdefault(rule, []).append((variant, outcomes[rule]))
    return tuple(_weighed(finding, flips.get(finding.rule, ())) for finding in findings), tuple(rows)


def _judge(pack: Pack, facts: Facts, variant: Variant) -> tuple[Finding, ...]:
    changed = dict(variant.facts)
    if "measurements" in changed:
        changed["measurements"] = {**facts.measurements, **changed["measurements"]}
    if variant.basis is not None:
        rules = tuple(_on_basis(rule, variant.basis) for rule in pack.rules)
        pack = dataclasses.replace(pack, rules=rules)
    return evaluate(pack, dataclasses.replace(facts, **changed))


def _of_both(rule: Rule) -> bool:
    return rule.kind is Kind.THRESHOLD and rule.basis == "both"


def _on_basis(rule: Rule, basis: str) -> Rule:
    """A clause that says neither land nor floor, read as if it said one of them."""
    if not _of_both(rule):
        return rule
    substitutes = {key: name for key, name in rule.substitutes.items() if key == basis}
    return dataclasses.replace(
        rule, basis=basis, measures={"value": rule.measures[basis]}, substitutes=substitutes
    )


def _weighed(finding: Finding, flipped_by: Sequence[tuple[Variant, Outcome]]) -> Finding:
    if finding.outcome not in {Outcome.PASS, Outcome.FAIL} or not flipped_by:
        return finding
    causes = dict.fromkeys(variant.depends_on for variant, _ in flipped_by)
    reasons = tuple(
        Reason(
            code=f"depends.{cause}",
            params={
                "adopted": say.outcome(finding.outcome),
                "others": _told([(v, o) for v, o in flipped_by if v.depends_on == cause]),
            },
        )
        for cause in causes
    )
    return dataclasses.replace(finding, outcome=Outcome.REVIEW, reasons=(*reasons, *finding.reasons))


def _told(flipped_by: Sequence[tuple[Variant, Outcome]]) -> dict[str, Any]:
    """The variants that change a clause, each with what it then comes to, in both languages."""
    told: dict[str, Any] = {
        lang: text("depends_on.joint", lang).join(_one(each, outcome, lang) for each, outcome in flipped_by)
        for lang in LANGUAGES
    }
    told["codes"] = [f"{variant.name}:{outcome.value}" for variant, outcome in flipped_by]
    return told


def _one(variant: Variant, outcome: Outcome, lang: str) -> str:
    name = words.variant(variant.depends_on, variant.name, variant.params, lang)
    return text("depends_on.flip", lang, variant=name, outcome=text(f"outcome.{outcome.value}", lang))


def _variants(land: Land, pack: Pack, facts: Facts, remeasure: Remeasure) -> Iterator[Variant]:
    yield from _by_area_method(land, facts)
    if any(_of_both(rule) for rule in pack.rules):
        yield from (Variant(depends_on="basis", name=basis, params={}, basis=basis) for basis in BASES)
    yield from _by_accuracy(land, facts)
    yield from _by_repair(land, remeasure)
    if not land.decision.settled:
        for reading in other_readings(land.decision, land.adopted):
            footprint = relocated(land, reading)
            if footprint is not None:
                found = remeasure(footprint, land.accuracy_m)
                params = {"crs": reading.crs, "shift": reading.shift, "reading": system_words(reading)}
                yield Variant(depends_on="crs", name=reading.name, facts=found, params=params)


def _by_area_method(land: Land, facts: Facts) -> Iterator[Variant]:
    """The plane and the official figure in the place of the ellipsoidal one, each with the same band."""
    tables = area_by_method(land.footprint)
    geoms = land.footprint.geometry.to_numpy()
    for method in [name for name in AREA_METHODS if name != "ellipsoidal"]:
        changed: dict[str, Measurement] = {}
        for table in tables:
            known = facts.known(MEASURED[table.scope])
            if known is not None:
                changed[known.name] = _shifted(known, table.areas_m2[method], method)
        areas = AREA_METHODS[method](geoms).tolist()
        parts = tuple(
            _with_land(part, _shifted(part.measurements["part_land_area_m2"], area, method))
            for part, area in zip(facts.parts, areas, strict=True)
        )
        params = {name: item.value for name, item in changed.items()}
        found = {"measurements": changed, "parts": parts}
        yield Variant(depends_on="area_method", name=method, facts=found, params=params)


def _shifted(known: Measurement, value: float, method: str) -> Measurement:
    shift = value - (known.value or 0.0)
    low, high = (None if end is None else end + shift for end in (known.low, known.high))
    return dataclasses.replace(known, value=value, method=method, low=low, high=high)


def _with_land(part: PartFacts, land: Measurement) -> PartFacts:
    return dataclasses.replace(part, measurements={**part.measurements, land.name: land})


def _by_accuracy(land: Land, facts: Facts) -> Iterator[Variant]:
    """When nobody stated the accuracy of the vertices: the next coarser default, and a survey's."""
    if land.accuracy_origin not in {*VERTEX_ACCURACY_M, WRITTEN}:
        return
    known = sorted(accuracy.sigma_m for accuracy in VERTEX_ACCURACY_M.values())
    coarser = [sigma for sigma in known if sigma > land.accuracy_m][:1]
    # No digits are left for a finer one where they are what decides.
    finer = [sigma for sigma in known[:1] if sigma < land.accuracy_m and land.accuracy_origin != WRITTEN]
    floor = {
        part.part_id: part.measurements["part_floor_area_m2"]
        for part in facts.parts
        if "part_floor_area_m2" in part.measurements
    }
    for sigma in (*coarser, *finer):
        found = {
            "measurements": land_figures(land.footprint, sigma),
            "parts": part_facts(land.footprint, sigma, floor),
        }
        params = {"assumed_m": land.accuracy_m, "variant_m": sigma}
        yield Variant(depends_on="accuracy", name=f"{sigma:g} m", facts=found, params=params)


def _by_repair(land: Land, remeasure: Remeasure) -> Iterator[Variant]:
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
            yield Variant(
                depends_on="repair",
                name=option.method,
                facts=found,
                params=params,
                open=part.part_id not in land.repairs.confirmed,
            )
