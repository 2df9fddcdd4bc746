"""Writers of the demonstration files: every format an applicant may send, from the same millimetres."""

from __future__ import annotations

import csv
import io
import json
import re
import tempfile
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import ezdxf
import geopandas as gpd
import pandas as pd
import shapely
from land import PARTS, Block
from openpyxl import Workbook, load_workbook
from pyproj import Transformer

PLANE = "EPSG:4528"
PLANE_WITHOUT_ZONE = "EPSG:4549"
DEGREES = "EPSG:4490"
ZONE_M = 40_000_000
FIXED = (2025, 1, 1, 0, 0, 0)
COLUMNS = ("编号", "名称", "角色", "面积_公顷")

_to_degrees = Transformer.from_crs(PLANE, DEGREES, always_xy=True)


def degrees(geometry: shapely.Geometry | None) -> shapely.Geometry | None:
    """Plane to CGCS2000 degrees, vertex by vertex, all digits kept."""
    if geometry is None:
        return None
    return shapely.transform(geometry, _to_degrees.transform, interleaved=False)


def zone() -> gpd.GeoDataFrame:
    """The four parts in the plane (EPSG:4528) with number, name, role and plane area in hectares."""
    rows = [(part.number, part.name, part.role, round(part.area_m2() / 10_000, 4)) for part in PARTS]
    shapes = [part.polygon() for part in PARTS]
    return gpd.GeoDataFrame(pd.DataFrame(rows, columns=COLUMNS), geometry=shapes, crs=PLANE)


def in_degrees(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The frame in CGCS2000 longitude and latitude."""
    return frame.set_geometry([degrees(shape) for shape in frame.geometry], crs=DEGREES)


def geojson(frame: gpd.GeoDataFrame, path: Path, *, crs: str | None = "urn:ogc:def:crs:EPSG::4490") -> None:
    """GeoJSON with every digit of the double, and the coordinate system named as Chinese tools do."""
    features = [
        {
            "type": "Feature",
            "properties": {key: row[key] for key in frame.columns if key != "geometry"},
            "geometry": shapely.geometry.mapping(row["geometry"]),
        }
        for row in frame.to_dict("records")
    ]
    head = {"type": "FeatureCollection", "name": path.stem}
    if crs:
        head["crs"] = {"type": "name", "properties": {"name": crs}}
    text = json.dumps({**head, "features": features}, ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8")


def gpkg(frame: gpd.GeoDataFrame, path: Path, layer: str) -> None:
    """GeoPackage with one layer."""
    path.unlink(missing_ok=True)
    frame.to_file(path, layer=layer, driver="GPKG", layer_options={"SPATIAL_INDEX": "NO"})


def shapefile_zip(frame: gpd.GeoDataFrame, path: Path, *, prj: bool = True) -> None:
    """Zipped Shapefile, names in GBK."""
    options = {"DBF_DATE_LAST_UPDATE": "2025-01-01"}
    with tempfile.TemporaryDirectory() as folder:
        frame.to_file(
            Path(folder) / "zone.shp", driver="ESRI Shapefile", encoding="GBK", layer_options=options
        )
        files = sorted(p for p in Path(folder).iterdir() if prj or p.suffix not in {".prj", ".cpg"})
        zip_files({file.name: file.read_bytes() for file in files}, path)


def mapinfo_zip(frame: gpd.GeoDataFrame, path: Path) -> None:
    """Zipped MapInfo MIF/MID, names in GBK; MIF, for TAB rounds coordinates to a grid of its own."""
    # Field names in ASCII: GDAL puts underscores for the bytes of a Chinese one.
    plain = frame.rename(columns=dict(zip(COLUMNS, ("id", "name", "role", "area_ha"), strict=True)))
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "zone.mif"
        plain.to_file(target, driver="MapInfo File", dataset_options={"FORMAT": "MIF", "ENCODING": "CP936"})
        zip_files({file.name: file.read_bytes() for file in sorted(Path(folder).iterdir())}, path)


def dxf_file(path: Path) -> None:
    """Drawing: every ring a closed polyline on a layer named after the role; no coordinate system."""
    ezdxf.options.write_fixed_meta_data_for_testing = True
    drawing = ezdxf.new("R2010", units=ezdxf.units.M)
    # Registered here, for ezdxf adds them in the order of a set, which changes from run to run.
    for name in ("ACDBDICTIONARYWDFLT", "ACDBPLACEHOLDER", "LAYOUT", "MATERIAL", "VISUALSTYLE"):
        drawing.classes.add_class(name)
    for role in dict.fromkeys(part.role for part in PARTS):
        drawing.layers.add(role)
    for part in PARTS:
        for ring in part.rings():
            corners = [(east / 1000, north / 1000) for east, north in ring.tolist()]
            drawing.modelspace().add_lwpolyline(corners, close=True, dxfattribs={"layer": part.role})
    drawing.saveas(path)


def zip_files(files: dict[str, bytes], path: Path) -> None:
    """Zip with a fixed date, so that the same content gives the same bytes."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, FIXED), content, zipfile.ZIP_DEFLATED)


def kml_text(frame: gpd.GeoDataFrame) -> str:
    """KML, one folder, the role as extended data."""
    marks = []
    for row in frame.to_dict("records"):
        shell, *holes = [ring_text(ring) for ring in rings(row["geometry"])]
        inner = "".join(f"<innerBoundaryIs>{hole}</innerBoundaryIs>" for hole in holes)
        data = "".join(
            f'<Data name="{key}"><value>{escape(str(row[key]))}</value></Data>'
            for key in ("编号", "角色", "面积_公顷")
        )
        marks.append(
            f"<Placemark><name>{escape(row['名称'])}</name><ExtendedData>{data}</ExtendedData>\n"
            f"<Polygon><outerBoundaryIs>{shell}</outerBoundaryIs>{inner}</Polygon></Placemark>\n"
        )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2"><Document>\n'
        f"<name>示例集聚区（演示）</name><Folder><name>zone</name>\n{''.join(marks)}</Folder></Document></kml>\n"
    )


