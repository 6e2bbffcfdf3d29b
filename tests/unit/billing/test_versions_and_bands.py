"""Prices that change with time: versions of every mode, hours of the day, rates of exchange."""

from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from data.errors import MissingPriceError, UsageError
from models.billing.bill import Bill
from models.billing.clock import Period
from models.billing.closing import Basis
from models.billing.engine import price
from models.billing.plans import Plan
from tests.unit.billing.priced import (
    BOUGHT,
    FIRST,
    amounts,
    at,
    bill,
    constant,
    hours_from,
    on_demand,
    plan,
    use,
    whole,
)

TWO_MONTHS = 24 * 59
NIGHT = [{"name": "night", "start": "00:00:00", "end": "12:00:00", "price": 4}]


def banded(standard: int = 10, **keys: Any) -> Plan:
    """4 in the first half of the day, 10 in the second."""
    return plan("pay_as_you_go", prices=[{"price": standard, "bands": NIGHT} | keys])


def listed(billed: Bill) -> list[Decimal | None]:
    return [line.list_amount for line in billed.of("covered")]


def reserved(**keys: Any) -> Plan:
    return plan("reserved", **({"recurring": 5, "term_months": 1, "purchase": BOUGHT} | keys))


def test_storage_has_the_price_of_its_day() -> None:
    # 2 TB: 31 days at 0.50 and 28 at 0.60
    versions = [
        plan("storage", price=Decimal("0.5")),
        plan("storage", price=Decimal("0.6"), valid_from=date(2026, 2, 1)),
    ]
    usage = constant(2, TWO_MONTHS, unit="tb_hour", component="disk")
    assert bill(usage, *versions).total == Decimal("64.60")


def test_spot_has_the_price_of_its_version() -> None:
    # 744 hours at 3 and 672 at 4
    versions = [
        plan("spot", path=[{"at": FIRST, "price": 3}]),
        plan("spot", path=[{"at": FIRST, "price": 4}], valid_from=date(2026, 2, 1)),
    ]
    assert bill(constant(1, TWO_MONTHS), *versions).total == 2_232 + 2_688


@pytest.mark.parametrize("mode", ["storage", "bandwidth_95"])
def test_two_versions_of_a_day_are_refused(mode: str) -> None:
    usage = constant(2, 744, unit="tb_hour" if mode == "storage" else "mbps_hour")
    with pytest.raises(UsageError, match="Two versions are valid from 2020-01-01"):
        bill(usage, plan(mode, price=1), plan(mode, price=2))


def test_what_is_covered_is_listed_at_the_price_of_each_hour() -> None:
    # 24 hours at 10, 720 at 20 from the 2nd on
    prices = [
        on_demand(10, plan_id="p"),
        on_demand(20, plan_id="p", valid_from=date(2026, 1, 2)),
    ]
    assert listed(bill(constant(1, 744), reserved(), *prices)) == [14_640]
    # 372 hours at 4 and 372 at 10
    assert listed(bill(constant(1, 744), reserved(), banded())) == [5_208]


def test_hours_in_two_bands_are_listed_at_their_mean() -> None:
    # the band ends at 12:00; from 11:30 on half of an hour: (4 + 10) / 2 at 11:00
    half = [{"name": "night", "start": "00:00:00", "end": "11:30:00", "price": 4}]
    prices = [{"price": 10, "bands": half, "straddling": "pro_rata"}]
    found = bill(constant(1, 24), reserved(), plan("pay_as_you_go", prices=prices))
    assert listed(found) == [11 * 4 + 7 + 12 * 10]


def test_hours_without_a_price_have_no_list_amount() -> None:
    later = on_demand(20, valid_from=date(2026, 1, 2))
    assert listed(bill(constant(1, 744), reserved(), later)) == [None]
    idle_before = use({"cards": [0] * 24 + [1] * 24})
    assert listed(bill(idle_before, reserved(), later)) == [480]


def two_chips(hours: int = 744) -> Any:
    return use({"a": [1] * hours, "b": [1] * hours})


def saving(**keys: Any) -> Plan:
    both = [{"sku": "a", "price": 5}, {"sku": "b", "price": 5}]
    return plan("savings_plan", commitment=5, term_months=12, prices=both, purchase=BOUGHT, **keys)


def test_the_highest_discount_is_that_of_the_hour() -> None:
    # From the 16th on a costs 6 and b 8: b saves more. 384 hours x (5 committed + 6 for a)
    def listing(price_of_a: int, **keys: Any) -> Plan:
        prices = [{"sku": "a", "price": price_of_a}, {"sku": "b", "price": 8}]
        return plan("pay_as_you_go", plan_id="p", prices=prices, **keys)

    plans = [saving(), listing(10), listing(6, valid_from=date(2026, 1, 16))]
    second = Period(at(2026, 1, 16), at(2026, 2, 1))
    assert price(two_chips(), plans, second).total == 384 * (5 + 6)
    # before, a saves more: 360 hours x (5 + 8)
    first = Period(FIRST, at(2026, 1, 16))
    assert price(two_chips(), plans, first).total == 360 * (5 + 8)
    # and whatever the usage's first hour is
    late = use({"a": [1] * 384, "b": [1] * 384}, first=at(2026, 1, 16))
    assert price(late, plans, whole(late)).total == 384 * 11


