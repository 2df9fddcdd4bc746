"""What holds for every ring anybody may draw."""

from __future__ import annotations

import math
from typing import Any

import hypothesis.strategies as st
import numpy as np
import shapely
from hypothesis import HealthCheck, assume, given, settings
from shapely import MultiPolygon, Polygon

from geo.i18n.catalogue import text
from geo.model.assessment import plain
from geo.model.issue import Severity
from geo.model.reading import RawPart
from geo.topology import clean, inspect, normal_form, repair, repairs

usual = settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)

anything = st.floats(allow_nan=True, allow_infinity=True)
grid = st.integers(0, 6).map(lambda k: float(k * 10))
metres = st.floats(0, 1000, allow_nan=False)
degrees = st.floats(0, 0.02, allow_nan=False).map(lambda d: 118.0 + d)


def rings(number: st.SearchStrategy[float]) -> st.SearchStrategy[list[tuple[float, float]]]:
    return st.lists(st.tuples(number, number), min_size=3, max_size=12)


@st.composite
def shapes(draw: Any, number: st.SearchStrategy[float]) -> shapely.Geometry:
    """A polygon with up to two holes, or two of them: none of it checked by anybody."""
    polygons = []
    for _ in range(draw(st.integers(1, 2))):
        shell, *holes = draw(st.lists(rings(number), min_size=1, max_size=3))
        with np.errstate(all="ignore"):
            try:
                polygons.append(Polygon(shell, holes))
            except (ValueError, shapely.errors.GEOSException):  # NaN at the end: no library builds it
                assume(False)
    return polygons[0] if len(polygons) == 1 else MultiPolygon(polygons)


every = st.one_of(shapes(anything), shapes(grid), shapes(metres), shapes(degrees))
finite = st.one_of(shapes(grid), shapes(metres), shapes(degrees))


def part(geometry: shapely.Geometry, part_id: str = "1") -> RawPart:
    return RawPart(part_id=part_id, geometry=geometry)


@usual
@given(every)
def test_inspect_never_raises_and_its_issues_can_be_told(geometry: shapely.Geometry) -> None:
    for issue in inspect([part(geometry), part(Polygon([(0, 0), (1, 0), (1, 1)]), "2")]):
        plain(issue)
        for lang in ("zh", "en"):
            assert text(f"issue.{issue.code}.message", lang, **issue.params)
        assert all(v is None or math.isfinite(v) for v in (issue.where.x, issue.where.y))


@usual
@given(every)
def test_a_valid_polygon_has_no_error_and_an_invalid_one_has_something_to_look_at(
    geometry: shapely.Geometry,
) -> None:
    with np.errstate(all="ignore"):
        valid = bool(shapely.is_valid(geometry))
    severities = {issue.severity for issue in inspect([part(geometry)])}
    if valid:
        assert Severity.ERROR not in severities
    else:
        assert severities & {Severity.ERROR, Severity.WARNING}


@usual
@given(every)
def test_every_repair_is_valid_land_and_always_the_same(geometry: shapely.Geometry) -> None:
    options = repairs(geometry)
    for option in options:
        assert shapely.is_valid(option.geometry)
        assert option.geometry.geom_type in {"Polygon", "MultiPolygon"}
        assert option.area_after > 0
    again = repairs(geometry)
    assert [(o.method, o.geometry.wkb) for o in options] == [(o.method, o.geometry.wkb) for o in again]


@usual
@given(finite)
def test_repair_gives_valid_land_or_an_error(geometry: shapely.Geometry) -> None:
    result, issues = repair({"1": geometry})
    assert shapely.is_valid(result["1"]) or [i.code for i in issues] == ["repair.impossible"]
    if shapely.is_valid(geometry) and not repairs(geometry):
        assert result["1"].equals(geometry)
        assert not issues


@usual
@given(finite)
def test_an_untangled_boundary_has_the_same_points(geometry: shapely.Geometry) -> None:
    for option in repairs(geometry):
        if option.method == "untangle":
            before = {tuple(xy) for xy in shapely.get_coordinates(geometry).tolist()}
            assert {tuple(xy) for xy in shapely.get_coordinates(option.geometry).tolist()} == before


@usual
@given(finite)
def test_cleaning_keeps_the_land(geometry: shapely.Geometry) -> None:
    cleaned = clean(geometry)
    assert shapely.is_valid(cleaned) == shapely.is_valid(geometry)
    assert shapely.area(cleaned) == shapely.area(geometry) or not shapely.is_valid(geometry)


@usual
@given(shapes(degrees), st.data())
def test_the_normal_form_does_not_see_start_winding_and_order(
    geometry: shapely.Geometry, data: st.DataObject
) -> None:
    polygons = list(getattr(geometry, "geoms", [geometry]))
    turned = []
    for polygon in polygons:
        others = []
        for ring in (polygon.exterior, *polygon.interiors):
            xy = shapely.get_coordinates(ring)[:-1]
            xy = np.roll(xy, data.draw(st.integers(0, len(xy) - 1)), axis=0)
            others.append(xy[::-1] if data.draw(st.booleans()) else xy)
        turned.append(Polygon(others[0], data.draw(st.permutations(others[1:]))))
    turned = data.draw(st.permutations(turned))
    assert normal_form(MultiPolygon(turned)).wkb == normal_form(geometry).wkb
