"""All what-ifs of a run: told of every pool once it is drawn, it keeps only totals of periods."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import duckdb
import polars as pl

from data.pool_id import parts_of
from data.settings import Settings
from models.forecast.budgets import Budgets, read_budgets
from models.forecast.candidate import DailyHistory, Floats
from models.forecast.choosing import is_long_enough
from models.forecast.company import Membership
from models.forecast.known_events import read_events
from models.forecast.pool import DrawnPool
from models.forecast.projects import read_projects, split_pool
from models.forecast.scenarios.campaigns import Plan, not_forecast, plans_by_pool
from models.forecast.scenarios.changes import Change
from models.forecast.scenarios.demand import PoolWork
from models.forecast.scenarios.effects import Effects, why_without_effect
from models.forecast.scenarios.elsewhere import Elsewhere
from models.forecast.scenarios.lending import LentPlans, lend, with_something_to_move
from models.forecast.scenarios.pool import PoolBase, differences
from models.forecast.scenarios.prices import PoolRates, Rates
from models.forecast.scenarios.reading import read_changes, read_pools
from models.forecast.scenarios.totals import SeriesTotals
from models.forecast.shared_plans import PlanAhead
from models.forecast.simulating import WatchDay, simulate_pool
from models.forecast.sums import sums_of
from models.forecast.windows import PathWindow
from models.stage import read_core

Row = dict[str, Any]
_TARGETS = ("usage", "demand", "cost")


@dataclass(frozen=True)
class _Facts:
    """What all pools of a run share."""

    connection: duckdb.DuckDBPyConnection
    settings: Settings
    changes: Sequence[Change]
    pools: Mapping[str, dict[str, str]]
    plans: Mapping[str, Sequence[Plan]]
    rates: Rates
    budgets: Budgets
    elsewhere: Elsewhere


@dataclass
class _Sum:
    """A provider or the company: which pools are in it, and their totals by target."""

    members: Membership
    level: str
    series: str
    budget_scope: str | None
    totals: dict[str, SeriesTotals] = field(default_factory=dict)
    has_demand: bool = False  # of one of the pools: else out_forecast has none of the sum

    def of(self, target: str) -> SeriesTotals:
        """The running sum of a target."""
        members = self.members
        new = SeriesTotals(self.level, self.series, target, members.cut_off, members.last_day)
        return self.totals.setdefault(target, new)


class Scenarios:
    """Forecasts of all what-ifs of a run. `observe` is a pool's observer, see models.forecast.pool.

    `histories` are those of all pools; with none long enough to be forecast there are no rows.
    """

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        settings: Settings,
        histories: Sequence[DailyHistory],
    ) -> None:
        cut_offs = [history.cut_off for history in histories if is_long_enough(history)]
        self._rows: list[Row] = []
        self._sums: list[_Sum] = []
        self._forecast = {h.series: h.cut_off for h in histories if is_long_enough(h)}
        self._facts = _facts(connection, settings, histories) if cut_offs else None
        self._lent = LentPlans()
        self._effects = Effects(self._facts.changes if self._facts else ())
        if self._facts:
            horizon = settings.forecast_horizon_days
            self._sums = [
                _Sum(Membership.of(one.histories, horizon), one.level, one.series, one.budget_scope)
                for one in sums_of(connection, histories)
            ]

    def share_plans(self, plans: Sequence[PlanAhead], draw: Callable[[str], DrawnPool]) -> None:
        """Find what savings plans that pools share are under what-ifs; `draw` draws a pool."""
        if self._facts is None or not any(len(plan.pools) > 1 for plan in plans):
            return
        facts, horizon = self._facts, self._facts.settings.forecast_horizon_days
        self._lent = lend(
            plans,
            lambda pool_id: _that_may_move(facts, pool_id, plans),
            lambda pool_id: _base(facts, draw(pool_id)),
            max(self._forecast.values()) + timedelta(days=horizon),
        )

    def observe(self, drawn: DrawnPool) -> None:
        """Change the pool's paths by every scenario that concerns it."""
        assert self._facts  # noqa: S101  a drawn pool is one that was long enough
        pool_id = drawn.inputs.history.series
        base = _base(self._facts, drawn)
        own = {target: _own(pool_id, target, window) for target, window in base.windows.items()}
        for target, totals in own.items():
            window = base.windows[target]
            totals.add_base(pool_id, window)
            for one, part in self._parts(pool_id, window):
                one.of(target).add_base(pool_id, part)
                one.has_demand |= target == "demand" and base.has_queue
        lent, changes = self._lent.of(pool_id), self._effective(pool_id, base)
        under = {name: changes.get(name, []) for name in [*changes, *lent]}
        for scenario, windows in differences(base, under, lent):
            for target, window in windows.items():
                own[target].add_change(scenario, window)
                for total in self._sums_with(pool_id, target):
                    total.add_change(scenario, window)
        for target, totals in own.items():
            if target == "demand" and not base.has_queue:
                continue
            scope = drawn.budget_scope if target == "cost" else None
            self._rows += totals.rows(self._facts.budgets, scope)

    def rows(self) -> list[Row]:
        """Rows of out_scenario_forecast, without provenance, when all pools were seen."""
        rows = [*self._rows]
        for one in self._sums:
            for target in one.totals:
                if target == "demand" and not one.has_demand:
                    continue
                totals = one.of(target)
                partial = one.members.is_partial(totals.summed)
                assert self._facts  # noqa: S101  else there are no sums
                rows += totals.rows(self._facts.budgets, one.budget_scope, is_partial=partial)
        return rows

    def listing(self) -> list[Row]:
        """Rows of out_scenario, without provenance, when all pools were seen."""
        if self._facts is None:
            return []
        others = {
            (change.scenario, change.change): not_forecast(
                self._facts.plans, change, self._forecast
            )
            for change in self._facts.changes
            if change.kind == "campaigns"
        }
        return self._effects.rows(others)

    def _effective(self, pool_id: str, base: PoolBase) -> dict[str, list[Change]]:
        """The changes that have an effect on the pool, by scenario."""
        assert self._facts  # noqa: S101  see observe
        found: dict[str, list[Change]] = {}
        for change in _in_scope(self._facts, pool_id):
            reason = why_without_effect(change, base)
            self._effects.see(change, reason)
            if reason is None:
                found.setdefault(change.scenario, []).append(change)
        return found

    def _sums_with(self, pool_id: str, target: str) -> list[SeriesTotals]:
        """The sums that the pool has been added to."""
        found = [one.of(target) for one in self._sums if pool_id in one.members.histories]
        return [total for total in found if pool_id in total.summed]

    def _parts(self, pool_id: str, window: PathWindow) -> list[tuple[_Sum, PathWindow]]:
        """The sums that the pool is part of, each with its part."""
        found = [
            (one, one.members.part_of(pool_id, window))
            for one in self._sums
            if pool_id in one.members.histories
        ]
        return [(one, part) for one, part in found if part is not None]


