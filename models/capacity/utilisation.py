"""What so many points more of utilisation are worth."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil

from models.billing.checks import require_not_negative, require_positive, require_positive_share
from models.billing.money import to_cents, to_rate


@dataclass(frozen=True)
class Held:
    """Cards held over a period: card-hours there, card-hours used, and what they cost."""

    held_card_hours: Decimal
    used_card_hours: Decimal
    cost: Decimal

    def __post_init__(self) -> None:
        """Refuse more use than there is: such cards were bought elsewhere."""
        require_positive("number of card-hours held", self.held_card_hours, "card-hours")
        require_not_negative("number of card-hours used", self.used_card_hours, "card-hours")
        require_not_negative("cost", self.cost, "money for the period")
        require_positive_share("utilisation", self.utilisation_ratio or Decimal(1))

    @property
    def utilisation_ratio(self) -> Decimal:
        """Used of held."""
        return to_rate(Fraction(self.used_card_hours) / Fraction(self.held_card_hours))


@dataclass(frozen=True)
class Gain:
    """The same work at a higher utilisation: servers that could go back, and their money."""

    utilisation_ratio: Decimal
    servers_needed: int
    servers_freed: int
    saving: Decimal


def scheduling_gain(held: Held, servers: int, gain_ratio: Decimal) -> Gain:
    """What `gain_ratio` more of utilisation (0.10 for ten points, at most up to 1) is worth.

    Whole servers only: a part of one still has to be there. The saving is their part of the cost.
    """
    require_positive("number of servers", servers, "servers")
    require_not_negative("gain", gain_ratio, "a share: 0.10 for ten points")
    before = Fraction(held.used_card_hours) / Fraction(held.held_card_hours)
    after = min(Fraction(1), before + Fraction(gain_ratio))
    needed = ceil(servers * before / after) if after else 0
    freed = servers - needed
    return Gain(
        utilisation_ratio=to_rate(after),
        servers_needed=needed,
        servers_freed=freed,
        saving=to_cents(Fraction(held.cost) * freed / servers),
    )
