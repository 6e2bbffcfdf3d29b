"""Lines of bills spread over their days."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from models.billing.bill import Bill
from models.billing.clock import Clock, Period
from models.billing.daily import DayAxis, cents_by_day
from models.billing.drafts import Kind
from models.billing.engine import price
from models.billing.plans import Plan
from models.billing.usage import Usage
from tests.unit.billing.priced import FIRST, constant, hours_from, on_demand, plan, use, whole


def _cents(
    usage: Usage, plans: list[Plan], kind: Kind, period: Period | None = None
) -> tuple[Bill, list[int]]:
    bill = price(usage, plans, period or whole(usage))
    clock = Clock(usage.first_hour, usage.hours, "UTC")
    return bill, cents_by_day(bill, bill.of(kind), clock, DayAxis.of(clock)).tolist()


def test_a_fee_is_spread_evenly_over_its_days_and_sums_to_itself() -> None:
    # 100 for the 31 days of January: 3.2258 a day, 3.22 or 3.23, and 100.00 in all.
    rented = plan("subscription", fee=100, term_months=1, purchase={"starts_on": date(2026, 1, 1)})
    _, cents = _cents(constant(0, 24 * 31), [rented], "fee")
    assert set(cents) == {322, 323}
    assert sum(cents) == 10_000


def test_of_a_fee_for_a_year_the_days_shown_have_their_part() -> None:
    rented = plan("subscription", fee=365, term_months=12, purchase={"starts_on": date(2026, 1, 1)})
    _, cents = _cents(constant(0, 24 * 10), [rented], "fee")
    assert cents == [1200] * 10  # 12 x 365 for 365 days are 12.00 a day


def test_use_by_tier_and_band_is_spread_over_the_days_it_was_used_on() -> None:
    bands = [{"name": "night", "start": "00:00", "end": "12:00", "pay_ratio": "0.5"}]
    by_band = plan("pay_as_you_go", prices=[{"price": 2, "bands": bands}])
    _, cents = _cents(use({"a": [1] * 24 + [3] * 24}), [by_band], "usage")
    assert cents == [3600, 10_800]  # 12 x 1 + 12 x 2 = 36, three times as much on the second day
    steps = [{"from_quantity": 0, "price": 2}, {"from_quantity": 24, "price": 1}]
    by_tier = plan("pay_as_you_go", prices=[{"tiers": {"kind": "graduated", "steps": steps}}])
    _, cents = _cents(use({"a": [1] * 24 + [3] * 24}), [by_tier], "usage")
    assert cents == [4800, 7200]  # the first 24 at 2, the other 72 at 1


@given(
    micro=st.lists(st.integers(0, 10**8), min_size=24 * 3, max_size=24 * 3),
    price_micro=st.integers(0, 10**9),
)
def test_the_days_of_a_month_sum_to_its_lines(micro: list[int], price_micro: int) -> None:
    usage = use({"a": [str(Decimal(number).scaleb(-6)) for number in micro]})
    one = on_demand(str(Decimal(price_micro).scaleb(-6)))
    bill, cents = _cents(usage, [one], "usage", hours_from(FIRST, 72))
    assert Decimal(sum(cents)) / 100 == bill.total
    for day, cent in enumerate(cents):
        exact = Decimal(sum(micro[24 * day : 24 * day + 24])) * price_micro / 10**10
        assert abs(cent - exact) <= 2
