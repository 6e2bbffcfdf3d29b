"""Contracts in hand: what they give and cost in each month of the horizon, and when they end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import numpy as np
import polars as pl
from numpy.typing import NDArray

from models.billing.clock import ONE_DAY, add_months
from models.billing.conversion import TaxBasis, fee_on
from models.billing.printed import printed_in
from models.buying.horizon import Horizon
from models.offers.contracts import POOL_KEY
from models.offers.rates import Rates
from models.offers.sale import SERVER

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Contract:
    """A contract in hand: `fee` is yuan per server and month, None where no rate is known.

    Of a savings plan the part of one pool: `servers` are units that its money serves in every hour,
    `sold_per_server` what it commits to for one of them, by `unit`.
    """

    commitment_id: str
    pool_id: str
    provider: str
    chip: str
    billing_mode: str
    term_months: int
    servers: float
    cards_per_server: int
    first_day: date
    last_day: date
    fee: Fraction | None
    source: str
    unit: str = SERVER
    sold_per_server: float = 1.0

    @property
    def is_servers(self) -> bool:
        """Whether it is for servers, and not for money."""
        return self.unit == SERVER

    def units(self, cards: int, horizon: Horizon) -> Numbers:
        """Reference units of `cards` cards by month, by the days of it that it runs."""
        shares = [
            horizon.share(month, self.first_day, self.last_day) for month in range(horizon.months)
        ]
        return np.array(shares) * self.servers * self.cards_per_server / cards

    def fees(self, horizon: Horizon) -> Numbers:
        """Yuan by month.

        Raises:
            ValueError: its fee is not known; whoever asks looks at `fee` first.
        """
        if self.fee is None:
            msg = f"the fee of {self.commitment_id} is not known"
            raise ValueError(msg)
        shares = [
            horizon.share(month, self.first_day, self.last_day) for month in range(horizon.months)
        ]
        return np.array(shares) * self.servers * float(self.fee)


def read_contracts(
    rows: pl.DataFrame, rates: Rates, decide_on: date, tax_basis: TaxBasis
) -> dict[str, list[Contract]]:
    """Contracts of core_commitment that run on the day of decision or begin later, by pool_id.

    Foreign fees are converted at the day before's rate.
    """
    found: dict[str, list[Contract]] = {}
    running = rows.filter(pl.col("end_date") >= decide_on).sort("commitment_id")
    for row in running.iter_rows(named=True):
        rate = rates.of(row["currency"], decide_on)
        contract = Contract(
            row["commitment_id"],
            "/".join(row[name] for name in POOL_KEY),
            row["provider"],
            row["chip"],
            row["billing_mode"],
            row["term_months"],
            row["servers"],
            row["cards_per_server"],
            row["start_date"],
            row["end_date"],
            fee_on(row["fee_per_server_month"], rate, row, tax_basis),
            printed_in(row, "core_commitment"),
        )
        found.setdefault(contract.pool_id, []).append(contract)
    return found


def months_between(first: date, last: date) -> Fraction:
    """Calendar months, a part of one by its days."""
    months = Fraction(0)
    begin = first.replace(day=1)
    while begin <= last:
        end = add_months(begin, 1) - ONE_DAY
        months += Fraction((min(end, last) - max(begin, first)).days + 1, (end - begin).days + 1)
        begin = add_months(begin, 1)
    return months


def whole_units_by_month(contracts: Sequence[Contract], cards: int, horizon: Horizon) -> Numbers:
    """Reference units of those that run for at least half of a month: what is planned with."""
    units = np.zeros(horizon.months)
    for one in contracts:
        whole = one.servers * one.cards_per_server / cards
        units += whole * (one.units(cards, horizon) >= whole / 2)
    return units


def units_by_month(contracts: Sequence[Contract], cards: int, horizon: Horizon) -> Numbers:
    """Reference units of all of them."""
    none = np.zeros(horizon.months)
    return sum((one.units(cards, horizon) for one in contracts), none)


def fees_by_month(contracts: Sequence[Contract], horizon: Horizon) -> Numbers:
    """Yuan of all of them."""
    return sum((one.fees(horizon) for one in contracts), np.zeros(horizon.months))
