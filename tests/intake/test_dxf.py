"""Drawings made with ezdxf, an independent writer; areas are worked out by hand."""

import itertools
import math
from pathlib import Path
from typing import Any

import ezdxf
import pytest

from geo.i18n.catalogue import text as message
from geo.intake.readers.dxf import read_dxf
from geo.intake.readers.supporting import read_dxf_table
from geo.intake.request import Content, Request
from geo.model.zone import Role

SQUARE = [(380000, 3540000), (380100, 3540000), (380100, 3540100), (380000, 3540100)]  # 10,000 m²
INSIDE = [(380010, 3540010), (380020, 3540010), (380020, 3540020), (380010, 3540020)]  # 100 m²
APART = [(380500, 3540000), (380530, 3540000), (380530, 3540030), (380500, 3540030)]  # 900 m²


class Drawing:
    def __init__(self, version: str = "R2010") -> None:
        self.doc = ezdxf.new(version)
        self.space = self.doc.modelspace()

    def ring(self, points: list[tuple[float, ...]], layer: str, *, close: bool = True, **more: Any) -> None:
        self.space.add_lwpolyline(points, close=close, dxfattribs={"layer": layer}, **more)

    def read(self, path: Path, layer: str | None = None, encoding: str | None = None) -> Content:
        self.doc.saveas(path, encoding=encoding)
        content = read_dxf(path, Request(name="红线.dxf", format="dxf", layer=layer))
        for issue in content.issues:
            for lang in ("zh", "en"):
                assert "—" not in message(f"issue.{issue.code}.message", lang, **issue.params).replace(
                    "：—", ""
                ).replace(": —", "")
        return content


def codes(content: Any) -> list[str]:
    return sorted(i.code for i in content.issues)


@pytest.mark.parametrize("version", ["R12", "R2000", "R2007", "R2018"])
def test_one_closed_polyline(tmp_path: Path, version: str) -> None:
    drawing = Drawing(version)
    if version == "R12":
        drawing.space.add_polyline2d(SQUARE, close=True, dxfattribs={"layer": "RED"})
    else:
        drawing.ring(SQUARE, "RED")
    content = drawing.read(tmp_path / "upload")
    assert content.issues == ()
    assert [p.geometry.area for p in content.parts] == [10_000.0]
    assert content.layer == "RED"
    assert content.declared is None


@pytest.mark.parametrize(("version", "encoding"), [("R2000", "gbk"), ("R2007", None), ("R2018", None)])
def test_chinese_layers_are_roles_whatever_the_code_page(
    tmp_path: Path, version: str, encoding: str | None
) -> None:
    drawing = Drawing(version)  # ezdxf writes ANSI_1252 as code page: wrong on purpose
    drawing.ring(SQUARE, "中心范围")
    drawing.ring(INSIDE, "核心区")
    drawing.ring(APART, "东园基地")
    drawing.space.add_text("东园", dxfattribs={"layer": "东园基地"}).set_placement((380510, 3540010))
    content = drawing.read(tmp_path / "upload", encoding=encoding)
    assert {p.role: p.geometry.area for p in content.parts} == {
        Role.CENTRE: 10_000.0,
        Role.CORE: 100.0,
        Role.BASE: 900.0,
    }
    assert [p.name for p in content.parts if p.role is Role.BASE] == ["东园"]
    assert codes(content) == ["dxf.role_layers"]
    assert len({p.part_id for p in content.parts}) == 3


def test_several_layers_must_be_chosen_from(tmp_path: Path) -> None:
    drawing = Drawing()
    drawing.ring(SQUARE, "红线")
    drawing.ring(APART, "建筑")
    asked = drawing.read(tmp_path / "upload")
    assert (codes(asked), asked.parts) == (["layer.choose"], ())
    assert {layer.name: layer.area for layer in asked.layers} == {"红线": 10_000.0, "建筑": 900.0}
    chosen = drawing.read(tmp_path / "upload", layer="建筑")
    assert [p.geometry.area for p in chosen.parts] == [900.0]


