"""The generators together, weighted by a rolling continuous ranked probability score (CRPS).

At up to 12 past months every generator is asked with what was known then, and scored at 1, 3, 6, 9
and 12 months ahead as far as those have come. CRPS judges ordinary courses; a rare fall is
hardly ever in so few months, so `vanishing` has a fixed share that scores do not move.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from models.procurement.scenarios.generators import GENERATORS, Generator

Numbers = NDArray[np.float64]

FLOOR = 0.08
VANISHING_SHARE = 0.5
ORIGINS = 12
SCORED_MONTHS = (0, 2, 5, 8, 11)
_NEGLIGIBLE_SCORE = 0.01  # of the mean level: smaller differences between generators are chance
_SMALLEST_LEVEL = 1e-6
_SMALLEST_SHARE = 0.01  # of the highest month: below, a pool is silent


@dataclass(frozen=True)
class Scenarios:
    """Monthly levels ahead, paths x months, the weight of every path, and of each generator."""

    levels: Numbers
    weights: Numbers
    generator_weights: Mapping[str, float]


@dataclass
class Ensemble:
    """Draws scenarios; remembers what it drew at earlier months, so that scoring costs little.

    The same history gives the same draws, whatever was asked before.
    """

    months: int
    paths: int = 40
    seed: int = 7
    generators: Mapping[str, Generator] = field(default_factory=lambda: GENERATORS)
    fixed: Mapping[str, float] = field(default_factory=lambda: {"vanishing": VANISHING_SHARE})
    _drawn: dict[int, dict[str, Numbers]] = field(default_factory=dict)
    _levels: Numbers = field(default_factory=lambda: np.zeros(0))
    _closing: Numbers = field(default_factory=lambda: np.zeros(0))

    def draw(self, levels: Numbers, closing: Numbers) -> Scenarios:
        """Scenarios after these monthly mean levels (at least one).

        `closing`: the level at the end of each month, from which generators set out.
        """
        least = max(_SMALLEST_SHARE * float(levels.max()), _SMALLEST_LEVEL)
        levels, closing = np.maximum(levels, least), np.maximum(closing, least)
        shared = min(len(levels), len(self._levels))
        same = np.array_equal(levels[:shared], self._levels[:shared])
        if not same or not np.array_equal(closing[:shared], self._closing[:shared]):
            self._drawn.clear()
        self._levels, self._closing = levels, closing
        drawn = self._at(len(levels))
        weights = self._weights(list(drawn))
        return Scenarios(
            np.concatenate(list(drawn.values())),
            np.repeat([weights[name] / self.paths for name in drawn], self.paths),
            weights,
        )

    def _at(self, month: int) -> dict[str, Numbers]:
        """Draws with what was known before a month; those of generators that had enough."""
        if month not in self._drawn:
            known = np.append(self._levels[: month - 1], self._closing[month - 1])
            drawn: dict[str, Numbers] = {}
            for number, (name, generate) in enumerate(self.generators.items()):
                draw = np.random.default_rng([self.seed, month, number])
                paths = generate(known, self.months, self.paths, draw)
                if paths is not None:
                    drawn[name] = paths
            self._drawn[month] = drawn
        return self._drawn[month]

    def _weights(self, names: list[str]) -> dict[str, float]:
        """Fixed shares, and the rest by the inverse square of the score, none below the floor."""
        fixed = {name: self.fixed[name] for name in names if name in self.fixed}
        scored = [name for name in names if name not in fixed]
        scores = self._scores(scored)
        raw = np.array([scores[name] for name in scored]) ** -2.0
        left = 1 - sum(fixed.values())
        spare = max(0.0, left - FLOOR * len(scored))
        shares = (left - spare) / len(scored) + spare * raw / raw.sum()
        return dict(zip(scored, shares.tolist(), strict=True)) | fixed

    def _scores(self, names: list[str]) -> dict[str, float]:
        """Mean over past months of each one's score against the median of those asked then."""
        now = len(self._levels)
        ratios: dict[str, list[float]] = {name: [1.0] for name in names}
        for month in range(max(1, now - ORIGINS), now):
            drawn = self._at(month)
            found = {n: self._score(drawn[n], month) for n in names if n in drawn}
            usual = float(np.median(list(found.values()))) + _NEGLIGIBLE_SCORE
            for name, score in found.items():
                ratios[name].append((score + _NEGLIGIBLE_SCORE) / usual)
        return {name: float(np.mean(found)) for name, found in ratios.items()}

    def _score(self, paths: Numbers, month: int) -> float:
        ahead = [h for h in SCORED_MONTHS if month + h < len(self._levels) and h < self.months]
        mean = float(self._levels.mean())
        found = [crps(paths[:, h], float(self._levels[month + h])) for h in ahead]
        return float(np.mean(found)) / mean


def crps(samples: Numbers, came: float) -> float:
    """Continuous ranked probability score: E|X - y| - E|X - X'| / 2; nothing is best."""
    count = len(samples)
    ranks = 2 * np.arange(1, count + 1) - count - 1
    spread = float((ranks * np.sort(samples)).sum()) / count**2
    return float(np.abs(samples - came).mean()) - spread
