"""The land-parcel TXT, as its readers expect it: UTF-8 without mark, X north, rings closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.intake.writers.rows import accuracy_words, decimals_for, parts_in, stated

if TYPE_CHECKING:
    import geopandas as gpd

    from geo.intake.writers.rows import Part

_NO_COMMA = str.maketrans({",": "，", "@": "＠", "\n": " ", "\r": " "})


def write_parcel_txt(
    footprint: gpd.GeoDataFrame, crs: str, name: str, *, accuracy_m: float | None = None
) -> bytes:
    """Write every part as a parcel; its role stands as 地块用途.

    A comma or ``@`` in a name becomes its full-width form: the format has no quoting. 地块面积
    stays blank: what stands there is the applicant's declaration, and a computed figure is not one. 精度
    is ``accuracy_m``, or the print resolution where none is given, as other programs write it.
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
        f"精度={f'{10.0**-digits:.{digits}f}' if accuracy_m is None else accuracy_words(accuracy_m)}",
        "转换参数=,,,,,,",
        "[地块坐标]",
    ]
    for part in parts:
        lines += _parcel(part, digits)
    return ("\r\n".join(lines) + "\r\n").encode()


def _parcel(part: Part, digits: int) -> list[str]:
    rows = [f"{label},{ring},{y:.{digits}f},{x:.{digits}f}" for ring, label, x, y in part.corners()]
    words = [part.part_id, part.name, "面", "", part.role, ""]
    return [",".join([str(len(rows)), "", *(w.translate(_NO_COMMA) for w in words)]) + ",@", *rows]
