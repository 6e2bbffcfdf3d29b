"""Complete months of a pool's past, in a row; what is missing, and months of other lengths."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import polars as pl
import pytest

from models.buying.past import past_of_pool


def hours(first: datetime, needs: list[float | None]) -> pl.DataFrame:
    start = first.replace(tzinfo=None)
    at = [start + timedelta(hours=n) for n in range(len(needs))]
    return pl.DataFrame(
        {"hour_utc": at, "needed_cards": needs}, schema_overrides={"needed_cards": pl.Float64}
    )


def test_only_months_with_all_of_their_hours_count() -> None:
    # from the 15th of January to the 15th of April 2023: February and March
    days = 17 + 28 + 31 + 15
    past = past_of_pool(hours(datetime(2023, 1, 15, tzinfo=UTC), [4.0] * 24 * days), "UTC", 730)
    assert past is not None
    assert past.first_days == [date(2023, 2, 1), date(2023, 3, 1)]
    assert past.billed.hours.tolist() == [672, 744]
    assert past.billed.needs.sum(axis=1).tolist() == [4 * 672, 4 * 744]
    assert past.seen.shape == (2, 730)
    assert (past.seen == 4).all()


def test_months_are_those_of_the_company() -> None:
    # February in Shanghai ends at 16:00 UTC on the 28th
    first = datetime(2023, 1, 31, 16, tzinfo=UTC)
    past = past_of_pool(hours(first, [1.0] * 24 * 28), "Asia/Shanghai", 730)
    assert past is not None
    assert past.first_days == [date(2023, 2, 1)]
    assert past_of_pool(hours(first, [1.0] * 24 * 28), "UTC", 730) is None


def test_a_month_is_as_long_as_its_clock_says() -> None:
    # in Berlin March 2024 has an hour less, October one more
    for month, length in ((3, 743), (10, 745)):
        begin = datetime(2024, month, 1, tzinfo=UTC) - timedelta(days=2)
        past = past_of_pool(hours(begin, [1.0] * 24 * 36), "Europe/Berlin", 730)
        assert past is not None
        assert past.billed.hours.tolist() == [length]


def test_an_hour_that_is_missing_stands_at_the_same_hours_of_the_month() -> None:
    # hours of noon need 10, others 2; one noon is missing
    needs: list[float | None] = [10.0 if n % 24 == 12 else 2.0 for n in range(24 * 31)]
    needs[12 + 24 * 3] = None
    past = past_of_pool(hours(datetime(2023, 1, 1, tzinfo=UTC), needs), "UTC", 730)
    assert past is not None
    assert past.filled_hours == 1
    assert past.billed.needs[0, 12 + 24 * 3] == 10.0


@pytest.mark.parametrize(("missing", "months"), [(72, 3), (80, 2)])
def test_a_month_with_more_than_a_tenth_missing_breaks_the_row(missing: int, months: int) -> None:
    # April has 720 hours, a tenth is 72; without it March stands alone, and May and June remain
    needs: list[float | None] = [1.0] * 24 * (30 + 31 + 30)
    for hour in range(missing):
        needs[100 + hour] = None
    past = past_of_pool(hours(datetime(2023, 4, 1, tzinfo=UTC), needs), "UTC", 730)
    assert past is not None
    assert len(past.first_days) == months
    assert past.first_days[-1] == date(2023, 6, 1)


def test_a_bad_last_month_does_not_hide_the_months_before() -> None:
    needs: list[float | None] = [1.0] * 24 * (31 + 28)
    needs += [None] * 24 * 31
    past = past_of_pool(hours(datetime(2023, 1, 1, tzinfo=UTC), needs), "UTC", 730)
    assert past is not None
    assert past.first_days == [date(2023, 1, 1), date(2023, 2, 1)]


def test_months_seen_keep_their_mean_and_order() -> None:
    ramp = [float(n) for n in range(744)]
    past = past_of_pool(hours(datetime(2023, 1, 1, tzinfo=UTC), [*ramp]), "UTC", 730)
    assert past is not None
    assert (np.diff(past.seen[0]) > 0).all()
    assert past.seen[0].mean() == pytest.approx(np.mean(ramp), rel=0.003)


def test_nothing_is_no_past() -> None:
    assert past_of_pool(hours(datetime(2023, 1, 1, tzinfo=UTC), []), "UTC", 730) is None
