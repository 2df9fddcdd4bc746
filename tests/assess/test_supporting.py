"""Supporting layers: whatever their format, laid where they belong, or left out and told."""

import dataclasses
from pathlib import Path

import ezdxf
import pytest

from geo.assess import assess, demo_application
from geo.crs import from_lonlat
from geo.model.application import Upload
from geo.model.case import Case
from geo.resources import demo


def _with_lines(path: Path) -> Case:
    application = demo_application()
    layers = {**application.layers, "lines": Upload(name=path.name, data=path)}
    case = assess(dataclasses.replace(application, layers=layers))
    assert isinstance(case, Case)
    return case


def test_roads_from_a_drawing_confirm_the_same_claim(tmp_path: Path) -> None:
    """A drawing states no system: the zone's city decides, as for the boundary itself."""
    reference = assess(demo_application())
    assert isinstance(reference, Case)
    drawing = ezdxf.new("R2010")
    for row in reference.layers["lines"].itertuples():
        plane = from_lonlat(row.geometry, "EPSG:4549")
        drawing.modelspace().add_lwpolyline(list(plane.coords), dxfattribs={"layer": row.name})
    path = tmp_path / "roads.dxf"
    drawing.saveas(path)
    found = _with_lines(path)
    assert found.assessment.four_boundaries["claim"]["outcome"] == "confirmed"
    assert len(found.layers["lines"]) == len(reference.layers["lines"])


@pytest.mark.parametrize("content", [b"", b"not a layer", (demo() / "lines.gpkg").read_bytes()[:4000]])
def test_a_broken_layer_is_left_out_and_makes_review(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "lines.gpkg"
    path.write_bytes(content)
    found = _with_lines(path).assessment
    assert any(issue.where.file == "lines.gpkg" for issue in found.issues)
    assert found.outcome.value == "review"
    assert "doubt.supporting" in {reason.code for reason in found.outcome_reasons}
