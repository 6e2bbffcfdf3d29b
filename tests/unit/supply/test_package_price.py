"""The package price at which a customer pays the same by the package and by the hour."""

from datetime import date
from decimal import Decimal

import pytest

from models.billing.case import Case
from models.billing.closing import Basis
from models.billing.compare import compare_one
from models.billing.modes.pay_as_you_go import PayAsYouGo
from models.billing.plans import Plan
from models.supply.package_price import indifferent_price_ratio
from tests.unit.billing.priced import on_demand, plan, use

BY_THE_HOUR = on_demand(10)
DAYS = (date(2026, 1, 1), date(2026, 1, 2))


def case(*cards: int) -> Case:
    """Two days: the same hours twice."""
    assert isinstance(BY_THE_HOUR, PayAsYouGo)
    return Case(
        use({"cards": [*cards] * (48 // len(cards))}),
        (BY_THE_HOUR,),
        Basis("CNY", "included"),
        (DAYS,),
        "UTC",
        Decimal(720),
    )


def server(fee_per_hour: str) -> Plan:
    return plan("reserved", cards=8, term_months=1, recurring=Decimal(fee_per_hour))


def test_a_customer_that_runs_eight_cards_half_the_time_pays_half_of_eighty_an_hour() -> None:
    # 8 cards in 24 of 48 hours at 10: 1,920 for 48 hours of a server: 40 an hour
    found = indifferent_price_ratio(case(8, 0), server("32"), 1)
    assert found == Decimal("1.25")


@pytest.mark.parametrize("units", [1, 2, 3])
def test_at_that_price_both_bills_are_the_same(units: int) -> None:
    busy = case(20, 4, 11)
    ratio = indifferent_price_ratio(busy, server("32"), units)
    assert ratio is not None
    at_it = compare_one(busy, server(str(32 * ratio)), units)
    assert abs(at_it.saving) <= Decimal("0.02")


def test_a_second_server_is_worth_less_than_the_first() -> None:
    busy = case(20, 4, 11)
    ratios = [indifferent_price_ratio(busy, server("32"), n) for n in (1, 2, 3)]
    known = [ratio for ratio in ratios if ratio is not None]
    assert known == sorted(known, reverse=True)
    assert len(set(known)) == 3


def test_a_package_for_nothing_has_no_ratio() -> None:
    assert indifferent_price_ratio(case(8), server("0"), 1) is None
