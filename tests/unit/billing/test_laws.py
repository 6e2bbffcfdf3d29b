"""What holds for any use and any prices."""

from dataclasses import replace
from decimal import Decimal

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from models.billing.break_even import break_even
from models.billing.compare import Rental, compare_units
from models.billing.money import RATE, exact_product
from models.billing.settle import settle_days

HOURS_PER_MONTH = 720

quarter_cards = st.integers(0, 400).map(lambda quarters: quarters / 4)
some_hours = st.lists(quarter_cards, min_size=1, max_size=48)
whole_yuan = st.integers(1, 500).map(Decimal)
rentals = st.builds(
    Rental,
    cards_per_unit=st.integers(1, 16),
    unit_fee_cny_per_month=st.integers(1, 1000).map(lambda n: Decimal(n * HOURS_PER_MONTH)),
    on_demand_cny_per_card_hour=whole_yuan,
    hours_per_month=st.just(Decimal(HOURS_PER_MONTH)),
)


def _costs(hours: list[float], rental: Rental) -> list[Decimal]:
    return compare_units(pl.Series(hours, dtype=pl.Float64), rental)["cost_cny"].to_list()


def _unrounded_pay_as_you_go(hours: list[float], price: Decimal, period: list[int]) -> Decimal:
    """Settled by period, priced, and summed, as the daily costs are."""
    frame = pl.DataFrame(
        {"used_card_hours": hours, "committed_cards": 0, "period": period},
        schema_overrides={"used_card_hours": pl.Float64},
    )
    amounts = exact_product(pl.col("on_demand_card_hours"), pl.lit(price).cast(RATE))
    return Decimal(settle_days(frame, ["period"]).select(amounts.sum()).item())


prices = st.integers(1, 10**9).map(lambda micro: Decimal(micro).scaleb(-6))
micro_hours = st.lists(st.integers(0, 10**9), min_size=1, max_size=48)


@given(micro_hours=micro_hours, price=prices)
def test_pay_as_you_go_alone_is_the_sum_of_price_times_hours(
    micro_hours: list[int], price: Decimal
) -> None:
    hours = [micro / 10**6 for micro in micro_hours]
    expected = sum((price * Decimal(micro).scaleb(-6) for micro in micro_hours), Decimal(0))
    assert _unrounded_pay_as_you_go(hours, price, [0] * len(hours)) == expected


@given(micro_hours=micro_hours, price=prices, data=st.data())
def test_splitting_the_period_changes_nothing(
    micro_hours: list[int], price: Decimal, data: st.DataObject
) -> None:
    hours = [micro / 10**6 for micro in micro_hours]
    period = data.draw(st.lists(st.integers(0, 3), min_size=len(hours), max_size=len(hours)))
    whole = _unrounded_pay_as_you_go(hours, price, [0] * len(hours))
    assert _unrounded_pay_as_you_go(hours, price, period) == whole


@given(hours=some_hours, rental=rentals, factor=st.integers(1, 9))
def test_scaling_all_prices_scales_the_cost(
    hours: list[float], rental: Rental, factor: int
) -> None:
    scaled = replace(
        rental,
        unit_fee_cny_per_month=rental.unit_fee_cny_per_month * factor,
        on_demand_cny_per_card_hour=rental.on_demand_cny_per_card_hour * factor,
    )
    assert _costs(hours, scaled) == [cost * factor for cost in _costs(hours, rental)]


@given(hours=some_hours, rental=rentals, more=quarter_cards, data=st.data())
def test_more_use_in_the_same_hours_never_costs_less(
    hours: list[float], rental: Rental, more: float, data: st.DataObject
) -> None:
    busier = list(hours)
    busier[data.draw(st.integers(0, len(hours) - 1))] += more
    before, after = _costs(hours, rental), _costs(busier, rental)
    assert len(after) >= len(before)
    assert all(late >= early for early, late in zip(before, after, strict=False))
    assert min(after) >= min(before)


@given(hours=some_hours, rental=rentals, more=some_hours)
def test_more_hours_never_cost_less(hours: list[float], rental: Rental, more: list[float]) -> None:
    assert min(_costs(hours + more, rental)) >= min(_costs(hours, rental))


@given(hours=some_hours, rental=rentals)
def test_every_further_unit_leaves_less_to_buy_and_is_used_less(
    hours: list[float], rental: Rental
) -> None:
    ladder = compare_units(pl.Series(hours, dtype=pl.Float64), rental)
    remaining = ladder["on_demand_cost_cny"].to_list()
    assert remaining == sorted(remaining, reverse=True)
    assert remaining[-1] == 0
    use = ladder["unit_utilisation_ratio"].to_list()[1:]
    assert use == sorted(use, reverse=True)
    assert all(0 <= ratio <= 1 for ratio in use)


@given(cards=st.integers(1, 16), price=whole_yuan, busy_hours=st.integers(1, HOURS_PER_MONTH - 1))
def test_at_the_break_even_both_cost_the_same(cards: int, price: Decimal, busy_hours: int) -> None:
    rental = Rental(cards, cards * price * busy_hours, price, Decimal(HOURS_PER_MONTH))
    even = break_even(
        rental.unit_fee_cny_per_month,
        cards,
        price,
        rental.hours_per_month,
    )
    assert even.break_even_hours_per_month == busy_hours
    month = [float(cards)] * busy_hours + [0.0] * (HOURS_PER_MONTH - busy_hours)
    ladder = compare_units(pl.Series(month), rental)
    assert ladder["saving_cny"].to_list() == [Decimal(0), Decimal(0)]
    assert ladder["is_best"].to_list() == [True, False]
    one_hour_more = compare_units(
        pl.Series([*month[:busy_hours], float(cards), *month[busy_hours + 1 :]]), rental
    )
    assert one_hour_more["is_best"].to_list() == [False, True]
    # Beyond it, every further hour of the unit saves that hour's price.
    assert one_hour_more["saving_cny"][1] == cards * price
