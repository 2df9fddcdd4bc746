"""Text files by hand: GeoJSON, KML, land-parcel TXT, corner tables. No code of the product is used."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from corpus_builder.land import Plot, Point, Ring

ROLES = {"core": "核心区", "centre": "中心", "base": "基地", None: ""}


def closed(ring: Ring) -> list[Point]:
    return [*ring, ring[0]]


def fixed(value: float, decimals: int) -> str:
    return f"{value:.{decimals}f}"


def features(plots: Sequence[Plot], decimals: int = 9, height: float | None = None) -> list[dict[str, Any]]:
    def position(point: Point) -> list[float]:
        return [round(v, decimals) for v in point] + ([] if height is None else [height])

    def polygon(rings: tuple[Ring, ...]) -> list[list[list[float]]]:
        return [[position(p) for p in closed(ring)] for ring in rings]

    return [
        {
            "type": "Feature",
            "properties": {"name": plot.name, "role": plot.role},
            "geometry": {"type": "MultiPolygon", "coordinates": [polygon(r) for r in plot.polygons]}
            if plot.more
            else {"type": "Polygon", "coordinates": polygon(plot.rings)},
        }
        for plot in plots
    ]


def geojson(
    plots: Sequence[Plot],
    *,
    crs: Any = ...,
    decimals: int = 9,
    height: float | None = None,
    indent: Any = None,
) -> str:
    """A FeatureCollection; ``crs`` is the member as it shall stand, ``...`` leaves it out."""
    whole: dict[str, Any] = {"type": "FeatureCollection"}
    if crs is not ...:
        whole["crs"] = crs
    whole["features"] = features(plots, decimals, height)
    return json.dumps(whole, ensure_ascii=False, indent=indent)


def kml(
    plots: Sequence[Plot],
    *,
    encoding: str | None = "UTF-8",
    folders: bool = False,
    decimals: int = 9,
    height: str = ",0",
    inside: str = "",
) -> str:
    """A document, its placemarks in one folder each when ``folders``."""

    def boundary(ring: Ring, kind: str) -> str:
        text = " ".join(f"{fixed(x, decimals)},{fixed(y, decimals)}{height}" for x, y in closed(ring))
        return f"<{kind}><LinearRing><coordinates>\n{text}\n</coordinates></LinearRing></{kind}>"

    def placemark(plot: Plot) -> str:
        shapes = "".join(
            "<Polygon>"
            + boundary(rings[0], "outerBoundaryIs")
            + "".join(boundary(ring, "innerBoundaryIs") for ring in rings[1:])
            + "</Polygon>"
            for rings in plot.polygons
        )
        shapes = f"<MultiGeometry>{shapes}</MultiGeometry>" if plot.more else shapes
        data = f'<ExtendedData><Data name="role"><value>{plot.role}</value></Data></ExtendedData>'
        return f"<Placemark><name>{plot.name}</name>{data}{shapes}</Placemark>"

    marks = [placemark(plot) for plot in plots]
    if folders:
        marks = [
            f"<Folder><name>图层{number}</name>{mark}</Folder>" for number, mark in enumerate(marks, start=1)
        ]
    head = "" if encoding is None else f'<?xml version="1.0" encoding="{encoding}"?>\n'
    body = f"<Document><name>示范</name>{inside}{''.join(marks)}</Document>"
    return f'{head}<kml xmlns="http://www.opengis.net/kml/2.2">{body}</kml>\n'


HEAD = {
    "格式版本号": "1.01版本",
    "数据产生单位": "四至测绘示范院",
    "数据产生日期": "2025-6-15",
    "坐标系": "2000国家大地坐标系",
    "几度分带": "3",
    "投影类型": "高斯克吕格",
    "计量单位": "米",
    "带号": "40",
    "精度": "0.001",
    "转换参数": ",,,,,,",
}


def head(**changes: str | None) -> str:
    """The head of a land-parcel TXT; None leaves a key out."""
    stated = {key: value for key, value in (HEAD | changes).items() if value is not None}
    return "[属性描述]\n" + "".join(f"{key}={value}\n" for key, value in stated.items()) + "[地块坐标]\n"


def parcels(
    plots: Sequence[Plot],
    *,
    areas: Sequence[str],
    decimals: int = 3,
    label: str = "J{}",
    ring_number: bool = True,
    close: bool = True,
    restart: bool = False,
    fields: int = 8,
    swap: bool = False,
    count_closing: bool = True,
    tail: str = "",
    separator: str = ",",
    more_as_rings: bool = True,
) -> str:
    """Parcels of a land-parcel TXT, X north first; holes and further polygons are rings 2, 3 …"""
    text = ""
    for number, (plot, area) in enumerate(zip(plots, areas, strict=True), start=1):
        rings = [ring for rings in plot.polygons for ring in rings]
        rows: list[str] = []
        at = 0
        for place, ring in enumerate(rings, start=1):
            labels = [label.format(1 + i if restart else at + 1 + i) for i in range(len(ring))]
            at += len(ring)
            points = list(zip(labels, ring, strict=True)) + ([(labels[0], ring[0])] if close else [])
            for name, (x, y) in points:
                first, second = (x, y) if swap else (y, x)
                middle = [str(place)] if ring_number else []
                rows.append(
                    separator.join([name, *middle, fixed(first, decimals), fixed(second, decimals)]) + tail
                )
        stated = len(rows) if count_closing or not close else len(rows) - len(rings)
        head_fields = [str(stated), area, f"D-{number}", plot.name or "", "面", "", ROLES[plot.role], ""]
        head_fields += ["备"] * (fields - 8)
        text += ",".join(head_fields) + ",@\n" + "\n".join(rows) + "\n"
    return text


def table(
    plots: Sequence[Plot],
    columns: Sequence[str],
    *,
    headings: dict[str, str],
    decimals: int = 3,
    separator: str = ",",
    written: Any = None,
    close: bool = True,
    fill: bool = True,
) -> str:
    """A corner table as text; see `grid`."""
    rows = grid(plots, columns, headings=headings, decimals=decimals, written=written, close=close, fill=fill)
    return "\n".join(separator.join(map(str, row)) for row in rows) + "\n"


def grid(
    plots: Sequence[Plot],
    columns: Sequence[str],
    *,
    headings: dict[str, str],
    decimals: int = 3,
    written: Any = None,
    close: bool = True,
    fill: bool = True,
) -> list[list[str]]:
    """Rows of a corner table: ``columns`` of point, x (east), y (north), ring, parcel, role, note.

    ``written`` turns a number into its text; without ``fill`` a name stands in its first row only.
    """
    write = written or (lambda value: fixed(value, decimals))
    rows = [[headings[column] for column in columns]]
    for plot in plots:
        first = True
        at = 0
        for place, ring in enumerate([ring for rings in plot.polygons for ring in rings], start=1):
            points = [(at + 1 + i, p) for i, p in enumerate(ring)]
            points += [points[0]] if close else []
            at += len(ring)
            for number, (x, y) in points:
                cells = {
                    "point": f"J{number}",
                    "x": write(x),
                    "y": write(y),
                    "ring": str(place),
                    "parcel": (plot.name or "") if fill or first else "",
                    "role": ROLES[plot.role] if fill or first else "",
                    "note": "示范",
                }
                rows.append([cells[column] for column in columns])
                first = False
    return rows


def dms(value: float, *, seconds: int = 6, marks: str = "°′″") -> str:
    """118.5034722 as 118°30′12.500000″, from whole units so that 60 seconds never appear."""
    units = round(value * 3600 * 10**seconds)
    whole, rest = divmod(units, 3600 * 10**seconds)
    minutes, rest = divmod(rest, 60 * 10**seconds)
    second = f"{rest // 10**seconds:02d}.{rest % 10**seconds:0{seconds}d}"
    return f"{whole}{marks[0]}{minutes:02d}{marks[1]}{second}{marks[2:]}"
