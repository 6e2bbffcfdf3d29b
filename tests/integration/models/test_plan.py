"""out_plan_cost and out_break_even. Days are UTC, a month of rent has 720 hours."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

START = datetime(2024, 1, 1)  # noqa: DTZ001  tables hold naive UTC
POOL_ID = "Cloud A/North/serve/H20"
SERVER = {
    "offer_id": "monthly",
    "billing_mode": "monthly",
    "term_months": 1,
    "cards": 8,
    "unit": "server_month",
    "price": Decimal(28800),  # 40 an hour, 960 a day
}
COSTS = """
    SELECT offer_id, units, fee_cny, on_demand_cost_cny, cost_cny, saving_cny, is_best
    FROM out_plan_cost ORDER BY pool_id, offer_id, units
"""


def _plan(
    offer: str, units: int, fee: int, on_demand: int, saving: int, best: bool
) -> tuple[Any, ...]:
    cost = Decimal(fee + on_demand)
    return (offer, units, Decimal(fee), Decimal(on_demand), cost, Decimal(saving), best)


def test_a_rental_is_priced_on_the_window_s_real_hours(company: Any) -> None:
    # 10 days: 16 cards by day, 4 by night. Pay-as-you-go at 10: (192 + 48) x 10 x 10 = 24,000.
    # One server: 9,600, and 8 x 12 x 10 = 960 card-hours more: 9,600. Two: 19,200 and none.
    company.use(START, ([16.0] * 12 + [4.0] * 12) * 10)
    company.add("core_price", {}, SERVER)
    company.build()
    assert company.rows(COSTS) == [
        _plan("monthly", 0, 0, 24000, 0, best=False),
        _plan("monthly", 1, 9600, 9600, 4800, best=True),
        _plan("monthly", 2, 19200, 0, 4800, best=False),
        _plan("on_demand", 0, 0, 24000, 0, best=True),
    ]
    row = company.row("SELECT * FROM out_break_even")
    assert row["break_even_hours_per_month"] == 360.0  # 28,800 / (8 x 10)
    assert row["break_even_utilisation_ratio"] == 0.5
    assert row["first_unit_utilisation_ratio"] == 0.75  # 8 x 12 + 4 x 12 = 144 of 192
    assert (row["best_units"], row["best_saving_cny"]) == (1, Decimal(4800))
    plan = company.row("SELECT * FROM out_plan_cost WHERE units = 2")
    assert (plan["window_start"], plan["window_end"]) == (date(2024, 1, 1), date(2024, 1, 10))
    assert plan["window_hours"] == 240
    assert plan["hours_per_month"] == Decimal(720)
    assert plan["tax_basis"] == "included"


def test_only_the_last_complete_days_of_the_window_count(company: Any) -> None:
    # A week's window. 1 hour of the 8th day of ten is missing, and the 10th has not ended.
    used: list[float | None] = [100.0] * 48 + [8.0] * (24 * 7) + [8.0] * 5
    used[24 * 7 + 3] = None
    company.use(START, used)
    company.add("core_price", {}, SERVER)
    company.build(plan_window_days=7)
    row = company.row("SELECT * FROM out_plan_cost WHERE offer_id = 'on_demand'")
    # Complete are days 1-7 and 9: the last seven are 2-7 and 9, with 100 cards on day 2.
    assert (row["window_start"], row["window_end"]) == (date(2024, 1, 2), date(2024, 1, 9))
    assert row["window_hours"] == 168
    assert row["cost_cny"] == Decimal((100 * 24 + 8 * 24 * 6) * 10)


def test_hours_that_contracts_in_hand_cover_are_not_bought_again(company: Any) -> None:
    company.use(START, [20.0] * 24 * 7)
    company.add("core_price", {}, SERVER)
    company.add(
        "core_commitment",
        {"servers": 2, "end_date": date(2024, 1, 6)},  # over by the last day
        {"commitment_id": "in hand", "start_date": date(2024, 1, 7)},
    )
    company.build()
    # 20 - 8 = 12 cards x 168 h x 10
    assert company.row("SELECT cost_cny FROM out_plan_cost WHERE offer_id = 'on_demand'") == {
        "cost_cny": Decimal(20160)
    }


@pytest.mark.parametrize(
    ("notice_days", "priced_cards"),
    [(0, 12), (23, 12), (24, 20), (60, 20)],  # the contract ends 23 days after the last day
)
def test_a_contract_about_to_end_is_no_cover(
    company: Any, notice_days: int, priced_cards: int
) -> None:
    company.use(START, [20.0] * 24 * 7)  # the last day is 2024-01-07
    company.add("core_price", {}, SERVER)
    company.add("core_commitment", {"end_date": date(2024, 1, 30)})  # 8 of the 20 cards
    company.build(contract_notice_days=notice_days)
    row = company.row("SELECT cost_cny FROM out_plan_cost WHERE offer_id = 'on_demand'")
    assert row["cost_cny"] == Decimal(priced_cards * 24 * 7 * 10)


def test_a_pool_that_contracts_cover_wholly_needs_nothing(company: Any) -> None:
    company.use(START, [5.0] * 24 * 7)
    company.add("core_price", {}, SERVER)
    company.add("core_commitment", {})
    company.build()
    row = company.row("SELECT * FROM out_break_even")
    assert row["first_unit_utilisation_ratio"] == 0.0
    assert (row["best_units"], row["best_saving_cny"]) == (0, Decimal(0))


def test_prices_are_those_of_the_last_complete_day(company: Any) -> None:
    company.use(START, [8.0] * 24 * 8 + [8.0])
    changed = START.date() + timedelta(days=7)
    company.add(
        "core_price",
        {},
        {"valid_from": changed, "price": Decimal(12)},
        SERVER,
        SERVER | {"valid_from": changed, "price": Decimal(30000)},
        SERVER | {"offer_id": "too late", "valid_from": changed + timedelta(days=1)},
        SERVER | {"offer_id": "elsewhere", "region": "South"},
    )
    company.build()
    assert company.rows(
        "SELECT offer_id, unit_fee_cny_per_month, on_demand_price_cny FROM out_break_even"
    ) == [("monthly", Decimal(30000), Decimal(12))]


def test_every_rental_mode_is_compared_and_nothing_else(company: Any) -> None:
    company.use(START, [8.0] * 24 * 7)
    rents = ["annual", "committed", "monthly", "multi_year", "quarterly", "reserved"]
    others = ["spot", "purchase", "capacity_block"]
    company.add(
        "core_price",
        {},
        *(SERVER | {"offer_id": mode, "billing_mode": mode} for mode in rents + others),
    )
    company.build()
    assert company.rows("SELECT offer_id, unit FROM out_break_even ORDER BY 1") == [
        (mode, "server") for mode in rents
    ]
    assert company.rows(
        "SELECT detail->>'offer_id', detail->>'missing' FROM out_finding"
        " WHERE kind = 'not_compared' ORDER BY 1"
    ) == [
        ("capacity_block", "unit_is_not_rent,days_not_said"),  # by the month, for a month
        ("purchase", "depreciation_not_said"),
        ("spot", "unit_is_not_hourly"),
    ]


def test_a_price_or_fee_of_zero_compares_with_nothing(company: Any) -> None:
    company.use(START, [8.0] * 24 * 7)
    company.use(START, [8.0] * 24 * 7, chip="A100")
    company.add("core_price", {}, SERVER | {"price": Decimal(0)})
    own = {"offer_id": "own", "chip": "A100", "price": Decimal(0)}
    company.add("core_price", own, SERVER | {"offer_id": "A100 server", "chip": "A100"})
    company.build()
    assert company.rows("SELECT pool_id, offer_id FROM out_plan_cost") == [(POOL_ID, "on_demand")]
    assert company.rows("SELECT count(*) FROM out_break_even") == [(0,)]


def test_a_pool_without_one_complete_day_has_no_plan(company: Any) -> None:
    company.use(START, [8.0] * 23)
    company.add("core_price", {}, SERVER)
    company.build()
    assert company.rows("SELECT count(*) FROM out_plan_cost") == [(0,)]
