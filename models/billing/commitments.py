"""Contracts in hand, as cards and yuan per local day.

The rent of a calendar month is spread over the month's days: after k of its n days, k/n of the
month's rent has been charged, rounded to the cent. So the days of a whole month sum to the rent
exactly, no day is more than a cent from the others, and a contract that begins or ends within a
month pays its own days of it. Days beyond the data are as good as any: a contract knows its end.
"""

from datetime import date

import polars as pl

from models.billing.conversion import TaxBasis, Terms, amount_in_cny
from models.billing.exchange import NO_RATE, with_cny_rate
from models.billing.money import AMOUNT

POOL_KEY = ["provider", "region", "pool", "chip"]

_CENTS_PER_CNY = 100


def commitment_days(
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
    cent; null where a rate is missing) and `fee_gap` (the reason for a null). Foreign rent is
    converted at the rate of the month's first day under contract; months that begin after
    `rates_known_until` use that day's rate. `commitments` and `fx` are core_commitment and
    core_fx_rate.
    """
    months = _with_month_fee(
        with_cny_rate(
            _contract_months(commitments, first, last),
            fx,
            day="rated_on",
            known_until=rates_known_until,
        ),
        tax_basis,
    )
    days = months.with_columns(pl.date_ranges("day_from", "day_to").alias("local_date")).explode(
        "local_date"
    )
    gap = pl.when(pl.col("fee_cny").is_null().any()).then(pl.lit(NO_RATE)).alias("fee_gap")
    return (
        days.with_columns(_day_fee())
        .group_by("local_date", *POOL_KEY)
        .agg(
            (pl.col("servers") * pl.col("cards_per_server")).sum().alias("committed_cards"),
            pl.when(pl.col("fee_cny").is_not_null().all())
            .then(pl.col("fee_cny").sum())
            .cast(AMOUNT),
            gap,
        )
        .sort("local_date", *POOL_KEY)
    )


def _contract_months(commitments: pl.DataFrame, first: date, last: date) -> pl.DataFrame:
    """One row per contract x calendar month of the period, with the contract's days in it."""
    month_first = pl.col("month_start")
    return (
        commitments.with_columns(
            pl.max_horizontal("start_date", pl.lit(first)).alias("_from"),
            pl.min_horizontal("end_date", pl.lit(last)).alias("_to"),
        )
        .filter(pl.col("_from") <= pl.col("_to"))
        .with_columns(
            pl.date_ranges(pl.col("_from").dt.month_start(), "_to", "1mo").alias("month_start")
        )
        .explode("month_start")
        .with_columns(
            pl.max_horizontal("_from", month_first).alias("day_from"),
            pl.min_horizontal("_to", month_first.dt.month_end()).alias("day_to"),
            pl.max_horizontal("start_date", month_first).alias("rated_on"),
        )
    )


def _with_month_fee(months: pl.DataFrame, tax_basis: TaxBasis) -> pl.DataFrame:
    fees = [
        None
        if row["cny_per_unit"] is None
        else amount_in_cny(
            row["fee_per_server_month"] * row["servers"],
            Terms(row["cny_per_unit"], row["tax_included"], row["tax_rate"], tax_basis),
        )
        for row in months.iter_rows(named=True)
    ]
    return months.with_columns(pl.Series("month_fee_cny", fees, dtype=AMOUNT))


def _day_fee() -> pl.Expr:
    """Charged after the day, less charged before it: in whole cents, so that nothing is lost."""
    month_cents = (pl.col("month_fee_cny") * _CENTS_PER_CNY).cast(pl.Int64)
    days = pl.col("local_date").dt.days_in_month().cast(pl.Int64)
    day = pl.col("local_date").dt.day().cast(pl.Int64)

    def charged_after(day: pl.Expr) -> pl.Expr:
        return (2 * month_cents * day + days) // (2 * days)

    cents = charged_after(day) - charged_after(day - 1)
    return (cents.cast(pl.Decimal(38, 2)) / _CENTS_PER_CNY).alias("fee_cny")
