from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from models.forecast.candidate import DailyHistory, Floats, Sampled
from models.forecast.choosing import Candidates, draw_paths, is_long_enough

MakeHistory = Callable[..., DailyHistory]


class Spy:
    """Gives fixed paths or fails, and remembers what it was asked. Fits perfectly unless told."""

    def __init__(
        self, outcome: Floats | Exception, name: str = "spy", fitted: Floats | None = None
    ) -> None:
        self.name = name
        self.fitted = fitted
        self.outcome = outcome
        self.histories: list[DailyHistory] = []
        self.seeds: list[int] = []

    def sample_paths(
        self,
        history: DailyHistory,
        horizon_days: int,  # noqa: ARG002  the protocol's
        path_count: int,  # noqa: ARG002  the protocol's
        seed: int,
    ) -> Sampled:
        self.histories.append(history)
        self.seeds.append(seed)
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return Sampled(self.outcome, history.card_hours if self.fitted is None else self.fitted)


def only(candidate: Spy) -> Candidates:
    return Candidates(trend=candidate, level=candidate)


def test_samples_below_zero_are_clipped_one_by_one(make_history: MakeHistory) -> None:
    paths = np.array([[-5.0, 3.0], [1.0, -0.5]])
    draws = draw_paths(make_history([1.0] * 28), only(Spy(paths)), 2, 2, seed=1)
    assert draws.paths.tolist() == [[0.0, 3.0], [1.0, 0.0]]
    assert (draws.method, draws.note) == ("spy", None)


def test_what_a_candidate_had_to_do_otherwise_is_noted(make_history: MakeHistory) -> None:
    class Noting(Spy):
        def sample_paths(self, *asked: object, **named: object) -> Sampled:
            return replace(super().sample_paths(*asked, **named), note="fitted by Stan")

    spy = Noting(np.ones((10, 20)))
    draws = draw_paths(make_history([5.0] * 30), only(spy), 20, 10, seed=1)
    assert draws.note == (
        "no trend: 30 days of history for 20 days ahead, 40 are needed; level of the last 28; "
        "fitted by Stan"
    )


def test_a_short_history_is_refused_with_a_reason_and_gets_the_naive_answer(
    make_history: MakeHistory,
) -> None:
    spy = Spy(np.ones((10, 2)))
    history = make_history([5.0] * 20 + [None] * 30 + [5.0] * 7)  # 57 days, of which 27 complete
    draws = draw_paths(history, only(spy), 2, 10, seed=1)
    assert spy.seeds == []
    assert draws.method == "naive_last_week_mean"
    assert draws.note == "only 27 complete days of history, 28 are needed"
    assert (draws.paths == 5.0).all()


def test_a_failing_fit_falls_back_and_says_what_failed(make_history: MakeHistory) -> None:
    spy = Spy(RuntimeError("no convergence"))
    draws = draw_paths(make_history([5.0] * 28), only(spy), 2, 10, seed=1)
    assert draws.method == "naive_last_week_mean"
    assert draws.note == "spy could not be fitted: no convergence"


def test_paths_that_are_not_finite_count_as_a_failed_fit(make_history: MakeHistory) -> None:
    spy = Spy(np.array([[np.inf, 1.0]]))
    draws = draw_paths(make_history([5.0] * 28), only(spy), 2, 1, seed=1)
    assert draws.method == "naive_last_week_mean"
    assert "not finite" in str(draws.note)


@pytest.mark.parametrize("fitted", [np.ones(27), np.full(28, np.inf)])
def test_a_fit_without_one_value_a_day_counts_as_failed(
    fitted: Floats, make_history: MakeHistory
) -> None:
    spy = Spy(np.ones((10, 2)), fitted=fitted)
    draws = draw_paths(make_history([5.0] * 28), only(spy), 2, 10, seed=1)
    assert draws.method == "naive_last_week_mean"
    assert "not of one value a day" in str(draws.note)


def test_a_trend_needs_twice_the_days_that_it_is_carried_on(make_history: MakeHistory) -> None:
    trend, level = Spy(np.ones((1, 30)), "trend"), Spy(np.ones((1, 30)), "level")
    candidates = Candidates(trend, level)
    enough = draw_paths(make_history([5.0] * 60), candidates, 30, 1, seed=1)
    assert (enough.method, enough.note, enough.history_days) == ("trend", None, 60)
    too_few = draw_paths(make_history([4.0] * 20 + [None] + [5.0] * 38), candidates, 30, 1, seed=1)
    assert (too_few.method, too_few.history_days) == ("level", 28)
    assert too_few.note == (
        "no trend: 59 days of history for 30 days ahead, 60 are needed; level of the last 28"
    )
    assert level.histories[0].card_hours.tolist() == [5.0] * 28


def test_each_series_has_a_seed_of_its_own(make_history: MakeHistory) -> None:
    spy = Spy(np.ones((1, 2)))
    for series in ("a", "b", "a"):
        draw_paths(make_history([5.0] * 28, series), only(spy), 2, 1, seed=1)
    assert spy.seeds[0] == spy.seeds[2] != spy.seeds[1]


def test_a_level_that_learned_from_28_days_still_moves_as_it_did_before_them(
    make_history: MakeHistory,
) -> None:
    spy = Spy(np.full((10, 30), 50.0))
    draws = draw_paths(make_history([20.0] * 7 + [50.0] * 28), only(spy), 30, 10, seed=1)
    assert draws.history_days == 28
    assert draws.paths.std() > 1


def test_each_series_has_a_level_of_its_own(make_history: MakeHistory) -> None:
    spy = Spy(np.full((10, 2), 50.0))
    first, second, again = (
        draw_paths(make_history([4.0, 6.0] * 14, series), only(spy), 2, 10, seed=1).paths
        for series in ("a", "b", "a")
    )
    assert (first == again).all()
    assert (first != second).all()


def test_a_series_needs_seven_complete_days_for_any_forecast(make_history: MakeHistory) -> None:
    assert not is_long_enough(make_history([1.0] * 6 + [None]))
    assert is_long_enough(make_history([1.0] * 6 + [None, 1.0]))
