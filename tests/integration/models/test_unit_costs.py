"""What a card-hour and a million tokens cost: by hand, and null where nobody knows."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from data.settings import Settings
from models.unit_costs.stage import build_unit_costs
from tests.integration.models.conftest import SNAPSHOT

DAY = datetime(2024, 1, 10)  # noqa: DTZ001  naive UTC
TOKENS = {
    "local_date": DAY.date(),
    "input_tokens": 3_000_000,
    "cached_input_tokens": 1_000_000,
    "output_tokens": 500_000,
}
METERS = (("input", "4"), ("cache_read", "1"), ("output", "16"))


def build(company: Any, **settings: Any) -> None:
    company.build(**settings)
    build_unit_costs(company.connection, Settings(**({"time_zone": "UTC"} | settings)), SNAPSHOT)


def price_tokens(company: Any, **columns: Any) -> None:
    for meter, price in METERS:
        company.add("core_token_price", {"meter": meter, "price": Decimal(price)} | columns)


def token_cost(company: Any) -> dict[str, Any]:
    build(company)
    return company.row("FROM out_token_cost_daily")  # type: ignore[no-any-return]


def test_a_card_hour_costs_what_its_days_cost(company: Any) -> None:
    # 2 cards for a day at 10 yuan: 480 for 48 card-hours, of which 36 came to something
    company.use(DAY, [2.0] * 24, useful_card_hours=1.5)
    company.add("core_price", {})
    company.add("core_chip", {"chip": "H20", "fp16_dense_tflops": 148.0})
    build(company)
    row = company.row("FROM out_unit_cost")
    assert (row["month"], row["days_priced"], row["days_in_month"]) == (date(2024, 1, 1), 1, 31)
    assert (row["cost_cny"], row["used_card_hours"]) == (480, 48)
    assert (row["cny_per_card_hour"], row["cny_per_useful_card_hour"]) == (
        10,
        Decimal("13.333333"),
    )
    # 10 / 0.148 PFLOPS
    assert row["cny_per_peak_pflop_hour"] == Decimal("67.567568")


def test_what_was_never_used_has_no_cost_per_hour(company: Any) -> None:
    company.use(DAY, [0.0] * 24)
    company.add("core_capacity_hourly", {"hour_utc": DAY, "capacity_cards": 8.0})
    company.add("core_commitment", {})
    company.add("core_price", {})
    build(company)
    row = company.row("FROM out_unit_cost")
    assert row["cost_cny"] == 2000  # 62,000 a month, 31 days
    assert row["cny_per_card_hour"] is None
    assert row["cny_per_peak_pflop_hour"] is None


def test_days_that_are_not_priced_are_in_no_unit_cost(company: Any) -> None:
    company.use(DAY, [2.0] * 24)
    build(company)
    assert company.rows("FROM out_unit_cost") == []


def test_a_day_that_does_not_say_what_was_useful_leaves_the_month_unsaid(company: Any) -> None:
    company.use(DAY, [2.0] * 24, useful_card_hours=2.0)
    company.use(datetime(2024, 1, 11), [2.0] * 24)  # noqa: DTZ001
    company.add("core_price", {})
    build(company)
    row = company.row("FROM out_unit_cost")
    assert (row["days_priced"], row["used_card_hours"], row["useful_card_hours"]) == (2, 96, None)
    assert row["cny_per_useful_card_hour"] is None


def test_a_day_of_tokens_by_its_three_meters(company: Any) -> None:
    company.add("core_token_usage_daily", TOKENS)
    price_tokens(company)
    row = token_cost(company)
    # 2 M x 4 + 1 M x 1 + 0.5 M x 16 = 17 yuan for 3.5 M tokens
    assert (row["cost_cny"], row["price_gap"]) == (17, None)
    assert row["cny_per_million_tokens"] == Decimal("4.857143")
    assert "core_token_price: load load, line 2" in row["price_source"]


def test_dollars_without_tax_become_yuan_with_tax(company: Any) -> None:
    company.add("core_token_usage_daily", TOKENS)
    price_tokens(company, currency="USD", tax_included=False)
    company.add("core_fx_rate", {"rate_date": DAY.date(), "rate": Decimal("7.00")})
    # per million 4 x 7 x 1.06 = 29.68, 7.42, 118.72: 59.36 + 7.42 + 59.36
    assert token_cost(company)["cost_cny"] == Decimal("126.14")


@pytest.mark.parametrize(
    ("columns", "gap"),
    [
        ({"model": "other"}, "no_price"),
        ({"currency": "USD"}, "no_exchange_rate"),
        ({"tier_above_tokens": 32_000}, "depends_on_length"),
        ({"daily_from": "00:30:00Z", "daily_until": "16:30:00Z"}, "depends_on_hour"),
        ({"valid_from": date(2024, 1, 11)}, "no_price"),
    ],
)
def test_tokens_whose_price_is_not_known_have_no_cost_and_say_why(
    company: Any, columns: dict[str, Any], gap: str
) -> None:
    company.add("core_token_usage_daily", TOKENS)
    price_tokens(company, **columns)
    row = token_cost(company)
    assert (row["cost_cny"], row["cny_per_million_tokens"], row["price_gap"]) == (None, None, gap)
    assert row["input_tokens"] == 3_000_000


def test_loads_of_one_day_are_one_row(company: Any) -> None:
    company.add("core_token_usage_daily", TOKENS, TOKENS | {"load_id": "other"})
    price_tokens(company)
    row = token_cost(company)
    assert (row["input_tokens"], row["cost_cny"]) == (6_000_000, 34)


def test_a_day_without_tokens_costs_nothing(company: Any) -> None:
    company.add(
        "core_token_usage_daily",
        {"local_date": DAY.date()}
        | dict.fromkeys(("input_tokens", "cached_input_tokens", "output_tokens"), 0),
    )
    row = token_cost(company)
    assert (row["cost_cny"], row["cny_per_million_tokens"]) == (0, None)
