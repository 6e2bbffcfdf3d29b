"""Buying against renting: the same months of service, in money and in value.

Both count: a purchase may cost fewer yuan in all and still be worth less than renting, because it
is paid first. The verdict says so in a word of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from models.billing.cash_flow import (
    CashFlow,
    by_month,
    level_payment,
    payback_month,
    present_value,
    total,
)
from models.billing.checks import require_not_negative, require_positive
from models.billing.conversion import TaxBasis
from models.billing.owned import OwnedServers, owned_cash_flows
from models.billing.residual import ResidualCurve

Verdict = Literal["buy", "rent", "saves_money_loses_value", "tie"]


@dataclass(frozen=True)
class BuyOrRent:
    """Yuan, to the cent. A saving is what renting costs more; negative: buying costs more.

    `break_even_rent_cny_per_month` is the month-end rent at which both have the same value.
    `payback_month` is when buying has cost no more than renting up to then, without its resale
    value counted before it is received; None: never within the time.
    """

    residual_curve: str
    owned_total_cny: Decimal
    rent_total_cny: Decimal
    saving_cny: Decimal
    owned_present_value_cny: Decimal
    rent_present_value_cny: Decimal
    saving_present_value_cny: Decimal
    break_even_rent_cny_per_month: Decimal
    payback_month: int | None
    verdict: Verdict


def rent_flows(
    rent_cny_per_month: Decimal, months: int, item: str = "rent", first_month: int = 1
) -> list[CashFlow]:
    """A rent paid at the end of every month."""
    require_not_negative("rent", rent_cny_per_month, "CNY per month for all servers")
    return [
        CashFlow(month, item, rent_cny_per_month, "at month end")
        for month in range(first_month, first_month + months)
    ]


def buy_or_rent(
    owned: OwnedServers,
    curve: ResidualCurve,
    rent_cny_per_month: Decimal,
    months_of_use: int,
    rate_per_month: Decimal,
    tax_basis: TaxBasis,
) -> BuyOrRent:
    """Buying against renting from today until the bought servers are sold.

    `rent_cny_per_month` is for all servers, on `tax_basis`. Who buys rents the same servers until
    they are delivered, so that both sides serve the same months.

    Raises:
        InputError: the curve ends before the servers are sold.
        UsageError: a number is negative or zero where it cannot be.
    """
    require_positive("rent", rent_cny_per_month, "CNY per month for all servers")
    waiting = rent_flows(rent_cny_per_month, owned.lead_time_months, "rent until delivery")
    bought = owned_cash_flows(owned, curve, months_of_use, tax_basis)
    rented = rent_flows(rent_cny_per_month, owned.lead_time_months + months_of_use)
    rent_value = present_value(rented, rate_per_month)
    own_value = present_value([*waiting, *bought], rate_per_month)
    saving = total(rented) - total([*waiting, *bought])
    return BuyOrRent(
        residual_curve=curve.name,
        owned_total_cny=total([*waiting, *bought]),
        rent_total_cny=total(rented),
        saving_cny=saving,
        owned_present_value_cny=own_value,
        rent_present_value_cny=rent_value,
        saving_present_value_cny=rent_value - own_value,
        break_even_rent_cny_per_month=level_payment(
            present_value(bought, rate_per_month),
            rate_per_month,
            months_of_use,
            first_month=owned.lead_time_months + 1,
        ),
        payback_month=payback_month(by_month([*waiting, *bought, *_received(rented)])),
        verdict=verdict_of(saving, rent_value - own_value),
    )


def under_each_curve(
    owned: OwnedServers,
    curves: Sequence[ResidualCurve],
    rent_cny_per_month: Decimal,
    months_of_use: int,
    rate_per_month: Decimal,
    tax_basis: TaxBasis,
) -> list[BuyOrRent]:
    """`buy_or_rent` under every residual curve: sources contradict, so no single one decides."""
    return [
        buy_or_rent(owned, curve, rent_cny_per_month, months_of_use, rate_per_month, tax_basis)
        for curve in curves
    ]


def _received(flows: Sequence[CashFlow]) -> list[CashFlow]:
    return [CashFlow(f.month, f.item, -f.amount_cny, f.rule) for f in flows]


def verdict_of(saving: Decimal, saving_value: Decimal) -> Verdict:
    """What to do, seen from saving money and from saving value."""
    if saving_value > 0:
        return "buy"
    if saving_value < 0:
        return "saves_money_loses_value" if saving > 0 else "rent"
    return "tie"
