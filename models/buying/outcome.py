"""What a choice comes to over the scenarios: by month, and in all.

What is bought serves above what is in hand. What nothing serves is paid by the hour, or where that
is less, and single months can be had, by the single month: decided in each scenario when it comes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.buying.blocks import cumulated
from models.buying.case import PoolCase
from models.buying.horizon import Horizon
from models.buying.money_terms import ByMoney, by_money
from models.buying.packs import drawn, expired, fees_of_packs
from models.buying.room import Room, large_property
from models.buying.solving import Bought

Numbers = NDArray[np.float64]

_NONE = 1e-6  # of a unit


@dataclass(frozen=True)
class Outcome:
    """Expected over the scenarios, by month: units, unit-hours and yuan; and cost by scenario.

    `single_units` are single months taken as they are needed, `single_fees` what they cost.
    `pack_hours`: what each purchase of packs serves, by scenario; their price is in `bought_fees`.
    `spot_hours` are among `by_hour_hours`. `money_hours` are those that committed money serves,
    `money_saved` what these cost less by scenario and month; its fee is in `bought_fees`.
    """

    bought_units: Numbers
    bought_fees: Numbers
    single_units: Numbers
    single_fees: Numbers
    covered_hours: Numbers
    by_hour_hours: Numbers
    by_hour_cost: Numbers
    idle_hours: Numbers
    stranded: Numbers
    scenario_costs: Numbers
    spot_hours: Numbers
    money_hours: Numbers
    money_saved: Numbers
    pack_hours: tuple[Numbers, ...] = ()


@dataclass(frozen=True)
class Ahead:
    """The scenarios of a case, cumulated over its blocks: scenarios x months x edges."""

    case: PoolCase

    @property
    def room(self) -> Room:
        """Where what is large is kept."""
        return self.case.room

    @property
    def served(self) -> Numbers:
        """Share-hours that units up to an edge serve."""
        return self.case.served_below

    @large_property
    def singles(self) -> Numbers:
        """Units among them that a single month serves where nothing else does."""
        case = self.case
        singles = np.zeros_like(case.shares)
        if case.monthly is not None:
            left = case.widths if case.singles is None else case.singles
            singles = np.where(case.dearer_than(case.monthly.fee_per_worth), left, 0.0)
            singles[:, 0] = 0.0
        return cumulated(singles)

    def between(self, low: Numbers, high: Numbers) -> Numbers:
        """Share-hours that the units from `low` to `high` serve, both by month."""
        edges = self.case.edges
        found: Numbers = _at(self.served, high, edges) - _at(self.served, low, edges)
        return found

    def single_units(self, units: Numbers) -> Numbers:
        """Single months above so many units (by month), scenarios x months.

        Where limits leave only some, the number is that of the programme, whichever blocks it took
        them for: the lowest that nothing else serves have at least their hours.
        """
        found: Numbers = self.singles[:, :, -1]
        if self.case.singles is None:
            found = np.asarray(found - _at(self.singles, units, self.case.edges))
        return self._from_least(found, units)

    def _from_least(self, wanted: Numbers, units: Numbers) -> Numbers:
        """As many single months as are sold: where fewer pay, the least number if that does."""
        monthly = self.case.monthly
        if monthly is None or not monthly.least_worth:
            return wanted
        least = monthly.least_worth
        saved = self.between(units, units + least) * self.case.hours_per_month
        pays = saved * self.case.worth_cny > least * monthly.fee_per_worth
        fewer = np.where(pays & (wanted > 0), least, 0.0)
        return np.where(wanted >= least - _NONE, wanted, fewer)

    @cached_property
    def _expected(self) -> Numbers:
        weighted: Numbers = np.tensordot(self.case.scenarios.weights, self.served, axes=(0, 0))
        return weighted[None]

    def expected_below(self, units: Numbers) -> Numbers:
        """Expected share-hours that so many units serve, by month."""
        found: Numbers = _at(self._expected, units, self.case.edges)[0]
        return found

    def on_spot(self, units: Numbers) -> Numbers:
        """Share-hours on spot above so many units, by month."""
        return self.between(units, units + self.case.spot_units)

    def single_share_hours(self, units: Numbers) -> Numbers:
        """Share-hours of single months above so many units, by month."""
        return self.between(units, units + self.single_units(units))


def look_ahead(case: PoolCase) -> Ahead:
    """The curve of every scenario, drawn where it is asked for."""
    return Ahead(case)


def running(bought: Sequence[Bought], horizon: Horizon) -> tuple[Numbers, Numbers]:
    """Reference units bought that run, and their fees, by month; packs and money are none."""
    units, fees = np.zeros(horizon.months), np.zeros(horizon.months)
    for one in bought:
        if not one.offered.is_units:
            continue
        runs = one.units * one.shares(horizon)
        units += runs * one.offered.worth
        fees += runs * fee_of_units(one)
    return units, fees


def fee_of_units(one: Bought) -> float:
    """Yuan per unit and month, at the step of the tiers that the purchase reaches."""
    fee = float(one.offered.fee)
    tiers = one.offered.tiers
    if tiers is None:
        return fee
    steps = [*tiers.steps]
    if tiers.kind == "all_units":
        return fee * next(s.fee_ratio for s in reversed(steps) if one.units >= s.from_units)
    ends = [*(step.from_units for step in steps[1:]), np.inf]
    paid = sum(
        max(min(one.units, end) - step.from_units, 0.0) * step.fee_ratio
        for step, end in zip(steps, ends, strict=True)
    )
    return fee * paid / one.units


def outcome(
    ahead: Ahead,
    units: Numbers,
    fees: Numbers,
    *,
    is_ladder: bool = True,
    packs: Sequence[Bought] = (),
) -> Outcome:
    """Of so many units bought (by month) beside those in hand, at such fees, and of packs.

    A ladder goes on with single months and spot where they are cheaper; else the hour serves.
    """
    case, weights = ahead.case, ahead.case.scenarios.weights
    capacity, hours = case.held + units, float(case.hours_per_month)
    below, single_units, single_hours, on_spot, left = _served(ahead, units, is_ladder=is_ladder)
    fee = case.monthly.fee_per_worth if case.monthly else 0.0
    money, taken, packed, by_hour = _left_to_pay(case, left, on_spot, packs, is_ladder=is_ladder)
    pack_fees = fees_of_packs(packs, case.horizon.months)
    by_money_hours = weights @ money.hours
    unused = case.spend.lost(by_money_hours) if case.spend and is_ladder else 0.0
    single_fees = single_units * fee
    all_fees = case.held_fees + fees
    idle = np.maximum(capacity - weights @ below, 0.0)
    single_idle = np.maximum(weights @ (single_units - single_hours), 0.0)
    lost = expired(taken, packs, weights) if taken else 0.0
    return Outcome(
        bought_units=units,
        bought_fees=fees + pack_fees + weights @ money.paid,
        single_units=weights @ single_units,
        single_fees=weights @ single_fees,
        covered_hours=(weights @ (below + single_hours)) * hours
        + weights @ packed
        + by_money_hours,
        by_hour_hours=np.maximum((weights @ left) * hours - weights @ packed - by_money_hours, 0.0),
        by_hour_cost=weights @ by_hour,
        idle_hours=(idle + single_idle) * hours,
        stranded=all_fees * _ratio(idle, capacity) + single_idle * fee + lost + unused,
        scenario_costs=(by_hour + single_fees + money.paid).sum(axis=1)
        + all_fees.sum()
        + pack_fees.sum(),
        spot_hours=(weights @ on_spot) * hours,
        money_hours=by_money_hours,
        money_saved=money.saved,
        pack_hours=tuple(one.sum(axis=1) for one in taken),
    )


class _LeftToPay(NamedTuple):
    """Of what units leave, scenarios x months: money committed, packs, and yuan by the hour."""

    money: ByMoney
    taken: list[Numbers]
    packed: Numbers
    by_hour_cny: Numbers


def _left_to_pay(
    case: PoolCase, left: Numbers, on_spot: Numbers, packs: Sequence[Bought], *, is_ladder: bool
) -> _LeftToPay:
    """What serves share-hours that no unit does: spot first, then money, then packs, the hour."""
    hours = float(case.hours_per_month)
    to_serve = np.maximum(left - on_spot, 0.0) * hours
    money = by_money(case.spend if is_ladder else None, to_serve)
    taken = drawn(to_serve - money.hours, packs)
    packed: Numbers = sum(taken, np.zeros_like(left))
    by_hour = (left * case.worth_cny - on_spot * case.spot_saves) * hours - packed * case.worth_cny
    return _LeftToPay(money, taken, packed, by_hour - money.avoided)


class _Served(NamedTuple):
    """Share-hours of each scenario and month by what serves them; `single_units` are units.

    `left` are those of the hour, `on_spot` among them.
    """

    below: Numbers
    single_units: Numbers
    single_hours: Numbers
    on_spot: Numbers
    left: Numbers


def _served(ahead: Ahead, units: Numbers, *, is_ladder: bool) -> _Served:
    case, share = ahead.case, float(is_ladder)
    capacity, above = case.held + units, case.singles_above(units)
    below, top = _at(ahead.served, capacity, case.edges), ahead.served[:, :, -1]
    single_hours = share * ahead.single_share_hours(above)
    on_spot = share * ahead.on_spot(capacity)
    beyond = np.maximum(case.needed - top, 0.0)
    left = np.maximum(top - below - single_hours, 0.0) + beyond
    if case.by_plans is not None:
        by_plans = np.clip(left - on_spot, 0.0, case.by_plans)
        below, left = below + by_plans, left - by_plans
    return _Served(below, share * ahead.single_units(above), single_hours, on_spot, left)


def _at(cumulated: Numbers, units: Numbers, edges: Numbers) -> Numbers:
    """Cumulated values at so many units, by month or scenarios x months: scenarios x months."""
    last = cumulated.shape[2] - 1
    place = np.interp(units, edges, np.arange(last + 1.0))
    low = np.minimum(np.floor(place).astype(int), last - 1)
    part = place - low
    scenario, month = np.ogrid[: cumulated.shape[0], : cumulated.shape[1]]
    below, above = cumulated[scenario, month, low], cumulated[scenario, month, low + 1]
    at: Numbers = below * (1 - part) + above * part
    return at


def _ratio(part: Numbers, whole: Numbers) -> Numbers:
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)


def quantile(values: Numbers, weights: Numbers, share: float) -> float:
    """Value that `share` of the weight lies at or below."""
    order = np.argsort(values)
    reached = np.cumsum(weights[order])
    at = min(int(np.searchsorted(reached, share * reached[-1])), len(values) - 1)
    return float(values[order[at]])
