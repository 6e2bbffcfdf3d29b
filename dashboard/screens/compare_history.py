"""How the break-even has moved: each term against pay-as-you-go, over the price's history."""

from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from dashboard import formats
from dashboard.charts.axes import even_ticks
from dashboard.charts.price_history import price_history_chart
from dashboard.components import card, chart, choose, drawn, figures_behind, note, plain, tokens
from dashboard.components.filter_units import hours_per_month
from dashboard.i18n import t
from dashboard.reading import View, read
from dashboard.screens.chart_texts import whole_percent
from models.billing.price_history import break_even_history

MOST_LINES = 5
HEIGHT_PX = 300


def show_price_history(view: View, pool_id: str | None) -> None:
    """A card with the break-even's course; nothing where no price has a history.

    The pool's own machine is shown first, if it has one.
    """
    markets = read("compare_history_markets", pool_id=pool_id or "").unique(
        "market", keep="first", maintain_order=True
    )
    if markets.is_empty():
        return
    with st.container():
        market = _choose_market(markets)
        steps = _steps(market, view)
        if steps.is_empty():
            note(t("compare.history.apart"))
            return
        names = _names(steps)
        until = _until(view, steps)
        title = _title(steps, names)
        hours = f"{hours_per_month(view.settings):g}"
        with card(title, t("compare.history.unit", hours=hours), height="content"):
            figure = drawn(
                price_history_chart,
                steps,
                names=names,
                until=until,
                ratio_format=whole_percent,
                date_format=formats.month,
                ticks=even_ticks(whole_percent),
                tokens=tokens(),
                height=HEIGHT_PX,
            )
            chart(figure, key="compare_history", alt=t("compare.history.alt", title=title))
            note(_paid(steps, names, hours))
            # Its share paid is over the clouds' month, another one than this screen's.
            figures_behind(steps.drop("pay_ratio"), "compare_history", source="core_price")


def _choose_market(markets: pl.DataFrame) -> dict[str, Any]:
    with st.container(width=560):
        chosen = choose(
            t("compare.history.market"),
            markets["market"].to_list(),
            key="market",
            words=lambda market: market.replace("/", " · "),
        )
    found = markets.filter(pl.col("market") == chosen)
    return (markets if found.is_empty() else found).row(0, named=True)


def _steps(market: dict[str, Any], view: View) -> pl.DataFrame:
    bound = {name: value for name, value in market.items() if name != "market"}
    prices = read("compare_history_prices", **(bound | {"tax_rate": str(market["tax_rate"])}))
    return break_even_history(prices, hours_per_month=hours_per_month(view.settings))


def _names(steps: pl.DataFrame) -> dict[str, str]:
    """What the offers are called: by their term, the one that pays soonest of each."""
    last = steps.group_by("offer_id", maintain_order=True).last()
    best = (
        last.sort("term_months", "break_even_utilisation_ratio")
        .unique("term_months", keep="first", maintain_order=True)
        .head(MOST_LINES)
    )
    return {
        offer: t("compare.history.months", count=months)
        for offer, months in best.select("offer_id", "term_months").iter_rows()
    }


def _until(view: View, steps: pl.DataFrame) -> date:
    """The last day that any loaded price or this snapshot knows of."""
    known: list[date] = [
        day for name in ("from_date", "to_date") for day in steps[name].drop_nulls().to_list()
    ]
    return max([view.published_at.date(), *known])


def _title(steps: pl.DataFrame, names: dict[str, str]) -> str:
    """The longest term's course, in one sentence."""
    offer, name = list(names.items())[-1]
    own: list[float] = steps.filter(pl.col("offer_id") == offer)[
        "break_even_utilisation_ratio"
    ].to_list()
    low, high, now = (formats.percent(value, 0) for value in (min(own), max(own), own[-1]))
    key = "level" if low == high else "moved"
    return t(f"compare.history.{key}", term=name, low=low, high=high, now=now)


def _paid(steps: pl.DataFrame, names: dict[str, str], hours: str) -> str:
    """What a month of full use pays of the on-demand price, by term: as much as it pays from."""
    parts = []
    for offer, name in names.items():
        last = steps.filter(pl.col("offer_id") == offer).row(-1, named=True)
        share = formats.percent(last["break_even_utilisation_ratio"])
        parts.append(t("compare.history.paid_part", term=name, share=share, offer=plain(offer)))
    joined = t("compare.history.separator").join(parts)
    return t("compare.history.paid", hours=hours, parts=joined)
