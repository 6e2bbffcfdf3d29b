"""What each pool cost on each local day: contracts' fees, and what was used beyond them.

The billing engine makes one bill per pool over all its days (`models.offers` turns rows into its
plans), and the bill's lines are spread over their days: the days of a line sum to it, to the cent.

Fees are due whether or not anybody measured. Pay-as-you-go is priced over the measured hours of a
day, `hours_measured` of `hours_in_day`; on a day of which none was measured it is unknown, and so
is the day's cost. Before a pool's first and after its last hour nothing is metered: there a
contract costs its fee, and nothing is bought by the hour.
"""

from dataclasses import dataclass
from datetime import date

import polars as pl

from data.settings import Settings
from models.billing.money import AMOUNT, QUANTITY, exact_product, to_cents_expr
from models.billing.prices import on_demand_prices
from models.offers.contracts import POOL_KEY, UNUSABLE, from_cents, whole_months
from models.offers.rates import daily_rates
from models.pool_bill import PoolBill, bill_of_pool

_DAY_KEY = ["local_date", *POOL_KEY]
_PRICE_DAY = ["local_date", "provider", "region", "chip"]
_NOTHING = pl.lit(0).cast(AMOUNT)
_UNKNOWN = (pl.col("fee_gap") == UNUSABLE).fill_null(value=False)  # what contracts cover and cost


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
    first, last = hours.select(
        pl.col("local_date").min().alias("first"), pl.col("local_date").max().alias("last")
    ).row(0)
    contracts = book.commitments.filter(pl.col("start_date") <= last, pl.col("end_date") >= first)
    pools = pl.concat([hours.select(POOL_KEY), contracts.select(POOL_KEY)]).unique()
    pool_days = pools.join(days.filter(pl.col("local_date").is_between(first, last)), how="cross")
    prices = on_demand_prices(book.prices, book.fx, pool_days, tax_basis=settings.tax_basis)
    billed = _billed_days(hours, contracts, prices, (first, last), book.fx, settings)
    return _with_amounts(
        billed.join(days.select("local_date", "hours_in_day"), on="local_date")
        .join(_measured_days(hours), on=_DAY_KEY, how="left")
        .join(prices.drop("offer"), on=_PRICE_DAY, how="left")
        .rename({"price_gap": "missing_price"})
        .filter(pl.col("hours_measured").is_not_null() | (pl.col("committed_cards") > 0) | _UNKNOWN)
        .with_columns(
            pl.concat_str(POOL_KEY, separator="/").alias("pool_id"),
            pl.lit(settings.tax_basis).alias("tax_basis"),
        )
        .sort("pool_id", "local_date")
    )


def _billed_days(
    hours: pl.DataFrame,
    contracts: pl.DataFrame,
    prices: pl.DataFrame,
    span: tuple[date, date],
    fx: pl.DataFrame,
    settings: Settings,
) -> pl.DataFrame:
    """One row per day x pool, with what the engine says; cents as whole numbers become yuan."""
    axis = whole_months(*span)
    currencies = {offer["currency"] for offer in prices["offer"] if offer is not None}
    rates = daily_rates(fx, currencies | set(contracts["currency"]), *axis)
    by_market = prices.partition_by("provider", "region", "chip", as_dict=True)
    by_pool = contracts.partition_by(POOL_KEY, as_dict=True)
    pools = hours.partition_by(POOL_KEY, as_dict=True)
    parts = []
    for key in {**pools, **by_pool}:
        pool_bill = PoolBill(
            key=dict(zip(POOL_KEY, map(str, key), strict=True)),
            hours=pools.get(key, hours.clear()),
            contracts=by_pool.get(key, contracts.clear()),
            prices=by_market[key[0], key[1], key[3]],
            axis=axis,
            rates=rates,
        )
        parts.append(bill_of_pool(pool_bill, settings))
    return (
        pl.concat(parts)
        .filter(pl.col("local_date").is_between(*span))
        .with_columns(from_cents("fee_cny"), from_cents("billed_cny"))
    )


def _measured_days(hours: pl.DataFrame) -> pl.DataFrame:
    """Sums of each day's measured hours; a day without rows is a day that was not metered."""
    measured = pl.col("used_card_hours").is_not_null()
    return hours.group_by(_DAY_KEY).agg(
        measured.sum().cast(pl.Int64).alias("hours_measured"),
        _sum_if_known("useful_card_hours", measured),
        _sum_if_known("queued_card_hours", measured),
    )


def _sum_if_known(name: str, measured: pl.Expr) -> pl.Expr:
    value = pl.col(name).filter(measured)
    total = value.cast(QUANTITY).sum().cast(pl.Float64)
    return pl.when(measured.any() & value.is_not_null().all()).then(total).alias(name)


def _with_amounts(days: pl.DataFrame) -> pl.DataFrame:
    on_demand = pl.col("on_demand_card_hours")
    under_contract = (pl.col("committed_cards") > 0) | _UNKNOWN
    measured = pl.col("hours_measured")
    bought_nothing = ~_UNKNOWN & (measured.is_null() | ((measured > 0) & (on_demand == 0)))
    priced = ~_UNKNOWN & (measured > 0) & pl.col("on_demand_price_cny").is_not_null()
    committed_hours = pl.col("committed_cards") * pl.col("hours_in_day")
    idle = pl.col("committed_cards") * measured - pl.col("covered_card_hours")
    idle_cost = exact_product(pl.col("fee_cny"), idle.cast(QUANTITY)) / committed_hours
    known = [
        pl.when((measured > 0) & (~_UNKNOWN | pl.lit(name == "used_card_hours")))
        .then(name)
        .alias(name)
        for name in ("used_card_hours", "covered_card_hours", "on_demand_card_hours")
    ]
    return days.with_columns(
        committed_hours.cast(pl.Float64).alias("committed_card_hours"),
        pl.when(under_contract).then("fee_cny").otherwise(_NOTHING).alias("commitment_cost_cny"),
        pl.when(bought_nothing)
        .then(_NOTHING)
        .when(priced)
        .then("billed_cny")
        .alias("on_demand_cost_cny"),
        pl.when(~under_contract)
        .then(_NOTHING)
        .when(measured > 0)
        .then(to_cents_expr(idle_cost))
        .alias("idle_cost_cny"),
        *known,
    ).with_columns(
        (pl.col("commitment_cost_cny") + pl.col("on_demand_cost_cny"))
        .cast(AMOUNT)
        .alias("cost_cny"),
        _price_gap().alias("price_gap"),
        measured.fill_null(0),
    )


def _price_gap() -> pl.Expr:
    """What is missing to price the day, comma-separated; null where nothing is."""
    unpriced = (pl.col("on_demand_card_hours") > 0) & pl.col("on_demand_cost_cny").is_null()
    gaps = pl.concat_str(
        pl.when(unpriced).then("missing_price"), "fee_gap", separator=",", ignore_nulls=True
    )
    return pl.when(gaps != "").then(gaps)
