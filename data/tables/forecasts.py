"""How good forecasts are: what the backtest says, and what came of those made before."""

import dataframely as dy

from data.tables import fields
from data.tables.computed import (
    FORECAST_GRAINS,
    FORECAST_LEVELS,
    FORECAST_TARGETS,
    FORECAST_UNITS,
    PEAK_TARGETS,
    SUMMED_TARGETS,
)

SCORED_TARGETS = (
    *(name for name in SUMMED_TARGETS if name not in ("cost", "tokens")),
    "usage_by_hour",
    *PEAK_TARGETS,
)


class OutForecastScore(dy.Schema):
    """One row per series x target x horizon bucket x member of the ensemble, and the ensemble.

    Weights come from some cut-offs of the past, errors and coverage from others.
    """

    series = fields.text("pool_id, or the part that is forecast by itself", primary_key=True)
    target = fields.choice(
        SCORED_TARGETS,
        "what is forecast; `usage_by_hour`: a step is an hour; of a peak all days of the bucket are"
        " one, and the last week's mean is the last week's peak",
        primary_key=True,
    )
    from_step = fields.count("first day (or hour) ahead of the bucket", primary_key=True)
    to_step = fields.count("last day (or hour) ahead of the bucket")
    member = fields.text("candidate, or `ensemble`", primary_key=True)
    weight = fields.ratio("share in the ensemble; 0: dropped", max=1)
    backtest_error = fields.quantity(
        "the target's",
        "mean absolute miss of a day (or hour); null where nothing was seen",
        nullable=True,
    )
    error_to_week_mean = fields.ratio(
        "error as a share of that of the last week's mean", nullable=True
    )
    error_to_seasonal_naive = fields.ratio(
        "error as a share of that of the week before again", nullable=True
    )
    error_to_prophet = fields.ratio("error as a share of that of default Prophet", nullable=True)
    coverage_before_ratio = fields.ratio(
        "days within the 80 % band before calibration; of the ensemble", nullable=True
    )
    coverage_after_ratio = fields.ratio(
        "the same after it, each cut-off judged by the others", nullable=True
    )
    weighting_cut_offs = fields.count("cut-offs that weights come from")
    calibration_cut_offs = fields.count("cut-offs that errors and coverage come from")
    note = dy.String(description="what was done otherwise, such as a fit by Stan", nullable=True)
    cut_off = dy.Date(description="last day whose data were known")
    seed = fields.count("seed of the draws")
    model_version = fields.text("version of the forecasting code")
    snapshot_id = fields.snapshot_id()


class OutForecastHistory(dy.Schema):
    """One row per forecast once made: level x series x target x grain x period x cut_off x version.

    Kept for ever. Months, quarters, and the days 1, 7, 28 and 90 ahead. A cut-off and version say
    one thing of a period, the first, and once more where only its beginning was given. `actual` is
    what the current snapshot knows came; rows are otherwise as they were made.
    """

    series = fields.text("as in out_forecast; without projects and clients")
    level = fields.choice(FORECAST_LEVELS, "what the series is")
    target = fields.choice(FORECAST_TARGETS, "what was forecast")
    grain = fields.choice(FORECAST_GRAINS, "length of the period")
    period_start = dy.Date(description="first day of the period, local")
    horizon_days = fields.count("days from the cut-off to the end of the period")
    p10 = fields.quantity("`unit`", "10 % of paths lay below")
    p50 = fields.quantity("`unit`", "half of the paths lay below")
    p90 = fields.quantity("`unit`", "90 % of paths lay below")
    mean = fields.quantity("`unit`", "mean of the paths")
    is_complete = dy.Bool(description="whether the paths reached the end of the period")
    actual = fields.quantity("`unit`", "what came; null until all of it is measured", nullable=True)
    unit = fields.choice(FORECAST_UNITS, "unit of the quantiles")
    method = fields.text("who made it")
    cut_off = dy.Date(description="last day whose data were known")
    model_version = fields.text("version of the forecasting code")
    snapshot_id = fields.snapshot_id()


class OutForecastHourly(dy.Schema):
    """One row per pool x target x hour of the next two weeks.

    The hours of a day add up to its forecast in every path; their quantiles do not.
    """

    series = fields.text("pool_id")
    target = fields.choice(("usage", "demand"), "card-hours used, or used + queued")
    local_date = dy.Date(description="day in the company's time zone")
    hour = dy.Int64(description="clock hour of the day, local", min=0, max=23)
    horizon_hours = fields.count("hours from the end of the cut-off's day to the hour's end")
    p10 = fields.quantity("card-hour", "10 % of paths lie below")
    p50 = fields.quantity("card-hour", "half of the paths lie below")
    p90 = fields.quantity("card-hour", "90 % of paths lie below")
    mean = fields.quantity("card-hour", "mean of the paths")
    unit = fields.choice(("card_hour",), "unit of the quantiles")
    method = fields.text("who made the daily forecast")
    method_note = dy.String(description="as in out_forecast", nullable=True)
    cut_off = dy.Date(description="last day whose data were known")
    seed = fields.count("seed of the draws")
    path_count = fields.count("sample paths")
    model_version = fields.text("version of the forecasting code")
    snapshot_id = fields.snapshot_id()


