"""Every way to have the same servers for the same months, side by side, under every residual curve.

Renting is what the others are held against: a saving is what renting costs more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from models.billing.buy_or_rent import Verdict, buy_or_rent, rent_flows, verdict_of
from models.billing.cash_flow import CashFlow, by_month, payback_month, present_value, total
from models.billing.checks import require_not_negative, require_positive, require_positive_share
from models.billing.conversion import TaxBasis
from models.billing.money import to_rate
from models.billing.owned import OwnedServers, owned_cash_flows
from models.billing.residual import ResidualCurve
from models.ownership.leasing import Lease, LeasedServers, lease_flows

Way = Literal["rent", "buy", "lease"]


@dataclass(frozen=True)
class Terms:
    """What all ways share. `rent_cny_per_month`: for all servers, at month's end, on `tax_basis`.

    `utilisation_ratio`: share of the hours that the cards work; a card-hour costs the more, the
    fewer there are.
    """

    months: int
    rent_cny_per_month: Decimal
    rate_per_month: Decimal
    tax_basis: TaxBasis
    hours_per_month: Decimal
    utilisation_ratio: Decimal = Decimal(1)

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        require_positive("time of use", self.months, "whole months")
        require_positive("rent", self.rent_cny_per_month, "CNY per month for all servers")
        require_not_negative("monthly rate", self.rate_per_month, "0.01 for 1 %")
        require_positive("hours in a month", self.hours_per_month, "for example 720 or 730")
        require_positive_share("utilisation", self.utilisation_ratio)


@dataclass(frozen=True)
class Option:
    """One way under one curve. Yuan, to the cent; a rate to a millionth.

    `residual_curve` is empty where nothing is sold. `payback_month`: when it has cost no more than
    renting so far; None: never. `break_even_rent_cny_per_month`: the rent from which it pays.
    """

    way: Way
    residual_curve: str
    total_cny: Decimal
    present_value_cny: Decimal
    saving_cny: Decimal
    saving_present_value_cny: Decimal
    payback_month: int | None
    break_even_rent_cny_per_month: Decimal | None
    cny_per_used_card_hour: Decimal
    verdict: Verdict
    flows: tuple[CashFlow, ...]


def options(
    owned: OwnedServers, terms: Terms, curves: Sequence[ResidualCurve], lease: Lease | None = None
) -> list[Option]:
    """Renting first, then buying and leasing under each curve.

    Whoever buys or leases rents the same servers until they are delivered.

    Raises:
        InputError: a curve ends before the servers are sold.
        UsageError: the lease does not fit the months.
    """
    months = owned.lead_time_months + terms.months
    rented = rent_flows(terms.rent_cny_per_month, months)
    found = [_option("rent", "", rented, rented, owned, terms)]
    found += [_bought(owned, curve, rented, terms) for curve in curves]
    if lease is not None:
        leased = LeasedServers(owned.servers, owned.running, owned.price_per_server)
        waiting = rent_flows(
            terms.rent_cny_per_month, lease.lead_time_months, "rent until delivery"
        )
        used = months - lease.lead_time_months
        for curve in curves if lease.buyout else curves[:1]:
            flows = lease_flows(lease, leased, curve, used, terms.tax_basis)
            name = curve.name if lease.buyout else ""
            found.append(_option("lease", name, [*waiting, *flows], rented, owned, terms))
    return found


def _bought(
    owned: OwnedServers, curve: ResidualCurve, rented: Sequence[CashFlow], terms: Terms
) -> Option:
    waiting = rent_flows(terms.rent_cny_per_month, owned.lead_time_months, "rent until delivery")
    flows = [*waiting, *owned_cash_flows(owned, curve, terms.months, terms.tax_basis)]
    known = buy_or_rent(
        owned, curve, terms.rent_cny_per_month, terms.months, terms.rate_per_month, terms.tax_basis
    )
    rent = known.break_even_rent_cny_per_month
    return _option("buy", curve.name, flows, rented, owned, terms, rent)


def _option(
    way: Way,
    curve: str,
    flows: Sequence[CashFlow],
    rented: Sequence[CashFlow],
    owned: OwnedServers,
    terms: Terms,
    break_even_rent: Decimal | None = None,
) -> Option:
    value = present_value(flows, terms.rate_per_month)
    saving = total(rented) - total(flows)
    saving_value = present_value(rented, terms.rate_per_month) - value
    received = [CashFlow(f.month, f.item, -f.amount_cny, f.rule) for f in rented]
    months = owned.lead_time_months + terms.months
    hours = owned.servers * owned.cards_per_server * months * Fraction(terms.hours_per_month)
    return Option(
        way=way,
        residual_curve=curve,
        total_cny=total(flows),
        present_value_cny=value,
        saving_cny=saving,
        saving_present_value_cny=saving_value,
        payback_month=None if way == "rent" else payback_month(by_month([*flows, *received])),
        break_even_rent_cny_per_month=break_even_rent,
        cny_per_used_card_hour=to_rate(
            Fraction(total(flows)) / (hours * Fraction(terms.utilisation_ratio))
        ),
        verdict="tie" if way == "rent" else verdict_of(saving, saving_value),
        flows=tuple(flows),
    )
