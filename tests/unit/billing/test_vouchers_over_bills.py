"""Vouchers over several bills: what one bill drew, the next knows; never more than there is."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.errors import InputError, UsageError
from models.billing.clock import Period
from models.billing.engine import price
from models.billing.plans import Plan
from models.billing.usage import Usage
from models.billing.vouchers import Payable, Voucher, pay
from tests.unit.billing.priced import FIRST, at, bill, constant, on_demand, plan, use, whole
from tests.unit.billing.test_laws_of_all_modes import A_LINE, EXACT

FEBRUARY = at(2026, 2, 1)


def grant(**keys: Any) -> dict[str, Any]:
    plain = {
        "voucher_id": "city", "face_value": 1_000, "share": 1,
        "valid_from": date(2026, 1, 1), "valid_to": date(2026, 12, 31),
    }  # fmt: skip
    return plain | keys


def wallet(*grants: dict[str, Any], **terms: Any) -> Plan:
    return plan("voucher", vouchers=list(grants), **terms)


def paid(usage: Usage, plans: list[Plan], *cuts: datetime) -> list[Decimal]:
    """What vouchers pay of the bills between the cuts."""
    edges = [usage.first_hour, *cuts, usage.end]
    return [-price(usage, plans, Period(a, b)).ledger("voucher") for a, b in pairwise(edges)]


def test_what_bandwidth_drew_in_january_is_known_in_february() -> None:
    # 100 Mbit/s at 10 are 1,000 in both months, and the voucher holds 1,000
    usage = constant(100, 24 * 59, unit="mbps_hour", component="bandwidth")
    plans = [wallet(grant()), plan("bandwidth_95", price=10)]
    assert paid(usage, plans) == [1_000]
    assert paid(usage, plans, FEBRUARY) == [1_000, 0]


def test_a_month_of_bandwidth_that_is_only_known_in_part_is_refused_beside_vouchers() -> None:
    # what the voucher paid of December cannot be known from its last ten days
    usage = constant(100, 24 * 41, at(2025, 12, 22), unit="mbps_hour", component="bandwidth")
    january = Period(FIRST, usage.end)
    line = plan("bandwidth_95", price=10)
    assert price(usage, line, january).total == 1_000
    with pytest.raises(InputError, match="the month began before"):
        price(usage, [line, wallet(grant())], january)


def priced_by_two(**terms: Any) -> list[Plan]:
    """Items a and b at 10 by two plans, so that what is past is not listed first."""
    return [
        plan("pay_as_you_go", plan_id=name, prices=[{"sku": name, "price": 10}], **terms)
        for name in "ab"
    ]


def test_on_the_day_on_which_a_voucher_runs_out_what_was_charged_first_is_paid_first() -> None:
    # two items at 10 an hour, half of both is 10 an hour: 12 hours take 120, the next 3 the rest
    usage = use({"a": [1] * 24, "b": [1] * 24})
    plans = [*priced_by_two(), wallet(grant(face_value=150, share=Decimal("0.5")))]
    assert paid(usage, plans) == [150]
    assert paid(usage, plans, at(2026, 1, 1, 12)) == [120, 30]
    assert paid(usage, plans, at(2026, 1, 1, 6), at(2026, 1, 1, 14)) == [60, 80, 10]


def test_a_cap_that_runs_out_within_a_day_is_not_overspent() -> None:
    usage = use({"a": [1] * 24, "b": [1] * 24})
    plans = [*priced_by_two(), wallet(grant(cap_per_month=150, share=Decimal("0.5")))]
    assert paid(usage, plans, at(2026, 1, 1, 12)) == [120, 30]


def test_of_two_vouchers_each_hour_is_paid_before_the_next() -> None:
    # a and b cost 10 an hour. The first voucher pays both: 20 an hour, 240 until noon. Then the
    # second pays b alone: 12 hours x 10
    usage = use({"a": [1] * 24, "b": [1] * 24})
    both = grant(voucher_id="both", face_value=240, valid_to=date(2026, 6, 30))
    plans = [*priced_by_two(), wallet(both, grant(voucher_id="later", plans="b"))]
    assert paid(usage, plans) == [360]
    assert paid(usage, plans, at(2026, 1, 1, 9)) == [180, 180]


some_cards = st.lists(st.integers(0, 3), min_size=48, max_size=48)


@settings(max_examples=100)
@given(
    a=some_cards,
    b=some_cards,
    faces=st.tuples(st.integers(1, 800), st.integers(1, 800)),
    cap=st.one_of(st.none(), st.integers(1, 800)),
    cut=st.integers(1, 47),
)
def test_splitting_a_period_changes_nothing_of_what_vouchers_pay(
    a: list[int], b: list[int], faces: tuple[int, int], cap: int | None, cut: int
) -> None:
    half = {"share": Decimal("0.5")}
    capped = grant(face_value=faces[0], **half) | ({} if cap is None else {"cap_per_month": cap})
    first = grant(voucher_id="first", face_value=faces[1], plans="b", valid_to=date(2026, 1, 2))
    plans = [*priced_by_two(**EXACT), wallet(capped, first | half, **EXACT)]
    usage = use({"a": a, "b": b})
    parts = paid(usage, plans, FIRST + timedelta(hours=cut))
    assert abs(sum(paid(usage, plans)) - sum(parts)) < A_LINE


def test_months_of_shanghai_and_a_voucher_of_utc() -> None:
    # January in Shanghai ends at 16:00 UTC of the 31st: 744 hours x 10 of two items at 10, half of
    # it. That day in UTC begins with 100 of 7,300 left: ten hours of it
    usage = use({"a": [1] * 24 * 59, "b": [1] * 24 * 59}, at(2025, 12, 31, 16))
    terms = {"valid_from": date(2025, 12, 31), "face_value": 7_300, "share": Decimal("0.5")}
    plans = [
        *priced_by_two(time_zone="Asia/Shanghai"),
        wallet(grant(**terms), valid_from=date(2026, 1, 1)),
    ]
    # the first eight hours lie in 2025, before the wallet; then 30 days are 7,200
    assert paid(usage, plans, at(2026, 1, 31, 16)) == [7_300, 0]
    assert paid(usage, plans) == [7_300]


def test_what_a_voucher_paid_before_the_usage_must_be_given() -> None:
    usage = constant(1, 744)
    plans = [on_demand(10), wallet(grant(valid_from=date(2025, 1, 1)))]
    with pytest.raises(InputError, match=r"counts use from 2025-01-01 .*used_before.*\"city\""):
        bill(usage, *plans)
    known = {("voucher", "city"): Decimal(900)}
    found = price(usage, plans, whole(usage), used_before=known)
    assert found.ledger("voucher") == -100
    with pytest.raises(UsageError, match="1001 were paid before by voucher city, and 1000 is all"):
        price(usage, plans, whole(usage), used_before={("voucher", "city"): Decimal(1_001)})
    # one that had ended pays nothing, whatever it had paid
    ended = wallet(grant(valid_from=date(2025, 1, 1), valid_to=date(2025, 12, 31)))
    assert bill(usage, on_demand(10), ended).ledger("voucher") == 0


def test_a_cap_of_a_month_that_began_before_the_usage_counts_what_it_had_paid() -> None:
    usage = constant(1, 24 * 20, at(2026, 1, 12))
    plans = [on_demand(10), wallet(grant(cap_per_month=100))]
    known = {("voucher", "city"): Decimal(30)}
    with pytest.raises(InputError, match='item "city 2026-01"'):
        price(usage, plans, whole(usage), used_before=known)
    known[("voucher", "city 2026-01")] = Decimal(30)
    assert price(usage, plans, whole(usage), used_before=known).ledger("voucher") == -70


def test_two_vouchers_of_one_name_are_refused() -> None:
    with pytest.raises(InputError, match="two vouchers are called city"):
        wallet(grant(), grant(face_value=50))
    one = Voucher("v", Decimal(1), Decimal(1), date(2026, 1, 1), date(2026, 1, 2), "a test")
    with pytest.raises(UsageError, match="Two vouchers are called v"):
        pay([Payable(1, "card", date(2026, 1, 1), Decimal(5))], [one, one])


def test_a_voucher_that_rounds_up_never_pays_more_than_the_charge_or_its_face() -> None:
    # 100.40 in whole yuan rounded up would be 101; 100 is what can be paid of it
    up = {"rounding": {"decimals": 0, "mode": "up"}}
    usage = use({"a": [1]})
    assert bill(usage, on_demand("100.40"), wallet(grant(), **up)).ledger("voucher") == -100
    # a face of 60.50 holds 60 whole yuan
    small = wallet(grant(face_value=Decimal("60.50")), **up)
    assert bill(usage, on_demand("100.40"), small).ledger("voucher") == -60
