from datetime import date, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from models.forecast.windows import PathWindow

FIRST = date(2026, 3, 1)


def window(paths: list[list[float]], observed_days: int) -> PathWindow:
    values = np.array(paths, dtype=np.float64)
    observed = np.where(np.arange(values.shape[1]) < observed_days, values[0], 0.0)
    return PathWindow(FIRST, FIRST + timedelta(days=observed_days - 1), values, observed)


def day(offset: int) -> date:
    return FIRST + timedelta(days=offset)


def test_a_total_is_the_sum_of_each_path() -> None:
    paths = window([[1.0, 2.0, 3.0], [1.0, 20.0, 30.0]], observed_days=1)
    assert paths.total(FIRST, day(2)).tolist() == [6.0, 51.0]
    assert paths.observed_total(FIRST, day(2)) == 1.0
    assert paths.observed_total(day(1), day(2)) == 0.0


def test_a_total_with_an_unknown_day_is_unknown() -> None:
    paths = window([[1.0, np.nan, 3.0]], observed_days=1)
    assert np.isnan(paths.total(FIRST, day(2))).all()
    assert np.isnan(paths.total(day(-1), FIRST)).all()  # begins before the window
    assert paths.total(day(2), day(9)).tolist() == [3.0]  # ends after it: what there is of it


def test_a_part_seen_from_an_earlier_cut_off_keeps_what_was_observed_since() -> None:
    paths = window([[1.0, 2.0, 3.0]], observed_days=2)
    part = paths.part(FIRST, day(1), cut_off=FIRST)
    assert part.paths.tolist() == [[1.0, 2.0]]
    assert part.observed_total(FIRST, day(1)) == 1.0


@given(
    data=st.lists(st.lists(st.integers(0, 1000), min_size=6, max_size=6), min_size=2, max_size=2),
    split=st.integers(1, 5),
)
def test_totals_add_up_over_days_and_over_series(data: list[list[int]], split: int) -> None:
    first, second = (window([[float(x) for x in row]], observed_days=1) for row in data)
    both = first.plus(second)
    parts = both.total(FIRST, day(split - 1)) + both.total(day(split), day(5))
    assert parts == both.total(FIRST, day(5)) == [sum(data[0]) + sum(data[1])]
