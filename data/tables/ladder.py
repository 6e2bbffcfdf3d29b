"""What to buy, how many, when: the ladder, why, and what else it could be."""

import dataframely as dy

from data.tables import fields

LADDER_ACTIONS = ("buy", "extend", "let_run_out", "keep")
LADDER_CHOICES = ("ladder", "pay_as_you_go", "as_today", "one_offer", "knob")
LADDER_FACTORS = (
    "demand",
    "on_demand_price",
    "goodput",
    "residual_value",
    "discount_rate",
    "power_price",
)
REJECTIONS = (
    "dearer",
    "not_proven",
    "capped",
    "not_comparable",
    "on_assumption",
    "too_late",
    "too_small",
)
_TAX = ("included", "excluded")


def _pool_id() -> dy.String:
    return fields.text("provider/region/pool/chip")


def _scope() -> dy.String:
    return fields.text("pool_id, or `company`")


class OutLadder(dy.Schema):
    """One row per pool x offer x month of decision: what to buy, and when to look again.

    Only rows with `is_due` are advice; later months are the plan as it looks today, and are decided
    anew when they are due. A contract in hand that ends within the horizon is a row, too.
    """

    pool_id = _pool_id()
    action = fields.choice(LADDER_ACTIONS, "buy anew, extend a contract, or let it end")
    offer_id = fields.text("offer of the price book, plan file, or contract in hand")
    provider = fields.provider()
    billing_mode = fields.choice(fields.PLAN_MODES, "how it is sold")
    term_months = fields.count("months signed for")
    unit = fields.plan_unit()
    cards_per_unit = fields.count("cards of one unit")
    units = fields.quantity("unit", "how many")
    committed_cny_per_hour = fields.quantity(
        "CNY/hour", "of a savings plan, what it commits for every hour", nullable=True
    )
    decide_on = dy.Date(description="day of the decision, local")
    starts_on = dy.Date(description="first day of use: after the lead time")
    ends_on = dy.Date(description="last day")
    decide_again_on = dy.Date(description="day by which to extend it or let it end")
    is_due = dy.Bool(description="whether the decision is due now")
    unit_fee_cny_per_month = fields.rate_cny("unit-month", "fee of one unit and month")
    commitment_cny = fields.amount_cny("all that is signed for, to the end of the term")
    saving_cny = fields.amount_cny(
        "expected over its term, within the horizon, against paying these hours as one goes; below"
        " 0 where a limit forces it",
        nullable=True,
    )
    confidence_ratio = fields.ratio("share of scenarios in which it saves", nullable=True)
    price_from = dy.Date(description="day from which the price holds", nullable=True)
    source = fields.text("price row, plan file or contract that it is read from")
    tax_basis = fields.choice(_TAX, "tax basis of the amounts")
    snapshot_id = fields.snapshot_id()


class OutLadderMonth(dy.Schema):
    """One row per pool x month ahead: what is needed, what serves it, what it costs.

    Expected over the scenarios. Units of the pool's reference: cards.
    """

    pool_id = _pool_id()
    month = dy.Date(description="first day of the month")
    need_p10_cards = fields.quantity("card", "mean need of the month, 10 % of scenarios below")
    need_p50_cards = fields.quantity("card", "mean need of the month, median scenario")
    need_p90_cards = fields.quantity("card", "mean need of the month, 90 % of scenarios below")
    planned_cards = fields.quantity("card", "of it planned runs, mean over the month")
    in_hand_cards = fields.quantity("card", "contracts in hand")
    bought_cards = fields.quantity("card", "what the ladder adds, where it has arrived")
    covered_card_hours = fields.quantity("card-hour", "need that contracts serve")
    on_demand_card_hours = fields.quantity("card-hour", "need left to pay-as-you-go and spot")
    idle_card_hours = fields.quantity("card-hour", "paid for and not needed")
    in_hand_fee_cny = fields.amount_cny("fees of contracts in hand")
    bought_fee_cny = fields.amount_cny("fees of what the ladder adds")
    on_demand_cost_cny = fields.amount_cny("pay-as-you-go and spot")
    tax_basis = fields.choice(_TAX, "tax basis of the amounts")
    snapshot_id = fields.snapshot_id()


