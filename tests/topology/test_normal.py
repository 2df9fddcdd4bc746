"""One land, one hash."""

from __future__ import annotations

import numpy as np
import shapely
from shapely import MultiPolygon, Polygon, box

from geo.model.footprint import make_footprint
from geo.model.zone import Role
from geo.topology import geometry_sha256, normal_form

A, B = box(118.70, 32.00, 118.71, 32.01), box(118.72, 32.00, 118.73, 32.01)
HOLED = Polygon(A.exterior, [box(118.701, 32.001, 118.702, 32.002).exterior])


def sha(*rows: tuple[str, Role | None, str | None, shapely.Geometry]) -> str:
    return geometry_sha256(make_footprint(rows))


def test_the_hash_does_not_see_order_names_or_start() -> None:
    turned = Polygon(np.roll(shapely.get_coordinates(A)[:-1], 2, axis=0)[::-1])
    assert sha(("1", Role.CORE, "甲", A), ("2", None, None, B)) == sha(
        ("7", None, None, B), ("9", Role.CORE, "乙", turned)
    )


def test_the_hash_sees_land_roles_and_holes() -> None:
    whole = sha(("1", Role.CORE, None, A))
    moved = shapely.transform(A, lambda xy: xy + 1e-8)
    assert len({whole, sha(("1", None, None, A)), sha(("1", Role.CORE, None, HOLED)),
                sha(("1", Role.CORE, None, moved)), sha(("1", Role.CORE, None, B))}) == 5  # fmt: skip


def test_the_last_bits_of_a_projection_do_not_count() -> None:
    nudged = shapely.transform(A, lambda xy: xy + 3e-13)
    assert sha(("1", None, None, nudged)) == sha(("1", None, None, A))


def test_two_parts_are_not_one_part_of_two_polygons() -> None:
    assert sha(("1", None, None, A), ("2", None, None, B)) != sha(("1", None, None, MultiPolygon([A, B])))


def test_the_normal_form_is_valid_and_the_same_land() -> None:
    form = normal_form(HOLED)
    assert form.is_valid
    assert form.equals_exact(normal_form(form))
    assert form.symmetric_difference(HOLED).area < 1e-12
