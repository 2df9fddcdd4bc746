"""Faulty geometry in several formats: each fault is made on purpose, and must be told."""

# ruff: noqa: E501 - the tables hold one file a line

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from corpus_builder import land
from corpus_builder.binaries import by_gdal, shapefile, zipped
from corpus_builder.label import Case, Label, refused
from corpus_builder.land import NANJING, Plot, Ring, at
from corpus_builder.texts import geojson, kml, parcels

BOX: Ring = ((0, 0), (200, 0), (200, 150), (0, 150))  # 30,000 m²


def _plot(*rings: Ring, name: str = "示范地块", role: str | None = "core", more: Any = ()) -> Plot:
    return Plot(rings=rings, name=name, role=role, more=more)


def _box(x: float, y: float, width: float, height: float) -> Ring:
    return ((x, y), (x + width, y), (x + width, y + height), (x, y + height))


def _other(*rings: Ring, **more: Any) -> Plot:
    return _plot(*rings, **({"name": "东园基地", "role": "base"} | more))


SPIKE: Ring = ((0, 0), (200, 0), (200, 80), (260, 80.4), (200, 80.8), (200, 150), (0, 150))
REPEATED: Ring = ((0, 0), (200, 0), (200, 0), (200, 150), (200, 150), (200, 150), (0, 150))
BOW_TIE: Ring = ((0, 0), (200, 150), (200, 0), (0, 150))
EIGHT: Ring = ((0, 0), (100, 75), (200, 0), (200, 150), (100, 75), (0, 150))  # touches itself in the middle
SPUR: Ring = ((0, 0), (100, 0), (100, -40), (100, 0), (200, 0), (200, 150), (0, 150))
KEYHOLE: Ring = (  # a hole joined to the shell by a line drawn there and back
    (0, 0), (100, 0), (100, 50), (80, 50), (80, 70), (120, 70), (120, 50), (100, 50), (100, 0), (200, 0), (200, 150),
    (0, 150),
)  # fmt: skip
LINE: Ring = ((0, 0), (100, 75), (200, 150), (100, 75))

