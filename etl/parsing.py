"""From the text of a cell to the type a contract asks for; what cannot be parsed becomes null.

Nothing is rounded, cut off or guessed on the way: a cell that has no exact value of its column's
type gives none, and its row is rejected.
"""

import dataframely as dy
import polars as pl

_TRUE = ("true", "yes", "1", "是")
_FALSE = ("false", "no", "0", "否")
_DATES = ("%Y-%m-%d", "%Y/%m/%d")
_NAIVE_TIMES = (
    "%Y-%m-%d %H:%M:%S%.f",
    "%Y-%m-%dT%H:%M:%S%.f",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%dT%H:%M",
    "%Y/%m/%d %H:%M",
    "%Y/%m/%d %H:%M:%S",
)
_OFFSET_TIMES = (
    "%Y-%m-%d %H:%M:%S%.f%#z",
    "%Y-%m-%dT%H:%M:%S%.f%#z",
    "%Y-%m-%d %H:%M%#z",
    "%Y-%m-%dT%H:%M%#z",
)
_MIDNIGHT = r"[ T]00:00(:00(\.0+)?)?$"  # how spreadsheets and data frames write a day
# 26-01-05 and 0026-01-05 would otherwise be days in the year 26, and 2026-01-208:00 the 20th; a
# second 60 would be the next day's first.
_DAY = r"^(?:19|[2-9]\d)\d{2}[-/]\s*\d{1,2}[-/]\s*\d{1,2}(?:[\sT]|$)"
_LEAP_SECOND = r":60(?:\.|\D|$)"


def parse(name: str, dtype: pl.DataType, column: dy.Column, zone: str) -> pl.Expr:
    """Expression that turns column `name` of type `dtype` into the contract's type.

    Times become naive UTC: a time with an offset by its offset, a naive one by `zone`.
    """
    cell = pl.col(name)
    if dtype == pl.String:
        return _parse_text(cell.str.strip_chars(), column.dtype, zone)
    return _convert(cell, dtype, column.dtype, zone)


def _parse_text(text: pl.Expr, target: pl.DataType, zone: str) -> pl.Expr:
    match target:
        case pl.String():
            return pl.when(text != "").then(text)
        case pl.Boolean():
            lower = text.str.to_lowercase()
            return pl.when(lower.is_in(_TRUE)).then(True).when(lower.is_in(_FALSE)).then(False)
        case pl.Date():
            return pl.when(text.str.contains(_DAY)).then(_parse_date(text))
        case pl.Datetime():
            is_time = text.str.contains(_DAY) & ~text.str.contains(_LEAP_SECOND)
            return pl.when(is_time).then(_parse_time(text, zone))
        case pl.Decimal(scale=places):
            written_out = rf"^[+-]?(\d+\.?\d{{0,{places}}}|\.\d{{1,{places}}})0*$"
            exact = pl.when(text.str.contains(written_out)).then(text)
            return exact.cast(target, strict=False)
    if target.is_integer():  # 8.0 is what a column of whole numbers with a gap is exported as
        return text.str.replace(r"^([+-]?\d+)\.0+$", "${1}").cast(target, strict=False)
    return text.cast(target, strict=False)


def _convert(cell: pl.Expr, dtype: pl.DataType, target: pl.DataType, zone: str) -> pl.Expr:
    """A Parquet column's own type as the target, where that loses nothing; else null."""
    nothing = pl.lit(None, target)
    match target:
        case pl.Datetime():
            return _convert_time(cell, dtype, zone) if dtype.is_temporal() else nothing
        case pl.Date():
            return _convert_date(cell, dtype) if dtype.is_temporal() else nothing
        case pl.Boolean():
            if not (dtype == pl.Boolean or dtype.is_integer()):
                return nothing
            return pl.when(cell.cast(pl.Int64).is_in([0, 1])).then(cell.cast(target))
        case pl.String():
            return cell.cast(target, strict=False)
    if not (dtype.is_numeric() or dtype == pl.Null):
        return nothing
    value = cell.cast(target, strict=False)
    return pl.when(value.cast(pl.Float64) == cell.cast(pl.Float64)).then(value)


def _convert_time(cell: pl.Expr, dtype: pl.DataType, zone: str) -> pl.Expr:
    if isinstance(dtype, pl.Datetime) and dtype.time_zone:
        cell = cell.dt.convert_time_zone("UTC").dt.replace_time_zone(None)
        return cell.cast(pl.Datetime("us"))
    return _to_utc(cell.cast(pl.Datetime("us")), zone)


def _convert_date(cell: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    if dtype == pl.Date:
        return cell
    clock = cell.dt.replace_time_zone(None)
    return pl.when(clock == clock.dt.truncate("1d")).then(clock.cast(pl.Date))


def _parse_date(text: pl.Expr) -> pl.Expr:
    day = text.str.replace(_MIDNIGHT, "")
    return pl.coalesce(day.str.to_date(form, strict=False) for form in _DATES)


def _parse_time(text: pl.Expr, zone: str) -> pl.Expr:
    naive = pl.coalesce(
        text.str.to_datetime(form, strict=False, time_unit="us") for form in _NAIVE_TIMES
    )
    with_offset = pl.coalesce(
        text.str.to_datetime(form, strict=False, time_unit="us", time_zone="UTC")
        for form in _OFFSET_TIMES
    )
    return pl.coalesce(with_offset.dt.replace_time_zone(None), _to_utc(naive, zone))


def _to_utc(naive: pl.Expr, zone: str) -> pl.Expr:
    """Naive local times as naive UTC; hours that a clock change skips or doubles become null."""
    local = naive.dt.replace_time_zone(zone, ambiguous="null", non_existent="null")
    return local.dt.convert_time_zone("UTC").dt.replace_time_zone(None)
