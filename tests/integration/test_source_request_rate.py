"""Request rates: slots become hours; what the file does not say has to be said."""

from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from data.workspace import Workspace
from etl.mending import Mended, as_they_came, retry
from tests.fixture_types import Core, Load, WriteFile

NAMED: dict[str, Any] = {
    "source_name": "request_rate",
    "defaults": {"start": "2025-01-01"},
    "time_zone": "UTC",
}
HOURS = "SELECT hour_utc, requests, observed_s FROM core_request_hourly ORDER BY hour_utc, client"


def slots(rates: dict[int, float], cv: float = 1.5) -> str:
    """Lines of a trace: `slots({0: 2.0})` has 2 requests a second in the first slot."""
    return "".join(f"{at},{rate},{cv},Gamma,0.5,0.1\n" for at, rate in rates.items())


def hours(core: Core) -> list[tuple[int, float, int]]:
    return [(r["hour_utc"].hour, r["requests"], r["observed_s"]) for r in core(HOURS)]


def test_slots_add_up_to_the_requests_of_an_hour(
    load: Load, core: Core, write_file: WriteFile
) -> None:
    # 6 slots of 600 s: (1 + 2 + 3 + 0 + 0 + 4) x 600 = 6,000; then one slot of 0.5 x 600 = 300.
    rates = {0: 1.0, 600: 2.0, 1200: 3.0, 1800: 0.0, 2400: 0.0, 3000: 4.0, 3600: 0.5}
    [outcome] = load(write_file("chunk-7-trace.csv", slots(rates)), **NAMED)
    assert (outcome.record.rows_read, outcome.record.rows_loaded) == (7, 7)
    assert hours(core) == [(0, 6000.0, 3600), (1, 300.0, 600)]
    [first, _] = core("FROM core_request_hourly ORDER BY hour_utc")
    assert (first["client"], first["peak_rate_per_s"], first["peak_cv"]) == (
        "chunk-7-trace",
        4.0,
        1.5,
    )
    assert (first["first_line_number"], first["source_row_count"]) == (1, 6)


def test_the_day_begins_at_midnight_of_the_settings_time_zone(
    load: Load, core: Core, write_file: WriteFile
) -> None:
    load(write_file("a.csv", slots({0: 1.0, 600: 1.0})), **NAMED | {"time_zone": "Asia/Shanghai"})
    [hour] = core(HOURS)
    assert hour["hour_utc"] == datetime(2024, 12, 31, 16)  # noqa: DTZ001  (UTC)


def test_a_slot_without_traffic_has_no_variation_and_is_no_gap(
    load: Load, core: Core, write_file: WriteFile
) -> None:
    load(write_file("a.csv", "0,0,0,,0,0\n600,0,0,,0,0\n"), **NAMED)
    [hour] = core("FROM core_request_hourly")
    assert (hour["requests"], hour["observed_s"], hour["peak_cv"]) == (0.0, 1200, None)


def test_a_missing_slot_is_not_counted_as_seen(
    load: Load, core: Core, write_file: WriteFile
) -> None:
    load(write_file("a.csv", slots({0: 1.0, 1200: 1.0, 1800: 1.0})), **NAMED)
    assert hours(core) == [(0, 1800.0, 1800)]


def test_the_length_of_a_slot_is_the_files_own_unless_it_is_said(
    load: Load, core: Core, write_file: WriteFile
) -> None:
    load(write_file("quarters.csv", slots({0: 1.0, 900: 1.0, 1800: 1.0, 2700: 1.0})), **NAMED)
    defaults = NAMED["defaults"] | {"slot_s": "600"}
    load(write_file("sparse.csv", slots({0: 1.0, 1200: 1.0})), **NAMED | {"defaults": defaults})
    assert hours(core) == [(0, 3600.0, 3600), (0, 1200.0, 1200)]


FAULTS = {
    "a negative rate": ("600,-1,1,Gamma,0.5,0.1", "rate_per_s"),
    "no rate": ("600,,1,Gamma,0.5,0.1", "rate_per_s"),
    "a rate that is no number": ("600,NaN,1,Gamma,0.5,0.1", "rate_per_s"),
    "a header": ("time_s,rate,cv,distribution,a,b", "time_s"),
    "a line cut off": ("600,1.0,1", "3 fields where the header has 6"),
    "between two slots": (
        "650,1,1,Gamma,0.5,0.1\n1200,1,1,Gamma,0.5,0.1",
        "slots divide the hour and begin where one ended",
    ),
}


