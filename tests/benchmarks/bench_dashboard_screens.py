"""What a rerun of each screen costs the server: first on a snapshot, warm, and a fragment of it.

CPU of the serving process, all threads, from the click to the last message, as a browser asks for
it over the websocket. Ten million usage rows lie in the workspace. First: everything kept of the
snapshot is gone, modules are imported. Baseline, in the same run: a rerun of an empty page.
"""

import asyncio
import tempfile
from collections.abc import Awaitable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from dashboard.screens import SCREENS, Screen
from tests.benchmarks.dashboard_served import Server, served, served_empty, swing_pointer
from tests.benchmarks.dashboard_sessions import Run, Session
from tests.benchmarks.large_workspace import large_home
from tests.benchmarks.measure import Measure

FIRST_MS, WARM_MS, OVERVIEW_MS, FRAGMENT_MS = 250, 100, 60, 40
_RERUNS = 5
_QUIET_MS = 4  # in a quarter of a second: the process has nothing left to do


@dataclass(frozen=True)
class Cost:
    """CPU milliseconds; `fragment` is the dearest one's, None where the screen has none."""

    first: float
    warm: float
    fragment: float | None
    received_bytes: int


def run(*, quick: bool) -> list[Measure]:
    with large_home(quick=quick) as home, tempfile.TemporaryDirectory() as folder:
        empty, costs = asyncio.run(_measure(home, Path(folder)))
    measures = [Measure("dashboard_empty_warm_ms", empty, "CPU ms", note="baseline")]
    for name, cost in costs.items():
        warm = OVERVIEW_MS if name == "overview" else WARM_MS
        kilobytes = f"{cost.received_bytes / 1000:,.0f} kB first"
        measures += [
            Measure(f"{name}_first_ms", cost.first, "CPU ms", FIRST_MS, kilobytes),
            Measure(f"{name}_warm_ms", cost.warm, "CPU ms", warm),
        ]
        if cost.fragment is not None:
            measures.append(Measure(f"{name}_fragment_ms", cost.fragment, "CPU ms", FRAGMENT_MS))
    return measures


def address(screen: Screen) -> str:
    """Its path as a browser sends it: the Overview lies at the root."""
    return "" if screen.name == "overview" else screen.url_path


async def _measure(home: Path, folder: Path) -> tuple[float, dict[str, Cost]]:
    with served_empty(folder) as server:
        async with Session(server.port) as session:
            await session.show("")
            empty = median([(await _cost(server, session.again()))[0] for _ in range(_RERUNS)])
    with served(home) as server:
        for screen in SCREENS:  # imports every module
            async with Session(server.port) as session:
                await session.show(address(screen))
        return empty, {
            screen.name: await _of_screen(server, home, screen, number)
            for number, screen in enumerate(SCREENS)
        }


async def _of_screen(server: Server, home: Path, screen: Screen, number: int) -> Cost:
    swing_pointer(home, number)
    async with Session(server.port) as session:
        first, shown = await _cost(server, session.show(address(screen)))
        assert not shown.errors, (screen.name, shown.errors)
        warm, fragments = [], []
        for _ in range(_RERUNS):
            cost, again = await _cost(server, session.again())
            warm.append(cost)
        for fragment in again.fragments:
            costs = [(await _cost(server, session.again(fragment)))[0] for _ in range(3)]
            fragments.append(median(costs))
    return Cost(first, median(warm), max(fragments, default=None), shown.received_bytes)


async def _cost(server: Server, work: Awaitable[Run]) -> tuple[float, Run]:
    """CPU milliseconds of a run, once nothing of the one before is left to do."""
    before = server.cpu_ms()
    while await asyncio.sleep(0.25, True) and server.cpu_ms() - before > _QUIET_MS:
        before = server.cpu_ms()
    before = server.cpu_ms()
    done = await work
    await asyncio.sleep(0.05)
    return server.cpu_ms() - before, done
