"""From histories to outlooks: backtest each, pool, weigh, calibrate."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from models.forecast.candidate import Floats
from models.forecast.ensemble.backtest import Backtest
from models.forecast.ensemble.calibrating import (
    Spread,
    fresh_misses,
    measure_spread,
    pool_spreads,
    shapes,
    size_by_bucket,
    size_by_step,
)
from models.forecast.ensemble.combining import combined_course, distance_of_members
from models.forecast.ensemble.drawing import Outlook, estimate_persistence
from models.forecast.ensemble.leaning import lean_to_level
from models.forecast.ensemble.weighting import MIN_POOLED_SERIES, pool_errors, weigh
from models.forecast.notes import Notes

FARTHEST = 5.0  # in the most that is usual: no path strays further from its course


@dataclass(frozen=True)
class Judged:
    """A series with its weights, its spread and what paths are drawn from.

    `fresh` are the misses of the cut-offs for calibration in parts of what was expected.
    """

    backtest: Backtest
    weights: Floats
    spread: Spread
    fresh: Floats
    outlook: Outlook


def judge(backtests: Sequence[Backtest]) -> list[Judged]:
    """Weigh and calibrate series of one horizon and step, the same in any order of them.

    Steady series and those that are often zero miss in ways of their own: each kind is a pool.
    Fewer than 3 series are none, and each is then judged alone.
    """
    ordered = sorted(backtests, key=lambda backtest: backtest.series)
    judged: dict[str, Judged] = {}
    for kind in (True, False):
        alike = [backtest for backtest in ordered if backtest.is_intermittent is kind]
        groups = [alike] if len(alike) >= MIN_POOLED_SERIES else [[one] for one in alike]
        for group in groups:
            judged |= {one.backtest.series: one for one in _judge_together(group)}
    return [judged[backtest.series] for backtest in backtests]


def _judge_together(group: Sequence[Backtest]) -> Iterator[Judged]:
    if not group:
        return
    pooled = pool_errors(group)
    weights = lean_to_level(group, [weigh(backtest, pooled) for backtest in group], pooled)
    spreads = [measure_spread(*pair) for pair in zip(group, weights, strict=True)]
    pool = pool_spreads(spreads)
    fresh = [fresh_misses(spread, pool) for spread in spreads]
    gaps = [backtest.origins.calibration_gap for backtest in group]
    knots = shapes(fresh, group[0].ends, float(np.median(gaps)))
    persistence = estimate_persistence(fresh)
    for backtest, own, spread, misses in zip(group, weights, spreads, fresh, strict=True):
        sizes = size_by_step(size_by_bucket(spread, pool), backtest.ends)
        course = combined_course(backtest, own, backtest.ahead)
        outlook = Outlook(
            series=backtest.series,
            ends=backtest.ends,
            course=course,
            # One that lay still and woke moves a thousand times what it did before.
            spread=np.maximum(
                np.minimum(sizes * backtest.scale_ahead, backtest.largest),
                distance_of_members(backtest, own, course),
            ),
            knots=knots,
            persistence=persistence,
            bounds=backtest.bounds,
            farthest=FARTHEST * backtest.largest,
            doubt=_doubt(backtest),
            notes=_notes(backtest, course),
            weeks=backtest.weeks[-1],
            jump=backtest.jump,
        )
        yield Judged(backtest, own, spread, misses, outlook)


def _notes(backtest: Backtest, course: Floats) -> Notes:
    jumps = (backtest.jump.note_of(backtest.series),) if backtest.jump else ()
    growth = backtest.grown.growth.notes_of(backtest.series, course) if backtest.grown else ()
    return backtest.event_notes + jumps + growth


def _doubt(backtest: Backtest) -> Floats | None:
    """How far events, days of the month and growth may be off, in logarithms, shape (horizon,)."""
    parts = (backtest.event_doubt, backtest.grown.doubt if backtest.grown else None)
    known = [part for part in parts if part is not None]
    return np.sqrt(sum(np.square(part) for part in known)) if known else None
