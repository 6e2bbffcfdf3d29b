"""What each pool cost on each local day: contracts' fees, and what was used beyond them.

Fees are due whether or not anybody measured. Pay-as-you-go is priced over the measured hours of a
day, `hours_measured` of `hours_in_day`; on a day of which none was measured it is unknown, and so
is the day's cost. Before a pool's first and after its last hour nothing is metered: there a
contract costs its fee, and nothing is bought by the hour.
"""

from dataclasses import dataclass

import polars as pl

from data.settings import Settings
from models.billing.commitments import POOL_KEY, commitment_days
from models.billing.effective import PRICE_KEY
from models.billing.money import AMOUNT, QUANTITY, exact_product, to_cents_expr
from models.billing.prices import on_demand_prices
from models.billing.settle import settle_days

_DAY_KEY = ["local_date", *POOL_KEY]
_NOTHING = pl.lit(0).cast(AMOUNT)


@dataclass(frozen=True)
class Book:
    """Prices, exchange rates and contracts, as core_price, core_fx_rate and core_commitment."""

    prices: pl.DataFrame
    fx: pl.DataFrame
    commitments: pl.DataFrame


def daily_costs(
    hours: pl.DataFrame, days: pl.DataFrame, book: Book, settings: Settings
) -> pl.DataFrame:
    """One row per local day x pool, from the first to the last day that any pool has usage for.

    `hours` (at least one) are out_pool_hourly with provider, region, pool and chip; `days` has
    `hours_in_day` of every local day. Columns: those of out_cost_daily without snapshot_id, and
    `missing_price`: why there is no pay-as-you-go price, whether or not the day needs one.
    """
    contracts = commitment_days(
        book.commitments,
        book.fx,
        hours.select(pl.col("local_date").min()).item(),
        hours.select(pl.col("local_date").max()).item(),
        tax_basis=settings.tax_basis,
    )
    pool_days = pl.concat([hours.select(_DAY_KEY), contracts.select(_DAY_KEY)]).unique()
    prices = on_demand_prices(book.prices, book.fx, pool_days, tax_basis=settings.tax_basis)
    settled = _settled_days(hours, contracts)
    return _with_amounts(
        pool_days.join(days.select("local_date", "hours_in_day"), on="local_date")
        .join(settled, on=_DAY_KEY, how="left")
        .join(contracts, on=_DAY_KEY, how="left")
        .join(prices, on=["local_date", *PRICE_KEY], how="left")
        .rename({"price_gap": "missing_price"})
        .with_columns(
            pl.concat_str(POOL_KEY, separator="/").alias("pool_id"),
            pl.lit(settings.tax_basis).alias("tax_basis"),
        )
        .sort("pool_id", "local_date")
    )


def _settled_days(hours: pl.DataFrame, contracts: pl.DataFrame) -> pl.DataFrame:
    """Sums of each day's measured hours; a day without rows is a day that was not metered."""
    under_contract = hours.join(
        contracts.select(*_DAY_KEY, "committed_cards"), on=_DAY_KEY, how="left"
    ).with_columns(pl.col("committed_cards").fill_null(0))
    measured = hours.filter(pl.col("used_card_hours").is_not_null())
    others = measured.group_by(_DAY_KEY).agg(
        _sum_if_known("useful_card_hours"), _sum_if_known("queued_card_hours")
    )
    return settle_days(under_contract, _DAY_KEY).join(others, on=_DAY_KEY, how="left")


def _sum_if_known(name: str) -> pl.Expr:
    total = pl.col(name).cast(QUANTITY).sum().cast(pl.Float64)
    return pl.when(pl.col(name).is_not_null().all()).then(total).alias(name)


def _with_amounts(days: pl.DataFrame) -> pl.DataFrame:
    on_demand = pl.col("on_demand_card_hours")
    under_contract = pl.col("committed_cards").is_not_null()
    bought_nothing = pl.col("hours_measured").is_null() | (on_demand == 0)
    on_demand_cost = to_cents_expr(exact_product(on_demand, pl.col("on_demand_price_cny")))
    committed_hours = pl.col("committed_cards").fill_null(0) * pl.col("hours_in_day")
    idle_cost = exact_product(pl.col("fee_cny"), pl.col("idle_card_hours")) / committed_hours
    cost = pl.col("commitment_cost_cny") + pl.col("on_demand_cost_cny")
    return (
        days.with_columns(
            committed_hours.cast(pl.Float64).alias("committed_card_hours"),
            pl.when(under_contract)
            .then("fee_cny")
            .otherwise(_NOTHING)
            .alias("commitment_cost_cny"),
            pl.when(bought_nothing)
            .then(_NOTHING)
            .otherwise(on_demand_cost)
            .alias("on_demand_cost_cny"),
            pl.when(under_contract)
            .then(to_cents_expr(idle_cost))
            .otherwise(_NOTHING)
            .alias("idle_cost_cny"),
        )
        .with_columns(
            cost.cast(AMOUNT).alias("cost_cny"),
            _price_gap().alias("price_gap"),
            pl.col("hours_measured").fill_null(0),
        )
        .with_columns(
            pl.col("used_card_hours", "covered_card_hours", "on_demand_card_hours").cast(pl.Float64)
        )
    )


def _price_gap() -> pl.Expr:
    """What is missing to price the day, comma-separated; null where nothing is."""
    unpriced = (pl.col("on_demand_card_hours") > 0) & pl.col("on_demand_cost_cny").is_null()
    gaps = pl.concat_str(
        pl.when(unpriced).then("missing_price"), "fee_gap", separator=",", ignore_nulls=True
    )
    return pl.when(gaps != "").then(gaps)
