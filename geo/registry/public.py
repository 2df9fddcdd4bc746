"""What of a submitted version is for everybody: land, figures, clauses; no firm, no file, no person."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from geo.measure.floor import standing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.registry.records import Submission

LEFT_OUT: Mapping[str, Any] = {"ledgers": {}, "issues": [], "inputs": {}}
"""Parts of an assessment that name firms, buildings or cells of a file, and what stands in their place."""
_SUMS = tuple(f"{name}{end}_m2" for name in ("floor", "core") for end in ("", "_low", "_high"))
FILE_SAYS: Mapping[str, Any] = {"layer": None, "encoding": None}
"""What the file says of itself besides its hash."""


def public_document(document: Mapping[str, Any]) -> dict[str, Any]:
    """An assessment as everybody may read it; the file goes by the name of its zone, the ledgers as numbers.

    Examples
    --------
    >>> whole = {"zone": {"name": "甲"}, "source": {"name": "王经理.shp"}, "ledgers": {}}
    >>> public_document(whole)["source"]
    {'name': '甲', 'layer': None, 'encoding': None}
    """
    source = {**document["source"], **FILE_SAYS, "name": document["zone"]["name"]}
    totals = ledger_totals(document.get("ledgers") or {})
    return {**document, **LEFT_OUT, "source": source, "ledger_totals": totals}


def ledger_totals(ledgers: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """The ledgers in numbers, no row of them by itself.

    Parameters
    ----------
    ledgers
        Of an assessment (docs/assessment-json.md).

    Returns
    -------
    dict
        ``buildings``: by ``state`` (undetermined with a place in doubt), those outside the zone apart, how
        many and their floor area in the zone and in the core, each with its limits; an upper one that is not
        known is None.
        ``institutions``: by ``category``, how many are listed and between how many count.

    Examples
    --------
    >>> rows = [{"category": "agency", "counted": {"low": 0, "high": 1}}]
    >>> ledger_totals({"institutions": {"rows": rows}})["institutions"]
    [{'category': 'agency', 'listed': 1, 'low': 0, 'high': 1}]
    """
    buildings: dict[str, dict[str, Any]] = {}
    for row in (ledgers.get("buildings") or {}).get("rows", ()):
        state = "outside" if row["why"] == "outside" else standing(row["state"], row["why"])
        of = buildings.setdefault(state, {"state": state, "buildings": 0, **dict.fromkeys(_SUMS, 0.0)})
        of["buildings"] += 1
        for name, counted in (("floor", row["counted_m2"]), ("core", row["core_m2"])):
            of[f"{name}_m2"] += counted["value"] or 0.0
            of[f"{name}_low_m2"] += counted["low"] or 0.0
            most, high = of[f"{name}_high_m2"], counted["high"]
            of[f"{name}_high_m2"] = None if most is None or high is None else most + high
    institutions: dict[str, dict[str, Any]] = {}
    for row in (ledgers.get("institutions") or {}).get("rows", ()):
        first = {"category": row["category"], "listed": 0, "low": 0, "high": 0}
        of = institutions.setdefault(row["category"], first)
        of["listed"] += 1
        of["low"] += row["counted"]["low"]
        of["high"] += row["counted"]["high"]
    return {"buildings": list(buildings.values()), "institutions": list(institutions.values())}


def public_part(found: Submission) -> Submission:
    """A submitted version as everybody may read it."""
    return replace(found, submitted_by="", document=public_document(found.document), files={})
