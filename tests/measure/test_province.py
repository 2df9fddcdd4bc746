"""Indices against hand counts, and against esda 2.9, inequality 1.1 and pointpats 2.5 (run elsewhere)."""

import numpy as np
import pytest
import shapely
from pyproj import Geod
from shapely import Point, box

from geo import places
from geo.errors import SizhiError
from geo.i18n.catalogue import LANGUAGES, has
from geo.measure.province import Statistic, ellison_glaeser, gini, hhi, location_quotient, say, spread
from geo.measure.province_neighbours import contiguity, getis_ord, local_moran, moran
from geo.measure.province_points import Pattern, clark_evans, ellipse, pairs_within, pattern, ripley, thrown

GEOD = Geod(ellps="GRS80")
COUNTS = [9, 5, 2, 4, 11, 3, 1, 1, 2, 2, 4, 1, 0]
"""Made-up zones of the thirteen cities, in the order of their codes."""
SQUARE = box(118, 32, 119, 33)


def test_counts_and_shares_by_city() -> None:
    found = spread(["甲", "甲", "乙", None, "丁"], ["甲", "乙", "丙"], values=[1, 2, 3, 4, np.nan])
    assert found["name"].tolist() == ["甲", "乙", "丙", None]
    assert found["count"].tolist() == [2, 1, 0, 2]
    assert found["share"].tolist()[:3] == pytest.approx([2 / 3, 1 / 3, 0])
    assert found["value_share"].tolist()[:3] == pytest.approx([0.5, 0.5, 0])
    assert len(spread(["甲"], ["甲", "乙"])) == 2


def test_location_quotients_by_hand() -> None:
    """Shares ½ ¼ ¼ over shares ¼ ¼ ½, and a place whose reference is nothing."""
    found = location_quotient([2, 1, 1, 0], [1, 1, 2, 0])
    assert found.tolist()[:3] == [2.0, 1.0, 0.5]
    assert np.isnan(found[3])


def test_gini_is_that_of_the_inequality_package() -> None:
    assert gini(COUNTS, window="十三市").value == pytest.approx(0.46495726495726497, abs=1e-14)
    assert gini([3, 3, 3], window="三市").value == 0
    assert gini([0, 0, 6], window="三市").value == pytest.approx(2 / 3)
    assert gini([0, 0], window="两市").value is None


def test_herfindahl_by_hand() -> None:
    assert hhi(COUNTS, window="十三市").value == pytest.approx(sum(c * c for c in COUNTS) / 45**2, abs=1e-12)
    assert hhi([], window="无").value is None


def test_ellison_glaeser_by_hand() -> None:
    """s = (¾, ¼), x = (½, ½): G = ⅛, over 1 − ½ is ¼; four equal zones: H = ¼; so nothing beyond chance."""
    assert ellison_glaeser([3, 1], [1, 1], [1, 1, 1, 1], window="两市").value == pytest.approx(0, abs=1e-15)
    # Spread evenly, (0 − ¼) / (1 − ¼): more even than chance.
    even = ellison_glaeser([2, 2], [1, 1], [1, 1, 1, 1], window="两市")
    assert even.value == pytest.approx(-1 / 3)
    assert even.sentence.endswith("below")
    assert ellison_glaeser([4, 0], [1, 1], [4], window="两市").value is None


def test_a_negative_count_is_refused() -> None:
    with pytest.raises(SizhiError):
        gini([1, -1], window="两市")


def test_neighbouring_cities() -> None:
    """Suzhou borders Wuxi and Nantong, and not Nanjing; fifty pairs both ways, as libpysal's Queen counts."""
    cities = places.load("city")
    weights = contiguity(cities)
    row = dict(zip(cities["name"], range(13), strict=True))
    assert weights[row["苏州市"], [row["无锡市"], row["南通市"], row["南京市"]]].tolist() == [1, 1, 0]
    assert weights.sum() == 50
    assert (weights == weights.T).all()


def test_moran_is_that_of_esda() -> None:
    found = moran(COUNTS, contiguity(places.load("city")), window="十三市", permutations=9999)
    assert found.value == pytest.approx(0.17394339839926296, abs=1e-12)
    assert found.z == pytest.approx(1.6115731147331163, abs=1e-10)
    assert found.p == pytest.approx(0.0749, abs=0.01)
    assert found.expected == pytest.approx(-1 / 12)
    assert (found.seed, found.simulations, found.sentence) == (0, 9999, "moran.chance")


def test_the_same_seed_gives_the_same_and_another_nearly() -> None:
    weights = contiguity(places.load("city"))
    one, again, other = (moran(COUNTS, weights, window="十三市", seed=seed) for seed in (1, 1, 2))
    assert one == again
    assert other.p == pytest.approx(one.p, abs=0.04)


