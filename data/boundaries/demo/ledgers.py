"""The made-up buildings and institutions of the demonstration application."""

from __future__ import annotations

import shapely
from land import BASE_ONE, BASE_TWO, CENTRE, CORE, Block

BUILDING_COLUMNS = ("编号", "名称", "层数", "层高", "建筑面积", "产权证号", "状态", "经度", "纬度")
INSTITUTION_COLUMNS = ("序号", "名称", "类别", "所在建筑", "入驻日期", "经度", "纬度")

# Name, block whose frame it stands in, u, v, width, depth (m), storeys, storey height (m),
# stated floor area (m²), has a certificate. What is odd about a building stands behind it.
_BUILDINGS: tuple[tuple[object, ...], ...] = (
    ("演示1号楼", CORE, 5, 5, 28, 24, 4, 3.6, 2640.50, True),
    ("演示2号楼", CENTRE, 20, 20, 44, 18, 6, 3.6, 4688.20, True),
    ("演示3号楼", CENTRE, 20, 112, 40, 22, 5, 3.6, 4350.00, True),
    ("演示4号楼", CENTRE, 160, 20, 50, 20, 3, 3.9, 2980.00, False),
    ("演示5号楼", CENTRE, 216, 146, 28, 15, 2, 3.6, 835.00, False),  # eight of 28 m stand outside
    ("演示6号楼", CENTRE, 84, 140, 26, 20, None, None, None, False),  # nothing known: undetermined
    ("演示7号楼", CENTRE, 160, 60, 12, 5, 1, 2.1, 30.00, False),  # below 2.20 m: half its area counts
    ("演示8号楼", CENTRE, 20, 64, 30, 16, 2, 3.6, 1560.00, False),  # more than footprint times storeys
    ("示例一号基地A楼", BASE_ONE, 20, 25, 46, 20, 4, 3.6, 3640.00, True),
    ("示例二号基地B楼", BASE_TWO, 18, 20, 40, 22, 3, 3.6, 2600.00, False),
    ("示例对街楼", CENTRE, 300, 40, 30, 18, 3, 3.6, 1500.00, False),  # across the road: outside
)

# Name, category, building (None: not stated).
_INSTITUTIONS = (
    ("示例甲专利代理事务所", "专利代理", "演示1号楼"),
    ("示例乙专利代理有限公司", "专利代理", "演示1号楼"),
    ("示例丙专利代理事务所", "专利代理", "演示2号楼"),
    ("示例丁专利代理事务所", "专利代理", "示例一号基地A楼"),
    ("示例戊商标代理有限公司", "商标代理", "演示1号楼"),
    ("示例己商标代理有限公司", "商标代理", "演示2号楼"),
    ("示例庚商标事务所", "商标代理", "示例二号基地B楼"),
    ("示例辛律师事务所", "法律服务", "演示2号楼"),
    ("示例壬律师事务所", "法律服务", "演示3号楼"),
    ("示例癸律师事务所", "法律服务", "示例一号基地A楼"),
    ("示例启航知识产权运营有限公司", "运营", "演示1号楼"),
    ("示例汇通技术交易有限公司", "运营", "演示3号楼"),
    ("示例衡信资产评估有限公司", "评估", "演示2号楼"),
    ("示例正源资产评估有限公司", "评估", "示例一号基地A楼"),
    ("示例明察专利信息技术有限公司", "信息", "演示3号楼"),
    ("示例博览数据检索有限公司", "信息", "示例二号基地B楼"),
    ("示例远谋知识产权咨询有限公司", "咨询", "演示4号楼"),
    ("示例知行管理咨询有限公司", "咨询", "演示4号楼"),
    ("示例育才知识产权培训有限公司", "咨询", "示例二号基地B楼"),
    ("示例戊商标代理（有限公司）", "商标代理", "演示1号楼"),  # the fifth once more
    ("示例临街商标代理有限公司", "商标代理", "示例对街楼"),  # outside
    ("演示知识产权保护中心", "知识产权保护中心", "演示1号楼"),
    ("演示知识产权快速维权中心", "快速维权中心", "演示1号楼"),
    ("演示知识产权业务受理窗口", "知识产权业务窗口", "演示2号楼"),
)
WITHOUT_COORDINATES = "示例知行管理咨询有限公司"
"""Known by its building only."""


def footprint(block: Block, corner: tuple[float, float], width: float, depth: float) -> shapely.Polygon:
    """A rectangle in the frame of a block, on the ground, metres."""
    u, v = corner
    frame = [(u, v), (u + width, v), (u + width, v + depth), (u, v + depth)]
    return shapely.Polygon(block.ground(frame) / 1000)


def buildings() -> list[dict[str, object]]:
    """Ledger rows with their footprints in the plane."""
    rows: list[dict[str, object]] = []
    for number, (name, block, u, v, width, depth, storeys, height, floor, proven) in enumerate(_BUILDINGS, 1):
        state = "待定" if floor is None else "有证" if proven else "申报"
        rows.append(
            {
                "编号": number,
                "名称": name,
                "层数": storeys,
                "层高": height,
                "建筑面积": floor,
                "产权证号": f"演示不动产权第{number:07d}号" if proven else None,
                "状态": state,
                "geometry": footprint(block, (u, v), width, depth),
            }
        )
    return rows


def institutions() -> list[dict[str, object]]:
    """Institutions at the centre of their building; firms of one building share the point."""
    centres = {row["名称"]: row["geometry"].centroid for row in buildings()}
    return [
        {
            "序号": number,
            "名称": name,
            "类别": category,
            "所在建筑": building,
            "入驻日期": f"{2019 + number % 6}-{1 + number % 12:02d}-15",
            "geometry": None if name == WITHOUT_COORDINATES else centres[building],
        }
        for number, (name, category, building) in enumerate(_INSTITUTIONS, 1)
    ]
