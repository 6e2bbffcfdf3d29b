"""Weeks of what is often zero come again as whole weeks, newer ones more often."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from data.settings import Settings
from models.forecast.candidate import DailyHistory, Floats
from models.forecast.ensemble.backtest import Bounds, run_backtest
from models.forecast.ensemble.drawing import draw_paths
from models.forecast.ensemble.forecasting import judge
from models.forecast.ensemble.members import PAST_WEEKS
from models.forecast.ensemble_drawer import prepare_ensemble
from models.forecast.past_weeks import HALF_LIVES_WEEKS, PastWeeks, read_weeks
from models.forecast.score_rows import score_rows

FIRST_DAY = date(2026, 1, 5)


def of(*weeks: list[float]) -> PastWeeks:
    found = read_weeks(np.array(weeks).ravel())
    assert found is not None
    return found


def series(values: Floats, name: str = "a") -> DailyHistory:
    return DailyHistory(name, FIRST_DAY, values)


def test_weeks_end_at_the_cut_off_and_those_with_a_hole_are_left_out() -> None:
    values = np.array([9.0, 9, *[1] * 7, *[2] * 6, np.nan, *[3] * 7])
    weeks = read_weeks(values)
    assert weeks is not None
    assert weeks.days.tolist() == [[1] * 7, [3] * 7]
    # Two weeks apart, with the shortest half-life, of one week: 1 and 4.
    assert HALF_LIVES_WEEKS[0] == 1
    assert weeks.chances.tolist() == pytest.approx([1 / 5, 4 / 5])
    assert read_weeks(values[:-7]) is None


def test_a_quantile_is_that_of_the_same_weekday() -> None:
    weeks = replace(of([0, 5, *[0] * 5], [8, 5, *[0] * 5]), chances=np.array([0.5, 0.5]))
    assert weeks.quantile(0.9, 9).tolist() == [8, 5, 0, 0, 0, 0, 0, 8, 5]
    assert weeks.quantile(0.1, 2).tolist() == [0, 5]


def test_the_greater_the_place_the_more_the_week_brings() -> None:
    weeks = replace(of([8] * 7, [0] * 7, [4] * 7), chances=np.array([0.25, 0.5, 0.25]))
    # A quarter lies below -0.674, and a quarter above 0.674.
    paths = weeks.draw(np.array([[-0.7, 0.0], [0.6, 0.7]]), 10)
    assert paths.tolist() == [[0] * 7 + [4] * 3, [4] * 7 + [8] * 3]


def test_rare_days_are_in_the_total_of_a_month_though_most_days_are_nothing() -> None:
    draw, totals, held = np.random.default_rng(3), [], []
    for seed in range(24):
        values = np.where(draw.random(328) < 0.2, 960.0, 0.0)
        [one] = judge([run_backtest(series(values[:300]), 28, Bounds())])
        months = draw_paths(one.outlook, 500, seed).sum(axis=1)
        totals.append(months.mean() / (0.2 * 960 * 28))
        low, high = np.quantile(months, (0.1, 0.9))
        held.append(low <= values[300:].sum() <= high)
    assert np.mean(totals) == pytest.approx(1, abs=0.15)
    assert max(totals) < 2
    assert np.mean(held) > 0.6


def test_what_woke_five_weeks_ago_stays_awake_and_what_stopped_stays_still() -> None:
    days, draw = np.arange(100), np.random.default_rng(2)
    sizes = 100 * np.exp(draw.normal(0, 0.1, 100))
    for wakes, low, high in ((True, 0.9, 1.1), (False, 0.0, 0.1)):
        values = np.where((days >= 65) == wakes, sizes, 0.0)
        [one] = judge([run_backtest(series(values), 28, Bounds())])
        totals = draw_paths(one.outlook, 500, 1).sum(axis=1)
        assert low <= np.median(totals) / (28 * 100) <= high


def test_a_run_on_sundays_comes_on_sundays_alone() -> None:
    values = np.where(np.arange(140) % 7 == 6, 720.0, 0.0)
    [one] = judge([run_backtest(series(values), 14, Bounds(cap=700.0))])
    assert draw_paths(one.outlook, 100, 1).tolist() == [([0.0] * 6 + [700.0]) * 2] * 100


def test_the_forecast_says_that_it_is_weeks_drawn_again() -> None:
    history = series(np.where(np.arange(140) % 7 == 6, 720.0, 0.0))
    settings = Settings(forecast_horizon_days=14, forecast_paths=100)
    drawer = prepare_ensemble([history], {"a": Bounds()}, None, settings)
    assert drawer.draw(history).method == PAST_WEEKS


def test_scores_are_of_the_weeks_known_at_each_cut_off() -> None:
    values = np.where(np.arange(140) % 7 == 6, 720.0, 0.0)
    [one] = judge([run_backtest(series(values), 7, Bounds())])
    rows = {row["member"]: row for row in score_rows(one, "usage")}
    assert rows[PAST_WEEKS]["weight"] == 1
    assert rows["ensemble"]["backtest_error"] == 0
    assert rows["ensemble"]["coverage_after_ratio"] == 1
    values[-70:] += 1  # more than all weeks before
    [moved] = judge([run_backtest(series(values), 7, Bounds())])
    changed = {row["member"]: row for row in score_rows(moved, "usage")}
    assert changed["ensemble"]["coverage_after_ratio"] < 1


def test_what_comes_after_a_cut_off_changes_none_of_its_weeks() -> None:
    values = np.where(np.random.default_rng(1).random(140) < 0.3, 50.0, 0.0)
    before = run_backtest(series(values), 14, Bounds())
    cut = int(before.origins.cuts[3])
    corrupted = values.copy()
    corrupted[cut:] = np.where(values[cut:] > 0, 1e6, 0.0)
    after = run_backtest(series(corrupted), 14, Bounds())
    ours, theirs = before.weeks[3], after.weeks[3]
    assert ours is not None
    assert theirs is not None
    assert (ours.days == theirs.days).all()
    assert (before.courses[:, 3:] == after.courses[:, 3:]).all()
