"""Chips by what a useful PFLOP-hour costs, at one efficiency for domestic and one for imported."""

from decimal import Decimal

import polars as pl

from models.billing.checks import require_positive_share
from models.billing.unit_costs import per_pflop_hour

A_YEAR_MONTHS = 12


def ranked(prices: pl.DataFrame, domestic: Decimal, imported: Decimal) -> pl.DataFrame:
    """Rows of chip_prices with `efficiency_ratio` and `cny_per_useful_pflop_hour`, cheapest first.

    Null, and last, where the chip's dense throughput is not known.
    """
    require_positive_share("efficiency of domestic chips", domestic)
    require_positive_share("efficiency of imported chips", imported)
    by_origin = {"domestic": domestic, "imported": imported}
    costs = [
        None
        if row["dense_tflops"] is None
        else per_pflop_hour(
            row["rent_cny_per_card_hour"],
            Decimal(str(row["dense_tflops"])),
            by_origin[row["origin"]],
        )
        for row in prices.iter_rows(named=True)
    ]
    efficiency = pl.col("origin").replace_strict(
        {origin: float(ratio) for origin, ratio in by_origin.items()}, return_dtype=pl.Float64
    )
    return prices.with_columns(
        efficiency.alias("efficiency_ratio"),
        pl.Series("cny_per_useful_pflop_hour", costs, dtype=pl.Decimal(18, 6)),
    ).sort("cny_per_useful_pflop_hour", "chip", "seller", "term_months", nulls_last=True)


def best_of_each_chip(rows: pl.DataFrame) -> pl.DataFrame:
    """Each chip's cheapest rental of up to a year; where none is offered, its newest quote.

    A longer term stands only where there is no shorter one: chips are compared at alike terms. What
    is offered by the hour without a term is no rent, and left out; so are quotes older than a
    chip's newest, and chips of unknown throughput.
    """
    rented = rows.filter(
        (pl.col("kind") == "quote") | (pl.col("term_months") > 0),
        pl.col("cny_per_useful_pflop_hour").is_not_null(),
    )
    newest = pl.col("priced_on") == pl.col("priced_on").max().over("chip", "kind")
    is_long = pl.col("term_months").fill_null(0) > A_YEAR_MONTHS
    return (
        rented.filter((pl.col("kind") == "offer") | newest)
        .sort("kind", is_long, "cny_per_useful_pflop_hour", "seller")  # `offer` before `quote`
        .unique("chip", keep="first", maintain_order=True)
        .sort("cny_per_useful_pflop_hour", "chip")
    )
