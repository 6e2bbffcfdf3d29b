"""Rates of inference requests in short slots, one file per client, in the form of ServeGen.

No header: seconds since the start, requests per second, coefficient of variation of the gaps
between requests, and a distribution of the gaps with two parameters (empty and 0 without traffic).
Nothing in such a file says what it is or when it began, so both are given: --as request_rate --set
start=2025-01-01.
"""

from pathlib import Path

import dataframely as dy
import polars as pl

from data.errors import NotWhatItClaimsError
from data.tables import fields
from etl.coming import Measured, later
from etl.csv_text import parse_rows
from etl.reading import LINE_NUMBER, TextTable, read_text, refuse_empty
from etl.source import Context, Source, SourceRow, fill, time_zone

_HEADER = ("time_s", "rate_per_s", "cv", "distribution", "parameter_1", "parameter_2")
_SLOT_S = 600  # of a file with one row only; else the file's own spacing


class RequestRateRow(SourceRow):
    """One row per slot of one client."""

    time_s = dy.Int64(min=0, description="seconds from the start to the slot", primary_key=True)
    rate_per_s = fields.quantity("request/s", "requests per second, mean of the slot")
    cv = fields.quantity("ratio", "coefficient of variation of the gaps", nullable=True)
    distribution = dy.String(description="of the gaps; empty: no traffic", nullable=True)
    parameter_1 = dy.Float64(description="first parameter of the distribution", nullable=True)
    parameter_2 = dy.Float64(description="second parameter of the distribution", nullable=True)
    start = dy.Date(description="day on which the times begin, at midnight")
    slot_s = dy.Int64(min=1, description="seconds of one slot")
    client = fields.text("who sends the requests; the file's name where nobody says")
    time_zone = time_zone("start")

    @dy.rule()
    def slots_divide_the_hour_and_begin_where_one_ended(cls) -> pl.Expr:
        """A slot that lies in two hours would be counted into one."""
        divides = pl.lit(3600) % pl.col("slot_s") == 0
        return divides & (pl.col("time_s") % pl.col("slot_s") == 0)


def _read(path: Path) -> TextTable:
    table = parse_rows(",".join(_HEADER) + "\n" + read_text(path))
    rows = table.rows.with_columns(
        pl.col(LINE_NUMBER).cast(pl.Int64) - 1, spacing_s=pl.lit(str(_spacing(table.rows)))
    )
    return refuse_empty(
        TextTable(rows, [(n - 1, text, why) for n, text, why in table.malformed]), path
    )


def _prepare(table: TextTable, context: Context) -> TextTable:
    if "start" not in table.rows.columns:
        raise NotWhatItClaimsError(
            "The file's times are seconds from a day that it does not name",
            where=context.file_stem,
            remedy="Name the day with --set start=YYYY-MM-DD.",
        )
    if "slot_s" not in table.rows.columns:  # said with --set; else as the whole file is spaced
        rows = table.rows.with_columns(slot_s=pl.col("spacing_s"))
        table = TextTable(rows, table.malformed)
    return fill(table, client=context.file_stem, time_zone=context.time_zone)


def _spacing(rows: pl.DataFrame) -> int:
    """Seconds between neighbouring slots: the smallest gap, since slots may be missing."""
    times = rows["time_s"].str.strip_chars().cast(pl.Int64, strict=False).drop_nulls()
    gaps = times.unique().sort().diff().drop_nulls()
    smallest = gaps.min()
    return smallest if isinstance(smallest, int) else _SLOT_S


SOURCE = Source(
    name="request_rate",
    title="Inference request rates in slots (ServeGen form, no header: --as request_rate)",
    version=1,
    contract=RequestRateRow,
    recognise=lambda _: False,  # a file without a header line has no names to be known by
    read=_read,
    prepare=_prepare,
    core_sql={"core_request_hourly": "request_rate_to_request_hourly"},
    is_named_after_file=True,
    measured=Measured(
        {"start": pl.col("start"), "time_s": later(pl.col("start"), pl.col("time_s"))}
    ),
)
