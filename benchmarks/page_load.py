"""Thirty people at once for five minutes, and a thousand uploads: errors, waiting times, memory.

    python benchmarks/page_load.py people [MINUTES]     # 29 over the socket of the pages, one in Chromium
    python benchmarks/page_load.py uploads [COUNT]      # small files, a session each
    python benchmarks/page_load.py large [COUNT]        # files of 20 MB, all in one session

Those who ask share the two cores with the app. Exit status 1 when anything went wrong.
"""

from __future__ import annotations

import asyncio
import json
import math
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from browsing import ROOT, browser, server, visit
from registers import register_of
from talking import PageError, Person, chosen
from websockets.exceptions import WebSocketException

PEOPLE = 30
THINKING_S = (5.0, 15.0)
"""Seconds somebody looks before they do the next thing."""
RINGS_ON = 0.05
"""Of all that readers do: the rings about the zones they have just picked out."""
ZONES = 500
DEMO = ROOT / "data" / "boundaries" / "demo"
SENT = (
    "zone.geojson",
    "zone.txt",
    "zone.dxf",
    "zone_4549_shp.zip",
    "bad/gcj02.geojson",
    "bad/bow_tie.geojson",
)
LARGE_BYTES, LARGE_POINTS = 20_000_000, 20_000
EVERY_S = 30.0
"""Seconds between two looks at the memory."""
WRONG = (PageError, OSError, TimeoutError, WebSocketException)
CITIES = ("南京市", "无锡市", "徐州市", "常州市", "苏州市")


