"""What-ifs: what somebody plans or fears, and what the forecast becomes with it."""

from typing import Any

import dataframely as dy

from data.tables import fields
from data.tables.computed import FORECAST_LEVELS

SCENARIO_KINDS = (
    "growth",
    "new_project",
    "utilisation_gain",
    "campaigns",
    "price_step",
    "fx_move",
)
SCENARIO_NOTES = (  # the first few in the order in which they explain: the furthest a pool got
    "no_pool_in_scope",
    "begins_after_horizon",
    "is_in_history",
    "no_price",
    "not_in_this_currency",
    "no_such_project",
    "chips_not_comparable",
    "no_campaign_ahead",
    "pool_not_forecast",
)
MOST_CHANGE = 4  # times: a change typed as 10 for 10 % is refused


def change_ratio(**options: Any) -> dy.Decimal:
    """How much something changes, as a share of what it is."""
    return dy.Decimal(
        12,
        6,
        min_exclusive=-1,
        max=MOST_CHANGE,
        description="change as a share: 0.1 or 10% for 10 % more, -0.2 for a fifth less; of a"
        " new_project, its size beside the old one; null for campaigns",
        metadata={"unit": "ratio"},
        nullable=True,
        **options,
    )


def like() -> dy.String:
    """The project or campaign that a change is about."""
    return fields.text(
        "new_project: the project it is like, of the same pool, or of another one as"
        " provider/region/pool/chip/project; campaigns: one of them, null for all; null for other"
        " kinds",
        nullable=True,
    )


def start_date() -> dy.Date:
    """When a change begins."""
    return dy.Date(
        description="first day of the change, local; null: the first day ahead", nullable=True
    )


def ramp_days(**options: Any) -> dy.Int64:
    """How long a change takes."""
    return fields.count("days from there until all of it has come; null: none", **options)


def _difference(description: str) -> dy.Float64:
    return dy.Float64(
        description=f"{description}; negative: less than the base",
        metadata={"unit": "card-hour or CNY"},
    )


class BuiltInChange(dy.Schema):
    """One row per what-if that comes with Suanli x change; see data/reference/README.md."""

    scenario = fields.text("name of the what-if", primary_key=True)
    change = fields.text("one of its changes, in words", primary_key=True)
    kind = fields.choice(SCENARIO_KINDS, "what changes")
    currency = dy.String(description="fx_move: the currency that moves against CNY", nullable=True)
    start_day = dy.Int64(min=1, description="first day of the change; 1: the first day ahead")
    ramp_days = fields.count("days from there until all of it has come")
    change_ratio = change_ratio()
    grade = fields.choice(fields.GRADES, "grade of the source", nullable=True)
    source = fields.text("where such a change once happened")
    note = fields.text("what happened there")


class CoreScenario(dy.Schema):
    """One row per planned what-if x change.

    A scenario is all its changes together. What provider, region, pool and chip do not say counts
    for all of them.
    """

    scenario = fields.text("name of the what-if")
    change = fields.text("one of its changes, in words")
    kind = fields.choice(SCENARIO_KINDS, "what changes")
    provider = fields.provider(nullable=True)
    region = fields.region(nullable=True)
    pool = fields.pool(nullable=True)
    chip = fields.chip(nullable=True)
    like = like()
    currency = dy.String(description="fx_move: the currency that moves against CNY", nullable=True)
    start_date = start_date()
    ramp_days = ramp_days(nullable=True)
    change_ratio = change_ratio()
    source = fields.text("who plans it, or where it is written")
    load_id = fields.load_id()
    line_number = fields.count("line of the source file")


class OutScenario(dy.Schema):
    """One row per what-if x change: what it is, and how many pools it changes.

    `built_in` scenarios need no planning data: standard price moves that once happened, and all
    planned campaigns. Dates are those of the forecast's cut-off.
    """

    scenario = fields.text("name of the what-if", primary_key=True)
    change = fields.text("one of its changes, in words", primary_key=True)
    is_built_in = dy.Bool(description="whether it comes with Suanli and was not loaded")
    kind = fields.choice(SCENARIO_KINDS, "what changes")
    scope = fields.text("provider, region, pool and chip it is about, `*` for all")
    like = like()
    currency = dy.String(description="fx_move: the currency that moves against CNY", nullable=True)
    start_date = start_date()
    ramp_days = ramp_days()
    change_ratio = change_ratio()
    pools_changed = fields.count("pools whose card-hours or cost it changes")
    note = fields.choice(
        SCENARIO_NOTES, "why it changes nothing, or not all it might", nullable=True
    )
    grade = dy.String(description="grade of a built-in's source, A official to D", nullable=True)
    source = fields.text("who plans it, or where such a change once happened")
    snapshot_id = fields.snapshot_id()


class OutScenarioForecast(dy.Schema):
    """One row per what-if x level x series x target x grain x period, where it changes anything.

    Quantiles are of the same sample paths as out_forecast's; the differences are taken path by
    path, so a band of them is narrower than the difference of bands. A month that has begun
    includes what was observed. Series that a scenario does not change are as in out_forecast, and
    what is not in out_forecast (demand without a measured queue) is not here.
    """

    scenario = fields.text("name of the what-if", primary_key=True)
    level = fields.choice(
        FORECAST_LEVELS[1:], "what the series is; parts add up in every path", primary_key=True
    )
    series = fields.text("pool_id; a provider; `company`: see `level`", primary_key=True)
    target = fields.choice(
        ("usage", "demand", "cost"),
        "card-hours used; those and what waits: a queue that is measured, and what the scenario"
        " adds beyond the pool's cards; or cost in yuan",
        primary_key=True,
    )
    grain = fields.choice(("month", "quarter"), "length of the period", primary_key=True)
    period_start = dy.Date(description="first day of the period, local", primary_key=True)
    p10 = fields.quantity("card-hour or CNY", "10 % of paths lie below")
    p50 = fields.quantity("card-hour or CNY", "half of the paths lie below")
    p90 = fields.quantity("card-hour or CNY", "90 % of paths lie below")
    mean = fields.quantity("card-hour or CNY", "mean of the paths")
    base_p50 = fields.quantity("card-hour or CNY", "half of the base's paths lie below")
    difference_p10 = _difference("10 % of paths differ from the base by less")
    difference_p50 = _difference("half of the paths differ from the base by less")
    difference_p90 = _difference("90 % of paths differ from the base by less")
    difference_mean = _difference("mean difference from the base")
    is_complete = dy.Bool(description="whether the paths reach the end of the period")
    budget_cny = fields.amount_cny("budget of the period, where there is one", nullable=True)
    over_budget_ratio = fields.ratio("share of paths above the budget", nullable=True)
    unit = fields.choice(("card_hour", "CNY"), "unit of the quantiles")
    cut_off = dy.Date(description="last day whose data were known")
    seed = fields.count("seed of the draws")
    path_count = fields.count("sample paths")
    model_version = fields.text("version of the forecasting code")
    snapshot_id = fields.snapshot_id()
