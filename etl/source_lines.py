"""The lines of landing that rows of core were made of.

The statement that filled the table is run again over landing, with one change: where it kept the
first line of a group it now keeps all of them. So there is no second account of what becomes what,
and a new source is traced without a word here.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from importlib.resources import files

import duckdb
import polars as pl

from data.errors import InputError
from data.tables import CORE_TABLES
from data.warehouse import read_sql
from data.workspace import Workspace
from etl.chips import chip_names
from etl.landing import LoadRecord, landing_sql, read_records
from etl.source import Source
from etl.sources import all_sources

# Gives a connection the view `landing` over the rows of these loads of one source.
LandingView = Callable[
    [duckdb.DuckDBPyConnection, Workspace, Sequence[LoadRecord]],
    AbstractContextManager[None],
]
FIRST_LINE = "first_line_number"
_ALL_LINES = (  # what keeps one line of a group -> what keeps all
    (re.compile(r"\bmin\(line_number\)"), "list(line_number)"),
    (re.compile(r"\bmin\(first_line_number\)"), "flatten(list(first_line_number))"),
    (re.compile(r"\bcoalesce\(first_line_number, 0\)"), "coalesce(first_line_number, [])"),
)
_SUMS = (pl.Float64, pl.Decimal)  # may differ in the last digit from one computation to the next


@contextmanager
def view_landing(
    connection: duckdb.DuckDBPyConnection,
    workspace: Workspace,
    loads: Sequence[LoadRecord],
) -> Iterator[None]:
    """The view `landing`, as etl.core makes it for the statements of a source.

    Raises:
        InputError: the rows of a load are gone.
    """
    try:
        rows = landing_sql(workspace, loads, all_sources()[loads[0].source].contract)
        connection.execute(f"CREATE TEMP VIEW landing AS {rows}")
    except duckdb.IOException as gone:
        raise _no_longer_there([record.load_id for record in loads], workspace) from gone
    try:
        yield
    finally:
        connection.execute("DROP VIEW landing")


def find_lines(
    workspace: Workspace, table: str, rows: pl.DataFrame, loads: pl.DataFrame, view: LandingView
) -> dict[int, list[int]]:
    """Position in `rows` -> its lines, for those rows of `table` that the statements make again.

    loads: rows of core_load of the snapshot that has the rows.

    Raises:
        InputError: landing lacks one of them.
    """
    numbered = rows.with_row_index("row_number").join(
        loads.select("load_id", _source="source"), on="load_id", how="left"
    )
    found: dict[int, list[int]] = {}
    for (name,), of_source in numbered.group_by("_source", maintain_order=True):
        source = all_sources().get(str(name))
        if source and table in source.core_sql:
            wanted = of_source.drop("_source")
            for number, lines in _lines_of_source(workspace, source, table, wanted, loads, view):
                found.setdefault(number, []).extend(lines)
    return found


def _lines_of_source(
    workspace: Workspace,
    source: Source,
    table: str,
    wanted: pl.DataFrame,
    loads: pl.DataFrame,
    view: LandingView,
) -> list[tuple[int, list[int]]]:
    statement = read_sql("etl", source.core_sql[table])
    for one, all_of_them in _ALL_LINES:
        statement = one.sub(all_of_them, statement)
    # A statement that knows of other loads settles overlaps itself: it has to see all of them.
    ids = set(loads.filter(source=source.name)["load_id"])
    if "core_load" not in statement:
        ids &= set(wanted["load_id"])
    with closing(duckdb.connect()) as connection:
        _give_context(connection)
        connection.register("core_load", loads)
        connection.register("wanted", wanted)
        with view(connection, workspace, _records(workspace, ids)):
            made = connection.sql(_join(connection, table, statement, wanted)).fetchall()
    return [(number, lines if isinstance(lines, list) else [lines]) for number, lines in made]


def _give_context(connection: duckdb.DuckDBPyConnection) -> None:
    """What etl.core has ready for every statement, beside landing and loads."""
    for path in (files("etl") / "sql").iterdir():
        if path.name.startswith("macro_"):
            connection.execute(path.read_text("utf-8"))
    connection.register("chip_name", chip_names())


def _join(
    connection: duckdb.DuckDBPyConnection, table: str, statement: str, wanted: pl.DataFrame
) -> str:
    """Statement that gives row_number and lines of the wanted rows.

    Rows are known by every column that is neither a sum nor made later; the few values that the
    wanted rows have are given as lists too, so that the database reads little of landing.
    """
    made = {name for name, *_ in connection.sql(f"DESCRIBE ({statement})").fetchall()}
    keys = [
        name
        for name, column in CORE_TABLES[table].columns().items()
        if name in made
        and name not in (FIRST_LINE, "source_row_count")
        and not isinstance(column.dtype, _SUMS)
    ]
    same = " AND ".join(f'made."{name}" IS NOT DISTINCT FROM wanted."{name}"' for name in keys)
    few = [f'"{name}" IN ({_literals(wanted[name])})' for name in keys if _is_plain(wanted[name])]
    return (
        f"SELECT wanted.row_number, made.{FIRST_LINE} AS lines"
        f" FROM (SELECT * FROM ({statement}) WHERE {' AND '.join(few)}) AS made"
        f" JOIN wanted ON {same}"
    )


def _is_plain(values: pl.Series) -> bool:
    return not values.has_nulls() and values.dtype in (pl.String, pl.Date, pl.Datetime("us"))


def _literals(values: pl.Series) -> str:
    texts = (str(value).replace("'", "''") for value in values.unique(maintain_order=True))
    return ", ".join(f"'{text}'" for text in texts)


def _records(workspace: Workspace, load_ids: Iterable[str]) -> list[LoadRecord]:
    wanted = set(load_ids)
    found = [record for record in read_records(workspace) if record.load_id in wanted]
    gone = sorted(wanted - {record.load_id for record in found})
    if gone:
        raise _no_longer_there(gone, workspace)
    return found


def _no_longer_there(gone: Sequence[str], workspace: Workspace) -> InputError:
    return InputError(
        f"Landing no longer holds all of {', '.join(gone)}",
        where=str(workspace.landing),
        remedy="Load its file again, or `suanli rebuild` from what is there.",
    )
