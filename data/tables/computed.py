"""What the models compute. Every row says in which snapshot, from what, with which rule."""

import dataframely as dy

from data.tables import fields
from data.tables.finding_kinds import FINDING_KINDS

FORECAST_LEVELS = ("project", "client", "model", "service", "pool", "provider", "company")
PEAK_TARGETS = tuple(
    f"peak_{basis}_p{percent}" for basis in ("used", "demand") for percent in (50, 95, 99)
)
SUMMED_TARGETS = (
    "usage",
    "demand",
    "cost",
    "tokens",
    "input_tokens",
    "output_tokens",
    "storage",
    "requests",
)
FORECAST_TARGETS = SUMMED_TARGETS + PEAK_TARGETS
FORECAST_GRAINS = ("day", "week", "month", "quarter")
FORECAST_UNITS = ("card_hour", "CNY", "card", "token", "GB_day", "request")


class OutPoolHourly(dy.Schema):
    """One row per hour x pool, without holes between a pool's first and last hour.

    A missing measurement is null, never zero; `is_suspected_gap` marks zeros that look like an
    outage of the meter, `is_partly_reported` hours of which a job log knows a part of the use only
    (core_job_log): that part is no measurement either.
    """

    hour_utc = dy.Datetime(description="start of the hour, UTC")
    local_date = dy.Date(description="day in the company's time zone")
    pool_id = fields.text("provider/region/pool/chip")
    used_card_hours = fields.quantity("card-hour", "in use; null where not measured", nullable=True)
    useful_card_hours = fields.quantity("card-hour", "not lost to failures", nullable=True)
    queued_card_hours = fields.quantity("card-hour", "asked for and not given", nullable=True)
    capacity_cards = fields.quantity("card", "cards the pool had", nullable=True)
    is_suspected_gap = dy.Bool(description="zero that looks like missing data")
    is_partly_reported = dy.Bool(description="the job log knows a part of the use only")
    measured_per = fields.choice(("hour", "day"), "grain of the source", nullable=True)


class OutUsageDaily(dy.Schema):
    """One row per local day x pool x project x workload class."""

    local_date = dy.Date(description="day in the company's time zone")
    pool_id = fields.text("provider/region/pool/chip")
    provider = fields.provider()
    region = fields.region()
    pool = fields.pool()
    chip = fields.chip()
    project = fields.text("project, account or tenant")
    workload_class = fields.choice(fields.WORKLOAD_CLASSES, "kind of work")
    used_card_hours = fields.quantity("card-hour", "in use")
    useful_card_hours = fields.quantity("card-hour", "not lost to failures", nullable=True)
    queued_card_hours = fields.quantity("card-hour", "asked for and not given", nullable=True)
    team = fields.text("team of the project on that day; null: no row gives it one", nullable=True)


class OutCostDaily(dy.Schema):
    """One row per local day x pool.

    cost_cny = commitment_cost_cny + savings_plan_cost_cny + on_demand_cost_cny. Amounts are null
    where a price is missing; `price_gap` then says which. What is due for a savings plan's day is
    shared by the pools that it serves, to the cent, by what it counted of their use.
    """

    local_date = dy.Date(description="day in the company's time zone")
    pool_id = fields.text("provider/region/pool/chip")
    provider = fields.provider()
    region = fields.region()
    pool = fields.pool()
    chip = fields.chip()
    hours_measured = fields.count("hours of the day with a trusted measurement")
    hours_in_day = fields.count("hours the local day has")
    used_card_hours = fields.quantity("card-hour", "in use", nullable=True)
    useful_card_hours = fields.quantity("card-hour", "not lost to failures", nullable=True)
    queued_card_hours = fields.quantity("card-hour", "asked for and not given", nullable=True)
    committed_card_hours = fields.quantity("card-hour", "paid for by contracts")
    covered_card_hours = fields.quantity("card-hour", "used, and within contracts", nullable=True)
    savings_plan_card_hours = fields.quantity(
        "card-hour", "that savings plans pay for, at their discount", nullable=True
    )
    savings_plan_covered_card_hours = fields.quantity(
        "card-hour", "used, and counted by savings plans", nullable=True
    )
    on_demand_card_hours = fields.quantity(
        "card-hour", "used beyond contracts and savings plans", nullable=True
    )
    on_demand_price_cny = fields.rate_cny(
        "card-hour", "pay-as-you-go price that day", nullable=True
    )
    commitment_cost_cny = fields.amount_cny("contracts' fees of the day", nullable=True)
    savings_plan_cost_cny = fields.amount_cny(
        "the pool's part of what savings plans cost", nullable=True
    )
    savings_plan_idle_cost_cny = fields.amount_cny("of it not used", nullable=True)
    on_demand_cost_cny = fields.amount_cny("pay-as-you-go cost of the day", nullable=True)
    cost_cny = fields.amount_cny("all cost of the day", nullable=True)
    idle_cost_cny = fields.amount_cny(
        "fees for card-hours that nobody used, and savings plans' unused part", nullable=True
    )
    price_gap = dy.String(description="what is missing to price the day", nullable=True)
    tax_basis = fields.choice(("included", "excluded"), "tax basis of the amounts")
    snapshot_id = fields.snapshot_id()


