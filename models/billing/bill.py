"""A bill: lines that say what was charged for what, by which rule; its totals are their sums."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

import numpy as np
import polars as pl

from models.billing.drafts import Kind, Ledger, Origin
from models.billing.money import QUANTITY, round_half_away
from models.billing.usage import HOUR, TICKS_PER_UNIT, Ticks, Usage

QUANTITY_DECIMALS = 9
RATE_DECIMALS = 12


@dataclass(frozen=True, slots=True)
class Line:
    """One charge. `charged` is what the seller bills, in `currency` on the plan's tax basis.

    `amount` is the same in the reporting currency on the reporting tax basis: charged x `fx_rate`,
    with tax added or taken out. `quantity` x `rate` is `charged` before rounding (quantities are
    printed to 9 decimals, and computed exactly). `list_amount`: the same at the pay-as-you-go
    price, in `currency`; `value`: what of a commitment in money was used or not; `balance`: what
    is left of a prepaid sum or quantity. `place` is the plan's in the order of application,
    `source` where its price is printed, with the row or file it was read from; `exact` is `charged`
    before it was rounded.
    """

    plan_id: str
    mode: str
    kind: Kind
    rule: str
    ledger: Ledger
    item_id: str
    pool_id: str
    start: datetime
    end: datetime
    billed_at: datetime
    quantity: Decimal
    unit: str
    rate: Decimal
    charged: Decimal
    currency: str
    fx_rate: Decimal
    fx_date: date
    tax_rate: Decimal
    amount: Decimal
    place: int
    list_amount: Decimal | None = None
    value: Decimal | None = None
    balance: Decimal | None = None
    origin: Origin | None = None
    source: str = ""
    exact: Fraction = Fraction(0)


_NOT_IN_FRAMES = ("origin", "exact")


@dataclass(frozen=True)
class Bill:
    """Lines in the order of application, in one currency and on one tax basis."""

    lines: tuple[Line, ...]
    currency: str
    tax_basis: str
    usage: Usage
    taken: dict[int, Ticks]
    """What each plan took, by its place in the order of application."""

    @property
    def total(self) -> Decimal:
        """Cost: the sum of all lines that are charges (no deposits, no vouchers' own ledger)."""
        return self.ledger("charge")

    def ledger(self, ledger: Ledger) -> Decimal:
        """Sum of the lines of a ledger."""
        return sum((line.amount for line in self.lines if line.ledger == ledger), Decimal(0))

    def of(self, *kinds: Kind) -> tuple[Line, ...]:
        """The lines of some kinds."""
        return tuple(line for line in self.lines if line.kind in kinds)

    def frame(self) -> pl.DataFrame:
        """One row per line, with all its columns but `origin` and `exact`."""
        names = [name for name in Line.__slots__ if name not in _NOT_IN_FRAMES]
        return pl.DataFrame(
            {name: [getattr(line, name) for line in self.lines] for name in names},
            schema_overrides={
                "quantity": pl.Decimal(38, QUANTITY_DECIMALS),
                "rate": pl.Decimal(38, RATE_DECIMALS),
                "list_amount": QUANTITY,
                "value": QUANTITY,
                "balance": QUANTITY,
            },
        )

    def rows(self, line: Line) -> pl.DataFrame:
        """The rows of usage that a line came from: item_id, hour_utc, quantity.

        They sum to its quantity where every hour is priced by what it used. Of storage they are the
        hours of which the highest of each day counts, of bandwidth those of both directions. Empty
        for lines that are not of use itself: fees, unused commitment, electricity, minimum charges,
        work that was lost and run again.
        """
        origin = line.origin
        if origin is None:
            return _rows(self.usage, [], np.zeros((0, 0), dtype=np.int64), 0)
        return _rows(self.usage, list(origin.items), self.block(line), origin.first)

    def block(self, line: Line) -> Ticks:
        """The ticks that a line came from, items x hours from its origin's first hour on.

        Empty for lines that come from no usage.
        """
        origin = line.origin
        if origin is None:
            return np.zeros((0, 0), dtype=np.int64)
        return block_of(self.taken[line.place], origin)


def block_of(taken: Ticks, origin: Origin) -> Ticks:
    """Of what a plan took, the ticks of an origin: items x hours from its first hour on."""
    if origin.between is not None:
        return _cut(taken, origin)
    block = taken[list(origin.items), origin.first : origin.last]
    return block if origin.minutes is None else origin.minutes.of(block)


def _cut(taken: Ticks, origin: Origin) -> Ticks:
    """The part of the running total that lies in a tier, for the items and hours of the line."""
    assert origin.between is not None  # noqa: S101  asked by the caller
    counted = list(origin.counted or origin.items)
    by_hour = taken[counted, origin.since : origin.last].T  # hour by hour, then item by item
    running = np.cumsum(by_hour).reshape(by_hour.shape)
    low, high = origin.between
    part = np.clip(running, low, high) - np.clip(running - by_hour, low, high)
    wanted = [counted.index(item) for item in origin.items]
    return np.asarray(part.T[wanted][:, origin.first - origin.since :])


def _rows(usage: Usage, items: list[int], block: Ticks, first: int) -> pl.DataFrame:
    item, hour = np.nonzero(block)
    quantities = [
        round_half_away(Decimal(int(ticks)) / TICKS_PER_UNIT, QUANTITY_DECIMALS)
        for ticks in block[item, hour].tolist()
    ]
    return pl.DataFrame(
        {
            "item_id": [usage.items[items[n]].item_id for n in item.tolist()],
            "hour_utc": [usage.first_hour + (first + h) * HOUR for h in hour.tolist()],
            "quantity": quantities,
        },
        schema={
            "item_id": pl.String,
            "hour_utc": pl.Datetime("us"),
            "quantity": pl.Decimal(38, QUANTITY_DECIMALS),
        },
    )
