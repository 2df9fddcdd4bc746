"""The dossier of an application: one HTML page to print, sign and file, that needs nothing else.

What the record says comes from the frozen assessment; who handed it in, when, and what was decided comes
from whoever keeps it, in words of the same language.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from geo import words
from geo.i18n import text
from geo.model.issue import Severity
from geo.report import ledger_rows, overlap_words, sheet
from geo.report.together import together

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.model.assessment import Assessment
    from geo.model.issue import Issue

TEMPLATES = Path(__file__).parent / "templates"
CHINESE = "一二三四五六七八九十"
FIGURES = ("total_land_area_m2", "core_land_area_m2", "total_floor_area_m2", "market_institutions")
WEIGHTS = (Severity.ERROR, Severity.WARNING, Severity.NOTE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step of the way: what, from where to where, who, when, why, and what was to be changed."""

    action: str
    moved: str
    who: str
    when: str
    reason: str = ""
    changes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """An original file: what it is for, its own name, its size, its hash."""

    kind: str
    name: str
    size: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """What is known of the application besides its assessment, in the language of the dossier.

    ``facts`` are pairs of a label and a value; ``near`` rows of what else the register has on this ground
    under ``near_heads``; ``replay`` a mark and a sentence; ``sha256`` of the submission, ``digest`` the
    recorded one. ``public``: for everybody, so nothing is told of the files, and nothing is to be signed.
    """

    number: str
    facts: tuple[tuple[str, str], ...]
    printed: str
    digest: str
    sha256: str = ""
    way: tuple[Step, ...] = ()
    files: tuple[File, ...] = ()
    near_heads: tuple[str, ...] = ()
    near: tuple[tuple[str, ...], ...] = ()
    replay: tuple[str, str] | None = None
    public: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """Drawings of the land as ``<svg>`` elements: the whole, its places, and the samples of the legend.

    ``numbers`` says of each numbered problem that is drawn on which place's drawing it stands, empty for
    the whole.
    """

    whole: str
    places: tuple[tuple[str, str], ...] = ()
    legend: tuple[tuple[str, str], ...] = ()
    numbers: Mapping[int, str] = field(default_factory=dict)


def dossier(item: Assessment, filing: Filing, drawn: Drawn, lang: str = "zh") -> str:
    """Write the dossier.

    Parameters
    ----------
    item
        The recorded assessment.
    filing
        The application around it.
    drawn
        The map.
    lang
        ``zh`` or ``en``.

    Returns
    -------
    str
        A whole HTML document without script, laid out for A4.
    """
    parts = sheet.parts(item, lang)
    problems = _issues(item, lang)
    clauses = [sheet.clause(item, finding, lang) for finding in item.findings]
    shown = {
        "lang": lang,
        "t": _texts(lang),
        "item": item,
        "filing": filing,
        "outcome": item.outcome.value,
        "mark": words.OUTCOME_MARK[item.outcome.value],
        "word": text(f"outcome.{item.outcome.value}", lang),
        "verdict": words.verdict(item.findings, lang),
        "reasons": [words.reason(reason, lang) for reason in item.outcome_reasons],
        "figures": _figures(item, lang),
        "drawn": {
            "whole": Markup(drawn.whole),  # noqa: S704 - our own drawing, every name in it escaped
            "places": [(name, Markup(svg)) for name, svg in drawn.places],  # noqa: S704
            "legend": [(Markup(svg), name) for svg, name in drawn.legend],  # noqa: S704
        },
        "clauses": clauses,
        "documents": list(dict.fromkeys(f.clause.document for f in item.findings)),
        "parts": parts,
        "last": together(item, lang),
        "issues": problems,
        "pins": _drawn(problems, drawn, lang),
        "pins_rest": _rest(problems, drawn, lang),
        "overlaps": overlap_words.sentences(item, lang),
        "four": sheet.four_boundaries(item, lang),
        "crs": {"status": words.crs_status(item.crs, lang), "rows": sheet.readings(item.crs, lang)},
        "sensitivity": sheet.sensitivity(item, lang),
        "concentration": sheet.concentration(item, lang),
        "ledgers": ledger_rows.ledgers(item, lang),
        "engine": ", ".join(f"{name} {version}" for name, version in item.engine.items()),
        "pack": sheet.pack_name(item.pack, lang),
        "demo": text("map.demo", lang) if item.zone.demo else "",
    }
    return _environment().get_template("dossier.html.j2").render(shown, numbered=_Numbered(lang))


def _drawn(problems: list[dict[str, Any]], drawn: Drawn, lang: str) -> list[dict[str, Any]]:
    """The numbered problems that stand on a map, each with the drawing it stands on."""
    return [
        {**row, "drawn": text("dossier.in_place", lang, letter=letter) if letter else ""}
        for row in problems
        if (letter := drawn.numbers.get(row["number"])) is not None
    ]


def _rest(problems: list[dict[str, Any]], drawn: Drawn, lang: str) -> str:
    """Which numbers stand on no map, where others do."""
    rest = [str(row["number"]) for row in problems if row["number"] and row["number"] not in drawn.numbers]
    return text("dossier.numbers_rest", lang, numbers=rest) if rest and drawn.numbers else ""


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )


class _Numbered:
    """Headings in their order: 一、二、三 or 1, 2, 3."""

    def __init__(self, lang: str) -> None:
        self.lang, self.count = lang, 0

    def __call__(self, key: str) -> str:
        self.count += 1
        number = _chinese(self.count) + "、" if self.lang == "zh" else f"{self.count}. "
        return number + text(f"dossier.{key}", self.lang)


def _chinese(number: int) -> str:
    """A number below a hundred in Chinese.

    Examples
    --------
    >>> [_chinese(number) for number in (3, 10, 12, 20, 21)]
    ['三', '十', '十二', '二十', '二十一']
    """
    tens, ones = divmod(number, 10)
    ten = "" if tens == 0 else "十" if tens == 1 else CHINESE[tens - 1] + "十"
    return ten + (CHINESE[ones - 1] if ones else "")


def _texts(lang: str) -> Mapping[str, str]:
    from geo.i18n.catalogue import catalogue  # noqa: PLC0415 - the whole room at once, for a template

    prefix = "dossier."
    return {key.removeprefix(prefix): said for key, said in catalogue(lang).items() if key.startswith(prefix)}


def _figures(item: Assessment, lang: str) -> list[tuple[str, str]]:
    return [
        (
            sheet.measure_name(name, lang),
            words.measurement(item.measurements.get(name), lang) + sheet.figure_proposed(item, name, lang),
        )
        for name in FIGURES
    ]


def _weight(issue: Issue, item: Assessment) -> str:
    """Weight of a problem; an error of a part whose repair a person has taken is settled."""
    settled = issue.severity is Severity.ERROR and issue.where.part in item.settled_parts
    return "settled" if settled else issue.severity.value


def _issues(item: Assessment, lang: str) -> list[dict[str, Any]]:
    """All problems, numbered as on the map: errors, then warnings; notes have no number."""
    found = [issue for weight in WEIGHTS for issue in item.issues if issue.severity is weight]
    names = words.part_names(item)
    return [
        {
            **sheet.issue(issue, index if issue.severity is not Severity.NOTE else None, lang, names),
            "weight": text(f"severity.{_weight(issue, item)}", lang),
        }
        for index, issue in enumerate(found, start=1)
    ]
