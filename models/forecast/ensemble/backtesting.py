"""Backtests of many series, in other processes where that pays."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

from models.forecast.candidate import DailyHistory
from models.forecast.ensemble.backtest import Backtest, Bounds, run_backtest
from models.forecast.events import KnownEvent

# A new process takes seconds to import Prophet; a series takes a tenth of one, or half of one where
# it shares its days with no other.
PAYS_FROM_SERIES = 48
_CHUNK = 8

Progress = Callable[[int, str], None]


@dataclass(frozen=True)
class Task:
    """One series to backtest; nothing of other series is in it."""

    history: DailyHistory
    horizon: int
    bounds: Bounds
    country: str | None = None
    with_prophet: bool = True
    events: tuple[KnownEvent, ...] = ()


def backtest_all(
    tasks: Sequence[Task], workers: int = 0, progress: Progress | None = None
) -> Iterator[Backtest]:
    """Backtests in the order of the tasks, the same bits for any number of workers.

    `workers` 0 takes as many processes as there are processors, where there are series enough.
    `progress` is told how many are done, and the one just done.
    """
    if workers == 0:
        workers = (os.cpu_count() or 1) if len(tasks) >= PAYS_FROM_SERIES else 1
    if workers == 1 or len(tasks) <= 1:
        yield from _told(map(_run, tasks), progress)
        return
    # With fork, a process that has used Prophet hangs.
    with ProcessPoolExecutor(min(workers, len(tasks)), mp_context=get_context("spawn")) as pool:
        yield from _told(pool.map(_run, tasks, chunksize=_CHUNK), progress)


def _run(task: Task) -> Backtest:
    return run_backtest(
        task.history,
        task.horizon,
        task.bounds,
        task.country,
        with_prophet=task.with_prophet,
        events=task.events,
    )


def _told(backtests: Iterable[Backtest], progress: Progress | None) -> Iterator[Backtest]:
    for done, backtest in enumerate(backtests, start=1):
        if progress:
            progress(done, backtest.series)
        yield backtest
