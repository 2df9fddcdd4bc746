"""DXF drawings: closed lines, hatches, blocks, layers, encodings, what has no place in them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from corpus_builder import land
from corpus_builder.binaries import drawing, dxf_bytes, outline, zipped
from corpus_builder.label import Case, Label, good, refused
from corpus_builder.land import NANJING, ZONE, Plot, Site, at

LAYERS = {"core": "核心区", "centre": "中心", "base": "基地"}
SOLID = replace(land.CENTRE, rings=land.CENTRE.rings[:1])


def _case(key: str, make: Callable[[], bytes], label: Label, **more: Any) -> Case:
    return Case(
        id=f"dxf-{key}",
        group="dxf",
        name=more.pop("name", "边界.dxf"),
        make=make,
        label=label,
        city=more.pop("city", "南京"),
        axes={"format": "dxf"} | more.pop("axes", {}),
        **more,
    )


def _label(plots: tuple[Plot, ...], code: int = 4528, site: Site = NANJING, **more: Any) -> Label:
    known = {"status": "inferred", "declared": None, "names": None}
    return good(plots, site, "dxf", code, **(known | more))


def _by_roles(code: int = 4528, version: str = "R2010", site: Site = NANJING) -> bytes:
    document, space = drawing(version)
    for plot in at(ZONE, site, code):
        for ring in plot.rings:
            outline(space, ring, LAYERS[plot.role or ""])
    return dxf_bytes(document)


def _one(
    draw: Callable[[Any, Any, Plot], None], plot: Plot = land.CORE, layer: str = "红线"
) -> Callable[[], bytes]:
    def make() -> bytes:
        document, space = drawing()
        document.layers.add(layer)
        draw(document, space, at((plot,), NANJING, 4528)[0])
        return dxf_bytes(document)

    return make


def _moved(plot: Plot, east: float) -> Plot:
    return land.mapped((plot,), lambda p: (p[0] + east, p[1]))[0]


def cases() -> list[Case]:
    return [*_layers(), *_entities(), *_systems(), *_faults()]


def _layers() -> list[Case]:
    holes = {"has": "dxf.holes dxf.role_layers", "worst": "warning"}
    found = [
        _case(f"roles-{version}", lambda v=version: _by_roles(version=v), _label(ZONE, **holes))
        for version in ("R2000", "R2004", "R2007", "R2010", "R2013", "R2018")
    ]
    renamed = _label(ZONE, has="format.renamed dxf.holes", worst="warning")
    found.append(_case("as-txt", _by_roles, renamed, name="边界.txt", axes={"defect": "renamed"}))
    found.append(_case("as-dwg", _by_roles, renamed, name="边界.dwg", axes={"defect": "renamed"}))
    found.append(
        _case("zipped", lambda: zipped({"成果/边界.dxf": _by_roles()}), _label(ZONE, **holes), name="a.zip")
    )

    def plain() -> bytes:
        document, space = drawing()
        for plot, layer in zip(at(ZONE, NANJING, 4528), ("甲", "乙", "丙"), strict=True):
            outline(space, plot.rings[0], layer)
        return dxf_bytes(document)

    ask = refused("layer.choose", "dxf", layers=3)
    found.append(_case("ask-layer", plain, ask, axes={"defect": "several layers"}))
    for layer, plot in (("甲", land.CORE), ("乙", SOLID), ("丙", land.BASE)):
        label = _label((replace(plot, role=None),))
        found.append(_case(f"layer-{layer}", plain, label, layer=layer))
    found.append(_case("layer-unknown", plain, refused("layer.unknown", "dxf"), layer="丁"))

    def same_layer() -> bytes:
        document, space = drawing()
        for plot in at(ZONE, NANJING, 4528):
            for ring in plot.rings:
                outline(space, ring, "红线")
        return dxf_bytes(document)

    bare = tuple(replace(plot, role=None) for plot in ZONE)
    found.append(_case("one-layer", same_layer, _label(bare, has="dxf.holes", worst="warning")))

    def titled(document: Any, space: Any, plot: Plot) -> None:
        outline(space, plot.rings[0], "红线")
        x, y = plot.rings[0][0]
        space.add_text("示范核心地块", dxfattribs={"layer": "红线", "insert": (x + 5, y + 5)})

    named = (replace(land.CORE, role=None),)
    found.append(_case("text-inside", _one(titled), _label(named, names=("示范核心地块",))))
    return found


def _hatch(document: Any, space: Any, plot: Plot) -> None:
    drawn = space.add_hatch(dxfattribs={"layer": "红线"})
    for ring in plot.rings:
        drawn.paths.add_polyline_path(list(ring), is_closed=True)


def _both(document: Any, space: Any, plot: Plot) -> None:
    _hatch(document, space, plot)
    outline(space, plot.rings[0], "红线")


def _solid(document: Any, space: Any, plot: Plot) -> None:
    a, b, c, d = plot.rings[0]
    space.add_solid([a, b, d, c], dxfattribs={"layer": "红线"})  # its third and fourth corner change places


def _polyline(document: Any, space: Any, plot: Plot) -> None:
    space.add_polyline2d(list(plot.rings[0]), close=True, dxfattribs={"layer": "红线"})


def _polyline3d(document: Any, space: Any, plot: Plot) -> None:
    points = [(*p, 5.0) for p in plot.rings[0]]
    space.add_polyline3d(points, close=True, dxfattribs={"layer": "红线"})


def _repeated_first(document: Any, space: Any, plot: Plot) -> None:
    outline(space, (*plot.rings[0], plot.rings[0][0]), "红线", close=False)


def _block(document: Any, space: Any, plot: Plot) -> None:
    made = document.blocks.new("地块")
    x0, y0 = plot.rings[0][0]
    outline(made, tuple((x - x0, y - y0) for x, y in plot.rings[0]), "0")
    space.add_blockref("地块", (x0, y0), dxfattribs={"layer": "红线"})


def _nested(document: Any, space: Any, plot: Plot) -> None:
    inner, outer = document.blocks.new("内"), document.blocks.new("外")
    x0, y0 = plot.rings[0][0]
    outline(inner, tuple((x - x0, y - y0) for x, y in plot.rings[0]), "0")
    inner_ref = {"layer": "0"}
    outer.add_blockref("内", (0, 0), dxfattribs=inner_ref)
    space.add_blockref("外", (x0, y0), dxfattribs={"layer": "红线"})


def _segments(document: Any, space: Any, plot: Plot) -> None:
    ring = plot.rings[0]
    for a, b in zip(ring, (*ring[1:], ring[0]), strict=True):
        space.add_line(a, b, dxfattribs={"layer": "红线"})


def _nearly(document: Any, space: Any, plot: Plot) -> None:
    first = plot.rings[0][0]
    outline(space, (*plot.rings[0], (first[0], first[1] + 0.05)), "红线", close=False)


def _dangling(document: Any, space: Any, plot: Plot) -> None:
    _segments(document, space, plot)
    a = plot.rings[0][0]
    space.add_line(a, (a[0] - 30, a[1] - 30), dxfattribs={"layer": "红线"})


def _beside(document: Any, space: Any, plot: Plot) -> None:
    outline(space, plot.rings[0], "红线")
    a = plot.rings[0][0]
    space.add_line(a, (a[0] - 30, a[1] - 30), dxfattribs={"layer": "红线"})


def _paper(document: Any, space: Any, plot: Plot) -> None:
    outline(space, plot.rings[0], "红线")
    outline(document.layout("Layout1"), ((0, 0), (200, 0), (200, 150), (0, 150)), "图框")


def _entities() -> list[Case]:
    found = []
    bare = (replace(land.CORE, role=None),)

    for key, draw, has in (
        ("hatch", _hatch, ""),
        ("hatch-and-outline", _both, "dxf.repeated"),
        ("solid", _solid, ""),
        ("polyline", _polyline, ""),
        ("polyline-3d", _polyline3d, ""),
        ("first-point-repeated", _repeated_first, ""),
        ("block", _block, ""),
        ("nested-block", _nested, ""),
    ):
        found.append(_case(key, _one(draw), _label(bare, has=has)))
    label = _label(bare, has="dxf.joined", worst="warning")
    found.append(_case("segments", _one(_segments), label, axes={"defect": "lines"}))

    gap = (replace(land.CORE, role=None, rings=((*land.CORE.rings[0], (0, 0.05)),)),)
    label = _label(gap, has="ring.open", worst="warning")
    found.append(_case("nearly-closed", _one(_nearly), label, axes={"defect": "open ring"}))

    label = _label(bare, has="dxf.joined dxf.dangle", worst="warning")
    found.append(_case("dangle", _one(_dangling), label, axes={"defect": "dangle"}))

    label = _label(bare, has="dxf.open_lines", worst="warning")
    found.append(_case("line-beside", _one(_beside), label, axes={"defect": "lines"}))

    found.append(_case("paper-space", _one(_paper), _label(bare)))
    return found


def _systems() -> list[Case]:
    found = []
    for site in (NANJING, land.SUZHOU, land.XUZHOU, land.QIDONG):
        for code in (site.prefixed, site.bare):
            label = _label(ZONE, code, site, has="dxf.holes", worst="warning")
            key = f"{site.city}-{code}"
            axes = {"crs": f"{code} undeclared"}
            make = lambda c=code, s=site: _by_roles(c, site=s)  # noqa: E731 - one line for each file
            found.append(_case(key, make, label, city=site.city, axes=axes))
        given = _label(ZONE, site.bare, site, status="given", has="dxf.holes", worst="warning")
        make = lambda s=site: _by_roles(s.bare, site=s)  # noqa: E731
        key = f"{site.city}-chosen"
        found.append(_case(key, make, given, city=site.city, crs=f"EPSG:{site.bare}", axes={"crs": "chosen"}))

    def far_off() -> bytes:
        document, space = drawing()
        outline(space, land.CORE.rings[0], "红线")
        return dxf_bytes(document)

    label = Label(
        form="dxf", parts=1, plane_m2=2000.0, status=("refused",), has=frozenset({"crs.no_reading"})
    )
    found.append(_case("local-origin", far_off, label, axes={"crs": "none"}))
    return found


def _faults() -> list[Case]:
    def empty() -> bytes:
        return dxf_bytes(drawing()[0])

    def only_text(document: Any, space: Any, plot: Plot) -> None:
        space.add_text("示范", dxfattribs={"insert": plot.rings[0][0]})

    def open_line(document: Any, space: Any, plot: Plot) -> None:
        space.add_line(plot.rings[0][0], plot.rings[0][2], dxfattribs={"layer": "红线"})

    def millimetres() -> bytes:
        document, space = drawing()
        document.units = 4
        laid = at((land.CORE,), NANJING, 4528)[0].rings[0]
        outline(space, tuple((x * 1000, y * 1000) for x, y in laid), "红线")
        return dxf_bytes(document)

    found = [
        _case("empty", empty, refused("dxf.no_area", "dxf"), axes={"defect": "empty"}),
        _case("only-text", _one(only_text), refused("dxf.no_area", "dxf"), axes={"defect": "no area"}),
        _case("open-line", _one(open_line), refused("dxf.no_area", "dxf"), axes={"defect": "no area"}),
        _case("millimetres", millimetres, Label(usable=False, form="dxf"), axes={"defect": "unit"}),
        _case("binary", lambda: b"AutoCAD Binary DXF\r\n\x1a\0" + b"\0" * 200, refused("format.dxf_binary")),
    ]

    def cut(place: str) -> bytes:
        data = _by_roles()
        start = data.index(b"ENTITIES")
        ends = {
            "header": data.index(b"CLASSES"),
            "before-entities": start - 20,
            "first-entity": data.index(b"LWPOLYLINE", start) + 120,
            "between-entities": data.index(b"  0\nLWPOLYLINE", data.index(b"LWPOLYLINE", start) + 20),
            "in-last-entity": data.rindex(b"LWPOLYLINE") + 190,
            "after-last-entity": data.index(b"ENDSEC", data.rindex(b"LWPOLYLINE")) - 4,
        }
        return data[: ends[place]]

    for place in ("header", "before-entities", "first-entity", "between-entities", "in-last-entity"):
        label = Label(usable=False)
        found.append(_case(f"cut-{place}", lambda p=place: cut(p), label, axes={"defect": "truncated"}))
    # Nothing is missing that anybody can see, and nothing says that the file has ended.
    label = Label(usable=False)
    found.append(
        _case("cut-after-last-entity", lambda: cut("after-last-entity"), label, axes={"defect": "truncated"})
    )

    def no_objects() -> bytes:
        data = _by_roles()
        return data[: data.index(b"OBJECTS") + 200]

    label = _label(ZONE, has="dxf.holes", worst="warning")
    found.append(_case("cut-after-entities", no_objects, label, axes={"defect": "truncated"}))
    return found
