"""How long the files of the labelled corpus take to be read, decided and inspected, slowest last.

Run: ``python benchmarks/corpus.py [SHOWN]``. Wall-clock seconds of one pass with a warm reader process.
"""

import importlib
import statistics
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "corpus"))

GROUPS = ("parcel", "shape", "web", "binary", "corners", "dxf", "foreign", "crs", "defects", "mixed")


def main() -> None:
    """Run every case once and print the distribution."""
    check = importlib.import_module("corpus_builder.check")
    cases = [case for g in GROUPS for case in importlib.import_module(f"corpus_builder.cases_{g}").cases()]
    check.run(cases[0])
    outcomes = sorted((check.run(case) for case in cases), key=lambda outcome: outcome.seconds)
    taken = [outcome.seconds for outcome in outcomes]
    late = sum(seconds > 5 for seconds in taken)
    print(f"{len(taken)} files, median {statistics.median(taken):.3f} s, {late} over 5 s; the slowest:")
    for outcome in outcomes[-int(sys.argv[1]) if len(sys.argv) > 1 else -10 :]:
        print(f"{outcome.seconds:8.3f} s  {outcome.case.id}")


if __name__ == "__main__":
    main()
