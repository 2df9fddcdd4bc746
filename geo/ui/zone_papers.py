"""What everybody may take away of a zone: its boundary, its verdict, its map; never the original files."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

import streamlit as st

from geo.i18n import text
from geo.ui import exports, zone_land
from geo.ui.render import html
from geo.ui.review import told

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.ui.zone_land import Land
    from geo.ui.zone_rows import ZoneRow
    from geo.ui.zone_view import Story


def block(row: ZoneRow, found: Story, held: Land, lang: str) -> None:
    """The downloads with what each is, and what is not public."""
    html("heading.html.j2", title=text("ui.zone.papers", lang), lead=text("ui.zone.papers_lead", lang))
    made: list[tuple[str, str, str, Any]] = [
        (
            "boundary",
            "geojson",
            "application/geo+json",
            lambda: zone_land.geojson(held.case.footprint).encode(),
        )
    ]
    if held.approved:
        made.append(("dossier", "html", "text/html", lambda: dossier(row, found, held, lang)))
    if found.document is not None:
        made.append(("verdict", "json", "application/json", lambda: verdict(found.document or {})))
    with st.container(key="zone_papers"):
        for column, (kind, ending, mime, data) in zip(st.columns(len(made)), made, strict=True):
            column.download_button(
                text(f"ui.zone.paper_{kind}", lang),
                data=data,
                file_name=f"{exports.file_stem(f'zone_{kind}', row.name, lang=lang)}.{ending}",
                mime=mime,
                icon=":material/download:",
                width="stretch",
                on_click="ignore",
                key=f"zone_paper_{kind}",
            )


def verdict(document: Mapping[str, Any]) -> bytes:
    """The public part of a recorded verdict as data: what `geo.registry.public` left in it.

    Examples
    --------
    >>> verdict({"outcome": "pass", "ledgers": {}, "source": {"name": "甲"}}).decode().split()
    ['{', '"outcome":', '"pass"', '}']
    """
    from geo.registry.public import LEFT_OUT

    told_to_all = {key: value for key, value in document.items() if key not in {*LEFT_OUT, "source"}}
    return json.dumps(told_to_all, ensure_ascii=False, indent=2).encode()


def dossier(row: ZoneRow, found: Story, held: Land, lang: str) -> bytes:
    """The public verdict sheet: land, clauses, hashes; no way, no files, no single firm."""
    from geo.report.dossier import Filing
    from geo.report.dossier import dossier as written
    from geo.ui.review.dossier import drawn
    from geo.ui.zone_view import facts_of

    item = held.case.assessment
    number = found.verdicts[0].number if found.verdicts else ""
    filing = Filing(
        number=number,
        facts=facts_of(row, lang, held),
        printed=told.moment(dt.datetime.now(dt.UTC).isoformat(), lang),
        digest=str(found.document["digest"]) if found.document is not None else item.digest,
        public=True,
    )
    return written(item, filing, drawn(held.case, lang), lang).encode()
