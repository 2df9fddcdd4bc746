"""Every row of the findings table, on shapes whose answer is known by hand."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import shapely
from shapely import MultiPolygon, Polygon, box

from geo.i18n.catalogue import has
from geo.model.issue import Issue, Severity
from geo.model.reading import RawPart
from geo.model.zone import Role
from geo.topology import inspect


def part(geometry: Any, part_id: str = "1", **known: Any) -> RawPart:
    return RawPart(part_id=part_id, geometry=geometry, **known)


def broken(*points: tuple[float, float]) -> Polygon:
    with np.errstate(invalid="ignore"):
        return Polygon(points)


def only(issues: tuple[Issue, ...], code: str) -> Issue:
    found = [issue for issue in issues if issue.code == code]
    assert len(found) == 1, [(i.code, dict(i.params)) for i in issues]
    return found[0]


def codes(*parts: RawPart, **known: Any) -> list[str]:
    return [issue.code for issue in inspect(parts, **known)]


def test_a_sound_rectangle_has_no_findings() -> None:
    assert codes(part(box(40_383_000, 3_541_000, 40_383_200, 3_541_100))) == []


def test_a_bow_tie_is_placed_at_its_crossing_with_the_four_points() -> None:
    tie = Polygon([(0, 0), (200, 100), (200, 0), (0, 100)])
    issue = only(inspect([part(tie, row=7, labels=(("J1", "J2", "J3", "J4"),))]), "ring.self_crossing")
    assert issue.severity is Severity.ERROR
    assert (issue.where.part, issue.where.ring, issue.where.point, issue.where.row) == ("1", 1, 1, 7)
    assert (issue.where.x, issue.where.y) == (100.0, 50.0)
    assert [issue.params[k] for k in "abcd"] == ["J1", "J2", "J3", "J4"]


def test_a_crossing_is_placed_on_the_ground_too() -> None:
    metres = Polygon([(500_000, 3_500_000), (500_200, 3_500_100), (500_200, 3_500_000), (500_000, 3_500_100)])
    degrees = shapely.transform(metres, lambda xy: (xy - [500_000, 3_500_000]) * 1e-5 + [120, 32])
    issue = only(inspect([part(metres)], [degrees]), "ring.self_crossing")
    assert (issue.where.lon, issue.where.lat) == pytest.approx((120.001, 32.0005), abs=1e-12)


def test_a_crossing_at_a_vertex_of_both_lobes_is_a_crossing() -> None:
    through = Polygon([(0, 0), (50, 50), (100, 100), (100, 0), (50, 50), (0, 100)])
    assert only(inspect([part(through)]), "ring.self_crossing").where.x == 50.0


def test_a_ring_that_touches_itself_is_no_crossing() -> None:
    eight = Polygon([(0, 0), (100, 0), (50, 50), (100, 100), (0, 100), (50, 50)])
    issue = only(inspect([part(eight)]), "ring.self_touch")
    assert issue.severity is Severity.WARNING
    assert (issue.where.x, issue.where.y) == (50.0, 50.0)


def test_a_keyhole_drawn_as_one_ring_is_retraced() -> None:
    keyhole = Polygon(
        [(0, 0), (100, 0), (100, 100), (0, 100), (0, 50), (40, 50), (40, 60), (60, 60), (60, 40), (40, 40),
         (40, 50), (0, 50)]
    )  # fmt: skip
    found = inspect([part(keyhole)])
    assert only(found, "ring.retraced").severity is Severity.WARNING
    assert not [i for i in found if i.severity is Severity.ERROR]


def test_a_hole_outside_its_shell_is_rejected() -> None:
    stray = Polygon(box(0, 0, 100, 100).exterior, [box(200, 0, 210, 10).exterior])
    issue = only(inspect([part(stray)]), "hole.outside")
    assert issue.severity is Severity.ERROR
    assert issue.where.ring == 2
    assert issue.params["area"] == pytest.approx(100)


def test_a_hole_across_its_shell_says_how_much_lies_outside() -> None:
    across = Polygon(box(0, 0, 100, 100).exterior, [box(90, 40, 120, 60).exterior])
    issue = only(inspect([part(across)]), "hole.crosses_shell")
    assert issue.severity is Severity.ERROR
    assert issue.params["outside"] == pytest.approx(20 * 20)


@pytest.mark.parametrize(
    ("holes", "code", "severity"),
    [
        ([box(0, 0, 100, 100)], "hole.fills_shell", Severity.ERROR),
        ([box(10, 10, 90, 90), box(40, 40, 60, 60)], "hole.nested", Severity.ERROR),
        ([box(10, 10, 50, 50), box(10, 10, 50, 50)], "hole.duplicate", Severity.WARNING),
        ([box(10, 10, 50, 50), box(30, 30, 70, 70)], "hole.overlap", Severity.WARNING),
        ([box(0, 40, 20, 60)], "hole.touches", Severity.WARNING),
    ],
)
def test_holes_that_cannot_be(holes: list[Polygon], code: str, severity: Severity) -> None:
    shape = Polygon(box(0, 0, 100, 100).exterior, [hole.exterior for hole in holes])
    assert only(inspect([part(shape)]), code).severity is severity


def test_missing_coordinates_are_named_by_point_and_stop_the_part() -> None:
    shape = broken((0, 0), (100, math.nan), (100, 100), (0, math.inf), (0, 0))
    found = inspect([part(shape)])
    assert [(i.code, i.where.point, i.where.x, i.where.y) for i in found] == [
        ("ring.not_finite", 2, 100.0, None),
        ("ring.not_finite", 4, 0.0, None),
    ]


def test_points_on_one_line_have_no_area() -> None:
    issue = only(inspect([part(Polygon([(0, 0), (50, 50), (100, 100)]))]), "ring.zero_area")
    assert issue.severity is Severity.ERROR


def test_two_different_points_are_too_few() -> None:
    issue = only(inspect([part(Polygon([(0, 0), (50, 50), (0, 0), (50, 50)]))]), "ring.too_few_points")
    assert (issue.params["distinct"], issue.params["listed"]) == (2, 4)


def test_an_empty_part_is_an_error() -> None:
    assert codes(part(Polygon())) == ["polygon.empty"]


def test_repeated_points_are_counted_by_number_and_later_numbers_stay_those_of_the_file() -> None:
    shape = Polygon(
        [(0, 0), (100, 0), (100, 0), (100, 0), (100, 100), (50.5, 100), (50, 300), (50, 100), (0, 100)]
    )
    found = inspect([part(shape)])
    note = only(found, "ring.repeated_points")
    assert (note.params["points"], note.before, note.after) == (["3", "4"], {"points": 9}, {"points": 7})
    assert only(found, "ring.spike").where.point == 7


@pytest.mark.parametrize("tip", [0.0, 1.0])
def test_spikes_are_found_in_valid_and_invalid_polygons(tip: float) -> None:
    # A foot of 1 m and 100 m long: 0.573°; of 0 m: 0°, which no library calls valid.
    shape = Polygon([(0, 0), (100, 0), (100, 100), (50 + tip, 100), (50, 200), (50, 100), (0, 100)])
    assert shape.is_valid is bool(tip)
    issue = only(inspect([part(shape)]), "ring.spike")
    assert issue.severity is Severity.WARNING
    assert issue.where.point == 5
    assert issue.params["angle"] == pytest.approx(math.degrees(math.atan(tip / 100)), abs=1e-9)
    assert issue.params["length"] == pytest.approx(100, rel=1e-3)


def test_a_sliver_is_told_by_width_and_by_roundness() -> None:
    narrow = only(inspect([part(box(0, 0, 100, 0.4))]), "ring.sliver")
    assert narrow.params["width"] == pytest.approx(2 * 40 / 200.8)
    assert codes(part(box(0, 0, 2000, 3))) == ["ring.sliver"]  # 4π·6000/4006² = 0.0047
    assert codes(part(box(0, 0, 1000, 10))) == []  # 4π·10000/2020² = 0.031


def test_kilometres_for_metres_are_tiny_and_millimetres_huge() -> None:
    assert codes(part(box(500.0, 3500.0, 500.3, 3500.2))) == ["ring.sliver", "polygon.tiny"]
    assert codes(part(box(0, 0, 300_000, 200_000))) == ["polygon.huge"]


def test_degrees_are_weighed_in_metres() -> None:
    # One thousandth of a degree at 32° N is 94.49 m by 110.89 m.
    issues = inspect([part(box(118.7, 32.0, 118.701, 32.001)), part(box(118.7, 32.0, 118.701, 32.0005), "2")])
    assert only(issues, "parts.nested").params["area"] == pytest.approx(94.49 * 110.89 / 2, rel=1e-3)


@pytest.mark.parametrize(
    ("second", "code", "area"),
    [
        (box(90, 0, 190, 100), "overlap", 1000),
        (box(0, 0, 100, 100), "duplicate", 10_000),
        (box(20, 20, 40, 40), "nested", 400),
    ],
)
def test_land_drawn_twice(second: Polygon, code: str, area: float) -> None:
    first = box(0, 0, 100, 100)
    apart = only(inspect([part(first), part(second, "2")]), f"parts.{code}")
    assert (apart.severity, apart.params["area"]) == (Severity.WARNING, pytest.approx(area))
    whole = only(inspect([part(MultiPolygon([first, second]))]), f"polygons.{code}")
    assert whole.params["area"] == pytest.approx(area)
    assert whole.severity is (Severity.ERROR if code == "nested" else Severity.WARNING)


def test_polygons_of_one_part_with_a_common_edge() -> None:
    assert codes(part(MultiPolygon([box(0, 0, 100, 100), box(100, 0, 200, 100)]))) == ["polygons.shared_edge"]
    assert codes(part(box(0, 0, 100, 100)), part(box(100, 0, 200, 100), "2")) == []


def test_roles_decide_what_an_overlap_means() -> None:
    centre = part(box(0, 0, 1000, 1000), "1", role=Role.CENTRE, name="中心")
    inside = part(box(100, 100, 200, 200), "2", role=Role.CORE, name="核心")
    beyond = part(box(900, 100, 1100, 200), "2", role=Role.CORE)
    base = part(box(950, 0, 1200, 100), "3", role=Role.BASE, name="甲")
    note = only(inspect([centre, inside]), "parts.core_inside")
    assert (note.severity, note.params["a"], note.params["b"]) == (Severity.NOTE, "核心", "中心")
    assert only(inspect([centre, beyond]), "parts.core_beyond").params["beyond"] == pytest.approx(10_000)
    warning = only(inspect([centre, base]), "parts.base_overlaps")
    assert (warning.severity, warning.params["area"]) == (Severity.WARNING, pytest.approx(5000))


def test_a_gap_is_measured_and_a_road_is_none() -> None:
    issue = only(inspect([part(box(0, 0, 100, 100)), part(box(100.5, 0, 200, 100), "2")]), "parts.gap")
    assert issue.params["width"] == pytest.approx(0.5, rel=0.02)
    assert issue.params["area"] == pytest.approx(50, rel=0.02)
    assert codes(part(box(0, 0, 100, 100)), part(box(106, 0, 200, 100), "2")) == []


def test_parts_that_meet_at_a_corner_leave_no_gap() -> None:
    wedge = Polygon([(100, 0), (200, 0), (200, 100), (160, 100)])
    assert codes(part(box(0, 0, 100, 100)), part(wedge, "2")) == []


def test_far_apart_is_a_note_with_kilometres() -> None:
    parts = [part(box(x, 0, x + 100, 100), str(k)) for k, x in enumerate((0, 200, 25_300))]
    issue = only(inspect(parts), "parts.far_apart")
    assert (issue.severity, issue.where.part) == (Severity.NOTE, "2")
    assert issue.params["km"] == pytest.approx(25.0)


def test_a_part_in_another_city() -> None:
    nanjing, suzhou = box(118.78, 32.06, 118.781, 32.061), box(120.60, 31.30, 120.601, 31.301)
    parts = [part(nanjing), part(suzhou, "2")]
    found = inspect(parts, [nanjing, suzhou], city="苏州")
    issue = only(found, "parts.other_city")
    assert (issue.where.part, issue.params["city"]) == ("1", "苏州市")
    assert "parts.several_cities" in [i.code for i in inspect(parts, [nanjing, suzhou])]


def test_all_problems_are_told_at_once() -> None:
    found = codes(
        part(Polygon([(0, 0), (200, 100), (200, 0), (0, 100)])),
        part(box(0, 500, 100, 500.3), "2"),
        part(broken((1, 1), (0, math.nan), (2, 0)), "3"),
    )
    assert found == ["ring.self_crossing", "ring.sliver", "ring.not_finite"]


def test_a_scribble_is_cut_short_and_says_so() -> None:
    angle = np.arange(301) * 2 * math.pi * 150 / 301
    star = Polygon(np.column_stack([np.cos(angle), np.sin(angle)]) * 1000)
    found = codes(part(star))
    assert found.count("ring.self_crossing") == 20
    assert {"more.self_crossing", "more.uncounted"} <= set(found)


def test_every_code_has_its_texts() -> None:
    from pathlib import Path

    import geo.topology as room

    source = "".join(p.read_text(encoding="utf-8") for p in Path(room.__file__).parent.glob("*.py"))
    import re

    prefix = r'"((?:ring|hole|polygon|polygons|parts|repair)\.[a-z_]+)"'
    named = set(re.findall(prefix, source)) - {"repair.unknown_part", "repair.method"}
    assert len(named) > 30
    missing = {code for code in named if not has(f"issue.{code}.message", "zh")}
    assert not missing


def test_an_empty_hole_is_no_hole() -> None:
    shape = shapely.from_wkt("POLYGON ((0 0, 100 0, 100 100, 0 100, 0 0), EMPTY)")
    assert codes(part(shape)) == []


def test_a_boundary_that_all_but_touches_itself() -> None:
    notch = Polygon([(0, 0), (100, 0), (100, 100), (60, 100), (50, 0.004), (40, 100), (0, 100)])
    issue = only(inspect([part(notch)]), "ring.near_touch")
    assert (issue.severity, issue.where.point) == (Severity.WARNING, 5)
    assert issue.params["distance"] == pytest.approx(4)


def test_two_points_that_all_but_coincide() -> None:
    issue = only(
        inspect([part(Polygon([(0, 0), (100, 0), (100.003, 0), (100, 100), (0, 100)]))]), "ring.close_points"
    )
    assert issue.severity is Severity.NOTE
    assert {issue.params["a"], issue.params["b"]} == {"2", "3"}
    assert issue.params["distance"] == pytest.approx(3)


def test_a_hole_that_touches_once_is_not_blamed_for_a_crossing_elsewhere() -> None:
    shell = [(0, 0), (100, 0), (100, 100), (0, 100), (20, 60), (20, 90), (0, 60)]
    touching = Polygon(shell, [[(50, 0), (60, 20), (40, 20)]])
    assert not touching.is_valid
    assert "hole.touches" not in codes(part(touching))


def test_a_grid_of_parts_does_not_flood_the_page() -> None:
    parts = [part(box(x * 100, 0, x * 100 + 99, 80), str(x)) for x in range(60)]
    found = inspect(parts)
    assert [i.code for i in found].count("parts.gap") == 50
    assert only(found, "more.gap").params["count"] == 59 - 50


def test_every_kind_between_parts_can_be_counted() -> None:
    kinds = (
        "overlap",
        "duplicate",
        "nested",
        "shared_edge",
        "gap",
        "base_overlaps",
        "core_inside",
        "core_beyond",
    )
    assert all(has(f"issue.more.{kind}.message") for kind in kinds)
