"""What each pool cost on each local day: contracts, savings plans, and what was used beyond them.

The billing engine makes one bill per pool over all its days (`models.offers` turns rows into its
plans), and the bill's lines are spread over their days: the days of a line sum to it, to the cent.

Fees are due whether or not anybody measured. Pay-as-you-go is priced over the measured hours of a
day, `hours_measured` of `hours_in_day`; on a day of which none was measured it is unknown, and so
is the day's cost. Before a pool's first and after its last hour nothing is metered: there a
contract costs its fee, and nothing is bought by the hour. What savings plans count is no longer
bought by the hour; their day is the cost of the pools that they serve (`models.savings_costs`).
"""

from dataclasses import dataclass
from datetime import date

import polars as pl

from data.settings import Settings
from models.billing.exchange import NO_RATE
from models.billing.money import AMOUNT, QUANTITY, exact_product, to_cents_expr
from models.billing.prices import on_demand_prices
from models.offers.contracts import POOL_KEY, UNUSABLE, from_cents, whole_months
from models.offers.rates import daily_rates
from models.offers.savings_plans import savings_plans_in_hand
from models.pool_bill import PoolBill, bill_of_pool
from models.pool_hours import named
from models.savings_costs import with_savings_plans

_DAY_KEY = ["local_date", *POOL_KEY]
_PRICE_DAY = ["local_date", "provider", "region", "chip"]
_NOTHING = pl.lit(0).cast(AMOUNT)
_UNKNOWN = (pl.col("fee_gap") == UNUSABLE).fill_null(value=False)  # what contracts cover and cost
_UNDER_CONTRACT = (pl.col("committed_cards") > 0) | _UNKNOWN
_PLAN_UNKNOWN = pl.col("plan_unknown").fill_null(value=False)  # what plans count and cost


@dataclass(frozen=True)
class Book:
    """Rows of core_price, core_fx_rate, core_commitment and core_savings_plan."""

    prices: pl.DataFrame
    fx: pl.DataFrame
    commitments: pl.DataFrame
    savings_plans: pl.DataFrame


def daily_costs(
    hours: pl.DataFrame, days: pl.DataFrame, book: Book, settings: Settings
) -> pl.DataFrame:
    """One row per local day x pool, from the first to the last day that any pool has usage for.

    `hours` (at least one) are those of models.pool_hours; `days` has `hours_in_day` of every local
    day. Columns: those of out_cost_daily without snapshot_id, and
    `missing_price`: why there is no pay-as-you-go price, whether or not the day needs one.
    """
    first, last = hours.select(
        pl.col("local_date").min().alias("first"), pl.col("local_date").max().alias("last")
    ).row(0)
    contracts = book.commitments.filter(pl.col("start_date") <= last, pl.col("end_date") >= first)
    told = named(hours.select(POOL_KEY).unique())
    pools = pl.concat([told, contracts.select(POOL_KEY)]).unique()
    pool_days = pools.join(days.filter(pl.col("local_date").is_between(first, last)), how="cross")
    prices = on_demand_prices(book.prices, book.fx, pool_days, tax_basis=settings.tax_basis)
    bills = _pool_bills(hours, contracts, prices, (first, last), book.fx)
    plans = savings_plans_in_hand(
        book.savings_plans, book.fx, first, last, tax_basis=settings.tax_basis
    )
    bills, plan_days = with_savings_plans(bills, plans, settings.time_zone)
    return _with_amounts(
        _billed_days(bills, plan_days, (first, last), settings)
        .join(days.select("local_date", "hours_in_day"), on="local_date")
        .join(_measured_days(hours), on=_DAY_KEY, how="left")
        .join(prices.drop("offer"), on=_PRICE_DAY, how="left")
        .rename({"price_gap": "missing_price"})
        .filter(
            pl.col("hours_measured").is_not_null()
            | (pl.col("committed_cards") > 0)
            | (pl.col("plan_cny") > 0)
            | _UNKNOWN
        )
        .with_columns(
            pl.concat_str(POOL_KEY, separator="/").alias("pool_id"),
            pl.lit(settings.tax_basis).alias("tax_basis"),
        )
        .sort("pool_id", "local_date")
    )


def _pool_bills(
    hours: pl.DataFrame,
    contracts: pl.DataFrame,
    prices: pl.DataFrame,
    span: tuple[date, date],
    fx: pl.DataFrame,
) -> list[PoolBill]:
    axis = whole_months(*span)
    currencies = {offer["currency"] for offer in prices["offer"] if offer is not None}
    rates = daily_rates(fx, currencies | set(contracts["currency"]), *axis)
    by_market = prices.partition_by("provider", "region", "chip", as_dict=True)
    by_pool = contracts.partition_by(POOL_KEY, as_dict=True)
    used = hours.select(*POOL_KEY, "hour_utc", "used_card_hours")
    pools = used.partition_by(POOL_KEY, as_dict=True, include_key=False)
    return [
        PoolBill(
            key=dict(zip(POOL_KEY, map(str, key), strict=True)),
            hours=pools.get(key, used.clear()),
            contracts=by_pool.get(key, contracts.clear()),
            prices=by_market[key[0], key[1], key[3]],
            axis=axis,
            rates=rates,
        )
        for key in {**pools, **by_pool}
    ]


