"""The daily use of several pools side by side, on one scale."""

from datetime import timedelta

from dashboard import formats
from dashboard.components import card, chart, drawn, narrowing_table, note, plain, to_pool, tokens
from dashboard.components.filter_lists import known_pools
from dashboard.i18n import t
from dashboard.reading import read
from dashboard.screens.patterns_figures import pools_figure, utilisations
from dashboard.screens.patterns_hour import Hour, moments
from dashboard.slices import Slice

MOST_POOLS = 12
MOST_DAYS = 371  # 53 weeks


def show_pools(shown: Slice, at: Hour = None) -> None:
    """The card; nothing where there is only one pool."""
    dearest_first = known_pools()["pool_id"].to_list()
    wanted = [name for name in dearest_first if shown.pools is None or name in shown.pools]
    if len(wanted) < 2 or shown.first is None or shown.last is None:
        return
    first = max(shown.first, shown.last - timedelta(days=MOST_DAYS - 1))
    pools = tuple(wanted[:MOST_POOLS])
    days = {"first": f"{first}", "last": f"{shown.last}"}
    rows = read("patterns_pools", pools=pools, moments=moments(at, days), **days)
    means = utilisations(rows)
    names = [name for name in pools if name in means]
    if len(names) < 2:
        return
    title = _finding(means)
    with card(title, t("patterns.pools.subtitle"), height="content"):
        figure = drawn(pools_figure, names, rows, at, tokens())
        chart(figure, key="patterns_pools", alt=title)
        if first > shown.first:
            note(t("patterns.days.cut", count=MOST_DAYS))
        if len(wanted) > MOST_POOLS:
            note(t("patterns.pools.more", count=formats.number(len(wanted) - MOST_POOLS)))
        if silent := len(pools) - len(names):
            note(t("patterns.pools.silent", count=formats.number(silent)))
        narrowing_table(rows, "patterns_pools", shown.provenance, to_pool, height=200)


def _finding(means: dict[str, float]) -> str:
    ranked = sorted(means, key=lambda name: means[name])
    return t(
        "patterns.pools.finding",
        full=plain(formats.short_pool(ranked[-1])),
        high=formats.percent(means[ranked[-1]], 0),
        empty=plain(formats.short_pool(ranked[0])),
        low=formats.percent(means[ranked[0]], 0),
    )
