"""Sample paths of the ensemble: days that stray together, within bounds, with a calibrated spread.

A path's place in the band walks from step to step and strays besides; series may share a part of
both. Places become values by the calibrated quantiles, so that each step has its band, and sums of
steps and of series have theirs from the same paths.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from models.forecast.candidate import WEEK_DAYS, Floats
from models.forecast.ensemble.backtest import Bounds
from models.forecast.ensemble.buckets import bucket_of_steps
from models.forecast.ensemble.calibrating import NORMAL_SCORES
from models.forecast.fresh_jumps import FreshJump, keep_possible
from models.forecast.notes import Notes
from models.forecast.past_weeks import PastWeeks

BELIEVED_PERSISTENCE = 0.6
PRIOR_ORIGINS = 1.5
WALK_START = 7  # steps that the walk is old when the forecast begins
_FAR = 5.0  # no draw lies further out
_MEAN_ABOVE = 0.1  # of the course: so far the paths' means may lie above it in any case
# Further ahead than the second bucket few cut-offs say how skewed misses are: one step of many
# series would lift the mean of all.
_MEAN_FAR_ABOVE = 0.2
_KNOWN_BUCKETS = 2
_BOUND, _OUTERMOST = 0.9, 0.99
_DOUBLINGS = 3
_MEAN_OF_NORMAL = np.sqrt(2 / np.pi)  # mean absolute value of a standard normal draw
_LARGEST = 3.0  # in expected sizes: one spike says nothing of how steps stray together


@dataclass(frozen=True)
class Outlook:
    """What a series' paths are drawn from; `course` and `spread` have shape (horizon,).

    `knots`, shape (buckets, probabilities), are quantiles in parts of the spread; `persistence` the
    share of a step's variance that stays. No path strays further than `farthest` from the course.
    `doubt`, shape (horizon,), is how far the logarithm of what known events bring may be off, and
    `notes` say what was believed of them. With `weeks`, paths are drawn from these instead. After
    a `jump` of the last days some paths stay where these are.
    """

    series: str
    ends: tuple[int, ...]
    course: Floats
    spread: Floats
    knots: Floats
    persistence: float
    bounds: Bounds
    farthest: float = np.inf
    doubt: Floats | None = None
    notes: Notes = ()
    weeks: PastWeeks | None = None
    jump: FreshJump | None = None

    @property
    def spread_with_events(self) -> Floats:
        """Mean absolute miss of a step, what an event brings included."""
        if self.doubt is None:
            return self.spread
        doubted = _MEAN_OF_NORMAL * self.doubt * np.abs(self.course)
        return np.asarray(np.hypot(self.spread, doubted))


def estimate_persistence(misses: Sequence[Floats]) -> float:
    """Share of the variance that steps of one cut-off have in common, from misses of all series.

    From how much more the mean over the horizon strays than it would with steps on their own.
    """
    known = [np.clip(row[~np.isnan(row)], -_LARGEST, _LARGEST) for rows in misses for row in rows]
    count = sum(map(len, known))
    square = sum(float(np.square(row).sum()) for row in known) / count if count else 0.0
    explained, possible = BELIEVED_PERSISTENCE * PRIOR_ORIGINS, PRIOR_ORIGINS
    for row in known:
        if len(row) > 1 and square:
            together = _walk_correlation(len(row)) - 1 / len(row)
            explained += together * (float(row.mean()) ** 2 / square - 1 / len(row))
            possible += together**2
    return float(np.clip(explained / possible, 0.05, 0.95))


def draw_places(
    shape: tuple[int, int], persistence: float, seed: int, shared: tuple[float, int] = (0.0, 0)
) -> Floats:
    """Standard normal places in the band, shape (paths, steps), in mirrored pairs.

    `shared` is the correlation with the other series of a run and the seed that they share.
    """
    pairs, steps = (shape[0] + 1) // 2, shape[1]
    normal = np.random.default_rng(seed).standard_normal((2, steps, pairs))
    correlation, common_seed = shared
    if correlation:
        common = np.random.default_rng(common_seed).standard_normal((2, steps, pairs))
        normal *= np.sqrt(1 - correlation)
        normal += np.sqrt(correlation) * common
    walk = normal[0]
    walk[0] *= np.sqrt(WALK_START + 1)
    for before, after in pairwise(walk):
        np.add(after, before, out=after)
    age = np.sqrt(WALK_START + np.arange(1, steps + 1))[:, np.newaxis]
    places = np.sqrt(persistence) * walk / age + np.sqrt(1 - persistence) * normal[1]
    return np.concatenate([places, -places], axis=1).T[: shape[0]]


def draw_paths(
    outlook: Outlook, path_count: int, seed: int, shared: tuple[float, int] = (0.0, 0)
) -> Floats:
    """Paths of shape (paths, horizon), every sample within the bounds.

    Where the floor cuts the low side off, the high side is drawn in as well: the median stays at
    the course, and the mean where the misses have it. The cap comes last, so that no path is lower
    without it.
    """
    horizon, bounds = len(outlook.course), outlook.bounds
    if outlook.weeks:
        shape = (path_count, -(-horizon // WEEK_DAYS))
        places = draw_places(shape, outlook.persistence, seed, shared)
        return np.clip(outlook.weeks.draw(places, horizon), bounds.floor, bounds.cap)
    places = draw_places((path_count, horizon), outlook.persistence, seed, shared)
    buckets = bucket_of_steps(outlook.ends)
    paths = np.empty_like(places)
    for bucket in range(len(outlook.ends)):
        columns = buckets == bucket
        scores, values = _extended(outlook.knots[bucket])
        paths[:, columns] = np.interp(places[:, columns], scores, values)
    course = outlook.course
    strayed = np.clip(outlook.spread_with_events * paths, -outlook.farthest, outlook.farthest)
    strayed = _balanced(
        np.maximum(strayed, bounds.floor - course),
        _most_above(strayed.mean(axis=0), np.abs(course), buckets),
    )
    drawn = course + strayed
    if outlook.jump:
        drawn = keep_possible(drawn, outlook.jump)
    return np.asarray(np.clip(drawn, bounds.floor, bounds.cap))


def _most_above(mean: Floats, course: Floats, buckets: npt.NDArray[np.intp]) -> Floats:
    """How far above its course the mean of a step may lie, given where the misses alone have it."""
    known = np.where(buckets < _KNOWN_BUCKETS, np.inf, _MEAN_FAR_ABOVE * course)
    return np.minimum(np.maximum(mean, _MEAN_ABOVE * course), known)


def _balanced(strayed: Floats, most: Floats) -> Floats:
    """How far paths stray, the high side less where their mean would lie above `most`.

    First its outermost draws are cut off, which weigh most and say least. Then those below the
    bound of the 80 % band are drawn towards the course, by powers, and last all in proportion.
    """
    above = np.maximum(strayed, 0.0)
    allowed = above.mean(axis=0) - strayed.mean(axis=0) + most
    heavy = np.flatnonzero(above.mean(axis=0) > allowed)
    if not len(heavy):
        return strayed
    high, allowed = above[:, heavy], allowed[heavy]
    bound, outermost = np.quantile(high, (_BOUND, _OUTERMOST), axis=0)
    high = np.minimum(high, outermost)
    inside = np.divide(high, bound, out=np.ones_like(high), where=high < bound)
    is_inside = inside < 1
    for _ in range(_DOUBLINGS):
        too_high = high.mean(axis=0) > allowed
        if not too_high.any():
            break
        inside *= np.where(too_high, inside, 1.0)
        high = np.where(is_inside, bound * inside, high)
    mean = high.mean(axis=0)
    high *= np.divide(allowed, mean, out=np.ones_like(mean), where=mean > allowed)
    strayed[:, heavy] = np.where(above[:, heavy] > 0, high, strayed[:, heavy])
    return strayed


def _extended(knots: Floats) -> tuple[Floats, Floats]:
    """Knots with the last slopes carried on."""
    low, high = (
        (knots[i] - knots[j]) / (NORMAL_SCORES[i] - NORMAL_SCORES[j]) for i, j in ((1, 0), (-1, -2))
    )
    first = knots[0] - low * (_FAR + NORMAL_SCORES[0])
    last = knots[-1] + high * (_FAR - NORMAL_SCORES[-1])
    return np.array([-_FAR, *NORMAL_SCORES, _FAR]), np.array([first, *knots, last])


def _walk_correlation(steps: int) -> float:
    """Mean correlation of any two of the first steps of the walk."""
    age = WALK_START + np.arange(1, steps + 1, dtype=np.float64)
    root = np.sqrt(age)
    # For each step, the sum over the steps up to it of sqrt(earlier / later).
    before = root.cumsum() / root
    return float((2 * before.sum() - steps) / steps**2)
