"""The map of the province for the pages: what is fetched once, and what a filter changes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geo.i18n import text
from geo.ui import live_map, publisher, register_view
from geo.ui.map_data import OFFERS
from geo.ui.overview import certified
from geo.ui.zone_rows import MEASURES, by_code, frame, listed

if TYPE_CHECKING:
    from geo.maps.live import LiveContent, LiveLayer
    from geo.maps.province_layers import Choropleth
    from geo.places import Level
    from geo.ui.filters import Picked
    from geo.ui.register_view import Snapshot

MOST_RINGED = 1000
"""Zones up to which the rings are offered on this map; the coverage page takes any."""


def show(picked: Picked, lang: str) -> None:
    """Put the map on the page: it fetches the land of all zones once, and is told which of them are kept."""
    title = text("ui.province.map_title", lang)
    live_map.show(_content(picked, lang), title, lang, zone_url=live_map.zone_url(lang))


def prepare(held: Snapshot, lang: str) -> None:
    """Make what the map of all zones fetches before anybody asks for it."""
    parks = register_view.parks(demo=False)
    bounded = [row for row in held.rows if row.bounded]
    made = [] if parks is None else [live_map.parks(parks, lang)]
    if bounded:
        made.append(live_map.zones((held.key, False), bounded, lang, kept={row.id for row in bounded}))
    for layer in made:
        OFFERS.answer(layer.url.rpartition("/")[2])


def _content(picked: Picked, lang: str) -> LiveContent:
    from geo.maps.live import LiveContent
    from geo.maps.province_layers import ring_names

    moment = (picked.held.key, picked.chosen.demo)
    keeps = {row.id for row in picked.rows}
    bounded = [row for row in picked.every if row.bounded]
    shown = [row for row in bounded if row.id in keeps]
    parks = register_view.parks(demo=picked.chosen.demo)
    layers: list[LiveLayer] = []
    if shown and len(shown) <= MOST_RINGED:
        layers.append(live_map.rings(picked.held.key, shown, lang))
    if parks is not None:
        layers.append(live_map.parks(parks, lang))
    if bounded:
        layers.append(live_map.zones(moment, bounded, lang, kept=keeps))
    return LiveContent(
        layers=tuple(layers),
        choropleth=choropleth(picked, lang),
        styles=ring_names(lang)[1],
        demo=any(row.demo for row in picked.rows),
    )


def choropleth(picked: Picked, lang: str) -> Choropleth:
    """The values of the cities or counties by what is shown."""
    from geo.maps.province_layers import Choropleth

    measure = picked.chosen.measure
    level: Level = "city" if picked.chosen.by == "city" else "county"
    return Choropleth(
        level=level,
        values=by_code(picked.rows, measure, level),
        title=text(f"ui.province.measure_{measure}", lang),
        unit=MEASURES[measure],
        notes=_certified(picked, level, lang),
    )


def _certified(picked: Picked, level: Level, lang: str) -> dict[str, str]:
    """What of the floor area of each city or county is certified, where that is not all of it."""
    if picked.chosen.measure != "floor_m2":
        return {}
    whole, certain = (by_code(picked.rows, measure, level) for measure in ("floor_m2", "floor_low_m2"))
    return {code: said for code, value in whole.items() if (said := certified(value, certain[code], lang))}


def page(picked: Picked, lang: str) -> str:
    """The map of the kept zones as a page that opens anywhere."""
    from geo.maps.many import MANY
    from geo.maps.province_layers import ProvinceContent
    from geo.maps.province_map import province_map

    title = text("ui.province.map_title", lang)
    parks = register_view.parks(demo=picked.chosen.demo)
    bounded = tuple(row for row in picked.rows if row.bounded)
    if max(len(bounded), 0 if parks is None else parks.features) >= MANY:
        content = _content(replace(picked, every=bounded), lang)
        return live_map.saved(content, listed(bounded), parks, title=title, lang=lang)
    content_of = ProvinceContent(
        title=title,
        zones=frame(picked.rows),
        parks=None if parks is None else parks.frame(),
        choropleth=choropleth(picked, lang),
        demo=any(row.demo for row in picked.rows),
    )
    return province_map(content_of, lang, assets_url=None, **publisher.on_maps(served=False))
