"""Margin by plan and by customers' profile on the Supply screen."""

from typing import TYPE_CHECKING, Any

import polars as pl

from dashboard import formats
from dashboard.charts.side_bars import Bar, side_bars_chart
from dashboard.components import card, chart, note, plain, table, tokens
from dashboard.i18n import t
from dashboard.i18n.catalogue import load_catalogue
from dashboard.reading import read
from dashboard.screens.supply_customers import OWN_USE
from dashboard.screens.supply_figures import kept_figure

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

MOST_BARS = 8
TALL_TABLE_PX = 220


def show_plans(pool_id: str | None) -> None:
    """What each plan leaves over, over all pools shown."""
    rows = read("supply_plans", pool_id=pool_id)
    named = rows.with_columns(
        pl.col("plan").map_elements(plan_words, return_dtype=pl.String).alias("name")
    )
    with card(_title("plan", named), t("supply.margin.unit")):
        _draw("plan", named, pool_id)
        if not rows.is_empty():
            table(rows, "supply_plans", {"pool": pool_id}, height=TALL_TABLE_PX)
        note(t("supply.margin.note"))


def show_profiles(pool_id: str | None) -> None:
    """What customers of each profile leave over."""
    rows = read("supply_customers", pool_id=pool_id).filter(pl.col("customer") != OWN_USE)
    named = rows.with_columns(pl.col("profile").alias("name"))
    with card(_title("profile", named), t("supply.margin.unit")):
        _draw("profile", named, pool_id)
        note(t("supply.margin.profile_note"))


def plan_words(plan: str) -> str:
    """The price by the hour in words; packages and plans keep their names."""
    key = f"words.sold_plan.{plan}"
    return t(key) if key in load_catalogue() else plan


def _sums(named: pl.DataFrame) -> list[dict[str, Any]]:
    """Revenue and margin by name, the largest margin first; what is not known is left out."""
    known = named.filter(pl.col("margin_cny").is_not_null())
    found = known.group_by("name", maintain_order=True).agg(
        pl.col("revenue_cny", "margin_cny").sum()
    )
    return found.sort("margin_cny", descending=True).to_dicts()


def _title(kind: str, named: pl.DataFrame) -> str:
    sums = _sums(named)
    if not sums:
        return t("supply.margin.unknown")
    best, worst = sums[0], sums[-1]
    facts = {
        "best": plain(best["name"]),
        "most": formats.money(best["margin_cny"]),
        "worst": plain(worst["name"]),
        "least": formats.money(worst["margin_cny"]),
    }
    return t(f"supply.margin.{kind}{'' if len(sums) > 1 else '_one'}", **facts)


def _draw(kind: str, named: pl.DataFrame, pool_id: str | None) -> None:
    sums = _sums(named)[:MOST_BARS]
    if not sums:
        return
    figure = kept_figure(f"margin_{kind}", pool_id, lambda: _bars(sums))
    chart(figure, key=f"supply_margin_{kind}", alt=_title(kind, named))


def _bars(sums: list[dict[str, Any]]) -> "Figure":
    bars = [Bar(one["name"], float(one["margin_cny"]), _label(one)) for one in sums]
    return side_bars_chart(bars, ticks=formats.money_ticks, tokens=tokens())


def _label(one: dict[str, Any]) -> str:
    amount = formats.money(one["margin_cny"])
    if not one["revenue_cny"]:
        return amount
    return f"{amount} · {formats.percent(float(one['margin_cny'] / one['revenue_cny']), 0)}"
