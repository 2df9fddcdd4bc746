"""One application under two packs or on two days."""

from pathlib import Path

import pytest

from geo.assess import demo_application
from geo.assess.compare import Comparison, choices_of, compare, comparison_document
from geo.errors import PackError, UsageError
from geo.model.assessment import Outcome

JIANGSU, ZHEJIANG = "jiangsu-2024-draft", "zhejiang-digital-ad-2024-illustrative"
PACK = """
[pack]
id = "{name}"
version = "1"
status = "draft"
effective_from = 2024-01-01
document = "《示范办法》"
title = {{ zh = "示范办法", en = "Sample measures" }}
note = {{ zh = "用于测试。", en = "For a test." }}

[[rule]]
id = "{rule}"
kind = "threshold"
title = {{ zh = "总用地", en = "Land" }}
article = "第一条"
text = {{ zh = "用地不少于若干平方米", en = "Land not less than so much" }}
severity = "hard"
scope = "whole"
basis = "land"
measure = "total_land_area_m2"
operator = ">="
threshold = {threshold}
unit = "m2"
"""


def _compared(*packs: str | Path, days: tuple[str, ...] = ()) -> Comparison:
    found = compare(demo_application(), choices_of([str(pack) for pack in packs], days))
    assert isinstance(found, Comparison)
    return found


def _pack(folder: Path, name: str, rule: str, threshold: float) -> Path:
    path = folder / f"{name}.toml"
    path.write_text(PACK.format(name=f"sample-{name}", rule=rule, threshold=threshold), encoding="utf-8")
    return path


def test_every_clause_of_every_pack_has_a_row_and_shared_ones_share_it() -> None:
    found = _compared(JIANGSU, ZHEJIANG)
    ids = [{finding.rule for finding in row.findings if finding} for row in found.rows]
    both = [row for row in found.rows if None not in row.findings]
    assert all(len(each) == 1 for each in ids)
    assert [finding.rule for finding in both[0].findings] == ["floor_area", "floor_area"]
    assert [finding.threshold for finding in both[0].findings] == [5000, 20000]
    assert not both[0].same
    assert not found.same
    for column, item in enumerate(found.assessments):
        shown = [row.findings[column] for row in found.rows if row.findings[column]]
        assert sorted(f.rule for f in shown) == sorted(f.rule for f in item.findings)


def test_clauses_of_other_names_that_look_at_the_same_measure_share_a_row(tmp_path: Path) -> None:
    one, other = _pack(tmp_path, "a", "land", 60_000), _pack(tmp_path, "b", "ground", 70_000)
    (row,) = _compared(one, other).rows
    # The demonstration zone has 63,328 m².
    assert [finding.outcome for finding in row.findings] == [Outcome.PASS, Outcome.FAIL]


def test_the_same_pack_twice_over_is_the_same_on_two_days_in_force() -> None:
    found = _compared(JIANGSU, days=("2025-01-01", "2026-01-01"))
    assert found.same
    assert [item.options["on"] for item in found.assessments] == ["2025-01-01", "2026-01-01"]


def test_a_day_before_the_pack_is_in_force_differs() -> None:
    found = _compared(JIANGSU, days=("2023-12-31", "2024-01-01"))
    floor = next(row for row in found.rows if row.findings[0].rule == "floor_area")
    assert [f.outcome for f in floor.findings] == [Outcome.NOT_APPLICABLE, Outcome.PASS]
    assert not found.same


def test_the_document_carries_both_columns_and_null_for_a_clause_a_pack_lacks() -> None:
    found = _compared(JIANGSU, ZHEJIANG)
    document = comparison_document(found, "en")
    assert [column["pack"]["id"] for column in document["columns"]] == [JIANGSU, ZHEJIANG]
    assert [c["digest"] for c in document["columns"]] == [a.digest for a in found.assessments]
    core = next(row for row in document["rows"] if (row["findings"][0] or {}).get("rule") == "core_area")
    assert core["findings"][0]["outcome"] == "pass"
    assert core["findings"][1] is None


def test_one_column_is_no_comparison() -> None:
    with pytest.raises(UsageError, match="one_column"):
        choices_of([JIANGSU, JIANGSU], [])


def test_an_unknown_pack_is_refused() -> None:
    with pytest.raises(PackError, match="unknown"):
        _compared(JIANGSU, "no-such-pack")
