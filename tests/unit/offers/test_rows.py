"""Rows of prices, contracts and quotes as plans: nothing of the seller's terms is lost."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from data.settings import Settings
from data.tables import CORE_TABLES
from models.billing.clock import Period
from models.billing.closing import Basis
from models.billing.comparable import Incomplete, gaps_of
from models.billing.engine import price
from models.billing.modes.reserved import Reserved
from models.offers.by_hour import PricedDay, plans_by_hour
from models.offers.quotes import quoted
from models.offers.rates import daily_rates, rates_of_day
from models.offers.rows import contract_plan, on_demand_plan, rental_plan
from tests.core_rows import COMMITMENT, PRICE
from tests.unit.billing.priced import constant, on_demand

MakeRows = Callable[..., pl.DataFrame]
SETTINGS = Settings(time_zone="UTC")
JANUARY = Period.of_month(date(2024, 1, 1))
RENT = PRICE | {"cards": 8, "billing_mode": "monthly", "term_months": 1}
CARDS = constant(8, 24 * 31, JANUARY.start, provider="Cloud A", region="North", chip="H20")
QUOTE: dict[str, Any] = {
    "observed_on": date(2024, 1, 10),
    "date_precision": "day",
    "market": "Broker",
    "region": "CN",
    "chip": "H20",
    "cards": 8,
    "billing_mode": "monthly",
    "term_months": 1,
    "price": Decimal(53_000),
    "currency": "CNY",
    "unit": "server_month",
    "category": "gpu_rent",
    "tax_included": True,
    "power_included": True,
    "missing_fields": "",
    "grade": "C",
    "source": "made up for a test",
    "note": None,
    "review_state": "pass",
    "review_reason": None,
    "load_id": "load",
    "line_number": 3,
}


def _rental(hours_per_month: int = 720, **row: Any) -> Reserved:
    found = rental_plan(RENT | row, "core_price", Decimal(hours_per_month), "UTC")
    assert found is not None
    return found


def _fee_of_a_day(plan: Reserved) -> Decimal:
    from models.billing.parts import Purchase

    bought = plan.purchased(Purchase(starts_on=date(2024, 1, 1), ends_on=date(2024, 1, 1)))
    return price(CARDS, [bought, on_demand(0)], JANUARY).total


@pytest.mark.parametrize(
    ("unit", "price_of_unit", "hours_per_month", "fee"),
    [
        ("server_month", 72_000, 720, "2400.00"),  # 72,000 x 24 / 720
        ("server_month", 72_000, 730, "2367.12"),  # 72,000 x 24 / 730 = 2,367.1233
        ("card_month", 9_000, 720, "2400.00"),  # 8 cards at 9,000 are 72,000
        ("server_day", 2_400, 720, "2400.00"),
        ("server_hour", 100, 720, "2400.00"),
        ("card_hour", Decimal("12.5"), 720, "2400.00"),  # 8 x 12.5 = 100 an hour
    ],
)
def test_a_rent_by_any_unit_is_due_for_every_hour(
    unit: str, price_of_unit: Decimal, hours_per_month: int, fee: str
) -> None:
    plan = _rental(hours_per_month, unit=unit, price=Decimal(price_of_unit))
    assert _fee_of_a_day(plan) == Decimal(fee)


@pytest.mark.parametrize("unit", ["card", "server"])
def test_a_purchase_price_is_no_rent(unit: str) -> None:
    assert rental_plan(RENT | {"unit": unit}, "core_price", Decimal(720), "UTC") is None


def test_a_plan_is_for_its_seller_s_region_and_chip_only() -> None:
    plan = _rental(unit="server_month")
    (item,) = CARDS.items
    assert plan.match.selects(item)
    other = constant(8, 1, provider="Cloud A", region="South", chip="H20")
    assert not plan.match.selects(other.items[0])


def test_a_bill_s_line_names_the_row_its_price_is_from() -> None:
    plan = on_demand_plan(PRICE | {"line_number": 7}, "UTC", (date(2024, 1, 1), None))
    (line,) = price(CARDS, plan, JANUARY).lines
    assert line.source == "made up for a test [core_price: load load, line 7]"


def test_a_server_s_price_by_the_hour_is_shared_by_its_cards() -> None:
    row = PRICE | {"unit": "server_hour", "cards": 8, "price": Decimal(80)}
    plan = on_demand_plan(row, "UTC", (date(2024, 1, 1), None))
    assert price(CARDS, plan, JANUARY).total == 80 * 24 * 31


def test_a_rent_that_does_not_say_whether_it_has_power_lacks_it() -> None:
    assert gaps_of(_rental(unit="server_month", power_included=None)) == ("power_not_said",)
    assert gaps_of(_rental(unit="server_month", power_included=False)) == ("power_not_included",)
    assert gaps_of(_rental(unit="card_hour", power_included=None)) == ()


@pytest.mark.parametrize("end", [date(2024, 3, 31), date(2024, 4, 1), date(9999, 12, 31)])
def test_a_contract_is_held_to_its_last_day(end: date) -> None:
    plan = contract_plan(COMMITMENT | {"end_date": end}, "UTC")
    first_quarter = Period.of_days(date(2024, 1, 1), date(2024, 3, 31))
    usage = constant(0, 24 * 91, first_quarter.start)
    assert price(usage, plan, first_quarter).total == 3 * 60_000  # three whole months


def test_a_calendar_month_costs_its_fee_where_clocks_change_too() -> None:
    # March 2024 has 743 hours in Berlin.
    march = Period.of_month(date(2024, 3, 1), "Europe/Berlin")
    usage = constant(0, 743, march.start)
    plan = contract_plan(COMMITMENT, "Europe/Berlin")
    assert price(usage, plan, march).total == 60_000


def test_a_foreign_price_is_converted_at_every_day_s_own_rate(rates: MakeRows) -> None:
    # 8 x 24 x 1 dollar a day: at 7 on the 2nd and 3rd, at 7.5 from the 4th on.
    fx = rates({}, {"rate_date": date(2024, 1, 4), "rate": Decimal("7.5")})
    days = [date(2024, 1, day) for day in (2, 3, 4)]
    known = daily_rates(fx, {"USD"}, days[0], days[-1])
    dollars = PRICE | {"currency": "USD", "price": Decimal(1)}
    plans = plans_by_hour([PricedDay(day, dollars) for day in days], known, "UTC")
    assert [(plan.valid_from, plan.valid_to) for plan in plans] == [
        (date(2024, 1, 2), date(2024, 1, 3)),
        (date(2024, 1, 4), date(2024, 1, 4)),
    ]
    period = Period.of_days(days[0], days[-1])
    bill = price(CARDS, plans, period, Basis("CNY", "included", known.frame))
    assert bill.total == 192 * 7 * 2 + Decimal(192) * Decimal("7.5")


def test_a_day_without_a_price_costs_nothing_yet_and_does_not_hide_the_others(
    rates: MakeRows,
) -> None:
    days = [PricedDay(date(2024, 1, 1), PRICE), PricedDay(date(2024, 1, 2), None)]
    known = daily_rates(rates(), {"CNY"}, days[0].day, days[1].day)
    plans = plans_by_hour(days, known, "UTC")
    assert [plan.plan_id for plan in plans] == ["by-the-hour", "unpriced 1"]
    period = Period.of_days(days[0].day, days[1].day)
    assert price(CARDS, plans, period).total == 8 * 24 * 10


def test_what_is_priced_at_a_day_s_prices_has_that_day_s_rates(rates: MakeRows) -> None:
    fx = rates({}, {"rate_date": date(2024, 1, 4), "rate": Decimal("7.5")})
    days = pl.Series([date(2023, 12, 1), date(2024, 1, 2)])
    known = rates_of_day(fx, {"USD", "CNY"}, date(2024, 1, 5), days)
    assert known.of("USD", date(2023, 12, 1)) == Decimal("7.5")
    assert known.of("CNY", date(1999, 1, 1)) == 1
    assert known.of("USD", date(2024, 1, 3)) is None


def _quoted(*rows: dict[str, Any], settings: Settings = SETTINGS) -> list[Reserved | Incomplete]:
    types = {name: at.dtype for name, at in CORE_TABLES["core_rental_quote"].columns().items()}
    frame = pl.DataFrame([QUOTE | row for row in rows], schema=types)
    return quoted(frame, "H20", date(2024, 3, 1), settings)


def test_of_a_market_s_quotes_the_newest_is_compared() -> None:
    (plan,) = _quoted(
        {"observed_on": date(2024, 1, 5), "price": Decimal(60_000)},
        {},
        {"chip": "H100"},
        {"observed_on": date(2023, 6, 1), "market": "long ago"},
        {"category": "gpu_purchase", "market": "seller"},
    )
    assert isinstance(plan, Reserved)
    assert plan.recurring == 53_000
    assert plan.source == "made up for a test [core_rental_quote: load load, line 3]"


@pytest.mark.parametrize(
    ("row", "missing"),
    [
        ({"missing_fields": "cards,power_included", "cards": None}, ("cards", "power_included")),
        ({"review_state": "review"}, ("held_for_review",)),
        ({"tax_included": False}, ("tax_rate_not_said",)),
        ({"unit": "card"}, ("unit",)),
    ],
)
def test_a_quote_that_does_not_say_enough_is_named_with_what_it_lacks(
    row: dict[str, Any], missing: tuple[str, ...]
) -> None:
    (refused,) = _quoted(row)
    assert isinstance(refused, Incomplete)
    assert refused.missing == missing
    assert refused.plan_id == "Broker, CN, 2024-01-10"
