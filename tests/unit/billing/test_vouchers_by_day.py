"""Vouchers pay what falls on their days, and their money never becomes cash."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from models.billing.bill import Bill
from models.billing.clock import Period
from models.billing.engine import price
from models.billing.plans import Plan
from tests.unit.billing.priced import (
    BOUGHT,
    FIRST,
    amounts,
    at,
    bill,
    constant,
    on_demand,
    plan,
    use,
    whole,
)

MONTH = constant(1, 744)


def voucher(first: int = 1, last: int = 31, **keys: Any) -> Plan:
    grant = {
        "voucher_id": "city", "face_value": 30_000, "share": Decimal("0.5"),
        "valid_from": date(2026, 1, first), "valid_to": date(2026, 1, last),
    }  # fmt: skip
    terms = keys.pop("terms", {})
    return plan("voucher", vouchers=[grant | keys], **terms)


def paid(billed: Bill) -> Decimal:
    return -billed.ledger("voucher")


def cash(billed: Bill) -> Decimal:
    return billed.total + billed.ledger("voucher")


def test_a_voucher_pays_the_days_on_which_it_is_valid() -> None:
    # half of 24 x 10 a day: 10 days 1,200, 16 days 1,920; the lines are whole months
    assert paid(bill(MONTH, on_demand(10), voucher(1, 10))) == 1_200
    assert paid(bill(MONTH, on_demand(10), voucher(16, 31))) == 1_920


def test_days_are_weighed_by_their_use() -> None:
    # 100 card-hours on the 1st, 40 on the 2nd: half of 40 x 10
    usage = use({"cards": [100] + [0] * 23 + [40] + [0] * 23})
    assert paid(bill(usage, on_demand(10), voucher(2, 2))) == 200


def test_splitting_the_period_changes_nothing_of_what_vouchers_pay() -> None:
    plans = [on_demand(10), voucher(5, 20, face_value=Decimal("1000.01"))]
    middle = at(2026, 1, 16)
    parts = [price(MONTH, plans, p) for p in (Period(FIRST, middle), Period(middle, MONTH.end))]
    # from the 5th on 120 a day: 960 in eight days, 40.01 on the ninth
    assert [paid(part) for part in parts] == [Decimal("1000.01"), 0]
    assert paid(bill(MONTH, *plans)) == Decimal("1000.01")


@pytest.mark.parametrize(
    ("mode", "terms", "expected"),
    [
        # an hour of a reservation at 2: 10 days x 24 x 2 / 2
        ("reserved", {"recurring": 2}, 240),
        # 10 committed in every hour, 4 of them used: 10 days x 24 x 10 / 2
        ("savings_plan", {"commitment": 10, "prices": [{"price": 4}]}, 1_200),
        # used hours pay 4, unused money half: (4 + 6 / 2) x 240 / 2
        (
            "savings_plan",
            {"commitment": 10, "prices": [{"price": 4}], "unused_pay_ratio": Decimal("0.5")},
            840,
        ),
        # drawn at 3 an hour until 1,000 are exhausted; the first 240 hours: 720 / 2
        ("committed_spend", {"commitment": 1_000, "prices": [{"price": 3}]}, 360),
    ],
)
def test_what_is_due_by_the_hour_is_paid_by_its_days(
    mode: str, terms: dict[str, Any], expected: int
) -> None:
    one = plan(mode, term_months=1, purchase=BOUGHT, **terms)
    wallet = voucher(1, 10, plans=mode)
    assert paid(bill(MONTH, one, on_demand(10), wallet)) == expected


def test_storage_and_spot_are_paid_by_their_days() -> None:
    disk = use({"disk": [2] * 24 + [5] * 24}, unit="tb_hour", component="disk")
    stored = plan("storage", price=1)
    assert paid(bill(disk, stored, voucher(2, 2))) == Decimal("2.5")  # 5 TB on the 2nd
    # 24 h at 2, and a quarter of it lost and run again: 24 x 4/3 x 2 a day, half of it
    spot = plan("spot", path=[{"at": FIRST, "price": 2}], lost_work_ratio=Decimal("0.25"))
    assert paid(bill(MONTH, spot, voucher(31, 31))) == 32


def test_electricity_is_paid_by_the_hours_of_its_price() -> None:
    power = plan(
        "electricity", rated_kw=10, pue=1, idle_load_ratio=0,
        hours=[{"start": 0, "end": 8, "price": 1}, {"start": 8, "end": 24, "price": 2}],
        purchase=BOUGHT,
    )  # fmt: skip
    # one of 8 cards draws 1.25 kW: 8 h x 1.25 x 1 + 16 h x 1.25 x 2 = 50 a day; half of one day
    found = bill(MONTH, power, on_demand(0), voucher(3, 3, plans="electricity"))
    assert paid(found) == 25


def test_what_is_paid_at_once_is_paid_on_its_day() -> None:
    reserved = plan("reserved", upfront=1000, term_months=1, purchase=BOUGHT)
    assert paid(bill(MONTH, reserved, voucher(1, 1))) == 500
    assert paid(bill(MONTH, reserved, voucher(2, 31))) == 0


def test_a_wallet_holds_within_its_own_validity() -> None:
    wallet = voucher(1, 31, terms={"valid_from": date(2026, 1, 22)})
    assert paid(bill(MONTH, on_demand(10), wallet)) == 1_200  # ten days


def rent(**terms: Any) -> Plan:
    return plan("subscription", **({"fee": 1000, "term_months": 1, "purchase": BOUGHT} | terms))


def test_voucher_money_never_comes_back_as_cash() -> None:
    # 1,000 paid, 500 of it by voucher; all is given back: 500 return, the voucher's 500 are lost
    back = {"on": date(2026, 1, 4), "rule": "no_reason"}
    found = bill(constant(0, 744), rent(cancellation=back), voucher())
    assert (found.total, paid(found), cash(found)) == (500, 500, 0)
    assert amounts(found, "refund") == [-1000, 500]


def test_of_a_part_refunded_the_vouchers_share_is_kept() -> None:
    # 3,100 paid, half by voucher; 21 of 31 days come back: 2,100, of which 1,050 in cash
    back = {"on": date(2026, 1, 11), "rule": "share_of_term"}
    found = bill(constant(0, 744), rent(fee=3100, cancellation=back), voucher())
    assert amounts(found, "refund") == [-2100, 1050]
    assert cash(found) == 500  # 1,550 paid, 1,050 returned


def test_a_pack_given_back_keeps_what_vouchers_paid() -> None:
    # 500 paid, 250 by voucher; 40 of 100 units used at 6: 260 come back, half of it in cash
    pack = plan(
        "pack", quantity=100, price=500, term_months=1, draws=[{"units": 1}],
        refund={"on": date(2026, 1, 3), "price": 6}, purchase=BOUGHT,
    )  # fmt: skip
    usage = use({"cards": [40] + [0] * 743})
    found = bill(usage, pack, voucher(plans="pack"))
    assert amounts(found, "refund") == [-260, 130]
    assert cash(found) == 120


def test_a_voucher_pays_an_upgrade_net_of_the_old_fee() -> None:
    # 500 of the fee, and half of (2,000 - 1,000) x 16/31 (0.5161) = 258.05
    change = {"on": date(2026, 1, 16), "fee": 2000, "cards": 2}
    found = bill(constant(0, 744), rent(changes=[change]), voucher())
    assert paid(found) == Decimal("758.05")


def test_what_is_owed_on_leaving_is_paid_net_of_what_is_set_off() -> None:
    # three months at 1,000 in advance, left on 1 February: two owed, two paid ahead: nothing is due
    included = dict.fromkeys(("cabinet", "power", "network", "operations"), True)
    rental = plan(
        "server_rental", fee=1000, term_months=3, paid_months=3, included=included,
        leaving={"on": date(2026, 2, 1), "rest_owed_ratio": 1}, purchase=BOUGHT,
    )  # fmt: skip
    wallet = voucher(valid_to=date(2026, 12, 31))
    found = bill(constant(0, 24 * 40), rental, wallet)
    assert (found.total, paid(found)) == (3_000, 1_500)


def test_the_running_total_of_a_voucher_is_rounded_and_not_each_line() -> None:
    # 31 hours in January, one line each of three items at 0.01: a half of 0.01 three times is 0.015
    usage = use({name: [1] for name in "abc"})
    found = bill(usage, on_demand("0.01"), voucher())
    assert paid(found) == Decimal("0.02")
    generous = voucher(share=1)
    assert paid(bill(usage, on_demand("0.01"), generous)) == Decimal("0.03")


def test_a_day_is_the_sellers() -> None:
    wallet = voucher(2, 2, terms={"time_zone": "Asia/Shanghai"})
    # 2 January in Shanghai is 16:00 to 16:00 UTC: 24 hours of a card at 10, half of it
    usage = constant(1, 72)
    assert price(usage, [on_demand(10), wallet], whole(usage)).ledger("voucher") == -120
