"""What counts as the zone's land: unions, cores, land counted twice, and each way to state an area."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Polygon, box

from geo.measure.area import ellipsoidal_area_m2, karney_area_m2
from geo.measure.land import area_by_method, land_measurements, part_figures
from geo.measure.registry import MEASURES
from geo.model.footprint import make_footprint
from geo.model.zone import Role

CORE = box(118.70, 32.000, 118.71, 32.010)
CENTRE = box(118.69, 31.995, 118.72, 32.020)
BASE = box(118.715, 32.0, 118.73, 32.01)
SIGMA = 0.05


def value(zone, name: str) -> float | None:
    return land_measurements(zone, vertex_sigma_m=SIGMA)[name].value


def test_a_core_within_its_centre_counts_once() -> None:
    zone = make_footprint([("1", Role.CENTRE, None, CENTRE), ("2", Role.CORE, None, CORE)])
    centre, core = karney_area_m2([CENTRE, CORE], max_edge_m=50)
    assert value(zone, "total_land_area_m2") == pytest.approx(centre, rel=1e-6)
    assert value(zone, "core_land_area_m2") == pytest.approx(core, rel=1e-6)
    assert value(zone, "centre_land_area_m2") == pytest.approx(centre, rel=1e-6)
    assert value(zone, "double_counted_area_m2") == pytest.approx(core, rel=1e-6)


def test_land_under_three_parts_is_counted_twice_two_times() -> None:
    zone = make_footprint([(str(i), None, None, CORE) for i in range(3)])
    once = karney_area_m2(CORE, max_edge_m=50)[0]
    assert value(zone, "double_counted_area_m2") == pytest.approx(2 * once, rel=1e-6)
    assert value(zone, "total_land_area_m2") == pytest.approx(once, rel=1e-6)


def test_without_a_core_there_is_no_core_area() -> None:
    zone = make_footprint([("1", Role.CENTRE, None, CENTRE), ("2", None, None, BASE)])
    core = land_measurements(zone, vertex_sigma_m=SIGMA)["core_land_area_m2"]
    assert (core.value, core.low, core.high, core.method) == (None, None, None, "no_part")


def test_the_band_is_twice_sigma_of_the_hand_formula() -> None:
    """A rectangle's σ is σ · diagonal: 944.9 m by 1108.9 m at 32° N."""
    zone = make_footprint([("1", Role.CORE, None, CORE)])
    core = land_measurements(zone, vertex_sigma_m=SIGMA)["core_land_area_m2"]
    assert core.high - core.value == pytest.approx(2 * SIGMA * np.hypot(944.9, 1108.9), rel=1e-3)
    assert core.value - core.low == pytest.approx(core.high - core.value)


def test_a_sliver_of_rounding_is_not_land_counted_twice() -> None:
    """Two halves of a slanted cut share it exactly: nothing is counted twice."""
    west = Polygon([(118.7, 32.0), (118.7033333, 32.0), (118.7077777, 32.01), (118.7, 32.01)])
    east = Polygon([(118.7033333, 32.0), (118.71, 32.0), (118.71, 32.01), (118.7077777, 32.01)])
    zone = make_footprint([("1", None, None, west), ("2", None, None, east)])
    assert value(zone, "double_counted_area_m2") == 0.0


def test_names_and_units_are_those_of_the_registry() -> None:
    found = land_measurements(make_footprint([("1", None, None, CORE)]), vertex_sigma_m=SIGMA)
    assert {name: m.unit for name, m in found.items()} == {name: MEASURES[name].unit for name in found}


def test_part_figures_keep_order_names_and_declared_areas() -> None:
    zone = make_footprint([("b", Role.BASE, "基地", BASE), ("a", None, None, CORE)])
    second, first = part_figures(zone, {"a": 1.0})
    assert [second.part_id, second.role, second.name, second.declared_area_m2] == ["b", "base", "基地", None]
    assert [first.part_id, first.role, first.name, first.declared_area_m2] == ["a", None, None, 1.0]
    assert BASE.contains(shapely.Point(second.lon, second.lat))
    assert second.plane_area_m2 > second.area_m2


