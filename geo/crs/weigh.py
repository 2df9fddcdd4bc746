"""A reading, weighed: where it puts the land, and what speaks for and against it."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from geo.crs.gate import converter
from geo.crs.spot import Spot, spot
from geo.crs.systems import SYSTEMS, System, describe, names
from geo.i18n.catalogue import text as message
from geo.model.datum import Evidence, Hypothesis
from geo.places import label

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.crs.clues import Clues
    from geo.crs.hypotheses import Candidate

LANGS = ("zh", "en")
_EARTH_M = 6_371_000.0
_AREA_TOLERANCE = 1e-4
_MOST_ROUNDING = 1e-3
"""A number that rounding alone could put further off than this is no evidence."""


def weigh(candidate: Candidate, clues: Clues, evidence: Iterable[Evidence] = ()) -> Hypothesis:
    """Say where one reading puts the land, and how well that agrees with what is stated.

    Parameters
    ----------
    candidate
        System and order of axes.
    clues
        The file and the statements; ``clues.main`` must be known.
    evidence
        What is known of this reading already (declared, contradicted by the prefix …).

    Returns
    -------
    Hypothesis
        ``fits`` when the land lies in Jiangsu and, where a city is stated, in that city, both within what
        the generalised boundaries allow.
    """
    here = place_of(candidate, clues)
    found = [*evidence, _province(here)]
    if clues.city is not None:
        found.append(_city(here, clues.city))
    row = SYSTEMS.get(candidate.crs)
    if row is not None and (area := _area(row, clues)) is not None:
        found.append(area)
    on_earth = abs(here.lon) <= 180.0 and abs(here.lat) <= 90.0
    opposed = any(item.supports is False and item.test in _DECISIVE for item in found)
    return Hypothesis(
        crs=candidate.crs,
        name=describe(candidate.crs),
        score=_score(here, found, row, candidate),
        fits=here.in_province and here.in_city is not False and not opposed,
        swapped=candidate.swapped,
        lon=here.lon if on_earth else None,
        lat=here.lat if on_earth else None,
        city=here.place.city if here.place else None,
        county=here.place.county if here.place else None,
        evidence=tuple(found),
    )


# Tests that rule a reading out whatever the place says.
_DECISIVE = frozenset({"magnitude", "prefix", "header_zone"})
_WEIGHTS = {
    "city": 4.0,
    "magnitude": 2.0,
    "province": 2.0,
    "given": 2.0,
    "declared": 1.5,
    "header_zone": 1.0,
    "prefix": 1.0,
    "area": 0.6,
}


def _score(here: Spot, evidence: list[Evidence], row: System | None, candidate: Candidate) -> float:
    total = sum(
        _WEIGHTS.get(item.test, 0.0) * (1 if item.supports else -1)
        for item in evidence
        if item.supports is not None
    )
    if row is not None and row.kind == "utm":
        total -= 0.5  # less than an area that speaks for it
    if candidate.swapped:
        total -= 0.1
    away = 1e6 if here.outside_m is None else min(here.outside_m, 1e6)
    return round(total - away / 1e6, 3)


def magnitude_params(clues: Clues) -> dict[str, object]:
    """Give the coordinates the test of magnitude looked at."""
    x, y = clues.main or (math.nan, math.nan)
    return {"x": x, "y": y}


def accepted(item: Hypothesis) -> Hypothesis:
    """Mark a reading in an old datum as one a person accepts without parameters: the gate lets it pass."""
    return replace(item, evidence=(*item.evidence, Evidence(test="approximate", supports=None, params={})))


def apart(one: Hypothesis, other: Hypothesis) -> bool:
    """Whether two readings put the land in places a person would call different: over about 500 m."""
    if one.lon is None or one.lat is None or other.lon is None or other.lat is None:
        return True
    return max(abs(one.lon - other.lon), abs(one.lat - other.lat)) > 0.005


def place_of(candidate: Candidate, clues: Clues) -> Spot:
    """Where a reading puts the middle of the largest part."""
    x, y = clues.main or (math.nan, math.nan)
    point = np.array([[y, x] if candidate.swapped else [x, y]])
    lon, lat = converter(candidate.crs, approximate=True)(point)[0]
    return spot(float(lon), float(lat), clues.city)


def place_words(here: Spot) -> dict[str, str]:
    """Name a place in both languages."""
    return {lang: here.words(lang) for lang in LANGS}


def city_words(city: str) -> dict[str, str]:
    """Name a city in both languages."""
    return {lang: label(city, lang) for lang in LANGS}


def system_words(hypothesis: Hypothesis) -> dict[str, str]:
    """Name a reading in both languages, with its offset and its order of axes."""
    found = names(hypothesis.crs)
    for lang in LANGS:
        if hypothesis.shift:
            found[lang] += message(f"crs.with_{hypothesis.shift}", lang)
        if hypothesis.swapped:
            found[lang] += message("crs.with_swapped", lang)
    return found


def readings_words(hypotheses: Iterable[Hypothesis], city: str | None = None) -> dict[str, str]:
    """List readings and where each puts the land, in both languages."""
    listed: dict[str, list[str]] = {lang: [] for lang in LANGS}
    for item in hypotheses:
        if item.lon is None or item.lat is None:
            continue
        here = spot(item.lon, item.lat, city)
        for lang in LANGS:
            listed[lang].append(
                message(
                    "crs.reading",
                    lang,
                    name=system_words(item)[lang],
                    place=here.words(lang),
                    lon=item.lon,
                    lat=item.lat,
                )
            )
    return {lang: message("crs.reading_separator", lang).join(parts) for lang, parts in listed.items()}


def _province(here: Spot) -> Evidence:
    return Evidence(test="province", supports=here.in_province, params={"place": place_words(here)})


def _city(here: Spot, city: str) -> Evidence:
    params = {"city": city_words(city), "place": place_words(here)}
    return Evidence(test="city", supports=here.in_city, params=params)


def _area(row: System, clues: Clues) -> Evidence | None:
    """Compare the stated area with the land's, of which a plane with a scale other than one is short.

    A surveyor's area may be that of the plane or that of the ellipsoid: both are tried under GK. Under UTM
    the plane is up to 0.08 % short, so there an area equal to the plane's tells nothing.
    """
    stated = clues.area_m2
    if stated is None or row.kind not in {"gauss3", "gauss6", "utm"} or clues.main is None:
        return None
    plane = clues.plane_area
    if not plane:
        return None
    _, scale0, false_easting = row.parameters
    offset = min((abs(value - false_easting) for value in clues.main), default=0.0)
    ground = plane / (scale0 * (1.0 + (offset / scale0 / _EARTH_M) ** 2 / 2.0)) ** 2
    tolerance = area_tolerance(stated)
    to_plane, to_ground = abs(stated / plane - 1.0), abs(stated / ground - 1.0)
    supports: bool | None
    if row.kind == "utm":
        supports = True if to_ground < tolerance < to_plane else None
    else:
        supports = True if min(to_plane, to_ground) < tolerance else None
    # What is told is the area that was found to agree: far from the meridian the two are not the same.
    nearer = plane if row.kind != "utm" and to_plane < to_ground else ground
    params = {"stated_m2": stated, "computed_m2": nearer, "parts": clues.by_parts}
    return Evidence(test="area", supports=supports, params=params)


def area_tolerance(stated_m2: float) -> float:
    """How far two areas may differ and yet be the same one: 0.01 %, and whole square metres in small land.

    Examples
    --------
    >>> area_tolerance(1e6), area_tolerance(20.0)
    (0.0001005, 0.0011)
    """
    return _AREA_TOLERANCE + min(0.5 / stated_m2, _MOST_ROUNDING)
