"""How good forecasts are: what the backtest says, and what came of those made before."""

import dataframely as dy

from data.tables import fields
from data.tables.computed import FORECAST_LEVELS


class OutForecastScore(dy.Schema):
    """One row per series x target x horizon bucket x member of the ensemble, and the ensemble.

    Weights come from some cut-offs of the past, errors and coverage from others.
    """

    series = fields.text("pool_id", primary_key=True)
    target = fields.choice(("usage",), "card-hours used", primary_key=True)
    from_step = fields.count("first day ahead of the bucket", primary_key=True)
    to_step = fields.count("last day ahead of the bucket")
    member = fields.text("candidate, or `ensemble`", primary_key=True)
    weight = fields.ratio("share in the ensemble; 0: dropped", max=1)
    backtest_error = fields.quantity(
        "card-hour", "mean absolute miss of a day; null where nothing was seen", nullable=True
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
    """One row per forecast once made: level x series x target x grain x period x snapshot.

    Kept for ever. Months, quarters, and the days 1, 7, 28 and 90 ahead. `actual` is what the
    current snapshot knows came; rows are otherwise as they were made.
    """

    series = fields.text("pool_id; `company`; a provider: see `level`")
    level = fields.choice(FORECAST_LEVELS, "what the series is")
    target = fields.choice(("usage", "cost"), "card-hours used, or cost in yuan")
    grain = fields.choice(("day", "month", "quarter"), "length of the period")
    period_start = dy.Date(description="first day of the period, local")
    horizon_days = fields.count("days from the cut-off to the end of the period")
    p10 = fields.quantity("card-hour or CNY", "10 % of paths lay below")
    p50 = fields.quantity("card-hour or CNY", "half of the paths lay below")
    p90 = fields.quantity("card-hour or CNY", "90 % of paths lay below")
    mean = fields.quantity("card-hour or CNY", "mean of the paths")
    is_complete = dy.Bool(description="whether the paths reached the end of the period")
    actual = fields.quantity(
        "card-hour or CNY", "what came; null until all of it is measured", nullable=True
    )
    unit = fields.choice(("card_hour", "CNY"), "unit of the quantiles")
    method = fields.text("who made it")
    cut_off = dy.Date(description="last day whose data were known")
    model_version = fields.text("version of the forecasting code")
    snapshot_id = fields.snapshot_id()
