"""Parks over the land of a zone: areas against Karney, touching, noise, names, and the grid trap."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely import MultiPolygon, Point, Polygon, box

from geo.errors import CrsError
from geo.measure.area import karney_area_m2
from geo.measure.overlap import ParkIndex, overlap_frame, overlaps, overlay
from geo.model.assessment import plain
from geo.model.footprint import make_footprint
from geo.model.zone import Role
from geo.report.overlap_words import overlap_kind

EAST, NORTH = 94_493.142, 110_886.809  # a degree at 32° N, m
LAND = box(118.70, 32.00, 118.71, 32.01)


def parks(*rows: tuple[str | None, object]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"name": [name for name, _ in rows]}, geometry=[shape for _, shape in rows], crs="EPSG:4490"
    )


def zone(*shapes: Polygon, names: tuple[str | None, ...] = ()):
    names = names or (None,) * len(shapes)
    return make_footprint(
        [(str(i + 1), Role.BASE, name, s) for i, (s, name) in enumerate(zip(shapes, names, strict=True))]
    )


def test_areas_and_shares_of_a_quarter() -> None:
    park = box(118.705, 32.005, 118.75, 32.05)
    (found,) = overlaps(zone(LAND), ParkIndex(parks(("甲园", park))), vertex_sigma_m=0.05)
    shared, land, whole = karney_area_m2([box(118.705, 32.005, 118.71, 32.01), LAND, park], max_edge_m=20)
    assert found.area_m2 == pytest.approx(shared, rel=1e-6)
    assert found.part_share == pytest.approx(shared / land, rel=1e-6)
    assert found.feature_share == pytest.approx(shared / whole, rel=1e-6)
    assert (found.name, found.touching, found.within_noise, found.matched_by) == (
        "甲园",
        False,
        False,
        "geometry",
    )
    assert 118.705 < found.lon < 118.71
    assert 32.005 < found.lat < 32.01


def test_the_total_counts_ground_once() -> None:
    """Two parks over the same half of two parts that are the same land."""
    half = box(118.70, 32.0, 118.705, 32.01)
    index = ParkIndex(parks(("甲园", half), ("乙园", half)))
    found = overlay(zone(LAND, LAND), index, vertex_sigma_m=0.05)
    assert len(found.overlaps) == 4
    assert found.total_m2 == pytest.approx(karney_area_m2(half, max_edge_m=20)[0], rel=1e-6)


def test_to_touch_is_not_to_overlap() -> None:
    index = ParkIndex(
        parks(("边", box(118.71, 32.0, 118.72, 32.01)), ("角", box(118.71, 32.01, 118.72, 32.02)))
    )
    found = overlay(zone(LAND), index, vertex_sigma_m=0.05)
    assert [(o.name, o.touching, o.area_m2, o.within_noise) for o in found.overlaps] == [
        ("边", True, 0.0, False),
        ("角", True, 0.0, False),
    ]
    assert found.total_m2 == 0
    assert [g.geom_type for g in found.geometries] == ["LineString", "Point"]
    assert found.overlaps[0].lon == pytest.approx(118.71)


@pytest.mark.parametrize(("width_m", "kind"), [
    (0.0, "touching"), (0.0007, "touching"), (-0.0007, "touching"), (0.002, "noise"), (-0.002, None),
])  # fmt: skip
def test_the_last_digit_of_a_file_neither_makes_nor_loses_a_neighbour(
    width_m: float, kind: str | None
) -> None:
    """A border 1.1 km long, off by less than a millimetre: 0.8 m² inside, or a gap, is still the border."""
    park = box(118.71 - width_m / EAST, 32.0, 118.72, 32.01)
    found = overlay(zone(LAND), ParkIndex(parks(("园", park))), vertex_sigma_m=0.05)
    assert [overlap_kind(plain(one)) for one in found.overlaps] == ([kind] if kind else [])
    if kind == "touching":
        [one] = found.overlaps
        assert (one.area_m2, one.part_share, one.feature_share, found.total_m2) == (0.0, 0.0, 0.0, 0.0)
        assert one.lon == pytest.approx(118.71, abs=1e-7)


@pytest.mark.parametrize(("width_m", "within"), [(0.9, True), (1.1, False)])
def test_a_sliver_as_wide_as_the_surveys_differ_is_noise(width_m: float, within: bool) -> None:
    """σ 0.3 and 0.4 m together 0.5 m: a long sliver's perimeter times that is its length times 1 m."""
    park = box(118.71 - width_m / EAST, 31.99, 118.72, 32.02)
    (found,) = overlaps(zone(LAND), ParkIndex(parks(("园", park)), sigma_m=0.4), vertex_sigma_m=0.3)
    assert found.noise_m2 == pytest.approx(2 * (0.01 * NORTH + width_m) * 0.5, rel=1e-4)
    assert found.within_noise is within
    assert not found.touching


def test_a_precision_grid_does_not_move_the_answer() -> None:
    """Both sides bear a coarse grid, on which their corners lie: the crossing must not be rounded to it."""
    slanted = Polygon([(118.70, 32.00), (118.75, 32.00), (118.75, 32.07)])
    other = Polygon([(118.70, 32.05), (118.75, 32.05), (118.71, 32.00)])
    gridded = [shapely.set_precision(shape, 0.01) for shape in (slanted, other)]
    free = shapely.from_wkb([g.wkb for g in gridded])
    expected = karney_area_m2(shapely.intersection(*free), max_edge_m=50)[0]
    (found,) = overlaps(zone(gridded[0]), ParkIndex(parks(("园", gridded[1]))), vertex_sigma_m=0.05)
    assert found.area_m2 == pytest.approx(expected, rel=1e-6)
    # The trap is real: with the grid the crossings are moved by up to half a hundredth of a degree.
    assert abs(karney_area_m2(shapely.intersection(*gridded))[0] / expected - 1) > 1e-3


