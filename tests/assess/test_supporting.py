"""Supporting layers: whatever their format, laid where they belong, or left out and told."""

import dataclasses
import json
from pathlib import Path

import ezdxf
import pytest
import shapely

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


def _with(layer: str, upload: Upload) -> Case:
    case = assess(dataclasses.replace(demo_application(), layers={layer: upload}))
    assert isinstance(case, Case)
    return case


def _drawn(*wkt: str) -> Upload:
    """A layer of named features in degrees, inside the demonstration's centre."""
    features = [
        {
            "type": "Feature",
            "properties": {"name": f"示例{i}"},
            "geometry": shapely.geometry.mapping(shapely.from_wkt(text)),
        }
        for i, text in enumerate(wkt, 1)
    ]
    return Upload(
        name="drawn.geojson",
        data=json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False).encode(),
    )


POINT, LINE = "POINT (120.45 31.33)", "LINESTRING (120.44 31.33, 120.46 31.33)"
AREA = "POLYGON ((120.4 31.3, 120.5 31.3, 120.5 31.4, 120.4 31.4, 120.4 31.3))"


@pytest.mark.parametrize(
    ("layer", "wkt", "code", "counts"),
    [
        ("parks", (POINT, POINT), "supporting.no_areas", (2, 0, 0)),
        ("zones", (LINE,), "supporting.no_areas", (0, 1, 0)),
        ("lines", (POINT,), "supporting.no_lines", (1, 0, 0)),
    ],
)
def test_a_layer_of_the_wrong_geometry_is_left_out(
    layer: str, wkt: tuple[str, ...], code: str, counts: tuple[int, int, int]
) -> None:
    found = _with(layer, _drawn(*wkt))
    (issue,) = [issue for issue in found.assessment.issues if issue.code == code]
    assert issue.severity.value == "error"
    assert issue.where.file == "drawn.geojson"
    assert (issue.params["points"], issue.params["lines"], issue.params["areas"]) == counts
    assert layer not in found.layers
    assert not found.assessment.overlaps
    assert "doubt.supporting" in {reason.code for reason in found.assessment.outcome_reasons}


NAMES_ONLY = Upload(name="parks.csv", data="园区名称,批准面积_公顷\n演示园,120\n".encode())
NAMELESS = Upload(name="parks.csv", data="编号,批准面积_公顷\n1,120\n".encode())
NO_PLACEMARK = Upload(name="parks.kml", data=b"<kml><Document></Document></kml>")
NO_FEATURE = Upload(name="parks.geojson", data=b'{"type":"FeatureCollection","features":[]}')


@pytest.mark.parametrize(
    ("upload", "code"),
    [
        (NAMELESS, "supporting.no_areas"),
        (NO_PLACEMARK, "supporting.empty"),
        (NO_FEATURE, "supporting.empty"),
    ],
)
def test_a_layer_that_shows_no_land_is_not_taken_for_no_overlap(upload: Upload, code: str) -> None:
    found = _with("parks", upload)
    assert [i.severity.value for i in found.assessment.issues if i.code == code] == ["error"]
    assert "doubt.supporting" in {reason.code for reason in found.assessment.outcome_reasons}


def test_parks_known_by_name_alone_are_kept_and_rule_no_overlap_out() -> None:
    found = _with("parks", NAMES_ONLY)
    (issue,) = [issue for issue in found.assessment.issues if issue.code == "supporting.names_only"]
    assert (issue.severity.value, issue.params["count"]) == ("warning", 1)
    assert found.layers["parks"]["name"].tolist() == ["演示园"]
    assert "doubt.names_only" in {reason.code for reason in found.assessment.outcome_reasons}
    assert found.assessment.outcome.value == "review"


@pytest.mark.parametrize(
    ("layer", "wkt", "code", "kept"),
    [
        ("parks", (AREA, POINT, LINE), "supporting.left_out", ["示例1"]),
        ("lines", (AREA,), "supporting.areas_as_lines", ["示例1"]),
        ("lines", (AREA, LINE, POINT), "supporting.left_out", ["示例1", "示例2"]),
    ],
)
def test_other_geometry_in_a_layer_is_told(
    layer: str, wkt: tuple[str, ...], code: str, kept: list[str]
) -> None:
    found = _with(layer, _drawn(*wkt))
    assert [i.code for i in found.assessment.issues if i.code.startswith("supporting.")] == [code]
    assert list(found.layers[layer]["name"]) == kept


def test_a_building_that_is_a_line_has_no_place() -> None:
    found = _with("buildings", _drawn(LINE, AREA)).assessment
    (issue,) = [issue for issue in found.issues if issue.code == "supporting.no_place"]
    assert issue.params["count"] == 1
    rows = found.ledgers["buildings"]["rows"]
    assert [row["placed_by"] == "unknown" for row in rows] == [True, False]
