"""Contracts in hand by the day: what they give and what they cost, as the engine bills them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from data.errors import InputError
from models.billing.bill import Bill, Line
from models.billing.clock import Clock, Period, days_in_month, utc_midnight
from models.billing.closing import Basis
from models.billing.conversion import TaxBasis
from models.billing.daily import DayAxis, cents_by_day, days_of
from models.billing.engine import price
from models.billing.exchange import HOME_CURRENCY, NO_RATE
from models.billing.modes.reserved import Reserved
from models.billing.money import AMOUNT
from models.billing.usage import HOUR, Item, Usage
from models.offers.rates import Rates, daily_rates
from models.offers.rows import contract_plan

POOL_KEY = ["provider", "region", "pool", "chip"]
UNUSABLE = "unusable_contract"


@dataclass(frozen=True)
class Contracts:
    """A pool's contracts: `plans` of those that can be billed, and the rows they are from.

    `unusable` are rows with a number that no plan can have: what they cover and cost is not known,
    and neither is the pool's cost while they run.
    """

    plans: tuple[Reserved, ...]
    rows: pl.DataFrame
    unusable: pl.DataFrame

    def unknown(self, first: date, days: int) -> list[bool]:
        """Of each day from `first` on, whether an unusable contract runs on it."""
        found = [False] * days
        for start, end in self.unusable.select("start_date", "end_date").iter_rows():
            begin, stop = max((start - first).days, 0), min((end - first).days + 1, days)
            found[begin:stop] = [True] * max(stop - begin, 0)
        return found


def contracts_of(rows: pl.DataFrame, time_zone: str) -> Contracts:
    """Rows of core_commitment as plans."""
    plans, is_usable = [], []
    for row in rows.iter_rows(named=True):
        try:
            plans.append(contract_plan(row, time_zone))
            is_usable.append(True)
        except InputError:
            is_usable.append(False)
    usable = pl.Series(is_usable, dtype=pl.Boolean)
    return Contracts(tuple(plans), rows.filter(usable), rows.filter(~usable))


def faults_of(commitments: pl.DataFrame) -> list[tuple[dict[str, object], InputError]]:
    """Contracts that cannot be billed, each with what is wrong, where, and the remedy."""
    found = []
    for row in commitments.iter_rows(named=True):
        try:
            contract_plan(row, "UTC")
        except InputError as fault:
            found.append((row, fault))
    return found


def contract_days(
    commitments: pl.DataFrame,
    fx: pl.DataFrame,
    first: date,
    last: date,
    *,
    tax_basis: TaxBasis,
    rates_known_until: date | None = None,
) -> pl.DataFrame:
    """One row per local_date x provider x region x pool x chip under contract, first to last day.

    Columns: the key, `committed_cards` (Int64), `fee_cny` (the day's rent on `tax_basis`, to the
    cent; null where a rate is missing) and `fee_gap` (the reason for a null). A month's rent is
    spread evenly over its days. Foreign rent is converted at the rate of the month's first day
    under contract; months that begin after `rates_known_until` use that day's rate.
    `commitments` and `fx` are core_commitment and core_fx_rate.
    """
    running = commitments.filter(pl.col("start_date") <= last, pl.col("end_date") >= first)
    axis = whole_months(first, last)
    rates = daily_rates(fx, set(running["currency"]), *axis, until=rates_known_until)
    parts = [_empty()]
    for key, rows in running.partition_by(POOL_KEY, as_dict=True, maintain_order=True).items():
        frame = _pool_contract_days(rows, axis, rates, tax_basis)
        parts.append(
            frame.with_columns(pl.lit(v).alias(n) for n, v in zip(POOL_KEY, key, strict=True))
        )
    return (
        pl.concat(parts, how="diagonal")
        .filter(pl.col("local_date").is_between(first, last))
        .select("local_date", *POOL_KEY, "committed_cards", "fee_cny", "fee_gap")
        .sort("local_date", *POOL_KEY)
    )


def whole_months(first: date, last: date) -> tuple[date, date]:
    """The days from the first month's first to the last month's last.

    A month's rent is rounded once and then spread: with parts of months, a day's cents would
    depend on where the reader began.
    """
    return first.replace(day=1), last.replace(day=days_in_month(last))


def cards_by_day(contracts: pl.DataFrame, first: date, days: int) -> list[int]:
    """Cards under contract on each day from `first` on."""
    cards = np.zeros(days, dtype=np.int64)
    for row in contracts.iter_rows(named=True):
        begin = max((row["start_date"] - first).days, 0)
        end = max((row["end_date"] - first).days + 1, 0)
        cards[begin:end] += row["servers"] * row["cards_per_server"]
    return [int(number) for number in cards]


def fee_gaps(
    contracts: Contracts, fees: Iterable[Line], clock: Clock, rates: Rates
) -> list[str | None]:
    """Of each day of the clock, why the contracts' fees are not known; None where they are."""
    days = DayAxis.of(clock).days
    unusable = contracts.unknown(clock.local_day(0), days)
    unrated = _days_without_rate(fees, clock, days, rates)
    return [
        UNUSABLE if broken else NO_RATE if foreign else None
        for broken, foreign in zip(unusable, unrated, strict=True)
    ]


