"""The CGCS2000 ellipsoid, and the area of its zones between two latitudes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from geo.measure.rings import FloatArray

A_M = 6_378_137.0
"""Semi-major axis, m (GB 22021: CGCS2000)."""
F = 1 / 298.257_222_101
"""Flattening."""
B_M = A_M * (1 - F)
"""Semi-minor axis, m."""
E2 = F * (2 - F)
"""First eccentricity squared."""
E = math.sqrt(E2)


def zone_area(height: FloatArray, reference: FloatArray) -> FloatArray:
    r"""Area of the ellipsoid between two parallels, for one radian of longitude, m².

    .. math:: q(φ) − q(φ_0),\quad s = \sin φ,\quad
              q = \frac{b²}{2}\left[\frac{s}{1−e²s²} + \frac{\operatorname{artanh}(e s)}{e}\right]

    Written in the difference ``s − s₀``, so that a strip of a metre keeps all its digits: taking the
    difference of two distances from the equator would lose seven of them.

    Parameters
    ----------
    height
        Of the upper parallel above the reference, degrees; negative below it.
    reference
        Latitude φ₀ of the reference parallel, degrees.

    Examples
    --------
    The whole ellipsoid (CGCS2000: 510 065 621.7 km²):

    >>> whole = 2 * math.pi * zone_area(np.array([180.0]), np.array([-90.0]))[0]
    >>> round(float(whole) / 1e6, 1)
    510065621.7
    """
    half = np.radians(height / 2)
    middle = np.radians(reference) + half
    d = 2 * np.cos(middle) * np.sin(half)
    s0 = np.sin(np.radians(reference))
    s = s0 + d
    product = E2 * s * s0
    first = d * (1 + product) / ((1 - E2 * s * s) * (1 - E2 * s0 * s0))
    return B_M * B_M / 2 * (first + np.arctanh(E * d / (1 - product)) / E)


def metres_per_degree(lat: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Length of a degree of longitude and of latitude at ``lat`` (degrees), m.

    Examples
    --------
    >>> east, north = metres_per_degree(np.array([0.0, 32.0]))
    >>> east.round(3).tolist(), north.round(3).tolist()
    ([111319.491, 94493.142], [110574.276, 110886.809])
    """
    phi = np.radians(lat)
    w2 = 1 - E2 * np.sin(phi) ** 2
    east = A_M * np.cos(phi) / np.sqrt(w2)
    north = A_M * (1 - E2) / w2**1.5
    return np.radians(east), np.radians(north)