class OutLadderChoice(dy.Schema):
    """One row per scope x choice: the ladder beside what else could be done, before the fact.

    Over the same scenarios and months. `as_today` lets contracts end and pays the rest by the hour
    or, where contracts can be extended, extends them; `one_offer` buys the best number of units of
    one offer now; `knob` is the ladder at another evidence share. The frontier is the knob's rows.
    """

    scope = _scope()
    choice = fields.choice(LADDER_CHOICES, "what is done")
    offer_id = dy.String(description="offer, of `one_offer`", nullable=True)
    evidence_share = fields.ratio("lambda, of `ladder` and `knob`", nullable=True)
    units_now = fields.quantity("unit", "bought now, without money")
    committed_now_cny_per_hour = fields.quantity(
        "CNY/hour", "committed now for every hour, by savings plans"
    )
    horizon_months = fields.count("months that the amounts are over")
    cost_cny = fields.amount_cny("expected cost")
    cost_p10_cny = fields.amount_cny("10 % of scenarios cost less", nullable=True)
    cost_p90_cny = fields.amount_cny("90 % of scenarios cost less", nullable=True)
    npv_cny = fields.amount_cny("present value of the expected payments")
    stranded_cny = fields.amount_cny("expected fees of hours that nobody needs")
    savings_ratio = dy.Float64(
        description="effective savings rate: saving against pay-as-you-go, of what that costs",
        metadata={"unit": "ratio"},
        nullable=True,
    )
    coverage_ratio = fields.ratio("expected need that contracts serve", nullable=True)
    utilisation_ratio = fields.ratio("expected use of what is committed", nullable=True)
    lock_in_months = fields.quantity(
        "month",
        "unit-months still owed per unit of present need; none where that is 0 and some are owed",
        nullable=True,
    )
    breaks_limits = dy.String(
        description="limits that it does not keep to, as they are after what must give has given",
        nullable=True,
    )
    tax_basis = fields.choice(_TAX, "tax basis of the amounts")
    snapshot_id = fields.snapshot_id()


class OutLadderUnit(dy.Schema):
    """One row per pool x offer x block of units that the ladder buys now: why these.

    Units are numbered from the one that is needed longest; `first_unit` counts those in hand.
    """

    pool_id = _pool_id()
    offer_id = fields.text("offer")
    first_unit = fields.count("first unit of the block")
    last_unit = fields.count("last unit of the block")
    ran_hours = fields.quantity("hour", "mean hours that such a unit was needed, last 12 months")
    known_months = fields.count("months of those that are known")
    expected_hours = fields.quantity("hour", "expected in the 12 months ahead")
    break_even_hours = fields.quantity("hour", "in 12 months from which it pays")
    confidence_ratio = fields.ratio("share of scenarios in which it passes break-even")
    saving_cny = fields.amount_cny("expected saving of the block over its term")
    tax_basis = fields.choice(_TAX, "tax basis of the amounts")
    snapshot_id = fields.snapshot_id()


