"""The one shape every source has: recognise, read, check, and the SQL that takes it to core."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import dataframely as dy
import polars as pl

from data.errors import NotWhatItClaimsError
from data.tables import fields
from etl.coming import Judge, Measured
from etl.reading import LINE_NUMBER, TextTable, is_workbook, read_table, read_workbook


class SourceRow(dy.Schema):
    """Base of every source's contract: where in the file a row stands."""

    line_number = fields.count("line of the source file, or row of a Parquet file")


class DatedRow(SourceRow):
    """Base of contracts whose rows hold from `start_date` to `end_date`, both included."""

    @dy.rule()
    def ends_on_or_after_its_first_day(cls) -> pl.Expr:
        """A row of no days is a typing error."""
        return pl.col("end_date") >= pl.col("start_date")


def time_zone(of: str) -> dy.String:
    """The column that names the zone of a row's naive times."""
    return fields.text(
        f"IANA zone of `{of}`; empty: the setting time_zone",
        metadata={"expects": "an IANA time zone such as Asia/Shanghai"},
    )


@dataclass(frozen=True)
class Context:
    """What a file's name and the settings say about it, beside its content.

    file_stem: name without folder and endings. folder: name of the folder it lies in.
    time_zone: IANA zone of times that name none.
    """

    file_stem: str
    folder: str
    time_zone: str


@dataclass(frozen=True)
class DirectSql:
    """How SQL over a large file's own columns gives the rows of its source's contract.

    columns: contract column -> its value. sound_cells, rules: conditions over the file's and over
    the contract's columns that together hold only for rows that the door would accept with these
    values. is_brief: amount -> condition over the file's columns under which reading it as a number
    of nine places loses nothing.
    """

    columns: Mapping[str, str]
    sound_cells: tuple[str, ...]
    rules: tuple[str, ...]
    is_brief: Mapping[str, str]


MapDirectly = Callable[
    [Mapping[str, str], Context, Mapping[str, str], frozenset[str]], DirectSql | None
]


@dataclass(frozen=True, kw_only=True)
class Source:
    """A kind of file.

    contract: the columns a row must have, checked at the door and kept in landing.
    recognise: whether a file with these column names is of this kind.
    renamed: the file's column name -> the contract's, where they differ.
    read: the file's rows as they came; sources that are neither CSV nor Parquet bring their own.
    prepare: fills and derives columns before the check; raises NotWhatItClaimsError for a file
        that is not what it claims.
    verify: accounting identities over the accepted rows; raises NotWhatItClaimsError.
    core_sql: core table -> name of the statement in etl/sql that fills it from view `landing`.
    is_strict: a template of ours, where an unknown column is a misspelt one.
    supersedes_itself: its SQL settles overlaps between its own loads, because the hours of one
        file's rows reach beyond the period that the file reports (jobs that run on).
    is_named_after_file: the file's name says what its content does not (the pool, for example),
        so that equal bytes under another name are another load.
    quantity_sql: statement that sums the card time of each load's rows, for core_load_quantity;
        loads whose rows its own SQL replaced in part are left out.
    identity: what else of a file's name and folder makes equal bytes another load; mostly nothing.
    amounts, currency: measure -> column of money, and the column of its currency; their sums are
        kept with the load and compared with landing and core.
    map_directly: how large files are taken without going through the door row by row (etl.direct);
        only for contracts whose rows are judged one by one, without a key.
    measured: which rows tell of what was measured, and so cannot lie ahead of their load.
    """

    name: str
    title: str
    version: int
    contract: type[SourceRow]
    recognise: Callable[[frozenset[str]], bool]
    core_sql: Mapping[str, str]
    renamed: Mapping[str, str] = field(default_factory=dict)
    read: Callable[[Path], TextTable] = read_table
    prepare: Callable[[TextTable, Context], TextTable] = lambda table, _: table
    verify: Callable[[pl.DataFrame], None] = lambda _: None
    is_strict: bool = False
    supersedes_itself: bool = False
    is_named_after_file: bool = False
    quantity_sql: str = ""
    identity: Callable[[Context], str] = lambda _: ""
    amounts: Mapping[str, str] = field(default_factory=dict)
    currency: str = ""
    map_directly: MapDirectly | None = None
    measured: Measured | None = None

    @property
    def file_columns(self) -> tuple[str, ...]:
        """Names of the columns as a file of this kind has them, as far as the contract knows."""
        own_names = {new: old for old, new in self.renamed.items()}
        return tuple(
            own_names.get(name, name) for name in self.contract.columns() if name != LINE_NUMBER
        )

    @property
    def required_columns(self) -> tuple[str, ...]:
        """Those that `recognise` asks for: without them the file is not of this kind.

        None where a file is never recognised and has to be named.
        """
        if isinstance(self.recognise, HasColumns):
            return self.recognise.names
        if not self.recognise(frozenset(self.file_columns)):
            return ()
        return tuple(
            name
            for name in self.file_columns
            if not self.recognise(frozenset(self.file_columns) - {name})
        )

    def read_file(self, path: Path) -> TextTable:
        """The file's rows as they came; of a workbook, those of the sheet of this kind."""
        return read_workbook(path, self.recognise) if is_workbook(path) else self.read(path)

    def judge(self, loaded_at: datetime) -> Judge | None:
        """Finds rows that cannot have been measured by then (UTC); None where none are measured."""
        return Judge(self.measured, loaded_at) if self.measured else None

    def check_columns(self, found: tuple[str, ...], path: Path) -> None:
        """Refuse a file that lacks columns, and a template with misspelt ones."""
        expected = self.contract.columns()
        own_names = {new: f"{old} | {new}" for old, new in self.renamed.items()}
        missing = [
            own_names.get(name, name)
            for name, column in expected.items()
            if name not in found and not column.nullable and name != LINE_NUMBER
        ]
        unknown = [name for name in found if name not in expected] if self.is_strict else []
        if missing or unknown:
            raise NotWhatItClaimsError(
                f"Not a usable {self.name} file: "
                + "; ".join(
                    f"{words} {', '.join(names)}"
                    for words, names in (("it lacks", missing), ("it does not know", unknown))
                    if names
                ),
                where=str(path),
                remedy=f"`suanli template {self.name}` writes one to fill in."
                if self.is_strict
                else "`suanli adapters` lists what can be read.",
            )


