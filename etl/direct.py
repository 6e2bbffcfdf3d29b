"""Large files, judged where they lie: only rows that are not surely sound go through the door.

The file itself is kept, as Parquet, and its sound rows are a view over it. What the door accepts of
the others is landed beside it, what it rejects is quarantined; together they are what the door
alone would have made of the file, in a fraction of the time and in bounded memory.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path

import duckdb
import polars as pl

from data.errors import NotWhatItClaimsError
from etl import direct_view
from etl.checking import Checked
from etl.csv_text import LINE_NUMBER, TextTable
from etl.direct_sql import Typed, typed_column
from etl.reading import plain_values
from etl.rejecting import describe_malformed
from etl.source import Context, DirectSql, Source
from etl.totals import add_up

Door = Callable[[TextTable], Checked]
MEMORY_LIMIT = "500MB"
_DOOR_ROWS = 100_000


@dataclass(frozen=True)
class Kept:
    """A large file as Parquet.

    is_text: it was a CSV; its columns are text, and one of them is `line_number`. malformed: its
    lines that are no rows, as in TextTable. ignored: columns that have no name and hold nothing.
    typed: columns that stand there a second time (direct_sql.typed_column), as what.
    """

    path: Path
    is_text: bool = False
    malformed: tuple[tuple[int, str, str], ...] = ()
    ignored: frozenset[str] = frozenset()
    typed: Mapping[str, Typed] = field(default_factory=dict)

    @property
    def own_columns(self) -> frozenset[str]:
        """Columns that the file itself does not have."""
        line = [LINE_NUMBER] if self.is_text else []
        return self.ignored.union(line, map(typed_column, self.typed))

    @property
    def line_sql(self) -> str:
        """The line number of a row, or its number in a Parquet file, from 1."""
        return LINE_NUMBER if self.is_text else "file_row_number + 1"


@dataclass(frozen=True)
class Judged:
    """What became of a large file's rows.

    view_sql: statement over the view `kept` of the kept file that gives its sound rows in the
        contract's columns. direct_rows: their number. checked: what the door made of the others;
        its totals are those of all rows. first_time, last_time: of the sound rows, UTC.
    """

    view_sql: str
    direct_rows: int
    checked: Checked
    first_time: datetime | None
    last_time: datetime | None


def judge_directly(
    kept: Kept,
    source: Source,
    context: Context,
    defaults: Mapping[str, str],
    loaded_at: datetime,
    door: Door,
) -> Judged | None:
    """Judge a large file; None where its columns have types that its source cannot map.

    door: reads, checks and sums rows of the file as they came.
    """
    map_directly, judge = source.map_directly, source.judge(loaded_at)
    assert map_directly is not None  # noqa: S101  asked for by the caller

    def map_columns(types: Mapping[str, str], brief: frozenset[str]) -> DirectSql | None:
        mapping = map_directly(types, context, defaults, brief)
        if mapping is None or judge is None:
            return mapping
        return replace(mapping, rules=(*mapping.rules, judge.rule_sql()))

    with open_kept(kept.path) as connection:
        types = _types(connection, kept)
        found = _sum_quickly(connection, source, partial(map_columns, types))
        if found is None:
            return None
        mapping, sums = found
        is_whole = sums["rows"].sum() == sums["sound_rows"].sum()
        others = _numbers(connection, mapping) if not is_whole else pl.Series([], dtype=pl.Int64)
    checked = _through_the_door(kept, others, source, door)
    return Judged(
        view_sql=direct_view.sound_rows(mapping, kept.line_sql, is_whole=is_whole),
        direct_rows=int(sums["sound_rows"].sum()),
        checked=replace(checked, totals=add_up([*_totals(sums, source), *checked.totals])),
        first_time=min(sums["first_time"].drop_nulls(), default=None),
        last_time=max(sums["last_time"].drop_nulls(), default=None),
    )


@contextmanager
def open_kept(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection of bounded memory with the view `kept`.

    Raises:
        NotWhatItClaimsError: the file is damaged.
    """
    work = path.with_name(f".{path.name}.work.tmp")  # not in the folder the command is run in
    connection = duckdb.connect(config={"memory_limit": MEMORY_LIMIT, "temp_directory": str(work)})
    try:
        connection.execute("SET enable_progress_bar = false")
        connection.execute(f"CREATE VIEW kept AS {direct_view.all_rows(path)}")
        yield connection
    except duckdb.Error as broken:
        raise NotWhatItClaimsError(
            f"The file is damaged: {broken}", where=str(path), remedy="Copy or export it again."
        ) from broken
    finally:
        connection.close()


