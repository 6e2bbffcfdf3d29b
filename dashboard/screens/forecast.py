"""Forecast: what will be used and what it will cost, how sure that is, and against the budget."""

from dataclasses import dataclass

import polars as pl
import streamlit as st

from dashboard import formats
from dashboard.charts.fan import FanLabels, fan_chart
from dashboard.components import (
    card,
    chart,
    note,
    plain,
    pool_filter,
    screen_header,
    segments,
    sentences,
    table,
    tokens,
)
from dashboard.i18n import t
from dashboard.reading import current, read
from dashboard.screens.chart_texts import day_tick, ticks_of
from dashboard.screens.forecast_budget import budget_line
from dashboard.screens.forecast_capacity import show_capacity
from dashboard.screens.forecast_kept import show_kept
from dashboard.screens.forecast_parts import amount, fallback_reason, finding, method_lines
from dashboard.screens.forecast_scenarios import scenarios_card
from dashboard.screens.forecast_trust import show_trust
from models.forecast.budgets import COMPANY
from models.forecast.simulating import MAX_LAG_DAYS

TARGETS, GRAINS = ("cost", "usage"), ("month", "day")
SHOWN_PERIODS = {"month": 24, "day": 180}  # of the past; more would press the fan into a corner
HEIGHT_PX = 320
FEW_ROWS, TALL_TABLE_PX = 7, 280
TABLE_COLUMNS = ("period_start", "p10", "p50", "p90", "mean", "observed_part", "is_complete")
BUDGET_COLUMNS = ("budget_cny", "over_budget_ratio")


@dataclass(frozen=True, slots=True)
class Choice:
    """What the reader asks for, and what there is instead where that has not been forecast."""

    pool_id: str | None
    target: str
    grain: str
    cost_is_missing: bool = False

    @property
    def series(self) -> str:
        """Name of the series in out_forecast."""
        return self.pool_id or COMPANY


def render() -> None:
    """The screen."""
    header = st.container()
    choice = _choose()
    with header:
        screen_header("forecast.title", scope=_scope(choice.pool_id))
    periods = read(
        "forecast_periods", series=choice.series, target=choice.target, grain=choice.grain
    )
    if choice.cost_is_missing:
        sentences([(t("forecast.gap.no_cost"), True)])
    if periods.is_empty():
        _nothing_forecast()
        return
    _chart_card(choice, periods)
    show_kept(choice.series, choice.target, choice.grain)
    show_trust(choice.series, fallback_reason(periods.row(0, named=True)))
    show_capacity(choice.pool_id)
    figures, method = st.columns([2, 1])
    with figures, card(t("forecast.table.title"), t("forecast.table.subtitle")):
        _figures(choice, periods)
    with method, card(t("forecast.method.title")):
        _method(periods)
    scenarios_card(choice.series, choice.target)


def _choose() -> Choice:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        with st.container(width=360):
            pool_id = pool_filter()
        target = segments(
            t("forecast.filter.target"),
            TARGETS,
            key="target",
            words=lambda name: t(f"forecast.target.{name}"),
        )
        grain = segments(
            t("forecast.filter.grain"),
            GRAINS,
            key="grain",
            words=lambda name: t(f"forecast.grain.{name}"),
        )
    series = pool_id or COMPANY
    made = read("forecast_targets").filter(pl.col("series") == series)["target"].unique().to_list()
    if target == "cost" and "cost" not in made and "usage" in made:
        return Choice(pool_id, "usage", grain, cost_is_missing=True)
    return Choice(pool_id, target, grain)


def _scope(pool_id: str | None) -> str | None:
    if pool_id is None:
        return None
    return plain(read("pools").row(by_predicate=pl.col("pool_id") == pool_id, named=True)["pool"])


def _nothing_forecast() -> None:
    with card(t("forecast.gap.no_forecast"), height="content"):
        st.markdown(t("forecast.gap.no_forecast_why"))


def _chart_card(choice: Choice, periods: pl.DataFrame) -> None:
    past = read(
        "forecast_history",
        series=choice.series,
        target=choice.target,
        grain=choice.grain,
        max_lag_days=MAX_LAG_DAYS,
    )
    past = past.filter(pl.col("period_start") < periods["period_start"][0])
    shown = past.tail(SHOWN_PERIODS[choice.grain])
    whole = periods.filter("is_complete")
    ahead = periods if whole.is_empty() else whole
    title = finding(choice.target, choice.grain, past, ahead)
    with card(title, t(f"forecast.subtitle.{choice.target}_{choice.grain}"), height="content"):
        figure = fan_chart(
            shown.select("period_start", pl.col("amount").alias("value")),
            ahead,
            _budget(choice, periods),
            labels=_labels(periods),
            value_format=lambda value: amount(value, choice.target),
            ticks=ticks_of(choice.target),
            date_format=formats.month if choice.grain == "month" else day_tick,
            tokens=tokens(),
            height=HEIGHT_PX,
        )
        chart(figure, key="forecast_fan", alt=t("forecast.alt", finding=title))
        _gaps(shown, periods, ahead)


def _labels(periods: pl.DataFrame) -> FanLabels:
    return FanLabels(
        actual=t("forecast.chart.actual"),
        median=t("forecast.chart.median"),
        band=t("forecast.chart.band"),
        budget=t("forecast.chart.budget"),
        cut_off=t("forecast.chart.cut_off", day=formats.day(periods["cut_off"][0])),
    )


def _budget(choice: Choice, periods: pl.DataFrame) -> pl.DataFrame | None:
    view = current()
    if view is None or choice.target != "cost" or choice.grain != "month":
        return None
    return budget_line(choice.series, view.settings, periods["cut_off"][0])


def _gaps(shown: pl.DataFrame, periods: pl.DataFrame, ahead: pl.DataFrame) -> None:
    """What the chart leaves out."""
    remarks = []
    days_unknown = int(shown["days_unknown"].sum())
    if days_unknown:
        remarks.append(t("forecast.gap.days_unknown", days=formats.number(days_unknown)))
    if ahead.height < periods.height:
        cut = periods.filter(~pl.col("is_complete"))["period_start"][-1]
        remarks.append(t("forecast.gap.incomplete", month=formats.month(cut)))
    if remarks:
        note("&ensp;".join(remarks))


def _figures(choice: Choice, periods: pl.DataFrame) -> None:
    has_budget = periods["budget_cny"].is_not_null().any()
    columns = TABLE_COLUMNS + (BUDGET_COLUMNS if has_budget else ())
    filters = {"series": choice.series, "target": choice.target, "grain": choice.grain}
    height = TALL_TABLE_PX if periods.height > FEW_ROWS else None
    table(periods.select(columns), "forecast", filters, height=height)


def _method(periods: pl.DataFrame) -> None:
    row = periods.row(0, named=True)
    reason = fallback_reason(row)
    if reason:
        sentences([(reason, True)])
    for line in method_lines(row):
        st.markdown(line)
    st.markdown(t("forecast.method.calibration"))
    st.markdown(t("forecast.method.not_covered"))
