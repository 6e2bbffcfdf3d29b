"""Regression of a block of steps (a day of hours) on the blocks before it, one for each day ahead.

Not recursive: the third day ahead has coefficients of its own. They are shrunk towards what is
believed of any series with a day and a week in it, so that ten days of history give a sober answer
and half a year its own. All hours of a day share them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from models.forecast.candidate import WEEK_DAYS, Floats

REMEMBERED_BLOCKS = 210
MIN_BLOCKS = 3
_HALF_LIFE_BLOCKS = 112.0  # what lies that far back counts half
_MONTH_BLOCKS = 28
_SAME_WEEKDAYS = 4
_DYING_STEPS = 0.85  # what is left of the last step's surprise a step later
_STRENGTH_LAGS = (1, 2, 3)


@dataclass(frozen=True)
class _Blocks:
    """Values by block and place in it, shape (blocks, steps of a block), without holes."""

    values: Floats
    sums: Floats

    @classmethod
    def of(cls, values: Floats, steps: int) -> "_Blocks":
        count = min(len(values) // steps, REMEMBERED_BLOCKS)
        rows = values[len(values) - count * steps :].reshape(count, steps).copy()
        rows[0] = np.where(np.isnan(rows[0]), np.nanmean(rows, axis=0), rows[0])
        for before, row in pairwise(rows):
            np.copyto(row, before, where=np.isnan(row))
        return cls(rows, np.vstack([np.zeros((1, steps)), rows.cumsum(axis=0)]))

    def latest_mean(self, at: npt.NDArray[np.intp], count: int) -> Floats:
        """By place, the mean of the last `count` blocks up to each of `at`, or of fewer."""
        begin = np.maximum(at + 1 - count, 0)
        return np.asarray((self.sums[at + 1] - self.sums[begin]) / (at + 1 - begin)[:, np.newaxis])

    def season_strength(self) -> float:
        """How alike the blocks' profiles are, 0 to 1, seen in four of them together."""
        profiles = _profile(self.values)
        alike = [
            float((profiles[lag:] * profiles[:-lag]).sum())
            / max(float(np.sqrt(_square(profiles[lag:]) * _square(profiles[:-lag]))), 1e-30)
            for lag in _STRENGTH_LAGS
            if lag < len(profiles)
        ]
        share = float(np.clip(np.mean(alike), 0.0, 1.0))
        return _SAME_WEEKDAYS * share / (1 + (_SAME_WEEKDAYS - 1) * share)