def test_a_ring_inside_is_a_hole_and_told(tmp_path: Path) -> None:
    drawing = Drawing()
    drawing.ring(SQUARE, "红线")
    drawing.ring(INSIDE, "红线")
    drawing.ring(APART, "红线")
    content = drawing.read(tmp_path / "upload")
    assert sorted(p.geometry.area for p in content.parts) == [900.0, 9_900.0]
    assert codes(content) == ["dxf.holes"]


def test_hatch_over_its_outline_counts_once(tmp_path: Path) -> None:
    drawing = Drawing()
    drawing.ring(SQUARE, "红线")
    hatch = drawing.space.add_hatch(dxfattribs={"layer": "红线"})
    hatch.paths.add_polyline_path(SQUARE)
    content = drawing.read(tmp_path / "upload")
    assert [p.geometry.area for p in content.parts] == [10_000.0]
    assert codes(content) == ["dxf.repeated"]


def test_a_hatch_alone_with_a_hole(tmp_path: Path) -> None:
    drawing = Drawing()
    hatch = drawing.space.add_hatch(dxfattribs={"layer": "填充"})
    hatch.paths.add_polyline_path(SQUARE)
    hatch.paths.add_polyline_path(INSIDE, flags=0)
    assert [p.geometry.area for p in drawing.read(tmp_path / "upload").parts] == [9_900.0]


def test_arcs_are_stroked_and_told(tmp_path: Path) -> None:
    drawing = Drawing()
    drawing.ring([(380000, 3540000, 1), (380100, 3540000, 1)], "圆", format="xyb")
    content = drawing.read(tmp_path / "upload")
    # Two half circles of radius 50 m; chords of a quarter degree lose 3.2 millionths of the area.
    assert content.parts[0].geometry.area == pytest.approx(math.pi * 2500, rel=4e-6)
    assert content.parts[0].geometry.area < math.pi * 2500
    assert codes(content) == ["dxf.arcs"]
    circle = Drawing()
    circle.space.add_circle((380000, 3540000), 50)
    assert codes(circle.read(tmp_path / "upload")) == ["dxf.arcs"]


def test_blocks_are_inlined(tmp_path: Path) -> None:
    drawing = Drawing()
    block = drawing.doc.blocks.new("红线块")
    block.add_lwpolyline([(0, 0), (10, 0), (10, 10), (0, 10)], close=True)
    drawing.space.add_blockref("红线块", (380000, 3540000), dxfattribs={"layer": "红线", "xscale": 2})
    content = drawing.read(tmp_path / "upload")
    assert content.parts[0].geometry.area == 200.0
    assert content.layer == "红线"


def test_lines_that_meet_are_joined_and_dangles_told(tmp_path: Path) -> None:
    drawing = Drawing()
    corners = [*SQUARE, SQUARE[0]]
    for a, b in itertools.pairwise(corners):
        drawing.space.add_line(a, b, dxfattribs={"layer": "线"})
    drawing.space.add_line(SQUARE[2], (380200, 3540200), dxfattribs={"layer": "线"})
    content = drawing.read(tmp_path / "upload")
    assert [p.geometry.area for p in content.parts] == [10_000.0]
    assert codes(content) == ["dxf.dangle", "dxf.joined"]
    dangle = next(i for i in content.issues if i.code == "dxf.dangle")
    assert dangle.params["length"] == pytest.approx(math.hypot(100, 100))


def test_an_outline_not_quite_closed(tmp_path: Path) -> None:
    drawing = Drawing()
    drawing.ring([*SQUARE, (380000, 3540000.5)], "红线", close=False)
    content = drawing.read(tmp_path / "upload")
    assert codes(content) == ["ring.open"]
    assert content.issues[0].params["gap"] == pytest.approx(0.5)
    assert content.parts[0].geometry.area == pytest.approx(10_000.0)


def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    drawing = Drawing()
    polygon = drawing.space.add_mpolygon(dxfattribs={"layer": "红线"})
    polygon.paths.add_polyline_path(SQUARE)
    content = drawing.read(tmp_path / "upload")
    assert "dxf.left_out" in codes(content)
    assert content.parts == ()
    assert any(i.severity == "error" for i in content.issues)


def test_millimetres_are_refused(tmp_path: Path) -> None:
    drawing = Drawing()
    drawing.ring([(x * 1000, y * 1000) for x, y in SQUARE], "红线")
    assert codes(drawing.read(tmp_path / "upload")) == ["dxf.millimetres"]


