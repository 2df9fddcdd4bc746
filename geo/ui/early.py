"""What the first visitor would wait for, done while the process starts."""

from __future__ import annotations

import logging
import threading
from importlib import import_module

from geo.ui import front, memory

LOG = logging.getLogger(__name__)
SEEN_WITH = ("geo.registry", "geo.maps.still", "geo.ui.overview", "geo.ui.province_view", "geo.ui.zone_list")
"""What its first sight is made with: before everything else, for a browser asks for it first."""
LIBRARIES = ("streamlit.emojis", "geo.maps.live", "geo.ui.pages.province")
"""What the first page is drawn with."""

FIRST = (
    "widget.css.j2",
    "page.js.j2",
    "brand.html.j2",
    "account.html.j2",
    "heading.html.j2",
    "key_figures.html.j2",
    "scene.html.j2",
    "zone_list.html.j2",
    "facts.html.j2",
    "ranking.html.j2",
    "columns.html.j2",
    "indicators.html.j2",
    "coming.html.j2",
)
"""Its templates, compiled once."""


def start() -> None:
    """Begin; nobody waits for it, and what fails here fails again, in its own words, where it is needed."""
    threading.Thread(target=_work, name="early", daemon=True).start()


def _work() -> None:
    try:
        for name in SEEN_WITH:
            import_module(name)
        from geo.ui import live_map, province_view, publisher, register_view, render, sight

        held = register_view.snapshot()
        sight.prepare()
        front.prepare()
        for name in LIBRARIES:
            import_module(name)
        for name in FIRST:
            render.TEMPLATES.get_template(name)
        live_map.prepare()
        province_view.prepare(held, publisher.language())
        # Once more: now the land is read, and the zones are points on its map.
        sight.prepare()
        memory.settle()
    except Exception:
        LOG.exception("not everything could be made ready before the first visitor")
