"""The company's days: what adds up over many pools by little, and is seen in none of them.

Expected is the sum of the pools' own expected days, so that a deviation is the sum of the pools',
to the cent; the band around it is learned from the company's own past misses, without those of
pools that lay outside their own: one pool's step must not hide the others' drift. What those pools
explain is told there already: `in_pools`, no alarm. A pool counts from its first judged day to its
last measured one; a day of which one of them is not known is not judged at all.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from data.tables.anomalies import COMPANY
from models.anomalies.band import band_around
from models.anomalies.case import UNITS, Band, Case, Floats
from models.anomalies.expecting import MIN_DAYS
from models.anomalies.parts import NAMED_PROJECTS, Part
from models.billing.money import to_cents

LEAST_POOLS = 2  # one pool is the company itself
NAMED_POOLS = NAMED_PROJECTS

Row = dict[str, Any]
_NO_CENTS = -1


@dataclass(frozen=True)
class PoolPart:
    """A pool's part of the company's deviation; pool_id None: of all others together."""

    pool_id: str | None
    deviation: float
    amount_cny: Decimal | None

    def as_part(self) -> Part:
        """As a part of an anomaly."""
        hours = self.deviation if self.amount_cny is None else None
        return Part("pool", None, hours, self.amount_cny, self.pool_id)


@dataclass
class _Pool:
    """One pool's band of one target, and its price and exact cost in cents by the day."""

    pool_id: str
    band: Band
    price_cny: Floats
    cost_cents: npt.NDArray[np.int64]

    def __post_init__(self) -> None:
        judged = np.flatnonzero(~np.isnan(self.band.expected))
        measured = np.flatnonzero(~np.isnan(self.band.actual))
        self.first = int(judged[0]) if len(judged) else len(self.band.expected)
        self.last = int(measured[-1]) if len(measured) else -1

    def counts(self) -> npt.NDArray[np.bool_]:
        """Days on which it is part of the company."""
        places = np.arange(len(self.band.expected))
        return (places >= self.first) & (places <= self.last)

    def part(self, place: int) -> PoolPart:
        """Its part of a day on which it counts."""
        expected, actual = float(self.band.expected[place]), float(self.band.actual[place])
        if self.band.target == "cost":
            exact = Decimal(int(self.cost_cents[place])).scaleb(-2)
            amount = exact - to_cents(Fraction(expected))
            return PoolPart(self.pool_id, float(amount), amount)
        price = float(self.price_cny[place])
        more = actual - expected
        cny = None if np.isnan(price) else to_cents(Fraction(more * price))
        return PoolPart(self.pool_id, more, cny)


@dataclass
class Company:
    """Told of every pool once it is judged."""

    days: Sequence[date]
    _pools: dict[str, list[_Pool]] = field(default_factory=dict)

    def add(self, case: Case, bands: Mapping[str, Band]) -> None:
        """Add a pool's bands."""
        cents = np.fromiter(_cents(case), dtype=np.int64, count=len(self.days))
        for target, band in bands.items():
            pool = _Pool(case.pool_id, band, case.pool.price_cny, cents)
            self._pools.setdefault(target, []).append(pool)

    def bands(self) -> list[Band]:
        """The company's bands by target, of days on which at least two pools count."""
        return [
            self._band(target, pools)
            for target, pools in self._pools.items()
            if len(pools) >= LEAST_POOLS
        ]

    def anomalies(self) -> list[tuple[Row, list[Part]]]:
        """Rows of out_anomaly without provenance, each with its parts by pool."""
        return [
            self._anomaly(band, place)
            for band in self.bands()
            for place in map(int, np.flatnonzero(band.sides))
        ]

    def _band(self, target: str, pools: Sequence[_Pool]) -> Band:
        expected, actual, told = (np.zeros(len(self.days)) for _ in range(3))
        count = np.zeros(len(self.days), dtype=np.int64)
        for pool in pools:
            counts = pool.counts()
            expected += np.where(counts, pool.band.expected, 0.0)
            actual += np.where(counts, pool.band.actual, 0.0)
            is_told = counts & (pool.band.sides != 0)
            told += np.where(is_told, pool.band.actual - pool.band.expected, 0.0)
            count += counts
        known = (count >= LEAST_POOLS) & ~np.isnan(expected)
        expected = np.where(known, expected, np.nan)
        actual = np.where(known, actual, np.nan)
        lower, upper = band_around(expected, actual - told, MIN_DAYS)
        return Band(target, np.where(np.isnan(lower), np.nan, expected), lower, upper, actual)

    def _anomaly(self, band: Band, place: int) -> tuple[Row, list[Part]]:
        pools = [pool for pool in self._pools[band.target] if pool.counts()[place]]
        parts = [pool.part(place) for pool in pools]
        outside = [pool.band.sides[place] != 0 for pool in pools]
        told = sum(part.deviation for part, is_out in zip(parts, outside, strict=True) if is_out)
        rest = float(band.actual[place]) - told
        is_told = float(band.lower[place]) <= rest <= float(band.upper[place])
        side = int(band.sides[place])
        kind = "in_pools" if is_told else "spike" if side > 0 else "drop"
        amounts = [part.amount_cny for part in parts if part.amount_cny is not None]
        whole = sum(amounts, Decimal("0.00")) if len(amounts) == len(parts) else None
        untold = [part for part, is_out in zip(parts, outside, strict=True) if not is_out]
        driver = max(parts if is_told else untold or parts, key=lambda part: side * part.deviation)
        row = self._row(band, place) | {
            "kind": kind,
            "is_alarm": not is_told,
            "deviation_cny": whole,
            "driver": "pool",
            "driver_pool_id": driver.pool_id,
            "driver_cny": driver.amount_cny,
        }
        return row, [part.as_part() for part in _named(parts, whole)]

    def _row(self, band: Band, place: int) -> Row:
        expected, actual = float(band.expected[place]), float(band.actual[place])
        return {
            "local_date": self.days[place],
            "level": COMPANY,
            "pool_id": COMPANY,
            "target": band.target,
            "is_settled": True,  # nothing that comes later renames it
            "expected": expected,
            "lower": float(band.lower[place]),
            "upper": float(band.upper[place]),
            "actual": actual,
            "deviation": actual - expected,
            "unit": UNITS[band.target],
            "gap_hours": 0,
        }


def _cents(case: Case) -> Iterator[int]:
    """The exact cost of every day: kept for all pools, so as small as can be."""
    for day in case.days:
        amounts = case.amounts.get(day)
        yield int(amounts[1].scaleb(2)) if amounts else _NO_CENTS


def _named(parts: Sequence[PoolPart], whole: Decimal | None) -> list[PoolPart]:
    """The pools that moved most, and the others together; without amounts where one has none."""
    ordered = sorted(parts, key=lambda part: (-abs(part.deviation), part.pool_id))
    if whole is None:
        ordered = [PoolPart(part.pool_id, part.deviation, None) for part in ordered]
    named, others = ordered[:NAMED_POOLS], ordered[NAMED_POOLS:]
    if not others:
        return [*named]
    rest = sum((part.amount_cny or Decimal(0) for part in others), Decimal("0.00"))
    more = sum(part.deviation for part in others)
    return [*named, PoolPart(None, more, None if whole is None else rest)]
