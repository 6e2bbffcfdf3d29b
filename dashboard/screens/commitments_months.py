"""The months ahead: need against contracts for one pool, what each month costs for several."""

from typing import TYPE_CHECKING

import polars as pl

from dashboard import formats
from dashboard.charts.ladder_months import CostLabels, NeedLabels, cost_months_chart, need_chart
from dashboard.charts.style import Tokens
from dashboard.components import card, chart, drawn_of_snapshot, note
from dashboard.i18n import t
from dashboard.reading import read
from dashboard.screens.commitments_tables import rows_of
from dashboard.slices import Pools, pools_named

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

HEIGHT_PX = 320
SHOWN = 12  # months drawn and told of: further ahead a plan says little; the rows hold all


def show_months(pools: Pools) -> None:
    """The chart with its finding, and its rows."""
    months = read("commitments_months", pools=pools)
    if months.is_empty():
        return
    of_one, near = _is_of_one_pool(months), months.head(SHOWN)
    title = _need_title(near) if of_one else _cost_title(near)
    unit = t("commitments.months.cards" if of_one else "commitments.months.cny")
    with card(title, unit):
        figure = drawn_of_snapshot(_figure, pools)
        chart(figure, key="commitments_months", alt=t("commitments.months.alt", title=title))
        if not of_one:
            note(t("commitments.months.choose"))
            note(t("commitments.months.against_forecast"))
        rows_of(months, "ladder_months", {"pool": pools_named(pools)})


def _is_of_one_pool(months: pl.DataFrame) -> bool:
    """Quantiles of several pools do not add up: then there are none."""
    return months["need_p50_cards"].null_count() == 0


def _need_title(months: pl.DataFrame) -> str:
    """The first month in which contracts no longer hold the median need."""
    held = pl.col("in_hand_cards") + pl.col("bought_cards")
    short = months.filter(held < pl.col("need_p50_cards"))
    if short.is_empty():
        return t("commitments.months.held", month=formats.month(months["month"].to_list()[-1]))
    first = short.row(0, named=True)
    missing = first["need_p50_cards"] - first["in_hand_cards"] - first["bought_cards"]
    return t(
        "commitments.months.by_the_hour",
        month=formats.month(first["month"]),
        cards=formats.number(missing, 0 if missing >= 1 else 1),
        count=formats.number(short.height),
        months=formats.number(months.height),
    )


def _cost_title(months: pl.DataFrame) -> str:
    parts = ("in_hand_fee_cny", "bought_fee_cny", "on_demand_cost_cny")
    sums = {name: float(months[name].sum()) for name in parts}
    whole = sum(sums.values())
    return t(
        "commitments.months.cost",
        amount=formats.money(whole),
        months=formats.number(months.height),
        share=formats.percent(sums["on_demand_cost_cny"] / whole if whole else None, 0),
    )


def _figure(pools: Pools, tokens: Tokens) -> "Figure":
    months = read("commitments_months", pools=pools).head(SHOWN)
    if _is_of_one_pool(months):
        words = ("in_hand", "bought", "need", "unplanned")
        return need_chart(
            months,
            labels=NeedLabels(**{name: t(f"commitments.months.{name}") for name in words}),
            value_format=formats.number,
            ticks=formats.number_ticks,
            date_format=formats.month,
            tokens=tokens,
            height=HEIGHT_PX,
        )
    parts = ("in_hand", "bought", "on_demand")
    return cost_months_chart(
        months,
        labels=CostLabels(**{name: t(f"commitments.months.{name}") for name in parts}),
        value_format=formats.money,
        ticks=formats.money_ticks,
        date_format=formats.month,
        tokens=tokens,
        height=HEIGHT_PX,
    )
