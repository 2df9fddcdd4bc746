"""Land-parcel TXT, written by hand; areas and counts below are worked out by hand."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.i18n.catalogue import text as message
from geo.intake.readers.parcel_txt import parse, read_parcel_txt
from geo.intake.request import Content, Request
from geo.model.zone import Role

HEAD = """[属性描述]
格式版本号=1.01版本
数据产生单位=四至测绘示范院
数据产生日期=2025-6-15
坐标系=2000国家大地坐标系
几度分带=3
投影类型=高斯克吕格
计量单位=米
带号=40
精度=0.001
转换参数=,,,,,,
[地块坐标]
"""
# 200 m north–south by 100 m east–west: 20,000 m², 2 hectares.
OUTER = [(3540000, 40380000), (3540000, 40380100), (3540200, 40380100), (3540200, 40380000)]
# 20 m by 50 m inside it: 1,000 m².
INNER = [(3540050, 40380020), (3540050, 40380070), (3540070, 40380070), (3540070, 40380020)]
# 10 m by 10 m inside the hole: 100 m² of land again.
ISLAND = [(3540055, 40380030), (3540055, 40380040), (3540065, 40380040), (3540065, 40380030)]
# 30 m by 30 m, 400 m to the east: 900 m².
APART = [(3540000, 40380500), (3540000, 40380530), (3540030, 40380530), (3540030, 40380500)]


def rows(points, ring=1, first=1, *, closed=True, label="J{}"):
    listed = [(label.format(first + i), *p) for i, p in enumerate(points)]
    if closed:
        listed.append(listed[0])
    number = "" if ring is None else f"{ring},"
    return "".join(f"{name},{number}{north:.3f},{east:.3f}\n" for name, north, east in listed)


def parcel(*rings, count=5, area="2.0000", number="1", name="示范园", use="核心区"):
    return f"{count},{area},{number},{name},面,,{use},,@\n" + "".join(rings)


def codes(content: Content) -> list[str]:
    return sorted(i.code for i in content.issues)


def test_the_plain_file_has_no_issue() -> None:
    content = parse(HEAD + parcel(rows(OUTER)))
    assert content.issues == ()
    (part,) = content.parts
    assert part.geometry.area == 20_000.0
    assert part.geometry.bounds == (40380000.0, 3540000.0, 40380100.0, 3540200.0)
    assert (part.part_id, part.name, part.role) == ("1", "示范园", Role.CORE)
    assert part.declared_area_m2 == 20_000.0
    assert part.labels == (("J1", "J2", "J3", "J4"),)
    assert (content.decimals, content.vertex_accuracy_m) == (3, 0.001)
    assert content.declared is not None
    assert (content.declared.crs, content.declared.origin) == ("EPSG:4528", "header")
    assert content.header["带号"] == "40"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends(tmp_path: Path, encoding: str, newline: str) -> None:
    path = tmp_path / "upload"
    path.write_bytes((HEAD + parcel(rows(OUTER))).replace("\n", newline).encode(encoding))
    content = read_parcel_txt(path, Request(name="示范.txt", format="parcel_txt"))
    assert content.issues == ()
    assert content.parts[0].geometry.area == 20_000.0
    assert content.parts[0].name == "示范园"


def test_full_width_forms() -> None:
    wide = str.maketrans("0123456789.,[]@=", "０１２３４５６７８９．，【】＠＝")
    content = parse((HEAD + parcel(rows(OUTER))).translate(wide))
    assert content.issues == ()
    assert content.parts[0].geometry.area == 20_000.0
    assert content.declared is not None
    assert content.declared.crs == "EPSG:4528"


@pytest.mark.parametrize("label", ["J{}", "J0{}", "{}", "界址点{}", "j-{}"])
@pytest.mark.parametrize("ring", [1, None])
@pytest.mark.parametrize("closed", [True, False])
def test_labels_ring_numbers_and_closure(label: str, ring: int | None, closed: bool) -> None:
    content = parse(HEAD + parcel(rows(OUTER, ring, closed=closed, label=label), count=4))
    assert content.parts[0].geometry.area == 20_000.0
    assert codes(content) == ([] if closed else ["ring.open"])


@pytest.mark.parametrize("extra", range(9, 14))
def test_nine_to_thirteen_fields_before_the_at(extra: int) -> None:
    fields = ["5", "2.0", "甲-1", "示范园", "面", "I50", "基地", "0602", *["x"] * (extra - 8)]
    content = parse(HEAD + ",".join(fields) + ",@\n" + rows(OUTER))
    assert content.issues == ()
    part = content.parts[0]
    assert (part.part_id, part.role, part.attributes["地类编码"]) == ("甲-1", Role.BASE, "0602")


def test_project_section_first_and_missing_keys() -> None:
    text = "[项目信息]\n项目名称=示范\n[地块坐标]\n" + parcel(rows(OUTER))
    content = parse(text)
    assert content.issues == ()
    assert content.header == {"项目名称": "示范"}
    assert content.declared is None


@pytest.mark.parametrize("second", [1, 2])
def test_a_ring_inside_is_a_hole_and_one_inside_it_land(second: int) -> None:
    text = parcel(rows(OUTER), rows(INNER, second, 5), rows(ISLAND, 3, 9), count=15, area="1.9100")
    content = parse(HEAD + text)
    assert content.issues == ()
    assert content.parts[0].geometry.area == 20_000 - 1_000 + 100
    assert content.parts[0].geometry.geom_type == "MultiPolygon"
    assert content.parts[0].labels[:2] == (("J1", "J2", "J3", "J4"), ("J5", "J6", "J7", "J8"))


def test_a_ring_beside_is_a_second_piece() -> None:
    content = parse(HEAD + parcel(rows(OUTER), rows(APART, 2, 5), count=10, area="2.0900"))
    assert content.issues == ()
    assert content.parts[0].geometry.area == 20_900.0


def test_the_hole_may_come_before_its_shell() -> None:
    content = parse(HEAD + parcel(rows(INNER, 1), rows(OUTER, 2), count=10, area="1.9"))
    assert content.parts[0].geometry.area == 19_000.0


def test_rings_without_number_are_cut_where_they_close() -> None:
    content = parse(HEAD + parcel(rows(OUTER, None), rows(INNER, None, 5), count=8, area="1.9"))
    assert content.issues == ()
    assert content.parts[0].geometry.area == 19_000.0


def test_open_rings_without_number_are_cut_where_the_labels_begin_again() -> None:
    text = rows(OUTER, None, closed=False) + rows(INNER, None, closed=False)
    content = parse(HEAD + parcel(text, count=8, area="1.9"))
    assert content.parts[0].geometry.area == 19_000.0
    assert codes(content) == ["ring.open", "ring.open"]


def test_crossing_rings_are_an_error() -> None:
    across = [(n + 100, e + 50) for n, e in OUTER]
    content = parse(HEAD + parcel(rows(OUTER), rows(across, 2, 5), count=10, area="4"))
    assert codes(content) == ["rings.cross"]


def test_touching_rings_do_not_cross() -> None:
    beside = [(n, e + 100) for n, e in OUTER]
    content = parse(HEAD + parcel(rows(OUTER), rows(beside, 2, 5), count=10, area="4"))
    assert content.issues == ()
    assert content.parts[0].geometry.area == 40_000.0


def test_a_ring_given_twice_counts_once() -> None:
    content = parse(HEAD + parcel(rows(OUTER), rows(OUTER, 2, 5), count=10, area="2"))
    assert codes(content) == ["rings.repeated"]
    assert content.parts[0].geometry.area == 20_000.0


def test_several_parcels_with_one_number() -> None:
    text = parcel(rows(OUTER)) + parcel(rows(APART), area="0.09", name="基地一", use="")
    content = parse(HEAD + text)
    assert [p.part_id for p in content.parts] == ["1", "1-2"]
    assert [p.role for p in content.parts] == [Role.CORE, Role.BASE]
    assert codes(content) == ["parcel.id_twice"]


@pytest.mark.parametrize(
    ("stated", "found"),
    [
        ("2.0000", []),
        ("20000.00", ["parcel.area_unit_m2"]),
        ("30.00", ["parcel.area_unit_mu"]),  # 20,000 m² are 30 mu exactly
        ("2.3", ["parcel.area_differs"]),  # 15 % more, and not a rounding of 2
        ("2.01", []),  # within half a percent
        ("二", ["parcel.area_unreadable"]),
        ("", []),
    ],
)
def test_the_stated_area_is_compared(stated: str, found: list[str]) -> None:
    assert codes(parse(HEAD + parcel(rows(OUTER), area=stated))) == found


def test_no_area_is_told_of_a_ring_that_crosses_itself() -> None:
    # OUTER is 100 by 200 m; its third and fourth corner exchanged make two triangles of 5,000 m² each,
    # whose signed areas cancel out: the formula gives 0
    crossed = [OUTER[0], OUTER[1], OUTER[3], OUTER[2]]
    content = parse(HEAD + parcel(rows(crossed), area="2.0000"))
    assert content.parts[0].geometry.area == pytest.approx(0.0)
    assert content.parts[0].declared_area_m2 == pytest.approx(20_000.0)
    assert "parcel.area_differs" not in codes(content)


@pytest.mark.parametrize(
    ("count", "found"),
    [(5, []), (4, []), (6, ["parcel.count"]), (3, ["parcel.count"]), ("", []), (10**30, ["parcel.count"])],
)
def test_the_stated_count_is_compared(count: object, found: list[str]) -> None:
    assert codes(parse(HEAD + parcel(rows(OUTER), count=count))) == found


def test_a_file_cut_short_is_an_error() -> None:
    whole = HEAD + parcel(rows(OUTER))
    content = parse(whole[: whole.index("J4,1")])
    assert "parcel.cut_short" in codes(content)
    assert next(i for i in content.issues if i.code == "parcel.cut_short").params["found"] == 3


def test_a_number_cut_in_two_is_far_from_the_others() -> None:
    whole = HEAD + parcel(rows(OUTER)).replace("J3,1,3540200.000,40380100.000", "J3,1,3540200.000,4038010")
    (issue,) = [i for i in parse(whole).issues if i.code == "rings.far"]
    assert issue.where.row == HEAD.count("\n") + 4


def test_every_bad_row_is_told() -> None:
    text = HEAD + parcel(rows(OUTER))
    bad = text.replace("J2,1,3540000.000,", "J2,1,354OOOO.000,").replace("J3,1,3540200.000,", "J3,")
    found = {i.code: i for i in parse(bad).issues}
    start = HEAD.count("\n") + 2
    assert found["parcel.row_number"].where.row == start + 1
    assert found["parcel.row_number"].params["label"] == "J2"
    assert found["parcel.row_columns"].where.row == start + 2


def test_a_long_list_of_bad_rows_is_capped_and_counted() -> None:
    content = parse(HEAD + parcel(rows(OUTER), "J9,1,x,y\n" * 500))
    told = [i for i in content.issues if i.code == "parcel.row_number"]
    assert len(told) == 20
    more = next(i for i in content.issues if i.code == "text.more")
    assert more.params["count"] == 1000 - 20  # both numbers of each row


def test_a_closing_point_that_misses_is_an_error() -> None:
    text = rows(OUTER, closed=False) + "J1,1,3540000.000,40380000.050\n"
    (issue,) = parse(HEAD + parcel(text)).issues
    assert issue.code == "rings.closing_differs"
    assert issue.params["gap"] == pytest.approx(0.05, abs=1e-6)


def test_a_parcel_line_without_at_is_still_one() -> None:
    text = parcel(rows(OUTER)).replace(",@", "") + parcel(rows(APART), number="2", area="0.09")
    content = parse(HEAD + text)
    assert len(content.parts) == 2
    assert codes(content) == ["parcel.header_no_at"]


def test_rows_without_a_parcel_line() -> None:
    content = parse(HEAD + rows(OUTER))
    assert content.parts[0].geometry.area == 20_000.0
    assert codes(content) == ["parcel.header_missing"]


def test_heights_after_the_coordinates_are_told() -> None:
    content = parse(HEAD + parcel(rows(OUTER).replace("\n", ",12.5,备注\n")))
    assert content.parts[0].geometry.area == 20_000.0
    assert codes(content) == ["parcel.extra_columns"]


def test_degrees_keep_north_first() -> None:
    points = [(32.0, 118.7), (32.0, 118.71), (32.01, 118.71), (32.01, 118.7)]
    text = "".join(f"J{i},1,{n:.6f},{e:.6f}\n" for i, (n, e) in enumerate([*points, points[0]]))
    head = "[属性描述]\n坐标系=2000国家大地坐标系\n投影类型=经纬度\n[地块坐标]\n"
    content = parse(head + parcel(text, area=""))
    assert content.parts[0].geometry.bounds == (118.7, 32.0, 118.71, 32.01)
    assert content.declared is not None
    assert content.declared.crs == "EPSG:4490"


@pytest.mark.parametrize(
    ("lines", "east", "crs"),
    [
        # The codes are those of the EPSG data set, looked up there.
        ("坐标系=2000国家大地坐标系\n几度分带=3\n带号=39", 39380000, "EPSG:4527"),
        ("坐标系=2000国家大地坐标系\n几度分带=三度\n带号=41", 380000, "EPSG:4550"),
        ("坐标系=CGCS2000\n几度分带=6\n带号=20", 20380000, "EPSG:4498"),
        ("坐标系=国家2000大地坐标系\n几度分带=3\n带号=120", 380000, "EPSG:4549"),
        ("坐标系=2000国家大地坐标系\n几度分带=3\n中央子午线=117°", 39380000, "EPSG:4527"),
        ("坐标系=80国家大地坐标系\n几度分带=3\n带号=40", 40380000, "EPSG:2364"),
        ("坐标系=1954年北京坐标系\n几度分带=3\n带号=40", 380000, "EPSG:2437"),
        ("坐标系=苏州2000坐标系\n带号=40", 380000, None),
        ("坐标系=2000国家大地坐标系", 380000, None),
        ("坐标系=2000国家大地坐标系\n几度分带=6\n带号=40", 380000, None),
    ],
)
def test_what_the_header_declares(lines: str, east: int, crs: str | None) -> None:
    points = [(n, e - 40380000 + east) for n, e in OUTER]
    content = parse(f"[属性描述]\n{lines}\n[地块坐标]\n" + parcel(rows(points)))
    assert content.declared is not None
    assert content.declared.crs == crs


def test_a_header_that_contradicts_the_eastings_is_kept_as_stated() -> None:
    content = parse(HEAD.replace("带号=40", "带号=38") + parcel(rows(OUTER)))
    assert content.declared is not None
    assert content.declared.crs == "EPSG:4526"
    assert content.header["带号"] == "38"


def test_odd_header_lines_are_told() -> None:
    head = HEAD.replace("带号=40", "带号=40\n带号=39\n随手一记").replace("精度=0.001", "精度=3")
    head = head.replace("转换参数=,,,,,,", "转换参数=-12.5,3,0,0,0,0,0").replace("几度分带=3", "几度分带=6")
    content = parse(head + parcel(rows(OUTER)))
    assert codes(content) == [
        "parcel.accuracy",
        "parcel.header_twice",
        "parcel.line_ignored",
        "parcel.shift_parameters",
        "parcel.zone_width",
    ]
    assert content.vertex_accuracy_m is None


@pytest.mark.parametrize("text", ["", "\n\n", "[地块坐标]\n", "[属性描述]\n带号=40", "4,1,1,a,面,,,,@"])
def test_nothing_usable_is_an_error_not_an_exception(text: str) -> None:
    content = parse(text)
    assert content.parts == ()
    assert {"parcel.none", "parcel.empty"} & set(codes(content))


LINE = st.one_of(
    st.sampled_from([*(HEAD + parcel(rows(OUTER), rows(INNER, 2)) + rows(APART, None)).splitlines(), ""]),
    st.text(alphabet="J0123456789.,，@[]【】=面-eE \t;", max_size=40),
    st.text(max_size=30),
)


@given(st.lists(LINE, max_size=40))
@settings(max_examples=250, deadline=None)
def test_no_text_raises_and_every_issue_speaks(pieces: list[str]) -> None:
    content = parse("\n".join(pieces))
    for part in content.parts:
        assert part.geometry.geom_type in {"Polygon", "MultiPolygon"}
        assert not part.geometry.is_empty
        assert sum(map(len, part.labels)) <= 40
    for issue in content.issues:
        assert message(f"issue.{issue.code}.action", "zh", **issue.params)
    assert content.parts or any(i.severity.value == "error" for i in content.issues)


def test_a_layer_nobody_can_choose_is_told(tmp_path: Path) -> None:
    path = tmp_path / "m1"
    path.write_text(HEAD + parcel(rows(OUTER)), encoding="utf-8")
    asked = Request(name="zone.txt", format="parcel_txt", layer="图层1")
    assert [(i.code, i.severity.value) for i in read_parcel_txt(path, asked).issues] == [
        ("layer.not_here", "warning")
    ]
    named = Request(name="zone.txt", format="parcel_txt", layer="zone")
    assert read_parcel_txt(path, named).issues == ()


@pytest.mark.parametrize(
    ("stated", "metres"), [("3.0", 3.0), ("3米", 3.0), ("0.15", 0.15), ("3", None), ("2000.5", None)]
)
def test_an_accuracy_over_a_metre_is_read_unless_it_may_be_a_count(stated: str, metres: float | None) -> None:
    text = HEAD.replace("精度=0.001", f"精度={stated}") + parcel(rows(OUTER))
    assert parse(text).vertex_accuracy_m == metres
