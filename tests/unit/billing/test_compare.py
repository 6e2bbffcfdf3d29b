from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import InputError, UsageError
from models.billing.compare import Rental, compare_units, on_demand_cost

# One 8-card server at 60,000 a month against 35 yuan per card-hour, 720 hours a month.
SERVER = Rental(8, Decimal(60000), Decimal(35), Decimal(720))
CENT = Decimal("0.01")


def _series(*hours: float) -> pl.Series:
    return pl.Series(hours, dtype=pl.Float64)


def test_units_are_priced_over_the_hours_that_ran() -> None:
    # Four hours of 20, 8, 4 and 0 cards. A unit's fee for 4 hours: 60,000 x 4 / 720 = 333.33;
    # two 666.67, three 1,000.00. Left beyond 0, 1, 2, 3 units: 32, 12, 4, 0 card-hours x 35.
    # The first unit carries 8 + 8 + 4 = 20 of 32 card-hours, the second 8, the third 4.
    ladder = compare_units(_series(4.0, 20.0, 0.0, 8.0), SERVER)
    assert ladder.rows(named=True) == [
        _row(0, "0.00", "1120.00", "1120.00", "0.00", None, None, best=False),
        _row(1, "333.33", "420.00", "753.33", "366.67", 20.0, 0.625, best=True),
        _row(2, "666.67", "140.00", "806.67", "313.33", 8.0, 0.25, best=False),
        _row(3, "1000.00", "0.00", "1000.00", "120.00", 4.0, 0.125, best=False),
    ]


def _row(
    units: int,
    fee: str,
    on_demand: str,
    cost: str,
    saving: str,
    carried: float | None,
    utilisation: float | None,
    *,
    best: bool,
) -> dict[str, object]:
    return {
        "units": units,
        "fee_cny": Decimal(fee),
        "on_demand_cost_cny": Decimal(on_demand),
        "unit_card_hours": carried,
        "unit_utilisation_ratio": utilisation,
        "cost_cny": Decimal(cost),
        "saving_cny": Decimal(saving),
        "is_best": best,
    }


def test_a_tie_takes_fewer_units() -> None:
    # Break-even use of the whole window: 8 cards in 3 of 4 hours at 10 yuan cost 240,
    # and so does a unit at 240 x 720 / 4 = 43,200 a month.
    rental = replace(
        SERVER, unit_fee_cny_per_month=Decimal(43200), on_demand_cny_per_card_hour=Decimal(10)
    )
    ladder = compare_units(_series(8, 8, 8, 0), rental)
    assert ladder["cost_cny"].to_list() == [Decimal(240), Decimal(240)]
    assert ladder["is_best"].to_list() == [True, False]


def test_a_fraction_of_a_card_needs_a_whole_unit() -> None:
    assert compare_units(_series(8.000001), SERVER)["units"].to_list() == [0, 1, 2]
    assert compare_units(_series(8.0), SERVER)["units"].to_list() == [0, 1]


@pytest.mark.parametrize("hours", [(), (0.0, 0.0)])
def test_without_use_there_is_nothing_to_buy(hours: tuple[float, ...]) -> None:
    assert compare_units(_series(*hours), SERVER).rows(named=True) == [
        _row(0, "0.00", "0.00", "0.00", "0.00", None, None, best=True)
    ]


@pytest.mark.parametrize("hour", [None, -1.0, float("nan"), float("inf")])
def test_an_hour_that_was_not_measured_is_refused(hour: float | None) -> None:
    with pytest.raises(InputError, match="missing, negative or not a number"):
        compare_units(pl.Series([1.0, hour], dtype=pl.Float64), SERVER)


def test_an_impossible_rental_is_refused() -> None:
    with pytest.raises(UsageError, match="at least one card"):
        compare_units(_series(1.0), replace(SERVER, cards_per_unit=0))


def _reference(hours: list[Decimal], rental: Rental) -> list[tuple[Decimal, ...]]:
    """Slow and obvious: every hour for every number of units."""
    rows = []
    units = 0
    while True:
        capacity = units * rental.cards_per_unit
        left = sum((max(used - capacity, Decimal(0)) for used in hours), Decimal(0))
        fee = units * rental.unit_fee_cny_per_month * len(hours) / rental.hours_per_month
        bought = left * rental.on_demand_cny_per_card_hour
        rows.append((_cents(fee), _cents(bought), _cents(fee) + _cents(bought)))
        if left == 0:
            return rows
        units += 1


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)


card_hours = st.integers(0, 60_000_000).map(lambda micro: Decimal(micro).scaleb(-6))
rentals = st.builds(
    Rental,
    cards_per_unit=st.integers(1, 16),
    unit_fee_cny_per_month=st.integers(1, 10**8).map(lambda cents: Decimal(cents).scaleb(-2)),
    on_demand_cny_per_card_hour=st.integers(1, 10**8).map(lambda micro: Decimal(micro).scaleb(-6)),
    hours_per_month=st.sampled_from([Decimal(720), Decimal(730)]),
)


@given(hours=st.lists(card_hours, max_size=30), rental=rentals)
def test_equals_the_slow_and_obvious_way(hours: list[Decimal], rental: Rental) -> None:
    ladder = compare_units(_series(*map(float, hours)), rental)
    expected = _reference(hours, rental)
    assert ladder.select("fee_cny", "on_demand_cost_cny", "cost_cny").rows() == expected
    cheapest = min(range(len(expected)), key=lambda units: (expected[units][2], units))
    assert ladder.filter("is_best")["units"].to_list() == [cheapest]
    costs = [cost for _, _, cost in expected]
    assert ladder["saving_cny"].to_list() == [costs[0] - cost for cost in costs]
    assert on_demand_cost(
        _series(*map(float, hours)), rental.on_demand_cny_per_card_hour
    ) == _cents(sum(hours, Decimal(0)) * rental.on_demand_cny_per_card_hour)
