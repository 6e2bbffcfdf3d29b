"""Single months of now, judged by the days that contracts run."""

from collections.abc import Iterator
from dataclasses import replace

from models.buying.advice import Advice
from models.buying.case import PoolCase
from models.buying.outcome import look_ahead
from models.buying.solving import Bought


def worthwhile(case: PoolCase, bought: tuple[Bought, ...]) -> tuple[Bought, ...]:
    """Without single months of now that only a contract's whole months make room for.

    The programme plans with contracts in whole months: one that ends before the middle of a month
    counts as nothing there, and yet serves some of its days.
    """
    if case.held[0] <= case.held_whole[0]:
        return bought
    while True:
        cheaper = (less for less in _one_less(bought) if _saved(case, less) > _saved(case, bought))
        found = next(cheaper, None)
        if found is None:
            return bought
        bought = found


def _one_less(bought: tuple[Bought, ...]) -> Iterator[tuple[Bought, ...]]:
    """The same with one package less of each single month of now."""
    for number, one in enumerate(bought):
        if one.month == 0 and one.offered.term_months == 1:
            left = one.units - one.offered.package_units
            least = max(one.offered.minimum_units, 1e-6)
            kept = [replace(one, units=left)] if left >= least else []
            yield (*bought[:number], *kept, *bought[number + 1 :])


def _saved(case: PoolCase, bought: tuple[Bought, ...]) -> float:
    """Yuan expected to be saved against the hour, contracts counted by the days that they run."""
    advice = Advice(look_ahead(case), bought)
    return sum(advice.expected(advice.savings(one)) for one in advice.stack)
