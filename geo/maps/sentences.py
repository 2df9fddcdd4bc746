"""What is said of a thing under the pointer: its name and every fact known of it, as one sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo.i18n import number, text
from geo.measure import ledger, roster
from geo.measure.columns import match_columns, number_of, words_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd

    from geo.model.case import Case

PARK = {
    "level": ("级别", "level"),
    "year": ("批准年份", "成立年份", "year"),
    "approved": ("批准面积_公顷", "批准面积公顷", "批准面积", "核准面积", "approved area ha"),
}


class Cells:
    """Rows of a supporting layer by the fields meant by their headings."""

    def __init__(self, frame: gpd.GeoDataFrame, fields: Mapping[str, Sequence[str]]) -> None:
        columns = [column for column in frame.columns if column not in {"name", "row", "geometry"}]
        self._columns = match_columns(columns, fields)
        self._rows = frame

    def of(self, index: int) -> dict[str, str]:
        """Return the filled cells of one row, by field."""
        row = self._rows.iloc[index]
        found = {field: words_of(row[column]) for field, column in self._columns.items()}
        return {field: value for field, value in found.items() if value is not None}


def park(name: str, cells: Mapping[str, str], overlaps: Sequence[tuple[str, float]], lang: str) -> str:
    """An industrial park: level, year, approved area, and what lies in it."""
    pieces = [text("map.tip_park", lang, name=name)]
    pieces += [text(f"map.park_{key}", lang, value=cells[key]) for key in ("level", "year") if key in cells]
    hectares = number_of(cells.get("approved"))
    if hectares is not None:
        pieces.append(text("map.park_approved", lang, area=f"{hectares:,.2f}"))
    pieces += [text("map.park_overlap", lang, part=p, area=number(a, "m2")) for p, a in overlaps]
    return _joined(pieces, lang)


def building(name: str, cells: Mapping[str, str], lang: str) -> str:
    """A building: storeys, floor area, state of its papers."""
    pieces = [text("map.tip_building", lang, name=name)]
    if "storeys" in cells:
        pieces.append(text("map.building_storeys", lang, value=cells["storeys"]))
    floor = number_of(cells.get("floor_area"))
    pieces.append(
        text("map.building_no_floor", lang)
        if floor is None
        else text("map.building_floor", lang, area=number(floor, "m2"))
    )
    if "state" in cells:
        pieces.append(text("map.building_state", lang, value=cells["state"]))
    return _joined(pieces, lang)


def institutions(found: Sequence[tuple[str, str | None]], lang: str) -> str:
    """Institutions at one place, each with its category."""
    listed = [
        name if not category else text("map.institution", lang, name=name, category=category)
        for name, category in found
    ]
    if len(listed) == 1:
        return text("map.tip_institution", lang, name=listed[0])
    joint = "、" if lang == "zh" else "; "
    return text("map.tip_institutions", lang, count=len(listed), names=joint.join(listed))


def part(case: Case, part_id: str, lang: str) -> str:
    """A part of the zone: role, name, its two areas, and what it shares with parks."""
    figures = next(item for item in case.assessment.parts if item.part_id == part_id)
    pieces = [
        text(
            "map.tip_part",
            lang,
            role=text(f"role.{figures.role or 'none'}", lang),
            name=figures.name or part_id,
            area=number(figures.area_m2, "m2"),
        )
    ]
    if part_id in case.assessment.proposed_parts:
        pieces.append(text("map.part_proposed", lang))
    if figures.declared_area_m2 is not None:
        pieces.append(text("map.part_declared", lang, area=number(figures.declared_area_m2, "m2")))
    for item in case.assessment.overlaps:
        if item["part_id"] == part_id and item.get("area_m2") and not item.get("within_noise"):
            area = number(item["area_m2"], "m2")
            pieces.append(text("map.part_overlap", lang, name=item["name"], area=area))
    return _joined(pieces, lang)


def building_cells(frame: gpd.GeoDataFrame) -> Cells:
    """Cells of a ledger of buildings."""
    return Cells(frame, ledger.FIELDS)


def institution_cells(frame: gpd.GeoDataFrame) -> Cells:
    """Cells of a list of institutions."""
    return Cells(frame, roster.FIELDS)


def park_cells(frame: gpd.GeoDataFrame) -> Cells:
    """Cells of a layer of parks."""
    return Cells(frame, PARK)


def _joined(pieces: Sequence[Any], lang: str) -> str:
    return ("，" if lang == "zh" else ", ").join(pieces)
