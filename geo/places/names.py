"""The names of cities and counties, in every spelling a person may type."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

from geo.errors import UsageError
from geo.i18n import LANGUAGES
from geo.places.store import areas


@dataclass(frozen=True, slots=True)
class City:
    """A prefecture-level city: 苏州市, Suzhou, 320500."""

    name: str
    name_en: str
    adcode: str


CITIES: tuple[City, ...] = (
    City("南京市", "Nanjing", "320100"),
    City("无锡市", "Wuxi", "320200"),
    City("徐州市", "Xuzhou", "320300"),
    City("常州市", "Changzhou", "320400"),
    City("苏州市", "Suzhou", "320500"),
    City("南通市", "Nantong", "320600"),
    City("连云港市", "Lianyungang", "320700"),
    City("淮安市", "Huai'an", "320800"),
    City("盐城市", "Yancheng", "320900"),
    City("扬州市", "Yangzhou", "321000"),
    City("镇江市", "Zhenjiang", "321100"),
    City("泰州市", "Taizhou", "321200"),
    City("宿迁市", "Suqian", "321300"),
)
"""The thirteen cities, in the order of their codes."""

_SUFFIXES = ("市", "区", "县")
_ENGLISH_SUFFIXES = ("city", "district", "county", "shi", "qu", "xian")
_PREFIXES = ("中国", "江苏省", "江苏", "jiangsuprovince", "jiangsu")
_SEPARATORS = str.maketrans("", "", " \t\u3000'’‘`·-_,，、.。/")


def city_name(text: str | None) -> str | None:
    """Name of the city a text means, as it stands in the boundaries; None when it means none.

    Takes Chinese with or without 市, pinyin in any case, the six-digit code, a province before it, a
    county behind it, and a county alone when one city only has a county of that name.

    Examples
    --------
    >>> [city_name(text) for text in ("苏州", "江苏省苏州市", "suzhou", "Huaian", "320500", "昆山")]
    ['苏州市', '苏州市', '苏州市', '淮安市', '苏州市', '苏州市']
    >>> city_name("上海") is None, city_name("鼓楼区") is None
    (True, True)
    """
    key = _key(text)
    if not key:
        return None
    found = _cities().get(key) or _city_before_county(key)
    if found:
        return found
    owners = {city for _, city in _counties().get(key, ())}
    return owners.pop() if len(owners) == 1 else None


def county_name(text: str | None, city: str | None = None) -> str | None:
    """Name of the county a text means, as it stands in the boundaries; None when it means none or two.

    Parameters
    ----------
    text
        虎丘, 虎丘区, Huqiu District, 苏州市虎丘区, or the six-digit code.
    city
        The city it lies in, in any spelling; needed where two cities share the name (鼓楼区).

    Examples
    --------
    >>> county_name("虎丘"), county_name("Kunshan"), county_name("苏州市虎丘区"), county_name("320505")
    ('虎丘区', '昆山市', '虎丘区', '虎丘区')
    >>> county_name("鼓楼") is None, county_name("鼓楼", "徐州"), county_name("虎丘", "南京") is None
    (True, '鼓楼区', True)
    """
    key = _key(text)
    wanted = city_name(city) if city else None
    if city and wanted is None:
        return None
    candidates = set(_counties().get(key, ()))
    for spelling, owner in _cities().items():
        if key.startswith(spelling) and len(key) > len(spelling):
            rest = _counties().get(_key(key[len(spelling) :]), ())
            candidates |= {(county, home) for county, home in rest if home == owner}
    names = {county for county, home in candidates if wanted in {None, home}}
    homes = {home for _, home in candidates if wanted in {None, home}}
    return names.pop() if len(names) == 1 and len(homes) == 1 else None


def require_city(text: str) -> str:
    """Name of the city, or an error that lists the choices.

    Raises
    ------
    UsageError
        ``places.unknown_city``: no city of the province, with the nearest spelling when one is near.

    Examples
    --------
    >>> require_city("Suzhou")
    '苏州市'
    """
    found = city_name(text)
    if found is None:
        near = get_close_matches(_key(text), list(_cities()), n=1, cutoff=0.6)
        raise UsageError(
            "places.unknown_city.near" if near else "places.unknown_city.none",
            found=text,
            near=_both(_cities()[near[0]]) if near else None,
            choices=_both(*(city.name for city in CITIES)),
        )
    return found


def require_county(text: str, city: str) -> str:
    """Name of the county within a city, or an error that lists the city's counties.

    Raises
    ------
    UsageError
        ``places.unknown_city`` or ``places.unknown_county``.

    Examples
    --------
    >>> require_county("虎丘", "苏州")
    '虎丘区'
    """
    home = require_city(city)
    found = county_name(text, home)
    if found is None:
        counties = areas("county")
        names = zip(counties.column("name"), counties.column("city"), strict=True)
        choices = _both(*(name for name, owner in names if owner == home))
        raise UsageError("places.unknown_county", found=text, city=_both(home), choices=choices)
    return found


def label(name: str, lang: str = "zh") -> str:
    """A city's, county's or the province's name in the language of the reader; unknown names stay.

    Examples
    --------
    >>> label("苏州市", "en"), label("虎丘区", "en"), label("苏州市")
    ('Suzhou', 'Huqiu', '苏州市')
    """
    return name if lang == "zh" else _english().get(name, name)


def _both(*names: str) -> dict[str, list[str]]:
    """Names in the language of either reader, for a message that does not know who reads it."""
    return {lang: [label(name, lang) for name in names] for lang in LANGUAGES}


def _key(text: str | None) -> str:
    """One spelling for all: full-width to half, no case, no blanks, no province, no 市 or District."""
    key = unicodedata.normalize("NFKC", text or "").casefold().translate(_SEPARATORS)
    for prefix in _PREFIXES:
        if len(key) > len(prefix):
            key = key.removeprefix(prefix)
    if key.isascii():
        for suffix in _ENGLISH_SUFFIXES:
            if len(key) > len(suffix) and key.removesuffix(suffix) in _latin():
                return key.removesuffix(suffix)
        return key
    return key[:-1] if len(key) > 2 and key.endswith(_SUFFIXES) else key


def _plain(latin: str) -> str:
    return latin.casefold().translate(_SEPARATORS)


@cache
def _latin() -> frozenset[str]:
    return frozenset(_plain(name) for level in ("city", "county") for name in areas(level).column("name_en"))


@cache
def _english() -> dict[str, str]:
    levels = [areas(level) for level in ("province", "city", "county")]
    return {
        zh: en
        for level in levels
        for zh, en in zip(level.column("name"), level.column("name_en"), strict=True)
    }


@cache
def _cities() -> dict[str, str]:
    """Every spelling of a city, as `_key` leaves it, to its name."""
    return {
        spelling: city.name
        for city in CITIES
        for spelling in (city.name.removesuffix("市"), city.name, _plain(city.name_en), city.adcode)
    }


@cache
def _counties() -> dict[str, tuple[tuple[str, str], ...]]:
    """Every spelling of a county, as `_key` leaves it, to the counties (name, city) that bear it."""
    layer = areas("county")
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    columns = (layer.column(name) for name in ("name", "city", "name_en", "adcode"))
    for name, city, name_en, adcode in zip(*columns, strict=True):
        for spelling in dict.fromkeys((name[:-1], name, _plain(name_en), adcode)):
            found[spelling] = (*found.get(spelling, ()), (name, city))
    return found


def _city_before_county(key: str) -> str | None:
    """The city when the text is a city followed by one of its counties: 南京江宁, 苏州市虎丘区."""
    for spelling, city in _cities().items():
        if key.startswith(spelling) and len(key) > len(spelling):
            rest = _counties().get(_key(key[len(spelling) :]), ())
            if any(home == city for _, home in rest):
                return city
    return None