def _facts(
    connection: duckdb.DuckDBPyConnection, settings: Settings, histories: Sequence[DailyHistory]
) -> _Facts:
    latest = max(history.cut_off for history in histories if is_long_enough(history))
    pools = read_pools(connection)
    return _Facts(
        connection,
        settings,
        read_changes(connection, latest),
        pools,
        plans_by_pool(read_core(connection, "core_campaign")),
        Rates.read(connection, settings.tax_basis),
        read_budgets(connection, settings, max(history.cut_off for history in histories)),
        Elsewhere.read(connection, pools, histories),
    )


def _in_scope(facts: _Facts, pool_id: str) -> list[Change]:
    """A pool of which nobody says provider, region, pool or chip is in the scope of all alone."""
    pool = facts.pools.get(pool_id)
    return [c for c in facts.changes if (c.concerns(pool) if pool else not c.where)]


def _that_may_move(facts: _Facts, pool_id: str, plans: Sequence[PlanAhead]) -> list[Change]:
    own = pl.col("provider") == parts_of(pool_id).provider
    of_prices = facts.rates.prices.filter(own)["currency"]
    of_contracts = facts.rates.contracts.filter(own)["currency"]
    currencies = {*of_prices, *of_contracts, *(plan.plan.currency for plan in plans)}
    campaigns = {plan.campaign for plan in facts.plans.get(pool_id, ())}
    return [*with_something_to_move(_in_scope(facts, pool_id), campaigns, currencies)]


