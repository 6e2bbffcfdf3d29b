"""The figures of the screen."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

import polars as pl

from dashboard import formats
from dashboard.charts.axes import two_lines
from dashboard.charts.heat_map import heat_map_chart
from dashboard.charts.small_multiples import Panel, small_multiples_chart
from dashboard.charts.style import Tokens
from dashboard.i18n import t
from dashboard.screens.chart_texts import whole_percent
from dashboard.screens.patterns_hour import Hour

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

WEEKDAYS = tuple(range(1, 8))
EVERY_HOURS = 3  # a text below every third hour fits a telephone
MOST_MONTHS = 6
MONTHS_FROM_DAYS = 100  # of a drawing whose axis names months


def week_figure(week: pl.DataFrame, tokens: Tokens) -> "Figure":
    """Weekdays by hours; rows are patterns_week.sql."""
    cells = week.select("weekday", "hour", "utilisation_ratio").iter_rows()
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
        tokens=tokens,
    )


def calendar_figure(days: pl.DataFrame, tokens: Tokens) -> "Figure":
    """Weeks from left to right, Monday on top; rows are patterns_days.sql."""
    shares = dict(days.select("local_date", "utilisation_ratio").iter_rows())
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
        tokens=tokens,
    )


def pools_figure(names: Sequence[str], rows: pl.DataFrame, at: Hour, tokens: Tokens) -> "Figure":
    """Pools side by side, in the order of their names; rows are patterns_pools.sql."""
    shares: dict[str, dict[date, float]] = {name: {} for name in names}
    for name, day, ratio in rows.select("pool_id", "local_date", "utilisation_ratio").iter_rows():
        shares.get(name, {})[day] = ratio
    known = rows["local_date"].unique().sort().to_list()
    days = days_between(known[0], known[-1], at)
    means = utilisations(rows)
    return small_multiples_chart(
        days,
        [
            Panel(_panel_words(name, means[name]), [shares[name].get(day) for day in days])
            for name in names
        ],
        value_format=whole_percent,
        day_format=formats.day,
        tick_format=formats.month if len(days) > MONTHS_FROM_DAYS else formats.day,
        tokens=tokens,
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
