"""What savings plans in hand count of each pool's hours, and what each day of them costs the pool.

The rule is that of `models.billing.savings_cover`, on measured hours: use beyond contracts, at the
day's pay-as-you-go price. What is due is due in every hour; what of it was not used is idle in
hours in which a pool of the plan's was measured, and not known in others.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from models.billing.clock import Clock, Period, clock_over
from models.billing.daily import DayAxis
from models.billing.savings_cover import (
    Counted,
    Floats,
    HourlyPlan,
    count_by_hour,
    shares_of_day,
    split_cents,
)
from models.billing.usage import HOUR, TICKS_PER_MICRO_UNIT, TICKS_PER_UNIT
from models.offers.contracts import POOL_KEY, cards_by_day, contracts_of
from models.offers.savings_plans import PlanInHand
from models.pool_bill import PoolBill, used_ticks

_MICRO = 1_000_000
_AMOUNTS = {
    "plan_cents": pl.Int64(),
    "plan_idle_cents": pl.Int64(),
    "plan_card_hours": pl.Float64(),
    "plan_unknown": pl.Boolean(),
}


def with_savings_plans(
    pools: Sequence[PoolBill], plans: Sequence[PlanInHand], time_zone: str
) -> tuple[list[PoolBill], pl.DataFrame]:
    """The pools with what plans count of their hours, and one row per local day x pool of a plan.

    Columns: local_date, the pool's key, `plan_cents` and `plan_idle_cents` (whole cents, all plans
    together), `plan_card_hours` (what the pool's part pays for at the plans' prices; null without a
    price) and `plan_unknown`: whether a plan that serves it has no exchange rate on that day.
    `plans` stand in the order in which they count.
    """
    served = [pool for pool in pools if any(_serves(plan, pool) for plan in plans)]
    if not served:
        types = {"local_date": pl.Date()} | dict.fromkeys(POOL_KEY, pl.String()) | _AMOUNTS
        return list(pools), pl.DataFrame(schema=types)
    grid = _grid(served, time_zone)
    hourly = [_hourly(plan, grid) for plan in plans]
    counted, sums = np.zeros_like(grid.beyond), _Sums.none(grid)
    counts = count_by_hour(grid.beyond, grid.price[:, grid.axis.day_of_hour], hourly)
    for plan, one, found in zip(plans, hourly, counts, strict=True):
        if one.pools:
            counted[[*one.pools]] += found.card_hours
            sums.add(plan, one, found, grid)
    ticks = np.rint(counted * _MICRO).astype(np.int64) * TICKS_PER_MICRO_UNIT
    by_pool = {pool.pool_id: row for pool, row in zip(served, ticks, strict=True)}
    return [replace(pool, counted=by_pool.get(pool.pool_id)) for pool in pools], sums.frame(grid)


@dataclass(frozen=True)
class _Grid:
    """Pools that plans serve, by hour and by day of the axis.

    `beyond` are card-hours beyond contracts (pools, hours), none while an unusable contract runs:
    what it covers is not known. `is_measured` (pools, hours). `price` yuan per card-hour
    (pools, days), NaN where not known.
    """

    pools: Sequence[PoolBill]
    first: date
    clock: Clock
    axis: DayAxis
    beyond: Floats
    is_measured: NDArray[np.bool_]
    price: Floats

    @cached_property
    def days(self) -> list[date]:
        """Local days of the axis."""
        return [self.first + timedelta(days=number) for number in range(self.axis.days)]

    @cached_property
    def hours_in_day(self) -> dict[date, int]:
        """Hours of each day: 23 or 25 where clocks change."""
        return dict(zip(self.days, np.bincount(self.axis.day_of_hour).tolist(), strict=True))

    def by_day(self, values: Floats) -> Floats:
        """Sums by day of what has hours as its last axis."""
        return np.asarray(np.add.reduceat(values, self.clock.day_starts, axis=-1))


def _grid(pools: Sequence[PoolBill], time_zone: str) -> _Grid:
    period = Period.of_days(*pools[0].axis, time_zone)
    clock = clock_over(period.start, (period.end - period.start) // HOUR, time_zone)
    axis, first = DayAxis.of(clock), pools[0].axis[0]
    beyond = np.zeros((len(pools), clock.hours))
    is_measured = np.zeros((len(pools), clock.hours), dtype=np.bool_)
    price = np.full((len(pools), axis.days), np.nan)
    for number, pool in enumerate(pools):
        contracts = contracts_of(pool.contracts, time_zone)
        cards = np.array(cards_by_day(contracts.rows, first, axis.days))
        used = used_ticks(pool, period) / TICKS_PER_UNIT
        is_known = ~np.array(contracts.unknown(first, axis.days))
        left = np.clip(used - cards[axis.day_of_hour], 0.0, None)
        beyond[number] = left * is_known[axis.day_of_hour]
        hours = pool.hours.filter(pl.col("used_card_hours").is_not_null())["hour_utc"]
        is_measured[number, (hours - period.start).dt.total_hours().to_numpy()] = True
        priced = pool.prices.filter(pl.col("on_demand_price_cny").is_not_null())
        places = (priced["local_date"] - first).dt.total_days().to_numpy()
        price[number, places] = priced["on_demand_price_cny"].cast(pl.Float64).to_numpy()
    return _Grid(pools, first, clock, axis, beyond, is_measured, price)


def _serves(plan: PlanInHand, pool: PoolBill) -> bool:
    return plan.scope.serves(pool.key["provider"], pool.key["region"], pool.key["chip"])


def _hourly(plan: PlanInHand, grid: _Grid) -> HourlyPlan:
    due = np.array([float(plan.cny_per_hour.get(day) or 0) for day in grid.days])
    pools = tuple(number for number, pool in enumerate(grid.pools) if _serves(plan, pool))
    return HourlyPlan(due[grid.axis.day_of_hour], plan.discount_ratio, pools)


@dataclass(frozen=True)
class _Sums:
    """Of all plans, by day and pool of the grid; see `with_savings_plans`."""

    cents: NDArray[np.int64]
    idle_cents: NDArray[np.int64]
    card_hours: Floats
    unknown: NDArray[np.bool_]

    @classmethod
    def none(cls, grid: _Grid) -> "_Sums":
        """Of no plan yet."""
        shape = (grid.axis.days, len(grid.pools))
        cents = np.zeros(shape, dtype=np.int64)
        return cls(cents, cents.copy(), np.zeros(shape), np.zeros(shape, dtype=np.bool_))

    def add(self, plan: PlanInHand, hourly: HourlyPlan, found: Counted, grid: _Grid) -> None:
        """One plan more; what was used and what was not are split apart, so that parts add up."""
        places = [*hourly.pools]
        is_measured = grid.is_measured[places]
        shares = shares_of_day(
            grid.by_day(found.used_cny).T, grid.by_day(is_measured.astype(np.float64)).T
        )
        by_day = plan.cents_by_day(grid.hours_in_day)
        cents = np.array([by_day.get(day, 0) for day in grid.days])
        money = grid.by_day(hourly.cny_per_hour)
        unused = grid.by_day(found.unused_cny * is_measured.any(axis=0))
        ratio = np.divide(unused, money, out=np.zeros_like(money), where=money > 0)
        idle = np.floor(cents * ratio + 0.5).astype(np.int64)
        lost = split_cents(idle, shares)
        self.idle_cents[:, places] += lost
        self.cents[:, places] += split_cents(cents - idle, shares) + lost
        rate = grid.price[places].T * (1 - plan.discount_ratio)
        self.card_hours[:, places] += _bought(money[:, np.newaxis] * shares, rate)
        unknown = [day in plan.cny_per_hour and plan.cny_per_hour[day] is None for day in grid.days]
        self.unknown[np.ix_(unknown, places)] = True

    def frame(self, grid: _Grid) -> pl.DataFrame:
        """One row per day x pool with any of it."""
        days, pools = np.nonzero((self.cents > 0) | self.unknown)
        keys = [pool.key for pool in grid.pools]
        columns = (self.cents, self.idle_cents, np.round(self.card_hours, 6), self.unknown)
        return pl.DataFrame(
            {"local_date": [grid.days[number] for number in days]}
            | {name: [keys[number][name] for number in pools] for name in POOL_KEY}
            | {
                name: pl.Series(column[days, pools], dtype=dtype)
                for (name, dtype), column in zip(_AMOUNTS.items(), columns, strict=True)
            }
        ).with_columns(pl.col("plan_card_hours").fill_nan(None))


def _bought(cny: Floats, rate: Floats) -> Floats:
    """Card-hours that so much pays for; NaN where there is no price, or one of zero."""
    unknown = np.where(cny > 0, np.nan, 0.0)
    return np.asarray(np.divide(cny, rate, out=unknown, where=rate > 0))