def _types(connection: duckdb.DuckDBPyConnection, kept: Kept) -> dict[str, str]:
    """The file's columns and DuckDB's types of them."""
    described = connection.sql("DESCRIBE kept").fetchall()
    own = {"file_row_number", *kept.own_columns}
    types = {str(row[0]): str(row[1]) for row in described if row[0] not in own}
    return types | {name: kind.value for name, kind in kept.typed.items()}


def _sum_quickly(
    connection: duckdb.DuckDBPyConnection,
    source: Source,
    map_columns: Callable[[frozenset[str]], DirectSql | None],
) -> tuple[DirectSql, pl.DataFrame] | None:
    """A mapping with those amounts as short numbers that lose nothing by it, and its sums."""
    exact = map_columns(frozenset())
    if exact is None:
        return None
    mapping, brief = exact, frozenset(exact.is_brief)
    while brief:
        mapping = map_columns(brief) or exact
        sums = _sum(connection, mapping, source)
        lossless = frozenset(name for name in brief if sums[f"is_brief_{name}"].all())
        if lossless == brief:
            return mapping, sums
        brief = lossless
    return exact, _sum(connection, exact, source)


def _sum(connection: duckdb.DuckDBPyConnection, mapping: DirectSql, source: Source) -> pl.DataFrame:
    sums: pl.DataFrame = connection.sql(
        direct_view.sums(mapping, source, _first_time_column(source))
    ).pl()
    return sums


def _totals(sums: pl.DataFrame, source: Source) -> list[dict[str, str | int]]:
    """Control totals of the sound rows."""
    return [
        {
            "measure": measure,
            "currency": row["currency"],
            "amount_read": str(row[measure]),
            "amount_rejected": "0",
            "amount_duplicate": "0",
            "rows_read": row["sound_rows"],
            "rows_without_amount": row[f"{measure}_missing"],
        }
        for row in sums.filter(pl.col("sound_rows") > 0).iter_rows(named=True)
        for measure in source.amounts
    ]


def _first_time_column(source: Source) -> str:
    return next(
        name for name, column in source.contract.columns().items() if column.dtype.is_temporal()
    )


def _numbers(connection: duckdb.DuckDBPyConnection, mapping: DirectSql) -> pl.Series:
    rows: pl.DataFrame = connection.sql(direct_view.doubtful_rows(mapping)).pl()
    return rows["number"]


def _through_the_door(kept: Kept, numbers: pl.Series, source: Source, door: Door) -> Checked:
    """What the door makes of the rows with these numbers, in batches, and of malformed lines."""
    batches = [numbers[start : start + _DOOR_ROWS] for start in range(0, numbers.len(), _DOOR_ROWS)]
    nothing = TextTable(pl.DataFrame(schema={LINE_NUMBER: pl.Int64}), list(kept.malformed))
    parts = [
        Checked(source.contract.create_empty(), describe_malformed(nothing), 0),
        *(door(_read(kept, batch)) for batch in batches),
    ]
    return Checked(
        accepted=pl.concat(part.accepted for part in parts),
        rejected=pl.concat(part.rejected for part in parts).sort(LINE_NUMBER),
        duplicate_count=sum(part.duplicate_count for part in parts),
        totals=tuple(total for part in parts for total in part.totals),
    )


def _read(kept: Kept, numbers: pl.Series) -> TextTable:
    """Rows of the file as they came."""
    first, last = numbers[0], numbers[-1]
    rows = (
        pl.scan_parquet(kept.path, glob=False)
        .with_row_index("_number")
        .slice(first, last - first + 1)
        .filter(pl.col("_number").is_in(numbers.implode()))
        .collect(engine="streaming")
        .drop(kept.own_columns - {LINE_NUMBER})
    )
    if not kept.is_text:
        rows = rows.with_columns((pl.col("_number") + 1).cast(pl.Int64).alias(LINE_NUMBER))
        return TextTable(plain_values(rows.drop("_number")), [])
    cells = pl.exclude("_number", LINE_NUMBER)
    is_blank = pl.all_horizontal(cells.str.strip_chars() == "")
    return TextTable(rows.filter(~is_blank).drop("_number"), [])
