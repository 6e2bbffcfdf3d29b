"""Totals in the benchmark: judged as they are published, the paths of all series added up."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from models.forecast.candidate import DailyHistory, Floats
from models.forecast.seasonal_candidates import SeasonalNaiveCandidate
from tests.benchmarks import forecast_data, forecast_totals
from tests.benchmarks.forecast_all_over import worst_and_total
from tests.benchmarks.forecast_data import Benchmark
from tests.benchmarks.forecast_judging import Judged, judge
from tests.benchmarks.forecast_totals import BY_ITSELF, total_case, totals_measures

MONDAY = date(2026, 1, 5)
# Three equally likely courses of each pool; what is published of their sum is 11, 20 and 60, so
# its median is 20, where the ensemble that is asked for the sum says 26.
PATHS = {"a": (1.0, 10.0, 20.0), "b": (10.0, 10.0, 40.0), "both": (26.0, 26.0, 26.0)}


def history(series: str, values: Sequence[float]) -> DailyHistory:
    return DailyHistory(series, MONDAY, np.array(values))


def benchmark(a: Sequence[float], b: Sequence[float]) -> Benchmark:
    """One day ahead of two pools, from their last day but one."""
    series = [history("a", a), history("b", b)]
    return Benchmark("two daily 1", series, 7, 1, origins=1, stride=1, total="both")


def draw(histories: Sequence[DailyHistory], horizon: int, *_: object) -> list[Floats]:
    """PATHS, the same on every day."""
    return [np.repeat(np.array([PATHS[one.series]]).T, horizon, axis=1) for one in histories]


def judged(a: Sequence[float], b: Sequence[float]) -> Judged:
    return judge(benchmark(a, b), [SeasonalNaiveCandidate(season=7)], draw)


def rising(level: float, last: float) -> list[float]:
    """Two weeks around a level, then the day that is forecast."""
    return [level - 1] * 7 + [level + 1] * 7 + [last]


def test_a_total_is_missing_where_one_of_its_series_is() -> None:
    cases = [
        (history("a", [1, 2]), np.array([3.0, np.nan])),
        (history("b", [10, np.nan]), np.array([30.0, 40.0])),
    ]
    total, came = total_case("both", cases)
    assert total.series == "both"
    np.testing.assert_array_equal(total.card_hours, [11, np.nan])
    np.testing.assert_array_equal(came, [33, np.nan])


def test_series_of_other_days_are_not_added() -> None:
    cases = [(history("a", [1, 2]), np.array([3.0])), (history("b", [1]), np.array([3.0]))]
    with pytest.raises(ValueError, match="both: its series do not begin and end"):
        total_case("both", cases)


def test_a_set_s_total_is_judged_by_the_sum_of_its_series_paths() -> None:
    # 12 and 18 came, 30 together: the sum's median misses by 10, last week's mean (21) by 9, and
    # the ensemble that is asked for the sum by 4. Of the pools (10 and 10) 2 and 8, weeks' 1 and 8.
    found = judged(rising(10, 12), rising(9, 18))
    assert found.total is not None
    assert [one.absolute_error for one in found.scores] == [2, 8]
    assert found.total.ensemble.wape_to_week == pytest.approx(10 / 9)
    assert found.total.summaries[BY_ITSELF].wape_to_week == pytest.approx(4 / 9)
    # Pools' own summaries know nothing of it.
    assert found.ensemble.ratios_to_week == pytest.approx((2 / 1, 8 / 8))
    worst, total = worst_and_total(found, 7)
    assert (worst.value, worst.note) == (pytest.approx(2), "a team")
    assert total.value == pytest.approx(10 / 9)
    assert total.note == "all cut-offs overlap: no standard error; as a series of its own 0.444"


def test_there_is_no_total_where_a_series_is_not_forecast() -> None:
    gap = [*rising(9, 18)[:13], np.nan, 18.0]  # not measured on the day of the cut-off
    found = judged(rising(10, 12), gap)
    assert [one.series for one in found.scores] == ["a"]
    assert found.total is None
    with pytest.raises(ValueError, match="has no total"):
        [*worst_and_total(found, 7)]


def test_totals_of_a_company_have_a_band_and_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forecast_totals, "run_together", draw)
    # 7 days ahead of 14, each path the same on all of them. The 80 % band of the sum of a week
    # reaches from 7 times 12.8 to 7 times 52 (a tenth and nine tenths of the way between the three
    # sums), that of pool a from 2.8 to 18, of b from 10 to 34. What came lies in b's alone, and in
    # the sum's; by day the sum's median misses by 25, the mean of last week by 24, 26 by 19.
    a, b = [10.0] * 14 + [19.0] * 7, [11.0] * 14 + [26.0] * 7
    company = replace(benchmark(a, b), horizon=7)
    found = {one.name: one for one in totals_measures("both", [company])}
    assert found["ensemble_totals_both_pool_7_days_80"].value == 0.5
    assert found["ensemble_totals_both_company_7_days_80"].value == 1
    error = found["ensemble_totals_both_company_7_days_error"]
    assert error.value == pytest.approx(25 / 24)
    assert error.note.endswith("as a series of its own 0.792")  # 19 / 24
    assert not any("28_days" in name for name in found)


def test_parts_of_the_grid_add_up_to_all_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    grid = [history("AP-AP", [1, 2]), history("RTO-RTO", [10, 20]), history("PN-PN", [3, 4])]
    made = Benchmark("PJM daily", grid, 7, 28, 1, 1)
    monkeypatch.setattr(forecast_data, "pjm_daily", lambda: made)
    parts = {one.series: one.card_hours.tolist() for one in forecast_data.pjm_parts_daily().series}
    assert parts == {"AP-AP": [1, 2], "PN-PN": [3, 4], "rest": [6, 14]}
