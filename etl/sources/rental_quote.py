"""Rental quotes in our own template: what the market asked for, comparable or not.

A quote without unit, cards, tax or power flag cannot be compared with another: read per card, a
server's rent is eight times wrong. In this template those fields must be filled; market snapshots
that lack them come through the source `market_prices`.
"""

import dataframely as dy

from data.tables import fields
from etl.quoting import MOST_PER_UNIT, PricedRow, list_price, pay_ratio, prepare_prices
from etl.source import Source, has_columns


class RentalQuoteRow(PricedRow):
    """One row per observed quote."""

    observed_on = dy.Date(description="day the quote was seen", primary_key=True)
    market = fields.text("provider or market", primary_key=True)
    region = fields.region(primary_key=True)
    chip = fields.chip(primary_key=True)
    cards = dy.Int64(min=1, description="cards in one unit", primary_key=True)
    billing_mode = fields.choice(fields.BILLING_MODES, "how it is sold", primary_key=True)
    term_months = fields.count("months of commitment; 0 for none", primary_key=True)
    price = dy.Decimal(
        18,
        6,
        min_exclusive=0,
        max=MOST_PER_UNIT,
        description="price per `unit`",
        primary_key=True,
    )
    currency = fields.currency("price")
    unit = fields.choice(fields.PRICE_UNITS, "what one price buys", primary_key=True)
    tax_included = dy.Bool(description="whether the price includes value-added tax")
    power_included = dy.Bool(description="whether electricity is in the price")
    network_included = dy.Bool(description="network in the price; empty: not said", nullable=True)
    cabinet_included = dy.Bool(description="cabinet in the price; empty: not said", nullable=True)
    grade = fields.choice(fields.GRADES, "A official, B research, C media, D blog or forum")
    source = fields.text("where it is printed", primary_key=True)
    note = dy.String(description="what else it says", nullable=True)
    list_price = list_price()
    pay_ratio = pay_ratio()


SOURCE = Source(
    name="rental_quote",
    title="Rental quotes in Suanli's template, complete enough to compare",
    version=2,
    contract=RentalQuoteRow,
    recognise=has_columns("observed_on", "market", "price", "unit", "tax_included", "grade"),
    prepare=lambda table, _: prepare_prices(table, RentalQuoteRow),
    core_sql={"core_rental_quote": "rental_quote_to_rental_quote"},
    is_strict=True,
)
