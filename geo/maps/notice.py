"""What every map that leaves the house must print: source, map review number, disclaimer."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.i18n import text

if TYPE_CHECKING:
    from geo.model.settings import Settings


@dataclass(frozen=True, slots=True)
class Notice:
    """Settings of the publisher. ``map_number`` is the 审图号; None says that there is none yet.

    What is said in one language only is printed in both.
    """

    source: str | None = None
    map_number: str | None = None
    source_en: str | None = None
    disclaimer: str | None = None
    disclaimer_en: str | None = None

    def sentence(self, lang: str) -> str:
        """The line in the corner of the map."""
        source = _in(lang, self.source, self.source_en) or text("map.source", lang)
        number = (
            text("map.number", lang, number=self.map_number)
            if self.map_number
            else text("map.no_number", lang)
        )
        said = text("map.notice", lang, source=source, number=number)
        disclaimer = _in(lang, self.disclaimer, self.disclaimer_en)
        return text("map.notice_with", lang, notice=said, disclaimer=disclaimer) if disclaimer else said


def _in(lang: str, zh: str | None, en: str | None) -> str | None:
    return (zh or en) if lang == "zh" else (en or zh)


def from_settings(settings: Settings) -> Notice:
    """The publisher's notice.

    Parameters
    ----------
    settings
        The settings in force.
    """
    return Notice(
        source=settings.map_source,
        map_number=settings.map_number,
        source_en=settings.map_source_en,
        disclaimer=settings.disclaimer,
        disclaimer_en=settings.disclaimer_en,
    )


def from_environment() -> Notice:
    """The publisher's notice where no register keeps settings: ``SIZHI_MAP_SOURCE``, ``SIZHI_MAP_NUMBER``."""

    def said(name: str) -> str | None:
        return os.environ.get(f"SIZHI_MAP_{name}") or None

    return Notice(
        source=said("SOURCE"),
        map_number=said("NUMBER"),
        source_en=said("SOURCE_EN"),
        disclaimer=said("DISCLAIMER"),
        disclaimer_en=said("DISCLAIMER_EN"),
    )
