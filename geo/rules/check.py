"""What is wrong with a pack, every problem at once, each with its line."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from geo.i18n.catalogue import text as words
from geo.measure.categories import CATEGORIES
from geo.measure.registry import MEASURES
from geo.model.zone import Level, Role
from geo.rules.lines import line_of
from geo.rules.schema import BASES, DURATION_UNIT, OPERATORS, SCOPES, SEVERITIES, STATUSES, Kind

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from geo.rules.lines import Path

_ALWAYS = {"id", "kind", "title", "article", "text", "url", "severity", "scope", "applies"}
_ALWAYS |= {"effective_from", "effective_to"}
_NUMBER = {"operator", "threshold", "unit", "relaxation", "extra"}
# Keys a kind knows, beyond those every rule has: (required, allowed).
KEYS: dict[Kind, tuple[set[str], set[str]]] = {
    Kind.THRESHOLD: (
        {"measure", "operator", "threshold", "unit"},
        _NUMBER | {"measure", "basis", "substitute", "roles"},
    ),
    Kind.RATIO: (
        {"numerator", "denominator", "operator", "threshold", "unit"},
        _NUMBER | {"numerator", "denominator"},
    ),
    Kind.COUNT: ({"measure", "exclude", "operator", "threshold", "unit"}, _NUMBER | {"measure", "exclude"}),
    Kind.DURATION: ({"date", "operator", "threshold", "unit"}, _NUMBER | {"date"}),
    Kind.CHECKLIST: ({"items"}, {"items", "advisory"}),
    Kind.ADVISORY: (set(), {"indicators", "items"}),
    Kind.FOUR_BOUNDARIES: (set(), {"advisory"}),
}
_REQUIRED = ("id", "kind", "title", "article", "text", "severity")
_PACK_REQUIRED = ("id", "version", "status", "title", "note", "document", "effective_from")
_PACK_KEYS = {*_PACK_REQUIRED, "effective_to", "url"}
_SCOPE_PREFIX = {"core": "core_", "part": "part_"}
_ID = re.compile(r"[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One mistake in a pack. ``code`` is a catalogue key under ``pack_problem.``."""

    line: int
    code: str
    params: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))

    def describe(self, lang: str = "zh") -> str:
        """Say it in one sentence, the line first.

        Examples
        --------
        >>> Problem(line=7, code="unit_missing", params={"rule": "core_area"}).describe("en")
        'Line 7: the rule “core_area” has a threshold but no unit. Add unit.'
        """
        return words("pack_problem.at", lang, line=self.line, text=self._text(lang))

    def _text(self, lang: str) -> str:
        return words(f"pack_problem.{self.code}", lang, **self.params)


