"""Hardware of one's own: what is paid when, from the order to the sale of the used servers.

Price paid at the order and at delivery, running costs at the end of every month of use, residual
value received at the end of the last. Months count from the order; use begins after the lead time.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from data.errors import UsageError
from models.billing.cash_flow import CashFlow
from models.billing.checks import require_not_negative, require_positive, require_share
from models.billing.conversion import TaxBasis
from models.billing.money import to_cents
from models.billing.printed import PrintedAmount, exact_cny, to_cny
from models.billing.residual import ResidualCurve, residual_share

SHORTEST_DEPRECIATION_MONTHS = 36
LONGEST_DEPRECIATION_MONTHS = 72


@dataclass(frozen=True)
class RunningCost:
    """A cost per server and month of use: power, cabinet, network, maintenance, staff."""

    item: str
    per_server_month: PrintedAmount


@dataclass(frozen=True)
class OwnedServers:
    """Servers bought in one order.

    `paid_at_order_ratio` of the price is paid on day 0, the rest at delivery, `lead_time_months`
    later. `depreciation_months` (36 to 72) matters to the books only, never to the cash.
    """

    servers: int
    cards_per_server: int
    price_per_server: PrintedAmount
    running: tuple[RunningCost, ...]
    lead_time_months: int = 0
    paid_at_order_ratio: Decimal = Decimal(1)
    depreciation_months: int = 60

    def __post_init__(self) -> None:
        require_positive("number of servers", self.servers, "whole servers")
        require_positive("number of cards", self.cards_per_server, "cards per server")
        require_not_negative("lead time", self.lead_time_months, "whole months")
        require_share("share paid at the order", self.paid_at_order_ratio)
        if not (
            SHORTEST_DEPRECIATION_MONTHS <= self.depreciation_months <= LONGEST_DEPRECIATION_MONTHS
        ):
            raise UsageError(
                f"Depreciation over {self.depreciation_months} months is outside 3 to 6 years",
                where="depreciation_months",
                remedy="Write 36 to 72 months.",
            )


def owned_cash_flows(
    owned: OwnedServers, curve: ResidualCurve, months_of_use: int, tax_basis: TaxBasis
) -> list[CashFlow]:
    """All payments for the servers, ordered by month; the residual value comes in as negative.

    The residual value is the curve's share of the price on the same tax basis.

    Raises:
        InputError: the curve ends before the servers are sold.
        UsageError: the use is not a positive number of months.
    """
    require_positive("time of use", months_of_use, "whole months")
    last = owned.lead_time_months + months_of_use
    price = exact_cny(owned.price_per_server, tax_basis) * owned.servers
    sold = to_cents(price * residual_share(curve, months_of_use))
    running = [
        CashFlow(
            month,
            cost.item,
            to_cny(cost.per_server_month, tax_basis, owned.servers),
            f"{owned.servers} servers x 1 month",
        )
        for month in range(owned.lead_time_months + 1, last + 1)
        for cost in owned.running
    ]
    resale = CashFlow(last, "residual value", -sold, f"{curve.name} after {months_of_use} months")
    return [*_purchase(owned, to_cents(price)), *running, resale]


def _purchase(owned: OwnedServers, price_cny: Decimal) -> list[CashFlow]:
    at_order = to_cents(Fraction(price_cny) * Fraction(owned.paid_at_order_ratio))
    parts = [
        CashFlow(0, "purchase", at_order, f"{owned.paid_at_order_ratio} of the price at order"),
        CashFlow(owned.lead_time_months, "purchase", price_cny - at_order, "rest at delivery"),
    ]
    return [part for part in parts if part.amount_cny]


def depreciation_by_month(
    price_cny: Decimal, depreciation_months: int, residual_cny: Decimal = Decimal(0)
) -> list[Decimal]:
    """Straight-line charge of every month; the charges sum to price - residual to the cent."""
    require_positive("time of depreciation", depreciation_months, "whole months: 36 to 72")
    base = Fraction(price_cny - residual_cny)
    after = [to_cents(base * month / depreciation_months) for month in range(depreciation_months)]
    after.append(price_cny - residual_cny)
    return [later - earlier for earlier, later in pairwise(after)]


def book_cost_by_month(
    owned: OwnedServers, months_of_use: int, rate_per_month: Decimal, tax_basis: TaxBasis
) -> list[Decimal]:
    """What the books show for each month of use: depreciation, running costs, cost of capital.

    Capital is charged on the book value at the start of the month. Months after the end of
    depreciation carry running costs only.
    """
    require_positive("time of use", months_of_use, "whole months")
    require_not_negative("monthly rate", rate_per_month, "a share a month: 0.01 for 1 %")
    book = to_cny(owned.price_per_server, tax_basis, owned.servers)
    charges = depreciation_by_month(book, owned.depreciation_months)
    running = sum(
        (to_cny(cost.per_server_month, tax_basis, owned.servers) for cost in owned.running),
        Decimal(0),
    )
    months = []
    for month in range(months_of_use):
        charge = charges[month] if month < len(charges) else Decimal(0)
        months.append(charge + running + to_cents(Fraction(book) * Fraction(rate_per_month)))
        book -= charge
    return months