def _billed_days(
    bills: list[PoolBill], plan_days: pl.DataFrame, span: tuple[date, date], settings: Settings
) -> pl.DataFrame:
    """One row per day x pool, with what the engine says; cents as whole numbers become yuan."""
    plans = plan_days.with_columns(
        from_cents("plan_cents").alias("plan_cny"),
        from_cents("plan_idle_cents").alias("plan_idle_cny"),
    )
    return (
        pl.concat([bill_of_pool(pool, settings) for pool in bills])
        .filter(pl.col("local_date").is_between(*span))
        .with_columns(from_cents("fee_cny"), from_cents("billed_cny"))
        .join(plans, on=_DAY_KEY, how="left")
    )


def _measured_days(hours: pl.DataFrame) -> pl.DataFrame:
    """Sums of each day's measured hours; a day without rows is a day that was not metered."""
    measured = pl.col("used_card_hours").is_not_null()
    sums = hours.group_by(_DAY_KEY).agg(
        measured.sum().cast(pl.Int64).alias("hours_measured"),
        _sum_if_known("useful_card_hours", measured),
        _sum_if_known("queued_card_hours", measured),
    )
    return named(sums)


def _sum_if_known(name: str, measured: pl.Expr) -> pl.Expr:
    value = pl.col(name).filter(measured)
    total = value.cast(QUANTITY).sum().cast(pl.Float64)
    return pl.when(measured.any() & value.is_not_null().all()).then(total).alias(name)


def _with_amounts(days: pl.DataFrame) -> pl.DataFrame:
    on_demand, measured = pl.col("on_demand_card_hours"), pl.col("hours_measured")
    bought_nothing = ~_UNKNOWN & (measured.is_null() | ((measured > 0) & (on_demand == 0)))
    is_priced = pl.col("on_demand_price_cny").is_not_null()
    priced = ~_UNKNOWN & ~_PLAN_UNKNOWN & (measured > 0) & is_priced
    return days.with_columns(
        (pl.col("committed_cards") * pl.col("hours_in_day"))
        .cast(pl.Float64)
        .alias("committed_card_hours"),
        pl.when(_UNDER_CONTRACT).then("fee_cny").otherwise(_NOTHING).alias("commitment_cost_cny"),
        pl.when(bought_nothing)
        .then(_NOTHING)
        .when(priced)
        .then("billed_cny")
        .alias("on_demand_cost_cny"),
        *_of_plans(),
        _contract_idle().alias("contract_idle_cny"),
        *_known_hours(),
    ).with_columns(
        (
            pl.col("commitment_cost_cny")
            + pl.col("savings_plan_cost_cny")
            + pl.col("on_demand_cost_cny")
        )
        .cast(AMOUNT)
        .alias("cost_cny"),
        (pl.col("contract_idle_cny") + pl.col("savings_plan_idle_cost_cny"))
        .cast(AMOUNT)
        .alias("idle_cost_cny"),
        _price_gap().alias("price_gap"),
        measured.fill_null(0),
    )


def _known_hours() -> list[pl.Expr]:
    """Hours of measured days; what contracts that cannot be billed cover of them is not known."""
    measured, contracts = pl.col("hours_measured") > 0, ~_UNKNOWN
    plans = contracts & ~_PLAN_UNKNOWN
    names = {
        "used_card_hours": ("used_card_hours", measured),
        "covered_card_hours": ("covered_card_hours", measured & contracts),
        "savings_plan_covered_card_hours": ("counted_card_hours", measured & plans),
        "on_demand_card_hours": ("on_demand_card_hours", measured & plans),
    }
    return [pl.when(known).then(source).alias(name) for name, (source, known) in names.items()]


def _contract_idle() -> pl.Expr:
    """The fee's part for card-hours that nobody used, over the measured hours."""
    measured = pl.col("hours_measured")
    idle = pl.col("committed_cards") * measured - pl.col("covered_card_hours")
    committed_hours = pl.col("committed_cards") * pl.col("hours_in_day")
    cost = exact_product(pl.col("fee_cny"), idle.cast(QUANTITY)) / committed_hours
    return pl.when(~_UNDER_CONTRACT).then(_NOTHING).when(measured > 0).then(to_cents_expr(cost))


def _of_plans() -> list[pl.Expr]:
    """What savings plans cost the pool, of it idle, and what that pays for; nothing without one."""
    cost = pl.col("plan_cny").fill_null(_NOTHING)
    known = pl.when(~_PLAN_UNKNOWN)
    # Without a price nobody knows what use would have counted: it is not lost for that.
    is_counted = (pl.col("on_demand_card_hours") == 0) | pl.col("on_demand_price_cny").is_not_null()
    return [
        known.then(cost).alias("savings_plan_cost_cny"),
        known.then(
            pl.when(cost == 0)
            .then(_NOTHING)
            .when((pl.col("hours_measured") > 0) & is_counted)
            .then("plan_idle_cny")
        ).alias("savings_plan_idle_cost_cny"),
        known.then(pl.when(cost == 0).then(0.0).otherwise("plan_card_hours")).alias(
            "savings_plan_card_hours"
        ),
    ]


def _price_gap() -> pl.Expr:
    """What is missing to price the day, comma-separated; null where nothing is."""
    unpriced = (pl.col("on_demand_card_hours") > 0) & pl.col("on_demand_cost_cny").is_null()
    gaps = pl.concat_str(
        pl.when(unpriced).then("missing_price"),
        pl.coalesce("fee_gap", pl.when(_PLAN_UNKNOWN).then(pl.lit(NO_RATE))),
        separator=",",
        ignore_nulls=True,
    )
    return pl.when(gaps != "").then(gaps)
