"""Spot capacity and capacity blocks as lines of a bill."""

from datetime import date, datetime, time
from decimal import Decimal

import pytest

from data.errors import InputError
from models.billing.plans import Plan
from tests.billing_plans import (
    amounts,
    bill,
    day,
    hours,
    months,
    pay_as_you_go,
    plan,
    quantities,
    steady,
)


def at(hour: int, price: str | None) -> dict[str, object]:
    step: dict[str, object] = {"at": datetime(2026, 1, 1, hour)}  # noqa: DTZ001
    return step if price is None else step | {"price": Decimal(price)}


def spot(*path: dict[str, object], **keys: object) -> Plan:
    return plan("spot", path=list(path), **keys)


def test_each_hour_pays_its_price() -> None:
    # 8 x 5 + 8 x 5 + 4 x 7
    found = bill(hours(8, 8, 4), spot(at(0, "5"), at(2, "7")))
    assert [(x.quantity, x.rate, x.amount) for x in found.lines] == [(16, 5, 80), (4, 7, 28)]


def test_hours_above_the_bid_or_without_offer_go_to_the_next_plan() -> None:
    path = [at(0, "5"), at(1, "9"), at(2, None), at(3, "6")]
    found = bill(hours(1, 1, 1, 1), spot(*path, bid=Decimal(6)), pay_as_you_go(20))
    assert amounts(found) == {"spot": 11, "pay-as-you-go": 40}


def test_e8_an_hour_of_work_at_60_with_12_percent_lost_costs_68_18() -> None:
    found = bill(hours(1), spot(at(0, "60"), lost_work_ratio=Decimal("0.12")))
    assert amounts(found) == {"spot": 60, "spot, work lost and run again": Decimal("8.18")}


def test_a_line_s_rows_are_the_hours_of_its_price() -> None:
    found = bill(hours(1, 2, 4), spot(at(0, "5"), at(1, "7"), at(2, "5")))
    rows = {line.rate: found.rows(line)["quantity"].to_list() for line in found.lines}
    assert rows == {5: [1, 4], 7: [2]}


def test_a_path_out_of_order_or_within_an_hour_is_refused() -> None:
    with pytest.raises(InputError, match="in order"):
        spot(at(2, "5"), at(1, "5"))
    with pytest.raises(InputError, match="whole local hour"):
        spot({"at": datetime(2026, 1, 1, 0, 30), "price": Decimal(5)})  # noqa: DTZ001


def block(**keys: object) -> Plan:
    """Two cards for a day from 6:00 at 30 per card-hour."""
    plain = {
        "cards": 2,
        "price": Decimal(30),
        "days": 1,
        "purchase": {"starts_on": date(2026, 1, 1), "starts_at": time(6)},
    }
    return plan("capacity_block", **(plain | keys))


def test_the_window_is_paid_at_its_start_and_covers_up_to_its_cards() -> None:
    found = bill(steady(3, 2), block(), pay_as_you_go(50))
    # 2 x 24 x 30 prepaid
    assert amounts(found, "fee") == {"capacity block, prepaid": 1_440}
    # 23.5 h x 2 covered: the last half hour is taken away
    assert quantities(found, "covered") == 47
    assert amounts(found, "usage") == {"pay-as-you-go": (3 * 48 - 47) * 50}


def test_an_unused_window_is_paid_all_the_same() -> None:
    found = bill(steady(0, 2), block())
    assert found.total == 1_440
    assert quantities(found, "unused") == 47


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({"days": 15}, "not sold"),
        ({"cancellation": {"on": date(2026, 1, 1)}}, "cancellation: unknown key"),
        (
            {"purchase": {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 1, 1)}},
            "cannot be ended early",
        ),
    ],
)
def test_a_block_is_never_cancelled_and_only_sold_in_its_lengths(
    keys: dict[str, object], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        block(**keys)


def test_splitting_a_period_at_a_month_s_end_changes_nothing() -> None:
    used = steady(3, 60)
    late = {"starts_on": date(2026, 1, 25), "starts_at": time(11)}
    path = [at(0, "5"), at(7, None), at(9, "6")]
    plans = [block(days=14, purchase=late), spot(*path), pay_as_you_go(50)]
    split = months(used, plans, [day(0), day(31), day(60)])
    assert sum(b.total for b in split) == bill(used, *plans).total
