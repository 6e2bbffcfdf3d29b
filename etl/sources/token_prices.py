"""Prices of hosted models per million tokens: the list of pydantic/genai-prices, as JSON.

A list of providers, each with its models; a model's prices are one set, or several with conditions
(from a day on, at certain hours), and a price may rise with the length of the request. All of that
is laid out as rows.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dataframely as dy
import polars as pl

from data.errors import NotWhatItClaimsError
from data.tables import fields
from data.tables.hosted import TOKEN_UNITS
from etl.json_text import as_text
from etl.reading import LINE_NUMBER, TextTable, read_text, refuse_empty
from etl.source import Context, Source, SourceRow, fill, has_columns

_UNITS = {
    "_mtok": "million_tokens",
    "_kcount": "thousand_requests",
    "_mchars": "million_characters",
    "_kpages": "thousand_pages",
    "_hours": "hour",  # of sound
}


class TokenPriceRow(SourceRow):
    """One row per provider x model x condition x meter x tier; `line_number` counts these."""

    provider = fields.text("seller of the model's tokens", primary_key=True)
    model = fields.text("model in the list's words", primary_key=True)
    condition = fields.text("when the price holds, as JSON; `{}` for always", primary_key=True)
    meter = fields.text("what is counted: input, output, cache_read, ...", primary_key=True)
    unit = fields.choice(TOKEN_UNITS, "what one price buys")
    tier_above_tokens = fields.count(
        "the price holds for requests with more input than this; 0 for all", primary_key=True
    )
    price = dy.Decimal(38, 18, min=0, description="price per `unit`")
    currency = fields.currency("price")
    valid_from = dy.Date(description="first day; empty: the list does not say", nullable=True)
    daily_from = dy.String(description="time of day from which it holds", nullable=True)
    daily_until = dy.String(description="time of day until which it holds", nullable=True)
    listed_on = dy.Date(description="day of the list; empty: not said", nullable=True)
    model_match = dy.String(description="names that mean this model, as JSON", nullable=True)
    source = fields.text("where the provider prints its prices")


_COLUMNS = ("provider", "model", "condition", "meter", "unit", "tier_above_tokens", "price")
_MORE_COLUMNS = ("valid_from", "daily_from", "daily_until", "model_match", "source")


def _read(path: Path) -> TextTable:
    """All prices of the list as rows of text; a model that has another shape is malformed."""
    rows: list[dict[str, str | None]] = []
    malformed: list[tuple[int, str, str]] = []
    next_ = 1
    for number, (provider, model) in enumerate(_models(read_text(path), path), start=1):
        try:
            prices = list(_rows_of(provider, model))
            rows += [price | {LINE_NUMBER: str(n)} for n, price in enumerate(prices, start=next_)]
            next_ += len(prices)
        except (AttributeError, LookupError, TypeError, RecursionError) as other_shape:
            reason = f"model {number} of the list has another shape: {other_shape!r}"
            malformed.append((next_, as_text(model) or "null", reason))
            next_ += 1
    schema = dict.fromkeys((LINE_NUMBER, *_COLUMNS, *_MORE_COLUMNS), pl.String)
    frame = pl.DataFrame(rows, schema=schema).with_columns(pl.col(LINE_NUMBER).cast(pl.Int64))
    return refuse_empty(TextTable(frame, malformed), path)


def _models(text: str, path: Path) -> Iterator[tuple[dict[str, Any], Any]]:
    """Provider and model of every model; numbers stay as printed."""
    try:
        providers = json.loads(text, parse_float=str, parse_int=str)
        for provider in providers:
            yield from ((provider, model) for model in _as_list(provider["models"]))
    except (ValueError, KeyError, TypeError, RecursionError) as broken:
        raise NotWhatItClaimsError(
            f"It is no list of providers with models: {broken!r}",
            where=str(path),
            remedy="Load the file data.json of genai-prices as it is published.",
        ) from broken


def _as_list(models: Any) -> list[Any]:
    if not isinstance(models, list):  # a text would be taken for a list of its characters
        raise TypeError("models are no list")
    return models


def _rows_of(provider: dict[str, Any], model: dict[str, Any]) -> Iterator[dict[str, str | None]]:
    prices = model["prices"]
    for entry in prices if isinstance(prices, list) else [{"prices": prices}]:
        condition = entry.get("constraint") or {}
        shared = {
            "provider": as_text(provider["id"]),
            "model": as_text(model["id"]),
            "condition": json.dumps(condition, sort_keys=True),
            "valid_from": as_text(condition.get("start_date")),
            "daily_from": as_text(condition.get("start_time")),
            "daily_until": as_text(condition.get("end_time")),
            "model_match": as_text(model.get("match")),
            "source": as_text(provider["pricing_urls"][0]),
        }
        for meter, price in entry["prices"].items():
            yield from (shared | tier for tier in _tiers(meter, price))


def _tiers(meter: str, price: Any) -> Iterator[dict[str, str | None]]:
    suffix = next((suffix for suffix in _UNITS if meter.endswith(suffix)), "")
    named = {"meter": as_text(meter.removesuffix(suffix)), "unit": _UNITS.get(suffix)}
    if not isinstance(price, dict):
        yield named | {"tier_above_tokens": "0", "price": as_text(price)}
        return
    yield named | {"tier_above_tokens": "0", "price": as_text(price["base"])}
    for tier in price["tiers"]:
        yield named | {
            "tier_above_tokens": as_text(tier["start"]),
            "price": as_text(tier["price"]),
        }


def _prepare(table: TextTable, _: Context) -> TextTable:
    return fill(table, currency="USD")


SOURCE = Source(
    name="token_prices",
    title="Prices of hosted models per million tokens (genai-prices, JSON)",
    version=2,
    contract=TokenPriceRow,
    recognise=has_columns("id", "pricing_urls", "api_pattern", "models"),
    read=_read,
    prepare=_prepare,
    core_sql={"core_token_price": "token_prices_to_token_price"},
)
