"""Values of reasons with their own words in both languages.

A reason travels as a code and values; a template picks ``{measure[zh]}`` or ``{measure[en]}``, so that
one sentence never mixes languages and no internal name reaches a person.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from geo.i18n import LANGUAGES, number, text
from geo.i18n.catalogue import has
from geo.measure.categories import CATEGORIES
from geo.measure.registry import MEASURES
from geo.rules.schema import DURATION_UNIT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.model.assessment import Outcome
    from geo.rules.schema import Condition

Said = dict[str, Any]


def catalogued(key: str) -> Said:
    """One catalogue entry in every language.

    Examples
    --------
    >>> catalogued("role.core")
    {'zh': '核心区', 'en': 'core', 'code': 'core'}
    """
    return {**{lang: text(key, lang) for lang in LANGUAGES}, "code": key.rpartition(".")[2]}


def measure(name: str) -> Said:
    """Plain name of a measure; of a ratio or duration the words of the catalogue, or its own id."""
    if name in MEASURES:
        info = MEASURES[name]
        return {"zh": info.zh, "en": info.en, "code": name}
    return catalogued(f"measured.{name}") if has(f"measured.{name}") else catalogued("measured.figure")


def need(name: str) -> Said:
    """What to supply so that a missing measure can be had."""
    for key in (name, "floor" if "floor" in name else "other"):
        if has(f"need.{key}"):
            return catalogued(f"need.{key}")
    raise KeyError(name)


def outcome(value: Outcome) -> Said:
    """Words of an outcome."""
    return catalogued(f"outcome.{value.value}")


def category(key: str) -> Said:
    """Words of a kind of institution."""
    found = CATEGORIES[key]
    return {"zh": found.zh, "en": found.en, "code": key}


def date_name(name: str) -> Said:
    """Words of a date a duration is counted from."""
    return catalogued(f"date.{name}") if has(f"date.{name}") else catalogued("date.start")


def joined(entries: Sequence[Mapping[str, Any]]) -> Said:
    """Several values as one list.

    Examples
    --------
    >>> joined([{"zh": "甲", "en": "A"}, {"zh": "乙", "en": "B"}])
    {'zh': '甲、乙', 'en': 'A, B', 'codes': [None, None]}
    """
    return {
        "zh": "、".join(str(entry["zh"]) for entry in entries),
        "en": ", ".join(str(entry["en"]) for entry in entries),
        "codes": [entry.get("code", entry.get("id")) for entry in entries],
    }


def condition(asked: Condition) -> Said:
    """Which zones a clause is for."""
    pieces: list[Mapping[str, Any]] = [catalogued(f"level.{level}") for level in asked.level]
    pieces += [{"zh": name, "en": name, "code": name} for name in (*asked.type, *asked.city)]
    if asked.answer:
        pieces.append(catalogued("measured.stated_condition"))
    return joined(pieces)


def amount(value: float | None, unit: str | None, *, beside: float | None = None) -> Said:
    """A number with its unit, with so many digits that it differs from ``beside`` when it does.

    Examples
    --------
    >>> amount(4999.98, "m2", beside=5000.0)["zh"], amount(5000.0, "m2", beside=5000.0)["zh"]
    ('4,999.98 m²', '5,000.0 m²')
    >>> amount(2.5, "years")["en"]
    '2.50 years'
    """
    if value is not None and math.isinf(value):
        return {**catalogued("measured.no_limit"), "number": None}
    said: Said = {lang: _shown(value, unit or "", lang) for lang in LANGUAGES}
    if value is not None and beside is not None and value != beside:
        for lang in LANGUAGES:
            if said[lang] == _shown(beside, unit or "", lang):
                said[lang] = _exact(value, unit or "", lang)
    return {**said, "number": value}


def _shown(value: float | None, unit: str, lang: str) -> str:
    if value is None:
        return "—"
    # Ten digits first: the last bits of a sum must not tip the digit that is printed.
    value = float(f"{value:.10g}")
    return text("unit.years", lang, value=value) if unit == DURATION_UNIT else number(value, unit, lang)


def _exact(value: float, unit: str, lang: str) -> str:
    match unit:
        case "m2" | "m":
            return f"{value:,.10g} {unit.replace('2', '²')}"
        case "ratio":
            return f"{100 * value:.10g} %"
        case "years":
            return text("unit.years_exact", lang, value=value)
        case _:
            return f"{value:,.10g}"
