"""Rental units against pay-as-you-go, over the hours that really ran.

The k-th unit carries the hours in which more than (k-1) units' cards were in use, so the first one
is used most. Hours are counted in whole millionths of a card-hour: the sums are exact.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np
import numpy.typing as npt
import polars as pl

from data.errors import InputError
from models.billing.break_even import break_even
from models.billing.money import AMOUNT, to_cents

_MILLION = 1_000_000


@dataclass(frozen=True)
class Rental:
    """One unit for rent beside the pay-as-you-go price of the same cards, on one tax basis."""

    cards_per_unit: int
    unit_fee_cny_per_month: Decimal
    on_demand_cny_per_card_hour: Decimal
    hours_per_month: Decimal


def compare_units(used_card_hours: pl.Series, rental: Rental) -> pl.DataFrame:
    """What 0, 1, 2 ... units would have cost, up to the number that covers every hour.

    `used_card_hours`: one value per measured hour, net of contracts in hand; order is irrelevant.
    Fees are `unit fee x hours / hours per month`: an hour that was not measured is neither charged
    nor used. One row per number of units:
    units, fee_cny, on_demand_cost_cny, cost_cny, saving_cny (against none), is_best (the cheapest;
    a tie takes fewer), unit_card_hours and unit_utilisation_ratio (of the last unit; null for 0).

    Raises:
        UsageError: a price, the cards or the hour basis is not a positive number.
        InputError: an hour is missing, negative or not a number.
    """
    _check(rental)
    micro_hours = _micro_card_hours(used_card_hours)
    remaining = _remaining_micro(micro_hours, rental.cards_per_unit)
    hours = len(micro_hours)
    fee = Fraction(rental.unit_fee_cny_per_month) * hours / Fraction(rental.hours_per_month)
    price = Fraction(rental.on_demand_cny_per_card_hour) / _MILLION
    carried = -np.diff(remaining) / _MILLION
    full_use = max(hours, 1) * rental.cards_per_unit
    units = range(len(remaining))
    amounts = pl.DataFrame(
        {
            "units": pl.Series(units, dtype=pl.Int64),
            "fee_cny": pl.Series([to_cents(fee * k) for k in units], dtype=AMOUNT),
            "on_demand_cost_cny": pl.Series(
                [to_cents(price * rest) for rest in remaining.tolist()], dtype=AMOUNT
            ),
            "unit_card_hours": [None, *carried],
            "unit_utilisation_ratio": [None, *carried / full_use],
        },
        schema_overrides={"unit_card_hours": pl.Float64, "unit_utilisation_ratio": pl.Float64},
    )
    return _with_totals(amounts)


def on_demand_cost(used_card_hours: pl.Series, on_demand_cny_per_card_hour: Decimal) -> Decimal:
    """Pay-as-you-go for all the hours, to the cent: price x card-hours, rounded once at the end.

    Raises:
        InputError: an hour is missing, negative or not a number.
    """
    micro_hours = int(_micro_card_hours(used_card_hours).sum())
    return to_cents(Fraction(on_demand_cny_per_card_hour) * micro_hours / _MILLION)


def _with_totals(amounts: pl.DataFrame) -> pl.DataFrame:
    cost = (pl.col("fee_cny") + pl.col("on_demand_cost_cny")).cast(AMOUNT)
    return amounts.with_columns(cost.alias("cost_cny")).with_columns(
        (pl.col("cost_cny").first() - pl.col("cost_cny")).cast(AMOUNT).alias("saving_cny"),
        (pl.col("units") == pl.col("cost_cny").arg_min()).alias("is_best"),
    )


def _check(rental: Rental) -> None:
    break_even(
        rental.unit_fee_cny_per_month,
        rental.cards_per_unit,
        rental.on_demand_cny_per_card_hour,
        rental.hours_per_month,
    )


def _micro_card_hours(used_card_hours: pl.Series) -> npt.NDArray[np.int64]:
    """Whole millionths, largest first."""
    hours = used_card_hours.cast(pl.Float64)
    if not bool((hours.is_finite() & (hours >= 0)).fill_null(value=False).all()):
        raise InputError(
            "An hour of use is missing, negative or not a number",
            where="used_card_hours",
            remedy="Compare measured hours only: a missing hour is not an idle one.",
        )
    micro = np.rint(hours.to_numpy() * _MILLION).astype(np.int64)
    return np.sort(micro)[::-1]


def _remaining_micro(micro_hours: npt.NDArray[np.int64], cards: int) -> npt.NDArray[np.int64]:
    """Millionths of card-hours beyond 0, 1, 2 ... units, until nothing is left."""
    unit = cards * _MILLION
    largest = int(micro_hours[0]) if len(micro_hours) else 0
    capacity = unit * np.arange(-(-largest // unit) + 1, dtype=np.int64)
    busy = np.searchsorted(-micro_hours, -capacity, side="left")  # hours above the capacity
    used_then = np.concatenate([[0], np.cumsum(micro_hours)])[busy]
    return np.asarray(used_then - busy * capacity, dtype=np.int64)
