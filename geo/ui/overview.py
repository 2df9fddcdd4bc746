"""The blocks of the province page: key figures, stated facts, the list beside the map, ranking and spread."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from geo import places
from geo.i18n import number, text
from geo.i18n.catalogue import has
from geo.places import CITIES
from geo.ui import indicators
from geo.ui.exports import Table
from geo.ui.filters import stage_name
from geo.ui.render import html
from geo.ui.zone_rows import LEVELS, MEASURES, STAGES, by_city, ranking, total, years

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.registry.records import Fact
    from geo.ui.filters import Chosen
    from geo.ui.register_view import Snapshot
    from geo.ui.zone_rows import ZoneRow


FACTS = ("zones_provincial_or_above", "zones_national", "zones_provincial_built_earlier", "institutions_over")
"""Facts of the province in the order they are told."""
COLUMNS = ("id", "name", "level", "stage", "city", "district", *MEASURES, "approved", "demo")


def figures(rows: Sequence[ZoneRow], day: str, lang: str) -> None:
    """Five key figures: value, unit, what it counts, its date."""
    bounded = [row for row in rows if row.geometry is not None]
    cities = {row.city for row in rows if row.city}
    land, core = total(rows, "land_m2"), total(rows, "core_m2")
    floor, residents = total(rows, "floor_m2"), total(rows, "institutions")
    levels, stages = Counter(row.level for row in rows), Counter(row.stage for row in rows)
    said = [
        (
            "zones",
            str(len(rows)),
            _join([(text(f"level.{key}", lang), levels[key]) for key in LEVELS], lang),
            _join([(stage_name(key, lang), stages[key]) for key in STAGES], lang),
        ),
        ("bounded", str(len(bounded)), text("ui.province.of_all", lang, count=len(rows)), ""),
        ("cities", str(len(cities)), text("ui.province.of_cities", lang, count=len(CITIES)), ""),
        (
            "land",
            "—" if land.value is None else f"{land.value:,.1f}",
            text("ui.province.core_part", lang, area=number(core.value, "m2", lang)),
            _counted(land.known, lang),
        ),
        (
            "institutions",
            number(residents.value, "count", lang),
            text("ui.province.floor_part", lang, area=number(floor.value, "m2", lang)),
            _counted(residents.known, lang),
        ),
    ]
    html(
        "key_figures.html.j2",
        figures=[
            {
                "label": text(f"ui.province.figure_{key}", lang),
                "unit": unit_of("province", key, value, lang),
                "value": value,
                "lines": [line for line in lines if line],
            }
            for key, value, *lines in said
        ],
        day=text("ui.province.day", lang, day=day),
        demo=text("ui.province.with_demo", lang) if any(row.demo for row in rows) else "",
    )


def unit_of(page: str, key: str, value: str, lang: str) -> str:
    """The unit of a key figure, singular for one."""
    one = f"ui.province.one.{key}"
    return text(one if value == "1" and has(one) else f"ui.{page}.unit_{key}", lang)


def _join(counts: list[tuple[str, int]], lang: str) -> str:
    return text("ui.province.and", lang).join(f"{name} {count}" for name, count in counts if count)


def _counted(known: int, lang: str) -> str:
    return text("ui.province.counted" if known else "ui.province.counted_none", lang, count=known)


def facts(known: Sequence[Fact], lang: str, *, title: str = "ui.province.facts") -> None:
    """What was published, with its source: not computed here, and said to be so."""
    if known:
        order = {key: place for place, key in enumerate(FACTS)}
        rows = [
            {"said": fact_said(fact, lang), "source": fact.source, "trust": _trust(fact, lang)}
            for fact in sorted(known, key=lambda fact: order.get(fact.key, len(order)))
        ]
        html("facts.html.j2", title=text(title, lang), rows=rows, source=text("ui.province.source", lang))


def _trust(fact: Fact, lang: str) -> str:
    """How sure a source is, unless the source says it itself."""
    key = f"ui.province.trust_{fact.confidence}"
    said = text(key, lang) if has(key) else ""
    return "" if has(key) and text(key) in fact.source else said


def fact_said(fact: Fact, lang: str) -> str:
    """A fact in a sentence; of a kind nobody foresaw, as it was written."""
    key = f"ui.province.fact.{fact.key}"
    if not has(key):
        return fact.value
    value = text(f"level.{fact.value}", lang) if has(f"level.{fact.value}") else fact.value
    return text(key, lang, value=value)


def zone_url(zone_id: str, lang: str) -> str:
    """Address of a zone's page."""
    return "/zone?" + urlencode({"zone": zone_id} | ({"lang": lang} if lang != "zh" else {}))


def zone_list(rows: Sequence[ZoneRow], lang: str, *, on_map: bool = True) -> None:
    """Every zone with the way to its page and to its place on the map; those without a boundary say so."""
    html(
        "zone_list.html.j2",
        title=text("ui.province.zones", lang, count=len(rows)),
        note=text("ui.province.zones_note" if on_map else "ui.zone.list_note", lang),
        on_map=on_map,
        show=text("ui.province.show", lang),
        demo=text("ui.province.demo_mark", lang),
        unbounded=text("ui.province.unbounded", lang),
        rows=[
            {
                "id": row.id,
                "name": row.name,
                "url": zone_url(row.id, lang),
                "about": _about(row, lang),
                "area": number(row.land_m2, "m2", lang) if row.geometry is not None else "",
                "demo": row.demo,
            }
            for row in rows
        ],
    )


