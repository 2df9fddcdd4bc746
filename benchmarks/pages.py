"""When the pages are drawn in Chromium, and what is sent for it; very many zones beside a plain folium map.

    python benchmarks/pages.py [cold] [warm] [filter] [many] [folium]

Wall-clock seconds of one machine: the load of the machine is printed with them. What stands beside folium was
measured in the same run on the same data.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import Any

import folium
import geopandas as gpd
import shapely
from browsing import ROOT, SIZE, Server, Visit, bare, browser, server, smoothness, visit
from playwright.sync_api import Browser
from registers import register_of

from geo.registry import open_register
from geo.registry.layers import layers_of
from geo.registry.standing import standing_lands, standing_zones
from geo.ui.derived import FOLDER

RUNS = 4
DRAWN = ("figures", "list", "map")
"""A page counts as drawn when its figures, its list and the layers of its map are."""
SEEN = ("sight", *DRAWN)
"""Before it, its first sight: the same figures and list as plain HTML, the map as a still picture."""
CITY = "苏州市"


def line(name: str, values: list[float], note: str = "") -> None:
    """Print the median and the extremes of some seconds."""
    print(f"{name:58s} {statistics.median(values):6.2f} s  ({min(values):.2f} to {max(values):.2f})  {note}")


def drawn(seen: dict[str, float]) -> float:
    """When the last of what counts was drawn."""
    return max(seen[name] for name in DRAWN)


def cold(opened: Browser) -> None:
    """The first page after the start of the process: a bare one of the framework, and ours."""
    with tempfile.TemporaryDirectory() as folder:
        _starts("a bare page of the framework", opened, lambda: bare(Path(folder)), ("heading",))
    for name, data in (("no data folder", None), ("30 zones", register_of(30, 30))):
        _starts(name, opened, partial(server, data), SEEN)


def _starts(
    name: str,
    opened: Browser,
    start: Callable[[], AbstractContextManager[Server]],
    wanted: tuple[str, ...],
) -> None:
    up: list[float] = []
    times: dict[str, list[float]] = {one: [] for one in (*wanted[:2], "page")}
    for _ in range(RUNS):
        with start() as running, visit(opened, running.address) as seen:
            found = seen.wait(*wanted)
        up.append(running.up_s)
        found["page"] = max(found[one] for one in wanted)
        for one, values in times.items():
            values.append(running.up_s + found[one])
    line(f"cold, {name}: command given to answering", up)
    for one, values in times.items():
        line(f"cold, {name}: command given to {one} drawn", values)


def warm(opened: Browser) -> None:
    """The same page for the next visitors: new ones, and those whose browser has been here before."""
    with tempfile.TemporaryDirectory() as folder, bare(Path(folder)) as running:
        _visits("a bare page of the framework", opened, running.address, ("heading",))
    for name, data in (
        ("no data folder", None),
        ("30 zones", register_of(30, 30)),
        ("500 zones", register_of(500, 500)),
    ):
        with server(data) as running:
            _visits(name, opened, running.address, SEEN)


def _visits(name: str, opened: Browser, address: str, wanted: tuple[str, ...]) -> None:
    context = opened.new_context(viewport=SIZE)
    for who in ("new", "again"):
        by = opened if who == "new" else context
        with visit(by, address) as seen:
            seen.wait(*wanted)
            seen.idle()
        times: dict[str, list[float]] = {one: [] for one in (*wanted[:2], "page")}
        for _ in range(RUNS):
            with visit(by, address) as seen:
                found = seen.wait(*wanted)
                found["page"] = max(found[one] for one in wanted)
                for one, values in times.items():
                    values.append(found[one])
                sent = seen.sent
        note = f"{(sent['http'] + sent['socket']) / 1e6:.2f} MB in {sent['requests']} requests"
        for one, values in times.items():
            line(f"warm, {name}, {who}: {one} drawn", values, note if one == "page" else "")
    context.close()


def filtered(opened: Browser) -> None:
    """A filter of a page of 500 zones: from the click to the new figures and the new map."""
    with server(register_of(500, 500)) as running, visit(opened, running.address) as seen:
        seen.wait(*DRAWN, "indices")
        seen.idle()
        page, frame = seen.page, seen.map()
        assert frame is not None
        for name in ("first seen", "seen before"):
            figures, maps, ends = [], [], []
            for city in ("南京市", "无锡市", "徐州市", "常州市", "苏州市"):
                took = _filter(seen, frame, city)
                figures.append(took[0])
                maps.append(took[1])
                ends.append(took[2])
                page.get_by_role("button", name="清除筛选").click()
                seen.idle()
                page.wait_for_timeout(700)
            line(f"filter of 500 zones, {name}: new figures", figures)
            line(f"filter of 500 zones, {name}: new map", maps)
            line(f"filter of 500 zones, {name}: page at rest", ends)


def _filter(seen: Visit, frame: Any, city: str) -> tuple[float, float, float]:
    """Seconds until the figures, the map and the whole page show one city."""
    page = seen.page
    before = page.locator(".sz-key .sz-figure b").first.inner_text()
    turn = frame.evaluate("Number(document.documentElement.dataset.drawn)")
    page.locator(".st-key-province_city input").click()
    page.locator(".st-key-province_city input").fill(city)
    page.wait_for_timeout(300)
    began = time.perf_counter()
    page.keyboard.press("Enter")
    page.wait_for_function(
        "was => document.querySelector('.sz-key .sz-figure b').innerText !== was", arg=before, timeout=60_000
    )
    figures = time.perf_counter() - began
    frame.wait_for_function("was => Number(document.documentElement.dataset.drawn) > was", arg=turn)
    maps = time.perf_counter() - began
    seen.idle()
    ends = time.perf_counter() - began
    page.keyboard.press("Escape")
    return figures, maps, ends


def many(opened: Browser) -> None:
    """Ten thousand zones and ten thousand parks."""
    with server(register_of(10_000, 10_000)) as running:
        with visit(opened, running.address) as seen:
            found = seen.wait(*SEEN, timeout_s=300)
            print(f"10,000 and 10,000, first visitor after the start{'':10s} {drawn(found):6.2f} s")
        times, figures = [], []
        for run in range(RUNS):
            with visit(opened, running.address) as seen:
                found = seen.wait(*DRAWN)
                times.append(drawn(found))
                figures.append(found["figures"])
                sent = dict(seen.sent)
                if run == RUNS - 1:
                    seen.idle()
                    _moved("10,000 and 10,000", seen)
        note = f"{(sent['http'] + sent['socket']) / 1e6:.2f} MB in {sent['requests']} requests"
        line("10,000 and 10,000: figures drawn", figures)
        line("10,000 and 10,000: page drawn", times, note)
        print(f"memory of the process {running.rss_mb():,.0f} MB")


def _moved(name: str, seen: Visit) -> None:
    frame, box = seen.map(), seen.page.locator(".st-key-map iframe").bounding_box()
    assert frame is not None
    assert box is not None
    for what, value in smoothness(seen.page, frame, dict(box)).items():
        print(f"{name}: {what:50s} {value:6.0f} ms")


def plain(opened: Browser) -> None:
    """The same zones and parks as a plain folium map: GeoJson with tooltips, outlines simplified to 10 m."""
    data = register_of(10_000, 10_000)
    register = open_register(data)
    lands = standing_lands(register)
    names = {zone.id: zone.name for zone in standing_zones(register, land=False)}
    key = layers_of(register, "parks")[0].id
    register.close()
    parks = _parks(data, key)
    zones = gpd.GeoDataFrame(
        {"name": [names[key] for key in lands]}, geometry=list(lands.values()), crs="EPSG:4490"
    )
    began = time.perf_counter()
    figure = folium.Map(location=[32.9, 119.4], zoom_start=7, tiles=None)
    for frame in (parks, zones):
        frame.geometry = shapely.simplify(frame.geometry.to_numpy(), 1e-4)
        folium.GeoJson(frame, tooltip=folium.GeoJsonTooltip(["name"])).add_to(figure)
    figure.default_js, figure.default_css = [("leaflet", "leaflet.js")], [("leaflet_css", "leaflet.css")]
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "map.html"
        figure.save(str(page))
        for name in ("leaflet.js", "leaflet.css"):
            (Path(folder) / name).write_bytes((_leaflet() / name).read_bytes())
        print(f"folium: written in {time.perf_counter() - began:.1f} s, {page.stat().st_size / 1e6:.0f} MB")
        with visit(opened, page.as_uri()) as seen:
            found = seen.wait("outline", timeout_s=600)
            print(f"folium: first outline drawn {found['outline']:.1f} s")
            seen.page.wait_for_timeout(3000)
            box = {"x": 0.0, "y": 0.0, "width": 1440.0, "height": 900.0}
            for what, value in smoothness(seen.page, seen.page, box).items():
                print(f"folium: {what:50s} {value:6.0f} ms")


def _leaflet() -> Path:
    from geo.maps.assets import leaflet_folder  # noqa: PLC0415

    return leaflet_folder()


def _parks(data: Path, key: str) -> gpd.GeoDataFrame:
    """The parks as the pages keep them beside the register, which a page of it has been opened for before."""
    from geo.ui.derived import names_and_land  # noqa: PLC0415

    def none() -> Any:
        raise FileNotFoundError(f"{data / FOLDER} is empty: run the measurement of many zones first")

    held = names_and_land(data, key, none)
    return gpd.GeoDataFrame({"name": held.name}, geometry=list(held.geometry), crs="EPSG:4490")


def main() -> None:
    """Run what is asked for, by default all of it."""
    parts = {"cold": cold, "warm": warm, "filter": filtered, "many": many, "folium": plain}
    asked = sys.argv[1:] or list(parts)
    print(f"{ROOT.name}: {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    with browser() as opened:
        for name in asked:
            parts[name](opened)
    print(f"load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
