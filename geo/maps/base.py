"""Online base maps, offered only where the publisher has set them up; without them no map asks anybody.

Tianditu draws the land where it lies. Gaode's tiles are displaced (GCJ-02): under them everything is
drawn displaced as well, by the projection of the map alone, so that coordinates, tooltips, clicks and
whatever is drawn stay true (`templates/base.js`, the formulas of `geo.crs.gcj`).
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.model.settings import Settings

GROUND = "ground"
"""Our own ground: the province, cities and counties, with labels."""
TIANDITU = (
    "https://t{s}.tianditu.gov.cn/{layer}_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER={layer}"
    "&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk={key}"
)
TIANDITU_LAYERS = {"tianditu_vec": ("vec", "cva"), "tianditu_img": ("img", "cia")}
"""Each base map with its lettering, both in Web Mercator."""
GAODE = "https://webrd0{s}.is.autonavi.com/appmaptile?lang=zh_cn&size=1&scale=1&style=8&x={x}&y={y}&z={z}"


@dataclass(frozen=True, slots=True)
class BaseMap:
    """Tiles of somebody else: templates bottom first, their hosts by ``subdomains``, the deepest zoom.

    ``shift`` names the offset of its coordinates, as in `geo.crs.gcj`.
    """

    key: str
    urls: tuple[str, ...] = field(repr=False)
    subdomains: str
    nearest: int
    shift: str | None = None

    @property
    def origins(self) -> tuple[str, ...]:
        """Where its tiles come from, one a host."""
        split = [
            urlsplit(url.replace("{s}", part).replace("{", "").replace("}", ""))
            for url in self.urls
            for part in self.subdomains
        ]
        return tuple(dict.fromkeys(f"{url.scheme}://{url.netloc}" for url in split))


@dataclass(frozen=True, slots=True)
class BaseMaps:
    """What the switch of a map offers besides our own ground, and what the map opens on."""

    offered: tuple[BaseMap, ...] = ()
    opened: str = GROUND


OWN = BaseMaps()
"""Our own ground alone."""


def base_maps(settings: Settings, environ: Mapping[str, str] = os.environ) -> BaseMaps:
    """The base maps the publisher has set up.

    Parameters
    ----------
    settings
        The settings in force: with a key Tianditu is offered, and Gaode when it is on.
    environ
        ``SIZHI_TIANDITU_URL`` and ``SIZHI_GAODE_URL`` name another source of the same tiles, such as a
        copy inside the house, as a template with ``{s}``, ``{z}``, ``{x}``, ``{y}`` (and ``{layer}``,
        ``{key}`` for Tianditu).

    Examples
    --------
    >>> from geo.model.settings import Settings
    >>> base_maps(Settings()).offered
    ()
    >>> [base.key for base in base_maps(Settings(tianditu_key="a key", gaode=True)).offered]
    ['tianditu_vec', 'tianditu_img', 'gaode']
    """
    offered: list[BaseMap] = []
    if settings.tianditu_key:
        template = environ.get("SIZHI_TIANDITU_URL") or TIANDITU
        for key, layers in TIANDITU_LAYERS.items():
            urls = tuple(
                template.replace("{layer}", layer).replace("{key}", settings.tianditu_key) for layer in layers
            )
            offered.append(BaseMap(key, urls, "01234567", 18))
    if settings.gaode:
        offered.append(BaseMap("gaode", (environ.get("SIZHI_GAODE_URL") or GAODE,), "1234", 18, "gcj02"))
    known = {base.key for base in offered}
    return BaseMaps(tuple(offered), settings.base_map if settings.base_map in known else GROUND)


def policy(bases: BaseMaps, *, served: bool) -> str:
    """What the page of a map may load: itself, and the tiles it offers.

    Parameters
    ----------
    bases
        What it offers.
    served
        Whether its own server offers Leaflet; otherwise everything is in the page.

    Examples
    --------
    >>> policy(OWN, served=False)
    "default-src 'unsafe-inline' data: blob:"
    """
    own = ("'self'",) if served else ()
    tiles = dict.fromkeys(origin for base in bases.offered for origin in base.origins)
    line = " ".join(("default-src", *own, "'unsafe-inline'", "data:", "blob:"))
    if tiles:
        line = "; ".join((line, " ".join(("img-src", *own, "data:", "blob:", *tiles))))
    return line