@pytest.mark.parametrize("data", [b"", b"0\nSECTION\n2\nENTITIES\n0\nLWPOLYLINE\n", b"\x00" * 100])
def test_a_broken_drawing_is_an_issue(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "upload").write_bytes(data)
    content = read_dxf(tmp_path / "upload", Request(name="a.dxf", format="dxf"))
    assert content.parts == ()
    assert any(i.severity == "error" for i in content.issues)


def _outlines(**layers: list[tuple[str, str]]) -> str:
    """Closed polylines of arcs, one a layer."""
    entities = ""
    for layer, points in layers.items():
        corners = "".join(f"10\n{x}\n20\n{y}\n42\n0.1\n" for x, y in points)
        entities += f"0\nLWPOLYLINE\n8\n{layer}\n90\n{len(points)}\n70\n1\n{corners}"
    return f"0\nSECTION\n2\nENTITIES\n{entities}0\nENDSEC\n0\nEOF\n"


SOUND = [("40380000", "3540000"), ("40380100", "3540000"), ("40380100", "3540200")]


@pytest.mark.parametrize("bad", ["3541e308", "1e400", "nan", "inf", "354O000", "", "3.5e20"])
def test_a_corner_that_is_no_number_is_told_with_its_row(tmp_path: Path, bad: str) -> None:
    """Found by fuzz_text.py: GDAL leaves such a corner out, and the outline is another without a word."""
    path = tmp_path / "a"
    land = [*SOUND, ("40380000", bad), ("40379900", "3540100")]
    path.write_text(_outlines(核心区=land, 中心=SOUND), encoding="utf-8")
    for found in (
        read_dxf(path, Request(name="a.dxf", format="dxf")),
        read_dxf_table(path, Request(name="a.dxf", format="dxf")),
    ):
        told = [(i.where.row, i.severity.value) for i in found.issues if i.code == "dxf.bad_number"]
        # twelve lines before the first corner, six for each of three corners, three into the fourth
        assert told == [(34, "error")]


def test_a_bulge_too_small_to_divide_by_is_told(tmp_path: Path) -> None:
    """GDAL makes no numbers of such an arc and leaves it out: two corners of three were left."""
    path = tmp_path / "a"
    path.write_text(_outlines(核心区=SOUND).replace("0.1", "1e-310", 1), encoding="utf-8")
    content = read_dxf(path, Request(name="a.dxf", format="dxf"))
    assert [i.where.row for i in content.issues if i.code == "dxf.bad_number"] == [18]


def test_numbers_a_drawing_may_hold_are_left_in_peace(tmp_path: Path) -> None:
    path = tmp_path / "a"
    head = "0\nSECTION\n2\nHEADER\n9\n$EXTMIN\n10\n1.000000000000000E+20\n20\n1e+020\n0\nENDSEC\n"
    land = [("4.0380000e+007", " 3540000. "), ("+40380100", "3.54E6"), ("40380100", "3540200.0")]
    path.write_text(head + _outlines(核心区=land).replace("\n0.1\n", "\n1e-017\n"), encoding="utf-8")
    content = read_dxf(path, Request(name="a.dxf", format="dxf"))
    assert [part.geometry.area for part in content.parts] == [pytest.approx(10_000)]
    assert "dxf.bad_number" not in codes(content)


def test_a_coordinate_at_the_end_of_the_float_range_is_no_warning(tmp_path: Path) -> None:
    """Found by fuzz_text.py: the length of such a ring overflows."""
    points = [(40380000, 3540000), (40380100, 3540000), (40380100, 354e200), (40380000, 3540200)]
    corners = "".join(f"10\n{x}\n20\n{y}\n" for x, y in points)
    head = "0\nSECTION\n2\nENTITIES\n0\nLWPOLYLINE\n8\n0\n90\n4\n70\n1\n"
    path = tmp_path / "a"
    path.write_text(f"{head}{corners}0\nENDSEC\n0\nEOF\n", encoding="ascii")
    content = read_dxf(path, Request(name="a.dxf", format="dxf"))
    assert content.parts or content.issues
