"""Storage and network beside the cards: TB-days, GB-hours, 95th-percentile bandwidth, egress."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from data.errors import InputError
from models.billing.checks import require_not_negative, require_positive
from models.billing.money import to_cents, to_rate

MINUTES_PER_HOUR = 60
_LEFT_OUT_PER_SAMPLES = 20  # one in twenty: 5 %


@dataclass(frozen=True)
class StorageRule:
    """Storage by the day: `free_tb` a day cost nothing; above, a part of `step_tb` counts whole.

    HKUST(GZ), phase III: 0.50 yuan per TB and day over 1 TB, part of a TB as one.
    """

    price_cny_per_tb_day: Decimal
    free_tb: Decimal = Decimal(0)
    step_tb: Decimal = Decimal(1)

    def __post_init__(self) -> None:
        require_not_negative("storage price", self.price_cny_per_tb_day, "CNY per TB and day")
        require_not_negative("free storage", self.free_tb, "TB")
        require_positive("storage step", self.step_tb, "TB; 1 where a part counts as one")


@dataclass(frozen=True)
class Measured:
    """A quantity as billed, its price and what it comes to, to the cent."""

    quantity: Decimal
    unit: str
    rate_cny: Decimal
    amount_cny: Decimal
    rule: str


def billable_tb(rule: StorageRule, stored_tb: Decimal | Fraction) -> Decimal:
    """TB billed for a day on which so many were stored (the day's highest, in most tariffs)."""
    require_not_negative("storage", stored_tb, "TB")
    above = max(Fraction(0), Fraction(stored_tb) - Fraction(rule.free_tb))
    steps = -(-above // Fraction(rule.step_tb))
    return to_rate(steps * Fraction(rule.step_tb))


def storage_cost(rule: StorageRule, stored_tb_by_day: Sequence[Decimal]) -> Measured:
    """TB-days of a period, one value a day: each day rounded up by itself, money once."""
    tb_days = sum((billable_tb(rule, tb) for tb in stored_tb_by_day), Decimal(0))
    return _measured(
        tb_days,
        "TB-day",
        rule.price_cny_per_tb_day,
        f"over {rule.free_tb} TB a day, part of {rule.step_tb} TB as one",
    )


def gb_hours(segments: Sequence[tuple[Decimal, Decimal]]) -> Decimal:
    """GB-hours of segments (GB, minutes), to a millionth; also card-hours and core-hours."""
    total = sum((Fraction(size) * Fraction(minutes) for size, minutes in segments), Fraction(0))
    return to_rate(total / MINUTES_PER_HOUR)


def percentile_95(samples: Sequence[Decimal]) -> Decimal:
    """The highest sample after the highest 5 % (rounded down) are left out.

    Of 8,640 five-minute samples of a 30-day month the 433rd highest.

    Raises:
        InputError: there are no samples, or one is negative.
    """
    if not samples or min(samples) < 0:
        raise InputError(
            "Bandwidth needs samples of at least zero, and has none or a negative one",
            where="samples",
            remedy="Give the five-minute means of the month; a missing sample is not zero.",
        )
    return sorted(samples, reverse=True)[left_out(len(samples))]


def left_out(samples: int) -> int:
    """How many of the highest samples are free: 5 %, rounded down."""
    return samples // _LEFT_OUT_PER_SAMPLES


def bandwidth_cost(
    inbound_mbps: Sequence[Decimal],
    outbound_mbps: Sequence[Decimal],
    price_cny_per_mbps_month: Decimal,
    minimum_mbps: Decimal = Decimal(0),
) -> Measured:
    """A month billed by its 95th percentile: the greater of both directions, never the sum.

    `minimum_mbps` is the bandwidth committed to, paid even where less is used.

    Raises:
        InputError: a direction has no samples, or a negative one.
    """
    require_not_negative("bandwidth price", price_cny_per_mbps_month, "CNY per Mbit/s and month")
    require_not_negative("minimum", minimum_mbps, "Mbit/s")
    billed = max(percentile_95(inbound_mbps), percentile_95(outbound_mbps), minimum_mbps)
    return _measured(billed, "Mbit/s-month", price_cny_per_mbps_month, "95th percentile")


def egress_cost(
    sent_gb: Decimal, price_cny_per_gb: Decimal, free_gb: Decimal = Decimal(0)
) -> Measured:
    """Traffic out of the provider's network, beyond what is free in the period."""
    require_not_negative("traffic", sent_gb, "GB")
    require_not_negative("traffic price", price_cny_per_gb, "CNY per GB")
    require_not_negative("free traffic", free_gb, "GB")
    billed = max(Decimal(0), sent_gb - free_gb)
    return _measured(billed, "GB", price_cny_per_gb, f"over {free_gb} GB free")


def _measured(quantity: Decimal, unit: str, rate: Decimal, rule: str) -> Measured:
    return Measured(quantity, unit, rate, to_cents(Fraction(quantity) * Fraction(rate)), rule)
