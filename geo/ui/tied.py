"""The zone of the register an application speaks of: what it is called, and where the application differs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.i18n import LANGUAGES, text
from geo.places import city_name, label

if TYPE_CHECKING:
    from geo.registry.records import ZoneRecord

Words = dict[str, str]
"""The same in each language."""


def called(found: ZoneRecord, lang: str) -> str:
    """A zone by its registered name and level."""
    return text("ui.tied.called", lang, name=found.name, level=text(f"level.{found.level}", lang))


def differing(name: str, level: str, city: str | None, found: ZoneRecord) -> dict[str, dict[str, Words]]:
    """What an application says else than the register: name, level, city, with both sides in words.

    Parameters
    ----------
    name, level, city
        What the application says; what it leaves open differs in nothing.
    found
        The zone it speaks of.
    """
    here, there = city_name(city), city_name(found.city)
    pairs = {
        "name": (_same(name), _same(found.name)) if name else None,
        "level": (_levels(level), _levels(found.level)),
        "city": (_cities(here), _cities(there)) if here and there else None,
    }
    return {
        key: {"said": pair[0], "known": pair[1]} for key, pair in pairs.items() if pair and pair[0] != pair[1]
    }


def differences(name: str, level: str, city: str | None, found: ZoneRecord, *, lang: str) -> list[str]:
    """The same in sentences."""
    rows = differing(name, level, city, found)
    return [text(f"ui.apply.matter.tied_{key}", lang, **both) for key, both in rows.items()]


def _same(said: str) -> Words:
    return dict.fromkeys(LANGUAGES, said)


def _levels(level: str) -> Words:
    return {lang: text(f"level.{level}", lang) for lang in LANGUAGES}


def _cities(city: str) -> Words:
    return {lang: label(city, lang) for lang in LANGUAGES}
