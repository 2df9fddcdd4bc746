"""A square of 400 m between four roads: every verdict, its distances known from how it was drawn."""

import geopandas as gpd
import pytest
from fourbounds_shapes import layer, lonlat, zone
from shapely import LineString, box

from geo.errors import CrsError, SizhiError
from geo.fourbounds import Direction, Verdict, describe, evidence_frame, parse, sides_frame, verify
from geo.fourbounds.verify import add_up
from geo.i18n.catalogue import has
from geo.model.assessment import plain
from geo.model.footprint import make_footprint
from geo.model.zone import Role
from geo.words import issue_message

LAND = box(0, 0, 400, 400)
ROADS = {
    "东园路": LineString([(420, -300), (420, 700)]),
    "南湖路": LineString([(-300, -15), (700, -15)]),
    "西塘河": LineString([(-30, -300), (-30, 700)]),
    "北苑大道": LineString([(-300, 425), (700, 425)]),
    "穿心路": LineString([(150, -300), (150, 700)]),
    "远东路": LineString([(1000, -300), (1000, 700)]),
    "次东路": LineString([(530, -300), (530, 700)]),
    "截头路": LineString([(410, 350), (900, 350)]),
}
TRUE = "东至东园路、南至南湖路、西至西塘河、北至北苑大道"
ZONE, LAYER = zone(LAND), layer(ROADS)


def _check(text: str, side: str, references: gpd.GeoDataFrame = LAYER) -> tuple[str, str]:
    block = verify(parse(text), ZONE, references).blocks[0]
    found = block.side(Direction.from_zh(side))
    return found.verdict.value, found.features[0].reason if found.features else found.reason


def test_a_true_claim_with_its_distances() -> None:
    checked = verify(parse(TRUE), ZONE, LAYER)
    assert checked.outcome == "confirmed"
    for side, metres in (("东", 20), ("南", 15), ("西", 30), ("北", 25)):
        (feature,) = checked.blocks[0].side(Direction.from_zh(side)).features
        assert feature.median_m == pytest.approx(metres, rel=2e-3)
        assert feature.p90_m == pytest.approx(metres, rel=2e-3)
        assert feature.share == 1.0
    assert plain(checked)["outcome"] == "confirmed"


@pytest.mark.parametrize(
    ("claimed", "verdict", "reason"),
    [
        ("东至西塘河", "wrong_side", "other_side"),
        ("东至穿心路", "crosses", "crosses"),
        ("东至远东路", "too_far", "far"),
        ("东至次东路", "too_far", "nearer"),
        ("东至截头路", "too_far", "short"),
        ("东至东院路", "not_in_layer", "suggestion"),
        ("东至无名路", "not_in_layer", "unknown"),
        ("东至东园大道", "confirmed", "beside"),
        ("东至东园路以西20米", "confirmed_with_distance", "offset"),
        ("东至远东路以西600米", "confirmed_with_distance", "offset"),
        ("东至远东路以西300米", "too_far", "offset_differs"),
        ("东至远东路以东600米", "wrong_side", "offset_other_way"),
        ("东至穿心路以东250米", "confirmed_with_distance", "offset"),
        ("东至穿心路以东500米", "too_far", "offset_differs"),
        ("东至东园路以北200米", "not_understood", "offset_sideways"),
        ("西至远东路", "wrong_side", "elsewhere"),
        ("南至乙路", "not_in_layer", "unknown"),
    ],
)
def test_a_side_judged(claimed: str, verdict: str, reason: str) -> None:
    assert _check(claimed, claimed[0]) == (verdict, reason)


def test_without_anything_between_a_road_farther_off_still_bounds_with_its_distance() -> None:
    alone = layer({"次东路": ROADS["次东路"]})
    assert _check("东至次东路", "东", alone) == ("confirmed_with_distance", "apart")


def test_a_missing_side_leaves_it_open_and_a_wrong_one_contradicts() -> None:
    assert verify(parse(TRUE.rpartition("、")[0]), ZONE, LAYER).outcome == "undecided"
    assert verify(parse(TRUE.replace("南湖路", "穿心路")), ZONE, LAYER).outcome == "contradicted"
    assert verify(parse(TRUE.replace("南湖路", "无名路")), ZONE, LAYER).outcome == "undecided"
    assert verify(parse(TRUE), ZONE, None).outcome == "undecided"


