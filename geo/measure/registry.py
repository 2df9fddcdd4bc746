"""Every measure a rule may name: one literal table, one line to add."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MeasureInfo:
    """Unit and plain names of a measure. ``unit`` as in `geo.model.measurement.Measurement`."""

    unit: str
    zh: str
    en: str


MEASURES: dict[str, MeasureInfo] = {
    "total_land_area_m2": MeasureInfo("m2", "总用地面积", "total land area"),
    "core_land_area_m2": MeasureInfo("m2", "核心区用地面积", "core land area"),
    "centre_land_area_m2": MeasureInfo("m2", "中心用地面积", "land area of the centre"),
    "double_counted_area_m2": MeasureInfo("m2", "各部分重叠面积", "land counted twice"),
    "total_floor_area_m2": MeasureInfo("m2", "集聚区内建筑面积", "floor area in the zone"),
    "core_floor_area_m2": MeasureInfo("m2", "核心区建筑面积", "floor area in the core"),
    "centre_floor_area_m2": MeasureInfo("m2", "中心建筑面积", "floor area in the centre"),
    "vacant_floor_share": MeasureInfo("ratio", "建筑空置率", "share of floor area vacant"),
    "unbuilt_land_share": MeasureInfo("ratio", "未建用地占比", "share of land not built on"),
    "market_institutions": MeasureInfo(
        "count", "入驻市场化服务机构", "market-oriented institutions resident"
    ),
    "public_platforms": MeasureInfo("count", "公共服务平台", "public service platforms"),
    "parts": MeasureInfo("count", "组成部分", "parts"),
    "largest_part_share": MeasureInfo("ratio", "最大部分面积占比", "share of the largest part"),
    "hull_fill": MeasureInfo("ratio", "凸包充满度", "share of the convex hull filled"),
    "max_centre_distance_m": MeasureInfo(
        "m", "基地至中心最大距离", "largest distance of a base to the centre"
    ),
    "mean_centre_distance_m": MeasureInfo(
        "m", "基地至中心平均距离", "mean distance of the bases to the centre"
    ),
    "standard_distance_m": MeasureInfo("m", "标准距离", "standard distance"),
    "core_area_share": MeasureInfo("ratio", "核心区用地占比", "core share of the land"),
    "core_floor_share": MeasureInfo("ratio", "核心区建筑面积占比", "core share of the floor area"),
    "core_institution_share": MeasureInfo("ratio", "核心区机构占比", "core share of the institutions"),
    "institutions_per_ha": MeasureInfo("1_per_ha", "每公顷机构数", "institutions per hectare"),
    "polsby_popper": MeasureInfo("ratio", "紧凑度（Polsby–Popper）", "compactness (Polsby–Popper)"),
    "reock": MeasureInfo("ratio", "紧凑度（Reock）", "compactness (Reock)"),
    "part_land_area_m2": MeasureInfo("m2", "本部分用地面积", "land area of the part"),
    "part_floor_area_m2": MeasureInfo("m2", "本部分建筑面积", "floor area in the part"),
    "resident_firms": MeasureInfo("count", "入驻企业", "resident firms"),
    "related_firms": MeasureInfo("count", "主导产业相关企业", "firms of the leading industry"),
    "leading_firms": MeasureInfo("count", "链主企业", "leading firms"),
    "full_time_managers": MeasureInfo("count", "专职管理人员", "full-time managers"),
}
