"""Fewer points than the browser could show apart, without changing what is seen."""

import polars as pl

MAX_POINTS = 1000


def thin_sorted(frame: pl.DataFrame, limit: int = MAX_POINTS) -> pl.DataFrame:
    """At most `limit` evenly spaced rows of an ordered frame, always with the first and last."""
    if frame.height <= limit:
        return frame
    last = frame.height - 1
    rows = [round(index * last / (limit - 1)) for index in range(limit)]
    return frame[rows]


def thin_series(frame: pl.DataFrame, value: str, limit: int = MAX_POINTS) -> pl.DataFrame:
    """At most `limit` rows of an ordered frame that keep the lowest and highest of every stretch.

    Peaks are what a reader looks for in a series; taking every n-th row would lose them. A
    missing value is drawn as a gap; a stretch without any value keeps its first row for that.
    """
    if frame.height <= limit:
        return frame
    size = -(-2 * frame.height // limit)
    stretch = pl.int_range(pl.len()) // size
    row = pl.int_range(pl.len())
    kept = (
        frame.with_columns(stretch.alias("_stretch"), row.alias("_row"))
        .group_by("_stretch", maintain_order=True)
        .agg(
            pl.col("_row").get(pl.col(value).arg_min().fill_null(0)).alias("low"),
            pl.col("_row").get(pl.col(value).arg_max().fill_null(0)).alias("high"),
        )
    )
    rows = sorted(set(kept["low"].to_list() + kept["high"].to_list()))
    return frame[rows]
