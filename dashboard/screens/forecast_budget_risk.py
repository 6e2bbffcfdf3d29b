"""How likely budgets are broken: month by month, and over the year so far."""

from typing import Any

import polars as pl
import streamlit as st

from dashboard import formats
from dashboard.components import card, flagged, matrix, note
from dashboard.i18n import t
from dashboard.reading import read
from dashboard.screens.forecast_choice import Choice, short_name
from dashboard.screens.forecast_parts import LIKELY
from data.pool_id import parts_of
from models.forecast.budgets import COMPANY


def show_budget_risk(choice: Choice) -> None:
    """A card with a line per month; nothing where the series has no budget, or is not of cost."""
    if choice.target != "cost" or choice.pools:
        return
    rows = read("forecast_budget_risks").filter(pl.col("scope") == _scope(choice)).sort("month")
    if rows.is_empty():
        return
    with card(budget_finding(rows), t("forecast.budget.subtitle"), height="content"):
        st.markdown(budget_matrix(rows))
        remarks = [t("forecast.budget.note")]
        if rows["is_partial"].any():
            remarks.append(t("forecast.budget.partial"))
        note("&ensp;".join(remarks))


def _scope(choice: Choice) -> str:
    """A pool's budget stands under the pool's name."""
    if choice.level == COMPANY:
        return COMPANY
    if choice.level == "pool":
        return parts_of(choice.series).pool
    return short_name(choice.level, choice.series)


def budget_finding(rows: pl.DataFrame) -> str:
    """The title: how likely the year that has begun goes over, as far as it is known."""
    known = rows.drop_nulls("year_over_ratio")
    if known.is_empty():
        return t("forecast.budget.unknown")
    year = known["month"][0].year
    last = known.filter(pl.col("month").dt.year() == year).row(-1, named=True)
    key = "over" if last["year_over_ratio"] >= LIKELY else "within"
    return t(
        f"forecast.budget.{key}",
        month=formats.month(last["month"]),
        begin=formats.month(last["counted_from"]),
        chance=formats.chance(last["year_over_ratio"]),
        budget=formats.money(last["year_budget_cny"]),
        value=formats.money(last["year_p50_cny"]),
    )


def budget_matrix(rows: pl.DataFrame) -> str:
    """Month by month: each by itself, and the year up to it."""
    heads = ("month", "month_budget", "month_over", "year_budget", "year_band", "year_over")
    return matrix(
        [t(f"forecast.budget.head_{name}") for name in heads],
        [_line(row) for row in rows.iter_rows(named=True)],
    )


def _line(row: dict[str, Any]) -> list[str]:
    band = formats.MISSING
    if row["year_p10_cny"] is not None:
        band = f"{formats.money(row['year_p10_cny'])} – {formats.money(row['year_p90_cny'])}"
    return [
        formats.month(row["month"]),
        formats.money(row["budget_cny"]),
        _marked(row["over_ratio"]),
        formats.money(row["year_budget_cny"]),
        band,
        _marked(row["year_over_ratio"]),
    ]


def _marked(ratio: float | None) -> str:
    return flagged(formats.chance(ratio), is_warning=(ratio or 0) >= LIKELY)