def test_the_plane_differs_by_what_its_place_explains() -> None:
    for west in (118.6, 119.3, 119.999, 121.2):
        moved = shapely.transform(CORE, lambda xy, by=west - 118.7: xy + np.array([by, 0.0]))
        zone = make_footprint([("1", Role.CORE, None, moved)])
        total, core = area_by_method(zone, declared={"1": 1.05e6})
        assert (total.scope, core.scope, total.zone, total.declared_m2) == ("total", "core", 40, 1.05e6)
        assert abs(total.unexplained_m2) < 2e-6 * total.areas_m2["ellipsoidal"]
        assert total.areas_m2["official"] == pytest.approx(total.areas_m2["ellipsoidal"], rel=1e-7)


def test_a_total_is_declared_only_when_every_part_is() -> None:
    zone = make_footprint([("1", Role.CORE, None, CORE), ("2", None, None, BASE)])
    total, core = area_by_method(zone, declared={"1": 5.0})
    assert (total.declared_m2, core.declared_m2) == (None, 5.0)


corner = st.tuples(st.floats(118.6, 118.8), st.floats(31.9, 32.1))


@st.composite
def polygons(draw: st.DrawFn) -> Polygon:
    """A valid polygon: the hull of a few corners some way apart, with a bite taken out."""
    hull = shapely.MultiPoint(draw(st.lists(corner, min_size=4, max_size=12))).convex_hull
    hull = hull if hull.geom_type == "Polygon" and hull.area > 1e-6 else box(118.7, 32.0, 118.71, 32.01)
    bite = shapely.Point(draw(corner)).buffer(draw(st.floats(1e-4, 2e-2)), quad_segs=3)
    bitten = shapely.difference(hull, bite)
    return bitten if bitten.geom_type == "Polygon" and bitten.area > 1e-6 else hull


def zone_of_parts(parts: list[Polygon]):
    return make_footprint([(str(i), None, None, part) for i, part in enumerate(parts)])


@settings(max_examples=60, deadline=None)
@given(st.lists(polygons(), min_size=1, max_size=4), polygons())
def test_adding_a_base_never_lowers_the_total(parts: list[Polygon], base: Polygon) -> None:
    before = value(zone_of_parts(parts), "total_land_area_m2")
    after = value(zone_of_parts([*parts, base]), "total_land_area_m2")
    assert after >= before * (1 - 1e-12)


@settings(max_examples=60, deadline=None)
@given(st.lists(polygons(), min_size=1, max_size=5))
def test_the_union_never_exceeds_the_sum(parts: list[Polygon]) -> None:
    zone = zone_of_parts(parts)
    total, twice = value(zone, "total_land_area_m2"), value(zone, "double_counted_area_m2")
    whole = float(ellipsoidal_area_m2(parts).sum())
    assert total <= whole * (1 + 1e-12)
    assert total + twice == pytest.approx(whole, rel=1e-10)


@settings(max_examples=60, deadline=None)
@given(polygons(), st.integers(-200, 200))
def test_moving_along_the_parallel_keeps_the_area(polygon: Polygon, steps: int) -> None:
    moved = shapely.transform(polygon, lambda xy: xy + np.array([steps / 64, 0.0]))
    before, after = ellipsoidal_area_m2([polygon, moved])
    # A longitude near 118° is stored to 1.4e-14°: the move itself rounds every vertex by that much.
    assert after == pytest.approx(before, rel=1e-9)


@settings(max_examples=60, deadline=None)
@given(st.lists(polygons(), min_size=1, max_size=3), st.integers(0, 50), st.booleans())
def test_another_first_vertex_or_winding_changes_nothing(parts, shift: int, reverse: bool) -> None:
    def turned(polygon: Polygon) -> Polygon:
        ring = list(polygon.exterior.coords)[:-1]
        at = shift % len(ring)
        ring = ring[at:] + ring[:at]
        return Polygon(ring[::-1] if reverse else ring, polygon.interiors)

    one = land_measurements(zone_of_parts(parts), vertex_sigma_m=SIGMA)
    other = land_measurements(zone_of_parts([turned(p) for p in parts]), vertex_sigma_m=SIGMA)
    for name, measured in one.items():
        for field in ("value", "low", "high"):
            a, b = getattr(measured, field), getattr(other[name], field)
            assert a is b is None or b == pytest.approx(a, rel=1e-10, abs=2e-6)
