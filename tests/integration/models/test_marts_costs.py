"""out_cost_daily: what is covered, bought and idle, and what stays unknown.

January has 31 days: a server at 62,000 a month costs 2,000 a day.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

START = datetime(2024, 1, 1)  # noqa: DTZ001  tables hold naive UTC
AMOUNTS = "commitment_cost_cny, on_demand_cost_cny, cost_cny, idle_cost_cny, price_gap"
DAYS = f"SELECT {AMOUNTS} FROM out_cost_daily ORDER BY pool_id, local_date"


def _money(*amounts: str | None) -> tuple[Decimal | None, ...]:
    return tuple(amount if amount is None else Decimal(amount) for amount in amounts)


def test_a_day_under_contract(company: Any) -> None:
    # 8 cards under contract: 6 used in 12 hours, 11.5 in the other 12.
    company.use(START, [6.0] * 12 + [11.5] * 12)
    company.add("core_price", {"price": Decimal("10.01")})
    company.add("core_commitment", {})
    company.build()
    day = company.row("SELECT * FROM out_cost_daily")
    assert (day["hours_measured"], day["hours_in_day"]) == (24, 24)
    assert day["used_card_hours"] == 210.0  # 72 + 138
    assert day["committed_card_hours"] == 192.0  # 8 x 24
    assert day["covered_card_hours"] == 168.0  # 72 + 96
    assert day["on_demand_card_hours"] == 42.0  # 3.5 x 12
    assert day["on_demand_price_cny"] == Decimal("10.01")
    assert day["commitment_cost_cny"] == Decimal("2000.00")
    assert day["on_demand_cost_cny"] == Decimal("420.42")  # 42 x 10.01
    assert day["cost_cny"] == Decimal("2420.42")
    assert day["idle_cost_cny"] == Decimal("250.00")  # 2,000 x 24 idle of 192
    assert day["price_gap"] is None
    assert day["tax_basis"] == "included"


def test_idle_cards_cost_their_share_of_the_fee(company: Any) -> None:
    # 16 cards for 4,000 a day, of which 12 lie idle all day: 3,000.
    company.use(START, [4.0] * 24)
    company.add("core_commitment", {"servers": 2})
    company.build()
    assert company.rows(DAYS) == [(*_money("4000.00", "0.00", "4000.00", "3000.00"), None)]


def test_without_a_price_only_what_must_be_bought_is_unknown(company: Any) -> None:
    company.use(START, [8.0] * 24 + [8.5] + [8.0] * 23)
    company.add("core_commitment", {})
    company.build()
    assert company.rows(DAYS) == [
        (*_money("2000.00", "0.00", "2000.00", "0.00"), None),
        (*_money("2000.00", None, None, "0.00"), "no_on_demand_price"),
    ]


def test_without_prices_and_contracts_usage_is_full_and_cost_unknown(company: Any) -> None:
    company.use(START, [3.0] * 24)
    company.build()
    assert company.rows(DAYS) == [(*_money("0.00", None, None, "0.00"), "no_on_demand_price")]
    assert company.rows("SELECT used_card_hours, on_demand_card_hours FROM out_cost_daily") == [
        (72.0, 72.0)
    ]
    assert company.rows(
        "SELECT severity, start_utc, end_utc, hour_count, detail->>'gap' FROM out_finding "
        "WHERE kind = 'missing_price'"
    ) == [("warning", START, START + timedelta(days=1), 24, "no_on_demand_price")]
    assert company.rows("SELECT count(*) FROM out_plan_cost") == [(0,)]


def test_a_rent_in_a_currency_without_a_rate_is_unknown(company: Any) -> None:
    company.use(START, [3.0] * 24)
    company.add("core_price", {})
    company.add("core_commitment", {"currency": "USD"})
    company.build()
    assert company.rows(DAYS) == [(*_money(None, "0.00", None, None), "no_exchange_rate")]


def test_a_day_is_settled_over_its_measured_hours(company: Any) -> None:
    company.use(START, [9.0] * 6 + [None] * 17 + [9.0])
    company.add("core_price", {})
    company.add("core_commitment", {})
    company.build()
    day = company.row("SELECT * FROM out_cost_daily")
    assert (day["hours_measured"], day["hours_in_day"]) == (7, 24)
    assert day["on_demand_cost_cny"] == Decimal("70.00")  # 7 x 1 x 10
    assert day["cost_cny"] == Decimal("2070.00")
    assert day["idle_cost_cny"] == 0


def test_a_day_of_which_nothing_was_measured_has_a_known_fee_and_an_unknown_cost(
    company: Any,
) -> None:
    company.use(START, [9.0] * 24 + [None] * 24 + [9.0] * 24)
    company.add("core_price", {})
    company.add("core_commitment", {})
    company.build()
    day = company.row("SELECT * FROM out_cost_daily WHERE local_date = '2024-01-02'")
    assert day["hours_measured"] == 0
    for unknown in ("used_card_hours", "covered_card_hours", "on_demand_cost_cny", "cost_cny"):
        assert day[unknown] is None
    assert day["commitment_cost_cny"] == Decimal("2000.00")
    assert day["price_gap"] is None  # no price is missing


def test_outside_its_metered_time_a_contract_costs_its_fee(company: Any) -> None:
    company.use(START, [1.0] * 24 * 3)
    company.use(START + timedelta(days=1), [9.0] * 24, pool="train")
    company.add("core_price", {})
    company.add("core_commitment", {"pool": "train"}, {"commitment_id": "b", "pool": "spare"})
    company.build()
    assert company.rows(
        "SELECT pool, local_date, used_card_hours, hours_measured, commitment_cost_cny, cost_cny "
        "FROM out_cost_daily WHERE pool <> 'serve' ORDER BY pool, local_date"
    ) == [
        ("spare", date(2024, 1, 1), None, 0, *_money("2000.00", "2000.00")),
        ("spare", date(2024, 1, 2), None, 0, *_money("2000.00", "2000.00")),
        ("spare", date(2024, 1, 3), None, 0, *_money("2000.00", "2000.00")),
        ("train", date(2024, 1, 1), None, 0, *_money("2000.00", "2000.00")),
        ("train", date(2024, 1, 2), 216.0, 24, *_money("2000.00", "2240.00")),
        ("train", date(2024, 1, 3), None, 0, *_money("2000.00", "2000.00")),
    ]


@pytest.mark.parametrize(
    ("time_zone", "first_hour_utc", "hours", "day"),
    [
        # Clocks go forward on 2024-03-31 and back on 2024-10-27.
        ("Europe/Berlin", "2024-03-30T23:00", 23, date(2024, 3, 31)),
        ("Europe/Berlin", "2024-10-26T22:00", 25, date(2024, 10, 27)),
        # Far behind and far ahead of UTC, and half an hour off: 24 hours begin on a local day.
        ("Pacific/Pago_Pago", "2024-05-05T11:00", 24, date(2024, 5, 5)),
        ("Pacific/Kiritimati", "2024-05-04T10:00", 24, date(2024, 5, 5)),
        ("Asia/Kolkata", "2024-05-04T19:00", 24, date(2024, 5, 5)),
    ],
)
def test_a_day_has_the_hours_its_clocks_give_it(
    company: Any, time_zone: str, first_hour_utc: str, hours: int, day: date
) -> None:
    company.use(datetime.fromisoformat(first_hour_utc), [1.0] * hours)
    company.add("core_price", {})
    company.build(time_zone=time_zone)
    assert company.rows(
        "SELECT local_date, hours_measured, hours_in_day, cost_cny FROM out_cost_daily"
    ) == [(day, hours, hours, Decimal(hours * 10))]


def test_on_the_other_tax_basis_everything_is_without_tax(company: Any) -> None:
    company.use(START, [9.0] * 24)
    company.add("core_price", {"price": Decimal("10.60")})
    company.add("core_commitment", {"fee_per_server_month": Decimal("65720.00")})
    company.build(tax_basis="excluded")
    # 65,720 / 1.06 = 62,000 a month; 10.60 / 1.06 = 10 for each of 24 card-hours
    assert company.rows(DAYS) == [(*_money("2000.00", "240.00", "2240.00", "0.00"), None)]
    assert company.rows("SELECT tax_basis FROM out_cost_daily") == [("excluded",)]


def test_cost_is_the_sum_of_its_parts_on_every_day(company: Any) -> None:
    used = [(hour * 37 % 160) / 7 for hour in range(24 * 40)]
    company.use(START, used)
    company.add("core_price", {}, {"valid_from": date(2024, 1, 20), "price": Decimal("7.777777")})
    company.add("core_commitment", {"end_date": date(2024, 2, 3)})
    company.build()
    assert company.rows(
        "SELECT count(*), sum(commitment_cost_cny), "
        "bool_and(cost_cny = commitment_cost_cny + on_demand_cost_cny), "
        "bool_and(abs(used_card_hours - covered_card_hours - on_demand_card_hours) < 1e-6) "
        "FROM out_cost_daily"
        # January whole, and 3 of February's 29 days: 62,000 x 3 / 29 = 6,413.79
    ) == [(40, Decimal("68413.79"), True, True)]


def test_a_pool_without_a_price_is_named_even_if_it_needs_none_yet(company: Any) -> None:
    company.use(START, [1.0] * 24)
    company.add("core_commitment", {})
    company.add("core_budget", {})
    company.build()
    assert company.rows("SELECT kind, severity, pool_id FROM out_finding") == [
        ("missing_price", "info", "Cloud A/North/serve/H20")
    ]


def test_a_rental_that_cannot_be_compared_is_named(company: Any) -> None:
    company.use(START, [1.0] * 24)
    rental = {"offer_id": "dollars", "billing_mode": "monthly", "unit": "server_month", "cards": 8}
    company.add("core_price", {}, rental | {"currency": "USD"})
    company.add("core_budget", {})
    company.build()
    assert company.rows(
        "SELECT kind, pool_id, detail->>'offer_id', detail->>'missing' FROM out_finding"
    ) == [("not_compared", "Cloud A/North/serve/H20", "dollars", "no_exchange_rate")]


def test_a_month_without_a_company_budget_is_named(company: Any) -> None:
    company.use(datetime(2024, 2, 1), [1.0] * 24)  # noqa: DTZ001  naive UTC
    company.add("core_price", {})
    company.add("core_budget", {}, {"month": date(2024, 2, 1), "scope": "serve"})
    company.build()
    assert company.rows("SELECT kind, severity, detail->>'month' FROM out_finding") == [
        ("no_budget", "info", "2024-02-01")
    ]


def test_a_month_s_use_is_rounded_once_and_its_days_sum_to_it(company: Any) -> None:
    # 1 card x 24 h x 7.777777 = 186.666648 a day: rounded by the day, ten are 1,866.70. A month's
    # line is 1,866.66648, so 1,866.67, and no day is more than a cent from its share.
    company.use(START, [1.0] * 24 * 10)
    company.add("core_price", {"price": Decimal("7.777777")})
    company.build()
    assert company.rows(
        "SELECT sum(on_demand_cost_cny), min(on_demand_cost_cny), max(on_demand_cost_cny)"
        " FROM out_cost_daily"
    ) == [_money("1866.67", "186.66", "186.67")]


def test_dollars_by_the_hour_are_converted_at_each_day_s_rate(company: Any) -> None:
    company.use(START, [1.0] * 48)
    company.add("core_price", {"currency": "USD", "price": Decimal(1)})
    company.add(
        "core_fx_rate",
        {"rate_date": date(2024, 1, 1), "rate": Decimal(7)},
        {"rate_date": date(2024, 1, 2), "rate": Decimal("7.5")},
    )
    company.build()
    # 24 x 1 x 7 and 24 x 1 x 7.5
    assert company.rows("SELECT on_demand_cost_cny FROM out_cost_daily ORDER BY local_date") == [
        _money("168.00"),
        _money("180.00"),
    ]


def test_a_rental_that_does_not_say_whether_it_has_power_is_named(company: Any) -> None:
    company.use(START, [1.0] * 24)
    rental = {"offer_id": "silent", "billing_mode": "monthly", "unit": "server_month", "cards": 8}
    company.add("core_price", {}, rental | {"power_included": None})
    company.add("core_budget", {})
    company.build()
    assert company.rows("SELECT detail->>'offer_id', detail->>'missing' FROM out_finding") == [
        ("silent", "power_not_said")
    ]
    assert company.rows("SELECT count(*) FROM out_break_even") == [(0,)]


def test_a_contract_that_cannot_be_billed_is_named_and_hides_no_other_pool(company: Any) -> None:
    company.use(START, [1.0] * 48)
    company.use(START, [1.0] * 48, pool="train")
    company.add("core_price", {})
    company.add("core_budget", {})
    company.add(
        "core_commitment",
        {"commitment_id": "sound"},
        {"commitment_id": "typo", "cards_per_server": 8_000_000, "start_date": date(2024, 1, 2)},
        {"commitment_id": "other", "pool": "train"},
    )
    company.build()
    days = company.rows(
        "SELECT pool, local_date, commitment_cost_cny, on_demand_card_hours, cost_cny, price_gap"
        " FROM out_cost_daily ORDER BY ALL"
    )
    # 62,000 / 31 a day; while the wrong contract runs, what the pool pays and covers is not known.
    first, second = date(2024, 1, 1), date(2024, 1, 2)
    assert days == [
        ("serve", first, Decimal(2000), 0.0, Decimal(2000), None),
        ("serve", second, None, None, None, "unusable_contract"),
        ("train", first, Decimal(2000), 0.0, Decimal(2000), None),
        ("train", second, Decimal(2000), 0.0, Decimal(2000), None),
    ]
    found = company.rows(
        "SELECT pool_id, detail->>'offer_id', detail->>'fault', detail->>'source',"
        " detail->>'remedy' FROM out_finding WHERE kind = 'unusable_row'"
    )
    assert found == [
        (
            "Cloud A/North/serve/H20",
            "typo",
            "A row cannot be billed: cards: Input should be less than or equal to 1000000,"
            " found 8000000",
            "made up for a test [core_commitment: load load, line 2]",
            "Correct this line of the source file and load it again.",
        )
    ]


def test_a_price_by_the_hour_that_cannot_be_billed_is_no_price(company: Any) -> None:
    company.use(START, [1.0] * 24)
    company.use(START, [1.0] * 24, chip="A100")
    company.add("core_price", {"cards": 2_000_000, "unit": "server_hour"})
    company.add("core_price", {"offer_id": "sound", "chip": "A100"})
    company.build()
    assert company.rows("SELECT chip, cost_cny, price_gap FROM out_cost_daily ORDER BY chip") == [
        ("A100", Decimal(240), None),
        ("H20", None, "beyond_bounds"),
    ]
