"""What pools need together, and what each needs alone: busy hours rarely fall on each other."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil

import numpy as np
import numpy.typing as npt

from data.errors import UsageError
from models.billing.checks import require_positive_share
from models.billing.money import to_cents

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Pooling:
    """Cards that serve the same share of hours: in each pool alone, and all in one."""

    alone_cards: Mapping[str, int]
    together_cards: int

    @property
    def saved_cards(self) -> int:
        """Cards that pooling makes needless; negative where it does not pay."""
        return sum(self.alone_cards.values()) - self.together_cards

    def saving_per_month(self, fee_per_card_month: Decimal) -> Decimal:
        """What these cards cost in a month, to the cent."""
        return to_cents(Fraction(fee_per_card_month) * self.saved_cards)


def cards_needed(cards_by_hour: Floats, served_ratio: Decimal) -> int:
    """Fewest whole cards that are enough in such a share of the hours.

    Raises:
        UsageError: an hour is missing.
    """
    require_positive_share("share of hours served", served_ratio)
    if not len(cards_by_hour) or np.isnan(cards_by_hour).any():
        raise UsageError(
            "Every hour needs a number of cards",
            where="cards_by_hour",
            remedy="Leave hours out that were not measured, in all pools.",
        )
    ordered = np.sort(cards_by_hour)
    enough = ceil(Fraction(served_ratio) * len(ordered)) - 1
    return ceil(float(ordered[enough]))


def pooling(cards_by_hour: Mapping[str, Floats], served_ratio: Decimal) -> Pooling:
    """`cards_by_hour`: by pool, the same hours for all, in cards of one reference chip."""
    if len({len(hours) for hours in cards_by_hour.values()}) > 1:
        raise UsageError(
            "The pools have other hours",
            where="cards_by_hour",
            remedy="Give all pools over the same hours.",
        )
    together = np.sum([*cards_by_hour.values()], axis=0)
    return Pooling(
        {pool: cards_needed(hours, served_ratio) for pool, hours in cards_by_hour.items()},
        cards_needed(np.asarray(together), served_ratio),
    )