def _about(row: ZoneRow, lang: str) -> str:
    named = [places.label(name, lang) for name in (row.city, row.district) if name]
    said = [text(f"level.{row.level}", lang), " ".join(named), stage_name(row.stage, lang)]
    return " · ".join(part for part in said if part)


def spread(rows: Sequence[ZoneRow], chosen: Chosen, lang: str) -> None:
    """Which cities have most, which levels and stages there are, and when they were approved."""
    unit = MEASURES[chosen.measure]
    values = by_city(rows, chosen.measure)
    ranked = ranking(values)
    most = max((value for value in values.values() if value), default=0.0)
    counted = Counter(row.city for row in rows)
    html(
        "ranking.html.j2",
        title=_headline(ranked, chosen, lang),
        heads=[
            text("ui.province.rank", lang),
            text("ui.province.filter_city", lang),
            text("ui.province.column_zones", lang),
            text(f"ui.province.column_{chosen.measure}", lang),
        ],
        rows=[
            {
                "rank": "—" if place is None else place,
                "name": places.label(city, lang),
                "zones": counted[city],
                "value": text("ui.province.not_known", lang)
                if value is None
                else number(value, unit, lang).partition(" ")[0],
                "sort": -1 if value is None else value,
                "share": round(100 * value / most, 1) if value and most else 0,
            }
            for place, city, value in ranked
        ],
        two=chosen.measure != "zones",
        levels_title=text("ui.province.levels_title", lang),
        levels=_bars([(text(f"level.{key}", lang), sum(r.level == key for r in rows)) for key in LEVELS]),
        stages_title=text("ui.province.stages_title", lang),
        stages=_bars([(stage_name(key, lang), sum(r.stage == key for r in rows)) for key in STAGES]),
        years_title=text("ui.province.years_title", lang),
        years=_bars([(str(year), count) for year, count in years(rows)]),
        years_none=text("ui.province.years_none", lang),
        unit=[unit_of("province", "zones", count, lang) for count in ("1", "2")],
    )


def _bars(counts: list[tuple[str, int]]) -> list[dict[str, Any]]:
    most = max((count for _, count in counts), default=0)
    return [{"name": n, "count": c, "share": round(100 * c / most, 1) if most else 0} for n, c in counts]


def _headline(ranked: list[tuple[int | None, str, float | None]], chosen: Chosen, lang: str) -> str:
    """What the ranking says, in a sentence."""
    known = [(name, value) for _, name, value in ranked if value]
    measure = text(f"ui.province.measure_{chosen.measure}", lang)
    if not known:
        return text("ui.province.ranking_none", lang, measure=measure)
    name, value = known[0]
    whole = sum(v for _, v in known)
    several = sum(v == value for _, v in known)
    key = "ui.province.ranking_tie" if several > 1 else "ui.province.ranking_most"
    return text(
        key,
        lang,
        measure=measure,
        city=places.label(name, lang),
        value=_with_unit(value, chosen.measure, lang),
        share=number(value / whole, "ratio"),
        count=several,
    )


def _with_unit(value: float, measure: str, lang: str) -> str:
    if MEASURES[measure] != "count":
        return number(value, MEASURES[measure], lang)
    return text(f"ui.province.count.{measure}", lang, value=number(value, "count", lang))


def tables(rows: Sequence[ZoneRow], held: Snapshot, chosen: Chosen, lang: str) -> list[Table]:
    """What the downloads hold: the zones, the cities, the indicators, the stated facts."""
    of_cities = [by_city(rows, measure) for measure in MEASURES]
    cities = [[places.label(c.name, lang), *(values[c.name] for values in of_cities)] for c in CITIES]
    return [
        zones_table(rows, lang),
        Table(
            text("ui.province.sheet_cities", lang),
            [text(f"ui.province.column_{field}", lang) for field in ("city", *MEASURES)],
            cities,
        ),
        indicators.sheet(tuple(rows), chosen, lang),
        Table(
            text("ui.province.sheet_facts", lang),
            [text("ui.province.column_fact", lang), text("ui.province.source", lang)],
            [[fact_said(fact, lang), fact.source] for fact in held.facts],
        ),
    ]


def zones_table(rows: Sequence[ZoneRow], lang: str) -> Table:
    """The zones with everything known of them."""
    fields = tuple(field for field in COLUMNS if field != "zones")
    heads = [text(f"ui.province.column_{field}", lang) for field in fields]
    content = [[_cell(row, field, lang) for field in fields] for row in rows]
    return Table(text("ui.province.sheet_zones", lang), heads, content)


def _cell(row: ZoneRow, field: str, lang: str) -> Any:
    value = getattr(row, field)
    match field:
        case "level":
            return text(f"level.{value}", lang)
        case "stage":
            return stage_name(value, lang)
        case "city" | "district":
            return places.label(value, lang) if value else ""
        case "demo":
            return text("ui.province.demo_mark", lang) if value else ""
        case _:
            return value
