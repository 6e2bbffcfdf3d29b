"""Weight that goes back to the plain level: the more, the less the ensemble gained over it.

The plain level expected 100 every day, the one other member 140; what came is given. Cut-offs 2
and 4 of four are those that no weight was chosen on.
"""

from typing import Any

import numpy as np
import pytest

from models.forecast.ensemble.leaning import BELIEVED_SHARE, PLAIN_LEVELS, lean_to_level
from tests.unit.forecast.test_ensemble_weighting import backtest

PLAIN, OTHER = range(2)
BLEND, WEEK = PLAIN_LEVELS
ALL_OTHER = np.array([[0.0, 0.0], [1.0, 1.0]])


def judged(
    came: float | np.ndarray[Any, Any],
    series: str = "a",
    names: tuple[str, ...] = (BLEND, "theta"),
    **other: Any,
) -> Any:
    expected = [[100, 100], [140, 140]]
    actual = np.broadcast_to(came, (4, 28))
    made = {"actual": actual, "scales": np.full(4, 10.0)} | other
    return backtest(expected, series, names, **made)


def leaned(came: float | np.ndarray[Any, Any], **other: Any) -> Any:
    [found] = lean_to_level([judged(came, **other)], [ALL_OTHER], {})
    return found


def test_what_always_came_true_keeps_its_weight() -> None:
    assert leaned(140.0) == pytest.approx(ALL_OTHER)


def test_what_never_came_true_gives_up_the_most_that_any_does() -> None:
    # 100 came: misses grow with the share that the other member keeps.
    assert leaned(100.0)[PLAIN] == pytest.approx([0.4, 0.4])


def test_the_part_of_a_departure_that_came_true_is_kept() -> None:
    # 100 x 1.4 ** 0.8 = 130.89: four fifths of the way, as weights are of logarithms.
    assert leaned(130.89)[OTHER] == pytest.approx([0.8, 0.8])


def test_where_nothing_was_seen_the_belief_stands() -> None:
    found = leaned(np.full((4, 28), np.nan))
    assert found[OTHER] == pytest.approx([BELIEVED_SHARE] * 2)
    assert found.sum(axis=0) == pytest.approx([1.0, 1.0])


def test_each_bucket_is_judged_for_itself() -> None:
    came = np.concatenate([np.full(7, 140.0), np.full(21, 100.0)])
    assert leaned(came)[OTHER] == pytest.approx([1.0, 0.6])


def test_cut_offs_that_weights_were_chosen_on_say_nothing() -> None:
    came = np.full((4, 28), 140.0)
    came[[0, 2]] = 100.0
    assert leaned(came) == pytest.approx(ALL_OTHER)


def test_what_all_series_say_together_counts_for_each_of_them() -> None:
    right, unseen = judged(140.0), np.full((4, 28), np.nan)
    group = [right, right, right, judged(unseen, "b")]
    assert lean_to_level(group, [ALL_OTHER] * 4, {})[3] == pytest.approx(ALL_OTHER)
    # Two that saw a bucket are no pool.
    assert lean_to_level(group[1:], [ALL_OTHER] * 3, {})[2][OTHER] == pytest.approx(
        [BELIEVED_SHARE] * 2
    )


def test_what_has_no_blend_of_levels_goes_back_to_last_weeks_mean() -> None:
    assert leaned(100.0, names=(WEEK, "tsb"))[PLAIN] == pytest.approx([0.4, 0.4])
    # Where there are both, the week's mean is one member more.
    assert leaned(100.0, names=(BLEND, WEEK))[PLAIN] == pytest.approx([0.4, 0.4])
    assert leaned(100.0, names=("tsb", "theta")) is ALL_OTHER


def test_hours_are_left_as_they_are() -> None:
    assert leaned(100.0, steps_per_day=24, ends=(7, 28)) is ALL_OTHER


def test_where_the_week_is_plain_to_see_no_weight_goes_back() -> None:
    # The blend and last week's mean expected 100, last week again 140. Where 100 came the most goes
    # back; where 140 did, last week again never missed and nothing does.
    names, weights = (BLEND, WEEK, "seasonal_naive"), np.array([[0.0, 0], [0, 0], [1, 1]])
    found = []
    for weighed in (100.0, 140.0):
        came = np.full((4, 28), 100.0)
        came[[0, 2]] = weighed  # where weights are chosen
        expected = [[100, 100], [100, 100], [140, 140]]
        one = backtest(expected, "a", names, actual=came, scales=np.full(4, 10.0))
        found += lean_to_level([one], [weights], {})
    assert found[0][:, 0] == pytest.approx([0.4, 0.0, 0.6])
    assert found[1] == pytest.approx(weights)
