"""The blocks of the coverage page: figures, shares, what is served, what a new base would add."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo import places
from geo.i18n import number, text
from geo.ui import overview, register_view
from geo.ui.coverage_view import km, shares, told_share
from geo.ui.render import html

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.ui.coverage_form import Asked
    from geo.ui.coverage_work import Found

SHOWN = 50
"""Parks of which the nearest land is listed; all of them are in the downloads."""
FEW_M = 1000.0
"""Below this a distance is told in metres."""


def figures(found: Found, asked: Asked, lang: str) -> None:
    """Land counted, ground reached, share of the province, parks and institutions within the widest ring."""
    widest = found.rings.loc[found.rings["distance_m"].idxmax()]
    of = found.cities[found.cities["distance_m"] == widest["distance_m"]]
    share = of["covered_m2"].sum() / of["area_m2"].sum()
    within = text("ui.coverage.within", lang, distance=km(widest["distance_m"]))
    said = [
        ("bases", str(len(asked.lands) + len(asked.points)), _bases(asked, lang)),
        ("ground", f"{widest['area_m2'] / 1e6:,.1f}", within),
        ("share", f"{100 * share:.2f}", within),
    ]
    for key, frame, column in (("parks", found.parks, "met"), ("points", found.points, "inside")):
        if frame is None:
            said.append((key, "—", text(f"ui.coverage.no_{key}", lang)))
        else:
            row = frame.loc[frame["distance_m"].idxmax()]
            total = row["parks" if key == "parks" else "points"]
            said.append((key, f"{row[column]:.0f} / {total:.0f}", within))
    html(
        "key_figures.html.j2",
        figures=[
            {
                "label": text(f"ui.coverage.figure_{key}", lang),
                "unit": overview.unit_of("coverage", key, value, lang),
                "value": value,
                "lines": [line],
            }
            for key, value, line in said
        ],
        day=text("ui.province.day", lang, day=register_view.today()),
        demo=text("ui.coverage.with_demo", lang) if asked.demo else "",
    )


def _bases(asked: Asked, lang: str) -> str:
    return text("ui.coverage.bases_of", lang, lands=len(asked.lands), trials=len(asked.points))


def cities(found: Found, asked: Asked, lang: str) -> None:
    """Share of each city's area within each distance."""
    _shares("cities", shares(found.cities, lang), asked, lang)


def counties(found: Found, asked: Asked, lang: str) -> None:
    """Share of each county's area, of those reached at all."""
    reached = [(name, values) for name, values in shares(found.counties, lang) if max(values) > 0]
    _shares("counties", reached, asked, lang)


def _shares(name: str, rows: Sequence[tuple[str, list[float]]], asked: Asked, lang: str) -> None:
    none = sum(max(values) <= 0 for _, values in rows)
    html(
        "table.html.j2",
        title=text(f"ui.coverage.{name}", lang),
        heads=[text("ui.coverage.column_area_name", lang), *(km(d) for d in asked.distances_m)],
        right=[False, *(True for _ in asked.distances_m)],
        rows=[
            (area, *(told_share(value, lang) for value in values)) for area, values in rows if max(values) > 0
        ],
        note=text("ui.coverage.others", lang, count=none) if none else "",
        empty=text("ui.coverage.no_area", lang),
    )


def served(found: Found, lang: str) -> None:
    """Parks and institutions within each distance, and the nearest land of each park."""
    if found.parks is None and found.points is None:
        html(
            "notice.html.j2",
            tone="advisory",
            title=text("ui.coverage.no_layers", lang),
            lines=[text("ui.coverage.no_layers_do", lang)],
        )
        return
    rows: dict[float, list[str]] = {}
    heads = [text("ui.coverage.column_within", lang)]
    if found.parks is not None:
        heads += [text(f"ui.coverage.column_{key}", lang) for key in ("met", "whole", "park_share")]
        for row in found.parks.to_dict("records"):
            cells = [f"{row['met']} / {row['parks']}", str(row["whole"]), told_share(row["share"], lang)]
            rows.setdefault(row["distance_m"], []).extend(cells)
    if found.points is not None:
        heads.append(text("ui.coverage.column_points", lang))
        for row in found.points.to_dict("records"):
            rows.setdefault(row["distance_m"], []).append(f"{row['inside']} / {row['points']}")
    html(
        "table.html.j2",
        title=text("ui.coverage.served", lang),
        heads=heads,
        right=[True for _ in heads],
        rows=[(km(distance), *cells) for distance, cells in rows.items()],
        note=_unplaced(found, lang),
    )
    if found.nearest is not None:
        ordered = found.nearest.sort_values("distance_m", na_position="last")
        more = len(ordered) - SHOWN
        order = ordered.head(SHOWN).to_dict("records")
        html(
            "table.html.j2",
            title=text("ui.coverage.nearest", lang),
            heads=[text(f"ui.coverage.column_{key}", lang) for key in ("park", "base", "distance_said")],
            right=[False, False, True],
            rows=[(row["name"], row["base"] or "—", _away(row["distance_m"], lang)) for row in order],
            note=text("ui.coverage.nearest_note", lang)
            + (text("ui.coverage.nearest_more", lang, shown=SHOWN, count=f"{more:,}") if more > 0 else ""),
        )


def _unplaced(found: Found, lang: str) -> str:
    """What could not be placed, so that no total is taken for all there is."""
    parks = 0 if found.parks is None else int(found.parks["without_boundary"].max())
    points = 0 if found.points is None else int(found.points["without_place"].max())
    left_out = {"unplaced_parks": parks, "unplaced_points": points}
    return "".join(text(f"ui.coverage.{key}", lang, count=count) for key, count in left_out.items() if count)


def _away(metres: float, lang: str) -> str:
    if metres != metres:  # noqa: PLR0124 - NaN: a park known by its name only
        return text("ui.coverage.no_place", lang)
    if metres == 0:
        return text("ui.coverage.touches", lang)
    return number(metres, "m", lang) if metres < FEW_M else f"{metres / 1000:,.2f} km"


def gains(found: Found, asked: Asked, lang: str) -> None:
    """What the bases on trial would add to each city, in a sentence and a table."""
    if found.gains is None:
        return
    widest = max(asked.distances_m)
    frame = found.gains
    more = float(frame.loc[frame["distance_m"] == widest, "gain_m2"].sum()) / 1e6
    rows: list[tuple[Any, ...]] = [
        (
            km(row["distance_m"]),
            places.label(row["name"], lang),
            told_share(row["share"], lang),
            told_share(row["share_after"], lang),
            f"+{row['gain_m2'] / 1e6:,.2f}",
        )
        for row in frame.to_dict("records")
        if row["gain_m2"] > 1.0
    ]
    heads = ("within", "area_name", "share", "after", "gain")
    area, distance = f"{more:,.1f}", km(widest)
    html(
        "table.html.j2",
        title=text("ui.coverage.gains", lang, count=len(asked.points), area=area, distance=distance),
        heads=[text(f"ui.coverage.column_{key}", lang) for key in heads],
        right=[True, False, True, True, True],
        rows=rows,
        empty=text("ui.coverage.no_gain", lang),
    )
