"""Payments of whole-server rental (整机月租): rent, deposit, early exit, what is not included.

Rents are quoted with or without cabinet, power, network and operations; a rent that does not say
is not comparable, and is refused. What is not included is added at a price of its own.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from data.errors import MissingPriceError, UsageError
from models.billing.cash_flow import CashFlow
from models.billing.checks import require_not_negative, require_positive, require_share
from models.billing.conversion import TaxBasis
from models.billing.money import to_cents
from models.billing.printed import PrintedAmount, to_cny

COMPONENTS = ("cabinet", "power", "network", "operations")


@dataclass(frozen=True)
class EarlyExit:
    """What leaving before the end costs.

    `rest_owed_ratio` of the rent of the months left is owed at once (1 in a closed term, 闭口);
    `deposit_lost` says whether the deposit stays with the seller, beside what is owed.
    """

    rest_owed_ratio: Decimal
    deposit_lost: bool

    def __post_init__(self) -> None:
        require_share("share of the rest that is owed", self.rest_owed_ratio)


CLOSED_TERM = EarlyExit(rest_owed_ratio=Decimal(1), deposit_lost=False)


@dataclass(frozen=True)
class ServerRental:
    """Servers rented for a term.

    `paid_months` of rent are paid at the start of every such period and `deposit_months` held back
    from the first day to the last (押一付三: 1 and 3). `included` says for each of COMPONENTS
    whether the rent contains it, or None where the seller does not say; `extras` are the prices
    per server and month of what it does not contain.
    """

    servers: int
    cards_per_server: int
    rent_per_server_month: PrintedAmount
    term_months: int
    early_exit: EarlyExit
    included: dict[str, bool | None]
    extras: dict[str, PrintedAmount]
    paid_months: int = 1
    deposit_months: int = 0

    def __post_init__(self) -> None:
        require_positive("number of servers", self.servers, "whole servers")
        require_positive("number of cards", self.cards_per_server, "cards per server")
        require_positive("term", self.term_months, "whole months")
        require_positive("months paid at a time", self.paid_months, "whole months")
        require_not_negative("deposit", self.deposit_months, "months of rent")


def full_rent_cny_per_server_month(rental: ServerRental, tax_basis: TaxBasis) -> Decimal:
    """Rent of a server and month with everything it needs, to the cent: what can be compared.

    Raises:
        MissingPriceError: it is not said whether a component is included, or one that is not has
            no price; all of them are named.
    """
    unsaid = [name for name in COMPONENTS if rental.included.get(name) is None]
    if unsaid:
        raise MissingPriceError(
            f"The rent does not say whether it includes {', '.join(unsaid)}",
            where=rental.rent_per_server_month.source,
            remedy="Write true or false for each; a rent with power is not one without.",
        )
    outside = [name for name in COMPONENTS if not rental.included[name]]
    unpriced = [name for name in outside if name not in rental.extras]
    if unpriced:
        raise MissingPriceError(
            f"The rent does not include {', '.join(unpriced)}, and no price is given for it",
            where=rental.rent_per_server_month.source,
            remedy="Give a price per server and month, or zero with its reason as the source.",
        )
    rent = to_cny(rental.rent_per_server_month, tax_basis)
    return rent + sum((to_cny(rental.extras[name], tax_basis) for name in outside), Decimal(0))


def rental_cash_flows(
    rental: ServerRental, tax_basis: TaxBasis, exit_after_months: int | None = None
) -> list[CashFlow]:
    """All payments of the rental, kept to the end or left after some months; ordered by month.

    Rent is paid at the start of each payment period, extras at the end of each month of use. On
    leaving, rent paid ahead is set off against what is owed for the rest.

    Raises:
        MissingPriceError: as `full_rent_cny_per_server_month`.
        UsageError: the exit is outside the term.
    """
    full = full_rent_cny_per_server_month(rental, tax_basis)
    used = rental.term_months if exit_after_months is None else exit_after_months
    if not 1 <= used <= rental.term_months:
        raise UsageError(
            f"Leaving after {used} months is outside a term of {rental.term_months} months",
            where="exit_after_months",
            remedy="Write a month from 1 to the term.",
        )
    rent = to_cny(rental.rent_per_server_month, tax_basis, rental.servers)
    extras = full * rental.servers - rent
    flows = _deposit(rental, rent, used) + _rents(rental, rent, used)
    if extras:
        flows += [CashFlow(m, "extras", extras, "at month end") for m in range(1, used + 1)]
    if used < rental.term_months:
        flows += _exit(rental, rent, used)
    return sorted(flows, key=lambda flow: flow.month)


def _deposit(rental: ServerRental, rent: Decimal, used: int) -> list[CashFlow]:
    if not rental.deposit_months:
        return []
    deposit = rent * rental.deposit_months
    paid = CashFlow(0, "deposit", deposit, f"{rental.deposit_months} months of rent")
    if used < rental.term_months and rental.early_exit.deposit_lost:
        return [paid]
    return [paid, CashFlow(used, "deposit", -deposit, "returned at the end")]


def _rents(rental: ServerRental, rent: Decimal, used: int) -> list[CashFlow]:
    return [
        CashFlow(
            month,
            "rent",
            rent * min(rental.paid_months, rental.term_months - month),
            f"ahead for {min(rental.paid_months, rental.term_months - month)} months",
        )
        for month in range(0, used, rental.paid_months)
    ]


def _exit(rental: ServerRental, rent: Decimal, used: int) -> list[CashFlow]:
    rest = rental.term_months - used
    owed = to_cents(Fraction(rent) * rest * Fraction(rental.early_exit.rest_owed_ratio))
    periods = -(-used // rental.paid_months)
    ahead = min(periods * rental.paid_months, rental.term_months) - used
    rule = f"{rental.early_exit.rest_owed_ratio} of the rent of {rest} months left"
    flows = [CashFlow(used, "early exit", owed, rule)] if owed else []
    if ahead:
        flows.append(CashFlow(used, "rent", -rent * ahead, f"{ahead} months paid ahead, set off"))
    return flows