def test_a_park_without_boundary_is_found_by_name_and_says_so() -> None:
    rows = parks(("示范软件谷", None), ("无关的产业园", None), (None, None))
    land = zone(LAND, LAND, names=("示范软件谷基地", None))
    found = overlaps(
        land,
        ParkIndex(rows, layer="园区名录"),
        vertex_sigma_m=0.05,
        zone_name="示范软件谷知识产权服务业集聚发展区",
    )
    assert [(o.part_id, o.name, o.matched_by, o.area_m2) for o in found] == [
        (None, "示范软件谷", "name", None),
        ("1", "示范软件谷", "name", None),
    ]
    assert found[0].name_score == 100
    assert overlaps(land, ParkIndex(rows.iloc[1:]), vertex_sigma_m=0.05, zone_name="示范软件谷") == ()


def test_an_invalid_park_is_mended_once_and_named() -> None:
    bow_tie = Polygon([(118.70, 32.0), (118.71, 32.01), (118.71, 32.0), (118.70, 32.01)])
    index = ParkIndex(parks(("好", LAND), ("坏", bow_tie)))
    assert index.mended == (1,)
    good, bad = overlaps(zone(LAND), index, vertex_sigma_m=0.05)
    assert good.part_share == pytest.approx(1)
    assert bad.part_share == pytest.approx(0.5, rel=1e-3)


def test_a_layer_of_points_and_lines_shares_no_ground() -> None:
    index = ParkIndex(
        parks(("点", Point(118.705, 32.005)), ("线", shapely.LineString([(118.6, 32.005), (118.8, 32.005)])))
    )
    found = overlaps(zone(LAND), index, vertex_sigma_m=0.05)
    assert {(o.name, o.area_m2, o.touching, o.feature_share) for o in found} == {
        ("点", 0, True, 0),
        ("线", 0, True, 0),
    }


def test_nothing_near_and_nothing_at_all() -> None:
    far = ParkIndex(parks(("远", box(120, 33, 121, 34)), ("无", None)))
    none = ParkIndex(parks())
    for index in (far, none):
        found = overlay(zone(LAND), index, vertex_sigma_m=0.05)
        assert (found.overlaps, found.total_m2) == ((), 0.0)
        assert len(overlap_frame(found)) == 0


def test_a_layer_in_another_system_is_refused() -> None:
    for wrong in (
        parks(("甲", LAND)).to_crs("EPSG:4528"),
        parks(("甲", LAND)).set_crs(None, allow_override=True),
    ):
        with pytest.raises(CrsError, match=r"overlap\.crs"):
            ParkIndex(wrong)


def test_records_are_serialisable_and_the_frame_draws_them() -> None:
    index = ParkIndex(
        parks(("甲园", box(118.705, 31.9, 118.8, 32.1)), ("示范谷地园", None)), layer="园区", vintage="2018"
    )
    found = overlay(zone(LAND, names=("示范谷地园",)), index, vertex_sigma_m=0.05)
    first, second = (plain(overlap) for overlap in found.overlaps)
    assert (first["layer"], first["vintage"], second["area_m2"]) == ("园区", "2018", None)
    frame = overlap_frame(found)
    assert frame.crs.to_epsg() == 4490
    assert frame["name"].tolist() == ["甲园"]
    assert shapely.equals(frame.geometry[0], box(118.705, 32.0, 118.71, 32.01))


def test_random_land_agrees_with_geopandas_overlay() -> None:
    rng = np.random.default_rng(3)

    def blob() -> Polygon:
        lon, lat = rng.uniform(118.6, 118.8), rng.uniform(31.9, 32.1)
        holed = Point(lon, lat).buffer(rng.uniform(0.01, 0.05), quad_segs=6)
        return shapely.difference(holed, Point(lon, lat).buffer(0.005, quad_segs=3))

    layer = parks(*((f"园{i}", blob()) for i in range(40)))
    land = zone(*(blob() for _ in range(5)))
    found = overlaps(land, ParkIndex(layer), vertex_sigma_m=0.05)
    expected = gpd.overlay(land[["part_id", "geometry"]], layer, how="intersection")
    areas = dict(
        zip(
            zip(expected["part_id"], expected["name"], strict=True),
            karney_area_m2(expected.geometry, 100),
            strict=True,
        )
    )
    assert {(o.part_id, o.name) for o in found} == set(areas)
    for overlap in found:
        assert overlap.area_m2 == pytest.approx(areas[overlap.part_id, overlap.name], rel=1e-6, abs=0.01)


def test_parts_of_several_pieces() -> None:
    pieces = MultiPolygon([LAND, box(118.8, 32.0, 118.81, 32.01)])
    (found,) = overlaps(
        zone(pieces), ParkIndex(parks(("园", box(118.6, 31.9, 118.9, 32.005)))), vertex_sigma_m=0.05
    )
    assert found.part_share == pytest.approx(0.5, rel=1e-4)
