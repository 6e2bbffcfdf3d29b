"""Why one month costs more than another: parts that add up to the difference, to the cent.

Cost = list cost - discount + idle + unmetered. The list cost of a pool is its card-hours x its mean
pay-as-you-go price; its change is split step by step: first all pools use more or less alike
(volume), then their shares of use move (mix), then the price as it is printed, then its exchange
rate. A pool without a pay-as-you-go price in either month is one part of its own.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from models.billing.money import to_cents

Row = Mapping[str, Any]
NOTHING = Decimal("0.00")


@dataclass(frozen=True)
class ChangePart:
    """What one pool adds to one part of the difference, in yuan."""

    part: str
    pool_id: str
    amount_cny: Decimal


@dataclass(frozen=True)
class Change:
    """Two spans: what they cost, and parts that add up to the difference."""

    before_cny: Decimal
    after_cny: Decimal
    parts: tuple[ChangePart, ...]

    def totals(self) -> dict[str, Decimal]:
        """Parts over all pools; those that are nothing left out."""
        sums: dict[str, Decimal] = {}
        for part in self.parts:
            sums[part.part] = sums.get(part.part, NOTHING) + part.amount_cny
        return {name: amount for name, amount in sums.items() if amount}

    def driver(self) -> str:
        """The part that goes furthest in the direction of the whole."""
        sign = 1 if self.after_cny >= self.before_cny else -1
        totals = self.totals()
        return max(totals, key=lambda part: sign * totals[part], default="volume")


def change_between(before: Sequence[Row], after: Sequence[Row]) -> Change:
    """Rows of out_cost_month, at most one per pool on either side.

    A pool that one side lacks cost nothing there and was not used.
    """
    sides = {row["pool_id"]: row for row in before}, {row["pool_id"]: row for row in after}
    pools = sorted({*sides[0], *sides[1]})
    pairs = {pool: (sides[0].get(pool), sides[1].get(pool)) for pool in pools}
    priced = {pool: pair for pool, pair in pairs.items() if _is_priced(pair)}
    parts = [
        ChangePart("no_list_price", pool, _cost(pair[1]) - _cost(pair[0]))
        for pool, pair in pairs.items()
        if pool not in priced
    ]
    growth = _growth(priced.values())
    for pool, (first, second) in priced.items():
        parts += _of_pool(pool, first, second, growth)
    return Change(
        sum(map(_cost, before), NOTHING),
        sum(map(_cost, after), NOTHING),
        tuple(part for part in parts if part.amount_cny),
    )


def _of_pool(
    pool: str, first: Row | None, second: Row | None, growth: Fraction
) -> list[ChangePart]:
    used = _hours(first), _hours(second)
    price = _price(first) if used[0] else _price(second)  # a new pool: at its first price
    volume = to_cents(used[0] * (growth - 1) * price)
    printed, rate_before, rate_after = _printed(first, second, used)
    move = to_cents(used[1] * (printed * rate_before - price)) if used[0] else NOTHING
    currency = to_cents(used[1] * printed * (rate_after - rate_before)) if used[0] else NOTHING
    whole = _amount(second, "list_cost_cny") - _amount(first, "list_cost_cny")
    amounts = {
        "volume": volume,
        "mix": whole - volume - move - currency,
        "price": move,
        "currency": currency,
        "discount": _amount(first, "discount_cny") - _amount(second, "discount_cny"),
        "idle": _amount(second, "idle_cost_cny") - _amount(first, "idle_cost_cny"),
        "unmetered": _amount(second, "unmetered_cost_cny") - _amount(first, "unmetered_cost_cny"),
    }
    return [ChangePart(name, pool, amount) for name, amount in amounts.items()]


def _printed(
    first: Row | None, second: Row | None, used: tuple[Fraction, Fraction]
) -> tuple[Fraction, Fraction, Fraction]:
    """The later price in its own currency, and that currency's rate before and after.

    Where the currency changed, or is not one, all of the move is the price's.
    """
    currencies = {row["price_currency"] if row else None for row in (first, second)}
    if len(currencies) > 1 or None in currencies or not all(used) or not (first and second):
        return _price(second), Fraction(1), Fraction(1)
    rates = [Fraction(row["cny_per_currency"] or 1) for row in (first, second)]
    return _price(second) / rates[1], rates[0], rates[1]


def _growth(pairs: Iterable[tuple[Row | None, Row | None]]) -> Fraction:
    """Card-hours of all pools after, in parts of those before; 1 where there were none."""
    both = list(pairs)
    before = sum((_hours(first) for first, _ in both), Fraction(0))
    after = sum((_hours(second) for _, second in both), Fraction(0))
    return after / before if before else Fraction(1)


def _is_priced(pair: tuple[Row | None, Row | None]) -> bool:
    return all(row is None or row["list_cost_cny"] is not None for row in pair)


def _price(row: Row | None) -> Fraction:
    """Mean list price of a card-hour; 0 where nothing was used."""
    hours = _hours(row)
    return Fraction(_amount(row, "list_cost_cny")) / hours if hours else Fraction(0)


def _hours(row: Row | None) -> Fraction:
    return Fraction(row["used_card_hours"]) if row else Fraction(0)


def _cost(row: Row | None) -> Decimal:
    return _amount(row, "cost_cny")


def _amount(row: Row | None, name: str) -> Decimal:
    return row[name] if row else NOTHING
