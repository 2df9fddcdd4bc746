"""What a file must be read as: written down when the file is made, from how it is made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from types import EllipsisType

import shapely

from corpus_builder import land
from corpus_builder.land import Plot, Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """The expected reading; ``...`` and None say nothing.

    Parameters
    ----------
    usable
        Whether the reader gives land without an error.
    form
        Format it is recognised as.
    parts
        Number of parts.
    plane_m2
        Area in the file's own plane, by hand.
    truth
        The land in EPSG:4490, as made; ``None`` when no reading may be adopted or none matters.
    off_m
        How far a vertex may stand from the truth: what the written decimals allow. Areas may differ by
        that much along the whole boundary.
    roles, names
        In the order of the file.
    declared
        The system the file states, as the reader gives it.
    status, adopted, swapped
        The decision about the coordinate system; several values are alternatives.
    has, lacks
        Issue codes that must and must not be there.
    worst
        No issue weighs more than this: note, warning or error.
    layers
        How many layers a person is offered.
    """

    usable: bool = True
    form: str | None = None
    parts: int | None = None
    plane_m2: float | None = None
    truth: shapely.Geometry | None = None
    off_m: float = 0.002
    roles: tuple[str | None, ...] | None = None
    names: tuple[str | None, ...] | None = None
    declared: str | EllipsisType | None = ...
    status: tuple[str, ...] = ()
    adopted: tuple[str, ...] = ()
    swapped: bool | None = None
    has: frozenset[str] = frozenset()
    lacks: frozenset[str] = frozenset()
    worst: str = "error"
    layers: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One file of the corpus: how it is made, what is told besides, and its label."""

    id: str
    group: str
    name: str
    make: Callable[[], bytes]
    label: Label
    city: str | None = None
    layer: str | None = None
    crs: str | None = None
    approximate: bool = False
    axes: dict[str, str] = field(default_factory=dict)


@cache
def cases_of(group: str) -> list[Case]:
    """The files of ``cases_<group>``, made up once for all tests that ask."""
    found: list[Case] = import_module(f"corpus_builder.cases_{group}").cases()
    return found


def good(plots: Sequence[Plot], site: Site, form: str, code: int | None, **more: object) -> Label:
    """The label of sound land in a sound file: parts, roles, names, place and area follow from the plots.

    ``code`` is the system of the file; in a projected one of the site's own zone the area is known by
    hand, elsewhere by the place alone.
    """
    own_plane = code is not None and code in {site.bare, site.prefixed}
    label: dict[str, object] = {
        "form": form,
        "parts": len(plots),
        "plane_m2": land.plane_m2(plots) if own_plane else None,
        "truth": land.geometry(land.at(plots, site, land.GEOGRAPHIC)),
        "roles": tuple(plot.role for plot in plots),
        "names": tuple(plot.name for plot in plots),
        "adopted": () if code is None else (f"EPSG:{code}",),
        "swapped": False,
        "worst": "note",
    }
    for key in ("has", "lacks"):
        if key in more:
            more[key] = frozenset(more[key].split())  # type: ignore[attr-defined]
    for key in ("status", "adopted"):
        if isinstance(more.get(key), str):
            more[key] = tuple(str(more[key]).split())
    return Label(**(label | more))  # type: ignore[arg-type]


def refused(has: str, form: str | None = None, **more: object) -> Label:
    """The label of a file that cannot be used, with the codes that say why."""
    return Label(usable=False, form=form, has=frozenset(has.split()), **more)  # type: ignore[arg-type]
