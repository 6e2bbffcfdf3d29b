"""Today's terms of a pool: contracts and savings plans until they end, and the price beyond."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import duckdb
import numpy as np
import polars as pl

from models.billing.conversion import TaxBasis
from models.forecast.candidate import Floats
from models.forecast.plan_part import PlanPart, beyond_plans
from models.forecast.reading import read
from models.offers.contracts import contract_days
from models.offers.savings_plans import PlanInHand, savings_plans_in_hand
from models.stage import read_core

_POOL_ID = pl.concat_str("provider", "region", "pool", "chip", separator="/").alias("pool_id")


@dataclass(frozen=True)
class Commitment:
    """What a pool's contracts give and cost on one day; up to the cut-off savings plans, too."""

    cards: float
    fee_cny: float


NO_COMMITMENT = Commitment(0.0, 0.0)


@dataclass(frozen=True)
class PoolTerms:
    """What a pool's days cost. Days are local; yuan on the settings' tax basis.

    `price_cny_per_card_hour` is the last one known at the cut-off and holds for all days after:
    prices move in steps that no seasonal model foresees. `observed_cost_cny` has the days that
    were priced, `price_of_day` the prices of single days up to the cut-off. `plans` are what the
    pool has of savings plans, in the order in which they are used.
    """

    pool: str
    cut_off: date
    price_cny_per_card_hour: float
    price_of_day: Mapping[date, float]
    observed_cost_cny: Mapping[date, float]
    commitments: Mapping[date, Commitment]
    unpriced: frozenset[date] = frozenset()
    data_from: date = date.max
    plans: Sequence[PlanPart] = ()

    def cost_before_use_cny(self, day: date) -> float:
        """Cost of a day before the pool's first whole one: contracts, or nothing.

        NaN where the day was not priced, or nobody measured anything yet.
        """
        if day < self.data_from or day in self.unpriced:
            return math.nan
        return self.observed_cost_cny.get(day, 0.0)

    def cost_cny(self, day: date, card_hours: Floats) -> Floats:
        """Cost of a day whose hours are `card_hours`, shape (paths, 24); gives shape (paths,).

        Only what an hour uses beyond that day's committed cards and savings plans is bought at the
        price. NaN for a day up to the cut-off that has no price.
        """
        price = self.price_cny_per_card_hour
        if day <= self.cut_off:
            price = self.price_of_day.get(day, math.nan)
        fees: Floats | float = self.commitments.get(day, NO_COMMITMENT).fee_cny
        for plan in self.plans:
            fees = fees + plan.due_cny(day)
        bought = beyond_plans(self.beyond_contracts(day, card_hours), price, day, self.plans)
        return np.asarray(fees + price * bought.sum(axis=1))

    def beyond_contracts(self, day: date, card_hours: Floats) -> Floats:
        """Card-hours that the committed cards do not serve, of the same shape."""
        cards = self.commitments.get(day, NO_COMMITMENT).cards
        return np.clip(card_hours - cards, 0.0, None)


@dataclass(frozen=True)
class TermsBook:
    """The prices, costs, contracts and savings plans of all pools, as the snapshot has them."""

    costs: Mapping[str, pl.DataFrame]
    contracts: pl.DataFrame
    savings_plans: pl.DataFrame
    fx: pl.DataFrame
    tax_basis: TaxBasis
    data_from: date = date.max

    def terms(
        self, pool_id: str, first_day: date, cut_off: date, last_day: date
    ) -> PoolTerms | None:
        """The pool's terms from `first_day` to `last_day` as known at the cut-off.

        None where it has no price by then. Savings plans are not among them: see shared_plans.
        """
        if not self.has_price(pool_id, cut_off):
            return None
        known = self._known(pool_id, cut_off)
        prices = _by_day(known, "on_demand_price_cny")
        return PoolTerms(
            pool=known["pool"][0],
            cut_off=cut_off,
            price_cny_per_card_hour=prices[max(prices)],
            price_of_day=prices,
            observed_cost_cny=_by_day(known, "cost_cny"),
            commitments=_with_plans(
                self._commitments(pool_id, first_day, cut_off, last_day), known
            ),
            unpriced=frozenset(known.filter(pl.col("cost_cny").is_null())["local_date"]),
            data_from=self.data_from,
        )

    def has_price(self, pool_id: str, cut_off: date) -> bool:
        """Whether the pool has a price by then."""
        if pool_id not in self.costs:
            return False
        return bool(self._known(pool_id, cut_off)["on_demand_price_cny"].count())

    def plans_ahead(self, cut_off: date, last_day: date) -> list[PlanInHand]:
        """Savings plans that run on a day after the cut-off, in the order in which they count."""
        return savings_plans_in_hand(
            self.savings_plans,
            self.fx,
            cut_off,
            last_day,
            tax_basis=self.tax_basis,
            rates_known_until=cut_off,
        )

    def budget_scope(self, pool_id: str) -> str | None:
        """The pool's name, or None where other pools share it: their budget is for all of them."""
        names = {other: rows["pool"][0] for other, rows in self.costs.items()}
        name = names.get(pool_id)
        return name if list(names.values()).count(name) == 1 else None

    def _known(self, pool_id: str, cut_off: date) -> pl.DataFrame:
        return self.costs[pool_id].filter(pl.col("local_date") <= cut_off)

    def _commitments(
        self, pool_id: str, first_day: date, cut_off: date, last_day: date
    ) -> dict[date, Commitment]:
        days = contract_days(
            self.contracts.filter(pl.col("pool_id") == pool_id),
            self.fx,
            first_day,
            last_day,
            tax_basis=self.tax_basis,
            rates_known_until=cut_off,
        )
        # A fee without an exchange rate is no fee of zero: the day then has no cost.
        return {
            day: Commitment(float(cards), math.nan if fee is None else float(fee))
            for day, cards, fee in days.select(
                "local_date", "committed_cards", "fee_cny"
            ).iter_rows()
        }


def read_terms(connection: duckdb.DuckDBPyConnection, tax_basis: TaxBasis) -> TermsBook:
    """Reads costs, contracts, savings plans and exchange rates once for all pools."""
    costs = read(connection, "pool_costs")
    first_day = costs.filter(pl.col("hours_measured") > 0)["local_date"].min()
    return TermsBook(
        {
            str(pool_id): rows
            for (pool_id,), rows in costs.partition_by("pool_id", as_dict=True).items()
        },
        read_core(connection, "core_commitment").with_columns(_POOL_ID),
        read_core(connection, "core_savings_plan"),
        read_core(connection, "core_fx_rate"),
        tax_basis,
        first_day if isinstance(first_day, date) else date.max,
    )


def _with_plans(commitments: dict[date, Commitment], known: pl.DataFrame) -> dict[date, Commitment]:
    """Commitments, on known days with the pool's part of savings plans, as the costs have it."""
    of_plans = known.filter(pl.col("savings_plan_cost_cny").ne_missing(0))
    found = dict(commitments)
    columns = ("local_date", "savings_plan_cost_cny", "savings_plan_cards")
    for day, cost, cards in of_plans.select(columns).iter_rows():
        own = commitments.get(day, NO_COMMITMENT)
        fee = math.nan if cost is None else float(cost)
        found[day] = Commitment(own.cards + (cards or 0.0), own.fee_cny + fee)
    return found


def _by_day(days: pl.DataFrame, column: str) -> dict[date, float]:
    known = days.filter(pl.col(column).is_not_null())
    return dict(zip(known["local_date"], known[column].cast(pl.Float64), strict=True))
