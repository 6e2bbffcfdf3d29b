"""Pay-as-you-go prices of a price book in yuan, on one tax basis, by the day.

What cannot be priced keeps a null and a code that says why; it is never guessed. What else a price
book sells becomes plans (`models.offers.market`).
"""

from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from models.billing.conversion import HOURLY_UNITS, TaxBasis, Terms, price_cny_per_card_hour
from models.billing.effective import PRICE_KEY, newest, valid_on
from models.billing.exchange import NO_RATE, with_cny_rate
from models.billing.money import RATE
from models.billing.parts import MOST_UNITS

NO_PRICE = "no_on_demand_price"
NOT_HOURLY = "on_demand_price_not_hourly"
AMBIGUOUS = "ambiguous_on_demand_price"
BEYOND = "beyond_bounds"  # no card, or a number that is none of this world

RENTAL_MODES = ("monthly", "quarterly", "annual", "multi_year")

_DAY_KEY = ["local_date", *PRICE_KEY]
_TERMS = ["price", "unit", "cards", "cny_per_unit", "tax_included", "tax_rate"]
OFFER = [  # what makes a plan of a row of core_price: models.offers.rows
    "offer_id",
    "valid_from",
    "cards",
    "price",
    "unit",
    "currency",
    "tax_included",
    "tax_rate",
    "power_included",
    "source",
    "load_id",
    "line_number",
]


def on_demand_prices(
    prices: pl.DataFrame,
    fx: pl.DataFrame,
    days: pl.DataFrame,
    *,
    tax_basis: TaxBasis,
    rates_known_until: date | None = None,
) -> pl.DataFrame:
    """Pay-as-you-go price per card-hour, one row per distinct day x provider x region x chip.

    Of several offers the one with the newest `valid_from` holds; if several began on that day at
    different prices, none does. Adds `on_demand_price_cny` (yuan per card-hour, 6 decimals, null
    where unknown), `price_gap` (the reason for a null) and `offer`: the row's columns OFFER, as the
    seller prints them. `prices` and `fx` are core_price and core_fx_rate; days after
    `rates_known_until` use that day's exchange rate.
    """
    asked = days.select(_DAY_KEY).unique(maintain_order=True)
    offers = newest(valid_on(prices.filter(pl.col("billing_mode") == "on_demand"), asked))
    rated = with_cny_rate(offers, fx, day="local_date", known_until=rates_known_until)

    priced = _with_price(rated, tax_basis)
    return asked.join(_one_price_per_day(priced), on=_DAY_KEY, how="left").with_columns(
        pl.when(pl.col("on_demand_price_cny").is_null())
        .then(pl.col("price_gap").fill_null(NO_PRICE))
        .alias("price_gap")
    )


def _with_price(rated: pl.DataFrame, tax_basis: TaxBasis) -> pl.DataFrame:
    """Convert each distinct set of terms once: a price book has far fewer than there are days."""
    distinct = rated.select(_TERMS).unique()
    converted = [_price(row, tax_basis) for row in distinct.iter_rows(named=True)]
    return rated.join(
        distinct.with_columns(pl.Series("on_demand_price_cny", converted, dtype=RATE)),
        on=_TERMS,
        how="left",
        nulls_equal=True,
    )


def _price(row: dict[str, Any], tax_basis: TaxBasis) -> Decimal | None:
    if row["cny_per_unit"] is None or not 1 <= row["cards"] <= MOST_UNITS:
        return None
    terms = Terms(row["cny_per_unit"], row["tax_included"], row["tax_rate"], tax_basis)
    return price_cny_per_card_hour(row["price"], row["unit"], row["cards"], terms)


def _one_price_per_day(priced: pl.DataFrame) -> pl.DataFrame:
    several = pl.col("on_demand_price_cny").n_unique() > 1
    return (
        priced.sort("offer_id")
        .group_by(_DAY_KEY, maintain_order=True)
        .agg(
            pl.when(~several)
            .then(pl.col("on_demand_price_cny").first())
            .alias("on_demand_price_cny"),
            pl.when(several)
            .then(pl.lit(AMBIGUOUS))
            .when(~pl.col("unit").is_in(HOURLY_UNITS).all())
            .then(pl.lit(NOT_HOURLY))
            .when(pl.col("cny_per_unit").is_null().any())
            .then(pl.lit(NO_RATE))
            .when(pl.col("on_demand_price_cny").is_null().any())
            .then(pl.lit(BEYOND))
            .alias("price_gap"),
            pl.struct(OFFER).first().alias("offer"),
        )
    )
