"""The generators together, weighted by a rolling continuous ranked probability score (CRPS).

At up to 12 past months every generator is asked with what was known then, and scored at 1, 3, 6, 9
and 12 months ahead as far as those have come; each of these horizons has weights of its own, since
who knows the next month need not know the next year. CRPS judges ordinary courses; a rare fall is
hardly ever in so few months, so `vanishing` has a fixed share that scores do not move.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from models.procurement.scenarios.generators import GENERATORS, Generator, Known

Numbers = NDArray[np.float64]

FLOOR = 0.02  # of what is not fixed, for each generator
VANISHING_SHARE = 0.2
SCORE_POWER = 4
ORIGINS = 12
SCORED_MONTHS = (0, 2, 5, 8, 11)
_NEGLIGIBLE_SCORE = 0.01  # of the mean level: smaller differences between generators are chance
_SMALLEST_LEVEL = 1e-6
_YEAR = 12
_ALIKE_MONTHS = 2.0
_SMALLEST_SHARE = 0.01  # of the highest month: below, a pool is silent


@dataclass(frozen=True)
class Scenarios:
    """Monthly levels ahead, paths x months, the weight of every path, and of each generator.

    `generator_weights` are means over the year ahead.
    """

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
    _lowest: Numbers = field(default_factory=lambda: np.zeros(0))

    def draw(self, levels: Numbers, closing: Numbers, lowest: Numbers) -> Scenarios:
        """Scenarios after these monthly mean levels (at least one).

        `closing`: the level at the end of each month, from which generators set out. `lowest`: that
        of its lowest week.
        """
        least = max(_SMALLEST_SHARE * float(levels.max()), _SMALLEST_LEVEL)
        now = [np.maximum(row, least) for row in (levels, closing, lowest)]
        before = (self._levels, self._closing, self._lowest)
        shared = min(len(levels), len(self._levels))
        same = [np.array_equal(a[:shared], b[:shared]) for a, b in zip(now, before, strict=True)]
        if not all(same):
            self._drawn.clear()
        self._levels, self._closing, self._lowest = now
        levels = now[0]
        drawn = self._at(len(levels))
        shares = self._shares(list(drawn))
        count = self.paths * len(drawn)
        yearly = shares[:, :_YEAR].mean(axis=1).tolist()
        return Scenarios(
            self._blended(np.stack(list(drawn.values())), shares),
            np.full(count, 1 / count),
            dict(zip(drawn, yearly, strict=True)),
        )

    def _blended(self, drawn: Numbers, shares: Numbers) -> Numbers:
        """Paths x months, in every month as many of a generator as its share says.

        A path keeps its place among all, and so its generator while the shares stay; where they
        move a little, a few paths go over to another generator's.
        """
        generators, paths, months = drawn.shape
        count = generators * paths
        place = (np.arange(count) + 0.5) / count
        upto = np.cumsum(shares, axis=0)[:-1]
        chosen = (place[:, None, None] > upto[None]).sum(axis=1)
        blended: Numbers = drawn[chosen, (np.arange(count) % paths)[:, None], np.arange(months)]
        return blended

    def _at(self, month: int) -> dict[str, Numbers]:
        """Draws with what was known before a month; those of generators that had enough."""
        if month not in self._drawn:
            levels = np.append(self._levels[: month - 1], self._closing[month - 1])
            known = Known(levels, self._lowest[:month])
            drawn: dict[str, Numbers] = {}
            for number, (name, generate) in enumerate(self.generators.items()):
                draw = np.random.default_rng([self.seed, month, number])
                paths = generate(known, self.months, self.paths, draw)
                if paths is not None:
                    drawn[name] = paths
            self._drawn[month] = drawn
        return self._drawn[month]

    def _shares(self, names: list[str]) -> Numbers:
        """Generators x months: fixed ones, the rest by score at the nearest scored horizons."""
        scored = [name for name in names if name not in self.fixed]
        raw = self._scores(scored) ** -SCORE_POWER
        found = FLOOR + (1 - FLOOR * len(scored)) * raw / raw.sum(axis=0)
        left = 1 - sum(self.fixed[name] for name in names if name in self.fixed)
        months = np.arange(self.months)
        rows = {
            name: left * np.interp(months, SCORED_MONTHS, shares)
            for name, shares in zip(scored, found, strict=True)
        }
        return np.array([rows.get(n, np.full(self.months, self.fixed.get(n))) for n in names])

    def _scores(self, names: list[str]) -> Numbers:
        """Generators x horizons: mean over past months of each score against the median's.

        Two months on which all did alike come before those seen; who was not asked is middling.
        """
        now = len(self._levels)
        mean = float(self._levels.mean())
        counts = np.full(len(SCORED_MONTHS), _ALIKE_MONTHS)
        totals = np.full((len(names), len(SCORED_MONTHS)), _ALIKE_MONTHS)
        for month in range(max(1, now - ORIGINS), now):
            drawn = self._at(month)
            asked = [number for number, name in enumerate(names) if name in drawn]
            for column, ahead in enumerate(SCORED_MONTHS):
                if month + ahead >= now or ahead >= self.months:
                    continue
                came = float(self._levels[month + ahead])
                found = np.array([crps(drawn[names[n]][:, ahead], came) for n in asked]) / mean
                ratios = np.ones(len(names))
                ratios[asked] = (found + _NEGLIGIBLE_SCORE) / (np.median(found) + _NEGLIGIBLE_SCORE)
                totals[:, column] += ratios
                counts[column] += 1
        scores: Numbers = totals / counts
        return scores


def crps(samples: Numbers, came: float) -> float:
    """Continuous ranked probability score: E|X - y| - E|X - X'| / 2; nothing is best."""
    count = len(samples)
    ranks = 2 * np.arange(1, count + 1) - count - 1
    spread = float((ranks * np.sort(samples)).sum()) / count**2
    return float(np.abs(samples - came).mean()) - spread
