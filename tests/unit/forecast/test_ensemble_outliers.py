"""One odd day and a level that shifted: totals stay at the level, means are not carried away."""

from datetime import date

import numpy as np
import pytest

from models.forecast.candidate import DailyHistory, Floats
from models.forecast.ensemble.backtest import Bounds, run_backtest
from models.forecast.ensemble.drawing import draw_paths
from models.forecast.ensemble.forecasting import judge
from models.forecast.ensemble.weighting import LARGEST_SPIKE, NO_SPIKES, without_spikes
from tests.unit.forecast.test_ensemble_weighting import NAMES, backtest

FIRST_DAY = date(2025, 1, 1)
DAYS, HORIZON, MONTH = 200, 90, 30


def months(series: dict[str, Floats], levels: dict[str, float]) -> Floats:
    """Totals of three months in parts of the level's, shape (series, 3, paths); Prophet aside."""
    histories = [DailyHistory(name, FIRST_DAY, values) for name, values in series.items()]
    backtests = [run_backtest(one, HORIZON, Bounds(), with_prophet=False) for one in histories]
    return np.array(
        [
            draw_paths(one.outlook, 1000, seed).reshape(1000, 3, MONTH).sum(axis=2).T
            / (MONTH * levels[one.outlook.series])
            for seed, one in enumerate(judge(backtests))
        ]
    )


@pytest.mark.parametrize("beside", [0, 4])
@pytest.mark.parametrize(("days_ago", "times"), [(100, 10), (100, 100), (60, 100), (10, 100)])
def test_one_spike_leaves_the_totals_of_months_at_the_level(
    days_ago: int, times: int, beside: int
) -> None:
    draw = np.random.default_rng(5)
    series = {"spike": 48 + draw.uniform(-1, 1, DAYS)}
    series["spike"][-days_ago] = 48.0 * times
    series |= {f"sound {one}": 480 * (1 + 0.1 * draw.normal(size=DAYS)) for one in range(beside)}
    levels = {name: 48.0 if name == "spike" else 480.0 for name in series}
    found = months(series, levels)[0]
    assert np.median(found, axis=1) == pytest.approx(np.ones(3), abs=0.1)
    assert found.mean(axis=1) == pytest.approx(np.ones(3), abs=0.1)
    assert found.max() < 2


def test_totals_after_a_step_lie_at_the_new_level_and_their_means_near_it() -> None:
    draw = np.random.default_rng(8)
    series, levels = {}, {}
    for number in range(16):
        after = np.arange(DAYS) >= DAYS - draw.integers(15, 90)
        factor = draw.choice([1 / 3, 1 / 2, 2, 3])
        name = f"step {number:02}"
        levels[name] = 100 * factor
        series[name] = np.where(after, levels[name], 100) * np.exp(draw.normal(0, 0.06, DAYS))
    found = months(series, levels)
    medians, means = np.median(found, axis=2).mean(axis=0), found.mean(axis=(0, 2))
    assert medians == pytest.approx(np.ones(3), abs=0.1)
    # Each stepped once in 200 days, to 1.46 of what it was on average, and may step again: by the
    # middle of the months, days 15, 45, 75, that adds 0.46 x 15 / 200 = 0.03, 0.10 and 0.17.
    assert means == pytest.approx([1.03, 1.10, 1.17], abs=0.1)


def test_misses_are_cut_off_at_a_multiple_of_their_buckets_median() -> None:
    # The first bucket's median is 2, so its spike of 1000 counts as 12 x 2; the second's is 10.
    misses = np.array([[-2.0, 2.0, 2.0, 1000.0, 10.0, -10.0, np.nan]])
    cut = without_spikes(misses, backtest([[0, 0]], names=NAMES[:1], ends=(4, 7)))
    expected = [-2.0, 2.0, 2.0, LARGEST_SPIKE * 2.0, 10.0, -10.0, np.nan]
    assert cut[0].tolist() == pytest.approx(expected, nan_ok=True)


def test_what_is_missed_every_week_is_no_spike_where_members_are_weighed() -> None:
    # The median is 1. Three Sundays in 21 days are more than 5 % of them, one spike is less.
    sundays, spike = np.ones((1, 21)), np.ones((1, 21))
    sundays[0, 6::7], spike[0, 6] = 100.0, 100.0
    weekly = backtest([[0, 0]], names=NAMES[:1], ends=(21,))
    assert without_spikes(sundays, weekly, NO_SPIKES).max() == 100
    assert without_spikes(spike, weekly, NO_SPIKES).max() == LARGEST_SPIKE
    assert without_spikes(sundays, weekly).max() == LARGEST_SPIKE
    assert (
        without_spikes(
            spike, backtest([[0, 0]], names=NAMES[:1], ends=(21,), is_intermittent=True)
        ).max()
        == 100
    )


def test_a_burst_every_sunday_is_in_the_totals() -> None:
    # Of 30 days four and, in the third month, five are Sundays: 4 x 700 + 26 x 10 = 3060, 3750.
    draw = np.random.default_rng(25)
    values = np.where(np.arange(400) % 7 == 6, 700.0, 10.0) * np.exp(draw.normal(0, 0.05, 400))
    found = months({"burst": values}, {"burst": 1.0 / MONTH})[0]
    assert np.median(found, axis=1) == pytest.approx([3060, 3060, 3750], rel=0.1)


def test_the_band_holds_the_level_of_ten_days_ago_and_the_one_before() -> None:
    draw = np.random.default_rng(1)
    values = np.where(np.arange(400) >= 390, 300.0, 100.0) * np.exp(draw.normal(0, 0.05, 400))
    found = run_backtest(DailyHistory("a", FIRST_DAY, values), 28, Bounds(), with_prophet=False)
    [judged] = judge([found])
    low, high = np.quantile(draw_paths(judged.outlook, 1000, 1), (0.1, 0.9), axis=0).mean(axis=1)
    assert low < 250
    assert high > 300


def test_one_spike_changes_neither_the_scale_nor_the_most_that_is_usual() -> None:
    values = 48 + np.random.default_rng(1).uniform(-1, 1, DAYS)
    sound = run_backtest(DailyHistory("a", FIRST_DAY, values), 14, Bounds(), with_prophet=False)
    values[100] = 4800
    odd = run_backtest(DailyHistory("a", FIRST_DAY, values), 14, Bounds(), with_prophet=False)
    # Two of 193 changes count as at most 15 medians each: 2 x 15 / 193 = 16 % at most.
    assert sound.scale_ahead <= odd.scale_ahead <= 1.2 * sound.scale_ahead
    assert odd.largest < 50
