"""Terms, renewals, upgrades, refunds and deposits of subscriptions, worked by hand."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from data.errors import InputError, MissingPriceError, UsageError
from models.billing.bill import Bill
from tests.unit.billing.priced import BOUGHT, amounts, at, bill, constant, on_demand, plan

YEAR = constant(0, 8760)


def rent(**terms: Any) -> Any:
    return plan("subscription", **({"fee": 3000, "term_months": 1, "purchase": BOUGHT} | terms))


def starts(billed: Bill) -> list[date]:
    return [line.start.date() for line in billed.of("fee")]


def test_a_term_is_paid_at_its_start_or_by_the_month() -> None:
    assert amounts(bill(YEAR, rent(term_months=3)), "fee") == [9000]
    by_month = bill(YEAR, rent(term_months=3, pay="monthly"))
    assert amounts(by_month, "fee") == [3000] * 3
    assert starts(by_month) == [date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)]


def test_months_are_the_calendars_from_the_day_of_the_purchase() -> None:
    bought = {"starts_on": date(2026, 1, 31), "ends_on": date(2026, 4, 30)}
    billed = bill(YEAR, rent(auto_renew=True, purchase=bought))
    # the 31st is the last day of shorter months, and comes back
    assert starts(billed) == [
        date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30),
    ]  # fmt: skip


def test_or_of_thirty_days() -> None:
    bought = BOUGHT | {"ends_on": date(2026, 3, 1)}
    billed = bill(YEAR, rent(auto_renew=True, months="30_days", purchase=bought))
    assert starts(billed) == [date(2026, 1, 1), date(2026, 1, 31)]


def test_a_term_begun_is_paid_to_its_end() -> None:
    bought = BOUGHT | {"ends_on": date(2026, 4, 10)}
    billed = bill(YEAR, rent(term_months=3, auto_renew=True, purchase=bought))
    # E2's rule: from 1 April a second quarter is bought, though needed for ten days
    assert amounts(billed, "fee") == [9000, 9000]


def test_cards_are_covered_while_the_term_runs_and_the_rest_is_bought() -> None:
    usage = constant(10, 24 * 62)  # January, February, and 3 days of March
    billed = bill(usage, rent(cards=8, term_months=2, pay="monthly"), on_demand(1))
    # 1,416 hours of January and February: 2 cards beyond; 72 hours of March: all ten
    assert sum(amounts(billed, "usage")) == 2 * 24 * 59 + 10 * 24 * 3
    assert sum(line.quantity for line in billed.of("covered")) == 8 * 24 * 59
    assert billed.of("unused") == ()


def test_a_pay_ratio_is_what_is_paid() -> None:
    assert bill(YEAR, rent(term_months=12, pay_ratio=Decimal("0.7"))).total == 25_200


def test_an_upgrade_gives_more_cards_and_a_downgrade_is_refused() -> None:
    change = {"on": date(2026, 1, 17), "fee": 6000, "cards": 16}
    usage = constant(16, 24 * 31)
    billed = bill(usage, rent(cards=8, changes=[change]), on_demand(1))
    # 15 days of January left: 15/31 = 0.4839; 6,000 and 3,000 x it
    assert amounts(billed, "change") == [Decimal("2903.40"), Decimal("-1451.70")]
    assert sum(amounts(billed, "usage")) == 16 * 24 * 8
    with pytest.raises(InputError, match="cannot be downgraded"):
        rent(changes=[change | {"fee": 2000}])


def test_a_renewal_pays_the_upgraded_fee() -> None:
    change = {"on": date(2026, 1, 17), "fee": 6000, "cards": 16}
    bought = BOUGHT | {"ends_on": date(2026, 2, 28)}
    billed = bill(YEAR, rent(auto_renew=True, changes=[change], purchase=bought))
    assert amounts(billed, "fee") == [3000, 6000]


def cancelled(rule: str, on: date, **terms: Any) -> Bill:
    term = {"term_months": 12, "pay_ratio": Decimal("0.8")} | terms
    return bill(YEAR, rent(cancellation={"on": on, "rule": rule}, **term), on_demand(5))


def test_tencent_within_five_days_all_is_paid_back() -> None:
    billed = cancelled("no_reason", date(2026, 1, 5))
    assert billed.total == 0
    with pytest.raises(UsageError, match="more than 5 days"):
        cancelled("no_reason", date(2026, 1, 7))


def test_tencent_whole_months_at_the_price_paid_and_the_rest_by_the_hour() -> None:
    billed = cancelled("whole_months", date(2026, 3, 11))
    # paid 12 x 2,400 = 28,800; used 2 x 2,400 and 10 days x 24 h x 5 = 1,200
    assert amounts(billed, "refund") == [-(28_800 - 4_800 - 1_200)]
    assert billed.total == 6_000


def test_tencent_the_share_of_the_term_at_the_list_price() -> None:
    billed = cancelled("share_of_term", date(2026, 3, 15))
    # 73 of 365 days x list 36,000 = 7,200
    assert amounts(billed, "refund") == [-(28_800 - 7_200)]


def test_a_refund_is_never_negative() -> None:
    billed = cancelled("share_of_term", date(2026, 12, 31))
    # 364 of 365 days x 36,000 is more than was paid
    assert amounts(billed, "refund") == [0]


def test_the_third_formula_is_by_volume_and_of_packs() -> None:
    pack = plan(
        "pack", quantity=1000, price=900, term_months=12, draws=[{"units": 1}],
        refund={"on": date(2026, 1, 3), "price": 2}, purchase=BOUGHT,
    )  # fmt: skip
    billed = bill(constant(5, 72), pack, on_demand(1))
    # 48 hours x 5 = 240 used x 2 = 480 of 900; the third day is bought by the hour
    assert amounts(billed, "refund") == [-420]
    assert billed.total == 480 + 24 * 5


def test_without_a_pay_as_you_go_price_whole_months_are_refused() -> None:
    rule = {"on": date(2026, 3, 11), "rule": "whole_months"}
    with pytest.raises(MissingPriceError, match="Days beyond whole months"):
        bill(YEAR, rent(term_months=12, cancellation=rule))


def test_after_a_cancellation_use_is_bought_by_the_hour() -> None:
    rule = {"on": date(2026, 1, 3), "rule": "no_reason"}
    billed = bill(constant(1, 72), rent(cancellation=rule), on_demand(5))
    assert amounts(billed, "usage") == [120]


def test_a_deposit_is_no_cost_and_comes_back() -> None:
    billed = bill(YEAR, rent(term_months=3, deposit_months=2))
    assert billed.total == 9000
    assert amounts(billed, "deposit") == [6000, -6000]
    assert [line.billed_at for line in billed.of("deposit")] == [
        at(2026, 1, 1), at(2026, 4, 1),
    ]  # fmt: skip
    quarter = bill(constant(0, 24 * 60), rent(term_months=3, deposit_months=2))
    assert quarter.ledger("deposit") == 6000  # still with the seller
