"""Purchases from the day after what they take the place of: the programme knows whole months only.

A contract that ends on the 10th is planned with as if it had ended before that month, one that ends
on the 20th as if it served all of it. What is bought in its place begins the day after it all the
same, and is paid and serves from then on; so does what follows on that.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from math import floor

from models.billing.clock import ONE_DAY
from models.buying.case import PoolCase
from models.buying.expected import expected_cost
from models.buying.extending import goes_on_at, goes_on_by, month_after
from models.buying.in_hand import Contract
from models.buying.solving import Bought

_PART = 1e-6  # of a package


@dataclass
class _Ended:
    """Reference units that end with `last_day`, within a month; planned without from `month` on.

    `contract`: where they are those of a contract in hand.
    """

    month: int
    last_day: date
    units: float
    contract: Contract | None = None


def by_days(case: PoolCase, bought: tuple[Bought, ...]) -> tuple[Bought, ...]:
    """The same, where it takes the place of what ends within a month from the day after that.

    What a contract goes on by has no choice; all else begins with its month where that costs less,
    as it may where need ends with one.
    """
    if not any(_ending_within_a_month(case)) or any(one.first_day for one in bought):
        return bought
    every, extensions = (_shifted(case, bought, only_extensions=only) for only in (False, True))
    if every == extensions:
        return every
    return min(every, extensions, key=lambda way: expected_cost(case, way))


def _shifted(
    case: PoolCase, bought: tuple[Bought, ...], *, only_extensions: bool
) -> tuple[Bought, ...]:
    ended = [*_ending_within_a_month(case)]
    found: list[Bought] = []
    for one in sorted(bought, key=lambda one: (one.begins, not _goes_on(one, ended))):
        if one.offered.is_units and (one.offered.extends or not only_extensions):
            found += _from_day_after(one, ended, case)
        else:
            found.append(one)
    return tuple(sorted(found, key=lambda one: one.month))


def _ending_within_a_month(case: PoolCase) -> Iterator[_Ended]:
    horizon = case.horizon
    for contract in case.contracts:
        after = contract.last_day + ONE_DAY
        if after > horizon.first_month and after.day > 1:
            units = contract.servers * contract.cards_per_server / case.cards
            yield _Ended(month_after(contract, horizon), contract.last_day, units, contract)


def _goes_on(one: Bought, ended: list[_Ended]) -> bool:
    """Whether a contract goes on by it: it has its place before all else."""
    contracts = (end.contract for end in ended if end.contract and end.month == one.begins)
    return any(goes_on_by(contract, one.offered) for contract in contracts)


def _from_day_after(one: Bought, ended: list[_Ended], case: PoolCase) -> Iterator[Bought]:
    """A purchase in parts, by what each takes the place of."""
    left, package = one.units, max(one.offered.package_units, 1)
    for end in [*ended]:
        if end.month != one.begins or not _may_begin(one, end, case):
            continue
        units = min(left, floor(end.units / one.offered.worth / package + _PART) * package)
        if units < _PART or (one.offered.tiers and units < one.units):
            continue
        part = replace(one, units=units, first_day=end.last_day + ONE_DAY)
        ended.append(_Ended(one.ends, part.ends_on(case.horizon), units * one.offered.worth))
        end.units -= units * one.offered.worth
        left -= units
        yield part
    if left >= _PART:
        yield replace(one, units=left)


def _may_begin(one: Bought, end: _Ended, case: PoolCase) -> bool:
    """Whether it can be there the day after: earlier than planned not where it is only ordered."""
    is_later = end.last_day >= case.horizon.month(one.begins)
    if is_later or one.month > 0 or not one.offered.lead_months:
        return True
    return end.contract is not None and goes_on_at(end.contract, one.offered)
