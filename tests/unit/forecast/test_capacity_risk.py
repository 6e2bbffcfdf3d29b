"""The risk of too few cards. A pool cut off on 2026-03-29, seven days ahead."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.forecast.capacity_risk import risk_rows
from models.forecast.hour_paths import HourPaths

POOL = "a/r/p/c"
FIRST_DAY, CUT_OFF = date(2026, 2, 18), date(2026, 3, 29)


def risk(warehouse: Any) -> list[dict[str, Any]]:
    found: pl.DataFrame = warehouse.connection.sql(
        "SELECT * FROM out_capacity_risk ORDER BY local_date"
    ).pl()
    return found.to_dicts()


def set_cards(warehouse: Any, cards: float, queued: str = "0") -> None:
    warehouse.connection.execute(
        f"UPDATE out_pool_hourly SET capacity_cards = {cards}, queued_card_hours = {queued}"
    )


def test_cards_that_a_contract_takes_away_are_missing_from_the_day_after_its_end(
    warehouse: Any, half_low_half_high: Any
) -> None:
    # Half of the paths use 1 card, half 3. There are 4 until a contract of 2 ends on 31 March.
    warehouse.add_usage(POOL, FIRST_DAY, [24.0] * 40)
    set_cards(warehouse, 4)
    warehouse.add_contract(POOL, 2, 3100, FIRST_DAY, date(2026, 3, 31))
    warehouse.forecast(half_low_half_high(24.0, 72.0))
    rows = risk(warehouse)
    assert [row["capacity_cards"] for row in rows] == [4, 4, 2, 2, 2, 2, 2]
    assert [row["by_date_ratio"] for row in rows] == [0, 0, 0.5, 0.5, 0.5, 0.5, 0.5]
    # 1 card too few in 24 hours of half of the paths.
    assert rows[2]["short_card_hours_mean"] == pytest.approx(12)
    assert {row["by_date_if_renewed_ratio"] for row in rows} == {0}
    assert {(row["basis"], row["cut_off"], row["path_count"]) for row in rows} == {
        ("demand", CUT_OFF, 100)
    }


def test_a_contract_that_ended_since_the_cards_were_last_measured_gives_none_any_more(
    warehouse: Any, half_low_half_high: Any
) -> None:
    # 4 cards up to 26 March, not said since; a contract of 2 of them ended on 28 March.
    warehouse.add_usage(POOL, FIRST_DAY, [24.0] * 40)
    set_cards(warehouse, 4)
    warehouse.connection.execute(
        "UPDATE out_pool_hourly SET capacity_cards = NULL WHERE local_date > '2026-03-26'"
    )
    warehouse.add_contract(POOL, 2, 3100, FIRST_DAY, date(2026, 3, 28))
    warehouse.forecast(half_low_half_high(24.0, 72.0))
    rows = risk(warehouse)
    assert [row["capacity_cards"] for row in rows] == [2] * 7
    assert {row["capacity_if_renewed_cards"] for row in rows} == {2}  # what ended is not renewed
    assert {row["day_ratio"] for row in rows} == {0.5}


def test_a_pool_whose_data_ended_long_before_is_short_of_nothing_any_more(
    warehouse: Any, half_low_half_high: Any
) -> None:
    warehouse.add_usage(POOL, FIRST_DAY, [24.0] * 40)
    for pool_id, days in (("a/r/week/c", 33), ("a/r/ended/c", 32)):
        warehouse.add_usage(pool_id, FIRST_DAY, [24.0] * days)
    set_cards(warehouse, 2)
    warehouse.forecast(half_low_half_high(24.0, 72.0))
    assert {row["pool_id"] for row in risk(warehouse)} == {POOL, "a/r/week/c"}
    told = warehouse.connection.sql(
        "SELECT series, reason FROM out_forecast_gap WHERE target = 'capacity_risk'"
    ).fetchall()
    assert told == [("a/r/ended/c", "its data end 2026-03-21, others' 2026-03-29")]


def test_a_contract_that_begins_adds_its_cards(warehouse: Any, half_low_half_high: Any) -> None:
    warehouse.add_usage(POOL, FIRST_DAY, [24.0] * 40)
    set_cards(warehouse, 2)
    warehouse.add_contract(POOL, 2, 3100, date(2026, 4, 1), date(2026, 12, 31))
    warehouse.forecast(half_low_half_high(24.0, 72.0))
    rows = risk(warehouse)
    assert [row["day_ratio"] for row in rows] == [0.5, 0.5, 0, 0, 0, 0, 0]
    assert [row["by_date_ratio"] for row in rows] == [0.5] * 7


def test_without_a_queue_it_is_said_that_only_use_is_known(
    warehouse: Any, half_low_half_high: Any
) -> None:
    warehouse.add_usage(POOL, FIRST_DAY, [24.0] * 40)
    set_cards(warehouse, 2, "NULL")
    warehouse.forecast(half_low_half_high(24.0, 72.0))
    assert {(row["basis"], row["by_date_ratio"]) for row in risk(warehouse)} == {("used", 0.5)}


def test_without_a_capacity_there_is_no_risk_and_the_reason_is_said(
    warehouse: Any, half_low_half_high: Any
) -> None:
    warehouse.add_usage(POOL, FIRST_DAY, [24.0] * 40)
    warehouse.forecast(half_low_half_high(24.0, 72.0))
    assert risk(warehouse) == []
    gaps = dict(
        warehouse.connection.execute("SELECT target, reason FROM out_forecast_gap").fetchall()
    )
    assert gaps["capacity_risk"] == "the capacity was not measured in the last 7 days"


@settings(max_examples=50)
@given(
    st.integers(0, 10**6),
    st.floats(0, 40),
    st.lists(st.integers(-30, 30), min_size=9, max_size=9),
)
def test_the_risk_never_falls_from_day_to_day(seed: int, cards: float, changes: list[int]) -> None:
    paths = np.random.default_rng(seed).exponential(8, (20, 9, 24)).astype(np.float32)
    hours = HourPaths(CUT_OFF + timedelta(days=1), CUT_OFF, paths, paths)
    rows = [*risk_rows(hours, cards, changes)]
    for name in ("by_date_ratio", "by_date_if_renewed_ratio"):
        assert (np.diff([row[name] for row in rows]) >= 0).all()
    for row in rows:
        assert 0 <= row["day_ratio"] <= row["by_date_ratio"] <= 1
        assert row["capacity_cards"] >= 0
        assert (row["short_card_hours_mean"] > 0) == (row["day_ratio"] > 0)
