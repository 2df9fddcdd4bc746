"""Pages of maps, drawn once: keyed by what they show and by the publisher's settings.

They are shared by all sessions, as what is read and assessed in `geo.ui.cache`, and bounded by their weight.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from geo.ui import publisher
from geo.ui.map_data import LEAFLET_URL
from geo.ui.shelf import Shelf

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from geo.model.case import Alternative, Case
    from geo.model.drawing import Piece

MAPS: Shelf[str] = Shelf(64_000_000, sys.getsizeof)


def map_page(key: str, lang: str, case: Case, *, assets_url: str | None) -> str:
    """The map of an assessed case as a page; with ``assets_url`` Leaflet is linked, else inlined.

    ``key`` is that of the application: two files may hold the same land and yet differ on the map.
    """

    def made() -> str:
        from geo.maps import zone_map

        return zone_map(case, lang, assets_url=assets_url, **publisher.on_maps(served=assets_url is not None))

    return MAPS.get(("zone", key, publisher.key(), lang, assets_url), made)


def readings_page(key: str, lang: str, found: tuple[Alternative, ...]) -> str:
    """The map of where land would lie under each reading, as a page; ``key`` as above."""

    def made() -> str:
        from geo.maps.readings import readings_map

        return readings_map(found, lang, assets_url=LEAFLET_URL, **publisher.on_maps(served=True))

    return MAPS.get(("readings", key, publisher.key(), lang), made)


def editor_page(
    key: tuple[str, str | None, str, str, float, str],
    lang: str,
    pieces: tuple[Piece, ...],
    behind: Mapping[str, gpd.GeoDataFrame],
) -> str:
    """The page on which a boundary is drawn.

    ``key`` is where the browser keeps a drawing, the city it opens on, the key of the application, that of
    the publisher's settings, how well the corners that are there are known, and what was drawn before and
    not taken, as JSON.
    """

    def made() -> str:
        from geo.maps.editor import editor_map

        memory, city, _, _, before_m, begun = key
        drawn = {"assets_url": LEAFLET_URL, **publisher.on_maps(served=True)}
        told = {"memory": memory, "city": city, "before_m": before_m, "begun": json.loads(begun)}
        return editor_map(pieces, behind, lang, **told, **drawn)

    return MAPS.get(("editor", key, lang), made)
