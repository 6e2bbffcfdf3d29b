"""The figures of the screen, drawn once for what they show, a language and a theme."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from dashboard import formats
from dashboard.charts.axes import two_lines
from dashboard.charts.heat_map import heat_map_chart
from dashboard.charts.small_multiples import Panel, small_multiples_chart
from dashboard.charts.style import tokens_for
from dashboard.i18n import t, writing
from dashboard.reading import current
from dashboard.screens.chart_texts import whole_percent
from dashboard.screens.patterns_hour import Hour
from dashboard.slices import Slice

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

WEEKDAYS = tuple(range(1, 8))
EVERY_HOURS = 3  # a text below every third hour fits a telephone
MOST_MONTHS = 6
MONTHS_FROM_DAYS = 100  # of a drawing whose axis names months
Key = tuple[str, tuple[str, ...] | None, str, str, Hour, str, str]


def figure_key(shown: Slice, at: Hour = None) -> Key:
    """What a figure depends on: snapshot, slice, hour of the week, language and theme, the last."""
    view = current()
    snapshot_id = view.snapshot_id if view else ""
    theme = st.context.theme.type or "light"
    return (snapshot_id, shown.pools, *shown.days.values(), at, writing(), theme)  # type: ignore[return-value]


@st.cache_resource(max_entries=8, show_spinner=False)
def week_figure(key: Key, _week: pl.DataFrame) -> "Figure":
    """Weekdays by hours; rows are patterns_week.sql."""
    cells = _week.select("weekday", "hour", "utilisation_ratio").iter_rows()
    shares = {(weekday, hour): ratio for weekday, hour, ratio in cells}
    ratios = [[shares.get((day, hour)) for hour in range(24)] for day in WEEKDAYS]
    names = [t(f"words.weekday.{day}") for day in WEEKDAYS]
    return heat_map_chart(
        ratios,
        rows=[t(f"patterns.weekday.{day}") for day in WEEKDAYS],
        columns=[(hour, f"{hour}") for hour in range(0, 24, EVERY_HOURS)],
        texts=[
            [t("patterns.hour", day=name, hour=h, share=formats.percent(row[h])) for h in range(24)]
            for name, row in zip(names, ratios, strict=True)
        ],
        value_format=whole_percent,
        tokens=tokens_for(key[-1]),
    )


@st.cache_resource(max_entries=8, show_spinner=False)
def calendar_figure(key: Key, _days: pl.DataFrame) -> "Figure":
    """Weeks from left to right, Monday on top; rows are patterns_days.sql."""
    shares = dict(_days.select("local_date", "utilisation_ratio").iter_rows())
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
        tokens=tokens_for(key[-1]),
    )


@st.cache_resource(max_entries=8, show_spinner=False)
def pools_figure(key: Key, _names: Sequence[str], _rows: pl.DataFrame) -> "Figure":
    """Pools side by side, in the order of their names; rows are patterns_pools.sql."""
    shares: dict[str, dict[date, float]] = {name: {} for name in _names}
    for name, day, ratio in _rows.select("pool_id", "local_date", "utilisation_ratio").iter_rows():
        shares.get(name, {})[day] = ratio
    known = _rows["local_date"].unique().sort().to_list()
    days = days_between(known[0], known[-1], key[4])
    means = utilisations(_rows)
    return small_multiples_chart(
        days,
        [
            Panel(_panel_words(name, means[name]), [shares[name].get(day) for day in days])
            for name in _names
        ],
        value_format=whole_percent,
        day_format=formats.day,
        tick_format=formats.month if len(days) > MONTHS_FROM_DAYS else formats.day,
        tokens=tokens_for(key[-1]),
    )


def days_between(first: date, last: date, at: Hour) -> list[date]:
    """Every day; of one hour of the week every seventh."""
    return [first + timedelta(days=n) for n in range(0, (last - first).days + 1, 7 if at else 1)]


def utilisations(rows: pl.DataFrame) -> dict[str, float]:
    """Utilisation of each pool over all its days; rows are patterns_pools.sql."""
    sums = rows.group_by("pool_id", maintain_order=True).agg(
        pl.col("used_card_hours").sum() / pl.col("capacity_card_hours").sum()
    )
    return dict(sums.iter_rows())


def _panel_words(pool_id: str, mean: float) -> str:
    pool, _, chip = formats.short_pool(pool_id).partition("/")
    words = t("patterns.pools.panel", pool=pool, share=formats.percent(mean, 0))
    return f"{words}<br>{chip}"


def _day_words(day: date, ratio: float | None) -> str:
    return t("patterns.day", day=formats.day(day), share=formats.percent(ratio))


def _months(mondays: Sequence[date]) -> list[tuple[int, str]]:
    """The first week of each month, or of every second or third one, where they are many."""
    starts = [(n, day) for n, day in enumerate(mondays) if day.day <= 7]
    if not starts:
        return [(0, formats.day(mondays[0]))]
    stride = -(-len(starts) // MOST_MONTHS)
    return [(n, two_lines(formats.month(day))) for n, day in starts[::stride]]