def test_a_side_told_twice_is_not_understood() -> None:
    checked = verify(parse("东至西塘河，" + TRUE), ZONE, LAYER)
    assert checked.blocks[0].side(Direction.EAST).verdict is Verdict.NOT_UNDERSTOOD
    assert checked.outcome == "undecided"


def test_features_that_leave_most_of_the_side_open_do_not_bound_it() -> None:
    short = layer(ROADS | {"东园路": LineString([(420, 0), (420, 100)])})
    side = verify(parse(TRUE), ZONE, short).blocks[0].side(Direction.EAST)
    assert (side.verdict.value, side.reason) == ("too_far", "partly")
    # 100 m beside it, and 20 m x tan(53.13°) = 26.7 m past its end still look at it within the limit
    assert side.share == pytest.approx((100 + 26.7) / 400, abs=0.01)
    both = layer(ROADS | {"东园路": short.geometry.iloc[0], "接续路": LineString([(425, 100), (425, 500)])})
    both.loc[both["name"] == "东园路", "geometry"] = lonlat(LineString([(420, 0), (420, 100)]))
    told = verify(parse(TRUE.replace("东园路", "东园路、接续路")), ZONE, both)
    assert told.outcome == "confirmed"


def test_a_square_on_its_corner_may_be_told_either_way() -> None:
    from shapely import affinity

    land = affinity.rotate(LAND, 45, origin=(200, 200))
    roads = layer({name: affinity.rotate(line, 45, origin=(200, 200)) for name, line in ROADS.items()})
    one = "东至东园路、南至南湖路、西至西塘河、北至北苑大道"
    other = "东至南湖路、南至西塘河、西至北苑大道、北至东园路"
    assert [verify(parse(text), zone(land), roads).outcome.value for text in (one, other)] == [
        "confirmed"
    ] * 2
    assert (
        verify(parse("东至西塘河、南至北苑大道、西至东园路、北至南湖路"), zone(land), roads).outcome
        == "contradicted"
    )


def test_the_park_the_zone_lies_in_bounds_it_by_its_edge() -> None:
    park = layer({"示例开发区": box(-500, -500, 410, 900)}, kind="park")
    assert _check("东至示例开发区", "东", park) == ("confirmed", "beside")
    assert _check("西至示例开发区", "西", park)[0] != "confirmed"


def test_coordinates_are_held_to_the_farthest_point() -> None:
    east = lonlat(LAND).bounds[2]
    assert _check(f"东至东经{east:.6f}°", "东") == ("confirmed", "coordinate")
    assert _check(f"东至东经{east + 0.01:.6f}°", "东") == ("too_far", "coordinate_off")


def test_blocks_find_their_parts_by_name_role_and_order() -> None:
    parts = [box(0, 0, 400, 400), box(3000, 0, 3400, 400), box(6000, 0, 6400, 400)]
    rows = zip("123", (Role.CORE, Role.BASE, Role.BASE), ("核心区", "江滨基地", None), parts, strict=True)
    land = make_footprint([(i, role, name, lonlat(part)) for i, role, name, part in rows])
    text = "基地二：东至甲路；核心区：东至东园路；江滨基地：东至甲路"
    blocks = verify(parse(text), land, LAYER).blocks
    assert [(block.part_ids, block.matched_by) for block in blocks] == [
        (("3",), "role"),
        (("1",), "name"),
        (("2",), "name"),
    ]
    ordered = verify(parse("甲地块：东至东园路；乙地块：东至甲路；丙地块：东至甲路"), land, LAYER).blocks
    assert [(block.part_ids, block.matched_by) for block in ordered] == [((i,), "order") for i in "123"]
    whole = verify(parse("东至东园路"), land, LAYER).blocks[0]
    assert (whole.part_ids, whole.matched_by) == (("1", "2", "3"), "whole")


@pytest.mark.parametrize(
    ("total", "holds"), [("20公顷", True), ("20.1公顷", True), ("21公顷", False), ("300亩", True)]
)
def test_stated_areas_add_up_within_their_rounding(total: str, holds: bool) -> None:
    # 12.5 + 7.5 ha, each rounded to 0.1 ha: up to 0.1 ha and the total's own half unit; 300 mu are 20 ha
    areas = add_up(parse(f"区块一：东至甲路，面积12.5公顷；区块二：东至乙路，面积7.5公顷。总面积{total}。"))
    assert areas is not None
    assert areas.adds_up is holds