@dataclass(frozen=True)
class HasColumns:
    """Recognises a file by columns, or outer keys of its JSON, that it must have together."""

    names: tuple[str, ...]

    def __call__(self, found: frozenset[str]) -> bool:
        """Whether all of them are among those found."""
        return frozenset(self.names) <= found


def has_columns(*names: str) -> HasColumns:
    """Recognise a file by columns that only this source has together."""
    return HasColumns(names)


def outside_other_days(line: Sequence[str]) -> pl.Expr:
    """Whether a row's hour or day lies in no other day that has a row of its own of that line.

    Reads `start` and `period`. An hour beside the day it lies in, or a day that begins within
    another, would count twice.
    """
    day = pl.when(pl.col("period") == "day").then(pl.col("start"))
    earlier_day = day.forward_fill().shift(1).over(line, order_by=["start", "period"])
    shortest_day = pl.duration(hours=23)
    return earlier_day.is_null() | (pl.col("start") >= earlier_day + shortest_day)


def rename(table: TextTable, renamed: Mapping[str, str], path: Path) -> TextTable:
    """Give columns the contract's names.

    Raises:
        NotWhatItClaimsError: the file has a column of the new name as well.
    """
    found = {old: new for old, new in renamed.items() if old in table.rows.columns}
    doubled = [f"{old} and {new}" for old, new in found.items() if new in table.rows.columns]
    if doubled:
        raise NotWhatItClaimsError(
            f"Columns that mean the same: {', '.join(doubled)}",
            where=str(path),
            remedy="Remove one of the two, and load the file again.",
        )
    return TextTable(table.rows.rename(found), table.malformed)


def fill(table: TextTable, /, **defaults: str) -> TextTable:
    """Put a default into columns that are absent or empty."""
    rows = table.rows
    for name, value in defaults.items():
        filled = pl.lit(value)
        if name in rows.columns:
            cell = pl.col(name).cast(pl.String)
            filled = (
                pl.when(cell.str.strip_chars() == "").then(None).otherwise(cell).fill_null(value)
            )
        rows = rows.with_columns(filled.alias(name))
    return TextTable(rows, table.malformed)


def begin_days_at_midnight(table: TextTable) -> TextTable:
    """Write the `start` of rows for a whole day, where it is a bare date, with its midnight.

    An hour that begins on a bare date stays as it is, and is refused: no hour was named.
    """
    rows = table.rows
    if not {"start", "period"} <= {*rows.columns} or rows.schema["start"] != pl.String:
        return table
    start = pl.col("start").str.strip_chars()
    is_day = pl.col("period").cast(pl.String).str.strip_chars() == "day"
    is_bare = start.str.contains(r"^\d{4}[-/－／年]\d{1,2}[-/－／月]\d{1,2}日?$")
    said = pl.when(is_day & is_bare).then(start + " 00:00").otherwise("start")
    return TextTable(rows.with_columns(said.alias("start")), table.malformed)