# key, plots, codes that must be told, heaviest weight allowed, is it land for the reader
FAULTS: tuple[tuple[str, tuple[Plot, ...], str, str], ...] = (
    ("sound", (_plot(BOX),), "", "note"),
    ("bow-tie", (_plot(BOW_TIE),), "ring.self_crossing", "error"),
    ("eight", (_plot(EIGHT),), "ring.self_touch", "warning"),
    ("spur", (_plot(SPUR),), "ring.spike", "error"),
    ("retraced", (_plot(KEYHOLE),), "ring.retraced", "error"),
    ("spike", (_plot(SPIKE),), "ring.spike", "warning"),
    ("repeated-points", (_plot(REPEATED),), "ring.repeated_points", "note"),
    ("sliver", (_plot(_box(0, 0, 300, 0.3)),), "ring.sliver", "warning"),
    ("sliver-long", (_plot(_box(0, 0, 3000, 2)),), "ring.sliver", "warning"),
    ("close-points", (_plot(((0, 0), (200, 0), (200, 0.004), (200, 150), (0, 150))),), "ring.close_points", "note"),
    ("tiny", (_plot(_box(0, 0, 3, 2)),), "polygon.tiny", "warning"),
    ("zero-area", (_plot(LINE),), "ring.zero_area", "error"),
    ("hole", (_plot(BOX, _box(50, 50, 20, 10)),), "", "note"),
    ("hole-outside", (_plot(BOX, _box(250, 50, 20, 10)),), "hole.outside", "error"),
    ("hole-crosses", (_plot(BOX, _box(180, 50, 60, 40)),), "hole.crosses_shell", "error"),
    ("hole-fills", (_plot(BOX, BOX),), "hole.fills_shell", "error"),
    ("hole-twice", (_plot(BOX, _box(50, 50, 20, 10), _box(50, 50, 20, 10)),), "hole.duplicate", "error"),
    ("holes-overlap", (_plot(BOX, _box(50, 50, 20, 10), _box(60, 55, 20, 10)),), "hole.overlap", "error"),
    ("holes-nested", (_plot(BOX, _box(50, 50, 60, 60), _box(70, 70, 10, 10)),), "hole.nested", "error"),
    ("hole-sliver", (_plot(BOX, _box(20, 50, 150, 0.2)),), "ring.sliver_hole", "warning"),
    ("hole-on-edge", (_plot(BOX, _box(0, 50, 20, 10)),), "hole.touches", "warning"),
    ("overlap-in-part", (_plot(BOX, more=((_box(150, 50, 200, 50),),)),), "polygons.overlap", "warning"),
    ("twice-in-part", (_plot(BOX, more=((BOX,),)),), "polygons.duplicate", "warning"),
    ("nested-in-part", (_plot(BOX, more=((_box(50, 50, 20, 20),),)),), "polygons.nested", "error"),
    ("edge-in-part", (_plot(BOX, more=((_box(200, 0, 50, 150),),)),), "polygons.shared_edge", "warning"),
    ("gap-in-part", (_plot(BOX, more=((_box(200.5, 0, 50, 150),),)),), "polygons.gap", "note"),
    ("parts-overlap", (_plot(BOX), _other(_box(150, 50, 200, 50))), "parts.base_overlaps", "warning"),
    ("parts-twice", (_plot(BOX, role=None), _other(BOX, role=None)), "parts.duplicate", "warning"),
    ("parts-nested", (_plot(BOX, role=None), _other(_box(50, 50, 20, 20), role=None)), "parts.nested", "warning"),
    ("core-inside", (_plot(BOX, role="centre"), _other(_box(50, 50, 40, 40), role="core")), "parts.core_inside", "note"),
    ("core-beyond", (_plot(BOX, role="centre"), _other(_box(180, 50, 40, 40), role="core")), "parts.core_beyond", "warning"),
    ("parts-gap", (_plot(BOX), _other(_box(200.5, 0, 50, 150))), "parts.gap", "note"),
    ("parts-meet", (_plot(BOX), _other(_box(200, 0, 50, 150))), "", "note"),
    ("parts-apart", (_plot(BOX), _other(_box(260, 0, 50, 150))), "", "note"),
    ("parts-far", (_plot(BOX), _other(_box(5200, 0, 50, 150))), "parts.far_apart", "note"),
    ("several", (_plot(SPIKE), _other(BOW_TIE)), "ring.spike ring.self_crossing", "error"),
)  # fmt: skip
# A land-parcel TXT has rings without order: what is a hole follows from containment, so faults of holes
# become other faults there, or none.
RINGS_ONLY = {
    "hole-outside": ("", "note"),  # beside the shell it is a second piece
    "hole-crosses": ("rings.cross", "error"),
    "hole-fills": ("rings.repeated", "warning"),
    "hole-twice": ("rings.repeated", "warning"),
    "holes-overlap": ("rings.cross", "error"),
    "holes-nested": ("", "note"),  # inside a hole there is land again
    "hole-on-edge": ("", "error"),
    "overlap-in-part": ("rings.cross", "error"),
    "twice-in-part": ("rings.repeated", "warning"),
    "nested-in-part": ("", "note"),  # inside a shell it is a hole
    "eight": ("", "warning"),
}
WRITERS: dict[str, Callable[[tuple[Plot, ...]], bytes]] = {
    "geojson": lambda plots: geojson(at(plots, NANJING, 4490), decimals=12).encode(),
    "geojson-metres": lambda plots: geojson(
        at(plots, NANJING, 4528), decimals=3, crs={"type": "name", "properties": {"name": "EPSG:4528"}}
    ).encode(),
    "kml": lambda plots: kml(at(plots, NANJING, 4490), decimals=12).encode(),
    "gpkg": lambda plots: next(
        iter(by_gdal(at(plots, NANJING, 4528), driver="GPKG", suffix=".gpkg", code=4528).values())
    ),
}


def _case(form: str, key: str, make: Callable[[], bytes], label: Label) -> Case:
    suffix = {"parcel_txt": "txt", "shapefile": "zip", "geojson-metres": "geojson"}.get(form, form)
    return Case(
        id=f"defect-{form}-{key}", group="defects", name=f"边界.{suffix}", make=make, label=label, city="南京",
        axes={"format": form.partition("-")[0], "defect": key},
    )  # fmt: skip


def cases() -> list[Case]:
    return [*_everywhere(), *_parcels(), *_shapefiles(), *_readers()]


