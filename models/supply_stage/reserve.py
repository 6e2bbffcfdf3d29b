"""How many cards each pool should keep free for customers by the hour."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from models.billing.closing import Basis
from models.billing.money import to_rate
from models.billing.usage import TICKS_PER_UNIT
from models.supply.reserve import CardHour, Reserve, best_reserve, reserve_of, reserve_to_serve
from models.supply_stage.books import PoolBook, wanted_by_the_hour
from models.supply_stage.pools import PoolSide

_SHARES = (("serve_95", Decimal("0.95")), ("serve_99", Decimal("0.99")))


def reserves(
    book: PoolBook, basis: Basis, goodwill: Decimal
) -> Iterator[tuple[str, Reserve, CardHour]]:
    """held, best, serve_95, serve_99; none where nobody came by the hour, or cost is not known."""
    wanted = wanted_by_the_hour(book, basis)
    if book.gap or not wanted.ticks.any() or not wanted.revenue:
        return
    card_hour = _card_hour(book.side, wanted.revenue, int(wanted.ticks.sum()), goodwill)
    if card_hour is None:
        return
    yield (
        "held",
        reserve_of(wanted.ticks, _free_cards(book, int(wanted.ticks.sum())), card_hour),
        card_hour,
    )
    yield "best", best_reserve(wanted.ticks, card_hour), card_hour
    for policy, share in _SHARES:
        yield policy, reserve_to_serve(wanted.ticks, share, card_hour), card_hour


def _card_hour(side: PoolSide, revenue: Decimal, wanted: int, goodwill: Decimal) -> CardHour | None:
    """Worth and cost of a card-hour kept; None where there are no cards in hand."""
    price = Fraction(revenue) * TICKS_PER_UNIT / wanted
    upstream = [Fraction(one) for one in side.prices if one is not None]
    if side.buys_beyond and upstream:
        price = min(price, sum(upstream, Fraction(0)) / len(upstream))
    held = sum(int(side.held_ticks(month).sum()) for month in side.window.months)
    if not held or not price:
        return None
    fixed = sum((side.fixed_cost(month) or Decimal(0) for month in side.window.months), Decimal(0))
    cost = to_rate(Fraction(fixed) * TICKS_PER_UNIT / held)
    lost = Decimal(0) if side.buys_beyond else goodwill
    return CardHour(to_rate(price), cost, lost)


def _free_cards(book: PoolBook, wanted: int) -> int:
    """Cards in hand that no package and no own use took, on average."""
    side = book.side
    held = sum(int(side.held_ticks(month).sum()) for month in side.window.months)
    periods = [month.as_it_was for month in book.months]
    taken = sum((one.rented_card_hours + one.own_card_hours for one in periods), Decimal(0))
    free = held - int(taken * TICKS_PER_UNIT) + wanted
    return max(0, free // (len(side.window.day_of_hour) * TICKS_PER_UNIT))
