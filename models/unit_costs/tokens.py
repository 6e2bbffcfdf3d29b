"""Tokens of hosted models at their sellers' list prices, day by day.

A day's use has neither an hour nor a length of request: where the price depends on them, the day
has no cost and says why. It is never priced at one of several.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

import duckdb
import polars as pl

from data.errors import InputError, MissingPriceError
from data.settings import Settings
from models.billing.exchange import with_cny_rate
from models.billing.printed import SERVICE_TAX_RATE, PrintedAmount, printed_in
from models.billing.token_plans import MILLION_TOKENS
from models.billing.tokens import TokenPrice, TokenUse, token_lines
from models.billing.unit_costs import per_million_tokens
from models.stage import read_core

_COUNTS = ("input_tokens", "cached_input_tokens", "output_tokens")
_KEY = ["local_date", "provider", "model", "project"]

Row = Mapping[str, Any]


def token_rows(
    connection: duckdb.DuckDBPyConnection, settings: Settings, snapshot_id: str
) -> Iterator[dict[str, Any]]:
    """Rows of out_token_cost_daily. A price without tax is taken to add 6 %, as services do."""
    prices = _by_model(read_core(connection, "core_token_price"))
    used = (
        read_core(connection, "core_token_usage_daily").group_by(_KEY).agg(pl.col(*_COUNTS).sum())
    ).sort(_KEY)
    rates = _rates(used, prices, read_core(connection, "core_fx_rate"))
    for row in used.iter_rows(named=True):
        listed = prices.get((row["provider"], row["model"]), [])
        yield (
            row
            | _priced(row, listed, rates, settings)
            | {
                "tax_basis": settings.tax_basis,
                "snapshot_id": snapshot_id,
            }
        )


def _by_model(prices: pl.DataFrame) -> dict[tuple[str, str], list[Row]]:
    found: dict[tuple[str, str], list[Row]] = {}
    for row in prices.filter(pl.col("unit") == MILLION_TOKENS).iter_rows(named=True):
        found.setdefault((row["provider"], row["model"]), []).append(row)
    return found


def _rates(
    used: pl.DataFrame, prices: Mapping[tuple[str, str], Sequence[Row]], fx: pl.DataFrame
) -> dict[tuple[Any, str], Decimal | None]:
    """Yuan per unit of a currency by day."""
    currencies = sorted({row["currency"] for rows in prices.values() for row in rows})
    asked = (
        used.select("local_date")
        .unique()
        .join(pl.DataFrame({"currency": currencies}, schema={"currency": pl.String}), how="cross")
    )
    rated = with_cny_rate(asked, fx, day="local_date")
    return {
        (row["local_date"], row["currency"]): row["cny_per_unit"]
        for row in rated.iter_rows(named=True)
    }


def _priced(
    row: Row,
    listed: Sequence[Row],
    rates: Mapping[tuple[Any, str], Decimal | None],
    settings: Settings,
) -> dict[str, Any]:
    """Cost of a day's tokens of a model, or why there is none."""
    use = TokenUse(
        row["local_date"],
        row["input_tokens"],
        row["cached_input_tokens"],
        row["output_tokens"],
    )
    rated = [(price, rates[row["local_date"], price["currency"]]) for price in listed]
    if any(rate is None for _, rate in rated):
        return _gap("no_exchange_rate")
    try:
        lines = token_lines(use, [_price(p, r) for p, r in rated if r], settings.tax_basis)
    except MissingPriceError:
        return _gap("no_price")
    except InputError:
        by_hour = any(price["daily_from"] is not None for price in listed)
        return _gap("depends_on_hour" if by_hour else "depends_on_length")
    cost = sum((line.amount_cny for line in lines), Decimal(0))
    tokens = row["input_tokens"] + row["output_tokens"]
    return {
        "cost_cny": cost,
        "cny_per_million_tokens": per_million_tokens(cost, tokens),
        "price_gap": None,
        "price_source": "; ".join(dict.fromkeys(line.source for line in lines)) or None,
    }


def _gap(why: str) -> dict[str, Any]:
    return {
        "cost_cny": None,
        "cny_per_million_tokens": None,
        "price_gap": why,
        "price_source": None,
    }


def _price(row: Row, cny_per_unit: Decimal) -> TokenPrice:
    return TokenPrice(
        meter=row["meter"],
        tier_above_tokens=row["tier_above_tokens"],
        price=PrintedAmount(
            row["price"],
            row["tax_included"],
            SERVICE_TAX_RATE,
            printed_in(row, "core_token_price"),
            cny_per_unit,
        ),
        valid_from=row["valid_from"],
        daily_from=row["daily_from"],
        daily_until=row["daily_until"],
    )
