"""Serving a model oneself against buying its tokens.

A server costs the same whether it answers or not, so self-hosting pays from a number of tokens a
day on. Servers come whole: just above the capacity of n of them, n + 1 are paid for, and buying
tokens can be cheaper again. Both limits are given.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from data.errors import UsageError
from models.billing.checks import require_positive, require_positive_share, require_share
from models.billing.money import to_cents, to_rate

SECONDS_PER_HOUR = 3600
HOURS_PER_DAY = 24
TOKENS_PER_UNIT = 1_000_000


@dataclass(frozen=True)
class TokenMix:
    """What a million tokens of a workload consists of; the shares sum to one."""

    input_share: Decimal
    cached_input_share: Decimal
    output_share: Decimal

    def __post_init__(self) -> None:
        shares = (self.input_share, self.cached_input_share, self.output_share)
        for share in shares:
            require_share("share of the tokens", share)
        if sum(shares) != 1:
            raise UsageError(
                f"The shares of input, cached input and output sum to {sum(shares)}",
                where="token mix",
                remedy="Make them sum to 1; input_share is what is not cached.",
            )


@dataclass(frozen=True)
class ServingServer:
    """A server that serves a model: all costs of a month, and tokens per second at full load.

    `usable_ratio` is the share of full load that can be sold over a day: traffic has a night.
    """

    cost_cny_per_month: Decimal
    tokens_per_second: Decimal
    hours_per_month: Decimal
    usable_ratio: Decimal = Decimal(1)

    def __post_init__(self) -> None:
        require_positive("cost of a server", self.cost_cny_per_month, "CNY per month")
        require_positive("throughput", self.tokens_per_second, "tokens per second")
        require_positive("hours in a month", self.hours_per_month, "for example 720 or 730")
        require_positive_share("usable share", self.usable_ratio)


@dataclass(frozen=True)
class TokenBreakEven:
    """Tokens a day from which serving oneself costs less than buying; None: never.

    Below `pays_from_tokens_per_day` buying costs less; at it both cost the same. From
    `always_pays_from_tokens_per_day` no further server makes buying cheaper again. Between them it
    depends on how full the last server is.
    """

    pays_from_tokens_per_day: Decimal | None
    always_pays_from_tokens_per_day: Decimal | None
    capacity_tokens_per_day: Decimal
    self_hosted_cny_per_million_tokens: Decimal
    hosted_cny_per_million_tokens: Decimal


def blended_cny_per_million(
    mix: TokenMix, input_cny: Decimal, cached_input_cny: Decimal, output_cny: Decimal
) -> Decimal:
    """Price of a million tokens of a mix, from prices per million of each; to a millionth."""
    parts = zip(
        (mix.input_share, mix.cached_input_share, mix.output_share),
        (input_cny, cached_input_cny, output_cny),
        strict=True,
    )
    return to_rate(sum((Fraction(share) * Fraction(price) for share, price in parts), Fraction(0)))


def capacity_tokens_per_day(server: ServingServer) -> Decimal:
    """Tokens that one server can serve in a day of 24 hours."""
    return to_rate(_capacity(server))


def self_hosted_cny_per_million(server: ServingServer) -> Decimal:
    """Cost of a million tokens when the server is as full as it can be, to a millionth."""
    return to_rate(_per_day(server) / _capacity(server) * TOKENS_PER_UNIT)


def self_hosting_cny_per_day(server: ServingServer, tokens_per_day: Decimal) -> Decimal:
    """Yuan a day for the whole servers that so many tokens need; none for none."""
    servers = -(-Fraction(tokens_per_day) // _capacity(server))
    return to_cents(_per_day(server) * servers)


def token_break_even(
    server: ServingServer, hosted_cny_per_million_tokens: Decimal
) -> TokenBreakEven:
    """From how many tokens a day on serving oneself pays.

    Raises:
        UsageError: the price of the hosted tokens is not positive.
    """
    require_positive("price of hosted tokens", hosted_cny_per_million_tokens, "CNY per million")
    price = Fraction(hosted_cny_per_million_tokens) / TOKENS_PER_UNIT
    even, capacity = _per_day(server) / price, _capacity(server)
    pays = even < capacity
    return TokenBreakEven(
        pays_from_tokens_per_day=to_rate(even) if pays else None,
        always_pays_from_tokens_per_day=to_rate(_last_even(even, capacity)) if pays else None,
        capacity_tokens_per_day=to_rate(capacity),
        self_hosted_cny_per_million_tokens=self_hosted_cny_per_million(server),
        hosted_cny_per_million_tokens=hosted_cny_per_million_tokens,
    )


def _last_even(even: Fraction, capacity: Fraction) -> Fraction:
    """Break-even of the last server n that buying still beats when n - 1 are full.

    n servers cost as much as n x even tokens; they are needed above (n - 1) x capacity. So buying
    beats the n-th while (n - 1) x capacity < n x even, that is n < capacity / (capacity - even).
    """
    limit = capacity / (capacity - even)
    servers = -(-limit // 1) - 1
    return max(1, servers) * even


def _per_day(server: ServingServer) -> Fraction:
    hours = Fraction(server.hours_per_month)
    return Fraction(server.cost_cny_per_month) / hours * HOURS_PER_DAY


def _capacity(server: ServingServer) -> Fraction:
    per_second = Fraction(server.tokens_per_second) * Fraction(server.usable_ratio)
    return per_second * SECONDS_PER_HOUR * HOURS_PER_DAY