class OutLadderShared(dy.Schema):
    """One row per commitment in money x month of decision: a savings plan or a yearly agreement.

    What several pools draw from together, best discount first, or one sum is drawn down by; each
    pool's part of it is a row of `out_ladder`. Expected, within the horizon.
    """

    offer_id = fields.text("offer of the plan file")
    provider = fields.provider()
    billing_mode = fields.choice(fields.PLAN_MODES, "how it is sold")
    term_months = fields.count("months signed for")
    unit = fields.plan_unit()
    units = fields.quantity("unit", "how many, of all pools together")
    committed_cny_per_hour = fields.quantity(
        "CNY/hour", "of a savings plan, what it commits for every hour", nullable=True
    )
    pool_ids = fields.text("pools that draw from it, by comma")
    decide_on = dy.Date(description="day of the decision, local")
    starts_on = dy.Date(description="first day: after the lead time")
    ends_on = dy.Date(description="last day")
    is_due = dy.Bool(description="whether the decision is due now")
    commitment_cny = fields.amount_cny("all that is signed for, to the end of the term")
    saving_cny = fields.amount_cny("against paying these hours as one goes")
    stranded_cny = fields.amount_cny("of the fee, what is paid and not used")
    coverage_ratio = fields.ratio(
        "of what would be paid by the hour, what it serves", nullable=True
    )
    utilisation_ratio = fields.ratio("of the money committed, what is used", nullable=True)
    break_even_utilisation_ratio = fields.ratio("utilisation from which it pays", nullable=True)
    lock_in_months = fields.quantity("month", "for how long it binds")
    ladder_cost_cny = fields.amount_cny("present value of the company's whole ladder with it")
    apart_cost_cny = fields.amount_cny("the same with each pool by itself, and without it")
    source = fields.text("plan file that it is read from")
    tax_basis = fields.choice(_TAX, "tax basis of the amounts")
    snapshot_id = fields.snapshot_id()


class OutLadderRejected(dy.Schema):
    """One row per pool x offer that is for sale and not bought now: why not."""

    pool_id = _pool_id()
    offer_id = fields.text("offer")
    reason = fields.choice(REJECTIONS, "why not")
    detail = dy.String(description="what is missing, or which limit", nullable=True)
    dearer_by_cny = fields.amount_cny(
        "what one unit of it now would add to the expected cost over its term", nullable=True
    )
    would_pay_below_cny = fields.rate_cny(
        "unit-month", "fee at which the first further unit would pay", nullable=True
    )
    source = fields.text("price row, plan file or quote that it is read from")
    snapshot_id = fields.snapshot_id()


class OutLadderSensitivity(dy.Schema):
    """One row per scope x factor x change: what the ladder would cost, and whether advice changes.

    Solved anew with the factor changed, all else equal. A change is a share of the factor; of
    `discount_rate` it is points a year, of `residual_value` what another curve makes of it.
    """

    scope = _scope()
    factor = fields.choice(LADDER_FACTORS, "what is changed")
    change_ratio = dy.Float64(description="by how much", metadata={"unit": "ratio"})
    cost_cny = fields.amount_cny("expected cost with the change")
    cost_change_cny = fields.amount_cny("against the ladder as it stands")
    units_now = fields.quantity("unit", "bought now, without money")
    committed_now_cny_per_hour = fields.quantity(
        "CNY/hour", "committed now for every hour, by savings plans"
    )
    units_now_change = dy.Float64(
        description="bought now, against the ladder as it stands", metadata={"unit": "unit"}
    )
    committed_now_change_cny_per_hour = dy.Float64(
        description="committed now, against the ladder as it stands", metadata={"unit": "CNY/hour"}
    )
    snapshot_id = fields.snapshot_id()


class OutLadderLimit(dy.Schema):
    """One row per limit x month in which it binds: what one more is worth, or what must give."""

    limit_name = fields.text("the limit, as buying.toml names it")
    kind = fields.text("cap, share, budget, service level, or evidence: the clamp itself")
    month = dy.Date(description="first day of the month; null over all", nullable=True)
    unit = fields.text("what one more is: a server, a yuan, a demand-hour")
    worth_cny = fields.rate_cny(
        "unit", "what one more saves: in all months, the sum", nullable=True
    )
    must_give = fields.quantity("`unit`", "by how much, where no plan can hold it", nullable=True)
    snapshot_id = fields.snapshot_id()


class OutLadderWait(dy.Schema):
    """One row per pool: what deciding a month later is worth, before the fact."""

    pool_id = _pool_id()
    decide_now_cny = fields.amount_cny("expected cost if the advice is followed now")
    wait_cny = fields.amount_cny("expected cost if nothing long is bought for a month")
    worth_of_waiting_cny = fields.amount_cny("above 0: waiting is cheaper")
    within_noise = dy.Bool(description="too little to tell: at most 0.1 % of the cost")
    snapshot_id = fields.snapshot_id()
