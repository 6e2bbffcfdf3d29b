"""The sample's usage rows, whole and sound; what is broken on purpose is put in by broken.py."""

import numpy as np
import polars as pl

from data.sample.allocation import allocate
from data.sample.days import TIME_ZONE, Clock, Floats, hour_index, local, make_clock
from data.sample.goodput import useful_ratio
from data.sample.noise import make_generator
from data.sample.pools import DOMESTIC_C, POOLS, Pool
from data.sample.projects import STREAMS, Stream
from data.sample.templates import USAGE

OUTAGE_PROVIDER = DOMESTIC_C
OUTAGE_START = local(2026, 5, 13, 22)
OUTAGE_HOURS = 20
ABSENT_POOL = "serve-h20"
ABSENT = (
    (local(2025, 11, 4, 10), 5),
    (local(2026, 11, 10, 14), 3),
)


def make_usage(seed: int) -> pl.DataFrame:
    """One row per hour x pool x project, columns of the usage template, `start` local and naive.

    A provider's meter reports zero during its outage; hours that the export lost are absent.
    """
    clock = make_clock()
    rows = pl.concat(part for pool in POOLS for part in _pool_rows(pool, clock, seed))
    return rows.sort("start", "provider", "pool", "project", maintain_order=True)


def _pool_rows(pool: Pool, clock: Clock, seed: int) -> list[pl.DataFrame]:
    streams = tuple(stream for stream in STREAMS if stream.pool == pool.name)
    asked = {
        stream: stream.demand.cards(clock, make_generator(seed, f"demand {_name(stream)}"))
        for stream in streams
    }
    capacity = pool.capacity_cards(clock)
    metered = _metered(pool, clock)
    kept = _exported(pool, clock)
    parts = []
    for stream, (used, queued) in allocate(streams, asked, capacity).items():
        generator = make_generator(seed, f"goodput {_name(stream)}")
        useful = used * useful_ratio(stream, pool.provider, clock, generator)
        quantities = {
            "used_card_hours": used * metered,
            "useful_card_hours": np.floor(useful * metered * 100) / 100,
            "queued_card_hours": queued * metered,
            "capacity_cards": capacity,
        }
        parts.append(_rows(pool, stream, clock, quantities).filter(pl.Series(kept)))
    return parts


def _rows(pool: Pool, stream: Stream, clock: Clock, quantities: dict[str, Floats]) -> pl.DataFrame:
    names = {
        "period": "hour",
        "provider": pool.provider,
        "region": pool.region,
        "pool": pool.name,
        "chip": pool.chip,
        "project": stream.project,
        "workload_class": stream.workload_class,
        "time_zone": TIME_ZONE,
    }
    rows = pl.DataFrame({"start": clock.starts, **quantities})
    return rows.with_columns(pl.lit(text).alias(name) for name, text in names.items()).select(USAGE)


def _metered(pool: Pool, clock: Clock) -> Floats:
    """1 where the meter worked, 0 where it reported zero for everything."""
    works = np.ones(clock.size)
    if pool.provider == OUTAGE_PROVIDER:
        first = hour_index(OUTAGE_START)
        works[first : first + OUTAGE_HOURS] = 0
    return works


def _exported(pool: Pool, clock: Clock) -> list[bool]:
    """Whether an hour is in the file at all."""
    present = [True] * clock.size
    if pool.name == ABSENT_POOL:
        for moment, hours in ABSENT:
            first = hour_index(moment)
            present[first : first + hours] = [False] * hours
    return present


def _name(stream: Stream) -> str:
    return f"{stream.pool}/{stream.project}/{stream.workload_class}"
