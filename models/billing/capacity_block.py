"""Capacity blocks: cards for a window of days, paid before it begins, never cancelled.

The rules are those AWS prints for Capacity Blocks (docs.aws.amazon.com, seen 2026): 1 to 14 days by
the day, then 7 days at a time to 182; the cards are taken away 30 minutes before the end.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from data.errors import UsageError
from models.billing.checks import require_positive
from models.billing.money import to_cents

HOURS_PER_DAY = 24


@dataclass(frozen=True)
class BlockRules:
    """Windows for sale: days one by one up to `daily_up_to_days`, then steps to `longest_days`."""

    daily_up_to_days: int = 14
    step_days: int = 7
    longest_days: int = 182
    ends_early: timedelta = timedelta(minutes=30)


@dataclass(frozen=True)
class CapacityBlock:
    """`cards` from `starts_at` (naive, one zone) for `days`, at a price per card-hour."""

    starts_at: datetime
    days: int
    cards: int
    price_cny_per_card_hour: Decimal
    rules: BlockRules = BlockRules()

    def __post_init__(self) -> None:
        require_positive("number of cards", self.cards, "cards")
        require_positive("price", self.price_cny_per_card_hour, "CNY per card-hour")
        rules = self.rules
        daily = 1 <= self.days <= rules.daily_up_to_days
        stepped = self.days <= rules.longest_days and self.days % rules.step_days == 0
        if self.days < 1 or not (daily or stepped):
            raise UsageError(
                f"A block of {self.days} days is not sold",
                where="days",
                remedy=f"Take 1 to {rules.daily_up_to_days} days, or a multiple of "
                f"{rules.step_days} up to {rules.longest_days}.",
            )


def ends_at(block: CapacityBlock) -> datetime:
    """First moment after the window."""
    return block.starts_at + timedelta(days=block.days)


def usable_until(block: CapacityBlock) -> datetime:
    """When the cards are taken away."""
    return ends_at(block) - block.rules.ends_early


def block_price_cny(block: CapacityBlock) -> Decimal:
    """What is paid before the window begins, used or not, to the cent; it never comes back."""
    hours = block.days * HOURS_PER_DAY * block.cards
    return to_cents(Fraction(block.price_cny_per_card_hour) * hours)
