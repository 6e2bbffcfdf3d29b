"""`out_cost_month`: the days of out_cost_daily added up by month and pool, and split."""

import duckdb
import polars as pl

from data.settings import Settings
from data.tables import OUT_TABLES
from models.billing.exchange import HOME_CURRENCY
from models.billing.money import AMOUNT, QUANTITY, exact_product, to_cents_expr
from models.billing.prices import on_demand_prices
from models.marts import read_book
from models.offers.rates import daily_rates
from models.stage import read, replace_rows

_KEY = ["month", "pool_id", "provider", "region", "pool", "chip"]
_PARTS = ("commitment_cost_cny", "savings_plan_cost_cny", "on_demand_cost_cny")
_MARKET_DAY = ["local_date", "provider", "region", "chip"]


def build_cost_months(
    connection: duckdb.DuckDBPyConnection, settings: Settings, snapshot_id: str
) -> None:
    """Fill out_cost_month from out_cost_daily; empty where that is."""
    days = read(connection, "cost_month_days")
    if days.is_empty():
        replace_rows(connection, "out_cost_month", OUT_TABLES["out_cost_month"].create_empty())
        return
    book = read_book(connection)
    found = on_demand_prices(book.prices, book.fx, days, tax_basis=settings.tax_basis)
    currencies = found.select(*_MARKET_DAY, pl.col("offer").struct.field("currency"))
    first, last = days["local_date"][0], days["local_date"][-1]
    rates = daily_rates(book.fx, {*currencies["currency"].drop_nulls()}, first, last)
    with_rate = days.join(currencies, on=_MARKET_DAY, how="left").join(
        rates.frame.select(
            pl.col("rate_date").alias("local_date"),
            pl.col("base_currency").alias("currency"),
            pl.col("rate").cast(pl.Float64),
        ),
        on=["local_date", "currency"],
        how="left",
    )
    months = cost_months(with_rate).with_columns(
        pl.lit(settings.tax_basis).alias("tax_basis"), pl.lit(snapshot_id).alias("snapshot_id")
    )
    replace_rows(connection, "out_cost_month", months)


def cost_months(days: pl.DataFrame) -> pl.DataFrame:
    """Days as in cost_month_days.sql with `currency` and `rate` (yuan per unit, null for yuan)."""
    known = pl.col("cost_cny").is_not_null()
    metered = known & (pl.col("hours_measured") > 0)
    used = pl.col("used_card_hours").fill_null(0)
    has_list_price = pl.col("on_demand_price_cny").is_not_null() | (used == 0)
    rate = pl.when(pl.col("currency") == HOME_CURRENCY).then(1.0).otherwise(pl.col("rate"))
    sold_in = pl.col("currency").filter(metered & (used > 0)).drop_nulls()
    return (
        days.with_columns(_at_list().alias("list_cost_cny"))
        .group_by(_KEY)
        .agg(
            pl.len().cast(pl.Int64).alias("days"),
            (~known).sum().cast(pl.Int64).alias("unknown_days"),
            *[pl.col(name).filter(known).sum() for name in ("used_card_hours", *_PARTS)],
            pl.col("cost_cny").sum(),
            pl.when(has_list_price.filter(metered).all())
            .then(pl.col("list_cost_cny").filter(metered).sum())
            .alias("list_cost_cny"),
            pl.col("idle_cost_cny").filter(metered).sum(),
            (pl.col("cost_cny") - pl.col("on_demand_cost_cny"))
            .filter(known & (pl.col("hours_measured") == 0))
            .sum()
            .alias("unmetered_cost_cny"),
            pl.when(sold_in.n_unique() == 1).then(sold_in.first()).alias("price_currency"),
            (pl.col("list_cost_cny").cast(pl.Float64) / rate)
            .filter(metered)
            .sum()
            .alias("in_currency"),
        )
        .with_columns(pl.col(pl.Decimal).cast(AMOUNT))
        .with_columns(_discount(), _mean_rate())
        .drop("in_currency")
        .sort(_KEY)
    )


def _at_list() -> pl.Expr:
    """What a day's use costs at its pay-as-you-go price, to the cent; null without one."""
    used = pl.col("used_card_hours").fill_null(0).cast(QUANTITY)
    return to_cents_expr(exact_product(pl.col("on_demand_price_cny"), used))


def _discount() -> pl.Expr:
    """What makes list cost - discount + idle + unmetered the cost; it takes the cents of rounding.

    That is covered hours at list price less the fees, and savings plans' money, that was used.
    """
    others = pl.col("list_cost_cny") + pl.col("idle_cost_cny") + pl.col("unmetered_cost_cny")
    return (others - pl.col("cost_cny")).cast(AMOUNT).alias("discount_cny")


def _mean_rate() -> pl.Expr:
    is_one = pl.col("price_currency").is_not_null() & (pl.col("in_currency") > 0)
    rate = pl.col("list_cost_cny").cast(pl.Float64) / pl.col("in_currency")
    return pl.when(is_one).then(rate).alias("cny_per_currency")
