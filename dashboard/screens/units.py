"""Unit costs: what a useful card-hour costs, what a million tokens, and when to serve oneself."""

from typing import Any

import polars as pl
import streamlit as st

from dashboard import formats
from dashboard.charts.ranked import periods_chart, ranked_chart
from dashboard.components import (
    card,
    chart,
    link_to,
    note,
    plain,
    pool_filter,
    screen_header,
    sentences,
    table,
    tokens,
)
from dashboard.i18n import t
from dashboard.reading import read
from dashboard.screens.units_tokens import show_tokens

POOL_COLUMNS = (
    "pool_id",
    "cny_per_useful_card_hour",
    "cny_per_card_hour",
    "cny_per_peak_pflop_hour",
    "cost_cny",
    "used_card_hours",
    "useful_card_hours",
    "days_priced",
    "days_in_month",
)


def render() -> None:
    """The screen."""
    header = st.container()
    with st.container(width=360):
        pool_id = pool_filter()
    with header:
        pool = plain(formats.short_pool(pool_id)) if pool_id else None
        screen_header("units.title", scope=pool)
    months = read("units_course", pool_id=pool_id)
    if months.is_empty():
        with card(t("units.none.title"), height="content"):
            st.markdown(t("units.none.why"))
    else:
        _show_hours(months, pool_id)
    show_tokens()


def _show_hours(months: pl.DataFrame, pool_id: str | None) -> None:
    known = months.with_columns(
        (pl.col("cost_cny").cast(pl.Float64) / _or_nothing("useful_card_hours")).alias("value")
    )
    left, right = st.columns([3, 2])
    with left:
        _show_course(known)
    with right:
        _show_pools(pool_id)


def _or_nothing(name: str) -> pl.Expr:
    return pl.when(pl.col(name) > 0).then(pl.col(name))


def _show_course(known: pl.DataFrame) -> None:
    title = _finding(known)
    with card(title, t("units.course.subtitle")):
        figure = periods_chart(
            [formats.month(month) for month in known["month"]],
            known["value"].to_list(),
            value_format=formats.money,
            ticks=formats.money_ticks,
            tokens=tokens(),
        )
        chart(figure, key="units_course", alt=title)
        part = known.filter(pl.col("days_priced") < pl.col("days_in_month"))
        if not part.is_empty():
            names = ", ".join(formats.month(month) for month in part["month"][-3:])
            sentences([(t("units.course.part", months=names), False)])
        note(t("units.course.note"))
        link_to("changes", t("units.course.why"))


def _finding(known: pl.DataFrame) -> str:
    """The last whole month against the one before."""
    whole = known.filter(pl.col("days_priced") == pl.col("days_in_month")).drop_nulls("value")
    if whole.is_empty():
        return t("units.course.unknown")
    last = whole.row(-1, named=True)
    words = {"month": formats.month(last["month"]), "value": formats.money(last["value"])}
    if whole.height == 1:
        return t("units.course.one", **words)
    change = last["value"] / whole["value"][-2] - 1
    words["change"] = ("+" if change > 0 else "") + formats.percent(change)
    return t("units.course.finding", **words)


def _show_pools(pool_id: str | None) -> None:
    rows = read("unit_costs", month=None)
    if pool_id:
        rows = rows.filter(pool_id=pool_id)
    if rows.is_empty():
        return
    ranked = rows.drop_nulls("cny_per_useful_card_hour").sort(
        "cny_per_useful_card_hour", descending=True
    )
    month = formats.month(rows["month"][0])
    with card(t("units.pools.title"), t("units.pools.subtitle", month=month)):
        if not ranked.is_empty():
            figure = ranked_chart(
                [formats.short_pool(pool) for pool in ranked["pool_id"]],
                [float(value) for value in ranked["cny_per_useful_card_hour"]],
                value_format=formats.money,
                ticks=formats.money_ticks,
                tokens=tokens(),
            )
            chart(figure, key="units_pools", alt=t("units.pools.title"))
        table(rows.select(POOL_COLUMNS), "unit_costs", _filters(pool_id))


def _filters(pool_id: str | None) -> dict[str, Any]:
    return {"pool": pool_id}
