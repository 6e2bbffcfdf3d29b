"""A large CSV as a Parquet of text cells with their line numbers, block by block.

Every row and line number is what etl/csv_text.py gives for the whole text, but only a block of it
is ever in memory. A block whose quotes and commas are all in order is parsed by Arrow; any other by
the careful reader, which names what is no row.
"""

import io
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import NoReturn

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from data.errors import NotWhatItClaimsError, UnknownFormatError
from etl.csv_text import LINE_NUMBER, name_columns, parse_header, read_carefully
from etl.direct import Kept
from etl.reading import ENCODINGS, refuse_doubled, refuse_wide
from etl.unpacking import Unpacked, open_unpacked

BLOCK_BYTES = 16 << 20
_BLOCKS_IN_ROW_GROUP = 4
_LONGEST_RECORD_BYTES = 4 * BLOCK_BYTES
_QUOTE, _COMMA, _CR, _LF = b'",\r\n'
_BOM = b"\xef\xbb\xbf"


def transcode(source: Path, target: Path) -> Kept:
    """Write a CSV (plain, gzip, zstd, or alone in a zip) as Parquet of text.

    Raises:
        UnknownFormatError: it is no text.
        NotWhatItClaimsError: it is damaged, or two of its columns have one name.
    """
    for encoding in ENCODINGS:
        try:
            return _transcode(source, target, encoding)
        except UnicodeDecodeError:
            continue
    raise UnknownFormatError(
        f"The file's text is in none of {', '.join(ENCODINGS)}",
        where=str(source),
        remedy="Save it as UTF-8.",
    )


def _transcode(source: Path, target: Path, encoding: str) -> Kept:
    malformed: list[tuple[int, str, str]] = []
    with open_unpacked(source) as stream:
        blocks = _cut(stream)
        first = _decode(next(blocks, b""), encoding, source)
        header, header_lines = parse_header(first)
        refuse_wide(header, source)
        refuse_doubled(header, source)
        names, nameless = name_columns(header)
        schema = pa.schema([(LINE_NUMBER, pa.int64()), *((name, pa.string()) for name in names)])
        line, used = header_lines, set[str]()
        texts = (_decode(block, encoding, source).encode() for block in blocks)
        with _Writer(target, schema) as writer:
            for text in chain([_after(first, header_lines)], texts):
                table, faults, line_count = _parse(text, names, line)
                malformed += faults
                used |= {name for name in nameless if _is_used(table[name])}
                writer.write(table)
                line += line_count
    return Kept(
        target,
        is_text=True,
        malformed=tuple(malformed),
        ignored=frozenset(nameless) - used,
    )


class _Writer:
    """A Parquet file of a few blocks a row group, so that their columns share dictionaries."""

    def __init__(self, target: Path, schema: pa.Schema) -> None:
        self._writer = pq.ParquetWriter(target, schema, compression="zstd", compression_level=1)
        self._schema, self._tables = schema, list[pa.Table]()

    def write(self, table: pa.Table) -> None:
        self._tables.append(table.cast(self._schema))
        if len(self._tables) == _BLOCKS_IN_ROW_GROUP:
            self._flush()

    def _flush(self) -> None:
        if self._tables:
            self._writer.write_table(pa.concat_tables(self._tables))
            self._tables.clear()

    def __enter__(self) -> "_Writer":
        return self

    def __exit__(self, failed: type[BaseException] | None, *_: object) -> None:
        if failed is None:
            self._flush()
        self._writer.close()


def _cut(stream: Unpacked) -> Iterator[bytes]:
    """The stream in blocks that end where a record ends."""
    rest = b""
    while part := stream.read(BLOCK_BYTES):
        rest += part
        end = _last_end_of_record(rest)
        if not end and len(rest) > _LONGEST_RECORD_BYTES:
            raise NotWhatItClaimsError(
                f"It has {len(rest):,} bytes without a line end",
                remedy="Export it with one record a line.",
            )
        if end:
            yield rest[:end]
            rest = rest[end:]
    if rest:
        yield rest


def _last_end_of_record(text: bytes) -> int:
    """Position after the last line end outside quotes.

    Where a quote seems never to be closed, after the last line end whatever: a cell with line
    breaks that lies there may be cut, and its lines are then rejected.
    """
    cells = np.frombuffer(text, np.uint8)
    line_ends = np.flatnonzero(cells == _LF)
    if not line_ends.size:
        return 0
    quotes = np.flatnonzero(cells == _QUOTE)
    outside = line_ends[np.searchsorted(quotes, line_ends) % 2 == 0]
    if outside.size:
        return int(outside[-1]) + 1
    return int(line_ends[-1]) + 1 if len(text) > _LONGEST_RECORD_BYTES else 0


