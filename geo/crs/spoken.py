"""A coordinate system in a person's own words: 「西安80 3度带 40带」, 「CGCS2000 中央经线120°」."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_HAN = re.compile(r"[\u4e00-\u9fff]")
_FORMAL = re.compile(r"[\[\]]|\+proj|\+init", re.IGNORECASE)
_CODE = re.compile(r"EPSG:{1,2}(\d{4,6})", re.IGNORECASE)
_DATUMS = (
    ("cgcs2000", re.compile(r"CGCS2000|2000国家|国家2000|2000坐标|2000大地|^2000", re.IGNORECASE)),
    ("xian80", re.compile(r"西安80|西安1980|1980西安|1980年西安|80西安|^80国家|^西安(?:坐标系)?$")),
    ("beijing54", re.compile(r"北京54|北京1954|1954北京|1954年北京|54北京|^北京(?:坐标系)?$")),
    ("wgs84", re.compile(r"WGS-?(?:19)?84", re.IGNORECASE)),
)
_LOCAL = ("地方", "独立", "城市", "城建", "苏州", "淮安", "南京", "无锡", "常州")
_ZONE = re.compile(r"带号[:=]?(\d{2})(?!\d)|(?<!\d)(\d{2})号?带")
_MERIDIAN = re.compile(r"中央(?:经线|子午线)[^\d]{0,3}(\d{2,3})(?:\.0*)?(?![\d.])")
_WIDTH = re.compile(r"([36三六])度")
_DEGREES = ("经纬", "经度", "地理坐标")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """What the words say; None where they are silent. ``code`` is an EPSG number among them."""

    code: int | None = None
    datum: str | None = None
    kind: str | None = None
    zone: int | None = None
    prefixed: bool = False


def spoken(text: str) -> Spoken | None:
    """Take Chinese words for a coordinate system apart.

    Returns
    -------
    Spoken or None
        None for anything that is not words: a code, WKT, a PROJ string, a city's own system. With a
        datum and no ``kind`` the words leave open which plane is meant.

    Examples
    --------
    >>> found = spoken("西安80 3度带 40带")
    >>> found.datum, found.kind, found.zone, found.prefixed
    ('xian80', 'gauss3', 40, True)
    >>> spoken("CGCS2000 中央经线120°").zone, spoken("2000国家大地坐标系").kind, spoken("苏州独立坐标系")
    (40, None, None)
    """
    if not _HAN.search(text) or _FORMAL.search(text):
        return None
    plain = re.sub(r"[\s/,、;]", "", unicodedata.normalize("NFKC", text))
    codes = set(_CODE.findall(plain))
    if len(codes) == 1:
        return Spoken(code=int(codes.pop()))
    if any(word in plain for word in _LOCAL):
        return None
    datums = [datum for datum, words in _DATUMS if words.search(plain)]
    if len(datums) != 1:
        return None
    if any(word in plain for word in _DEGREES):
        return Spoken(datum=datums[0], kind="geographic")
    return _plane(plain, datums[0])


def _plane(plain: str, datum: str) -> Spoken:
    """The zone by its number or by its central meridian; 3° wide where the width is not said."""
    said = _WIDTH.search(plain)
    width = None if said is None else 3 if said[1] in "3三" else 6
    if number := _ZONE.search(plain):
        zone = int(number[1] or number[2])
        return Spoken(datum=datum, kind=f"gauss{width or (3 if zone > 23 else 6)}", zone=zone, prefixed=True)
    if meridian := _MERIDIAN.search(plain):
        zone, rest = divmod(int(meridian[1]) + (3 if width == 6 else 0), width or 3)
        return Spoken(datum=datum, kind=None if rest else f"gauss{width or 3}", zone=zone)
    return Spoken(datum=datum)
