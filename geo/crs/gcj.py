"""GCJ-02 and BD-09: the offsets of online maps in China, forward and exactly back.

Gaode, Tencent and other online maps draw the land 412 to 590 m away from where it lies in Jiangsu
(GCJ-02); Baidu adds a second step (BD-09, 1.08 to 1.31 km). The forward formulas are public. The
inverse has no closed form; both steps contract by a factor of about 400 and 900, so six fixed-point
rounds leave nothing above the last bits of a double.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike, NDArray

    Degrees = NDArray[np.float64]
    Step = Callable[[Degrees, Degrees], tuple[Degrees, Degrees]]

SHIFTS = ("gcj02", "bd09")

KRASOVSKY_A = 6378245.0
KRASOVSKY_E2 = 0.00669342162296594323
_BD_FREQUENCY = np.pi * 3000.0 / 180.0
_ROUNDS = 6
_BLOCK = 4096  # points at a time: the intermediate arrays stay in the processor's cache


def apply(lon: ArrayLike, lat: ArrayLike, shift: str) -> tuple[Degrees, Degrees]:
    """Displace true positions as an online map does.

    Parameters
    ----------
    lon, lat
        WGS 84 or CGCS2000 degrees, any equal shape.
    shift
        ``"gcj02"`` or ``"bd09"``.

    Returns
    -------
    tuple of numpy.ndarray
        Displaced longitude and latitude, degrees, the shape of the input; NaN stays NaN.

    Examples
    --------
    >>> lon, lat = apply(118.7969, 32.0603, "gcj02")
    >>> round(float(lon), 6), round(float(lat), 6)
    (118.802084, 32.058224)
    """
    return _blockwise(lon, lat, _FORWARD[shift])


def remove(lon: ArrayLike, lat: ArrayLike, shift: str) -> tuple[Degrees, Degrees]:
    """Take positions of an online map back to where the land lies; the exact inverse of `apply`.

    Parameters
    ----------
    lon, lat
        Displaced degrees, any equal shape.
    shift
        ``"gcj02"`` or ``"bd09"``.

    Returns
    -------
    tuple of numpy.ndarray
        WGS 84 (equal to CGCS2000 within centimetres) longitude and latitude, degrees.

    Examples
    --------
    >>> lon, lat = remove(*apply(118.7969, 32.0603, "bd09"), "bd09")
    >>> round(float(lon), 11), round(float(lat), 11)
    (118.7969, 32.0603)
    """
    return _blockwise(lon, lat, _BACKWARD[shift])


def _gcj02(lon: Degrees, lat: Degrees) -> tuple[Degrees, Degrees]:
    x, y = lon - 105.0, lat - 35.0
    root = np.sqrt(np.abs(x))
    pi_x, pi_y = np.pi * x, np.pi * y
    # sin 6πx + sin 2πx stands in both components; sin 6a = 3 sin 2a − 4 sin³ 2a saves a sine.
    double = np.sin(2.0 * pi_x)
    shared = 20.0 * (4.0 * double - 4.0 * double * double * double)
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    north += (2.0 / 3.0) * (
        shared
        + 20.0 * np.sin(pi_y)
        + 40.0 * np.sin(pi_y / 3.0)
        + 160.0 * np.sin(pi_y / 12.0)
        + 320.0 * np.sin(pi_y / 30.0)
    )
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    east += (2.0 / 3.0) * (
        shared
        + 20.0 * np.sin(pi_x)
        + 40.0 * np.sin(pi_x / 3.0)
        + 150.0 * np.sin(pi_x / 12.0)
        + 300.0 * np.sin(pi_x / 30.0)
    )
    phi = np.radians(lat)
    sine = np.sin(phi)
    w2 = 1.0 - KRASOVSKY_E2 * sine * sine
    normal = KRASOVSKY_A / np.sqrt(w2)
    meridian = normal * (1.0 - KRASOVSKY_E2) / w2
    return lon + np.degrees(east / (normal * np.cos(phi))), lat + np.degrees(north / meridian)


def _bd09_from_gcj02(lon: Degrees, lat: Degrees) -> tuple[Degrees, Degrees]:
    radius = np.hypot(lon, lat) + 0.00002 * np.sin(lat * _BD_FREQUENCY)
    angle = np.arctan2(lat, lon) + 0.000003 * np.cos(lon * _BD_FREQUENCY)
    return radius * np.cos(angle) + 0.0065, radius * np.sin(angle) + 0.006


def _inverse(step: Step) -> Step:
    def solved(lon: Degrees, lat: Degrees) -> tuple[Degrees, Degrees]:
        true_lon, true_lat = lon, lat
        for _ in range(_ROUNDS):
            shifted_lon, shifted_lat = step(true_lon, true_lat)
            true_lon, true_lat = true_lon + (lon - shifted_lon), true_lat + (lat - shifted_lat)
        return true_lon, true_lat

    return solved


def _bd09(lon: Degrees, lat: Degrees) -> tuple[Degrees, Degrees]:
    return _bd09_from_gcj02(*_gcj02(lon, lat))


def _from_bd09(lon: Degrees, lat: Degrees) -> tuple[Degrees, Degrees]:
    return _FROM_GCJ02(*_inverse(_bd09_from_gcj02)(lon, lat))


_FROM_GCJ02 = _inverse(_gcj02)
_FORWARD: dict[str, Step] = {"gcj02": _gcj02, "bd09": _bd09}
_BACKWARD: dict[str, Step] = {"gcj02": _FROM_GCJ02, "bd09": _from_bd09}


def _blockwise(lon: ArrayLike, lat: ArrayLike, step: Step) -> tuple[Degrees, Degrees]:
    lons, lats = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
    if lons.size <= _BLOCK:
        return step(lons, lats)
    flat_lon, flat_lat = lons.ravel(), lats.ravel()
    out_lon, out_lat = np.empty_like(flat_lon), np.empty_like(flat_lat)
    for start in range(0, flat_lon.size, _BLOCK):
        part = slice(start, start + _BLOCK)
        out_lon[part], out_lat[part] = step(flat_lon[part], flat_lat[part])
    return out_lon.reshape(lons.shape), out_lat.reshape(lats.shape)
