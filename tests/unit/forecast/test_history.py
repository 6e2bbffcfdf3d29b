from datetime import date
from typing import Any

import numpy as np

from models.forecast.candidate import DailyHistory
from models.forecast.history import hours_in_day, read_histories

POOL = "a/r/p/c"


def test_a_day_counts_only_if_all_its_hours_were_measured(warehouse: Any) -> None:
    one_hour_missing = [None] + [1.0] * 23
    warehouse.add_usage(POOL, date(2026, 3, 1), [24.0, one_hour_missing, 48.0])
    [history] = read_histories(warehouse.connection, "Asia/Shanghai")
    assert history.first_day == date(2026, 3, 1)
    np.testing.assert_array_equal(history.card_hours, [24.0, np.nan, 48.0])


def test_the_cut_off_is_the_last_complete_day(warehouse: Any) -> None:
    warehouse.add_usage(POOL, date(2026, 3, 1), [24.0, 24.0, [1.0] * 13])
    [history] = read_histories(warehouse.connection, "Asia/Shanghai")
    assert history.cut_off == date(2026, 3, 2)
    assert history.measured_days == 2


def test_a_suspected_gap_is_missing_though_it_reads_zero(warehouse: Any) -> None:
    warehouse.add_usage(POOL, date(2026, 3, 1), [24.0, [0.0] * 12 + [1.0] * 12, 24.0])
    warehouse.mark_zeros_as_gap(POOL)
    [history] = read_histories(warehouse.connection, "Asia/Shanghai")
    assert np.isnan(history.card_hours[1])


def test_a_pool_without_a_complete_day_has_no_history(warehouse: Any) -> None:
    warehouse.add_usage(POOL, date(2026, 3, 1), [[1.0] * 23])
    assert read_histories(warehouse.connection, "Asia/Shanghai") == []


def test_an_empty_warehouse_has_no_histories(warehouse: Any) -> None:
    assert read_histories(warehouse.connection, "Asia/Shanghai") == []


def test_a_local_day_has_23_or_25_hours_where_clocks_change() -> None:
    assert hours_in_day(date(2026, 3, 29), "Europe/Berlin") == 23
    assert hours_in_day(date(2026, 10, 25), "Europe/Berlin") == 25
    assert hours_in_day(date(2026, 3, 29), "Asia/Shanghai") == 24


def test_the_latest_days_are_counted_in_complete_ones() -> None:
    history = DailyHistory("a", date(2026, 1, 1), np.array([1.0, 2.0, np.nan, 4.0]))
    latest = history.latest(2)
    assert (latest.first_day, latest.cut_off) == (date(2026, 1, 2), date(2026, 1, 4))
    np.testing.assert_array_equal(latest.card_hours, [2.0, np.nan, 4.0])
    assert history.latest(9).card_hours.size == 4


def test_a_day_outside_the_history_is_missing() -> None:
    history = DailyHistory("a", date(2026, 1, 1), np.array([1.0]))
    assert np.isnan([history.on(date(2025, 12, 31)), history.on(date(2026, 1, 2))]).all()
    assert history.on(date(2026, 1, 1)) == 1.0
