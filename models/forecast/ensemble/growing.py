"""Growth that lasted is carried on where no cut-off can say how far ahead it goes.

A bucket that no cut-off saw to its end is left to levels, and a member that follows a slope gets no
weight there (weighting.py). Two months of plain growth would end at the fourth week ahead. There,
and only there, members are asked for the history at its present level once more, and what the
growth adds, dying away, is put onto what they say. Every other bucket keeps what its cut-offs say.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.forecast.candidate import DailyHistory, Floats
from models.forecast.ensemble.buckets import bucket_of_steps
from models.forecast.ensemble.family import Courses, Family
from models.forecast.ensemble.origins import Origins
from models.forecast.ensemble.prophets import Prophets
from models.forecast.lasting_growth import Growth, learn_growth

WHOLE_ORIGIN = 1.0  # cut-offs


@dataclass(frozen=True)
class Grown:
    """Growth of a series, its history at the present level, and the steps that growth is put on.

    `is_far`, shape (horizon,), is false where a cut-off saw the whole bucket: members speak there.
    """

    growth: Growth
    learned: DailyHistory
    is_far: npt.NDArray[np.bool_]

    @property
    def doubt(self) -> Floats:
        """How far the logarithm of what it adds may be off, shape (horizon,)."""
        return np.where(self.is_far, self.growth.doubt(len(self.is_far)), 0.0)


def find_growth(
    known: DailyHistory, actual: Floats, origins: Origins, ends: tuple[int, ...]
) -> Grown | None:
    """Of a daily history; None where no growth is believed.

    `actual`, shape (origins, horizon), is what came after each cut-off, NaN where it did not.
    """
    growth = learn_growth(known)
    if growth is None:
        return None
    buckets = bucket_of_steps(ends)
    came = ~np.isnan(actual[origins.is_weighting])
    seen = [came[:, buckets == bucket].mean(axis=1).sum() for bucket in range(len(ends))]
    is_far = (np.array(seen) < WHOLE_ORIGIN)[buckets]
    return Grown(growth, growth.at_present_level(known), is_far)


def without_slopes(families: Sequence[Family]) -> list[Family]:
    """Those whose members may have weight where growth is carried on."""
    return [family for family in families if not isinstance(family, Prophets)]


def carry_on(grown: Grown, found: Courses, at_level: Courses) -> Courses:
    """What members said, its last row with growth in far steps; `at_level` is of `grown.learned`.

    Who says nothing of that keeps what was said.
    """
    added = np.exp(grown.growth.ahead(len(grown.is_far)))
    by_name = dict(found.by_name)
    for name, courses in at_level.by_name.items():
        if name in by_name:
            ahead = np.where(grown.is_far, courses[-1] * added, by_name[name][-1])
            by_name[name] = np.concatenate([by_name[name][:-1], ahead[np.newaxis]])
    return Courses(by_name, found.notes)
