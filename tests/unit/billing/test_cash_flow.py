"""Present value, level payment, payback and rate of return, worked by hand."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import InputError, UsageError
from models.billing.cash_flow import (
    CashFlow,
    annuity_factor,
    by_month,
    internal_rate_of_return,
    level_payment,
    monthly_rate,
    payback_month,
    present_value,
    total,
)

ONE_PERCENT = Decimal("0.01")


def flow(month: int, amount: str) -> CashFlow:
    return CashFlow(month, "item", Decimal(amount), "rule")


def test_a_yuan_a_month_for_36_months_at_one_percent_is_worth_30_1075() -> None:
    # (1 - 1.01^-36) / 0.01 = 30.107505...
    assert round(float(annuity_factor(ONE_PERCENT, 36)), 6) == 30.107505


def test_at_rate_zero_the_present_value_is_the_sum() -> None:
    flows = [flow(0, "100"), flow(7, "20.50"), flow(12, "-5")]
    assert present_value(flows, Decimal(0)) == total(flows) == Decimal("115.50")


def test_a_payment_in_a_month_is_worth_its_discounted_amount() -> None:
    # 121 / 1.1^2 = 100
    assert present_value([flow(2, "121")], Decimal("0.1")) == Decimal("100.00")


def test_ten_percent_a_year_compounds_from_0_797414_percent_a_month() -> None:
    # 1.1^(1/12) - 1 = 0.007974140429; compounded twelve times it is 10 % again.
    rate = monthly_rate(Decimal("0.10"))
    assert rate == Decimal("0.007974140429")
    assert abs((1 + rate) ** 12 - Decimal("1.1")) < Decimal("1e-10")


def test_months_without_a_flow_stand_as_zero() -> None:
    assert by_month([flow(3, "5"), flow(0, "1"), flow(3, "2")]) == [1, 0, 0, 7]
    assert by_month([]) == []


def test_payback_is_the_month_in_which_the_balance_returns() -> None:
    # 100 paid, 40 saved a month: 60, 20, -20.
    assert payback_month([Decimal(100), Decimal(-40), Decimal(-40), Decimal(-40)]) == 3
    assert payback_month([Decimal(100), Decimal(-40)]) is None
    assert payback_month([Decimal(0), Decimal(0)]) is None


def test_the_rate_of_return_makes_the_flows_worth_nothing() -> None:
    # 100 paid, 110 received a month later: 10 % a month.
    assert internal_rate_of_return([Decimal(100), Decimal(-110)]) == pytest.approx(0.1, abs=1e-9)


@pytest.mark.parametrize("flows", [["1", "2"], ["1", "-3", "1"], ["0"]])
def test_flows_without_a_single_change_of_sign_have_no_rate_of_return(flows: list[str]) -> None:
    with pytest.raises(InputError, match="change sign once"):
        internal_rate_of_return([Decimal(f) for f in flows])


def test_a_rate_of_return_beyond_reason_is_refused() -> None:
    with pytest.raises(InputError, match="No rate"):
        internal_rate_of_return([Decimal(1), Decimal(-100)])


def test_a_negative_discount_rate_is_refused() -> None:
    with pytest.raises(UsageError, match="monthly rate"):
        present_value([flow(0, "1")], Decimal("-0.01"))


@given(
    value=st.decimals(min_value=1, max_value=10**7, places=2),
    months=st.integers(min_value=1, max_value=72),
    rate=st.sampled_from([Decimal(0), ONE_PERCENT, Decimal("0.008")]),
)
def test_the_level_payment_is_worth_the_value(value: Decimal, months: int, rate: Decimal) -> None:
    payment = level_payment(value, rate, months)
    flows = [CashFlow(m, "rent", payment, "") for m in range(1, months + 1)]
    # the payment is rounded to half a cent, so the value differs by at most that in each month
    assert abs(present_value(flows, rate) - value) <= Decimal("0.005") * months + Decimal("0.01")
