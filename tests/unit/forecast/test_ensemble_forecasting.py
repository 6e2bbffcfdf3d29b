"""The ensemble on whole series: nothing leaks, nothing depends on the order of work."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from data.errors import InputError
from data.settings import Settings
from models.forecast.candidate import DailyHistory
from models.forecast.ensemble.backtest import Bounds, is_intermittent, run_backtest
from models.forecast.ensemble.backtesting import Task, backtest_all
from models.forecast.ensemble.drawing import draw_paths
from models.forecast.ensemble.forecasting import Judged, judge
from models.forecast.ensemble_drawer import prepare_ensemble
from models.forecast.events import KnownEvent

FIRST_DAY = date(2026, 1, 5)
HORIZON = 14
EVENTS = tuple(
    KnownEvent("sale", "promotion", FIRST_DAY + timedelta(at), FIRST_DAY + timedelta(at), FIRST_DAY)
    for at in (20, 50, 80, 125)
)


def series(name: str, seed: int, days: int = 120) -> DailyHistory:
    draw = np.random.default_rng(seed)
    level = 100 + draw.normal(0, 3, days).cumsum()
    return DailyHistory(name, FIRST_DAY, np.clip(level + draw.normal(0, 5, days), 1, None))


def tasks() -> list[Task]:
    return [
        Task(series(name, number), HORIZON, Bounds(), events=EVENTS if name == "b" else ())
        for number, name in enumerate("abcd")
    ]


def same(first: Judged, second: Judged) -> bool:
    ours, theirs = first.outlook, second.outlook
    arrays = ((getattr(ours, name), getattr(theirs, name)) for name in ("course", "spread"))
    return all((one == other).all() for one, other in arrays) and bool(
        (ours.knots == theirs.knots).all() and (first.weights == second.weights).all()
    )


def test_what_comes_after_a_cut_off_changes_no_bit_of_what_is_expected_there() -> None:
    history = series("a", 1)
    before = run_backtest(history, HORIZON, Bounds())
    cut = int(before.origins.cuts[3])
    corrupted = history.card_hours.copy()
    corrupted[cut:] = 1e6
    after = run_backtest(replace(history, card_hours=corrupted), HORIZON, Bounds())
    assert (after.origins.cuts == before.origins.cuts).all()
    assert before.names == after.names
    for number in range(3, len(before.origins.cuts)):
        assert (before.courses[:, number] == after.courses[:, number]).all()
        assert before.scales[number] == after.scales[number]
    assert (before.courses[:, 2] != after.courses[:, 2]).any()


def test_any_order_of_series_gives_the_same_bits() -> None:
    backtests = [*backtest_all(tasks(), workers=1)]
    forwards, backwards = judge(backtests), judge(backtests[::-1])[::-1]
    assert all(map(same, forwards, backwards))


def test_any_number_of_workers_gives_the_same_bits() -> None:
    alone, together = (judge([*backtest_all(tasks(), workers)]) for workers in (1, 2))
    assert all(map(same, alone, together))


def test_two_series_are_judged_each_for_itself() -> None:
    backtests = [*backtest_all(tasks()[:2], workers=1)]
    [alone] = judge(backtests[:1])
    assert same(judge(backtests)[0], alone)


def test_what_is_often_zero_is_left_to_methods_for_that() -> None:
    values = np.where(np.arange(90) % 3 == 0, 0.0, 24.0)  # a third of it
    history = DailyHistory("a", FIRST_DAY, values)
    assert is_intermittent(history)
    names = set(run_backtest(history, 7, Bounds()).names)
    assert "tsb" in names
    assert "seasonal_naive" in names
    assert not any(name.startswith("prophet") for name in names)
    assert "naive_last_value" not in names  # one day in three is zero: the last one says nothing


def test_hours_of_nothing_that_come_again_every_week_are_expected_as_such() -> None:
    # Office hours, Monday to Friday from 9 to 18: 73 % of all hours are zero. It ends on a Sunday.
    draw, at = np.random.default_rng(1), np.arange(24 * 56)
    is_open = (at % 24 >= 9) & (at % 24 < 18) & (at // 24 % 7 < 5)
    hours = np.where(is_open, draw.uniform(80, 120, len(at)), 0.0)
    history = DailyHistory("a", FIRST_DAY, hours, 24)
    assert is_intermittent(history)
    course = judge([run_backtest(history, 48, Bounds())])[0].outlook.course
    assert course[~is_open[:48]].max() < 10
    assert course[is_open[:48]].min() > 80


def test_an_outage_is_missing_and_not_zero() -> None:
    history = series("a", 1)
    history.card_hours[60:64] = np.nan
    found = run_backtest(history, HORIZON, Bounds())
    assert not is_intermittent(history)
    assert np.isnan(found.actual).any()
    assert np.isfinite(found.ahead).all()
    assert found.ahead.min() > 50  # the level is about 100


def test_hours_are_asked_for_regressions_and_profiles_and_days_for_blended_levels() -> None:
    hours = np.random.default_rng(1).uniform(50, 100, 24 * 30)
    hourly = set(run_backtest(DailyHistory("a", FIRST_DAY, hours, 24), 48, Bounds()).names)
    daily = set(run_backtest(series("a", 1), HORIZON, Bounds()).names)
    assert hourly - daily == {
        "seasonal_naive_week",
        "multiple_seasons_log",
        "regression",
        "regression_log",
        "regression_firm",
        "regression_firm_log",
        "median_day",
        "median_day_of_14",
        "seasonal_mean_of_4_weeks",
    }
    assert daily - hourly == {
        "mix_of_levels",
        "mix_of_levels_log",
        "mix_of_medians",
        "median_of_7_days",
    }


def test_what_comes_after_changes_no_bit_of_an_hourly_course() -> None:
    hours = np.random.default_rng(1).uniform(50, 100, 24 * 40)
    before = run_backtest(DailyHistory("a", FIRST_DAY, hours, 24), 48, Bounds())
    corrupted = hours.copy()
    corrupted[int(before.origins.cuts[3]) :] = 1e6
    after = run_backtest(DailyHistory("a", FIRST_DAY, corrupted, 24), 48, Bounds())
    assert (before.courses[:, 3:] == after.courses[:, 3:]).all()
    assert (before.courses[:, 2] != after.courses[:, 2]).any()


def test_courses_keep_within_their_bounds() -> None:
    falling = DailyHistory("a", FIRST_DAY, np.linspace(100, 1, 120))
    found = run_backtest(falling, 90, Bounds(cap=60.0))
    assert found.ahead.min() >= 0
    assert np.nanmax(found.courses) <= 60


def test_where_stan_had_to_fit_it_is_noted() -> None:
    line = DailyHistory("a", FIRST_DAY, np.arange(40, dtype=np.float64) + 1)
    notes = run_backtest(line, 7, Bounds()).notes
    assert "Stan" in notes["prophet"]


@pytest.mark.parametrize("known", [0, 6])
def test_too_few_days_for_any_forecast_are_refused_by_name(known: int) -> None:
    values = np.full(20, np.nan)
    values[:known] = 5.0
    history = DailyHistory("nearly nothing", FIRST_DAY, values)
    drawer = prepare_ensemble([history], {"nearly nothing": Bounds()}, None, Settings())
    said = rf"Measured on {known} days, 7 are needed \(nearly nothing\)"
    with pytest.raises(InputError, match=said):
        drawer.draw(history)


def test_a_value_that_is_infinite_is_refused_by_name() -> None:
    history = series("a", 1)
    history.card_hours[50] = np.inf
    with pytest.raises(InputError, match=r"infinite \(a\)"):
        prepare_ensemble([history], {"a": Bounds()}, None, Settings())


def test_weights_add_up_to_one_in_every_bucket() -> None:
    for judged in judge([*backtest_all(tasks(), workers=1)]):
        assert judged.weights.sum(axis=0) == pytest.approx(np.ones(2))


@pytest.mark.parametrize("horizon", [7, 90, 365])
def test_odd_series_beside_sound_ones_blow_nothing_up(horizon: int) -> None:
    days = np.arange(100)
    odd = {
        "constant": np.full(100, 5.0),
        "line": days * 10.0,
        "nothing": np.zeros(100),
        "woken": np.where(days < 70, 0.0, 100.0),
        "spike": np.where(days == 50, 1e6, 1.0),
        "mostly missing": np.where((days % 3 == 0) | (days == 99), 7.0, np.nan),
    }
    histories = [DailyHistory(name, FIRST_DAY, values) for name, values in odd.items()]
    histories.append(series("sound", 1, 100))
    for judged in judge([*backtest_all([Task(h, horizon, Bounds()) for h in histories], 1)]):
        paths = draw_paths(judged.outlook, 100, seed=1)
        most = np.nanmax(next(h for h in histories if h.series == judged.outlook.series).card_hours)
        assert np.isfinite(paths).all()
        assert paths.min() >= 0
        assert paths.max() <= 100 * max(most, 1.0)
