"""Where the benchmark cuts series off, and the standard error of what it finds."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from models.forecast.candidate import DailyHistory
from tests.benchmarks.forecast_all_over import together_measures
from tests.benchmarks.forecast_cut_offs import MOST_CUT_OFFS, all_over, days_apart
from tests.benchmarks.forecast_data import Benchmark
from tests.benchmarks.forecast_ensemble import ENSEMBLE
from tests.benchmarks.forecast_judging import BARE, Judged, joined
from tests.benchmarks.forecast_scores import Score, summarise

MONDAY = date(2026, 1, 5)


def benchmark(name: str, days: int, steps_per_day: int = 1) -> Benchmark:
    values = np.arange(1.0, days * steps_per_day + 1)
    history = DailyHistory("a", MONDAY, values, steps_per_day)
    return Benchmark(name, [history], 7 if steps_per_day == 1 else 24, 7, origins=1, stride=1)


def test_days_are_cut_off_all_over_from_28_known_days_to_one_horizon_before_the_end() -> None:
    # 75 days: 40 days of room for a week ahead, 2 apart makes 21 cut-offs; 19 for 28 days, 1 apart.
    week, month = all_over(benchmark("Philly daily 7", 75))
    assert (week.name, week.origins, week.stride) == ("Philly daily 7", 21, 2)
    assert (month.name, month.origins, month.stride) == ("Philly daily 28", 20, 1)
    for found, horizon in ((week, 7), (month, 28)):
        lengths = [len(known.card_hours) for known, _ in found.cases()]
        assert (min(lengths), max(lengths)) == (28, 75 - horizon)
        assert all(len(actual) == horizon for _, actual in found.cases())


def test_hours_of_a_short_set_need_half_of_it_and_without_room_there_is_no_cut_off() -> None:
    # 42 days: 21 known; room for 48 hours 19 days, for a week 14, for a fortnight 7.
    found = [*all_over(benchmark("ERCOT hourly", 42, 24))]
    assert [(one.name, one.origins, one.stride) for one in found] == [
        ("ERCOT hourly 48", 20, 24),
        ("ERCOT hourly 168", 15, 24),
        ("ERCOT hourly 336", 8, 24),
    ]
    assert min(len(known.card_hours) for known, _ in found[0].cases()) == 21 * 24
    assert [*all_over(benchmark("Helios daily 7", 31))] == []


@pytest.mark.parametrize("room_days", [0, 5, 22, 23, 40, 161, 330, 700])
def test_there_are_24_cut_offs_at_most_and_every_weekday_has_its_turn(room_days: int) -> None:
    apart = days_apart(room_days)
    assert room_days // apart + 1 <= MOST_CUT_OFFS
    assert apart % 7
    assert apart <= room_days / (MOST_CUT_OFFS - 1) + 2  # never much wider than it must be


def judged(rounds: Sequence[Mapping[str, list[Score]]], *, stride: int, horizon: int) -> Judged:
    made = Benchmark("a", [], 7, horizon, origins=len(rounds), stride=stride)
    whole = joined(rounds)
    return Judged(made, rounds, {name: summarise(name, whole, BARE) for name in whole}, 0)


def cut_off(ours: float, theirs: float, *series: str) -> dict[str, list[Score]]:
    def scores(error: float) -> list[Score]:
        return [Score(name, error, error, error, 10, 1, 1, 2) for name in series]

    naive = dict.fromkeys((BARE.seasonal, BARE.week, BARE.seasonal_with_band), scores(theirs))
    return {ENSEMBLE: scores(ours), **naive}


def test_the_standard_error_leaves_out_one_block_of_overlapping_cut_offs_after_the_other() -> None:
    # Two blocks of two cut-offs each, 4 days apart with 8 ahead. Without the first the ratio is 1,
    # without the second 1/2: logarithms 0 and -ln 2, each ln 2 / 2 from their mean. All: 6 / 8.
    rounds = [cut_off(1, 2, "a"), cut_off(1, 2, "a"), cut_off(2, 2, "a"), cut_off(2, 2, "a")]
    found = judged(rounds, stride=4, horizon=8)
    error = found.error_of(lambda summary: summary.mase_to_seasonal)
    assert error == pytest.approx(0.75 * np.log(2) / 2)


def test_series_that_differ_more_than_cut_offs_decide_the_standard_error() -> None:
    # One block; series of ratios 1/2 and 1: without the one ln 1, without the other -ln 2. Their
    # geometric mean is sqrt(1/2).
    rounds = [
        {
            name: [*cut_off(1, 2, "a")[name], *cut_off(2, 2, "b")[name]]
            for name in cut_off(1, 2, "a")
        }
    ]
    error = judged(rounds, stride=1, horizon=7).error_of(lambda summary: summary.mase_to_seasonal)
    assert error == pytest.approx(np.sqrt(0.5) * np.log(2) / 2)


def test_horizons_of_a_set_are_judged_together_by_their_geometric_mean() -> None:
    # Ratios of (1 + 4) / 8 and 1; a set of one horizon has nothing to add.
    near = [cut_off(1, 4, "a"), cut_off(4, 4, "a")]
    far = [cut_off(4, 4, "a"), cut_off(4, 4, "a")]
    found = [judged(rounds, stride=8, horizon=8) for rounds in (near, far, far)]
    named = [
        replace(one, benchmark=replace(one.benchmark, name=name))
        for one, name in zip(found, ("PJM daily 7", "PJM daily 28", "M4 hourly 48"), strict=True)
    ]
    (measure,) = together_measures(named)
    assert measure.name == "all_over_mase_pjm_daily_together"
    assert measure.value == pytest.approx(np.sqrt(5 / 8))
    # Without the one block ln 1, without the other -ln 4: each ln 2 from their mean. Far: none.
    assert f"at most {np.sqrt(5 / 8) * np.log(2) / 2:.3f}" in measure.note
