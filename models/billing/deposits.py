"""A deposit: paid when the term begins, given back when it ends; no cost."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

from models.billing.clock import Clock
from models.billing.drafts import Draft
from models.billing.parts import Purchase


def deposit(
    clock: Clock, bought: Purchase, end: date, fee: Fraction, months: int | None, unit: str
) -> list[Draft]:
    """What is paid and what comes back before the day `end`; neither without `months`.

    fee: of one unit and month. unit: of a line's quantity.
    """
    if not months:
        return []
    start, back = clock.hours_of(bought.starts_on, end)
    quantity = Fraction(months * bought.units)
    paid = Draft("deposit", "deposit paid", start, back, quantity, unit, fee, ledger="deposit")
    return [paid, replace(paid, rule="deposit returned", rate=-fee, billed_at=back)]