def test_the_evidence_is_drawn() -> None:
    frame = evidence_frame(verify(parse(TRUE), ZONE, LAYER), ZONE, LAYER)
    assert list(frame["what"].value_counts().sort_index().items()) == [
        ("distance", 4),
        ("feature", 4),
        ("side", 4),
    ]
    assert frame.crs.to_epsg() == 4490
    distances = frame[frame["what"] == "distance"].set_index("side")["distance_m"]
    assert distances["east"] == pytest.approx(20, abs=0.1)
    assert list(sides_frame(ZONE)["side"]) == ["east", "south", "west", "north"]


def test_every_reason_and_verdict_has_its_words() -> None:
    texts = ("东至西塘河，西至穿心路，南至无名路", TRUE, "东至远东路以西300米")
    for text in texts:
        for lang in ("zh", "en"):
            for row in verify(parse(text), ZONE, LAYER).rows(lang):
                assert row["message"]
                assert "fourbounds." not in row["message"]
    assert all(has(f"fourbounds.verdict.{verdict.value}") for verdict in Verdict)


def test_a_layer_that_is_none_is_refused() -> None:
    with pytest.raises(CrsError):
        verify(parse(TRUE), ZONE, LAYER.to_crs(4326))
    with pytest.raises(SizhiError, match="no_name"):
        describe(ZONE, LAYER.drop(columns="name"))


def _zone_of_three() -> gpd.GeoDataFrame:
    """The square with a name, and two bases far off."""
    parts = [LAND, box(3000, 0, 3400, 400), box(6000, 0, 6400, 400)]
    names = ("演示中心", "示例一号基地", "示例二号基地")
    rows = zip("123", (Role.CENTRE, Role.BASE, Role.BASE), names, parts, strict=True)
    return make_footprint([(i, role, name, lonlat(part)) for i, role, name, part in rows])


@pytest.mark.parametrize(
    ("called", "code", "part_ids"),
    [
        ("火星科技园：", "claim.block_unknown", ()),
        ("火星科技园", "claim.block_unknown", ()),
        ("火星中心：", "claim.block_unknown", ()),
        ("示例三号基地：", "claim.block_unknown", ()),
        ("演示中兴：", "claim.block_near", ("1",)),
    ],
)
def test_a_claim_for_other_land_is_never_confirmed(called: str, code: str, part_ids: tuple[str, ...]) -> None:
    checked = verify(parse(called + TRUE), _zone_of_three(), LAYER, zone_name="示例知识产权集聚区（演示）")
    assert checked.outcome == "undecided"
    assert checked.blocks[0].part_ids == part_ids
    (issue,) = [issue for issue in checked.issues if issue.code.startswith("claim.block")]
    assert issue.code == code
    assert issue.params["block"] == called.strip("：")
    assert issue.params["parts"] == ["演示中心", "示例一号基地", "示例二号基地"]
    assert issue.params.get("part", "演示中心") == "演示中心"
    # 示例三号基地 shares five of six characters with the other two bases; 火星科技园 none with any part
    hinted = "the nearest name is “示例一号基地”" in issue_message(issue, "en")
    assert hinted == ("三号" in called)
    assert "claim.part_not_told" not in {issue.code for issue in checked.issues} or part_ids


@pytest.mark.parametrize(
    "called",
    [
        "",
        "本区：",
        "该集聚区",
        "四至范围：",
        "示例知识产权集聚区：",
        "演示中心：",
        "中心：",
        "项目四至：",
        "演示中心",
    ],
)
def test_the_zone_by_its_name_or_in_general_words_is_checked(called: str) -> None:
    checked = verify(parse(called + TRUE), _zone_of_three(), LAYER, zone_name="示例知识产权集聚区（演示）")
    assert checked.blocks[0].part_ids == ("1",)
    assert checked.outcome == "confirmed"


def test_one_of_several_blocks_that_is_no_part_is_not_taken_by_its_order() -> None:
    land = _zone_of_three().iloc[:2]
    blocks = verify(parse(f"演示中心：{TRUE}；火星科技园：东至甲路"), land, LAYER).blocks
    assert [block.matched_by for block in blocks] == ["name", "none"]
