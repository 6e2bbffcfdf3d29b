"""Text whose cells are separated by bars and never quoted, as Slurm's commands print it."""

from pathlib import Path

import polars as pl

from etl.reading import LINE_NUMBER, TextTable, read_table, read_text, refuse_doubled, refuse_empty
from etl.unpacking import open_file

_BAR = "|"


def read_piped(path: Path) -> TextTable:
    """All rows of such a text, columns named by its first line; of a CSV or Parquet as well.

    A bar at the end of every line (`--parsable`) makes no column.

    Raises:
        UnknownFormatError: the file is no text.
        NotWhatItClaimsError: it is damaged or empty, or two of its columns have one name.
    """
    with open_file(path) as file:
        is_parquet = file.read(4) == b"PAR1"
    text = "" if is_parquet else read_text(path)
    header = next((line for line in text.splitlines() if line.strip()), "")
    if _BAR not in header:
        return read_table(path)
    names = [name.strip() for name in header.removesuffix(_BAR).split(_BAR)]
    refuse_doubled(names, path)
    return refuse_empty(_parse(text, names, ends_with_bar=header.endswith(_BAR)), path)


def _parse(text: str, names: list[str], *, ends_with_bar: bool) -> TextTable:
    cells = "line" if not ends_with_bar else pl.col("line").str.strip_suffix(_BAR)
    lines = (
        pl.DataFrame({"line": text.split("\n")})
        .with_columns(pl.col("line").str.strip_chars_end("\r"))
        .with_row_index(LINE_NUMBER, offset=1)
        .filter(pl.col("line").str.strip_chars() != "")
        .slice(1)
        .with_columns(cells)
        .with_columns(width=pl.col("line").str.count_matches(_BAR, literal=True) + 1)
    )
    is_row = pl.col("width") == len(names)
    fields = pl.col("line").str.split_exact(_BAR, len(names) - 1)
    rows = lines.filter(is_row).select(LINE_NUMBER, fields.struct.rename_fields(names).alias("_"))
    malformed = [
        (number, line, f"{width} fields where the header has {len(names)}")
        for number, line, width in lines.filter(~is_row).iter_rows()
    ]
    return TextTable(rows.unnest("_"), malformed)
