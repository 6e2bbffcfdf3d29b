"""What the engine refuses, and what it converts: usage, periods, versions, currency, tax."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import polars as pl
import pytest

from data.errors import InputError, MissingPriceError, UsageError
from models.billing.clock import Period
from models.billing.closing import Basis
from models.billing.engine import price
from models.billing.tiers import Tier, Tiers
from models.billing.usage import Item, usage_from_frame
from tests.unit.billing.conftest import MakeRows
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

ITEM = Item("a")


def rows(*quantities: tuple[int, Any], dtype: Any = pl.Float64) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "hour_utc": [FIRST + timedelta(hours=hour) for hour, _ in quantities],
            "item_id": "a",
            "quantity": pl.Series([quantity for _, quantity in quantities], dtype=dtype),
        }
    )


@pytest.mark.parametrize("dtype", [pl.Float64(), pl.Decimal(18, 6)])
def test_quantities_count_to_a_millionth(dtype: pl.DataType) -> None:
    frame = rows((0, Decimal(1)), (1, Decimal("0.000001")), dtype=pl.Decimal(18, 6))
    usage = usage_from_frame(frame.cast({"quantity": dtype}), (ITEM,))
    assert usage.ticks.tolist() == [[3_600_000_000, 3600]]


def test_a_missing_hour_is_refused_or_said_to_be_zero() -> None:
    sparse = rows((0, 1.0), (2, 1.0))
    with pytest.raises(InputError, match=r"1 hours are missing.*a at 2026-01-01 01:00"):
        usage_from_frame(sparse, (ITEM,))
    assert usage_from_frame(sparse, (ITEM,), absent="zero").ticks[0, 1] == 0


@pytest.mark.parametrize(
    ("frame", "why"),
    [
        (rows((0, None)), "missing, negative or not a number"),
        (rows((0, -1.0)), "missing, negative or not a number"),
        (rows((0, float("nan"))), "missing, negative or not a number"),
        (rows((0, 1.0), (0, 1.0)), "two rows for one hour"),
        (rows(), "no usage"),
        (rows((0, 1.0)).with_columns(item_id=pl.lit("b")), "not described: b"),
    ],
)
def test_usage_that_cannot_be_right_is_refused(frame: pl.DataFrame, why: str) -> None:
    with pytest.raises(InputError, match=why):
        usage_from_frame(frame, (ITEM,))


def test_what_no_plan_prices_is_an_error_and_not_free() -> None:
    h100_only = plan("pay_as_you_go", prices=[{"chip": "H100", "price": 1}])
    with pytest.raises(MissingPriceError, match="No plan prices cards at 2026-01-01 00:00"):
        bill(constant(1, 2, chip="A100"), h100_only)
    assert bill(constant(0, 2, chip="A100"), h100_only).total == 0


def test_a_price_does_not_hold_before_or_after_its_days() -> None:
    early = on_demand(1, valid_to=date(2026, 1, 1))
    assert bill(constant(1, 24), early).total == 24
    with pytest.raises(MissingPriceError, match="2026-01-02 00:00"):
        bill(constant(1, 25), early)


def test_versions_are_the_history_of_a_price() -> None:
    old, new = on_demand(1), on_demand(3, valid_from=date(2026, 1, 2))
    billed = bill(constant(1, 48), new, old)
    assert amounts(billed, "usage") == [24, 72]
    with pytest.raises(UsageError, match="Two versions"):
        bill(constant(1, 48), old, old)


def test_list_amounts_are_of_the_version_that_holds_then() -> None:
    old, new = on_demand(1), on_demand(3, valid_from=date(2026, 2, 1))
    rent = plan("subscription", fee=1, term_months=12, purchase=BOUGHT)
    billed = bill(constant(1, 24 * 32), old, new, rent)
    assert [line.list_amount for line in billed.of("covered")] == [744, 72]


def test_a_purchase_needs_the_version_of_its_day() -> None:
    terms: dict[str, Any] = {"fee": 1, "term_months": 1, "valid_to": date(2025, 12, 31)}
    with pytest.raises(UsageError, match="not for sale on 2026-01-01"):
        bill(constant(0, 1), plan("subscription", purchase=BOUGHT, **terms))
    with pytest.raises(UsageError, match="Add purchase"):
        bill(constant(0, 1), plan("subscription", **terms))


def test_two_prices_for_one_item_are_a_contradiction() -> None:
    double = plan("pay_as_you_go", prices=[{"price": 1}, {"chip": "H100", "price": 2}])
    with pytest.raises(UsageError, match="2 prices select cards"):
        bill(constant(1, 1, chip="H100"), double)


def test_a_period_that_was_not_measured_is_refused() -> None:
    with pytest.raises(InputError, match="Usage is known from"):
        price(constant(1, 2), on_demand(1), hours_from(FIRST, 3))
    with pytest.raises(UsageError, match="no period"):
        Period(FIRST, FIRST)


def test_a_balance_needs_the_usage_since_it_began() -> None:
    before = {"starts_on": date(2025, 12, 1)}
    pack = plan("pack", quantity=1, price=1, term_months=2, draws=[{"units": 1}], purchase=before)
    with pytest.raises(InputError, match="counts use from 2025-12-01"):
        bill(constant(1, 1), pack, on_demand(1))


def test_a_balance_knows_what_was_used_before_the_period() -> None:
    pack = plan("pack", quantity=30, price=90, term_months=1, draws=[{"units": 1}], purchase=BOUGHT)
    usage = constant(1, 48)
    second_day = price(usage, [pack, on_demand(5)], hours_from(at(2026, 1, 2), 24))
    # 24 of 30 were drawn on the first day, which also paid the pack; 6 are left, 18 are bought
    assert second_day.total == 18 * 5
    assert [line.balance for line in second_day.of("covered")] == [0]


def test_packs_that_expire_earlier_are_drawn_first_and_what_is_left_is_lost() -> None:
    long = plan("pack", plan_id="long", quantity=10, price=1, term_months=3, draws=[{"units": 1}],
                purchase=BOUGHT)  # fmt: skip
    short = plan("pack", plan_id="short", quantity=10, price=1, term_months=1,
                 draws=[{"units": 1}], purchase=BOUGHT)  # fmt: skip
    billed = bill(constant("0.01", 24 * 31 + 1), long, short, on_demand(1))
    drawn = {(line.plan_id, line.kind): line.quantity for line in billed.of("covered", "unused")}
    # 744 hours x 0.01 = 7.44 of the short pack; 2.56 expire; the next hour comes from the long one
    assert drawn["short", "covered"] == Decimal("7.44")
    assert drawn["short", "unused"] == Decimal("2.56")
    assert drawn["long", "covered"] == Decimal("0.01")


def test_committed_spend_is_carried_over_within_its_period_and_missing_money_is_paid() -> None:
    spend = plan(
        "committed_spend", commitment=100, period_months=2, term_months=2, purchase=BOUGHT,
        prices=[{"price": 2}],
    )  # fmt: skip
    january_idle = use({"a": [0] * 744 + [1] * 40 + [0] * 632})
    billed = bill(january_idle, spend, on_demand(3))
    # February alone draws 80 of 100; 20 are paid on the last hour of the two months
    assert amounts(billed, "fee") == [80]
    assert amounts(billed, "shortfall") == [20]
    busy = use({"a": [0] * 744 + [1] * 60 + [0] * 612})
    # 50 hours at 2 exhaust it; 10 hours at the list price of 3
    assert bill(busy, spend, on_demand(3)).total == 130


def test_reservations_of_a_zone_and_of_sizes() -> None:
    usage = use({"a": [2]}, zone="z1", size=Decimal(4))
    small = {"term_months": 1, "recurring": 1, "purchase": BOUGHT | {"units": 3}}
    elsewhere = plan("reserved", match={"zone": "z2"}, **small)
    assert bill(usage, elsewhere, on_demand(10)).total == 3 + 20
    # three units of size 2 are worth 1.5 instances of size 4
    flexible = plan("reserved", size_flexible=True, size=2, **small)
    assert bill(usage, flexible, on_demand(10)).total == 3 + 5


def test_a_month_of_a_reservation_is_720_730_or_the_calendars_hours() -> None:
    january = constant(1, 744)
    for basis, fee in ((720, "744.00"), (730, "733.81"), ("calendar", "720.00")):
        reserved = plan("reserved", recurring=720, recurring_per="month", hours_per_month=basis,
                        term_months=12, purchase=BOUGHT)  # fmt: skip
        # 720 / basis x 744 hours
        assert bill(january, reserved).total == Decimal(fee)


def test_bands_are_local_and_an_hour_in_two_of_them_is_refused_or_split() -> None:
    # DeepSeek, 2025-02: half price from 00:30 to 08:30 in China.
    band = {"name": "off-peak", "start": "00:30", "end": "08:30", "pay_ratio": Decimal("0.5")}
    prices: list[dict[str, Any]] = [{"price": 60, "bands": [band]}]
    china: dict[str, Any] = {"time_zone": "Asia/Shanghai"}
    usage = constant(1, 24, first=at(2026, 1, 1, 16))
    with pytest.raises(UsageError, match="within an hour"):
        bill(usage, plan("pay_as_you_go", prices=prices, **china))
    prices[0]["straddling"] = "pro_rata"
    billed = bill(usage, plan("pay_as_you_go", prices=prices, **china))
    # 8 hours at 30, 16 at 60
    assert amounts(billed, "usage") == [240, 960]


def test_all_units_tiers_need_whole_months() -> None:
    steps = [{"from_quantity": 0, "price": 2}, {"from_quantity": 100, "price": 1}]
    tiered = plan("pay_as_you_go", prices=[{"tiers": {"kind": "all_units", "steps": steps}}])
    assert bill(constant(1, 744), tiered).total == 744
    with pytest.raises(UsageError, match="All-units tiers"):
        bill(constant(1, 700), tiered)
    with pytest.raises(InputError, match="counts use from 2026-01-01"):
        bill(constant(1, 700, first=at(2026, 1, 2)), tiered)
    daily = {"kind": "all_units", "counted": "day", "steps": steps}
    assert bill(constant(5, 48), plan("pay_as_you_go", prices=[{"tiers": daily}])).total == 240


def test_e5_it_can_cost_less_to_buy_more() -> None:
    steps = [(0, 60_000), (10, 56_000), (20, 52_000)]
    tiers = Tiers(
        kind="all_units",
        steps=tuple(Tier(from_quantity=Decimal(n), price=Decimal(p)) for n, p in steps),
    )
    bought = [tiers.cheapest_quantity(needed) for needed in map(Fraction, (8, 9, 18, 19, 20, 25))]
    # 9 cost 540,000 and 10 cost 560,000; 18 cost 1,008,000 and 19 cost 1,064,000 against 1,040,000
    assert bought == [8, 9, 18, 20, 20, 25]


def test_dollars_without_tax_become_yuan_with_tax_and_the_line_prints_the_rate(
    rates: MakeRows,
) -> None:
    fx = rates({"rate_date": date(2025, 12, 31), "rate": Decimal("7.05")})
    dollars = on_demand("2.5", currency="USD", tax_included=False)
    billed = price(constant(10, 2), dollars, hours_from(FIRST, 2), Basis("CNY", "included", fx))
    (line,) = billed.lines
    # 20 x 2.50 = 50.00 dollars; x 7.05 x 1.06 = 373.65
    assert (line.charged, line.currency, line.fx_rate) == (50, "USD", Decimal("7.05"))
    assert line.amount == billed.total == Decimal("373.65")
    excluded = price(constant(10, 2), dollars, hours_from(FIRST, 2), Basis("CNY", "excluded", fx))
    assert excluded.total == Decimal("352.50")


def test_without_a_rate_nothing_is_converted(rates: MakeRows) -> None:
    dollars, yuan = on_demand(1, currency="USD"), Basis("CNY", "included")
    with pytest.raises(MissingPriceError, match="cannot be reported in CNY"):
        price(constant(1, 1), dollars, hours_from(FIRST, 1), yuan)
    old = Basis("CNY", "included", rates({"rate_date": date(2025, 11, 1)}))
    with pytest.raises(MissingPriceError, match="No rate of USD"):
        price(constant(1, 1), dollars, hours_from(FIRST, 1), old)


def test_a_savings_plan_without_a_list_price_cannot_know_its_discount() -> None:
    saving = plan("savings_plan", commitment=1, term_months=12, prices=[{"price": 1}],
                  purchase=BOUGHT)  # fmt: skip
    with pytest.raises(MissingPriceError, match="discount on cards is not known"):
        bill(constant(1, 1), saving, on_demand(1, currency="USD"))


def test_lines_are_rounded_as_the_seller_does() -> None:
    usage = use({"a": ["0.5"]})
    for mode, amount in (("half_away_from_zero", "0.13"), ("half_even", "0.12"), ("up", "0.13"),
                         ("down", "0.12")):  # fmt: skip
        rounded = on_demand("0.25", rounding={"mode": mode})
        assert bill(usage, rounded).total == Decimal(amount)


def test_the_bill_of_a_pool_is_that_of_its_items() -> None:
    usage = use({"a": [1, 2], "b": [4, 8]})
    assert bill(usage.of_pool("b"), on_demand(1)).total == 12
    billed = bill(usage, on_demand(1))
    assert {line.pool_id: line.amount for line in billed.lines} == {"a": 3, "b": 12}
    assert (
        billed.frame()["amount"].sum()
        == billed.total
        == price(usage, on_demand(1), whole(usage)).total
    )


@pytest.mark.parametrize("size", ["0", "-1", "NaN"])
def test_an_item_of_no_size_is_refused(size: str) -> None:
    with pytest.raises(InputError, match="size of an item must be a positive number"):
        Item("a", size=Decimal(size))
