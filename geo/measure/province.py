"""How zones spread over the province: counts, shares and indices of concentration between its cities.

For the dashboard, each with one plain sentence; nothing here passes or fails, for no clause asks it. What
the neighbours of a city say is in `geo.measure.province_neighbours`, what the points themselves say in
`geo.measure.province_points`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.errors import SizhiError
from geo.i18n import text

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    import pandas as pd
    from numpy.typing import ArrayLike

    from geo.measure.rings import FloatArray

SIGNIFICANT = 0.05
"""Where a sentence says "more than chance" (two in forty would): a way of speaking, not a verdict."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistic:
    """One index, with what it was computed from and the sentence that says it.

    Parameters
    ----------
    name
        Key of its name in the catalogues, under ``province.name.``.
    value
        None where it is not defined: too few places, or all of one value.
    n
        Places it rests on, after points of one building were taken once.
    window
        What was looked at, in words: the cities, or the polygon within which points could lie.
    sentence, params
        Key under ``province.say.`` and its values.
    expected, low, high
        Value without any pattern, and the band of it (2.5 % to 97.5 % of the permutations or simulations).
    z, p
        Standard score and pseudo p-value, where there is one.
    seed, simulations
        Of the random numbers; None where none were drawn.
    """

    name: str
    value: float | None
    n: int
    window: str
    sentence: str
    params: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    expected: float | None = None
    low: float | None = None
    high: float | None = None
    z: float | None = None
    p: float | None = None
    seed: int | None = None
    simulations: int | None = None


def say(statistic: Statistic, lang: str = "zh") -> str:
    """The sentence of a statistic, for a page.

    Examples
    --------
    >>> say(hhi([5, 5, 0, 0], window="四市"))
    '赫芬达尔指数 0.500：相当于平均分布在 2.0 个地方（共 4 个）。'
    """
    if statistic.value is None:
        return text("province.say.undefined", lang, n=statistic.n, window=statistic.window)
    values = {"value": statistic.value, "n": statistic.n, "window": statistic.window, "p": statistic.p}
    return text(f"province.say.{statistic.sentence}", lang, **{**values, **statistic.params})


def spread(
    where: Sequence[Hashable], areas: Sequence[str], *, values: Sequence[float] | None = None
) -> pd.DataFrame:
    """Number and share of zones in each area, those with none included.

    Parameters
    ----------
    where
        City or county of each zone, as in ``areas``; None or another name has no place.
    areas
        All names, in the order wanted; a county needs its code, for two cities may share a name.
    values
        What to add up (area, floor area, institutions), one a zone; NaN counts nothing.

    Returns
    -------
    DataFrame
        ``name``, ``count``, ``share`` (of those with a place), and with values ``value``, ``value_share``.
        Where some have no place, a last row with the name None counts them; its shares are NaN.

    Examples
    --------
    >>> spread(["苏州市", "苏州市", "南京市", None], ["南京市", "无锡市", "苏州市"])["count"].tolist()
    [1, 0, 2, 1]
    """
    import pandas as pd  # noqa: PLC0415 - 0.3 s that the start need not pay

    places = {name: row for row, name in enumerate(areas)}
    row = np.array([places.get(name, len(places)) for name in where], dtype=np.int64)  # type: ignore[call-overload]
    columns: dict[str, Any] = {"count": np.bincount(row, minlength=len(places) + 1)}
    if values is not None:
        given = np.nan_to_num(np.asarray(values, dtype=float))
        columns["value"] = np.bincount(row, weights=given, minlength=len(places) + 1)
    found = pd.DataFrame({"name": pd.Series([*areas, None], dtype=object), **columns})
    for column, share in (("count", "share"), ("value", "value_share")):
        if column in columns:
            placed = columns[column][:-1]
            whole = placed.sum()
            found[share] = [*(placed / whole if whole else placed * np.nan), np.nan]
    return found if found["count"].iloc[-1] else found.iloc[:-1]


