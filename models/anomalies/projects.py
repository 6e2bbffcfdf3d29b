"""Which project moved: what each used against its part of what was expected."""

import numpy as np
import numpy.typing as npt

from models.anomalies.reading import Projects

Floats = npt.NDArray[np.float64]

SHARE_DAYS = 28
HALF_LIFE_DAYS = 5.0


def moved_by_project(
    projects: Projects, used: Floats, place: int, expected: float
) -> dict[str, float]:
    """Card-hours of one day beyond the expected, by project; they add up to the pool's.

    A project's part of the expected is its part of the 28 measured days before, the latest of which
    count most. `used` is the pool's, shape (days,), NaN on days not wholly measured, which are left
    out. Where the pool used nothing then, all projects have the same part.
    """
    before = np.flatnonzero(~np.isnan(used[:place]))[-SHARE_DAYS:]
    weights = 0.5 ** (np.arange(len(before))[::-1] / HALF_LIFE_DAYS)
    sums = projects.used[:, before] @ weights
    total = sums.sum()
    shares = sums / total if total > 0 else np.full(len(sums), 1 / max(len(sums), 1))
    moved = projects.used[:, place] - shares * expected
    return dict(zip(projects.names, moved.tolist(), strict=True))


def mean_moves(projects: Projects, before: list[int], after: list[int]) -> dict[str, float]:
    """Change of each project's mean day from some days to others, in card-hours."""
    change = projects.used[:, after].mean(axis=1) - projects.used[:, before].mean(axis=1)
    return dict(zip(projects.names, change.tolist(), strict=True))
