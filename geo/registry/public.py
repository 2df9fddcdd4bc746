"""What of a submitted version is for everybody: land, figures, clauses; no firm, no file, no person."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.registry.records import Submission

LEFT_OUT: Mapping[str, Any] = {"ledgers": {}, "issues": [], "inputs": {}}
"""Parts of an assessment that name firms, buildings or cells of a file, and what stands in their place."""
FILE_SAYS: Mapping[str, Any] = {"layer": None, "encoding": None}
"""What the file says of itself besides its hash."""


def public_document(document: Mapping[str, Any]) -> dict[str, Any]:
    """An assessment as everybody may read it; the file goes by the name of its zone.

    Examples
    --------
    >>> whole = {"zone": {"name": "甲"}, "source": {"name": "王经理.shp"}, "ledgers": {"buildings": {}}}
    >>> public_document(whole)
    {'zone': {'name': '甲'}, 'source': {'name': '甲', 'layer': None, 'encoding': None}, 'ledgers': {}, \
'issues': [], 'inputs': {}}
    """
    source = {**document["source"], **FILE_SAYS, "name": document["zone"]["name"]}
    return {**document, **LEFT_OUT, "source": source}


def public_part(found: Submission) -> Submission:
    """A submitted version as everybody may read it."""
    return replace(found, submitted_by="", document=public_document(found.document), files={})
