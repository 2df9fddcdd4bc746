"""Corner tables as offices write them; areas and angles below are worked out by hand."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.i18n.catalogue import has
from geo.i18n.catalogue import text as message
from geo.intake.readers.corners import read_corners_csv, read_corners_xlsx
from geo.intake.readers.corners_angles import coordinate, unpack
from geo.intake.readers.supporting import read_csv_table, read_xlsx_table
from geo.intake.request import Content, Request
from geo.model.zone import Role

# 200 m by 100 m, a hole of 20 m by 50 m: 20,000 − 1,000 m².
OUTER = [(3540000, 40380000), (3540000, 40380100), (3540200, 40380100), (3540200, 40380000)]
INNER = [(3540050, 40380020), (3540050, 40380070), (3540070, 40380070), (3540070, 40380020)]
APART = [(3540000, 40380500), (3540000, 40380530), (3540030, 40380530), (3540030, 40380500)]
ASK = Request(name="界址点.csv", format="corners_csv")


def read(tmp_path: Path, text: str, encoding: str = "utf-8") -> Content:
    path = tmp_path / "upload"
    path.write_bytes(text.encode(encoding))
    return read_corners_csv(path, ASK)


def closed(points):
    return [*points, points[0]]


def table(points, head="点号,X,Y", row="J{i},{n},{e}"):
    return (
        "\n".join(
            [head, *(row.format(i=i % len(points) + 1, n=n, e=e) for i, (n, e) in enumerate(closed(points)))]
        )
        + "\n"
    )


def codes(content: Any) -> list[str]:
    return sorted(i.code for i in content.issues)


@pytest.mark.parametrize(
    ("head", "row", "told"),
    [
        ("点号,X,Y", "J{i},{n},{e}", []),
        ("界址点号,X坐标(m),Y坐标(m)", "J{i},{n},{e}", []),
        ("点号,纵坐标X,横坐标Y", "J{i},{n},{e}", []),
        ("横坐标,纵坐标,备注,点号", "{e},{n},无,J{i}", []),
        ("北坐标（Y）,东坐标（X）,点号", "{n},{e},J{i}", []),
        ("Northing,Easting,Point", "{n},{e},J{i}", []),
        ("序号;点号;X;Y;边长", "{i};J{i};{n};{e};12.5", []),
        ("点号\tX\tY", "J{i}\t{n}\t{e}", []),
        ("点号，X，Y", "J{i}，{n}，{e}", []),
        ("点号|X|Y", "J{i}|{n}|{e}", []),
        ("点号  X   Y", "J{i}  {n}   {e}", []),
        ("点号,X,Y", "J{i},{e},{n}", ["corners.axes_x_east"]),
        ("point,x,y", "J{i},{e},{n}", ["corners.axes_x_east"]),
        ("point,x,y", "J{i},{n},{e}", ["corners.axes_x_north"]),
        ("点号,X,Y", 'J{i},{n}.0米,"{e}.0"', []),
    ],
)
def test_headings_orders_and_separators(tmp_path: Path, head: str, row: str, told: list[str]) -> None:
    content = read(tmp_path, table(OUTER, head, row))
    assert codes(content) == told
    (part,) = content.parts
    assert part.geometry.bounds == (40380000.0, 3540000.0, 40380100.0, 3540200.0)
    assert part.geometry.area == 20_000.0


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gbk", "utf-16", "utf-16-le"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    content = read(tmp_path, table(OUTER, "地块名称,点号,X,Y", "示范园,J{i},{n},{e}"), encoding)
    assert content.parts[0].name == "示范园"
    assert content.issues == ()


def test_several_parcels_with_holes_and_roles(tmp_path: Path) -> None:
    rows = ["地块名称,角色,圈号,点号,X,Y"]
    rows += [f"核心园,核心区,1,J{i},{n},{e}" for i, (n, e) in enumerate(closed(OUTER))]
    rows += [f"核心园,核心区,2,J{i},{n},{e}" for i, (n, e) in enumerate(closed(INNER), 5)]
    rows += [f"东园,基地,1,J{i},{n},{e}" for i, (n, e) in enumerate(closed(APART))]
    content = read(tmp_path, "\n".join(rows))
    assert content.issues == ()
    assert [(p.name, p.role, p.geometry.area) for p in content.parts] == [
        ("核心园", Role.CORE, 19_000.0),
        ("东园", Role.BASE, 900.0),
    ]


def test_title_rows_two_storey_heading_and_stated_system(tmp_path: Path) -> None:
    text = (
        "四至示范园界址点成果表,,,\n坐标系：2000国家大地坐标系 带号：40,,,\n"
        "地块名称：核心区A,,,\n点号,坐标,,边长\n,X,Y,\n"
        + "".join(f"J{i},{n},{e},\n,,,100.00\n" for i, (n, e) in enumerate(closed(OUTER), 1))
        + "地块名称：东园基地,,,\n"
        + "".join(f"J{i},{n},{e},\n" for i, (n, e) in enumerate(closed(APART), 1))
        + "备注：本表共一页,,,\n制表：张三,,,\n"
    )
    content = read(tmp_path, text)
    assert content.issues == ()
    assert [(p.name, p.geometry.area) for p in content.parts] == [("核心区A", 20_000.0), ("东园基地", 900.0)]
    assert content.declared is not None
    assert content.declared.crs == "EPSG:4528"


def test_tables_side_by_side(tmp_path: Path) -> None:
    left, right = closed(OUTER)[:3], closed(OUTER)[3:]
    rows = ["点号,X,Y,点号,X,Y"]
    for i, (n, e) in enumerate(left):
        other = f"J{i + 4},{right[i][0]},{right[i][1]}" if i < len(right) else ",,"
        rows.append(f"J{i + 1},{n},{e},{other}")
    content = read(tmp_path, "\n".join(rows))
    assert content.parts[0].geometry.area == 20_000.0
    assert content.issues == ()


def test_no_heading(tmp_path: Path) -> None:
    content = read(tmp_path, table(OUTER).split("\n", 1)[1])
    assert content.parts[0].geometry.area == 20_000.0
    assert codes(content) == ["corners.no_header"]


def test_blanks_between_numbers_and_a_title_with_commas(tmp_path: Path) -> None:
    text = "示范园，一期，坐标\n" + table(OUTER, "点号 X Y", "J{i} {n} {e}")
    assert read(tmp_path, text).parts[0].geometry.area == 20_000.0
    bare = read(tmp_path, "".join(f"{n} {e}\n" for n, e in closed(OUTER)))
    assert bare.parts[0].geometry.area == 20_000.0
    assert codes(bare) == ["corners.no_header"]


def test_a_local_grid_cannot_be_told(tmp_path: Path) -> None:
    chinese = read(tmp_path, "点号,X,Y\n1,0,0\n2,0,10\n3,20,10\n4,20,0\n1,0,0\n")
    assert codes(chinese) == ["corners.axes_assumed_north"]
    assert chinese.parts[0].geometry.bounds == (0.0, 0.0, 10.0, 20.0)
    english = read(tmp_path, "pt,x,y\n1,0,0\n2,0,10\n3,20,10\n4,20,0\n1,0,0\n")
    assert codes(english) == ["corners.axes_assumed_east"]
    assert english.parts[0].geometry.bounds == (0.0, 0.0, 20.0, 10.0)


def test_one_coordinate_column_is_an_error(tmp_path: Path) -> None:
    content = read(tmp_path, "点号,东\nJ1,40380000\nJ2,40380100\n")
    assert codes(content) == ["corners.one_coordinate"]


def test_exchanged_explicit_columns_are_told_and_kept(tmp_path: Path) -> None:
    content = read(tmp_path, table(OUTER, "点号,东坐标,北坐标"))
    assert codes(content) == ["corners.axes_contradict"]
    assert content.parts[0].geometry.bounds[0] == 3540000.0


# 118°30′ = 118.5°, 32°03′ = 32.05°, 36″ = 0.01°.
@pytest.mark.parametrize(
    ("head", "lons", "lats"),
    [
        ("点号,经度,纬度", ["118.5", "118.51"], ["32.05", "32.06"]),
        ("点号,经度,纬度", ["118°30′00″", "118°30′36″"], ["32°03′00″", "32°03′36″"]),
        ("点号,经度,纬度", ["E118度30分0秒", "E118度30分36秒"], ["N32度3分0秒", "N32度3分36秒"]),
        ("点号,经度,纬度", ["118:30:00", "118 30 36"], ["32-03-00", "32-03-36.0"]),
        ("点号,经度(度.分秒),纬度(度.分秒)", ["118.3000", "118.3036"], ["32.0300", "32.0336"]),
        ("pt,lon(ddd.mmss),lat", ["118.3", "118.3036"], ["32.03", "32.0336"]),
    ],
)
def test_angles(tmp_path: Path, head: str, lons: list[str], lats: list[str]) -> None:
    (w, e), (s, n) = lons, lats
    text = f"{head}\n1,{w},{s}\n2,{e},{s}\n3,{e},{n}\n4,{w},{n}\n1,{w},{s}\n"
    content = read(tmp_path, text)
    assert content.issues == ()
    assert content.parts[0].geometry.bounds == pytest.approx((118.5, 32.05, 118.51, 32.06), abs=1e-12)


def test_packed_or_decimal_is_said_when_both_are_possible(tmp_path: Path) -> None:
    rows = [("118.3012", "32.0312"), ("118.3024", "32.0312"), ("118.3024", "32.0324")]
    text = "点号,经度,纬度\n" + "".join(f"{i},{x},{y}\n" for i, (x, y) in enumerate(closed(rows)))
    content = read(tmp_path, text)
    assert codes(content) == ["corners.angle_ambiguous"]
    assert content.parts[0].geometry.bounds[0] == 118.3012
    settled = read(tmp_path, text.replace("118.3024", "118.3071"))
    assert codes(settled) == []


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("118°30′12.5″", 118 + 30 / 60 + 12.5 / 3600),
        ("118°30'12.5\"", 118 + 30 / 60 + 12.5 / 3600),
        ("北纬32°03′", 32.05),
        ("32°60′00″", None),
        ("118°30′61″", None),
        ("118.5°", 118.5),
        ("W118.5", -118.5),
        ("40,380,000.125", 40380000.125),
        ("#REF!", None),
        ("nan", None),
    ],
)
def test_coordinate_cells(cell: str, value: float | None) -> None:
    assert coordinate(cell) == (None if value is None else pytest.approx(value, abs=1e-12))


def test_unpacking_works_on_the_digits_written() -> None:
    # As binary numbers 118.3 < 118.30: arithmetic alone gives 118°29′60″.
    assert unpack("118.3") == 118.5
    assert unpack("118.59595") == pytest.approx(118 + 59 / 60 + 59.5 / 3600, abs=1e-12)


def test_bad_rows_are_all_told(tmp_path: Path) -> None:
    text = table(OUTER).replace("J2,3540000,", "J2,,").replace("J3,3540200,", "J3,三五四,")
    found = {i.code: i for i in read(tmp_path, text).issues}
    assert (found["corners.row_missing"].where.row, found["corners.row_number"].where.row) == (3, 4)
    assert found["corners.row_number"].params["column"] == "X"


def test_a_misplaced_digit_is_far_away(tmp_path: Path) -> None:
    content = read(tmp_path, table(OUTER).replace("J3,3540200,40380100", "J3,3540200,4038010"))
    assert "rings.far" in codes(content)


def workbook(path: Path, **sheets: list[list[Any]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def test_workbook_with_merged_cells_and_numbers_as_text(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["界址点坐标表"])
    sheet.merge_cells("A1:D1")
    sheet.append(["地块", "点号", "X", "Y"])
    for i, (n, e) in enumerate(closed(OUTER)):
        sheet.append(["核心区" if not i else None, f"J{i + 1}", str(n) if i % 2 else n + 0.25, e])
    sheet.merge_cells("A3:A7")
    book.save(tmp_path / "upload")
    content = read_corners_xlsx(tmp_path / "upload", Request(name="界址点.xlsx", format="corners_xlsx"))
    (part,) = content.parts
    assert (part.name, part.role, content.decimals) == ("核心区", Role.CORE, 2)
    assert len(part.labels[0]) == 4


def test_two_sheets_must_be_chosen_from(tmp_path: Path) -> None:
    head = ["点号", "X", "Y"]
    path = workbook(
        tmp_path / "upload",
        说明=[["请填写下表"]],
        甲=[head, *([f"J{i}", *p] for i, p in enumerate(closed(OUTER)))],
        乙=[head, *([f"J{i}", *p] for i, p in enumerate(closed(APART)))],
    )
    asked = read_corners_xlsx(path, Request(name="a.xlsx", format="corners_xlsx"))
    assert codes(asked) == ["layer.choose"]
    assert {layer.name: layer.area for layer in asked.layers} == {"说明": None, "甲": 20_000.0, "乙": 900.0}
    chosen = read_corners_xlsx(path, Request(name="a.xlsx", format="corners_xlsx", layer="乙"))
    assert (chosen.layer, chosen.parts[0].geometry.area) == ("乙", 900.0)
    wrong = read_corners_xlsx(path, Request(name="a.xlsx", format="corners_xlsx", layer="丙"))
    assert codes(wrong) == ["layer.unknown"]


def test_formulas_without_stored_value_are_told(tmp_path: Path) -> None:
    rows = [["点号", "X", "Y"], *([f"J{i}", n, e] for i, (n, e) in enumerate(closed(OUTER)))]
    rows[3][1] = "=3540000+200"
    path = workbook(tmp_path / "upload", 表=rows)
    content = read_corners_xlsx(path, Request(name="a.xlsx", format="corners_xlsx"))
    (issue,) = [i for i in content.issues if i.code == "corners.formula"]
    assert issue.where.row == 4


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04broken", b"not a workbook"])
def test_a_broken_workbook_is_an_issue(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "upload").write_bytes(data)
    content = read_corners_xlsx(tmp_path / "upload", Request(name="a.xlsx", format="corners_xlsx"))
    assert codes(content) == ["corners.broken_workbook"]


def test_a_table_of_buildings_keeps_its_columns(tmp_path: Path) -> None:
    path = tmp_path / "upload"
    path.write_text(
        "楼名,层数,建筑面积,统一代码,经度,纬度\n一号楼,6,5200.5,007,118.7,32.05\n二号楼,3,,08,,\n", "gbk"
    )
    found = read_csv_table(path, Request(name="楼.csv", format="corners_csv"))
    assert found.columns == ("楼名", "层数", "建筑面积", "统一代码", "经度", "纬度")
    first, second = found.features
    assert (first.attributes["层数"], first.attributes["建筑面积"], first.attributes["统一代码"]) == (
        6,
        5200.5,
        "007",
    )
    assert (first.geometry.x, first.geometry.y) == (118.7, 32.05)
    assert (second.geometry, second.attributes["建筑面积"]) == (None, None)
    assert [(i.code, i.params["rows"]) for i in found.issues] == [("table.no_point_in_row", [3])]


def test_a_workbook_of_institutions(tmp_path: Path) -> None:
    rows = [["机构名册"], ["名称", "类型"], ["甲所", "代理"], ["乙中心", "保护中心"]]
    found = read_xlsx_table(
        workbook(tmp_path / "upload", 机构=rows), Request(name="a", format="corners_xlsx")
    )
    assert [f.attributes["名称"] for f in found.features] == ["甲所", "乙中心"]
    assert found.features[0].row == 3


CELL = st.one_of(
    st.sampled_from(
        [
            "点号",
            "X",
            "Y",
            "经度",
            "纬度",
            "地块名称",
            "圈号",
            "J1",
            "J2",
            "3540000",
            "40380000",
            "118.30",
            "",
        ]
    ),
    st.text(max_size=12),
    st.floats().map(repr),
)


@given(st.lists(st.lists(CELL, max_size=6).map(",".join), max_size=20))
@settings(max_examples=200, deadline=None)
def test_no_table_raises(tmp_path_factory: pytest.TempPathFactory, rows: list[str]) -> None:
    path = tmp_path_factory.getbasetemp() / "fuzz.csv"
    path.write_bytes("\n".join(rows).encode("utf-8", "surrogatepass"))
    content = read_corners_csv(path, ASK)
    assert content.parts or any(i.severity.value == "error" for i in content.issues)
    for issue in content.issues:
        key = f"issue.{issue.code}.message"
        assert has(key)
        assert message(key, "en", **issue.params)
    read_csv_table(path, ASK)


def test_a_table_without_sheets_has_no_layer_to_choose(tmp_path: Path) -> None:
    path = tmp_path / "m1"
    path.write_text(table(OUTER), encoding="utf-8")
    content = read_corners_csv(path, Request(name="a.csv", format="corners_csv", layer="图层1"))
    assert codes(content) == ["layer.not_here"]
    assert content.parts


def test_a_table_too_long_to_read_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geo.intake.readers.corners_grid.MOST_ROWS", 4)
    content = read(tmp_path, table(OUTER))
    assert [i.severity.value for i in content.issues if i.code == "corners.too_long"] == ["error"]