def test_moran_of_a_chessboard_is_below_chance() -> None:
    board = [(i + j) % 2 for i in range(6) for j in range(6)]
    cells = [box(i, j, i + 1, j + 1) for i in range(6) for j in range(6)]
    rook = shapely.relate_pattern(np.array(cells)[:, None], np.array(cells), "F***1****").astype(float)
    found = moran(board, rook, window="棋盘")
    assert found.value == pytest.approx(-1)
    assert found.sentence == "moran.unlike"
    halves = moran([i < 3 for i in range(6) for j in range(6)], rook, window="棋盘")
    assert halves.sentence == "moran.alike"


def test_local_moran_is_that_of_esda() -> None:
    found = local_moran(COUNTS, contiguity(places.load("city")), window="十三市", permutations=9999)
    expected = [
        -0.0669705144,
        0.2716026416,
        0.4082410939,
        0.0654357734,
        -0.3281555204,
        -0.0524602363,
        0.5134406102,
        0.5134406102,
        0.2566086876,
        0.0084829318,
        0.0273462934,
        -0.2245106767,
        0.6948190866,
    ]
    assert found.value.tolist() == pytest.approx(expected, abs=1e-10)
    assert found.kind[2] in {None, "low_low"}
    assert set(found.kind) <= {None, "low_low"}
    assert ((found.p > 0) & (found.p <= 1)).all()


def test_getis_ord_is_that_of_esda() -> None:
    found = getis_ord(COUNTS, contiguity(places.load("city")), window="十三市")
    expected = [
        0.9511443287,
        1.320245113,
        -1.4929094809,
        0.9966085174,
        1.1356947209,
        0.5820435444,
        -1.9797493521,
        -1.9797493521,
        -1.8400357496,
        -0.3022915874,
        0.4713688933,
        0.7541902294,
        -1.8171115534,
    ]
    assert found.z.tolist() == pytest.approx(expected, abs=1e-10)
    # 1.96 is the two-sided limit of one in twenty.
    assert [i for i, kind in enumerate(found.kind) if kind == "cold"] == [6, 7]
    assert found.statistic.params == {"hot": 0, "cold": 2}


@pytest.mark.parametrize("values", [[1, 1, 1, 1, 1], [1, 2]])
def test_too_few_or_equal_values_are_not_defined(values: list[float]) -> None:
    weights = np.ones((len(values), len(values))) - np.eye(len(values))
    assert moran(values, weights, window="测试").value is None
    assert local_moran(values, weights, window="测试").statistic.value is None
    assert getis_ord(values, weights, window="测试").statistic.value is None


def scatter(seed: int, count: int) -> list[Point]:
    return [Point(*at) for at in np.random.default_rng(seed).uniform((118, 32), (119, 33), (count, 2))]


def test_firms_of_one_building_are_one_point() -> None:
    points = [
        Point(118.5, 32.5),
        Point(118.5, 32.5),
        Point(118.50001, 32.5),
        Point(118.7, 32.5),
        Point(120, 32.5),
    ]
    by_place = pattern(points, SQUARE, name="一度见方")
    assert (by_place.taken.tolist(), by_place.dropped, by_place.outside) == ([0, 2, 3], 1, 1)
    by_building = pattern(points, SQUARE, name="一度见方", buildings=["甲", "甲", "甲", None, None])
    assert (by_building.taken.tolist(), by_building.dropped) == ([0, 3], 2)


def test_pairs_are_those_of_all_geodesics() -> None:
    points = scatter(3, 60)
    found = pattern(points, SQUARE, name="一度见方")
    radii = np.array([5_000.0, 20_000.0, 60_000.0])
    one, other = np.triu_indices(60, 1)
    x, y = np.array([p.x for p in points]), np.array([p.y for p in points])
    away = GEOD.inv(x[one], y[one], x[other], y[other])[2]
    assert pairs_within(found.xy, radii).tolist() == [(away <= r).sum() for r in radii]


def test_k_is_that_of_pointpats_but_for_its_bias() -> None:
    """pointpats divides by n² and takes the box of the points as window."""
    rng = np.random.default_rng(5)
    xy = rng.multivariate_normal([0, 0], [[4, 1], [1, 2]], 60) * 10_000 + [5e5, 3.5e6]
    box_m2 = float(np.prod(np.ptp(xy, axis=0)))
    k = box_m2 * 2 * pairs_within(xy, np.array([5e3, 10e3, 15e3, 20e3])) / 60**2
    expected = [114130773.40085916, 427383321.6713024, 981038988.3818532, 1539551283.7477598]
    assert k.tolist() == pytest.approx(expected, rel=1e-12)
    # n(n − 1) in place of n², in the pattern's own window:
    window = Pattern(xy, SQUARE, "测试", box_m2, np.arange(60), 0, 0)
    ours = ripley(window, [5e3, 10e3, 15e3, 20e3], simulations=1).k_m2
    assert ours.tolist() == pytest.approx([60 / 59 * one for one in expected], rel=1e-12)


