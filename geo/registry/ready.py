"""A submission made ready before the register is locked: others wait only for the writing itself."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo.registry.content import as_text, sha256_of, written
from geo.registry.evidence import evidence_rows, places_of
from geo.registry.land import footprint_rows
from geo.registry.schema import assessments, footprints, parts, submission_files, submissions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Table

    from geo.model.application import Application
    from geo.model.case import Case
    from geo.registry.content import Received
    from geo.registry.store import Change

Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """Rows of one submission, complete but for what only the locked register knows."""

    submission: Row
    files: list[Row]
    footprint: Row
    parts: list[Row]
    assessment: Row
    evidence: Mapping[Table, list[Row]]

    @property
    def id(self) -> str:
        """Id of the submission to be."""
        return str(self.submission["id"])

    @property
    def city(self) -> str | None:
        """The city the land lies in."""
        found: str | None = self.footprint["city"]
        return found


def made_ready(application: Application, came: tuple[Received, ...], case: Case) -> Ready:
    """Everything about a submission that can be computed before its turn has come.

    Parameters
    ----------
    application
        What is handed in.
    came
        Its files.
    case
        What it was judged to be.
    """
    from geo.report.document import document  # noqa: PLC0415 - a view; only a submission needs it

    key = secrets.token_hex(16)
    judged = document(case, "zh")
    content = as_text({**written(application, came), "digest": judged["digest"]})
    adopted = case.assessment.crs.adopted
    footprint, of = footprint_rows(
        case.footprint, secrets.token_hex(16), city=None if adopted is None else adopted.city
    )
    return Ready(
        submission={"id": key, "sha256": sha256_of(content), "content": content},
        files=[
            {
                "id": f"{key}/{file.part}",
                "submission_id": key,
                "part": file.part,
                "name": file.name,
                "sha256": file.sha256,
            }
            for file in came
        ],
        footprint={**footprint, "submission_id": key},
        parts=of,
        assessment={
            "id": key,
            "submission_id": key,
            "digest": judged["digest"],
            "outcome": judged["outcome"],
            "document": json.dumps(judged, ensure_ascii=False, allow_nan=False),
        },
        evidence=evidence_rows(key, judged, places_of(case.layers)),
    )


def insert_ready(change: Change, ready: Ready, row: Mapping[Any, Any], *, number: str, version: int) -> None:
    """Write the rows of a submission of the application in ``row``."""
    change.insert(
        submissions,
        {
            **ready.submission,
            "application_id": row["id"],
            "number": number,
            "version": version,
            "submitted_by": change.actor,
            "submitted_at": change.at,
        },
    )
    change.insert(submission_files, *ready.files)
    known = {
        "zone_id": row["zone_id"],
        "application_id": row["id"],
        "version": version,
        "added_at": change.at,
    }
    change.insert(footprints, {**ready.footprint, **known})
    change.insert(parts, *ready.parts)
    change.insert(assessments, {**ready.assessment, "assessed_at": change.at})
    for table, rows in ready.evidence.items():
        change.insert(table, *rows)
