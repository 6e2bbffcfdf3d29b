"""The price list of the package genai-prices, in the form in which its project publishes it.

The package holds the list as Python objects. Bringing them into the published form means that one
reader (etl/sources/token_prices.py) reads both, and both give the same rows.
"""

import json
from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from datetime import date, time
from decimal import Decimal
from typing import Any


def to_published_form(providers: Iterable[Any]) -> bytes:
    """The list as JSON: providers with their models, prices exact and as texts."""
    listed = [
        {
            "id": provider.id,
            "name": provider.name,
            "pricing_urls": provider.pricing_urls,
            "api_pattern": provider.api_pattern,
            "models": [
                {"id": model.id, "match": _plain(model.match), "prices": _plain(model.prices)}
                for model in provider.models
            ],
        }
        for provider in providers
    ]
    return json.dumps(listed, ensure_ascii=False, indent=1).encode()


def _plain(value: Any) -> Any:
    """Objects as JSON has them: what is None is left out, `or_` is called `or`."""
    match value:
        case None | str() | int():
            return value
        case Decimal():
            return format(value, "f")
        case date() | time():
            return value.isoformat()
        case list():
            return [_plain(one) for one in value]
        case _:
            names = [f.name for f in fields(value)] if is_dataclass(value) else list(vars(value))
            found = {name: getattr(value, name) for name in names if not name.startswith("_")}
            return {
                name.removesuffix("_"): _plain(one)
                for name, one in found.items()
                if one is not None
            }