def location_quotient(local: ArrayLike, reference: ArrayLike) -> FloatArray:
    r"""Location quotient of each area: its share of the one over its share of the other.

    .. math:: LQ_i = \frac{x_i / \sum x}{b_i / \sum b}

    Parameters
    ----------
    local
        What is looked at (zones, institutions of zones), one an area, not negative.
    reference
        What it is held against (all firms, inhabitants, area of parks).

    Returns
    -------
    ndarray of float
        1 where the shares are equal; NaN where the reference has nothing.

    Examples
    --------
    >>> location_quotient([3, 1, 0], [1, 1, 2]).tolist()
    [3.0, 1.0, 0.0]
    """
    x, b = _counts(local), _counts(reference)
    quotient = np.full(len(x), np.nan)
    if x.sum() > 0 and b.sum() > 0:
        np.divide(x / x.sum(), b / b.sum(), out=quotient, where=b > 0)
    return quotient


def gini(values: ArrayLike, *, window: str) -> Statistic:
    r"""Gini coefficient between areas: 0 all alike, (n − 1)/n all in one.

    .. math:: G = \frac{\sum_i (2i − n − 1) x_{(i)}}{n \sum x}

    Parameters
    ----------
    values
        One an area, not negative; areas without any included.
    window
        What the areas are, in words.

    Examples
    --------
    >>> gini([1, 2, 3, 4], window="四市").value
    0.25
    """
    x = np.sort(_counts(values))
    n, total = len(x), x.sum()
    rank = 2 * np.arange(1, n + 1) - n - 1
    value = float((rank * x).sum() / (n * total)) if total > 0 else None
    params = {"most": (n - 1) / n if n else 0.0}
    return Statistic(name="gini", value=value, n=n, window=window, sentence="gini", params=params)


def hhi(values: ArrayLike, *, window: str) -> Statistic:
    r"""Herfindahl–Hirschman index: the sum of the squared shares.

    .. math:: H = \sum_i s_i², \qquad 1/n \le H \le 1

    Parameters
    ----------
    values
        One an area, not negative.
    window
        What the areas are, in words.

    Examples
    --------
    >>> hhi([5, 3, 2], window="三市").value
    0.38
    """
    x = _counts(values)
    total = x.sum()
    value = float(round(((x / total) ** 2).sum(), 12)) if total > 0 else None
    params = {"alike": 1 / value if value else None}
    expected = 1 / len(x) if len(x) else None
    return Statistic(
        name="hhi", value=value, n=len(x), window=window, sentence="hhi", params=params, expected=expected
    )


def ellison_glaeser(local: ArrayLike, reference: ArrayLike, sizes: ArrayLike, *, window: str) -> Statistic:
    r"""Ellison–Glaeser index: concentration beyond what few and unequal zones would show by chance.

    .. math:: γ = \frac{G/(1 − \sum x_i²) − H}{1 − H}, \qquad G = \sum_i (s_i − x_i)²

    Parameters
    ----------
    local
        What the zones hold in each area (institutions, floor area); its shares are *s*.
    reference
        All of the kind in each area; its shares are *x*.
    sizes
        The size of each zone; the squared shares of these add up to *H*.
    window
        What the areas are, in words.

    Notes
    -----
    G. Ellison and E. L. Glaeser, *Geographic concentration in U.S. manufacturing industries*, J. Political
    Economy 105 (1997) 889–927. Expected 0 without any pattern; below 0 more even than chance.

    Examples
    --------
    Two zones of equal size in the first of two equal cities: G = ½, G/(1 − ½) = 1, H = ½:

    >>> ellison_glaeser([2, 0], [1, 1], [1, 1], window="两市").value
    1.0
    """
    s, x, z = _counts(local), _counts(reference), _counts(sizes)
    value = None
    if s.sum() > 0 and x.sum() > 0 and z.sum() > 0:
        s, x, z = s / s.sum(), x / x.sum(), z / z.sum()
        among, herfindahl = 1 - (x**2).sum(), (z**2).sum()
        if among > 0 and herfindahl < 1:
            value = float((((s - x) ** 2).sum() / among - herfindahl) / (1 - herfindahl))
    sentence = "ellison_glaeser.above" if (value or 0) > 0 else "ellison_glaeser.below"
    return Statistic(
        name="ellison_glaeser", value=value, n=len(z), window=window, sentence=sentence, expected=0.0
    )


def _counts(values: ArrayLike) -> FloatArray:
    array = np.asarray(values, dtype=float)
    if not (array >= 0).all():
        row = int(np.flatnonzero(~(array >= 0))[0])
        raise SizhiError("coverage.weight", row=row + 1, found=float(array[row]))
    return array
