"""A map that stays on its page: its document, its layers by address, and the scene the page sends it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from geo import __version__
from geo.i18n import text
from geo.ui import publisher, ring_work
from geo.ui.map_data import HTML, LEAFLET_URL, OFFERS, Offer
from geo.ui.render import frame_at, html
from geo.ui.shelf import Shelf
from geo.ui.zone_rows import listed

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable, Mapping, Sequence

    import geopandas as gpd

    from geo.maps.listed import Listed
    from geo.maps.live import LiveContent, LiveLayer
    from geo.maps.many import Blocks
    from geo.ui.register_view import Parks
    from geo.ui.zone_rows import ZoneRow

BLOCKS: Shelf[Blocks] = Shelf(400_000_000, lambda blocks: blocks.weight)
"""Outlines of very many zones and parks, ready to be cut into blocks."""
DOCUMENTS: Shelf[str] = Shelf(16_000_000, len)


def zone_url(lang: str) -> str:
    """Address of a zone's page, with ``{id}``."""
    return "/zone?zone={id}" + (f"&lang={quote(lang)}" if lang != "zh" else "")


def show(content: LiveContent, title: str, lang: str, *, zone_url: str = "") -> None:
    """Put the map on the page, in a container of the key ``map``: the same document in every run."""
    from geo.maps import live

    frame_at(_document(title, lang, zone_url))
    html("scene.html.j2", scene=json.dumps(live.scene(content, lang), ensure_ascii=False))


def _document(title: str, lang: str, zone_url: str) -> str:
    from geo.maps import live

    published = publisher.on_maps(served=True)
    around = live.Frame(title=title, assets_url=LEAFLET_URL, zone_url=zone_url, **published)
    key = (build(), title, lang, zone_url, publisher.key())
    page = DOCUMENTS.get(key, lambda: live.document(around, lang))
    return OFFERS.offer(key, Offer(page.encode, HTML, _line(published)))


def address(key: Hashable, drawn: Callable[[Mapping[str, Any]], str]) -> str:
    """The address of a map of its own, which everybody may see.

    Parameters
    ----------
    key
        What it shows, language included; the settings of the publisher are added.
    drawn
        Draws it, given notice and ground; called when a browser first asks.
    """
    published = publisher.on_maps(served=True)
    key = (build(), key, publisher.key())
    return OFFERS.offer(key, Offer(lambda: drawn(published).encode(), HTML, _line(published)))


def _line(published: Mapping[str, Any]) -> str:
    """What a map's document may load, and where it may stand."""
    from geo.maps.base import policy

    return f"{policy(published['bases'], served=True)}; frame-ancestors 'self'"


def prepare() -> None:
    """Make the province's document before anybody asks for it."""
    lang = publisher.language()
    _document(text("ui.province.map_title", lang), lang, zone_url(lang))


def zones(moment: Hashable, rows: Sequence[ZoneRow], lang: str, *, kept: Collection[str]) -> LiveLayer:
    """The layer of these zones, all of them bounded, of which some are shown.

    Parameters
    ----------
    moment
        When they stood so; with their number of it the address is made.
    rows
        The zones.
    lang
        ``zh`` or ``en``.
    kept
        Ids of those that are shown.
    """
    from geo.maps import live
    from geo.maps.many import MANY

    key = (build(), "zones", moment, lang)
    many = len(rows) >= MANY
    at = OFFERS.offer_blocks(key, partial(_blocks, key, lambda: listed(rows))) if many else None
    url = OFFERS.offer(key, Offer(lambda: live.written(live.zones_content(listed(rows), lang, at))))
    shown = [row.id in kept for row in rows]
    used = {row.level for row, is_shown in zip(rows, shown, strict=True) if is_shown}
    return live.LiveLayer(key="footprint", url=url, styles=live.zone_names(used, lang), kept=shown)


