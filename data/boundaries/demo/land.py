"""The made-up land: parts, parks, roads, rivers and buildings, on a millimetre grid of the plane.

Every vertex is a pair of whole millimetres in CGCS2000 / 3-degree Gauss-Kruger zone 40 (EPSG:4528), as
a survey delivers it; every file is made from these. A block is drawn in its own frame (u along its
front, v into its depth, metres), then turned and set on the ground.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import shapely

Profile = list[tuple[float, float]]
"""Points along a side: how far along it, how far in from the straight line; metres."""


@dataclass(frozen=True)
class Block:
    """A part: its frame, its front and depth, its corner cut-offs, and what its sides look like."""

    number: str
    name: str
    role: str
    east: float
    north: float
    turn_deg: float
    front: float
    depth: float
    cut: float
    south_side: Profile
    east_side: Profile
    north_side: Profile
    west_side: Profile
    hole: list[tuple[float, float]] = field(default_factory=list)

    def ground(self, points: list[tuple[float, float]] | np.ndarray) -> np.ndarray:
        """Frame to ground, whole millimetres; shape (n, 2), easting with zone number first."""
        turn = np.radians(self.turn_deg)
        rotation = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
        metres = np.asarray(points, dtype=float) @ rotation + [self.east, self.north]
        return np.round(metres * 1000).astype(np.int64)

    def outline(self) -> list[tuple[float, float]]:
        """The ring in the frame, anticlockwise from the south-western corner, not closed."""
        a, b, c = self.front, self.depth, self.cut
        south = [(c, 0.0), *((t, off) for t, off in self.south_side), (a - c, 0.0)]
        east = [(a, c), *((a - off, t) for t, off in self.east_side), (a, b - c)]
        north = [(a - c, b), *((a - t, b - off) for t, off in self.north_side), (c, b)]
        west = [(0.0, b - c), *((off, b - t) for t, off in self.west_side), (0.0, c)]
        return south + east + north + west

    def rings(self) -> list[np.ndarray]:
        """Shell and hole in millimetres, not closed."""
        return [self.ground(ring) for ring in (self.outline(), self.hole) if ring]

    def polygon(self) -> shapely.Polygon:
        """The part in the plane, metres."""
        shell, *holes = [ring / 1000 for ring in self.rings()]
        return shapely.Polygon(shell, holes)

    def area_m2(self) -> float:
        """Plane area; whole numbers, because eastings of 4e10 mm leave a double no digits to spare."""
        doubled = [
            abs(sum(e * m - f * n for (e, n), (f, m) in zip(ring, ring[1:] + ring[:1], strict=True)))
            for ring in (points.tolist() for points in self.rings())
        ]
        return (doubled[0] - sum(doubled[1:])) / 2e6


CENTRE = Block(
    number="2",
    name="演示中心",
    role="中心",
    east=40544580.0,
    north=3471020.0,
    turn_deg=6.5,
    front=236.0,
    depth=188.0,
    cut=7.0,
    south_side=[(30, 1.6), (58, 3.1), (92, 4.4), (124, 4.9), (156, 4.1), (187, 2.7), (212, 1.2)],
    east_side=[(61, 0.4), (61.5, 6.2), (79.5, 6.0), (80, 0.5), (133, 0.8)],
    north_side=[
        (38, 0.3),
        (43, 3.4),
        (82, 3.5),
        (87, 0.4),
        (150, 0.6),
        (150.4, 4.7),
        (168.3, 4.6),
        (168.6, 0.2),
    ],
    west_side=[(45, 0.7), (97, 1.9), (141, 1.1)],
    hole=[(181, 122), (207, 121.4), (207.3, 134), (199, 134.2), (199.1, 141.6), (181.4, 142)],
)
CORE = Block(
    number="1",
    name="演示核心区",
    role="核心区",
    east=40544679.4,
    north=3471072.6,
    turn_deg=6.5,
    front=38.6,
    depth=38.0,
    cut=2.4,
    south_side=[(12, 0.2), (12.2, 1.6), (19.4, 1.5), (19.6, 0.1)],
    east_side=[(18.5, 0.3)],
    north_side=[(9.6, 0.2), (9.8, 2.1), (17.2, 2.2), (17.4, 0.3)],
    west_side=[(14.8, 0.4), (26.1, 0.2)],
)
BASE_ONE = Block(
    number="3",
    name="示例一号基地",
    role="基地",
    east=40547610.0,
    north=3468940.0,
    turn_deg=-11.0,
    front=128.0,
    depth=97.0,
    cut=5.0,
    south_side=[(41, 0.5), (41.3, 5.1), (55.4, 5.0), (55.7, 0.6), (90, 0.9)],
    east_side=[(33, 0.8), (64, 1.3)],
    north_side=[(22, 1.4), (47, 2.9), (71, 3.3), (99, 1.8)],
    west_side=[(28, 0.4), (30, 2.7), (52, 2.6), (54, 0.5)],
)
BASE_TWO = Block(
    number="4",
    name="示例二号基地",
    role="基地",
    east=40541960.0,
    north=3471590.0,
    turn_deg=17.0,
    front=104.0,
    depth=89.0,
    cut=4.5,
    south_side=[(36, 0.7), (70, 0.4)],
    east_side=[(29, 0.5), (29.4, 4.4), (43.8, 4.3), (44.1, 0.4)],
    north_side=[(52, 0.6)],
    west_side=[(17, 1.2), (36, 2.6), (55, 2.4), (71, 1.1)],
)
PARTS = (CORE, CENTRE, BASE_ONE, BASE_TWO)
"""The core lies inside the centre, as it does in practice: its land counts once in the total."""

# Part, side, name, kind, metres outside the side, how far it runs past the corners.
_LINES = (
    (CENTRE, "E", "示例紫藤路", "road", 14.0, 90.0),
    (CENTRE, "S", "示例浒溪河", "river", 18.0, 130.0),
    (CENTRE, "W", "示例青杨路", "road", 11.0, 95.0),
    (CENTRE, "N", "示例文昌大道", "road", 22.0, 140.0),
    (CORE, "E", "示例创意巷", "road", 6.0, 9.0),
    (CORE, "S", "示例专利巷", "road", 5.5, 9.0),
    (CORE, "W", "示例版权巷", "road", 6.5, 9.0),
    (CORE, "N", "示例商标巷", "road", 7.0, 9.0),
    (BASE_ONE, "E", "示例银杏路", "road", 12.0, 70.0),
    (BASE_ONE, "S", "示例桂花街", "road", 9.0, 70.0),
    (BASE_ONE, "W", "示例木槿路", "road", 13.0, 70.0),
    (BASE_ONE, "N", "示例白鹭塘", "river", 16.0, 70.0),
    (BASE_TWO, "E", "示例海棠路", "road", 10.0, 60.0),
    (BASE_TWO, "S", "示例石榴街", "road", 8.0, 60.0),
    (BASE_TWO, "W", "示例芦苇港", "river", 15.0, 60.0),
    (BASE_TWO, "N", "示例梧桐路", "road", 17.0, 60.0),
)


def line(block: Block, side: str, gap: float, beyond: float, *, winding: bool) -> shapely.LineString:
    """A line along a side, ``gap`` metres outside it; a river winds by a metre and a half."""
    length = block.front if side in "SN" else block.depth
    along = np.linspace(-beyond, length + beyond, 15 if winding else 6)
    away = gap + (1.5 if winding else 0.25) * np.sin(along / 23.0)
    frame = {
        "S": np.column_stack([along, -away]),
        "N": np.column_stack([along, block.depth + away]),
        "W": np.column_stack([-away, along]),
        "E": np.column_stack([block.front + away, along]),
    }[side]
    return shapely.LineString(block.ground(frame) / 1000)


def lines() -> list[dict[str, object]]:
    """Named roads and rivers: name, kind, geometry in the plane."""
    rows = [
        {"name": name, "kind": kind, "geometry": line(block, side, gap, beyond, winding=kind == "river")}
        for block, side, name, kind, gap, beyond in _LINES
    ]
    far = line(CENTRE, "N", 620.0, 700.0, winding=False)
    return [*rows, {"name": "示例远山快速路", "kind": "road", "geometry": far}]


def parks() -> list[dict[str, object]]:
    """Made-up parks; the last is known by name and area only."""
    one, two = BASE_ONE, BASE_TWO
    east_of_two = [(two.front - two.cut, 0.0), *two.outline()[len(two.south_side) + 2 :]]
    run = east_of_two[: len(two.east_side) + 3]
    touching = [*run, (two.front + 160, two.depth), (two.front + 160, -20), (two.front - two.cut, -20)]
    north_of_two = [(two.front - two.cut, two.depth), (52, two.depth - 0.6), (two.cut, two.depth)]
    noise = [(u, v - 0.03) for u, v in north_of_two] + [(two.cut, 200), (two.front - two.cut, 200)]
    shapes = (
        ("演示高新技术产业园", "省级", 2011, CENTRE, [(-420, -300), (560, -340), (610, 430), (-380, 460)]),
        (
            "示例软件园",
            "省级",
            2014,
            one,
            [(70, -60), (330, -75), (340, 130), (240, 128), (236, 60), (74, 58)],
        ),
        ("示例光电产业园", "市级", 2017, one, [(96, 30), (290, 26), (300, 210), (98, 214)]),
        ("示例生物医药园", "市级", 2018, two, touching),
        ("示例文创产业园", "市级", 2020, two, noise),
        ("演示物流园", "省级", 2009, CENTRE, [(900, 700), (1480, 690), (1500, 1130), (880, 1150)]),
    )
    rows: list[dict[str, object]] = []
    for name, level, year, block, frame in shapes:
        shape = shapely.Polygon(block.ground(frame) / 1000)
        hectares = round(shape.area / 10_000, 2)
        rows.append(
            {"名称": name, "级别": level, "批准年份": year, "批准面积_公顷": hectares, "geometry": shape}
        )
    named_only = {"名称": "示例纺织工业园", "级别": "市级", "批准年份": 2006, "批准面积_公顷": 132.5}
    return [*rows, {**named_only, "geometry": None}]
