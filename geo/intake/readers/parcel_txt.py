"""The land-parcel TXT of Chinese surveyors (勘测定界, 报部坐标): X is north, Y is east."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

import numpy as np

from geo.intake.corner_rings import assemble, far, split
from geo.intake.readers.parcel_txt_header import facts
from geo.intake.readers.parcel_txt_rows import lex
from geo.intake.request import Content
from geo.intake.role_names import role_of_name
from geo.intake.roles import role_of_text
from geo.intake.stated_area import UNITS_M2, drawn_area_m2
from geo.intake.tell import error, layer_not_here, note, warning
from geo.intake.text import capped, decimals, decode, normalise, number
from geo.model.issue import Where
from geo.model.reading import RawPart

if TYPE_CHECKING:
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

    from geo.intake.corner_rings import Ring
    from geo.intake.readers.parcel_txt_rows import Parcel
    from geo.intake.request import Request
    from geo.model.issue import Issue

_AREA_TOLERANCE = 0.005
"""Of the area: the plane of a 3° zone differs from the ellipsoid by 0.06 % at most."""


def read_parcel_txt(path: Path, request: Request) -> Content:
    """Read a land-parcel TXT; whatever is odd is an issue with its row, nothing raises.

    Parameters
    ----------
    path
        The file, in any encoding `geo.intake.text.decode` knows.
    request
        What was asked; a land-parcel TXT has no layers to choose from, and says so when one is.

    Returns
    -------
    Content
        One part a parcel, x east. ``header`` holds the stated facts by Chinese key;
        ``vertex_accuracy_m`` is 精度 as stated (most programs write the print resolution there);
        ``declared_area_m2`` is the stated area in the unit that fits the computed one.
    """
    decoded = decode(path.read_bytes())
    content = parse(decoded.text)
    return Content(
        parts=content.parts,
        declared=content.declared,
        decimals=content.decimals,
        vertex_accuracy_m=content.vertex_accuracy_m,
        header=content.header,
        encoding=decoded.encoding,
        issues=(*decoded.issues, *layer_not_here(request), *content.issues),
    )


def parse(text: str) -> Content:
    r"""Read the text of a land-parcel file.

    Examples
    --------
    >>> content = parse(
    ...     "[属性描述]\n坐标系=2000国家大地坐标系\n带号=40\n[地块坐标]\n4,0.01,1,甲,面,,核心区,,@\n"
    ...     "J1,1,3540000,40380000\nJ2,1,3540000,40380010\nJ3,1,3540010,40380010\n"
    ...     "J4,1,3540010,40380000\nJ1,1,3540000,40380000\n")
    >>> part = content.parts[0]
    >>> part.geometry.bounds, part.declared_area_m2, content.declared.crs, content.issues
    ((40380000.0, 3540000.0, 40380010.0, 3540010.0), 100.0, 'EPSG:4528', ())
    """
    found = lex(text)
    # The larger of the two, so that a file with X and Y exchanged is seen to carry its prefix too.
    largest = [max(abs(v.x), abs(v.y)) for parcel in found.parcels for v in parcel.vertices]
    stated = facts(found.pairs, prefixed=not largest or median(largest) >= 1e7)
    issues = [*stated.issues, *found.issues]
    parts: list[RawPart] = []
    ids: set[str] = set()
    for index, parcel in enumerate(found.parcels, 1):
        part, told = _part(parcel, index, ids)
        issues += told
        if part is not None:
            parts.append(part)
            ids.add(part.part_id)
    if not found.parcels:
        issues.append(error("parcel.none"))
    return Content(
        parts=tuple(parts),
        declared=stated.declared,
        decimals=found.decimals if largest else None,
        vertex_accuracy_m=stated.accuracy_m,
        header=stated.header,
        issues=capped(issues),
    )


def _part(parcel: Parcel, index: int, ids: set[str]) -> tuple[RawPart | None, list[Issue]]:
    """One parcel with everything that was checked about it."""
    stated = parcel.stated
    name = stated.get("地块名称") or None
    part_id = stated.get("地块编号") or str(index)
    where = Where(part=name or part_id, row=parcel.row)
    issues: list[Issue] = []
    if part_id in ids:
        fresh = next(f"{part_id}-{n}" for n in range(2, len(ids) + 3) if f"{part_id}-{n}" not in ids)
        issues.append(note("parcel.id_twice", where, id=part_id, now=fresh))
        part_id = fresh
    shape = normalise(stated.get("图形类型", ""))
    if shape in {"点", "线"}:
        issues.append(warning("parcel.no_area", where, shape=shape))
        return None, issues
    if not parcel.vertices:
        issues.append(error("parcel.empty", where))
        return None, issues
    issues += far(parcel.vertices, part=where.part)
    rings, told = split(parcel.vertices, part=where.part)
    area = assemble(rings, part=where.part)
    issues += [*told, *area.issues, *_count(parcel, rings, where)]
    if area.geometry is None:
        return None, issues
    declared, unit, told = _declared_area(stated.get("地块面积", ""), area.geometry, where)
    attributes = {key: value for key, value in stated.items() if value}
    if unit is not None:
        attributes["地块面积单位"] = unit
    part = RawPart(
        part_id=part_id,
        geometry=area.geometry,
        name=name,
        role=role_of_text(stated.get("地块用途", "")) or role_of_name(name),
        attributes=attributes,
        declared_area_m2=declared,
        row=parcel.row,
        labels=area.labels,
    )
    return part, [*issues, *told]


def _count(parcel: Parcel, rings: list[Ring], where: Where) -> list[Issue]:
    """The stated number of points, with or without the closing ones, against those there are."""
    stated = number(parcel.stated.get("界址点数", ""))
    if stated is None or stated <= 0:
        return []
    rows = len(parcel.vertices) + parcel.bad_rows
    corners = sum(len(ring.vertices) for ring in rings)
    if stated in {rows, rows - sum(ring.closed for ring in rings), corners, corners + len(rings)}:
        return []
    params = {"stated": f"{stated:.10g}", "found": rows, "corners": corners}
    # Fewer points than stated, and the last row closes no ring: the end of the file is missing.
    last = parcel.vertices[-1]
    first = rings[-1].vertices[0] if rings and rings[-1].closed else None
    ended = first is not None and (first.x, first.y) == (last.x, last.y)
    if rows < stated and not ended:
        return [error("parcel.cut_short", where, **params)]
    return [warning("parcel.count", where, **params)]


def _declared_area(
    text: str, geometry: BaseGeometry, where: Where
) -> tuple[float | None, str | None, list[Issue]]:
    """The stated area in m², the unit it must be in, and a word when it is not hectares or does not fit.

    Nothing is compared with a ring that crosses itself: the stated area then speaks for one of its repairs.
    """
    value = number(text)
    if value is None or value <= 0:
        told = [warning("parcel.area_unreadable", where, text=text[:40])] if text and value is None else []
        return None, None, told
    computed, definite = drawn_area_m2(geometry)
    if not computed > 0 or not np.isfinite(computed):
        return value * UNITS_M2["ha"], "ha", []
    off = {unit: abs(float(np.log(value * m2 / computed))) for unit, m2 in UNITS_M2.items()}
    unit = min(off, key=off.__getitem__)
    if off[unit] > 0.05 and unit == "mu":  # nothing fits: judge by the two units in common use
        unit = "ha" if off["ha"] < off["m2"] else "m2"
    declared = value * UNITS_M2[unit]
    # Hectares are written with four decimals: half a square metre, or more with fewer.
    digits = decimals(text)
    slack = max(_AREA_TOLERANCE * computed, 0.51 * 10.0**-digits * UNITS_M2[unit])
    params: dict[str, float] = {"stated": value, "stated_m2": declared, "computed_m2": computed}
    if definite and abs(declared - computed) > slack:
        share = (declared - computed) / computed
        return declared, unit, [warning("parcel.area_differs", where, share=share, **params)]
    told = [] if unit == "ha" else [note(f"parcel.area_unit_{unit}", where, **params)]
    return declared, unit, told
