"""A pool's demand and its peaks against the cards in hand."""

from datetime import date

import polars as pl
import streamlit as st

from dashboard import formats
from dashboard.components import flagged, matrix, note
from dashboard.i18n import t
from dashboard.reading import read
from dashboard.screens.chart_texts import day_tick
from dashboard.screens.forecast_choice import PEAKS, Choice

QUANTILES = ("p50", "p95", "p99")
SHOWN = 6


def cards_line(choice: Choice) -> pl.DataFrame | None:
    """`period_start`, `amount`: cards in hand, for demand the card-hours they give; else None."""
    if choice.pool_id is None or choice.target not in (*PEAKS, "demand"):
        return None
    column = "cards_min" if choice.target in PEAKS else "card_hours"
    rows = read("forecast_cards", pool_id=choice.pool_id, grain=choice.grain)
    return None if rows.is_empty() else rows.select("period_start", pl.col(column).alias("amount"))


def cards_finding(choice: Choice, ahead: pl.DataFrame) -> str | None:
    """The title of peaks: the first period likely above the cards in hand, else the tightest."""
    cards = cards_line(choice)
    if cards is None or choice.target not in PEAKS:
        return None
    both = ahead.join(cards, on="period_start", how="inner").sort("period_start")
    if both.is_empty():
        return None
    over = both.filter(pl.col("p50") > pl.col("amount"))
    tightest = both.sort(pl.col("p50") / pl.col("amount"), descending=True)
    row = (tightest if over.is_empty() else over).row(0, named=True)
    return t(
        f"forecast.peak.{'within' if over.is_empty() else 'over'}",
        what=t(f"forecast.what.{choice.target}"),
        when=when(row["period_start"], choice.grain),
        value=formats.number(row["p50"]),
        cards=formats.number(row["amount"]),
    )


def show_peaks(choice: Choice) -> None:
    """The quantiles of the hours side by side, for the next periods; nothing of other targets."""
    if choice.target not in PEAKS:
        return
    st.markdown(_peak_matrix(choice))
    note(t("forecast.peak.note"))


def _peak_matrix(choice: Choice) -> str:
    """Period, half / 95 % / 99 % of hours, cards in hand."""
    cards = cards_line(choice)
    table = read("forecast_periods", **_key(choice, QUANTILES[0])).select("period_start")
    for name in QUANTILES:
        rows = read("forecast_periods", **_key(choice, name))
        table = table.join(
            rows.select("period_start", pl.col("p50").alias(name)), on="period_start", how="left"
        )
    if cards is not None:
        table = table.join(cards, on="period_start", how="left", maintain_order="left")
    else:
        table = table.with_columns(amount=pl.lit(None, pl.Float64))
    heads = [t(f"forecast.grain.{choice.grain}")]
    heads += [t(f"forecast.peak.{name}") for name in QUANTILES]
    lines = []
    for row in table.sort("period_start").head(SHOWN).iter_rows(named=True):
        values = [_marked(row[name], row["amount"]) for name in QUANTILES]
        first = when(row["period_start"], choice.grain)
        lines.append([first, *values, formats.number(row["amount"])])
    return matrix([*heads, t("forecast.chart.cards")], lines)


def _key(choice: Choice, quantile: str) -> dict[str, str]:
    return {
        "level": choice.level,
        "series": choice.series,
        "target": f"{choice.target}_{quantile}",
        "grain": choice.grain,
    }


def _marked(value: float | None, cards: float | None) -> str:
    is_over = value is not None and cards is not None and value > cards
    return flagged(formats.number(value), is_warning=is_over)


def when(day: date, grain: str) -> str:
    """A period in words; a week by its first day."""
    if grain == "week":
        return t("forecast.peak.week", day=day_tick(day))
    return formats.month(day) if grain == "month" else formats.day(day)
