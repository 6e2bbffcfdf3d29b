"""Where a month's money went: from provider to pool to what it was used for."""

from datetime import date
from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from dashboard import formats
from dashboard.charts.flow import Flow, flow_chart
from dashboard.charts.style import tokens_for
from dashboard.components import card, chart, note
from dashboard.i18n import current_language, t
from dashboard.reading import current, read

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

NAMED = 6
Pools = tuple[str, ...] | None


def show_flow(rows: pl.DataFrame, month: date, pools: Pools) -> None:
    """The card; `rows` are out_cost_month of the month."""
    view, cost = current(), float(rows["cost_cny"].sum() or 0)
    if view is None or cost <= 0:
        return
    idle = float(rows["idle_cost_cny"].sum() or 0)
    title = t("changes.flow.finding", share=formats.percent(idle / cost))
    with card(title, t("changes.flow.subtitle", month=formats.month(month))):
        theme = st.context.theme.type or "light"
        figure = _figure(view.snapshot_id, pools, month, current_language(), theme)
        chart(figure, key="changes_flow", alt=title)
        note(t("changes.flow.note"))


@st.cache_resource(max_entries=64, show_spinner=False)
def _figure(
    snapshot_id: str,  # noqa: ARG001 - it and the language are keys of the cache
    pools: Pools,
    month: date,
    language: str,  # noqa: ARG001
    theme: str,
) -> "Figure":
    months = read("changes_months", pools=pools).filter(pl.col("month") == month)
    used = read("changes_flow", month=f"{month:%Y-%m-%d}", pools=pools)
    idle = t("changes.flow.idle")
    return flow_chart(
        _flows(months, used, idle),
        value_format=formats.money,
        warn=frozenset({idle}),
        tokens=tokens_for(theme),
    )


def _flows(months: pl.DataFrame, used: pl.DataFrame, idle: str) -> list[Flow]:
    """Provider to pool: the pool's cost. Pool to project: its used part, by card-hours."""
    paid = months.filter(pl.col("cost_cny") > 0)
    flows = []
    for row in paid.iter_rows(named=True):
        pool = (1, formats.short_pool(row["pool_id"]))
        cost, wasted = float(row["cost_cny"]), float(row["idle_cost_cny"])
        flows.append(Flow((0, row["provider"]), pool, cost))
        if wasted > 0:
            flows.append(Flow(pool, (2, idle), wasted))
        flows += _to_projects(pool, used.filter(pool_id=row["pool_id"]), cost - wasted, used)
    return flows


def _to_projects(
    pool: tuple[int, str], of_pool: pl.DataFrame, amount: float, used: pl.DataFrame
) -> list[Flow]:
    ranked = used.group_by("project").agg(pl.col("used_card_hours").sum())
    named = ranked.sort("used_card_hours", "project", descending=[True, False])["project"][:NAMED]
    total = float(of_pool["used_card_hours"].sum() or 0)
    if amount <= 0 or not total:
        return []
    shares = (
        of_pool.with_columns(
            pl.when(pl.col("project").is_in(named.implode()))
            .then("project")
            .otherwise(pl.lit(t("changes.flow.others")))
        )
        .group_by("project", maintain_order=True)
        .agg(pl.col("used_card_hours").sum() / total)
    )
    return [Flow(pool, (2, project), amount * share) for project, share in shares.iter_rows()]
