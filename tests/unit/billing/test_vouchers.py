"""Vouchers: share, cap, items, expiry; two ledgers that sum to the bill."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import UsageError
from models.billing.vouchers import Payable, Voucher, pay, refund, voucher_state


def voucher(
    name: str = "city", face: str = "100000", share: str = "0.5", **more: object
) -> Voucher:
    plain = {"valid_from": date(2026, 1, 1), "valid_to": date(2026, 12, 31), "source": "test"}
    return Voucher(name, Decimal(face), Decimal(share), **(plain | more))  # type: ignore[arg-type]


def payable(line: int, amount: str, item: str = "card", day: date = date(2026, 3, 1)) -> Payable:
    return Payable(line, item, day, Decimal(amount))


@pytest.mark.parametrize(("share", "paid"), [("0.2", 2000), ("0.5", 5000), ("0.8", 8000)])
def test_beijing_20_shenzhen_50_and_shanghai_80_percent(share: str, paid: int) -> None:
    [line] = pay([payable(1, "10000")], [voucher(share=share)]).lines
    assert (line.voucher_cny, line.balance_cny) == (paid, 10_000 - paid)


def test_a_voucher_ends_with_its_face_value() -> None:
    paid = pay([payable(1, "300"), payable(2, "300")], [voucher(face="200")])
    assert [x.voucher_cny for x in paid.lines] == [150, 50]


def test_a_monthly_cap_holds_within_its_month() -> None:
    lines = [payable(1, "300"), payable(2, "300"), payable(3, "300", day=date(2026, 4, 1))]
    paid = pay(lines, [voucher(cap_cny_per_month=Decimal(200))])
    assert [x.voucher_cny for x in paid.lines] == [150, 50, 150]


def test_only_eligible_items_and_days_are_paid() -> None:
    lines = [
        payable(1, "100", "disk"),
        payable(2, "100", day=date(2026, 12, 31)),
        payable(3, "100", day=date(2027, 1, 1)),
    ]
    paid = pay(lines, [voucher(eligible_items=frozenset({"card"}))])
    assert [(x.payable.line, x.voucher_cny) for x in paid.lines] == [(1, 0), (2, 50), (3, 0)]


def test_the_voucher_that_expires_first_pays_first() -> None:
    late = voucher("late")
    soon = voucher("soon", face="30", valid_to=date(2026, 4, 1))
    paid = pay([payable(1, "100")], [late, soon])
    # soon: 30 that are left of it; late: half of the line
    assert [(s.voucher_id, s.amount_cny) for s in paid.voucher_ledger] == [
        ("soon", 30),
        ("late", 50),
    ]
    assert paid.lines[0].balance_cny == 20


def test_two_vouchers_never_pay_more_than_the_line() -> None:
    paid = pay([payable(1, "100")], [voucher("a", share="0.8"), voucher("b", share="0.8")])
    assert [s.amount_cny for s in paid.voucher_ledger] == [80, 20]


def test_a_credit_takes_no_voucher() -> None:
    assert pay([payable(1, "-100")], [voucher()]).voucher_ledger == ()


def test_a_refund_returns_balance_and_never_voucher_money() -> None:
    [line] = pay([payable(1, "1000")], [voucher(share="0.8")]).lines
    assert refund(line, Decimal("0.5")) == 100


def test_what_is_not_spent_by_the_last_day_expires() -> None:
    given_ = voucher(face="200")
    ledger = pay([payable(1, "300")], [given_]).voucher_ledger
    on_last = voucher_state(given_, ledger, date(2026, 12, 31))
    after = voucher_state(given_, ledger, date(2027, 1, 1))
    assert (on_last.spent_cny, on_last.left_cny, on_last.expired_cny) == (150, 50, 0)
    assert (after.spent_cny, after.left_cny, after.expired_cny) == (150, 0, 50)


def test_a_voucher_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(UsageError, match="ends before"):
        voucher(valid_to=date(2025, 12, 31))


@given(
    amounts=st.lists(st.decimals(min_value=0, max_value=1000, places=2), max_size=8),
    face=st.decimals(min_value=1, max_value=2000, places=2),
    share=st.decimals(min_value="0.01", max_value=1, places=2),
)
def test_the_two_ledgers_sum_to_the_bill(
    amounts: list[Decimal], face: Decimal, share: Decimal
) -> None:
    paid = pay(
        [payable(n, str(a)) for n, a in enumerate(amounts)],
        [voucher("a", str(face), str(share)), voucher("b", "50", "0.3")],
    )
    by_voucher = sum((s.amount_cny for s in paid.voucher_ledger), Decimal(0))
    assert by_voucher == sum((x.voucher_cny for x in paid.lines), Decimal(0))
    assert by_voucher + sum((x.balance_cny for x in paid.lines), Decimal(0)) == sum(amounts)
    assert by_voucher <= face + 50
    assert all(0 <= x.voucher_cny <= x.payable.amount_cny for x in paid.lines)