class OutForecastPath(dy.Schema):
    """One row per pool x sample path x month of 30 days from the cut-off: its mean demand.

    Some of the paths, evenly in order of their totals: what is drawn on where a decision needs
    whole courses and not the quantiles of each month.
    """

    pool_id = fields.text("provider/region/pool/chip")
    target = fields.choice(("usage", "demand"), "used + queued; used where no queue was measured")
    path = fields.count("number of the path, from the lowest total up")
    first_day = dy.Date(description="first day of the month, local")
    days = fields.count("days of it: 30, or as many as are forecast where they are fewer")
    mean_cards = fields.quantity("card", "mean of its hours")
    cut_off = dy.Date(description="last day whose data were known")
    seed = fields.count("seed of the draws")
    model_version = fields.text("version of the forecasting code")
    snapshot_id = fields.snapshot_id()


class OutForecastMonthPath(dy.Schema):
    """One row per pool x target x month x sample path: the path's total of the month.

    A path has the same number in every pool: the sums of several pools are added up path by path,
    and only then are quantiles taken. Some of all paths, each with its mirror image.
    """

    pool_id = fields.text("provider/region/pool/chip")
    target = fields.choice(("usage", "demand", "cost"), "card-hours used, or wanted; their cost")
    period_start = dy.Date(description="first day of the month, local")
    path = fields.count("number of the path")
    path_total = fields.quantity("card-hour or CNY", "total of the month, what came included")
    observed_part = fields.quantity("card-hour or CNY", "observed up to the cut-off")
    is_complete = dy.Bool(description="whether the paths reach the end of the month")
    cut_off = dy.Date(description="last day whose data were known")
    seed = fields.count("seed of the draws")
    model_version = fields.text("version of the forecasting code")
    snapshot_id = fields.snapshot_id()


class OutCapacityRisk(dy.Schema):
    """One row per pool x day ahead: how likely its cards are too few for an hour's demand.

    Cards in hand are those measured at the cut-off, with what contracts that begin add and
    contracts that end take away.
    """

    pool_id = fields.text("provider/region/pool/chip")
    local_date = dy.Date(description="day ahead, local")
    horizon_days = fields.count("days from the cut-off")
    basis = fields.choice(
        ("demand", "used"), "used + queued; `used` where no queue was measured: rather too low"
    )
    capacity_cards = fields.quantity("card", "cards in hand that day")
    capacity_if_renewed_cards = fields.quantity("card", "cards in hand at the cut-off")
    short_card_hours_mean = fields.quantity(
        "card-hour", "demand of the day beyond them, mean of the paths"
    )
    day_ratio = fields.ratio("share of paths with an hour above the cards in hand that day", max=1)
    by_date_ratio = fields.ratio("the same on this day or an earlier one", max=1)
    by_date_if_renewed_ratio = fields.ratio("the same as if no contract ended or began", max=1)
    cut_off = dy.Date(description="last day whose data were known")
    seed = fields.count("seed of the draws")
    path_count = fields.count("sample paths")
    model_version = fields.text("version of the forecasting code")
    snapshot_id = fields.snapshot_id()


class OutBudgetRisk(dy.Schema):
    """One row per budget's scope x month ahead: how likely the month, and the year so far, is over.

    The year is counted from January, or from the first month since which every month has a budget
    and a known cost.
    """

    scope = fields.text("`company`, a provider or a pool, as in core_budget")
    level = fields.choice(FORECAST_LEVELS, "what the scope is")
    month = dy.Date(description="first day of the month")
    budget_cny = fields.amount_cny("budget of the month")
    over_ratio = fields.ratio(
        "share of paths above it; null where costs are missing", nullable=True
    )
    counted_from = dy.Date(description="first month that the year is counted from", nullable=True)
    year_budget_cny = fields.amount_cny("budgets from there to this month", nullable=True)
    year_p10_cny = fields.quantity("CNY", "cost over these months: 10 % of paths", nullable=True)
    year_p50_cny = fields.quantity("CNY", "half of the paths lie below", nullable=True)
    year_p90_cny = fields.quantity("CNY", "90 % of paths lie below", nullable=True)
    year_over_ratio = fields.ratio("share of paths above the year's budgets", nullable=True)
    is_partial = dy.Bool(description="whether a pool that the budget covers is left out")
    cut_off = dy.Date(description="last day whose data were known")
    seed = fields.count("seed of the draws")
    path_count = fields.count("sample paths")
    model_version = fields.text("version of the forecasting code")
    snapshot_id = fields.snapshot_id()


class OutForecastGap(dy.Schema):
    """One row per series x target that is not forecast, and why."""

    level = fields.choice(FORECAST_LEVELS, "what the series is")
    series = fields.text("as in out_forecast")
    target = fields.choice(
        (*SUMMED_TARGETS, "peak", "hours", "capacity_risk"), "what is not forecast"
    )
    reason = fields.text("why, in words")
    cut_off = dy.Date(description="last day whose data were known", nullable=True)
    model_version = fields.text("version of the forecasting code")
    snapshot_id = fields.snapshot_id()
