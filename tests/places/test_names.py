"""Names of places, as people type them."""

import pytest

from geo.errors import UsageError
from geo.i18n import text
from geo.places import CITIES, city_name, county_name, label, load, require_city, require_county

# From GB/T 2260 and the ministry's list, not from our file.
CODES = {
    "南京": 320100,
    "无锡": 320200,
    "徐州": 320300,
    "常州": 320400,
    "苏州": 320500,
    "南通": 320600,
    "连云港": 320700,
    "淮安": 320800,
    "盐城": 320900,
    "扬州": 321000,
    "镇江": 321100,
    "泰州": 321200,
    "宿迁": 321300,
}
PINYIN = [
    "Nanjing",
    "Wuxi",
    "Xuzhou",
    "Changzhou",
    "Suzhou",
    "Nantong",
    "Lianyungang",
    "Huai'an",
    "Yancheng",
    "Yangzhou",
    "Zhenjiang",
    "Taizhou",
    "Suqian",
]


def test_the_table_holds_the_thirteen_cities() -> None:
    assert [(city.name, int(city.adcode)) for city in CITIES] == [
        (f"{name}市", code) for name, code in CODES.items()
    ]
    assert [city.name_en for city in CITIES] == PINYIN


def test_the_table_and_the_boundaries_agree() -> None:
    frame = load("city")
    assert [(c.name, c.name_en, c.adcode) for c in CITIES] == list(
        zip(frame["name"], frame["name_en"], frame["adcode"], strict=True)
    )


@pytest.mark.parametrize(("name", "pinyin"), list(zip(CODES, PINYIN, strict=True)))
def test_every_city_in_every_spelling(name: str, pinyin: str) -> None:
    spellings = (
        name,
        f"{name}市",
        f" 江苏省{name}市 ",
        f"江苏 {name}",
        pinyin,
        pinyin.lower(),
        pinyin.upper(),
        f"{pinyin} City",
        f"{pinyin}shi",
        f"Jiangsu Province, {pinyin}",
        str(CODES[name]),
    )
    assert {spelling: city_name(spelling) for spelling in spellings} == dict.fromkeys(spellings, f"{name}市")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("南京江宁", "南京市"),
        ("苏州市虎丘区", "苏州市"),
        ("江苏省苏州市昆山市", "苏州市"),
        ("昆山", "苏州市"),
        ("Kunshan", "苏州市"),
        ("huaian", "淮安市"),
        ("Huai’an", "淮安市"),
        ("淮安区", "淮安市"),
        ("徐州 鼓楼区", "徐州市"),
        ("ＳＵＺＨＯＵ", "苏州市"),
        ("泰兴", "泰州市"),
    ],
)
def test_a_city_is_found_in_what_people_write(typed: str, expected: str) -> None:
    assert city_name(typed) == expected


@pytest.mark.parametrize("typed", ["上海", "杭州市", "", "  ", None, "鼓楼区", "市", "su", "江苏省", "12"])
def test_what_is_no_city_of_the_province_is_none(typed: str | None) -> None:
    assert city_name(typed) is None


@pytest.mark.parametrize(
    ("typed", "city", "expected"),
    [
        ("虎丘", None, "虎丘区"),
        ("Huqiu District", None, "虎丘区"),
        ("丰县", "徐州", "丰县"),
        ("沛县", None, "沛县"),
        ("鼓楼", None, None),
        ("鼓楼区", "南京", "鼓楼区"),
        ("徐州市鼓楼区", None, "鼓楼区"),
        ("南京市鼓楼区", "徐州", None),
        ("虎丘", "无锡", None),
        ("虎丘", "上海", None),
        ("通州区", None, "通州区"),
        ("浦东新区", None, None),
        ("", None, None),
    ],
)
def test_counties(typed: str, city: str | None, expected: str | None) -> None:
    assert county_name(typed, city) == expected


def test_every_county_is_found_by_its_own_name_and_code() -> None:
    frame = load("county")
    for name, city, code in zip(frame["name"], frame["city"], frame["adcode"], strict=True):
        assert county_name(name, city) == name
        assert county_name(city + name) == name
        assert county_name(code) == name
        assert city_name(code) == city


def test_an_unknown_city_is_answered_with_the_nearest_and_all_choices() -> None:
    with pytest.raises(UsageError) as caught:
        require_city("Suzou")
    message = text(f"error.{caught.value.code}", "zh", **caught.value.params)
    assert "Suzou" in message
    assert "苏州市」吗" in message
    assert "宿迁市" in message
    english = text(f"error.{caught.value.code}", "en", **caught.value.params)
    assert "Did you mean Suzhou?" in english
    assert "Nanjing, Wuxi, " in english


def test_an_unknown_county_is_answered_with_the_counties_of_its_city() -> None:
    with pytest.raises(UsageError) as caught:
        require_county("江宁", "苏州")
    message = text(f"error.{caught.value.code}", "en", **caught.value.params)
    assert "Suzhou has no county" in message
    assert "Huqiu, " in message
    assert "Xuanwu" not in message
    assert "虎丘区、" in text(f"error.{caught.value.code}", "zh", **caught.value.params)
    assert require_county("江宁", "Nanjing") == "江宁区"


def test_labels_in_english() -> None:
    assert [label(name, "en") for name in ("江苏省", "连云港市", "张家港市", "演示区")] == [
        "Jiangsu",
        "Lianyungang",
        "Zhangjiagang",
        "演示区",
    ]
