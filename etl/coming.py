"""Rows that tell of what had not come yet when their file was loaded: they cannot be measured.

A wrong year, day and month changed over, a plan exported as usage. Each source of measured rows
says which of its times must have come (`Source.measured`); what may lie ahead (purchases, prices,
contracts, budgets, plans) is in no such source, or not `among` them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

import polars as pl

from data.clock import NOTHING_MEASURED_BEFORE, latest_start
from etl.csv_text import LINE_NUMBER

NOT_COME = "had not come yet when it was loaded"  # how their reasons begin
_ADVICE = (
    " ({at:%Y-%m-%d %H:%M} UTC): check the year, the order of day and month, and the time zone; "
    "a plan is no usage; if the clock was wrong, set it and load the file again"
)
_TOO_EARLY = "lies before the year 2000: a zero in place of a time"
_LONGEST_S = 1e10  # three centuries
TIME_REASONS = (NOT_COME, _TOO_EARLY)  # rules that say their reason themselves


@dataclass(frozen=True)
class Measured:
    """Which rows of a source are measured, and what in them must have come, in UTC.

    times: column -> expression over the contract's columns; the column is shown in the quarantine.
    among: which rows are measured; others may lie ahead.
    among_sql: the same as SQL, only of sources whose large files are judged where they lie.
    """

    times: Mapping[str, pl.Expr]
    among: pl.Expr = field(default_factory=lambda: pl.lit(value=True))
    among_sql: str = ""


def measured_at(*columns: str) -> Measured:
    """All rows are measured, and these columns are times that must have come."""
    return Measured({name: pl.col(name) for name in columns})


def later(start: pl.Expr, seconds: pl.Expr) -> pl.Expr:
    """The time so many seconds after another; beyond three centuries, that many after it."""
    microseconds = (seconds.cast(pl.Float64).clip(0, _LONGEST_S) * 1e6).cast(pl.Int64, strict=False)
    return start.cast(pl.Datetime("us")) + pl.duration(microseconds=microseconds)


@dataclass(frozen=True)
class Judge:
    """Finds the rows of a source that cannot have been measured by the time of a load."""

    measured: Measured
    loaded_at: datetime

    def faults(self, rows: pl.DataFrame) -> pl.DataFrame:
        """_row, line_number, column and rule (the reason itself) of typed rows, the first column.

        A time that is empty or could not be read is the contract's to judge.
        """
        latest = latest_start(self.loaded_at)
        late = [self._column(at > latest, name) for name, at in self._times()]
        early = [self._column(at < NOTHING_MEASURED_BEFORE, name) for name, at in self._times()]
        found = rows.select("_row", LINE_NUMBER, late=pl.coalesce(late), early=pl.coalesce(early))
        return found.filter(pl.any_horizontal(pl.col("late", "early").is_not_null())).select(
            "_row",
            LINE_NUMBER,
            column=pl.coalesce("late", "early"),
            rule=pl.when(pl.col("late").is_not_null())
            .then(pl.lit(NOT_COME + _ADVICE.format(at=self.loaded_at)))
            .otherwise(pl.lit(_TOO_EARLY)),
        )

    def of_lines(self, lines: pl.Series) -> "Judge":
        """The same, of these lines alone: others were accepted before."""
        among = self.measured.among & pl.col(LINE_NUMBER).is_in(lines.implode())
        return replace(self, measured=replace(self.measured, among=among))

    def rule_sql(self) -> str:
        """What holds of sound rows, over the contract's columns; nothing where a time is empty."""
        first, last = NOTHING_MEASURED_BEFORE, latest_start(self.loaded_at)
        times = " AND ".join(
            f"\"{name}\" BETWEEN TIMESTAMP '{first}' AND TIMESTAMP '{last}'"
            for name in self.measured.times
        )
        return f"(NOT ({self.measured.among_sql}) OR ({times}))"

    def _times(self) -> list[tuple[str, pl.Expr]]:
        return [(name, at.cast(pl.Datetime("us"))) for name, at in self.measured.times.items()]

    def _column(self, is_fault: pl.Expr, name: str) -> pl.Expr:
        return pl.when(self.measured.among & is_fault).then(pl.lit(name))
