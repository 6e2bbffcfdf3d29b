"""A promise to spend an amount over a term, as FOCUS shows it: usage, unused fees, the purchase.

Follows the SaaS spend agreements of the FOCUS specification (CC BY 4.0): paid as used (A) or paid
upfront (B), with or without a least amount a month. What is not spent by the end is charged then.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from data.errors import UsageError
from models.billing.checks import require_not_negative, require_positive
from models.billing.focus_rows import FocusRow, billing_month, periods

NOTHING = Decimal(0)


@dataclass(frozen=True)
class SpendAgreement:
    """`amount` over whole calendar months from `first_month`, in the seller's currency."""

    agreement_id: str
    first_month: date
    months: int
    amount: Decimal
    paid_upfront: bool
    least_per_month: Decimal = NOTHING

    def __post_init__(self) -> None:
        require_positive("agreed amount", self.amount, "the seller's currency")
        require_positive("term", self.months, "whole months")
        require_not_negative("least amount a month", self.least_per_month, "the same currency")
        if self.least_per_month * self.months > self.amount:
            raise UsageError(
                "The least amounts of the months sum to more than was agreed",
                where=self.agreement_id,
                remedy="Correct the agreed amount or the least amount a month.",
            )


def spend_agreement_rows(
    agreement: SpendAgreement, used_by_month: Sequence[Decimal]
) -> list[FocusRow]:
    """Rows of the whole term, given the contracted cost of every month's usage.

    A month below the least amount has an unused fee, except the last: what the term lacks is
    charged at its end. Use beyond the agreed amount is billed as used.

    Raises:
        UsageError: there is not one amount for every month, or one is negative.
    """
    if len(used_by_month) != agreement.months:
        raise UsageError(
            f"{len(used_by_month)} months of use are given for {agreement.months}",
            where=agreement.agreement_id,
            remedy="Give one amount per month, zero where nothing was used.",
        )
    rows, drawn = _purchase(agreement), NOTHING
    for number, (start, end) in enumerate(_months(agreement)):
        used = used_by_month[number]
        require_not_negative("use of a month", used, "the seller's currency")
        if used:
            covered = min(used, max(NOTHING, agreement.amount - drawn))
            rows.append(_usage(agreement, start, end, used, covered))
        drawn += used
        lacking = agreement.least_per_month - used
        if lacking > 0 and number < agreement.months - 1:
            fee = min(lacking, max(NOTHING, agreement.amount - drawn))
            rows += [_fee(agreement, "Monthly unused fee", start, end, fee)] if fee else []
            drawn += fee
    if drawn < agreement.amount:
        start, end = _term(agreement)
        rest = agreement.amount - drawn
        rows.append(_fee(agreement, "End of contract unused fee", start, end, rest))
    return rows


def _months(agreement: SpendAgreement) -> list[tuple[datetime, datetime]]:
    found = [billing_month(datetime.combine(agreement.first_month, time.min))]
    while len(found) < agreement.months:
        found.append(billing_month(found[-1][1]))
    return found


def _term(agreement: SpendAgreement) -> tuple[datetime, datetime]:
    months = _months(agreement)
    return months[0][0], months[-1][1]


def _purchase(agreement: SpendAgreement) -> list[FocusRow]:
    if not agreement.paid_upfront:
        return []
    row = _row(agreement, "Purchase", *_term(agreement), agreement.amount)
    return [row | {"BilledCost": agreement.amount, "EffectiveCost": NOTHING}]


def _usage(
    agreement: SpendAgreement, start: datetime, end: datetime, used: Decimal, covered: Decimal
) -> FocusRow:
    billed = used - covered if agreement.paid_upfront else used
    row = _row(agreement, "Usage", start, end, used)
    return row | {
        "ChargeFrequency": "Usage-Based",
        "ChargeDescription": "Monthly usage charge",
        "BilledCost": billed,
        "EffectiveCost": used,
    }


def _fee(
    agreement: SpendAgreement, words: str, start: datetime, end: datetime, fee: Decimal
) -> FocusRow:
    row = _row(agreement, "Usage", start, end, fee)
    if words.startswith("End"):  # billed in the last month, for the whole term
        last = _months(agreement)[-1]
        row |= {"BillingPeriodStart": last[0], "BillingPeriodEnd": last[1]}
    billed = NOTHING if agreement.paid_upfront else fee
    return row | {"ChargeDescription": words, "BilledCost": billed, "EffectiveCost": fee}


def _row(
    agreement: SpendAgreement, category: str, start: datetime, end: datetime, cost: Decimal
) -> FocusRow:
    return periods(start, end) | {
        "ChargeCategory": category,
        "ChargeFrequency": "One-Time",
        "ChargeDescription": "Upfront payment for the term",
        "PricingCategory": "Standard",
        "PricingQuantity": Decimal(1),
        "PricingUnit": "Count",
        "ListCost": cost,
        "ContractedCost": cost,
        "SkuId": agreement.agreement_id,
    }
