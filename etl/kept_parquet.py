"""The Parquet that a large CSV is kept as: its texts, and beside some of them what they say."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from data.files import storing
from etl.csv_text import LINE_NUMBER
from etl.direct_sql import Typed, typed_column

_BLOCKS_IN_ROW_GROUP = 4
_TYPES = {Typed.NUMBER: pa.decimal128(18, 9), Typed.TIME: pa.timestamp("us")}
_LONG_EXPONENT = r"[eE][+-]?\d{3}"
_FIRST_YEAR = datetime(1900, 1, 1)  # noqa: DTZ001  the door reads no time before it
_SHORTEST_TIME = len("2026-10-01 00:00")  # Arrow would take a day alone for its midnight


def make_schema(names: Sequence[str], typed: Mapping[str, Typed]) -> pa.Schema:
    """Line number, the CSV's columns as text, and beside them those that are typed."""
    return pa.schema(
        [
            (LINE_NUMBER, pa.int64()),
            *((name, pa.string()) for name in names),
            *((typed_column(name), _TYPES[kind]) for name, kind in typed.items()),
        ]
    )


def with_typed(table: pa.Table, typed: Mapping[str, Typed]) -> pa.Table:
    """A block with its typed columns; nothing in one whose texts do not all surely say it."""
    for name, kind in typed.items():
        texts = table[name]
        filled = pc.if_else(pc.equal(texts, ""), pa.scalar(None, pa.string()), texts)
        values = _to_numbers(filled) if kind is Typed.NUMBER else _to_times(filled)
        if values is None:
            values = pa.chunked_array([pa.nulls(len(texts), _TYPES[kind])])
        table = table.append_column(typed_column(name), values)
    return table


def _to_numbers(texts: pa.ChunkedArray) -> pa.ChunkedArray | None:
    """Exact numbers; nothing where one of the texts is no such number.

    Arrow crashes on exponents of nine digits, so that none of three or more reaches it.
    """
    if pc.any(pc.match_substring_regex(texts, _LONG_EXPONENT)).as_py():
        return None
    try:
        return pc.cast(texts, _TYPES[Typed.NUMBER])
    except pa.ArrowInvalid:
        return None


def _to_times(texts: pa.ChunkedArray) -> pa.ChunkedArray | None:
    """Times in UTC, which is also what those without a zone are; nothing where one is no time."""
    naive = _TYPES[Typed.TIME]
    if (pc.min(pc.binary_length(texts)).as_py() or 0) < _SHORTEST_TIME:
        return None
    try:
        times = pc.cast(texts, naive)
    except pa.ArrowInvalid:
        try:
            times = pc.cast(pc.cast(texts, pa.timestamp("us", "UTC")), naive)
        except pa.ArrowInvalid:
            return None
    first = pc.min(times).as_py()
    return times if first is None or first >= _FIRST_YEAR else None


class KeptWriter:
    """A Parquet file of a few blocks a row group, so that their columns share dictionaries."""

    def __init__(self, target: Path, schema: pa.Schema) -> None:
        self._target = target
        self._writer = pq.ParquetWriter(
            target,
            schema,
            compression="zstd",
            compression_level=1,
            store_decimal_as_integer=True,
            write_statistics=False,
            use_dictionary=[
                field.name
                for field in schema
                if field.type == pa.string() and typed_column(field.name) not in schema.names
            ],
        )
        self._schema, self._tables = schema, list[pa.Table]()

    def write(self, table: pa.Table) -> None:
        """Add a block.

        Raises:
            StorageError: the file cannot be written.
        """
        self._tables.append(table.cast(self._schema))
        if len(self._tables) == _BLOCKS_IN_ROW_GROUP:
            self._flush()

    def _flush(self) -> None:
        if self._tables:
            with storing(self._target):  # else it would count as a fault of the file that is read
                self._writer.write_table(pa.concat_tables(self._tables))
            self._tables.clear()

    def __enter__(self) -> "KeptWriter":
        return self

    def __exit__(self, failed: type[BaseException] | None, *_: object) -> None:
        if failed is None:
            self._flush()
        with storing(self._target):
            self._writer.close()
