"""Shared cost to teams: the four rules, and parts that sum to the whole to the cent."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import InputError, UsageError
from models.billing.allocation import SharedCost, allocate, split_to_the_cent

TEAMS = ["chat", "search", "vision"]
HOURS = {"card_hours": {"chat": Decimal(1), "search": Decimal(2), "vision": Decimal(4)}}


def cost(rule: str, amount: str = "100.00", **more: object) -> SharedCost:
    return SharedCost("idle-2026-09", "idle commitment", Decimal(amount), rule, **more)  # type: ignore[arg-type]


def parts(shared: SharedCost) -> dict[str, Decimal]:
    return {part.team: part.amount_cny for part in allocate([shared], TEAMS, HOURS)}


def test_even_parts_of_100_yuan_leave_one_cent_to_the_first_name() -> None:
    # 33.333...: 33.33 each, the cent that is left goes to the first in order of names
    assert parts(cost("even")) == {
        "chat": Decimal("33.34"),
        "search": Decimal("33.33"),
        "vision": Decimal("33.33"),
    }


def test_proportional_parts_follow_the_driver() -> None:
    # 1/7, 2/7, 4/7 of 100: 14.2857, 28.5714, 57.1428: cut 14.28, 28.57, 57.14 = 99.99;
    # the cent goes to the greatest remainder, 14.2857.
    assert parts(cost("proportional", driver="card_hours")) == {
        "chat": Decimal("14.29"),
        "search": Decimal("28.57"),
        "vision": Decimal("57.14"),
    }


def test_fixed_shares_and_direct_cost() -> None:
    shares = {"chat": Decimal("0.7"), "vision": Decimal("0.3")}
    assert parts(cost("fixed", shares=shares)) == {"chat": 70, "vision": 30}
    assert parts(cost("direct", team="search")) == {"search": 100}


def test_each_part_says_its_rule_share_and_rounding() -> None:
    [_, second, _] = allocate([cost("even")], TEAMS, HOURS)
    assert (second.rule, second.share, second.rounding) == (
        "even",
        Fraction(1, 3),
        "largest remainder",
    )


@pytest.mark.parametrize(
    ("shared", "message"),
    [
        (cost("fixed", shares={"chat": Decimal("0.5")}), "sum to 0.5"),
        (cost("fixed", shares={"chat": Decimal(2), "vision": Decimal(-1)}), "negative"),
        (cost("fixed", shares={"audio": Decimal(1)}), "audio"),
        (cost("fixed"), "names no team"),
        (cost("direct"), "names no team"),
        (cost("direct", team="audio"), "audio"),
    ],
)
def test_a_rule_that_cannot_be_applied_is_refused(shared: SharedCost, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        parts(shared)


def test_a_driver_missing_for_a_team_is_not_zero() -> None:
    drivers = {"card_hours": {"chat": Decimal(1), "search": Decimal(2)}}
    with pytest.raises(InputError, match="vision"):
        allocate([cost("proportional", driver="card_hours")], TEAMS, drivers)
    with pytest.raises(InputError, match="tb_days"):
        allocate([cost("proportional", driver="tb_days")], TEAMS, drivers)


def test_a_driver_nobody_used_gives_no_shares() -> None:
    unused = {"card_hours": dict.fromkeys(TEAMS, Decimal(0))}
    with pytest.raises(InputError, match="Nobody used"):
        allocate([cost("proportional", driver="card_hours")], TEAMS, unused)


@given(
    amount=st.decimals(min_value=-(10**9), max_value=10**9, places=2),
    weights=st.lists(st.integers(min_value=0, max_value=10**6), min_size=1, max_size=30),
)
def test_parts_sum_to_the_whole_and_are_less_than_a_cent_off(
    amount: Decimal, weights: list[int]
) -> None:
    whole = sum(weights) or 1
    shares = {f"team {n:02}": Fraction(w, whole) for n, w in enumerate(weights)}
    if not sum(weights):
        shares["team 00"] = Fraction(1)
    found = split_to_the_cent(amount, shares)
    assert sum(found.values()) == amount
    for name, share in shares.items():
        assert abs(Fraction(found[name]) - Fraction(amount) * share) < Fraction(1, 100)


def test_half_a_cent_has_no_parts_in_cents() -> None:
    with pytest.raises(UsageError, match=r"10\.005 yuan is not in whole cents"):
        split_to_the_cent(Decimal("10.005"), {"a": Fraction(1, 2), "b": Fraction(1, 2)})


def test_a_team_named_twice_is_refused() -> None:
    shared = SharedCost("idle", "commitment", Decimal(100), "even")
    with pytest.raises(UsageError, match="Teams are named twice: a"):
        allocate([shared], ["a", "b", "a"], {})
