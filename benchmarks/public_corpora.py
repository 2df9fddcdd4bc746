"""What plain geopandas and what Sizhi say to public collections of bad files: a Markdown table.

The collections are not part of this repository. Get them yourself and name their folders::

    python benchmarks/public_corpora.py geojson-invalid-geometry geojsonhint geos/tests/xmltester

Known shapes: GeoJSON files whose folder or name gives the authors' verdict (``valid``, ``good``, ``bad``,
``invalid_*``, ``problematic_*``), and XML files of the GEOS test runner, whose ``isValid`` tests give it
case by case. Listed are the files called bad and the GEOS cases where the weights differ from the verdict;
``--all`` lists everything.
"""

from __future__ import annotations

import argparse
import sys
import warnings
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from defusedxml.ElementTree import parse

from geo.intake import read
from geo.model.issue import Issue, Severity
from geo.model.reading import RawPart
from geo.topology import inspect

ASIDE = {"polygon.huge", "polygon.tiny", "parts.far_apart", "parts.several_cities", "geometry.skipped"}
"""Size and place of the sample land: true, but not what its authors complain of, so no answer to them."""

BAD = {"invalid", "problematic", "bad"}
GOOD = {"valid", "good"}


@dataclass(frozen=True)
class Row:
    """One file or test case: who says it is good, what the plain library does, what we say."""

    source: str
    verdict: str
    plain: str
    sizhi: str
    weights: frozenset[Severity]
    plain_silent: bool
    silent: bool

    @property
    def bad(self) -> bool:
        """Whether the authors call it bad."""
        return self.verdict in BAD


def verdict_of(path: Path, root: Path) -> str | None:
    """Return the authors' verdict by the nearest folder or the file's name."""
    names = [path.stem, *(parent.name for parent in path.relative_to(root).parents)]
    for name in names:
        word = name.replace("-", "_").split("_")[0]
        if word in BAD | GOOD:
            return word
    return None


def plainly(path: Path) -> tuple[str, bool]:
    """What ``geopandas.read_file`` makes of a file, and whether it took it without a word."""
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        try:
            frame = gpd.read_file(path)
        except Exception as error:  # noqa: BLE001 - whatever it raises is the result
            return f"raises {type(error).__name__}", False
    if "geometry" not in getattr(frame, "columns", ()):
        return f"{len(frame)} rows without geometry", not told
    kinds = Counter(frame.geometry.geom_type.fillna("none"))
    kind = ", ".join(f"{count} {name}" for name, count in sorted(kinds.items())) or "0 rows"
    return kind + (f", {len(told)} warnings" if told else ""), not told


def told(issues: tuple[Issue, ...]) -> tuple[str, frozenset[Severity], bool]:
    """Codes with their weight, each once, the worst first; the weights; whether nothing is to the point."""
    order = {Severity.ERROR: "E", Severity.WARNING: "W", Severity.NOTE: "N"}
    unique = {(list(order).index(i.severity), f"{order[i.severity]} `{i.code}`") for i in issues}
    silent = all(i.code in ASIDE for i in issues)
    return (
        ", ".join(word for _, word in sorted(unique)) or "nothing",
        frozenset(i.severity for i in issues),
        silent,
    )


def geojson_rows(root: Path) -> Iterator[Row]:
    """One row a GeoJSON file that carries a verdict."""
    for path in sorted(root.rglob("*json")):
        verdict = verdict_of(path, root)
        if verdict is None or path.suffix not in {".geojson", ".json"}:
            continue
        reading = read(path, name=path.name)
        # RFC 7946: what does not say otherwise is longitude and latitude.
        degrees = reading.declared is not None and reading.declared.crs == "EPSG:4326"
        adopted = [part.geometry for part in reading.parts] if degrees else None
        issues = (*reading.issues, *inspect(reading.parts, adopted))
        words, weights, nothing = told(issues)
        plain, silent = plainly(path)
        yield Row(str(path.relative_to(root)), verdict, plain, words, weights, silent, nothing)


def geos_rows(root: Path) -> Iterator[Row]:
    """One row an ``isValid`` test on polygons."""
    for path in sorted(root.rglob("*.xml")):
        for number, case in enumerate(parse(path).getroot().iter("case"), 1):
            yield from _geos_case(path, number, case)


def _geos_case(path: Path, number: int, case: object) -> Iterator[Row]:
    operations = [op for op in case.iter("op") if op.get("name", "").lower() == "isvalid"]  # type: ignore[attr-defined]
    for op in operations:
        operand = case.find(op.get("arg1", "A").lower())  # type: ignore[attr-defined]
        content = "".join((operand.text or "").split("\n")).strip()
        verdict = "good" if (op.text or "").strip() == "true" else "bad"
        name = f"{path.name} {number}: {(case.findtext('desc') or '').strip()[:60]}"  # type: ignore[attr-defined]
        try:
            with np.errstate(all="ignore"):
                shape = shapely.from_wkt(content) if " " in content else shapely.from_wkb(content)
        except shapely.errors.GEOSException as error:
            yield Row(
                name, verdict, "raises GEOSException", f"cannot be built: {error}"[:60], frozenset(), False
            )
            continue
        if shape.geom_type in {"Polygon", "MultiPolygon"} and not shape.is_empty:
            words, weights, nothing = told(inspect([RawPart(part_id="1", geometry=shapely.force_2d(shape))]))
            yield Row(name, verdict, f"read, is_valid={shape.is_valid}", words, weights, True, nothing)


def table(rows: list[Row]) -> Iterator[str]:
    """Markdown lines."""
    yield "| file | authors | geopandas | Sizhi |"
    yield "|---|---|---|---|"
    for row in rows:
        yield f"| {row.source.replace('|', '/')} | {row.verdict} | {row.plain} | {row.sizhi} |"


def summary(name: str, rows: list[Row]) -> Iterator[str]:
    """Count what passes without a word, and what is called an error though it is good."""
    bad, good = [r for r in rows if r.bad], [r for r in rows if not r.bad]
    errors = sum(Severity.ERROR in r.weights for r in good)
    yield f"**{name}**: {len(rows)} cases, {len(bad)} called bad."
    yield f"Without a word pass: geopandas {sum(r.plain_silent for r in bad)},"
    yield f"Sizhi {sum(r.silent for r in bad)}."
    yield f"Of {len(good)} called good, Sizhi calls {errors} an error."


def main() -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--all", action="store_true", help="list what agrees, too")
    options = parser.parse_args()
    for root in options.folders:
        files, cases = list(geojson_rows(root)), list(geos_rows(root))
        if files:
            listed = files if options.all else [r for r in files if r.bad]
            print(*summary(root.name, files), "", *table(listed), "", sep="\n")
        if cases:
            surprising = [r for r in cases if r.bad == (Severity.ERROR not in r.weights)]
            print(*summary(root.name, cases), "", *table(cases if options.all else surprising), "", sep="\n")
            codes = Counter(row.sizhi for row in cases if row.bad)
            print(*(f"{count} × {words}" for words, count in codes.most_common()), "", sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
