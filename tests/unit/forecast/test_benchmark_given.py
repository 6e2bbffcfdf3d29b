"""Series given to the benchmark as a file: what is read, what is refused, how they are judged."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from tests.benchmarks.bench_forecast_given import run
from tests.benchmarks.forecast_given import read_given


def written(folder: Path, lines: str) -> Path:
    path = folder / "gpus.csv"
    path.write_text("unique_id,ds,y\n" + lines)
    return path


def test_days_that_are_not_there_or_empty_were_not_measured(tmp_path: Path) -> None:
    lines = (
        "b,2026-01-02,5\na,2026-01-01T00:00:00.000000Z,1\n"
        "a,2026-01-02 00:00,\na,2026-01-04,0\nb,2026-01-03,6\n"
    )
    given = read_given(written(tmp_path, lines))
    assert (given.name, given.season) == ("gpus daily", 7)
    a, b = given.series
    assert (a.series, str(a.first_day), a.steps_per_day) == ("a", "2026-01-01", 1)
    np.testing.assert_equal(a.card_hours, [1, np.nan, np.nan, 0])
    # All end on the same day, so that a cut-off is one day for all of them.
    assert str(b.first_day) == "2026-01-02"
    np.testing.assert_equal(b.card_hours, [5, 6, np.nan])


def test_hours_begin_at_their_first_midnight(tmp_path: Path) -> None:
    first = datetime(2026, 1, 1, 22, tzinfo=UTC)
    rows = [("a", first + timedelta(hours=hour), float(hour)) for hour in range(50)]
    path = tmp_path / "load.parquet"
    pl.DataFrame(rows, schema=["unique_id", "ds", "y"], orient="row").write_parquet(path)
    given = read_given(path)
    (series,) = given.series
    assert (given.name, given.season, series.steps_per_day) == ("load hourly", 24, 24)
    assert str(series.first_day) == "2026-01-02"
    np.testing.assert_equal(series.card_hours, np.arange(2.0, 50.0))


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        ("a,2026-01-01,1\na,2026-01-01,2\n", "gpus.csv: 2 rows told twice; the first: .*a"),
        ("a,2026-01-01,-1\n", "1 rows with y below zero"),
        ("a,,1\n", "1 rows without a date in ds"),
        ("a,2026-01-01 00:30:00,1\n", "1 rows beside an hour"),
        ("a,2026-01-01,\n", "gpus.csv has no y in any of its 1 rows"),
        ("a,yesterday,1\n", "gpus.csv: 1 rows without a date in ds"),
        ("a,2026-01-01,many\n", "gpus.csv: .*many"),
        ("a,2026-01-01 07:00:00,1\n", "a has no value at any midnight"),
    ],
)
def test_what_cannot_be_judged_is_refused(tmp_path: Path, lines: str, fault: str) -> None:
    with pytest.raises(ValueError, match=f"(?s){fault}"):
        read_given(written(tmp_path, lines))


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    path = tmp_path / "gpus.csv"
    path.write_text("unique_id,y\na,1\n")
    with pytest.raises(ValueError, match=r"no column ds; it needs unique_id, ds, y"):
        read_given(path)


def test_given_series_are_judged_like_the_public_ones(tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    first = datetime(2026, 1, 1, tzinfo=UTC)
    rows = [
        (name, first + timedelta(days=day), 100 + 30 * (day % 7) + float(rng.normal(0, 5)))
        for name in ("a", "b", "c")
        for day in range(40)
    ]
    path = tmp_path / "gpus.parquet"
    pl.DataFrame(rows, schema=["unique_id", "ds", "y"], orient="row").write_parquet(path)
    measures = {one.name: one for one in run(quick=True, series=[path])}
    # A strict week with noise: better than its naive repetition, far better than the week's mean.
    assert measures["given_mase_gpus_daily_7"].value < 0.9
    assert measures["given_to_week_gpus_daily_7"].value < 0.3
    assert measures["given_worst_gpus_daily_7"].note in {"a", "b", "c"}
    assert "given_worst_gpus_daily_28" not in measures  # 28 known and 28 ahead have no room


def test_what_is_too_short_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path, "a,2026-01-01,1\na,2026-01-09,1\n")
    assert run(quick=True, series=[path]) == []
    assert run(quick=True) == []
    said = capsys.readouterr().out.splitlines()
    assert said == [
        "gpus daily: too short to judge any horizon",
        "no --series FILE: nothing to judge",
    ]
