"""The last line of a table of parts that overlap: the land counted once, and what the parts count twice."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from geo.i18n import number, text

if TYPE_CHECKING:
    from geo.model.assessment import Assessment


def together(item: Assessment, lang: str) -> dict[str, str] | None:
    """Name, both areas and the reason, as printed; None where the printed parts add up to the total.

    Parameters
    ----------
    item
        The assessment.
    lang
        ``zh`` or ``en``.
    """
    total = item.measurements.get("total_land_area_m2")
    if total is None or total.value is None:
        return None
    area = f"{total.value:,.1f}"
    twice = sum(Decimal(f"{part.area_m2:.1f}") for part in item.parts) - Decimal(area.replace(",", ""))
    counted = item.measurements.get("double_counted_area_m2")
    if counted is None or (counted.value or 0.0) < _SEEN_M2 or twice <= 0:
        return None
    plane = next((row["areas_m2"]["plane"] for row in item.areas if row["scope"] == "total"), None)
    return {
        "name": text("areas.scope.total", lang),
        "area": area,
        "plane": "—" if plane is None else f"{plane:,.1f}",
        "note": text("areas.twice", lang, twice=number(float(twice), "m2", lang)),
    }


_SEEN_M2 = 0.05
"""Less than this is no ground counted twice, only the rounding of the parts."""
