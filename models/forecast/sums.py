"""Which sums of pools are forecast: each provider and the company, for each target."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import duckdb

from data.pool_id import parts_of
from models.forecast.budgets import COMPANY
from models.forecast.candidate import DailyHistory
from models.forecast.choosing import is_long_enough
from models.forecast.company import CompanySum
from models.forecast.drawers import demand_histories, why_no_demand
from models.forecast.history import PoolHistories
from models.forecast.reading import read
from models.forecast.rows import Level, SeriesForecast, Target


@dataclass(frozen=True)
class Parts:
    """A provider or the company: the histories of its pools, and the budget that covers it."""

    level: Level
    series: str
    histories: Sequence[DailyHistory]
    budget_scope: str | None


def sums_of(
    connection: duckdb.DuckDBPyConnection, histories: Sequence[DailyHistory]
) -> Iterator[Parts]:
    """Each provider with a pool that can be forecast, then the company.

    A budget whose scope is a provider's name is the provider's, unless a pool bears it too.
    """
    pool_names = {parts_of(history.series).pool for history in histories}
    for provider, members in _by_provider(connection, histories).items():
        if any(map(is_long_enough, members)):
            scope = provider if provider not in pool_names | {COMPANY} else None
            yield Parts("provider", provider, members, scope)
    yield Parts("company", COMPANY, histories, COMPANY)


def pool_sums(
    connection: duckdb.DuckDBPyConnection,
    pools: PoolHistories,
    horizon_days: int,
) -> Iterator[CompanySum]:
    """Empty sums of each provider that can be forecast, and of the company.

    A budget under a name that several pools bear is that of all of them: their cost is summed.
    """
    demand = demand_histories(pools)
    unmeasured = {
        used.series: why_no_demand(used, pools) for used in pools.usage if used.series not in demand
    }
    sums = [*sums_of(connection, pools.usage)]
    targets: tuple[Target, ...] = ("usage", "demand", "cost")
    for target in targets:
        for one in sums:
            yield CompanySum(
                target,
                one.histories,
                horizon_days,
                one.level,
                one.series,
                budget_scope=one.budget_scope,
                without_demand=unmeasured,
            )
    for name, members in _by_shared_name(pools).items():
        if any(map(is_long_enough, members)):
            yield CompanySum("cost", members, horizon_days, "pool", name, budget_scope=name)


def is_for_budget_only(forecast: SeriesForecast) -> bool:
    """Whether it is the sum of pools that bear one name: no series, but a budget is theirs."""
    return forecast.level == "pool" and forecast.series == forecast.budget_scope


def _by_shared_name(pools: PoolHistories) -> Mapping[str, list[DailyHistory]]:
    found: dict[str, list[DailyHistory]] = {}
    for history in pools.usage:
        found.setdefault(parts_of(history.series).pool, []).append(history)
    return {name: members for name, members in found.items() if len(members) > 1}


def _by_provider(
    connection: duckdb.DuckDBPyConnection, histories: Sequence[DailyHistory]
) -> Mapping[str, list[DailyHistory]]:
    providers = dict(read(connection, "pool_providers").iter_rows())
    found: dict[str, list[DailyHistory]] = {}
    for history in histories:
        if history.series in providers:
            found.setdefault(providers[history.series], []).append(history)
    return found
