"""What one unit of something useful costs: rates in yuan to a millionth.

card-hour, useful card-hour (what failures and idling leave of it), PFLOP-hour of work (chip's dense
throughput x efficiency), million tokens.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from models.billing.checks import require_not_negative, require_positive, require_positive_share
from models.billing.money import to_rate

_TFLOPS_PER_PFLOPS = 1000
_TOKENS_PER_UNIT = 1_000_000


@dataclass(frozen=True)
class Efficiency:
    """What a paid card-hour is worth beside an ideal hour of the reference chip.

    `throughput_ratio` against the reference chip, `goodput_ratio` of the time that counts,
    `availability_ratio` of the time the card is there.
    """

    throughput_ratio: Decimal = Decimal(1)
    goodput_ratio: Decimal = Decimal(1)
    availability_ratio: Decimal = Decimal(1)

    def __post_init__(self) -> None:
        require_positive("throughput ratio", self.throughput_ratio, "a ratio; 1 is the reference")
        require_positive_share("goodput", self.goodput_ratio)
        require_positive_share("availability", self.availability_ratio)


@dataclass(frozen=True)
class Savings:
    """How commitments served a period: all three as the FinOps field defines them, as ratios.

    coverage = covered / all use at pay-as-you-go price; utilisation = used / committed;
    effective savings rate = (use at pay-as-you-go price - what it cost) / the former.
    """

    coverage: Decimal
    utilisation: Decimal
    effective_savings_rate: Decimal


def per_card_hour(cost_cny: Decimal, card_hours: Decimal) -> Decimal | None:
    """Yuan per card-hour; None where nothing was used, which has no unit cost."""
    require_not_negative("number of card-hours", card_hours, "card-hours")
    return to_rate(Fraction(cost_cny) / Fraction(card_hours)) if card_hours else None


def rent_per_card_hour(
    rent_cny_per_month: Decimal, cards: int, hours_per_month: Decimal, used_ratio: Decimal
) -> Decimal:
    """Rent of a server per card-hour used, `used_ratio` of its month."""
    require_positive("rent", rent_cny_per_month, "CNY per server and month")
    require_positive("number of cards", cards, "cards per server")
    require_positive("hours in a month", hours_per_month, "for example 720 or 730")
    require_positive_share("share of the hours used", used_ratio)
    hours = cards * Fraction(hours_per_month) * Fraction(used_ratio)
    return to_rate(Fraction(rent_cny_per_month) / hours)


def per_effective_card_hour(cny_per_card_hour: Decimal, efficiency: Efficiency) -> Decimal:
    """Yuan per hour of useful work of the reference chip."""
    require_positive("price", cny_per_card_hour, "CNY per card-hour")
    return to_rate(Fraction(cny_per_card_hour) / _worth(efficiency))


def break_even_rent(
    reference_rent_cny: Decimal, reference: Efficiency, other: Efficiency
) -> Decimal:
    """Rent of a server of the other chip at which its useful hours cost what the reference's do."""
    require_positive("rent", reference_rent_cny, "CNY per server and month")
    return to_rate(Fraction(reference_rent_cny) * _worth(other) / _worth(reference))


def per_pflop_hour(
    cny_per_card_hour: Decimal, dense_tflops: Decimal, efficiency_ratio: Decimal = Decimal(1)
) -> Decimal:
    """Yuan per PFLOP-hour of dense FP16 work; efficiency 1 is the peak nobody reaches."""
    require_positive("price", cny_per_card_hour, "CNY per card-hour")
    require_positive("throughput", dense_tflops, "TFLOPS per card, dense")
    require_positive_share("efficiency", efficiency_ratio)
    pflops = Fraction(dense_tflops) / _TFLOPS_PER_PFLOPS * Fraction(efficiency_ratio)
    return to_rate(Fraction(cny_per_card_hour) / pflops)


def per_million_tokens(cost_cny: Decimal, tokens: int) -> Decimal | None:
    """Yuan per million tokens; None where there were none."""
    require_not_negative("number of tokens", tokens, "tokens")
    return to_rate(Fraction(cost_cny) / tokens * _TOKENS_PER_UNIT) if tokens else None


def savings_of(
    covered_at_list_cny: Decimal,
    on_demand_cny: Decimal,
    committed_cny: Decimal,
    used_ratio: Decimal,
) -> Savings:
    """Coverage, utilisation and effective savings rate of a period.

    `covered_at_list_cny`: covered use at pay-as-you-go price; `on_demand_cny`: the rest, as paid;
    `committed_cny`: what the commitments cost, used or not.

    Raises:
        UsageError: nothing was used, so no rate exists.
    """
    whole = Fraction(covered_at_list_cny) + Fraction(on_demand_cny)
    require_positive("use at pay-as-you-go price", whole, "CNY")
    cost = Fraction(committed_cny) + Fraction(on_demand_cny)
    return Savings(
        coverage=to_rate(Fraction(covered_at_list_cny) / whole),
        utilisation=used_ratio,
        effective_savings_rate=to_rate((whole - cost) / whole),
    )


def _worth(efficiency: Efficiency) -> Fraction:
    return (
        Fraction(efficiency.throughput_ratio)
        * Fraction(efficiency.goodput_ratio)
        * Fraction(efficiency.availability_ratio)
    )
