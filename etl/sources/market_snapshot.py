"""Snapshots of the rental market by chip, as JSON lines: price statistics by provider and size.

The form of tugot17/gpu-price-tracker: one line per snapshot, US dollars per card and hour, spot and
on-demand offers mixed. Each line is laid out as rows: all offers, each provider, each size.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dataframely as dy
import polars as pl

from data.tables import fields
from data.tables.snapshots import GROUPINGS
from etl.chips import catalogue_name
from etl.coming import measured_at
from etl.json_text import as_text
from etl.reading import LINE_NUMBER, TextTable, read_text, refuse_empty
from etl.source import Context, Source, SourceRow, fill, has_columns

_QUANTILES = ("p10", "p25", "median", "p75", "p90", "max")


def _quantile(name: str) -> dy.Decimal:
    return dy.Decimal(18, 6, min=0, description=f"{name} of all offers", nullable=True)


class MarketSnapshotRow(SourceRow):
    """One row per snapshot x chip x group; `line_number` counts these, and lines that are none."""

    source_line = fields.count("line of the file")
    observed_at = dy.Datetime(description="instant of the snapshot", primary_key=True)
    source_chip = fields.text("chip and socket in the source's words", primary_key=True)
    grouped_by = fields.choice(GROUPINGS, "what the group is", primary_key=True)
    group_name = fields.text("provider, or size such as `8x`; `all`", primary_key=True)
    chip = fields.chip()
    cards = dy.Int64(min=1, description="cards of one offer of that size", nullable=True)
    offer_count = dy.Int64(min=1, description="offers in the group")
    min_price = dy.Decimal(18, 6, min=0, description="cheapest offer, per card and hour")
    mean_price = dy.Decimal(18, 6, min=0, description="mean of the offers, per card and hour")
    p10_price = _quantile("p10")
    p25_price = _quantile("p25")
    median_price = _quantile("median")
    p75_price = _quantile("p75")
    p90_price = _quantile("p90")
    max_price = _quantile("max")
    currency = fields.currency("prices")
    source = fields.text("who took the snapshot")

    @dy.rule()
    def size_is_a_number_of_cards(cls) -> pl.Expr:
        """A size that is not understood would stand without its cards."""
        return (pl.col("grouped_by") != "cards") | pl.col("cards").is_not_null()

    @dy.rule()
    def cheapest_is_at_most_the_mean(cls) -> pl.Expr:
        """Statistics that contradict each other belong to different offers."""
        return pl.col("min_price") <= pl.col("mean_price")


_COLUMNS = (
    *("source_line", "observed_at", "source_chip", "grouped_by", "group_name", "cards"),
    *("offer_count", "min_price", "mean_price", *(f"{name}_price" for name in _QUANTILES)),
)


def _read(path: Path) -> TextTable:
    """All groups of all snapshots as rows of text; a line of another shape is malformed."""
    rows: list[dict[str, str | None]] = []
    malformed: list[tuple[int, str, str]] = []
    next_ = 1
    for number, line in enumerate(read_text(path).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            groups = _rows_of(json.loads(line, parse_float=str, parse_int=str), number)
            rows += [group | {LINE_NUMBER: str(n)} for n, group in enumerate(groups, start=next_)]
            next_ += len(groups)
        except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as other_shape:
            reason = f"line {number} is no snapshot: {other_shape}"
            malformed.append((next_, line.rstrip("\r"), reason))
            next_ += 1
    frame = pl.DataFrame(rows, schema=dict.fromkeys((LINE_NUMBER, *_COLUMNS), pl.String))
    frame = frame.with_columns(pl.col(LINE_NUMBER).cast(pl.Int64))
    return refuse_empty(TextTable(frame, malformed), path)


def _rows_of(snapshot: dict[str, Any], number: int) -> list[dict[str, str | None]]:
    """The rows of one line.

    Raises:
        ValueError: its groups do not add up to all offers.
    """
    total = int(snapshot["availability"]["total"])
    for groups in ("by_provider", "by_config"):
        counted = sum(int(group["count"]) for group in snapshot[groups].values())
        if counted != total:
            raise ValueError(f"{groups} adds up to {counted} offers of {total}")
    shared = {
        "source_line": str(number),
        "observed_at": as_text(snapshot["timestamp"]),
        "source_chip": as_text(f"{snapshot['gpu_type']} {snapshot['socket_type']}"),
    }
    return [shared | group for group in _groups_of(snapshot)]


def _groups_of(snapshot: dict[str, Any]) -> Iterator[dict[str, str | None]]:
    statistics = snapshot["price_stats"]
    yield _group("all", "all", snapshot["availability"]["total"], statistics, "min", "mean") | {
        f"{name}_price": as_text(statistics[name]) for name in _QUANTILES
    }
    for name, group in snapshot["by_provider"].items():
        yield _group("provider", name, group["count"], group, "min", "avg")
    for name, group in snapshot["by_config"].items():
        row = _group("cards", name, group["count"], group, "min_per_gpu", "avg_per_gpu")
        yield row | {"cards": as_text(name.removesuffix("x"))}


def _group(
    grouped_by: str, name: str, count: Any, statistics: dict[str, Any], least: str, mean: str
) -> dict[str, str | None]:
    return {
        "grouped_by": grouped_by,
        "group_name": as_text(name),
        "offer_count": as_text(count),
        "min_price": as_text(statistics[least]),
        "mean_price": as_text(statistics[mean]),
    }


def _prepare(table: TextTable, _: Context) -> TextTable:
    table = fill(table, currency="USD", source="snapshots of a rental market tracker")
    return TextTable(table.rows.with_columns(chip=catalogue_name("source_chip")), table.malformed)


SOURCE = Source(
    name="market_snapshot",
    title="Rental market snapshots: price statistics by provider and size (JSON lines)",
    version=1,
    contract=MarketSnapshotRow,
    recognise=has_columns("timestamp", "gpu_type", "socket_type", "price_stats", "by_provider"),
    read=_read,
    prepare=_prepare,
    core_sql={"core_market_snapshot": "market_snapshot_to_market_snapshot"},
    measured=measured_at("observed_at"),
)
