"""Where land lies: online-map offsets, wrong cities, wrong provinces, choices of a person, UTM."""

# ruff: noqa: E501 - the tables hold one file a line

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from corpus_builder import land
from corpus_builder.label import Case, Label, good
from corpus_builder.land import FIELD, NANJING, SUZHOU, XUZHOU, ZONE, Plot, Site, at
from corpus_builder.texts import geojson, head, parcels, table

COLUMNS = ("parcel", "role", "ring", "point", "y", "x")
HEADINGS = {
    "point": "点号",
    "x": "东坐标",
    "y": "北坐标",
    "ring": "圈号",
    "parcel": "地块名称",
    "role": "角色",
}
LONLAT = HEADINGS | {"x": "经度", "y": "纬度"}
SITES = (NANJING, SUZHOU, XUZHOU, land.SUQIAN, land.LIANYUNGANG, land.YANCHENG, land.WUXI, land.QIDONG)


def gcj(lon: float, lat: float) -> tuple[float, float]:
    """WGS 84 to GCJ-02: the published polynomial, written out once more."""
    x, y, pi = lon - 105.0, lat - 35.0, math.pi
    root = math.sqrt(abs(x))
    wave = 20.0 * math.sin(6.0 * x * pi) + 20.0 * math.sin(2.0 * x * pi)
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + wave * 2.0 / 3.0
    north += (20.0 * math.sin(y * pi) + 40.0 * math.sin(y / 3.0 * pi)) * 2.0 / 3.0
    north += (160.0 * math.sin(y / 12.0 * pi) + 320.0 * math.sin(y * pi / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + wave * 2.0 / 3.0
    east += (20.0 * math.sin(x * pi) + 40.0 * math.sin(x / 3.0 * pi)) * 2.0 / 3.0
    east += (150.0 * math.sin(x / 12.0 * pi) + 300.0 * math.sin(x / 30.0 * pi)) * 2.0 / 3.0
    a, e2 = 6378245.0, 0.00669342162296594323
    w2 = 1.0 - e2 * math.sin(math.radians(lat)) ** 2
    metres_lat = math.radians(a * (1.0 - e2) / (w2 * math.sqrt(w2)))
    metres_lon = math.radians(a / math.sqrt(w2) * math.cos(math.radians(lat)))
    return lon + east / metres_lon, lat + north / metres_lat


def bd09(lon: float, lat: float) -> tuple[float, float]:
    """WGS 84 to BD-09, by way of GCJ-02."""
    x, y = gcj(lon, lat)
    k = math.pi * 3000.0 / 180.0
    r = math.hypot(x, y) + 2e-5 * math.sin(y * k)
    turn = math.atan2(y, x) + 3e-6 * math.cos(x * k)
    return r * math.cos(turn) + 0.0065, r * math.sin(turn) + 0.006


SHIFTS = {"gcj02": gcj, "bd09": bd09}


def _case(key: str, text: str, label: Label, form: str = "geojson", **more: Any) -> Case:
    suffix = {"geojson": "geojson", "corners_csv": "csv", "parcel_txt": "txt"}[form]
    data = text.encode()
    return Case(
        id=f"crs-{key}", group="crs", name=f"边界.{suffix}", make=lambda: data, label=label,
        axes={"format": form} | more.pop("axes", {}), **more,
    )  # fmt: skip


def cases() -> list[Case]:
    return [*_offsets(), *_honest(), *_cities(), *_outside(), *_choices(), *_utm(), *_without_city()]


def _shifted(site: Site, shift: str, plots: tuple[Plot, ...] = FIELD) -> tuple[Plot, ...]:
    return land.mapped(at(plots, site, 4490), lambda p: SHIFTS[shift](*p))


def _offsets() -> list[Case]:
    found = []
    for site in SITES:
        city = site.city
        for shift in SHIFTS:
            moved = _shifted(site, shift)
            for decimals in (9, 11, 14):
                # The file is read as it stands until a person says otherwise: the land stays shifted.
                label = good(
                    FIELD, site, "geojson", 4326, status="conflict", has="crs.shift_suspected", worst="error",
                    truth=land.geometry(moved),
                )  # fmt: skip
                key = f"{shift}-{city}-{decimals}"
                text = geojson(moved, decimals=decimals)
                found.append(
                    _case(key, text, label, city=city, axes={"crs": f"{shift}, {decimals} decimals"})
                )
            for decimals, off in ((6, 0.1), (5, 1.0)):
                label = good(
                    FIELD, site, "geojson", 4326, status="confirmed", lacks="crs.shift_suspected", off_m=off,
                    truth=land.geometry(moved),
                )  # fmt: skip
                key = f"{shift}-{city}-{decimals}"
                text = geojson(moved, decimals=decimals)
                found.append(
                    _case(key, text, label, city=city, axes={"crs": f"{shift}, {decimals} decimals"})
                )
            label = good(FIELD, site, "geojson", 4490, status="given", has="crs.shift_removed")
            text = geojson(moved, decimals=11)
            chosen = f"EPSG:4490+{shift}"
            axes = {"crs": f"{shift} accepted"}
            found.append(_case(f"{shift}-{city}-accepted", text, label, city=city, crs=chosen, axes=axes))
        moved = _shifted(site, "gcj02")
        text = table(moved, COLUMNS, headings=LONLAT, decimals=10)
        label = good(
            FIELD, site, "corners_csv", 4490, status="undecided", has="crs.shift_suspected", worst="error",
            truth=land.geometry(moved),
        )  # fmt: skip
        found.append(
            _case(f"gcj02-{city}-table", text, label, "corners_csv", city=city, axes={"crs": "gcj02"})
        )
    return found


def _honest() -> list[Case]:
    """True land at every precision raises no suspicion."""
    return [
        _case(
            f"honest-{site.city}-{decimals}",
            geojson(at(FIELD, site, 4490), decimals=decimals),
            good(FIELD, site, "geojson", 4326, status="confirmed", lacks="crs.shift_suspected", off_m=off),
            city=site.city,
            axes={"crs": f"4326, {decimals} decimals"},
        )
        for site in SITES
        for decimals, off in ((14, 0.002), (10, 0.002), (9, 0.002), (8, 0.003), (7, 0.01), (6, 0.1))
    ]


def _cities() -> list[Case]:
    """Land in one city, another one stated."""
    found = []
    for site, other in (
        (NANJING, "苏州"), (SUZHOU, "南京"), (XUZHOU, "连云港"), (land.QIDONG, "徐州"), (land.WUXI, "盐城"),
    ):  # fmt: skip
        known: dict[str, Any] = {"has": "crs.outside_city", "worst": "error"}
        label = good(ZONE, site, "geojson", 4326, declared="EPSG:4326", **known)
        text = geojson(at(ZONE, site, 4490))
        found.append(
            _case(f"city-{site.city}-as-{other}", text, label, city=other, axes={"crs": "other city"})
        )
        areas = [f"{land.plane_m2([plot]) / 1e4:.4f}" for plot in ZONE]
        text = head(带号=str(site.zone)) + parcels(at(ZONE, site, site.prefixed), areas=areas)
        label = good(ZONE, site, "parcel_txt", site.prefixed, declared=f"EPSG:{site.prefixed}", **known)
        key = f"city-{site.city}-as-{other}-txt"
        found.append(_case(key, text, label, "parcel_txt", city=other, axes={"crs": "other city"}))
    for spelling in ("南京", "南京市", "Nanjing", "nanjing", "3201"):
        text = geojson(at(ZONE, NANJING, 4490))
        label = good(ZONE, NANJING, "geojson", 4326, status="confirmed", lacks="crs.outside_city")
        if spelling != "3201":
            found.append(_case(f"city-spelled-{spelling}", text, label, city=spelling))
    # One part of three lies in another city, or outside the province.
    far = land.mapped(at((land.BASE,), SUZHOU, 4490), lambda p: p)
    whole = (*at((land.CORE, land.CENTRE), NANJING, 4490), *far)
    label = replace(
        good(
            ZONE,
            NANJING,
            "geojson",
            4326,
            status="confirmed",
            worst="warning",
            has="parts.other_city parts.far_apart",
        ),
        truth=land.geometry(whole),
    )
    found.append(
        _case("part-in-other-city", geojson(whole), label, city="南京", axes={"defect": "part far away"})
    )
    whole = (*at((land.CORE, land.CENTRE), SUZHOU, 4490), *at((land.BASE,), land.SHANGHAI, 4490))
    label = replace(
        good(ZONE, SUZHOU, "geojson", 4326, worst="error", has="crs.part_outside_province"),
        truth=land.geometry(whole),
    )
    found.append(
        _case("part-outside-province", geojson(whole), label, city="苏州", axes={"defect": "part outside"})
    )
    return found


def _outside() -> list[Case]:
    found = []
    for site in (land.SHANGHAI, land.HEFEI, Site(city=None, zone=39, lon=116.402, lat=39.912)):
        key = f"outside-{site.lon}"
        text = geojson(at(ZONE, site, 4490))
        label = good(
            ZONE, site, "geojson", 4326, declared="EPSG:4326", has="crs.outside_province", worst="error"
        )
        found.append(_case(key, text, label, axes={"crs": "outside Jiangsu"}))
        found.append(_case(f"{key}-city", text, label, city="苏州", axes={"crs": "outside Jiangsu"}))
    null = land.mapped(ZONE, lambda p: (p[0] / 1e5, p[1] / 1e5))
    # Degrees, but of no place in or near the country: no national system writes such numbers.
    label = Label(form="geojson", parts=3, status=("refused",), has=frozenset({"crs.elsewhere"}))
    found.append(_case("null-island", geojson(null), label, city="南京", axes={"crs": "outside Jiangsu"}))
    west = land.mapped(at(ZONE, NANJING, 4490), lambda p: (-p[0], p[1]))
    found.append(_case("western", geojson(west), label, city="南京", axes={"crs": "outside Jiangsu"}))
    return found


def _choices() -> list[Case]:
    """A person's choice is honoured, and checked."""
    found = []
    bare = geojson(at(ZONE, NANJING, 4549), decimals=3, crs=None)
    for key, chosen in (
        ("epsg", "EPSG:4549"),
        ("number", "4549"),
        ("prefix-missing", "EPSG:4528"),
        ("proj", "+proj=tmerc +lat_0=0 +lon_0=120 +k=1 +x_0=500000 +y_0=0 +ellps=GRS80 +units=m +no_defs"),
    ):
        label = good(ZONE, NANJING, "geojson", 4549, status="given", adopted="")
        found.append(_case(f"chosen-{key}", bare, label, city="南京", crs=chosen, axes={"crs": "chosen"}))
    label = good(
        ZONE, NANJING, "geojson", None, status="given", has="crs.outside_province", worst="error", truth=None,
        adopted="EPSG:4548",
    )  # fmt: skip
    found.append(
        _case("chosen-wrong-zone", bare, label, city="南京", crs="EPSG:4548", axes={"crs": "chosen wrong"})
    )
    label = replace(label, status=(), adopted=(), has=frozenset({"crs.given_contradicted"}))
    found.append(
        _case("chosen-degrees", bare, label, city="南京", crs="EPSG:4490", axes={"crs": "chosen wrong"})
    )
    old = Label(form="geojson", parts=3, status=("refused",), has=frozenset({"crs.needs_parameters"}))
    found.append(
        _case("chosen-old", bare, old, city="南京", crs="EPSG:2385", axes={"crs": "chosen old datum"})
    )
    shifted = (
        "+proj=tmerc +lat_0=0 +lon_0=120 +k=1 +x_0=500000 +y_0=0 +a=6378140 +rf=298.257"
        " +towgs84=0,0,0,0,0,0,0 +units=m"
    )
    label = Label(form="geojson", parts=3, status=("given",), worst="note")
    found.append(
        _case("chosen-old-parameters", bare, label, city="南京", crs=shifted, axes={"crs": "parameters"})
    )
    # 苏州2000 after the public notice: meridian 120°47′; the false origin is made up, as its real one is secret.
    local = "+proj=tmerc +lat_0=0 +lon_0=120.7833333333 +k=1 +x_0=50000 +y_0=-3421000 +ellps=GRS80 +units=m"
    from pyproj import Transformer

    onward = Transformer.from_crs("+proj=longlat +ellps=GRS80", local, always_xy=True)
    laid = land.mapped(at(ZONE, SUZHOU, 4490), lambda p: onward.transform(*p))
    text = table(laid, COLUMNS, headings=HEADINGS, decimals=4)
    label = good(ZONE, SUZHOU, "corners_csv", None, status="given")
    found.append(
        _case("local-given", text, label, "corners_csv", city="苏州", crs=local, axes={"crs": "苏州2000"})
    )
    label = Label(form="corners_csv", parts=3, status=("refused",), has=frozenset({"crs.no_reading"}))
    found.append(_case("local-unknown", text, label, "corners_csv", city="苏州", axes={"crs": "苏州2000"}))
    return found


def _utm() -> list[Case]:
    """UTM without a word: on the meridian nothing but an area tells it from Gauss-Krüger."""
    found = []
    for site in (XUZHOU, land.SUQIAN):
        laid = at(ZONE, site, 32650)
        text = table(laid, COLUMNS, headings=HEADINGS)
        # Read as Gauss-Krüger of the same meridian, 1.4 km south; that it may be UTM has to be said.
        label = replace(
            good(ZONE, site, "corners_csv", None, status="inferred", has="crs.assumed_gauss", worst="warning"),
            truth=None, adopted=("EPSG:4548",),
        )  # fmt: skip
        key = f"utm-{site.city}"
        found.append(_case(key, text, label, "corners_csv", city=site.city, axes={"crs": "32650 undeclared"}))
        label = good(ZONE, site, "corners_csv", 32650, status="given", adopted="EPSG:32650")
        axes = {"crs": "32650 chosen"}
        found.append(
            _case(f"{key}-chosen", text, label, "corners_csv", city=site.city, crs="EPSG:32650", axes=axes)
        )
    return found


def _without_city() -> list[Case]:
    """No city stated: one reading, or an honest question; never a confident wrong answer."""
    found = []
    for site in SITES:
        text = table(at(ZONE, site, site.prefixed), COLUMNS, headings=HEADINGS)
        label = good(ZONE, site, "corners_csv", site.prefixed, status="inferred")
        key = f"no-city-{site.city}-{site.prefixed}"
        found.append(_case(key, text, label, "corners_csv", axes={"crs": "no city"}))
        text = table(at(ZONE, site, site.bare), COLUMNS, headings=HEADINGS)
        # Inferred must be right; undecided shows one of the readings and says that it is none yet.
        label = replace(
            good(ZONE, site, "corners_csv", None, status="inferred undecided", worst="error"),
            truth=None, swapped=False,
        )  # fmt: skip
        key = f"no-city-{site.city}-{site.bare}"
        found.append(_case(key, text, label, "corners_csv", axes={"crs": "no city"}))
    return found
