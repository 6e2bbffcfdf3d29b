"""Shortage, levers and idle cards in sentences."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import polars as pl

from dashboard import formats
from dashboard.components import plain
from dashboard.i18n import t

Row = dict[str, Any]
NEXT_WEEK = timedelta(days=7)  # short in the first whole week ahead is short now


def headline(orders: pl.DataFrame) -> str:
    """What runs short first, and by when to order."""
    short = orders.filter(pl.col("short_from").is_not_null())
    now, later = short.filter("is_short_now"), short.filter(~pl.col("is_short_now"))
    if short.is_empty():
        return t("capacity.head.calm")
    if now.is_empty():
        first = later.row(0, named=True)
        words = {"pool": _pool(first), "day": formats.day(first["short_from"])}
        text = t("capacity.head.later", order=order_words(first), **words)
        if later.height == 1:
            return text
        return t("capacity.head.first", first=text, count=formats.number(later.height))
    first = now.row(0, named=True)
    if now.height == 1:
        cards = formats.number(_missing(first))
        text = t("capacity.head.now_one", pool=_pool(first), cards=cards)
    else:
        text = t("capacity.head.now", pool=_pool(first), count=now.height)
    if later.is_empty():
        return text
    second = later.row(0, named=True)
    day = formats.day(second["short_from"])
    return t("capacity.head.next", now=text, pool=_pool(second), day=day)


def order_words(row: Row) -> str:
    """By when to order, or that it is too late for delivery in time."""
    day = formats.day(row["order_by"])
    if row["cause"] == "contract_ends":
        return t(f"capacity.order.{'extend_late' if row['is_overdue'] else 'extend'}", day=day)
    return t(f"capacity.order.{'late' if row['is_overdue'] else 'by'}", day=day)


def pool_line(row: Row) -> tuple[str, bool]:
    """One pool's outlook and what the missing cards cost; a warning where it is likely short."""
    line = outlook(row)
    if row["short_from"] is None:
        return line, False
    if row["is_short_now"]:
        line = t("capacity.line.at_once", line=line)
    else:
        line = t("capacity.line.later", line=line, order=order_words(row))
    if row["servers"] is not None:
        cost = formats.money(row["buying_cny_per_month"])
        offer = plain(row["offer_id"])
        line = t("capacity.line.costs", line=line, servers=row["servers"], offer=offer, cost=cost)
    if row["leaving_cards"]:
        day = formats.day(row["first_leaving_week"])
        cards = formats.number(row["leaving_cards"])
        line = t("capacity.line.leaving", line=line, cards=cards, day=day)
    if row["is_extended"]:
        line = t("capacity.line.extended", line=line)
    return line, True


def outlook(row: Row) -> str:
    """One pool's outlook in a sentence."""
    words = {"pool": _pool(row)}
    if row["short_from"] is None:
        if row["possible_short_from"] is None:
            return t("capacity.line.calm", **words)
        day = formats.day(row["possible_short_from"])
        return t("capacity.line.possible", day=day, **words)
    words["missing"] = formats.number(_missing(row))
    words["needed"] = formats.number(round(row["supply_cards"] + row["missing_cards"]))
    if row["is_short_now"]:
        return t("capacity.line.now", **words)
    return t("capacity.line.when", day=formats.day(row["short_from"]), **words)


def best_of_each(gains: pl.DataFrame) -> Decimal:
    """The largest lever of each pool, together: levers of one pool overlap."""
    priced = gains.filter(
        pl.col("saving_cny_per_month").is_not_null() & pl.col("pools").str.contains(", ").not_()
    )
    best = priced.group_by("scope").agg(pl.col("saving_cny_per_month").max())
    alone = sum(best["saving_cny_per_month"], Decimal(0))
    largest: Decimal = max([alone, *gains["saving_cny_per_month"].drop_nulls()])
    return largest


def gain_line(row: Row) -> tuple[str, bool]:
    """One lever in a sentence."""
    saving = row["saving_cny_per_month"]
    words = {
        "scope": _scope(row["scope"]),
        "saving": t("capacity.gains.unpriced") if saving is None else formats.money(saving),
        "amount": formats.card_hours(row["card_hours_per_month"]),
        "cards": formats.number(row["freed_cards"]),
        "hours": formats.number(row["wait_hours"]),
        "day": formats.day(row["possible_from"]),
    }
    return t(f"capacity.gains.{row['lever']}", **words), False


def use_line(row: Row) -> tuple[str, bool]:
    """How full one pool's contracts are."""
    line = t(
        "capacity.use.line",
        pool=_pool(row),
        share=formats.percent(row["contract_utilisation_ratio"], 0),
        idle=formats.money(row["idle_cny_per_month"]),
    )
    peaks = {f"p{p}": formats.number(row[f"used_p{p}_cards"]) for p in (50, 95, 99)}
    contract = formats.number(row["contract_cards"])
    return t("capacity.use.peaks", line=line, contract=contract, **peaks), False


def risk_matrix(risks: pl.DataFrame, cut_off: date) -> str:
    """Dates by chance as a Markdown table."""
    heads = [t(f"capacity.risk.{name}") for name in ("chance", "short", "order", "missing")]
    lines = [heads, [":--", *["--:"] * 3]]
    for row in risks.iter_rows(named=True):
        chance = t("capacity.risk.at_least", share=formats.percent(row["risk_ratio"], 0))
        lines.append([chance, *_dates(row, cut_off)])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _dates(row: Row, cut_off: date) -> list[str]:
    if row["short_from"] is None:
        return [formats.MISSING] * 3
    is_now = row["short_from"] <= cut_off + NEXT_WEEK
    return [
        t("capacity.risk.now") if is_now else formats.day(row["short_from"]),
        t("capacity.risk.over") if row["is_overdue"] else formats.day(row["order_by"]),
        formats.number(_missing(row)),
    ]


def _missing(row: Row) -> int:
    """Whole cards, rounded up: a part of one does not exist."""
    return -int(-row["missing_cards"] // 1)


def _scope(scope: str) -> str:
    return plain(formats.short_pool(scope))


def _pool(row: Row) -> str:
    return plain(formats.short_pool(row["pool_id"]))
