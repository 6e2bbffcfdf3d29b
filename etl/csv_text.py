"""CSV text as rows that still know their line numbers; what is no row is named, never dropped."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

LINE_NUMBER = "line_number"
_HEAD_CHARACTERS = 1 << 16
_QUOTED = r'"(?:[^"]|"")*"'  # a cell in quotes, quotes in it doubled
_CELL = "\x01"
_ASTRAY = r'"|[^,]\x01|\x01[^,\r]'  # a quote never closed, or within a cell


@dataclass(frozen=True)
class TextTable:
    """A file's data rows.

    rows: one column per source column (text, or Parquet's own types) and `line_number`.
    malformed: (line_number, text, reason) of lines that are no row of this table.
    """

    rows: pl.DataFrame
    malformed: list[tuple[int, str, str]]


def parse_header(text: str) -> tuple[list[str], int]:
    """Names in the first line that is not blank, and the number of lines up to its end."""
    reader = csv.reader(io.StringIO(text[:_HEAD_CHARACTERS], newline=""))
    try:
        for cells in reader:
            if _is_filled(cells):
                return [cell.strip() for cell in cells], reader.line_num
    except csv.Error:  # a header no reader makes sense of: no source will recognise it
        pass
    return [], 0


def parse_rows(text: str) -> TextTable:
    """All data rows, columns named as in the header.

    A column that has no name and holds nothing (a comma ends every line) is left out.
    """
    header, header_lines = parse_header(text)
    names, nameless = name_columns(header)
    if header_lines == 1 and _is_even(text):
        table = _read_even(text, names)
    else:
        table = read_carefully(text, names, header_lines)
    empty = [name for name in nameless if (table.rows[name] == "").all()]
    return TextTable(table.rows.drop(empty), table.malformed)


def name_columns(header: list[str]) -> tuple[list[str], list[str]]:
    """Names for all columns, and which of them the header leaves without one."""
    names = [name or f"(column {i} has no name)" for i, name in enumerate(header, start=1)]
    return names, [name for name, given in zip(names, header, strict=True) if not given]


def _is_even(text: str) -> bool:
    """Whether every line has as many fields as the header, so that the fast reader is safe.

    The fast reader fills short lines with nulls, which would hide a file cut off in mid-line; and
    only the careful one knows lines where quotes hold line breaks, are doubled, or are astray.
    """
    if "\r" in text and "\r" in text.replace("\r\n", ""):
        return False
    every = pl.DataFrame({"line": text.split("\n")})["line"]
    lines = every.filter(every.str.strip_chars() != "")
    if '"' in text:
        lines = lines.str.replace_all(_QUOTED, _CELL)
        if lines.str.contains(_ASTRAY).any():
            return False
    return lines.str.count_matches(",", literal=True).n_unique() == 1


def _read_even(text: str, names: list[str]) -> TextTable:
    rows = pl.read_csv(text.encode(), infer_schema=False).fill_null("")
    rows.columns = names
    # Not by name: a column may be called `*`, which would mean all of them.
    is_blank = rows.select(pl.all_horizontal(pl.all().str.strip_chars() == "")).to_series()
    return TextTable(rows.with_row_index(LINE_NUMBER, offset=2).filter(~is_blank), [])


def read_carefully(text: str, names: list[str], header_lines: int) -> TextTable:
    """Rows after the first `header_lines` lines, and the lines among them that are no row."""
    lines = io.StringIO(text, newline="").readlines()
    numbers: list[int] = []
    rows: list[list[str]] = []
    malformed: list[tuple[int, str, str]] = []
    for number, cells, fault in _records(lines, header_lines, len(names)):
        if fault:
            malformed.append((number, lines[number - 1].rstrip("\r\n"), fault))
        elif _is_filled(cells):
            numbers.append(number)
            rows.append(cells)
    frame = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")
    return TextTable(frame.insert_column(0, pl.Series(LINE_NUMBER, numbers, pl.UInt32)), malformed)


def _records(lines: list[str], first: int, width: int) -> Iterator[tuple[int, list[str], str]]:
    """(number of its first line, cells, fault) of every record after the first `first` lines.

    Of a faulty record only the first line is given up, and reading goes on at the next one: a
    quote that is never closed would otherwise swallow all rows up to the next quote.
    """
    feed = _Feed(lines, first)
    while feed.position < len(lines):
        start = feed.position
        fault, cells = "", []
        try:
            cells = next(csv.reader(feed, strict=True))
        except csv.Error as broken:
            fault = f"the line's quotes do not match: {broken}"
        if _is_filled(cells) and len(cells) != width:
            fault = f"{len(cells)} fields where the header has {width}"
        if fault:
            feed.position = start + 1
        yield start + 1, cells, fault


class _Feed:
    """Lines for a csv reader that can be taken up again at an earlier one."""

    def __init__(self, lines: list[str], position: int) -> None:
        self._lines = lines
        self.position = position

    def __iter__(self) -> "_Feed":
        return self

    def __next__(self) -> str:
        if self.position >= len(self._lines):
            raise StopIteration
        self.position += 1
        return self._lines[self.position - 1]


def _is_filled(cells: list[str]) -> bool:
    return any(cell.strip() for cell in cells)
