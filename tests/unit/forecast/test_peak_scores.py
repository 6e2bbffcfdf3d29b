"""Peaks drawn again at past cut-offs: nothing of what came is used, and each is held against it.

A pool of 240 days, alike but for noise: 8 cards by night and 16 by day, so that 95 % and 99 % of
the hours have some 16. Cut-offs that no weight was chosen on lie 14, 28, ... days before the end.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl

from data.settings import Settings
from models.forecast.candidate import DailyHistory, Floats
from models.forecast.capacity_risk import CardsInHand
from models.forecast.ensemble.backtest import Bounds
from models.forecast.ensemble_drawer import prepare_ensemble
from models.forecast.peak_scores import PeakScores

MONDAY = date(2026, 1, 5)
DAYS = 240
NO_CARDS = CardsInHand({}, pl.DataFrame())
Row = dict[str, Any]


def make_days(step_on: int | None = None) -> Floats:
    """Hours of every day, (days, 24); twice as many from a day on."""
    shape = np.array([8.0] * 12 + [16.0] * 12)
    noise = np.random.default_rng(3).normal(1.0, 0.03, DAYS)
    level = np.where(np.arange(DAYS) >= (DAYS if step_on is None else step_on), 2.0, 1.0)
    return np.asarray(shape * (noise * level)[:, np.newaxis])


def _hours(day: Floats) -> list[float | None]:
    return [None if np.isnan(value) else float(value) for value in day]


def scores(
    warehouse: Any,
    days: Floats,
    *,
    cap: float = np.inf,
    without: Sequence[str] = (),
    horizon_days: int = 28,
) -> dict[tuple[str, int], Row]:
    """Rows by target and first step."""
    pool = "a/r/p/c"
    warehouse.add_usage(pool, MONDAY, [_hours(day) for day in days])
    settings = Settings(
        time_zone="Asia/Shanghai", forecast_horizon_days=horizon_days, forecast_paths=100
    )
    history = DailyHistory(pool, MONDAY, days.sum(axis=1))
    in_hand = {MONDAY + timedelta(days=day): cap for day in range(DAYS)}
    cards = CardsInHand({pool: in_hand}, pl.DataFrame())
    found = PeakScores(warehouse.connection, settings, cards, {pool: history}, frozenset(without))
    bounds = {pool: Bounds(cap=cap * 24)}
    prepare_ensemble(
        [history], bounds, None, settings, observe=found.judged_use, with_prophet=False
    )
    return {(str(row["target"]), int(row["from_step"])): dict(row) for row in found.rows()}


def test_peaks_of_a_week_and_of_the_three_after_it_are_scored_by_quantile(warehouse: Any) -> None:
    rows = scores(warehouse, make_days())
    assert set(rows) == {
        (f"peak_used_p{percent}", first) for percent in (50, 95, 99) for first in (1, 8)
    }
    row = rows["peak_used_p95", 1]
    assert (row["to_step"], row["member"], row["weight"]) == (7, "ensemble", 1.0)
    assert row["calibration_cut_offs"] >= 3
    assert row["cut_off"] == date(2026, 9, 1)  # 5 January + 239 days
    # Noise of 3 % on 16 cards: P95 of a week lies some half a card from another week's.
    assert 0 < row["backtest_error"] < 1
    assert row["error_to_week_mean"] > 0
    assert row["coverage_after_ratio"] >= 0.5


def test_peaks_of_the_next_months_are_scored_as_far_as_days_came_and_the_horizon_reaches(
    warehouse: Any,
) -> None:
    rows = scores(warehouse, make_days(), horizon_days=90)
    spans = {1: 7, 8: 28, 29: 56, 57: 84}
    assert {first: row["to_step"] for (_, first), row in rows.items()} == spans
    # Cut-offs that no weight was chosen on lie 56 and 112 days before the end: 84 days came once.
    found = {first: rows["peak_used_p95", first]["calibration_cut_offs"] for first in spans}
    assert found == {1: 2, 8: 2, 29: 2, 57: 1}
    # Noise of 3 % on 16 cards: even two months ahead P95 of four weeks lies within a card.
    assert all(row["backtest_error"] < 1 for row in rows.values())


def test_bands_of_noise_alone_hold_most_of_what_came(warehouse: Any) -> None:
    rows = scores(warehouse, make_days())
    held = [row["coverage_after_ratio"] for row in rows.values()]
    assert np.mean(held) >= 0.6


def test_a_step_that_nobody_could_know_of_is_missed(warehouse: Any) -> None:
    # Use doubles 20 days before the end, from 16 cards by day to 32.
    days = make_days(step_on=DAYS - 20)
    rows = scores(warehouse, days)
    late = rows["peak_used_p95", 8]
    assert late["backtest_error"] > 1
    assert late["coverage_after_ratio"] < 1


def test_peaks_stay_below_the_cards_that_there_are(warehouse: Any) -> None:
    days = np.minimum(make_days() * 1.5, 20.0)  # full by day: 95 % of the hours at 20
    row = scores(warehouse, days, cap=20.0)["peak_used_p99", 1]
    assert row["backtest_error"] < 0.2


def test_a_pool_whose_source_gave_totals_of_days_is_passed_over(warehouse: Any) -> None:
    assert scores(warehouse, make_days(), without=["a/r/p/c"]) == {}


def test_a_span_with_a_day_that_was_not_measured_is_not_scored(warehouse: Any) -> None:
    days = make_days()
    days[60:200:7, 5:8] = np.nan  # hours of one day a week, the last time 47 days before the end
    rows = scores(warehouse, days)
    # Only behind 14 and 28 days before the end lies a whole week, and a whole one ahead; the three
    # weeks after that end with the data in one of the two cases, and beyond them in the other.
    assert rows["peak_used_p50", 1]["calibration_cut_offs"] == 2
    assert rows["peak_used_p50", 8]["calibration_cut_offs"] == 1


def demand_scores(warehouse: Any, queue: Floats) -> dict[tuple[str, int], Row]:
    """Rows of a pool in whose hours 12 to 23 as many cards wait as `queue` says of the day."""
    pool, used = "a/r/p/c", make_days()
    warehouse.add_usage(pool, MONDAY, [_hours(day) for day in used])
    warehouse.connection.execute(
        "UPDATE out_pool_hourly SET queued_card_hours ="
        " CASE WHEN hour(hour_utc + INTERVAL 8 HOUR) < 12 THEN 0"
        " ELSE $queue[date_diff('day', $first, local_date) + 1] END",
        {"queue": queue.tolist(), "first": MONDAY},
    )
    settings = Settings(time_zone="Asia/Shanghai", forecast_horizon_days=28, forecast_paths=100)
    use = DailyHistory(pool, MONDAY, used.sum(axis=1))
    demand = DailyHistory(pool, MONDAY, used.sum(axis=1) + 12 * queue)
    found = PeakScores(
        warehouse.connection, settings, NO_CARDS, {pool: use}, frozenset(), queued={pool: demand}
    )
    for history, observe in ((use, found.judged_use), (demand, found.judged_demand)):
        prepare_ensemble(
            [history], {pool: Bounds()}, None, settings, observe=observe, with_prophet=False
        )
    return {(str(row["target"]), int(row["from_step"])): dict(row) for row in found.rows()}


def test_peaks_of_demand_are_drawn_with_what_waits_in_the_hours_in_which_it_waited(
    warehouse: Any,
) -> None:
    rows = demand_scores(warehouse, np.full(DAYS, 8.0))
    assert {target for target, _ in rows} == {
        f"peak_{basis}_p{percent}" for basis in ("used", "demand") for percent in (50, 95, 99)
    }
    # 8 cards by night; 16 by day and 8 more that wait, give or take 3 %. Had the queue been spread
    # over all hours, 4 to each, the peak would be 20 and the miss 4.
    assert rows["peak_demand_p95", 1]["backtest_error"] < 1.5
    assert rows["peak_demand_p95", 8]["backtest_error"] < 1.5


def test_a_queue_that_nobody_could_know_of_is_a_miss_of_demand_alone(warehouse: Any) -> None:
    # 8 cards wait by day; 20 days before the end 24: the peak goes from 24 to 40, use stays.
    queue = np.where(np.arange(DAYS) < DAYS - 20, 8.0, 24.0)
    rows = demand_scores(warehouse, queue)
    assert rows["peak_demand_p95", 8]["backtest_error"] > 3
    assert rows["peak_used_p95", 8]["backtest_error"] < 1
