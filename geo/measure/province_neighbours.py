"""Whether like values lie beside one another: Moran's I and Getis–Ord G* over cities or counties."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.measure.coverage import geometries_of
from geo.measure.province import SIGNIFICANT, Statistic

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import ArrayLike, NDArray

    from geo.measure.rings import FloatArray, Geometries

PERMUTATIONS = 999
QUADRANTS = ("high_high", "low_high", "low_low", "high_low")
"""Of a place and its neighbours: a cluster of high values, a low place among high ones, and so on."""


@dataclass(frozen=True, slots=True)
class Local:
    """A statistic of each place, with its score and pseudo p-value; ``kind`` names what it is part of.

    ``kind`` is one of `QUADRANTS` for Moran's, ``hot`` or ``cold`` for Getis–Ord's; None where it is no
    more than chance, or where nothing is said.
    """

    value: FloatArray
    z: FloatArray
    p: FloatArray
    kind: tuple[str | None, ...]
    statistic: Statistic


def contiguity(areas: gpd.GeoDataFrame | Geometries) -> FloatArray:
    """Neighbours by a shared border or corner (queen): an n × n matrix of ones and zeros.

    Parameters
    ----------
    areas
        EPSG:4490, covering the ground without gaps, as `geo.places` gives them.

    Examples
    --------
    >>> import geopandas as gpd
    >>> row = gpd.GeoDataFrame(geometry=[shapely.box(i, 0, i + 1, 1) for i in range(3)], crs="EPSG:4490")
    >>> contiguity(row).tolist()
    [[0.0, 1.0, 0.0], [1.0, 0.0, 1.0], [0.0, 1.0, 0.0]]
    """
    land = geometries_of(areas)
    one, other = shapely.STRtree(land).query(land, predicate="intersects")
    weights = np.zeros((len(land), len(land)))
    weights[one, other] = 1.0
    np.fill_diagonal(weights, 0.0)
    return weights


def moran(
    values: ArrayLike, weights: FloatArray, *, window: str, seed: int = 0, permutations: int = PERMUTATIONS
) -> Statistic:
    r"""Moran's I: whether neighbours are more alike (above −1/(n − 1)) or less alike than chance.

    .. math:: I = \frac{n}{\sum w}\,\frac{\sum_{ij} w_{ij} z_i z_j}{\sum z_i²}, \quad z = x − \bar x

    with the rows of *w* made to add up to 1. Values are dealt out anew among the places ``permutations``
    times; p is the share of the deals at least as extreme on the same side.

    Parameters
    ----------
    values
        One an area.
    weights
        As `contiguity` gives them.
    window
        What the areas are, in words.
    seed, permutations
        Of the deals.

    Examples
    --------
    A row of six, high at one end: all neighbours alike but in the middle; six are too few to be sure.

    >>> w = np.diag(np.ones(5), 1) + np.diag(np.ones(5), -1)
    >>> found = moran([1, 1, 1, 0, 0, 0], w, window="一行六格")
    >>> round(found.value, 6), found.expected, found.sentence
    (0.666667, -0.2, 'moran.chance')
    """
    x = np.asarray(values, dtype=float)
    w, n = _rows_to_one(weights), len(x)
    z = x - x.mean() if n else x
    total, squares = w.sum(), (z**2).sum()
    if n < 4 or squares <= 0 or total <= 0:
        return Statistic(name="moran", value=None, n=n, window=window, sentence="undefined")
    scale = n / total / squares
    value = float(scale * z @ w @ z)
    deals = np.random.default_rng(seed).permuted(np.tile(z, (permutations, 1)), axis=1)
    dealt = scale * np.einsum("ki,ki->k", deals @ w.T, deals)
    p = _one_side(value, dealt)
    low, high = np.quantile(dealt, [0.025, 0.975])
    expected = -1 / (n - 1)
    kind = "chance" if p > SIGNIFICANT else "alike" if value > expected else "unlike"
    return Statistic(
        name="moran",
        value=value,
        n=n,
        window=window,
        sentence=f"moran.{kind}",
        expected=expected,
        low=float(low),
        high=float(high),
        z=(value - expected) / math.sqrt(_moran_variance(z, w)),
        p=p,
        seed=seed,
        simulations=permutations,
    )


def _moran_variance(z: FloatArray, w: FloatArray) -> float:
    """Variance of I when the values are dealt out at random (Cliff and Ord 1981, p. 46)."""
    n = len(z)
    s0 = w.sum()
    s1 = ((w + w.T) ** 2).sum() / 2
    s2 = ((w.sum(axis=0) + w.sum(axis=1)) ** 2).sum()
    k = (z**4).mean() / (z**2).mean() ** 2
    first = n * ((n**2 - 3 * n + 3) * s1 - n * s2 + 3 * s0**2)
    second = k * (n * (n - 1) * s1 - 2 * n * s2 + 6 * s0**2)
    return float((first - second) / ((n - 1) * (n - 2) * (n - 3) * s0**2) - 1 / (n - 1) ** 2)


def local_moran(
    values: ArrayLike, weights: FloatArray, *, window: str, seed: int = 0, permutations: int = PERMUTATIONS
) -> Local:
    r"""Local Moran's I: which places lie in a cluster of high or low values, or stand out from one.

    .. math:: I_i = (n − 1)\,\frac{z_i \sum_j w_{ij} z_j}{\sum z²}

    The value of a place stays, those of all others are dealt out among its neighbours (Anselin 1995).

    Parameters
    ----------
    values
        One an area.
    weights
        As `contiguity` gives them.
    window
        What the areas are, in words.
    seed, permutations
        Of the deals.

    Examples
    --------
    >>> w = np.diag(np.ones(5), 1) + np.diag(np.ones(5), -1)
    >>> (local_moran([1, 1, 1, 0, 0, 0], w, window="一行六格").value.round(3) + 0.0).tolist()
    [0.833, 0.833, 0.0, 0.0, 0.833, 0.833]
    """
    x = np.asarray(values, dtype=float)
    w, n = _rows_to_one(weights), len(x)
    z = x - x.mean() if n else x
    squares = (z**2).sum()
    if n < 3 or squares <= 0:
        return _nothing_local("local_moran", n, window)
    lag = w @ z
    factor = (n - 1) * z / squares
    value = factor * lag
    rng = np.random.default_rng(seed)
    most = int((w > 0).sum(axis=1).max())
    others = rng.random((permutations, n - 1)).argsort(axis=1)[:, :most]
    score, p = np.full(n, np.nan), np.full(n, np.nan)
    for i in range(n):
        beside = np.flatnonzero(w[i])
        if not len(beside):
            continue
        dealt = factor[i] * (np.delete(z, i)[others[:, : len(beside)]] @ w[i, beside])
        p[i] = _one_side(float(value[i]), dealt)
        score[i] = (value[i] - dealt.mean()) / dealt.std() if dealt.std() > 0 else np.nan
    quadrant = np.where(lag > 0, np.where(z > 0, 0, 1), np.where(z > 0, 3, 2))
    kind = tuple(
        QUADRANTS[q] if held <= SIGNIFICANT else None for q, held in zip(quadrant, p.tolist(), strict=True)
    )
    params = {name: kind.count(name) for name in QUADRANTS}
    statistic = Statistic(
        name="local_moran",
        value=float(sum(k is not None for k in kind)),
        n=n,
        window=window,
        sentence="local_moran",
        params=params,
        seed=seed,
        simulations=permutations,
    )
    return Local(value, score, p, kind, statistic)


def getis_ord(values: ArrayLike, weights: FloatArray, *, window: str) -> Local:
    r"""Getis–Ord G*: where high values (hot) or low ones (cold) gather, the place itself included.

    .. math:: z_i = \frac{\sum_j w_{ij} x_j − \bar x W_i}
                         {s \sqrt{[n \sum_j w_{ij}² − W_i²] / (n − 1)}}, \quad w_{ii} = 1

    (Ord and Getis 1995); p two-sided from the normal distribution. Many places are looked at together:
    one in twenty is hot or cold by chance.

    Parameters
    ----------
    values
        One an area.
    weights
        As `contiguity` gives them, ones and zeros.
    window
        What the areas are, in words.

    Examples
    --------
    >>> w = np.diag(np.ones(5), 1) + np.diag(np.ones(5), -1)
    >>> getis_ord([1, 1, 1, 0, 0, 0], w, window="一行六格").z.round(3).tolist()
    [1.581, 2.236, 0.745, -0.745, -2.236, -1.581]
    """
    x = np.asarray(values, dtype=float)
    n = len(x)
    spread = x.std() if n else 0.0
    if n < 3 or spread <= 0:
        return _nothing_local("getis_ord", n, window)
    w = np.asarray(weights, dtype=float) + np.eye(n)
    around = w.sum(axis=1)
    width = spread * np.sqrt(np.maximum(n * (w**2).sum(axis=1) - around**2, 0) / (n - 1))
    z = np.full(n, np.nan)
    np.divide(w @ x - x.mean() * around, width, out=z, where=width > 0)
    p = np.array([math.erfc(abs(one) / math.sqrt(2)) for one in z])
    kind = tuple(
        None if not held <= SIGNIFICANT else "hot" if one > 0 else "cold"
        for one, held in zip(z.tolist(), p.tolist(), strict=True)
    )
    statistic = Statistic(
        name="getis_ord",
        value=float(kind.count("hot")),
        n=n,
        window=window,
        sentence="getis_ord",
        params={"hot": kind.count("hot"), "cold": kind.count("cold")},
    )
    return Local(w @ x / x.sum() if x.sum() else z * np.nan, z, p, kind, statistic)


def _rows_to_one(weights: FloatArray) -> FloatArray:
    w = np.asarray(weights, dtype=float)
    around = w.sum(axis=1, keepdims=True)
    return np.divide(w, around, out=np.zeros_like(w), where=around > 0)


def _one_side(value: float, dealt: FloatArray) -> float:
    """Pseudo p-value of the side the value lies on; deals that equal it count as extreme."""
    slack = 1e-9 * max(1.0, abs(value))
    extreme = min((dealt >= value - slack).sum(), (dealt <= value + slack).sum())
    return float(extreme + 1) / (len(dealt) + 1)


def _nothing_local(name: str, n: int, window: str) -> Local:
    none: NDArray[np.float64] = np.full(n, np.nan)
    statistic = Statistic(name=name, value=None, n=n, window=window, sentence="undefined")
    return Local(none, none, none, (None,) * n, statistic)
