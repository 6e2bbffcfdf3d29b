"""Forecast, what-ifs: what each planned change or feared price makes of one month of the series."""

import polars as pl

from dashboard import formats
from dashboard.components import card, note, plain, table
from dashboard.components.tables import in_words, told
from dashboard.i18n import t
from dashboard.reading import read
from dashboard.screens.forecast_parts import TALL_TABLE_PX, amount

COLUMNS = (
    "scenario",
    "base_p50",
    "p50",
    "difference_p50",
    "difference_p10",
    "difference_p90",
)
BUDGET_COLUMNS = ("budget_cny", "over_budget_ratio")
CHANGE_COLUMNS = (
    "scenario",
    "change",
    "kind",
    "scope",
    "like",
    "currency",
    "start_date",
    "ramp_days",
    "change_ratio",
    "pools_changed",
    "note",
    "grade",
    "source",
)


def scenarios_card(series: str, target: str) -> None:
    """A card with all what-ifs of a series; nothing where the forecast has none.

    One month stands for all: the last that the forecast reaches the end of.
    """
    changes = read("scenarios")
    if changes.is_empty():
        return
    found = read("scenario_forecast", series=series, target=target, grain="month")
    last_month = pl.col("period_start") == pl.col("period_start").max()
    shown = (
        found.filter("is_complete")
        .filter(last_month)
        .sort(pl.col("difference_p50").abs(), descending=True)
    )
    with card(_finding(shown, target), t("forecast_scenarios.subtitle"), height="content"):
        if not shown.is_empty():
            has_budget = target == "cost" and shown["budget_cny"].is_not_null().any()
            columns = COLUMNS + (BUDGET_COLUMNS if has_budget else ())
            month = shown["period_start"][0].isoformat()
            filters = {"series": series, "target": target, "month": month}
            table(shown.select(columns), "scenarios", filters)
        note(t("forecast_scenarios.base"))
        table(told(changes.select(CHANGE_COLUMNS)), "scenario_changes", height=TALL_TABLE_PX)


def _finding(shown: pl.DataFrame, target: str) -> str:
    """The what-if that moves the month most, by how much, and within which band."""
    if shown.is_empty():
        return t("forecast_scenarios.none")
    row = in_words(shown.head(1)).row(0, named=True)
    return t(
        "forecast_scenarios.finding",
        scenario=plain(row["scenario"]),
        month=formats.month(row["period_start"]),
        change=_signed(row["difference_p50"], target),
        low=_signed(row["difference_p10"], target),
        high=_signed(row["difference_p90"], target),
    )


def _signed(value: float, target: str) -> str:
    """A difference with its sign, also where it is more."""
    return formats.signed(amount(value, target), value)
