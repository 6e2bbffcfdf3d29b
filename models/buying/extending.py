"""Contracts that end before a new one could be there: they go on where they are.

A lead time is that of new servers. Where a contract ends within it, what is for sale in its place
begins with its end, in no more units than it has.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from models.buying.horizon import Horizon
from models.buying.in_hand import Contract
from models.buying.offered import Offered
from models.offers.sale import SERVER
from models.procurement.plans import Extension


def goes_on_at(contract: Contract, offered: Offered) -> bool:
    """Whether it is the same servers, of the same provider, that an offer is for."""
    mine = (contract.provider, contract.chip, contract.cards_per_server)
    same = mine == (offered.provider, offered.chip, offered.sale.cards_per_unit)
    return same and contract.is_servers and offered.sale.unit == SERVER and offered.owning is None


def goes_on_by(contract: Contract, offered: Offered) -> bool:
    """Whether a purchase that begins when it ends is told as its extension: one of its length.

    Of what only goes on by itself, any length.
    """
    if offered.extends:
        return offered.extends == contract.commitment_id
    same_length = offered.term_months == contract.term_months
    is_rent = offered.owning is None and offered.money is None
    return contract.is_servers and same_length and is_rent


def month_after(contract: Contract, horizon: Horizon) -> int:
    """First month of the horizon that is planned without it: at least half of it comes after."""
    month = max(horizon.number_of(contract.last_day), 0)
    served = horizon.share(month, contract.first_day, contract.last_day) >= 1 / 2
    return month + served


def extensions_of(
    contracts: Sequence[Contract], offers: Sequence[Offered], horizon: Horizon
) -> Iterator[Offered]:
    """Offers by which contracts go on that end too early for a new one.

    A short term as often as it takes until a new one is there.
    """
    for contract in contracts:
        starts = month_after(contract, horizon)
        if starts >= horizon.months:
            continue
        for one in offers:
            missing = one.lead_months - starts
            if missing > 0 and goes_on_at(contract, one):
                for times in range(1, -(-missing // one.term_months) + 1):
                    yield _extension(one, contract, times)


def _extension(one: Offered, contract: Contract, times: int) -> Offered:
    """Its servers go on as they are: no lead time, and no package to be filled."""
    sale = replace(one.sale, term_months=one.term_months * times)
    payments = [Fraction(0)] * (sale.term_months + 1)
    for number in range(times):
        for month, amount in enumerate(one.payments, number * one.term_months):
            payments[month] += amount
    return replace(
        one,
        sale=sale,
        payments=tuple(payments),
        lead_months=0,
        package_units=1,
        minimum_units=0,
        tiers=None,
        extends=contract.commitment_id,
    )


def extension_limits(
    contracts: Sequence[Contract], extensions: Sequence[Offered], horizon: Horizon
) -> Iterator[Extension]:
    """From when each contract may go on, and with how many servers at most."""
    for contract in contracts:
        names = frozenset(o.name for o in extensions if o.extends == contract.commitment_id)
        if names:
            yield Extension(names, month_after(contract, horizon), float(contract.servers))
