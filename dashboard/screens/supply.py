"""Supply: for those who sell cards on. What is rented, at which margin, and what comes next."""

from typing import Any

import polars as pl
import streamlit as st

from dashboard import formats
from dashboard.components import (
    Tone,
    card,
    header_of_pools,
    note,
    nothing_fits,
    plain,
    sentences,
    table,
    tile,
)
from dashboard.i18n import t
from dashboard.reading import current, read
from dashboard.screens.supply_charts import show_cases, show_prices, show_rented
from dashboard.screens.supply_customers import show_customers, show_reserve
from dashboard.screens.supply_plans import show_plans, show_profiles
from dashboard.slices import pools_named
from data.reference.supply import SUPPLY_EXAMPLE

STEPS = ("write", "fill", "run")
TALL_TABLE_PX = 280


def render() -> None:
    """The screen; without customers it says how to describe them."""
    view = current()
    shown = header_of_pools("supply.title")
    sold = read("supply_scopes")
    if sold.is_empty() or view is None:
        _say_how_to_begin(is_described=bool(view and view.settings.supply.customer))
        return
    pools = shown.pools and tuple(shown.of(sold)["pool_id"])
    if pools == ():
        nothing_fits()
        return
    months = read("supply_months", pools=pools)
    _tiles(months)
    _warn(months, view.settings.supply.customer)
    left, right = st.columns([1, 1])
    with left:
        show_rented(months)
    with right:
        show_prices(pools)
    left, right = st.columns([1, 1])
    with left:
        show_plans(pools)
    with right:
        show_profiles(pools)
    show_customers(pools)
    left, right = st.columns([1, 1])
    with left:
        show_cases()
    with right:
        show_reserve(pools)
    with card(t("supply.months.title"), t("supply.months.unit"), height="content"):
        table(months, "supply_months", {"pool": pools_named(pools)}, height=TALL_TABLE_PX)
        note(t("supply.months.note"))


def _say_how_to_begin(*, is_described: bool) -> None:
    """Three steps; where customers are described already, why there is nothing yet."""
    if is_described:
        with card(t("supply.none.title"), height="content"):
            st.markdown(t("supply.none.why"))
        return
    with card(t("supply.begin.title"), height="content"):
        st.markdown(t("supply.begin.why"))
        for number, step in enumerate(STEPS, start=1):
            st.markdown(f"**{number}.** {t(f'supply.begin.{step}')}")
        st.code("suanli template supply\nsuanli run\nsuanli supply", language="bash")
        with st.expander(t("supply.begin.example")):
            st.code(SUPPLY_EXAMPLE.read_text("utf-8"), language="toml")


def _tiles(months: pl.DataFrame) -> None:
    whole = _whole(months)
    share, bought = formats.percent(whole["rented_ratio"]), formats.percent(whole["bought_ratio"])
    rate, margin = formats.money(whole["per_rented"]), formats.money(whole["margin"])
    tiles = (
        ("rented", share, _against_break_even(whole), "rented_ratio"),
        ("revenue", rate, _cost_per_hour(whole), "revenue_cny_per_card_hour"),
        ("margin", margin, _margin_share(whole), "margin_cny"),
        ("bought", bought, _short(whole), "bought_card_hours"),
    )
    for column, (name, value, (against, tone), course) in zip(
        st.columns(len(tiles), gap="small"), tiles, strict=True
    ):
        with column:
            points = [None if one is None else float(one) for one in months[course].to_list()]
            tile(
                t(f"supply.tile.{name}", months=months.height),
                value,
                against,
                help_text=t(f"supply.tile.{name}_help", months=months.height),
                measures=(course,),
                course=points,
                tone=tone,
            )


def _whole(months: pl.DataFrame) -> dict[str, Any]:
    """The months together; amounts are None where one of them is not known."""
    sums = {
        name: float(months[name].sum())
        for name in (
            "capacity_card_hours",
            "rented_card_hours",
            "bought_card_hours",
            "short_card_hours",
        )
    }
    known = not months["revenue_cny"].null_count() and not months["cost_cny"].null_count()
    revenue, cost = (
        float(months[name].sum()) if known else None for name in ("revenue_cny", "cost_cny")
    )
    capacity, rented = sums["capacity_card_hours"], sums["rented_card_hours"]
    margin = None if revenue is None or cost is None else revenue - cost
    return sums | {
        "margin": margin,
        "margin_ratio": margin / revenue if margin is not None and revenue else None,
        "rented_ratio": rented / capacity if capacity else None,
        "bought_ratio": sums["bought_card_hours"] / capacity if capacity else None,
        "per_rented": revenue / rented if revenue and rented else None,
        "cost_per_hour": cost / capacity if cost and capacity else None,
        "break_even": cost * rented / revenue / capacity
        if cost is not None and revenue and capacity
        else None,
    }


def _against_break_even(whole: dict[str, Any]) -> tuple[str, Tone]:
    if whole["break_even"] is None:
        return t("supply.tile.unknown"), Tone.GREY
    pays = (whole["rented_ratio"] or 0) >= whole["break_even"]
    share = formats.percent(whole["break_even"])
    return t("supply.tile.break_even", share=share), Tone.CALM if pays else Tone.WARNING


def _cost_per_hour(whole: dict[str, Any]) -> tuple[str, Tone]:
    if whole["cost_per_hour"] is None:
        return t("supply.tile.unknown"), Tone.GREY
    return t("supply.tile.cost", cost=formats.money(whole["cost_per_hour"])), Tone.GREY


def _margin_share(whole: dict[str, Any]) -> tuple[str, Tone]:
    if whole["margin_ratio"] is None:
        return t("supply.tile.unknown"), Tone.GREY
    share = formats.percent(whole["margin_ratio"])
    tone = Tone.CALM if whole["margin"] >= 0 else Tone.WARNING
    return t("supply.tile.of_revenue", share=share), tone


def _short(whole: dict[str, Any]) -> tuple[str, Tone]:
    if not whole["short_card_hours"]:
        return t("supply.tile.none_refused"), Tone.GREY
    hours = formats.card_hours(whole["short_card_hours"])
    return t("supply.tile.refused", hours=hours), Tone.WARNING


def _warn(months: pl.DataFrame, customers: tuple[Any, ...]) -> None:
    """Amounts that are not known, and customers that never used anything."""
    lines = []
    gaps = months["gap"].drop_nulls().unique(maintain_order=True).to_list()
    for gap in gaps:
        key = gap if gap in ("no_upstream_price", "no_fee") else None
        words = t(f"supply.gap.{key}") if key else t("supply.gap.other", why=plain(gap))
        lines.append((words, True))
    seen = set(read("supply_customers", pools=None)["customer"])
    absent = [one.name for one in customers if one.name not in seen]
    if absent:
        names = t("supply.separator").join(plain(name) for name in absent)
        lines.append((t("supply.absent", names=names), True))
    hours = int(months["hours_unmeasured"].sum())
    if hours:
        lines.append((t("supply.unmeasured", hours=formats.number(hours)), False))
    sentences(lines)
