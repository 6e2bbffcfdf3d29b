"""Patterns: how full cards are by weekday and hour, day by day, and pool by pool."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from dashboard import formats
from dashboard.components import (
    card,
    drawn,
    filter_bar,
    link_to,
    narrowing_map,
    narrowing_table,
    note,
    nothing_fits,
    own_days,
    scope_words,
    screen_header,
    sentences,
    tokens,
)
from dashboard.i18n import t
from dashboard.reading import current, read
from dashboard.screens.patterns_figures import calendar_figure, days_between, week_figure
from dashboard.screens.patterns_finding import Block, busiest_and_quietest
from dashboard.screens.patterns_hour import (
    Hour,
    chosen_hour,
    hour_in_address,
    moments,
    show_mark,
)
from dashboard.screens.patterns_pools import MOST_DAYS, show_pools
from dashboard.slices import Slice

LEAST_DIFFERENCE = 0.01  # below it there is no pattern to speak of


def render() -> None:
    """The screen."""
    header = st.container()
    shown = filter_bar("patterns", default_days="365")
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
    at = chosen_hour()
    show_mark(at)
    _show_days(_days(shown, at) if at else days, shown, at)
    show_pools(shown, at)


def _days(shown: Slice, at: Hour = None) -> pl.DataFrame:
    if shown.first is None:
        return pl.DataFrame()
    chosen = moments(at, shown.days)
    return read("patterns_days", pools=shown.pools, moments=chosen, **shown.days)


def _show_week(shown: Slice) -> None:
    view = current()
    zone = view.settings.time_zone if view else ""
    week = read("patterns_week", time_zone=zone, pools=shown.pools, **shown.days)
    title = _finding(busiest_and_quietest(week))
    first, last = formats.day(shown.first), formats.day(shown.last)
    subtitle = t("patterns.week.subtitle", first=first, last=last, zone=zone)
    with card(title, subtitle, height="content"):
        figure = drawn(week_figure, week, tokens())
        narrowing_map(figure, "patterns_map", _hour_of_cell, alt=title)
        _say_unknown(week)
        narrowing_table(week, "patterns_week", shown.provenance, _hour_of_row, height=200)
        note(t("patterns.week.note"))
        link_to("capacity", t("patterns.week.move"))


def _hour_of_cell(row: int, column: int) -> dict[str, list[str]]:
    return hour_in_address(row + 1, column)


def _hour_of_row(row: Mapping[str, Any]) -> dict[str, list[str]]:
    return hour_in_address(row["weekday"], row["hour"])


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


def _say_unknown(rows: pl.DataFrame) -> None:
    unknown, known = int(rows["hours_unknown"].sum()), int(rows["hours_known"].sum())
    if unknown:
        words = {
            "count": formats.number(unknown),
            "share": formats.percent(unknown / (unknown + known)),
        }
        sentences([(t("patterns.unknown", **words), True)])


def _show_days(days: pl.DataFrame, shown: Slice, at: Hour) -> None:
    if days.is_empty():
        note(t("patterns.days.none"))
        return
    last: date = days["local_date"][-1]
    recent = days.filter(pl.col("local_date") > last - timedelta(days=MOST_DAYS))
    known = recent.drop_nulls("utilisation_ratio").sort("utilisation_ratio", maintain_order=True)
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
        figure = drawn(calendar_figure, recent, tokens())
        narrowing_map(figure, "patterns_calendar", partial(_week_of_cell, recent), alt=title)
        if recent.height < days.height:
            note(t("patterns.days.cut", count=MOST_DAYS))
        _say_empty(recent, at)
        narrowing_table(recent, "patterns_days", shown.provenance, week_around, height=200)


def _week_of_cell(recent: pl.DataFrame, row: int, column: int) -> dict[str, list[str]]:
    """As week_around, of a cell of the calendar: weeks begin on the Monday of its first day."""
    first: date = recent["local_date"][0]
    days = 7 * column + row - first.weekday()
    return week_around({"local_date": first + timedelta(days=days)})


def week_around(row: Mapping[str, Any]) -> dict[str, list[str]]:
    """Seven days around the marked one: a day alone has no pattern."""
    day: date = row["local_date"]
    return own_days(day - timedelta(days=3), day + timedelta(days=3))


def _say_empty(recent: pl.DataFrame, at: Hour) -> None:
    days = days_between(recent["local_date"][0], recent["local_date"][-1], at)
    empty = len(days) - recent["utilisation_ratio"].count()
    if empty:
        sentences([(t("patterns.days.empty", count=formats.number(empty)), True)])
