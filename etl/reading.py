"""Reading files as text tables that still know their line numbers.

Nothing is typed here: every cell of a CSV stays text, so that a rejected row can be shown as it
came. Parquet keeps its own types.
"""

import csv
import gzip
import io
import zipfile
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from data.errors import NotWhatItClaimsError, UnknownFormatError

LINE_NUMBER = "line_number"
_PARQUET_MAGIC = b"PAR1"
_GZIP_MAGIC = b"\x1f\x8b"
_ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
_ZIP_MAGIC = b"PK\x03\x04"
_ENCODINGS = ("utf-8-sig", "gb18030")  # spreadsheets in China save CSV as GBK


@dataclass(frozen=True)
class TextTable:
    """A file's data rows.

    rows: one column per source column (text, or Parquet's own types) and `line_number`.
    malformed: (line_number, text, reason) of lines that are no row of this table.
    """

    rows: pl.DataFrame
    malformed: list[tuple[int, str, str]]


def read_columns(path: Path) -> tuple[str, ...]:
    """Names of a file's columns, as far as it is a CSV or Parquet; what recognition looks at.

    Raises:
        UnknownFormatError: the file is neither.
    """
    if _is_parquet(path):
        return tuple(pl.read_parquet_schema(path))
    with io.StringIO(_decode(_head_bytes(path), path, whole=False)) as head:
        first = next(csv.reader(head), [])
    return tuple(name.strip() for name in first)


def read_table(path: Path) -> TextTable:
    """All rows of a CSV (plain, gzip, zstd, or alone in a zip) or a Parquet file."""
    if _is_parquet(path):
        return TextTable(pl.read_parquet(path).with_row_index(LINE_NUMBER, offset=1), [])
    text = _decode(_all_bytes(path), path, whole=True)
    if not text.strip():
        raise NotWhatItClaimsError(
            "The file is empty", where=str(path), remedy="Export it again, with its header line."
        )
    return _read_even(text) if _is_even(text) else _read_ragged(text)


def _is_parquet(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == _PARQUET_MAGIC


def _head_bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        magic = file.read(4)
    if magic.startswith(_GZIP_MAGIC):
        with gzip.open(path) as file:
            return file.read(1 << 16)
    if magic in (_ZSTD_MAGIC, _ZIP_MAGIC):
        return _all_bytes(path)[: 1 << 16]
    with path.open("rb") as file:
        return file.read(1 << 16)


def _all_bytes(path: Path) -> bytes:
    content = path.read_bytes()
    try:
        if content.startswith(_GZIP_MAGIC):
            return gzip.decompress(content)
        if content.startswith(_ZSTD_MAGIC):
            return _decompress_zstd(content)
        if content.startswith(_ZIP_MAGIC):
            return _only_member(content, path)
    except (OSError, EOFError, zipfile.BadZipFile) as broken:
        raise NotWhatItClaimsError(
            f"The archive is damaged: {broken}", where=str(path), remedy="Copy or export it again."
        ) from broken
    return content


def _decompress_zstd(content: bytes) -> bytes:
    import pyarrow as pa

    with pa.CompressedInputStream(pa.BufferReader(content), "zstd") as stream:
        plain: bytes = stream.read()
    return plain


def _only_member(content: bytes, path: Path) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = [name for name in archive.namelist() if name.lower().endswith(".csv")]
        if len(names) != 1:
            raise NotWhatItClaimsError(
                f"The zip holds {len(names)} CSV files; exactly one is expected",
                where=str(path),
                remedy="Unpack it and load the files.",
            )
        return archive.read(names[0])


def _decode(content: bytes, path: Path, *, whole: bool) -> str:
    if b"\x00" in content:
        raise UnknownFormatError(
            "The file is neither text nor Parquet",
            where=str(path),
            remedy="Load CSV (plain, .gz, .zst, .zip) or Parquet.",
        )
    for encoding in _ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError as broken:
            if not whole and broken.end >= len(content) - 4:  # a character cut by the head's end
                return content[: broken.start].decode(encoding)
    raise UnknownFormatError(
        f"The file's text is in none of {', '.join(_ENCODINGS)}",
        where=str(path),
        remedy="Save it as UTF-8.",
    )


def _is_even(text: str) -> bool:
    """Whether every line has as many fields as the header, so that the fast reader is safe.

    The fast reader fills short lines with nulls, which would hide a file cut off in mid-line.
    """
    lines = pl.DataFrame({"line": text.splitlines()}).filter(
        pl.col("line").str.strip_chars() != ""
    )["line"]
    if (lines.str.count_matches('"', literal=True) % 2 != 0).any():
        return False  # a quoted line break: only the careful reader counts lines rightly
    separators = lines.str.replace_all(r'"[^"]*"', "").str.count_matches(",", literal=True)
    return separators.n_unique() == 1


def _read_even(text: str) -> TextTable:
    rows = pl.read_csv(io.StringIO(text), infer_schema=False)
    rows = rows.rename({name: name.strip() for name in rows.columns})
    numbered = rows.with_row_index(LINE_NUMBER, offset=2)
    blank = pl.all_horizontal(pl.col(rows.columns).fill_null("").str.strip_chars() == "")
    return TextTable(numbered.filter(~blank), [])


def _read_ragged(text: str) -> TextTable:
    reader = csv.reader(io.StringIO(text))
    header = [name.strip() for name in next(reader)]
    rows: list[list[str]] = []
    numbers: list[int] = []
    malformed: list[tuple[int, str, str]] = []
    for cells in reader:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) == len(header):
            rows.append(cells)
            numbers.append(reader.line_num)
        else:
            reason = f"{len(cells)} fields where the header has {len(header)}"
            malformed.append((reader.line_num, ",".join(cells), reason))
    frame = pl.DataFrame(rows, schema=dict.fromkeys(header, pl.String), orient="row")
    return TextTable(frame.insert_column(0, pl.Series(LINE_NUMBER, numbers, pl.UInt32)), malformed)
