"""For series that are often zero: how likely a step is not, and how large it then is."""

from dataclasses import dataclass
from itertools import product

import numpy as np

from models.forecast.candidate import DailyHistory, Floats, Sampled

_GAINS = (0.02, 0.05, 0.1, 0.2, 0.3)


@dataclass(frozen=True)
class TsbCandidate:
    """Teunter, Syntetos and Babai (2011): smoothed probability times smoothed size.

    A path's step is zero, or one of the past sizes moved to today's; so paths keep their zeros.
    """

    name: str = "tsb"

    def sample_paths(
        self, history: DailyHistory, horizon_days: int, path_count: int, seed: int
    ) -> Sampled:
        """See Candidate.

        Raises:
            ValueError: nothing was ever used.
        """
        measured = history.card_hours[~np.isnan(history.card_hours)]
        sizes = measured[measured > 0]
        if not len(sizes):
            msg = "no step above zero to learn a size from"
            raise ValueError(msg)
        probability, size = _smooth(measured)
        draws = np.random.default_rng(seed)
        shape = (path_count, horizon_days)
        occurs = draws.random(shape) < probability
        paths = occurs * draws.choice(sizes, shape) * (size / sizes.mean())
        return Sampled(paths, np.full(len(history.card_hours), np.nan))

    def expected(self, values: Floats) -> float:
        """Expected value of any step ahead; zero where nothing was ever used."""
        measured = values[~np.isnan(values)]
        if not (measured > 0).any():
            return 0.0
        probability, size = _smooth(measured)
        return probability * size


def _smooth(measured: Floats) -> tuple[float, float]:
    """Probability and size after the last step, at the gains that missed least one step ahead."""
    grid = np.array(list(product(_GAINS, _GAINS))).T
    probability = np.full(grid.shape[1], np.count_nonzero(measured > 0) / len(measured))
    size = np.full(grid.shape[1], measured[measured > 0].mean())
    squares = np.zeros(grid.shape[1])
    for value in measured.tolist():
        squares += (value - probability * size) ** 2
        probability += grid[0] * ((value > 0) - probability)
        if value > 0:
            size += grid[1] * (value - size)
    best = int(squares.argmin())
    return float(probability[best]), float(size[best])
