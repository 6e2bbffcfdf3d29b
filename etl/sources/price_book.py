"""The price book: offers one may be billed at, in our own template, with effective dates."""

import dataframely as dy
import polars as pl

from data.tables import fields
from etl.chips import resolve_chips
from etl.quoting import MOST_PER_UNIT, PricedRow, list_price, pay_ratio, prepare_prices
from etl.source import Source, has_columns


class PriceBookRow(PricedRow):
    """One row per offer x valid_from."""

    offer_id = fields.text("the offer, the same over all its price changes", primary_key=True)
    valid_from = dy.Date(description="first day the price holds", primary_key=True)
    valid_to = dy.Date(description="last day it holds; empty: until replaced", nullable=True)
    provider = fields.provider()
    region = fields.region()
    chip = fields.chip()
    cards = dy.Int64(min=1, description="cards in one unit sold (8 for an 8-card server)")
    billing_mode = fields.choice(fields.BILLING_MODES, "how it is sold")
    term_months = fields.count("months one commits to; 0 for pay-as-you-go")
    price = dy.Decimal(
        18,
        6,
        min_exclusive=0,
        max=MOST_PER_UNIT,
        description="price per `unit`, in `currency`",
    )
    currency = fields.currency("price")
    unit = fields.choice(fields.PRICE_UNITS, "what one price buys")
    tax_included = dy.Bool(description="whether the price includes value-added tax")
    tax_rate = fields.tax_rate()
    power_included = dy.Bool(description="electricity in the price; empty: not said", nullable=True)
    network_included = dy.Bool(description="network in the price; empty: not said", nullable=True)
    cabinet_included = dy.Bool(description="cabinet in the price; empty: not said", nullable=True)
    source = fields.text("where the price is printed")
    list_price = list_price()
    pay_ratio = pay_ratio()

    @dy.rule()
    def ends_on_or_after_its_first_day(cls) -> pl.Expr:
        """A price of no days is a typing error."""
        return pl.col("valid_to") >= pl.col("valid_from")

    @dy.rule()
    def pay_as_you_go_has_no_term_and_packages_have_one(cls) -> pl.Expr:
        """A package without its term cannot be compared."""
        open_ended = pl.col("billing_mode").is_in(
            ["on_demand", "spot", "capacity_block", "purchase"]
        )
        return open_ended | (pl.col("term_months") > 0)


SOURCE = Source(
    name="price_book",
    title="Price book in Suanli's template: offers with effective dates",
    version=3,
    contract=PriceBookRow,
    recognise=has_columns("offer_id", "valid_from", "price", "unit"),
    prepare=lambda table, _: resolve_chips(prepare_prices(table, PriceBookRow)),
    core_sql={"core_price": "price_book_to_price"},
    is_strict=True,
)
