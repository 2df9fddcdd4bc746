"""The gate: the only way from a file's coordinates to CGCS2000 longitude and latitude, and back.

Nothing passes by guess. PROJ turns Xian80 and Beijing54 degrees into CGCS2000 without moving them and
without a word; here that takes transformation parameters, or the word "approximate".
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import shapely

from geo.crs import gcj
from geo.crs.systems import EQUAL_DATUMS, SYSTEMS, datum_of, names, pyproj_crs
from geo.errors import CrsError
from geo.model.datum import Hypothesis

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Points = NDArray[np.float64]
    Converter = Callable[[Points], Points]

# A shapely geometry, an array of them, or an array of points: what goes in comes out.
Coordinates = TypeVar("Coordinates")


def to_lonlat(
    coordinates: Coordinates,
    reading: Hypothesis | str,
    *,
    shift: str | None = None,
    approximate: bool = False,
) -> Coordinates:
    """Bring coordinates of a file to CGCS2000 longitude and latitude (EPSG:4490), longitude first.

    Parameters
    ----------
    coordinates
        A geometry, an array of geometries, or an (n, 2) array of points, x east first as readers give it.
    reading
        The adopted hypothesis (its axes, its offset and an accepted approximation count), or a system as
        `parse` gives it.
    shift
        Offset to take off when ``reading`` is a system: ``"gcj02"`` or ``"bd09"``.
    approximate
        Take the degrees of a datum without known parameters (Xian80, Beijing54) as if they were
        CGCS2000; wrong by tens of metres up to about 150 m.

    Returns
    -------
    The type of the input, degrees.

    Raises
    ------
    CrsError
        ``crs.needs_parameters``: an old datum without parameters, and no approximation asked for.

    Examples
    --------
    >>> import numpy as np
    >>> to_lonlat(np.array([[40_500_000.0, 3_545_000.0]]), "EPSG:4528").round(6)
    array([[120.      ,  32.028385]])
    """
    if isinstance(reading, Hypothesis):
        crs, shift, swapped = reading.crs, reading.shift, reading.swapped
        approximate = approximate or any(item.test == "approximate" for item in reading.evidence)
    else:
        crs, swapped = reading, False
    inverse = converter(crs, approximate=approximate)

    def convert(points: Points) -> Points:
        lonlat = inverse(points[:, ::-1] if swapped else points)
        if shift is not None:
            lonlat = np.column_stack(gcj.remove(lonlat[:, 0], lonlat[:, 1], shift))
        return lonlat

    return _over(coordinates, convert)


def from_lonlat(coordinates: Coordinates, crs: str, *, approximate: bool = False) -> Coordinates:
    """Bring CGCS2000 longitude and latitude into another system: what writers and plane areas need.

    Parameters, result and errors as in `to_lonlat`.

    Examples
    --------
    >>> import numpy as np
    >>> from_lonlat(np.array([[120.0, 32.0]]), "EPSG:4549").round(3)
    array([[ 500000.   , 3541852.434]])
    """
    return _over(coordinates, converter(crs, approximate=approximate, forward=True))


def is_equal_datum(crs: str) -> bool:
    """Whether the system's degrees are CGCS2000 degrees, or parameters lead there: nothing to guess.

    Examples
    --------
    >>> is_equal_datum("EPSG:4326"), is_equal_datum("EPSG:2364")
    (True, False)
    """
    row = SYSTEMS.get(crs)
    return row.datum in EQUAL_DATUMS if row is not None else _route(crs) != "unknown"


def converter(crs: str, *, approximate: bool = False, forward: bool = False) -> Converter:
    """Return the function that takes (n, 2) points of ``crs`` to CGCS2000 degrees, or back (``forward``).

    Points a projection cannot reach come out as infinity; nothing raises for a single vertex.

    Raises
    ------
    CrsError
        As in `to_lonlat`.
    """
    if not approximate and not is_equal_datum(crs):
        raise CrsError("crs.needs_parameters", crs=names(crs))
    return _converter(crs, forward)


@lru_cache(maxsize=128)
def _converter(crs: str, forward: bool) -> Converter:
    row = SYSTEMS.get(crs)
    if row is not None:
        definition: Any = row.projection
    elif _route(crs) == "parameters":
        return _datum_shift(crs, forward)
    else:
        system = pyproj_crs(crs)
        definition = system if system.is_projected else None
    if definition is None:
        return lambda points: np.array(points, dtype=float)
    from pyproj import Proj  # noqa: PLC0415 - 0.1 s that lon/lat files need not pay

    projection = Proj(definition)

    def convert(points: Points) -> Points:
        first, second = projection(points[:, 0].copy(), points[:, 1].copy(), inverse=not forward)
        return np.column_stack((first, second))

    return convert


@lru_cache(maxsize=64)
def _route(crs: str) -> str:
    """How a system outside the tables comes to CGCS2000: equal, parameters or unknown."""
    system = pyproj_crs(crs)
    if system.is_bound:
        return "parameters"
    geographic = system.geodetic_crs
    if geographic is None or geographic.datum is None:
        return "unknown"
    # The registries take CGCS2000 and WGS 84 as equal; what epochs and plates add is below a metre.
    if (datum := datum_of(system)) is not None:
        return "equal" if datum in EQUAL_DATUMS else "unknown"
    # A registered datum is what it is, however its ellipsoid looks; only a nameless one is judged by it.
    ellipsoid = geographic.ellipsoid
    if geographic.to_epsg() is not None or ellipsoid is None:
        return "unknown"
    axis, flattening = ellipsoid.semi_major_metre, ellipsoid.inverse_flattening
    return "equal" if abs(axis - 6378137) < 0.01 and abs(flattening - 298.2572) < 1e-3 else "unknown"


def _datum_shift(crs: str, forward: bool) -> Converter:
    from pyproj import Transformer  # noqa: PLC0415

    # Parameters lead to WGS 84, which is CGCS2000; asked for 4490 directly PROJ would drop them.
    source, target = pyproj_crs(crs), pyproj_crs("EPSG:4326")
    if forward:
        source, target = target, source
    transformer = Transformer.from_crs(source, target, always_xy=True)

    def convert(points: Points) -> Points:
        return np.column_stack(transformer.transform(points[:, 0].copy(), points[:, 1].copy()))

    return convert


def _over(coordinates: Any, convert: Converter) -> Any:
    # A missing or absurd vertex comes out as missing or infinite; it is no reason for a warning.
    with np.errstate(all="ignore"):
        if isinstance(coordinates, np.ndarray) and coordinates.dtype != object:
            return convert(np.asarray(coordinates, dtype=float))
        return shapely.transform(coordinates, convert)
