"""A zone: what is known of it besides its land."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """Who recognised the zone."""

    NATIONAL = "national"
    PROVINCIAL = "provincial"
    MUNICIPAL = "municipal"


class Role(StrEnum):
    """What a part of the footprint is for: 核心区, 中心, 基地."""

    CORE = "core"
    CENTRE = "centre"
    BASE = "base"


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """A zone as its applicant describes it. It may have no footprint.

    ``city`` and ``district`` are names as in ``data/boundaries`` (苏州市, 虎丘区); ``claim`` is the
    claimed 四至 as text; ``demo`` marks made-up land.
    """

    name: str
    id: str | None = None
    level: Level = Level.PROVINCIAL
    stage: str | None = None
    city: str | None = None
    district: str | None = None
    operator: str | None = None
    claim: str | None = None
    declared_area_m2: float | None = None
    demo: bool = False
