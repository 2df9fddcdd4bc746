"""Layers for everybody: read as chosen, told apart by vintage, taken out of use and never lost."""

import pyproj
import pytest

from geo.assess.supporting import read_layer
from geo.model.application import Choice, Upload
from geo.registry import Register, layers, verify
from geo.registry.problems import AccessError, ConflictError, MissingError
from geo.resources import demo as demo_folder
from tests.registry.conftest import ADMIN, REVIEWER

PARKS = Upload(name="parks.gpkg", data=demo_folder() / "parks.gpkg")
CORNER = (660_000, 3_530_000)
SQUARE = "POLYGON((660000 3530000,660100 3530000,660100 3530100,660000 3530100,660000 3530000))"
"""Metres without a word of the zone: near Nanjing by 117°, near Nantong by 120°."""


def added(register: Register, upload: Upload = PARKS, vintage: str = "2018", name: str = "示例园区") -> str:
    told = (vintage, "演示")
    return layers.add_layer(register, ADMIN, upload, kind="parks", name=name, told=told).id


def test_a_choice_is_kept_with_the_layer_and_used(register: Register) -> None:
    bare = Upload(name="parks.csv", data=f'wkt,名称\n"{SQUARE}",演示园\n'.encode())
    undecided = read_layer("parks", bare)
    assert undecided.frame is None
    assert [issue.code for issue in undecided.issues] == ["supporting.crs"]
    chosen = Upload(name=bare.name, data=bare.data, choice=Choice(crs="EPSG:4549"))
    added(register, chosen)
    [layer] = layers.layers_of(register, "parks")
    assert (layer.choice, layer.read["crs"], layer.read["placed"]) == (chosen.choice, "EPSG:4549", 1)
    again = layers.layer_file(register, layer.id)
    frame = read_layer("parks", again).frame
    assert frame is not None
    expected = pyproj.Transformer.from_crs(4549, 4490, always_xy=True).transform(*CORNER)
    assert frame.geometry[0].exterior.coords[0] == pytest.approx(expected, abs=1e-9)
    assert verify(register).clean


def test_parks_known_by_name_and_area_alone(embedded: Register) -> None:
    table = Upload(name="parks.csv", data="园区名称,批准面积_公顷\n演示甲园,120\n演示乙园,80.5\n".encode())
    added(embedded, table)
    [layer] = layers.layers_of(embedded)
    assert (layer.features, layer.read["placed"], layer.read["status"]) == (2, 0, None)


def test_the_newest_vintage_comes_first_until_it_is_retired(register: Register) -> None:
    old, new = added(register, vintage="2018"), added(register, vintage="2024-06")
    assert [layer.id for layer in layers.layers_of(register, "parks")] == [new, old]
    layers.retire(register, ADMIN, new, "坐标有误")
    assert [layer.id for layer in layers.layers_of(register, "parks")] == [old]
    assert [layer.retired for layer in layers.layers_of(register, retired=True)] == ["坐标有误", None]
    layers.bring_back(register, ADMIN, new, "已核对")
    assert [layer.id for layer in layers.layers_of(register, "parks")] == [new, old]
    assert layers.layer_file(register, new).name == "parks.gpkg"
    assert verify(register).clean


def test_everything_wrong_is_told_at_once(embedded: Register) -> None:
    added(embedded)
    found = read_layer("parks", Upload(name="x.txt", data=b"nothing"))
    problems = layers.problems_of_layer(embedded, found, kind="lakes", name=" ", told=("今年", ""))
    assert [problem.code for problem in problems] == [
        "registry.layer_kind",
        "registry.layer_name",
        "registry.layer_source",
        "registry.layer_no_vintage",
        "registry.layer_unusable",
    ]
    same = layers.problems_of_layer(embedded, None, kind="parks", name="示例园区", told=("2018", "演示"))
    assert [problem.code for problem in same] == ["registry.layer_exists"]
    with pytest.raises(ConflictError):
        added(embedded)


def test_only_an_administrator_and_only_with_a_reason(embedded: Register) -> None:
    layer = added(embedded)
    with pytest.raises(AccessError):
        layers.retire(embedded, REVIEWER, layer, "无")
    with pytest.raises(layers.UsageError, match="layer_reason"):
        layers.retire(embedded, ADMIN, layer, "  ")
    with pytest.raises(MissingError):
        layers.retire(embedded, ADMIN, "none", "无")
    with pytest.raises(AccessError):
        layers.add_layer(embedded, REVIEWER, PARKS, kind="parks", name="乙", told=("2018", "演示"))
