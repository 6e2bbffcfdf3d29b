"""Unit costs: what a useful card-hour costs, what a million tokens, and when to serve oneself."""

import polars as pl
import streamlit as st

from dashboard import formats
from dashboard.charts.ranked import periods_chart, ranked_chart
from dashboard.components import (
    card,
    chart,
    drawn,
    figures_behind,
    filter_bar,
    link_to,
    narrowing_table,
    note,
    nothing_fits,
    plain,
    scope_words,
    screen_header,
    sentences,
    to_pool,
    tokens,
)
from dashboard.i18n import t
from dashboard.reading import read
from dashboard.screens.units_tokens import show_tokens
from dashboard.slices import Slice

MOST_NAMED = 3  # months without a figure, and pools of each
MOST_BARS = 12
FEW_ROWS, TALL_TABLE_PX = 7, 280
POOL_COLUMNS = (
    "pool_id",
    "cny_per_useful_card_hour",
    "cny_per_card_hour",
    "cny_per_peak_pflop_hour",
    "cost_cny",
    "used_card_hours",
    "useful_card_hours",
    "days_priced",
)


def render() -> None:
    """The screen."""
    header = st.container()
    shown = filter_bar("units")
    with header:
        screen_header("units.title", scope=scope_words(shown))
    months = read("units_course", pools=shown.pools)
    if shown.pools == ():
        nothing_fits()
    elif months.is_empty():
        with card(t("units.none.title"), height="content"):
            st.markdown(t("units.none.why"))
    else:
        _show_hours(months, shown)
    show_tokens()


def _show_hours(months: pl.DataFrame, shown: Slice) -> None:
    known = months.with_columns(
        (pl.col("cost_cny").cast(pl.Float64) / _or_nothing("useful_card_hours")).alias("value")
    )
    pools = _pools(shown)
    left, right = st.columns(2)
    with left:
        _show_course(known)
    with right:
        _show_dearest(pools)
    _show_table(pools, shown)


def _or_nothing(name: str) -> pl.Expr:
    return pl.when(pl.col(name) > 0).then(pl.col(name))


def _show_course(known: pl.DataFrame) -> None:
    title = _finding(known)
    with card(title, t("units.course.subtitle")):
        figure = drawn(
            periods_chart,
            [formats.month(month) for month in known["month"]],
            known["value"].to_list(),
            value_format=formats.money,
            ticks=formats.money_ticks,
            tokens=tokens(),
        )
        chart(figure, key="units_course", alt=title)
        part = known.filter(pl.col("days_priced") < pl.col("days_in_month"))
        if not part.is_empty():
            months = part["month"][-MOST_NAMED:]
            names = t("filters.and").join(formats.month(month) for month in months)
            sentences([(t("units.course.part", months=names), False)])
        sentences((line, True) for line in _unknown(known))
        note(t("units.course.note"))
        figures_behind(
            known.drop("value", "pools_unknown"), "unit_costs_months", source="core_price"
        )
        link_to("changes", t("units.course.why"))


def _unknown(known: pl.DataFrame) -> list[str]:
    """Why a month has no bar though others do; the last ones."""
    if known["value"].null_count() == known.height:
        return []  # the title says it
    lines = []
    for row in known.filter(pl.col("pools_unknown").is_not_null())[-MOST_NAMED:].to_dicts():
        pools = row["pools_unknown"]
        names = t("filters.and").join(plain(formats.short_pool(one)) for one in pools[:MOST_NAMED])
        facts = {"month": formats.month(row["month"]), "pools": names}
        more = len(pools) - MOST_NAMED
        key = "no_bar_more" if more > 0 else "no_bar"
        lines.append(t(f"units.course.{key}", **facts, **({"more": more} if more > 0 else {})))
    return lines


def _finding(known: pl.DataFrame) -> str:
    """The last whole month against the one before."""
    whole = known.filter(pl.col("days_priced") == pl.col("days_in_month")).drop_nulls("value")
    if whole.is_empty():
        return t("units.course.unknown")
    last = whole.row(-1, named=True)
    words = {"month": formats.month(last["month"]), "value": formats.money(last["value"])}
    if whole.height == 1:
        return t("units.course.one", **words)
    change = last["value"] / whole["value"][-2] - 1
    words["change"] = formats.percent_change(change)
    return t("units.course.finding", **words)


def _pools(shown: Slice) -> pl.DataFrame:
    """The newest month's pools, the dearest useful hour first."""
    rows = read("unit_costs", month=None)
    if shown.pools is not None:
        rows = rows.filter(pl.col("pool_id").is_in(shown.pools))
    return rows.sort(
        "cny_per_useful_card_hour", descending=True, nulls_last=True, maintain_order=True
    )


def _show_dearest(pools: pl.DataFrame) -> None:
    known = pools.drop_nulls("cny_per_useful_card_hour")
    if known.is_empty():
        return
    title, dearest = _dearest(known), known.head(MOST_BARS)
    month = formats.month(pools["month"][0])
    with card(title, t("units.pools.subtitle", month=month)):
        figure = drawn(
            ranked_chart,
            [formats.short_pool(pool) for pool in dearest["pool_id"]],
            [float(value) for value in dearest["cny_per_useful_card_hour"]],
            value_format=formats.money,
            ticks=formats.money_ticks,
            tokens=tokens(),
        )
        chart(figure, key="units_pools", alt=title)
        if known.height > MOST_BARS:
            note(t("units.pools.more", count=formats.number(known.height - MOST_BARS)))


def _dearest(known: pl.DataFrame) -> str:
    """Where a useful hour costs most, and what it costs where it is cheapest."""
    costs = known["cny_per_useful_card_hour"]
    dearest = plain(formats.short_pool(known["pool_id"][0]))
    words = {"pool": dearest, "most": formats.money(costs[0])}
    if known.height == 1:
        return t("units.pools.one", **words)
    return t("units.pools.finding", least=formats.money(costs[-1]), **words)


def _show_table(pools: pl.DataFrame, shown: Slice) -> None:
    if pools.is_empty():
        return
    month = formats.month(pools["month"][0])
    with card(t("units.table.title"), t("units.table.subtitle", month=month), height="content"):
        height = TALL_TABLE_PX if pools.height > FEW_ROWS else None
        rows = pools.select(POOL_COLUMNS)
        narrowing_table(rows, "unit_costs", shown.provenance, to_pool, height=height)
