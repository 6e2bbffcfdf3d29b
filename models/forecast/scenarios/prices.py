"""What a what-if's prices and exchange rates make of a pool's terms, day by day.

Contracts in hand and what is due for savings plans keep their price: what is bought by the hour,
and what use counts against a plan, follow a price step. An exchange rate moves all of them, where
they are in that currency; a month's rent from the first month that begins after the cut-off, as the
month's first day decides. A pool's part of a plan stays its part unless pools that share it change
otherwise than alike: see lending.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import duckdb
import numpy as np
import polars as pl

from models.billing.conversion import TaxBasis
from models.billing.exchange import HOME_CURRENCY, with_cny_rate
from models.billing.prices import on_demand_prices
from models.forecast.candidate import Floats
from models.forecast.plan_part import PlanPart
from models.forecast.scenarios.changes import SCOPE, Change
from models.forecast.terms import NO_COMMITMENT, Commitment, PoolTerms
from models.offers.contracts import contract_days
from models.stage import read_core

_EIGHT_DECIMALS = Decimal("1e-8")  # of core_fx_rate


@dataclass(frozen=True)
class Rates:
    """Prices, contracts and exchange rates, as their core tables have them."""

    prices: pl.DataFrame
    contracts: pl.DataFrame
    fx: pl.DataFrame
    tax_basis: TaxBasis

    @classmethod
    def read(cls, connection: duckdb.DuckDBPyConnection, tax_basis: TaxBasis) -> "Rates":
        """All of them, once for a run."""
        return cls(
            prices=read_core(connection, "core_price"),
            contracts=read_core(connection, "core_commitment"),
            fx=read_core(connection, "core_fx_rate"),
            tax_basis=tax_basis,
        )


@dataclass(frozen=True)
class PoolRates:
    """What of a pool's terms is in which currency, as known at the cut-off.

    `price_currency` is None for a price that is in no price book.
    """

    terms: PoolTerms
    contracts: pl.DataFrame
    price_currency: str | None
    rates: Rates

    @classmethod
    def of(cls, pool: dict[str, str], terms: PoolTerms, rates: Rates) -> "PoolRates":
        """From the rates of a run."""
        own = pl.all_horizontal(pl.col(name) == pool[name] for name in SCOPE)
        priced_on = max(day for day in terms.price_of_day if day <= terms.cut_off)
        asked = pl.DataFrame([{**pool, "local_date": priced_on}])
        offer = on_demand_prices(rates.prices, rates.fx, asked, tax_basis=rates.tax_basis)["offer"]
        currency = offer[0]["currency"] if offer[0] is not None else None
        return cls(terms, rates.contracts.filter(own), currency, rates)

    def is_moved_by(self, change: Change) -> bool:
        """Whether a price, a contract or a savings plan is in the currency that moves."""
        of_plans = (plan.currency for plan in self.terms.plans)
        return change.currency in {self.price_currency, *self.contracts["currency"], *of_plans}

    def price_factors(self, changes: Sequence[Change], days: Sequence[date]) -> Floats:
        """What the price by the hour is multiplied by on each day, shape (days,)."""
        factors = np.ones(len(days))
        for change in changes:
            if change.kind == "price_step" or (
                change.kind == "fx_move" and change.currency == self.price_currency
            ):
                factors *= change.factors(days)
        return factors

    def fees_cny(self, changes: Sequence[Change], days: Sequence[date]) -> Floats:
        """Contracts' fees on each day, shape (days,); NaN where a rate is missing."""
        moves = [change for change in changes if change.kind == "fx_move"]
        if not any(move.currency in self.contracts["currency"] for move in moves):
            return np.array([self._commitment(day).fee_cny for day in days])
        known = self.rates.fx.filter(pl.col("rate_date") <= self.terms.cut_off)
        billed = contract_days(
            self.contracts,
            pl.concat([known.select(_FX), self._rates_ahead(moves, days)]),
            days[0],
            days[-1],
            tax_basis=self.rates.tax_basis,
            rates_known_until=days[-1],
        )
        fees = dict(billed.select("local_date", "fee_cny").iter_rows())
        found = [fees.get(day, Decimal(0)) for day in days]
        return np.array([np.nan if fee is None else float(fee) for fee in found])

    def plans_on(self, changes: Sequence[Change], day: date) -> list[PlanPart]:
        """The base's parts of savings plans on a day, each with what its currency makes of it."""
        moves = [change for change in changes if change.kind == "fx_move"]
        return [
            plan.on(day, math.prod(m.factor(day) for m in moves if m.currency == plan.currency))
            for plan in self.terms.plans
        ]

    def _commitment(self, day: date) -> Commitment:
        return self.terms.commitments.get(day, NO_COMMITMENT)

    def _rates_ahead(self, moves: Sequence[Change], days: Sequence[date]) -> pl.DataFrame:
        """The last known rate of each currency under contract, moved day by day."""
        currencies = sorted({*self.contracts["currency"]} - {HOME_CURRENCY})
        asked = pl.DataFrame({"currency": currencies}).with_columns(day=self.terms.cut_off)
        last = with_cny_rate(asked, self.rates.fx, day="day")
        rows = []
        for currency, rate in last.select("currency", "cny_per_unit").drop_nulls().iter_rows():
            own = [move for move in moves if move.currency == currency]
            for day in days:
                factor = Decimal(str(np.prod([move.factor(day) for move in own])))
                moved = (rate * factor).quantize(_EIGHT_DECIMALS)
                rows.append((day, currency, HOME_CURRENCY, moved))
        return pl.DataFrame(rows, schema=_FX_SCHEMA, orient="row")


_FX_SCHEMA = {
    "rate_date": pl.Date(),
    "base_currency": pl.String(),
    "quote_currency": pl.String(),
    "rate": pl.Decimal(18, 8),
}
_FX = [*_FX_SCHEMA]
