"""Members whose misses are known: three members, two buckets of 7 and 21 days."""

from typing import Any

import numpy as np
import pytest

from models.forecast.ensemble.backtest import Backtest, Bounds
from models.forecast.ensemble.origins import Origins
from models.forecast.ensemble.weighting import HANDICAP, pool_errors, weigh

NAMES = ("naive_last_week_mean", "mean_of_28_days", "theta")


def backtest(misses: Any, series: str = "a", names: tuple[str, ...] = NAMES, **other: Any) -> Any:
    """Nothing came but zeros; members expected `misses`, of shape (members, buckets)."""
    by_step = np.repeat(np.array(misses, dtype=float), [7, 21], axis=1)
    courses = np.repeat(by_step[:, np.newaxis], 4, axis=1)
    made: dict[str, Any] = {
        "series": series,
        "names": names,
        "steps_per_day": 1,
        "ends": (7, 28),
        "origins": Origins(np.array([90, 80, 70, 60]), np.array([True, False, True, False])),
        "courses": courses,
        "ahead": by_step,
        "actual": np.zeros((4, 28)),
        "scales": np.ones(4),
        "scale_ahead": 1.0,
        "largest": 1.0,
        "bounds": Bounds(),
        "is_intermittent": False,
        "notes": {},
    }
    return Backtest(**made | other)


def test_weights_are_inverse_squared_errors_bucket_by_bucket() -> None:
    # Days 1 to 7: errors 1 and 1.25, 1 / 1.5625 = 0.64: 1 / 1.64 and 0.64 / 1.64. Days 8 to 28: the
    # second misses by 1, the first by 1.2: 1 / 1.44.
    weights = weigh(backtest([[1, 1.2], [1.25, 1]], names=NAMES[:2]), {})
    assert weights[:, 0] == pytest.approx([1 / 1.64, 0.64 / 1.64])
    assert weights[:, 1] == pytest.approx([1 / 2.44, 1.44 / 2.44])


def test_a_member_that_fails_a_bucket_is_dropped_there_and_only_there() -> None:
    weights = weigh(backtest([[1, 1], [1.29, 1.31]], names=NAMES[:2]), {})
    assert weights[1, 0] > 0.3
    assert weights[1, 1] == 0


def test_a_lasting_slope_must_earn_its_weight_and_in_days_a_season_too() -> None:
    even = [[1.0, 1.0], [1.0, 1.0], [1.0, 1.0]]
    names = (NAMES[0], "prophet", "multiple_seasons")
    daily, hourly = (
        weigh(backtest(even, names=names, steps_per_day=steps), {}) for steps in (1, 24)
    )
    part = np.exp(-2 * HANDICAP)
    assert daily[:, 0] == pytest.approx(np.array([1, part, part]) / (1 + 2 * part))
    part = np.exp(-4 * HANDICAP)
    assert hourly[:, 0] == pytest.approx(np.array([1, part, 1]) / (2 + part))


def test_weights_of_hours_follow_errors_to_the_fourth_power() -> None:
    # 1 and 1.25: 1.25 ** -4 = 0.4096.
    weights = weigh(backtest([[1, 1], [1.25, 1.25]], names=NAMES[:2], steps_per_day=24), {})
    assert weights[:, 0] == pytest.approx([1 / 1.4096, 0.4096 / 1.4096])


def test_a_slope_that_is_halved_counts_as_a_level() -> None:
    weights = weigh(backtest([[1.0, 1.0], [1.0, 1.0], [1.0, 1.0]]), {})
    assert weights[:, 0] == pytest.approx([1 / 3] * 3)


def test_a_bucket_that_nothing_is_known_of_is_left_to_level_methods() -> None:
    actual = np.zeros((4, 28))
    actual[:, 7:] = np.nan
    weights = weigh(backtest([[1, 1], [2, 2], [0.5, 0.5]], actual=actual), {})
    assert weights[:, 0] == pytest.approx([0, 0, 1])
    assert weights[:, 1] == pytest.approx([0.5, 0.5, 0])


def test_a_lasting_slope_has_no_part_where_no_cut_off_saw_the_whole_bucket() -> None:
    # Of days 8 to 28 the two cut-offs for weights saw three each: 6 of 21 days. The slope was the
    # best by far, as in a first month that grew every day.
    names = (NAMES[0], "prophet_log")
    seen = np.where(np.arange(28) < 10, 0.0, np.nan)
    weights = weigh(backtest([[2, 2], [1, 0.1]], names=names, actual=np.tile(seen, (4, 1))), {})
    assert weights[1, 0] > 0.5
    assert weights[:, 1] == pytest.approx([1, 0])


def test_only_the_cut_offs_for_weights_count() -> None:
    misled = backtest([[1, 1], [1, 1]], names=NAMES[:2])
    misled.courses[0, [1, 3]] = 100.0  # at the cut-offs for calibration
    assert weigh(misled, {})[:, 0] == pytest.approx([0.5, 0.5])


def test_what_other_series_say_of_hours_counts_as_much_as_four_cut_offs() -> None:
    # The others see errors of 1 and 1.2, this one 1.5 and 1 with two cut-offs: in logarithms the
    # first is ahead by (4 x log 1.2 - 2 x log 1.5) / 6, that is 1.2 ** (2 / 3) / 1.5 ** (1 / 3).
    others = [backtest([[1, 1], [1.2, 1.2]], name, NAMES[:2], steps_per_day=24) for name in "bcd"]
    own = backtest([[1.5, 1.5], [1, 1]], names=NAMES[:2], steps_per_day=24)
    first, second = weigh(own, pool_errors(others))[:, 0]
    assert first / second == pytest.approx((1.2 ** (2 / 3) / 1.5 ** (1 / 3)) ** 4)


def test_what_other_series_say_counts_as_much_as_three_cut_offs() -> None:
    # The others see 4 : 1 in favour of the first, this one 1 : 4 with two cut-offs: in logarithms
    # of halves of the ratio, (2 x -log 2 + 3 x log 2) / 5, so the first is ahead by 4 ** 0.2.
    others = [backtest([[1, 1], [4, 4]], name, NAMES[:2]) for name in "bcd"]
    weights = weigh(backtest([[4, 4], [1, 1]], names=NAMES[:2]), pool_errors(others))
    first, second = weights[:, 0]
    assert second == 0  # 4 ** 0.2 = 1.32 times as bad
    assert first == 1
    assert pool_errors(others[:2]) == {}


def test_a_season_that_is_plain_to_see_need_not_earn_its_weight() -> None:
    # Last week again misses 1, another season as much; last week's mean as much, then 1.5 times:
    # dropped, and nothing is left of the handicap.
    names = ("naive_last_week_mean", "seasonal_naive", "mean_of_28_days")
    weights = weigh(backtest([[1, 1.5], [1, 1], [1, 1]], names=names), {})
    part = np.exp(-2 * HANDICAP)
    assert weights[:, 0] == pytest.approx(np.array([1, part, 1]) / (2 + part))
    assert weights[:, 1] == pytest.approx([0, 0.5, 0.5])
