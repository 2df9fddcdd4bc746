"""Made-up land for the benchmarks: smooth outlines of 50 to 500 vertices scattered over Jiangsu."""

from __future__ import annotations

import numpy as np
import shapely

EAST_M, NORTH_M = 94_500.0, 110_890.0
"""Metres in a degree at 32° N, near enough to give sizes."""


def outline(rng: np.random.Generator, radius_m: float, lon: float, lat: float) -> shapely.Polygon:
    """A closed curve about a point: a circle with three waves of its own."""
    count = int(rng.integers(50, 501))
    angle = 2 * np.pi * (np.arange(count) + rng.uniform(0, 0.5, count)) / count
    reach = np.full(count, radius_m)
    for wave in (2, 3, 5):
        reach *= 1 + rng.uniform(0, 0.2) * np.cos(wave * angle + rng.uniform(0, 6))
    return shapely.Polygon(
        np.column_stack((lon + reach * np.cos(angle) / EAST_M, lat + reach * np.sin(angle) / NORTH_M))
    )


def somewhere(rng: np.random.Generator) -> tuple[float, float]:
    """A place in the province's extent."""
    return float(rng.uniform(116.5, 121.9)), float(rng.uniform(30.8, 35.1))


def zone_parts(rng: np.random.Generator, at: tuple[float, float] | None = None) -> list[shapely.Polygon]:
    """A core and two or three bases within some kilometres, somewhere or about a place."""
    lon, lat = at or somewhere(rng)
    parts = [outline(rng, rng.uniform(200, 900), lon, lat)]
    for _ in range(int(rng.integers(2, 4))):
        east, north = rng.uniform(-0.05, 0.05, 2)
        parts.append(outline(rng, rng.uniform(100, 600), lon + east, lat + north))
    return parts
