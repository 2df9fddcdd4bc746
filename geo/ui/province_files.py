"""What the province page gives away besides its tables: pictures, and a GeoPackage of the kept zones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.i18n import text
from geo.ui import filters, overview, plots, province_view, publisher, register_view
from geo.ui.exports import GEOPACKAGE, File, geopackage_bytes
from geo.ui.zone_rows import TOLD, by_city, by_code, listed, ranking

if TYPE_CHECKING:
    from geo.ui.filters import Picked

FIELDS = (
    "stage",
    "district",
    "layout",
    *(measure for measure in TOLD if measure != "zones"),
    "approved",
    "demo",
)
"""Fields of a row beside those of the map, as columns of the layer."""


def files(picked: Picked, lang: str) -> list[File]:
    """Picture as PNG and as SVG, and the layers."""
    return [
        File("png", "png", "image/png", "image", lambda: picture(picked, lang, "png")),
        File("svg", "svg", "image/svg+xml", "polyline", lambda: picture(picked, lang, "svg")),
        File("gpkg", "gpkg", GEOPACKAGE, "layers", lambda: layers(picked)),
    ]


def picture(picked: Picked, lang: str, kind: str) -> bytes:
    """Map and plots on one sheet."""
    import numpy as np

    from geo.maps.many import lines
    from geo.maps.province_sheet import Sheet
    from geo.maps.province_sheet import picture as drawn

    rows, chosen = picked.rows, picked.chosen
    bounded = [row for row in rows if row.bounded]
    where = lines(listed(bounded).geometry)
    area = [np.nan if row.land_m2 is None else row.land_m2 for row in bounded]
    ranked = ranking(by_code(rows, chosen.measure, overview.level_of(chosen)))
    headline = overview.headline(ranked, chosen, lang)
    found = [
        plots.units(rows, chosen, headline, lang),
        plots.timeline(rows, lang),
        plots.distribution(rows, chosen.measure, lang),
    ]
    sheet = Sheet(
        title=text("ui.province.map_title", lang),
        about=filters.said(chosen, lang) + text("ui.province.day", lang, day=register_view.today()),
        choropleth=province_view.choropleth(picked, lang),
        points=np.column_stack((where.x / 1e5, where.y / 1e5, area)),
        levels=[row.level for row in bounded],
        plots=[plot for plot in found if plot is not None],
        notice=publisher.on_maps(served=False)["notice"].sentence(lang),
        demo=any(row.demo for row in rows),
    )
    return drawn(sheet, lang, kind)


def layers(picked: Picked) -> bytes:
    """The zones with everything known of them, those without a boundary too, and the values of the cities."""
    from geo import places
    from geo.ui.zone_rows import frame

    zones = frame(picked.rows)
    for field in FIELDS:
        zones[field] = [getattr(row, field) for row in picked.rows]
    cities = places.load("city")
    for measure in TOLD:
        values = by_city(picked.rows, measure)
        cities[measure] = [values.get(name) for name in cities["name"]]
    return geopackage_bytes({"zones": zones, "cities": cities})