def block_courses(values: Floats, steps: int, horizon: int, ridges: Sequence[float]) -> Floats:
    """Expected values ahead for each strength of shrinkage, shape (ridges, horizon).

    `values` end at the cut-off, NaN where missing; `steps` is the length of a block.

    Raises:
        ValueError: there are fewer than 3 blocks, or a place in the block was never measured.
    """
    if len(values) < MIN_BLOCKS * steps:
        msg = f"{len(values)} steps are fewer than {MIN_BLOCKS} blocks of {steps}"
        raise ValueError(msg)
    known = values[-min(len(values) // steps, REMEMBERED_BLOCKS) * steps :].reshape(-1, steps)
    if np.isnan(known).all(axis=0).any():
        msg = f"a place in the block of {steps} steps was never measured"
        raise ValueError(msg)
    blocks = _Blocks.of(values, steps)
    strength = blocks.season_strength()
    ahead = [
        _one_block(blocks, block, _believed(block, strength), ridges)
        for block in range(1, -(-horizon // steps) + 1)
    ]
    return np.concatenate(ahead, axis=1)[:, :horizon]


def _one_block(blocks: _Blocks, ahead: int, believed: Floats, ridges: Sequence[float]) -> Floats:
    """The block `ahead` blocks after the last, shape (ridges, steps)."""
    count = len(blocks.values)
    at = np.arange(MIN_BLOCKS - 1, count - ahead)
    present, level = _features(blocks, np.array([count - 1]), ahead)
    if len(at) < MIN_BLOCKS - 1:
        return np.tile(present[0] @ believed + level[0], (len(ridges), 1))
    features, levels = _features(blocks, at, ahead)
    misses = blocks.values[at + ahead] - levels - features @ believed
    scale = max(float(np.std(blocks.values - blocks.values.mean(axis=0))) ** 2, 1e-30)
    weights = 0.5 ** ((count - 1 - at) / _HALF_LIFE_BLOCKS) / (scale * misses.shape[1])
    flat = features.reshape(-1, len(believed))
    weighted = (features * weights[:, np.newaxis, np.newaxis]).reshape(flat.shape)
    gram, moments = weighted.T @ flat, weighted.T @ misses.ravel()
    found = [
        believed + np.linalg.solve(gram + ridge * ahead * np.eye(len(believed)), moments)
        for ridge in ridges
    ]
    return np.stack([present[0] @ coefficients + level[0] for coefficients in found])


def _believed(ahead: int, strength: float) -> Floats:
    """Coefficients of _features before a series says anything, for the block `ahead`."""
    near, nearer = 0.9 ** (ahead - 1), 0.8 ** (ahead - 1)
    mean = 0.2 + 0.15 * (1 - near)
    seasons = np.array([0.3 * near, 0.3, mean, mean])
    levels = np.array([0.5 * nearer, 0.0, 0.4, 0.3 * (1 - 0.9**ahead), 0.5])
    return np.concatenate([strength * seasons, levels])


def _features(blocks: _Blocks, at: npt.NDArray[np.intp], ahead: int) -> tuple[Floats, Floats]:
    """What is known at the end of the blocks `at`, and the level that all of it is counted from.

    Shapes (len(at), steps, features) and (len(at), 1). First four profiles: of the last block, the
    same weekday's last, the last week's mean, four same weekdays' mean. Then levels: of the last
    block, the two of the same weekday, the last four weeks; and what the last step surprised with,
    which dies away in the first block ahead.
    """
    last, week = blocks.values[at], blocks.latest_mean(at, WEEK_DAYS)
    level = week.mean(axis=1, keepdims=True)
    same, same_mean = _same_weekday(blocks, at, ahead, week)
    month = blocks.latest_mean(at, _MONTH_BLOCKS).mean(axis=1, keepdims=True)
    last_level = last.mean(axis=1, keepdims=True) - level
    steps = last.shape[1]
    surprise = last[:, -1:] - week[:, -1:] - last_level
    dying = _DYING_STEPS ** np.arange(steps) if ahead == 1 else np.zeros(steps)
    levels = (
        last_level,
        same.mean(axis=1, keepdims=True) - level,
        same_mean.mean(axis=1, keepdims=True) - level,
        month - level,
    )
    features = [
        *map(_profile, (last, same, week, same_mean)),
        *(np.broadcast_to(found, last.shape) for found in levels),
        surprise * dying,
    ]
    return np.stack(features, axis=-1), level


def _same_weekday(
    blocks: _Blocks, at: npt.NDArray[np.intp], ahead: int, week: Floats
) -> tuple[Floats, Floats]:
    """The last known block of the weekday ahead, and the mean of the last four.

    The last week's mean where there is none.
    """
    found = at + ahead - -(-ahead // WEEK_DAYS) * WEEK_DAYS
    summed, count = np.zeros_like(week), np.zeros((len(at), 1))
    for weeks in range(_SAME_WEEKDAYS):
        place = found - WEEK_DAYS * weeks
        summed[place >= 0] += blocks.values[place[place >= 0]]
        count[place >= 0] += 1
    seen = count > 0
    same = np.where(seen, blocks.values[np.maximum(found, 0)], week)
    return same, np.where(seen, summed / np.maximum(count, 1), week)


def _profile(values: Floats) -> Floats:
    return np.asarray(values - values.mean(axis=-1, keepdims=True))


def _square(values: Floats) -> float:
    return float(np.square(values).sum())