@pytest.mark.parametrize(("lines", "culprit"), FAULTS.values(), ids=FAULTS)
def test_a_broken_slot_is_rejected_at_its_line(
    lines: str, culprit: str, load: Load, core: Core, write_file: WriteFile
) -> None:
    options = NAMED | {"defaults": NAMED["defaults"] | {"slot_s": "600"}}
    [outcome] = load(write_file("a.csv", f"{slots({0: 1.0})}{lines}\n"), **options)
    assert outcome.record.rows_rejected == 1
    [fault] = core("FROM core_rejected_row")
    assert fault["line_number"] == 2
    assert culprit in (fault["column"], fault["reason"].removeprefix("breaks the rule: "))


def test_without_its_first_day_the_file_is_refused_with_a_remedy(
    load: Load, write_file: WriteFile
) -> None:
    [outcome] = load(write_file("a.csv", slots({0: 1.0})), source_name="request_rate")
    assert outcome.record.status == "refused"
    assert "--set start=YYYY-MM-DD" in outcome.record.reason


def test_the_file_is_never_recognised_by_itself(load: Load, write_file: WriteFile) -> None:
    [outcome] = load(write_file("chunk-1-trace.csv", slots({0: 1.0, 600: 2.0})))
    assert outcome.record.status == "refused"


def test_equal_traces_of_two_clients_count_twice_and_a_corrected_one_once(
    load: Load, core: Core, write_file: WriteFile
) -> None:
    trace = slots({0: 1.0, 600: 1.0, 3600: 1.0})
    load(write_file("a.csv", trace), write_file("b.csv", trace), **NAMED)
    load(write_file("corrected/a.csv", slots({0: 2.0, 600: 2.0})), **NAMED)
    assert hours(core) == [(0, 2400.0, 1200), (0, 1200.0, 1200), (1, 600.0, 600), (1, 600.0, 600)]


def test_a_mended_slot_is_as_long_as_the_others_of_its_file(
    workspace: Workspace, load: Load, core: Core, write_file: WriteFile
) -> None:
    [outcome] = load(
        write_file("a.csv", slots({0: 1.0, 900: 1.0}) + "1800,n/a,1,Gamma,0.5,0.1\n"), **NAMED
    )
    came = as_they_came(workspace, outcome.record)
    mended = Mended(came.load_id, came.rows.with_columns(rate_per_s=pl.lit("2.0")))
    with workspace.lock():
        retried = retry(workspace, mended, "UTC")
    assert (retried.record.rows_loaded, retried.record.rows_rejected) == (3, 0)
    assert hours(core) == [(0, (1.0 + 1.0 + 2.0) * 900, 2700)]


@pytest.mark.real
def test_the_real_traces_add_up(load: Load, core: Core, real_folder: Path) -> None:
    folder = real_folder / "usage" / "servegen_small"
    outcomes = load(*sorted(folder.glob("chunk-*-trace.csv")), **NAMED)
    # 43 clients, 14 days of 144 slots.
    assert [(o.record.rows_loaded, o.record.rows_rejected) for o in outcomes] == [(2016, 0)] * 43
    [total] = core(
        "SELECT count(*) AS hours, count(DISTINCT client) AS clients, min(observed_s) AS least,"
        " max(observed_s) AS most, max(hour_utc) AS last_hour FROM core_request_hourly"
    )
    last_hour = datetime(2025, 1, 14, 23)  # noqa: DTZ001  (UTC)
    assert tuple(total.values()) == (43 * 336, 43, 3600, 3600, last_hour)
    # The slow, obvious way for one client: rate x 600 s, straight from the file.
    trace = pl.read_csv(folder / "chunk-14-trace.csv", has_header=False)
    [one] = core(
        "SELECT sum(requests) AS n FROM core_request_hourly WHERE client LIKE 'chunk-14-%'"
    )
    assert one["n"] == pytest.approx((trace["column_1"] * 600).sum(), rel=1e-12)
