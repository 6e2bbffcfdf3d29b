"""Thirty people clicking through all screens on two processes, and a snapshot published meanwhile.

Each waits a second, then goes to another screen with some pool chosen, or redraws a fragment. A
session stays with its process. Seconds are wall clock from the click to the last message, so a busy
machine makes them longer; CPU per click does not depend on it. Baseline, in the same run: a single
person on the same processes.
"""

import asyncio
import random
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

from dashboard.screens import SCREENS
from data.snapshot import find_current
from data.warehouse import open_snapshot, query
from data.workspace import Workspace
from tests.benchmarks.bench_dashboard_screens import address
from tests.benchmarks.dashboard_served import Server, served, swing_pointer
from tests.benchmarks.dashboard_sessions import Session
from tests.benchmarks.large_workspace import large_home
from tests.benchmarks.measure import Measure

PEOPLE, THINK_S = 30, 1.0
_SEED = 20_261_122


@dataclass
class Crowd:
    """What all clicks took, what went wrong, and when new figures reached whom, in seconds."""

    pools: Sequence[str]
    clicks_s: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    news: str = ""
    published_at: float = 0.0
    seen_s: list[float] = field(default_factory=list)


def run(*, quick: bool) -> list[Measure]:
    people, seconds = (6, 15.0) if quick else (PEOPLE, 60.0)
    with large_home(quick=quick) as home, ExitStack() as stack:
        servers = [stack.enter_context(served(home)) for _ in range(2)]
        pools = _pools(home)
        asyncio.run(_all(servers, home, Crowd(pools), 2, 3.0))  # imports, as any morning's first
        alone = Crowd(pools)
        asyncio.run(_all(servers, home, alone, 1, seconds / 4))
        crowd, before = Crowd(pools), sum(server.cpu_ms() for server in servers)
        asyncio.run(_all(servers, home, crowd, people, seconds, publish=True))
        cpu_ms = sum(server.cpu_ms() for server in servers) - before
        peak_mb = max(server.peak_mb() for server in servers)
    return [
        Measure("alone_median_s", median(alone.clicks_s), "s", note="baseline: one person"),
        Measure("crowd_clicks", len(crowd.clicks_s), "", note=f"of {people} people, {seconds:g} s"),
        Measure("crowd_p95_s", quantiles(crowd.clicks_s, n=20)[-1], "s", 2.0),
        Measure("crowd_median_s", median(crowd.clicks_s), "s"),
        Measure("crowd_cpu_ms_per_click", cpu_ms / len(crowd.clicks_s), "CPU ms"),
        Measure("crowd_errors", len(crowd.errors), "", 0, "; ".join(sorted(set(crowd.errors))[:3])),
        Measure("crowd_peak_mb", peak_mb, "MB", 600, "of the larger process, at any moment"),
        Measure("news_seen_by", len(crowd.seen_s), "", note=f"of {people} sessions"),
        Measure("news_seen_after_s", max(crowd.seen_s, default=float("inf")), "s", 60),
    ]


def _pools(home: Path) -> list[str]:
    snapshot = find_current(Workspace(home))
    assert snapshot is not None
    with open_snapshot(snapshot.path) as connection:
        rows = query(connection, "SELECT DISTINCT pool_id FROM out_cost_daily ORDER BY pool_id")
    return rows["pool_id"].to_list()


async def _all(
    servers: Sequence[Server], home: Path, crowd: Crowd, people: int, seconds: float,
    *, publish: bool = False,
) -> None:  # fmt: skip
    until = perf_counter() + seconds
    everybody = [
        _person(servers[number % len(servers)], crowd, random.Random(_SEED + number), until)  # noqa: S311
        for number in range(people)
    ]
    if publish:
        everybody.append(_publish(home, crowd, seconds / 2))
    await asyncio.gather(*everybody)


async def _publish(home: Path, crowd: Crowd, after_s: float) -> None:
    await asyncio.sleep(after_s)
    crowd.news = swing_pointer(home, 1)
    crowd.published_at = perf_counter()


async def _person(server: Server, crowd: Crowd, chance: random.Random, until: float) -> None:
    fragments: list[str] = []
    has_seen = False
    await asyncio.sleep(chance.random() * THINK_S)
    async with Session(server.port) as session:
        while perf_counter() < until:
            if fragments and chance.random() < 0.4:
                done = await session.again(chance.choice(fragments))
            else:
                url = {"pool": chance.choice(crowd.pools)} if chance.random() < 0.5 else {}
                done = await session.show(address(chance.choice(SCREENS)), **url)
                fragments = done.fragments
            crowd.clicks_s.append(done.seconds)
            crowd.errors += done.errors
            if crowd.news and not has_seen and crowd.news in done.snapshots:
                has_seen = True
                crowd.seen_s.append(perf_counter() - crowd.published_at)
            await asyncio.sleep(THINK_S)
