"""Anomalies: days outside the band of the day before, by yuan and with their driver; new levels."""

from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from dashboard import formats
from dashboard.charts.anomalies import AnomalyLabels, anomaly_chart
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
    scope_words,
    screen_header,
    segments,
    sentences,
    to_pool,
)
from dashboard.i18n import t
from dashboard.reading import read
from dashboard.screens.anomaly_words import (
    day_line,
    days_finding,
    pool_in_words,
    shift_line,
    shifts_finding,
)
from dashboard.screens.chart_texts import day_tick, ticks_of
from dashboard.screens.forecast_parts import amount
from dashboard.slices import Slice
from data.tables.anomalies import COMPANY

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

SPANS, USUAL_SPAN = ("28", "90", "365"), "90"
NAMED = 4
FEW_ROWS, TALL_TABLE_PX = 7, 280
DAY_COLUMNS = (
    "local_date",
    "kind",
    "pool_id",
    "deviation_cny",
    "driver",
    "driver_project",
    "driver_pool_id",
    "target",
    "actual",
    "expected",
    "lower",
    "upper",
    "campaign",
    "gap_hours",
    "is_alarm",
    "is_settled",
)
SHIFT_COLUMNS = (
    "start_date",
    "pool_id",
    "size_cny_per_day",
    "driver",
    "driver_project",
    "confirmed_on",
    "target",
    "level_before",
    "level_after",
    "contract_cny_per_day",
    "price_cny_per_day",
    "volume_cny_per_day",
    "campaign",
)


def render() -> None:
    """The screen."""
    header = st.container()
    shown, span = _choose()
    with header:
        screen_header("anomalies.title", scope=scope_words(shown))
    if shown.pools == ():
        nothing_fits()
        return
    days = shown.of(read("anomalies_ranked", pool_id=shown.one_pool, days=span))
    shifts = shown.of(read("anomalies_shifts", pool_id=shown.one_pool, days=span))
    pool_id = shown.one_pool or _most_telling(days, shifts, shown)
    if pool_id is None:
        with card(t("anomalies.none.title"), height="content"):
            st.markdown(t("anomalies.none.why"))
        return
    _show_course(pool_id, span)
    left, right = st.columns([1, 1])
    filters = shown.provenance | {"days": str(span)}
    with left, card(days_finding(days, span), t("anomalies.days.subtitle")):
        _list(days, [day_line(row) for row in days.head(NAMED).iter_rows(named=True)])
        _table(_day_table(days), "anomalies", filters)
        note(t("anomalies.days.note"))
    with right, card(shifts_finding(shifts, span), t("anomalies.shifts.subtitle")):
        _list(shifts, [shift_line(row) for row in shifts.head(NAMED).iter_rows(named=True)])
        _table(shifts.select(SHIFT_COLUMNS), "level_shifts", filters)
        note(t("anomalies.shifts.note"))


def _choose() -> tuple[Slice, int]:
    shown = filter_bar("anomalies")
    span = segments(
        t("anomalies.filter.span"),
        SPANS,
        key="span",
        default=USUAL_SPAN,
        words=lambda days: t("anomalies.filter.days", days=days),
    )
    return shown, int(span)


def _most_telling(days: pl.DataFrame, shifts: pl.DataFrame, shown: Slice) -> str | None:
    """The pool of the greatest alarm, else of the greatest shift, else any that was judged."""
    for rows in (days.filter("is_alarm"), shifts, days, shown.of(read("anomalies_pools"))):
        if not rows.is_empty():
            return str(rows["pool_id"][0])
    return None


def _show_course(pool_id: str, span: int) -> None:
    marked = _marked_days(pool_id, span)
    if marked.is_empty():
        with card(t("anomalies.short.title"), height="content"):
            st.markdown(t("anomalies.short.why"))
        return
    title = t(
        f"anomalies.course.finding_{'company' if pool_id == COMPANY else 'pool'}",
        pool=pool_in_words(pool_id),
        count=formats.number(marked["is_above"].count()),
        days=formats.number(marked["actual"].count()),
    )
    with card(title, t(f"anomalies.course.subtitle_{marked['target'][0]}"), height="content"):
        figure = drawn_of_snapshot(_figure, pool_id, span)
        chart(figure, key="anomalies_course", alt=title)
        figures_behind(marked.drop("is_above", "is_outage"), "anomalies_days", {"pool": pool_id})
        where = {} if pool_id == COMPANY else {"pool": pool_id}
        link_to("forecast", t("anomalies.course.open_forecast"), **where)


def _marked_days(pool_id: str, span: int) -> pl.DataFrame:
    """The days with `is_above` (null within the band) and `is_outage`."""
    outside = (pl.col("actual") > pl.col("upper")) | (pl.col("actual") < pl.col("lower"))
    return read("anomalies_days", pool_id=pool_id, days=span).with_columns(
        pl.when(outside).then(pl.col("actual") > pl.col("upper")).alias("is_above"),
        (pl.col("kind") == "outage").fill_null(value=False).alias("is_outage"),
    )


def _figure(pool_id: str, span: int, tokens: Tokens) -> "Figure":
    marked = _marked_days(pool_id, span)
    target = str(marked["target"][0])
    shifts = read("anomalies_shifts", pool_id=pool_id, days=span).sort("start_date")
    names = ("band", "above", "below", "outage", "shift")
    return anomaly_chart(
        marked,
        shifts["start_date"].to_list(),
        labels=AnomalyLabels(**{name: t(f"anomalies.chart.{name}") for name in names}),
        value_format=lambda value: amount(value, target),
        ticks=ticks_of(target),
        date_format=day_tick,
        tokens=tokens,
    )


def _day_table(days: pl.DataFrame) -> pl.DataFrame:
    """The days' columns; the pool behind a day is the company's alone to name."""
    is_told = days["driver_pool_id"].is_not_null().any()
    return days.select(n for n in DAY_COLUMNS if is_told or n != "driver_pool_id")


def _list(rows: pl.DataFrame, lines: list[tuple[str, bool]]) -> None:
    sentences(lines)
    if rows.height > NAMED:
        note(t("anomalies.days.more", count=formats.number(rows.height - NAMED)))


def _table(rows: pl.DataFrame, name: str, filters: dict[str, str]) -> None:
    if not rows.is_empty():
        height = TALL_TABLE_PX if rows.height > FEW_ROWS else None
        narrowing_table(rows, name, filters, to_pool, height=height, is_narrow=True)
