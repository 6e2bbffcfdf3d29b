"""Tokens of hosted models: input, cache hits, output; prices by length of request and time of day.

Cached tokens are counted within the input, so they are taken off it first. Above a tier's length
the tier's price is that of all tokens of the request. Times of day are UTC, as lists print them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from fractions import Fraction

from data.errors import InputError, MissingPriceError
from models.billing.checks import require_not_negative
from models.billing.conversion import TaxBasis
from models.billing.money import to_cents, to_rate
from models.billing.printed import PrintedAmount, exact_cny

TOKENS_PER_UNIT = 1_000_000
INPUT, CACHE_READ, OUTPUT = "input", "cache_read", "output"


@dataclass(frozen=True)
class TokenPrice:
    """A row of core_token_price: price of a million tokens of a meter of one model.

    `daily_from` and `daily_until` bound the hours of an exception (`00:30:00Z`); both None: always.
    """

    meter: str
    tier_above_tokens: int
    price: PrintedAmount
    valid_from: date | None = None
    daily_from: str | None = None
    daily_until: str | None = None


@dataclass(frozen=True)
class TokenUse:
    """Tokens of requests that are alike: one day, one time of day, one length.

    `time_utc` and `input_tokens_per_request` may be None where no price depends on them.
    """

    day: date
    input_tokens: int
    cached_input_tokens: int
    output_tokens: int
    time_utc: time | None = None
    input_tokens_per_request: int | None = None

    def __post_init__(self) -> None:
        for name in ("input_tokens", "cached_input_tokens", "output_tokens"):
            require_not_negative(name, getattr(self, name), "tokens")
        if self.cached_input_tokens > self.input_tokens:
            raise InputError(
                f"{self.cached_input_tokens} of {self.input_tokens} input tokens are cached",
                where=f"usage of {self.day}",
                remedy="Count cached tokens within the input tokens.",
            )


@dataclass(frozen=True)
class TokenLine:
    """A line of a bill: tokens x yuan per million (to a millionth) = yuan to the cent."""

    meter: str
    tokens: int
    cny_per_million_tokens: Decimal
    amount_cny: Decimal
    rule: str
    source: str


def token_lines(
    use: TokenUse, prices: Sequence[TokenPrice], tax_basis: TaxBasis
) -> list[TokenLine]:
    """One line per meter that was used, for the prices of one model.

    Raises:
        MissingPriceError: a meter that was used has no price on that day.
        InputError: a price depends on the time or the length of requests, and the use has none.
    """
    metered = {
        INPUT: use.input_tokens - use.cached_input_tokens,
        CACHE_READ: use.cached_input_tokens,
        OUTPUT: use.output_tokens,
    }
    lines = []
    for meter, tokens in metered.items():
        if tokens:
            price = price_of(meter, use, prices)
            rate = to_rate(exact_cny(price.price, tax_basis))
            amount = to_cents(Fraction(rate) * tokens / TOKENS_PER_UNIT)
            lines.append(TokenLine(meter, tokens, rate, amount, _rule(price), price.price.source))
    return lines


def price_of(meter: str, use: TokenUse, prices: Sequence[TokenPrice]) -> TokenPrice:
    """The price that holds for a meter: newest, then by time of day, then by length of request.

    Raises:
        MissingPriceError: none holds.
        InputError: a price depends on the time or the length of requests, and the use has none.
    """
    held = _newest([p for p in prices if p.meter == meter], use.day)
    held = _by_length(_by_time(held, use), use)
    if not held:
        raise MissingPriceError(
            f"No price of {meter} tokens holds on {use.day}",
            where="core_token_price",
            remedy="Load a price list with this meter; tokens without a price are not free.",
        )
    return held[-1]


def _newest(prices: list[TokenPrice], day: date) -> list[TokenPrice]:
    begun = [p for p in prices if p.valid_from is None or p.valid_from <= day]
    newest = max((p.valid_from or date.min for p in begun), default=date.min)
    return [p for p in begun if (p.valid_from or date.min) == newest]


def _by_time(prices: list[TokenPrice], use: TokenUse) -> list[TokenPrice]:
    """Prices of the hour where there are any, else those of all hours."""
    timed = [p for p in prices if p.daily_from is not None]
    if not timed:
        return prices
    if use.time_utc is None:
        raise InputError(
            "The price depends on the time of day, and the usage does not say it",
            where=f"usage of {use.day}",
            remedy="Load token usage by the hour.",
        )
    now = use.time_utc
    fitting = [p for p in timed if _within(now, p)]
    return fitting or [p for p in prices if p.daily_from is None]


def _by_length(prices: list[TokenPrice], use: TokenUse) -> list[TokenPrice]:
    """Prices whose tier the request reaches, the highest last."""
    if all(p.tier_above_tokens == 0 for p in prices):
        return prices
    length = use.input_tokens_per_request
    if length is None:
        raise InputError(
            "The price depends on the length of the request, and the usage does not say it",
            where=f"usage of {use.day}",
            remedy="Give the input tokens per request.",
        )
    reached = [p for p in prices if p.tier_above_tokens == 0 or length > p.tier_above_tokens]
    return sorted(reached, key=lambda p: p.tier_above_tokens)


def _within(now: time, price: TokenPrice) -> bool:
    start, end = _clock(price.daily_from), _clock(price.daily_until)
    return start <= now < end if start < end else now >= start or now < end


def _clock(text: str | None) -> time:
    return time.fromisoformat(text.removesuffix("Z")) if text else time.min


def _rule(price: TokenPrice) -> str:
    parts = ["per million tokens"]
    if price.tier_above_tokens:
        parts.append(f"requests above {price.tier_above_tokens} tokens")
    if price.daily_from is not None:
        parts.append(f"{price.daily_from} to {price.daily_until}")
    return ", ".join(parts)
