"""Cards against demand: by week ahead, by when to order, how full they are, what better use brings.

A week is short where demand is above the cards in hand in more than 5 % of its hours.
"""

import dataframely as dy

from data.tables import fields

CAPACITY_RISKS = (0.9, 0.5, 0.1)
CAPACITY_LEVERS = ("utilisation", "fill", "off_peak", "idle_elsewhere", "pooling", "cheaper_place")
_BASIS = ("demand", "used")


def _pool_id() -> dy.String:
    return fields.text("provider/region/pool/chip")


def _basis() -> dy.String:
    return fields.choice(
        _BASIS, "used + queued; `used` where no queue was measured: rather too low"
    )


class OutCapacityAhead(dy.Schema):
    """One row per pool x whole week ahead: cards that 95 % of its hours need, and those there.

    Quantiles are those of the forecast's paths (out_forecast, `peak_demand_p95` by the week), with
    planned runs added. After the forecast's last whole week demand is held at the mean of its last
    four (`is_extended`): supply is known longer than demand.
    """

    pool_id = _pool_id()
    week_start = dy.Date(description="Monday of the week, local")
    is_extended = dy.Bool(description="whether the week lies beyond the forecast")
    basis = _basis()
    demand_p10_cards = fields.quantity("card", "10 % of paths need less")
    demand_p50_cards = fields.quantity("card", "half of the paths need less")
    demand_p90_cards = fields.quantity("card", "90 % of paths need less")
    planned_cards = fields.quantity("card", "of it planned runs, on the week's fullest day")
    supply_cards = fields.quantity("card", "fewest cards in hand on a day of the week")
    supply_if_renewed_cards = fields.quantity("card", "the same if no contract ended")
    arriving_cards = fields.quantity("card", "of contracts that begin in the week")
    leaving_cards = fields.quantity("card", "of contracts that end in the week")
    supply_basis = fields.choice(
        ("measured", "contracts"), "cards measured at the cut-off, or only those under contract"
    )
    cut_off = dy.Date(description="last day whose data were known")
    snapshot_id = fields.snapshot_id()


class OutCapacityOrder(dy.Schema):
    """One row per pool x risk: since when its cards are too few, and by when to order more.

    Risk 0.5: the median of demand is above them; 0.1: its 90th percentile; 0.9: its 10th.
    """

    pool_id = _pool_id()
    risk_ratio = fields.ratio("chance that the week is short, at least", max=1)
    basis = _basis()
    short_from = dy.Date(description="first short day; null: none in 52 weeks", nullable=True)
    is_extended = dy.Bool(description="whether that day lies beyond the forecast")
    short_if_renewed_from = dy.Date(
        description="the same if no contract ended; null: none", nullable=True
    )
    cause = fields.choice(
        ("demand", "contract_ends"),
        "what makes it short: demand, or the end of a contract that could be extended",
        nullable=True,
    )
    supply_cards = fields.quantity("card", "cards in hand in that week", nullable=True)
    missing_cards = fields.quantity("card", "missing in that week", nullable=True)
    most_missing_cards = fields.quantity("card", "missing in the worst of 52 weeks", nullable=True)
    most_missing_week = dy.Date(description="Monday of that week", nullable=True)
    lead_time_months = fields.count("months from order to use")
    lead_time_source = fields.text("where the lead time is written, or `default`")
    order_by = dy.Date(description="last day to order; null: nothing to order", nullable=True)
    is_overdue = dy.Bool(description="whether that day is over")
    servers = fields.count("servers that hold the missing cards", nullable=True)
    offer_id = dy.String(description="cheapest rental on offer to the pool", nullable=True)
    buying_cny_per_month = fields.amount_cny("what these servers cost by it", nullable=True)
    cut_off = dy.Date(description="last day whose data were known")
    snapshot_id = fields.snapshot_id()


