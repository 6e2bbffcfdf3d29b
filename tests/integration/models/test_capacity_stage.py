"""Capacity from core rows and a forecast: shortage, order date and where nothing is known, by hand.

The company is that of tests.capacity_company.
"""

from datetime import date
from typing import Any

import pytest

from data.buying import Buying, LeadTime
from models.capacity_plan.stage import TABLES
from tests.capacity_company import (
    POOL_ID,
    START,
    compute,
    fill_core,
    forecast,
    month_of_june,
    order,
)
from tests.core_rows import POOL


def test_demand_above_the_cards_is_short_from_the_first_week(company: Any) -> None:
    month_of_june(company)
    forecast(company, 60, 70, 130)
    compute(company)
    row = order(company, 0.1)
    assert (row["short_from"], row["cause"], row["missing_cards"]) == (
        date(2024, 7, 1), "demand", 10,
    )  # fmt: skip
    # Nothing is said of a lead time: the day before, which is the last one measured.
    assert (row["order_by"], row["is_overdue"]) == (date(2024, 6, 30), True)


@pytest.mark.parametrize(("days_before", "pools"), [(7, 2), (8, 1)])
def test_a_pool_whose_data_ended_over_a_week_before_has_nothing_to_order(
    days_before: int, pools: int, company: Any
) -> None:
    month_of_june(company)
    forecast(company, 60, 70, 130)
    ended = POOL_ID.replace("/", "/ended ", 1)
    forecast(company, 60, 70, 130, ended)
    for table, name in (("out_forecast", "series"), ("out_capacity_risk", "pool_id")):
        company.connection.execute(
            f"UPDATE {table} SET cut_off = cut_off - {days_before} WHERE {name} = $1", [ended]
        )
    compute(company)
    for table in ("out_capacity_ahead", "out_capacity_order"):
        found = company.row(f"SELECT count(DISTINCT pool_id) AS pools FROM {table}")
        assert found == {"pools": pools}


def test_a_hundredth_of_a_server_is_not_ordered(company: Any) -> None:
    month_of_june(company)
    forecast(company, 60, 70, 128.04)  # above 120: a server of 8 and a half percent of one
    compute(company)
    row = order(company, 0.1)
    assert (row["missing_cards"], row["servers"]) == (pytest.approx(8.04), 1)


def test_a_contract_that_ends_makes_the_median_short_from_the_day_after(company: Any) -> None:
    month_of_june(company)
    forecast(company, 30, 70, 130)
    compute(company, buying=Buying())
    row = order(company, 0.5)
    # 120 - 80 = 40 cards from 1 August, 70 are needed: 30 lack, 4 servers of 8 at 50,000
    assert (row["short_from"], row["short_if_renewed_from"], row["cause"]) == (
        date(2024, 8, 1), None, "contract_ends",
    )  # fmt: skip
    assert (row["supply_cards"], row["missing_cards"], row["servers"]) == (40, 30, 4)
    assert (row["offer_id"], row["buying_cny_per_month"]) == ("annual", 200_000)
    # nothing is said of a lead time: the day before
    assert (row["lead_time_source"], row["order_by"]) == ("default", date(2024, 7, 31))
    assert not row["is_overdue"]
    assert order(company, 0.9)["short_from"] is None


def test_buying_toml_says_how_long_delivery_takes(company: Any) -> None:
    month_of_june(company)
    forecast(company, 30, 70, 100)
    rules = Buying(lead_time=(LeadTime(months=0, chip="H20"), LeadTime(months=6, chip="H100")))
    compute(company, buying=rules)
    row = order(company, 0.5)
    assert (row["lead_time_source"], row["order_by"], row["is_overdue"]) == (
        "buying.toml", date(2024, 7, 31), False,
    )  # fmt: skip


def test_after_the_forecast_demand_is_held_and_says_so(company: Any) -> None:
    month_of_june(company)
    forecast(company, 30, 30, 30)
    company.add(
        "core_commitment", {"commitment_id": "b", "servers": 1, "start_date": date(2024, 7, 10)}
    )
    company.connection.execute("UPDATE core_commitment SET end_date = '2024-12-04'")
    # 80 + 8 + 40 measured beyond: 128 until 4 December, then 40 of pay-as-you-go remain
    company.connection.execute(
        "UPDATE out_forecast SET p50 = 50 WHERE period_start >= '2024-09-02'"
    )
    compute(company)
    row = order(company, 0.5)
    assert (row["short_from"], row["is_extended"]) == (date(2024, 12, 5), True)
    weeks = company.rows(
        "SELECT week_start, demand_p50_cards, supply_cards, is_extended, arriving_cards,"
        " leaving_cards FROM out_capacity_ahead ORDER BY 1"
    )
    assert len(weeks) == 52
    assert weeks[0] == (date(2024, 7, 1), 30, 120, False, 0, 0)
    assert weeks[1] == (date(2024, 7, 8), 30, 120, False, 8, 0)  # from Wednesday on
    assert weeks[2][2] == 128
    assert weeks[22] == (date(2024, 12, 2), 50, 40, True, 0, 88)


def test_a_week_that_has_begun_is_not_judged_by_hours_that_are_over(company: Any) -> None:
    month_of_june(company)
    forecast(company, 20, 30, 40)
    # cut off on a Wednesday: the week of 1 July holds measured hours, the next is whole
    company.connection.execute("UPDATE out_forecast SET cut_off = '2024-07-03'")
    company.connection.execute(
        "UPDATE out_forecast SET p50 = 500 WHERE period_start = '2024-07-01'"
    )
    company.connection.execute("UPDATE core_commitment SET end_date = '2024-12-31'")
    compute(company)
    assert order(company, 0.5)["short_from"] is None
    [(first,)] = company.rows("SELECT min(week_start) FROM out_capacity_ahead")
    assert first == date(2024, 7, 8)


def test_a_planned_run_is_added_to_demand(company: Any) -> None:
    month_of_june(company)
    forecast(company, 20, 30, 40)
    run = {"campaign": "big", "start_date": date(2024, 7, 17), "end_date": date(2024, 7, 18)}
    fill_core(company, POOL | run | {"cards": 100})
    compute(company)
    row = order(company, 0.5)
    # 30 + 100 on the Wednesday, 120 are there
    assert (row["short_from"], row["missing_cards"]) == (date(2024, 7, 17), 10)


@pytest.mark.parametrize("with_use", [True, False])
def test_without_forecast_prices_or_rows_the_tables_are_empty(
    company: Any, *, with_use: bool
) -> None:
    if with_use:
        company.use(START, [1.0])
    company.build()
    compute(company)
    for table in TABLES:
        assert company.rows(f"FROM {table}") == []


def test_a_stage_run_twice_holds_its_rows_once(company: Any) -> None:
    month_of_june(company)
    forecast(company, 60, 70, 130)
    compute(company)
    compute(company)
    assert len(company.rows("FROM out_capacity_order")) == 3
