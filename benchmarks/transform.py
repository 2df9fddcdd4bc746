"""GCJ-02 there and back: ours against what the package index offers, in one run.

    python -m venv /tmp/offsets && /tmp/offsets/bin/pip install numpy eviltransform coord-convert prcoords
    /tmp/offsets/bin/python benchmarks/transform.py

Runs without Sizhi's own dependencies: `geo/crs/gcj.py` needs numpy alone and is loaded by its path. A
package that is not installed is left out. The error is that of going there and back, in metres.
"""

from __future__ import annotations

import importlib.util
import math
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import numpy as np

Forward = Callable[[float, float], tuple[float, float]]

SCALAR_POINTS = 5_000
VECTOR_POINTS = 500_000
ROUNDS = 5
METRES_PER_DEGREE = 111_320.0


def ours() -> ModuleType:
    """Load the module by its path."""
    path = Path(__file__).parents[1] / "geo" / "crs" / "gcj.py"
    spec = importlib.util.spec_from_file_location("gcj", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def rivals() -> Iterator[tuple[str, Forward, Forward]]:
    """Name, true position to GCJ-02, and back; longitude first."""
    try:
        import eviltransform  # noqa: PLC0415

        def flipped(function: Forward) -> Forward:
            return lambda lon, lat: function(lat, lon)[::-1]

        yield "eviltransform", flipped(eviltransform.wgs2gcj), flipped(eviltransform.gcj2wgs)
        yield "eviltransform, exact", flipped(eviltransform.wgs2gcj), flipped(eviltransform.gcj2wgs_exact)
    except ImportError:
        pass
    try:
        from coord_convert import transform  # noqa: PLC0415

        yield "coord-convert", transform.wgs2gcj, transform.gcj2wgs
    except ImportError:
        pass
    try:
        import prcoords  # noqa: PLC0415

        yield "prcoords", _pairs(prcoords.wgs_gcj), _pairs(prcoords.gcj_wgs)
        yield "prcoords, exact", _pairs(prcoords.wgs_gcj), _pairs(prcoords.gcj_wgs_bored)
    except (ImportError, AttributeError):
        pass


def _pairs(function: Callable[[tuple[float, float]], tuple[float, float]]) -> Forward:
    def flipped(lon: float, lat: float) -> tuple[float, float]:
        found = function((lat, lon))
        return found[1], found[0]

    return flipped


def timed(job: Callable[[], object]) -> float:
    """Median of several runs, seconds of processor time."""
    seconds = []
    for _ in range(ROUNDS):
        start = time.process_time()
        job()
        seconds.append(time.process_time() - start)
    return statistics.median(seconds)


def main() -> None:
    """Print a table."""
    rng = np.random.default_rng(1)
    lon, lat = rng.uniform(116.4, 121.9, VECTOR_POINTS), rng.uniform(30.8, 35.1, VECTOR_POINTS)
    gcj = ours()
    drawn = gcj.apply(lon, lat, "gcj02")
    back = gcj.remove(*drawn, "gcj02")
    there_s = timed(lambda: gcj.apply(lon, lat, "gcj02")) / VECTOR_POINTS
    back_s = timed(lambda: gcj.remove(*drawn, "gcj02")) / VECTOR_POINTS
    error = METRES_PER_DEGREE * max(np.abs(back[0] - lon).max(), np.abs(back[1] - lat).max())
    print(f"{'':22}{'there, µs':>12}{'back, µs':>12}{'ratio back':>12}{'error, m':>12}")
    print(f"{'Sizhi':22}{1e6 * there_s:12.2f}{1e6 * back_s:12.2f}{1:12.1f}{error:12.1e}")
    few = list(zip(lon[:SCALAR_POINTS].tolist(), lat[:SCALAR_POINTS].tolist(), strict=True))
    for name, forward, inverse in rivals():
        moved = [forward(*point) for point in few]
        found = [inverse(*point) for point in moved]
        error = METRES_PER_DEGREE * max(math.dist(a, b) for a, b in zip(few, found, strict=True))
        one_way = timed(lambda f=forward: [f(*point) for point in few]) / SCALAR_POINTS
        way_back = timed(lambda f=inverse, m=moved: [f(*point) for point in m]) / SCALAR_POINTS
        print(f"{name:22}{1e6 * one_way:12.2f}{1e6 * way_back:12.2f}{way_back / back_s:12.1f}{error:12.1e}")


if __name__ == "__main__":
    main()