class _Checker:
    """Collects problems of one parsed pack."""

    def __init__(self, data: Mapping[str, Any], lines: dict[Path, int]) -> None:
        self.data = data
        self.lines = lines
        self.problems: list[Problem] = []

    def add(self, path: Path, code: str, **params: Any) -> None:
        self.problems.append(Problem(line=line_of(self.lines, path), code=code, params=params))

    def run(self) -> list[Problem]:
        self.keys((), self.data, {"pack", "rule"})
        self.pack()
        rules = self.data.get("rule", [])
        if not isinstance(rules, list) or not rules:
            self.add(("rule",), "no_rules")
            rules = []
        seen: dict[str, int] = {}
        for number, rule in enumerate(rules):
            path = ("rule", number)
            if not isinstance(rule, dict):
                self.add(path, "type", key="rule", wanted="table")
                continue
            self.rule(path, rule)
            name = str(rule.get("id"))
            if name in seen:
                self.add((*path, "id"), "rule_twice", rule=name, first=seen[name])
            seen.setdefault(name, line_of(self.lines, (*path, "id")))
        return sorted(self.problems, key=lambda problem: (problem.line, problem.code))

    def keys(self, path: Path, table: Mapping[str, Any], known: Collection[str]) -> None:
        for key in table:
            if key not in known:
                self.add((*path, key), "unknown_key", key=key, known=sorted(known))

    def require(self, path: Path, table: Mapping[str, Any], keys: Collection[str], owner: str) -> None:
        for key in keys:
            if key in table:
                continue
            code = {"article": "no_clause", "text": "no_clause", "unit": "unit_missing"}.get(key, "missing")
            self.add(path, code, key=key, rule=owner)

    def bilingual(self, path: Path, value: object) -> None:
        if (
            not isinstance(value, dict)
            or set(value) != {"zh", "en"}
            or not all(map(_is_text, value.values()))
        ):
            self.add(path, "not_bilingual", key=path[-1])

    def one_of(self, path: Path, value: object, allowed: Collection[str]) -> None:
        if value not in allowed:
            self.add(path, "not_one_of", key=path[-1], found=value, allowed=list(allowed))

    def dates(self, path: Path, table: Mapping[str, Any]) -> None:
        given = {}
        for key in ("effective_from", "effective_to"):
            if key not in table:
                continue
            if type(table[key]) is dt.date:
                given[key] = table[key]
            else:
                self.add((*path, key), "type", key=key, wanted="2024-01-31")
        if len(given) == 2 and given["effective_to"] < given["effective_from"]:
            self.add((*path, "effective_to"), "dates_reversed")

    def pack(self) -> None:
        pack = self.data.get("pack")
        if not isinstance(pack, dict):
            self.add((), "no_pack")
            return
        self.keys(("pack",), pack, _PACK_KEYS)
        self.require(("pack",), pack, _PACK_REQUIRED, "pack")
        self.dates(("pack",), pack)
        for key in ("title", "note"):
            if key in pack:
                self.bilingual(("pack", key), pack[key])
        for key in ("id", "version", "document", "url"):
            if key in pack and not (isinstance(pack[key], str) and pack[key].strip()):
                self.add(("pack", key), "type", key=key, wanted="text")
        if isinstance(pack.get("id"), str) and not _ID.fullmatch(pack["id"]):
            self.add(("pack", "id"), "bad_id", found=pack["id"])
        if "status" in pack:
            self.one_of(("pack", "status"), pack["status"], STATUSES)

    def rule(self, path: Path, rule: Mapping[str, Any]) -> None:
        owner = str(rule.get("id", "?"))
        self.require(path, rule, _REQUIRED, owner)
        if "id" in rule and not (isinstance(rule["id"], str) and _ID.fullmatch(rule["id"])):
            self.add((*path, "id"), "bad_id", found=rule["id"])
        for key in ("title", "text"):
            if key in rule:
                self.bilingual((*path, key), rule[key])
        if "article" in rule and not (isinstance(rule["article"], str) and rule["article"].strip()):
            self.add((*path, "article"), "no_clause", key="article", rule=owner)
        for key, allowed in (("severity", SEVERITIES), ("scope", SCOPES), ("basis", BASES)):
            if key in rule:
                self.one_of((*path, key), rule[key], allowed)
        self.dates(path, rule)
        if "applies" in rule:
            self.condition((*path, "applies"), rule["applies"])
        if rule.get("kind") not in list(Kind):
            self.one_of((*path, "kind"), rule.get("kind"), [kind.value for kind in Kind])
            return
        kind = Kind(rule["kind"])
        required, allowed_keys = KEYS[kind]
        self.keys(path, rule, _ALWAYS | allowed_keys)
        self.require(path, rule, sorted(required), owner)
        self.number(path, rule, kind)
        self.measures(path, rule, kind)
        self.lists(path, rule)

    def number(self, path: Path, rule: Mapping[str, Any], kind: Kind) -> None:
        if "operator" in rule:
            self.one_of((*path, "operator"), rule["operator"], list(OPERATORS))
        if "threshold" in rule and not _is_number(rule["threshold"]):
            self.add((*path, "threshold"), "type", key="threshold", wanted="number")
        fixed = {Kind.RATIO: "ratio", Kind.COUNT: "count", Kind.DURATION: DURATION_UNIT}.get(kind)
        if fixed and "unit" in rule and rule["unit"] != fixed:
            self.add((*path, "unit"), "unit_mismatch", rule=rule.get("id"), found=rule["unit"], wanted=fixed)
        for key, relaxes in (("relaxation", True), ("extra", False)):
            entries = rule.get(key, [])
            if not isinstance(entries, list):
                self.add((*path, key), "type", key=key, wanted="[[rule." + key + "]]")
                continue
            for number, entry in enumerate(entries):
                self.override((*path, key, number), rule, entry, relaxes=relaxes)

    def override(self, path: Path, rule: Mapping[str, Any], entry: object, *, relaxes: bool) -> None:
        if not isinstance(entry, dict):
            self.add(path, "type", key=str(path[-2]), wanted="table")
            return
        self.keys(path, entry, {"when", "threshold", "text"})
        self.require(path, entry, ["when", "text"] if relaxes else ["when", "threshold", "text"], "?")
        if "when" in entry:
            self.condition((*path, "when"), entry["when"])
        if "text" in entry:
            self.bilingual((*path, "text"), entry["text"])
        if "threshold" not in entry:
            return
        if not _is_number(entry["threshold"]):
            self.add((*path, "threshold"), "type", key="threshold", wanted="number")
        elif _is_number(rule.get("threshold")) and rule.get("operator") in OPERATORS:
            lower = entry["threshold"] < rule["threshold"]
            easier = lower == rule["operator"].startswith(">") and entry["threshold"] != rule["threshold"]
            if easier != relaxes:
                self.add((*path, "threshold"), "relaxation_harder" if relaxes else "extra_easier")

    def condition(self, path: Path, value: object) -> None:
        if not isinstance(value, dict) or not value:
            self.add(path, "type", key=path[-1], wanted='{ level = ["national"] }')
            return
        self.keys(path, value, {"level", "type", "city", "answer"})
        for key in ("level", "type", "city"):
            if key in value and not _is_texts(value[key]):
                self.add((*path, key), "type", key=key, wanted='["…"]')
        if _is_texts(value.get("level")):
            for level in value["level"]:
                self.one_of((*path, "level"), level, [entry.value for entry in Level])
        if "answer" in value and not isinstance(value["answer"], str):
            self.add((*path, "answer"), "type", key="answer", wanted="text")

    def measures(self, path: Path, rule: Mapping[str, Any], kind: Kind) -> None:
        unit = None if kind is Kind.RATIO else rule.get("unit")
        wanted = "count" if kind is Kind.COUNT else unit
        for key in ("measure", "substitute"):
            if key not in rule:
                continue
            value, both = rule[key], rule.get("basis") == "both"
            if isinstance(value, dict):
                self.keys((*path, key), value, {"land", "floor"})
            if both != isinstance(value, dict) or (both and set(value) != {"land", "floor"}):
                self.add((*path, key), "basis_both", rule=rule.get("id"))
            for place, name, basis in _named((*path, key), value, rule.get("basis")):
                self.measure(place, name, wanted, basis)
                if key == "measure":
                    self.scope(place, rule, name)
        if "measure" in rule and rule.get("unit") == "m2" and "basis" not in rule:
            self.add(path, "missing", key="basis", rule=rule.get("id"))
        if kind is Kind.RATIO:
            self.ratio(path, rule)

    def ratio(self, path: Path, rule: Mapping[str, Any]) -> None:
        pair = [rule.get(key) for key in ("numerator", "denominator")]
        for key, name in zip(("numerator", "denominator"), pair, strict=True):
            if key in rule:
                self.measure((*path, key), name, None, None)
        if all(isinstance(name, str) and name in MEASURES for name in pair):
            top, bottom = (MEASURES[str(name)].unit for name in pair)
            if top != bottom:
                self.add((*path, "denominator"), "unit_mismatch", rule=pair[1], found=bottom, wanted=top)

    def measure(self, path: Path, name: object, unit: object, basis: object) -> None:
        if not isinstance(name, str) or name not in MEASURES:
            self.add(path, "unknown_measure", found=name)
            return
        if unit is not None and MEASURES[name].unit != unit:
            self.add(path, "unit_mismatch", rule=name, found=unit, wanted=MEASURES[name].unit)
        other = {"land": "_floor_", "floor": "_land_"}.get(str(basis))
        if other and other in name:
            self.add(path, "basis_mismatch", found=name, basis=basis)

    def scope(self, path: Path, rule: Mapping[str, Any], name: object) -> None:
        scope = rule.get("scope", "whole")
        prefix = _SCOPE_PREFIX.get(scope)
        others = tuple(entry for key, entry in _SCOPE_PREFIX.items() if key != scope)
        if (prefix and not str(name).startswith(prefix)) or str(name).startswith(others):
            self.add(path, "scope_mismatch", found=name, scope=scope)

    def lists(self, path: Path, rule: Mapping[str, Any]) -> None:
        for key, known, code in (
            ("indicators", MEASURES, "unknown_measure"),
            ("exclude", CATEGORIES, "unknown_category"),
            ("roles", [role.value for role in Role], "unknown_role"),
        ):
            if key not in rule:
                continue
            if not _is_texts(rule[key]):
                self.add((*path, key), "type", key=key, wanted='["…"]')
                continue
            for number, name in enumerate(rule[key]):
                if name not in known:
                    self.add((*path, key, number), code, found=name)
        if "advisory" in rule and not isinstance(rule["advisory"], bool):
            self.add((*path, "advisory"), "type", key="advisory", wanted="true / false")
        if "items" in rule:
            self.items((*path, "items"), rule["items"])

    def items(self, path: Path, items: object) -> None:
        if not isinstance(items, list) or not items:
            self.add(path, "type", key="items", wanted='[{ id = "…", text = { zh = "…", en = "…" } }]')
            return
        for number, item in enumerate(items):
            place = (*path, number)
            if not isinstance(item, dict) or not isinstance(item.get("id"), str) or "text" not in item:
                self.add(place, "type", key="items", wanted='{ id = "…", text = { zh = "…", en = "…" } }')
                continue
            self.keys(place, item, {"id", "text", "evidence"})
            self.bilingual((*place, "text"), item["text"])


def _named(path: Path, value: object, basis: object) -> list[tuple[Path, object, object]]:
    """Each measure of an entry, with its place and the basis it must have."""
    if isinstance(value, dict):
        return [((*path, name), value[name], name) for name in ("land", "floor") if name in value]
    return [(path, value, basis)]


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) != float("inf")


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(entry, str) for entry in value)


def problems_of(data: Mapping[str, Any], lines: dict[Path, int]) -> list[Problem]:
    """Return every problem of one parsed pack, in the order of its lines."""
    return _Checker(data, lines).run()
