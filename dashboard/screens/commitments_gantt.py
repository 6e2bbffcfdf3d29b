"""The ladder over time."""

from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl

from dashboard import formats
from dashboard.charts.gantt import Bar, GanttLabels, gantt_chart, lanes_of
from dashboard.charts.style import Tokens
from dashboard.components import card, chart, drawn_of_snapshot, figures_behind, note, plain
from dashboard.i18n import t
from dashboard.reading import read
from dashboard.slices import Pools, pools_named
from dashboard.units import units_bought
from data.pool_id import parts_of

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

MOST_LANES = 24
LONG_DAYS = 31
_IN_HAND = "in_hand"


def show_gantt(pools: Pools) -> None:
    """Contracts in hand and purchases by pool; nothing where there is neither."""
    bars = read("commitments_bars", pools=pools)
    if bars.is_empty():
        return
    title = _title(bars)
    with card(title, t("commitments.gantt.subtitle"), height="content"):
        figure, left_out = drawn_of_snapshot(_figure, pools)
        chart(figure, key="commitments_gantt", alt=t("commitments.gantt.alt", title=title))
        if left_out:
            note(t("commitments.gantt.left_out", count=formats.number(left_out)))
        figures_behind(
            bars.drop("state"),
            "ladder_bars",
            {"pool": pools_named(pools)},
            source="core_commitment",
        )


def _title(bars: pl.DataFrame) -> str:
    in_hand, bought = bars.filter(state=_IN_HAND), bars.filter(pl.col("state") != _IN_HAND)
    if in_hand.is_empty():
        return t("commitments.gantt.none_in_hand", count=formats.number(bought.height))
    first = in_hand.sort("ends_on").row(0, named=True)
    facts = {"contract": plain(first["offer_id"]), "day": formats.day(first["ends_on"])}
    contracts = in_hand["offer_id"].n_unique()  # a savings plan has a bar in each pool it serves
    counts = {"count": formats.number(bought.height), "contracts": formats.number(contracts)}
    return t("commitments.gantt.finding", **facts, **counts)


def _figure(pools: Pools, tokens: Tokens) -> "tuple[Figure, int]":
    bars, rows_left = _most_urgent(read("commitments_bars", pools=pools))
    extended = set(bars.filter(action="extend").select("pool_id", "offer_id").iter_rows())
    lanes = lanes_of(_bar(row, extended) for row in bars.iter_rows(named=True))
    names = ("in_hand", "due", "later", "again", "today")
    figure = gantt_chart(
        lanes[:MOST_LANES],
        read("header")["data_until"][0] or _earliest(bars),
        labels=GanttLabels(**{name: t(f"commitments.gantt.{name}") for name in names}),
        date_format=formats.month,
        tokens=tokens,
    )
    return figure, max(0, len(lanes) - MOST_LANES) + rows_left


def _most_urgent(bars: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """The bars that fit, and how many rows the others would need at the least.

    Where not all fit: of the pools with something due, then of those whose contracts end first.
    """
    rows = pl.struct("pool_id", "offer_id")
    if bars.select(rows.n_unique()).item() <= MOST_LANES:
        return bars, 0
    pools = (
        bars.group_by("pool_id")
        .agg(
            pl.col("offer_id").n_unique().alias("rows"),
            (pl.col("state") == "due").any().alias("is_due"),
            pl.col("ends_on").filter(pl.col("state") == _IN_HAND).min().alias("ends_on"),
        )
        .sort("is_due", "ends_on", "pool_id", descending=[True, False, False], nulls_last=True)
        .with_columns((pl.col("rows").cum_sum() - pl.col("rows") < MOST_LANES).alias("is_shown"))
    )
    left = int(pools.filter(~pl.col("is_shown"))["rows"].sum())
    ranked = pools.filter("is_shown").select("pool_id")
    return ranked.join(bars, on="pool_id", maintain_order="left_right"), left


def _earliest(bars: pl.DataFrame) -> date:
    first: date = bars["starts_on"].to_list()[0]
    return first


def _much(row: dict[str, Any]) -> str:
    """Units, or the money of an hour."""
    if row["committed_cny_per_hour"] is None:
        return units_bought(row["units"])
    return t("words.bought.money", amount=formats.money(row["committed_cny_per_hour"]))


def _bar(row: dict[str, Any], extended: set[tuple[str, ...]]) -> tuple[str, str, Bar]:
    """Pool, lane and bar: what extends a contract stands in the contract's own lane."""
    units, state = _much(row), row["state"]
    name = row["offer_id"]
    facts = {"units": units, "offer": name, "start": formats.day(row["starts_on"])}
    facts["end"] = formats.day(row["ends_on"])
    hover = t(f"commitments.gantt.hover_{state}", **facts)
    if row["decide_again_on"] is not None:
        again = t("commitments.gantt.hover_again", day=formats.day(row["decide_again_on"]))
        hover = f"{hover}<br>{again}"
    if (row["pool_id"], name) in extended:
        name = t("commitments.gantt.extend", offer=name)
    elif row["action"] == "let_run_out":
        name = t("commitments.gantt.let_run_out", offer=name)
    # A single month is decided anew every month: a mark on each would hide those that matter.
    is_long = (row["ends_on"] - row["starts_on"]).days > LONG_DAYS
    again_on = row["decide_again_on"] if is_long else None
    bar = Bar(state, row["starts_on"], row["ends_on"], units, hover, again_on)
    parts = parts_of(row["pool_id"])
    return f"{formats.short_pool(row['pool_id'])}\n{parts.provider}, {parts.region}", name, bar