def test_the_ellipse_is_that_of_crimestat_but_for_its_factor() -> None:
    rng = np.random.default_rng(5)
    xy = rng.multivariate_normal([0, 0], [[4, 1], [1, 2]], 60) * 10_000 + [5e5, 3.5e6]
    found = ellipse(Pattern(xy, SQUARE, "测试", 1e10, np.arange(60), 0, 0))
    assert found is not None
    factor = np.sqrt(2 * 60 / 58)
    assert found.long_m * factor == pytest.approx(27024.209343603303, rel=1e-12)
    assert found.short_m * factor == pytest.approx(15787.879109772197, rel=1e-12)
    assert found.azimuth_deg == pytest.approx(90 - 18.615086573133336, abs=1e-9)
    assert found.geometry.contains(Point(found.lon, found.lat))


def test_thrown_points_are_even_over_the_ground() -> None:
    """Half of the ground lies south of the parallel that halves the area, not the degrees."""
    tall = box(118, 20, 119, 60)
    empty = Pattern(np.empty((0, 2)), tall, "高窗", 1.0, np.arange(0), 0, 0)
    xy = thrown(empty, 4000, np.random.default_rng(1))
    assert len(xy) == 4000
    # On the sphere half of it lies below asin((sin 20° + sin 60°) / 2) = 37.15°; northing 4.11e6 m.
    assert (xy[:, 1] < 4.114e6).mean() == pytest.approx(0.5, abs=0.03)


def test_points_thrown_look_random_gathered_ones_do_not() -> None:
    even = pattern(scatter(8, 80), SQUARE, name="一度见方")
    assert clark_evans(even).sentence == "clark_evans.chance"
    assert ripley(even, range(2000, 30_001, 2000)).statistic.sentence == "ripley.chance"
    rng = np.random.default_rng(1)
    knots = [
        Point(*(k + rng.normal(0, 0.01, 2)))
        for k in rng.uniform((118.2, 32.2), (118.8, 32.8), (6, 2))
        for _ in range(12)
    ]
    dense = pattern(knots, SQUARE, name="一度见方")
    assert clark_evans(dense).sentence == "clark_evans.gather"
    found = ripley(dense, range(2000, 30_001, 2000))
    assert found.statistic.sentence == "ripley.gather"
    assert (found.l_m[:4] > found.high_m[:4]).all()
    assert found.statistic.seed == 0


def test_clark_evans_of_a_net_by_hand() -> None:
    """Squares of side a: nearest at a, over half the root of the ground of each."""
    net = [Point(118.05 + i / 10, 32.05 + j / 10) for i in range(10) for j in range(10)]
    found = clark_evans(pattern(net, SQUARE, name="一度见方"), simulations=19)
    # A tenth of a degree of longitude is nearer than one of latitude; its length at each parallel by Karney.
    nearest = np.mean([GEOD.inv(118, 32.05 + j / 10, 118.1, 32.05 + j / 10)[2] for j in range(10)])
    area = abs(GEOD.polygon_area_perimeter(*shapely.segmentize(SQUARE, 1e-3).exterior.xy)[0])
    assert found.value == pytest.approx(nearest / (0.5 * np.sqrt(area / 100)), rel=1e-6)


def test_one_point_says_nothing() -> None:
    lonely = pattern([Point(118.5, 32.5)], SQUARE, name="一度见方")
    assert clark_evans(lonely).value is None
    assert ripley(lonely).statistic.value is None
    assert ellipse(lonely) is None


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_statistic_has_a_name_and_a_sentence_without_gaps(lang: str) -> None:
    weights = contiguity(places.load("city"))
    points = pattern(scatter(8, 30), SQUARE, name="一度见方")
    axes = ellipse(points)
    assert axes is not None
    found: list[Statistic] = [
        gini(COUNTS, window="w"),
        hhi(COUNTS, window="w"),
        ellison_glaeser(COUNTS, [1] * 13, COUNTS, window="w"),
        moran(COUNTS, weights, window="w"),
        local_moran(COUNTS, weights, window="w").statistic,
        getis_ord(COUNTS, weights, window="w").statistic,
        clark_evans(points, simulations=9),
        ripley(points, simulations=9).statistic,
        axes.statistic,
        gini([0], window="w"),
    ]
    for one in found:
        assert has(f"province.name.{one.name}", lang)
        assert "—" not in say(one, lang).replace("Clark—Evans", ""), one.name
    for index, kinds in {
        "moran": ("alike", "unlike", "chance"),
        "clark_evans": ("gather", "apart", "chance"),
        "ripley": ("gather", "apart", "chance"),
        "ellison_glaeser": ("above", "below"),
    }.items():
        assert all(has(f"province.say.{index}.{kind}", lang) for kind in kinds)
