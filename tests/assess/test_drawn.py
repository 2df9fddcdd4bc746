"""A boundary drawn by hand: nothing moves that was not moved, and what was is told."""

from dataclasses import replace

import pytest
import shapely
from pyproj import Geod

from geo import intake
from geo.assess import assess, demo_application
from geo.assess.drawn import boundary_file, changes, corners_of, pieces_of
from geo.measure.by_hand import Corners
from geo.model.application import Application, Upload
from geo.model.case import Case
from geo.model.zone import Zone

FRESH = "绘制地块 {number}"
GEOD = Geod(ellps="GRS80")


@pytest.fixture(scope="module")
def case() -> Case:
    found = assess(replace(demo_application(), layers={}))
    assert isinstance(found, Case)
    return found


def judged(data: bytes) -> Case:
    found = assess(Application(zone=Zone(name="甲"), boundary=Upload(name="1.geojson", data=data)))
    assert isinstance(found, Case)
    return found


def test_a_drawing_nobody_touched_is_the_same_land_to_the_last_digit(case: Case) -> None:
    began = pieces_of(case.original)
    rings = [ring for piece in began for ring in piece.rings]
    of = [piece.key for piece in began for _ in piece.rings]
    again = judged(boundary_file(rings, of, began, corners=Corners(), fresh=FRESH))
    assert again.assessment.geometry_sha256 == case.assessment.geometry_sha256
    assert [(p.part_id, p.role, p.name) for p in again.assessment.parts] == [
        (p.part_id, p.role, p.name) for p in case.assessment.parts
    ]
    assert changes(case.original, again.original) == ()


def test_a_drawing_says_how_well_its_corners_are_known(case: Case) -> None:
    began = pieces_of(case.original)[:1]
    corners = Corners(clicked=4, metres=2.0)
    data = boundary_file(list(began[0].rings), [began[0].key], began, corners=corners, fresh=FRESH)
    reading = intake.read(data, name="1.geojson")
    assert reading.declared is not None
    assert reading.declared.crs == "EPSG:4490"
    # three pixels of 2 m
    assert reading.vertex_accuracy_m == 6.0
    options = judged(data).assessment.options
    assert (options["adopted_accuracy_m"], options["adopted_accuracy_origin"]) == (6.0, "file")


def test_no_hand_is_better_than_a_screen() -> None:
    assert Corners(clicked=1, metres=0.1).accuracy_m == 3.0


def test_typed_corners_are_as_good_as_their_digits_whatever_the_map_showed() -> None:
    # 19,199 m² typed to six decimals, the second time with zeros at the end of every number
    for west, south in ((120.470612, 31.361734), (120.47, 31.36)):
        ring = tuple((west + x, south + y) for x, y in ((0, 0), (0.0016, 0), (0.0016, 0.0012), (0, 0.0012)))
        corners = Corners(typed=4, unit=1e-6)
        data = boundary_file([ring], ["n1"], (), corners=corners, fresh=FRESH)
        assert corners_of(Upload(name="1.geojson", data=data)) == corners
        item = judged(data).assessment
        # 1e-6 degrees of latitude are 0.11 m: 0.11 / sqrt(12) = 0.032, with the 0.05 of a survey 0.059
        assert item.options["adopted_accuracy_m"] == pytest.approx(0.0594, abs=2e-4)
        area = item.measurements["total_land_area_m2"]
        assert area.value is not None
        assert area.high is not None
        assert area.high - area.value < 40


def test_the_worst_corner_decides_and_those_left_alone_are_as_good_as_they_were() -> None:
    assert Corners(typed=3, unit=1e-6, clicked=1, metres=600.0).accuracy_m == 1800.0
    assert Corners(typed=1, unit=1e-6, kept=9, before_m=10.0).accuracy_m == 10.0
    assert Corners(typed=1, unit=1e-2, metres=600.0).accuracy_m == pytest.approx(320.4, abs=1)


def test_a_moved_corner_is_one_gone_and_one_new_and_the_land_between_is_told(case: Case) -> None:
    square = shapely.box(120.0, 32.0, 120.001, 32.001)
    before = case.original.iloc[:1].set_geometry([square])
    after = before.set_geometry(
        [shapely.Polygon([(120, 32), (120.001, 32), (120.0015, 32.0015), (120, 32.001)])]
    )
    (found,) = changes(before, after)
    assert (found.corners_new, found.corners_gone) == (1, 1)
    triangles = (
        ([120.001, 120.0015, 120.001], [32.0, 32.0015, 32.001]),
        (
            [120.001, 120.0015, 120.0],
            [32.001, 32.0015, 32.001],
        ),
    )
    added = sum(abs(GEOD.polygon_area_perimeter(*corners)[0]) for corners in triangles)
    assert found.difference_m2 == pytest.approx(added, rel=1e-4)
    assert found.after_m2 is not None
    assert found.before_m2 is not None
    assert found.after_m2 - found.before_m2 == pytest.approx(added, rel=1e-4)


def test_new_parts_and_holes_have_numbers_nobody_has() -> None:
    outline = ((120.0, 32.0), (120.01, 32.0), (120.01, 32.01), (120.0, 32.01))
    hole = ((120.004, 32.004), (120.006, 32.004), (120.006, 32.006))
    first = boundary_file([outline], ["n1"], (), corners=Corners(), fresh=FRESH)
    began = pieces_of(judged(first).original)
    assert [(piece.key, piece.name) for piece in began] == [("1/0", "绘制地块 1")]
    other = tuple((x + 0.1, y) for x, y in outline)
    data = boundary_file([outline, hole, other], ["1/0", "1/0", "n2"], began, corners=Corners(), fresh=FRESH)
    parts = intake.read(data, name="1.geojson").parts
    assert [part.part_id for part in parts] == ["1", "2"]
    assert [len(part.geometry.interiors) for part in parts] == [1, 0]


def test_parts_that_are_gone_or_new_are_told(case: Case) -> None:
    one, two = case.original.iloc[:1], case.original.iloc[1:2]
    gone, new = changes(one, two)
    assert (gone.after_m2, new.before_m2) == (None, None)
    # 1,410.2 and 42,512.6 m² on the ellipsoid: the areas of the demonstration (its README)
    assert gone.before_m2 == pytest.approx(1410.2, abs=0.1)
    assert new.after_m2 == pytest.approx(42512.6, abs=0.1)
