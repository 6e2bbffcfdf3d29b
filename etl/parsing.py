"""From the text of a cell to the type a contract asks for; what cannot be parsed becomes null."""

import dataframely as dy
import polars as pl

_TRUE = ("true", "yes", "1", "是")
_FALSE = ("false", "no", "0", "否")
_NAIVE_TIMES = (
    "%Y-%m-%d %H:%M:%S%.f",
    "%Y-%m-%dT%H:%M:%S%.f",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%dT%H:%M",
    "%Y/%m/%d %H:%M",
)
_OFFSET_TIMES = ("%Y-%m-%d %H:%M:%S%.f%#z", "%Y-%m-%dT%H:%M:%S%.f%#z", "%Y-%m-%dT%H:%M%#z")
_DATES = ("%Y-%m-%d", "%Y/%m/%d")


def parse(name: str, dtype: pl.DataType, column: dy.Column, zone: str) -> pl.Expr:
    """Expression that turns column `name` of type `dtype` into the contract's type.

    Times become naive UTC: a time with an offset by its offset, a naive one by `zone`.
    """
    cell = pl.col(name)
    target = column.dtype
    if dtype != pl.String:
        return _convert(cell, dtype, target, zone)
    text = cell.str.strip_chars()
    match target:
        case pl.String():
            return pl.when(text != "").then(text)
        case pl.Boolean():
            lower = text.str.to_lowercase()
            return pl.when(lower.is_in(_TRUE)).then(True).when(lower.is_in(_FALSE)).then(False)
        case pl.Date():
            return pl.coalesce(text.str.to_date(form, strict=False) for form in _DATES)
        case pl.Datetime():
            return _parse_time(text, zone)
    return text.cast(target, strict=False)


def expectation(column: dy.Column) -> str:
    """What a cell of the column must look like, for the reason of a rejected row."""
    metadata = column.metadata or {}
    if "values" in metadata:
        return "one of " + ", ".join(metadata["values"])
    if "expects" in metadata:
        return str(metadata["expects"])
    match column.dtype:
        case pl.String():
            return "a text that is not empty"
        case pl.Boolean():
            return "true or false"
        case pl.Date():
            return "a date as YYYY-MM-DD"
        case pl.Datetime():
            return "a time as YYYY-MM-DD HH:MM that exists once in its time zone"
    kind = "a whole number" if column.dtype.is_integer() else "a number"
    least, most = getattr(column, "min", None), getattr(column, "max", None)
    above = getattr(column, "min_exclusive", None)
    bounds = [
        f"of at least {least}" if least is not None else "",
        f"above {above}" if above is not None else "",
        f"of at most {most}" if most is not None else "",
    ]
    return " ".join([kind, *filter(None, bounds)])


def _convert(cell: pl.Expr, dtype: pl.DataType, target: pl.DataType, zone: str) -> pl.Expr:
    match dtype:
        case pl.Datetime(time_zone=None) if target == pl.Datetime("us"):
            return _to_utc(cell.cast(pl.Datetime("us")), zone)
        case pl.Datetime() if target == pl.Datetime("us"):
            return cell.dt.convert_time_zone("UTC").dt.replace_time_zone(None).cast(target)
    return cell.cast(target, strict=False)


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
