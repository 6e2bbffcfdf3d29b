"""Growth goes on where no cut-off saw how far; everywhere else cut-offs have their say."""

from datetime import date
from typing import Any

import numpy as np
import polars as pl
import pytest

from models.forecast.candidate import DailyHistory
from models.forecast.ensemble import backtest as backtests
from models.forecast.ensemble.backtest import Backtest, Bounds, run_backtest
from models.forecast.ensemble.drawing import Outlook, draw_paths
from models.forecast.ensemble.forecasting import judge

HORIZON = 90
A_DAY = 0.008


def growing(days: int, a_day: float = A_DAY, noise: float = 0.03) -> DailyHistory:
    weekend = np.where(np.arange(days) % 7 >= 5, 0.7, 1.0)
    strays = np.random.default_rng(days).normal(0, noise, days)
    values = 100 * np.exp(a_day * np.arange(days)) * weekend * np.exp(strays)
    return DailyHistory("requests", date(2026, 1, 5), values)


def asked(history: DailyHistory, horizon: int = HORIZON) -> Backtest:
    return run_backtest(history, horizon, Bounds(), with_prophet=False)


def without_growth(history: DailyHistory, patch: pytest.MonkeyPatch) -> Backtest:
    with patch.context() as patched:
        patched.setattr(backtests, "find_growth", lambda *_: None)
        return asked(history)


def outlook_of(backtest: Backtest) -> Outlook:
    [one] = judge([backtest])
    return one.outlook


def test_two_months_of_growth_go_on_after_the_fourth_week(monkeypatch: pytest.MonkeyPatch) -> None:
    history = growing(84)
    level = outlook_of(without_growth(history, monkeypatch)).course
    course = outlook_of(asked(history)).course
    came = 100 * np.exp(A_DAY * np.arange(84, 84 + HORIZON))
    came *= np.where(np.arange(84, 84 + HORIZON) % 7 >= 5, 0.7, 1.0)
    far = slice(28, HORIZON)
    assert level[far].sum() < 0.80 * came[far].sum()
    assert 0.86 * came[far].sum() < course[far].sum() < came[far].sum()
    assert (course[:28] == level[:28]).all()  # cut-offs saw these days


def test_the_band_of_the_total_holds_growth_that_goes_on_as_it_did() -> None:
    paths = draw_paths(outlook_of(asked(growing(84))), 400, seed=1)
    weekend = np.where(np.arange(84, 84 + HORIZON) % 7 >= 5, 0.7, 1.0)
    undamped = (100 * np.exp(A_DAY * np.arange(84, 84 + HORIZON)) * weekend).sum()
    low, high = np.quantile(paths.sum(axis=1), [0.1, 0.9])
    assert low < undamped < high


def test_the_band_of_growth_beyond_belief_holds_where_the_series_is_now() -> None:
    history = growing(84, 0.05)  # 42-fold within 12 weeks
    paths = draw_paths(outlook_of(asked(history)), 400, seed=1)
    low, high = np.quantile(paths[:, -7:], [0.1, 0.9])
    now = history.card_hours[-7:].mean()
    assert low < now < 3 * now < high


def test_decline_goes_on_too_and_never_below_zero() -> None:
    history = growing(84, -A_DAY)
    course = outlook_of(asked(history)).course
    assert course[-7:].mean() < 0.8 * history.card_hours[-7:].mean()
    assert draw_paths(outlook_of(asked(history)), 200, seed=1).min() >= 0


def test_where_cut_offs_saw_every_bucket_no_bit_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    history = growing(250, 0.004)
    plain, seen = without_growth(history, monkeypatch), asked(history)
    assert seen.grown is not None
    assert not seen.grown.is_far.any()
    assert (seen.ahead == plain.ahead).all()
    assert (seen.courses == plain.courses).all()
    ours, theirs = outlook_of(seen), outlook_of(plain)
    assert (ours.spread_with_events == theirs.spread_with_events).all()


def test_past_cut_offs_do_not_know_it(monkeypatch: pytest.MonkeyPatch) -> None:
    history = growing(84)
    assert (asked(history).courses == without_growth(history, monkeypatch).courses).all()


def test_hours_and_what_is_often_zero_know_none() -> None:
    hours = DailyHistory("hours", date(2026, 1, 5), 100 * np.exp(0.001 * np.arange(24 * 60)), 24)
    assert asked(hours, 48).grown is None
    rare = np.where(np.arange(120) % 2 == 0, 0.0, growing(120).card_hours)
    assert asked(DailyHistory("rare", date(2026, 1, 5), rare)).grown is None


def test_a_note_says_where_less_than_half_is_carried_on() -> None:
    [told] = outlook_of(asked(growing(60, 0.02))).notes
    assert (told.kind, told.facts["series"], told.facts["count"]) == (
        "growth_damped",
        "requests",
        56,
    )
    assert told.facts["whole"] == pytest.approx(np.exp(0.02 * 83) - 1, rel=0.3)
    assert 0 < float(told.facts["carried"]) < np.exp(0.01 * 83) - 1
    assert outlook_of(asked(growing(84, 0.0, 0.1))).notes == ()


def test_a_sum_is_told_of_growth_and_calls_no_pool_simpler_for_it(warehouse: Any) -> None:
    steady = [24.0 + day % 3 for day in range(60)]
    doubling = [10 * 1.02**day * (1 + day % 3 / 20) for day in range(60)]
    warehouse.add_usage("a/r/first/c", date(2026, 1, 5), steady)
    warehouse.add_usage("a/r/second/c", date(2026, 1, 5), doubling)
    found = warehouse.forecast(forecast_horizon_days=90).filter(pl.col("target") == "usage")
    notes = dict(found.select("series", "method_note").unique().iter_rows())
    assert notes["a/r/first/c"] is None
    assert notes["a/r/second/c"].startswith("growth of a/r/second/c: +")
    assert notes["company"] == notes["a/r/second/c"]
