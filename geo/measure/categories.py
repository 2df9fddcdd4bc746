"""Kinds of institution: which are market-oriented, which are public platforms, and by what words."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

UNDETERMINED = "undetermined"


@dataclass(frozen=True, slots=True)
class Category:
    """One kind of institution.

    ``public`` marks a public service platform; ``words`` are looked for in a stated category,
    ``names`` in the institution's own name.
    """

    zh: str
    en: str
    public: bool
    words: tuple[str, ...]
    names: tuple[str, ...] = ()


# The order decides: a 快速维权中心 of a 保护中心 is found before the wider word.
# Source of the three public kinds: 起草说明 五（三）.
CATEGORIES: dict[str, Category] = {
    "rapid_centre": Category(
        "快速维权中心", "rapid rights-protection centre", True, ("快速维权",), ("快速维权",)
    ),
    "protection_centre": Category(
        "知识产权保护中心",
        "IP protection centre",
        True,
        ("保护中心", "protection centre", "protection center"),
        ("知识产权保护中心",),
    ),
    "service_window": Category(
        "知识产权业务窗口",
        "IP service window",
        True,
        ("业务窗口", "受理窗口", "服务窗口", "service window"),
        ("业务窗口", "受理窗口", "业务受理", "代办处"),
    ),
    "public_platform": Category(
        "其他公共服务平台", "other public platform", True, ("公共服务", "公益", "public"), ("公共服务平台",)
    ),
    "patent_agency": Category(
        "专利代理", "patent agency", False, ("专利代理", "patent"), ("专利代理", "专利事务所", "专利商标")
    ),
    "trademark_agency": Category(
        "商标代理", "trademark agency", False, ("商标代理", "商标", "trademark"), ("商标",)
    ),
    "legal": Category(
        "法律服务", "legal services", False, ("法律", "律师", "legal", "law"), ("律师", "法律")
    ),
    "operation": Category(
        "运营", "operation", False, ("运营", "转化", "交易", "operation"), ("运营", "交易")
    ),
    "valuation": Category("评估", "valuation", False, ("评估", "valuation"), ("评估",)),
    "information": Category(
        "信息", "information", False, ("信息", "数据", "检索", "information"), ("信息", "数据")
    ),
    "consulting": Category("咨询", "consulting", False, ("咨询", "培训", "consult"), ("咨询", "顾问")),
    "other_market": Category("其他市场化机构", "other market-oriented", False, ("其他", "other"), ()),
}
PUBLIC = tuple(key for key, category in CATEGORIES.items() if category.public)


def folded(text: object) -> str:
    """Text as it is compared: full-width forms narrowed, case and blanks dropped.

    Examples
    --------
    >>> folded("ＩＰ 服务（南京）")
    'ip服务(南京)'
    """
    return "".join(unicodedata.normalize("NFKC", str(text or "")).casefold().split())


def category_of(stated: object, name: object) -> tuple[str | None, bool]:
    """Category of an institution, and whether its name speaks against the one stated.

    A name that is a public platform's wins over a stated market category: the count toward the
    threshold must not gain by a label. Otherwise the stated category counts, then the name.

    Examples
    --------
    >>> category_of("专利代理", "示范专利代理事务所")
    ('patent_agency', False)
    >>> category_of("咨询", "示范市知识产权保护中心")
    ('protection_centre', True)
    >>> category_of("", "示范公司")
    (None, False)
    """
    by_name = _found(folded(name), names=True)
    by_word = _found(folded(stated), names=False)
    if by_name in PUBLIC and by_word not in PUBLIC:
        return by_name, by_word is not None
    return (by_word or by_name), False


def _found(text: str, *, names: bool) -> str | None:
    if not text:
        return None
    for key, category in CATEGORIES.items():
        if text in {key, folded(category.zh), folded(category.en)} and not names:
            return key
    for key, category in CATEGORIES.items():
        if any(folded(word) in text for word in (category.names if names else category.words)):
            return key
    return None
