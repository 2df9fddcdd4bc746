"""What comes from real desks: several slips in one file, unusual programs, awkward but sound files."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import shapely

from corpus_builder import land
from corpus_builder.binaries import (
    by_gdal,
    drawing,
    dxf_bytes,
    outline,
    shapefile,
    workbook,
    zipped,
    zipped_gbk,
)
from corpus_builder.label import Case, Label, good, refused
from corpus_builder.land import NANJING, ONE, SUZHOU, XUZHOU, ZONE, Plot, Site, at
from corpus_builder.texts import features, geojson, grid, head, kml, parcels, table

# ruff: noqa: E501 - the tables hold one file a line
COLUMNS = ("parcel", "role", "ring", "point", "y", "x")
HEADINGS = {"point": "点号", "x": "Y", "y": "X", "ring": "圈号", "parcel": "地块名称", "role": "角色"}
AREAS = ["0.2000", "3.3800", "0.3000"]


def _case(key: str, name: str, data: bytes, label: Label, **more: Any) -> Case:
    more = {"city": "南京"} | more
    return Case(
        id=f"mixed-{key}", group="mixed", name=name, make=lambda: data, label=label,
        axes={"format": label.form or "mixed", "defect": more.pop("defect", "several slips")}, **more,
    )  # fmt: skip


def cases() -> list[Case]:
    return [*_texts(), *_tables(), *_vectors(), *_places()]


def _txt(plots: tuple[Plot, ...] = ZONE, site: Site = NANJING, code: int | None = None, **form: Any) -> str:
    form = {"areas": AREAS if len(plots) == 3 else ["3.3800"]} | form
    return parcels(at(plots, site, code or site.prefixed), **form)


def _texts() -> list[Case]:
    def label(**more: Any) -> Label:
        return good(ZONE, NANJING, "parcel_txt", 4528, **({"status": "confirmed"} | more))

    wide = str.maketrans("0123456789.,[]@=", "０１２３４５６７８９．，【】＠＝")
    spaced = (head() + _txt()).replace(",", " , ").replace("=", " = ")
    tabs = (head() + _txt()).replace("J", "\tJ").replace(",", "\t,\t")
    trailing = (head() + _txt()).replace("\n", ",\n")
    blank_lines = (head() + _txt()).replace("\n", "\n\n")
    comments = head() + "// 示范\n" + _txt()
    long = head(数据产生单位="甲" * 4000) + _txt()
    reverse = tuple(replace(plot, rings=tuple(ring[::-1] for ring in plot.rings)) for plot in ZONE)
    rotated = tuple(
        replace(plot, rings=tuple((*ring[2:], *ring[:2]) for ring in plot.rings)) for plot in ZONE
    )
    hole_first = replace(land.CENTRE, rings=land.CENTRE.rings[::-1])
    swapped_wrong = head(带号="39") + _txt(swap=True)
    wrong_everything = (
        head(带号="39", 几度分带="3") + _txt(areas=["2000.00", "33800.00", "3000.00"], swap=True)
    ).translate(wide)
    latin = (head() + _txt()).replace("J", "P")
    upper_section = head().replace("[地块坐标]", "[ 地块坐标 ]") + _txt()
    many = head() + _txt() * 40
    semicolon = (head() + _txt()).replace(",", ";")
    return [
        _case("txt-spaced", "a.txt", spaced.encode("gbk"), label(), defect="sound"),
        _case("txt-tabs", "a.txt", tabs.encode(), label(), defect="sound"),
        _case("txt-trailing-commas", "a.txt", trailing.encode(), label(), defect="sound"),
        _case("txt-blank-lines", "a.txt", blank_lines.encode("utf-16"), label(), defect="sound"),
        _case("txt-comment", "a.txt", comments.encode(), refused("parcel.row_columns", "parcel_txt")),
        _case("txt-long-head", "a.txt", long.encode("gbk"), label(), defect="sound"),
        _case("txt-clockwise", "a.txt", (head() + _txt(reverse)).encode(), label(), defect="sound"),
        _case("txt-other-start", "a.txt", (head() + _txt(rotated)).encode(), label(), defect="sound"),
        _case("txt-hole-first", "a.txt", (head() + _txt((land.CORE, hole_first, land.BASE))).encode(), label(), defect="sound"),
        _case("txt-other-letters", "a.txt", latin.encode(), label(), defect="sound"),
        _case("txt-spaced-section", "a.txt", upper_section.encode(), label(), defect="sound"),
        _case("txt-semicolons", "a.txt", semicolon.encode(), label(), defect="separator"),
        _case("txt-wrong-zone-swapped", "a.txt", swapped_wrong.encode(),
              label(status="conflict", swapped=True, has="crs.conflict", worst="error")),
        _case("txt-wrong-everything", "a.csv", wrong_everything.encode("gbk"),
              label(status="conflict", swapped=True, has="crs.conflict parcel.area_unit_m2 format.renamed", worst="error")),
        _case("txt-forty-times", "a.txt", many.encode(),
              Label(form="parcel_txt", parts=120, has=frozenset({"parcel.id_twice", "parts.duplicate"}), worst="warning")),
        _case("txt-no-newline-at-end", "a.txt", (head() + _txt()).rstrip("\n").encode(), label(), defect="sound"),
        _case("txt-nul-at-end", "a.txt", (head() + _txt()).encode() + b"\0" * 40, Label(usable=False), defect="damaged"),
        _case("txt-ctrl-z", "a.txt", (head() + _txt()).encode("gbk") + b"\x1a", label(), defect="sound"),
    ]  # fmt: skip


def _tables() -> list[Case]:
    laid = at(ZONE, NANJING, 4528)
    rows = grid(laid, COLUMNS, headings=HEADINGS)

    def label(form: str = "corners_csv", **more: Any) -> Label:
        return good(ZONE, NANJING, form, 4528, **({"status": "inferred"} | more))

    def csv(content: list[list[str]]) -> bytes:
        return "\n".join(map(",".join, content)).encode("gbk")

    repeated: list[list[str]] = []
    for plot in laid:
        repeated += [
            [f"地块名称：{plot.name}"],
            *grid((plot,), ("point", "y", "x", "ring", "role"), headings=HEADINGS),
        ]
    quoted = [[f'"{cell}"' for cell in row] for row in rows]
    empty_columns = [["", *row, "", ""] for row in rows]
    widths = [row[:1] + [" " * 3 + cell + "  " for cell in row[1:]] for row in rows]
    two_heads = [["地块名称", "角色", "圈号", "点号", "坐标", ""], ["", "", "", "", "X", "Y"], *rows[1:]]
    footer = [*rows, ["", "", "", "", "", ""], ["制表：甲", "", "", "检查：乙", "", ""]]
    side: list[list[str]] = []
    left, right = (
        grid((plot,), ("point", "y", "x", "parcel", "role"), headings=HEADINGS) for plot in (laid[0], laid[2])
    )
    for a, b in zip(left, right, strict=True):
        side.append([*a, "", *b])
    core_base = (land.CORE, land.BASE)
    sheets = {plot.name or "": grid((plot,), ("point", "y", "x", "ring"), headings=HEADINGS) for plot in laid}
    science = grid(laid, COLUMNS, headings=HEADINGS, written=lambda v: f"{v:.13e}")
    return [
        _case("csv-title-per-parcel", "a.csv", csv(repeated), label(), defect="sound"),
        _case("csv-all-quoted", "a.csv", csv(quoted), label(), defect="sound"),
        _case("csv-empty-columns", "a.csv", csv(empty_columns), label(), defect="sound"),
        _case("csv-padded", "a.csv", csv(widths), label(), defect="sound"),
        _case("csv-two-heading-rows", "a.csv", csv(two_heads), label(), defect="sound"),
        _case("csv-footer", "a.csv", csv(footer), label(), defect="sound"),
        _case("csv-science", "a.csv", csv(science), label(), defect="sound"),
        _case("xlsx-two-heading-rows", "a.xlsx", workbook({"a": two_heads}), label("corners_xlsx"), defect="sound"),
        _case("xlsx-footer", "a.xlsx", workbook({"a": footer}), label("corners_xlsx"), defect="sound"),
        _case("csv-side-by-side", "a.csv", csv(side),
              good(core_base, NANJING, "corners_csv", 4528, status="inferred"), defect="sound"),
        _case("xlsx-side-by-side", "a.xlsx", workbook({"a": side}),
              good(core_base, NANJING, "corners_xlsx", 4528, status="inferred"), defect="sound"),
        _case("xlsx-sheet-per-parcel", "a.xlsx", workbook(sheets), refused("layer.choose", layers=3), defect="several sheets"),
        _case("csv-in-zip-gbk", "a.zip", zipped_gbk({"成果/坐标表.csv": csv(rows)}), label(), defect="sound"),
    ]  # fmt: skip


def _vectors() -> list[Case]:
    degrees = at(ZONE, NANJING, 4490)
    laid = at(ZONE, NANJING, 4528)
    plain: dict[str, Any] = {"status": "confirmed"}
    items = features(degrees)
    nested = {"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": items[0]["properties"],
         "geometry": {"type": "GeometryCollection", "geometries": [{"type": "GeometryCollection", "geometries": [items[0]["geometry"]]}]}},
        *items[1:],
    ]}  # fmt: skip
    ids = {"type": "FeatureCollection", "features": [item | {"id": n * 7} for n, item in enumerate(items, 1)]}
    extra = {"type": "FeatureCollection", "name": "示范", "bbox": [0, 0, 1, 1], "features": items}
    no_properties = {"type": "FeatureCollection", "features": [item | {"properties": None} for item in items]}
    nameless: dict[str, Any] = {"roles": (None,) * 3, "names": (None,) * 3}
    deep = {
        "type": "FeatureCollection",
        "features": [
            item | {"properties": {"name": "甲", "more": {"a": [1, {"b": None}]}}} for item in items[:1]
        ],
    }
    prefixed_kml = kml(degrees).replace("<kml xmlns=", "<k:kml xmlns:k=").replace("</kml>", "</k:kml>")
    for tag in (
        "Document",
        "Placemark",
        "name",
        "ExtendedData",
        "Data",
        "value",
        "Polygon",
        "LinearRing",
        "coordinates",
        "outerBoundaryIs",
        "innerBoundaryIs",
    ):
        prefixed_kml = prefixed_kml.replace(f"<{tag}", f"<k:{tag}").replace(f"</{tag}>", f"</k:{tag}>")
    one_line = kml(degrees).replace("\n", " ")
    commented = kml(degrees, inside="<!-- 示范 --><Style id='a'><LineStyle/></Style>")
    schema = (
        kml(degrees)
        .replace("<ExtendedData><Data", "<ExtendedData><SchemaData><SimpleData")
        .replace("<value>", "")
        .replace("</value></Data>", "</SimpleData></SchemaData>")
    )
    wkt2 = shapefile(laid, prj=__import__("pyproj").CRS(4528).to_wkt("WKT2_2019"))
    gdal_prj = shapefile(laid, prj=__import__("pyproj").CRS(4528).to_wkt("WKT1_GDAL"))
    nameless_prj = shapefile(
        at(ZONE, NANJING, 4549),
        prj=(
            'PROJCS["自定义",GEOGCS["GCS_x",DATUM["D_x",SPHEROID["CGCS2000",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],'
            'UNIT["Degree",0.0174532925199433]],PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],'
            'PARAMETER["Central_Meridian",120.0],PARAMETER["Scale_Factor",1.0],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]'
        ),
    )
    both = {
        **shapefile(laid),
        "边界.geojson": json.dumps({"type": "FeatureCollection", "features": items}).encode(),
    }
    closed = shapefile(at((land.BASE,), NANJING, 4528), stem="roads", kind=3)
    street = shapely.LineString(
        [land.at(ZONE, NANJING, 4528)[0].rings[0][0], land.at(ZONE, NANJING, 4528)[2].rings[0][0]]
    )
    roads = by_gdal(
        (land.BASE,),
        driver="ESRI Shapefile",
        suffix=".shp",
        code=4528,
        shapes=[street],
        geometry_type="LineString",
    )
    roads = {name.replace("zone", "roads"): data for name, data in roads.items()}
    point_layer = by_gdal(laid, driver="GPKG", suffix=".gpkg", code=4528)
    document, space = drawing()
    for plot in laid:
        for ring in plot.rings:
            outline(
                space, ring, {"core": "核心区红线", "centre": "中心", "base": "东园基地"}[plot.role or ""]
            )
    roles = dxf_bytes(document)
    return [
        _case("json-nested-collections", "a.geojson", json.dumps(nested).encode(), good(ZONE, NANJING, "geojson", 4326, **plain), defect="sound"),
        _case("json-ids", "a.geojson", json.dumps(ids).encode(), good(ZONE, NANJING, "geojson", 4326, **plain), defect="sound"),
        _case("json-wrong-bbox", "a.geojson", json.dumps(extra).encode(), good(ZONE, NANJING, "geojson", 4326, **plain), defect="sound"),
        _case("json-null-properties", "a.geojson", json.dumps(no_properties).encode(), good(ZONE, NANJING, "geojson", 4326, **plain, **nameless), defect="sound"),
        _case("json-deep-properties", "a.geojson", json.dumps(deep).encode(),
              good((land.CORE,), NANJING, "geojson", 4326, **plain, roles=(None,), names=("甲",)), defect="sound"),
        _case("json-newline-before", "a.geojson", b"\n\n  " + geojson(degrees).encode(), good(ZONE, NANJING, "geojson", 4326, **plain), defect="sound"),
        _case("json-surplus-behind", "a.geojson", geojson(degrees).encode() + b"}", refused("json.bad", "geojson"), defect="damaged"),
        _case("kml-prefixes", "a.kml", prefixed_kml.encode(), good(ZONE, NANJING, "kml", 4326, **plain), defect="sound"),
        _case("kml-one-line", "a.kml", one_line.encode(), good(ZONE, NANJING, "kml", 4326, **plain), defect="sound"),
        _case("kml-comments-styles", "a.kml", commented.encode("gbk"), good(ZONE, NANJING, "kml", 4326, **plain), defect="sound"),
        _case("kml-schema-data", "a.kml", schema.encode(), good(ZONE, NANJING, "kml", 4326, **plain), defect="sound"),
        _case("kml-gcj-city", "a.xml", kml(degrees).encode(), good(ZONE, NANJING, "kml", 4326, **plain), defect="sound"),
        _case("shp-wkt2", "a.zip", zipped(wkt2), good(ZONE, NANJING, "shapefile", 4528, **plain), defect="sound"),
        _case("shp-gdal-wkt", "a.zip", zipped(gdal_prj), good(ZONE, NANJING, "shapefile", 4528, **plain), defect="sound"),
        _case("shp-nameless-system", "a.zip", zipped(nameless_prj), good(ZONE, NANJING, "shapefile", None, **plain), defect="sound"),
        _case("zip-two-formats", "a.zip", zipped(both), refused("layer.choose"), defect="several layers"),
        _case("zip-two-formats-chosen", "a.zip", zipped(both), good(ZONE, NANJING, "shapefile", 4528, **plain), layer="zone.shp", defect="several layers"),
        _case("zip-closed-lines-beside", "a.zip", zipped({**shapefile(laid), **closed}), refused("layer.choose", layers=2), defect="several layers"),
        _case("zip-roads-beside", "a.zip", zipped({**shapefile(laid), **roads}), good(ZONE, NANJING, "shapefile", 4528, **plain, has="layer.only"), defect="several layers"),
        _case("gpkg-in-zip", "a.zip", zipped_gbk({"成果/边界.gpkg": next(iter(point_layer.values()))}), good(ZONE, NANJING, "gpkg", 4528, **plain), defect="sound"),
        _case("dxf-role-names", "a.dxf", roles, good(ZONE, NANJING, "dxf", 4528, status="inferred", names=None, has="dxf.holes", worst="warning"), defect="sound"),
    ]  # fmt: skip


def _places() -> list[Case]:
    """Zone, city and magnitude against each other."""
    found = []
    for site, other in ((XUZHOU, SUZHOU), (SUZHOU, XUZHOU), (land.QIDONG, NANJING)):
        # A .prj of the neighbouring zone, prefixed eastings of the right one.
        files = shapefile(at(ZONE, site, site.prefixed), code=4488 + other.zone)
        label = good(
            ZONE, site, "shapefile", site.prefixed, status="conflict", has="crs.conflict", worst="error"
        )
        found.append(
            _case(
                f"prj-{other.zone}-over-{site.zone}",
                "a.zip",
                zipped(files),
                label,
                city=site.city,
                defect="zone",
            )
        )
        # Nobody states a city: the prefix alone contradicts.
        found.append(
            _case(
                f"prj-{other.zone}-over-{site.zone}-no-city",
                "a.zip",
                zipped(files),
                label,
                city=None,
                defect="zone",
            )
        )
    for width, zone, code in ((6, 20, 4528), (3, 40, 4498)):
        text = head(几度分带=str(width), 带号=str(zone)) + _txt(ONE, NANJING, code)
        label = good(ONE, NANJING, "parcel_txt", code, status="conflict", worst="error")
        found.append(_case(f"head-{width}-over-{code}", "a.txt", text.encode("gbk"), label, defect="zone"))
    swapped = land.mapped(at(ZONE, SUZHOU, SUZHOU.bare), lambda p: (p[1], p[0]))
    files = shapefile(swapped, code=SUZHOU.bare)
    label = good(
        ZONE,
        SUZHOU,
        "shapefile",
        SUZHOU.bare,
        status="confirmed",
        swapped=True,
        has="crs.swapped",
        worst="warning",
    )
    found.append(_case("shp-swapped", "a.zip", zipped(files), label, city="苏州", defect="axes"))
    files = shapefile(at(ZONE, NANJING, 4490), code=4528)
    label = good(ZONE, NANJING, "shapefile", None, status="conflict", has="crs.conflict", worst="error")
    found.append(_case("shp-degrees-under-metres", "a.zip", zipped(files), label, defect="zone"))
    files = shapefile(at(ZONE, NANJING, 4528), code=4490)
    label = good(ZONE, NANJING, "shapefile", 4528, status="conflict", has="crs.conflict", worst="error")
    found.append(_case("shp-metres-under-degrees", "a.zip", zipped(files), label, defect="zone"))
    text = table(at(ZONE, NANJING, 4549), COLUMNS, headings=HEADINGS)
    for city in ("苏州", "徐州"):
        # Six digits fit several meridians; none puts the land where it is said to be, or another place does.
        label = Label(form="corners_csv", parts=3, status=("undecided", "inferred", "conflict"))
        found.append(
            _case(f"bare-in-wrong-city-{city}", "a.csv", text.encode(), label, city=city, defect="city")
        )
    return found
