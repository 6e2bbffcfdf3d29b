"""Commitments as FOCUS shows them: purchase rows, and Used and Unused rows of every hour.

What is paid stands in BilledCost of the purchase; what an hour draws stands in EffectiveCost of its
usage, whether used or not. Over a term both sum to the same.

Follows the worked cases of the FOCUS specification, appendix "Commitment discounts" (CC BY 4.0).
There, as here, the two rows of a resource whose hour is covered in part both carry the whole
ConsumedQuantity: sum PricingQuantity instead. Where the cases contradict each other (an Unused row
that names a resource and a consumed hour; 2/3 of an hour printed as 0.75) the text is followed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from data.errors import UsageError
from models.billing.checks import require_not_negative, require_positive, require_share
from models.billing.money import round_half_away

FOCUS_DECIMALS = 12
ZERO = Decimal(0)
HOUR = timedelta(hours=1)

FocusRow = dict[str, Any]


@dataclass(frozen=True)
class HourlyCommitment:
    """So many `unit` in every hour of a term, in the seller's currency.

    A spend commitment counts money (`unit` is the currency, its price 1); a usage commitment counts
    hours or, where it is flexible in size, normalized hours. `upfront_ratio` of the price is paid
    at the start, the rest hour by hour.
    """

    commitment_id: str
    category: Literal["Spend", "Usage"]
    starts_at: datetime
    ends_at: datetime
    units_per_hour: Decimal
    unit: str
    price_per_unit: Decimal
    upfront_ratio: Decimal

    def __post_init__(self) -> None:
        require_positive("commitment", self.units_per_hour, f"{self.unit} per hour")
        require_not_negative("price of the commitment", self.price_per_unit, f"per {self.unit}")
        require_share("share paid upfront", self.upfront_ratio)
        if (self.ends_at - self.starts_at) % HOUR or self.ends_at <= self.starts_at:
            raise UsageError(
                "A commitment by the hour needs a term of whole hours",
                where=self.commitment_id,
                remedy="Write the first hour and the first hour after the last.",
            )


@dataclass(frozen=True)
class EligibleUse:
    """A resource's use in an hour that a commitment may cover.

    `commitment_units` is what it would draw if wholly covered (money at the committed price, or
    normalized hours); `on_demand_cost` what it would cost if not covered at all.
    """

    resource_id: str
    consumed_quantity: Decimal
    consumed_unit: str
    commitment_units: Decimal
    on_demand_cost: Decimal
    list_cost: Decimal | None = None
    columns: FocusRow = field(default_factory=dict)


def purchase_rows(commitment: HourlyCommitment, until: datetime | None = None) -> list[FocusRow]:
    """What was bought: a One-Time row for what is paid upfront, a Recurring row for every hour.

    `until` ends the recurring rows early: a year has 8,760 of them.
    """
    hours = (commitment.ends_at - commitment.starts_at) // HOUR
    upfront, recurring = Fraction(commitment.upfront_ratio), 1 - Fraction(commitment.upfront_ratio)
    rows = []
    if upfront:
        row = _purchase(commitment, upfront * hours, commitment.starts_at, commitment.ends_at)
        rows.append(row | {"ChargeFrequency": "One-Time"})
    if recurring:
        end = min(until or commitment.ends_at, commitment.ends_at)
        for number in range((end - commitment.starts_at) // HOUR):
            start = commitment.starts_at + number * HOUR
            row = _purchase(commitment, recurring, start, start + HOUR)
            rows.append(row | {"ChargeFrequency": "Recurring"})
    return rows


def usage_rows(
    commitment: HourlyCommitment, hour: datetime, uses: Sequence[EligibleUse]
) -> list[FocusRow]:
    """Rows of one hour: covered use in the order given, what is left over, what is not used.

    Raises:
        UsageError: the hour lies outside the term.
    """
    if not commitment.starts_at <= hour < commitment.ends_at:
        raise UsageError(
            f"The hour {hour} lies outside the commitment's term",
            where=commitment.commitment_id,
            remedy="Price it as usage without a commitment.",
        )
    left = Fraction(commitment.units_per_hour)
    rows = []
    for use in uses:
        drawn = min(left, Fraction(use.commitment_units))
        left -= drawn
        covered = drawn / Fraction(use.commitment_units) if use.commitment_units else Fraction(1)
        if covered:
            rows.append(_used(commitment, hour, use, drawn, covered))
        if covered < 1:
            rows.append(_standard(hour, use, 1 - covered))
    if left:
        rows.append(_unused(commitment, hour, left))
    return rows


def billing_month(moment: datetime) -> tuple[datetime, datetime]:
    """First moment of the calendar month, and of the next."""
    first = moment.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return first, (first + timedelta(days=32)).replace(day=1)


def exact(value: Fraction) -> Decimal:
    """A cost or quantity to 12 decimals: FOCUS exports are finer than cents."""
    return round_half_away(value, FOCUS_DECIMALS)


def periods(start: datetime, end: datetime) -> FocusRow:
    """Charge period, and the billing period of its beginning."""
    first, after = billing_month(start)
    return {
        "BillingPeriodStart": first,
        "BillingPeriodEnd": after,
        "ChargePeriodStart": start,
        "ChargePeriodEnd": end,
    }


def _purchase(
    commitment: HourlyCommitment, hours: Fraction, start: datetime, end: datetime
) -> FocusRow:
    units = Fraction(commitment.units_per_hour) * hours
    cost = exact(units * Fraction(commitment.price_per_unit))
    return periods(start, end) | {
        "ChargeCategory": "Purchase",
        "PricingCategory": "Standard",
        "ResourceId": commitment.commitment_id,
        "PricingQuantity": exact(units),
        "PricingUnit": commitment.unit,
        "ListCost": cost,
        "ContractedCost": cost,
        "BilledCost": cost,
        "EffectiveCost": ZERO,
        "ConsumedQuantity": None,
        "ConsumedUnit": None,
        **_of(commitment, units, None),
    }


def _used(
    commitment: HourlyCommitment,
    hour: datetime,
    use: EligibleUse,
    drawn: Fraction,
    covered: Fraction,
) -> FocusRow:
    cost = exact(drawn * Fraction(commitment.price_per_unit))
    row = _usage(hour, use, covered)
    return row | {
        "PricingCategory": "Committed",
        "ContractedCost": cost,
        "BilledCost": ZERO,
        "EffectiveCost": cost,
        **_of(commitment, drawn, "Used"),
    }


def _standard(hour: datetime, use: EligibleUse, rest: Fraction) -> FocusRow:
    cost = exact(Fraction(use.on_demand_cost) * rest)
    return _usage(hour, use, rest) | {
        "PricingCategory": "Standard",
        "ContractedCost": cost,
        "BilledCost": cost,
        "EffectiveCost": cost,
        "CommitmentDiscountId": None,
        "CommitmentDiscountCategory": None,
        "CommitmentDiscountQuantity": None,
        "CommitmentDiscountStatus": None,
        "CommitmentDiscountUnit": None,
    }


def _unused(commitment: HourlyCommitment, hour: datetime, left: Fraction) -> FocusRow:
    cost = exact(left * Fraction(commitment.price_per_unit))
    return periods(hour, hour + HOUR) | {
        "ChargeCategory": "Usage",
        "ChargeFrequency": "Usage-Based",
        "PricingCategory": "Committed",
        "ResourceId": commitment.commitment_id,
        "PricingQuantity": exact(left),
        "PricingUnit": commitment.unit,
        "ListCost": cost,
        "ContractedCost": cost,
        "BilledCost": ZERO,
        "EffectiveCost": cost,
        "ConsumedQuantity": None,
        "ConsumedUnit": None,
        **_of(commitment, left, "Unused"),
    }


def _usage(hour: datetime, use: EligibleUse, part: Fraction) -> FocusRow:
    listed = use.on_demand_cost if use.list_cost is None else use.list_cost
    return (
        periods(hour, hour + HOUR)
        | {
            "ChargeCategory": "Usage",
            "ChargeFrequency": "Usage-Based",
            "ResourceId": use.resource_id,
            "PricingQuantity": exact(Fraction(use.consumed_quantity) * part),
            "PricingUnit": use.consumed_unit,
            "ListCost": exact(Fraction(listed) * part),
            "ConsumedQuantity": use.consumed_quantity,
            "ConsumedUnit": use.consumed_unit,
        }
        | use.columns
    )


def _of(commitment: HourlyCommitment, units: Fraction, status: str | None) -> FocusRow:
    return {
        "CommitmentDiscountId": commitment.commitment_id,
        "CommitmentDiscountCategory": commitment.category,
        "CommitmentDiscountQuantity": exact(units),
        "CommitmentDiscountStatus": status,
        "CommitmentDiscountUnit": commitment.unit,
    }
