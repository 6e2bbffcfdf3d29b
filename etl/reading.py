"""Reading files as text tables that still know their line numbers.

Nothing is typed here: every cell of a CSV stays text, so that a rejected row can be shown as it
came. Parquet keeps its own types.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn

import polars as pl

from data.errors import NotWhatItClaimsError, UnknownFormatError
from etl.csv_text import LINE_NUMBER, TextTable, parse_header, parse_rows
from etl.json_text import outer_keys
from etl.sheets import is_workbook, read_headers, read_sheet
from etl.unpacking import open_file, unpack

__all__ = [
    "LINE_NUMBER",
    "TextTable",
    "is_workbook",
    "read_columns",
    "read_headers",
    "read_table",
    "read_text",
    "read_workbook",
]

_PARQUET_MAGIC = b"PAR1"
ENCODINGS = ("utf-8-sig", "gb18030")  # spreadsheets in China save CSV as GBK
_HEAD_BYTES = 1 << 16
MOST_COLUMNS = 2000  # FOCUS has 65; bills with a column for every tag have some hundreds
MOST_PARQUET_CELLS_PER_BYTE = (
    100  # real exports have up to ten; a constant column can have millions
)
HARMLESS_CELLS = 50_000_000
_LONGEST_CHARACTER_BYTES = 4


def read_columns(path: Path) -> tuple[str, ...]:
    """Names of a file's columns, which recognition looks at: CSV, Parquet, or JSON's outer keys.

    Of JSON: the keys of the outermost object, or of the first object of a list or of JSON lines.

    Raises:
        UnknownFormatError: the file is neither.
        NotWhatItClaimsError: it is damaged.
    """
    if is_parquet(path):
        return tuple(_read_parquet(path, rows=0).columns)
    head = unpack(path, _HEAD_BYTES)
    text = _decode(head, path, is_cut=len(head) == _HEAD_BYTES)
    if text.lstrip()[:1] in ("{", "["):
        return outer_keys(text)
    names, _ = parse_header(text)
    refuse_wide(names, path)
    return tuple(name for name in names if name)


def read_table(path: Path) -> TextTable:
    """All rows of a CSV (plain, gzip, zstd, or alone in a zip) or a Parquet file.

    Raises:
        UnknownFormatError: the file is neither.
        NotWhatItClaimsError: it is damaged or empty, or two of its columns have one name.
    """
    if is_parquet(path):
        rows = _read_parquet(path)
        refuse_doubled(rows.columns, path)
        return refuse_empty(TextTable(rows.with_row_index(LINE_NUMBER, offset=1), []), path)
    text = read_text(path)
    refuse_wide(parse_header(text)[0], path)
    refuse_doubled(parse_header(text)[0], path)
    return refuse_empty(parse_rows(text), path)


def read_workbook(path: Path, is_wanted: Callable[[frozenset[str]], bool]) -> TextTable:
    """All rows of the workbook's sheet whose columns are wanted, as text.

    Raises:
        NotWhatItClaimsError: it is damaged or empty, it is not clear which sheet is meant, or two
            of its columns have one name.
    """
    header, table = read_sheet(path, is_wanted)
    refuse_doubled(header, path)
    return refuse_empty(table, path)


def read_text(path: Path) -> str:
    """All text of a file, unpacked.

    Raises:
        UnknownFormatError: it is no text.
        NotWhatItClaimsError: its archive is damaged.
    """
    return _decode(unpack(path), path)


def is_parquet(path: Path) -> bool:
    """Whether the file begins as a Parquet file does."""
    with open_file(path) as file:
        return file.read(4) == _PARQUET_MAGIC


def _read_parquet(path: Path, rows: int | None = None) -> pl.DataFrame:
    try:
        refuse_inflated(path)
        with open_file(path) as file:  # not by name: brackets in it would be taken for a pattern
            return plain_values(pl.read_parquet(file, n_rows=rows))
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException) as broken:
        raise NotWhatItClaimsError(
            f"The Parquet file is damaged: {broken}",
            where=str(path),
            remedy="Copy or export it again.",
        ) from broken


def plain_values(frame: pl.DataFrame) -> pl.DataFrame:
    """A Parquet file's rows; what is no plain value (a list, a duration) becomes text."""
    plain = [pl.col(n).cast(_as_text(t)) for n, t in frame.schema.items() if t.is_nested()]
    odd = [n for n, t in frame.schema.items() if t.is_nested() or t in (pl.Duration, pl.Time)]
    return frame.with_columns(plain).with_columns(
        *(_decode_cells(frame[name]) for name in frame.select(pl.col(pl.Binary)).columns),
        *(pl.struct(name).struct.json_encode().alias(name) for name in odd),
    )