def _decode(block: bytes, encoding: str, path: Path) -> str:
    if b"\x00" in block:
        _refuse_binary(path)
    return block.decode(encoding)


def _refuse_binary(path: Path) -> NoReturn:
    raise UnknownFormatError(
        "The file is neither text nor Parquet",
        where=str(path),
        remedy="Load CSV in UTF-8 (plain, .gz, .zst, .zip), a workbook (.xlsx) or Parquet.",
    )


def _after(text: str, line_count: int) -> bytes:
    """The text after its first lines."""
    reader = io.StringIO(text, newline="")
    for _ in range(line_count):
        reader.readline()
    return reader.read().encode()


def _parse(
    block: bytes, names: Sequence[str], lines_before: int
) -> tuple[pa.Table, list[tuple[int, str, str]], int]:
    """The block's rows, its malformed lines, and the number of its lines."""
    cells = np.frombuffer(block, np.uint8)
    line_ends = np.flatnonzero(cells == _LF)
    quotes = np.flatnonzero(cells == _QUOTE)
    line_count = line_ends.size + (not block.endswith(b"\n") and bool(block))
    if _is_in_order(cells, quotes, line_ends):
        outside = np.searchsorted(quotes, line_ends) % 2 == 0
        starts = np.concatenate([[0], line_ends[outside] + 1])
        lines = np.concatenate([[0], np.flatnonzero(outside) + 1])
        try:
            table = _read_fast(block, names, has_breaks=not outside.all())
        except pa.ArrowInvalid:  # a line with too few or too many fields
            pass
        else:
            is_record = _holds_something(cells, starts)
            if is_record.sum() == table.num_rows:
                numbers = lines_before + 1 + lines[is_record]
                return _numbered(table, numbers), [], line_count
    text = block.decode()
    line_count = sum(1 for _ in io.StringIO(text, newline=""))
    careful = read_carefully(text, list(names), 0)
    numbers = careful.rows[LINE_NUMBER].to_numpy().astype(np.int64) + lines_before
    table = careful.rows.drop(LINE_NUMBER).to_arrow()
    faults = [(number + lines_before, line, why) for number, line, why in careful.malformed]
    return _numbered(table, numbers), faults, line_count


def _is_in_order(
    cells: npt.NDArray[np.uint8],
    quotes: npt.NDArray[np.int64],
    line_ends: npt.NDArray[np.int64],
) -> bool:
    """Whether quotes stand only around cells or doubled within them, and lines end in one way."""
    returns = np.flatnonzero(cells == _CR)
    if returns.size and not np.array_equal(returns + 1, line_ends):
        return False
    if not quotes.size:
        return True
    if quotes.size % 2:
        return False
    opening, closing = quotes[::2], quotes[1::2]
    is_doubled = closing[:-1] + 1 == opening[1:]
    before = cells[opening[1:][~is_doubled] - 1]
    after = cells[closing[:-1][~is_doubled] + 1]
    begins = ((before == _COMMA) | (before == _LF)).all() and (
        opening[0] == 0 or cells[opening[0] - 1] in (_COMMA, _LF)
    )
    ends = ((after == _COMMA) | (after == _CR) | (after == _LF)).all() and (
        closing[-1] + 1 == cells.size or cells[closing[-1] + 1] in (_COMMA, _CR, _LF)
    )
    return bool(begins and ends)


def _holds_something(
    cells: npt.NDArray[np.uint8], starts: npt.NDArray[np.int64]
) -> npt.NDArray[np.bool_]:
    """Whether each of the lines that begin there is more than its end."""
    inside = starts < cells.size
    first = cells[np.minimum(starts, max(cells.size - 1, 0))] if cells.size else starts
    found: npt.NDArray[np.bool_] = inside & (first != _LF) & (first != _CR)
    return found


def _read_fast(block: bytes, names: Sequence[str], *, has_breaks: bool) -> pa.Table:
    return pa.csv.read_csv(
        pa.py_buffer(block),
        pa.csv.ReadOptions(column_names=list(names), block_size=max(len(block), 1)),
        pa.csv.ParseOptions(newlines_in_values=has_breaks),
        pa.csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
        ),
    )


def _numbered(table: pa.Table, numbers: npt.NDArray[np.int64]) -> pa.Table:
    return table.add_column(0, LINE_NUMBER, pa.array(numbers))


def _is_used(column: pa.ChunkedArray) -> bool:
    return any(str(value).strip() for value in column.unique().to_pylist())
