"""Land-parcel TXT: every variant of its form, every encoding, every system its head can state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from corpus_builder import land
from corpus_builder.label import Case, Label, good
from corpus_builder.land import ONE, ZONE, Plot, Site, at
from corpus_builder.texts import head, parcels

ENCODINGS = ("utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be")
WIDE = str.maketrans("0123456789.,[]@=-", "０１２３４５６７８９．，【】＠＝－")
ISLAND = Plot(  # a second polygon in the hole and a third beside: 33,800 + 4 × 4 + 30 × 30
    rings=land.CENTRE.rings,
    more=((((155, 53), (159, 53), (159, 57), (155, 57)),), (((350, 0), (380, 0), (380, 30), (350, 30)),)),
    role="centre",
    name="知识产权中心",
)
ISLAND_M2 = 33_800 + 16 + 900


def hectares(plots: Sequence[Plot]) -> list[str]:
    return [f"{land.plane_m2([plot]) / 10_000:.4f}" for plot in plots]


def _case(
    key: str,
    text: str,
    label: Label,
    *,
    encoding: str = "utf-8",
    site: Site | None = land.NANJING,
    name: str = "勘测定界.txt",
    newline: str = "\n",
    **axes: str,
) -> Case:
    data = text.replace("\n", newline).encode(encoding)
    return Case(
        id=f"txt-{key}",
        group="parcel_txt",
        name=name,
        make=lambda: data,
        label=label,
        city=None if site is None else site.city,
        axes={"format": "parcel_txt", "encoding": encoding} | axes,
    )


def _label(plots: Sequence[Plot], site: Site = land.NANJING, code: int | None = None, **more: Any) -> Label:
    code = code or site.prefixed
    known = {"status": "confirmed", "declared": f"EPSG:{code}"}
    return good(plots, site, "parcel_txt", code, **(known | more))


def _body(plots: Sequence[Plot], site: Site = land.NANJING, code: int | None = None, **form: Any) -> str:
    form = {"areas": hectares(plots)} | form
    return parcels(at(plots, site, code or site.prefixed), **form)


def cases() -> list[Case]:
    return [*_encodings(), *_forms(), *_heads(), *_systems(), *_faults()]


def _encodings() -> list[Case]:
    found = [
        _case(f"encoding-{encoding}", head() + _body(ZONE), _label(ZONE), encoding=encoding)
        for encoding in ENCODINGS
    ]
    for title, newline in (("crlf", "\r\n"), ("cr", "\r")):
        for encoding in ("gbk", "utf-16"):
            text = head() + _body(ZONE)
            key = f"{title}-{encoding}"
            found.append(_case(key, text, _label(ZONE), encoding=encoding, newline=newline))
    for encoding in ("utf-8", "gbk", "utf-16"):
        # The fields of the parcel line are widened too, the names in them are not made of such signs.
        text = (head() + _body(ZONE)).translate(WIDE)
        found.append(_case(f"wide-{encoding}", text, _label(ZONE), encoding=encoding))
    rare = (replace(land.CORE, name="㐂镕𠮷园核心区"),)
    found.append(_case("rare-gb18030", head() + _body(rare), _label(rare), encoding="gb18030"))
    found.append(_case("rare-utf-8", head() + _body(rare), _label(rare)))
    return found


def _forms() -> list[Case]:
    found = []
    for key, label in (
        ("J0", "J0{}"),
        ("plain", "{}"),
        ("word", "界址点{}"),
        ("dash", "J-{}"),
        ("lower", "j{}"),
    ):
        for ring in (True, False):
            text = head() + _body(ZONE, label=label, ring_number=ring)
            found.append(_case(f"labels-{key}-{'ring' if ring else 'bare'}", text, _label(ZONE)))
    for ring in (True, False):
        for restart in (True, False):
            text = head() + _body(ZONE, ring_number=ring, restart=restart, close=False, count_closing=False)
            # Open rings without ring number that go on counting cannot be cut: that one is left out.
            if not ring and not restart:
                continue
            key = f"open-{'ring' if ring else 'bare'}-{'restart' if restart else 'on'}"
            label = _label(ZONE, has="ring.open", worst="warning")
            found.append(_case(key, text, label, defect="open ring"))
    found += [
        _case(f"fields-{fields}", head() + _body(ZONE, fields=fields), _label(ZONE))
        for fields in range(9, 14)
    ]
    found.append(_case("count-without-closing", head() + _body(ZONE, count_closing=False), _label(ZONE)))
    heights = head() + _body(ZONE, tail=",12.35")
    found.append(_case("heights", heights, _label(ZONE, has="parcel.extra_columns")))
    blanks = head() + _body(ONE, separator=" ")
    found.append(_case("blanks", blanks, _label(ONE)))
    for decimals in (2, 4, 5):
        text = head() + _body(ONE, decimals=decimals)
        found.append(
            _case(f"decimals-{decimals}", text, _label(ONE, off_m=0.008 if decimals == 2 else 0.002))
        )
    nested = _label((ISLAND,), plane_m2=ISLAND_M2)
    found.append(_case("island", head() + _body((ISLAND,)), nested))
    found.append(_case("island-no-ring-numbers", head() + _body((ISLAND,), ring_number=False), nested))
    square = [f"{land.plane_m2([plot]):.2f}" for plot in ZONE]
    text = head() + _body(ZONE, areas=square)
    found.append(_case("area-in-m2", text, _label(ZONE, has="parcel.area_unit_m2")))
    mu = [f"{land.plane_m2([plot]) * 15 / 10_000:.4f}" for plot in ZONE]
    found.append(_case("area-in-mu", head() + _body(ZONE, areas=mu), _label(ZONE, has="parcel.area_unit_mu")))
    none = ["", "", ""]
    found.append(_case("area-missing", head() + _body(ZONE, areas=none), _label(ZONE)))
    no_at = (head() + _body(ZONE)).replace(",@", "")
    found.append(_case("no-at", no_at, _label(ZONE, has="parcel.header_no_at", worst="warning")))
    return found


def _heads() -> list[Case]:
    found = []
    project = "[项目信息]\n项目名称=示范\n项目编号=DEMO\n" + head() + _body(ZONE)
    found.append(_case("project-first", project, _label(ZONE)))
    spoken = head(几度分带="三度") + _body(ZONE)
    found.append(_case("spoken-width", spoken, _label(ZONE)))
    for missing in ("几度分带", "带号", "投影类型", "计量单位", "精度", "转换参数", "格式版本号"):
        # A prefixed easting names its zone; what the head then lacks is known all the same.
        declared: Any = None if missing == "带号" else "EPSG:4528"
        text = head(**{missing: None}) + _body(ZONE)
        label = _label(ZONE, declared=declared, worst="note")
        found.append(_case(f"head-without-{missing}", text, label, crs="4528 " + missing))
    bare_head = "[地块坐标]\n" + _body(ZONE)
    label = _label(ZONE, status="inferred", declared=None)
    found.append(_case("no-head", bare_head, label, crs="4528 undeclared"))
    for site in (land.XUZHOU, land.NANJING, land.QIDONG):
        no_city = "[地块坐标]\n" + _body(ZONE, site)
        label = _label(ZONE, site, status="inferred", declared=None)
        found.append(_case(f"no-head-no-city-{site.zone}", no_city, label, site=None))
    return found


def _systems() -> list[Case]:
    found = []
    for site in (
        land.NANJING,
        land.SUZHOU,
        land.XUZHOU,
        land.SUQIAN,
        land.LIANYUNGANG,
        land.YANCHENG,
        land.WUXI,
        land.QIDONG,
    ):
        city = site.city or ""
        for code, shape in ((site.prefixed, "prefixed"), (site.bare, "bare")):
            text = head(带号=str(site.zone)) + _body(ZONE, site, code)
            label = _label(ZONE, site, code)
            found.append(_case(f"{city}-{shape}", text, label, site=site, crs=str(code)))
            text = "[地块坐标]\n" + _body(ZONE, site, code)
            worst = "note" if shape == "prefixed" else "warning"
            label = _label(ZONE, site, code, status="inferred", declared=None, worst=worst)
            found.append(
                _case(f"{city}-{shape}-undeclared", text, label, site=site, crs=f"{code} undeclared")
            )
        wrong = head(带号=str(site.zone - 1)) + _body(ZONE, site)
        label = _label(
            ZONE, site, status="conflict", declared=..., has="crs.conflict", worst="error", usable=True
        )
        found.append(
            _case(f"{city}-wrong-zone-over-prefix", wrong, label, site=site, crs="zone in head wrong")
        )
        wrong = head(带号=str(site.zone - 1)) + _body(ZONE, site, site.bare)
        label = _label(
            ZONE,
            site,
            site.bare,
            status="conflict",
            declared=f"EPSG:{site.bare - 1}",
            has="crs.conflict",
            worst="error",
        )
        found.append(_case(f"{city}-wrong-zone-bare", wrong, label, site=site, crs="zone in head wrong"))
        swapped = head(带号=str(site.zone)) + _body(ZONE, site, swap=True)
        label = _label(ZONE, site, swapped=True, has="crs.swapped", worst="warning")
        found.append(_case(f"{city}-swapped", swapped, label, site=site, crs=f"{site.prefixed} swapped"))
        swapped = "[地块坐标]\n" + _body(ZONE, site, site.bare, swap=True)
        label = _label(
            ZONE,
            site,
            site.bare,
            status="inferred",
            declared=None,
            swapped=True,
            has="crs.swapped",
            worst="warning",
        )
        found.append(_case(f"{city}-swapped-bare", swapped, label, site=site, crs=f"{site.bare} swapped"))
    for site, zone, prefixed, bare in ((land.NANJING, 20, 4498, 4509), (land.SUZHOU, 21, 4499, 4510)):
        for code in (prefixed, bare):
            text = head(几度分带="6", 带号=str(zone)) + _body(ZONE, site, code)
            # CM 117 and 123 are 3° meridians too: without number the two are one projection.
            adopted = f"EPSG:{code} EPSG:{site.bare + (1 if zone == 21 else -1)}"
            label = _label(ZONE, site, code, adopted=adopted)
            found.append(_case(f"six-degrees-{code}", text, label, site=site, crs=str(code)))
    for datum, base in (
        ("1980西安坐标系", "xian80"),
        ("1954年北京坐标系", "beijing54"),
        ("80国家大地坐标系", "80"),
    ):
        code = 2416 if base == "beijing54" else 2364
        text = head(坐标系=datum) + _body(ZONE, code=4528)
        label = Label(
            form="parcel_txt",
            parts=3,
            declared=f"EPSG:{code}",
            status=("refused",),
            has=frozenset({"crs.needs_parameters"}),
        )
        found.append(_case(f"old-datum-{base}", text, label, crs=str(code)))
    local = head(坐标系="苏州2000坐标系", 带号=None, 几度分带=None) + _body(
        ZONE, land.SUZHOU, land.SUZHOU.bare
    )
    label = Label(form="parcel_txt", parts=3, status=("refused",), has=frozenset({"crs.local_system"}))
    found.append(_case("local-system", local, label, site=land.SUZHOU, crs="苏州2000"))
    for decimals, off in ((9, 0.002), (7, 0.012)):
        degrees = head(投影类型="经纬度", 计量单位="度", 带号=None, 几度分带=None)
        text = degrees + _body(ZONE, code=4490, decimals=decimals)
        label = _label(ZONE, code=4490, off_m=off)
        found.append(_case(f"degrees-{decimals}", text, label, crs="4490"))
    meridian = head(带号=None, 中央子午线="117") + _body(ZONE, land.XUZHOU, land.XUZHOU.bare)
    label = _label(ZONE, land.XUZHOU, land.XUZHOU.bare)
    found.append(_case("meridian-for-zone", meridian, label, site=land.XUZHOU, crs="4548"))
    return found


def _faults() -> list[Case]:
    whole = head() + _body(ZONE)
    lines = whole.split("\n")
    last = len(lines) - 2
    found = []

    def bad(key: str, text: str, has: str, **more: Any) -> None:
        label = Label(usable=False, form="parcel_txt", has=frozenset(has.split()), **more)
        found.append(_case(key, text, label, defect=key))

    bad("cut-in-row", "\n".join([*lines[: last - 2], lines[last - 2][:15]]), "parcel.cut_short")
    bad("cut-before-last", "\n".join(lines[: last - 1]) + "\n", "parcel.cut_short")
    holed = (head() + _body(ONE)).split("\n")
    bad("cut-in-hole", "\n".join(holed[:-4]) + "\n", "parcel.cut_short")
    bad("letter-o", whole.replace("J2,1,354", "J2,1,35O", 1), "parcel.row_number")
    lost = next(line for line in lines if line.startswith("J2,1,"))
    bad("lost-column", whole.replace(lost, lost.rpartition(",")[0], 1), "parcel.row_columns")
    bad("lost-point", whole.replace(lost, lost[:-4] + lost[-3:], 1), "parcel.row_number")
    digit = lost[:-5] + lost[-4:]  # one digit of the easting is lost: 36,000 km to the west
    bad("lost-digit", whole.replace(lost, digit, 1), "rings.far")
    bad("nan", whole.replace(lost, lost.rpartition(",")[0] + ",NaN", 1), "parcel.row_number")
    closing = [line for line in lines if line.startswith("J1,1,")][1]
    off = closing[:-3] + f"{(int(closing[-3:]) + 71) % 1000:03d}"
    first_core = whole.index(closing) + len(closing)
    moved = whole[:first_core] + whole[first_core:].replace(closing, off, 1)
    bad("closing-differs", moved, "rings.closing_differs")
    bad("no-rows", head() + "5,0.2,1,甲,面,,核心区,,@\n", "parcel.empty")
    label = _label(ZONE, has="parcel.count", worst="warning")
    found.append(_case("wrong-count", whole.replace("\n5,0.2000", "\n9,0.2000"), label, defect="wrong-count"))
    stated = ["0.2600", "3.3800", "0.3000"]
    label = _label(ZONE, has="parcel.area_differs", worst="warning")
    found.append(_case("wrong-area", head() + _body(ZONE, areas=stated), label, defect="wrong-area"))
    twice = whole.replace("D-2", "D-1")
    found.append(_case("id-twice", twice, _label(ZONE, has="parcel.id_twice"), defect="id-twice"))
    width = head(几度分带="6") + _body(ZONE)
    # A head that contradicts itself declares nothing: the number before the eastings is what is left.
    label = _label(ZONE, declared=None, status="inferred", has="parcel.zone_width", worst="warning")
    found.append(_case("width-against-zone", width, label, defect="width-against-zone"))
    shifted = head(转换参数="12.1,-3,4,0,0,0,0") + _body(ZONE)
    label = _label(ZONE, has="parcel.shift_parameters", worst="warning")
    found.append(_case("shift-parameters", shifted, label, defect="shift-parameters"))
    return found
