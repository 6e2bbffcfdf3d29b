"""Hours that were not measured: absent from the source, or zero where zero is not to be believed.

A meter that fails often reports zero. The rule for a suspected gap: every pool of the provider is
at exactly zero (or absent) in the same hour, at an hour of the day at which that happens on no
more than MOST_SILENT_DAYS_RATIO of the days, and the provider had been in use before. Comparing
with the same hour of other days keeps night-idle pools out, comparing all pools keeps out a pool
that is idle while its neighbours work. Where only one of the provider's pools reports at all, it
has no neighbour to compare with: there only LONE_POOL_SILENT_HOURS on end are suspected.
"""

from collections.abc import Iterable

import polars as pl

MOST_SILENT_DAYS_RATIO = 0.10
LONE_POOL_SILENT_HOURS = 24

_HOUR = pl.duration(hours=1)


def silent_hours(hours: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Provider x hour at which a gap is suspected; `hours` of all pools, in parts.

    One row per hour x pool with `provider`, `local_hour` (0-23) and `used_card_hours` (null where
    absent).
    """
    used = pl.col("used_card_hours")
    by_part = pl.concat(
        part.group_by("provider", "hour_utc").agg(
            pl.col("local_hour").first(),
            (used.fill_null(0) == 0).all().alias("silent"),
            used.is_not_null().sum().alias("reporting_pools"),
        )
        for part in hours
    )
    together = by_part.group_by("provider", "hour_utc").agg(
        pl.col("local_hour").first(), pl.col("silent").all(), pl.col("reporting_pools").sum()
    )
    return _silent_provider_hours(together).select("provider", "hour_utc", silent=True)


def mark_suspected_gaps(hours: pl.DataFrame, silent: pl.DataFrame) -> pl.DataFrame:
    """Add `is_suspected_gap` to dense pool hours, and empty what such an hour reported.

    `silent` as `silent_hours` has it. In a flagged hour used, useful and queued card-hours become
    null, and so does a capacity of zero. An hour absent from the source stays null and is not
    flagged.
    """
    is_gap = pl.col("silent").is_not_null() & (pl.col("used_card_hours") == 0)
    marked = hours.join(
        silent, on=["provider", "hour_utc"], how="left", maintain_order="left"
    ).with_columns(is_gap.fill_null(value=False).alias("is_suspected_gap"))
    trusted = ~pl.col("is_suspected_gap")
    return marked.with_columns(
        pl.when(trusted).then("used_card_hours"),
        pl.when(trusted).then("useful_card_hours"),
        pl.when(trusted).then("queued_card_hours"),
        pl.when(trusted | (pl.col("capacity_cards") > 0)).then("capacity_cards"),
    ).drop("silent")


def runs(hours: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """Unbroken runs of the given hours: `by`, start_utc, end_utc (exclusive), hour_count."""
    return (
        _with_run(hours.sort(*by, "hour_utc"), by)
        .group_by(*by, "run", maintain_order=True)
        .agg(
            pl.col("hour_utc").min().alias("start_utc"),
            (pl.col("hour_utc").max() + _HOUR).alias("end_utc"),
            pl.len().cast(pl.Int64).alias("hour_count"),
        )
        .drop("run")
    )


def _silent_provider_hours(together: pl.DataFrame) -> pl.DataFrame:
    """Provider x hour at which the whole provider is at zero though it is normally in use."""
    together = (
        together.filter(pl.col("reporting_pools") > 0)
        .sort("provider", "hour_utc")
        .with_columns(
            pl.col("silent").mean().over("provider", "local_hour").alias("silent_ratio"),
            (~pl.col("silent")).cum_max().over("provider").alias("begun"),
        )
    )
    silent = together.filter(
        pl.col("silent") & pl.col("begun") & (pl.col("silent_ratio") <= MOST_SILENT_DAYS_RATIO)
    )
    run_hours = pl.len().over("provider", "run")
    return _with_run(silent, ["provider"]).filter(
        (pl.col("reporting_pools") > 1) | (run_hours >= LONE_POOL_SILENT_HOURS)
    )


def _with_run(sorted_hours: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """Number the unbroken runs of hours within each `by`."""
    breaks = (pl.col("hour_utc").diff() != _HOUR).fill_null(value=True)
    return sorted_hours.with_columns(breaks.cum_sum().over(by).alias("run"))
