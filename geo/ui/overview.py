"""The blocks of the province page: key figures, stated facts, the list beside the map, ranking and spread."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from geo import places, words
from geo.i18n import number, text
from geo.i18n.catalogue import has
from geo.places import CITIES
from geo.ui import indicators, plots
from geo.ui.exports import Table
from geo.ui.filters import stage_name
from geo.ui.render import html
from geo.ui.zone_rows import LAYOUTS, LEVELS, MEASURES, STAGES, TOLD, by_code, by_unit, ranking, total

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.maps.province_sheet import Plot
    from geo.places import Level
    from geo.registry.records import Fact
    from geo.ui.filters import Chosen, Picked
    from geo.ui.zone_rows import Unit, ZoneRow


FIGURES = "key_figures.html.j2"
FACTS = ("zones_provincial_or_above", "zones_national", "zones_provincial_built_earlier", "institutions_over")
"""Facts of the province in the order they are told."""
THIN = 16
"""Columns from which only every second name is written on a narrow screen."""
COUNTED = ("land_m2", "core_m2", "floor_m2", "institutions")
"""Measures that not every zone tells: beside their sum stands of how many zones it is."""
COLUMNS = ("name", "level", "stage", "city", "district", "layout", *TOLD, "approved", "demo")


def figures(rows: Sequence[ZoneRow], day: str, lang: str) -> None:
    """Five key figures: value, unit, what it counts, its date."""
    html(FIGURES, **figures_of(rows, day, lang))


def figures_of(rows: Sequence[ZoneRow], day: str, lang: str) -> dict[str, Any]:
    """What the key figures say, for their template."""
    bounded = [row for row in rows if row.bounded]
    cities = {row.city for row in rows if row.city}
    land, core = total(rows, "land_m2"), total(rows, "core_m2")
    residents = total(rows, "institutions")
    made_up = sum(row.demo for row in rows)
    levels, stages = Counter(row.level for row in rows), Counter(row.stage for row in rows)
    said = [
        (
            "zones",
            f"{len(rows):,}",
            _join([(text(f"level.{key}", lang), levels[key]) for key in LEVELS], lang),
            _join([(stage_name(key, lang), stages[key]) for key in STAGES], lang),
        ),
        ("bounded", f"{len(bounded):,}", _of_all(len(bounded), len(rows), lang), ""),
        ("cities", str(len(cities)), text("ui.province.of_cities", lang, count=len(CITIES)), ""),
        (
            "land",
            words.glance(land.value, "m2", lang),
            text("ui.province.core_part", lang, area=words.glance(core.value, "m2", lang)),
            _counted(land.known, lang),
        ),
        (
            "institutions",
            number(residents.value, "count", lang),
            floor_said(rows, lang),
            _counted(residents.known, lang),
        ),
    ]
    return {
        "figures": [
            {
                "label": text(f"ui.province.figure_{key}", lang),
                **_apart(value, unit_of("province", key, value, lang)),
                "lines": [line for line in lines if line],
            }
            for key, value, *lines in said
        ],
        "day": text("ui.province.day", lang, day=day),
        "demo": text("ui.province.with_demo", lang, count=f"{made_up:,}") if made_up else "",
    }


def floor_said(rows: Sequence[ZoneRow], lang: str) -> str:
    """Floor area inside, and what of it is certified where the rest is declared or open.

    Examples
    --------
    >>> from geo.ui.zone_rows import ZoneRow
    >>> floor_said([ZoneRow(id="a", name="甲", level="national", floor_m2=900, floor_low_m2=400)], "zh")
    '区内建筑面积 900.0 m²，其中有证 400.0 m²'
    """
    whole, certified = (
        words.glance(total(rows, measure).value, "m2", lang) for measure in ("floor_m2", "floor_low_m2")
    )
    key = "floor_part" if whole == certified else "floor_certified"
    return text(f"ui.province.{key}", lang, area=whole, certified=certified)


def certified(value: float | None, certain: float | None, lang: str, *, short: bool = False) -> str:
    """What of some floor area is certified, to be said after it; empty where that is all of it, or unknown.

    Examples
    --------
    >>> certified(1500.0, 900.0, "zh"), certified(1500.0, 1500.0, "zh"), certified(None, None, "zh")
    ('（其中有证 900.0 m²）', '', '')
    >>> certified(1500.0, 900.0, "en", short=True)
    'certified 900.0 m²'
    """
    if value is None or certain is None:
        return ""
    whole, part = words.glance(value, "m2", lang), words.glance(certain, "m2", lang)
    key = "ui.province.certified_short" if short else "ui.province.certified_after"
    return "" if whole == part else text(key, lang, area=part)


def _of_all(bounded: int, registered: int, lang: str) -> str:
    """What is known of the zones without a boundary: of some, of none, of every one."""
    key = "of_none" if not bounded else "of_every" if bounded == registered else "of_all"
    return text(f"ui.province.{key}", lang, count=f"{registered:,}")


def _apart(value: str, unit: str) -> dict[str, str]:
    """A value and its unit, which stands smaller; an area brings its own."""
    amount, _, own = value.partition(" ")
    return {"value": amount, "unit": own or unit}


def unit_of(page: str, key: str, value: str, lang: str) -> str:
    """The unit of a key figure, singular for one."""
    one = f"ui.province.one.{key}"
    return text(one if value == "1" and has(one) else f"ui.{page}.unit_{key}", lang)


def _join(counts: list[tuple[str, int]], lang: str) -> str:
    return text("ui.province.and", lang).join(f"{name} {count:,}" for name, count in counts if count)


def _counted(known: int, lang: str) -> str:
    return text("ui.province.counted" if known else "ui.province.counted_none", lang, count=f"{known:,}")


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


def spread(rows: Sequence[ZoneRow], chosen: Chosen, lang: str) -> None:
    """Which cities have most, which kinds of zones there are, when they were approved, how large they are."""
    unit = MEASURES[chosen.measure]
    level = level_of(chosen)
    values = by_code(rows, chosen.measure, level)
    certain = by_code(rows, "floor_low_m2", level) if chosen.measure == "floor_m2" else {}
    ranked = ranking(values)
    most = max((value for value in values.values() if value), default=0.0)
    units = {of.code: (of, len(here)) for of, here in by_unit(rows, level)}
    # Of the counties most have nothing, and a list of them says nothing.
    shown = [row for row in ranked if level == "city" or row[2] or units[row[1]][1]]
    html(
        "ranking.html.j2",
        title=headline(ranked, chosen, lang),
        heads=[
            text("ui.province.rank", lang),
            text(f"ui.province.column_{'city' if level == 'city' else 'district'}", lang),
            text("ui.province.column_zones", lang),
            text(f"ui.province.column_{chosen.measure}", lang),
        ],
        rows=[
            {
                "rank": "—" if place is None else place,
                "name": named(units[code][0], lang),
                "zones": f"{units[code][1]:,}",
                "count": units[code][1],
                "value": text("ui.province.not_known", lang)
                if value is None
                else number(value, unit, lang).partition(" ")[0],
                "note": certified(value, certain.get(code), lang, short=True),
                "sort": -1 if value is None else value,
                "share": round(100 * value / most, 1) if value and most else 0,
            }
            for place, code, value in shown
        ],
        left_out=_left_out(rows, ranked, len(shown), lang),
        two=chosen.measure != "zones",
        kinds=[{"title": plot.title, "rows": plots.shares(plot)} for plot in kinds(rows, lang)],
    )
    _columns(
        [plots.timeline(rows, lang), plots.distribution(rows, chosen.measure, lang)],
        [text("ui.province.years_none", lang), text("ui.province.spread_none", lang)],
        lang,
    )


def level_of(chosen: Chosen) -> Level:
    """The unit that is looked at."""
    return "city" if chosen.by == "city" else "county"


def named(unit: Unit, lang: str) -> str:
    """A city, or a county with its city before it: two cities may have one of the same name."""
    said = places.label(unit.name, lang)
    return said if unit.name == unit.city else f"{places.label(unit.city, lang)} {said}"


def _left_out(
    rows: Sequence[ZoneRow], ranked: Sequence[tuple[int | None, str, float | None]], shown: int, lang: str
) -> str:
    """How many counties are not listed, and how many zones are in none of them."""
    if shown == len(ranked):
        return ""
    said = text("ui.province.ranking_left", lang, count=len(ranked) - shown)
    vague = sum(row.district is None for row in rows)
    more = text("ui.province.ranking_vague", lang, count=vague) if vague else ""
    return f"{said} {more}".strip() if lang == "en" else said + more


def kinds(rows: Sequence[ZoneRow], lang: str) -> list[Plot]:
    """Zones by level, by stage and by type."""
    named = {
        "level": [(key, text(f"level.{key}", lang)) for key in LEVELS],
        "stage": [(key, stage_name(key, lang)) for key in STAGES],
        "layout": [(key, text(f"ui.province.type_{key}", lang)) for key in LAYOUTS],
    }
    return [
        plots.counted(rows, field, names, text(f"ui.province.by_{field}", lang))
        for field, names in named.items()
    ]


def _columns(drawn: Sequence[Plot | None], none: Sequence[str], lang: str) -> None:
    titles = [text(f"ui.province.{key}", lang) for key in ("years_title", "spread_none_title")]
    html(
        "columns.html.j2",
        plots=[
            {"title": title, "none": empty}
            if plot is None
            else {"title": plot.title, "rows": plots.shares(plot), "thin": len(plot.rows) > THIN}
            for plot, title, empty in zip(drawn, titles, none, strict=True)
        ],
    )


def headline(ranked: list[tuple[int | None, str, float | None]], chosen: Chosen, lang: str) -> str:
    """What the ranking says, in a sentence."""
    known = [(code, value) for _, code, value in ranked if value]
    measure = text(f"ui.province.measure_{chosen.measure}", lang)
    by = text(f"ui.province.ranking_{level_of(chosen)}", lang)
    if not known:
        return text("ui.province.ranking_none", lang, measure=measure, by=by)
    code, value = known[0]
    units = {unit.code: unit for unit, _ in by_unit((), level_of(chosen))}
    whole = sum(v for _, v in known)
    several = sum(v == value for _, v in known)
    key = "ui.province.ranking_tie" if several > 1 else "ui.province.ranking_most"
    return text(
        key,
        lang,
        measure=measure,
        by=by,
        city=named(units[code], lang),
        value=_with_unit(value, chosen.measure, lang),
        share=number(value / whole, "ratio"),
        count=several,
    )


def _with_unit(value: float, measure: str, lang: str) -> str:
    if MEASURES[measure] != "count":
        return words.glance(value, MEASURES[measure], lang)
    return text(f"ui.province.count.{measure}", lang, value=number(value, "count", lang))


def tables(picked: Picked, lang: str) -> list[Table]:
    """What the downloads hold: the zones, the cities, the indicators, the stated facts."""
    level = level_of(picked.chosen)
    return [
        zones_table(picked.rows, lang),
        sums_table(picked.rows, "city", lang),
        *((sums_table(picked.rows, level, lang),) if level != "city" else ()),
        indicators.sheet(picked, lang),
        Table(
            text("ui.province.sheet_facts", lang),
            [text("ui.province.column_fact", lang), text("ui.zone_sheet.head.source", lang)],
            [[fact_said(fact, lang), fact.source] for fact in picked.held.facts],
        ),
    ]


def sums_table(rows: Sequence[ZoneRow], level: Level, lang: str) -> Table:
    """Every measure of the cities or counties, each sum beside how many zones it is known of."""
    sums = {measure: by_code(rows, measure, level) for measure in TOLD}
    content: list[list[Any]] = []
    for unit, here in by_unit(rows, level):
        line: list[Any] = [] if level == "city" else [places.label(unit.city, lang)]
        line.append(places.label(unit.name, lang))
        for measure in TOLD:
            line.append(_amount(sums[measure][unit.code]))
            if measure in COUNTED:
                line.append(total(here, measure).known)
        content.append(line)
    heads = [text(f"ui.province.column_{field}", lang) for field in ("city", "district")]
    heads = heads[:1] if level == "city" else heads
    for measure in TOLD:
        head = text(f"ui.province.column_{measure}", lang)
        heads.append(head)
        if measure in COUNTED:
            heads.append(
                text("ui.province.column_known", lang, measure=text(f"ui.province.measure_{measure}", lang))
            )
    return Table(
        text(f"ui.province.sheet_{'cities' if level == 'city' else 'counties'}", lang), heads, content
    )


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
        case "layout":
            return text(f"ui.province.type_{value}", lang)
        case "city" | "district":
            return places.label(value, lang) if value else ""
        case "demo":
            return text("ui.province.demo_mark", lang) if value else ""
        case _:
            return _amount(value)


def _amount(value: Any) -> Any:
    """A number of a table to take away, with one decimal: more would be arithmetic, not measurement."""
    return round(value, 1) if isinstance(value, float) else value
