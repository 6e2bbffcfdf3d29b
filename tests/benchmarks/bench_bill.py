"""A month of a large bill, from file to published snapshot, against bare DuckDB loading it.

Baseline, in the same run: CREATE TABLE AS SELECT * FROM the same file, and one roll-up by day,
service and team. Ours judges every line, keeps the file, fills core and marts, and publishes.
"""

import tempfile
from datetime import date, timedelta
from pathlib import Path

from tests.benchmarks.focus_file import write_focus
from tests.benchmarks.large_loads import bare_csv, bare_parquet, load_and_publish
from tests.benchmarks.measure import Measure
from tests.benchmarks.measure_apart import apart

_MB = 1e6
_YEAR_DAYS, _DAY_ROWS = 365, 300_000


def run(*, quick: bool) -> list[Measure]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        return [
            *_month(folder, 1_000_000 if quick else 10_000_000, is_small=quick),
            *_month_as_csv(folder, 200_000 if quick else 2_000_000, is_small=quick),
            *_another_day(folder, 20 if quick else _YEAR_DAYS, 30_000 if quick else _DAY_ROWS),
        ]


def _month(folder: Path, rows: int, *, is_small: bool) -> list[Measure]:
    path, home = write_focus(folder / "bill.parquet", rows), folder / "parquet"
    bare = apart(bare_parquet, path, folder / "bare.duckdb")
    ours = apart(load_and_publish, home, [path])
    again = apart(load_and_publish, home, [path])
    measures = [
        Measure("bill_rows", rows, "rows", note=f"{path.stat().st_size / _MB:,.0f} MB of Parquet"),
        Measure("bill_bare_cpu_s", bare.cpu_s, "CPU s", note="baseline"),
        Measure("bill_cpu_s", ours.cpu_s, "CPU s"),
        # Publishing costs the same for any number of rows: with few it is most of the work.
        Measure(
            "bill_ratio_to_bare", ours.cpu_s / bare.cpu_s, "x", target=None if is_small else 0.5
        ),
        Measure("bill_peak_mb", ours.peak_mb, "MB", target=1000),
        Measure("bill_again_wall_s", again.wall_s, "s", target=2.0, note="the same file unchanged"),
    ]
    path.unlink()
    return measures


def _month_as_csv(folder: Path, rows: int, *, is_small: bool) -> list[Measure]:
    path, home = write_focus(folder / "bill.csv", rows), folder / "csv"
    bare = apart(bare_csv, path, folder / "bare_csv.duckdb")
    ours = apart(load_and_publish, home, [path])
    measures = [
        Measure("csv_rows", rows, "rows", note=f"{path.stat().st_size / _MB:,.0f} MB of CSV"),
        Measure("csv_bare_cpu_s", bare.cpu_s, "CPU s", note="baseline: read_csv, given types"),
        Measure(
            "csv_ratio_to_bare", ours.cpu_s / bare.cpu_s, "x", target=None if is_small else 1.5
        ),
        Measure("csv_peak_mb", ours.peak_mb, "MB", target=1000),
    ]
    path.unlink()
    return measures


def _another_day(folder: Path, days: int, day_rows: int) -> list[Measure]:
    """A year of daily increments of a bill, then one day more."""
    files = folder / "days"
    files.mkdir()
    first = date(2025, 10, 1)
    dates = [first + timedelta(days=number) for number in range(days + 1)]
    paths = [
        write_focus(files / f"bill-{day}.parquet", day_rows, first_day=day, days=1) for day in dates
    ]
    home = folder / "year"
    year = apart(load_and_publish, home, paths[:-1], "daily")
    day = apart(load_and_publish, home, paths[-1:], "daily")
    return [
        Measure("year_rows", days * day_rows, "rows", note=f"in {days} files"),
        Measure("year_cpu_s", year.cpu_s, "CPU s"),
        Measure("year_peak_mb", year.peak_mb, "MB"),
        Measure("day_more_rows", day_rows, "rows"),
        Measure("day_more_wall_s", day.wall_s, "s", target=5.0, note="on 2 idle cores"),
        Measure("day_more_cpu_s", day.cpu_s, "CPU s", note="baseline: the year, above"),
    ]
