"""Corner tables in CSV and XLSX: headings, orders of columns, angles, separators, encodings."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from corpus_builder import land
from corpus_builder.binaries import workbook
from corpus_builder.label import Case, Label, good, refused
from corpus_builder.land import NANJING, ONE, SUZHOU, XUZHOU, ZONE, Site, at
from corpus_builder.texts import dms, fixed, grid, table

CHINESE = {
    "point": "点号",
    "x": "Y",
    "y": "X",
    "ring": "圈号",
    "parcel": "地块名称",
    "role": "角色",
    "note": "备注",
}
LONG = {
    "point": "界址点号",
    "x": "东坐标(m)",
    "y": "北坐标(m)",
    "ring": "环号",
    "parcel": "宗地名称",
    "role": "类型",
    "note": "备注",
}
AXES = {
    "point": "拐点编号",
    "x": "横坐标Y",
    "y": "纵坐标X",
    "ring": "圈号",
    "parcel": "地块",
    "role": "用途",
    "note": "备注",
}
ENGLISH = {
    "point": "point",
    "x": "easting",
    "y": "northing",
    "ring": "ring",
    "parcel": "parcel",
    "role": "role",
    "note": "remark",
}
SHORT = {
    "point": "label",
    "x": "E",
    "y": "N",
    "ring": "ring",
    "parcel": "name",
    "role": "role",
    "note": "note",
}
LONLAT = {
    "point": "点号",
    "x": "经度",
    "y": "纬度",
    "ring": "圈号",
    "parcel": "地块名称",
    "role": "角色",
    "note": "备注",
}
LON_LAT = {
    "point": "point",
    "x": "longitude",
    "y": "latitude",
    "ring": "ring",
    "parcel": "name",
    "role": "role",
    "note": "note",
}
ALL = ("parcel", "role", "ring", "point", "y", "x")
ORDERS = (
    ALL,
    ("point", "x", "y", "ring", "parcel", "role"),
    ("y", "x", "ring", "role", "parcel", "point"),
    ("note", "parcel", "x", "note", "y", "role", "ring"),
)
KEYS = {
    id(h): key
    for h, key in (
        (CHINESE, "zh"),
        (LONG, "zh-long"),
        (AXES, "zh-axes"),
        (ENGLISH, "en"),
        (SHORT, "en-short"),
    )
}


def _case(key: str, data: bytes, label: Label, *, form: str = "corners_csv", **more: Any) -> Case:
    suffix = "csv" if form == "corners_csv" else "xlsx"
    return Case(
        id=f"{suffix}-{key}",
        group="corners",
        name=more.pop("name", f"界址点坐标表.{suffix}"),
        make=lambda: data,
        label=label,
        city=more.pop("city", "南京"),
        axes={"format": form} | more.pop("axes", {}),
        **more,
    )


def _label(form: str = "corners_csv", code: int = 4528, site: Site = NANJING, **more: Any) -> Label:
    bare = code == site.bare
    known = {"status": "inferred", "declared": None, "worst": "warning" if bare else "note"}
    return good(more.pop("plots", ZONE), site, form, code, **(known | more))


def cases() -> list[Case]:
    return [*_headings(), *_encodings(), *_angles(), *_systems(), *_workbooks(), *_faults()]


def _headings() -> list[Case]:
    found = []
    laid = at(ZONE, NANJING, 4528)
    for headings in (CHINESE, LONG, AXES, ENGLISH, SHORT):
        for number, order in enumerate(ORDERS, start=1):
            rows = grid(laid, order, headings=headings)
            text = "\n".join(",".join(row) for row in rows)
            key = f"{KEYS[id(headings)]}-order-{number}"
            found.append(_case(key, text.encode(), _label()))
            found.append(_case(key, workbook({"Sheet1": rows}), _label("corners_xlsx"), form="corners_xlsx"))
    bare = grid(at(ONE, NANJING, 4528), ("point", "y", "x"), headings=CHINESE)
    unnamed = _label(plots=(replace(land.CENTRE, name=None, role=None),))
    found.append(_case("three-columns", "\n".join(map(",".join, bare)).encode(), unnamed))
    headless = replace(unnamed, has=frozenset({"corners.no_header"}), worst="warning")
    found.append(_case("no-heading", "\n".join(map(",".join, bare[1:])).encode(), headless))
    # No column says where the parts end: the rings that lie apart are pieces of one part.
    title = "界址点坐标成果表\n坐标系：2000国家大地坐标系 带号：40\n"
    text = title + table(laid, ALL, headings=CHINESE)
    confirmed = _label(status="confirmed", declared=...)
    found.append(_case("title-rows", text.encode(), confirmed))
    numbered = table(laid, ALL, headings=ENGLISH | {"parcel": "part_id"})
    found.append(_case("part-id", numbered.encode(), _label(names=(None, None, None))))
    text = table(laid, ALL, headings=CHINESE, fill=False)
    found.append(_case("blank-cells-below", text.encode("gbk"), _label()))
    opened = _label(has="ring.open", worst="warning")
    found.append(
        _case(
            "open-rings",
            table(laid, ALL, headings=CHINESE, close=False).encode(),
            opened,
            axes={"defect": "open ring"},
        )
    )
    thousands = grid(laid, ALL, headings=CHINESE, written=lambda v: f'"{v:,.3f}"')
    found.append(_case("thousands", "\n".join(map(",".join, thousands)).encode(), _label()))
    metres = grid(laid, ALL, headings=CHINESE, written=lambda v: f"{v:.3f}米")
    found.append(_case("metres-behind", "\n".join(map(",".join, metres)).encode(), _label()))
    return found


def _encodings() -> list[Case]:
    found = []
    laid = at(ZONE, NANJING, 4528)
    for encoding in ("utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be"):
        for key, separator in (
            ("comma", ","),
            ("tab", "\t"),
            ("semicolon", ";"),
            ("bar", "|"),
            ("full", "，"),
        ):
            text = table(laid, ALL, headings=CHINESE, separator=separator)
            axes = {"encoding": encoding, "separator": key}
            found.append(_case(f"{encoding}-{key}", text.encode(encoding), _label(), axes=axes))
    text = table(laid, ALL, headings=CHINESE).replace("\n", "\r\n")
    found.append(_case("crlf-gbk", text.encode("gbk"), _label()))
    wide = text.translate(str.maketrans("0123456789.", "０１２３４５６７８９．"))
    found.append(_case("wide-digits", wide.encode(), _label()))
    found.append(_case("as-txt", text.encode("gbk"), _label(), name="坐标.txt"))
    told = _label(has="format.renamed")
    found.append(_case("as-xls", text.encode("gbk"), told, name="坐标.xls", axes={"defect": "renamed"}))
    return found


def _angles() -> list[Case]:
    found = []
    laid = at(ZONE, NANJING, 4490)
    near: dict[str, Any] = {"code": 4490, "off_m": 0.003}

    def packed(value: float) -> str:
        degrees, minutes, seconds = dms(value, seconds=5, marks="::").split(":")
        return f"{degrees}.{minutes}{seconds.replace('.', '')}"

    styles = {
        "decimal": lambda v: fixed(v, 9),
        "signs": dms,
        "quotes": lambda v: dms(v, marks="°'") + '""',
        "words": lambda v: dms(v, marks="度分秒"),
        "colons": lambda v: dms(v, marks="::"),
    }
    for key, written in styles.items():
        for headings, language in ((LONLAT, "zh"), (LON_LAT, "en")):
            rows = grid(laid, ALL, headings=headings, written=written)
            cells = [[f'"{c}"' if '"' in c else c for c in row] for row in rows]
            text = "\n".join(map(",".join, cells))
            encoding = "gbk" if language == "zh" else "utf-8"
            found.append(
                _case(f"{key}-{language}", text.encode(encoding), _label(**near), axes={"crs": "4490"})
            )
            plain = [[c.replace('""', '"') for c in row] for row in rows]
            data = workbook({"坐标": plain})
            label = _label("corners_xlsx", **near)
            found.append(_case(f"{key}-{language}", data, label, form="corners_xlsx", axes={"crs": "4490"}))
    headings = LONLAT | {"x": "经度(度.分秒)", "y": "纬度(度.分秒)"}
    text = table(laid, ALL, headings=headings, written=packed)
    found.append(_case("packed", text.encode("gbk"), _label(**near), axes={"crs": "4490"}))
    turned = LONLAT | {"x": "纬度", "y": "经度"}
    text = table(laid, ALL, headings=turned, decimals=9)
    told = _label(**near, has="corners.axes_contradict crs.swapped", swapped=True, worst="warning")
    found.append(_case("headings-exchanged", text.encode(), told, axes={"crs": "4490 swapped"}))
    for decimals, off in ((8, 0.003), (7, 0.01), (6, 0.1)):
        text = table(laid, ALL, headings=LONLAT, decimals=decimals)
        label = _label(code=4490, off_m=off)
        found.append(_case(f"decimals-{decimals}", text.encode(), label, axes={"crs": "4490"}))
    return found


def _systems() -> list[Case]:
    found = []
    for site in (NANJING, SUZHOU, XUZHOU, land.QIDONG, land.LIANYUNGANG):
        for code in (site.prefixed, site.bare):
            laid = at(ZONE, site, code)
            text = table(laid, ALL, headings=LONG)
            label = _label(code=code, site=site)
            city = site.city or ""
            axes = {"crs": f"{code} undeclared"}
            found.append(_case(f"{city}-{code}", text.encode("gbk"), label, city=city, axes=axes))
            # X holds eastings: by their size they are.
            turned = CHINESE | {"x": "X", "y": "Y"}
            text = table(laid, ALL, headings=turned)
            label = _label(code=code, site=site, has="corners.axes_x_east")
            found.append(_case(f"{city}-{code}-x-east", text.encode(), label, city=city, axes=axes))
            wrong = LONG | {"x": LONG["y"], "y": LONG["x"]}
            text = table(laid, ALL, headings=wrong)
            label = _label(
                code=code, site=site, has="corners.axes_contradict crs.swapped", swapped=True, worst="warning"
            )
            axes = {"crs": f"{code} swapped"}
            found.append(_case(f"{city}-{code}-contradicted", text.encode(), label, city=city, axes=axes))
    for site, code in ((NANJING, 4498), (SUZHOU, 4499)):
        text = table(at(ZONE, site, code), ALL, headings=LONG)
        label = _label(code=code, site=site)
        found.append(
            _case(f"six-degrees-{code}", text.encode(), label, city=site.city, axes={"crs": str(code)})
        )
    text = table(at(ZONE, NANJING, 3857), ALL, headings=LONG)
    found.append(_case("mercator", text.encode(), _label(code=3857), axes={"crs": "3857"}))
    for words, code in (("2000国家大地坐标系 带号：40", 4528), ("2000国家大地坐标系 中央子午线：120", 4549)):
        laid = at(ZONE, NANJING, code)
        text = f"坐标系：{words}\n" + table(laid, ALL, headings=LONG)
        label = _label(code=code, status="confirmed inferred", declared=...)
        found.append(_case(f"title-{code}", text.encode("gbk"), label, axes={"crs": f"{code} in title"}))
    text = "坐标系：1980西安坐标系\n" + table(at(ZONE, NANJING, 4528), ALL, headings=LONG)
    label = Label(form="corners_csv", parts=3, status=("refused",), has=frozenset({"crs.needs_parameters"}))
    found.append(_case("title-xian80", text.encode("gbk"), label, axes={"crs": "xian80 in title"}))
    return found


def _workbooks() -> list[Case]:
    rows = grid(at(ZONE, NANJING, 4528), ALL, headings=CHINESE)
    label = _label("corners_xlsx")
    form: dict[str, Any] = {"form": "corners_xlsx"}
    other = grid(at((land.BASE,), NANJING, 4528), ALL, headings=CHINESE)
    two = workbook({"甲": rows, "乙": other})
    return [
        _case("texts", workbook({"Sheet1": rows}, numbers=False), label, **form),
        _case("title", workbook({"Sheet1": [["界址点坐标成果表"], [], *rows]}), label, **form),
        _case("empty-second-sheet", workbook({"坐标": rows, "Sheet2": []}), label, **form),
        _case("notes-sheet", workbook({"坐标": rows, "说明": [["本表为示范"], ["制表：甲"]]}), label, **form),
        _case("offset", workbook({"坐标": [[], [], *([None, None, *row] for row in rows)]}), label, **form),
        _case(
            "two-sheets", two, refused("layer.choose", layers=2), **form, axes={"defect": "several sheets"}
        ),
        _case("two-sheets-chosen", two, label, **form, layer="甲"),
        _case(
            "as-zip",
            workbook({"坐标": rows}),
            _label("corners_xlsx", has="format.renamed"),
            **form,
            name="a.zip",
        ),
        _case(
            "no-coordinates",
            workbook({"a": [["名称", "面积"], ["甲", "3"]]}),
            refused("corners.none"),
            **form,
        ),
        _case(
            "cut", workbook({"a": rows})[:3000], refused("zip.broken"), **form, axes={"defect": "truncated"}
        ),
    ]


def _faults() -> list[Case]:
    text = table(at(ZONE, NANJING, 4528), ALL, headings=CHINESE)
    lines = text.split("\n")
    row = lines[3].split(",")

    def changed(column: int, cell: str) -> bytes:
        new = [*row]
        new[column] = cell
        return "\n".join([*lines[:3], ",".join(new), *lines[4:]]).encode()

    defect = {"axes": {"defect": "bad row"}}
    single = "\n".join(",".join(line.split(",")[:5]) for line in lines if line).encode()
    return [
        _case("letter", changed(4, "354O123.1"), refused("corners.row_number"), **defect),
        _case("blank", changed(5, ""), refused("corners.row_missing"), **defect),
        _case("nan", changed(5, "NaN"), refused("corners.row_number"), **defect),
        _case("digit-lost", changed(5, row[5][:-5] + row[5][-4:]), refused("rings.far"), **defect),
        _case("one-coordinate", single, refused("corners.one_coordinate"), **defect),
        _case("words", "名称,面积\n甲,3\n".encode(), refused("corners.none"), **defect),
        _case("two-points", "\n".join(lines[:3]).encode(), refused("ring.few_points"), **defect),
        _case("cut-in-row", text[:-20].encode(), Label(usable=False), axes={"defect": "truncated"}),
    ]
