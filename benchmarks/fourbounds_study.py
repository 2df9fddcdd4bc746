"""Four boundaries on made-up towns: do generated texts verify, are false claims caught, true ones passed.

    python benchmarks/fourbounds_study.py [--zones 500] [--seed 20240601]

A town is a net of bent roads and rivers, turned by up to 30 degrees. A zone is a block of its cells, set
back 5 to 25 m from the lines; in one zone of four the east side lies 100 to 250 m west of its road. What
bounds the zone is known from how it was made, so that a claim is written without the code under test.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import numpy as np
from shapely import LineString, Polygon, affinity, transform

from geo.fourbounds import describe, parse, verify
from geo.model.footprint import make_footprint

STEMS = [
    *("紫藤", "青杨", "银杏", "木槿", "海棠", "石榴", "梧桐", "白鹭", "桂花", "芦苇", "文昌", "浒溪", "创智"),
    *("专研", "版图", "商汇", "云帆", "锦绣", "望亭", "枫林", "春晖", "秋实", "长宁", "永丰", "兴业", "明德"),
    *("博学", "启航", "东环", "南湖", "西园", "北塘", "江东", "河西"),
]
SPACING_M = 450.0
LINES = 7
VERBS = (
    ("至",) * 4,
    ("到",) * 4,
    ("临", "邻", "靠", "接"),
    ("起", "至", "至", "至"),
    ("侧为",) * 4,
    ("以",) * 4,
)
SIDES = "东南西北"


@dataclass(frozen=True)
class Town:
    """One zone in its town, and what bounds it: ``truth`` side to name, ``offset_m`` of the east side."""

    footprint: gpd.GeoDataFrame
    lines: gpd.GeoDataFrame
    truth: dict[str, str]
    offset_m: int | None
    others: tuple[str, ...]


def town(rng: np.random.Generator) -> Town:
    """Make a town with one zone."""
    nodes = np.stack(np.meshgrid(np.arange(LINES), np.arange(LINES), indexing="ij"), axis=-1) * SPACING_M
    nodes = nodes + rng.uniform(-60, 60, nodes.shape)
    stems = [str(stem) for stem in rng.choice(STEMS, 2 * LINES, replace=False)]
    rivers = rng.random(2 * LINES) < 0.2
    names = [
        stem + ("河" if wet else str(rng.choice(["路", "大道", "街"])))
        for stem, wet in zip(stems, rivers, strict=True)
    ]
    lines = [LineString(nodes[i]) for i in range(LINES)] + [LineString(nodes[:, j]) for j in range(LINES)]
    west, south = (int(v) for v in rng.integers(1, 4, 2))
    east, north = west + int(rng.integers(1, 3)), south + int(rng.integers(1, 3))
    offset = int(rng.integers(10, 25)) * 10 if rng.random() < 0.25 else None
    moved = nodes.copy()
    if offset:
        moved[east, :, 0] -= offset
    ring = np.vstack(
        [
            moved[west : east + 1, south],
            moved[east, south : north + 1],
            moved[west : east + 1, north][::-1],
            moved[west, south : north + 1][::-1],
        ]
    )
    zone = Polygon(ring).buffer(-float(rng.uniform(5, 25)) if not offset else -2.0, join_style="mitre")
    turn, place = (
        float(rng.uniform(-30, 30)),
        (float(rng.uniform(117.5, 120.5)), float(rng.uniform(31.2, 34.5))),
    )
    middle = SPACING_M * (LINES - 1) / 2
    scale = np.array([111320.0 * np.cos(np.radians(place[1])), 110900.0])

    def lonlat(geometry: Any) -> Any:
        turned = affinity.rotate(geometry, turn, origin=(middle, middle))
        return transform(turned, lambda xy: xy / scale + np.array(place))

    frame = gpd.GeoDataFrame(
        {"name": names, "kind": ["river" if wet else "road" for wet in rivers]},
        geometry=[lonlat(line) for line in lines],
        crs="EPSG:4490",
    )
    truth = dict(
        zip(SIDES, (names[east], names[LINES + south], names[west], names[LINES + north]), strict=True)
    )
    others = tuple(name for name in names if name not in truth.values())
    return Town(make_footprint([("1", None, None, lonlat(zone))]), frame, truth, offset, others)


def claim_text(told: Town, rng: np.random.Generator, *, without: str = "") -> str:
    """The truth in one of the usual phrasings, its sides in any order."""
    order = list(rng.permutation(list(SIDES)))
    verbs = dict(zip(SIDES, VERBS[int(rng.integers(len(VERBS)))], strict=True))
    clauses = []
    for side in order:
        if side in without:
            continue
        name = told.truth[side]
        if side == "东" and told.offset_m:
            name += f"以西{told.offset_m}米"
        clauses.append(f"{side}{verbs[side]}{name}" + ("为界" if verbs[side] == "以" else ""))
    return str(rng.choice(["、", "，", "；", ""])).join(clauses) + "。具体以界址点坐标控制。"


def corrupted(told: Town, kind: str, rng: np.random.Generator) -> str:
    """A false claim: ``swapped``, ``wrong_road``, ``wrong_offset`` or ``missing_side``."""
    if kind == "missing_side":
        return claim_text(told, rng, without=str(rng.choice(list(SIDES))))
    if kind == "wrong_offset":
        true = told.offset_m or 0
        wrong = true + int(rng.integers(12, 50)) * 10
        return claim_text(replace(told, offset_m=wrong), rng)
    truth = dict(told.truth)
    if kind == "swapped":
        one, other = (str(side) for side in rng.choice(list(SIDES), 2, replace=False))
        truth[one], truth[other] = truth[other], truth[one]
    else:
        truth[str(rng.choice(list(SIDES)))] = str(rng.choice(told.others))
    return claim_text(replace(told, truth=truth), rng)


KINDS = ("swapped", "wrong_road", "wrong_offset", "missing_side")


def study(zones: int, seed: int) -> dict[str, Any]:
    """Figures over so many zones; one corrupted claim a zone, the kinds in turn."""
    rng = np.random.default_rng(seed)
    counts: Counter[str] = Counter()
    misses: list[str] = []
    for index in range(zones):
        made = town(rng)
        text = describe(made.footprint, made.lines).sentence("zh")
        if verify(parse(text), made.footprint, made.lines).outcome == "confirmed":
            counts["generated"] += 1
        else:
            misses.append(f"{index} generated: {text}")
        text = claim_text(made, rng)
        if verify(parse(text), made.footprint, made.lines).outcome == "confirmed":
            counts["true_passed"] += 1
        else:
            misses.append(f"{index} true: {text}")
        kind = KINDS[index % len(KINDS)]
        text = corrupted(made, kind, rng)
        counts[f"tried_{kind}"] += 1
        if verify(parse(text), made.footprint, made.lines).outcome == "confirmed":
            misses.append(f"{index} {kind}: {text}; truth {made.truth} {made.offset_m}")
        else:
            counts[f"caught_{kind}"] += 1
    caught = sum(counts[f"caught_{kind}"] for kind in KINDS)
    return {
        "zones": zones,
        "generated_verify": counts["generated"] / zones,
        "caught": caught / zones,
        "false_alarms": 1 - counts["true_passed"] / zones,
        "by_kind": {kind: [counts[f"caught_{kind}"], counts[f"tried_{kind}"]] for kind in KINDS},
        "misses": misses,
    }


def main() -> int:
    """Run the study and print its figures."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--zones", type=int, default=500)
    options.add_argument("--seed", type=int, default=20240601)
    chosen = options.parse_args()
    started = time.perf_counter()
    figures = study(chosen.zones, chosen.seed)
    figures["seconds"] = round(time.perf_counter() - started, 1)
    print(json.dumps(figures, ensure_ascii=False, indent=1))
    held = figures["generated_verify"] == 1 and figures["caught"] >= 0.99 and figures["false_alarms"] <= 0.01
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
