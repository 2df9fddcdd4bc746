"""A number with its unit, its method and its limits."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """One measured value.

    ``unit`` is m2, m, count, ratio or 1_per_ha; ``value`` None means it could not be measured (the
    input is missing); ``low`` and ``high`` bound it (twice the standard deviation for land areas, the
    undetermined share for ledgers). ``method`` is a catalogue key under ``method.``.
    """

    name: str
    value: float | None
    unit: str
    method: str
    low: float | None = None
    high: float | None = None
