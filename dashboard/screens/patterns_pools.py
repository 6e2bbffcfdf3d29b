"""The daily use of several pools side by side, on one scale."""

from datetime import date, timedelta

import polars as pl

from dashboard import formats
from dashboard.charts.small_multiples import Panel, small_multiples_chart
from dashboard.components import card, chart, note, plain, table, tokens
from dashboard.i18n import t
from dashboard.reading import read
from dashboard.screens.chart_texts import whole_percent
from dashboard.slices import Slice

MOST_POOLS = 12
MONTHS_FROM_DAYS = 100  # of a drawing whose axis names months


def show_pools(shown: Slice) -> None:
    """The card; nothing where there is only one pool."""
    dearest_first = read("filter_pools")["pool_id"].to_list()
    wanted = [name for name in dearest_first if shown.pools is None or name in shown.pools]
    if len(wanted) < 2:
        return
    rows = read("patterns_pools", pools=tuple(wanted[:MOST_POOLS]), **shown.days)
    means = _means(rows)
    names = [name for name in wanted[:MOST_POOLS] if name in means]
    if len(names) < 2:
        return
    title = _finding(means)
    with card(title, t("patterns.pools.subtitle"), height="content"):
        days = _every_day(rows["local_date"].min(), rows["local_date"].max())  # type: ignore[arg-type]
        figure = small_multiples_chart(
            days,
            [_panel(rows.filter(pool_id=name), name, means[name], days) for name in names],
            value_format=whole_percent,
            day_format=formats.day,
            tick_format=formats.month if len(days) > MONTHS_FROM_DAYS else formats.day,
            tokens=tokens(),
        )
        chart(figure, key="patterns_pools", alt=title)
        if len(wanted) > MOST_POOLS:
            note(t("patterns.pools.more", count=formats.number(len(wanted) - MOST_POOLS)))
        if silent := len(wanted[:MOST_POOLS]) - len(names):
            note(t("patterns.pools.silent", count=formats.number(silent)))
        table(rows, "patterns_pools", shown.provenance, height=200)


def _means(rows: pl.DataFrame) -> dict[str, float]:
    """Utilisation of each pool over all its days."""
    sums = rows.group_by("pool_id", maintain_order=True).agg(
        pl.col("used_card_hours").sum() / pl.col("capacity_card_hours").sum()
    )
    return dict(sums.iter_rows())


def _finding(means: dict[str, float]) -> str:
    ranked = sorted(means, key=lambda name: means[name])
    return t(
        "patterns.pools.finding",
        full=plain(formats.short_pool(ranked[-1])),
        high=formats.percent(means[ranked[-1]], 0),
        empty=plain(formats.short_pool(ranked[0])),
        low=formats.percent(means[ranked[0]], 0),
    )


def _every_day(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _panel(rows: pl.DataFrame, name: str, mean: float, days: list[date]) -> Panel:
    shares = dict(rows.select("local_date", "utilisation_ratio").iter_rows())
    pool, _, chip = formats.short_pool(name).partition("/")
    words = t("patterns.pools.panel", pool=pool, share=formats.percent(mean, 0))
    return Panel(f"{words}<br>{chip}", [shares.get(day) for day in days])