class OutCapacityUse(dy.Schema):
    """One row per pool: how full its cards were over the last known days, what idle ones cost."""

    pool_id = _pool_id()
    window_start = dy.Date(description="first local day counted")
    window_end = dy.Date(description="last local day counted")
    days = fields.count("days counted: measured in every hour, and priced")
    capacity_card_hours = fields.quantity(
        "card-hour", "cards there; null where a day's are not known", nullable=True
    )
    used_card_hours = fields.quantity("card-hour", "in use")
    utilisation_ratio = fields.ratio("used of there", nullable=True)
    committed_card_hours = fields.quantity("card-hour", "paid for by contracts")
    covered_card_hours = fields.quantity("card-hour", "used, and within contracts")
    contract_utilisation_ratio = fields.ratio("covered of paid for", max=1, nullable=True)
    commitment_cost_cny = fields.amount_cny("contracts' fees")
    idle_cny_per_month = fields.amount_cny("fees of idle card-hours, a month")
    contract_cards = fields.count("cards of contracts that run at the window's end")
    used_p50_cards = fields.quantity("card", "in use in the median hour")
    used_p95_cards = fields.quantity("card", "95 % of the hours use fewer")
    used_p99_cards = fields.quantity("card", "99 % of the hours use fewer")
    on_demand_card_hours = fields.quantity("card-hour", "used beyond contracts")
    on_demand_cny_per_month = fields.amount_cny("pay-as-you-go, a month", nullable=True)
    tax_basis = fields.choice(("included", "excluded"), "tax basis of the amounts")
    snapshot_id = fields.snapshot_id()


class OutCapacityGain(dy.Schema):
    """One row per lever x scope: what better use of the cards there is worth, before buying any.

    Over the window of out_capacity_use, a month. Levers overlap: their worth is not to be added.
    `utilisation`: ten points more of what contracts pay for, in whole servers given back. `fill`:
    the same ten points in place of pay-as-you-go.
    `off_peak`: training and fine-tuning bought by the hour waits up to `wait_hours` for idle
    contract cards of its pool. `idle_elsewhere`: the same work at once on idle contract cards of
    another pool of the chip. `pooling`: pools of one chip share their cards. `cheaper_place`: such
    work at the lowest pay-as-you-go price of another pool of the chip.
    """

    lever = fields.choice(CAPACITY_LEVERS, "what is done")
    scope = fields.text("pool_id; of `idle_elsewhere` and `pooling` the chip")
    pools = fields.text("the pools concerned, comma-separated")
    window_days = fields.count("days that it is worked out on")
    wait_hours = fields.count("hours that work may wait", nullable=True)
    card_hours_per_month = fields.quantity("card-hour", "moved or freed, a month")
    freed_cards = fields.quantity("card", "cards no longer needed", nullable=True)
    freed_servers = fields.count("servers no longer needed", nullable=True)
    price_cny_per_card_hour = fields.rate_cny("card-hour", "what it is valued at", nullable=True)
    saving_cny_per_month = fields.amount_cny("what it is worth; null: no price", nullable=True)
    possible_from = dy.Date(
        description="first day on which a contract can be smaller; null: at once", nullable=True
    )
    tax_basis = fields.choice(("included", "excluded"), "tax basis of the amounts")
    snapshot_id = fields.snapshot_id()


class OutCapacityMovable(dy.Schema):
    """One row per pool x project: its part of what `off_peak` would move, and of what it bought.

    An hour's moved work is shared by the projects' training and fine-tuning in it.
    """

    pool_id = _pool_id()
    project = fields.text("project, team or tenant")
    window_days = fields.count("days that it is worked out on")
    wait_hours = fields.count("hours that work may wait")
    card_hours_per_month = fields.quantity("card-hour", "that could have waited, a month")
    share_ratio = fields.ratio("of the project's training and fine-tuning", max=1)
    saving_cny_per_month = fields.amount_cny("at the pay-as-you-go price", nullable=True)
    tax_basis = fields.choice(("included", "excluded"), "tax basis of the amounts")
    snapshot_id = fields.snapshot_id()
