"""One pool's bill over all days of the company, by the day."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import polars as pl

from data.settings import Settings
from models.billing.bill import Bill
from models.billing.clock import Clock, Period, clock_over
from models.billing.closing import Basis
from models.billing.daily import DayAxis, cents_by_day
from models.billing.engine import price
from models.billing.exchange import HOME_CURRENCY
from models.billing.usage import HOUR, TICKS_PER_MICRO_UNIT, TICKS_PER_UNIT, Item, Ticks, Usage
from models.offers.by_hour import PricedDay, plans_by_hour
from models.offers.contracts import Contracts, cards_by_day, contracts_of, fee_gaps
from models.offers.rates import Rates

_MICRO = 1_000_000


@dataclass(frozen=True)
class PoolBill:
    """What a pool's bill is made from.

    `hours` are its rows of out_pool_hourly, `contracts` its rows of core_commitment, `prices` the
    rows of `on_demand_prices` of its market; `axis` is the first and the last day billed.
    `counted` are ticks of each of its hours that savings plans count: nobody sells them by the
    hour. None: there is no such plan.
    """

    key: dict[str, str]
    hours: pl.DataFrame
    contracts: pl.DataFrame
    prices: pl.DataFrame
    axis: tuple[date, date]
    rates: Rates
    counted: Ticks | None = None

    @property
    def pool_id(self) -> str:
        """Its name in tables."""
        return "/".join(self.key.values())


def bill_of_pool(pool: PoolBill, settings: Settings) -> pl.DataFrame:
    """One row per local day of the axis: the pool's key, quantities in card-hours, cents.

    Columns: local_date, provider, region, pool, chip, used_card_hours, covered_card_hours,
    counted_card_hours (by savings plans), on_demand_card_hours, committed_cards, `fee_cny` and
    `billed_cny` (whole cents; the latter is pay-as-you-go, and zero where no price is known) and
    fee_gap.
    """
    period = Period.of_days(*pool.axis, settings.time_zone)
    ticks = used_ticks(pool, period)
    usage = _usage(pool, ticks if pool.counted is None else ticks - pool.counted, period)
    clock = clock_over(usage.first_hour, usage.hours, settings.time_zone)
    contracts = contracts_of(pool.contracts, settings.time_zone)
    bill = price(
        usage,
        [*contracts.plans, *plans_by_hour(_priced_days(pool), pool.rates, settings.time_zone)],
        period,
        Basis(HOME_CURRENCY, settings.tax_basis, pool.rates.frame),
    )
    return _by_day(pool, bill, clock, contracts)


def used_ticks(pool: PoolBill, period: Period) -> Ticks:
    """Measured use by hour; one that was not measured is no use here, and no zero in results."""
    ticks: Ticks = np.zeros((period.end - period.start) // HOUR, dtype=np.int64)
    measured = pool.hours.filter(pl.col("used_card_hours").is_not_null())
    at = (measured["hour_utc"] - period.start).dt.total_hours().to_numpy()
    micro = np.rint(measured["used_card_hours"].to_numpy() * _MICRO).astype(np.int64)
    ticks[at] = micro * TICKS_PER_MICRO_UNIT
    return ticks


def _usage(pool: PoolBill, ticks: Ticks, period: Period) -> Usage:
    item = Item(
        pool.pool_id,
        pool_id=pool.pool_id,
        provider=pool.key["provider"],
        region=pool.key["region"],
        chip=pool.key["chip"],
    )
    return Usage(period.start, (item,), ticks[np.newaxis])


def _priced_days(pool: PoolBill) -> list[PricedDay]:
    """Every day of the axis with the price row that holds on it; days not asked for have none."""
    known = {
        row["local_date"]: row["offer"]
        for row in pool.prices.iter_rows(named=True)
        if row["on_demand_price_cny"] is not None
    }
    first, last = pool.axis
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return [PricedDay(day, known.get(day)) for day in days]


def _by_day(pool: PoolBill, bill: Bill, clock: Clock, contracts: Contracts) -> pl.DataFrame:
    axis = DayAxis.of(clock)
    covered = axis.sums(_taken(bill, range(len(contracts.plans))))
    billed = axis.sums(bill.usage.ticks[0])
    counted = np.zeros_like(billed) if pool.counted is None else axis.sums(pool.counted)
    fees = bill.of("fee")
    gaps = fee_gaps(contracts, fees, clock, pool.rates)
    cents = cents_by_day(bill, fees, clock, axis).tolist()
    frame = pl.DataFrame(
        {
            "local_date": [pool.axis[0] + timedelta(days=n) for n in range(axis.days)],
            "used_card_hours": (billed + counted) / TICKS_PER_UNIT,
            "covered_card_hours": covered / TICKS_PER_UNIT,
            "counted_card_hours": counted / TICKS_PER_UNIT,
            "on_demand_card_hours": (billed - covered) / TICKS_PER_UNIT,
            "committed_cards": cards_by_day(contracts.rows, pool.axis[0], axis.days),
            "fee_cny": pl.Series(
                [None if gap else cent for gap, cent in zip(gaps, cents, strict=True)],
                dtype=pl.Int64,
            ),
            "billed_cny": cents_by_day(bill, bill.of("usage"), clock, axis),
            "fee_gap": pl.Series(gaps, dtype=pl.String),
        }
    )
    return frame.with_columns(pl.lit(value).alias(name) for name, value in pool.key.items())


def _taken(bill: Bill, places: range) -> npt.NDArray[np.int64]:
    """Ticks by hour that the first plans in the order of application took: the contracts."""
    taken = np.zeros(bill.usage.hours, dtype=np.int64)
    for place in places:
        if place in bill.taken:
            taken += bill.taken[place][0]
    return taken
