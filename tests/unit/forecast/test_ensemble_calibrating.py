import numpy as np
import pytest

from models.forecast.candidate import Floats
from models.forecast.ensemble.calibrating import (
    PROBABILITIES,
    SHAPE,
    Pool,
    Spread,
    fresh_misses,
    pool_spreads,
    shapes,
    size_by_bucket,
    size_by_step,
)

ENDS = (7,)


def spread_of(chosen: Floats, fresh: Floats, misses: Floats) -> Spread:
    ones = [np.ones_like(sizes) for sizes in (chosen, fresh)]
    return Spread(chosen, fresh, ones[0], ones[1], misses, ENDS, misses)


def test_size_blends_chosen_and_fresh_cut_offs_with_all_series() -> None:
    # Two chosen at 1, made larger by an optimism of 1.5; two fresh at 3; and the pool's 2 that
    # weighs as four cut-offs: (2 x 1.5 + 2 x 3 + 4 x 2) / 8 = 17 / 8.
    spread = spread_of(np.ones((2, 1)), np.full((2, 1), 3.0), np.zeros((2, 7)))
    pool = Pool({0: np.log(2.0)}, {0: np.log(1.5)})
    assert size_by_bucket(spread, pool).tolist() == pytest.approx([17 / 8])


def test_a_cut_off_is_judged_by_those_before_it() -> None:
    # Newest first; chosen and fresh ones take turns.
    chosen, fresh = np.array([[1.0], [6.0]]), np.array([[4.0], [9.0]])
    spread = spread_of(chosen, fresh, np.array([[4.0] * 7, [9.0] * 7]))
    pool = Pool({0: 0.0}, {0: 0.0})
    # Before the newest fresh one lie the second chosen at 6 and the second fresh at 9, and the
    # pool's 1 that weighs as four: (6 + 9 + 4) / 6 = 19 / 6. Before the oldest only the pool's.
    found = fresh_misses(spread, pool)
    assert found[0].tolist() == pytest.approx([4 * 6 / 19] * 7)
    assert found[1].tolist() == pytest.approx([9.0] * 7)


def test_the_oldest_cut_off_of_a_series_without_a_pool_is_judged_by_all_others() -> None:
    spread = spread_of(np.ones((2, 1)), np.array([[1.0], [9.0]]), np.array([[1.0] * 7, [9.0] * 7]))
    # Two chosen at 1, made larger by the believed optimism of 1.1, and the other fresh one at 1:
    # 3.2 / 3, which is its own prior too.
    assert fresh_misses(spread, Pool({}, {}))[1].tolist() == pytest.approx([9 * 3 / 3.2] * 7)


def test_fewer_than_three_series_are_no_pool() -> None:
    spread = spread_of(np.ones((2, 1)), np.full((2, 1), 2.0), np.zeros((2, 7)))
    assert pool_spreads([spread] * 2) == Pool({}, {})
    pool = pool_spreads([spread] * 3)
    assert pool.optimism == {0: pytest.approx(np.log(2))}


def test_the_shape_never_crosses_and_leaves_the_median_alone() -> None:
    skewed = [np.random.default_rng(seed).exponential(1.0, (6, 7)) for seed in range(40)]
    knots = shapes(skewed, ENDS)[0]
    assert (np.diff(knots) >= 0).all()
    assert knots[PROBABILITIES.index(0.5)] == pytest.approx(0, abs=1e-12)


def test_the_band_holds_what_it_promises_on_misses_it_has_not_seen() -> None:
    draw = np.random.default_rng(3)
    knots = shapes([draw.standard_t(4, (6, 7)) for _ in range(200)], ENDS)[0]
    unseen = draw.standard_t(4, 20_000)
    for low, promised in ((0.1, 0.8), (0.025, 0.95)):
        inside = (knots[PROBABILITIES.index(low)] < unseen) & (
            unseen < knots[-1 - PROBABILITIES.index(low)]
        )
        # Six cut-offs: the band is a twelfth wider than what was seen.
        assert promised - 0.005 < inside.mean() < promised + 0.04


def test_cut_offs_closer_than_they_look_ahead_count_for_less() -> None:
    # Six cut-offs of each series, 14 steps apart: of 28 steps ahead they are worth 3. At 99.5 %,
    # z = 2.5758, the band is 0.6 x (1 + 2.5758^2) / 4 = 1.1452 over 3 wider than what was seen,
    # not over 6: 1.3817 / 1.1909. At 75 %, z = 0.6745: 0.2182, so 1.0727 / 1.0364. The believed
    # shape has, of 6000 and 3000 against 4, next to no say.
    misses = [np.random.default_rng(seed).normal(size=(6, 28)) for seed in range(1000)]
    far, near, nearest = (shapes(misses, (28,), gap)[0] for gap in (28, 14, 1))
    assert near[-1] / far[-1] == pytest.approx(1.3817 / 1.1909, rel=0.01)
    quarter = PROBABILITIES.index(0.75)
    assert near[quarter] / far[quarter] == pytest.approx(1.0727 / 1.0364, rel=0.01)
    # One step apart they are worth a fifth of one, and count as 2: 1.5726.
    assert nearest[-1] / far[-1] == pytest.approx(1.5726 / 1.1909, rel=0.02)


def test_without_any_miss_the_shape_is_the_believed_one() -> None:
    assert shapes([np.full((0, 7), np.nan)], ENDS)[0].tolist() == pytest.approx(SHAPE.tolist())


def test_the_size_grows_from_bucket_to_bucket_without_a_jump() -> None:
    steps = size_by_step(np.array([1.0, 2.0]), (7, 28))
    assert steps[:4].tolist() == [1.0] * 4  # up to the middle of the first bucket
    assert steps[-1] == 2.0
    assert np.diff(steps).max() < 0.1
