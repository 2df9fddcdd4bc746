"""Repairs whose areas are known by hand."""

from __future__ import annotations

import math

import pytest
import shapely
from shapely import MultiPolygon, Polygon, box

from geo.errors import UsageError
from geo.model.issue import Severity
from geo.model.reading import RawPart
from geo.topology import clean, inspect, repair, repairs

TIE = Polygon([(0, 0), (200, 100), (200, 0), (0, 100)])


def areas(geometry: shapely.Geometry) -> dict[str, tuple[float | None, float, bool]]:
    return {r.method: (r.area_before, round(r.area_after, 6), r.defensible) for r in repairs(geometry)}


def test_a_bow_tie_is_first_put_in_order_then_cut() -> None:
    # In order: 200 × 100. Cut at the crossing: two triangles of half the width each, together half of it.
    assert areas(TIE) == {"untangle": (None, 20_000.0, True), "structure": (None, 10_000.0, True)}
    assert repairs(TIE)[0].geometry.equals(box(0, 0, 200, 100))


def test_areas_are_square_metres_when_the_file_is_in_degrees() -> None:
    degrees = shapely.transform(TIE, lambda xy: xy * 1e-5 + [120, 32])
    # 0.002° × 94.493 m/0.001° by 0.001° × 110.887 m/0.001°
    assert repairs(degrees)[0].area_after == pytest.approx(2 * 94.493 * 110.887, rel=1e-4)


def test_a_kink_is_cut_off_before_the_order_is_questioned() -> None:
    # The last point overshoots the first by a metre: a loop of about 1 m² on land of 10 000 m².
    kink = Polygon([(0, 0), (100, 0), (100, 100), (0, 100), (1, -1), (-1, 0)])
    assert not kink.is_valid
    assert [r.method for r in repairs(kink)][:2] == ["structure", "untangle"]


def test_two_neighbours_that_changed_places_are_put_back() -> None:
    order = [0, 1, 2, 4, 3, 5, 6, 7]
    octagon = [(30, 0), (70, 0), (100, 30), (100, 70), (70, 100), (30, 100), (0, 70), (0, 30)]
    mixed = Polygon([octagon[k] for k in order])
    assert not mixed.is_valid
    assert repairs(mixed)[0].method == "untangle"
    assert repairs(mixed)[0].geometry.equals(Polygon(octagon))


def test_a_pentagram_has_three_areas_and_nobody_knows_which() -> None:
    turns = [math.radians(72 * k) for k in range(5)]
    tips = [(100 * math.cos(t), 100 * math.sin(t)) for t in turns]
    found = areas(Polygon([tips[k] for k in (0, 2, 4, 1, 3)]))
    pentagon = 2.5 * 100**2 * math.sin(math.radians(72))
    # Between neighbouring tips lie five triangles of base 2·100·sin 36° and base angles 36°; the heart is
    # a pentagon smaller by the golden ratio squared.
    notches = 5 * (100 * math.sin(math.radians(36))) ** 2 * math.tan(math.radians(36))
    heart = pentagon * (2 / (1 + 5**0.5)) ** 4
    assert found["untangle"] == (None, pytest.approx(pentagon), True)
    assert found["linework"] == (None, pytest.approx(pentagon - notches - heart), True)


def test_a_spike_is_removed_or_kept() -> None:
    spiky = Polygon([(0, 0), (100, 0), (100, 100), (51, 100), (50, 200), (50, 100), (0, 100)])
    assert areas(spiky) == {
        "remove_spikes": (10_050.0, 10_000.0, True),
        "keep": (10_050.0, 10_050.0, True),
    }


def test_a_spike_without_width_loses_nothing() -> None:
    spiky = Polygon([(0, 0), (100, 0), (100, 100), (50, 100), (50, 200), (50, 100), (0, 100)])
    assert areas(spiky) == {"remove_spikes": (10_000.0, 10_000.0, True)}


def test_a_hole_outside_is_not_turned_into_land() -> None:
    assert repairs(Polygon(box(0, 0, 100, 100).exterior, [box(200, 0, 210, 10).exterior])) == ()


def test_a_hole_across_its_shell_is_cut_at_the_shell() -> None:
    across = Polygon(box(0, 0, 100, 100).exterior, [box(90, 40, 120, 60).exterior])
    found = areas(across)
    assert found["structure"][1:] == (10_000.0 - 10 * 20, True)
    # Even-odd would make land of the 400 m² the hole has outside.
    assert found["linework"][1:] == (10_000.0 - 200 + 400, False)


