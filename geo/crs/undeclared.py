"""Nothing declared: ranked readings by magnitude, then by place; "cannot tell" when several fit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo.crs.hypotheses import UNPREFIXED, Candidate, by_magnitude
from geo.crs.route import Route, said
from geo.crs.systems import SYSTEMS, find, names
from geo.crs.weigh import magnitude_params, readings_words, system_words, weigh
from geo.model.datum import CrsStatus, Evidence, Hypothesis
from geo.model.issue import Issue, Severity

if TYPE_CHECKING:
    from geo.crs.clues import Clues


UTM_MERIDIANS = frozenset({117.0, 123.0})
"""Meridians of the province that a Gauss-Krüger zone and a UTM zone share: 1.4 km apart."""


def alternatives(clues: Clues, datum: str | None = None) -> tuple[Hypothesis, ...]:
    """Every reading the magnitude allows, best first; in the datum named, or that of the file's head.

    Readings in another part of the world are left out as long as one lies in or near the province.
    """
    x, y = clues.main or (0.0, 0.0)
    datum = datum or clues.header.datum
    # UTM is a WGS 84 projection: a head that names Gauss-Krüger or another datum rules it out.
    no_utm = clues.header.gauss or datum not in {None, "wgs84"}
    found = [
        weigh(candidate, clues, _known(candidate, datum, clues))
        for candidate in (_in_datum(item, datum) for item in by_magnitude(x, y))
        if not (no_utm and SYSTEMS[candidate.crs].kind == "utm")
    ]
    near = [item for item in found if item.lon is not None and abs(item.lon - 119.0) < 8.0]
    return tuple(sorted(near or found, key=lambda item: -item.score))


def _in_datum(candidate: Candidate, datum: str | None) -> Candidate:
    row = SYSTEMS[candidate.crs]
    other = find(datum, row.kind, row.zone, prefixed=row.prefixed) if datum else None
    return candidate if other is None else Candidate(other.crs, candidate.swapped)


def from_nothing(clues: Clues, issues: tuple[Issue, ...] = ()) -> Route:
    """Infer the coordinate system.

    Eastings without a zone number fit Gauss-Krüger and UTM about equally well: 1.4 km apart, which no city
    tells. Surveyors of the province deliver Gauss-Krüger, so that is adopted when it fits; that it is a
    convention is said, and an area that speaks for UTM stops it.
    """
    ranked = alternatives(clues)
    x, y = clues.main or (0.0, 0.0)
    if not ranked:
        stop = said("no_reading", Severity.ERROR, clues, x=x, y=y)
        return Route(CrsStatus.REFUSED, None, (), (*issues, stop))
    fitting = [item for item in ranked if item.fits]
    gauss = [item for item in fitting if _kind(item) != "utm"]
    bare = _bare(ranked[0])
    if not fitting:
        return _nowhere(ranked, clues, issues)
    if len(gauss) == 1 and not (bare and _area_prefers_utm(fitting)):
        told = _assumed(gauss[0], fitting, clues, bare=bare)
        return Route(
            CrsStatus.INFERRED, gauss[0], ranked, (*issues, *told), offer_shifts=_kind(gauss[0]) in _MAP_KINDS
        )
    if bare and _area_prefers_utm(fitting):
        stop = said("area_utm", Severity.ERROR, clues, readings=readings_words(fitting, clues.city))
        return Route(CrsStatus.UNDECIDED, gauss[0] if gauss else fitting[0], ranked, (*issues, stop))
    shown = gauss or fitting
    stop = said("several_fit", Severity.ERROR, clues, readings=readings_words(shown, clues.city))
    return Route(CrsStatus.UNDECIDED, shown[0], ranked, (*issues, stop))


_MAP_KINDS = frozenset({"geographic", "mercator"})


def _kind(item: Hypothesis) -> str:
    return SYSTEMS[item.crs].kind


def _bare(item: Hypothesis) -> bool:
    """Whether eastings stand without a zone number: the place decides, not the number."""
    row = SYSTEMS[item.crs]
    return row.kind == "utm" or (row.zone is not None and not row.prefixed)


def _known(candidate: Candidate, datum: str | None, clues: Clues) -> list[Evidence]:
    row = SYSTEMS[candidate.crs]
    found = [Evidence(test="magnitude", supports=True, params=magnitude_params(clues))]
    if row.prefixed:
        found.append(Evidence(test="prefix", supports=True, params={"prefix": row.zone}))
    if candidate.crs in UNPREFIXED and datum is None and row.meridian in UTM_MERIDIANS:
        found.append(Evidence(test="convention", supports=None, params={}))
    if row.kind != "mercator" and datum is None:
        found.append(Evidence(test="datum", supports=None, params={}))
    return found


def _assumed(adopted: Hypothesis, fitting: list[Hypothesis], clues: Clues, *, bare: bool) -> list[Issue]:
    issues = []
    if adopted.swapped:
        issues.append(said("swapped", Severity.WARNING, clues, crs=names(adopted.crs)))
    if clues.header.datum is not None:
        issues.append(said("zone_inferred", Severity.NOTE, clues, reading=system_words(adopted)))
    elif bare:
        utm = [item for item in fitting if _kind(item) == "utm"]
        params: dict[str, Any] = {
            "reading": system_words(adopted),
            "others": readings_words(utm[:1], clues.city),
        }
        code = "assumed_gauss" if utm else "assumed"
        issues.append(said(code, Severity.WARNING, clues, **params))
    else:
        issues.append(said("assumed", Severity.NOTE, clues, reading=system_words(adopted)))
    return issues


def _area_prefers_utm(fitting: list[Hypothesis]) -> bool:
    """Whether the stated area is that of the land under UTM, and not that of the land under GK."""
    speaks = {
        _kind(item)
        for item in fitting
        for evidence in item.evidence
        if evidence.test == "area" and evidence.supports
    }
    return speaks == {"utm"}


def _nowhere(ranked: tuple[Hypothesis, ...], clues: Clues, issues: tuple[Issue, ...]) -> Route:
    """No reading puts the land where it is said to be: the only one stands, of several a person chooses."""
    best = ranked[0]
    if len({(item.crs, item.swapped) for item in ranked}) == 1:
        told = _assumed(best, [], clues, bare=False)
        return Route(
            CrsStatus.INFERRED, best, ranked, (*issues, *told), offer_shifts=_kind(best) in _MAP_KINDS
        )
    gauss = [item for item in ranked if _kind(item) != "utm"] or list(ranked)
    shown = [item for item in gauss if item.city is not None] or gauss
    stop = said("none_fits", Severity.ERROR, clues, readings=readings_words(shown[:3], clues.city))
    return Route(CrsStatus.UNDECIDED, best, ranked, (*issues, stop))
