"""Which repair each faulty part gets: the recommended one, or the one a person chose; and what there is."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from geo import topology
from geo.errors import UsageError
from geo.i18n import LANGUAGES, text
from geo.measure.area import ellipsoidal_area_m2
from geo.model.issue import Issue, Severity, Where

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from shapely.geometry.base import BaseGeometry

    from geo.model.application import Options
    from geo.model.case import Case
    from geo.model.reading import RawPart


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairOption:
    """One repair of one part: ``geometry`` in CGCS2000 degrees, areas m².

    ``area_before`` is None when the boundary as drawn encloses no definite area; ``adopted`` is the one
    the assessment rests on.
    """

    method: str
    geometry: BaseGeometry
    area_before: float | None
    area_after: float
    recommended: bool
    adopted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairChoice:
    """A part with more than one defensible form; ``confirmed`` says that a person took the adopted one.

    ``declared_m2`` is the area the file declares for it, None without; ``by_declared`` that it decided which
    repair is recommended.
    """

    part_id: str
    name: str
    options: tuple[RepairOption, ...]
    confirmed: bool
    declared_m2: float | None = None
    by_declared: bool = False


@dataclass(frozen=True, slots=True)
class Chosen:
    """Repair by part id, the parts whose repair a person asked for, and what was offered where one looked."""

    methods: Mapping[str, str]
    confirmed: frozenset[str]
    offered: Mapping[str, tuple[topology.Repair, ...]] = field(default_factory=lambda: MappingProxyType({}))


def chosen_repairs(
    parts: Sequence[RawPart], received: Mapping[str, BaseGeometry], options: Options
) -> Chosen:
    """Repairs of an application, for `geo.topology.repair`.

    A part that is named in ``options.repairs`` gets the repair named there; of the others, with
    ``options.repair`` each the recommended one, without it only those that cannot stay as they are.

    Raises
    ------
    UsageError
        A part that is not in the file, or a repair its part does not offer.
    """
    named = repairs_by_id(parts, options.repairs)
    declared = {part.part_id: part.declared_area_m2 for part in parts}
    for part_id, method in tuple(named.items()):
        offered = [option.method for option in offered_repairs(received[part_id])]
        if not offered and not received[part_id].is_valid:
            del named[part_id]  # that nothing can be done about it is told with the land
        elif method not in (offered or ["keep"]):
            raise topology.no_such_repair(part_id, method, offered or ["keep"])
    looked = {
        key: offered_repairs(geometry, declared[key])
        for key, geometry in received.items()
        if declared[key] is not None and (options.repair or not geometry.is_valid)
    }
    preferred = {key: ways[0].method for key, ways in looked.items() if ways}
    if options.repair:
        return Chosen(preferred | named, frozenset(received), looked)
    sound = (key for key, geometry in received.items() if geometry.is_valid and not geometry.is_empty)
    return Chosen(preferred | dict.fromkeys(sound, "keep") | named, frozenset(named), looked)


def offered_repairs(geometry: BaseGeometry, declared_m2: float | None = None) -> tuple[topology.Repair, ...]:
    """Repairs a person may choose among: the recommended one first, and all others that can be defended.

    Parameters
    ----------
    geometry
        A part as it came, CGCS2000 degrees.
    declared_m2
        Area the file declares for it: of several defensible repairs the one that clearly comes to it is
        recommended (`geo.topology.nearest_to`).
    """
    usual = _usual(geometry)
    if declared_m2 is None or len(usual) < 2:
        return usual
    first = topology.nearest_to(_areas(usual), declared_m2)
    return (usual[first], *(option for option in usual if option is not usual[first]))


def _usual(geometry: BaseGeometry) -> tuple[topology.Repair, ...]:
    recommended, *others = topology.repairs(geometry) or (None,)
    return () if recommended is None else (recommended, *(o for o in others if o.defensible))


def told_by_area(parts: Sequence[RawPart], chosen: Chosen) -> tuple[Issue, ...]:
    """Of each repaired part whose area was declared: what every repair comes to, beside what was declared."""
    told = []
    for part in parts:
        offered = chosen.offered.get(part.part_id, ())
        if part.declared_area_m2 is None or len(offered) < 2:
            continue
        used = chosen.methods.get(part.part_id, offered[0].method)
        of = {option.method: area for option, area in zip(offered, _areas(offered), strict=True)}
        others = {
            lang: [
                text("repair.other_area", lang, method=text(f"repair.method.{method}", lang), area=area)
                for method, area in of.items()
                if method != used
            ]
            for lang in LANGUAGES
        }
        params = {
            "part": part.name or part.part_id,
            "method": {lang: text(f"repair.method.{used}", lang) for lang in LANGUAGES},
            "after": of[used],
            "declared": part.declared_area_m2,
            "difference": part.declared_area_m2 - of[used],
            "others": others,
        }
        told.append(
            Issue(
                code="repair.beside_declared",
                severity=Severity.NOTE,
                where=Where(part=part.part_id),
                params=params,
            )
        )
    return tuple(told)


def repair_choices(case: Case) -> tuple[RepairChoice, ...]:
    """Every part of an assessed application that has repairs to choose among.

    A choice is given back in ``Options.repairs`` as ``{part_id: method}``; the words of a method stand
    under ``repair.method.`` in the catalogues.

    Examples
    --------
    >>> from geo.assess import assess, demo_application
    >>> repair_choices(assess(demo_application()))
    ()
    """
    recorded = case.assessment.options
    declared = {part.part_id: part.declared_area_m2 for part in case.assessment.parts}
    choices: list[RepairChoice] = []
    for row in case.original.itertuples():
        stated = declared.get(row.part_id)
        offered = offered_repairs(row.geometry, stated)
        if len(offered) < 2 and row.geometry.is_valid:
            continue
        named = recorded["repairs"].get(row.part_id)
        all_taken = bool(recorded["repair"])
        adopted = named or (
            offered[0].method if offered and (all_taken or not row.geometry.is_valid) else "keep"
        )
        found = tuple(
            RepairOption(
                method=option.method,
                geometry=option.geometry,
                area_before=option.area_before,
                area_after=area,
                recommended=option is offered[0],
                adopted=option.method == adopted,
            )
            for option, area in zip(offered, _areas(offered), strict=True)
        )
        confirmed = all_taken or named is not None
        choices.append(
            RepairChoice(
                part_id=row.part_id,
                name=row.name or row.part_id,
                options=found,
                confirmed=confirmed,
                declared_m2=stated,
                by_declared=offered != _usual(row.geometry),
            )
        )
    return tuple(choices)


def _areas(offered: Sequence[topology.Repair]) -> list[float]:
    """Areas after repair on the ellipsoid, m², as the verdict counts them."""
    found: list[float] = ellipsoidal_area_m2([option.geometry for option in offered]).tolist()
    return found


def repairs_by_id(parts: Sequence[RawPart], given: Mapping[str, str]) -> dict[str, str]:
    """Repairs somebody named by part or its name, by part id."""
    known = by_name(parts, given)
    return {known[part]: method for part, method in given.items()}


def by_name(parts: Sequence[RawPart], given: Iterable[str]) -> dict[str, str]:
    """Part ids by id and by name, once every part somebody named is among them.

    Raises
    ------
    UsageError
        A part that is not in the file.
    """
    known = {part.name: part.part_id for part in parts if part.name}
    known |= {part.part_id: part.part_id for part in parts}
    if unknown := [name for name in given if name not in known]:
        listed = [part.part_id if not part.name else f"{part.part_id} {part.name}" for part in parts]
        raise UsageError("roles.unknown_part", parts=unknown, known=listed)
    return known