def rings(polygon: shapely.Polygon) -> list[shapely.LinearRing]:
    """Shell and holes."""
    return [polygon.exterior, *polygon.interiors]


def ring_text(ring: shapely.LinearRing) -> str:
    """A ring as KML writes it."""
    text = " ".join(f"{lon!r},{lat!r},0" for lon, lat in shapely.get_coordinates(ring).tolist())
    return f"<LinearRing><coordinates>{text}</coordinates></LinearRing>"


def parcel_txt(
    parts: tuple[Block, ...] = PARTS, *, zone_number: int = 40, closed: bool = True, swapped: bool = False
) -> str:
    """Land-parcel text: X north, Y east, metres with three decimals, area in hectares."""
    out = [
        "[属性描述]",
        "格式版本号=1.01版本",
        "数据产生单位=演示测绘单位",
        "数据产生日期=2025-1-1",
        "坐标系=2000国家大地坐标系",
        "几度分带=3",
        "投影类型=高斯克吕格",
        "计量单位=米",
        f"带号={zone_number}",
        "精度=0.001",
        "转换参数=,,,,,,",
        "[地块坐标]",
    ]
    for part in parts:
        area = part.area_m2() / 10_000
        count = sum(len(ring) for ring in part.rings())
        out.append(f"{count},{area:.4f},{part.number},{part.name},面,,{part.role},,@")
        label = 1
        for number, ring in enumerate(part.rings(), 1):
            points = [(f"J{label + i}", *point) for i, point in enumerate(ring.tolist())]
            label += len(points)
            for name, east, north in points + points[:1] * closed:
                x, y = (east, north) if swapped else (north, east)
                out.append(f"{name},{number},{x / 1000:.3f},{y / 1000:.3f}")
    return "\r\n".join(out) + "\r\n"


def corner_rows() -> list[list[object]]:
    """Corner table: one row a vertex, rings closed, X north and Y east with the zone number."""
    rows: list[list[object]] = [["地块编号", "地块名称", "角色", "圈号", "点号", "X坐标", "Y坐标"]]
    for part in PARTS:
        label = 1
        for number, ring in enumerate(part.rings(), 1):
            points = [(f"J{label + i}", *point) for i, point in enumerate(ring.tolist())]
            label += len(points)
            rows += [
                [part.number, part.name, part.role, number, name, north / 1000, east / 1000]
                for name, east, north in points + points[:1]
            ]
    return rows


def csv_file(rows: list[list[object]], path: Path, encoding: str) -> None:
    """Comma-separated values as a spreadsheet saves them."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([["" if v is None else v for v in row] for row in rows])
    path.write_bytes(text.getvalue().encode(encoding))


def xlsx_file(rows: list[list[object]], path: Path, sheet: str) -> None:
    """A workbook with one sheet, its dates fixed so that the same content gives the same bytes."""
    book = Workbook()
    page = book.active
    page.title = sheet
    for row in rows:
        page.append(row)
    page.freeze_panes = "A2"
    raw = io.BytesIO()
    book.save(raw)
    with zipfile.ZipFile(raw) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    stamp = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
    files["docProps/core.xml"] = stamp.sub(b"2025-01-01T00:00:00Z", files["docProps/core.xml"])
    zip_files(files, path)
    load_workbook(path).close()
