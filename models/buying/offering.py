"""Offers made of what is for sale to a pool, and what is not offered, with the reason."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from data.buying import Buying
from data.errors import InputError, UsageError
from models.billing.case import Case
from models.billing.comparable import Incomplete
from models.billing.modes.committed_spend import CommittedSpend
from models.billing.modes.owned import Owned
from models.billing.modes.pack import Pack
from models.billing.modes.savings_plan import SavingsPlan
from models.billing.modes.spot import Spot
from models.billing.money import to_cents
from models.billing.parts import only_one
from models.billing.prices import BEYOND
from models.billing.usage import Item
from models.buying.money_terms import agreement_payments, money_terms
from models.buying.offered import Offered, Refused
from models.buying.payments import Payments, payments_of
from models.buying.purchases import PURCHASE, PURCHASE_UNSAID, Owning, is_outright
from models.offers.sale import MONEY, SERVER, Sale
from models.procurement.plans import Tiers, TierStep

NOT_COMPARABLE = "not_comparable"
ON_ASSUMPTION = "on_assumption"
NO_TERM = "no_term"
MOST_FEE_CNY = 10**11  # per unit and month: more is a wrong number, and no table holds it
NAME_TWICE = "name_twice"


def unit_cards(sales: Iterable[Sale]) -> int:
    """Cards of a pool's unit: the size that most terms are sold in, of two the smaller."""
    count = Counter(s.cards_per_unit for s in sales if s.unit == SERVER and s.term_months)
    return min(count, key=lambda size: (-count[size], size)) if count else 1


@dataclass(frozen=True)
class Asking:
    """Who asks: a pool, in units of `cards` cards, and the window's case for exchange rates.

    `efficiency`: of a card of what is sold, in cards of the pool's own; below or above 1 where
    another chip is sold, and then moving costs `moving_cny` a server.
    """

    pool_id: str
    cards: int
    case: Case
    buying: Buying
    efficiency: float = 1.0
    moving_cny: Fraction = Fraction(0)


def offered_to(
    asking: Asking, item: Item, sales: Sequence[Sale]
) -> tuple[list[Offered], list[Refused]]:
    """Terms that can be bought for a pool; and what no ladder can hold, packs and spot among it.

    `item`: as the seller knows what is sold.
    """
    found: dict[str, Offered] = {}
    refused: list[Refused] = []
    for sale in sales:
        name, source = sale.plan.plan_id, sale.plan.source
        try:
            one = _offered(asking, item, sale)
        except (InputError, UsageError) as fault:
            refused.append(Refused(name, NOT_COMPARABLE, str(fault), source))
            continue
        if one is None:
            refused.append(_no_term(sale))
        elif name in found:
            refused.append(Refused(name, NOT_COMPARABLE, NAME_TWICE, source))
        elif one.fee > MOST_FEE_CNY:
            refused.append(Refused(name, NOT_COMPARABLE, BEYOND, source))
        elif one.fee > 0:
            found[name] = one
    return list(found.values()), refused


def refusals(incomplete: Iterable[Incomplete]) -> Iterator[Refused]:
    """Offers that lack something, by what they lack."""
    for one in incomplete:
        missing = ",".join(one.missing)
        yield Refused(one.plan_id, NOT_COMPARABLE, missing, one.source or one.plan_id)


def _offered(asking: Asking, item: Item, sale: Sale) -> Offered | None:
    plan = sale.plan
    if is_outright(sale):
        return _owned(asking, item, sale)
    if isinstance(plan, Pack):
        return _pack(asking, item, sale, plan)
    money = money_terms(plan, asking.case, item, asking.cards)
    if isinstance(plan, CommittedSpend) and money is not None:
        due = agreement_payments(plan, asking.case)
        one = _made(asking, item, sale, due, 0.0)
        return replace(one, money=money, is_shared=True)
    if isinstance(plan, Spot) or not sale.term_months or sale.assumptions:
        return None
    payments = payments_of(plan, asking.case, item)
    if payments is None:
        return None
    worth, sold = sale.cards_per_unit / asking.cards * asking.efficiency, 1.0
    if sale.unit == MONEY:
        payments = tuple(amount * asking.cards for amount in payments)
        worth, sold = asking.efficiency, _money_per_card_hour(sale, item) * asking.cards
    return replace(_made(asking, item, sale, payments, worth, sold), money=money)


def _pack(asking: Asking, item: Item, sale: Sale, plan: Pack) -> Offered | None:
    """Whole packs of hours, had at once; None where they are not for this item."""
    drawn = plan.units_of(item)
    if not drawn:
        return None
    price = asking.case.worth(plan) * Fraction(plan.price)
    one = _made(asking, item, sale, (price, *[Fraction(0)] * plan.term_months), 0.0)
    if one.lead_months or not one.is_single:
        raise UsageError(
            "A pack with a lead time, packages or tiers",
            where=f"buying.toml, {plan.plan_id}",
            remedy="Leave them out: packs are bought one by one and drawn at once.",
        )
    hours = Fraction(plan.quantity) / drawn / asking.cards
    return replace(one, pack_hours=float(hours))


def _owned(asking: Asking, item: Item, sale: Sale) -> Offered | None:
    """Servers bought outright; None where buying.toml says nothing about them."""
    plan, case, buying = sale.plan, asking.case, asking.buying
    assert isinstance(plan, Owned)  # noqa: S101  nothing else is bought outright
    asked = (plan.plan_id, plan.provider or item.provider, asking.pool_id, item.chip)
    rule = buying.purchase_of(*asked)
    if rule is None:
        return None
    price = to_cents(case.worth(plan) * Fraction(plan.price))
    lead, basis = buying.lead_months(*asked), case.basis.tax_basis
    owning = Owning(price, plan.cards, rule, lead, case.hours_per_month, basis)
    term = replace(
        sale, billing_mode=PURCHASE, term_months=rule.months_of_use, cards_per_unit=plan.cards
    )
    worth = plan.cards / asking.cards * asking.efficiency
    return replace(_made(asking, item, term, owning.payments(), worth), owning=owning)


def _made(
    asking: Asking, item: Item, sale: Sale, payments: Payments, worth: float, sold: float = 1.0
) -> Offered:
    plan = sale.plan
    provider = plan.provider or item.provider
    package = asking.buying.package_of(plan.plan_id)
    steps = tuple(TierStep(float(one.from_units), one.fee_ratio) for one in package.tier)
    return Offered(
        asking.pool_id,
        sale,
        payments,
        worth,
        provider,
        item.chip,
        asking.buying.lead_months(plan.plan_id, provider, asking.pool_id, item.chip),
        package.units,
        package.minimum_units,
        Tiers(package.tiers, steps) if steps else None,
        sold,
        asking.moving_cny,
    )


def _money_per_card_hour(sale: Sale, item: Item) -> float:
    assert isinstance(sale.plan, SavingsPlan)  # noqa: S101  nothing else is sold by money an hour
    price = only_one(sale.plan.prices, item, sale.plan.plan_id)
    return float(price.rate) if price else 0.0


def _no_term(sale: Sale) -> Refused:
    plan = sale.plan
    if is_outright(sale):
        return Refused(plan.plan_id, NOT_COMPARABLE, PURCHASE_UNSAID, plan.source)
    if sale.assumptions:
        return Refused(plan.plan_id, ON_ASSUMPTION, ",".join(sale.assumptions), plan.source)
    return Refused(plan.plan_id, NOT_COMPARABLE, NO_TERM, plan.source)
