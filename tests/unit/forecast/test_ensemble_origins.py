from collections.abc import Callable

import numpy as np

from models.forecast.candidate import DailyHistory
from models.forecast.ensemble.origins import Origins, plan_origins

MakeHistory = Callable[..., DailyHistory]


def test_cut_offs_lie_whole_weeks_apart_and_take_turns(make_history: MakeHistory) -> None:
    # 100 days, 7 ahead: a stride of 7, back to the 34th day, a third of the history: 93, 86 .. 37.
    origins = plan_origins(make_history([1.0] * 100), 7)
    assert origins.cuts.tolist() == [93, 86, 79, 72, 65, 58, 51, 44, 37]
    assert origins.is_weighting.tolist() == [True, False] * 4 + [True]


def test_every_other_cut_off_is_for_calibration_two_strides_apart(
    make_history: MakeHistory,
) -> None:
    assert plan_origins(make_history([1.0] * 100), 7).calibration_gap == 14
    assert Origins(np.array([90, 83]), np.array([True, False])).calibration_gap == np.inf


def test_no_more_than_twelve_and_further_apart_for_further_horizons(
    make_history: MakeHistory,
) -> None:
    # 90 days are 4.3 spans of three weeks: four weeks between cut-offs.
    cuts = plan_origins(make_history([1.0] * 730), 90).cuts
    assert cuts.tolist() == [730 - 28 * number for number in range(1, 13)]


def test_a_month_still_has_five_cut_offs_and_two_seasons_before_each(
    make_history: MakeHistory,
) -> None:
    # 28 days: 14 of room, so a stride of 2 for five or more.
    cuts = plan_origins(make_history([1.0] * 28), 28).cuts
    assert cuts.tolist() == [26, 24, 22, 20, 18, 16, 14]


def test_a_cut_off_is_a_measured_day(make_history: MakeHistory) -> None:
    days = [1.0] * 92 + [None] + [1.0] * 7  # the 93rd day is missing
    assert plan_origins(make_history(days), 7).cuts[:2].tolist() == [92, 86]


def test_hours_are_cut_at_the_same_hour_of_the_day() -> None:
    from datetime import date

    history = DailyHistory("a", date(2026, 1, 1), np.ones(24 * 20 + 5), 24)
    cuts = plan_origins(history, 48).cuts
    assert set(cuts % 24) == {5}
    assert len(cuts) == 12
