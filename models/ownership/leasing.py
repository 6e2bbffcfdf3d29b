"""Leasing: somebody else buys the servers; one pays by the month, and may take them over.

Running costs (power, cabinet, staff) are the lessee's, as if the servers were its own.
"""

from dataclasses import dataclass
from decimal import Decimal

from data.errors import UsageError
from models.billing.cash_flow import CashFlow
from models.billing.checks import require_not_negative, require_positive
from models.billing.conversion import TaxBasis
from models.billing.money import to_cents
from models.billing.owned import RunningCost
from models.billing.printed import PrintedAmount, exact_cny, to_cny
from models.billing.residual import ResidualCurve, residual_share


@dataclass(frozen=True)
class Lease:
    """A lease per server. `months` of payments, at each month's end or `in_advance`.

    `deposit` comes back at the end of the lease. `buyout`: what the servers cost then; None: they
    go back, and there is nothing to sell.
    """

    payment_per_month: PrintedAmount
    months: int
    down_payment: PrintedAmount | None = None
    deposit: PrintedAmount | None = None
    buyout: PrintedAmount | None = None
    in_advance: bool = False
    lead_time_months: int = 0

    def __post_init__(self) -> None:
        """Refuse what no lease is."""
        require_positive("length of the lease", self.months, "whole months")
        require_not_negative("lead time", self.lead_time_months, "whole months")


@dataclass(frozen=True)
class LeasedServers:
    """How many, what running one costs, and what one is worth new (for the sale at the end)."""

    servers: int
    running: tuple[RunningCost, ...]
    price_per_server: PrintedAmount


def lease_flows(
    lease: Lease,
    leased: LeasedServers,
    curve: ResidualCurve,
    months_of_use: int,
    tax_basis: TaxBasis,
) -> list[CashFlow]:
    """All payments, ordered by what they are for; what is received is negative.

    Raises:
        UsageError: the servers go back before the months of use are over, or the use is shorter
            than the lease, whose payments are due all the same.
        InputError: the curve ends before the servers are sold.
    """
    _require_fitting(lease, months_of_use)
    start, servers = lease.lead_time_months, leased.servers
    end = start + lease.months
    first = start if lease.in_advance else start + 1
    flows = [
        CashFlow(month, "lease", to_cny(lease.payment_per_month, tax_basis, servers), "a month")
        for month in range(first, first + lease.months)
    ]
    if lease.down_payment is not None:
        flows.append(
            CashFlow(start, "down payment", _all(lease.down_payment, leased, tax_basis), "")
        )
    if lease.deposit is not None:
        deposit = _all(lease.deposit, leased, tax_basis)
        flows += [CashFlow(start, "deposit", deposit, ""), CashFlow(end, "deposit", -deposit, "")]
    flows += [
        CashFlow(month, cost.item, to_cny(cost.per_server_month, tax_basis, servers), "a month")
        for month in range(start + 1, start + months_of_use + 1)
        for cost in leased.running
    ]
    if lease.buyout is not None:
        flows.append(CashFlow(end, "buyout", _all(lease.buyout, leased, tax_basis), ""))
        new = exact_cny(leased.price_per_server, tax_basis) * servers
        sold = to_cents(new * residual_share(curve, months_of_use))
        rule = f"{curve.name} after {months_of_use} months"
        flows.append(CashFlow(start + months_of_use, "residual value", -sold, rule))
    return flows


def _all(amount: PrintedAmount, leased: LeasedServers, tax_basis: TaxBasis) -> Decimal:
    return to_cny(amount, tax_basis, leased.servers)


def _require_fitting(lease: Lease, months_of_use: int) -> None:
    if months_of_use < lease.months:
        raise UsageError(
            f"The lease runs {lease.months} months, and only {months_of_use} are compared",
            where="months",
            remedy="Compare at least as many months as are paid.",
        )
    if lease.buyout is None and months_of_use > lease.months:
        raise UsageError(
            f"The servers go back after {lease.months} months, and {months_of_use} are compared",
            where="months",
            remedy="Compare as many months as the lease runs, or give the price of the buyout.",
        )
