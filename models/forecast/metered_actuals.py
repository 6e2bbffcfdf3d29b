"""What came of tokens and storage, by the day: what forecasts once made are held against."""

import duckdb
import polars as pl

from models.forecast.budgets import COMPANY
from models.forecast.reading import read

_KEY = ["level", "series", "target", "local_date"]


def metered_days_known(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """One row per level x series x target x day that is known: `amount`.

    A day is known where its provider has anything that day; of the company where every provider
    that has days before and after (or on) it has. A model or service without use that day has zero.
    """
    tokens = read(connection, "token_days").with_columns(
        tokens=pl.col("input_tokens") + pl.col("output_tokens")
    )
    storage = read(connection, "storage_days")
    bills = read(connection, "bill_days")
    return pl.concat(
        [
            *_levels(tokens, tokens, "model", ("tokens", "input_tokens", "output_tokens")),
            *_levels(storage, bills, "service", ("storage",)),
        ]
    ).select(*_KEY, "amount")


def _levels(
    rows: pl.DataFrame, days: pl.DataFrame, level: str, targets: tuple[str, ...]
) -> list[pl.DataFrame]:
    known = days.select("provider", "local_date").unique()
    known = known.join(rows.select("provider").unique(), on="provider", how="semi")
    parts = rows.group_by("provider", level).agg(pl.col("local_date").min().alias("first_day"))
    dense = (
        known.join(parts, on="provider")
        .filter(pl.col("local_date") >= pl.col("first_day"))
        .join(
            rows.group_by("provider", level, "local_date").agg(
                pl.col(name).sort().sum() for name in targets
            ),
            on=["provider", level, "local_date"],
            how="left",
        )
        .with_columns(pl.col(name).fill_null(0.0) for name in targets)
        .unpivot(
            on=list(targets),
            index=["provider", level, "local_date"],
            variable_name="target",
            value_name="amount",
        )
        .sort("provider", level, "target", "local_date")
    )
    whole = dense.join(_whole_days(known), on="local_date", how="semi")
    return [
        _summed(dense, level, pl.col(level)),
        _summed(dense, "provider", pl.col("provider")),
        _summed(whole, "company", pl.lit(COMPANY)),
    ]


def _whole_days(known: pl.DataFrame) -> pl.DataFrame:
    """Days on which every provider that had begun and not yet ended says something."""
    spans = known.group_by("provider").agg(
        first_day=pl.col("local_date").min(), last_day=pl.col("local_date").max()
    )
    expected = known.select("local_date").unique().join(spans, how="cross")
    expected = expected.filter(pl.col("local_date").is_between("first_day", "last_day"))
    found = known.group_by("local_date").agg(found=pl.len())
    return (
        expected.group_by("local_date")
        .agg(expected=pl.len())
        .join(found, on="local_date")
        .filter(pl.col("found") >= pl.col("expected"))
    )


def _summed(dense: pl.DataFrame, level: str, series: pl.Expr) -> pl.DataFrame:
    named = dense.with_columns(series.alias("series"), level=pl.lit(level))
    return named.group_by(_KEY, maintain_order=True).agg(pl.col("amount").sum())
