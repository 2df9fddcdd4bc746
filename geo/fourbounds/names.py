"""Names of roads, rivers and the like: brought to one form, and compared with a stated score.

A name is a stem and a class: 「紫衫路」 is 紫衫 + road, 「紫衫大道」 the same stem with another word of
the same class. Two names that differ in a number or a direction (津一路, 津二路; 中山北路, 中山南路)
are two features however alike they look, and never match.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from rapidfuzz import fuzz

ACCEPTED = 0.84
"""From this score two names are taken for the same feature."""

SUGGESTED = 0.5
"""From this score a name is shown as a possible reading, never used."""

_CLASSES: dict[str, tuple[str, ...]] = {
    "rail": ("城际铁路", "高速铁路", "铁路", "高铁", "轻轨", "地铁", "铁路线"),
    "road": (
        "高速公路", "快速路", "快速通道", "高架路", "高架桥", "高架", "公路", "大道", "大街", "马路", "干道",
        "支路", "干线", "省道", "国道", "县道", "乡道", "高速", "街道", "胡同", "环线", "路", "街", "道",
        "巷", "弄", "里",
    ),
    "water": (
        "运河", "水库", "水系", "河道", "河流", "干渠", "支渠", "河", "江", "湖", "港", "溪", "塘", "浜",
        "泾", "渠", "荡", "海", "沟", "涧", "浦", "漕", "圩", "水", "洋", "湾",
    ),
    "park": ("开发区", "高新区", "产业园区", "产业园", "科技园", "工业园区", "工业园", "园区", "园"),
    "wall": ("围墙", "城墙", "墙"),
    "hill": ("山脉", "山体", "山", "岭"),
}  # fmt: skip
_WORDS = sorted(
    ((word, kind) for kind, words in _CLASSES.items() for word in words), key=lambda pair: -len(pair[0])
)
_PREFIX = re.compile(
    r"^(?:规划中的|规划|现状|现有|拟建|在建|待建|已建|既有|原有|原|新建|改建|城市主干道|城市次干道|主干道|次干道)"
)
_PLACE = re.compile(r"^(?:江苏省)?[一-鿿]{2,3}市(?:[一-鿿]{1,3}[区县])?(?=[一-鿿\w]{2,})")
_TAIL = re.compile(
    r"(?:道路中心线|道路红线|中心线|中线|红线|边线|边界线|边界|边缘|岸线|河岸|沿线|一线|一带|用地界|规划线|"
    r"[东南西北内外](?:侧|岸|沿|面|边)|以[东南西北内外]|(?:河|江)?(?:左|右)岸)+$"
)
_BRACKETED = re.compile(r"[(\[【〔].*?[)\]】〕]")
_QUOTES = re.compile(r"[\s\"'“”‘’「」『』《》<>·・.。,，、;；:：_-]+")
_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8,
           "九": 9}  # fmt: skip
_UNITS = {"十": 10, "百": 100, "千": 1000}
_NUMERAL = re.compile(r"[零〇一二两三四五六七八九十百千]+")
_DISTINGUISHING = re.compile(r"\d+|[东南西北中上下内外前后左右新老大小]")


@dataclass(frozen=True, slots=True)
class Name:
    """A name taken apart: ``full`` normalised, ``stem`` without its class word, ``kind`` the class."""

    full: str
    stem: str
    kind: str | None


@dataclass(frozen=True, slots=True)
class Match:
    """The best entry for a name: its position among the choices, and how alike it is, 0 to 1."""

    index: int
    name: str
    score: float

    @property
    def accepted(self) -> bool:
        """Whether the two are taken for the same feature."""
        return self.score >= ACCEPTED


def chinese_number(text: str) -> float:
    """Value of a number written in Chinese or Arabic figures, 万 allowed.

    Examples
    --------
    >>> chinese_number("五百五十"), chinese_number("十五"), chinese_number("1.2万"), chinese_number("二〇二")
    (550.0, 15.0, 12000.0, 202.0)
    """
    if text.endswith("万"):
        return 10000 * chinese_number(text[:-1])
    if re.fullmatch(r"\d[\d,]*(?:\.\d+)?", text):
        return float(text.replace(",", ""))
    if not any(character in _UNITS for character in text):
        return float("".join(str(_DIGITS[character]) for character in text))
    total, digit = 0, 0
    for character in text:
        if character in _UNITS:
            total += (digit or (0 if total and character != "十" else 1)) * _UNITS[character]
            digit = 0
        else:
            digit = _DIGITS[character]
    return float(total + digit)


def normalise(name: str) -> str:
    """A name in one form: half width, lower case, no brackets, quotes, 规划, 以东, 道路红线.

    Examples
    --------
    >>> normalise("规划Ｇ４２ 高速公路（南段）"), normalise("紫金路道路红线"), normalise("纬七路以东")
    ('g42高速公路', '紫金路', '纬7路')
    """
    text = unicodedata.normalize("NFKC", name).strip().lower()
    bare = _QUOTES.sub("", _BRACKETED.sub("", text)) or _QUOTES.sub("", text)
    for pattern in (_PREFIX, _TAIL):
        bare = pattern.sub("", bare) or bare
    return _NUMERAL.sub(lambda found: f"{chinese_number(found.group()):.0f}", bare)


def take_apart(name: str) -> Name:
    """Stem and class of a name, its leading city and county removed.

    Examples
    --------
    >>> take_apart("南京市江宁区紫衫大道")
    Name(full='紫衫大道', stem='紫衫', kind='road')
    """
    full = normalise(name)
    full = _PLACE.sub("", full) or full
    for word, kind in _WORDS:
        if full.endswith(word) and len(full) > len(word):
            return Name(full, full[: -len(word)], kind)
    return Name(full, full, None)


def similarity(left: str, right: str) -> float:
    """How surely two names mean one feature, 0 to 1.

    1 for the same normalised name; 0.95 for the same stem under another word of the same class, 0.9
    where one bears no class word. Otherwise the ratio of the stems (rapidfuzz, insertions and
    deletions), times 0.6 when the classes differ; at most 0.5 when a number or a direction differs.

    Examples
    --------
    >>> similarity("紫衫路", "紫衫大道"), similarity("津一路", "津二路") <= 0.5
    (0.95, True)
    >>> similarity("秦淮河", "秦淮路") < ACCEPTED
    True
    """
    a, b = take_apart(left), take_apart(right)
    if a.full == b.full:
        return 1.0
    if a.stem == b.stem:
        if a.kind == b.kind:
            return 0.95
        return 0.9 if a.kind is None or b.kind is None else 0.6
    ratio = fuzz.ratio(a.stem, b.stem) / 100
    if a.kind and b.kind and a.kind != b.kind:
        ratio *= 0.6
    elif a.kind != b.kind:
        ratio *= 0.9
    if sorted(_DISTINGUISHING.findall(a.stem)) != sorted(_DISTINGUISHING.findall(b.stem)):
        ratio = min(ratio, 0.5)
    return round(ratio, 4)


def best_match(name: str, choices: list[str]) -> Match | None:
    """The choice most like ``name``; None when nothing reaches `SUGGESTED`.

    Examples
    --------
    >>> best_match("固镇大道", ["北二环路", "固镇路"])
    Match(index=1, name='固镇路', score=0.95)
    """
    scored = [(similarity(name, choice), -index) for index, choice in enumerate(choices)]
    if not scored or (best := max(scored))[0] < SUGGESTED:
        return None
    return Match(-best[1], choices[-best[1]], best[0])