def parks(held: Parks, lang: str) -> LiveLayer:
    """The layer of the parks."""
    from geo.maps import live
    from geo.maps.many import MANY

    key = (build(), "parks", held.key, lang)
    many = held.features >= MANY
    at = OFFERS.offer_blocks(key, partial(_blocks, key, held.columns)) if many else None
    url = OFFERS.offer(key, Offer(lambda: live.written(live.parks_content(held.columns(), lang, at))))
    return live.LiveLayer(key="parks", url=url, styles=(("park", text("map.style_park", lang)),))


def rings(moment: str, rows: Sequence[ZoneRow], lang: str) -> LiveLayer:
    """The rings about these zones at the usual distances: measured when somebody switches them on."""
    from geo.maps.province_layers import RING_DISTANCES_M

    def measured() -> gpd.GeoDataFrame:
        import geopandas as gpd

        around = [ring_work.ring(moment, rows, distance) for distance in RING_DISTANCES_M]
        return gpd.GeoDataFrame({"distance_m": RING_DISTANCES_M}, geometry=around, crs="EPSG:4490")

    key = (moment, tuple(row.id for row in rows))
    return replace(measured_rings(key, measured, RING_DISTANCES_M, lang), shown=False, lazy=True)


def measured_rings(
    key: Hashable, measured: Callable[[], gpd.GeoDataFrame], distances_m: Sequence[float], lang: str
) -> LiveLayer:
    """The layer of these rings, which are measured when the map asks for them."""
    from geo.maps import live
    from geo.maps.province_layers import ring_names

    url = OFFERS.offer(
        (build(), "rings", key, lang), Offer(lambda: live.written(live.rings_content(measured(), lang)))
    )
    styles = tuple(ring_names(lang, distances_m)[0].items())
    return live.LiveLayer(key="rings", url=url, styles=styles, note=text("province_map.rings_note", lang))


def land(key: Hashable, columns: Callable[[], Listed], levels: Collection[str], lang: str) -> LiveLayer:
    """The layer of chosen land, all of it shown."""
    from geo.maps import live
    from geo.maps.many import MANY

    key = (build(), "land", key, lang)

    def made() -> bytes:
        held = columns()
        at = None
        if len(held.id) >= MANY:
            at = OFFERS.offer_blocks(key, partial(_blocks, key, columns))
        return live.written(live.zones_content(held, lang, at))

    return live.LiveLayer(
        key="footprint", url=OFFERS.offer(key, Offer(made)), styles=live.zone_names(levels, lang)
    )


def trials(points: Sequence[tuple[float, float]], lang: str) -> LiveLayer:
    """The layer of places where a base is on trial."""
    from geo.maps import live

    url = OFFERS.offer(
        (build(), "trials", tuple(points), lang),
        Offer(lambda: live.written(live.trials_content(points, trial_names(points, lang)))),
    )
    return live.LiveLayer(key="trials", url=url, styles=(("trial", text("province_map.layer_trials", lang)),))


def trial_names(points: Sequence[tuple[float, float]], lang: str) -> list[str]:
    """What the places on trial are called."""
    return [text("ui.coverage.trial", lang, number=i) for i, _ in enumerate(points, start=1)]


def _blocks(key: Hashable, columns: Callable[[], Listed]) -> Blocks:
    from geo.maps.listed import bounded
    from geo.maps.many import Blocks

    return BLOCKS.get(key, lambda: Blocks(bounded(columns()).geometry))


def saved(content: LiveContent, shown: Listed, held: Parks | None, *, title: str, lang: str) -> str:
    """The map of very many as a page that asks nobody."""
    from geo.maps import live

    others = None if held is None else held.columns()
    around = live.Frame(title=title, **publisher.on_maps(served=False))
    return live.document(around, lang, saved=live.taken_away(content, shown, others, lang))


@cache
def build() -> str:
    """A short text of how the maps are made: what a browser keeps of another version is not used again."""
    from geo.maps import live

    folder = Path(live.__file__).parent
    told = hashlib.sha256(__version__.encode())
    for file in sorted((*folder.glob("*.py"), *folder.glob("templates/*"))):
        told.update(file.read_bytes())
    return told.hexdigest()[:16]
