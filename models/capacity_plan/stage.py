"""The stage: fills out_capacity_ahead, _order, _use, _gain and _movable."""

from collections.abc import Iterator, Sequence
from typing import Any

import duckdb

from data.settings import Settings
from models.capacity_plan.ahead import look_ahead
from models.capacity_plan.gaining import chip_gains, pool_gains
from models.capacity_plan.lead_times import lead_time_of
from models.capacity_plan.moving import movable_rows
from models.capacity_plan.ordering import order_rows
from models.capacity_plan.pool_hours import PoolHours
from models.capacity_plan.reading import Facts, Row, read, read_facts
from models.capacity_plan.using import use_row
from models.stage import framed, replace_rows

TABLES = (
    "out_capacity_ahead",
    "out_capacity_order",
    "out_capacity_use",
    "out_capacity_gain",
    "out_capacity_movable",
)
MAX_LAG_DAYS = 7  # as pools of the company's forecast
_NO_CHIP = "unknown"


def build_capacity(
    connection: duckdb.DuckDBPyConnection, settings: Settings, snapshot_id: str
) -> None:
    """Replace what the five tables held; after marts, plan and forecast, all of which it reads.

    A pool without a forecast week, or without cards and contracts, has no weeks ahead, nor has one
    whose data end over a week before the latest: what it lacked then nobody can order any more. One
    without a day that is measured and priced has no use and no levers.
    """
    facts = read_facts(connection)
    rows: dict[str, list[Row]] = {table: [] for table in TABLES}
    found_ahead = {pool_id: look_ahead(facts, pool_id) for pool_id in facts.needs}
    cut_offs = [ahead.cut_off for ahead in found_ahead.values() if ahead is not None]
    for pool_id, ahead in found_ahead.items():
        if ahead is not None and (max(cut_offs) - ahead.cut_off).days <= MAX_LAG_DAYS:
            rows["out_capacity_ahead"] += ahead.rows()
            offer = facts.offers.get(pool_id)
            lead_time = lead_time_of(settings.buying, offer.offer_id if offer else None, pool_id)
            rows["out_capacity_order"] += order_rows(ahead, offer, lead_time)
    pools = [*_pool_hours(connection, facts, settings)]
    rows["out_capacity_use"] = [use_row(pool) for pool in pools]
    rows["out_capacity_gain"] = [*_gains(pools)]
    rows["out_capacity_movable"] = [*_movable(connection, pools)]
    same: dict[str, Any] = {"tax_basis": settings.tax_basis, "snapshot_id": snapshot_id}
    for table, found in rows.items():
        replace_rows(connection, table, framed(table, found, same))


def _pool_hours(
    connection: duckdb.DuckDBPyConnection, facts: Facts, settings: Settings
) -> Iterator[PoolHours]:
    window = {"window_days": settings.plan_window_days}
    hours = read(connection, "hours", window).partition_by("pool_id", as_dict=True)
    for sums in read(connection, "use", window).iter_rows(named=True):
        last = sums["window_end"]
        running = [
            row
            for row in facts.contracts.get(sums["pool_id"], [])
            if row["start_date"] <= last <= row["end_date"]
        ]
        of_pool = hours.get((sums["pool_id"],))
        if of_pool is not None:
            yield PoolHours(of_pool, sums, running, settings.hours_per_month)


def _movable(connection: duckdb.DuckDBPyConnection, pools: Sequence[PoolHours]) -> Iterator[Row]:
    held = [pool for pool in pools if pool.contracts]
    if not held:
        return
    first = {"first_hour": min(min(pool.hours["hour_utc"]) for pool in held)}
    by_pool = read(connection, "project_hours", first).partition_by("pool_id", as_dict=True)
    for pool in held:
        if (pool.pool_id,) in by_pool:
            yield from movable_rows(pool, by_pool[(pool.pool_id,)])


def _gains(pools: list[PoolHours]) -> Iterator[Row]:
    by_chip: dict[str, list[PoolHours]] = {}
    for pool in pools:
        yield from pool_gains(pool)
        if pool.sums["chip"] != _NO_CHIP:
            by_chip.setdefault(str(pool.sums["chip"]), []).append(pool)
    for chip, of_chip in by_chip.items():
        if len(of_chip) > 1:
            yield from chip_gains(chip, of_chip)
