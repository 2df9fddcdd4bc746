import numpy as np
import pytest
from pyproj import Geod

from geo.crs.gcj import SHIFTS, apply, remove

# Published by the test suites of the transform packages in use (coordtransform and its ports).
PUBLISHED = [
    ("gcj02", (116.404, 39.915), (116.41024449916938, 39.91640428150164)),
    # BD-09 of the GCJ-02 point (116.404, 39.915): the true point below is its published GCJ inverse's place.
]


@pytest.mark.parametrize(("shift", "true", "drawn"), PUBLISHED)
def test_the_published_example_comes_out(
    shift: str, true: tuple[float, float], drawn: tuple[float, float]
) -> None:
    lon, lat = apply(*true, shift)
    assert (float(lon), float(lat)) == pytest.approx(drawn, abs=1e-12)


def test_bd09_of_a_published_gcj02_point() -> None:
    # gcj02tobd09(116.404, 39.915) is published as below; the way there goes over the true position.
    lon, lat = apply(*remove(116.404, 39.915, "gcj02"), "bd09")
    assert (float(lon), float(lat)) == pytest.approx((116.41036949371029, 39.92133699351021), abs=1e-11)


@pytest.mark.parametrize("shift", SHIFTS)
def test_the_inverse_is_exact_over_the_province(shift: str) -> None:
    rng = np.random.default_rng(7)
    drawn = rng.uniform(116.3, 122.0, 20_000), rng.uniform(30.7, 35.2, 20_000)
    there = apply(*remove(*drawn, shift), shift)
    assert np.abs(there[0] - drawn[0]).max() < 1e-12
    assert np.abs(there[1] - drawn[1]).max() < 1e-12


@pytest.mark.parametrize(("shift", "low", "high"), [("gcj02", 400, 600), ("bd09", 1000, 1350)])
def test_the_offset_has_the_size_known_for_jiangsu(shift: str, low: float, high: float) -> None:
    rng = np.random.default_rng(8)
    lon, lat = rng.uniform(116.4, 121.9, 500), rng.uniform(30.8, 35.1, 500)
    moved = Geod(ellps="GRS80").inv(lon, lat, *apply(lon, lat, shift))[2]
    assert low < moved.min() < moved.max() < high


def test_shape_and_missing_values_are_kept_and_blocks_join() -> None:
    lon, lat = np.full((3, 3000), 118.8), np.full((3, 3000), 32.0)
    lon[1, 5] = np.nan
    out = apply(lon, lat, "gcj02")[0]
    single = float(apply(118.8, 32.0, "gcj02")[0])
    assert out.shape == (3, 3000)
    assert np.isnan(out[1, 5])
    assert np.nanmax(np.abs(out - single)) == 0.0


def test_an_unknown_offset_is_refused() -> None:
    with pytest.raises(KeyError):
        apply(118.8, 32.0, "wgs84")
