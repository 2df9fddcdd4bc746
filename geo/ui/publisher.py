"""The publisher's settings as the pages follow them: notice and ground of every map, defaults, language."""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING, Any

from geo.errors import SizhiError
from geo.i18n import LANGUAGES
from geo.ui import register_view

if TYPE_CHECKING:
    from geo.maps.base import BaseMaps
    from geo.maps.notice import Notice
    from geo.model.settings import Settings

LOG = logging.getLogger(__name__)
_BASES = ("SIZHI_TIANDITU", "SIZHI_GAODE")


def settings() -> Settings:
    """The settings in force now."""
    from geo.registry.settings import in_force

    return in_force(register_view.opened())


def language() -> str:
    """Language of a page nobody chose one for.

    A register that lasts as long as the process has nothing to say before it was opened: the first page
    does not wait for it.
    """
    if os.environ.get(register_view.FOLDER) or register_view.is_open():
        try:
            return settings().lang
        except SizhiError:
            LOG.exception("the settings cannot be read")
    asked = os.environ.get("SIZHI_LANG", "zh")
    return asked if asked in LANGUAGES else "zh"


def defaults() -> dict[str, Any]:
    """The options of an application nobody said anything else about: rule pack, accuracy by source."""
    found = settings()
    return {"pack": found.pack, "accuracy_defaults": found.accuracy}


def on_maps(*, served: bool) -> dict[str, Any]:
    """Notice and ground of a map, as `geo.maps.zone_map` takes them.

    Parameters
    ----------
    served
        Whether the map is part of a page; one that is taken away has our own ground alone, and no key.
    """
    from geo.maps.base import OWN, base_maps
    from geo.maps.notice import from_settings

    found = settings()
    notice: Notice = from_settings(found)
    bases: BaseMaps = base_maps(found) if served else OWN
    return {"notice": notice, "bases": bases}


def tile_origins() -> tuple[str, ...]:
    """Where the base maps that are offered come from: what a page may load pictures from besides us.

    Nothing waits for the register here: until it is open, all that its settings could offer is let in,
    or nothing where nobody can have set anything.
    """
    told = os.environ.get(register_view.FOLDER) or any(name.startswith(_BASES) for name in os.environ)
    if not told and not register_view.is_open():
        return ()
    from geo.maps.base import base_maps
    from geo.model.settings import Settings

    known = settings() if register_view.is_open() else Settings(tianditu_key="any", gaode=True)
    offered = base_maps(known).offered
    return tuple(dict.fromkeys(origin for base in offered for origin in base.origins))


def key() -> str:
    """One short text for one state of the settings: pages drawn under another are drawn anew."""
    from geo.registry.settings import fingerprint

    return fingerprint(settings())
