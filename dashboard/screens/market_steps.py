"""Price steps of the price book, and snapshots of rental markets."""

from typing import Any

import polars as pl

from dashboard import formats
from dashboard.components import card, note, plain, sentences, table
from dashboard.i18n import t
from dashboard.reading import read

NAMED = 5
TALL_TABLE_PX = 280


def show_steps() -> None:
    """The newest changes in sentences, all prices in a table."""
    rows = read("market_steps")
    if rows.is_empty():
        return
    changed = rows.filter(pl.col("change_ratio").is_not_null(), pl.col("change_ratio") != 0)
    with card(_finding(rows, changed), t("market.steps.unit"), height="content"):
        sentences([_line(row) for row in changed.head(NAMED).iter_rows(named=True)])
        table(rows, "market_steps", height=TALL_TABLE_PX)
        note(t("market.steps.note"))


def _finding(rows: pl.DataFrame, changed: pl.DataFrame) -> str:
    offers = rows["offer_id"].n_unique()
    if changed.is_empty():
        return t("market.steps.none", offers=offers)
    ups = changed.filter(pl.col("change_ratio") > 0).height
    return t("market.steps.finding", offers=offers, ups=ups, downs=changed.height - ups)


def _line(row: dict[str, Any]) -> tuple[str, bool]:
    is_up = row["change_ratio"] > 0
    line = t(
        f"market.steps.{'up' if is_up else 'down'}",
        day=formats.day(row["valid_from"]),
        offer=plain(row["offer_id"]),
        chip=plain(row["chip"]),
        change=formats.percent(abs(row["change_ratio"])),
        price=f"{formats.number(row['price'], 2)} {row['currency']}",
        unit=t(f"market.unit.{row['unit']}"),
    )
    return line, is_up


def show_snapshots() -> None:
    """What rental markets showed, where a snapshot was loaded."""
    rows = read("market_snapshots")
    if rows.is_empty():
        return
    newest = rows["observed_at_utc"].to_list()[0]
    offers = int(rows.filter(pl.col("observed_at_utc") == newest)["offer_count"].sum())
    title = t(
        "market.snapshots.finding",
        day=formats.day(newest.date()),
        chips=rows["chip"].n_unique(),
        offers=formats.number(offers),
    )
    with card(title, t("market.snapshots.unit"), height="content"):
        table(rows, "market_snapshots", height=TALL_TABLE_PX)
        note(t("market.snapshots.note"))
