"""Every text a person reads, by key: Chinese first, English equally careful.

One TOML file a room and language: ``zh_CN/<room>.toml`` and ``en/<room>.toml``; nested tables make
dotted keys. A key stands in one file only and in both languages with the same parameters (tested).
"""

from __future__ import annotations

import string
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = {"zh": "zh_CN", "en": "en"}
_LIST_JOINTS = {"zh": "、", "en": ", "}


class _Known(dict[str, Any]):
    """Parameters of one message; one that is missing shows as a dash instead of breaking the page."""

    def __missing__(self, key: str) -> str:
        return "—"


class _Formatter(string.Formatter):
    """`str.format` that prints None, and a format or index that does not fit, instead of raising.

    A list is printed with ``joint``, the mark its language puts between the entries; ``~one|many`` is
    the word that goes with a number.
    """

    def __init__(self, joint: str) -> None:
        super().__init__()
        self.joint = joint

    def get_field(self, field_name: str, args: Any, kwargs: Any) -> Any:
        # A value may carry its own words in both languages: {measure[zh]} here, {measure[en]} there.
        try:
            return super().get_field(field_name, args, kwargs)
        except (TypeError, KeyError):
            return "—", field_name

    def format_field(self, value: Any, format_spec: str) -> str:
        if value is None:
            return "—"
        if format_spec.startswith("~"):
            one, _, many = format_spec[1:].partition("|")
            count = len(value) if isinstance(value, list | tuple) else value
            return one if count in {1, "1"} else many
        if isinstance(value, list | tuple):
            return self.joint.join(self.format_field(entry, format_spec) for entry in value) or "—"
        try:
            return str(super().format_field(value, format_spec))
        except (ValueError, TypeError):
            return str(value)


@cache
def catalogue(lang: str) -> dict[str, str]:
    """All messages of one language (``zh`` or ``en``), dotted key to template.

    Raises
    ------
    ValueError
        A key stands in two files.
    """
    messages: dict[str, str] = {}

    def collect(prefix: str, table: dict[str, Any], room: str) -> None:
        for key, value in table.items():
            dotted = f"{prefix}.{key}" if prefix else key
            if isinstance(value, dict):
                collect(dotted, value, room)
            elif dotted in messages:
                msg = f"{room}: the key {dotted} stands twice"
                raise ValueError(msg)
            else:
                messages[dotted] = value

    for path in sorted((Path(__file__).parent / LANGUAGES[lang]).glob("*.toml")):
        collect("", tomllib.loads(path.read_text(encoding="utf-8")), path.name)
    return messages


def has(key: str, lang: str = "zh") -> bool:
    """Whether the catalogue of ``lang`` has this key."""
    return key in catalogue(lang)


def text(key: str, lang: str = "zh", /, **params: Any) -> str:
    """Text for a person.

    Parameters
    ----------
    key
        Dotted key: ``issue.ring.open.message``.
    lang
        ``zh`` or ``en``.
    **params
        Values named in the template, with `str.format` specifications (``{area:,.1f}``). A list is
        printed entry by entry: 甲、乙 in Chinese, "甲, 乙" in English. ``{count:~place is|places are}``
        is the first for one and the second for any other number.

    Raises
    ------
    KeyError
        No such key: a mistake in the code, held by a test.

    Examples
    --------
    >>> text("outcome.pass", "zh"), text("outcome.pass", "en")
    ('符合', 'Met')
    """
    return _Formatter(_LIST_JOINTS[lang]).vformat(catalogue(lang)[key], (), _Known(params))


def number(value: float | None, unit: str, lang: str = "zh") -> str:
    """A value with its unit as people write it.

    Examples
    --------
    >>> number(10132.21, "m2"), number(15.0, "count", "en"), number(0.512, "ratio"), number(None, "m2")
    ('10,132.2 m²', '15', '51.2 %', '—')
    """
    if value is None:
        return "—"
    match unit:
        case "m2":
            return f"{value:,.1f} m²"
        case "m":
            return f"{value:,.1f} m"
        case "count":
            return f"{value:,.0f}"
        case "ratio":
            return f"{100 * value:.1f} %"
        case "1_per_ha":
            return text("unit.per_ha", lang, value=value)
        case _:
            return f"{value:,.3g}"
