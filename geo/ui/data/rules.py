"""The rule packs as a person reads them: clause, requirement, dates; and which one is in use."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo.i18n import number, text
from geo.ui import address, publisher, render
from geo.ui.state import Key

if TYPE_CHECKING:
    from geo.registry import Person, Register
    from geo.rules.schema import Pack, Rule

COMPARED = {">=": "≥", "<=": "≤", ">": ">", "<": "<", "==": "="}


def draw(_register: Register, _person: Person, lang: str) -> None:
    """The packs, and the rules of the chosen one."""
    from geo.rules.pack import packs

    used = publisher.settings().pack
    found = {pack.id: pack for pack in packs()}
    address.restore(Key.DATA_PACK, found, default=used)
    chosen = st.selectbox(
        text("ui.data.rules.choose", lang),
        list(found),
        format_func=lambda key: _called(found[key], used, lang),
        key=Key.DATA_PACK,
    )
    address.keep(Key.DATA_PACK, default=used)
    _pack(found[chosen], lang)


def _called(pack: Pack, used: str, lang: str) -> str:
    mark = text("ui.data.rules.in_use", lang) if pack.id == used else text(f"status.{pack.status}", lang)
    return f"{pack.title[lang]}（{mark}）" if lang == "zh" else f"{pack.title[lang]} ({mark})"


def _pack(pack: Pack, lang: str) -> None:
    until = pack.effective_to.isoformat() if pack.effective_to else text("cli.pack_open", lang)
    dates = f"{pack.effective_from.isoformat()} – {until}"
    if pack.status == "draft":
        dates = text("cli.pack_not_in_force", lang)
    rows = [
        ("document", pack.document),
        ("status", text(f"status.{pack.status}", lang)),
        ("dates", dates),
        ("version", pack.version),
        ("note", pack.note[lang]),
        ("fingerprint", pack.sha256),
    ]
    render.html(
        "data_facts.html.j2",
        title=pack.title[lang],
        rows=[(text(f"ui.data.rules.{key}", lang), value) for key, value in rows],
    )
    heads = ("rule", "requirement", "clause", "scope", "kind", "dates")
    with st.container(key="data_rules"):
        render.html(
            "data_table.html.j2",
            title=text("ui.data.rules.rules", lang, count=len(pack.rules)),
            heads=[text(f"ui.data.rules.head_{head}", lang) for head in heads],
            rows=[_rule(rule, lang) for rule in pack.rules],
            empty="",
        )


def _rule(rule: Rule, lang: str) -> tuple[str, ...]:
    kind = text(f"kind.{rule.kind.value}", lang)
    weight = text(f"rule_severity.{rule.severity}", lang)
    joint = "；" if lang == "zh" else "; "
    return (
        rule.title[lang],
        joint.join((_required(rule, lang), *_otherwise(rule, lang))),
        f"{rule.clause.text[lang]}（{rule.clause.article}）",
        text(f"ui.data.rules.scope_{rule.scope}", lang),
        f"{kind} · {weight}",
        _dates(rule, lang),
    )


def _required(rule: Rule, lang: str) -> str:
    if rule.threshold is None:
        return text("ui.data.rules.no_number", lang)
    sign = COMPARED.get(rule.operator or "", rule.operator or "")
    said = f"{sign} {number(rule.threshold, rule.unit or '', lang)}"
    if rule.exclude:
        from geo.measure.categories import CATEGORIES

        excluded = [getattr(CATEGORIES[name], lang) for name in rule.exclude]
        said += text("ui.data.rules.excluding", lang, categories=excluded)
    return said


def _otherwise(rule: Rule, lang: str) -> list[str]:
    """Thresholds that hold instead under a condition, in the words of the pack."""
    return [override.text[lang] for override in rule.overrides]


def _dates(rule: Rule, lang: str) -> str:
    if rule.effective_from is None and rule.effective_to is None:
        return text("ui.data.rules.as_pack", lang)
    first = rule.effective_from.isoformat() if rule.effective_from else "…"
    last = rule.effective_to.isoformat() if rule.effective_to else text("cli.pack_open", lang)
    return f"{first} – {last}"
