"""What each team bears of the company's cost, by stated rules."""

import dataframely as dy

from data.allocation import COST_KINDS
from data.tables import fields


class OutCostAllocated(dy.Schema):
    """One row per month x team x kind of cost; a kind's rows of a month sum to `whole_cny`.

    `unallocated` is the team of what no use says anything about, such as a month's fees of a pool
    that nobody used.
    """

    month = dy.Date(description="first day of the month, local", primary_key=True)
    team = fields.text(
        "team, or project without one, that bears it; or `unallocated`", primary_key=True
    )
    cost_kind = fields.choice(COST_KINDS, "what it is the cost of", primary_key=True)
    rule = fields.text("the rule, or rules, by which it was shared")
    share_ratio = fields.ratio(
        "the team's part of the whole; null where that is zero", nullable=True
    )
    amount_cny = fields.amount_cny("the team's part, to the cent")
    whole_cny = fields.amount_cny("the kind's known cost of the month, all teams together")
    unknown_pool_days = fields.count("days x pools whose cost is not known, and is in no row")
    rounding = fields.text("how parts were rounded so that they sum to the whole")
    tax_basis = fields.choice(("included", "excluded"), "tax basis of the amounts")
    snapshot_id = fields.snapshot_id()
