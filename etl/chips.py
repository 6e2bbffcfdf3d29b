"""One chip, one name: what schedulers and drivers call a card becomes the catalogue's name for it.

A name that several chips share stays as it is printed, and so does one that the catalogue does not
know; `--set chip=` is how a person settles it.
"""

from functools import cache

import polars as pl

from data.reference import read_chips
from data.reference.chip_names import read_chip_names
from etl.reading import TextTable


@cache
def chip_names() -> pl.DataFrame:
    """Every known name: name_key, chip (null where several share it), candidates."""
    return read_chip_names(read_chips())


def resolve_chips(table: TextTable) -> TextTable:
    """Put the catalogue's names into the column `chip`, where the printed ones leave no doubt."""
    if "chip" not in table.rows.columns:
        return table  # the check for missing columns names it
    return TextTable(table.rows.with_columns(chip=catalogue_name("chip")), table.malformed)


def catalogue_name(column: str) -> pl.Expr:
    """The chip that a printed name means, or the name as it is printed."""
    return pl.coalesce(clear_name(column), pl.col(column).cast(pl.String))


def chip_of_pool(table: TextTable) -> TextTable:
    """The chip that a pool is called by (a partition `a100-sxm4-80gb`), where no chip is named."""
    rows = table.rows
    if "chip" not in rows.columns:
        rows = rows.with_columns(chip=pl.lit(None, pl.String))
    printed = pl.col("chip").cast(pl.String).str.strip_chars()
    unnamed = printed.is_null() | (printed == "")
    chip = pl.when(unnamed).then(clear_name("pool")).otherwise(printed)
    return TextTable(rows.with_columns(chip=chip), table.malformed)


def clear_name(column: str) -> pl.Expr:
    """The chip that a printed name means; null where several share it, or none is known."""
    return _look_up(column, "chip")


def candidates(column: str) -> pl.Expr:
    """The chips that share a printed name; null where it is clear, or known to nobody."""
    return _look_up(column, "candidates")


def _look_up(column: str, wanted: str) -> pl.Expr:
    known = chip_names().filter(pl.col("chip").is_null() == (wanted == "candidates"))
    # As data.reference.chip_names.name_key.
    key = pl.col(column).cast(pl.String).str.to_lowercase().str.replace_all("[^a-z0-9]", "")
    return key.replace_strict(
        known["name_key"], known[wanted], default=None, return_dtype=pl.String
    )
