"""`suanli trace`: from a row of a table back to its file and lines."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

import typer

from dashboard.cli.console import AsJson, Home, emit, open_home
from data.errors import UsageError

if TYPE_CHECKING:
    from data.planning.log import Entry
    from etl.lineage import TracedRow

_NAMED = 10  # lines of one row in the text; JSON has more


def trace(
    table: Annotated[str, typer.Argument(help="A core table, such as core_usage_hourly.")],
    conditions: Annotated[
        list[str] | None,
        typer.Argument(metavar="[COLUMN=VALUE]...", help="Which rows; times in UTC."),
    ] = None,
    rows: Annotated[int, typer.Option(min=1, help="Rows to trace at most.")] = 20,
    lines: Annotated[int, typer.Option(min=1, help="Lines to name of each row.")] = 100,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Show from which file, which lines and which adapter the rows of a core table came."""
    from data.planning.store import read_entries
    from data.snapshot import require_current
    from data.warehouse import open_snapshot
    from etl import lineage

    workspace, settings = open_home(home)
    wanted = dict(_split(condition) for condition in conditions or [])
    current = require_current(workspace)
    with open_snapshot(current.path, settings.memory_limit) as connection:
        found = lineage.trace(
            connection, workspace, table, wanted, most_rows=rows, most_lines=lines
        )
    entries = {entry.entry_id: entry for entry in read_entries(workspace)}
    told = [_sentence(row, wanted) + _entered(row, entries) for row in found.rows]
    if found.row_count > len(found.rows):
        told.append(f"and {found.row_count - len(found.rows):,} more rows")
    emit(
        {
            "table": table,
            "row_count": found.row_count,
            "rows": [vars(row) for row in found.rows],
        },
        "\n".join(told) or f"no row of {table} fits",
        as_json=as_json,
    )


def _split(condition: str) -> tuple[str, str]:
    column, equals, value = condition.partition("=")
    if not (column and equals):
        raise UsageError(
            f"{condition!r} is not COLUMN=VALUE",
            where="trace",
            remedy="Write for example project=chat; `project=` asks for rows without one.",
        )
    return column, value


def _sentence(row: "TracedRow", wanted: dict[str, str]) -> str:
    shown = ", ".join(
        f"{name}={value}"
        for name, value in row.row.items()
        if name not in wanted and value is not None and name != "row"
    )
    if row.load_id is None:
        return f"reference data that ships with Suanli\n  {shown}"
    named = row.lines[:_NAMED]
    left = row.line_count - len(named)
    more = f" and {left:,} more" if left else ""
    unknown = "" if row.is_complete else " (only the first is known: the rules have changed since)"
    lines = ", ".join(map(str, named))
    where = f"line {lines}{more}" if row.line_count else "no line: a gap in the source"
    return (
        f"{row.file_name}: {where}{unknown}; {row.source} version {row.source_version},"
        f" load {row.load_id}\n  {shown}"
    )


def _entered(row: "TracedRow", entries: "Mapping[int, Entry]") -> str:
    """Who entered it, when and why, where that was on a screen: its line is the entry's id."""
    from data.planning.store import ENTERED

    if row.copied_from != ENTERED:
        return ""
    own = [entries[line] for line in row.lines if line in entries]
    return "".join(
        f"\n  entered by {entry.who} at {entry.at_utc:%Y-%m-%d %H:%M} UTC"
        + (f": {entry.reason}" if entry.reason else "")
        for entry in own
    )


COMMANDS = (trace,)
