"""The demonstration zone is one zone, whatever file it comes in."""

import dataclasses

import pytest

from geo.assess import assess, demo_application
from geo.model.application import Options, Upload
from geo.model.assessment import Assessment
from geo.model.case import Case
from geo.report.overlap_words import overlap_kind
from geo.resources import demo

FILES = sorted(path.name for path in demo().glob("zone*.*") if path.suffix != ".toml")
ACCURACY_M = 0.05
"""Stated for every file, so that the band does not depend on the usual origin of a format."""
PLANE_M2 = {"1": 1410.3, "2": 42514.7, "3": 11869.9, "4": 8946.3}
"""Shoelace of the master coordinates on the millimetre grid (data/boundaries/demo/land.py), rounded."""


def _case(name: str) -> Case:
    application = demo_application()
    chosen = Options(vertex_accuracy_m=ACCURACY_M, checklist=application.options.checklist)
    boundary = Upload(name=name, data=demo() / name)
    case = assess(dataclasses.replace(application, boundary=boundary, options=chosen))
    assert isinstance(case, Case)
    return case


def _met(item: Assessment) -> set[tuple[str, str]]:
    return {(one["name"], overlap_kind(one)) for one in item.overlaps}


@pytest.fixture(scope="module")
def reference() -> Case:
    return _case("zone.geojson")


def test_there_are_all_the_formats() -> None:
    assert len(FILES) >= 13


@pytest.mark.parametrize("name", FILES)
def test_every_format_gives_the_same_land_and_the_same_outcome(name: str, reference: Case) -> None:
    found, expected = _case(name).assessment, reference.assessment
    # MIF knows no CGCS2000: it goes through WGS 84 with nine decimals of a degree, 0.1 mm.
    tolerance = 1e-6 if name.endswith("mif.zip") else 1e-9
    areas = {part.role: [] for part in expected.parts}
    for part in found.parts:
        areas[part.role].append(part.area_m2)
    for role, measured in areas.items():
        wanted = sorted(part.area_m2 for part in expected.parts if part.role == role)
        assert sorted(measured) == pytest.approx(wanted, rel=tolerance)
    assert found.outcome is expected.outcome
    assert [f.outcome for f in found.findings] == [f.outcome for f in expected.findings]
    # One park touches the second base, another lies 3 cm inside it (data/boundaries/demo/README.md).
    assert _met(found) == _met(expected)
    assert ("示例生物医药园", "touching") in _met(found)


def test_the_areas_are_those_of_the_master_coordinates(reference: Case) -> None:
    plane = {part.part_id: part.plane_area_m2 for part in reference.assessment.parts}
    assert plane == pytest.approx(PLANE_M2, abs=0.05)
