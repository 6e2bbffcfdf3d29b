from typing import Any

import numpy as np
import pytest

from models.forecast.ensemble.backtest import Bounds
from models.forecast.ensemble.calibrating import PROBABILITIES, SHAPE
from models.forecast.ensemble.drawing import (
    Outlook,
    draw_paths,
    draw_places,
    estimate_persistence,
)


def outlook(**other: Any) -> Outlook:
    made: dict[str, Any] = {
        "series": "a",
        "ends": (7, 28),
        "course": np.full(28, 100.0),
        "spread": np.full(28, 10.0),
        "knots": np.array([SHAPE, 2 * SHAPE]),
        "persistence": 0.5,
        "bounds": Bounds(),
    }
    return Outlook(**made | other)


def test_each_step_has_the_calibrated_quantiles() -> None:
    paths = draw_paths(outlook(), 20_000, seed=1)
    for probability, knot in zip(PROBABILITIES, SHAPE, strict=True):
        if 0.02 < probability < 0.98:
            first, last = np.quantile(paths[:, [0, 27]], probability, axis=0)
            assert first == pytest.approx(100 + 10 * knot, abs=1.5)
            assert last == pytest.approx(100 + 20 * knot, abs=3)


def test_the_median_is_the_course() -> None:
    median = np.median(draw_paths(outlook(), 1000, seed=5), axis=0)
    assert median == pytest.approx(np.full(28, 100.0))  # mirrored pairs


def test_no_sample_lies_outside_its_bounds() -> None:
    paths = draw_paths(outlook(bounds=Bounds(80, 130)), 2000, seed=1)
    assert (paths.min(), paths.max()) == (80, 130)


def test_the_same_seed_gives_the_same_bits_and_another_does_not() -> None:
    first, again, other = (draw_paths(outlook(), 100, seed) for seed in (1, 1, 2))
    assert (first == again).all()
    assert (first != other).any()


def test_series_share_what_they_are_said_to_share() -> None:
    first, second = (draw_places((4000, 28), 0.5, seed, (0.6, 99)) for seed in (1, 2))
    correlation = np.corrcoef(first[:, 20], second[:, 20])[0, 1]
    assert correlation == pytest.approx(0.6, abs=0.05)
    assert first.std(axis=0) == pytest.approx(np.ones(28), abs=0.06)


@pytest.mark.parametrize("persistence", [0.2, 0.8])
def test_persistence_is_found_again_in_paths_drawn_with_it(persistence: float) -> None:
    misses = [draw_places((6, 28), persistence, seed) for seed in range(400)]
    assert estimate_persistence(misses) == pytest.approx(persistence, abs=0.07)


def test_one_spike_does_not_make_all_series_stray_from_day_to_day() -> None:
    misses = [draw_places((6, 28), 0.8, seed) for seed in range(100)]
    misses[0][0, 5] = 200.0
    assert estimate_persistence(misses) > 0.7


def test_what_the_floor_cuts_off_below_does_not_lift_the_mean() -> None:
    # A course of 20 with a spread of 40: half of the low side lies below the floor.
    low = outlook(course=np.full(28, 20.0), spread=np.full(28, 40.0))
    paths = draw_paths(low, 2000, seed=1)
    assert paths.min() == 0
    assert np.median(paths, axis=0) == pytest.approx(np.full(28, 20.0), abs=0.5)
    assert paths.mean(axis=0) == pytest.approx(np.full(28, 22.0))  # a tenth above, no more
    assert np.quantile(paths[:, 0], 0.9) > 40  # the band is still there


def test_without_a_cap_no_path_is_ever_lower() -> None:
    both = [
        draw_paths(
            outlook(course=np.full(28, 20.0), spread=np.full(28, 40.0), bounds=bounds), 500, 1
        )
        for bounds in (Bounds(cap=25.0), Bounds())
    ]
    assert (both[0] <= both[1]).all()
    assert (both[0] < both[1]).any()


def test_no_path_strays_further_than_it_may() -> None:
    paths = draw_paths(outlook(farthest=30.0), 2000, seed=1)
    assert (paths.min(), paths.max()) == (70, 130)
