"""Margin by plan and by customers' profile on the Supply screen."""

from typing import TYPE_CHECKING, Any

import polars as pl

from dashboard import formats
from dashboard.charts.side_bars import Bar, side_bars_chart
from dashboard.charts.style import Tokens
from dashboard.components import card, chart, drawn, figures_behind, note, plain, tokens
from dashboard.components.tables import in_words
from dashboard.i18n import t
from dashboard.reading import read
from dashboard.screens.supply_customers import OWN_USE
from dashboard.slices import Pools, pools_named

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

MOST_BARS = 8


def show_plans(pools: Pools) -> None:
    """What each plan leaves over, over all pools shown."""
    rows = read("supply_plans", pools=pools)
    named = _named(rows, "plan")
    with card(_title("plan", named), t("supply.margin.unit")):
        _draw("plan", named)
        note(t("supply.margin.note"))
        if not rows.is_empty():
            figures_behind(rows, "supply_plans", {"pool": pools_named(pools)})


def show_profiles(pools: Pools) -> None:
    """What customers of each profile leave over."""
    rows = read("supply_customers", pools=pools).filter(pl.col("customer") != OWN_USE)
    named = _named(rows, "profile")
    with card(_title("profile", named), t("supply.margin.unit")):
        _draw("profile", named)
        note(t("supply.margin.profile_note"))


def _named(rows: pl.DataFrame, column: str) -> pl.DataFrame:
    """With `name`: codes and the sample's own words as the reader says them, others as they are."""
    return rows.with_columns(in_words(rows.select(column)).to_series().alias("name"))


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


def _draw(kind: str, named: pl.DataFrame) -> None:
    sums = _sums(named)[:MOST_BARS]
    if not sums:
        return
    figure = drawn(_bars, sums, tokens())
    chart(figure, key=f"supply_margin_{kind}", alt=_title(kind, named))


def _bars(sums: list[dict[str, Any]], colours: Tokens) -> "Figure":
    bars = [Bar(one["name"], float(one["margin_cny"]), _label(one)) for one in sums]
    return side_bars_chart(bars, tokens=colours)


def _label(one: dict[str, Any]) -> str:
    amount = formats.money(one["margin_cny"])
    if not one["revenue_cny"]:
        return amount
    return f"{amount} · {formats.percent(float(one['margin_cny'] / one['revenue_cny']), 0)}"
