"""Which discount is the highest, hour by hour: the order in which a savings plan covers use."""

from collections.abc import Iterator, Mapping
from fractions import Fraction

import numpy as np

from models.billing.clock import Indices
from models.billing.drafts import HourlyRates


def orders(
    listed: Mapping[int, HourlyRates],
    rates: Mapping[int, Fraction],
    window: tuple[int, int],
) -> Iterator[tuple[Indices, list[int]]]:
    """Hours of a window with the item numbers in the order of their discounts there.

    `rates` are the prices under the plan. An item without a pay-as-you-go price in these hours is
    left out. Of equal discounts the lower price is first, then the item that stands first.
    """
    hours = np.arange(*window)
    if not len(hours):
        return
    kinds = {number: one.numbers for number, one in listed.items() if one.numbers is not None}
    if not kinds:
        yield hours, _order({number: one.rates[0] for number, one in listed.items()}, rates)
        return
    together, which = np.unique(
        np.stack([numbers[hours] for numbers in kinds.values()]), axis=1, return_inverse=True
    )
    by_order: dict[tuple[int, ...], list[int]] = {}
    for column, kind in enumerate(together.T.tolist()):
        at = dict(zip(kinds, kind, strict=True))
        prices = {number: one.rates[at.get(number, 0)] for number, one in listed.items()}
        by_order.setdefault(tuple(_order(prices, rates)), []).append(column)
    for order, columns in by_order.items():
        yield hours[np.isin(which.reshape(-1), columns)], list(order)


def _order(listed: Mapping[int, Fraction | None], rates: Mapping[int, Fraction]) -> list[int]:
    known = {number: price for number, price in listed.items() if price is not None}
    ratios = {n: rates[n] / price if price else Fraction(1) for n, price in known.items()}
    return sorted(ratios, key=lambda number: (ratios[number], rates[number], number))
