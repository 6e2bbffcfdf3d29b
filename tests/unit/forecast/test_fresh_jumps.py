"""What the last days alone say of a level: little on the first day, all after a week."""

from datetime import date
from typing import Any

import numpy as np
import polars as pl
import pytest

from models.forecast.candidate import DailyHistory, Floats
from models.forecast.ensemble.backtest import Bounds, run_backtest
from models.forecast.ensemble.drawing import draw_paths
from models.forecast.ensemble.forecasting import judge
from models.forecast.fresh_jumps import FreshJump, keep_possible, tame_fresh_jumps

FIRST_DAY = date(2025, 1, 1)


def history(values: Floats, steps_per_day: int = 1) -> DailyHistory:
    return DailyHistory("a", FIRST_DAY, values, steps_per_day)


def steady(days: int = 100, *times: float) -> Floats:
    """Days of 10 whose last ones are as many times that."""
    values = np.full(days, 10.0)
    if times:
        values[-len(times) :] *= times
    return values


def tamed(values: Floats) -> Floats:
    return tame_fresh_jumps(history(values))[0].card_hours


@pytest.mark.parametrize(
    ("times", "counted"),
    [
        ((100,), (3,)),
        ((100, 100), (9, 9)),  # as far again in logarithms: 3 squared
        ((100, 100, 100), (27, 27, 27)),
        ((100,) * 4, (81,) * 4),
        ((100,) * 5, (100,) * 5),
        ((3,), (3,)),
        ((9, 9), (9, 9)),
        ((100, 1), (3, 1)),  # gone back: it stays as small as it was on the first day
        ((100, 1, 1, 1, 1, 1), (3, 1, 1, 1, 1, 1)),
        ((100,) * 7, (100,) * 7),
        ((100, 1, 1, 1, 1, 1, 1, 1), (100, 1, 1, 1, 1, 1, 1, 1)),  # tame_spikes cuts that one
        ((0.1,), (1 / 3,)),
        ((0.1, 0.1), (1 / 9, 1 / 9)),
        ((0.1,) * 3, (0.1,) * 3),
    ],
)
def test_a_jump_is_believed_the_more_the_longer_it_lasts(
    times: tuple[float, ...], counted: tuple[float, ...]
) -> None:
    expected = steady(100, *counted)
    if times == (0.1, 0.1):
        expected = steady(100, 0.1111111, 0.1111111)
    assert tamed(steady(100, *times)) == pytest.approx(expected, rel=1e-6)


def test_what_is_not_cut_is_the_same_history() -> None:
    known = history(steady(100, 2.9, 3.0))
    assert tame_fresh_jumps(known) == (known, None)
    assert tame_fresh_jumps(known)[0] is known
    hours = history(steady(24 * 30, 100), 24)
    assert tame_fresh_jumps(hours)[0] is hours
    for values in (np.zeros(40), steady(18, 100), steady(7, 100)):
        known = history(values)
        assert tame_fresh_jumps(known) == (known, None)


def test_a_day_of_nothing_counts_as_a_third_and_is_told() -> None:
    found, jump = tame_fresh_jumps(history(steady(100, 0)))
    assert found.card_hours[-1] == pytest.approx(10 / 3)
    assert jump is not None
    # Less than a twentieth of the median day is no further away than that.
    said = "last days of b: 1 at 0.05 times the usual, counted as 0.333"
    assert jump.note_of("b").said == said


def test_the_level_of_a_first_day_of_use_is_that_days() -> None:
    # Against days of nothing: these count as a twentieth of the usual day of use.
    values = np.zeros(100)
    values[-1] = 8.0
    jump = tame_fresh_jumps(history(values))[1]
    assert jump is not None
    assert jump.level == pytest.approx(8.0)
    assert keep_possible(np.full((100, 30), 0.4), jump).mean() > 0.4


def test_a_jump_that_went_back_is_cut_but_not_told() -> None:
    found, jump = tame_fresh_jumps(history(steady(100, 100, 1)))
    assert found.card_hours[-2] == pytest.approx(30)
    assert jump is None


def test_what_came_before_is_not_unheard_of() -> None:
    values = steady(200)
    values[20:150:13] *= 50  # ten bursts of a day, more than 2 % of the days
    values[-1] *= 50
    assert tamed(values) is values
    values[-1] *= 100  # 50 to the power of 1.25 is 133
    assert tamed(values)[-1] == pytest.approx(10 * 50**1.25)


