"""Which repair each faulty part gets: the recommended one, or the one a person chose; and what there is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo import topology
from geo.errors import UsageError

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
    """A part with more than one defensible form; ``confirmed`` says that a person took the adopted one."""

    part_id: str
    name: str
    options: tuple[RepairOption, ...]
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Chosen:
    """Repair by part id, and the parts whose repair a person asked for."""

    methods: Mapping[str, str]
    confirmed: frozenset[str]


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
    for part_id, method in tuple(named.items()):
        offered = [option.method for option in offered_repairs(received[part_id])]
        if not offered and not received[part_id].is_valid:
            del named[part_id]  # that nothing can be done about it is told with the land
        elif method not in (offered or ["keep"]):
            raise topology.no_such_repair(part_id, method, offered or ["keep"])
    if options.repair:
        return Chosen(named, frozenset(received))
    sound = (key for key, geometry in received.items() if geometry.is_valid and not geometry.is_empty)
    return Chosen(dict.fromkeys(sound, "keep") | named, frozenset(named))


def offered_repairs(geometry: BaseGeometry) -> tuple[topology.Repair, ...]:
    """Repairs a person may choose among: the recommended one first, and all others that can be defended."""
    recommended, *others = topology.repairs(geometry) or (None,)
    return () if recommended is None else (recommended, *(o for o in others if o.defensible))


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
    choices: list[RepairChoice] = []
    for row in case.original.itertuples():
        offered = offered_repairs(row.geometry)
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
                area_after=option.area_after,
                recommended=option is offered[0],
                adopted=option.method == adopted,
            )
            for option in offered
        )
        confirmed = all_taken or named is not None
        choices.append(
            RepairChoice(
                part_id=row.part_id, name=row.name or row.part_id, options=found, confirmed=confirmed
            )
        )
    return tuple(choices)


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