def test_overlapping_polygons_count_once() -> None:
    found = areas(MultiPolygon([box(0, 0, 100, 100), box(90, 10, 190, 90)]))
    assert found["structure"] == (18_000.0, 17_200.0, True)
    assert found["linework"] == (18_000.0, 16_400.0, False)


def test_a_polygon_in_a_polygon_may_be_a_hole() -> None:
    found = areas(MultiPolygon([box(0, 0, 100, 100), box(20, 20, 40, 40)]))
    assert found == {"structure": (10_400.0, 10_000.0, True), "linework": (10_400.0, 9_600.0, True)}


def test_sound_land_needs_nothing() -> None:
    assert repairs(box(0, 0, 100, 100)) == ()
    land, issues = repair({"1": box(0, 0, 100, 100)})
    assert land["1"].equals_exact(box(0, 0, 100, 100))
    assert issues == ()


def test_no_repair_without_coordinates_or_area() -> None:
    flat = Polygon([(0, 0), (50, 50), (100, 100)])
    assert repairs(flat) == ()
    _, issues = repair({"1": flat})
    assert [(i.code, i.severity) for i in issues] == [("repair.impossible", Severity.ERROR)]


def test_cleaning_drops_repeats_in_every_ring() -> None:
    shell = [(0, 0), (0, 0), (100, 0), (100, 100), (0, 100), (0, 100), (0, 0)]
    hole = [(10, 10), (20, 10), (20, 10), (20, 20)]
    cleaned = clean(Polygon(shell, [hole]))
    assert [len(r.coords) for r in (cleaned.exterior, *cleaned.interiors)] == [5, 4]


def test_what_was_applied_is_told_with_both_areas() -> None:
    land, (issue,) = repair({"1": box(0, 0, 1, 1), "2": TIE}, {"2": "structure"})
    assert list(land) == ["1", "2"]
    assert (issue.code, issue.where.part, issue.severity) == ("repair.reshaped", "2", Severity.WARNING)
    assert issue.before == {"area_m2": None, "points": 4}
    assert issue.after == {"area_m2": pytest.approx(10_000), "points": 6, "method": "structure"}
    assert issue.params["others"] == ["untangle"]


def test_a_change_of_area_and_none_are_told_apart() -> None:
    overlap = MultiPolygon([box(0, 0, 100, 100), box(90, 0, 190, 100)])
    joined = MultiPolygon([box(0, 0, 100, 100), box(100, 0, 190, 100)])
    _, issues = repair({"1": overlap, "2": joined})
    assert [(i.code, i.severity, i.params["change"]) for i in issues] == [
        ("repair.applied", Severity.WARNING, pytest.approx(-1000)),
        ("repair.same_area", Severity.NOTE, pytest.approx(0, abs=1e-6)),
    ]


@pytest.mark.parametrize("methods", [{"2": "structure"}, {"1": "buffer"}, {"1": "keep"}])
def test_a_method_or_part_that_is_not_there_is_refused(methods: dict[str, str]) -> None:
    with pytest.raises(UsageError):
        repair({"1": TIE}, methods)


def test_a_hole_without_area_is_told_and_may_be_left_out() -> None:
    there_and_back = [(20, 20), (60, 20), (60, 60), (60, 20), (20, 20)]
    shape = Polygon(box(0, 0, 100, 100).exterior, [there_and_back])
    issues = inspect([RawPart(part_id="1", geometry=shape)])
    assert [(i.code, i.where.ring) for i in issues if i.severity is Severity.ERROR] == [("ring.zero_area", 2)]
    assert areas(shape)["structure"][1] == 10_000.0


def test_sizes_beyond_all_measure_are_repaired_or_not_but_never_a_surprise() -> None:
    huge = shapely.from_wkt("POLYGON ((0 1, 0 18014398509481990, 18385869 0, 0 0, 0 1, 0 0, 0 1))")
    assert all(shapely.is_valid(option.geometry) for option in repairs(huge))


def test_two_points_that_changed_places_are_exchanged_again() -> None:
    # an L of 100 m by 100 m less 60 m by 60 m: 6,400 m²; its second and fifth corners exchanged
    corners = [(0, 0), (100, 0), (100, 40), (40, 40), (40, 100), (0, 100)]
    mixed = [corners[0], corners[4], *corners[2:4], corners[1], corners[5]]
    areas_after = {option.method: option.area_after for option in repairs(shapely.Polygon(mixed))}
    assert pytest.approx(6_400.0, rel=1e-6) in areas_after.values()
