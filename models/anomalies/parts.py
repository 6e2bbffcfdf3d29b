"""Parts of a deviation that add up to it, to the cent.

Cost = fees + price x hours beyond contracts. The expected day is turned into the actual one step by
step: first the contracts, then the use (volume), then how it lay over the hours (mix), then the
price. Each step's change of cost is its part; what rounding leaves is in the mix.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from models.billing.money import to_cents

NAMED_PROJECTS = 5
NOTHING = Decimal("0.00")


@dataclass(frozen=True)
class Part:
    """One part; `card_hours` of volume alone, `amount_cny` None where there is no price.

    `pool_id` is the pool that is a part of the company's deviation.
    """

    part: str
    project: str | None
    card_hours: float | None
    amount_cny: Decimal | None
    pool_id: str | None = None


@dataclass(frozen=True)
class CostChange:
    """An expected and an actual day in yuan and card-hours.

    The three kinds of hours beyond contracts: `expected_beyond` at the contracts of the day before,
    `beyond_in_new_contracts` at those of the day, both of the expected use; `beyond_of_use` of the
    actual use, spread over the hours as before; and `actual_beyond` as it was. `printed_ratio` is
    the change of the price as the seller prints it, in its own currency; None where not known.
    """

    expected_cny: Decimal
    actual_cny: Decimal
    expected_fee_cny: Decimal
    actual_fee_cny: Decimal
    expected_price_cny: float
    actual_price_cny: float
    expected_beyond: float
    beyond_in_new_contracts: float
    beyond_of_use: float
    actual_beyond: float
    printed_ratio: float | None = None


def cost_parts(change: CostChange, moved: Mapping[str, float]) -> list[Part]:
    """Parts of a cost deviation; `moved` is what each project used more than expected."""
    price = change.expected_price_cny
    contract = (
        change.actual_fee_cny
        - change.expected_fee_cny
        + _cents(price * (change.beyond_in_new_contracts - change.expected_beyond))
    )
    volume = _cents(price * (change.beyond_of_use - change.beyond_in_new_contracts))
    printed, currency = _price_parts(change)
    whole = change.actual_cny - change.expected_cny
    mix = whole - contract - volume - printed - currency
    others = [("price", printed), ("currency", currency), ("contract", contract), ("mix", mix)]
    return volume_parts(volume, moved) + [
        Part(name, None, None, amount) for name, amount in others if amount
    ]


def _price_parts(change: CostChange) -> tuple[Decimal, Decimal]:
    """What the seller's price did, and what the exchange rate did."""
    whole = (change.actual_price_cny - change.expected_price_cny) * change.actual_beyond
    if change.printed_ratio is None:
        return _cents(whole), NOTHING
    # At yesterday's exchange rate, today's printed price would have been this much.
    own = change.expected_price_cny * (change.printed_ratio - 1) * change.actual_beyond
    return _cents(own), _cents(whole) - _cents(own)


def volume_parts(amount_cny: Decimal | None, moved: Mapping[str, float]) -> list[Part]:
    """An amount by project in proportion to what each used more; the largest first.

    Projects that moved against the whole have parts of the other sign.
    """
    ordered = sorted(moved.items(), key=lambda item: (-abs(item[1]), item[0]))
    named = [(name, hours) for name, hours in ordered[:NAMED_PROJECTS] if hours]
    rest = sum(hours for _, hours in ordered[NAMED_PROJECTS:])
    groups: list[tuple[str | None, float]] = [*named, (None, rest)] if rest else [*named]
    if amount_cny is None:
        return [Part("volume", name, hours, None) for name, hours in groups]
    amounts = _split(amount_cny, [hours for _, hours in groups])
    if not groups and amount_cny:
        return [Part("volume", None, None, amount_cny)]
    return [
        Part("volume", name, hours, amount)
        for (name, hours), amount in zip(groups, amounts, strict=True)
    ]


def _split(amount_cny: Decimal, hours: list[float]) -> list[Decimal]:
    """In proportion, to the cent; the first, which moved most, takes what rounding leaves.

    Where all of them cancel out there is nothing to go by, and it takes all.
    """
    total = sum(map(Fraction, hours), Fraction(0))
    each = Fraction(amount_cny) / total if total else Fraction(0)
    cents = [to_cents(each * Fraction(value)) for value in hours]
    if cents:
        cents[0] += amount_cny - sum(cents, NOTHING)
    return cents


def greatest(parts: list[Part]) -> Part | None:
    """The driver: the part that goes furthest in the direction of the whole.

    In yuan, or in card-hours where nothing is priced. Volume is one part, whatever its projects;
    of those the one that moved most is named.
    """
    by_part: dict[str, list[Part]] = {}
    for part in parts:
        by_part.setdefault(part.part, []).append(part)
    sums = {name: sum(map(_size, found)) for name, found in by_part.items()}
    sign = 1 if sum(sums.values()) >= 0 else -1
    if not sums:
        return None
    name = max(sums, key=lambda part: (sign * sums[part], part))
    return max(by_part[name], key=lambda part: sign * _size(part))


def _size(part: Part) -> float:
    if part.amount_cny is not None:
        return float(part.amount_cny)
    return part.card_hours or 0.0


def _cents(amount: float) -> Decimal:
    return to_cents(Fraction(amount))
