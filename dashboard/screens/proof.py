"""Proof: had this advice been followed, against every rule that others publish, and hindsight."""

from typing import TYPE_CHECKING, Any

import polars as pl
import streamlit as st

from dashboard import formats
from dashboard.charts.replay import Held, Rule, above_hindsight_chart, held_chart
from dashboard.charts.style import Tokens
from dashboard.components import (
    card,
    chart,
    drawn_of_snapshot,
    header_of_pools,
    link_to,
    note,
    nothing_fits,
    sentences,
    table,
)
from dashboard.i18n import t
from dashboard.reading import read
from dashboard.screens.proof_words import (
    HINDSIGHT,
    MODEL,
    finding,
    months_title,
    policy_name,
    pool_line,
    rule_lines,
)
from dashboard.slices import Pools, pools_named

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

COLUMNS = (
    "policy", "cost_cny", "hindsight_ratio", "dearer_by_cny", "savings_ratio", "stranded_cny",
    "lock_in_months", "coverage_ratio", "commitment_used_ratio", "fees_cny", "on_demand_cost_cny",
)  # fmt: skip
HEIGHT_PX, HEIGHT_ALONE_PX, TABLE_PX, FEW_ROWS = 330, 590, 420, 11
NAMED = 6


def render() -> None:
    """The screen."""
    shown = header_of_pools("proof.title")
    pools = shown.pools
    if pools == ():
        nothing_fits()
        return
    policies = read("proof_policies", pools=pools)
    if policies.filter("is_model").is_empty():
        _nothing_yet()
        return
    _answer(policies)
    left, right = st.columns((1.15, 1), gap="small")
    with left:
        _show_bars(pools)
    with right:
        by_pool = shown.of(read("proof_pools"))
        has_pools = by_pool.height > 1
        _show_months(pools, HEIGHT_PX if has_pools else HEIGHT_ALONE_PX)
        if has_pools:
            _show_pools(by_pool, shown.pools)
    with card(t("proof.table.title"), t("proof.table.subtitle"), height="content"):
        tall = TABLE_PX if policies.height > FEW_ROWS else None
        table(policies.select(COLUMNS), "replay", {"pool": pools_named(pools)}, height=tall)
        note(t("proof.table.note"))
        with st.expander(t("proof.rules.title")):
            st.markdown("\n".join(f"- {line}" for line in rule_lines(policies)))


def _nothing_yet() -> None:
    with card(t("proof.none.title"), height="content"):
        st.markdown(t("proof.none.why"))
        st.code("suanli run", language="bash")


def _answer(policies: pl.DataFrame) -> None:
    """The headline, whichever way it goes, and what was replayed."""
    model = policies.filter("is_model").row(0, named=True)
    with st.container(border=True):
        with st.container(key="answer"):  # larger than other headings of its rank: look.css
            st.markdown(f"## {finding(policies)}", anchors=False)
        note(
            t(
                "proof.basis",
                start=formats.month(model["first_month"]),
                months=formats.number(model["months"]),
                known=formats.number(model["known_months"]),
                pools=formats.number(model["pool_count"]),
            )
        )
        link_to("commitments", t("proof.open_commitments"))


def _show_bars(pools: Pools) -> None:
    policies = read("proof_policies", pools=pools)
    cheaper = policies.filter(pl.col("dearer_by_cny") < 0, pl.col("policy") != HINDSIGHT).height
    peers = policies.filter(pl.col("policy") != HINDSIGHT, ~pl.col("is_model")).height
    key = "all_dearer" if cheaper == 0 else "some_cheaper"
    title = t(f"proof.bars.{key}", count=formats.number(cheaper), rules=formats.number(peers))
    with card(title, t("proof.bars.subtitle") if cheaper else ""):
        figure = drawn_of_snapshot(_bars, pools)
        chart(figure, key="proof_bars", alt=t("proof.bars.alt", title=title))


def _bars(pools: Pools, tokens: Tokens) -> "Figure":
    policies = read("proof_policies", pools=pools).filter(pl.col("policy") != HINDSIGHT)
    rules = [
        Rule(policy_name(row["policy"]), row["hindsight_ratio"] - 1, row["is_model"])
        for row in policies.sort("hindsight_ratio").iter_rows(named=True)
    ]
    return above_hindsight_chart(
        rules,
        unit=t("proof.bars.unit"),
        ratio_format=lambda ratio: formats.percent(ratio, 1),
        tokens=tokens,
    )


def _show_months(pools: Pools, height: int) -> None:
    months = read("proof_months", pools=pools)
    if months.is_empty():
        return
    title = months_title(months)
    with card(title, t("proof.months.subtitle"), height="content"):
        figure = drawn_of_snapshot(_months, pools, height)
        chart(figure, key="proof_months", alt=t("proof.months.alt", title=title))
        with st.expander(t("proof.months.rows", count=formats.number(months.height))):
            table(months, "replay_months", {"pool": pools_named(pools)}, height=TABLE_PX)


def _months(pools: Pools, height: int, tokens: Tokens) -> "Figure":
    months = read("proof_months", pools=pools)
    return held_chart(
        _held(months, read("proof_policies", pools=pools)["policy"].to_list()),
        value_format=formats.number,
        ticks=formats.number_ticks,
        date_format=formats.month,
        tokens=tokens,
        height=height,
    )


def _held(months: pl.DataFrame, cheapest_first: list[str]) -> list[Held]:
    """The model, hindsight, and the best peer: more lines are not told apart."""
    named = set(months["policy"])
    peers = [p for p in cheapest_first if p in named and p not in (MODEL, HINDSIGHT)]
    shown = [policy for policy in (HINDSIGHT, *peers[:1], MODEL) if policy in named]
    return [_one_held(policy, months.filter(policy=policy)) for policy in shown]


def _one_held(policy: str, rows: pl.DataFrame) -> Held:
    return Held(
        policy_name(policy),
        rows["month"].to_list(),
        rows["held_units"].to_list(),
        is_model=policy == MODEL,
        is_hindsight=policy == HINDSIGHT,
    )


def _show_pools(pools: pl.DataFrame, shown: Pools) -> None:
    """Pool by pool: the advice beside the best rule of that pool."""
    cheaper = pools.filter(pl.col("dearer_by_cny") < 0).height
    counts: dict[str, Any] = {"count": formats.number(cheaper), "pools": pools.height}
    title = t("proof.pools.none" if cheaper == 0 else "proof.pools.some", **counts)
    with card(title, t("proof.pools.subtitle"), height="content"):
        sentences(pool_line(row) for row in pools.head(NAMED).iter_rows(named=True))
        with st.expander(t("proof.pools.rows", count=formats.number(pools.height))):
            table(pools, "replay_pools", {"pool": pools_named(shown)})
