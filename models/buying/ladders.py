"""The price ladder of a pool: pay-as-you-go beside the cheapest offer of every length."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import duckdb

from data.errors import InputError, UsageError
from data.settings import Settings
from models.billing.case import Case
from models.billing.plans import Plan
from models.offers.for_sale import files_for_sale
from models.offers.market import read_market
from models.offers.sale import SERVER, Sale, monthly_fee_cny
from models.offers.window import Window, read_windows
from models.procurement.ladder import Ladder, Term
from models.stage import read_core

TERM_MODES = ("monthly", "quarterly", "annual", "multi_year", "reserved")


@dataclass(frozen=True)
class PoolLadder:
    """What is for sale to a pool on its last complete day, in units of `cards_per_unit` cards.

    `sales` has the offer of each term, by its months. Fees are of one unit and month, on the
    settings' tax basis.
    """

    window: Window
    ladder: Ladder
    cards_per_unit: int
    sales: Mapping[int, Sale]

    @property
    def pool_id(self) -> str:
        """The pool."""
        return self.window.pool_id


def read_ladders(
    connection: duckdb.DuckDBPyConnection, settings: Settings, plans: Sequence[Plan] = ()
) -> list[PoolLadder]:
    """The ladders of all pools that have one, by pool_id; needs the marts.

    A pool has none without a pay-as-you-go price, or where no term is sold to it.
    """
    windows = read_windows(connection, settings)
    fx = read_core(connection, "core_fx_rate")
    market = read_market(read_core(connection, "core_price"), fx, windows.pools, settings)
    found = []
    for window in windows.of_pools():
        sales = [*market.of(window)[0], *files_for_sale(plans, window)[0]]
        case = window.case(fx, {sale.plan.currency for sale in sales}, settings)
        found.append(ladder_of_pool(window, sales, case))
    return [one for one in found if one is not None]


def ladder_of_pool(window: Window, sales: Sequence[Sale], case: Case) -> PoolLadder | None:
    """Terms of months for whole units of cards; None where none is sold.

    A ladder has one unit: the size that most terms are sold in, the smaller of two. Offers of other
    sizes are not in it, nor is what is no term of cards: packs, spot, spend agreements, blocks.
    A month has the hours of the setting `hours_per_month`.
    """
    terms = [
        s for s in sales if s.unit == SERVER and s.term_months and s.billing_mode in TERM_MODES
    ]
    if not terms:
        return None
    count = Counter(sale.cards_per_unit for sale in terms)
    cards = min(count, key=lambda size: (-count[size], size))
    cheapest: dict[int, tuple[Decimal, Sale]] = {}
    for sale in terms:
        fee = _fee(sale, case) if sale.cards_per_unit == cards else None
        if fee and (sale.term_months not in cheapest or fee < cheapest[sale.term_months][0]):
            cheapest[sale.term_months] = (fee, sale)
    if not cheapest:
        return None
    ladder = Ladder(
        float(window.on_demand_price_cny) * cards,
        tuple(
            Term(sale.plan.plan_id, months, float(fee))
            for months, (fee, sale) in sorted(cheapest.items())
        ),
        round(case.hours_per_month),
    )
    return PoolLadder(window, ladder, cards, {m: sale for m, (_, sale) in cheapest.items()})


def _fee(sale: Sale, case: Case) -> Decimal | None:
    """None where it cannot be billed; models.plan names such an offer."""
    try:
        return monthly_fee_cny(sale.plan, case)
    except (InputError, UsageError):
        return None