@dataclass
class Tally:
    """What everybody waited for, and what went wrong."""

    spent: dict[str, list[float]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    async def time(self, name: str, work: Callable[[], Awaitable[float]]) -> None:
        """Add the seconds of one interaction."""
        try:
            self.spent.setdefault(name, []).append(await work())
        except WRONG as problem:
            self.wrong.append(f"{name}: {type(problem).__name__} {str(problem)[:200]}")

    def told(self) -> None:
        """Print the median and the 95th percentile of each kind."""
        for name, values in self.spent.items():
            ordered = sorted(values)
            last = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
            print(
                f"{name:34s} {len(ordered):6d} times, median {statistics.median(ordered):6.2f} s, "
                f"95th percentile {last:6.2f} s, slowest {ordered[-1]:6.2f} s"
            )
        every = sorted(value for values in self.spent.values() for value in values)
        if every:
            at = every[int(0.95 * (len(every) - 1))]
            print(f"every interaction: 95th percentile {at:.2f} s of {len(every)}")
        print(f"errors: {len(self.wrong)} {self.wrong[:5]}")


def memory_mb() -> dict[str, float]:
    """Resident memory of the app and of the readers it started, megabytes."""
    found: dict[str, float] = {}
    for folder in Path("/proc").iterdir():
        try:
            line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            here = (folder / "cwd").resolve()
            status = (folder / "status").read_text(encoding="ascii", errors="replace")
        except OSError:
            continue
        name = "app" if " app --no-browser" in line else "readers" if "sandbox_server" in line else ""
        if name and here == ROOT:
            size = next((int(row.split()[1]) for row in status.splitlines() if row.startswith("VmRSS")), 0)
            found[name] = found.get(name, 0.0) + size / 1024
    return found


async def reader(person: Person, tally: Tally, until: float) -> None:
    """Somebody who looks: filters the province, opens zones, now and then what they cover."""
    await tally.time("open the province", lambda: opened(person, "", ""))
    while time.monotonic() < until:
        await asyncio.sleep(random.uniform(*THINKING_S))  # noqa: S311 - no secret
        what = random.random()  # noqa: S311
        if what < 0.6:
            await tally.time("filter the province", lambda: _filter(person))
            if what < RINGS_ON:
                await asyncio.sleep(random.uniform(*THINKING_S))  # noqa: S311
                await tally.time("switch the rings on", lambda: person.switch_on("rings"))
            continue
        if what < 0.95:
            key = f"demo-{random.randint(1, ZONES):05d}"  # noqa: S311
            await tally.time("open a zone", lambda key=key: opened(person, "zone", f"zone={key}"))
        else:
            await tally.time("open the coverage", lambda: opened(person, "coverage", ""))
        await asyncio.sleep(random.uniform(*THINKING_S))  # noqa: S311
        await tally.time("back to the province", lambda: opened(person, "", ""))


async def opened(person: Person, page: str, query: str) -> float:
    """Open a page with its map; seconds until the page has run and the map has what it is made of."""
    spent = await person.run(page, query)
    return spent + await person.fetch()


async def _filter(person: Person) -> float:
    cities = random.sample(CITIES, random.randint(0, 2))  # noqa: S311
    spent = await person.run(None, None, chosen(person.find("MultiSelect", "设区市"), *cities))
    return spent + await person.fetch()


async def applicant(person: Person, tally: Tally, until: float) -> None:
    """Somebody who sends a file, looks what is wrong with it, and reads the verdict."""
    while time.monotonic() < until:
        name = random.choice(SENT)  # noqa: S311
        await tally.time("send a file", lambda name=name: send(person, name, (DEMO / name).read_bytes()))
        for step in ("problems", "verdict"):
            await asyncio.sleep(random.uniform(*THINKING_S))  # noqa: S311
            await tally.time(
                f"step {step}", lambda step=step: person.run(None, f"{person.query}&step={step}")
            )
        await asyncio.sleep(random.uniform(*THINKING_S))  # noqa: S311


async def send(person: Person, name: str, data: bytes) -> float:
    """Begin an application with one file; seconds until it was read."""
    await person.run("apply", "")
    began = time.perf_counter()
    state = await person.send_file(person.find("FileUploader"), Path(name).name, data)
    await person.run(None, None, state)
    return time.perf_counter() - began


async def _somebody(address: str, tally: Tally, until: float, number: int) -> None:
    person = Person(address)
    await asyncio.sleep(number * 0.3)
    try:
        await person.come()
        await (applicant if number % 5 == 4 else reader)(person, tally, until)
        await person.leave()
    except WRONG as problem:
        tally.wrong.append(f"{type(problem).__name__} {str(problem)[:200]}")


async def _first(address: str) -> None:
    """Somebody who was here before them: how long a cold start takes is measured elsewhere."""
    person = Person(address)
    await person.come()
    for page in ("", "coverage"):
        await opened(person, page, "")
    await person.leave()


async def _crowd(address: str, tally: Tally, seconds: float) -> None:
    until = time.monotonic() + seconds
    async with asyncio.TaskGroup() as group:
        for number in range(PEOPLE - 1):
            group.create_task(_somebody(address, tally, until, number))
        group.create_task(asyncio.to_thread(_browse, address, tally, until))
        group.create_task(_watch(until))


def _browse(address: str, tally: Tally, until: float) -> None:
    """One more in Chromium, who comes anew again and again: figures and map are drawn there."""
    with browser() as chromium:
        while time.monotonic() < until:
            with visit(chromium, address) as seen:
                seen.page.on("pageerror", lambda problem: tally.wrong.append(f"browser: {problem}"))
                try:
                    found = seen.wait("figures", "list", "map")
                except TimeoutError as problem:
                    tally.wrong.append(f"browser: {problem}")
                    continue
                tally.spent.setdefault("come anew in Chromium, all drawn", []).append(max(found.values()))
                seen.page.wait_for_timeout(1000 * random.uniform(*THINKING_S))  # noqa: S311


async def _watch(until: float) -> None:
    began = time.monotonic()
    while time.monotonic() < until:
        print(f"after {time.monotonic() - began:4.0f} s: {_told(memory_mb())}", flush=True)
        await asyncio.sleep(EVERY_S)


def people(minutes: float) -> int:
    """Thirty people."""
    tally = Tally()
    with server(register_of(ZONES, ZONES)) as running:
        asyncio.run(_first(running.address))
        asyncio.run(_crowd(running.address, tally, minutes * 60))
        time.sleep(5)
        print(f"all gone: {_told(memory_mb())}")
    tally.told()
    return 1 if tally.wrong else 0


def _told(memory: dict[str, float]) -> str:
    return ", ".join(f"{name} {value:,.0f} MB" for name, value in sorted(memory.items()))


async def _uploads(address: str, count: int) -> Tally:
    """One person after another sends one file, each another; the verdict is asked for, and the tab closed."""
    tally = Tally()
    whole = json.loads((DEMO / "zone.geojson").read_text(encoding="utf-8"))
    for number in range(count):
        person = Person(address)
        await person.come()
        # Another file and another land every time: nothing comes from a cache.
        data = json.dumps(_moved(whole, number * 1e-5)).encode()
        await _judged(person, tally, data)
        await person.leave()
        if number % 50 == 49 or number in {0, 9}:
            print(f"after {number + 1:5d} uploads: {_told(memory_mb())}", flush=True)
    return tally


async def _judged(person: Person, tally: Tally, data: bytes) -> None:
    await tally.time("send a file", lambda: send(person, "zone.geojson", data))
    await tally.time("step verdict", lambda: person.run(None, f"{person.query}&step=verdict"))


async def _large(address: str, count: int) -> Tally:
    """One person sends one large file after another, each a new application."""
    tally, person = Tally(), Person(address)
    await person.come()
    for number in range(count):
        await _judged(person, tally, _land(number))
        if number % 5 == 4 or number == 0:
            print(f"after {number + 1:3d} large uploads: {_told(memory_mb())}", flush=True)
    await person.leave()
    return tally


def _land(number: int) -> bytes:
    """A boundary file of 20 MB: one outline of many points, and a long remark."""
    turns = [2 * math.pi * i / LARGE_POINTS for i in range(LARGE_POINTS)]
    east = 120.6 + number * 1e-4
    ring = [[round(east + 0.01 * math.cos(t), 9), round(31.3 + 0.008 * math.sin(t), 9)] for t in turns]
    shape = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
    feature = {"type": "Feature", "properties": {"name": "核心区", "remark": ""}, "geometry": shape}
    size = len(json.dumps(feature))
    feature["properties"] = {"name": "核心区", "remark": "示例" * ((LARGE_BYTES - size) // 12)}
    return json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()


def _moved(content: object, by: float) -> object:
    """The same land a little farther east."""
    if isinstance(content, dict):
        return {key: _moved(value, by) for key, value in content.items()}
    if isinstance(content, list):
        if len(content) >= 2 and all(isinstance(value, float) for value in content[:2]):
            return [round(content[0] + by, 7), *content[1:]]
        return [_moved(value, by) for value in content]
    return content


def uploads(work: Callable[[str, int], Coroutine[Any, Any, Tally]], count: int) -> int:
    """So many uploads."""
    with tempfile.TemporaryDirectory() as folder, server(Path(folder)) as running:
        tally = asyncio.run(work(running.address, count))
        time.sleep(5)
        print(f"at the end: {_told(memory_mb())}")
    tally.told()
    return 1 if tally.wrong else 0


def main() -> int:
    """Run what is asked for."""
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    what, count = (*sys.argv[1:3], None, None)[:2]
    if what == "uploads":
        return uploads(_uploads, int(count or 1000))
    if what == "large":
        return uploads(_large, int(count or 50))
    return people(float(count or 5.0))


if __name__ == "__main__":
    sys.exit(main())
