"""GeoPackage, FlatGeobuf, FileGDB, GeoParquet, MapInfo: systems, layers, damage."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from corpus_builder import land
from corpus_builder.binaries import Files, by_gdal, parquet, zipped
from corpus_builder.label import Case, Label, good, refused
from corpus_builder.land import NANJING, QIDONG, SUZHOU, XUZHOU, ZONE, Plot, Site, at

Maker = Callable[[], bytes]


def _case(form: str, key: str, make: Maker, label: Label, *, city: str | None = "南京", **more: Any) -> Case:
    suffix = {"gpkg": "gpkg", "flatgeobuf": "fgb", "geoparquet": "parquet"}.get(form, "zip")
    return Case(
        id=f"{form}-{key}",
        group="binary",
        name=more.pop("name", f"边界.{suffix}"),
        make=make,
        label=label,
        city=city,
        axes={"format": form} | more.pop("axes", {}),
        **more,
    )


def _gdal(form: str, plots: tuple[Plot, ...], code: int | None, **more: Any) -> bytes:
    driver, suffix = {
        "gpkg": ("GPKG", ".gpkg"),
        "flatgeobuf": ("FlatGeobuf", ".fgb"),
        "filegdb": ("OpenFileGDB", ".gdb"),
        "mif": ("MapInfo File", ".mif"),
        "tab": ("MapInfo File", ".tab"),
    }[form]
    if form == "flatgeobuf":
        # With an index the features stand in the order of a Hilbert curve, not as they were given.
        more.setdefault("SPATIAL_INDEX", "NO")
    files: Files = by_gdal(plots, driver=driver, suffix=suffix, code=code, **more)
    return next(iter(files.values())) if len(files) == 1 else zipped(files)


def _label(form: str, code: int, site: Site = NANJING, **more: Any) -> Label:
    known = {"status": "confirmed", "declared": f"EPSG:{code}"}
    return good(more.pop("plots", ZONE), site, form, code, **(known | more))


def cases() -> list[Case]:
    return [*_systems(), *_undeclared(), *_layers(), *_mapinfo(), *_damage()]


def _systems() -> list[Case]:
    found = []
    for form in ("gpkg", "flatgeobuf", "filegdb", "geoparquet"):
        for site in (NANJING, XUZHOU, QIDONG) if form != "filegdb" else (NANJING,):
            utm = 32651 if site is QIDONG else 32650
            six = 4499 if site is QIDONG else 4498
            for code in (4490, 4326, site.prefixed, site.bare, six, utm, 3857):
                laid = at(ZONE, site, code)

                def make(form: str = form, laid: tuple[Plot, ...] = laid, code: int = code) -> bytes:
                    return parquet(laid, code=code) if form == "geoparquet" else _gdal(form, laid, code)

                label = _label(form, code, site)
                city = site.city
                found.append(_case(form, f"{city}-{code}", make, label, city=city, axes={"crs": str(code)}))
        for code in (2364, 2416, 4610):
            laid = at(ZONE, NANJING, 4528 if code != 4610 else 4490)

            def make_old(form: str = form, laid: tuple[Plot, ...] = laid, code: int = code) -> bytes:
                return parquet(laid, code=code) if form == "geoparquet" else _gdal(form, laid, code)

            label = Label(
                form=form,
                parts=3,
                declared=f"EPSG:{code}",
                status=("refused",),
                has=frozenset({"crs.needs_parameters"}),
            )
            found.append(_case(form, f"old-{code}", make_old, label, axes={"crs": str(code)}))

        def make_wrong(form: str = form) -> bytes:
            laid = at(ZONE, SUZHOU, SUZHOU.bare)
            return parquet(laid, code=4548) if form == "geoparquet" else _gdal(form, laid, 4548)

        label = _label(
            form, 4549, SUZHOU, declared="EPSG:4548", status="conflict", has="crs.conflict", worst="error"
        )
        axes = {"crs": "4548 over 4549"}
        found.append(_case(form, "neighbour", make_wrong, label, city="苏州", axes=axes))
    return found


def _undeclared() -> list[Case]:
    found = []
    for form in ("gpkg", "flatgeobuf", "geoparquet"):
        for code in (4528, 4549, 4490):
            laid = at(ZONE, NANJING, code)

            def make(form: str = form, laid: tuple[Plot, ...] = laid) -> bytes:
                return (
                    parquet(laid, code=None, null_crs=True)
                    if form == "geoparquet"
                    else _gdal(form, laid, None)
                )

            worst = "warning" if code == 4549 else "note"
            label = _label(form, code, declared=None, status="inferred", worst=worst)
            found.append(_case(form, f"undeclared-{code}", make, label, axes={"crs": f"{code} undeclared"}))
    # A GeoParquet without the key is longitude and latitude by its specification.
    label = _label("geoparquet", 4326, declared=..., adopted="EPSG:4326 EPSG:4490")
    laid = at(ZONE, NANJING, 4490)
    found.append(_case("geoparquet", "default-crs84", lambda: parquet(laid, code=None), label))
    return found


def _layers() -> list[Case]:
    found = []
    laid, base = at(ZONE, NANJING, 4528), at((land.BASE,), NANJING, 4528)
    for form in ("gpkg", "filegdb"):

        def make(form: str = form) -> bytes:
            return _gdal(form, laid, 4528, layer="红线", extra={"other": base})

        ask = refused("layer.choose", form, layers=2)
        found.append(_case(form, "two-layers", make, ask, axes={"defect": "several layers"}))
        found.append(_case(form, "two-layers-chosen", make, _label(form, 4528), layer="红线"))
        unknown = refused("layer.unknown", form)
        found.append(_case(form, "two-layers-wrong-choice", make, unknown, layer="nowhere"))

        def chinese(form: str = form) -> bytes:
            return _gdal(form, laid, 4528, layer="zone", fields=("名称", "角色"))

        found.append(_case(form, "chinese-columns", chinese, _label(form, 4528)))
    multi = (replace(land.CENTRE, more=(land.BASE.rings,)),)
    for form in ("gpkg", "flatgeobuf", "filegdb", "geoparquet"):

        def many(form: str = form) -> bytes:
            laid = at(multi, NANJING, 4528)
            return parquet(laid, code=4528) if form == "geoparquet" else _gdal(form, laid, 4528)

        found.append(_case(form, "multipolygon", many, _label(form, 4528, plots=multi)))
    for form in ("gpkg", "flatgeobuf", "geoparquet"):

        def renamed(form: str = form) -> bytes:
            return parquet(laid, code=4528) if form == "geoparquet" else _gdal(form, laid, 4528)

        label = _label(form, 4528, has="format.renamed")
        found.append(_case(form, "renamed", renamed, label, name="边界.shp", axes={"defect": "renamed"}))
        found.append(
            _case(
                form,
                "zipped",
                lambda f=renamed: zipped({"成果/边界.bin": f()}),
                _label(form, 4528),
                name="a.zip",
            )
        )
    return found


def _mapinfo() -> list[Case]:
    found = []
    for form in ("mif", "tab"):
        for encoding in ("GBK", "UTF-8"):

            def make(form: str = form, encoding: str = encoding) -> bytes:
                return _gdal(form, at(ZONE, NANJING, 4326), 4326, encoding=encoding)

            # Coordinates of a TAB are whole steps of the layer's extent: a few micrometres to centimetres.
            label = _label("mapinfo", 4326, off_m=0.05)
            key = f"{form}-{encoding}"
            found.append(_case("mapinfo", key, make, label, axes={"encoding": encoding, "crs": "4326"}))

        def nested(form: str = form) -> bytes:
            files = by_gdal(
                at(ZONE, NANJING, 4326), driver="MapInfo File", suffix=f".{form}", code=4326, encoding="GBK"
            )
            return zipped({f"成果/{name.upper()}": data for name, data in files.items()})

        found.append(_case("mapinfo", f"{form}-nested-upper", nested, _label("mapinfo", 4326, off_m=0.05)))
    return found


def _damage() -> list[Case]:
    found = []
    laid = at(ZONE, NANJING, 4528)
    label = replace(_label("flatgeobuf", 4528), roles=None, names=None)
    found.append(
        _case("flatgeobuf", "indexed", lambda: _gdal("flatgeobuf", laid, 4528, SPATIAL_INDEX="YES"), label)
    )
    for form in ("gpkg", "flatgeobuf", "geoparquet", "filegdb"):
        for share in (0.02, 0.3, 0.6, 0.95):

            def make(form: str = form, share: float = share) -> bytes:
                data = parquet(laid, code=4528) if form == "geoparquet" else _gdal(form, laid, 4528)
                return data[: int(len(data) * share)]

            found.append(_case(form, f"cut-{share}", make, Label(usable=False), axes={"defect": "truncated"}))
    return found
