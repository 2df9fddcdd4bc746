"""Every rule case of the tables: outcomes worked out by hand from the clause and the numbers given."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

import pytest

from geo import words
from geo.measure.registry import MEASURES
from geo.model.measurement import Measurement
from geo.rules.evaluate import evaluate
from geo.rules.facts import Answer, Facts, PartFacts
from geo.rules.pack import load_pack

HERE = Path(__file__).parent


def _load() -> list[tuple[str, dict[str, Any]]]:
    found = []
    for path in sorted((HERE / "cases").glob("*.toml")):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        for case in table["case"]:
            shared = {"pack": table["pack"], "rule": table.get("rule")}
            found.append((f"{path.stem}: {case['name']}", {**shared, **case}))
    return found


CASES = _load()


def _measurement(name: str, numbers: list[Any], unit: str | None = None) -> Measurement:
    unit = unit or MEASURES[name].unit
    method = {"count": "institution_list"}.get(unit, "ellipsoidal")
    if "floor" in name:
        method = "floor_ledger"
    value, low, high = (*numbers, None, None, None)[:3] if len(numbers) != 1 else (numbers[0], None, None)
    high = None if high == "open" else high
    return Measurement(name=name, value=value, unit=unit, method=method, low=low, high=high)


def facts_of(case: dict[str, Any]) -> Facts:
    dates = case.get("dates", {})
    return Facts(
        measurements={name: _measurement(name, numbers) for name, numbers in case.get("m", {}).items()},
        level=case.get("level"),
        zone_type=case.get("type"),
        city=case.get("city"),
        answers={
            key: Answer(value=answer[0], evidence=tuple(answer[1:]))
            for key, answer in case.get("answers", {}).items()
        },
        categories={
            key: _measurement(key, numbers, "count") for key, numbers in case.get("categories", {}).items()
        },
        parts=tuple(
            PartFacts(
                part_id=part["id"],
                role=part["role"],
                measurements={"part_land_area_m2": _measurement("part_land_area_m2", part["land"])},
            )
            for part in case.get("parts", [])
        ),
        dates={key: (days[0], days[-1]) for key, days in dates.items()},
        claims=case.get("claims", {}),
        claim=case.get("claim"),
        on_date=case.get("on"),
    )


@pytest.mark.parametrize("case", [case for _, case in CASES], ids=[name for name, _ in CASES])
def test_case(case: dict[str, Any]) -> None:
    name = case["pack"]
    pack = load_pack(HERE / "packs" / f"{name}.toml" if name == "language" else name)
    finding = next(f for f in evaluate(pack, facts_of(case)) if f.rule == case["rule"])
    assert finding.outcome.value == case["expect"]
    if "because" in case:
        assert [reason.code for reason in finding.reasons] == case["because"]
    if "margin" in case:
        assert finding.margin == pytest.approx(case["margin"], abs=1e-6)
    if "observed" in case:
        assert list(finding.observed) == case["observed"]
    if "threshold" in case:
        assert finding.threshold == case["threshold"]
    for lang in ("zh", "en"):
        said = words.reasons(finding, lang)
        assert said
        assert "{" not in said
        assert "_" not in said


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 120
    assert len({name for name, _ in CASES}) == len(CASES)


def test_every_rule_of_every_pack_has_a_case() -> None:
    tried = {(case["pack"], case["rule"]) for _, case in CASES}
    packs = [load_pack(name) for name in {case["pack"] for _, case in CASES} - {"language"}]
    assert {(pack.id, rule.id) for pack in packs for rule in pack.rules} <= tried


def test_a_case_names_a_day_as_a_day() -> None:
    assert all(isinstance(case.get("on", dt.date.min), dt.date) for _, case in CASES)
