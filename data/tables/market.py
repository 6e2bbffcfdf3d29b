"""Prices, quotes, exchange rates and chips, as their sources print them."""

import dataframely as dy
import polars as pl

from data.tables import fields


class CorePrice(dy.Schema):
    """One row per offer x valid_from: a price someone may be billed at.

    Nothing here is converted: unit, currency and tax basis are the seller's.
    A price holds from `valid_from` until the day before the offer's next row, or `valid_to`.
    """

    offer_id = fields.text("the offer, the same over all its price changes")
    valid_from = dy.Date(description="first day the price holds")
    valid_to = dy.Date(description="last day it holds; empty: until replaced", nullable=True)
    provider = fields.provider()
    region = fields.region()
    chip = fields.chip()
    cards = fields.count("cards in one unit sold (8 for an 8-card server)")
    billing_mode = fields.choice(fields.BILLING_MODES, "how it is sold")
    term_months = fields.count("months one commits to; 0 for pay-as-you-go")
    price = dy.Decimal(18, 6, min=0, description="price per `unit`, in `currency`")
    currency = fields.currency("price")
    unit = fields.choice(fields.PRICE_UNITS, "what one price buys")
    tax_included = dy.Bool(description="whether the price includes value-added tax")
    tax_rate = dy.Decimal(6, 4, min=0, max=1, description="value-added tax rate, 0.06 for 6 %")
    power_included = dy.Bool(description="whether electricity is in the price", nullable=True)
    network_included = dy.Bool(description="whether network is in the price", nullable=True)
    cabinet_included = dy.Bool(description="whether cabinet space is in the price", nullable=True)
    source = fields.text("where the price is printed")
    load_id = fields.load_id()
    line_number = fields.count("line of the source file")


class CoreRentalQuote(dy.Schema):
    """One row per observed market quote, comparable or not.

    `missing_fields` names what a quote lacks before it can be compared with an offer; quotes of
    different `category` are never put on one axis.
    """

    observed_on = dy.Date(description="first day of the period the source dates it to")
    date_precision = fields.choice(("day", "month", "year"), "how precisely the source dates it")
    market = fields.text("provider or market in the source's words")
    region = fields.region()
    chip = fields.text("chip in the source's words; `-` where there is none")
    cards = fields.count("cards in one unit", nullable=True)
    billing_mode = fields.text("how it is sold, in the source's words")
    term_months = fields.count("months of commitment", nullable=True)
    price = dy.Decimal(18, 6, min=0, description="figure as printed, per `unit`")
    currency = fields.text("currency as printed; PCT, RATIO, YEARS for figures without one")
    unit = fields.text("unit as printed")
    category = fields.choice(
        ("gpu_rent", "gpu_cloud", "gpu_purchase", "token_price", "other"), "kind of market"
    )
    tax_included = dy.Bool(description="tax in the price, where the source says", nullable=True)
    power_included = dy.Bool(description="power in the price, where it says", nullable=True)
    missing_fields = dy.String(description="comma-separated; empty where comparable")
    grade = fields.choice(fields.GRADES, "A official, B research, C media, D blog or forum")
    source = fields.text("where the figure is printed")
    note = dy.String(description="what the source adds", nullable=True)
    review_state = fields.choice(
        ("pass", "review"),
        "review: held, not to be compared before someone has looked; empty: no band to judge it by",
        nullable=True,
    )
    review_reason = dy.String(description="why it is held, or what it was judged by", nullable=True)
    load_id = fields.load_id()
    line_number = fields.count("line of the source file")


class SanityBand(dy.Schema):
    """One row per chip x period: what the monthly rent of an 8-card server is expected to be.

    A chip is a word of its name: `4090` holds for `RTX 4090`.
    """

    chip = dy.String(description="word of the chip's name", primary_key=True, min_length=1)
    valid_from = dy.Date(description="first day of quotes it judges", primary_key=True)
    valid_to = dy.Date(description="last day of quotes it judges")
    low_cny_per_server_month = dy.Decimal(18, 6, min_exclusive=0, description="lowest usual rent")
    high_cny_per_server_month = dy.Decimal(18, 6, min_exclusive=0, description="highest usual rent")
    source = fields.text("who states it, and when")

    @dy.rule()
    def high_is_at_least_low(cls) -> pl.Expr:
        """A band the wrong way round would hold every quote."""
        return pl.col("high_cny_per_server_month") >= pl.col("low_cny_per_server_month")


class CoreFxRate(dy.Schema):
    """One row per business day x currency pair, only days on which a rate was published."""

    rate_date = dy.Date(description="day the rate was published")
    base_currency = fields.text("1 unit of this ...")
    quote_currency = fields.text("... costs `rate` of this")
    rate = dy.Decimal(18, 8, min_exclusive=0, description="quote per base")
    source = fields.text("who publishes it, and how it is derived")
    load_id = fields.load_id()
    line_number = fields.count("line of the source file")


class CoreChip(dy.Schema):
    """One row per chip of the reference catalogue."""

    chip = fields.text("name used everywhere", primary_key=True)
    vendor = fields.text("maker")
    origin = fields.choice(fields.ORIGINS, "imported or domestic, seen from China")
    compute_class = fields.choice(
        fields.COMPUTE_CLASSES,
        "general: processors alone; intelligent: accelerators; super: a supercomputing centre's",
        nullable=True,
    )
    released_on = fields.text("year or month of release, as far as known")
    fp16_dense_tflops = fields.quantity(
        "TFLOPS", "dense FP16/BF16, never the sparse figure", nullable=True
    )
    memory_gb = fields.quantity("GB", "memory per card", nullable=True)
    bandwidth_gb_per_s = fields.quantity("GB/s", "memory bandwidth", nullable=True)
    tdp_w = fields.quantity("W", "design power", nullable=True)
    source = fields.text("where the figures are printed")
    conflicts = dy.String(description="figures other sources print", nullable=True)
