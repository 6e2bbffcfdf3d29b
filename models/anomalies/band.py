"""How wide the band is: learned from each series' own past misses, one day after the other.

The scale is the mean absolute miss, forgetting slowly. How many scales a bound lies away is learned
by online conformal calibration: a day outside moves its bound outwards, every day inside moves both
inwards by as much less as days outside are meant to be rarer. In the long run each side is passed
on the share of days it is meant to be, whatever the misses look like; there is nothing to fit.
"""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

OUTSIDE_RATIO = 0.01  # of days; half on each side
# What is believed before anything was seen: 99.5 % of misses between a normal's and a Laplace's
# lie below 3.9 times their mean size, as models.forecast.ensemble.calibrating has it.
BELIEVED_REACH = 3.9
LEAST_REACH, LARGEST_REACH = 2.5, 12.0
REACH_STEP = 0.5  # of a day outside; undone by 200 days inside
SMALLEST_SCALE = 0.01  # of what is expected: a pool that stood still may yet move a little
_SCALE_GAIN = 0.05
_LARGEST_MISS = 4.0  # in scales: one spike must not widen the band for weeks


class Band:
    """Scale and reach of all series, as known after the last day learned."""

    def __init__(self, series: int) -> None:
        self._scale = np.zeros(series)
        self._seen = np.zeros(series)
        self._reach = np.full((2, series), BELIEVED_REACH)

    def around(self, centre: Floats) -> tuple[Floats, Floats]:
        """Lower and upper bound around what is expected."""
        scale = np.maximum(self._scale, SMALLEST_SCALE * np.abs(centre))
        return centre - self._reach[0] * scale, centre + self._reach[1] * scale

    def learn(self, misses: Floats, sides: npt.NDArray[np.int64]) -> None:
        """One day's misses, NaN where unknown, and on which side of the band they lay.

        A day that follows another outside on the same side has side 0: it is no news.
        """
        known = ~np.isnan(misses)
        size = np.abs(np.where(known, misses, 0.0))
        limit = np.where(self._seen > 0, _LARGEST_MISS * self._scale, np.inf)
        gain = np.where(known, np.maximum(1.0 / (self._seen + 1.0), _SCALE_GAIN), 0.0)
        # A scale of zero would never grow again.
        limit = np.where(self._scale > 0, limit, np.inf)
        self._scale += gain * (np.minimum(size, limit) - self._scale)
        self._seen += known
        share = OUTSIDE_RATIO / 2
        for row, side in ((0, -1), (1, 1)):
            moved = np.where(sides == side, REACH_STEP * (1 - share), -REACH_STEP * share)
            self._reach[row] += np.where(known, moved, 0.0)
        np.clip(self._reach, LEAST_REACH, LARGEST_REACH, out=self._reach)


def sides_of(values: Floats, lower: Floats, upper: Floats) -> npt.NDArray[np.int64]:
    """-1 below, 1 above, 0 within the bounds or where anything is unknown."""
    return (values > upper).astype(np.int64) - (values < lower).astype(np.int64)


def band_around(centres: Floats, values: Floats, least_days: int) -> tuple[Floats, Floats]:
    """Bounds around centres that something else gives, shape (days,), from past misses alone.

    NaN until `least_days` misses were seen, and where there is no centre.
    """
    band, seen, before = Band(1), 0, 0
    bounds = np.full((2, len(centres)), np.nan)
    for day, (centre, value) in enumerate(zip(centres, values, strict=True)):
        around = band.around(np.array([centre]))
        lower, upper = max(float(around[0][0]), 0.0), float(around[1][0])
        side = 0
        if seen >= least_days:
            bounds[:, day] = lower, upper
            side = int(value > upper) - int(value < lower)
        miss = np.array([value - centre])
        band.learn(miss, np.array([0 if side == before else side]))
        if not np.isnan(miss[0]):
            seen, before = seen + 1, side
    return bounds[0], bounds[1]