class OutForecast(dy.Schema):
    """One row per level x series x target x grain x period.

    Quantiles are taken from one set of sample paths; a month's come from summed paths, never
    from summed quantiles. A month that has begun includes what was observed before the cut-off.
    Demand is used + queued. A peak is a quantile over the hours of the period, `peak_used_p95`
    that of cards in use: 95 % of the hours have fewer. Weeks are given of peaks only.
    """

    series = fields.text(
        "pool_id; `company`; a provider; pool_id/project; provider/model or provider/service, with"
        " /project; a client: see `level`"
    )
    level = fields.choice(FORECAST_LEVELS, "what the series is; parts add up in every path")
    target = fields.choice(FORECAST_TARGETS, "what is forecast: see models/forecast/TARGETS.md")
    grain = fields.choice(FORECAST_GRAINS, "length of the period")
    period_start = dy.Date(description="first day of the period, local")
    horizon_days = fields.count("days from the cut-off to the end of the period")
    p10 = fields.quantity("`unit`", "10 % of paths lie below")
    p50 = fields.quantity("`unit`", "half of the paths lie below")
    p90 = fields.quantity("`unit`", "90 % of paths lie below")
    mean = fields.quantity("`unit`", "mean of the paths")
    observed_part = fields.quantity(
        "`unit`", "observed before the cut-off; null for a peak", nullable=True
    )
    is_complete = dy.Bool(description="whether the paths reach the end of the period")
    budget_cny = fields.amount_cny("budget of the month, where there is one", nullable=True)
    over_budget_ratio = fields.ratio("share of paths above the budget", nullable=True)
    unit = fields.choice(FORECAST_UNITS, "unit of the quantiles")
    method = fields.text("`ensemble`, a named fallback, or how it was summed")
    method_note = dy.String(
        description="out_forecast_note in English: why a fallback was used, what was believed",
        nullable=True,
    )
    history_days = fields.count("days learned from")
    cut_off = dy.Date(description="last day whose data were known")
    seed = fields.count("seed of the draws")
    path_count = fields.count("sample paths")
    model_version = fields.text("version of the forecasting code")
    snapshot_id = fields.snapshot_id()


class OutPlanCost(dy.Schema):
    """One row per pool x plan x number of units: what the window's real hours would have cost.

    Only hours beyond the contracts that run on (setting contract_notice_days) are priced.
    `units` 0 is pay-as-you-go alone; beside it stand 1, the best number, and one fewer and one
    more (of money, the sums around it at which the cost bends). Offers are those of the price book
    and of the workspace's plan files. A plan that is paid by use is taken (1) or not. A spot offer
    is priced along its own prices of the window.
    """

    pool_id = fields.text("provider/region/pool/chip")
    offer_id = fields.text("offer that is compared, `on_demand` for none")
    billing_mode = fields.choice(fields.PLAN_MODES, "how the offer is sold")
    term_months = fields.count("months one commits to")
    unit = fields.plan_unit()
    units = fields.quantity("`unit`", "how much of the offer is bought")
    cards_per_unit = fields.count("cards in one unit; 0 where a unit is no cards")
    unit_fee_cny_per_month = fields.rate_cny("unit-month", "fee of one unit")
    on_demand_price_cny = fields.rate_cny("card-hour", "pay-as-you-go price")
    window_start = dy.Date(description="first local day priced")
    window_end = dy.Date(description="last local day priced")
    window_hours = fields.count("hours priced")
    fee_cny = fields.amount_cny("what the offer itself charges over the window")
    on_demand_cost_cny = fields.amount_cny("what remains on pay-as-you-go")
    cost_cny = fields.amount_cny("both together")
    saving_cny = dy.Decimal(
        18, 2, description="against pay-as-you-go alone; negative: dearer", metadata={"unit": "CNY"}
    )
    is_best = dy.Bool(description="the cheapest number of units of this offer; ties take fewer")
    tax_basis = fields.choice(("included", "excluded"), "tax basis of the amounts")
    hours_per_month = dy.Decimal(6, 2, description="hour basis of a month of rent")
    snapshot_id = fields.snapshot_id()


class OutBreakEven(dy.Schema):
    """One row per pool x offer: from which use on one unit pays, and how much it would be used."""

    pool_id = fields.text("provider/region/pool/chip")
    offer_id = fields.text("offer that is compared")
    billing_mode = fields.choice(fields.PLAN_MODES, "how the offer is sold")
    term_months = fields.count("months one commits to")
    unit = fields.plan_unit()
    cards_per_unit = fields.count("cards in one unit; 0 where a unit is no cards")
    unit_fee_cny_per_month = fields.rate_cny("unit-month", "fee of one unit")
    on_demand_price_cny = fields.rate_cny("card-hour", "pay-as-you-go price")
    break_even_hours_per_month = fields.quantity("hour", "hours a month from which it pays")
    break_even_utilisation_ratio = fields.ratio("the same as a share; above 1 it never pays")
    first_unit_utilisation_ratio = fields.ratio("use the first unit would have had")
    best_units = fields.quantity("`unit`", "how much would have cost least")
    best_saving_cny = fields.amount_cny("saving with that many, over the window")
    hours_per_month = dy.Decimal(6, 2, description="hour basis of a month of rent")
    snapshot_id = fields.snapshot_id()


class OutFinding(dy.Schema):
    """One row per thing about the data that a reader should know before trusting a number."""

    kind = fields.choice(FINDING_KINDS, "what")
    severity = fields.choice(("info", "warning"), "how much it matters")
    pool_id = dy.String(description="pool concerned, where one is", nullable=True)
    start_utc = dy.Datetime(description="from", nullable=True)
    end_utc = dy.Datetime(description="to, exclusive", nullable=True)
    hour_count = fields.count("hours concerned", nullable=True)
    detail = fields.text("facts for the sentence, as JSON")
    snapshot_id = fields.snapshot_id()
