"""How well people are served: supply within reach, shared among all who can reach it.

Two-step floating catchment area (Radke and Mu 2000; Luo and Wang 2003):

1. each supply j divides its capacity by the demand within the distance of it: R_j = S_j / Σ_k w(d_kj) P_k
2. each place i adds up what it can reach: A_i = Σ_j w(d_ij) R_j

with w = 1 within the distance, or falling like a bell to 0 at it (Dai 2010). Nothing is lost on the way:
Σ P_i A_i is the capacity that anybody can reach.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import shapely

from geo.measure.coverage import geometries_of
from geo.measure.coverage_nearest import NearestBase, checked_weights

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

    from geo.measure.rings import FloatArray, Geometries

Decay = Literal["none", "gaussian"]


@dataclass(frozen=True, slots=True)
class Access:
    """Result of `two_step_catchment`.

    ``per_head`` has one entry a demand place: capacity per unit of demand, 0 out of reach, NaN without a
    place. ``load`` has one entry a supply: capacity per unit of demand within reach, NaN where nobody
    reaches it. ``unreached`` is the capacity nobody reaches.
    """

    per_head: FloatArray
    load: FloatArray
    unreached: float


def two_step_catchment(
    demand: gpd.GeoDataFrame | Geometries,
    supply: gpd.GeoDataFrame | Geometries,
    distance_m: float,
    *,
    people: Sequence[float] | None = None,
    capacity: Sequence[float] | None = None,
    decay: Decay = "none",
) -> Access:
    """Supply within a distance of each place of demand, per head of all who compete for it.

    Parameters
    ----------
    demand
        Points or parks that need the service, EPSG:4490.
    supply
        Zones or bases, EPSG:4490; distances run to their footprint, 0 inside.
    distance_m
        Reach, m along the geodesic, the boundary included.
    people
        Demand of each place (firms, staff), not negative; by default 1 each.
    capacity
        Supply of each base (institutions, floor area), not negative; by default 1 each.
    decay
        ``none``, or ``gaussian``: w(d) = (exp(−½(d/d₀)²) − exp(−½)) / (1 − exp(−½)).

    Raises
    ------
    SizhiError
        ``coverage.weight``: a demand or a capacity that is negative or missing.

    Examples
    --------
    Two places share the first base, the second place has another to itself:

    >>> from shapely import Point, box
    >>> bases = [box(118.70, 32.00, 118.71, 32.01), box(118.75, 32.00, 118.76, 32.01)]
    >>> found = two_step_catchment([Point(118.69, 32.0), Point(118.73, 32.0)], bases, 2000, capacity=[6, 5])
    >>> found.per_head.tolist(), found.load.tolist(), found.unreached
    ([3.0, 8.0], [3.0, 5.0], 0.0)
    """
    places, bases = geometries_of(demand), geometries_of(supply)
    place, of, away = NearestBase(bases).within(places, distance_m)
    need, offer = checked_weights(people, len(places)), checked_weights(capacity, len(bases))
    reach = np.ones(len(away)) if decay == "none" else _bell(away / distance_m)
    asked = np.bincount(of, weights=reach * need[place], minlength=len(offer))
    load = np.full(len(offer), np.nan)
    np.divide(offer, asked, out=load, where=asked > 0)
    shared = reach * np.nan_to_num(load)[of]
    per_head = np.bincount(place, weights=shared, minlength=len(need)).astype(np.float64)
    per_head[shapely.is_missing(places) | shapely.is_empty(places)] = np.nan
    return Access(per_head, load, float(offer[asked == 0].sum()))


def _bell(share: FloatArray) -> FloatArray:
    edge = np.exp(-0.5)
    return (np.exp(-0.5 * share**2) - edge) / (1 - edge)
