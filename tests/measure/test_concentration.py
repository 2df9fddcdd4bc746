"""Indicators of a zone laid out by hand, and percentiles counted by hand."""

import geopandas as gpd
import numpy as np
import pytest
from pyproj import Geod
from shapely import Point, box

from geo.i18n.catalogue import has
from geo.measure.concentration import INDICATORS, gaps_m, indicators, percentiles
from geo.measure.registry import MEASURES
from geo.model.footprint import make_footprint
from geo.model.measurement import Measurement
from geo.model.zone import Role

CENTRE = box(118.70, 32.00, 118.71, 32.01)
CORE = box(118.70, 32.00, 118.705, 32.01)
NEAR = box(118.72, 32.00, 118.73, 32.01)
FAR = box(118.80, 32.00, 118.81, 32.01)
ZONE = make_footprint(
    [
        ("1", Role.CENTRE, None, CENTRE),
        ("2", Role.CORE, None, CORE),
        ("3", Role.BASE, None, NEAR),
        ("4", Role.BASE, None, FAR),
    ]
)


def values(zone, **given) -> dict[str, float | None]:
    return {name: found.value for name, found in indicators(zone, **given).items()}


def test_shares_and_fill() -> None:
    found = values(ZONE)
    assert found["parts"] == 4
    assert found["largest_part_share"] == pytest.approx(1 / 3, rel=1e-9)
    assert found["core_area_share"] == pytest.approx(1 / 6, rel=1e-9)
    assert found["hull_fill"] == pytest.approx(3 / 11, rel=1e-9)


def test_distances_run_from_boundary_to_boundary() -> None:
    """The shortest way between two meridians lies on the northern side: 32.01° N."""
    geod = Geod(ellps="GRS80")
    near = geod.inv(118.71, 32.01, 118.72, 32.01)[2]
    far = geod.inv(118.71, 32.01, 118.80, 32.01)[2]
    found = values(ZONE)
    assert found["max_centre_distance_m"] == pytest.approx(far, rel=1e-6)
    assert found["mean_centre_distance_m"] == pytest.approx((near + far) / 2, rel=1e-6)


def test_without_a_centre_the_way_runs_to_the_core_and_without_either_there_is_none() -> None:
    to_core = make_footprint([("1", Role.CORE, None, CORE), ("2", Role.BASE, None, NEAR)])
    assert values(to_core)["max_centre_distance_m"] == pytest.approx(0.015 * 94_490, rel=1e-3)
    bare = make_footprint([("1", None, None, CORE), ("2", Role.BASE, None, NEAR)])
    found = values(bare)
    assert found["max_centre_distance_m"] is None
    assert found["mean_centre_distance_m"] is None
    assert found["core_area_share"] is None
    assert found["reock"] > 0


def test_a_base_that_touches_or_lies_within_is_at_no_distance() -> None:
    touching, inside = box(118.71, 32.0, 118.72, 32.01), box(118.702, 32.002, 118.703, 32.003)
    assert gaps_m([touching, inside], CENTRE) == [0.0, 0.0]


def test_standard_distance_by_hand() -> None:
    """Two equal parts 0.1° apart lie each half of that from their middle; one part lies on its own."""
    two = make_footprint([("1", None, None, CENTRE), ("2", None, None, FAR)])
    half = Geod(ellps="GRS80").inv(118.705, 32.005, 118.805, 32.005)[2] / 2
    assert values(two)["standard_distance_m"] == pytest.approx(half, rel=5e-4)
    assert values(make_footprint([("1", None, None, CENTRE)]))["standard_distance_m"] == pytest.approx(
        0, abs=1e-6
    )


def test_institutions_inside_on_the_line_outside_and_unknown() -> None:
    points = gpd.GeoSeries(
        [Point(118.702, 32.005), Point(118.70, 32.005), Point(118.725, 32.005), Point(119, 32), None]
    )
    found = values(ZONE, institutions=points)
    assert found["core_institution_share"] == pytest.approx(2 / 3)
    assert found["institutions_per_ha"] == pytest.approx(3 / (3 * 104.77), rel=1e-4)


def test_no_institutions_is_not_the_same_as_none_known() -> None:
    assert values(ZONE)["institutions_per_ha"] is None
    found = values(ZONE, institutions=[])
    assert found["institutions_per_ha"] == 0
    assert found["core_institution_share"] is None


def test_every_indicator_is_registered_and_its_method_has_words() -> None:
    for name, found in indicators(ZONE).items():
        assert found.unit == MEASURES[name].unit
        assert has(f"method.{found.method}")
        assert has(f"method.{found.method}", "en")
    assert tuple(indicators(ZONE)) == INDICATORS


def test_percentiles_counted_by_hand() -> None:
    def measured(value: float | None) -> dict[str, Measurement]:
        return {"hull_fill": Measurement(name="hull_fill", value=value, unit="ratio", method="union_of_hull")}

    known = {"hull_fill": [0.1, 0.2, 0.3, 0.4, None, np.nan]}
    assert percentiles(measured(0.25), known) == {"hull_fill": (50.0, 4)}
    assert percentiles(measured(0.2), known) == {"hull_fill": (37.5, 4)}
    assert percentiles(measured(0.05), known) == {"hull_fill": (0.0, 4)}
    assert percentiles(measured(0.9), known) == {"hull_fill": (100.0, 4)}
    assert percentiles(measured(None), known) == {}
    assert percentiles(measured(0.2), {}) == {}
