"""Customers of the Supply screen: margin, the fee at which each is indifferent, cards kept free."""

from typing import Any

import polars as pl

from dashboard import formats
from dashboard.components import card, figures_behind, note, plain, sentences, table
from dashboard.i18n import t
from dashboard.reading import read
from dashboard.slices import Pools, pools_named

OWN_USE = "own_use"
NAMED = 4
NAMED_POOLS = 6
FEW_ROWS, TALL_TABLE_PX = 7, 300


def show_customers(pools: Pools) -> None:
    """Who brings what, and at which fee each would buy its package."""
    rows = read("supply_customers", pools=pools)
    sold = rows.filter(pl.col("customer") != OWN_USE)
    with card(_finding(sold), t("supply.customer.unit"), height="content"):
        priced = sold.filter(pl.col("indifferent_fee_cny_per_unit_month").is_not_null())
        sentences([_package_line(row) for row in priced.head(NAMED).iter_rows(named=True)])
        if not rows.is_empty():
            height = TALL_TABLE_PX if rows.height > FEW_ROWS else None
            table(rows, "supply_customers", {"pool": pools_named(pools)}, height=height)
        note(t("supply.customer.note"))


def _finding(sold: pl.DataFrame) -> str:
    known = sold.filter(pl.col("margin_cny").is_not_null())
    if known.is_empty():
        return t("supply.customer.unknown")
    worst = known.sort("margin_cny").row(0, named=True)
    names = {"customer": plain(worst["customer"]), "pool": _pool(worst)}
    if worst["margin_cny"] < 0:
        return t("supply.customer.loss", loss=formats.money(-worst["margin_cny"]), **names)
    least = known.sort("margin_ratio", nulls_last=True).row(0, named=True)
    names = {"customer": plain(least["customer"]), "pool": _pool(least)}
    share = formats.percent(least["margin_ratio"], 0)
    return t("supply.customer.all_pay", share=share, **names)


def _package_line(row: dict[str, Any]) -> tuple[str, bool]:
    """Whether the package is worth its fee to the customer; True where it is not."""
    fee, worth = row["package_fee_cny_per_unit_month"], row["indifferent_fee_cny_per_unit_month"]
    words = {
        "customer": plain(row["customer"]),
        "pool": _pool(row),
        "units": formats.number(row["package_units"]),
        "package": plain(row["package"]),
        "fee": formats.money(fee),
        "worth": formats.money(worth),
    }
    if worth < 0:
        return t("supply.customer.never", **words), True
    return t("supply.customer.pays" if worth >= fee else "supply.customer.too_dear", **words), (
        worth < fee
    )


def show_reserve(pools: Pools) -> None:
    """How many cards to keep free for customers by the hour."""
    rows = read("supply_reserves", pools=pools)
    held, best = (
        rows.filter(pl.col("reserve_policy") == policy)["cards"].sum()
        for policy in ("held", "best")
    )
    if rows.is_empty():
        title = t("supply.reserve.none")
    else:
        key = "more" if best > held else "fewer" if best < held else "same"
        counts = {"best": formats.number(best), "held": formats.number(held)}
        title = t(f"supply.reserve.{key}", **counts)
    with card(title, t("supply.reserve.unit")):
        lines = _reserve_lines(rows)
        sentences([(line, False) for line in lines[:NAMED_POOLS]])
        if len(lines) > NAMED_POOLS:
            note(t("supply.more", count=formats.number(len(lines) - NAMED_POOLS)))
        note(t("supply.reserve.note"))
        if not rows.is_empty():
            figures_behind(rows, "supply_reserves", {"pool": pools_named(pools)})


def _reserve_lines(rows: pl.DataFrame) -> list[str]:
    """A sentence a pool, the one with most to gain first."""
    found = []
    pools = rows.partition_by("pool_id", as_dict=True, maintain_order=True)
    for (pool_id,), policies in pools.items():
        by_policy = {row["reserve_policy"]: row for row in policies.iter_rows(named=True)}
        if {"held", "best", "serve_95"} <= by_policy.keys():
            held, best, most = (by_policy[name] for name in ("held", "best", "serve_95"))
            gain = best["margin_cny"] - held["margin_cny"]
            line = t(
                "supply.reserve.line",
                pool=plain(formats.short_pool(str(pool_id))),
                held=formats.number(held["cards"]),
                best=formats.number(best["cards"]),
                gain=formats.money_change(gain),
                most=formats.number(most["cards"]),
            )
            found.append((gain, line))
    return [line for _, line in sorted(found, key=lambda one: one[0], reverse=True)]


def _pool(row: dict[str, Any]) -> str:
    return plain(formats.short_pool(row["pool_id"]))
