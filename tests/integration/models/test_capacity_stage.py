"""Capacity from core rows and a forecast: shortage, order date, idle cost and levers, by hand.

Ten servers of 8 cards at 60,000 yuan a month; by day 120 cards are in use, by night 40.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from data.buying import Buying, LeadTime
from data.settings import Settings
from data.tables import CORE_TABLES, OUT_TABLES
from data.warehouse import append
from models.capacity_plan import build_capacity
from models.capacity_plan.stage import TABLES
from tests.core_rows import POOL

START = datetime(2024, 6, 1)  # noqa: DTZ001 - tables hold naive UTC
CUT_OFF = date(2024, 6, 30)  # a Sunday: the weeks ahead begin on Monday 1 July
POOL_ID = "Cloud A/North/serve/H20"
SOUTH = {"region": "South"}
DAY = [120.0] * 12 + [40.0] * 12
FORECAST = {
    "level": "pool",
    "target": "peak_demand_p95",
    "horizon_days": 7,
    "mean": 70.0,
    "is_complete": True,
    "unit": "card",
    "method": "ensemble",
    "history_days": 30,
    "cut_off": CUT_OFF,
    "seed": 1,
    "path_count": 100,
    "model_version": "1",
    "snapshot_id": "s",
}
RISK = {
    "local_date": date(2024, 7, 1),
    "horizon_days": 1,
    "basis": "demand",
    "short_card_hours_mean": 0.0,
    "day_ratio": 0.0,
    "by_date_ratio": 0.0,
    "by_date_if_renewed_ratio": 0.0,
    "cut_off": CUT_OFF,
    "seed": 1,
    "path_count": 100,
    "model_version": "1",
    "snapshot_id": "s",
}


def fill(company: Any, table: str, *rows: dict[str, Any]) -> None:
    schema = {name: column.dtype for name, column in OUT_TABLES[table].columns().items()}
    append(company.connection, table, pl.DataFrame(rows, schema=schema))


def forecast(company: Any, p10: float, p50: float, p90: float, pool_id: str = POOL_ID) -> None:
    """Thirteen alike weeks, and 120 cards measured at the cut-off."""
    quantiles = {"p10": p10, "p50": p50, "p90": p90}
    mondays = [CUT_OFF + timedelta(days=1 + 7 * week) for week in range(13)]
    rows = [
        FORECAST | quantiles | {"series": pool_id, "grain": "week", "period_start": monday}
        for monday in mondays
    ]
    fill(company, "out_forecast", *rows)
    cards = {"capacity_cards": 120.0, "capacity_if_renewed_cards": 120.0}
    fill(company, "out_capacity_risk", RISK | cards | {"pool_id": pool_id})


def month_of_june(company: Any, workload_class: str = "training") -> None:
    company.use(START, DAY * 30, workload_class=workload_class)
    company.add("core_price", {}, ANNUAL)
    company.add("core_commitment", {"servers": 10, "end_date": date(2024, 7, 31)} | FEE)
    company.build()


FEE = {"fee_per_server_month": Decimal(60000)}
ANNUAL = {
    "offer_id": "annual",
    "billing_mode": "annual",
    "term_months": 12,
    "cards": 8,
    "price": Decimal(50000),
    "unit": "server_month",
}


def compute(company: Any, **settings: Any) -> None:
    build_capacity(company.connection, Settings(time_zone="UTC", **settings), "s")


def order(company: Any, risk: float) -> dict[str, Any]:
    found: dict[str, Any] = company.row(f"FROM out_capacity_order WHERE risk_ratio = {risk}")
    return found


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


def fill_core(company: Any, row: dict[str, Any]) -> None:
    schema = {name: c.dtype for name, c in CORE_TABLES["core_campaign"].columns().items()}
    rest = {"source": "made up", "load_id": "load", "line_number": 2}
    append(company.connection, "core_campaign", pl.DataFrame([row | rest], schema=schema))


def test_idle_cards_cost_their_part_of_the_fee(company: Any) -> None:
    month_of_june(company)
    compute(company)
    row = company.row("FROM out_capacity_use")
    # a day: 12 x 80 + 12 x 40 = 1,440 of 1,920 card-hours under contract
    assert row["contract_utilisation_ratio"] == 0.75
    assert row["idle_cny_per_month"] == 150_000  # a quarter of 600,000
    assert row["on_demand_cny_per_month"] == 144_000  # 40 x 12 x 30 x 10
    assert (row["used_p50_cards"], row["used_p99_cards"], row["contract_cards"]) == (80, 120, 80)
    assert row["capacity_card_hours"] is None  # nobody measured it: not zero


def gains(company: Any) -> dict[tuple[str, str], dict[str, Any]]:
    rows = company.connection.sql("FROM out_capacity_gain").pl().to_dicts()
    return {(row["lever"], row["scope"]): row for row in rows}


def test_ten_points_and_waiting_for_the_night_are_valued(company: Any) -> None:
    month_of_june(company)
    compute(company)
    found = gains(company)
    ten_points = found["utilisation", POOL_ID]
    # 10 x 0.75 / 0.85 = 8.8: nine servers do, one of ten goes back when its contract ends
    assert (ten_points["freed_servers"], ten_points["saving_cny_per_month"]) == (1, 60_000)
    assert ten_points["possible_from"] == date(2024, 8, 1)
    off_peak = found["off_peak", POOL_ID]
    # 40 cards x 12 hours x 30 days, all of which find room in the night
    assert (off_peak["card_hours_per_month"], off_peak["saving_cny_per_month"]) == (14_400, 144_000)


def test_ten_points_can_replace_what_is_bought_by_the_hour(company: Any) -> None:
    month_of_june(company)
    compute(company)
    fill = gains(company)["fill", POOL_ID]
    # a tenth of 80 x 720 card-hours, of which 14,400 are bought at 10
    assert (fill["card_hours_per_month"], fill["saving_cny_per_month"]) == (5_760, 57_600)


def test_what_could_have_waited_is_told_by_project(company: Any) -> None:
    search = [90.0] * 12 + [40.0] * 12
    company.use(START, search * 30, workload_class="training")
    company.use(START, ([30.0] * 12 + [0.0] * 12) * 30, workload_class="training", project="ads")
    company.add("core_price", {})
    company.add("core_commitment", {"servers": 10} | FEE)
    company.build()
    compute(company)
    rows = company.rows(
        "SELECT project, card_hours_per_month, saving_cny_per_month FROM out_capacity_movable"
        " ORDER BY 2 DESC"
    )
    # 14,400 card-hours: by day 90 of 120 cards are search's, 30 the ads'
    assert rows == [("search", 10_800, 108_000), ("ads", 3_600, 36_000)]
    # of 30 x 12 x 30 card-hours of the ads' training
    [(share,)] = company.rows("SELECT share_ratio FROM out_capacity_movable WHERE project = 'ads'")
    assert share == pytest.approx(3_600 / 10_800)


def test_what_serves_customers_cannot_wait(company: Any) -> None:
    month_of_june(company, workload_class="inference")
    compute(company)
    assert [lever for lever, _ in gains(company)] == ["utilisation", "fill"]
    assert company.rows("FROM out_capacity_movable") == []


def test_pools_of_one_chip_lend_and_share_their_cards(company: Any) -> None:
    company.use(START, ([20.0] * 12 + [0.0] * 12) * 30, workload_class="training")
    company.use(START, ([0.0] * 12 + [16.0] * 12) * 30, workload_class="training", **SOUTH)
    company.add("core_price", {}, {"offer_id": "south", "price": Decimal(6)} | SOUTH)
    company.add("core_commitment", {"servers": 2, "commitment_id": "north"})
    company.add("core_commitment", {"servers": 2, "commitment_id": "south"} | SOUTH)
    company.build()
    compute(company)
    found = gains(company)
    lent = found["idle_elsewhere", "H20"]
    # north lacks 4 cards for 12 hours of 30 days, when 16 of the south stand idle: 1,440 x 10 yuan
    assert (lent["card_hours_per_month"], lent["saving_cny_per_month"]) == (1_440, 14_400)
    pooled = found["pooling", "H20"]
    # alone 20 and 16 cards, together 20: 16 less; 4 servers cost 248,000 a month, a card 7,750
    assert (pooled["freed_cards"], pooled["saving_cny_per_month"]) == (16, 124_000)
    # what was bought in the north at 10 costs 6 in the south
    assert found["cheaper_place", POOL_ID]["saving_cny_per_month"] == 1_440 * 4


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
