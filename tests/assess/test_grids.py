"""A ledger as a grid and back: nothing is lost, and a message means the same row as before."""

import io

import openpyxl
import pytest

from geo.assess.grids import file_of, grid_of
from geo.model.application import Upload
from geo.resources import demo


def upload(name: str) -> Upload:
    return Upload(name=name, data=(demo() / name).read_bytes())


def told(row: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in row.items() if value is not None}


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("buildings", "buildings.xlsx"),
        ("institutions", "institutions.csv"),
        ("institutions", "institutions.xlsx"),
    ],
)
def test_a_table_is_the_same_after_the_grid(kind: str, name: str) -> None:
    grid = grid_of(kind, upload(name))
    again = grid_of(kind, Upload(name="1.xlsx", data=file_of(kind, grid.rows, grid.extra)))
    assert [told(row) for row in again.rows] == [told(row) for row in grid.rows]
    assert [issue.code for issue in again.issues] == [issue.code for issue in grid.issues]


def test_outlines_travel_though_no_grid_shows_them() -> None:
    grid = grid_of("buildings", upload("buildings.gpkg"))
    again = grid_of("buildings", Upload(name="1.xlsx", data=file_of("buildings", grid.rows, grid.extra)))
    assert [row["outline"] for row in again.rows] == [row["outline"] for row in grid.rows]
    assert all(str(row["outline"]).startswith("POLYGON") for row in again.rows)


def test_a_row_keeps_its_number_when_another_is_taken_away_and_one_is_added() -> None:
    table = "台账,,\n建筑名称,层数,建筑面积\n甲楼,3,900\n乙楼,4,1200\n丙楼,,\n".encode()
    grid = grid_of("buildings", Upload(name="1.csv", data=table))
    assert [row["row"] for row in grid.rows] == [3, 4, 5]
    rows = [grid.rows[0], grid.rows[2], {"name": "丁楼"}]
    again = grid_of("buildings", Upload(name="1.xlsx", data=file_of("buildings", rows)))
    assert [(row["row"], row["name"]) for row in again.rows] == [(3, "甲楼"), (5, "丙楼"), (6, "丁楼")]
    assert [issue.where.row for issue in again.issues if issue.code == "ledger.no_area"] == [5, 6]


def test_areas_are_square_metres_whatever_they_were_and_sums_are_no_rows() -> None:
    table = "建筑名称,建筑面积（万平方米）,占地面积（公顷）\n甲楼,0.52,0.1\n合计,0.52,0.1\n".encode()
    grid = grid_of("buildings", Upload(name="1.csv", data=table))
    assert [(row["floor_area"], row["footprint_area"]) for row in grid.rows] == [(5200.0, 1000.0)]
    assert grid.totals == (3,)


def test_a_cell_that_is_no_number_is_told() -> None:
    table = "建筑名称,建筑面积\n甲楼,待测\n".encode()
    grid = grid_of("buildings", Upload(name="1.csv", data=table))
    assert grid.unread == ((2, "floor_area", "待测"),)
    assert grid.rows[0]["floor_area"] is None


def test_no_text_becomes_a_formula() -> None:
    data = file_of("buildings", [{"name": '=HYPERLINK("x")', "floor_area": 5.0}])
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert [cell.data_type for cell in sheet[2]][:1] == ["s"]


def test_a_file_of_no_use_says_why() -> None:
    grid = grid_of("buildings", Upload(name="1.dwg", data=b"AC1032\0\0\0\0\0\0\0\0\0\0"))
    assert grid.rows == ()
    assert [issue.severity.value for issue in grid.issues] == ["error"]
