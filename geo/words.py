"""Model objects as sentences: the one place where an issue, a reason or a place becomes text."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from geo.i18n import number, text
from geo.i18n.catalogue import has

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geo.model.assessment import Assessment, Finding, Outcome, Reason
    from geo.model.datum import CrsDecision, Evidence
    from geo.model.issue import Issue, Where
    from geo.model.measurement import Measurement

OUTCOME_MARK = {"pass": "✓", "fail": "✗", "review": "?", "advisory": "i", "not_applicable": "–"}
"""A sign beside the word, so that colour is never alone."""


_ASIDE = re.compile("⟦([^⟧]*)⟧")
_LARGE_M2 = 100_000.0
_COUNTED_IN = {"zh": 1e4, "en": 1e6}
"""From `_LARGE_M2` on square metres are counted in ten thousands, in English in millions."""
EVEN_M2 = 0.05
"""Half the last digit an area is printed with."""
_NOISE_M2 = 0.001
"""Below it a band is arithmetic, not accuracy."""


def glance(value: float | None, unit: str, lang: str = "zh") -> str:
    """A value for a map, a title or a key figure: large areas short; tables keep their square metres.

    Examples
    --------
    >>> glance(11_789_801.1, "m2"), glance(11_789_801.1, "m2", "en"), glance(63_327.8, "m2")
    ('1,179.0 万 m²', '11.79 million m²', '63,327.8 m²')
    """
    if unit != "m2" or value is None or abs(value) < _LARGE_M2:
        return number(value, unit, lang)
    return text("large_m2", lang, value=value / _COUNTED_IN[lang])


def issue_message(issue: Issue, lang: str = "zh", *, command: bool = False) -> str:
    """What was found; with ``command`` for somebody at the command line."""
    return _spoken(text(f"issue.{issue.code}.message", lang, **issue.params), command=command)


def issue_action(issue: Issue, lang: str = "zh", *, command: bool = False) -> str:
    """What to do about it; with ``command`` for somebody at the command line.

    Examples
    --------
    >>> from geo.model.issue import Issue, Severity
    >>> drawn = Issue(code="supporting_file.dwg", severity=Severity.ERROR)
    >>> "sizhi template" in issue_action(drawn), "sizhi template" in issue_action(drawn, command=True)
    (False, True)
    """
    return _spoken(text(f"issue.{issue.code}.action", lang, **issue.params), command=command)


def _spoken(said: str, *, command: bool) -> str:
    """Keep what catalogues say in ⟦⟧ for the command line, and leave it out on pages and in papers."""
    return _ASIDE.sub(r"\1" if command else "", said)


def part_names(item: Assessment) -> dict[str, str]:
    """Names of the parts that have one, by id: for `issue_place`."""
    return {part.part_id: part.name for part in item.parts if part.name}


def issue_place(where: Where, lang: str = "zh", names: Mapping[str, str] | None = None) -> str:
    """Where it is, from the file down to the point; empty when nothing is known.

    Parameters
    ----------
    where
        The place.
    lang
        ``zh`` or ``en``.
    names
        Names of parts by id; a part that has one is told by it.

    Examples
    --------
    >>> from geo.model.issue import Where
    >>> issue_place(Where(part="2", ring=1, point=7, lon=120.561235, lat=31.3))
    '部分 2 · 第 1 圈 · 第 7 点 · 120.561235°E, 31.300000°N'
    >>> issue_place(Where(part="3", row=3), "zh", {"3": "示例一号基地"})
    '示例一号基地（部分 3） · 第 3 行'
    """
    named = (names or {}).get(where.part or "")
    pieces = [
        text("where.named_part", lang, value=value, name=named)
        if name == "part" and named
        else text(f"where.{name}", lang, value=value)
        for name in ("file", "layer", "part", "row", "ring", "point")
        if (value := getattr(where, name)) is not None
    ]
    if where.lon is not None and where.lat is not None:
        pieces.append(f"{where.lon:.6f}°E, {where.lat:.6f}°N")
    elif where.x is not None and where.y is not None:
        pieces.append(text("where.xy", lang, x=f"{where.x:.10g}", y=f"{where.y:.10g}"))
    return " · ".join(pieces)


def reason(item: Reason, lang: str = "zh") -> str:
    """Why an outcome is what it is."""
    told = text(f"reason.{item.code}", lang, **item.params)
    return told[:1].upper() + told[1:]


def reasons(finding: Finding, lang: str = "zh") -> str:
    """All reasons of a finding as one text."""
    joint = "" if lang == "zh" else " "
    return joint.join(reason(item, lang) for item in finding.reasons)


def evidence(item: Evidence, lang: str = "zh") -> str:
    """One test of a reading of the coordinates."""
    against = item.test == "grid" and item.supports is False
    if item.test in {"area", "area_shift"}:
        return text(f"evidence.area{'_parts' if item.params.get('parts') else ''}", lang, **item.params)
    if item.test == "grid" and item.supports and "points" in item.params:
        return _on_grid(item.params, lang)
    return text("evidence.grid_off" if against else f"evidence.{item.test}", lang, **item.params)


def _on_grid(params: Mapping[str, Any], lang: str) -> str:
    """How many vertices stand on a survey grid, and the parts that do not."""
    if params["on"] == params["points"]:
        return text("evidence.grid_all", lang, points=params["points"])
    told = text("evidence.grid_some", lang, points=params["points"], on=params["on"])
    names = (", " if lang == "en" else "、").join(params["off"])
    return told + (text("evidence.grid_parts", lang, names=names) if names else "")


def evidence_lines(items: Iterable[Evidence], lang: str = "zh") -> list[str]:
    """What speaks for and against a reading, each sentence once; a grid test that cannot tell is left out."""
    told = (evidence(item, lang) for item in items if item.test != "grid" or item.supports is not None)
    return list(dict.fromkeys(told))


def crs_status(decision: CrsDecision, lang: str = "zh") -> str:
    """How the coordinate system was arrived at."""
    turned = decision.adopted is not None and decision.adopted.swapped and decision.status == "confirmed"
    return text("crs_status.confirmed_swapped" if turned else f"crs_status.{decision.status.value}", lang)


def outcome(value: Outcome, lang: str = "zh") -> str:
    """Mark and word of an outcome: ``✓ 符合``."""
    return f"{OUTCOME_MARK[value.value]} {text(f'outcome.{value.value}', lang)}"


def variant(depends_on: str, name: str, params: Mapping[str, Any], lang: str = "zh") -> str:
    """One other way to measure, a row of the sensitivity table, as a person calls it.

    Examples
    --------
    >>> variant("area_method", "plane", {}), variant("accuracy", "3 m", {"variant_m": 3.0}, "en")
    ('按高斯平面面积计', 'with vertices accurate to 3 m')
    """
    if depends_on in {"area_method", "basis"}:
        return text(f"depends_on.{depends_on}.{name}", lang)
    method = text(f"repair.method.{name}", lang) if depends_on == "repair" else None
    return text(f"depends_on.{depends_on}", lang, **params, method=method)


def accuracy(accuracy_m: float, origin: str, lang: str = "zh") -> str:
    """How well the vertices are known, and who says so.

    Examples
    --------
    >>> accuracy(0.05, "given")
    '界址点中误差：每个坐标 0.05 m（由提交人说明）'
    """
    told = text(f"accuracy_origin.{origin}", lang)
    key = "areas.accuracy" if origin in {"given", "file", "written"} else "areas.accuracy_default"
    return text(key, lang, accuracy=accuracy_m, origin=told)


def area_differences(row: Mapping[str, Any], lang: str = "zh") -> str:
    """Why the areas of one land differ: the plane, and what was declared.

    Parameters
    ----------
    row
        One entry of ``Assessment.areas``.

    Examples
    --------
    >>> area_differences({"scope": "total", "areas_m2": {"ellipsoidal": 1000.0, "plane": 1001.0},
    ...                   "band_m2": 5.0, "central_meridian": 120.0, "offset_m": -44700.0,
    ...                   "plane_excess": 4.9e-05, "declared": None})
    '用地距中央经线 120° 约 44.7 km，平面面积因此偏大 49 ppm。'
    """
    stop, joint = ("。", "") if lang == "zh" else (".", " ")
    plane = text(
        "area_method.plane_difference",
        lang,
        offset_km=abs(row["offset_m"]) / 1000,
        central_meridian=row["central_meridian"],
        excess_ppm=1e6 * row["plane_excess"],
    )
    told = [plane[:1].upper() + plane[1:] + stop]
    if row["declared"] is not None:
        told.append(_declared(row, lang))
    return joint.join(told)


def _declared(row: Mapping[str, Any], lang: str) -> str:
    stated = row["declared"]
    method = stated["agrees_with"]
    if method is not None:
        code = f"agrees_{method}"
    else:
        code = "within_band" if stated["within_band"] else "outside_band"
    return text(
        f"areas.declared_{code}",
        lang,
        value=number(stated["value_m2"], "m2", lang),
        difference=f"{stated['difference_m2']:+,.1f}",
        band=f"{row['band_m2']:,.1f}",
    )


def measurement(item: Measurement | None, lang: str = "zh") -> str:
    """A measured value with its unit and, when there is one, its band.

    Examples
    --------
    >>> from geo.model.measurement import Measurement
    >>> measurement(Measurement(name="core_land_area_m2", value=1013.2, unit="m2", method="ellipsoidal",
    ...                         low=1010.1, high=1016.3))
    '1,013.2 m² ± 3.1'
    >>> measurement(Measurement(name="market_institutions", value=16, unit="count", method="ledger",
    ...                         low=14, high=17))
    '16（14–17）'
    >>> measurement(Measurement(name="total_floor_area_m2", value=5200.0, unit="m2", method="floor_ledger",
    ...                         low=4100.0))
    '5,200.0 m²（至少 4,100.0 m²，上限不明）'
    """
    if item is None:
        return "—"
    if undetermined(item):
        why = f"undetermined.why.{item.method}"
        ends = between(item, lang)
        if not has(why):
            return text("undetermined.alone", lang, between=ends)
        return text("undetermined.told", lang, between=ends, why=text(why, lang))
    if item.value is None:
        return "—"
    shown = number(item.value, item.unit, lang)
    said = band(item, lang)
    if not said or said.startswith("±"):
        return f"{shown} {said}".rstrip()
    return f"{shown}（{said}）" if lang == "zh" else f"{shown} ({said})"


_DECIMALS = {"m2": 1, "m": 1, "ratio": 3, "1_per_ha": 2, "count": 0}
"""Decimals a value is printed with, by unit; of a share those of its percentage and two more."""


def apart(by: float, unit: str, lang: str = "zh") -> str:
    """How much more or less, with its sign; percentages lie percentage points apart.

    Examples
    --------
    >>> apart(-8946.0, "m2"), apart(0.111, "ratio"), apart(0.111, "ratio", "en")
    ('−8,946.0 m²', '+11.1 个百分点', '+11.1 percentage points')
    """
    return ("+" if by >= 0 else "−") + _size(abs(by), unit, lang)


def _size(by: float, unit: str, lang: str) -> str:
    return text("points", lang, value=100 * by) if unit == "ratio" else number(by, unit, lang)


def difference(before: float, after: float, unit: str, lang: str = "zh") -> str:
    """What a value gained or lost, as a reader works it out of the two printed values.

    Examples
    --------
    >>> difference(0.67138, 0.78161, "ratio"), difference(63_327.75, 54_381.84, "m2")
    ('+11.1 个百分点', '−8,946.0 m²')
    >>> difference(63_327.81, 63_327.79, "m2")
    '不到 0.1 m²'
    """
    decimals = _DECIMALS.get(unit)
    if decimals is None:
        return apart(after - before, unit, lang)
    scale = 2 if unit == "ratio" else 0
    one, other = (
        Decimal(f"{value * 10**scale:.{decimals - scale}f}").scaleb(-scale) for value in (before, after)
    )
    if one == other:
        return text("under", lang, value=_size(10.0**-decimals, unit, lang))
    return apart(float(other - one), unit, lang)


def tells(item: Measurement | None) -> bool:
    """Whether there is anything to say of a measurement: a value, or the ends it lies between."""
    return item is not None and (item.value is not None or item.low is not None)


def undetermined(item: Measurement) -> bool:
    """Whether nothing can be said of a value: it may be anything, or what is certain gives none.

    Examples
    --------
    >>> from geo.model.measurement import Measurement
    >>> undetermined(Measurement(name="core_institution_share", value=0.0, unit="ratio",
    ...                          method="institution_list", low=0.0, high=1.0))
    True
    """
    if item.low is None or item.high is None:
        return False
    return item.value is None or (item.unit == "ratio" and item.low <= 0 and item.high >= 1)


def between(item: Measurement, lang: str = "zh") -> str:
    """The two ends of a band."""
    low, high = (_end(value, item.unit, lang) for value in (item.low, item.high))
    return text("band.between", lang, low=low, high=high)


def _end(value: float | None, unit: str, lang: str) -> str:
    """An end of a band; nothing and everything are exact."""
    return f"{100 * value:.0f} %" if unit == "ratio" and value in {0.0, 1.0} else number(value, unit, lang)


def band(item: Measurement, lang: str = "zh") -> str:
    """How far a value may be off: ± of an area, both ends of anything else, or the end that is known.

    Examples
    --------
    >>> from geo.model.measurement import Measurement
    >>> band(Measurement(name="part_land_area_m2", value=50.0, unit="m2", method="x", low=49.96, high=50.04))
    '± 0.04'
    """
    if item.value is None or item.low == item.high:
        return ""
    if item.low is None or item.high is None:
        key, end = ("at_least", item.low) if item.high is None else ("at_most", item.high)
        return text(f"band.{key}", lang, value=number(end, item.unit, lang))
    below, above = item.value - item.low, item.high - item.value
    if item.unit == "m2" and abs(below - above) <= EVEN_M2:
        # A band finer than the value is printed is told with a digit of its own, never as nothing.
        return f"± {above:,.1f}" if above >= EVEN_M2 else f"± {above:.1g}" if above >= _NOISE_M2 else ""
    return f"{number(item.low, item.unit, lang)}–{number(item.high, item.unit, lang)}"


def verdict(findings: tuple[Finding, ...], lang: str = "zh") -> str:
    """The overall verdict in one sentence: how many clauses came to what."""
    counts = {name: sum(f.outcome.value == name for f in findings) for name in OUTCOME_MARK}
    pieces = [
        text(f"verdict.{name}", lang, count=count)
        for name, count in counts.items()
        if count and has(f"verdict.{name}", lang)
    ]
    return ("，" if lang == "zh" else ", ").join(pieces)