def _own(pool_id: str, target: str, window: PathWindow) -> SeriesTotals:
    return SeriesTotals("pool", pool_id, target, window.cut_off, window.last_day)


def _base(facts: _Facts, drawn: DrawnPool) -> PoolBase:
    inputs, paths = drawn.inputs, drawn.paths
    pool_id = inputs.history.series
    windows = {"usage": paths.usage, "demand": paths.demand or paths.usage}
    rates = None
    if paths.cost and inputs.terms and pool_id in facts.pools:
        windows["cost"] = paths.cost
        rates = PoolRates.of(facts.pools[pool_id], inputs.terms, facts.rates)

    def draw_days(watch: WatchDay) -> None:
        simulate_pool(inputs, watch=watch)

    likes = _likes(facts, pool_id)
    elsewhere, not_comparable = _from_elsewhere(facts, pool_id, likes)
    work = PoolWork(
        cut_off=inputs.history.cut_off,
        cards=inputs.cards,
        shares=_shares(facts, drawn, likes),
        plans=facts.plans.get(pool_id, ()),
        elsewhere=elsewhere,
        not_comparable=not_comparable,
    )
    return PoolBase(windows, paths.demand is not None, work, rates, draw_days)


def _likes(facts: _Facts, pool_id: str) -> dict[str, str | None]:
    """Names that new projects of a pool are to be like -> its own project; None: another pool's."""
    found: dict[str, str | None] = {}
    for change in _in_scope(facts, pool_id):
        if change.kind == "new_project" and change.like is not None:
            named = facts.elsewhere.split(change.like)
            is_own = named is None or named[0] == pool_id
            found[change.like] = (named[1] if named else change.like) if is_own else None
    return found


def _from_elsewhere(
    facts: _Facts, pool_id: str, likes: Mapping[str, str | None]
) -> tuple[dict[str, Floats], frozenset[str]]:
    """Card-hours by the weekday of other pools' projects, and those that cannot be compared."""
    found, not_comparable = {}, set()
    for like in (like for like, own in likes.items() if own is None):
        try:
            card_hours = facts.elsewhere.card_hours(like, pool_id)
        except LookupError:
            not_comparable.add(like)
            continue
        if card_hours is not None:
            found[like] = card_hours
    return found, frozenset(not_comparable)


def _shares(facts: _Facts, drawn: DrawnPool, likes: Mapping[str, str | None]) -> dict[str, Floats]:
    """Shares of the projects that a new one is to be like, which are forecast for that."""
    history, usage = drawn.inputs.history, drawn.forecasts[0]
    own = {like: project for like, project in likes.items() if project is not None}
    if not own:
        return {}
    days = drawn.inputs.draws.shape[1]
    whole = usage.window.paths[:, -days:]
    projects = read_projects(facts.connection, history)
    events = read_events(facts.connection, facts.settings.time_zone, [history.series])
    known = events.get(history.series, ())
    shares = {}
    for part in split_pool(usage, projects, history, facts.settings, known):
        name = part.series.removeprefix(f"{history.series}/")
        if name in own.values():
            shares[name] = part.window.paths[:, -days:] / whole.clip(min=1e-300)
    return {like: shares[project] for like, project in own.items() if project in shares}
