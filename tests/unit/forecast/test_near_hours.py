"""How an ensemble of hours divides days: shares, noise, and how often it is asked."""

from datetime import date
from typing import Any

import numpy as np
import pytest

from data.settings import Settings
from models.forecast.candidate import DailyHistory, Floats
from models.forecast.ensemble.backtest import Bounds
from models.forecast.ensemble.calibrating import SHAPE
from models.forecast.ensemble.drawing import Outlook
from models.forecast.ensemble_drawer import prepare_ensemble
from models.forecast.near_hours import HourShape, HourShapes, read_hourly

MONDAY = date(2026, 1, 5)


def outlook(course: Floats, spread: float) -> Outlook:
    knots = np.array([SHAPE])
    return Outlook("a", (len(course),), course, np.full(len(course), spread), knots, 0.5, Bounds())


def test_shares_add_up_to_one_and_without_noise_of_hours_follow_the_course() -> None:
    course = np.tile(np.arange(1.0, 25.0), 2)
    shape = HourShape(outlook(course, 0.0), within=0.3, persistence=0.5, weight=1.0)
    found = shape.draw(7, seed=1)
    assert found.shape == (7, 2, 24)
    assert found.sum(axis=2) == pytest.approx(np.ones((7, 2)))
    assert found[3, 1] == pytest.approx(np.arange(1, 25) / 300)  # 1 + 2 + ... + 24 = 300


def test_only_the_weights_share_of_paths_follows_the_outlook() -> None:
    course = np.ones(24)
    for weight, low, high in ((0.0, 0, 0), (0.5, 450, 550), (1.0, 1000, 1000)):
        shape = HourShape(outlook(course, 0.1), 0.1, 0.9, weight)
        followed = np.isfinite(shape.draw(1000, seed=2)).all(axis=(1, 2)).sum()
        assert low <= followed <= high


def test_noise_of_hours_is_as_large_and_as_persistent_as_asked() -> None:
    shape = HourShape(outlook(np.full(24, 1000.0), 10.0), within=0.5, persistence=0.8, weight=1.0)
    shares = shape.draw(20_000, seed=3)[:, 0] * 24
    own = shares - shares.mean(axis=1, keepdims=True)
    # Around 1,000 a place is 10 x the slope of the knots between P10 and P90.
    slope = (SHAPE[11] - SHAPE[3]) / (2 * 1.2815516)
    lags = np.arange(1, 24)
    of_mean = (24 + 2 * ((24 - lags) * 0.8**lags).sum()) / 24**2
    expected = np.sqrt(0.5 * (1 - of_mean)) * slope * 10 / 1000
    assert np.sqrt(np.square(own).mean()) == pytest.approx(expected, rel=0.03)


def hours(days: int, noise: float, seed: int = 1) -> Floats:
    """Office hours: nine to six on work days, a tenth on weekends."""
    draw = np.random.default_rng(seed)
    day = np.where((np.arange(24) >= 9) & (np.arange(24) < 18), 100.0, 10.0)
    level = np.array([1.0 if number % 7 < 5 else 0.1 for number in range(days)])
    return np.clip(level[:, np.newaxis] * day + draw.normal(0, noise, (days, 24)), 0, None)


def learned(values: dict[str, Floats]) -> HourShapes:
    histories = [DailyHistory(name, MONDAY, days.ravel(), 24) for name, days in values.items()]
    shapes = HourShapes(histories)
    prepare_ensemble(
        histories,
        {name: Bounds() for name in values},
        None,
        Settings(forecast_paths=100, forecast_workers=1),
        target="usage_by_hour",
        steps=48,
        observe=shapes.judged,
    )
    return shapes


def test_a_shape_that_changed_two_weeks_ago_is_left_to_the_ensemble() -> None:
    # From office hours to nights: most days of the last 8 weeks say what no longer holds.
    turned = {f"turned {n}": hours(84, 1.0, n) for n in range(3)}
    for days in turned.values():
        days[-16:] = np.roll(days[-16:], 12, axis=1)
    shapes = learned(turned)
    for name in turned:
        found = shapes.draw(name, 100, 1)
        assert found is not None
        assert np.isfinite(found).all()  # every path follows the ensemble
        night, noon = np.median(found[:, 0, [0, 12]], axis=0)
        assert night > 3 * noon
    assert shapes.draw("unknown", 10, 1) is None


def test_hours_that_are_always_the_same_are_divided_like_those_of_days_before() -> None:
    steady = {f"office {n}": hours(84, 1.0, n) for n in range(3)}
    found = learned(steady).draw("office 0", 400, 1)
    assert found is not None
    followed = np.isfinite(found).all(axis=(1, 2)).mean()
    assert followed < 0.2


def test_hours_are_those_of_eight_weeks_and_pools_without_hours_are_left_out(
    warehouse: Any, make_history: Any
) -> None:
    for pool_id in ("a/r/p/c", "a/r/q/c"):
        warehouse.add_usage(pool_id, date(2026, 1, 1), [24.0] * 90)
    daily = [make_history([24.0] * 90, pool_id) for pool_id in ("a/r/p/c", "a/r/q/c")]
    short = make_history([24.0] * 13, "a/r/s/c")
    found = [
        *read_hourly(warehouse.connection, [*daily, short], frozenset({"a/r/q/c"}), "Asia/Shanghai")
    ]
    assert [(one.series, one.steps_per_day, len(one.card_hours)) for one in found] == [
        ("a/r/p/c", 24, 56 * 24)
    ]
    assert found[0].cut_off == daily[0].cut_off


def test_two_weeks_of_hours_are_enough_though_their_days_are_refused(
    warehouse: Any, make_history: Any
) -> None:
    found = {}
    for days in (13, 14):
        pool_id = f"a/r/{days}/c"
        warehouse.add_usage(pool_id, date(2026, 1, 1), [24.0] * days)
        history = make_history([24.0] * days, pool_id)
        hourly = read_hourly(warehouse.connection, [history], frozenset(), "Asia/Shanghai")
        found[days] = [len(one.card_hours) for one in hourly]
    assert found == {13: [], 14: [14 * 24]}
