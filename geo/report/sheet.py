"""The blocks of an assessment as rows of words: what a page and a printed dossier both show.

Every function takes the frozen `Assessment`, or a piece of it, and a language; none of them measures or
judges anything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo import places, words
from geo.crs.weigh import system_words
from geo.i18n import number, text
from geo.measure.registry import MEASURES
from geo.model.measurement import Measurement
from geo.report import ledger_rows
from geo.rules.pack import packs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.model.assessment import Assessment, Finding, PartFigures
    from geo.model.datum import CrsDecision, Evidence, Hypothesis
    from geo.model.issue import Issue

SIGNS = {">=": "≥", "<=": "≤", ">": ">", "<": "<"}
SUPPORTS = {True: "✓", False: "✗", None: "·"}
ORDER = {"core": 0, "centre": 1, "base": 2}
CHANGED = ("area_m2", "points")
"""What a repair tells before and after."""


def clause(item: Assessment, finding: Finding, lang: str) -> dict[str, Any]:
    """One clause: outcome, words and citation, what was observed with its band, threshold, margin, reason."""
    known = [m for m in finding.observed.values() if words.tells(m)]
    threshold, unit = finding.threshold, finding.unit or ""
    return {
        "outcome": finding.outcome.value,
        "mark": words.OUTCOME_MARK[finding.outcome.value],
        "word": text(f"outcome.{finding.outcome.value}", lang),
        "title": title(finding, lang),
        "clause": finding.clause.text.get(lang) or finding.clause.text.get("zh", ""),
        "citation": finding.clause.article,
        "observed": [(measure_name(m.name, lang), words.measurement(m, lang)) for m in known],
        "threshold": ""
        if threshold is None
        else f"{SIGNS.get(finding.operator or '', '')} {number(threshold, unit, lang)}",
        "margin": "" if finding.margin is None else words.apart(finding.margin, unit, lang),
        "bars": [bar for m in known if (bar := _bar(m, threshold)) is not None],
        "reason": words.reasons(finding, lang),
        "evidence": evidence(item, finding, lang),
    }


def pack_name(identity: Mapping[str, str], lang: str) -> str:
    """A rule pack by the title it ships with and its version; one that does not ship, by its own id.

    Examples
    --------
    >>> pack_name({"id": "jiangsu-2024-draft", "version": "1"}, "en")
    'Jiangsu measures for IP-service cluster zones (draft for comment), version 1'
    """
    known = next((pack.title[lang] for pack in packs() if pack.id == identity["id"]), identity["id"])
    return text("sheet.pack", lang, title=known, version=identity["version"])


def title(finding: Finding, lang: str) -> str:
    """The clause in the language asked for, or as it was recorded."""
    return finding.title.get(lang) or finding.title["zh"]


def measure_name(name: str, lang: str) -> str:
    """A measure in words; empty for one nobody knows any more."""
    known = MEASURES.get(name)
    return "" if known is None else known.zh if lang == "zh" else known.en


def _bar(shown: Measurement, threshold: float | None) -> dict[str, float] | None:
    """The margin as a bar: the threshold stands at 40 %, the value fills from the left.

    ``over``: nobody knows how far it goes. What is known and longer than the bar fills it.
    """
    if not threshold or shown.value is None:
        return None
    low = shown.value if shown.low is None else shown.low
    high = shown.value if shown.high is None else shown.high
    place = {
        name: min(100.0, 40 * v / threshold)
        for name, v in (("value", shown.value), ("low", low), ("high", high))
    }
    return {**place, "over": shown.low is not None and shown.high is None}


def evidence(item: Assessment, finding: Finding, lang: str) -> list[str]:
    """What a clause rests on: the boundary and its accuracy, the ledger and what of it counts."""
    said = []
    names = {m.name for m in finding.observed.values()}
    if any("land_area" in name for name in names):
        accuracy = item.options["adopted_accuracy_m"]
        # What everybody may read has the zone's name where the name of the file was.
        key = "rests_registered" if item.source.name == item.zone.name else "rests_boundary"
        said.append(text(f"sheet.{key}", lang, file=item.source.name, accuracy=accuracy))
    for layer, asks in (("buildings", "floor_area"), ("institutions", "institutions")):
        ledger = item.ledgers.get(layer)
        if ledger is None or layer not in item.inputs or not any(asks in name for name in names):
            continue
        told = {"file": item.inputs[layer]["name"], "rows": len(ledger["rows"])}
        tally = ledger_rows.floor_counts if layer == "buildings" else ledger_rows.counts
        said.append(text(f"sheet.rests_{layer}", lang, **told, counts=tally(ledger["rows"], lang)))
    return said


def parts(item: Assessment, lang: str) -> list[dict[str, Any]]:
    """The parts with their two areas, the core first."""
    return [
        {
            "id": part.part_id,
            "role": text(f"role.{part.role or 'none'}", lang),
            "style": part.role or "none",
            "name": part.name or part.part_id,
            "mark": proposed(item, part.part_id, lang),
            "area": f"{part.area_m2:,.1f}",
            "plane": f"{part.plane_area_m2:,.1f}",
        }
        for part in core_first(item)
    ]


def proposed(item: Assessment, part_id: str, lang: str) -> str:
    """The mark of a part whose areas are those of a repair nobody has taken yet; empty without one."""
    return text("sheet.part_proposed", lang) if part_id in item.proposed_parts else ""


def figure_proposed(item: Assessment, name: str, lang: str) -> str:
    """The same mark for the land of the whole, the core or the centre, where a part of it is so repaired."""
    of = {"total_land_area_m2": None, "core_land_area_m2": "core", "centre_land_area_m2": "centre"}
    if name not in of:
        return ""
    marked = [part.part_id for part in item.parts if of[name] in {None, part.role}]
    return next((mark for part_id in marked if (mark := proposed(item, part_id, lang))), "")


def core_first(item: Assessment) -> list[PartFigures]:
    """The parts in the order people read them: core, centre, bases, the others."""
    return sorted(item.parts, key=lambda part: ORDER.get(part.role or "", 3))


def issue(
    found: Issue, index: int | None, lang: str, names: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """One problem: its number, what was found, what to do, where, and what a repair would change."""
    located = found.where.lon is not None and found.where.lat is not None
    return {
        "number": index,
        "severity": found.severity.value,
        "located": located,
        "place": words.issue_place(found.where, lang, names),
        "message": words.issue_message(found, lang),
        "action": words.issue_action(found, lang),
        "changes": _changes(found, lang),
    }


def _changes(found: Issue, lang: str) -> list[tuple[str, str, str]]:
    """Before and after of a repair: what, was, became."""
    if found.before is None or found.after is None:
        return []
    rows = []
    for key in CHANGED:
        if key in found.before and key in found.after:
            unit = "m2" if key == "area_m2" else "count"
            was, became = (
                text("ui.change_unknown", lang) if side[key] is None else number(side[key], unit, lang)
                for side in (found.before, found.after)
            )
            rows.append((text(f"ui.change_{key}", lang), was, became))
    return rows


def four_boundaries(item: Assessment, lang: str) -> dict[str, Any] | None:
    """The claim, its verdict, a row a side, and the 四至 as generated; None when there is neither."""
    found = item.four_boundaries
    claim = found.get("claim") or {}
    rows = [
        {
            "block": block.get("name") or text("ui.whole_zone", lang),
            "side": text(f"map.side_{side['direction']}", lang),
            "mark": "✓" if str(side["verdict"]).startswith("confirmed") else "?",
            "message": side.get("message", {}).get(lang, ""),
        }
        for block in claim.get("blocks", ())
        for side in block.get("sides", ())
    ]
    described = (found.get("described") or {}).get("sentence", {}).get(lang, "")
    if not rows and not described:
        return None
    return {
        "claim": claim.get("text", ""),
        "verdict": (claim.get("sentence") or {}).get(lang, ""),
        "rows": rows,
        "described": described,
    }


def readings(decision: CrsDecision, lang: str) -> list[dict[str, Any]]:
    """The readings of the coordinates with where each puts the land, and the evidence for and against."""
    return [
        {
            "name": system_words(item)[lang],
            "adopted": decision.adopted == item and decision.settled,
            "assumed": decision.adopted == item and not decision.settled,
            "fits": item.fits,
            "place": reading_place(item, lang),
            "evidence": [(SUPPORTS[e.supports], words.evidence(e, lang)) for e in _told_once(item)],
        }
        for item in decision.hypotheses
    ]


def _told_once(item: Hypothesis) -> list[Evidence]:
    """Evidence for a reading without a stated area compared twice, and a grid test that cannot tell."""
    tests = {evidence.test for evidence in item.evidence}
    twice = {"area"} if "area_shift" in tests else set()
    return [
        evidence
        for evidence in item.evidence
        if evidence.test not in twice and not (evidence.test == "grid" and evidence.supports is None)
    ]


def reading_place(item: Hypothesis, lang: str) -> str:
    """Where a reading puts the land: city, county and degrees."""
    if item.lon is None or item.lat is None:
        return ""
    named = " ".join(places.label(name, lang) for name in (item.city, item.county) if name)
    return f"{named or text('ui.outside', lang)} · {item.lon:.4f}°E, {item.lat:.4f}°N"


def concentration(item: Assessment, lang: str) -> list[tuple[str, str]]:
    """The indicators of concentration with where each stands among the zones compared with."""
    rows = []
    for measured in indicators(item):
        told = words.measurement(measured, lang)
        placed = (item.concentration.get("percentiles") or {}).get(measured.name)
        if placed is not None:
            told = text("ui.among", lang, value=told, percentile=placed["percentile"], among=placed["among"])
        rows.append((measure_name(measured.name, lang), told))
    return rows


def indicators(item: Assessment) -> list[Measurement]:
    """The indicators that tell something, the core's share of the floor area after that of the land."""
    found = {name: Measurement(**values) for name, values in item.concentration.get("indicators", {}).items()}
    shares = {name: item.measurements.get(name) for name in ("core_area_share", "core_floor_share")}
    listed = [
        each
        for name, measured in found.items()
        for each in (shares.values() if name == "core_area_share" else (measured,))
    ]
    return [each for each in listed if each is not None and each.name in MEASURES and words.tells(each)]


def sensitivity(item: Assessment, lang: str) -> tuple[list[str], list[dict[str, Any]]]:
    """Titles of the clauses with a number, and their outcomes under other defensible ways to measure."""
    titles = {f.rule: title(f, lang) for f in item.findings if f.threshold is not None}
    rows = [
        {
            "about": text(f"depends.{row.depends_on}", lang),
            "variant": words.variant(row.depends_on, row.variant, row.params, lang),
            "outcomes": [words.outcome(row.outcomes[rule], lang) for rule in titles],
        }
        for row in item.sensitivity
    ]
    return list(titles.values()), rows