def test_weekends_neither_hide_a_jump_nor_end_it() -> None:
    days = np.arange(103)  # 1 January 2025 is a Wednesday: the last day, 13 April, is a Sunday
    values = np.where((days + 2) % 7 >= 5, 2.0, 10.0)
    assert values[-2:].tolist() == [2.0, 2.0]
    assert tamed(values) is values
    low = values[:-2].copy()
    low[-1] = 1.0  # a Friday at a tenth
    assert tamed(low)[-1] == pytest.approx(10 / 3)
    # Friday at a hundred times, then a weekend of fifty times a usual one: it has not gone back.
    high = values.copy()
    high[-3:] = 1000.0, 100.0, 100.0
    assert tamed(high)[-3] == pytest.approx(10 * 27)
    # The same with a usual weekend behind it has.
    high[-2:] = 2.0
    assert tamed(high)[-3:] == pytest.approx([30, 2, 2])


def test_missing_days_are_passed_over() -> None:
    values = steady(100, 100, 1, 100)
    values[-2] = np.nan
    assert tamed(values)[[-3, -1]] == pytest.approx([90, 90])
    assert np.isnan(tamed(values)[-2])


def test_a_fortnight_that_was_not_measured_leaves_the_same_weekdays() -> None:
    values = steady(100, 100)
    values[-22:-7] = np.nan
    found, jump = tame_fresh_jumps(history(values))
    assert found.card_hours[-1] == pytest.approx(30)
    assert jump is not None
    assert jump.level == 1000


def test_a_few_paths_stay_at_the_level_of_the_last_days() -> None:
    paths = np.tile(np.linspace(9.5, 10.5, 1000)[:, np.newaxis], (1, 5))
    up = keep_possible(paths, FreshJump(1, 5.0, 3.0, 25.0))
    assert np.median(up) == pytest.approx(10, rel=0.01)
    # 80 paths of about 10.46 go to 2.5 times that.
    assert (up[920:] == 2.5 * paths[920:]).all()
    assert (up[:920] == paths[:920]).all()
    far = keep_possible(paths, FreshJump(1, 100.0, 3.0, 1000.0))
    assert far.mean() == pytest.approx(1.2 * paths.mean())
    down = keep_possible(paths, FreshJump(1, 0.1, 1 / 3, 1.0))
    assert down[:80] == pytest.approx(0.1 * paths[:80], rel=1e-3)
    assert (down[80:] == paths[80:]).all()
    # The less was cut, the fewer: log(3.01 / 3) / log(1.5) x 80 = 0.7, one path; then none.
    little = keep_possible(paths, FreshJump(1, 3.01, 3.0, 25.0))
    assert (little != paths).any(axis=1).sum() == 1
    assert keep_possible(paths, FreshJump(1, 3.001, 3.0, 25.0)) is paths


def totals(values: Floats) -> Floats:
    """Of 90 days in parts of the level, in order; Prophet aside."""
    backtest = run_backtest(history(values), 90, Bounds(), with_prophet=False)
    [judged] = judge([backtest])
    return np.sort(draw_paths(judged.outlook, 1000, 1).sum(axis=1)) / (90 * 100.0)


@pytest.mark.parametrize("days", [45, 200])
@pytest.mark.parametrize(("times", "least", "most"), [(100.0, 0.95, 1.4), (0.1, 0.7, 1.05)])
def test_one_last_day_moves_the_quarter_little_and_stays_possible(
    days: int, times: float, least: float, most: float
) -> None:
    values = 100 * np.exp(np.random.default_rng(3).normal(0, 0.1, days))
    values[-1] *= times
    found = totals(values)
    assert least < np.median(found) < most
    assert found.mean() < 1.2 * most
    if times > 1:
        assert found[950] > 3
    else:
        assert found[50] < 0.3


@pytest.mark.parametrize("days_ago", [2, 5, 7])
def test_a_spike_of_the_last_week_that_has_gone_back_is_no_level(days_ago: int) -> None:
    values = 100 + np.random.default_rng(5).uniform(-2, 2, 200)
    values[-days_ago] *= 100
    found = totals(values)
    assert np.median(found) == pytest.approx(1, abs=0.15)
    assert found.mean() == pytest.approx(1, abs=0.15)


def test_the_note_of_a_pool_and_of_its_sum_says_it(warehouse: Any) -> None:
    days = [24.0 + day % 3 for day in range(60)]
    warehouse.add_usage("a/r/first/c", FIRST_DAY, days)
    warehouse.add_usage("a/r/second/c", FIRST_DAY, [*days[:-1], 100 * 25.0])
    found = warehouse.forecast(forecast_horizon_days=28).filter(pl.col("target") == "usage")
    notes = dict(found.select("series", "method_note").unique().iter_rows())
    assert notes["a/r/first/c"] is None
    said = "last days of a/r/second/c: 1 at 100 times the usual, counted as 3"
    assert notes["a/r/second/c"] == notes["company"] == said


def test_a_level_of_three_times_is_followed_as_it_was() -> None:
    values = 100 * np.exp(np.random.default_rng(3).normal(0, 0.05, 200))
    values[-5:] *= 3
    known = history(values)
    assert tame_fresh_jumps(known)[0] is known
