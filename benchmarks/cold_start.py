"""From process start to verdict for one file, beside the bare start of the libraries it needs.

Run: ``python benchmarks/cold_start.py [RUNS]``. Prints the median wall and CPU seconds of whole processes
and their ratio; the two commands take turns, so that a drifting machine weighs on both alike.
"""

import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ZONE = Path(__file__).parents[1] / "data" / "boundaries" / "demo" / "zone.geojson"
BARE = [sys.executable, "-c", "import geopandas; geopandas.GeoSeries"]
READ = f"import geopandas; print(geopandas.read_file({str(ZONE)!r}).to_crs(4549).area)"
PLAIN = [sys.executable, "-c", READ]
COMMAND = "from geo.cli.main import main; main()"


def _timed(command: list[str]) -> tuple[float, float]:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Time the commands in turn and print a row each."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    with tempfile.TemporaryDirectory() as folder:
        report = str(Path(folder) / "out.json")
        assess = [sys.executable, "-c", COMMAND, "assess", str(ZONE), "--city", "苏州", "--json", report]
        commands = {
            "import geopandas": BARE,
            "geopandas: read, project, area": PLAIN,
            "sizhi assess": assess,
            "sizhi --help": [sys.executable, "-c", COMMAND, "--help"],
        }
        for command in commands.values():
            _timed(command)
        taken: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
        for _ in range(runs):
            for name, command in commands.items():
                taken[name].append(_timed(command))
    base = statistics.median(wall for wall, _ in taken["geopandas: read, project, area"])
    print(f"{'command':32s} {'wall s':>7s} {'cpu s':>7s} {'ratio':>6s}   median of {runs}")
    for name, rows in taken.items():
        wall = statistics.median(w for w, _ in rows)
        cpu = statistics.median(c for _, c in rows)
        print(f"{name:32s} {wall:7.2f} {cpu:7.2f} {wall / base:6.2f}")


if __name__ == "__main__":
    main()
