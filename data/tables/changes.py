"""What a month cost and of what, so that two months can be told apart to the cent."""

import dataframely as dy

from data.tables import fields

CHANGE_PARTS = (
    "volume",
    "mix",
    "price",
    "currency",
    "discount",
    "idle",
    "unmetered",
    "no_list_price",
)


class OutCostMonth(dy.Schema):
    """One row per local month x pool: cost_cny = list_cost - discount + idle + unmetered.

    Over the days whose cost is known. `list_cost_cny` is what was used at each day's pay-as-you-go
    price; `discount_cny` what contracts and savings plans saved of it: covered hours at that price,
    less what was paid for used ones; below 0 where they are dearer. Both are null where a day that
    was used has no pay-as-you-go price.
    """

    month = dy.Date(description="first day of the month, local", primary_key=True)
    pool_id = fields.text("provider/region/pool/chip", primary_key=True)
    provider = fields.provider()
    region = fields.region()
    pool = fields.pool()
    chip = fields.chip()
    days = fields.count("days of the month in out_cost_daily")
    unknown_days = fields.count("of them days whose cost is not known; in no amount")
    used_card_hours = fields.quantity("card-hour", "in use on the days whose cost is known")
    cost_cny = fields.amount_cny("all cost of the known days")
    commitment_cost_cny = fields.amount_cny("contracts' fees")
    savings_plan_cost_cny = fields.amount_cny("what savings plans cost")
    on_demand_cost_cny = fields.amount_cny("pay-as-you-go")
    list_cost_cny = fields.amount_cny("all use at pay-as-you-go prices", nullable=True)
    discount_cny = fields.amount_cny(
        "what contracts and savings plans saved of that", nullable=True
    )
    idle_cost_cny = fields.amount_cny(
        "fees for card-hours that nobody used, and savings plans' unused part"
    )
    unmetered_cost_cny = fields.amount_cny("fees and plans of days on which nothing was metered")
    price_currency = dy.String(
        description="currency of the pay-as-you-go price; null where there are several, or none",
        nullable=True,
    )
    cny_per_currency = dy.Float64(
        description="exchange rate of it, mean over the list cost",
        nullable=True,
        metadata={"unit": "CNY per currency unit"},
    )
    tax_basis = fields.choice(("included", "excluded"), "tax basis of the amounts")
    snapshot_id = fields.snapshot_id()
