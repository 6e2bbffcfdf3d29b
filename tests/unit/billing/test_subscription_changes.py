"""Upgrades, refunds and the keys of a purchase, where they meet; worked by hand."""

from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest

from data.errors import MissingPriceError, UsageError
from models.billing.bill import Bill
from tests.unit.billing.priced import BOUGHT, amounts, at, bill, constant, on_demand, plan

JANUARY = constant(0, 744)


def rent(**terms: Any) -> Any:
    return plan("subscription", **({"fee": 3100, "term_months": 1, "purchase": BOUGHT} | terms))


def change(day: int, fee: int, cards: int = 1) -> dict[str, Any]:
    return {"on": date(2026, 1, day), "fee": fee, "cards": cards}


def cancelled(day: int, rule: str = "share_of_term") -> dict[str, Any]:
    return {"on": date(2026, 1, day), "rule": rule}


def billed(**terms: Any) -> Bill:
    return bill(JANUARY, rent(**terms), on_demand(5))


def test_an_upgrade_after_the_cancellation_is_never_made() -> None:
    # 10 of 31 days are used: 1,000 of 3,100; the upgrade of the 20th is no longer due
    found = billed(changes=[change(20, 6200, 2)], cancellation=cancelled(11))
    assert (found.total, found.of("change")) == (1_000, ())


def test_what_an_upgrade_cost_is_paid_too_when_units_are_given_back() -> None:
    # paid 3,100 + 3,100 x 21/31 (0.6774) = 5,199.94; used 10 days of 3,100/31 and 10 of 6,200/31:
    # 1,000 + 2,000; back 2,199.94
    found = billed(changes=[change(11, 6200, 2)], cancellation=cancelled(21))
    assert amounts(found, "refund") == [Decimal("-2199.94")]
    assert found.total == 3_000
    # within five days all of it comes back: 3,100 + 3,100 x 29/31 (0.9355) = 6,000.05
    early = billed(changes=[change(3, 6200, 2)], cancellation=cancelled(6, "no_reason"))
    assert amounts(early, "refund") == [Decimal("-6000.05")]
    assert early.total == 0


def test_whole_months_with_an_upgrade_cost_each_day_its_own_fee() -> None:
    # two months for 3,100 each, 6,200 from 11 January on: (21/31 + 28/28) months more = 1.6774 x
    # 3,100 = 5,199.94. January: 3,100 x 10/31 + 6,200 x 21/31 = 5,200; two days of February at 2
    # cards x 24 h x 5 = 480. Back: 6,200 + 5,199.94 - 5,200 - 480
    rule = {"on": date(2026, 2, 3), "rule": "whole_months"}
    both = rent(term_months=2, changes=[change(11, 6200, 2)], cancellation=rule)
    found = bill(constant(0, 24 * 59), both, on_demand(5))
    assert amounts(found, "refund") == [Decimal("-5719.94")]


def test_of_two_changes_on_a_day_the_last_holds() -> None:
    # 1,000 + (3,000 - 1,000) x 16/31 (0.5161) = 2,032.20
    twice = [change(16, 2000), change(16, 3000)]
    assert billed(fee=1000, changes=twice).total == Decimal("2032.20")


def test_a_change_on_the_first_day_gives_its_cards_for_its_fee() -> None:
    upgraded = rent(fee=1000, cards=1, changes=[change(1, 2000, 2)])
    assert bill(constant(2, 744), upgraded, on_demand(10)).total == 2_000


def test_months_of_30_days_are_so_in_upgrades_and_refunds_too() -> None:
    # 15 of 30 days are left on the 16th: 3,000 + 3,000 x 0.5
    upgraded = billed(fee=3000, months="30_days", changes=[change(16, 6000)])
    assert upgraded.total == 4_500
    # 90 days for 3,000; the 30 days to the 31st are one month: 1,000 is kept, and no hour more
    months = billed(
        fee=1000, term_months=3, months="30_days", cancellation=cancelled(31, "whole_months")
    )
    assert months.total == 1_000


def test_five_days_count_from_the_purchase_and_not_from_every_payment() -> None:
    late = {"on": date(2026, 5, 4), "rule": "no_reason"}
    with pytest.raises(UsageError, match="2026-05-04 is more than 5 days after 2026-01-01"):
        bill(constant(0, 24 * 181), rent(term_months=12, pay="monthly", cancellation=late))


def test_a_cancellation_on_the_day_of_the_purchase_gives_all_back_and_no_card() -> None:
    found = bill(constant(1, 24), rent(cancellation=cancelled(1, "no_reason")), on_demand(5))
    assert (found.total, found.of("covered")) == (24 * 5, ())
    before = {"on": date(2025, 12, 31), "rule": "no_reason"}
    with pytest.raises(UsageError, match="before the purchase"):
        billed(cancellation=before)
    after = {"on": date(2026, 2, 1), "rule": "share_of_term"}
    with pytest.raises(UsageError, match="nothing is left to give back"):
        billed(cancellation=after)


def test_a_cancellation_between_two_payments_ends_what_is_held() -> None:
    # three months by the month, given back on 1 February: one fee, and no card in February
    back = {"on": date(2026, 2, 1), "rule": "share_of_term"}
    monthly = rent(term_months=3, pay="monthly", cancellation=back)
    found = bill(constant(1, 24 * 32), monthly, on_demand(5))
    assert amounts(found, "fee") == [3100]
    assert found.total == 3100 + 24 * 5


