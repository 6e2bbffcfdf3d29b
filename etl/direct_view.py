"""Statements over `kept`, a large file as Parquet: its rows' values, their sums, the doubtful."""

from pathlib import Path
from typing import TYPE_CHECKING

from etl.csv_text import LINE_NUMBER
from etl.direct_sql import NO_CURRENCY, literal, quoted

if TYPE_CHECKING:
    from etl.source import DirectSql, Source

_ROW = "file_row_number"  # from 0


def all_rows(kept: Path) -> str:
    """Every row of a kept file with its number, from 0: what the view `kept` is."""
    return f"FROM read_parquet({literal(str(kept))}, file_row_number = true)"


def kept_rows(kept: Path, view_sql: str) -> str:
    """A statement over the view `kept` as one over the kept file."""
    return f"WITH kept AS ({all_rows(kept)}) {view_sql}"


def sound_rows(mapping: "DirectSql", line_sql: str, *, is_whole: bool) -> str:
    """The sound rows in the contract's columns; where all are, nothing is judged again."""
    condition = "" if is_whole else f" WHERE {_is_sound(mapping)}"
    names = ", ".join(quoted(name) for name in mapping.columns)
    return f"SELECT {LINE_NUMBER}, {names} FROM ({_values(mapping, line_sql)}){condition}"


def doubtful_rows(mapping: "DirectSql") -> str:
    """Number (from 0) of the rows that are not surely sound."""
    return (
        f"SELECT {LINE_NUMBER} AS number FROM ({_values(mapping, _ROW)})"
        f" WHERE NOT {_is_sound(mapping)} ORDER BY number"
    )


def sums(mapping: "DirectSql", source: "Source", time: str) -> str:
    """Currency x number of rows and of sound ones; and of these what is summed.

    That is the first and last `time`, the sum of each measure, and the rows without it. Beside it,
    for each column of `is_brief`, whether reading it so loses nothing.
    """
    amounts = ", ".join(
        f"CAST(coalesce(sum({quoted(column)}) FILTER (is_sound), 0) AS DECIMAL(38, 18)) AS"
        f" {measure}, count(*) FILTER (is_sound AND {quoted(column)} IS NULL) AS {measure}_missing"
        for measure, column in source.amounts.items()
    )
    return f"""
        SELECT
            coalesce({quoted(source.currency)}, '{NO_CURRENCY}') AS currency,
            count(*) AS rows,
            count(*) FILTER (is_sound) AS sound_rows,
            min({quoted(time)}) FILTER (is_sound) AS first_time,
            max({quoted(time)}) FILTER (is_sound) AS last_time,
            {", ".join([amounts, *_tests(mapping)])}
        FROM (SELECT *, {_is_sound(mapping)} AS is_sound FROM ({_values(mapping, _ROW)}))
        GROUP BY 1
    """


def _tests(mapping: "DirectSql") -> list[str]:
    names = [f"is_brief_{name}" for name in mapping.is_brief]
    return [f"bool_and(coalesce({quoted(name)}, true)) AS {quoted(name)}" for name in names]


def _values(mapping: "DirectSql", line_sql: str) -> str:
    """The contract's columns of every row, beside whether its cells are sure."""
    shown = dict(mapping.columns) | {f"is_brief_{n}": sql for n, sql in mapping.is_brief.items()}
    columns = ", ".join(f"{sql} AS {quoted(name)}" for name, sql in shown.items())
    return (
        f"SELECT {line_sql} AS {LINE_NUMBER}, {columns},"
        f" {' AND '.join(mapping.sound_cells) or 'true'} AS has_sound_cells FROM kept"
    )


def _is_sound(mapping: "DirectSql") -> str:
    return f"coalesce(has_sound_cells AND {' AND '.join(mapping.rules)}, false)"
