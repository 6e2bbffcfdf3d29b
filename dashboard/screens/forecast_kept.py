"""Forecasts once made against what came: all kept, hits and misses alike."""

from typing import Any

import polars as pl
import streamlit as st

from dashboard import formats
from dashboard.charts.kept import KeptLabels, kept_chart
from dashboard.components import card, chart, drawn, note, table, tokens
from dashboard.i18n import t
from dashboard.reading import read
from dashboard.screens.chart_texts import day_tick, ticks_of
from dashboard.screens.forecast_choice import Choice
from dashboard.screens.forecast_parts import amount, table_height

SHOWN, FEW_FORECASTS = 24, 3
MONTH_AGO_DAYS = (20, 45)  # ahead: what was said a month before
_NOT_KEPT = ("project", "client", "pools")  # levels: there would be too many rows to keep for ever
COLUMNS = (
    "period_start",
    "grain",
    "horizon_days",
    "cut_off",
    "p10",
    "p50",
    "p90",
    "actual",
    "is_hit",
)


def show_kept(choice: Choice) -> None:
    """A card with the forecasts whose time has come; else, when there will be any."""
    level, series, target = choice.level, choice.series, choice.target
    if level in _NOT_KEPT or target == "requests":
        return
    rows = read("forecast_kept", level=level, series=series, target=choice.stored_target)
    known = rows.drop_nulls("actual")
    subtitle = t("forecast.kept.subtitle")
    if known.is_empty() and target == "cost":
        target = "usage"
        found = read("forecast_kept", level=level, series=series, target=target)
        known = found.drop_nulls("actual")
        subtitle = f"{subtitle}; {t('forecast.kept.in_card_hours')}"
    if known.is_empty():
        with card(t("forecast.kept.none"), height="content"):
            st.markdown(_when_first(rows))
        return
    shown = _of_one_grain(known, choice.grain)
    with card(kept_finding(shown), subtitle, height="content"):
        drawing, figures = st.columns([3, 2])
        with drawing:
            _show_chart(shown.reverse().tail(SHOWN), target)
        with figures:
            filters = {"series": series, "target": target}
            table(known.select(COLUMNS), "forecast_kept", filters, height=table_height(known))
        note(t("forecast.kept.note"))


def _of_one_grain(known: pl.DataFrame, grain: str) -> pl.DataFrame:
    """Those of the grain asked for, or of the other where there are hardly any of it."""
    chosen, others = (
        known.filter(is_chosen)
        for is_chosen in (pl.col("grain") == grain, pl.col("grain") != grain)
    )
    return others if chosen.height < FEW_FORECASTS and others.height > chosen.height else chosen


def kept_finding(known: pl.DataFrame) -> str:
    """The title: of those made a month before if there are any, else of all."""
    month_ago = known.filter(pl.col("horizon_days").is_between(*MONTH_AGO_DAYS))
    judged = known if month_ago.is_empty() else month_ago
    counts = {"hits": int(judged["is_hit"].sum()), "count": judged.height}
    key = "finding" if month_ago.is_empty() else "finding_month"
    return t(f"forecast.kept.{key}", **{k: formats.number(n) for k, n in counts.items()})


def _show_chart(rows: pl.DataFrame, target: str) -> None:
    periods = [_period(row) for row in rows.iter_rows(named=True)]
    figure = drawn(
        kept_chart,
        rows.with_columns(pl.Series("period", periods, dtype=pl.String)),
        labels=KeptLabels(
            band=t("forecast.chart.band"), hit=t("forecast.kept.hit"), miss=t("forecast.kept.miss")
        ),
        value_format=lambda value: amount(value, target),
        ticks=ticks_of(target),
        tokens=tokens(),
    )
    chart(figure, key="forecast_kept", alt=kept_finding(rows))


def _period(row: dict[str, Any]) -> str:
    """The period over how many days ahead it was: the same day may stand there twice."""
    text = formats.month if row["grain"] == "month" else day_tick
    return f"{text(row['period_start'])}<br>+{row['horizon_days']}"


def _when_first(rows: pl.DataFrame) -> str:
    ahead = rows.filter(pl.col("grain") == "day", pl.col("cut_off") == pl.col("cut_off").max())
    ahead = ahead.sort("period_start")
    if ahead.is_empty():
        return t("forecast.kept.none_why")
    first = ahead.row(0, named=True)
    words = {"made": formats.day(first["cut_off"]), "day": formats.day(first["period_start"])}
    return t("forecast.kept.when", **words)
