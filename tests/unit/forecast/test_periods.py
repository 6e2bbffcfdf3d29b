from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from models.forecast.periods import GRAINS, Grain, Period, list_periods, period_of

DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


def test_months_begin_with_that_of_the_day_after_the_cut_off() -> None:
    assert list_periods("month", date(2026, 1, 31), date(2026, 3, 1)) == [
        Period("month", date(2026, 2, 1), date(2026, 2, 28)),
        Period("month", date(2026, 3, 1), date(2026, 3, 31)),
    ]


def test_the_last_quarter_of_a_year_ends_with_the_year() -> None:
    quarter = period_of("quarter", date(2026, 11, 18))
    assert quarter == Period("quarter", date(2026, 10, 1), date(2026, 12, 31))
    assert quarter.months == [date(2026, 10, 1), date(2026, 11, 1), date(2026, 12, 1)]


def test_a_day_has_no_month_of_its_own_to_budget() -> None:
    assert period_of("day", date(2026, 1, 1)).months == []


@given(cut_off=DAYS, horizon=st.integers(1, 400), grain=st.sampled_from(GRAINS))
def test_periods_follow_each_other_and_cover_the_horizon(
    cut_off: date, horizon: int, grain: Grain
) -> None:
    last_day = cut_off + timedelta(days=horizon)
    periods = list_periods(grain, cut_off, last_day)
    assert periods[0].first_day <= cut_off + timedelta(days=1) <= periods[0].last_day
    assert periods[-1].first_day <= last_day <= periods[-1].last_day
    for earlier, later in pairwise(periods):
        assert earlier.last_day + timedelta(days=1) == later.first_day
