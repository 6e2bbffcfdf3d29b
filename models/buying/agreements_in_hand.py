"""Agreements in hand: what was promised, what use has drawn of it, what would be due at the end.

Use by the hour counts at its price less the discount: so far as the costs have it, ahead as it is
expected at what is advised. Nothing is weighed against an agreement, so this is told, not decided.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb
import polars as pl

from data.settings import Settings
from models.billing.clock import ONE_DAY, add_months
from models.billing.conversion import fee_on
from models.billing.savings_cover import Scope
from models.buying.advice import Advice
from models.buying.horizon import Horizon
from models.offers.rates import rates_of_days
from models.stage import read, read_core


@dataclass(frozen=True)
class Promise:
    """An agreement in hand, in yuan; `promised_cny` and `due_cny` None where no rate is known."""

    agreement_id: str
    provider: str
    last_day: date
    promised_cny: float | None
    drawn_cny: float
    expected_cny: float

    @property
    def due_cny(self) -> float | None:
        """What is expected to be missing at its end."""
        if self.promised_cny is None:
            return None
        return max(self.promised_cny - self.drawn_cny - self.expected_cny, 0.0)


def read_promises(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    horizon: Horizon,
    advised: Iterable[Advice],
) -> Iterator[Promise]:
    """Of agreements that have not ended when it is decided; `advised` are the pools' ladders."""
    day, pools = horizon.decide_on, [*advised]
    rows = read(connection, "agreements_in_hand", {"day": day})
    asked = rows.select("currency").unique().with_columns(day=pl.lit(day))
    rates = rates_of_days(read_core(connection, "core_fx_rate"), asked)
    for row in rows.iter_rows(named=True):
        rate = rates.of(row["currency"], day)
        promised = fee_on(row["amount"], rate, row, settings.tax_basis)
        counted = 1 - row["discount_ratio"]
        yield Promise(
            row["agreement_id"],
            row["provider"],
            row["end_date"],
            None if promised is None else float(promised),
            row["by_hour_cny"] * counted,
            sum(_by_hour_cny(one, row) for one in pools if _counts(row, one)) * counted,
        )


def _counts(row: Mapping[str, Any], advice: Advice) -> bool:
    item = advice.case.item
    return Scope.of(row).serves(item.provider, item.region, item.chip)


def _by_hour_cny(advice: Advice, row: Mapping[str, Any]) -> float:
    """Expected cost by the hour on the agreement's days ahead, spot left out.

    Days before the horizon are as its first month, those after it as its last.
    """
    horizon, outcome = advice.case.horizon, advice.outcome
    hours = outcome.by_hour_hours - outcome.spot_hours
    first, last = max(row["start_date"], horizon.decide_on), row["end_date"]
    total, month = 0.0, first.replace(day=1)
    while month <= last:
        number = min(max(horizon.number_of(month), 0), horizon.months - 1)
        end = add_months(month, 1) - ONE_DAY
        days = (min(end, last) - max(month, first)).days + 1
        total += float(hours[number]) * days / end.day
        month = add_months(month, 1)
    return total * advice.case.paid_cny