def _as_text(dtype: Any) -> Any:
    """The type with text for bytes, which cannot be written as JSON."""
    match dtype:
        case pl.Binary():
            return pl.String()
        case pl.List(inner=inner):
            return pl.List(_as_text(inner))
        case pl.Struct(fields=fields):
            return pl.Struct({field.name: _as_text(field.dtype) for field in fields})
    return dtype


def _decode_cells(cells: pl.Series) -> pl.Series:
    """Binary cells as text, which is how some exporters write it; other bytes show as U+FFFD."""
    try:
        return cells.cast(pl.String)
    except pl.exceptions.ComputeError:
        return cells.map_elements(lambda cell: cell.decode("utf-8", "replace"), pl.String)


def refuse_inflated(path: Path) -> None:
    """Refuse a Parquet file that would fill the memory: its metadata say so before it is read."""
    promised = pl.scan_parquet(path, glob=False)
    names = promised.collect_schema().names()
    refuse_wide(names, path)
    cells = promised.select(pl.len()).collect().item() * len(names)
    if cells > max(HARMLESS_CELLS, MOST_PARQUET_CELLS_PER_BYTE * path.stat().st_size):
        raise NotWhatItClaimsError(
            f"The Parquet file promises {cells:,} cells, which no real export of its size does",
            where=str(path),
            remedy="Load it in parts if it is real.",
        )


def _decode(content: bytes, path: Path, *, is_cut: bool = False) -> str:
    if b"\x00" in content:
        refuse_binary(content[:2], path)
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError as broken:
            if is_cut and broken.start >= len(content) - _LONGEST_CHARACTER_BYTES:
                return content[: broken.start].decode(encoding)
    raise UnknownFormatError(
        f"The file's text is in none of {', '.join(ENCODINGS)}",
        where=str(path),
        remedy="Save it as UTF-8.",
    )


def refuse_binary(first: bytes, path: Path) -> NoReturn:
    """Refuse bytes that are no text of ours; `first` are the file's first two."""
    found = "text in UTF-16" if first in (b"\xff\xfe", b"\xfe\xff") else "neither text nor Parquet"
    raise UnknownFormatError(
        f"The file is {found}",
        where=str(path),
        remedy="Load CSV in UTF-8 (plain, .gz, .zst, .zip), a workbook (.xlsx) or Parquet.",
    )


def refuse_wide(names: Sequence[str], path: Path) -> None:
    """Refuse what no export has: every column costs memory in every row."""
    if len(names) > MOST_COLUMNS:
        raise NotWhatItClaimsError(
            f"The header names {len(names):,} columns, more than {MOST_COLUMNS:,}",
            where=str(path),
            remedy="Check that the file has line ends and a header.",
        )


def refuse_empty(table: TextTable, path: Path) -> TextTable:
    """A file without a row says nothing; that it was loaded would say that nothing ran."""
    if table.rows.is_empty() and not table.malformed:
        raise NotWhatItClaimsError(
            "The file has no rows",
            where=str(path),
            remedy="Export it again, with its header line and its data.",
        )
    return table


def refuse_doubled(names: list[str], path: Path) -> None:
    """One of two columns with one name would be taken, and nobody could say which."""
    counts = Counter(name for name in names if name)
    doubled = [name for name, count in counts.items() if count > 1]
    if doubled or LINE_NUMBER in counts:
        raise NotWhatItClaimsError(
            f"The header names a column twice: {', '.join(doubled)}"
            if doubled
            else f"A column is called {LINE_NUMBER}, which Suanli counts itself",
            where=str(path),
            remedy="Rename or remove it, and load the file again.",
        )
