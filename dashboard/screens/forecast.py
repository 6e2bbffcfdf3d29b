"""Forecast: what will be used and what it will cost, how sure that is, and against the budget."""

from datetime import date
from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from dashboard import formats
from dashboard.charts.fan import FanLabels, fan_chart
from dashboard.charts.style import Tokens
from dashboard.components import (
    card,
    chart,
    drawn_of_snapshot,
    figures_behind,
    note,
    screen_header,
    sentences,
    table,
)
from dashboard.i18n import t
from dashboard.reading import current, read
from dashboard.screens.chart_texts import day_tick, ticks_of
from dashboard.screens.forecast_budget import budget_line, over_since
from dashboard.screens.forecast_budget_risk import show_budget_risk
from dashboard.screens.forecast_capacity import show_capacity
from dashboard.screens.forecast_cards import cards_finding, cards_line, show_peaks
from dashboard.screens.forecast_choice import CARD_LEVELS, Choice, ask
from dashboard.screens.forecast_hours import show_hours
from dashboard.screens.forecast_kept import show_kept
from dashboard.screens.forecast_notes import (
    Said,
    fallback_reason,
    growth_lines,
    jump_lines,
    notes_of,
)
from dashboard.screens.forecast_parts import (
    amount,
    finding,
    method_lines,
    subtitle,
    table_height,
)
from dashboard.screens.forecast_past import past
from dashboard.screens.forecast_scenarios import scenarios_card
from dashboard.screens.forecast_trust import show_trust
from models.forecast.ensemble.members import PAST_WEEKS
from models.forecast.naive_candidate import LastWeekMeanCandidate
from models.forecast.simulating import MAX_LAG_DAYS

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

SHOWN_PERIODS = {
    "month": 24,
    "week": 52,
    "day": 180,
}  # of the past; more would press the fan into a corner
HEIGHT_PX = 320
NOT_CALIBRATED = (LastWeekMeanCandidate.name, PAST_WEEKS)
TABLE_COLUMNS = ("period_start", "p10", "p50", "p90", "mean", "observed_part", "is_complete")
BUDGET_COLUMNS = ("budget_cny", "over_budget_ratio")


def render() -> None:
    """The screen."""
    header = st.container()
    choice = ask()
    with header:
        screen_header("forecast.title", scope=choice.name)
    periods = _periods(choice)
    if choice.cost_is_missing:
        sentences([(t("forecast.gap.no_cost"), True)])
    if periods.is_empty():
        _nothing_forecast()
        return
    notes = notes_of(choice, periods["method_note"][0])
    told = [(line, True) for line in jump_lines(notes)]
    told += [(line, False) for line in growth_lines(notes)]
    if told:
        sentences(told)
    _chart_card(choice, periods)
    show_budget_risk(choice)
    show_capacity(choice)
    show_hours(choice)
    show_kept(choice)
    show_trust(choice, fallback_reason(notes))
    figures, method = st.columns([5, 2])
    with figures, card(t("forecast.table.title"), t("forecast.table.subtitle")):
        _figures(choice, periods)
    with method, card(t("forecast.method.title")):
        _method(periods, notes)
    if choice.level in CARD_LEVELS and choice.target in ("cost", "usage"):
        scenarios_card(choice.series, choice.target)


def _periods(choice: Choice) -> pl.DataFrame:
    if choice.pools:
        return read(
            "forecast_periods_of_pools",
            pools=choice.pools,
            target=choice.target,
            max_lag_days=MAX_LAG_DAYS,
        )
    return read(
        "forecast_periods",
        level=choice.level,
        series=choice.series,
        target=choice.stored_target,
        grain=choice.grain,
    )


def _nothing_forecast() -> None:
    with card(t("forecast.gap.no_forecast"), height="content"):
        st.markdown(t("forecast.gap.no_forecast_why"))


def _chart_card(choice: Choice, periods: pl.DataFrame) -> None:
    known, shown, ahead = _course(choice)
    title = cards_finding(choice, ahead) or finding(
        choice.target, choice.grain, known, ahead, _over_budget_since(choice, known, ahead)
    )
    scope = "" if choice.name is None else f"{choice.name} · "
    with card(title, f"{scope}{subtitle(choice.target, choice.grain)}", height="content"):
        figure = drawn_of_snapshot(_figure, choice)
        chart(figure, key="forecast_fan", alt=t("forecast.alt", finding=title))
        _gaps(shown, periods, ahead)
        show_peaks(choice)
        figures_behind(known, "forecast_past", {"series": choice.series, "target": choice.target})


def _course(choice: Choice) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """All of the past that lies before the forecast, what is drawn of it, and the forecast."""
    periods = _periods(choice)
    before = pl.col("period_start") < periods["period_start"][0]
    known = past(choice, periods["cut_off"][0]).filter(before)
    whole = periods.filter("is_complete")
    return known, known.tail(SHOWN_PERIODS[choice.grain]), periods if whole.is_empty() else whole


def _figure(choice: Choice, tokens: Tokens) -> "Figure":
    _, shown, ahead = _course(choice)
    cut_off: date = ahead["cut_off"][0]
    return fan_chart(
        shown.select("period_start", pl.col("amount").alias("value")),
        ahead,
        _limit(choice, cut_off),
        labels=_labels(choice, cut_off),
        value_format=lambda value: amount(value, choice.target),
        ticks=ticks_of(choice.target),
        date_format=formats.month if choice.grain == "month" else day_tick,
        tokens=tokens,
        height=HEIGHT_PX,
    )


def _labels(choice: Choice, cut_off: date) -> FanLabels:
    return FanLabels(
        actual=t("forecast.chart.actual"),
        median=t("forecast.chart.median"),
        band=t("forecast.chart.band"),
        budget=t(f"forecast.chart.{'budget' if choice.target == 'cost' else 'cards'}"),
        cut_off=t("forecast.chart.cut_off", day=formats.day(cut_off)),
    )


def _limit(choice: Choice, cut_off: date) -> pl.DataFrame | None:
    """The dashed line: the budget of cost, the cards in hand of demand and peaks."""
    view = current()
    if view is None or choice.target != "cost":
        return cards_line(choice)
    if choice.grain != "month" or choice.level not in ("company", "pool"):
        return None
    return budget_line(choice.series, view.settings, cut_off)


def _over_budget_since(choice: Choice, known: pl.DataFrame, ahead: pl.DataFrame) -> date | None:
    budgets = _limit(choice, ahead["cut_off"][0]) if choice.target == "cost" else None
    if budgets is None or choice.grain != "month":
        return None
    return over_since(known.select("period_start", value="amount"), budgets)


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
    filters = {"series": choice.series, "target": choice.stored_target, "grain": choice.grain}
    table(periods.select(columns), "forecast", filters, height=table_height(periods))


def _method(periods: pl.DataFrame, notes: list[Said]) -> None:
    row = periods.row(0, named=True)
    reason = fallback_reason(notes)
    if reason:
        sentences([(reason, True)])
    for line in method_lines(row, notes):
        st.markdown(line)
    if row["method"] not in NOT_CALIBRATED:
        st.markdown(t("forecast.method.calibration"))
    st.markdown(t("forecast.method.not_covered"))
