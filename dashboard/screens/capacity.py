"""Capacity and shortage: when cards run short, by when to order, and what better use is worth."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import polars as pl
import streamlit as st

from dashboard import formats
from dashboard.charts.axes import even_ticks
from dashboard.charts.capacity import CapacityLabels, Mark, capacity_chart
from dashboard.charts.style import Tokens
from dashboard.components import (
    card,
    chart,
    drawn_of_snapshot,
    figures_behind,
    filter_bar,
    link_to,
    narrowing_table,
    note,
    nothing_fits,
    plain,
    scope_words,
    screen_header,
    sentences,
    table,
    to_pool,
)
from dashboard.i18n import t
from dashboard.reading import read
from dashboard.screens.capacity_words import (
    best_of_each,
    gain_line,
    headline,
    outlook,
    pool_line,
    risk_matrix,
    use_line,
)
from dashboard.slices import Slice

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

NAMED = 6
FEW_ROWS, TALL_TABLE_PX = 7, 280


def render() -> None:
    """The screen."""
    header = st.container()
    shown = filter_bar("capacity")
    with header:
        screen_header("capacity.title", scope=scope_words(shown))
    if shown.pools == ():
        nothing_fits()
        return
    orders = shown.of(read("capacity_orders", pool_id=shown.one_pool))
    use = shown.of(read("capacity_use", pool_id=shown.one_pool))
    if orders.is_empty() and use.is_empty():
        _not_judged()
        return
    filters = shown.provenance
    if orders.is_empty():
        _not_judged()
    else:
        _show_orders(orders, filters)
    left, right = st.columns(2)
    with left:
        _show_gains(_gains(shown), orders, use, filters)
    with right:
        _show_use(use, filters)
    _show_movable(shown.of(read("capacity_movable", pool_id=shown.one_pool)), filters)


def _not_judged() -> None:
    """When cards run out is not known: what that takes."""
    with card(t("capacity.none.title"), height="content"):
        st.markdown(t("capacity.none.why"))


def _show_orders(orders: pl.DataFrame, filters: dict[str, str]) -> None:
    first = orders.row(0, named=True)
    subtitle = t("capacity.head.subtitle", day=formats.day(first["cut_off"]))
    left, right = st.columns([2, 3])
    with left, card(headline(orders), subtitle):
        _sentences(orders, pool_line)
        if orders.height == 1:
            risks = read("capacity_risks", pool_id=first["pool_id"])
            st.markdown(risk_matrix(risks, first["cut_off"]))
    with right:
        _show_course(first)
    if orders.height > 1:
        with card(t("capacity.pools.title"), t("capacity.pools.subtitle"), height="content"):
            rows = orders.drop("cut_off", "is_short_now")
            narrowing_table(rows, "capacity", filters, to_pool, height=_height(rows))


def _show_course(order: dict[str, Any]) -> None:
    """The pool of the first row: the chosen one, or the most pressing."""
    title = outlook(order).replace("**", "")
    risks = read("capacity_risks", pool_id=order["pool_id"])
    is_used = risks["basis"][0] == "used"
    with card(title, t(f"capacity.chart.subtitle{'_used' if is_used else ''}")):
        figure = drawn_of_snapshot(_figure, order["pool_id"])
        chart(figure, key="capacity_course", alt=title)
        source = "said" if order["lead_time_source"] != "default" else "assumed"
        months = formats.number(order["lead_time_months"])
        note(t("capacity.chart.note", months=months, source=t(f"capacity.chart.{source}")))
        weeks = read("capacity_weeks", pool_id=order["pool_id"])
        if weeks["supply_basis"][0] == "contracts":
            note(t("capacity.chart.contracts_only"))
        figures_behind(weeks, "capacity_weeks", {"pool": order["pool_id"]})
        with st.container(horizontal=True):
            for screen in ("forecast", "commitments"):
                link_to(screen, t(f"capacity.chart.open_{screen}"), pool=order["pool_id"])


def _figure(pool_id: str, tokens: Tokens) -> "Figure":
    weeks = read("capacity_weeks", pool_id=pool_id)
    names = ("likely", "possible", "supply", "renewed")
    return capacity_chart(
        weeks,
        _marks(weeks, read("capacity_orders", pool_id=pool_id).row(0, named=True)),
        labels=CapacityLabels(**{name: t(f"capacity.chart.{name}") for name in names}),
        value_format=formats.number,
        ticks=even_ticks(formats.number, whole=True),
        date_format=formats.month,
        tokens=tokens,
    )


def _marks(weeks: pl.DataFrame, order: dict[str, Any]) -> list[Mark]:
    marks = []
    if order["short_from"] is not None:
        days = (("order", order["order_by"], False), ("short", order["short_from"], True))
        marks = [
            Mark(day, t(f"capacity.chart.{name}", day=formats.day(day)), is_warning)
            for name, day, is_warning in days
        ]
    held = weeks.filter("is_extended")
    if held.height:
        marks.append(Mark(held["week_start"][0], t("capacity.chart.held")))
    return marks


def _gains(shown: Slice) -> pl.DataFrame:
    """What concerns any of the pools shown; a lever over several pools is not cut."""
    gains = read("capacity_gains", pool_id=shown.one_pool)
    if shown.pools is None:
        return gains
    of_these = pl.element().is_in(list(shown.pools))
    return gains.filter(pl.col("pools").str.split(", ").list.eval(of_these).list.any())


def _show_gains(
    gains: pl.DataFrame, orders: pl.DataFrame, use: pl.DataFrame, filters: dict[str, str]
) -> None:
    days = formats.number(max(use["days"], default=0))
    if gains.is_empty():
        with card(t("capacity.gains.none")):
            note(t("capacity.gains.note", days=days))
        return
    saving = formats.money(best_of_each(gains))
    buying = formats.money(orders["buying_cny_per_month"].sum() if orders.height else 0)
    title = t("capacity.gains.finding", saving=saving)
    with card(title, t("capacity.gains.subtitle", buying=buying)):
        _sentences(gains, gain_line)
        rows = gains.select(
            pl.exclude("window_days", "pools"), "window_days", "pools"
        )  # what is long last
        table(rows, "capacity_gains", filters, height=_height(rows), is_narrow=True)
        note(t("capacity.gains.note", days=days))


def _show_use(use: pl.DataFrame, filters: dict[str, str]) -> None:
    if use.is_empty():
        return
    idle = use["idle_cny_per_month"].sum()
    title = t("capacity.use.finding", idle=formats.money(idle)) if idle else t("capacity.use.none")
    with card(title, t("capacity.use.subtitle", days=formats.number(max(use["days"])))):
        committed = use.filter(pl.col("contract_utilisation_ratio").is_not_null())
        # Of many pools those without idle cards say nothing.
        told = committed if use.height == 1 else committed.filter(pl.col("idle_cny_per_month") > 0)
        _sentences(told, use_line)
        rows = use.drop("window_start", "window_end", "days")  # the subtitle has them
        narrowing_table(
            rows, "capacity_use", filters, to_pool, height=_height(rows), is_narrow=True
        )


def _show_movable(rows: pl.DataFrame, filters: dict[str, str]) -> None:
    if rows.is_empty():
        return
    first = rows.row(0, named=True)
    pool = plain(formats.short_pool(first["pool_id"]))
    title = t("capacity.movable.finding", pool=pool, project=plain(first["project"]))
    hours = formats.number(first["wait_hours"])
    with card(title, t("capacity.movable.subtitle", hours=hours), height="content"):
        table(rows, "capacity_movable", filters, height=_height(rows))


def _sentences(rows: pl.DataFrame, words: Callable[[dict[str, Any]], tuple[str, bool]]) -> None:
    """The first rows in words, and how many more the table has."""
    sentences([words(row) for row in rows.head(NAMED).iter_rows(named=True)])
    if rows.height > NAMED:
        note(t("capacity.more", count=formats.number(rows.height - NAMED)))


def _height(rows: pl.DataFrame) -> int | None:
    return TALL_TABLE_PX if rows.height > FEW_ROWS else None
