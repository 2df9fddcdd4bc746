"""Names that mean one feature, and names that only look alike."""

import pytest

from geo.fourbounds.names import ACCEPTED, best_match, chinese_number, similarity


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("紫衫路", "紫衫大道"),
        ("规划紫衫路", "紫衫路"),
        ("紫衫路（规划）", "紫衫路"),
        ("Ｇ４２高速", "G42高速公路"),
        ("纬七路", "纬7路"),
        ("南京市宁双路", "宁双路"),
        ("紫金路道路红线", "紫金路"),
        ("秦淮河东岸", "秦淮河"),
        ("京沪高铁", "京沪高速铁路"),
        ("示范园 创新路", "示范园创新路"),
    ],
)
def test_the_same_feature(one: str, other: str) -> None:
    assert similarity(one, other) >= ACCEPTED


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("津一路", "津二路"),
        ("中山北路", "中山南路"),
        ("中山路", "中山北路"),
        ("北环路", "北二环路"),
        ("秦淮河", "秦淮路"),
        ("紫衫路", "紫杉路"),
        ("甲路", "乙路"),
        ("经10路", "经11路"),
        ("G42高速", "G40高速"),
    ],
)
def test_another_feature(one: str, other: str) -> None:
    assert similarity(one, other) < ACCEPTED


def test_the_right_name_is_preferred_to_one_that_would_do() -> None:
    match = best_match("固镇路", ["固镇大道", "固镇路", "固镇街"])
    assert match is not None
    assert (match.name, match.score) == ("固镇路", 1.0)


def test_nothing_alike_is_nothing() -> None:
    assert best_match("固镇路", ["秦淮河"]) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [("一百零五", 105), ("两百", 200), ("二十", 20), ("十", 10), ("1,200", 1200), ("三千五百", 3500)],
)
def test_numbers_in_words(text: str, value: float) -> None:
    assert chinese_number(text) == value
