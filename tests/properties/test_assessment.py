"""What holds for every zone, asked of the whole assessment and not of a function of it."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.assess import assess
from geo.model.application import Application, Options, Upload
from geo.model.assessment import Assessment
from geo.model.case import Case
from geo.model.reading import DeclaredCrs, RawPart, Reading, Source
from geo.model.zone import Role, Zone

FEW = settings(max_examples=10, deadline=None)
SOURCE = Source(name="drawn.geojson", sha256="0" * 64, size=1, format="geojson")
DECLARED = DeclaredCrs(text="EPSG:4490", crs="EPSG:4490", origin="format")
ZONE = Zone(name="示例集聚区", demo=True)
NOISE_M2 = 1e-4
"""What the last bits of degrees may add up to on land of this size."""


def judged(*parts: RawPart) -> Assessment:
    reading = Reading(source=SOURCE, declared=DECLARED, parts=parts)
    application = Application(
        zone=ZONE,
        boundary=Upload(name=SOURCE.name, data=b""),
        options=Options(vertex_accuracy_m=0.05),
    )
    case = assess(application, reading=reading)
    assert isinstance(case, Case), [issue.code for issue in case.issues]
    return case.assessment


def value(assessment: Assessment, name: str) -> float:
    measured = assessment.measurements[name].value
    assert measured is not None
    return measured


@st.composite
def stars(draw: st.DrawFn, lon: float = 120.47, lat: float = 31.36) -> shapely.Polygon:
    """A ring around a centre in Suzhou, its vertices in order of angle, some with a hole; no crossing."""
    count = draw(st.integers(3, 9))
    radii = draw(st.lists(st.floats(3e-4, 1.2e-3), min_size=count, max_size=count))
    east, north = draw(st.floats(-2e-3, 2e-3)), draw(st.floats(-2e-3, 2e-3))
    turn = draw(st.floats(0, 1))

    def ring(scale: float) -> list[tuple[float, float]]:
        angles = [2 * math.pi * (k + turn) / count for k in range(count)]
        return [
            (lon + east + scale * r * math.cos(a), lat + north + scale * r * math.sin(a))
            for r, a in zip(radii, angles, strict=True)
        ]

    return shapely.Polygon(ring(1.0), [ring(0.4)] if draw(st.booleans()) else [])


def part(number: int, shape: shapely.Polygon, role: Role) -> RawPart:
    return RawPart(part_id=str(number), geometry=shape, role=role, row=number)


@given(core=stars(), bases=st.lists(stars(), min_size=1, max_size=3))
@FEW
def test_adding_a_base_never_lowers_the_total(core: shapely.Polygon, bases: list[shapely.Polygon]) -> None:
    parts = [part(1, core, Role.CORE), *(part(i, shape, Role.BASE) for i, shape in enumerate(bases, 2))]
    fewer, more = judged(*parts[:-1]), judged(*parts)
    assert value(more, "total_land_area_m2") >= value(fewer, "total_land_area_m2") - NOISE_M2
    assert value(more, "core_land_area_m2") == value(fewer, "core_land_area_m2")


@given(shapes=st.lists(stars(), min_size=2, max_size=4))
@FEW
def test_the_union_never_exceeds_the_sum_and_what_is_missing_is_what_was_counted_twice(
    shapes: list[shapely.Polygon],
) -> None:
    found = judged(*(part(i, shape, Role.BASE) for i, shape in enumerate(shapes, 1)))
    total, added = value(found, "total_land_area_m2"), sum(item.area_m2 for item in found.parts)
    assert total <= added + NOISE_M2
    assert abs(added - total - value(found, "double_counted_area_m2")) <= NOISE_M2


@given(shape=stars(), shift=st.floats(-0.02, 0.02))
@FEW
def test_a_zone_moved_along_its_parallel_keeps_its_ellipsoidal_area(
    shape: shapely.Polygon, shift: float
) -> None:
    # 0.02° is 1.9 km: the plane area changes by (46.6² − 44.7²) km² / 6,372² km², 4 ppm.
    moved = shapely.transform(shape, lambda xy: xy + np.array([shift, 0.0]))
    here, there = judged(part(1, shape, Role.CORE)), judged(part(1, moved, Role.CORE))
    assert math.isclose(
        value(here, "core_land_area_m2"), value(there, "core_land_area_m2"), rel_tol=1e-9, abs_tol=NOISE_M2
    )


def _turned(ring: shapely.LinearRing, by: int, *, back: bool) -> list[tuple[float, float]]:
    points = list(ring.coords)[:-1]
    by %= len(points)
    points = points[by:] + points[:by]
    return points[::-1] if back else points


@given(
    shapes=st.lists(stars(), min_size=1, max_size=2),
    by=st.integers(0, 8),
    back=st.booleans(),
)
@FEW
def test_another_first_vertex_or_winding_is_the_same_assessment(
    shapes: list[shapely.Polygon], by: int, *, back: bool
) -> None:
    def drawn(shape: shapely.Polygon) -> shapely.Polygon:
        return shapely.Polygon(
            _turned(shape.exterior, by, back=back),
            [_turned(hole, by + 1, back=not back) for hole in shape.interiors],
        )

    one = judged(*(part(i, shape, Role.CORE) for i, shape in enumerate(shapes, 1)))
    other = judged(*(part(i, drawn(shape), Role.CORE) for i, shape in enumerate(shapes, 1)))
    assert other.geometry_sha256 == one.geometry_sha256
    assert other.measurements == one.measurements
    assert [f.outcome for f in other.findings] == [f.outcome for f in one.findings]
    assert other.digest == one.digest


@given(shape=stars(), by=st.integers(1, 8))
@FEW
def test_a_file_of_another_name_and_bytes_is_the_same_assessment(shape: shapely.Polygon, by: int) -> None:
    one = judged(part(1, shape, Role.CORE))
    renamed = dataclasses.replace(one.source, name=f"{by}.geojson", sha256=f"{by}" * 64, size=by)
    assert dataclasses.replace(one, source=renamed).digest == one.digest
    assert dataclasses.replace(one, geometry_sha256="0" * 64).digest != one.digest
