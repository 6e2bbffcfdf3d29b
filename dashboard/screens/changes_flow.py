"""Where a month's money went: from provider to pool to the teams that used it."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl

from dashboard import formats
from dashboard.charts.flow import Flow, flow_chart
from dashboard.charts.style import Tokens
from dashboard.components import card, chart, drawn_of_snapshot, figures_behind, note
from dashboard.i18n import t
from dashboard.reading import read
from data.pool_id import parts_of

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

NAMED, NAMED_POOLS = 6, 12
Pools = tuple[str, ...] | None


def show_flow(rows: pl.DataFrame, month: date, pools: Pools) -> None:
    """The card; `rows` are out_cost_month of the month."""
    cost = float(rows["cost_cny"].sum() or 0)
    if cost <= 0:
        return
    idle = float(rows["idle_cost_cny"].sum() or 0)
    title = t("changes.flow.finding", share=formats.percent(idle / cost))
    with card(title, t("changes.flow.subtitle", month=formats.month(month))):
        figure = drawn_of_snapshot(_figure, pools, month)
        chart(figure, key="changes_flow", alt=title)
        note(t("changes.flow.note"))
        figures_behind(rows, "cost_months", {"month": f"{month:%Y-%m}"}, source="core_price")


def _figure(pools: Pools, month: date, tokens: Tokens) -> "Figure":
    months = read("changes_months", pools=pools).filter(pl.col("month") == month)
    used = read("changes_flow", month=f"{month:%Y-%m-%d}", pools=pools)
    idle = t("changes.flow.idle")
    return flow_chart(
        _flows(months, used, idle),
        value_format=formats.money,
        warn=frozenset({idle}),
        short=_short(months["pool_id"].unique().to_list(), used),
        tokens=tokens,
    )


def _short(pool_ids: Sequence[str], used: pl.DataFrame) -> dict[str, str]:
    """What a telephone has room for: pools without their chips, where no other has the same name.

    And projects that stand for themselves without saying so: the note does.
    """
    pools = {formats.short_pool(pool_id): parts_of(pool_id).pool for pool_id in pool_ids}
    count = Counter(pools.values())
    projects = used.filter(~pl.col("is_team"))["team"].unique().to_list()
    alone = {t("changes.flow.no_team", project=name): name for name in projects}
    return alone | {whole: name for whole, name in pools.items() if count[name] == 1}


def _flows(months: pl.DataFrame, used: pl.DataFrame, idle: str) -> list[Flow]:
    """Provider to pool: the pool's cost. Pool to team: its used part, by card-hours.

    A project without a team stands for itself. Beyond the largest, pools and teams are one node.
    """
    paid = months.filter(pl.col("cost_cny") > 0).select(
        "provider", "pool_id", pl.col("cost_cny", "idle_cost_cny").cast(pl.Float64)
    )
    pools = _named(paid, "pool_id", "cost_cny", NAMED_POOLS, formats.short_pool)
    into = paid.with_columns(pl.col("pool_id").replace_strict(pools))
    flows = [
        Flow((0, provider), (1, pool), cost)
        for provider, pool, cost in _sums(into, "provider", "pool_id", "cost_cny")
    ]
    wasted = into.filter(pl.col("idle_cost_cny") > 0)
    flows += [
        Flow((1, pool), (2, idle), cost) for pool, cost in _sums(wasted, "pool_id", "idle_cost_cny")
    ]
    used = used.with_columns(_team_words(used["is_team"].any()))
    teams = _named(used, "team", "used_card_hours", NAMED, str)
    shared = (
        used.with_columns(pl.col("team").replace_strict(teams, return_dtype=pl.String))
        .join(paid.drop("provider"), on="pool_id", maintain_order="left")
        .with_columns(
            (pl.col("cost_cny") - pl.col("idle_cost_cny"))
            * pl.col("used_card_hours")
            / pl.col("used_card_hours").sum().over("pool_id")
        )
        .filter(pl.col("cost_cny") > 0)
        .with_columns(pl.col("pool_id").replace_strict(pools))
    )
    return flows + [
        Flow((1, pool), (2, team), cost)
        for pool, team, cost in _sums(shared, "pool_id", "team", "cost_cny")
    ]


def _team_words(any_team: bool) -> pl.Expr:
    """Teams by their names; beside them a project that belongs to none says so."""
    own = pl.format(t("changes.flow.no_team").replace("{project}", "{}"), "team")
    return pl.when(pl.col("is_team") | (not any_team)).then("team").otherwise(own).alias("team")


def _sums(rows: pl.DataFrame, *columns: str) -> Iterator[tuple[Any, ...]]:
    """The last column summed by the others, in the order in which they come."""
    *keys, amount = columns
    return rows.group_by(keys, maintain_order=True).agg(pl.col(amount).sum()).iter_rows()


def _named(
    rows: pl.DataFrame, column: str, size: str, most: int, words: Callable[[str], str]
) -> dict[str, str]:
    """What each value is called: the largest by their names, the rest together."""
    ranked = rows.group_by(column).agg(pl.col(size).sum())
    names = ranked.sort(size, column, descending=[True, False])[column].to_list()
    others = t("changes.flow.others")
    return {name: words(name) if n < most else others for n, name in enumerate(names)}
