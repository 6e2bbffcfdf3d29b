"""The break-even over a price's history, from prices that anybody can check by hand."""

from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from data.errors import UsageError
from models.billing.price_history import break_even_history
from tests.unit.billing.conftest import MakeRows

MONTH = Decimal(720)
# A machine of 8 cards: 40 an hour, 28,800 in a month of 720 hours, 29,200 in one of 730.
HOURLY: dict[str, Any] = {"cards": 8, "unit": "server_hour", "price": Decimal(40)}
YEAR: dict[str, Any] = {
    "offer_id": "year", "billing_mode": "annual", "term_months": 12, "cards": 8,
    "unit": "server_month", "price": Decimal(14_400),
}  # fmt: skip


def steps(rows: pl.DataFrame, hours: Decimal = MONTH) -> list[tuple[Any, ...]]:
    found = break_even_history(rows, hours_per_month=hours)
    return found.select("from_date", "to_date", "break_even_utilisation_ratio").rows()


def test_one_pair_of_prices_is_one_step(prices: MakeRows) -> None:
    rows = prices(HOURLY, YEAR)
    assert steps(rows) == [(date(2024, 1, 1), None, 0.5)]  # 14,400 / 28,800
    (row,) = break_even_history(rows, hours_per_month=MONTH).rows(named=True)
    assert row["on_demand_price_per_card_hour"] == 5  # 40 / 8
    assert row["fee_per_card_month"] == 1_800  # 14,400 / 8
    assert row["pay_ratio"] == pytest.approx(14_400 / 29_200)


def test_each_change_of_either_price_begins_a_step(prices: MakeRows) -> None:
    rows = prices(
        HOURLY,
        HOURLY | {"valid_from": date(2024, 3, 1), "price": Decimal(50)},
        YEAR | {"valid_from": date(2024, 2, 1)},
        YEAR | {"valid_from": date(2024, 4, 1), "price": Decimal(18_000)},
    )
    # before February there is no term; 14,400 / 28,800; 14,400 / 36,000; 18,000 / 36,000
    assert steps(rows) == [
        (date(2024, 2, 1), date(2024, 2, 29), 0.5),
        (date(2024, 3, 1), date(2024, 3, 31), 0.4),
        (date(2024, 4, 1), None, 0.5),
    ]


def test_a_price_that_was_withdrawn_leaves_a_gap(prices: MakeRows) -> None:
    rows = prices(
        HOURLY,
        YEAR | {"valid_to": date(2024, 1, 31)},
        YEAR | {"valid_from": date(2024, 3, 1)},
    )
    assert steps(rows) == [
        (date(2024, 1, 1), date(2024, 1, 31), 0.5),
        (date(2024, 3, 1), None, 0.5),
    ]


def test_a_step_that_changes_nothing_is_none(prices: MakeRows) -> None:
    rows = prices(HOURLY, YEAR, YEAR | {"valid_from": date(2024, 2, 1)})
    assert steps(rows) == [(date(2024, 1, 1), None, 0.5)]


def test_several_terms_stand_one_after_the_other(prices: MakeRows) -> None:
    three = YEAR | {"offer_id": "three", "term_months": 36, "price": Decimal(7_200)}
    found = break_even_history(prices(three, YEAR, HOURLY), hours_per_month=MONTH)
    assert found.select("offer_id", "break_even_utilisation_ratio").rows() == [
        ("year", 0.5),
        ("three", 0.25),
    ]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"currency": "USD"}, "different currency are not compared: CNY, USD"),
        ({"tax_included": False}, "different tax_included"),
        ({"chip": "H100"}, "different chip"),
        ({"unit": "server"}, "which is no rent"),
    ],
)
def test_what_is_not_alike_is_not_compared(
    change: dict[str, Any], why: str, prices: MakeRows
) -> None:
    with pytest.raises(UsageError, match=why):
        steps(prices(HOURLY, YEAR | change))


def test_one_on_demand_offer_by_the_hour_is_needed(prices: MakeRows) -> None:
    with pytest.raises(UsageError, match="there are 2"):
        steps(prices(HOURLY, HOURLY | {"offer_id": "other"}, YEAR))
    with pytest.raises(UsageError, match="not by the hour"):
        steps(prices(HOURLY | {"unit": "server_month"}, YEAR))
