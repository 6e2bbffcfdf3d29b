"""Leaving a year after a hundred days, by each formula, worked by hand."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from models.market.leaving import Leaving, refunds

# 12 months at 50,000 (list 60,000), left on the 11th of April: 100 days used
YEAR = Leaving(
    fee_cny_per_month=Decimal(50_000),
    list_fee_cny_per_month=Decimal(60_000),
    on_demand_cny_per_card_hour=Decimal(20),
    cards=8,
    term_months=12,
    starts_on=date(2026, 1, 1),
    leaves_on=date(2026, 4, 11),
)


def test_each_formula_gives_back_its_own() -> None:
    found = {one.rule: one.refund for one in refunds(YEAR)}
    assert found == {
        "no_reason": None,  # five days have passed
        # 600,000 - 3 x 50,000 - 10 days x 24 h x 8 cards x 20
        "whole_months": Decimal("411600.00"),
        # 600,000 - 100/365 x 12 x 60,000
        "share_of_term": Decimal("402739.73"),
        # 600,000 - 100 x 24 x 8 x 20
        "by_volume": Decimal("216000.00"),
    }


def test_within_five_days_everything_comes_back() -> None:
    found = refunds(replace(YEAR, leaves_on=date(2026, 1, 4)))
    assert (found[0].rule, found[0].refund, found[0].paid_for_use) == ("no_reason", 600_000, 0)


def test_nobody_pays_on_top() -> None:
    # 300 days at 40 an hour would be 2.3 million
    late = replace(YEAR, leaves_on=date(2026, 10, 28), on_demand_cny_per_card_hour=Decimal(40))
    by_volume = refunds(late)[-1]
    assert (by_volume.refund, by_volume.paid_for_use) == (0, 600_000)


def test_what_a_used_month_cost() -> None:
    by_rule = {one.rule: one for one in refunds(YEAR)}
    # 188,400 for 100 days are 56,520 for 30
    assert by_rule["whole_months"].per_month_used(100) == Decimal("56520.00")
    assert by_rule["no_reason"].per_month_used(100) is None
    assert by_rule["by_volume"].per_month_used(0) is None


def test_a_discount_that_no_decimal_can_say_still_gives_back_whole_cents() -> None:
    third = replace(YEAR, fee_cny_per_month=Decimal(20_000))
    # paid 240,000; 3 x 20,000 and 38,400
    assert refunds(third)[1].refund == Decimal("141600.00")