def _days_without_rate(lines: Iterable[Line], clock: Clock, days: int, rates: Rates) -> list[bool]:
    """Of each day, whether a line for it is in a currency whose rate is not known."""
    unknown = [False] * days
    for line in lines:
        if line.amount and rates.of(line.currency, line.fx_date) is None:
            begin, end = days_of(line, clock)
            for day in range(max(begin, 0), min(end, days)):
                unknown[day] = True
    return unknown


def _pool_contract_days(
    rows: pl.DataFrame, axis: tuple[date, date], rates: Rates, tax_basis: TaxBasis
) -> pl.DataFrame:
    """Days are UTC's: without use it is no matter in which zone they are."""
    period = Period.of_days(*axis)
    hours = (period.end - period.start) // HOUR
    pool_id = "/".join(rows.select(POOL_KEY).row(0))
    usage = Usage(
        period.start, (Item(pool_id, pool_id=pool_id),), np.zeros((1, hours), dtype=np.int64)
    )
    contracts = contracts_of(rows, "UTC")
    clock = Clock(utc_midnight(axis[0], "UTC"), hours, "UTC")
    days = DayAxis.of(clock)
    bill = (
        price(usage, contracts.plans, period, Basis(HOME_CURRENCY, tax_basis, rates.frame))
        if contracts.plans
        else Bill((), HOME_CURRENCY, tax_basis, usage, {})
    )
    fees = bill.of("fee")
    gaps = fee_gaps(contracts, fees, clock, rates)
    cents = cents_by_day(bill, fees, clock, days).tolist()
    return (
        pl.DataFrame(
            {
                "local_date": [axis[0] + timedelta(days=n) for n in range(days.days)],
                "committed_cards": cards_by_day(contracts.rows, axis[0], days.days),
                "fee_cny": [None if gap else cent for gap, cent in zip(gaps, cents, strict=True)],
                "fee_gap": gaps,
            },
            schema=_types() | {"fee_cny": pl.Int64},
        )
        .filter((pl.col("committed_cards") > 0) | (pl.col("fee_gap") == UNUSABLE))
        .with_columns(from_cents("fee_cny"))
    )


def from_cents(name: str) -> pl.Expr:
    """A column of whole cents as yuan."""
    return (pl.col(name).cast(pl.Decimal(38, 2)) / 100).cast(AMOUNT).alias(name)


def _types() -> dict[str, pl.DataType]:
    return {
        "local_date": pl.Date(),
        "committed_cards": pl.Int64(),
        "fee_cny": AMOUNT,
        "fee_gap": pl.String(),
    }


def _empty() -> pl.DataFrame:
    return pl.DataFrame(schema=_types() | dict.fromkeys(POOL_KEY, pl.String()))
