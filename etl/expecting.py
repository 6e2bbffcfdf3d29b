"""What a cell must look like, in words: for the reason of a rejected row and for the templates."""

import dataframely as dy
import polars as pl


def expectation(column: dy.Column) -> str:
    """What a cell of the column must look like: "one of CNY, USD", "a number of at least 0"."""
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
    return " ".join([kind, *_bounds(column)]) + _decimals(column.dtype)


def _bounds(column: dy.Column) -> list[str]:
    words = {"min": "of at least", "min_exclusive": "above", "max": "of at most"}
    bounds = ((word, getattr(column, name, None)) for name, word in words.items())
    return [f"{word} {bound}" for word, bound in bounds if bound is not None]


def _decimals(dtype: pl.DataType) -> str:
    match dtype:
        case pl.Decimal(scale=places):
            return f", with at most {places} decimals"
    return ""