def test_hours_beyond_whole_months_need_one_price() -> None:
    two = on_demand(5, plan_id="low", valid_to=date(2026, 1, 15))
    with pytest.raises(MissingPriceError, match="Days beyond whole months"):
        bill(constant(0, 744), rent(cancellation=cancelled(20, "whole_months")), two)


@pytest.mark.parametrize("mode", ["subscription", "server_rental"])
@pytest.mark.parametrize(
    ("key", "value"), [("starts_at", time(14)), ("ends_on", date(2026, 1, 15))]
)
def test_keys_of_a_purchase_without_meaning_are_refused_by_name(
    mode: str, key: str, value: object
) -> None:
    included = dict.fromkeys(("cabinet", "power", "network", "operations"), True)
    more = {"included": included} if mode == "server_rental" else {}
    one = plan(mode, fee=1000, term_months=3, purchase=BOUGHT | {key: value}, **more)
    with pytest.raises(UsageError, match=rf"purchase\.{key}"):
        bill(JANUARY, one)


def test_an_end_that_is_the_terms_own_is_no_contradiction() -> None:
    whole = BOUGHT | {"ends_on": date(2026, 1, 31)}
    assert bill(JANUARY, rent(purchase=whole)).total == 3_100


@pytest.mark.parametrize("mode", ["owned", "hosting", "electricity", "committed_spend"])
def test_what_is_bought_by_the_day_has_no_hour(mode: str) -> None:
    of_mode: dict[str, dict[str, Any]] = {
        "owned": {"price": 1, "depreciation_months": 36},
        "hosting": {"costs": [{"item": "cabinet", "fee": 1}]},
        "electricity": {
            "rated_kw": 1, "pue": 1, "hours": [{"start": 0, "end": 24, "price": 1}],
        },
        "committed_spend": {"commitment": 1, "term_months": 1, "prices": [{"price": 1}]},
    }  # fmt: skip
    one = plan(mode, purchase=BOUGHT | {"starts_at": time(9)}, **of_mode[mode])
    with pytest.raises(UsageError, match=r"purchase\.starts_at is 09:00:00"):
        bill(JANUARY, one)


def test_a_month_reserved_in_kolkata_has_744_hours() -> None:
    # midnight there is 18:30 UTC: the hour from 18:00 UTC is of 31 December, on both ends
    reserved = plan(
        "reserved", recurring=1, term_months=1, purchase=BOUGHT, time_zone="Asia/Kolkata"
    )
    usage = constant(0, 24 * 33, first=at(2025, 12, 31))
    assert bill(usage, reserved).total == 744


def test_rent_paid_ahead_is_set_off_in_the_months_it_was_paid_for() -> None:
    # a closed year, paid by the quarter, left on 1 February: 11 months are owed, 2 paid ahead
    included = dict.fromkeys(("cabinet", "power", "network", "operations"), True)
    rental = plan(
        "server_rental", fee=1000, term_months=12, paid_months=3, included=included,
        leaving={"on": date(2026, 2, 1), "rest_owed_ratio": 1}, purchase=BOUGHT,
    )  # fmt: skip
    found = bill(constant(0, 24 * 40), rental)
    owed, set_off = found.of("shortfall", "refund")
    assert (owed.amount, owed.end) == (11_000, at(2027, 1, 1))
    assert (set_off.amount, set_off.end) == (-2_000, at(2026, 4, 1))


REST = {"on": date(2026, 1, 21), "rule": "whole_months"}


def test_days_beyond_whole_months_cost_what_each_hour_cost() -> None:
    # 10 until the 20th, 20 from the 21st on, which is no day of use: 20 x 24 x 10
    rented = rent(fee=31_000, cancellation=REST)
    versions = [on_demand(10), on_demand(20, valid_from=date(2026, 1, 21))]
    assert bill(JANUARY, rented, *versions).total == 4_800
    # from the 11th on: 10 x 24 x 10 + 10 x 24 x 20
    versions = [on_demand(10), on_demand(20, valid_from=date(2026, 1, 11))]
    assert bill(JANUARY, rented, *versions).total == 7_200
    # a usage that begins after the purchase knows the prices of the days before it
    late = constant(0, 24 * 16, at(2026, 1, 16))
    assert amounts(bill(late, rented, *versions), "refund") == [7_200 - 31_000]


def test_days_beyond_whole_months_have_their_bands() -> None:
    # two days of 8 hours at 5 and 16 at 10
    night = {"name": "night", "start": time(0), "end": time(8), "price": 5}
    listed = plan("pay_as_you_go", prices=[{"price": 10, "bands": [night]}])
    assert bill(JANUARY, rent(cancellation=cancelled(3, "whole_months")), listed).total == 400


def test_a_day_on_which_clocks_change_has_its_own_hours() -> None:
    # 1 to 29 March in Berlin: 29 x 24 hours less the one that is left out on the 29th, at 2
    berlin = {"time_zone": "Europe/Berlin"}
    rented = rent(
        purchase={"starts_on": date(2026, 3, 1)},
        cancellation={"on": date(2026, 3, 30), "rule": "whole_months"},
        **berlin,
    )
    usage = constant(0, 24 * 35, at(2026, 2, 28))
    assert bill(usage, rented, on_demand(2, **berlin)).total == 695 * 2
