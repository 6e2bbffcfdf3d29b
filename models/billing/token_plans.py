"""Plans of mode `tokens` from core_token_price: a list of prices, ready to price usage.

A model's meters become prices, its hours bands, its tiers by length of request the queues
`above_0`, `above_32000` ... that `length_queue` gives to usage. Times of lists are UTC.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time
from decimal import Decimal
from typing import Any

from data.errors import UsageError
from models.billing.modes.tokens import METERS
from models.billing.plans import Plan, parse_plans
from models.billing.printed import printed_in, printed_in_rows

MILLION_TOKENS = "million_tokens"

Row = Mapping[str, Any]


def token_plans(rows: Iterable[Row], *, undated_from: date, tax_rate: Decimal) -> list[Plan]:
    """One plan per provider, model and validity of core_token_price, versions with one plan_id.

    `undated_from`: since when prices hold whose list does not say; `tax_rate` is what a seller adds
    to a price without tax. Meters other than METERS, and prices per request, are left out: their
    use has no price, and is refused when it is priced.

    Raises:
        UsageError: a meter has a price at certain hours only, and none for the others.
    """
    models: dict[tuple[str, str, date], list[Row]] = {}
    for row in rows:
        if row["meter"] in METERS and row["unit"] == MILLION_TOKENS:
            since = row["valid_from"] or undated_from
            models.setdefault((row["provider"], row["model"], since), []).append(row)
    return [_plan(*key, prices, tax_rate) for key, prices in sorted(models.items())]


def length_queue(input_tokens_per_request: int, tiers_above: Sequence[int]) -> str:
    """The queue of requests of a length, given the tiers of the model: the highest that it exceeds.

    A request of exactly 32,000 tokens is not above 32,000.
    """
    reached = [tier for tier in tiers_above if input_tokens_per_request > tier]
    return f"above_{max(reached, default=0)}"


def _plan(provider: str, model: str, since: date, rows: list[Row], tax_rate: Decimal) -> Plan:
    meters: dict[tuple[str, int], list[Row]] = {}
    for row in rows:
        meters.setdefault((row["meter"], row["tier_above_tokens"]), []).append(row)
    tiered = {meter for meter, tier in meters if tier > 0}
    first = rows[0]
    document = {
        "plan_id": f"{provider}/{model}",
        "mode": "tokens",
        "provider": provider,
        "valid_from": since,
        "currency": first["currency"],
        "tax_included": first["tax_included"],
        "tax_rate": tax_rate,
        "time_zone": "UTC",
        "source": printed_in_rows(rows, "core_token_price"),
        "prices": [
            _price(model, meter, prices) | ({"queue": f"above_{tier}"} if meter in tiered else {})
            for (meter, tier), prices in sorted(meters.items())
        ],
    }
    [plan] = parse_plans({"plan": [document]}, first["source"])
    return plan


def _price(model: str, meter: str, rows: list[Row]) -> dict[str, Any]:
    always = [row for row in rows if row["daily_from"] is None]
    if len(always) != 1:
        raise UsageError(
            f"{model} has {len(always)} prices of {meter} for the hours without a special one",
            where=printed_in(rows[0], "core_token_price"),
            remedy="Correct the list: one price for all hours, and exceptions beside it.",
        )
    bands = [
        {
            "name": f"{row['daily_from']} to {row['daily_until']}",
            "start": _clock(row["daily_from"]),
            "end": _clock(row["daily_until"]),
            "price": row["price"],
        }
        for row in rows
        if row["daily_from"] is not None
    ]
    shared = {"sku": model, "component": meter, "price": always[0]["price"]}
    return shared | ({"bands": bands, "straddling": "pro_rata"} if bands else {})


def _clock(text: str) -> time:
    return time.fromisoformat(text.removesuffix("Z"))
