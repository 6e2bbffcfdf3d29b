"""The point at which the other chip becomes the cheaper one: its efficiency, rent or migration.

A useful hour is one of the imported chip at its dense peak. Moving costs once per server, spread
evenly over the months of the term.
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from models.billing.checks import require_not_negative, require_positive
from models.billing.money import to_cents, to_rate
from models.billing.unit_costs import Efficiency, break_even_rent

Cheaper = Literal["imported", "domestic", "tie"]


@dataclass(frozen=True)
class Server:
    """Rent of a server and month, its cards, and what their hours are worth.

    `migration_cny`: what moving onto one server costs once; `term_months`: how long it is used.
    """

    rent_cny_per_month: Decimal
    cards: int
    efficiency: Efficiency
    migration_cny: Decimal = Decimal(0)
    term_months: int = 12

    def __post_init__(self) -> None:
        """Refuse what cannot be rented."""
        require_positive("rent", self.rent_cny_per_month, "CNY per server and month")
        require_positive("number of cards", self.cards, "cards per server")
        require_not_negative("migration cost", self.migration_cny, "CNY per server")
        require_positive("term", self.term_months, "whole months")

    @property
    def useful_cards(self) -> Fraction:
        """Cards of the imported chip, at its peak, that do the same work."""
        worth = self.efficiency
        return (
            self.cards
            * Fraction(worth.throughput_ratio)
            * Fraction(worth.goodput_ratio)
            * Fraction(worth.availability_ratio)
        )

    @property
    def cny_per_month(self) -> Fraction:
        """Rent, and the month's part of moving."""
        return Fraction(self.rent_cny_per_month) + Fraction(self.migration_cny) / self.term_months

    def with_efficiency(self, ratio: Decimal) -> "Server":
        """The same with another share of its time that counts."""
        return replace(self, efficiency=replace(self.efficiency, goodput_ratio=ratio))


@dataclass(frozen=True)
class Switch:
    """Which is cheaper per useful hour, and at what that changes, each with all else equal.

    `efficiency_ratio`: the domestic chip's from which it is the cheaper; above 1 it never is.
    `rent_cny_per_month`: below which it is; 0: at no rent. `migration_cny`: below which it is; None
    where it would be dearer at no cost of moving.
    """

    imported_cny_per_useful_hour: Decimal
    domestic_cny_per_useful_hour: Decimal
    cheaper: Cheaper
    efficiency_ratio: Decimal
    rent_cny_per_month: Decimal
    migration_cny: Decimal | None


def cny_per_useful_hour(server: Server, hours_per_month: Decimal) -> Decimal:
    """Yuan per useful card-hour, to a millionth."""
    require_positive("hours in a month", hours_per_month, "for example 720 or 730")
    return to_rate(server.cny_per_month / (server.useful_cards * Fraction(hours_per_month)))


def switch(imported: Server, domestic: Server, hours_per_month: Decimal) -> Switch:
    """The imported server's efficiency has throughput ratio 1: it is what is counted in."""
    each = imported.cny_per_month / imported.useful_cards  # yuan per useful card and month
    worth = each * domestic.useful_cards  # what the domestic server may cost a month
    at_full = domestic.with_efficiency(Decimal(1)).useful_cards
    left = (worth - Fraction(domestic.rent_cny_per_month)) * domestic.term_months
    dearer = domestic.cny_per_month - worth
    return Switch(
        cny_per_useful_hour(imported, hours_per_month),
        cny_per_useful_hour(domestic, hours_per_month),
        "domestic" if dearer < 0 else "imported" if dearer else "tie",
        to_rate(domestic.cny_per_month / (each * at_full)),
        _rent(imported, domestic),
        to_cents(left) if left >= 0 else None,
    )


def _rent(imported: Server, domestic: Server) -> Decimal:
    """Rent at which both cost the same, after the domestic server's month of moving."""
    per_card = to_rate(imported.cny_per_month / imported.cards)
    whole = break_even_rent(per_card, imported.efficiency, domestic.efficiency) * domestic.cards
    rent = Fraction(whole) - Fraction(domestic.migration_cny) / domestic.term_months
    return to_cents(max(rent, Fraction(0)))
