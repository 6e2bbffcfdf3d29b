"""What a unit of something useful cost: card-hours by month and pool, tokens by day and model."""

import dataframely as dy

from data.tables import fields

TOKEN_GAPS = ("no_price", "depends_on_hour", "depends_on_length", "no_exchange_rate")


class OutUnitCost(dy.Schema):
    """One row per month x pool: days that were measured and priced, and what a unit cost in them.

    A unit of what was never used has no cost: null.
    """

    month = dy.Date(description="first day of the month, local", primary_key=True)
    pool_id = fields.text("provider/region/pool/chip", primary_key=True)
    chip = fields.chip()
    days_priced = fields.count("days of the month that are in the row")
    days_in_month = fields.count("days the month has")
    cost_cny = fields.amount_cny("contracts, savings plans and pay-as-you-go of these days")
    used_card_hours = fields.quantity("card-hour", "in use on these days")
    useful_card_hours = fields.quantity(
        "card-hour", "not lost to failures; null where a day does not say", nullable=True
    )
    cny_per_card_hour = fields.rate_cny("card-hour", "cost of a card-hour in use", nullable=True)
    cny_per_useful_card_hour = fields.rate_cny(
        "card-hour", "cost of a card-hour that came to something", nullable=True
    )
    fp16_dense_tflops = fields.quantity(
        "TFLOPS", "peak of the chip, where a source prints it", nullable=True
    )
    cny_per_peak_pflop_hour = fields.rate_cny(
        "PFLOP-hour", "cost of a card-hour in use over the chip's dense peak", nullable=True
    )
    tax_basis = fields.choice(("included", "excluded"), "tax basis of the amounts")
    snapshot_id = fields.snapshot_id()


class OutTokenCostDaily(dy.Schema):
    """One row per day x provider x model x project: tokens of hosted models at their list price."""

    local_date = dy.Date(description="day in the usage's own time zone", primary_key=True)
    provider = fields.text("seller of the model's tokens", primary_key=True)
    model = fields.text("model in the provider's words", primary_key=True)
    project = fields.text("project, team or tenant", primary_key=True)
    input_tokens = fields.count("tokens sent, cached ones included")
    cached_input_tokens = fields.count("part of the input read from the provider's cache")
    output_tokens = fields.count("tokens answered, reasoning included")
    cost_cny = fields.amount_cny("cost of these tokens; null where no price fits", nullable=True)
    cny_per_million_tokens = fields.rate_cny(
        "million tokens", "cost over input and output", nullable=True
    )
    price_gap = fields.choice(TOKEN_GAPS, "why there is no cost", nullable=True)
    price_source = dy.String(description="where the prices are printed", nullable=True)
    tax_basis = fields.choice(("included", "excluded"), "tax basis of the amounts")
    snapshot_id = fields.snapshot_id()
