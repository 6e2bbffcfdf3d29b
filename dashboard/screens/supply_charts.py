"""Figures of the Supply screen: rented share, own prices against the market, other demand."""

from typing import TYPE_CHECKING, Any

import polars as pl

from dashboard import formats
from dashboard.charts.axes import even_ticks
from dashboard.charts.courses import courses_chart
from dashboard.charts.ranges import Range, RangeLabels, ranges_chart
from dashboard.charts.side_bars import Bar, side_bars_chart
from dashboard.charts.style import Tokens
from dashboard.components import card, chart, drawn, figures_behind, note, tokens
from dashboard.i18n import t
from dashboard.reading import read
from dashboard.screens.chart_texts import whole_percent
from dashboard.slices import Pools, pools_named

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

OUTSIDE = ("below", "above")
MOST_PRICES = 12


def show_rented(months: pl.DataFrame) -> None:
    """Rented share by month beside the share from which the month pays."""
    known = months.filter(pl.col("margin_cny").is_not_null())
    losses = known.filter(pl.col("margin_cny") < 0).height
    key = "unknown" if known.is_empty() else "loss" if losses else "pays"
    title = t(f"supply.rented.{key}", losses=losses, months=known.height)
    with card(title, t("supply.rented.unit")):
        figure = drawn(_rented, months, tokens())
        chart(figure, key="supply_rented", alt=title)
        note(t("supply.rented.note"))


def _rented(months: pl.DataFrame, colours: Tokens) -> "Figure":
    return courses_chart(
        months.select("month", "rented_ratio", "break_even_ratio"),
        names={
            "rented_ratio": t("supply.rented.line"),
            "break_even_ratio": t("supply.rented.break_even"),
        },
        value_format=whole_percent,
        date_format=formats.month,
        ticks=even_ticks(whole_percent),
        tokens=colours,
        height=400,
    )


def show_prices(pools: Pools) -> None:
    """Own prices per card-hour on the market's span and band."""
    rows = read("supply_prices", pools=pools)
    judged = rows.filter(pl.col("market_position") != "unknown")
    title = _price_title(judged)
    with card(title, t("supply.price.unit")):
        if not judged.is_empty():
            alike = _alike(judged)
            figure = drawn(_prices, alike.head(MOST_PRICES), tokens())
            chart(figure, key="supply_prices", alt=title)
            if alike.height > MOST_PRICES:
                note(t("supply.price.more", count=formats.number(alike.height - MOST_PRICES)))
        if rows.height > judged.height:
            note(t("supply.price.unjudged", count=rows.height - judged.height))
        note(t("supply.price.note"))
        if not rows.is_empty():
            figures_behind(
                rows, "supply_prices", {"pool": pools_named(pools)}, source="core_rental_quote"
            )


def _alike(judged: pl.DataFrame) -> pl.DataFrame:
    """One row for pools that sell the same at the same price, and stand alike: `pools` of them."""
    key = [name for name in judged.columns if name != "pool_id"]
    pools = (pl.col("pool_id").first(), pl.len().alias("pools"))
    return judged.group_by(key, maintain_order=True).agg(*pools)


def _prices(alike: pl.DataFrame, colours: Tokens) -> "Figure":
    short = alike["pool_id"].map_elements(formats.short_pool, return_dtype=pl.String)
    is_clear = short.n_unique() == alike["pool_id"].n_unique()
    name_of = formats.short_pool if is_clear else formats.long_pool

    def where(row: dict[str, Any]) -> str:
        count = row["pools"]
        return name_of(row["pool_id"]) if count == 1 else t("supply.price.pools", count=count)

    return ranges_chart(
        [_range(row, where(row)) for row in alike.iter_rows(named=True)],
        labels=RangeLabels(*(t(f"supply.price.{name}") for name in ("band", "quotes", "own"))),
        value_format=formats.money,
        ticks=formats.money_ticks,
        tokens=colours,
    )


def _price_title(judged: pl.DataFrame) -> str:
    if judged.is_empty():
        return t("supply.price.none")
    counts = {
        position: judged.filter(pl.col("market_position") == position).height
        for position in ("above", "within", "below")
    }
    if counts["within"] == judged.height:
        return t("supply.price.all_within")
    return t("supply.price.finding", **counts)


def _range(row: dict[str, Any], pool: str) -> Range:
    names = {"on_demand": t("words.billing_mode.on_demand")}
    offer = names.get(row["offer"], row["offer"])
    return Range(
        name=f"{offer}<br>{pool}",
        price=float(row["own_cny_per_card_hour"]),
        band=_pair(row["band_low_cny_per_card_hour"], row["band_high_cny_per_card_hour"]),
        span=_pair(row["market_low_cny_per_card_hour"], row["market_high_cny_per_card_hour"]),
        is_outside=row["market_position"] in OUTSIDE,
    )


def _pair(low: Any, high: Any) -> tuple[float, float] | None:
    return None if low is None or high is None else (float(low), float(high))


def show_cases() -> None:
    """What less or more demand would have made of the margin, packages as they are."""
    rows = read("supply_cases")
    known = rows.drop_nulls(["margin_cny", "margin_change_cny"])
    title = _case_title(known)
    with card(title, t("supply.case.unit")):
        if not known.is_empty():
            figure = drawn(_cases, known, tokens())
            chart(figure, key="supply_cases", alt=title)
        note(t("supply.case.note"))
        if not known.is_empty():
            figures_behind(rows, "supply_cases")


def _cases(known: pl.DataFrame, colours: Tokens) -> "Figure":
    bars = [
        Bar(
            _change(row["demand_change_ratio"]),
            float(row["margin_cny"]),
            formats.money(row["margin_cny"]),
            is_marked=row["demand_change_ratio"] == 0,
        )
        for row in known.iter_rows(named=True)
    ]
    return side_bars_chart(bars, tokens=colours)


def _case_title(known: pl.DataFrame) -> str:
    if known.is_empty():
        return t("supply.case.none")
    first, last = (known.row(at, named=True) for at in (0, -1))
    return t(
        "supply.case.finding",
        less=_change(first["demand_change_ratio"]),
        fall=formats.money_change(first["margin_change_cny"]),
        more=_change(last["demand_change_ratio"]),
        rise=formats.money_change(last["margin_change_cny"]),
    )


def _change(ratio: float) -> str:
    if ratio == 0:
        return t("supply.case.as_it_was")
    return formats.percent_change(ratio, 0)
