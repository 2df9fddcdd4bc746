"""The phrasings of the corpus, each read as labelled; and what the reader says of text it cannot read."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.fourbounds import Claim, ClaimedFeature, parse
from geo.fourbounds.claim import Block
from geo.words import issue_action, issue_message

CORPUS = tomllib.loads((Path(__file__).parent / "phrasings.toml").read_text(encoding="utf-8"))
KEYS = {"e": "东", "s": "南", "w": "西", "n": "北"}
SIMPLE = [(text, group["sides"]) for group in CORPUS["simple"] for text in group["texts"]]


def _feature(feature: ClaimedFeature) -> str:
    if feature.is_coordinate:
        lon, lat = ("" if value is None else f"{round(value, 8)}" for value in (feature.lon, feature.lat))
        return f"={lon},{lat}"
    number = "" if feature.offset_m is None else f"{feature.offset_m:g}"
    direction = feature.offset_direction.zh if feature.offset_direction else ""
    return f"{feature.name}@{number}{direction}" if number or direction else feature.name


def _sides(block: Block) -> dict[str, str]:
    return {
        side.direction.zh: "|".join(_feature(feature) for feature in side.features) for side in block.sides
    }


def _expected(sides: dict[str, Any]) -> dict[str, str]:
    return {KEYS[key]: value for key, value in sides.items() if key in KEYS}


def _spans_hold(claim: Claim) -> None:
    for block in claim.blocks:
        for side in block.sides:
            for feature in side.features:
                assert claim.text[feature.span.start : feature.span.end] == feature.span.text
                assert feature.span.text


def test_the_corpus_is_large_enough() -> None:
    texts = [text for text, _ in SIMPLE] + [
        case["text"] for key in ("case", "blocks") for case in CORPUS[key]
    ]
    assert len(set(texts)) >= 150


@pytest.mark.parametrize(("text", "sides"), SIMPLE)
def test_four_sides_in_any_phrasing(text: str, sides: dict[str, str]) -> None:
    claim = parse(text)
    assert [_sides(block) for block in claim.blocks] == [_expected(sides)]
    assert not claim.unread
    assert claim.complete
    _spans_hold(claim)


@pytest.mark.parametrize("case", CORPUS["case"], ids=lambda case: case["text"][:30])
def test_a_case_of_the_corpus(case: dict[str, Any]) -> None:
    claim = parse(case["text"])
    expected = _expected(case["sides"])
    assert [_sides(block) for block in claim.blocks] == ([expected] if expected else [])
    if not expected:
        assert [issue.code for issue in claim.issues] == ["claim.no_side"]
        return
    (block,) = claim.blocks
    assert "".join(d.zh for d in block.missing) == "".join(d for d in "东南西北" if d not in expected)
    assert "".join(d.zh for d in block.contradictory) == case.get("contradictory", "")
    assert "".join(side.direction.zh for side in block.sides if side.flipped) == case.get("flipped", "")
    assert [span.text for span in claim.unread] == case.get("unread", [])
    if "area_m2" in case:
        assert block.area is not None
        assert block.area.area_m2 == pytest.approx(case["area_m2"])
    _spans_hold(claim)


@pytest.mark.parametrize("case", CORPUS["blocks"], ids=lambda case: case["text"][:20])
def test_blocks_of_the_corpus(case: dict[str, Any]) -> None:
    claim = parse(case["text"])
    assert [block.name for block in claim.blocks] == [block.get("name") for block in case["blocks"]]
    assert [_sides(block) for block in claim.blocks] == [_expected(block) for block in case["blocks"]]
    areas = [block.area and block.area.area_m2 for block in claim.blocks]
    assert areas == [pytest.approx(b["area_m2"]) if "area_m2" in b else None for b in case["blocks"]]
    assert (claim.total and claim.total.area_m2) == case.get("total_m2")
    _spans_hold(claim)


def test_the_closing_clause_is_kept() -> None:
    claim = parse("东至甲路，南至乙路，西至丙路，北至丁路。具体以界址点坐标控制。")
    assert claim.closing is not None
    assert claim.closing.text == "具体以界址点坐标控制"


def test_a_missing_and_a_contradictory_side_are_told() -> None:
    codes = [issue.code for issue in parse("东至甲路，东至乙路，南至丙路").issues]
    assert codes == ["claim.missing_side", "claim.missing_side", "claim.contradictory"]


def test_lists_that_do_not_fit_are_not_guessed() -> None:
    claim = parse("东、南、西分别至甲路、乙路，北至丙路")
    assert [_sides(block) for block in claim.blocks] == [{"北": "丙路"}]
    assert "claim.count" in {issue.code for issue in claim.issues}
    assert not claim.complete


def test_an_empty_text() -> None:
    assert [issue.code for issue in parse(" \n").issues] == ["claim.empty"]


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="东南西北至到以为界路河一二，、；。：（）()12米 \n区块面积公顷°甲乙", max_size=60))
def test_any_text_is_read_without_an_error_and_spans_stay_inside(text: str) -> None:
    claim = parse(text)
    _spans_hold(claim)
    for span in claim.unread:
        assert claim.text[span.start : span.end] == span.text


def test_the_side_that_is_missing_is_named_in_each_language() -> None:
    issues = [
        issue for issue in parse("东至甲路、南至乙路、西至丙路").issues if issue.code == "claim.missing_side"
    ]
    assert [issue_action(issue, "zh") for issue in issues] == ["补充「北至…」。"]
    assert issue_message(issues[0], "en") == "The claimed four boundaries lack the north side."
    assert "北侧" in issue_message(issues[0], "zh")