def _everywhere() -> list[Case]:
    found = []
    for form, write in WRITERS.items():
        for key, plots, has, worst in FAULTS:
            if key == "hole-on-edge" and form in {"geojson", "kml"}:
                continue  # a line that is straight in the plane is not in degrees: it cannot be drawn there
            form_key = "geojson" if form.startswith("geojson") else form
            label = Label(
                usable=True,
                form=form_key,
                parts=len(plots),
                truth=land.geometry(at(plots, NANJING, 4490)) if worst != "error" else None,
                has=frozenset(has.split()),
                lacks=frozenset() if has else frozenset({"ring.spike", "ring.sliver", "parts.gap"}),
                worst=worst,
                adopted=("EPSG:4528",) if form in {"geojson-metres", "gpkg"} else ("EPSG:4326",),
                status=("confirmed",),
            )
            found.append(_case(form, key, lambda w=write, p=plots: w(p), label))
    return found


def _parcels() -> list[Case]:
    from corpus_builder.texts import head

    found = []
    for key, plots, has, worst in FAULTS:
        if key in {"zero-area", "spur", "retraced", "gap-in-part", "edge-in-part", "eight"}:
            continue
        told, weight = RINGS_ONLY.get(key, (has, worst))
        error_of_reader = weight == "error" and told.startswith("rings.")
        label = Label(
            usable=not error_of_reader, form="parcel_txt", has=frozenset(told.split()), worst=weight,
            parts=None if error_of_reader else len(plots),
        )  # fmt: skip
        text = head() + parcels(at(plots, NANJING, 4528), areas=[""] * len(plots))
        found.append(_case("parcel_txt", key, lambda t=text: t.encode(), label))
    return found


def _shapefiles() -> list[Case]:
    """In a shapefile rings have no order either; GDAL sorts them into polygons."""
    found = []
    kept = (
        "bow-tie",
        "spike",
        "repeated-points",
        "sliver",
        "tiny",
        "hole",
        "parts-overlap",
        "parts-far",
        "parts-gap",
    )
    for key, plots, has, worst in FAULTS:
        if key not in kept:
            continue
        label = Label(
            form="shapefile", parts=len(plots), has=frozenset(has.split()), worst=worst, status=("confirmed",),
            adopted=("EPSG:4528",),
        )  # fmt: skip
        found.append(_case("shapefile", key, lambda p=plots: zipped(shapefile(at(p, NANJING, 4528))), label))
    return found


def _readers() -> list[Case]:
    """Faults a reader tells before anybody inspects: open rings, missing numbers, too few points."""
    import json

    found = []
    whole = json.loads(geojson(at((_plot(BOX),), NANJING, 4490)))
    ring = whole["features"][0]["geometry"]["coordinates"][0]

    def changed(points: list[Any]) -> bytes:
        copy = json.loads(json.dumps(whole))
        copy["features"][0]["geometry"]["coordinates"][0] = points
        return json.dumps(copy).encode()

    def add(key: str, points: list[Any], label: Label) -> None:
        data = changed(points)
        found.append(_case("geojson", key, lambda: data, label))

    truth = land.geometry(at((_plot(BOX),), NANJING, 4490))
    opened = Label(form="geojson", parts=1, truth=truth, has=frozenset({"ring.open"}), worst="warning")
    add("open", ring[:-1], opened)
    few = "ring.few_points"
    add("two-points", [*ring[:2], ring[0]], refused(few, "geojson"))
    add("one-point", [ring[0]] * 4, refused(few, "geojson"))
    add("empty-ring", [], refused(few, "geojson"))
    add("nan", [*ring[:2], [float("nan"), 32.0], *ring[3:]], refused("coordinate.missing", "geojson"))
    add("infinite", [*ring[:2], [float("inf"), 32.0], *ring[3:]], refused("coordinate.missing", "geojson"))
    add("null", [*ring[:2], [None, None], *ring[3:]], refused("coordinate.missing", "geojson"))
    add("absurd", [*ring[:2], [1e300, 32.0], *ring[3:]], Label(form="geojson"))
    add("stray", [*ring[:2], [40385000.0, 3545000.0], *ring[3:]], Label(form="geojson"))
    text = kml(at((_plot(BOX),), NANJING, 4490))
    first = text[text.index("<coordinates>") + 14 :].split(" ", 1)[0]
    opened = replace(opened, form="kml")
    cut = text.replace(f" {first}\n", "\n")
    found.append(_case("kml", "open", cut.encode, opened))
    bad = text.replace(first, "x,y,0", 1)
    found.append(_case("kml", "words", bad.encode, refused("coordinate.missing", "kml")))
    return found
