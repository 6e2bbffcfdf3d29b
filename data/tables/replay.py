"""The proof of the ladder: its policy and its peers, replayed over the past."""

import dataframely as dy

from data.tables import fields


class OutReplay(dy.Schema):
    """One row per pool x policy: the advice and every peer rule over the pool's own past.

    Each month is decided with only what was known then, at the prices of the last day, from no
    contract in hand. Fees count within the months replayed.
    """

    pool_id = fields.text("provider/region/pool/chip")
    policy = fields.text("`model`, a peer rule, or `hindsight`")
    is_model = dy.Bool(description="whether it is the advice's own policy")
    first_month = dy.Date(description="first month replayed")
    months = fields.count("months replayed")
    known_months = fields.count("months before the first that were only known")
    cost_cny = fields.amount_cny("realised cost")
    fees_cny = fields.amount_cny("of it fees of contracts")
    on_demand_cost_cny = fields.amount_cny("of it pay-as-you-go")
    hindsight_ratio = fields.ratio("cost over cost with perfect hindsight")
    savings_ratio = dy.Float64(
        description="effective savings rate", metadata={"unit": "ratio"}, nullable=True
    )
    coverage_ratio = fields.ratio("hours covered by contracts", nullable=True)
    utilisation_ratio = fields.ratio("used of committed hours", nullable=True)
    stranded_cny = fields.amount_cny("fees of hours that nobody needed")
    lock_in_months = fields.quantity("month", "mean unit-months owed per unit of need")
    dearer_by_cny = fields.amount_cny("cost less the model's; below 0 where a rule did better")
    tax_basis = fields.choice(("included", "excluded"), "tax basis of the amounts")
    snapshot_id = fields.snapshot_id()


class OutReplayMonth(dy.Schema):
    """One row per pool x policy x month replayed; of the model, hindsight and the best peers."""

    pool_id = fields.text("provider/region/pool/chip")
    policy = fields.text("`model`, a peer rule, or `hindsight`")
    month = dy.Date(description="first day of the month")
    held_units = fields.quantity("unit", "running")
    bought_units = fields.quantity("unit", "bought at the start of the month")
    fees_cny = fields.amount_cny("fees of the month")
    on_demand_cost_cny = fields.amount_cny("pay-as-you-go of the month")
    snapshot_id = fields.snapshot_id()
