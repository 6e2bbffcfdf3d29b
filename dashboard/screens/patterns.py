"""Patterns: how full cards are by weekday and hour, day by day, and pool by pool."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from dashboard import formats
from dashboard.charts.axes import two_lines
from dashboard.charts.heat_map import heat_map_chart
from dashboard.components import (
    card,
    chart,
    filter_bar,
    link_to,
    note,
    nothing_fits,
    scope_words,
    screen_header,
    sentences,
    table,
    tokens,
)
from dashboard.i18n import t
from dashboard.reading import current, read
from dashboard.screens.chart_texts import whole_percent
from dashboard.screens.patterns_finding import Block, busiest_and_quietest
from dashboard.screens.patterns_pools import show_pools
from dashboard.slices import Slice

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

WEEKDAYS = tuple(range(1, 8))
MOST_DAYS = 371  # of the calendar: 53 weeks
EVERY_HOURS = 3  # a text below every third hour fits a telephone
MOST_MONTHS = 6
LEAST_DIFFERENCE = 0.01  # below it there is no pattern to speak of


def render() -> None:
    """The screen."""
    header = st.container()
    shown = filter_bar("period", "provider", "region", "chip", "origin", "pool", default_days="365")
    with header:
        screen_header("patterns.title", scope=scope_words(shown))
    if shown.pools == ():
        nothing_fits()
        return
    days = _days(shown)
    if days.is_empty() or not days["hours_known"].sum():
        with card(t("patterns.none.title"), height="content"):
            st.markdown(t("patterns.none.why"))
        return
    _show_week(shown)
    _show_days(days, shown)
    show_pools(shown)


def _days(shown: Slice) -> pl.DataFrame:
    if shown.first is None:
        return pl.DataFrame()
    return read("patterns_days", pools=shown.pools, **shown.days)


def _show_week(shown: Slice) -> None:
    view = current()
    zone = view.settings.time_zone if view else ""
    week = read("patterns_week", time_zone=zone, pools=shown.pools, **shown.days)
    title = _finding(busiest_and_quietest(week))
    first, last = formats.day(shown.first), formats.day(shown.last)
    subtitle = t("patterns.week.subtitle", first=first, last=last, zone=zone)
    with card(title, subtitle, height="content"):
        cells = {(row["weekday"], row["hour"]): row for row in week.iter_rows(named=True)}
        ratios = [
            [cells.get((day, hour), {}).get("utilisation_ratio") for hour in range(24)]
            for day in WEEKDAYS
        ]
        figure = heat_map_chart(
            ratios,
            rows=[t(f"patterns.weekday.{day}") for day in WEEKDAYS],
            columns=[(hour, f"{hour}") for hour in range(0, 24, EVERY_HOURS)],
            texts=[
                [_hour_words(day, hour, ratios[day - 1][hour]) for hour in range(24)]
                for day in WEEKDAYS
            ],
            value_format=whole_percent,
            tokens=tokens(),
        )
        chart(figure, key="patterns_week", alt=title)
        _say_unknown(week)
        table(week, "patterns_week", shown.provenance, height=200)
        note(t("patterns.week.note"))
        link_to("capacity", t("patterns.week.move"))


def _finding(ends: tuple[Block, Block] | None) -> str:
    if ends is None:
        return t("patterns.finding.none")
    busiest, quietest = ends
    if busiest.utilisation_ratio - quietest.utilisation_ratio < LEAST_DIFFERENCE:
        share = formats.percent(busiest.utilisation_ratio, 0)
        return t("patterns.finding.flat", share=share)
    return t("patterns.finding.both", busy=_block_words(busiest), quiet=_block_words(quietest))


def _block_words(block: Block) -> str:
    return t(
        "patterns.block",
        days=t(f"patterns.days_of.{block.days}"),
        start=block.first_hour,
        end=block.end_hour,
        share=formats.percent(block.utilisation_ratio, 0),
    )


def _hour_words(weekday: int, hour: int, ratio: float | None) -> str:
    day = t(f"explorer.weekday.{weekday}")
    return t("patterns.hour", day=day, hour=hour, share=formats.percent(ratio))


def _say_unknown(rows: pl.DataFrame) -> None:
    unknown, known = int(rows["hours_unknown"].sum()), int(rows["hours_known"].sum())
    if unknown:
        words = {
            "count": formats.number(unknown),
            "share": formats.percent(unknown / (unknown + known)),
        }
        sentences([(t("patterns.unknown", **words), True)])


def _show_days(days: pl.DataFrame, shown: Slice) -> None:
    last: date = days["local_date"][-1]
    drawn = days.filter(pl.col("local_date") > last - timedelta(days=MOST_DAYS))
    known = drawn.drop_nulls("utilisation_ratio").sort("utilisation_ratio", maintain_order=True)
    if known.is_empty():
        return
    words = {
        "quiet": formats.day(known["local_date"][0]),
        "low": formats.percent(known["utilisation_ratio"][0], 0),
        "busy": formats.day(known["local_date"][-1]),
        "high": formats.percent(known["utilisation_ratio"][-1], 0),
    }
    title = t("patterns.days.finding", **words)
    with card(title, t("patterns.days.subtitle"), height="content"):
        chart(_calendar(drawn), key="patterns_days", alt=title)
        if drawn.height < days.height:
            note(t("patterns.days.cut", count=MOST_DAYS))
        _say_empty(drawn)
        table(drawn, "patterns_days", shown.provenance, height=200)


def _say_empty(drawn: pl.DataFrame) -> None:
    span = (drawn["local_date"][-1] - drawn["local_date"][0]).days + 1
    empty = span - drawn["utilisation_ratio"].count()
    if empty:
        sentences([(t("patterns.days.empty", count=formats.number(empty)), True)])


def _calendar(drawn: pl.DataFrame) -> "Figure":
    """Weeks from left to right, Monday on top."""
    shares = dict(drawn.select("local_date", "utilisation_ratio").iter_rows())
    first, last = min(shares), max(shares)
    monday = first - timedelta(days=first.weekday())
    weeks = (last - monday).days // 7 + 1
    dates = [[monday + timedelta(days=7 * w + d) for w in range(weeks)] for d in range(7)]
    return heat_map_chart(
        [[shares.get(day) for day in row] for row in dates],
        rows=[t(f"patterns.weekday.{day}") for day in WEEKDAYS],
        columns=_months(dates[0]),
        texts=[[_day_words(day, shares.get(day)) for day in row] for row in dates],
        value_format=whole_percent,
        tokens=tokens(),
    )


def _day_words(day: date, ratio: float | None) -> str:
    return t("patterns.day", day=formats.day(day), share=formats.percent(ratio))


def _months(mondays: Sequence[date]) -> list[tuple[int, str]]:
    """The first week of each month, or of every second or third one, where they are many."""
    starts = [(n, day) for n, day in enumerate(mondays) if day.day <= 7]
    if not starts:
        return [(0, formats.day(mondays[0]))]
    stride = -(-len(starts) // MOST_MONTHS)
    return [(n, two_lines(formats.month(day))) for n, day in starts[::stride]]
