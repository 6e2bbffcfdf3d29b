"""A large CSV as a Parquet of text cells with their line numbers, block by block.

Every row and line number is what etl/csv_text.py gives for the whole text, but only a block of it
is ever in memory. A block whose quotes and commas are all in order is parsed by Arrow; any other by
the careful reader, which names what is no row.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv

from data.errors import NotWhatItClaimsError, UnknownFormatError
from etl.csv_text import LINE_NUMBER, name_columns, parse_header, read_carefully
from etl.direct import Kept
from etl.direct_sql import Typed, typed_column
from etl.kept_parquet import KeptWriter, make_schema, with_typed
from etl.reading import ENCODINGS, refuse_binary, refuse_doubled, refuse_wide
from etl.unpacking import Unpacked, open_unpacked

BLOCK_BYTES = 16 << 20
_LONGEST_RECORD_BYTES = 4 * BLOCK_BYTES
_NOTHING: Mapping[str, Typed] = MappingProxyType({})
_QUOTE, _COMMA, _CR, _LF = b'",\r\n'


def transcode(source: Path, target: Path, typed: Mapping[str, Typed] = _NOTHING) -> Kept:
    """Write a CSV (plain, gzip, zstd, or alone in a zip) as Parquet of text.

    typed: columns that get a second one beside them, of what their texts surely say: numbers of up
    to nine places, or times. Texts are slow to add up and to compare.

    Raises:
        UnknownFormatError: it is no text.
        NotWhatItClaimsError: it is damaged, or two of its columns have one name.
    """
    for encoding in ENCODINGS:
        try:
            return _transcode(source, target, encoding, typed)
        except UnicodeDecodeError:
            continue
    raise UnknownFormatError(
        f"The file's text is in none of {', '.join(ENCODINGS)}",
        where=str(source),
        remedy="Save it as UTF-8.",
    )


def _transcode(source: Path, target: Path, encoding: str, typed: Mapping[str, Typed]) -> Kept:
    malformed: list[tuple[int, str, str]] = []
    with open_unpacked(source) as stream:
        blocks = _cut(stream, source)
        first = str(next(blocks, b""), encoding)
        header, header_lines = parse_header(first)
        refuse_wide(header, source)
        refuse_doubled(header, source)
        names, nameless = name_columns(header)
        read = {n: t for n, t in typed.items() if n in names and typed_column(n) not in names}
        schema = make_schema(names, read)
        line, used = header_lines, set[str]()
        texts = (_to_utf_8(block, encoding) for block in blocks)
        with KeptWriter(target, schema) as writer:
            for text in chain([_after(first, header_lines)], texts):
                table, faults, line_count = _parse(text, names, line)
                malformed += faults
                used |= {name for name in nameless if _is_used(table[name])}
                writer.write(with_typed(table, read))
                line += line_count
    return Kept(
        target,
        is_text=True,
        malformed=tuple(malformed),
        ignored=frozenset(nameless) - used,
        typed=read,
    )


def _cut(stream: Unpacked, path: Path) -> Iterator[memoryview]:
    """The stream in blocks that end where a record ends."""
    rest = b""
    while part := stream.read(BLOCK_BYTES):
        if b"\x00" in part:
            refuse_binary(bytes(rest[:2] or part[:2]), path)
        text = rest + part if rest else part
        end = _last_end_of_record(text)
        if not end and len(text) > _LONGEST_RECORD_BYTES:
            raise NotWhatItClaimsError(
                f"It has {len(text):,} bytes without a line end",
                remedy="Export it with one record a line.",
            )
        if end:
            yield memoryview(text)[:end]
        rest = text[end:]
    if rest:
        yield memoryview(rest)


def _last_end_of_record(text: bytes) -> int:
    """Position after the last line end outside quotes.

    Where a quote seems never to be closed, after the last line end whatever: a cell with line
    breaks that lies there may be cut, and its lines are then rejected.
    """
    last = text.rfind(b"\n") + 1
    if not last or text.count(b'"', 0, last) % 2 == 0:
        return last
    cells = np.frombuffer(text, np.uint8)
    line_ends = np.flatnonzero(cells == _LF)
    quotes = np.flatnonzero(cells == _QUOTE)
    outside = line_ends[np.searchsorted(quotes, line_ends) % 2 == 0]
    if outside.size:
        return int(outside[-1]) + 1
    return int(line_ends[-1]) + 1 if len(text) > _LONGEST_RECORD_BYTES else 0


def _to_utf_8(block: memoryview, encoding: str) -> memoryview:
    """The block in the encoding that Arrow reads, and checks; UTF-8 passes through."""
    is_utf_8 = encoding == ENCODINGS[0]
    return block if is_utf_8 else memoryview(str(block, encoding).encode())


def _after(text: str, line_count: int) -> memoryview:
    """The text after its first lines."""
    reader = io.StringIO(text, newline="")
    for _ in range(line_count):
        reader.readline()
    return memoryview(reader.read().encode())


def _parse(
    block: memoryview, names: Sequence[str], lines_before: int
) -> tuple[pa.Table, list[tuple[int, str, str]], int]:
    """The block's rows, its malformed lines, and the number of its lines."""
    cells = np.frombuffer(block, np.uint8)
    line_ends = np.flatnonzero(cells == _LF)
    quotes = np.flatnonzero(cells == _QUOTE)
    is_cut_off = cells.size > 0 and cells[-1] != _LF
    line_count = line_ends.size + is_cut_off
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
    text = str(block, "utf-8")
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


def _read_fast(block: memoryview, names: Sequence[str], *, has_breaks: bool) -> pa.Table:
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
