"""Why one month costs more than another: parts worked by hand, and laws on random months."""

from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from models.cost_changes.parts import Change, ChangePart, change_between

Row = dict[str, Any]


def month(pool: str = "a", **other: Any) -> Row:
    """1,000 card-hours at 10 yuan, all by the hour."""
    row: Row = {
        "month": date(2026, 9, 1),
        "pool_id": pool,
        "used_card_hours": 1_000.0,
        "list_cost_cny": Decimal("10000.00"),
        "discount_cny": Decimal("0.00"),
        "idle_cost_cny": Decimal("0.00"),
        "unmetered_cost_cny": Decimal("0.00"),
        "price_currency": "CNY",
        "cny_per_currency": 1.0,
    } | other
    if "cost_cny" not in row:
        row["cost_cny"] = (
            row["list_cost_cny"]
            - row["discount_cny"]
            + row["idle_cost_cny"]
            + row["unmetered_cost_cny"]
        )
    return row


def test_more_of_the_same_is_volume() -> None:
    after = month(used_card_hours=1_200.0, list_cost_cny=Decimal("12000.00"))
    assert change_between([month()], [after]).totals() == {"volume": Decimal("2000.00")}


def test_a_dearer_hour_is_price_on_what_is_used_now() -> None:
    # 10 -> 11 yuan on 1,200 hours is 1,200; 200 hours more at the old 10 are 2,000.
    after = month(used_card_hours=1_200.0, list_cost_cny=Decimal("13200.00"))
    assert change_between([month()], [after]).totals() == {
        "volume": Decimal("2000.00"),
        "price": Decimal("1200.00"),
    }


def test_the_exchange_rate_is_told_apart_from_the_price() -> None:
    # 2 dollars at 7.00 become 2.20 dollars at 7.50: 14.00 -> 16.50 yuan on 1,000 hours.
    # The price alone: 0.20 x 7.00 = 1.40; the rate alone, on the new price: 2.20 x 0.50 = 1.10.
    dollars = {"price_currency": "USD"}
    before = month(list_cost_cny=Decimal("14000.00"), cny_per_currency=7.0, **dollars)
    after = month(list_cost_cny=Decimal("16500.00"), cny_per_currency=7.5, **dollars)
    assert change_between([before], [after]).totals() == {
        "price": Decimal("1400.00"),
        "currency": Decimal("1100.00"),
    }


def test_use_that_moves_to_a_dearer_pool_is_mix() -> None:
    # Both months use 2,000 hours; 500 move from 10 to 30 yuan: 500 x 20 = 10,000.
    before = [month(), month("b", list_cost_cny=Decimal("30000.00"))]
    after = [
        month(used_card_hours=500.0, list_cost_cny=Decimal("5000.00")),
        month("b", used_card_hours=1_500.0, list_cost_cny=Decimal("45000.00")),
    ]
    assert change_between(before, after).totals() == {"mix": Decimal("10000.00")}


def test_a_contract_lowers_the_cost_by_its_discount_and_raises_it_by_its_idle_hours() -> None:
    # 4,000 yuan saved on the hours it covers, 700 yuan of its fee for idle ones.
    after = month(discount_cny=Decimal("4000.00"), idle_cost_cny=Decimal("700.00"))
    change = change_between([month()], [after])
    assert change.totals() == {"discount": Decimal("-4000.00"), "idle": Decimal("700.00")}
    assert change.after_cny - change.before_cny == Decimal("-3300.00")


def test_a_pool_that_did_not_exist_before_is_mix_at_its_own_price() -> None:
    # Volume is what all pools use more: 1,000 -> 1,500 hours, at 10 yuan 5,000. The new pool's 500
    # hours cost 15,000: 10,000 more than as many of the old ones.
    new = month("b", used_card_hours=500.0, list_cost_cny=Decimal("15000.00"))
    assert change_between([month()], [month(), new]).totals() == {
        "volume": Decimal("5000.00"),
        "mix": Decimal("10000.00"),
    }


def test_without_a_price_by_the_hour_the_change_is_a_part_of_its_own() -> None:
    unpriced = {"list_cost_cny": None, "discount_cny": None}
    before = month(**unpriced, cost_cny=Decimal("60000.00"))
    after = month(**unpriced, cost_cny=Decimal("72000.00"))
    change = change_between([before, month("b")], [after, month("b")])
    assert change.totals() == {"no_list_price": Decimal("12000.00")}


def test_fees_of_days_without_a_meter_are_neither_idle_nor_discount() -> None:
    after = month(unmetered_cost_cny=Decimal("2000.00"))
    assert change_between([month()], [after]).totals() == {"unmetered": Decimal("2000.00")}


cents = st.integers(0, 10**9).map(lambda amount: Decimal(amount).scaleb(-2))
hours = st.integers(0, 10**9).map(lambda ticks: ticks / 1_000)


@st.composite
def rows(draw: st.DrawFn) -> list[Row]:
    found = []
    for pool in draw(st.sets(st.sampled_from("abcd"))):
        used = draw(hours)
        found.append(
            month(
                pool,
                used_card_hours=used,
                list_cost_cny=draw(cents) if used else Decimal("0.00"),
                discount_cny=draw(cents),
                idle_cost_cny=draw(cents),
                unmetered_cost_cny=draw(cents),
                price_currency=draw(st.sampled_from(["CNY", "USD", None])),
                cny_per_currency=draw(st.floats(0.1, 10)),
            )
        )
    return found


@given(rows(), rows())
def test_parts_add_up_to_the_difference_to_the_cent(before: list[Row], after: list[Row]) -> None:
    change = change_between(before, after)
    difference = sum((row["cost_cny"] for row in after), Decimal(0)) - sum(
        (row["cost_cny"] for row in before), Decimal(0)
    )
    assert sum((part.amount_cny for part in change.parts), Decimal(0)) == difference
    assert change.after_cny - change.before_cny == difference


@given(rows())
def test_nothing_changed_has_no_parts(same: list[Row]) -> None:
    assert change_between(same, same).parts == ()


def test_the_driver_goes_the_way_of_the_whole_though_another_part_is_larger() -> None:
    # 1,000 more: 3,000 of volume, 4,000 of price, less 6,000 of discount.
    amounts = {"volume": 3_000, "price": 4_000, "discount": -6_000}
    parts = tuple(ChangePart(name, "a", Decimal(amount)) for name, amount in amounts.items())
    assert Change(Decimal(10_000), Decimal(11_000), parts).driver() == "price"
    assert Change(Decimal(11_000), Decimal(10_000), parts).driver() == "discount"
