"""How many cards a seller keeps free for customers by the hour.

A card more serves the hours in which more cards are wanted than there are, and costs its money in
all hours: it pays while share of such hours x (price + goodwill) > cost. That share only falls, so
the best number is where it stops; nothing about the demand is assumed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np

from data.errors import UsageError
from models.billing.checks import require_not_negative, require_positive, require_share
from models.billing.money import to_cents, to_rate
from models.billing.usage import TICKS_PER_UNIT, Ticks


@dataclass(frozen=True)
class Reserve:
    """So many cards over all the hours. Money in the currency of the prices, to the cent."""

    cards: int
    sold_card_hours: Decimal
    lost_card_hours: Decimal
    idle_card_hours: Decimal
    margin: Decimal

    @property
    def served_ratio(self) -> Decimal | None:
        """Sold of what was wanted; None where nothing was."""
        wanted = Fraction(self.sold_card_hours) + Fraction(self.lost_card_hours)
        return to_rate(Fraction(self.sold_card_hours) / wanted) if wanted else None


@dataclass(frozen=True)
class CardHour:
    """What a card-hour brings by the hour, what holding it costs, and what a refusal loses more."""

    price: Decimal
    cost: Decimal
    goodwill: Decimal = Decimal(0)

    def __post_init__(self) -> None:
        """Refuse what no price is."""
        require_positive("price", self.price, "per card-hour")
        require_not_negative("cost", self.cost, "per card-hour held")
        require_not_negative("goodwill", self.goodwill, "per card-hour refused")


def reserve_of(wanted: Ticks, cards: int, card_hour: CardHour) -> Reserve:
    """What so many cards would have earned; `wanted`: ticks wanted in each hour, uncontracted."""
    _require_hours(wanted)
    sold = int(np.minimum(wanted, cards * TICKS_PER_UNIT).sum())
    held = cards * len(wanted) * TICKS_PER_UNIT
    lost = int(wanted.sum()) - sold
    margin = (
        Fraction(card_hour.price) * sold
        - Fraction(card_hour.cost) * held
        - Fraction(card_hour.goodwill) * lost
    )
    return Reserve(
        cards=cards,
        sold_card_hours=_card_hours(sold),
        lost_card_hours=_card_hours(lost),
        idle_card_hours=_card_hours(held - sold),
        margin=to_cents(margin / TICKS_PER_UNIT),
    )


def best_reserve(wanted: Ticks, card_hour: CardHour) -> Reserve:
    """The number of cards that earns most over these hours; of a tie the fewest."""
    _require_hours(wanted)
    worth = Fraction(card_hour.price) + Fraction(card_hour.goodwill)
    needed = Fraction(card_hour.cost) * len(wanted) * TICKS_PER_UNIT / worth

    def pays(card: int) -> bool:
        """Whether the card after so many sells enough."""
        floor = card * TICKS_PER_UNIT
        return int(np.clip(wanted - floor, 0, TICKS_PER_UNIT).sum()) > needed

    return reserve_of(wanted, _first_that_does_not(pays, _peak_cards(wanted)), card_hour)


def reserve_to_serve(wanted: Ticks, served_ratio: Decimal, card_hour: CardHour) -> Reserve:
    """The fewest cards that serve such a share of the card-hours wanted."""
    _require_hours(wanted)
    require_share("share to be served", served_ratio)
    target = Fraction(served_ratio) * int(wanted.sum())

    def falls_short(cards: int) -> bool:
        return int(np.minimum(wanted, cards * TICKS_PER_UNIT).sum()) < target

    return reserve_of(wanted, _first_that_does_not(falls_short, _peak_cards(wanted)), card_hour)


def _first_that_does_not(holds: Callable[[int], bool], most: int) -> int:
    """The least number up to `most` for which it does not hold; it holds for all before."""
    low, high = 0, most
    while low < high:
        middle = (low + high) // 2
        if holds(middle):
            low = middle + 1
        else:
            high = middle
    return low


def _peak_cards(wanted: Ticks) -> int:
    return -(-int(wanted.max()) // TICKS_PER_UNIT)


def _card_hours(ticks: int) -> Decimal:
    return to_rate(Fraction(ticks, TICKS_PER_UNIT))


def _require_hours(wanted: Ticks) -> None:
    if not len(wanted):
        raise UsageError(
            "There is no hour to learn from",
            where="wanted",
            remedy="Give the hours of at least one customer.",
        )
