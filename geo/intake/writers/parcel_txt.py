"""The land-parcel TXT, as its readers expect it: UTF-8 without mark, X north, rings closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.intake.writers.rows import decimals_for, parts_in, stated

if TYPE_CHECKING:
    import geopandas as gpd

    from geo.intake.writers.rows import Part

_NO_COMMA = str.maketrans({",": "，", "@": "＠", "\n": " ", "\r": " "})


def write_parcel_txt(footprint: gpd.GeoDataFrame, crs: str, name: str) -> bytes:
    """Write every part as a parcel; its role stands as 地块用途.

    A comma or ``@`` in a name becomes its full-width form: the format has no quoting. The area is that
    of the file's plane, hectares with four decimals; blank for degrees.
    """
    parts = parts_in(footprint, crs)
    digits = decimals_for(parts, crs)
    system = stated(crs)
    lines = [
        "[属性描述]",
        "格式版本号=1.01版本",
        f"项目名称={name.translate(_NO_COMMA)}",
        "数据产生单位=Sizhi 四至",
        "数据产生日期=",
        *(f"{key}={value}" for key, value in system.items()),
        f"精度={10.0**-digits:.{digits}f}",
        "转换参数=,,,,,,",
        "[地块坐标]",
    ]
    for part in parts:
        lines += _parcel(part, digits, plane=system.get("计量单位") != "度")
    return ("\r\n".join(lines) + "\r\n").encode()


def _parcel(part: Part, digits: int, *, plane: bool) -> list[str]:
    rows = [f"{label},{ring},{y:.{digits}f},{x:.{digits}f}" for ring, label, x, y in part.corners()]
    area = f"{part.geometry.area / 10_000:.4f}" if plane else ""
    words = [part.part_id, part.name, "面", "", part.role, ""]
    return [",".join([str(len(rows)), area, *(w.translate(_NO_COMMA) for w in words)]) + ",@", *rows]
