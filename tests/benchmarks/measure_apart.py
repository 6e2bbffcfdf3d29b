"""Measuring work in a process of its own, so that its memory is its own too."""

import multiprocessing
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any


@dataclass(frozen=True)
class Cost:
    """What a piece of work took: CPU of all its threads, wall clock, and the process's peak."""

    cpu_s: float
    wall_s: float
    peak_mb: float


def apart(work: Callable[..., object], *arguments: Any) -> Cost:
    """Run `work` in a fresh process; imports that it needs do not count, they come before."""
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_measure, args=(sender, work, arguments))
    process.start()
    sender.close()
    try:
        cost: Cost = receiver.recv()
    except EOFError as failed:
        raise RuntimeError(f"{work.__name__} failed, see above") from failed
    finally:
        process.join()
    return cost


def _measure(sender: Connection, work: Callable[..., object], arguments: tuple[Any, ...]) -> None:
    before, started = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
    work(*arguments)
    wall_s, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_SELF)
    cpu_s = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    sender.send(Cost(cpu_s, wall_s, after.ru_maxrss / 1000))
    sender.close()
