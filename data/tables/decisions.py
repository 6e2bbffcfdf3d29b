"""What was decided on a recommendation, by whom and why, and what came of it."""

import dataframely as dy

from data.tables import fields
from data.tables.ladder import LADDER_ACTIONS

VERDICTS = ("accepted", "changed", "rejected")
OUTCOME_GAPS = ("not_measured", "no_price", "not_in_cards", "other_tax_basis")
_TAX = ("included", "excluded")


class DecisionColumns(dy.Schema):
    """One row per decision on a row of out_ladder; `advised_` columns are the row as it was.

    What was decided stands in the columns without that word: those of the advice where it was
    accepted, the person's own where it was changed, no units where it was rejected.
    """

    decision_id = fields.text(
        "pool_id, what is done, offer, month of the advice and a number", primary_key=True
    )
    decided_on = dy.Date(description="day of the decision, local")
    verdict = fields.choice(VERDICTS, "what became of the advice")
    reason = fields.text("why")
    owner = fields.text("who sees to it")
    deadline = dy.Date(description="day by which it is to be done", nullable=True)
    pool_id = fields.text("provider/region/pool/chip")
    action = fields.choice(LADDER_ACTIONS, "what is done")
    offer_id = fields.text("offer, or contract in hand")
    units = fields.quantity("unit", "how many; 0 where nothing is bought")
    cards_per_unit = fields.count("cards of one unit")
    starts_on = dy.Date(description="first day of use")
    ends_on = dy.Date(description="last day")
    unit_fee_cny_per_month = fields.rate_cny("unit-month", "fee of one unit and month")
    advised_action = fields.choice(LADDER_ACTIONS, "what was advised")
    advised_offer_id = fields.text("offer, or contract in hand")
    advised_billing_mode = fields.choice(fields.PLAN_MODES, "how it is sold")
    advised_term_months = fields.count("months signed for")
    advised_unit = fields.plan_unit()
    advised_units = fields.quantity("unit", "how many")
    advised_cards_per_unit = fields.count("cards of one unit")
    advised_starts_on = dy.Date(description="first day of use")
    advised_ends_on = dy.Date(description="last day")
    advised_fee_cny_per_month = fields.rate_cny("unit-month", "fee of one unit and month")
    advised_commitment_cny = fields.amount_cny("all that is signed for, to the end of the term")
    expected_saving_cny = fields.amount_cny(
        "expected over its term, within the horizon, against paying these hours as one goes",
        nullable=True,
    )
    horizon_months = dy.Int64(
        min=1,
        description="months that the saving is over",
        metadata={"unit": "count"},
        nullable=True,
    )
    confidence_ratio = fields.ratio("share of scenarios in which it saves", nullable=True)
    evidence_share = fields.ratio("lambda, the knob's position", nullable=True)
    tax_basis = fields.choice(_TAX, "tax basis of the amounts")
    advised_snapshot_id = fields.text("snapshot that the advice stood in")


class CoreDecision(DecisionColumns):
    """One row per decision on a row of out_ladder; `advised_` columns are the row as it was.

    What was decided stands in the columns without that word: those of the advice where it was
    accepted, the person's own where it was changed, no units where it was rejected.
    """

    load_id = fields.load_id()
    line_number = fields.count("line of the source file, or id of the entry")


class OutDecisionOutcome(dy.Schema):
    """One row per decision x month of its term that has begun: what was expected, what happened.

    Over the month's measured hours, at the pay-as-you-go price of each day. Every cost is the fee
    of what was bought, by the share of the month that was measured, and pay-as-you-go for what was
    used beyond it and beyond the other contracts in hand; their fees are the same in all three
    and left out. Null where `outcome_gap` says why.
    """

    decision_id = fields.text("the decision")
    pool_id = fields.text("provider/region/pool/chip")
    month = dy.Date(description="first day of the month")
    hours_measured = fields.count("hours of the term in this month that were measured")
    hours_in_month = fields.count("hours that the month has")
    used_card_hours = fields.quantity("card-hour", "in use in those hours", nullable=True)
    expected_saving_cny = fields.amount_cny(
        "the saving expected, spread evenly over the term within the horizon", nullable=True
    )
    decided_cost_cny = fields.amount_cny("as it was decided", nullable=True)
    advised_cost_cny = fields.amount_cny("had the advice been followed", nullable=True)
    pay_as_you_go_cost_cny = fields.amount_cny("had nothing been bought", nullable=True)
    realised_saving_cny = fields.amount_cny(
        "pay-as-you-go less what was decided; below 0: it cost more", nullable=True
    )
    outcome_gap = fields.choice(OUTCOME_GAPS, "why a cost is not known", nullable=True)
    tax_basis = fields.choice(_TAX, "tax basis of the amounts")
    snapshot_id = fields.snapshot_id()
