# ruff: noqa: DTZ001  hours are naive UTC
"""Capacity blocks: the windows for sale, what is paid."""

from datetime import datetime
from decimal import Decimal

import pytest

from data.errors import UsageError
from models.billing.capacity_block import (
    CapacityBlock,
    block_price_cny,
    usable_until,
)

START = datetime(2026, 9, 1, 11)


def block(days: int = 1, price: str = "37.56") -> CapacityBlock:
    return CapacityBlock(START, days, 8, Decimal(price))


def test_a_day_of_eight_cards_is_192_card_hours_paid_ahead() -> None:
    # 8 x 24 x 37.56 = 7,211.52
    assert block_price_cny(block()) == Decimal("7211.52")


@pytest.mark.parametrize("days", [1, 14, 21, 182])
def test_days_up_to_two_weeks_and_weeks_up_to_26_are_sold(days: int) -> None:
    assert block(days).days == days


@pytest.mark.parametrize("days", [0, 15, 20, 183, 189])
def test_other_windows_are_not_sold(days: int) -> None:
    with pytest.raises(UsageError, match="not sold"):
        block(days)


def test_the_cards_are_taken_away_half_an_hour_before_the_end() -> None:
    assert usable_until(block()) == datetime(2026, 9, 2, 10, 30)
