"""From how many hours on a rental costs less than paying by the hour.

break-even hours a month = unit fee / (cards x pay-as-you-go price per card-hour)
utilisation              = break-even hours / hours in a month of rent
"""

from dataclasses import dataclass
from decimal import Decimal

from data.errors import UsageError

LONGEST_MONTH_HOURS = 744


@dataclass(frozen=True)
class BreakEven:
    """One rental unit against pay-as-you-go; unrounded, in yuan, hours and ratios.

    `pays` is whether the unit can cost less at all: at exactly 100 % utilisation both cost the
    same, and a tie keeps pay-as-you-go.
    """

    break_even_hours_per_month: Decimal
    utilisation_ratio: Decimal
    card_hour_price_at_full_use: Decimal
    pays: bool


@dataclass(frozen=True)
class TermBreakEven:
    """A long term against a shorter one, in months of need; `pays` within the long term."""

    break_even_months: Decimal
    pays: bool


def break_even(
    unit_fee_cny_per_month: Decimal,
    cards: int,
    on_demand_cny_per_card_hour: Decimal,
    hours_per_month: Decimal,
) -> BreakEven:
    """Break-even of one unit of `cards` cards that all work while it is used.

    Both prices must stand on one tax basis and include the same things (power, network).

    Raises:
        UsageError: a value is not a positive number, or a month has more than 744 hours.
    """
    _require_positive("monthly fee of a unit", unit_fee_cny_per_month, "CNY per unit and month")
    _require_cards(cards)
    _require_positive("pay-as-you-go price", on_demand_cny_per_card_hour, "CNY per card-hour")
    require_hours_per_month(hours_per_month)
    hours = unit_fee_cny_per_month / (cards * on_demand_cny_per_card_hour)
    return BreakEven(
        break_even_hours_per_month=hours,
        utilisation_ratio=hours / hours_per_month,
        card_hour_price_at_full_use=unit_fee_cny_per_month / (cards * hours_per_month),
        pays=unit_fee_cny_per_month < cards * on_demand_cny_per_card_hour * hours_per_month,
    )


def term_break_even(
    long_fee_cny_per_month: Decimal, long_term_months: int, short_fee_cny_per_month: Decimal
) -> TermBreakEven:
    """From how many months of need on a long term, paid to its end, costs less than a month's.

    Raises:
        UsageError: a fee or the term is not a positive number.
    """
    _require_positive("monthly fee of the long term", long_fee_cny_per_month, "CNY per month")
    _require_positive("monthly fee of the short term", short_fee_cny_per_month, "CNY per month")
    _require_months("long term", long_term_months)
    months = long_fee_cny_per_month * long_term_months / short_fee_cny_per_month
    return TermBreakEven(months, pays=long_fee_cny_per_month < short_fee_cny_per_month)


def term_cost(fee_cny_per_month: Decimal, term_months: int, months_needed: int) -> Decimal:
    """Yuan for `months_needed` months bought in whole terms: a term begun is paid to its end.

    Raises:
        UsageError: the fee, the term or the need is not a positive number.
    """
    _require_positive("monthly fee", fee_cny_per_month, "CNY per month")
    _require_months("term", term_months)
    _require_months("months needed", months_needed)
    terms = -(-months_needed // term_months)
    return fee_cny_per_month * term_months * terms


def require_hours_per_month(hours_per_month: Decimal) -> None:
    """Refuse an hour basis that no month has."""
    _require_positive("hours in a month", hours_per_month, "for example 720 or 730")
    if hours_per_month > LONGEST_MONTH_HOURS:
        raise UsageError(
            f"No month has {hours_per_month} hours",
            where="hours_per_month",
            remedy="Write 720 (Chinese trade), 730 (futures and clouds), or at most 744.",
        )


def _require_positive(name: str, value: Decimal, unit: str) -> None:
    if not value.is_finite() or value <= 0:
        raise UsageError(
            f"The {name} must be a positive number, and is {value}",
            where=name,
            remedy=f"Write it in {unit}.",
        )


def _require_cards(cards: int) -> None:
    if cards < 1:
        raise UsageError(
            f"A unit must have at least one card, and has {cards}",
            where="cards",
            remedy="Write how many cards the fee buys: 8 for an 8-card server.",
        )


def _require_months(name: str, months: int) -> None:
    if months < 1:
        raise UsageError(
            f"The {name} must be at least one month, and is {months}",
            where=name,
            remedy="Write whole months.",
        )
