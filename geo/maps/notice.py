"""What every map that leaves the house must print: source, map review number, disclaimer."""

from __future__ import annotations

import os
from dataclasses import dataclass

from geo.i18n import text


@dataclass(frozen=True, slots=True)
class Notice:
    """Settings of the publisher. ``map_number`` is the 审图号; None says that there is none yet."""

    source: str | None = None
    map_number: str | None = None

    def sentence(self, lang: str) -> str:
        """The line in the corner of the map."""
        source = self.source or text("map.source", lang)
        number = (
            text("map.number", lang, number=self.map_number)
            if self.map_number
            else text("map.no_number", lang)
        )
        return text("map.notice", lang, source=source, number=number)


def from_environment() -> Notice:
    """The publisher's settings: ``SIZHI_MAP_SOURCE`` and ``SIZHI_MAP_NUMBER``."""
    return Notice(os.environ.get("SIZHI_MAP_SOURCE") or None, os.environ.get("SIZHI_MAP_NUMBER") or None)