def test_the_highest_discount_is_that_of_the_band() -> None:
    # a costs 4 by night, 10 by day, b 6: by night the commitment covers b, by day a.
    # 12 h x (5 + 4) + 12 h x (5 + 6) = 240; by the standard price it were 12 x 11 x 2 = 264
    prices = [{"sku": "a", "price": 10, "bands": NIGHT}, {"sku": "b", "price": 6}]
    found = bill(two_chips(24), saving(), plan("pay_as_you_go", prices=prices))
    assert found.total == 240


def test_use_without_a_price_has_no_discount_and_is_refused() -> None:
    prices = [{"sku": "a", "price": 10}]
    with pytest.raises(MissingPriceError, match="The discount on b is not known"):
        bill(two_chips(24), saving(), plan("pay_as_you_go", prices=prices))
    idle = use({"a": [1] * 24, "b": [0] * 24})
    assert bill(idle, saving(), plan("pay_as_you_go", prices=prices)).total == 24 * 5


def test_a_line_in_dollars_has_the_rate_of_its_first_day() -> None:
    # 7 yuan a dollar until the 14th, 8 from the 15th on. The whole month is billed on its first
    # day, 7,440 x 7; cut in two, each part on its own: 3,600 x 7 + 3,840 x 8
    rates = pl.DataFrame(
        {
            "rate_date": [date(2025, 12, 31), date(2026, 1, 15)],
            "base_currency": ["USD", "USD"],
            "quote_currency": ["CNY", "CNY"],
            "rate": [Decimal(7), Decimal(8)],
        }
    )
    usage, basis = constant(1, 744), Basis("CNY", "included", rates)
    dollars = on_demand(10, currency="USD")
    one = price(usage, dollars, whole(usage), basis)
    assert [(line.fx_date, line.fx_rate) for line in one.lines] == [(date(2026, 1, 1), 7)]
    parts = [
        price(usage, dollars, hours_from(FIRST, 360), basis),
        price(usage, dollars, Period(at(2026, 1, 16), usage.end), basis),
    ]
    assert (one.total, [part.total for part in parts]) == (52_080, [25_200, 30_720])


def test_a_minimum_over_the_life_counts_lines_as_they_are_billed() -> None:
    # 0.005 of use is billed 0.01: nothing is missing to 0.01
    usage = use({"a": ["0.0005"] + [0] * 23})
    assert bill(usage, on_demand(10, minimum_charge=Decimal("0.01"))).total == Decimal("0.01")


def test_a_minimum_over_the_life_is_made_up_once_over_all_versions() -> None:
    least = {"plan_id": "p", "minimum_charge": 1}
    versions = [on_demand(10, **least), on_demand(20, valid_from=date(2026, 2, 1), **least)]

    def minimum(january: str, february: str) -> list[Decimal]:
        cells: list[float | str] = [january] + [0] * 743 + [february] + [0] * 671
        return amounts(bill(use({"a": cells}), *versions), "minimum")

    assert minimum("0.02", "0.03") == [Decimal("0.20")]  # 1 - 0.20 - 0.60
    assert minimum("0.02", "0.5") == []  # 0.20 + 10.00
    assert minimum("0.02", "0") == [Decimal("0.80")]
    assert minimum("0", "0.03") == [Decimal("0.40")]


def test_a_minimum_is_made_up_though_the_next_version_no_longer_prices_the_item() -> None:
    # a is sold in January only, b goes on; ten-thousandths of an hour of both are used in both
    usage = use({"a": ["0.0001"] + [0] * 1415, "b": ["0.0001"] + [0] * 899 + ["0.0001"] * 516})
    usage.ticks[0, 900] = usage.ticks[0, 0]
    least = {"plan_id": "least", "minimum_charge": 1}
    old = plan("pay_as_you_go", prices=[{"price": 1}], **least)
    new = plan(
        "pay_as_you_go", prices=[{"sku": "b", "price": 1}], valid_from=date(2026, 2, 1), **least
    )
    rest = on_demand(1, plan_id="rest", application_order=95)
    found = price(usage, [old, new, rest], whole(usage))
    # a: 0.00 of 1; b: 0.00 and 516 x 0.0001 = 0.05
    assert {line.item_id: line.amount for line in found.of("minimum")} == {
        "a": 1, "b": Decimal("0.95"),
    }  # fmt: skip


def test_plans_of_one_order_apply_as_given_whether_bought_or_by_use() -> None:
    spot = plan("spot", application_order=50, path=[{"at": FIRST, "price": 1}])
    saving = plan(
        "savings_plan", commitment=5, term_months=1,
        prices=[{"price": 5, "list_price": 10}], purchase=BOUGHT,
    )  # fmt: skip
    usage = constant(1, 24)
    for plans, mode in (([spot, saving], "spot"), ([saving, spot], "savings_plan")):
        assert {line.mode for line in bill(usage, *plans).of("usage", "covered")} == {mode}
